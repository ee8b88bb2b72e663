// What callers give and get: tables in every form, columns that no step uses, answers that lose no column, refusals
// that say where.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ColumnTransformer,
  createEngine,
  FunctionTransformer,
  HistGradientBoostingClassifier,
  inRows,
  KeepfitError,
  LogisticRegression,
  MinMaxScaler,
  OneHotEncoder,
  Pipeline,
  SimpleImputer,
  StackingClassifier,
  StandardScaler,
  take,
  takeTarget,
  VotingClassifier,
  VotingRegressor,
  FeatureUnion,
  type ColumnTable,
  type Engine,
  type TableLike,
} from "../../web/lib/index.js";
import { tableToWire } from "../../web/lib/table.js";
import { rejection } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const x = [1, 2, 3, 4, 5, 6];
const y = ["a", "b", "a", "b", "a", "b"];

describe("a column that no step uses", () => {
  const note = ["p", "q", null, "p", "q", "r"];
  const recipe = Pipeline([
    ["prepare", ColumnTransformer([["x", StandardScaler(), ["x"]]])],
    ["model", LogisticRegression()],
  ]);

  test("is not asked for, whatever stands in it", async () => {
    const fitted = await engine.fit(recipe, { columns: { x, note } }, y);
    const model = await engine.load(await fitted.dump({ heldOut: { X: { columns: { x } }, y } }));
    expect((await model.describe()).unused_columns).toEqual(["note"]);
    const expected = await model.predictProba({ columns: { x, note } });
    const others: ColumnTable["columns"][] = [
      { x },
      { x, note: x },
      { note: x.map(() => null), x },
      { x, note: x.map(() => "new") },
    ];
    for (const columns of others) {
      expect(await model.predictProba({ columns })).toEqual(expected);
      expect(await model.inputWarnings({ columns })).toEqual([]);
    }
    expect(await model.predict(x.map((value) => ({ x: value })))).toEqual(
      await model.predict({ columns: { x, note } }),
    );
    expect(await rejection(model.predict({ columns: { note } }))).toMatchObject({
      code: "missing_columns",
      message: expect.stringMatching(/: 'x'\.$/),
    });
    expect(await model.score(await engine.hold({ columns: { x } }, y))).toBe(await model.score({ columns: { x } }, y));
  });
});

describe("what transform answers", () => {
  const X = { columns: { a: ["b_c", "d", "b_c"], a_b: ["e", "c", "c"] } };

  test("keeps two columns of one name, and inverseTransform takes them back", async () => {
    const model = await engine.fit(OneHotEncoder(), X);
    const there = await model.transform(X);
    expect(there.names).toEqual(["a_b_c", "a_d", "a_b_c", "a_b_e"]);
    expect(there.columns.map(([name, values]) => [name, [...values]])).toEqual([
      ["a_b_c", [1, 0, 1]],
      ["a_d", [0, 1, 0]],
      ["a_b_c", [0, 1, 1]],
      ["a_b_e", [1, 0, 0]],
    ]);
    expect(there.columns.get("a_b_c")).toBe(there.columns[0]![1]);
    expect(there.columns.get("a_b_c", 1)).toBe(there.columns[2]![1]);
    expect(there.columns.get("a_b_c", 2)).toBeUndefined();
    expect(there.columns.get("constructor")).toBeUndefined();
    const back = [
      ["a", X.columns.a],
      ["a_b", X.columns.a_b],
    ];
    expect((await model.inverseTransform(there)).columns).toEqual(back);
    // Also in another order, where of two of one name the first stays the first; and some rows of it.
    const [one, two, three, four] = there.columns;
    expect((await model.inverseTransform({ columns: [four!, one!, two!, three!] })).columns).toEqual(back);
    const last = await model.inverseTransform(take(there, [2]));
    expect(last.columns).toEqual([
      ["a", ["b_c"]],
      ["a_b", ["c"]],
    ]);
    expect(await rejection(engine.fit(MinMaxScaler(), there))).toMatchObject({ code: "bad_table" });
  });

  test("names a missing value and a category None apart", async () => {
    const model = await engine.fit(OneHotEncoder(), { columns: { s: ["None", null, "x"] } });
    expect((await model.transform({ columns: { s: ["None", null] } })).names).toEqual([
      "s_None",
      "s_x",
      "s_None (missing)",
    ]);
  });
});

