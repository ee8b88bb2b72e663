// Warnings on their way out of the engine: results, listeners, studies, files. Which ones there are, the replay of
// scikit-learn's cases compares.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BaggingClassifier,
  createEngine,
  DummyClassifier,
  float,
  GaussianNB,
  GridSearchCV,
  KNeighborsClassifier,
  LinearRegression,
  LogisticRegression,
  OneHotEncoder,
  Pipeline,
  StandardScaler,
  type Engine,
  type Warning,
} from "../../web/lib/index.js";
import { dataset, rejection } from "./helpers.js";

const iris = dataset("iris");
const hasty = Pipeline([
  ["scale", StandardScaler()],
  ["model", LogisticRegression({ max_iter: 2 })],
]);
const inOrder = { class: "KFold", params: { n_splits: 3 } };

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const listening = (): { heard: Warning[]; onWarning: (warning: Warning) => void } => {
  const heard: Warning[] = [];
  return { heard, onWarning: (warning) => void heard.push(warning) };
};

const isConvergence = {
  code: "ConvergenceWarning",
  where: "step 'model'",
  message: expect.stringContaining("max_iter=2"),
  hint: expect.stringMatching(/\.$/),
};

describe("a fit", () => {
  test("says what it warns of, to a listener, in the model and in the file's card", async () => {
    const { heard, onWarning } = listening();
    const model = await engine.fit(hasty, iris.X, iris.y, { onWarning });
    expect(model.warnings).toEqual([{ ...isConvergence, count: 1 }]);
    expect(heard).toEqual(model.warnings);
    const bytes = await model.dump();
    const { card, rows } = await engine.inspect(bytes);
    expect(card.warnings).toEqual(model.warnings);
    expect(rows[0]).toMatchObject({ kind: "warning", name: "ConvergenceWarning", path: "step 'model'" });
    expect((await model.describe()).rows[0]).toMatchObject({ kind: "warning", preview: heard[0]!.message });
    const again = await engine.load(bytes);
    expect(again.warnings).toEqual(model.warnings);
    expect(await again.dump()).toEqual(bytes);
    expect(JSON.parse(await engine.companion(bytes))).toMatchObject({ card: { warnings: model.warnings } });
  });

  test("without any has an empty list, and a card without the entry", async () => {
    const { heard, onWarning } = listening();
    const model = await engine.fit(GaussianNB(), iris.X, iris.y, { onWarning });
    expect(model.warnings).toEqual([]);
    expect(heard).toEqual([]);
    const bytes = await model.dump();
    expect((await engine.inspect(bytes)).card).not.toHaveProperty("warnings");
    expect((await engine.load(bytes)).warnings).toEqual([]);
  });

  test("of many alike says it once, with how often", async () => {
    const bag = BaggingClassifier({ estimator: hasty, n_estimators: 6, random_state: 0 });
    expect((await engine.fit(bag, iris.X, iris.y)).warnings).toEqual([{ ...isConvergence, count: 6 }]);
  });

  test("a card's reading is kept; warnings are the engine's to write", async () => {
    const model = await engine.fit(hasty, iris.X, iris.y);
    const { reading } = await engine.readTable("a;b\n1;NA\n2;3\n");
    const { card } = await engine.inspect(await model.dump({ card: { reading, warnings: [] } }));
    expect(card.reading).toEqual(reading);
    expect(card.warnings).toEqual(model.warnings);
    expect(Object.keys(card).indexOf("reading")).toBeLessThan(Object.keys(card).indexOf("warnings"));
  });
});

