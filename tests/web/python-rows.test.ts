// Predictions that Python made: which column of a file has them, and what is said where they differ.
import { describe, expect, test } from "vitest";
import { compareAnswers, flagsAsNumbers, predictionColumn, pythonFor } from "../../web/elements/state/python-rows.js";

describe("the column with the predictions", () => {
  test.each<[string, string[], string]>([
    ["called so", ["a", "b", "prediction"], "prediction"],
    ["called so beside others", ["y", "a", "b", "Predicted "], "Predicted "],
    ["called as in scikit-learn's examples", ["a", "y_pred", "b", "y_true"], "y_pred"],
    ["the only one that is no input", ["species", "b", "a"], "species"],
  ])("is the one %s", (_, columns, found) => expect(predictionColumn(columns, ["a", "b"])).toBe(found));

  test("may be an input of that name only where it is none", () => {
    expect(predictionColumn(["prediction", "y"], ["prediction"])).toBe("y");
  });

  test.each<[string, string[], RegExp, RegExp]>([
    ["an input is missing", ["a", "prediction"], /^The file lacks the column “b”, from which/, /named as there/],
    ["two are", ["prediction"], /^The file lacks the columns “a” and “b”/, /named as there/],
    ["there is none", ["a", "b"], /^The file has no column with predictions/, /called prediction/],
    [
      "two are called so",
      ["a", "b", "predicted", "y_pred"],
      /2 columns that may be .* “predicted” and “y_pred”/,
      /one/,
    ],
    ["several are no inputs", ["a", "b", "c", "d"], /2 columns that are no inputs.*“c” and “d”/, /leave out/],
  ])("is refused where %s", (_, columns, message, hint) => {
    const refused = { message: expect.stringMatching(message), hint: expect.stringMatching(hint) };
    let thrown: unknown;
    try {
      predictionColumn(columns, ["a", "b"]);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toEqual(refused);
  });
});

const coded = (...texts: (string | null)[]) => {
  const categories = [...new Set(texts.filter((text) => text !== null))];
  return { codes: Int32Array.from(texts, (text) => (text === null ? -1 : categories.indexOf(text))), categories };
};

describe("what is said of answers", () => {
  test("equal numbers are those that are equal as numbers", () => {
    expect(compareAnswers(Float64Array.of(1, 0, NaN, Infinity), Float64Array.of(1, -0, NaN, Infinity))).toEqual({
      rows: 4,
      different: 0,
    });
  });

  test("numbers: the first that differs, and the largest distances", () => {
    const next = 1 + 2 ** -52;
    expect(compareAnswers(Float64Array.of(5, 1, -2, 0), Float64Array.of(5, next, -4, 0))).toEqual({
      rows: 4,
      different: 2,
      first: { row: 1, expected: 1, got: next, ulps: 1 },
      largest: { relative: 0.5, ulps: 2 ** 52 },
    });
  });

  test("a number beside none has no distance", () => {
    expect(compareAnswers(Float64Array.of(NaN), Float64Array.of(2))).toEqual({
      rows: 1,
      different: 1,
      first: { row: 0, expected: NaN, got: 2 },
    });
  });

  test("texts", () => {
    expect(compareAnswers(coded("a", "b", "c", "a"), ["a", "a", "c", "b"])).toEqual({
      rows: 4,
      different: 2,
      first: { row: 1, expected: "b", got: "a" },
    });
  });

  test("True and False are numbers where numbers are wanted", () => {
    expect(flagsAsNumbers(coded("True", "False", null))).toEqual(Float64Array.of(1, 0, NaN));
    const other = coded("True", "maybe");
    expect(flagsAsNumbers(other)).toBe(other);
  });
});

describe("the lines of Python", () => {
  test("for a DataFrame", () => {
    expect(pythonFor("m.pkl", "pickle", ["a", "b"])).toBe(
      'import joblib\nmodel = joblib.load("m.pkl")\nX.assign(prediction=model.predict(X)).to_csv("rows.csv", index=False)\n',
    );
  });
  test("for an array, whose columns have no names", () => {
    const lines = pythonFor("m.skops", "skops", ["x0", "x1"]).split("\n");
    expect(lines[0]).toBe("import pandas");
    expect(lines).toContain("rows = pandas.DataFrame(X).add_prefix('x')");
    expect(lines).toContain('rows.assign(prediction=model.predict(X)).to_csv("rows.csv", index=False)');
  });
});