describe("names that JavaScript has for itself", () => {
  const names = ["constructor", "10", "__proto__", "toString", "2", "length", "hasOwnProperty"];
  const columns = names.map((name, i): [string, number[]] => [name, x.map((value) => value * (i + 1))]);
  const json = JSON.parse(
    `{${columns.map(([name, values]) => `${JSON.stringify(name)}:${JSON.stringify(values)}`).join()}}`,
  ) as { [name: string]: number[] };

  test.each<[string, TableLike, string[]]>([
    ["a Map", { columns: new Map(columns) }, names],
    ["a list", { columns }, names],
    ["an object", { columns: json }, ["2", "10", "constructor", "__proto__", "toString", "length", "hasOwnProperty"]],
    [
      "records",
      x.map((_, row) => Object.fromEntries(columns.map(([name, values]) => [name, values[row]!]))),
      ["2", "10", "constructor", "__proto__", "toString", "length", "hasOwnProperty"],
    ],
  ])("keep their place and values in %s", async (_, X, expected) => {
    const model = await engine.fit(MinMaxScaler({ feature_range: [0, 5] }), X);
    expect((await model.describe()).feature_names_in).toEqual(expected);
    const made = await model.transform(take(X, [1, 3]));
    expect(made.names).toEqual(expected);
    for (const name of names) expect(made.columns.get(name)).toEqual(new Float64Array([1, 3]));
    const back = await model.inverseTransform(made);
    columns.forEach(([name, values]) =>
      expect(back.columns.get(name)).toEqual(new Float64Array([values[1]!, values[3]!])),
    );
    expect(await model.inputWarnings({ columns: columns.map(([name]) => [name, [99]] as const) })).toHaveLength(
      names.length,
    );
    expect(await rejection(model.transform({ columns: columns.slice(1) }))).toMatchObject({
      code: "missing_columns",
      message: expect.stringContaining("'constructor'"),
    });
  });
});

describe("records", () => {
  test("have the columns in the order in which they appear; what a record lacks is missing", () => {
    expect(
      tableToWire([
        { a: 1, b: "x" },
        { c: 2, a: null },
        { b: "w", a: undefined },
      ]),
    ).toEqual({
      columns: [
        ["a", new Float64Array([1, NaN, NaN])],
        ["b", { codes: new Int32Array([1, -1, 0]), categories: ["w", "x"] }],
        ["c", new Float64Array([NaN, 2, NaN])],
      ],
      rows: 3,
    });
  });

  test("are X like any other", async () => {
    const records = x.map((value, row) => ({ x: value, kind: row % 2 ? "u" : "v" }));
    const recipe = Pipeline([
      [
        "prepare",
        ColumnTransformer([
          ["x", StandardScaler(), ["x"]],
          ["kind", OneHotEncoder(), ["kind"]],
        ]),
      ],
      ["model", LogisticRegression()],
    ]);
    const model = await engine.fit(recipe, records, y);
    const same = await engine.fit(recipe, { columns: { x, kind: records.map(({ kind }) => kind) } }, y);
    expect(await model.fingerprint()).toBe(await same.fingerprint());
    expect(await model.predict(take(records, [1, 2]))).toEqual(["b", "a"]);
  });

  test.each<[string, unknown, object]>([
    [
      "a row that is none",
      [{ a: 1 }, 2],
      { code: "bad_type", row: 1, message: "X is an array of records, but row 2 is 2." },
    ],
    ["a boolean", [{ a: 1 }, { a: true }], { code: "bad_type", row: 1, column: "a" }],
    ["text after numbers", [{ a: 1 }, { a: "x" }], { code: "mixed_types", row: 1, column: "a" }],
    ["an object inside", [{ a: {} }], { code: "bad_type", row: 0, column: "a" }],
  ])("%s is refused", (_, X, expected) => {
    expect(() => tableToWire(X as TableLike)).toThrow(expect.objectContaining(expected));
  });
});

test("what an estimator is made of is given by itself or among its parameters", () => {
  const steps = [["a", LogisticRegression()]] as const;
  expect(VotingClassifier({ estimators: steps })).toEqual(VotingClassifier(steps));
  expect(VotingRegressor({ estimators: steps })).toEqual(VotingRegressor(steps));
  expect(StackingClassifier({ estimators: steps })).toEqual(StackingClassifier(steps));
  expect(VotingClassifier({ estimators: steps, voting: "soft" })).toEqual(VotingClassifier(steps, { voting: "soft" }));
  expect(Pipeline({ steps })).toEqual(Pipeline(steps));
  expect(FeatureUnion({ transformer_list: steps })).toEqual(FeatureUnion(steps));
  const transformers = [["x", StandardScaler(), ["x"]]] as const;
  expect(ColumnTransformer({ transformers, remainder: "passthrough" })).toEqual(
    ColumnTransformer(transformers, { remainder: "passthrough" }),
  );
});

