// Cases of what is no estimator: splits, folds, metrics, model selection and inspection.
import { expect } from "vitest";
import { KeepfitError } from "../../../web/lib/errors.js";
import type {
  AnyRecipe,
  Confusion,
  CrossValidation,
  CrossValidationOptions,
  DatasetName,
  Engine,
  ParamValue,
  PartialDependenceOptions,
  TargetLike,
  ValidationCurveOptions,
  Warning,
} from "../../../web/lib/types.js";
import { take, takeTarget } from "../../../web/lib/take.js";
import { compareLeakage, partedAtModel } from "../../../web/elements/studies/leak.js";
import { column, dataOf, type Case, type Plain } from "../../web/fixtures.js";
import { dataset, rejection } from "../../web/helpers.js";
import { Comparison } from "./compare.js";
import { checkClasses } from "./warnings.js";

interface SplitCase extends Case {
  readonly n: number;
  readonly options: { readonly [name: string]: unknown };
  readonly stratify?: Plain[];
}

interface FoldsCase extends Case {
  readonly n: number;
  readonly options: CrossValidationOptions;
  readonly y?: Plain[];
  readonly groups?: Plain[];
}

interface MetricCase extends Case {
  readonly metric: string;
  readonly y_true: Plain[];
  readonly y_pred?: Plain[];
  readonly y_score?: Plain[];
  readonly labels?: Plain[];
  readonly [option: string]: unknown;
}

interface DrawnCase extends Case {
  readonly dataset: DatasetName;
  readonly params: { readonly [name: string]: ParamValue };
}

/** Options of model selection and inspection, as scikit-learn's functions take them. */
interface SelectionCase extends Case {
  readonly data: { readonly dataset: string };
  readonly options: {
    readonly recipe: AnyRecipe;
    readonly scoring?: string | string[];
    readonly [name: string]: unknown;
  };
  readonly train?: readonly number[];
  readonly test?: readonly number[];
}

interface LeakageCase extends Case {
  readonly data:
    | { readonly dataset: string }
    | { readonly drawn: DatasetName; readonly params: { readonly [name: string]: ParamValue } };
  readonly train?: readonly number[];
  readonly options: { readonly recipe: AnyRecipe; readonly cv: CrossValidation; readonly scoring: string };
}

/** A refusal that says what to do; scikit-learn refuses, too. */
async function refused(work: Promise<unknown>, each: Case, code?: string): Promise<void> {
  const error = await rejection(work);
  expect(error, `scikit-learn says: ${String(each.expect["scikit-learn says"])}`).toBeInstanceOf(KeepfitError);
  expect((error as KeepfitError).message).toMatch(/\.$/);
  if (code) {
    expect((error as KeepfitError).code).toBe(code);
    expect((error as KeepfitError).hint).not.toBe("");
  }
}

async function runSplit(engine: Engine, each: SplitCase): Promise<void> {
  const { n, options, stratify, expect: expected } = each;
  const split = engine.trainTestSplit(n, {
    ...options,
    ...(stratify ? { stratify: column(stratify) as TargetLike } : {}),
  });
  if (expected.error) return refused(split, each, "bad_split");
  const { train, test: held } = await split;
  const compared = new Comparison();
  compared.same("train", expected.train, train);
  compared.same("test", expected.test, held);
}

async function runFolds(engine: Engine, each: FoldsCase): Promise<void> {
  const { name, n, options, y, groups, expect: expected } = each;
  const heard: Warning[] = [];
  const splits = engine.cvSplits(n, {
    ...options,
    onWarning: (warning) => void heard.push(warning),
    ...(y ? { y: column(y) as TargetLike } : {}),
    ...(groups ? { groups: column(groups) as TargetLike } : {}),
  });
  if (expected.error) return refused(splits, each, "bad_split");
  const compared = new Comparison();
  const wanted = expected.splits as { train: number[]; test: number[] }[];
  const got = await splits;
  expect(got.length, "number of splits").toBe(wanted.length);
  for (const [i, { train, test: held }] of got.entries()) {
    compared.same(`train of split ${i}`, wanted[i]!.train, train);
    compared.same(`test of split ${i}`, wanted[i]!.test, held);
  }
  compared.done();
  checkClasses("folds", name, heard);
}

