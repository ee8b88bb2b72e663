import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  assertIdentical,
  differenceText,
  compare,
  ColumnTransformer,
  createEngine,
  datasetHash,
  DecisionTreeClassifier,
  DummyClassifier,
  float,
  KeepfitError,
  LogisticRegression,
  MinMaxScaler,
  Normalizer,
  OneHotEncoder,
  Pipeline,
  Ridge,
  SimpleImputer,
  StandardScaler,
  take,
  takeTarget,
  type AnyRecipe,
  type Engine,
  type TableLike,
} from "../../web/lib/index.js";
import { EngineHost } from "../../web/lib/wasm.js";
import { dataset, rejection, wasmFile } from "./helpers.js";
import { LoopbackWorker } from "./loopback.js";

const iris = dataset("iris");
const penguins = dataset("penguins");
const diabetes = dataset("diabetes");
const recipe = Pipeline([
  ["scale", StandardScaler()],
  ["model", LogisticRegression({ C: 0.5 })],
]);
const wasm = readFileSync(wasmFile);

function pretendBrowser(origin: string): void {
  vi.stubGlobal("Worker", LoopbackWorker);
  vi.stubGlobal("origin", origin);
}

let engine: Engine;
afterEach(() => {
  engine.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  LoopbackWorker.started = [];
  LoopbackWorker.refusal = undefined;
});

