// Classes, estimators, scorers and cells are called as the person wrote them, however deep in a recipe.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BaggingClassifier,
  createEngine,
  DecisionTreeClassifier,
  DummyClassifier,
  type Engine,
  GridSearchCV,
  HistGradientBoostingClassifier,
  KeepfitError,
  KNeighborsClassifier,
  LogisticRegression,
  Pipeline,
  QuadraticDiscriminantAnalysis,
  Ridge,
  RidgeClassifier,
  RidgeCV,
  StackingClassifier,
  StandardScaler,
  VotingClassifier,
  type AnyRecipe,
  type Warning,
} from "../../web/lib/index.js";
import { dataset, rejection } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const rows = 12;
const X = { columns: { a: upTo(rows), b: upTo(rows).map((i) => (i * 5) % 7) } };
const labels = upTo(rows).map((i) => (i === 0 ? "rare" : i % 2 ? "yes" : "no"));
const iris = dataset("iris");

const refused = async (work: Promise<unknown>): Promise<KeepfitError> => {
  const error = await rejection(work);
  expect(error).toBeInstanceOf(KeepfitError);
  return error as KeepfitError;
};
const codesOf = (warnings: readonly Warning[]): string[] => warnings.map(({ code }) => code);

const around: readonly (readonly [string, (inner: AnyRecipe) => AnyRecipe])[] = [
  ["voting", (inner) => VotingClassifier({ estimators: [["m", inner]] })],
  ["stacking", (inner) => StackingClassifier({ estimators: [["m", inner]] })],
  ["bagging", (inner) => BaggingClassifier({ estimator: inner, n_estimators: 2, bootstrap: false })],
  [
    "voting in stacking",
    (inner) => StackingClassifier({ estimators: [["v", VotingClassifier({ estimators: [["m", inner]] })]] }),
  ],
];

describe.each(around)("inside of %s a class is called as it is written", (_, wrap) => {
  test("in what is warned of and refused", async () => {
    const few = await refused(engine.fit(wrap(HistGradientBoostingClassifier({ early_stopping: true })), X, labels));
    expect(few.message).toContain("the class 'rare' has 1 row");
    const flat = await refused(engine.fit(wrap(QuadraticDiscriminantAnalysis()), X, labels));
    expect(flat.message).toContain("within the class 'rare', which has 1 row");
    const one = await refused(engine.fit(wrap(LogisticRegression()), X, Array<string>(rows).fill("only")));
    expect(one.message).toContain("contains only one class: 'only'");
  });

  test("and a parameter by the index that it is given, with its name", async () => {
    const { hint } = await refused(
      engine.fit(wrap(LogisticRegression({ class_weight: { no: 1, maybe: 2 } })), X, labels),
    );
    expect(hint).toBe("Use the labels of y as keys: 0 for 'no', 1 for 'rare' and 2 for 'yes'.");
  });
});

test("of a stack, the class that folds lack", async () => {
  const { warnings } = await engine.fit(
    StackingClassifier({ estimators: [["t", DecisionTreeClassifier()]] }),
    X,
    labels,
  );
  expect(warnings[0]!.message).toBe(
    "The class 'rare' has 1 row, fewer than there are folds (5): some folds are without it.",
  );
  // Numbers are the person's own outside of ensembles, and stay so inside.
  const numbers = labels.map((label) => ["rare", "yes", "no"].indexOf(label) * 10);
  const numbered = await engine.fit(StackingClassifier({ estimators: [["t", DecisionTreeClassifier()]] }), X, numbers);
  expect(numbered.warnings[0]!.message).toContain("The class 0 has 1 row");
  const { hint } = await refused(engine.fit(LogisticRegression({ class_weight: { 7: 1 } }), X, numbers));
  expect(hint).toBe("Use the labels of y as keys: 0, 10 and 20.");
  const constant = await refused(engine.fit(DummyClassifier({ strategy: "constant", constant: "maybe" }), X, labels));
  expect(constant.hint).toBe("Give one of 'no', 'rare' and 'yes'.");
});