describe("predicting", () => {
  const towns = (n: number) => ({ columns: { town: Array.from({ length: n }, (_, i) => (i % 2 ? "Bern" : "Basel")) } });
  const coded = Pipeline([
    ["code", OneHotEncoder({ handle_unknown: "warn" })],
    ["model", LinearRegression()],
  ]);

  test("a category that the fit did not see is said once, however many blocks of rows there are", async () => {
    const model = await engine.fit(
      coded,
      towns(40),
      Float64Array.from({ length: 40 }, (_, i) => i % 2),
    );
    expect(model.warnings).toEqual([]);
    for (const n of [3, 200_000]) {
      const { heard, onWarning } = listening();
      const X = { columns: { town: Array.from({ length: n }, (_, i) => (i % 3 ? "Zürich" : "Bern")) } };
      await model.predict(X, { onWarning });
      expect(heard).toMatchObject([{ code: "UserWarning", where: "step 'code'", count: 1 }]);
      expect(heard[0]!.message).toContain("'town'");
    }
  });

  test("by position what was fitted by name", async () => {
    const model = await engine.fit(GaussianNB(), iris.X, iris.y);
    const { heard, onWarning } = listening();
    await model.predict([[5, 3, 1, 0.2]], { onWarning });
    expect(heard).toMatchObject([{ code: "UserWarning", message: expect.stringContaining("position") }]);
  });

  test("a score that is not defined", async () => {
    const { heard, onWarning } = listening();
    const y = [1, 2, 3];
    const model = await engine.fit(LinearRegression(), [[1], [2], [4]], y);
    expect(await model.score([[1]], [1], { onWarning })).toBeNaN();
    expect(heard).toMatchObject([{ code: "UndefinedMetricWarning" }]);
    const all = listening();
    const metric = await engine.metric(
      "roc_auc",
      { y_true: [1, 1], y_score: [0.2, 0.4] },
      { onWarning: all.onWarning },
    );
    expect(metric).toBeNaN();
    expect(all.heard).toMatchObject([{ code: "UndefinedMetricWarning" }]);
  });
});

describe("studies", () => {
  const ramp = {
    X: { data: Float64Array.from({ length: 40 }, (_, k) => (k * 7) % 40), shape: [40, 1] as const },
    y: Array.from({ length: 40 }, (_, k) => (k < 20 ? 0 : 1)),
  };

  test("a learning curve whose small sizes hold one class", async () => {
    const { heard, onWarning } = listening();
    const curve = await engine.learningCurve(LogisticRegression(), ramp.X, ramp.y, { cv: 5, onWarning });
    // scikit-learn 1.9.1: learning_curve(LogisticRegression(), X, y, cv=5)
    expect(Array.from(curve.train_sizes)).toEqual([3, 10, 17, 24, 32]);
    const rows = [0, 1, 2, 3, 4].map((row) => Array.from(curve.test_scores.data.subarray(row * 5, row * 5 + 5)));
    expect(rows).toEqual([
      [NaN, NaN, NaN, NaN, NaN],
      [NaN, NaN, NaN, NaN, NaN],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      [0.5, 0.5, 0.25, 0.5, 0.625],
    ]);
    expect(curve.warnings).toHaveLength(10);
    expect(curve.warnings[0]).toMatchObject({
      code: "FitFailedWarning",
      message: expect.stringContaining("fold 1 with 3 rows"),
    });
    expect(heard).toEqual(curve.warnings);
    const strict = engine.learningCurve(LogisticRegression(), ramp.X, ramp.y, { cv: 5, error_score: "raise" });
    expect(await rejection(strict)).toMatchObject({ code: "one_class" });
    const scored = await engine.learningCurve(LogisticRegression(), ramp.X, ramp.y, { cv: 5, error_score: float(-1) });
    expect(scored.test_scores.data[0]).toBe(-1);
  });

  test("fits that warn alike are counted together, those that fail are named", async () => {
    const found = await engine.crossValidate(hasty, iris.X, iris.y, { cv: 4 });
    expect(found.warnings).toEqual([{ ...isConvergence, count: 4 }]);
    const undefined_ = await engine.crossValidate(DummyClassifier(), iris.X, iris.y, {
      cv: inOrder,
      scoring: "neg_log_loss",
    });
    expect(Array.from(undefined_.test_scores.neg_log_loss!)).toEqual([NaN, NaN, NaN]);
    expect(undefined_.warnings.map(({ code, where }) => [code, where])).toEqual([
      ["UserWarning", "fold 1 of 3"],
      ["UserWarning", "fold 2 of 3"],
      ["UserWarning", "fold 3 of 3"],
    ]);
    const curve = await engine.validationCurve(KNeighborsClassifier(), iris.X, iris.y, {
      param_name: "n_neighbors",
      param_range: [3, 500],
      cv: 2,
    });
    expect(Array.from(curve.test_scores.data.subarray(2))).toEqual([NaN, NaN]);
    // scikit-learn meets too many neighbours when it scores, for training rows and for the others.
    expect(curve.warnings.map(({ code }) => code)).toEqual(["UserWarning", "UserWarning"]);
    expect(curve.warnings[1]!.message).toContain("value 2 of n_neighbors, fold 2 of 2");
  });

  test("where every fit fails the first cause is the answer", async () => {
    const all = engine.crossValidate(KNeighborsClassifier({ n_neighbors: 500 }), iris.X, iris.y, { cv: 3 });
    expect(await rejection(all)).toMatchObject({
      code: "too_many_neighbors",
      message: expect.stringMatching(/^All 3 fits failed\. The first: n_neighbors/),
    });
  });

  test("a class with fewer rows than folds", async () => {
    const y = [...Array<string>(9).fill("common"), "rare"];
    const X = y.map((_, i) => [i]);
    const { warnings } = await engine.crossValidate(DummyClassifier(), X, y, { cv: 3 });
    expect(warnings[0]).toMatchObject({ code: "UserWarning", message: expect.stringContaining("'rare' has 1 row,") });
    const { heard, onWarning } = listening();
    await engine.cvSplits(10, { cv: 3, y, classifier: true, onWarning });
    expect(heard).toEqual(warnings.slice(0, 1));
  });

  test("importances", async () => {
    const model = await engine.fit(LinearRegression(), [[1], [2], [4]], [1, 2, 3]);
    const found = await engine.permutationImportance(model, [[1]], [1], { n_repeats: 2 });
    expect(found.warnings).toMatchObject([{ code: "UndefinedMetricWarning", count: 3 }]);
  });
});