async function runMetric(engine: Engine, each: MetricCase, fixture: string): Promise<void> {
  const heard: Warning[] = [];
  const { metric, name, expect: expected, tolerance, y_true, y_pred, y_score, labels, ...options } = each;
  const nested = y_score && Array.isArray(y_score[0]);
  const scores = y_score && Float64Array.from((nested ? y_score.flat() : y_score) as number[]);
  const target = (values: readonly Plain[]) => column(values) as TargetLike;
  const run = async (): Promise<unknown> =>
    engine.metric(
      metric,
      {
        ...options,
        y_true: target(y_true),
        ...(y_pred ? { y_pred: target(y_pred) } : {}),
        ...(labels ? { labels: target(labels) } : {}),
        ...(scores
          ? { y_score: nested ? { data: scores, shape: [y_score.length, (y_score[0] as Plain[]).length] } : scores }
          : {}),
      },
      { onWarning: (warning) => void heard.push(warning) },
    );
  if (expected.error) return refused(run(), each);
  const compared = new Comparison();
  if (metric === "confusion_matrix") {
    const got = (await run()) as Confusion;
    const wanted = expected.value as { labels: unknown; matrix: unknown };
    compared.same("labels", wanted.labels, got.labels);
    compared.same("matrix", wanted.matrix, got.matrix);
  } else {
    compared.check("value", expected.value, await run(), tolerance);
  }
  checkClasses(fixture, name, heard);
}

async function runCrossValidation(engine: Engine, each: SelectionCase): Promise<void> {
  const { name, data, options, expect: expected, tolerance } = each;
  const { X, y } = dataset(data.dataset);
  const { recipe, scoring, cv } = options as SelectionCase["options"] & { scoring: string[]; cv: CrossValidation };
  const names = scoring.length ? scoring : ["score"];
  const found = await engine.crossValidate(recipe, X, y, {
    cv,
    scoring: scoring.length ? scoring : null,
    return_train_score: true,
  });
  const heard = [...found.warnings];
  const onWarning = (warning: Warning) => void heard.push(warning);
  const perSplit = (scores: { readonly [name: string]: Float64Array }) =>
    found.splits.map((_, i) => names.map((name) => scores[name]![i]));
  const compared = new Comparison();
  compared.check("test", expected.test, perSplit(found.test_scores), tolerance);
  compared.check("train", expected.train, perSplit(found.train_scores!), tolerance);
  if (expected.predict)
    compared.check(
      "predict",
      expected.predict,
      await engine.crossValPredict(recipe, X, y, { cv, onWarning }),
      tolerance,
    );
  if (expected.predict_proba) {
    const proba = await engine.crossValPredict(recipe, X, y, { cv, method: "predictProba", onWarning });
    compared.check("predict_proba", expected.predict_proba, proba, tolerance);
  }
  checkClasses("cross_validate", name, heard);
}

async function runLearningCurve(engine: Engine, each: SelectionCase): Promise<void> {
  const { name, data, options, expect: expected, tolerance } = each;
  const { X, y } = dataset(data.dataset);
  const { recipe, ...rest } = options;
  const curve = engine.learningCurve(recipe, X, y, rest);
  if (expected.error) return refused(curve, each);
  const { train_sizes, train_scores, test_scores, warnings } = await curve;
  checkClasses("learning_curve", name, warnings);
  const compared = new Comparison();
  compared.same("train_sizes", expected.train_sizes, train_sizes);
  compared.check("train", expected.train, train_scores, tolerance);
  compared.check("test", expected.test, test_scores, tolerance);
}

async function runValidationCurve(engine: Engine, each: SelectionCase): Promise<void> {
  const { name, data, options, expect: expected, tolerance } = each;
  const { X, y } = dataset(data.dataset);
  const { recipe, ...rest } = options;
  const { train_scores, test_scores, warnings } = await engine.validationCurve(
    recipe,
    X,
    y,
    rest as unknown as ValidationCurveOptions,
  );
  checkClasses("validation_curve", name, warnings);
  const compared = new Comparison();
  compared.check("train", expected.train, train_scores, tolerance);
  compared.check("test", expected.test, test_scores, tolerance);
}

async function runBootstrap(engine: Engine, each: SelectionCase): Promise<void> {
  const { recipe, scoring, ...options } = each.options as SelectionCase["options"] & { scoring: string[] };
  const { fit, use } = dataOf(each);
  const model = await engine.fit(recipe, ...fit);
  const found = await engine.bootstrapScore(model, use[0], use[1]!, { scoring, ...options });
  const { score, scores, interval } = each.expect as { [part: string]: { [name: string]: unknown } };
  const compared = new Comparison();
  for (const name of scoring) {
    const one = found[name]!;
    compared.check("score", score![name], one.score, each.tolerance);
    compared.check("scores", scores![name], one.scores, each.tolerance);
    compared.check("interval", interval![name], [one.low, one.high], each.tolerance);
    expect(one.undefined, `resamples without ${name}`).toBe(
      (scores![name] as unknown[]).filter((s) => s === null).length,
    );
  }
  compared.done();
  await model.release();
}

