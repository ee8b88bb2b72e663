// A hyperparameter's value as text: what is written is read as the same value, wherever the page writes and reads it.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, type AnyRecipe, type ParamValue, type Schema } from "../../web/lib/index.js";
import { readAddress, writeAddress } from "../../web/elements/state/address.js";
import { defaults } from "../../web/elements/state/choices.js";
import { withEdits } from "../../web/elements/state/changes.js";
import { refusal } from "../../web/elements/state/recipe.js";
import { pythonOf, textOf, valueOf, valuesOf } from "../../web/elements/shared/param-text.js";

let schema: Schema;
beforeAll(async () => {
  const engine = await createEngine();
  schema = await engine.schema();
  engine.close();
});

const param = (estimator: string, name: string) => {
  const found = schema.estimators.find((each) => each.name === estimator)!;
  return [found, found.params.find((each) => each.name === name)!] as const;
};

describe("text", () => {
  test.each([
    [null, "None"],
    [true, "True"],
    [false, "False"],
    [NaN, "nan"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [0.5, "0.5"],
    [1e-7, "1e-7"],
    ["balanced", "balanced"],
    ["", ""],
    ["None", '"None"'],
    ["true", '"true"'],
    ["5", '"5"'],
    [" nan ", '" nan "'],
    [[1, 2], "[1,2]"],
    [{ a: 1 }, '{"a":1}'],
    [{ $float: 1 }, '{"$float":1}'],
  ] as const)("of %j is %s, and is read as the same", (value, text) => {
    expect(textOf(value)).toBe(text);
    expect(valueOf(text)).toEqual(value);
  });

  test("of any value is read as the same value", () => {
    // JSON has no -0 within a list.
    const inside = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as ParamValue);
    const single = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean(), fc.constantFrom("None", "nan", "-0"));
    fc.assert(
      fc.property(fc.oneof(single, inside), (value: ParamValue) => {
        expect(valueOf(textOf(value))).toEqual(value);
      }),
    );
  });

  test("of every default and every choice that the engine declares is read as the same", () => {
    for (const { params } of schema.estimators)
      for (const { default: value, constraint } of params) {
        expect(valueOf(textOf(value))).toEqual(value);
        for (const rule of constraint)
          if (rule.type === "options") for (const each of rule.options) expect(valueOf(textOf(each))).toBe(each);
      }
  });

  test("in Python has quotes around strings", () => {
    expect([null, "None", [0, "a", NaN], true, -Infinity].map((value) => pythonOf(value))).toEqual(
      ["None", "'None'", "[0, 'a', nan]", "True", "-inf"], // as Python's repr writes them
    );
  });
});

/** The address of a page with these edits. */
const addressOf = (edits: ReadonlyMap<string, ParamValue>): string =>
  writeAddress(withEdits(defaults, proposed, edits), proposed);

const proposed: AnyRecipe = {
  class: "Pipeline",
  params: {
    steps: [
      ["encode", { class: "OrdinalEncoder", params: {} }],
      ["model", { class: "LogisticRegression", params: {} }],
    ],
  },
};

describe("addresses", () => {
  test("of earlier versions open as they did", () => {
    const hash =
      "#dataset=wine&model=SVC&model__C=0.5&model__gamma=scale&model__shrinking=false&model__class_weight=None" +
      "&model__max_iter=%22100%22&prepare__num__scale__feature_range=%5B0%2C1%5D&model__tol=1e-4&a=null&b=true&c=%22None%22";
    expect(Object.fromEntries(readAddress(hash).edits)).toEqual({
      model: "SVC",
      model__C: 0.5,
      model__gamma: "scale",
      model__shrinking: false,
      model__class_weight: null,
      model__max_iter: "100",
      prepare__num__scale__feature_range: [0, 1],
      model__tol: 1e-4,
      a: null,
      b: true,
      c: "None",
    });
  });

  test("hold what tuning and fields hold", () => {
    const edits = new Map<string, ParamValue>([
      ["model", "SVC"],
      ["model__probability", true],
      ["model__class_weight", null],
      ["encode__encoded_missing_value", NaN],
      ["model__C", 0.5],
      ["model__kernel", "True"],
    ]);
    expect(readAddress(addressOf(edits)).edits).toEqual(edits);
  });

  test("and typed values read a word alike", () => {
    for (const word of ["True", "False", "None", "nan", "0.5", "scale", "true", '"True"']) {
      const { edits } = readAddress(`#x=${encodeURIComponent(word)}`);
      expect(edits.get("x"), word).toEqual(valueOf(word));
      expect(valuesOf(word), word).toEqual([valueOf(word)]);
    }
    expect(valuesOf(" True, None ,1")).toEqual([true, null, 1]);
  });
});

test("a refusal says the value as it is typed, and a number may be missing where the engine takes that", () => {
  expect(refusal(...param("Ridge", "alpha"), -1)).toBe("alpha of Ridge must be a float in [0, inf). Got -1.");
  expect(refusal(...param("Ridge", "alpha"), "True")).toMatch(/Got "True"\.$/);
  expect(refusal(...param("Ridge", "fit_intercept"), null)).toMatch(/Got None\.$/);
  expect(refusal(...param("OrdinalEncoder", "encoded_missing_value"), NaN)).toBe("");
  expect(refusal(...param("Ridge", "alpha"), NaN)).toMatch(/Got nan\.$/);
});