describe("a search", () => {
  const grid = { C: [0.01, 1] };

  test("through the pool warns as in one thread, and keeps it", async () => {
    const { heard, onWarning } = listening();
    const pooled = await engine.gridSearch(LogisticRegression({ max_iter: 2 }), grid, iris.X, iris.y, {
      cv: 3,
      onWarning,
    });
    const alone = await engine.fit(
      GridSearchCV({ estimator: LogisticRegression({ max_iter: 2 }), param_grid: grid, cv: 3 }),
      iris.X,
      iris.y,
    );
    expect(pooled.warnings).toEqual(alone.warnings);
    expect(heard).toEqual(pooled.warnings);
    expect(pooled.warnings.map(({ code, where, count }) => [code, where, count])).toEqual([
      ["ConvergenceWarning", "", 6],
      ["ConvergenceWarning", "step 'best_estimator_'", 1],
    ]);
    expect(await pooled.fingerprint()).toBe(await alone.fingerprint());
  });

  test("names the candidate that cannot be fitted, in both forms alike", async () => {
    const some = { n_neighbors: [500, 3] };
    const pooled = await engine.gridSearch(KNeighborsClassifier(), some, iris.X, iris.y, { cv: 2 });
    const alone = await engine.fit(
      GridSearchCV({ estimator: KNeighborsClassifier(), param_grid: some, cv: 2 }),
      iris.X,
      iris.y,
    );
    expect(pooled.warnings).toEqual(alone.warnings);
    expect(pooled.warnings[0]).toMatchObject({
      code: "UserWarning",
      message: expect.stringContaining("candidate 1 of 2, fold 1 of 2"),
    });
    const strict = engine.gridSearch(KNeighborsClassifier(), some, iris.X, iris.y, { cv: 2, error_score: "raise" });
    expect(await rejection(strict)).toMatchObject({ code: "too_many_neighbors" });
  });

  test("takes a value that a parameter refuses for a fit that fails", async () => {
    const some = { C: [-1, 1] };
    const pooled = await engine.gridSearch(LogisticRegression(), some, iris.X, iris.y, { cv: 2 });
    const alone = await engine.fit(
      GridSearchCV({ estimator: LogisticRegression(), param_grid: some, cv: 2 }),
      iris.X,
      iris.y,
    );
    expect(pooled.warnings).toEqual(alone.warnings);
    expect(pooled.warnings[0]).toMatchObject({ code: "FitFailedWarning", message: expect.stringContaining("Got -1") });
    expect(await pooled.fingerprint()).toBe(await alone.fingerprint());
    const strict = engine.gridSearch(LogisticRegression(), some, iris.X, iris.y, { cv: 2, error_score: "raise" });
    expect(await rejection(strict)).toMatchObject({ code: "bad_parameter" });
    const lost = engine.gridSearch(LogisticRegression(), { Q: [1] }, iris.X, iris.y, { cv: 2 });
    expect(await rejection(lost)).toMatchObject({ code: "unknown_parameter" });
    const range = { param_name: "C", param_range: [-1, 1], cv: 2 };
    const curve = await engine.validationCurve(LogisticRegression(), iris.X, iris.y, range);
    expect([...curve.test_scores.data].map(Number.isNaN)).toEqual([true, true, false, false]);
  });

  test("by a score that cannot be meant for the target is refused, as elsewhere", async () => {
    const y = (iris.y as string[]).map((label) => (label === "setosa" ? "yes" : "no"));
    const options = { scoring: "f1", cv: 4 };
    const refused = await rejection(engine.crossValidate(LogisticRegression(), iris.X, y, options));
    expect(refused).toMatchObject({ code: "bad_scoring" });
    for (const search of [
      () => engine.gridSearch(LogisticRegression(), grid, iris.X, y, options),
      () => engine.fit(GridSearchCV({ estimator: LogisticRegression(), param_grid: grid, ...options }), iris.X, y),
      () => engine.learningCurve(LogisticRegression(), iris.X, y, options),
    ]) {
      expect(await rejection(search())).toMatchObject({ code: "bad_scoring", message: (refused as Error).message });
    }
  });

  test("whose scores are all NaN has no winner, in every form", async () => {
    const options = { scoring: "neg_log_loss", cv: inOrder };
    const some = { var_smoothing: [1e-9, 0.1] };
    for (const search of [
      () => engine.gridSearch(GaussianNB(), some, iris.X, iris.y, options),
      () => engine.gridSearch(GaussianNB(), some, iris.X, iris.y, { ...options, refit: false }),
      () => engine.fit(GridSearchCV({ estimator: GaussianNB(), param_grid: some, ...options }), iris.X, iris.y),
    ]) {
      expect(await rejection(search())).toMatchObject({
        code: "no_winner",
        message: expect.stringMatching(/no winner/),
      });
    }
  });
});

test("the scorers that can be meant for a target", async () => {
  const { scorers } = await engine.schema();
  const words = await engine.suitableScorers(["no", "yes", "yes"]);
  expect(words).toEqual(expect.arrayContaining(["accuracy", "roc_auc", "f1_macro", "neg_log_loss"]));
  for (const name of ["f1", "precision", "average_precision", "neg_brier_score", "r2"])
    expect(words).not.toContain(name);
  const codes = await engine.suitableScorers([0, 1, 1]);
  expect(codes).toEqual(expect.arrayContaining(["f1", "roc_auc", "r2"]));
  const regressor = await engine.suitableScorers([0, 1, 1], LinearRegression());
  expect(new Set(regressor)).toEqual(
    new Set(
      scorers
        .filter(({ kind, name }) => kind === "regression" && name !== "neg_mean_gamma_deviance")
        .map(({ name }) => name),
    ),
  );
  const three = await engine.suitableScorers(["a", "b", "c"], GaussianNB());
  expect(three).toContain("roc_auc_ovr");
  expect(three).not.toContain("roc_auc");
});