const rowsIn = (y: TargetLike): number => ("codes" in y ? y.codes.length : y.length);

/** A pipeline's folds, and those of its model on what the steps before it made of all rows. */
async function runLeakage(engine: Engine, each: LeakageCase): Promise<void> {
  const { data, options, train, expect: expected, tolerance } = each;
  const { X, y } = "drawn" in data ? await engine.makeDataset(data.drawn, data.params) : dataset(data.dataset);
  const rows = train ?? Array.from({ length: rowsIn(y) }, (_, row) => row);
  const { recipe, cv, scoring } = options;
  const parted = partedAtModel(recipe)!;
  const found = await compareLeakage(engine, recipe, parted, take(X, rows), takeTarget(y as TargetLike, rows), {
    cv,
    scoring,
  });
  const compared = new Comparison();
  compared.check("inside", expected.inside, found.inside, tolerance);
  compared.check("before", expected.before, found.before, tolerance);
  compared.done();
}

async function runImportance(engine: Engine, each: SelectionCase): Promise<void> {
  const { recipe, ...options } = each.options;
  const { fit, use } = dataOf(each);
  const model = await engine.fit(recipe, ...fit);
  const found = await engine.permutationImportance(model, use[0], use[1]!, options);
  const byName = Array.isArray(options.scoring) ? (found as unknown as Record<string, typeof found>) : undefined;
  const { importances, mean, std } = each.expect as { [part: string]: { [name: string]: unknown } };
  const compared = new Comparison();
  for (const [name, expected] of Object.entries(importances!)) {
    const one = byName ? byName[name]! : found;
    compared.check("importances", expected, one.importances, each.tolerance);
    compared.check("importances_mean", mean![name], one.importances_mean, each.tolerance);
    compared.check("importances_std", std![name], one.importances_std, each.tolerance);
  }
  compared.done();
  await model.release();
}

async function runDependence(engine: Engine, each: SelectionCase): Promise<void> {
  const { recipe, features, ...options } = each.options;
  const { fit, use } = dataOf(each);
  const model = await engine.fit(recipe, ...fit);
  const found = engine.partialDependence(model, use[0], features as number[], options as PartialDependenceOptions);
  if (each.expect.error) return refused(found, each);
  const { grid_values, average, individual } = await found;
  const compared = new Comparison();
  compared.check("grid_values", each.expect.grid_values, grid_values, each.tolerance);
  if (each.expect.average) compared.check("average", each.expect.average, average, each.tolerance);
  if (each.expect.individual) compared.check("individual", each.expect.individual, individual, each.tolerance);
  await model.release();
}

/** Data that are drawn, row by row. */
async function runDrawn(engine: Engine, each: DrawnCase): Promise<void> {
  const made = engine.makeDataset(each.dataset, each.params);
  if (each.expect.error) return refused(made, each);
  const { X, y } = await made;
  const columns = [...X.columns.values()];
  const compared = new Comparison();
  compared.same(
    "names",
    (each.expect.X as number[][])[0]!.map((_, j) => `x${j}`),
    [...X.columns.keys()],
  );
  compared.check(
    "X",
    each.expect.X,
    Array.from(y, (_, i) => columns.map((column) => column[i])),
    each.tolerance,
  );
  compared.check("y", each.expect.y, y, each.tolerance);
}

type Runner = (engine: Engine, each: never, fixture: string) => Promise<void>;

/** Fixtures of functions: what the tests of their cases are called, beside the case's own name, and how one is run. */
export const functions: { readonly [fixture: string]: { readonly title: string; readonly run: Runner } } = {
  datasets: { title: "Datasets", run: runDrawn },
  splits: { title: "TrainTestSplit", run: runSplit },
  folds: { title: "Folds", run: runFolds },
  metrics: { title: "Metrics", run: runMetric },
  scorers: { title: "Scorers", run: runMetric },
  cross_validate: { title: "CrossValidate", run: runCrossValidation },
  learning_curve: { title: "LearningCurve", run: runLearningCurve },
  validation_curve: { title: "ValidationCurve", run: runValidationCurve },
  bootstrap_score: { title: "BootstrapScore", run: runBootstrap },
  leakage: { title: "Leakage", run: runLeakage },
  permutation_importance: { title: "PermutationImportance", run: runImportance },
  partial_dependence: { title: "PartialDependence", run: runDependence },
};