test("scores name classes in quotation marks", async () => {
  const said: Warning[] = [];
  const onWarning = (warning: Warning): void => void said.push(warning);
  await engine.crossValidate(DummyClassifier(), X, labels, { cv: 3, scoring: "precision_macro", onWarning });
  expect(said.some(({ message }) => /the class '(no|rare|yes)'/.test(message))).toBe(true);
});

describe("refit", () => {
  const grid = { n_neighbors: [3, 5] };
  const search = (options: object) =>
    engine.gridSearch(KNeighborsClassifier(), grid, iris.X, iris.y, { cv: 2, ...options });

  // scikit-learn 1.9.1 raises ValueError: "For multi-metric scoring, the parameter refit must be set to a scorer key".
  test.each([["recall"], [true], [undefined]])(
    "%s is none of several scorers: refused before any fit",
    async (refit) => {
      const times: unknown[] = [];
      const error = await refused(
        search({ scoring: ["accuracy", "f1_macro"], refit, onTimes: (t: unknown) => times.push(t) }),
      );
      expect(error).toMatchObject({ code: "bad_parameter" });
      expect(error.hint).toBe("Set refit to one of 'accuracy' and 'f1_macro', or to False.");
      expect(times).toEqual([]);
    },
  );

  test("names another scorer than the one there is: that one decides, as in scikit-learn, and it is said", async () => {
    const { warnings } = await search({ scoring: "accuracy", refit: "recall" });
    expect(warnings).toMatchObject([{ code: "UserWarning", message: expect.stringContaining("refit names 'recall'") }]);
    expect((await search({ scoring: "accuracy", refit: "accuracy" })).warnings).toEqual([]);
    expect((await search({ refit: "score" })).warnings).toEqual([]);
  });
});

describe("more neighbours than rows", () => {
  const y = upTo(rows).map((i) => i % 2);
  const neighbours = (n: number) => KNeighborsClassifier({ n_neighbors: n });

  // scikit-learn 1.9.1: cross_validate, GridSearchCV and learning_curve warn "Scoring failed", a UserWarning; a stack
  // asks its members while it is fitted, which is a FitFailedWarning.
  test("is a score that fails", async () => {
    const curve = await engine.learningCurve(neighbours(5), X, y, { cv: 3, train_sizes: [0.3, 1] });
    expect([...curve.test_scores.data].map(Number.isNaN)).toEqual([true, true, true, false, false, false]);
    expect(codesOf(curve.warnings)).toEqual(Array(3).fill("UserWarning"));
    const found = await engine.gridSearch(neighbours(3), { n_neighbors: [3, 9] }, X, y, { cv: 3 });
    expect(codesOf(found.warnings)).toEqual(Array(4).fill("UserWarning"));
    const alone = await engine.fit(
      GridSearchCV({ estimator: neighbours(3), param_grid: { n_neighbors: [3, 9] }, cv: 3 }),
      X,
      y,
    );
    expect(alone.warnings).toEqual(found.warnings);
  });

  test("of a stack's member fails the fit", async () => {
    const stack = StackingClassifier({ estimators: [["k", neighbours(3)]], cv: 3 });
    const found = await engine.gridSearch(stack, { k__n_neighbors: [3, 7] }, X, y, { cv: 3 });
    expect(codesOf(found.warnings).filter((code) => code === "FitFailedWarning")).toHaveLength(3);
  });

  test("is refused where it is fitted, and where all fail", async () => {
    expect(await refused(engine.fit(neighbours(20), X, y))).toMatchObject({ code: "too_many_neighbors" });
    const all = await refused(engine.crossValidate(neighbours(9), X, y, { cv: 3 }));
    expect(all.message).toMatch(/^All 3 fits failed\. The first: n_neighbors/);
  });
});

