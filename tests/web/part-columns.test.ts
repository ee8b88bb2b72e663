// Which columns a part is given, as the page tells it: held against the columns that the engine gives it. And where
// the sliders of hyperparameters go.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type ParamValue, type Schema } from "../../web/lib/index.js";
import { shownOf } from "../../web/elements/shared/param-text.js";
import { absentIn, chosenBy, placesOf, usersOf } from "../../web/elements/state/part-columns.js";
import { refusal } from "../../web/elements/state/recipe.js";
import { placeIn, places, scaleOf, valueIn, type Scale } from "../../web/elements/state/scale.js";
import { root } from "./helpers.js";

const schema = JSON.parse(readFileSync(`${root}web/lib/generated/schema.json`, "utf8")) as Schema;
let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
});
afterAll(() => engine.close());

const columns = [
  { name: "mass", text: false },
  { name: "colour", text: true },
  { name: "size", text: false },
  { name: "max size", text: false },
  { name: "class", text: true },
];
const X = {
  columns: Object.fromEntries(columns.map(({ name, text }, j) => [name, text ? ["a", "b", "a"] : [j, 2, 3]])),
};

const choices: ParamValue[] = [
  ["size", "mass"],
  [0, -1, 2],
  [],
  [true, false, true, true, false],
  { slice: [1, 3, null] },
  { slice: [2] },
  { slice: [-2, null] },
  { slice: [0, 5, 2] },
  { slice: ["colour", "max size"] },
  { slice: [null, "size", null] },
  { selector: { dtype_include: "text" } },
  { selector: { dtype_include: ["number"] } },
  { selector: { dtype_exclude: "number" } },
  { selector: { pattern: "size$" } },
  { selector: { pattern: "^s", dtype_include: "number" } },
  { selector: {} },
];

test.each(choices.map((choice) => [JSON.stringify(choice), choice] as const))("%s", async (_, choice) => {
  const recipe = { class: "ColumnTransformer", params: { transformers: [["part", "passthrough", choice]] } };
  const model = await engine.fit(recipe, X);
  const { columns_ } = (await model.fitted()).fitted as unknown as { columns_: readonly (readonly number[])[] };
  const given = Array.from(columns_[0]!);
  expect([...placesOf(choice, columns)].sort()).toEqual([...given].sort());
  await model.release();
});

test("names that do not arrive are told, and who is given a column, too", () => {
  expect(absentIn(["size", "gone"], columns)).toEqual(["gone"]);
  expect(placesOf(["size", "gone"], columns)).toEqual([2]);
  const users = usersOf(
    [
      { name: "a", columns: ["size"] },
      { name: "b", columns: { selector: { dtype_include: "number" } } },
    ],
    columns,
  );
  expect(users.get("size")).toEqual(["a", "b"]);
  expect(users.get("mass")).toEqual(["b"]);
  expect(chosenBy({ selector: { dtype_include: "text", pattern: "^a" } })).toBe(
    "every text column with ^a in its name",
  );
});

describe("sliders", () => {
  const scale = (estimator: string, name: string, numeric?: string): Scale | undefined => {
    const param = schema.estimators.find((each) => each.name === estimator)!.params.find((each) => each.name === name)!;
    const intervals = param.constraint.flatMap((rule) => (rule.type === "interval" ? [rule] : []));
    const interval = intervals.find((rule) => numeric === undefined || rule.numeric === numeric);
    return interval && scaleOf(param, interval);
  };

  test("go by factors where a float begins at 0, with 0 where that may be", () => {
    expect(scale("LogisticRegression", "C")).toEqual({ low: 0.001, high: 1000, log: true, whole: false, zero: false });
    expect(scale("Lasso", "alpha")).toMatchObject({ log: true, zero: true });
    expect(valueIn(0, scale("Lasso", "alpha")!)).toBe(0);
    expect(valueIn(places / 2, scale("LogisticRegression", "C")!)).toBe(1);
  });

  test("go by steps between two bounds, and over small counts", () => {
    expect(scale("ElasticNet", "l1_ratio")).toEqual({ low: 0, high: 1, log: false, whole: false, zero: false });
    expect(scale("KNeighborsClassifier", "n_neighbors")).toMatchObject({ low: 1, log: false, whole: true });
    expect(scale("RandomForestClassifier", "n_estimators")).toMatchObject({ log: true, whole: true, high: 1000 });
    expect(scale("RandomForestClassifier", "random_state")).toBeUndefined();
  });

  test("say only what the parameter takes, and stand where their value is", () => {
    let seen = 0;
    for (const estimator of schema.estimators)
      for (const param of estimator.params)
        for (const interval of param.constraint.flatMap((rule) => (rule.type === "interval" ? [rule] : []))) {
          const found = scaleOf(param, interval);
          if (!found) continue;
          for (const place of [0, 1, 57, places - 1, places]) {
            const value = valueIn(place, found);
            const said = interval.numeric === "float" && Number.isInteger(value) ? { $float: value } : value;
            expect(refusal(estimator, param, said), `${estimator.name}.${param.name} = ${value}`).toBe("");
            expect(placeIn(value, found)).toBeGreaterThanOrEqual(0);
            expect(valueIn(placeIn(value, found), found)).toBeCloseTo(value, 1 - Math.floor(Math.log10(value || 1)));
            seen++;
          }
        }
    expect(seen).toBeGreaterThan(300);
  });
});

test("a float that is said to be one is shown with its point, and is no count", () => {
  expect(shownOf({ $float: 1 })).toBe("1.0");
  expect(shownOf({ $float: 0.5 })).toBe("0.5");
  expect(shownOf(1)).toBe("1");
  const forest = schema.estimators.find(({ name }) => name === "RandomForestClassifier")!;
  const param = (name: string) => forest.params.find((each) => each.name === name)!;
  expect(refusal(forest, param("max_features"), { $float: 1 })).toBe("");
  expect(refusal(forest, param("max_depth"), { $float: 1 })).toMatch(/Got 1\.0\.$/);
});