describe.each(["in-thread", "worker"])("the engine, %s", (where) => {
  beforeEach(async () => {
    // Files have the opaque origin "null": to this page the library comes from its own.
    if (where === "worker") pretendBrowser("null");
    engine = await createEngine({ wasm });
    expect(engine.thread).toBe(where === "worker" ? "worker" : "main");
    expect(engine.note).toBeUndefined();
  });

  test("version and schema", async () => {
    expect(engine.version).toEqual({ engine: expect.stringMatching(/^\d+\.\d+\.\d+$/), format: 1 });
    const { estimators, metrics } = await engine.schema();
    expect(estimators.map(({ name }) => name)).toContain("StandardScaler");
    expect(metrics.length).toBeGreaterThan(0);
    for (const { params } of estimators)
      for (const { text, constraint } of params) expect([text, constraint.length]).not.toContain("");
  });

  test("fit, predict, score", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const labels = await model.predict(iris.X);
    expect(labels).toHaveLength(150);
    expect(labels[0]).toBe("setosa");
    const { data, shape, classes } = await model.predictProba(iris.X);
    expect([shape, classes]).toEqual([
      [150, 3],
      ["setosa", "versicolor", "virginica"],
    ]);
    for (let row = 0; row < 150; row++)
      expect(data[3 * row]! + data[3 * row + 1]! + data[3 * row + 2]!).toBeCloseTo(1, 12);
    const right = [...labels].filter((label, row) => label === (iris.y as string[])[row]).length;
    expect(await model.score(iris.X, iris.y)).toBe(right / 150);
  });

  test("evaluate a classifier", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const { metrics, confusion, predicted } = await engine.evaluate(model, iris.X, iris.y);
    expect(metrics.accuracy).toBe(await model.score(iris.X, iris.y));
    expect(metrics.log_loss).toBeGreaterThan(0);
    expect(confusion!.labels).toEqual(["setosa", "versicolor", "virginica"]);
    expect(confusion!.matrix.shape).toEqual([3, 3]);
    expect(confusion!.matrix.data.reduce((a, b) => a + b)).toBe(150);
    expect(predicted).toEqual(await model.predict(iris.X));
  });

  test("numbers as target", async () => {
    const model = await engine.fit(Ridge({ alpha: 1 }), diabetes.X, diabetes.y);
    const labels = await model.predict(diabetes.X);
    expect(labels).toBeInstanceOf(Float64Array);
    const { metrics, confusion } = await model.evaluate(diabetes.X, diabetes.y);
    expect(Object.keys(metrics)).toEqual(expect.arrayContaining(["r2", "mse", "mae"]));
    expect(confusion).toBeUndefined();
    expect(await model.score(diabetes.X, diabetes.y)).toBe(metrics.r2);
  });

  test("each form of X says the same", async () => {
    const rows = [
      [1, 10],
      [2, 20],
      [3, 35],
      [4, 45],
    ];
    const y = [0, 0, 1, 1];
    const forms: TableLike[] = [
      rows,
      { data: new Float64Array(rows.flat()), shape: [4, 2] },
      { columns: { a: [1, 2, 3, 4], b: [10, 20, 35, 45] } },
      {
        columns: new Map([
          ["a", new Int32Array([1, 2, 3, 4])],
          ["b", new Int32Array([10, 20, 35, 45])],
        ]),
      },
    ];
    const answers = [];
    for (const X of forms) answers.push((await (await engine.fit(recipe, X, y)).predictProba(X)).data);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test("transform gives named columns", async () => {
    const X = { columns: { a: [1, 2, 3], s: ["x", null, "y"] } };
    const model = await engine.fit(
      ColumnTransformer([
        ["num", MinMaxScaler(), ["a"]],
        [
          "cat",
          Pipeline([
            ["fill", SimpleImputer({ strategy: "most_frequent" })],
            ["code", OneHotEncoder()],
          ]),
          ["s"],
        ],
      ]),
      X,
    );
    const { names, columns, rows } = await model.transform(X);
    expect([names, rows]).toEqual([["num__a", "cat__s_x", "cat__s_y"], 3]);
    expect(columns.get("num__a")).toEqual(new Float64Array([0, 0.5, 1]));
    expect(columns.get("cat__s_y")).toEqual(new Float64Array([0, 0, 1]));
  });

  test("inverseTransform leads back to the columns of the fit, also from a file", async () => {
    const X = { columns: { s: ["x", "y", "x", "z"], a: [3, 1, 2, 3] } };
    const fitted = await engine.fit(
      Pipeline([
        ["code", OneHotEncoder({ handle_unknown: "ignore" })],
        ["scale", MinMaxScaler()],
      ]),
      X,
    );
    const model = await engine.load(await fitted.dump());
    expect((await model.describe()).methods).toEqual(["transform", "inverse_transform"]);
    const there = await model.transform({ columns: { s: ["z", "new"], a: [2, 7] } });
    const columns = [["s", ["z", null]] as const, ["a", new Float64Array([2, NaN])] as const];
    const back = { names: ["s", "a"], columns, rows: 2 };
    expect(await model.inverseTransform(there)).toEqual(back);
    expect(await fitted.inverseTransform(there)).toEqual(back);
    const [first, ...rest] = there.columns;
    expect(await model.inverseTransform({ columns: [...rest, first!] })).toEqual(back);
    expect(await rejection(model.inverseTransform({ columns: rest }))).toMatchObject({ code: "missing_columns" });
    expect(await rejection(model.inverseTransform([[1, 2]]))).toMatchObject({ code: "wrong_width" });
    expect((await model.inverseTransform([[0, 1, 0, 1, 0, 0]])).columns.get("s")).toEqual(["y"]);
  });

  test("inverseTransform is refused where nothing leads back", async () => {
    const classifier = await engine.fit(recipe, iris.X, iris.y);
    expect(await rejection(classifier.inverseTransform(iris.X))).toMatchObject({ code: "no_method" });
    const rows = [
      [1, 2],
      [3, 4],
    ];
    const normalizer = await engine.fit(Normalizer(), rows);
    expect((await normalizer.describe()).methods).toEqual(["transform"]);
    expect(await rejection(normalizer.inverseTransform(rows))).toMatchObject({
      code: "no_method",
      message: "Normalizer has no method inverse_transform.",
    });
  });

  test("params, fitted, describe", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const params = (await model.params()) as unknown as { class: string; params: { steps: [string, AnyRecipe][] } };
    expect(params.class).toBe("Pipeline");
    expect(params.params.steps[1]![1]).toMatchObject({
      class: "LogisticRegression",
      params: { C: 0.5, max_iter: 100 },
    });

    const tree = await model.fitted();
    const scaler = (tree.params.steps as unknown as [string, { fitted: { mean_: Float64Array } }][]).find(
      ([name]) => name === "scale",
    );
    expect(tree.class).toBe("Pipeline");
    expect(scaler?.[1].fitted.mean_).toHaveLength(4);

    const { rows, methods, n_features_in, feature_names_in, classes, input } = await model.describe();
    expect(methods).toEqual(["predict", "predict_proba", "decision_function"]);
    expect([n_features_in, feature_names_in.length]).toEqual([4, 4]);
    expect(classes).toEqual(["setosa", "versicolor", "virginica"]);
    expect(input[0]).toMatchObject({ name: feature_names_in[0], kind: "number", missing: 0 });
    expect(rows.find(({ name }) => name === "mean_")).toMatchObject({ kind: "fitted", dtype: "float64", shape: [4] });
  });

  test("a share of everything and a count of one", async () => {
    const leaves = async (tree: AnyRecipe) =>
      ((await (await engine.fit(tree, iris.X, iris.y)).fitted()).fitted.tree_ as { feature: Int32Array }).feature
        .length;
    // Nodes of 1.0 = all 150 rows are split, which is the root alone.
    expect(await leaves(DecisionTreeClassifier({ min_samples_split: float(1), random_state: 0 }))).toBe(3);
    expect(await rejection(leaves(DecisionTreeClassifier({ min_samples_split: 1 })))).toMatchObject({
      code: "bad_parameter",
    });
    // A recipe that is read back fits the same again, nested or not.
    const nested = Pipeline([
      ["scale", StandardScaler()],
      ["model", DecisionTreeClassifier({ min_samples_split: float(1), max_features: 1, random_state: 0 })],
    ]);
    const model = await engine.fit(nested, iris.X, iris.y);
    const params = await model.params();
    expect((params.params as typeof nested.params).steps[1]![1]).toMatchObject({
      params: { min_samples_split: float(1), min_samples_leaf: 1, max_features: 1, min_impurity_decrease: 0 },
    });
    const again = await engine.fit(JSON.parse(JSON.stringify(params)) as AnyRecipe, iris.X, iris.y);
    expect(await again.fingerprint()).toBe(await model.fingerprint());
    expect(await rejection(engine.trainTestSplit(10, { test_size: float(1) }))).toBeInstanceOf(KeepfitError);
    expect((await engine.trainTestSplit(10, { test_size: 1 })).test).toHaveLength(1);
  });

  test("dump, load, and the same bytes", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const sha256 = await datasetHash(iris.X, iris.y);
    const bytes = await model.dump({
      card: { name: "my iris", dataset: { name: "iris", sha256, rows: 150 }, target: { name: "species" } },
    });
    const again = await engine.load(bytes);
    expect(again.card).toMatchObject({ name: "my iris", dataset: { sha256 }, target: { name: "species" } });
    expect(again.card!.created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await again.dump()).toEqual(bytes);
    const text = ((await model.predict(iris.X)) as string[]).join("").length;
    expect(await assertIdentical(model, again, iris.X)).toEqual({
      identical: true,
      rows: 150,
      predictions: 150 + 450,
      bytes: text + 8 * 450,
      steps: ["predict", "predict_proba"],
    });
  });

  test("the fingerprint is the pipeline's, whatever the card says", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const twin = await engine.fit(recipe, iris.X, iris.y);
    const other = await engine.fit(
      Pipeline([
        ["scale", StandardScaler()],
        ["model", LogisticRegression({ C: 0.6 })],
      ]),
      iris.X,
      iris.y,
    );
    const prints = await Promise.all([model.fingerprint(), twin.fingerprint(), other.fingerprint()]);
    expect(prints[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(prints[1]).toBe(prints[0]);
    expect(prints[2]).not.toBe(prints[0]);
    expect(await engine.fingerprint(await model.dump({ card: { notes: "one" } }))).toBe(prints[0]);
    expect(await engine.fingerprint(await model.dump({ card: { notes: "two" } }))).toBe(prints[0]);
  });

  test("inspect and companion tell what is in a file", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const bytes = await model.dump({ card: { name: "my iris", metrics: { accuracy: 0.9 } } });
    const { format, card, rows, sections, holds_training_rows } = await engine.inspect(bytes);
    expect([format, card.name, holds_training_rows]).toEqual([1, "my iris", false]);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(["mean_", "coef_"]));
    expect(Object.keys(sections)).toEqual(expect.arrayContaining(["card", "pipeline", "digest"]));
    const text = await engine.companion(bytes);
    expect(JSON.parse(text)).toMatchObject({
      keepfit: 1,
      card: { name: "my iris", metrics: { accuracy: 0.9 } },
      file: { bytes: bytes.length, fingerprint: await model.fingerprint(), holds_training_rows: false },
    });
  });

  test("a file's proof is replayed on load and by verify", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    expect([model.proof, model.signature]).toEqual([null, null]);
    const bytes = await model.dump();
    const proof = await engine.verify(bytes);
    expect(proof).toEqual({ identical: true, rows: 13, steps: 5, bytes: expect.any(Number) });
    expect((await engine.load(bytes)).proof).toEqual(proof);
  });

  test("train_test_split", async () => {
    const { train, test: held } = await engine.trainTestSplit(150, {
      test_size: 0.2,
      random_state: 0,
      stratify: iris.y,
    });
    expect([train.length, held.length]).toEqual([120, 30]);
    expect(new Set([...train, ...held]).size).toBe(150);
    const labels = takeTarget(iris.y, held) as string[];
    expect(labels.filter((label) => label === "setosa")).toHaveLength(10);
    expect(await engine.trainTestSplit(150, { test_size: 0.2, random_state: 0, stratify: iris.y })).toEqual({
      train,
      test: held,
    });
  });

  test("metric", async () => {
    const { metrics } = await engine.schema();
    expect(metrics).toContain("accuracy");
    expect(await engine.metric("accuracy", { y_true: ["a", "b", "a"], y_pred: ["a", "a", "a"] })).toBe(2 / 3);
    expect(await engine.metric("mae", { y_true: [1, 2], y_pred: [2, 4] })).toBe(1.5);
  });

  test("missing values and text through a whole pipeline", async () => {
    const names = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
    const whole = Pipeline([
      [
        "prepare",
        ColumnTransformer([
          [
            "num",
            Pipeline([
              ["fill", SimpleImputer()],
              ["scale", StandardScaler()],
            ]),
            names,
          ],
          [
            "cat",
            Pipeline([
              ["fill", SimpleImputer({ strategy: "most_frequent" })],
              ["code", OneHotEncoder({ handle_unknown: "ignore" })],
            ]),
            ["island", "sex"],
          ],
        ]),
      ],
      ["model", LogisticRegression()],
    ]);
    const { train, test: held } = await engine.trainTestSplit(penguins.rows, { random_state: 0, stratify: penguins.y });
    const model = await engine.fit(whole, take(penguins.X, train), takeTarget(penguins.y, train));
    expect(await model.score(take(penguins.X, held), takeTarget(penguins.y, held))).toBeGreaterThan(0.95);
    // One row alone, with everything missing and a category never seen.
    const row = {
      columns: {
        ...Object.fromEntries(names.map((name) => [name, [null]])),
        island: ["Atlantis"],
        year: [2009],
        sex: [null],
      },
    };
    expect(await model.predict(row)).toHaveLength(1);
    // What is missing in a row alone is what is missing in a batch, where another row tells the kind of the column.
    const alone = await model.predictProba(row);
    const other = take(penguins.X, [0]).columns as ReadonlyMap<string, unknown[]>;
    const batch = Object.fromEntries(
      Object.entries(row.columns).map(([name, [value]]) => [name, [value, ...other.get(name)!]]),
    );
    const { data } = await model.predictProba({ columns: batch } as TableLike);
    expect(data.slice(0, 3)).toEqual(alone.data);
  });

  test.each<[string, () => Promise<unknown>, object]>([
    [
      "an estimator that does not exist",
      () => engine.fit({ class: "Oracle", params: {} }, iris.X, iris.y),
      { code: "unknown_estimator" },
    ],
    [
      "a table without a column",
      () => engine.fit(Ridge(), { columns: {} }, diabetes.y),
      { code: "empty_input", message: "X has no columns." },
    ],
    [
      "a parameter out of range",
      () => engine.fit(Ridge({ alpha: -1 }), diabetes.X, diabetes.y),
      {
        code: "bad_parameter",
        message: expect.stringMatching(/alpha of Ridge must be a float in \[0, inf\)\. Got -1/),
      },
    ],
    [
      "a parameter that does not exist",
      () => engine.fit({ class: "Ridge", params: { beta: 1 } }, diabetes.X, diabetes.y),
      { code: "unknown_parameter" },
    ],
    ["no recipe", () => engine.fit("Ridge" as unknown as AnyRecipe, diabetes.X, diabetes.y), { code: "bad_recipe" }],
    [
      "a function as parameter",
      () => engine.fit({ class: "Ridge", params: { alpha: () => 1 } }, diabetes.X, diabetes.y),
      { code: "bad_value" },
    ],
    [
      "y of another length",
      () => engine.fit(recipe, iris.X, [1, 2]),
      { code: "inconsistent_length", message: "X has 150 rows, but y has 2 values." },
    ],
    [
      "a classifier without y",
      () => engine.fit(recipe, iris.X),
      { code: expect.any(String), message: expect.stringMatching(/y/) },
    ],
    [
      "no file",
      () => engine.load(new TextEncoder().encode("sepal_length,sepal_width\n5.1,3.5\n")),
      { code: "not_keepfit" },
    ],
    ["an empty file", () => engine.load(new Uint8Array()), { code: "empty_file" }],
    ["a buffer instead of bytes", () => engine.load(new ArrayBuffer(8) as unknown as Uint8Array), { code: "bad_type" }],
    [
      "a metric that does not exist",
      () => engine.metric("luck", { y_true: [1], y_pred: [1] }),
      { message: expect.stringMatching(/luck/) },
    ],
  ])("refuses %s", async (_, run, expected) => {
    const error = await rejection(run());
    expect(error).toBeInstanceOf(KeepfitError);
    expect(error).toMatchObject(expected);
    expect((error as KeepfitError).message).toMatch(/[.!?]$/);
  });

  test("refuses X of another width, and a method the pipeline lacks", async () => {
    const model = await engine.fit(
      recipe,
      [
        [1, 2],
        [3, 4],
      ],
      [0, 1],
    );
    expect(await rejection(model.predict([[1, 2, 3]]))).toMatchObject({ code: "wrong_width" });
    expect(await rejection(model.transform([[1, 2]]))).toMatchObject({ code: "no_method" });
  });

  test("refuses a file that is cut, damaged, or of a newer version", async () => {
    const bytes = await (await engine.fit(recipe, iris.X, iris.y)).dump();
    expect(await rejection(engine.load(bytes.slice(0, -20)))).toMatchObject({ code: "truncated" });
    const damaged = bytes.slice();
    damaged[bytes.length >> 1]! ^= 1;
    expect(await rejection(engine.load(damaged))).toMatchObject({ code: "damaged" });
    // A newer version may end in another way than ours, so its end is not looked at.
    const newer = bytes.slice(0, -1);
    const at = newer.findIndex((byte, i) => byte === 1 && newer[i - 1] === "t".charCodeAt(0));
    newer[at] = 99;
    expect(await rejection(engine.load(newer))).toMatchObject({ code: "newer_format" });
  });

  test("a caller may change its arrays after the call", async () => {
    const X = { data: new Float64Array([1, 2, 3, 4]), shape: [4, 1] as const };
    const y = new Float64Array([0, 0, 1, 1]);
    const wanted = await (await engine.fit(recipe, X, y)).fingerprint();
    const busy = engine.schema();
    const fitting = engine.fit(recipe, X, y);
    X.data.fill(7);
    y.fill(7);
    await busy;
    expect(await (await fitting).fingerprint()).toBe(wanted);
    expect(X.data).toHaveLength(4);
  });

  test("held data give what the table gives, and are handed over once", async () => {
    const calls = vi.spyOn(EngineHost.prototype, "call");
    const held = await engine.hold(penguins.X, penguins.y);
    expect([held.rows, held.names]).toEqual([penguins.rows, [...(penguins.X.columns as Map<string, unknown>).keys()]]);
    const steps = Pipeline([
      [
        "prepare",
        ColumnTransformer([
          ["num", SimpleImputer(), ["bill_length_mm", "bill_depth_mm"]],
          ["cat", OneHotEncoder({ handle_unknown: "ignore" }), ["island"]],
        ]),
      ],
      ["model", LogisticRegression()],
    ]);
    const [model, twin] = [await engine.fit(steps, held), await engine.fit(steps, penguins.X, penguins.y)];
    expect(await model.fingerprint()).toBe(await twin.fingerprint());
    expect(await model.dump({ card: { created: "2026-01-01T00:00:00Z" } })).toEqual(
      await twin.dump({ card: { created: "2026-01-01T00:00:00Z" } }),
    );
    expect(await model.predict(held)).toEqual(await twin.predict(penguins.X));
    expect(await model.predictProba(held)).toEqual(await twin.predictProba(penguins.X));
    expect(await model.decisionFunction(held)).toEqual(await twin.decisionFunction(penguins.X));
    expect(await model.score(held)).toBe(await twin.score(penguins.X, penguins.y));
    expect(await model.evaluate(held)).toEqual(await twin.evaluate(penguins.X, penguins.y));
    const scaler = await engine.fit(StandardScaler(), await engine.hold(iris.X));
    expect(await scaler.transform(await engine.hold(iris.X))).toEqual(await scaler.transform(iris.X));
    expect(calls.mock.calls.filter(([op]) => op === "hold")).toHaveLength(3);
  });

  test("held data outlive an engine that was lost", async () => {
    const held = await engine.hold(iris.X, iris.y);
    const model = await engine.fit(recipe, held);
    const expected = await model.predict(held);
    vi.spyOn(EngineHost.prototype, "call").mockImplementationOnce(() => {
      throw new WebAssembly.RuntimeError("unreachable");
    });
    expect(await rejection(model.predict(held))).toMatchObject({ code: "worker_lost" });
    expect(await model.predict(held)).toEqual(expected);
    expect(await (await engine.fit(recipe, held)).fingerprint()).toBe(await model.fingerprint());
  });

  test("held data that cannot be used say why", async () => {
    const held = await engine.hold(iris.X, iris.y);
    const model = await engine.fit(recipe, held);
    expect(await rejection(model.score(held, iris.y as never))).toMatchObject({ code: "bad_type", where: "y" });
    expect(await rejection(model.score(await engine.hold(iris.X)))).toMatchObject({ code: "missing_target" });
    expect(await rejection(engine.hold(iris.X, [1, 2]))).toMatchObject({ code: "inconsistent_length" });
    const other = await createEngine({ wasm });
    expect(await rejection(other.fit(recipe, held))).toMatchObject({ code: "bad_type", where: "X" });
    other.close();
    await held.release();
    await held.release();
    expect(await rejection(model.predict(held))).toMatchObject({ code: "released" });
    expect(await rejection(engine.fit(recipe, held))).toMatchObject({ code: "released" });
  });

  test("held data take the kind that was fitted where all is missing", async () => {
    const model = await engine.fit(
      Pipeline([
        ["encode", OneHotEncoder()],
        ["model", LogisticRegression()],
      ]),
      { columns: { colour: ["red", null, "blue", "red"] } },
      [0, 1, 1, 0],
    );
    const empty = { columns: { colour: [null, null] } };
    expect(await model.predictProba(await engine.hold(empty))).toEqual(await model.predictProba(empty));
  });

  test("progress is reported", async () => {
    const reports: { done: number; total: number }[] = [];
    await engine.fit(recipe, iris.X, iris.y, { onProgress: (progress) => reports.push(progress) });
    expect(reports.length).toBeGreaterThan(0);
    for (const { done, total } of reports) expect(done).toBeLessThanOrEqual(total);
  });

  test("what a progress listener throws reaches the caller, and the engine goes on", async () => {
    const error = new Error("The page is gone.");
    const fitting = engine.fit(recipe, iris.X, iris.y, {
      onProgress: () => {
        throw error;
      },
    });
    expect(await rejection(fitting)).toBe(error);
    expect(await engine.fit(recipe, iris.X, iris.y)).toBeDefined();
  });

  test("a call that was cancelled before it began", async () => {
    const error = await rejection(engine.fit(recipe, iris.X, iris.y, { signal: AbortSignal.abort("enough") }));
    expect(error).toMatchObject({ code: "cancelled", name: "AbortError", cause: "enough" });
  });

  test("cancelling a fit leaves other calls and models alone", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const expected = await model.predictProba(iris.X);
    const controller = new AbortController();
    const fitting = rejection(
      engine.fit(recipe, iris.X, iris.y, { signal: controller.signal, onProgress: () => controller.abort() }),
    );
    const waiting = engine.trainTestSplit(10, { random_state: 0 });
    if (where === "worker") setTimeout(() => controller.abort());
    expect(await fitting).toMatchObject({ code: "cancelled", name: "AbortError" });
    expect((await waiting).test).toHaveLength(3);
    expect(await model.predictProba(iris.X)).toEqual(expected);
    if (where === "worker") expect(LoopbackWorker.started.map(({ terminated }) => terminated)).toEqual([true, false]);
  });

  test("cancelling a call that waits", async () => {
    const controller = new AbortController();
    const first = engine.fit(recipe, iris.X, iris.y);
    const second = rejection(engine.fit(recipe, iris.X, iris.y, { signal: controller.signal }));
    controller.abort();
    expect(await second).toMatchObject({ code: "cancelled" });
    expect(await (await first).score(iris.X, iris.y)).toBeGreaterThan(0.9);
  });

  test("what cannot be cancelled is handed to the worker at once, in order; what can be has it for itself", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const bytes = await model.dump();
    const asked: string[] = [];
    const call = EngineHost.prototype.call;
    vi.spyOn(EngineHost.prototype, "call").mockImplementation(function (this: EngineHost, op, ...rest) {
      asked.push(op);
      return call.call(this, op, ...rest);
    });
    const post = vi.spyOn(LoopbackWorker.prototype, "postMessage");
    const { signal } = new AbortController();
    const first = [model.describe(), model.fitted(), model.lastStep()];
    const alone = engine.verify(bytes, { signal });
    const last = [model.lastStep(), model.describe()];
    // Nothing was answered yet: that takes longer than promises do.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    if (where === "worker") expect(post).toHaveBeenCalledTimes(3);
    await Promise.all(first);
    expect(asked).toEqual(["describe", "fitted", "last_step"]);
    await alone;
    await Promise.all(last);
    expect(asked).toEqual(["describe", "fitted", "last_step", "verify", "last_step", "describe"]);
  });

  test("data that several calls want at once are handed over once", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const expected = await model.predict(iris.X);
    const held = await engine.hold(iris.X);
    if (where === "worker") LoopbackWorker.started[0]!.onerror!({ message: "out of memory", preventDefault: () => {} });
    const post = vi.spyOn(LoopbackWorker.prototype, "postMessage");
    const answers = await Promise.all([model.predict(held), model.predict(held), model.predict(held)]);
    for (const answer of answers) expect(answer).toEqual(expected);
    const handed = post.mock.calls.filter(([message]) => ["hold", "load"].includes((message as { op: string }).op));
    expect(handed.map(([message]) => (message as { op: string }).op)).toEqual(
      where === "worker" ? ["load", "hold"] : [],
    );
  });

  test("an engine that traps rejects everything, and the next call starts afresh", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    const expected = await model.predict(iris.X);
    vi.spyOn(EngineHost.prototype, "call").mockImplementationOnce(() => {
      throw new WebAssembly.RuntimeError("unreachable");
    });
    const [first, second] = await Promise.all([rejection(model.predict(iris.X)), rejection(engine.trainTestSplit(10))]);
    expect(first).toBeInstanceOf(KeepfitError);
    expect(first).toMatchObject({ code: "worker_lost" });
    expect(second).toBe(first);
    expect(await model.predict(iris.X)).toEqual(expected);
  });

  test("a model that was released is of no use any more", async () => {
    const model = await engine.fit(recipe, iris.X, iris.y);
    await model.release();
    await model.release();
    expect(await rejection(model.predict(iris.X))).toMatchObject({ code: "released" });
  });

  test("a closed engine rejects", async () => {
    const waiting = [rejection(engine.trainTestSplit(10)), rejection(engine.trainTestSplit(10))];
    engine.close();
    engine.close();
    for (const error of await Promise.all(waiting)) expect(error).toMatchObject({ code: "closed" });
    expect(await rejection(engine.schema())).toMatchObject({ code: "closed" });
  });

  test("compare says which outputs differ, and by how much", async () => {
    const a = await engine.fit(StandardScaler(), [
      [1, 5],
      [2, 5],
      [4, 8],
    ]);
    const b = await engine.fit(StandardScaler(), [
      [1, 5],
      [2, 5],
      [4, 9],
    ]);
    const { identical, rows, predictions, bytes, steps, first } = await compare(a, b, [
      [1, 1],
      [2, 2],
    ]);
    expect({ identical, rows, predictions, bytes, steps }).toEqual({
      identical: false,
      rows: 2,
      predictions: 4,
      bytes: 32,
      steps: ["transform"],
    });
    expect(first).toMatchObject({ output: "transform", row: 0, column: "x1", ulps: expect.any(Number) });
  });

  test("how far two numbers are apart is told in units where they are close, else as a number", () => {
    const said = (expected: number, got: number, ulps: number) =>
      differenceText({ output: "transform", row: 0, column: "x", expected, got, ulps });
    expect(said(1, 1 + 2 ** -52, 1)).toMatch(/\(1 unit in the last place apart\)\.$/);
    expect(said(1, 1 + 2 ** -42, 1024)).toMatch(/, got 1\.00000000000022\d* \(2\.27e-13 apart\)\.$/);
    expect(said(0.5, -0.25, 9.2e18)).toMatch(/ \(0\.75 apart\)\.$/);
    expect(said(-1e308, 1e308, 1.8e19)).toMatch(/, got 1e\+308\.$/);
  });

  test("assertIdentical names the first difference", async () => {
    const a = await engine.fit(DecisionTreeClassifier({ random_state: 0 }), iris.X, iris.y);
    const b = await engine.fit(DummyClassifier({ strategy: "most_frequent" }), iris.X, iris.y);
    const error = await rejection(assertIdentical(a, b, iris.X));
    expect(error).toMatchObject({
      code: "different",
      where: "predict",
      message: 'The pipelines are not identical: predict differs first in row 51: expected "versicolor", got "setosa".',
    });
  });
});