test.each([
  ["SVC", "LinearSVC does much the same."],
  ["sklearn.svm.SVC", "LinearSVC does much the same."],
  ["XGBClassifier", "HistGradientBoostingClassifier does much the same."],
  ["LGBMRegressor", "HistGradientBoostingRegressor does much the same."],
  ["LogisticRegresion", "Perhaps LogisticRegression is meant."],
  ["StandardScalar", "Perhaps StandardScaler is meant."],
  ["RandomForest", "Perhaps one of RandomForestClassifier and RandomForestRegressor is meant."],
  ["logistic regression", "Perhaps LogisticRegression is meant."],
  ["OneVsRestClassifier", "Classifiers take more than two classes themselves."],
  ["Keras", "Check the spelling; names are scikit-learn's, such as LogisticRegression."],
])("%s is no estimator here: %s", async (name, hint) => {
  const recipe = Pipeline([
    ["scale", StandardScaler()],
    ["model", { class: name, params: {} } as unknown as AnyRecipe],
  ]);
  expect(await refused(engine.fit(recipe, X, labels))).toMatchObject({ code: "unknown_estimator", hint });
});

test.each([
  ["rmse", "Perhaps neg_root_mean_squared_error is meant."],
  ["mean_squared_error", "Perhaps neg_mean_squared_error is meant."],
  ["MAE", "Perhaps neg_mean_absolute_error is meant."],
  ["accuracy_score", "Perhaps accuracy is meant."],
  ["f1_score", "Perhaps f1 is meant."],
  ["ROC AUC", "Perhaps roc_auc is meant."],
  ["balanced", "Perhaps balanced_accuracy is meant."],
  ["mean_absolute", "Perhaps one of neg_mean_absolute_error and neg_mean_absolute_percentage_error is meant."],
  ["accurate", "The schema lists the scorers; names are scikit-learn's, such as neg_log_loss."],
])("%s is no scorer here: %s", async (scoring, hint) => {
  expect(await refused(engine.crossValidate(Ridge(), X, labels, { scoring }))).toMatchObject({
    code: "unknown_scorer",
    hint,
  });
});

test("a search without a model says why it has no predictions", async () => {
  const param_grid = { alpha: [1, 2] };
  const model = await engine.fit(GridSearchCV({ estimator: Ridge(), param_grid, refit: false }), X, upTo(rows));
  expect((await refused(model.predict(X))).hint).toMatch(/^With refit=False a search keeps no model/);
  const none = GridSearchCV({ estimator: Ridge(), param_grid: { alpha: [] } });
  expect((await refused(engine.fit(none, X, upTo(rows)))).message).toContain("lists of one value or more");
});

describe("numbers too large to square", () => {
  const large = { columns: { a: [1e300, 2e300, 3e300, 1e300], b: [1, 2, 4, 2] } };

  // scikit-learn 1.9.1: Ridge and RidgeClassifier raise ValueError, RidgeCV predicts NaN, the solver svd warns.
  test("are refused by the equations of Ridge", async () => {
    for (const model of [Ridge(), RidgeCV()])
      expect(await refused(engine.fit(model, large, [1, 2, 3, 4]))).toMatchObject({ code: "not_finite" });
    expect(await refused(engine.fit(RidgeClassifier(), large, ["x", "y", "x", "y"]))).toMatchObject({
      code: "not_finite",
    });
  });

  test("are said by its other solver", async () => {
    const { warnings } = await engine.fit(Ridge({ solver: "svd" }), large, [1, 2, 3, 4]);
    expect(codesOf(warnings)).toEqual(["RuntimeWarning"]);
    expect((await engine.fit(Ridge(), { columns: { a: [1e150, 2e150, 4e150] } }, [1, 2, 3])).warnings).toEqual([]);
  });
});

test("class_sep of make_classification is above 0, as in scikit-learn", async () => {
  const drawn = (class_sep: number) => engine.makeDataset("make_classification", { n_samples: 20, class_sep });
  expect((await refused(drawn(0))).message).toContain("must be a float in (0, inf)");
  expect((await drawn(0.05)).X).toBeDefined();
});