describe("a refusal says where", () => {
  const X = { columns: { x: [1, 2, 3, Infinity, 5, 6], z: x } };

  test("the column by its name and the row, also behind steps and in a part of the rows", async () => {
    const recipe = Pipeline([
      ["prepare", ColumnTransformer([["z", MinMaxScaler(), ["z"]]], { remainder: "passthrough" })],
      ["model", LogisticRegression()],
    ]);
    const expected = {
      code: "infinite_values",
      where: "step 'model' > column 'remainder__x'",
      message: "LogisticRegression does not accept infinite values, but column 'remainder__x' has one in row 4.",
      row: 3,
      column: "remainder__x",
    };
    expect(await rejection(engine.fit(recipe, X, y))).toMatchObject(expected);
    const rows = [5, 4, 3, 0];
    const error = await rejection(engine.fit(recipe, take(X, rows), takeTarget(y, rows)));
    expect(error).toMatchObject({ row: 2, message: expect.stringContaining("in row 3.") });
    expect(inRows(error, rows)).toMatchObject(expected);
    expect(inRows(new TypeError("other"), rows)).toBeInstanceOf(TypeError);
    // The splits are of the table's rows by themselves.
    const validation = await rejection(
      engine.gridSearch(recipe, { model__C: [1] }, X, y, { cv: 2, ...{ error_score: "raise" } }),
    );
    expect(validation).toMatchObject({ row: 3, message: expect.stringContaining("in row 4.") });
    const json = (error as KeepfitError).toJSON();
    expect(new KeepfitError(JSON.parse(JSON.stringify(json)) as typeof json).row).toBe(2);
  });

  test("the step that made the value", async () => {
    const recipe = Pipeline([
      ["log", FunctionTransformer({ func: "log" })],
      ["scale", StandardScaler()],
      ["model", LogisticRegression()],
    ]);
    expect(await rejection(engine.fit(recipe, { columns: { x: [1, 2, 3, 0, 5, 6] } }, y))).toMatchObject({
      where: "step 'log'",
      message: "FunctionTransformer makes -inf of 0.0 in row 4 of column 'x', which step 'scale' does not accept.",
      row: 3,
      column: "x",
    });
  });

  test("the parameter that asked", async () => {
    const one = ["a", "a", "a", "a", "a", "b"];
    const error = await rejection(
      engine.fit(HistGradientBoostingClassifier({ early_stopping: true }), { columns: { x } }, one),
    );
    expect(error).toMatchObject({
      where: "early_stopping",
      message: expect.stringMatching(/early_stopping, validation_fraction 0\.1.*the class 'b' has 1 row/),
      hint: expect.stringMatching(/^Set early_stopping to false/),
    });
    const without = HistGradientBoostingClassifier({ early_stopping: true, validation_fraction: null });
    expect(await (await engine.fit(without, { columns: { x } }, one)).predict({ columns: { x } })).toHaveLength(6);
  });

  test("the code points of a category that looks like another", async () => {
    const model = await engine.fit(OneHotEncoder(), { columns: { town: ["Zürich", "Bern"] } });
    const table = { columns: { town: ["Bern", "Zürich".normalize("NFD")] } };
    expect(await rejection(model.transform(table))).toMatchObject({
      row: 1,
      column: "town",
      message: expect.stringContaining("U+005A U+0075 U+0308"),
    });
    expect(await model.inputWarnings(table)).toMatchObject([
      {
        looks_like: "Zürich",
        code_points: ["U+005A U+0075 U+0308 U+0072 U+0069 U+0063 U+0068", "U+005A U+00FC U+0072 U+0069 U+0063 U+0068"],
      },
    ]);
  });
});

test("one class is learned as scikit-learn learns it", async () => {
  const X = { columns: { x } };
  const model = await engine.fit(
    HistGradientBoostingClassifier(),
    X,
    x.map(() => "only"),
  );
  expect(await model.predict(X)).toEqual(x.map(() => "only"));
  expect((await model.predictProba(X)).shape).toEqual([6, 1]);
  expect(
    await model.score(
      X,
      x.map(() => "only"),
    ),
  ).toBe(1);
  expect(
    (
      await model.evaluate(
        X,
        x.map(() => "only"),
      )
    ).metrics.accuracy,
  ).toBe(1);
  expect((await engine.load(await model.dump())).proof).toMatchObject({ identical: true });
});

test("a column of nothing but missing values may be text", async () => {
  const lane = ColumnTransformer([
    [
      "text",
      Pipeline([
        ["fill", SimpleImputer({ strategy: "constant", fill_value: "none" })],
        ["code", OneHotEncoder({ handle_unknown: "ignore" })],
      ]),
      ["s", "t"],
    ],
  ]);
  const model = await engine.fit(lane, { columns: { s: [null, null], t: ["u", "v"] } });
  expect((await model.transform({ columns: { s: ["new", null], t: [null, null] } })).rows).toBe(2);
  const loaded = await engine.load(await model.dump());
  expect(loaded.proof).toMatchObject({ identical: true });
  const filled = await engine.fit(SimpleImputer({ strategy: "most_frequent" }), {
    columns: { s: [null, null], t: ["u", null] },
  });
  expect((await filled.transform({ columns: { s: [null], t: [null] } })).columns).toEqual([["t", ["u"]]]);
});