describe("where the engine runs", () => {
  test("a script of another origin comes through a blob", async () => {
    pretendBrowser("http://page.example");
    engine = await createEngine({ wasm });
    expect(engine.thread).toBe("worker");
    expect(String(LoopbackWorker.started[0]!.address)).toMatch(/^blob:/);
  });

  test("a refused worker is said in a sentence", async () => {
    pretendBrowser("null");
    LoopbackWorker.refusal = "blocked by policy";
    engine = await createEngine({ wasm });
    expect(engine.thread).toBe("main");
    expect(engine.note).toMatch(/^The engine runs in the page's own thread, because .*blocked by policy.*\.$/);
    expect((await engine.fit(recipe, iris.X, iris.y)).card).toBeUndefined();
  });

  test("worker: false needs no reason", async () => {
    pretendBrowser("null");
    engine = await createEngine({ worker: false, wasm });
    expect([engine.thread, engine.note, LoopbackWorker.started]).toEqual(["main", undefined, []]);
  });

  test("a worker that dies while it has nothing to do is replaced", async () => {
    pretendBrowser("null");
    engine = await createEngine({ wasm });
    const model = await engine.fit(recipe, iris.X, iris.y);
    LoopbackWorker.started[0]!.fail("out of memory");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await model.score(iris.X, iris.y)).toBeGreaterThan(0.9);
    expect(LoopbackWorker.started).toHaveLength(2);
  });

  test("a worker that dies at work rejects its call", async () => {
    pretendBrowser("null");
    engine = await createEngine({ wasm });
    const lost = rejection(engine.fit(recipe, iris.X, iris.y));
    await Promise.resolve();
    LoopbackWorker.started[0]!.onerror!({ message: "out of memory", preventDefault: () => {} });
    expect(await lost).toMatchObject({
      code: "worker_lost",
      message: "The engine stopped unexpectedly: out of memory.",
    });
    expect(await engine.fit(recipe, iris.X, iris.y)).toBeDefined();
  });

  test.each([
    ["bytes", () => new Uint8Array(wasm)],
    ["a compiled module", () => new WebAssembly.Module(wasm)],
    ["an address", () => new URL(`file://${wasmFile}`)],
    ["the file beside the library", () => undefined],
  ])("the engine comes from %s", async (_, source) => {
    const from = source();
    engine = await createEngine(from ? { wasm: from } : {});
    expect(engine.version.format).toBe(1);
  });

  test("a missing or broken engine is a sentence", async () => {
    engine = await createEngine({ wasm });
    const missing = await rejection(createEngine({ wasm: new URL("file:///nowhere/keepfit.wasm") }));
    expect(missing).toMatchObject({ code: "engine_unavailable", where: "file:///nowhere/keepfit.wasm" });
    expect(await rejection(createEngine({ wasm: new Uint8Array([0, 97, 115, 109]) }))).toMatchObject({
      code: "engine_unavailable",
    });
  });
});
