import { KeepfitError } from "./errors.js";
import type { PoolCall, PoolTask, WorkerPool } from "./pool.js";
import type { AnswerOf, FoldAnswer, OpName, RequestOf, WireLabels } from "./protocol.js";
import { checkLengths, rowsOf, tableToWire, targetToWire, type WireTable, type WireTarget } from "./table.js";
import type {
  AnyRecipe,
  CallOptions,
  CrossValidateOptions,
  CrossValidationScores,
  CrossValPredictOptions,
  CurveOptions,
  ErrorScore,
  Float,
  Labels,
  LearningCurve,
  LearningCurveOptions,
  ParamGrid,
  ParamValue,
  PermutationImportance,
  PermutationOptions,
  PoolOptions,
  Probabilities,
  Scoring,
  SearchOptions,
  Split,
  TableLike,
  TargetLike,
  Tensor,
  ValidationCurve,
  ValidationCurveOptions,
  Warning,
} from "./types.js";
import { counted } from "./words.js";

/**
 * What model selection needs of an engine: its own instance for small questions, and the workers for what takes long.
 */
export interface Desk {
  ask<Op extends OpName>(op: Op, request: RequestOf<Op>, signal?: AbortSignal): Promise<AnswerOf<Op>>;
  readonly pool: WorkerPool;
}

interface Given {
  readonly X: WireTable;
  readonly y: WireTarget;
  readonly groups: WireTarget | undefined;
}

function givenOf(X: TableLike, y: TargetLike, groups?: TargetLike): Given {
  const given = {
    X: tableToWire(X),
    y: targetToWire(y),
    groups: groups === undefined || groups === null ? undefined : targetToWire(groups),
  };
  checkLengths(given.X, given.y);
  return given;
}

export const namesOf = (scoring: Scoring | undefined): string[] | null =>
  scoring === undefined || scoring === null ? null : typeof scoring === "string" ? [scoring] : [...scoring];

export const askedFor = (scoring: Scoring | undefined): string[] => namesOf(scoring) ?? ["score"];

/** A call may move what it is given to the engine's thread; others still need it. */
const copyOf = <Value>(value: Value): Value => structuredClone(value);

function splitRequest(recipe: AnyRecipe, { X, y, groups }: Given, { cv = null, scoring }: CrossValidateOptions) {
  return { n: rowsOf(X), cv, recipe, scoring: namesOf(scoring), y: copyOf(y), groups: copyOf(groups) };
}

/** As scikit-learn has it: what fails is NaN, unless something else is wanted. */
const scoreOfErrors = ({ error_score = NaN }: { readonly error_score?: ErrorScore }): number | Float | null =>
  error_score === "raise" ? null : error_score;

/** Each once, with how often; told to whoever listens. */
export function said(
  answers: readonly { readonly warnings?: readonly Warning[] }[],
  { onWarning }: CallOptions,
): Warning[] {
  const all = new Map<string, Warning>();
  for (const { warnings = [] } of answers) {
    for (const warning of warnings) {
      const key = JSON.stringify([warning.code, warning.where, warning.message]);
      all.set(key, { ...warning, count: warning.count + (all.get(key)?.count ?? 0) });
    }
  }
  const merged = [...all.values()];
  if (onWarning) merged.forEach(onWarning);
  return merged;
}

/** Where nothing could be fitted, the first cause is the answer. */
function refuseAllFailed(answers: readonly FoldAnswer[], warnings: readonly Warning[]): void {
  const first = answers[0]?.failure;
  if (!first || !answers.every(({ failure }) => failure)) return;
  throw new KeepfitError({
    ...first,
    message: `All ${answers.length} fits failed. The first: ${first.message}`,
    warnings,
  });
}

/** The same data in every worker, for all tasks. */
const withData = ({ X, y }: Pick<Given, "X" | "y">) => ({
  prepare: async (call: PoolCall) => (await call("hold", { X: copyOf(X), y: copyOf(y) })).data,
  tidy: (call: PoolCall, data: number) => call("drop", { data }),
});

/** The same data and model in every worker. */
export const withModel = (bytes: Uint8Array, X: WireTable, y: WireTarget) => {
  const { prepare, tidy } = withData({ X, y });
  return {
    prepare: async (call: PoolCall) => ({
      data: await prepare(call),
      model: (await call("load", { bytes, report: true })).model,
    }),
    tidy: async (call: PoolCall, { data, model }: { data: number; model: number }) => {
      await tidy(call, data);
      await call("release", { model });
    },
  };
};

interface FoldWish {
  readonly recipe: AnyRecipe;
  readonly scoring?: string[] | null;
  readonly return_train_score?: boolean;
  readonly predict?: boolean;
  readonly predict_proba?: boolean;
  readonly params?: { readonly [path: string]: ParamValue };
  readonly error_score?: number | Float | null;
}

const foldTask = (split: Split, wish: FoldWish, label: string): PoolTask<number, FoldAnswer> => ({
  label,
  run: (call, data) => call("fit_and_score", { data, train: split.train, test: split.test, place: label, ...wish }),
});

/** A worker does one task at a time, so that this is what it took. */
const timed = <Held, Result>(task: PoolTask<Held, Result>, told: (milliseconds: number) => void) => ({
  ...task,
  run: async (call: PoolCall, held: Held): Promise<Result> => {
    const started = performance.now();
    const result = await task.run(call, held);
    told(performance.now() - started);
    return result;
  },
});

const folded = (splits: readonly Split[], wish: FoldWish) =>
  splits.map((split, i) => foldTask(split, wish, `fold ${i + 1} of ${splits.length}`));

function scoresOf(answers: readonly FoldAnswer[], part: "test" | "train", names: readonly string[]) {
  return Object.fromEntries(
    names.map((name) => [name, Float64Array.from(answers, (answer) => answer[part]?.[name] ?? NaN)]),
  );
}

export async function crossValidate(
  desk: Desk,
  recipe: AnyRecipe,
  X: TableLike,
  y: TargetLike,
  options: CrossValidateOptions,
): Promise<CrossValidationScores> {
  const given = givenOf(X, y, options.groups);
  const { scoring, return_train_score = false } = options;
  const plan = await desk.ask("cv_split", splitRequest(recipe, given, options), options.signal);
  const { splits } = plan;
  const wish = { recipe, scoring: namesOf(scoring), return_train_score, error_score: scoreOfErrors(options) };
  const answers = await desk.pool.run({ ...withData(given), tasks: folded(splits, wish) }, options);
  const warnings = said([plan, ...answers], options);
  refuseAllFailed(answers, warnings);
  return {
    test_scores: scoresOf(answers, "test", askedFor(scoring)),
    ...(return_train_score ? { train_scores: scoresOf(answers, "train", askedFor(scoring)) } : {}),
    splits,
    warnings,
  };
}

function labelsOf(labels: WireLabels): Labels {
  return labels instanceof Float64Array ? labels : Array.from(labels.codes, (code) => labels.categories[code]!);
}

export async function crossValPredict(
  desk: Desk,
  recipe: AnyRecipe,
  X: TableLike,
  y: TargetLike,
  options: CrossValPredictOptions,
): Promise<Labels | Probabilities> {
  const given = givenOf(X, y, options.groups);
  const method: string = options.method ?? "predict";
  if (method !== "predict" && method !== "predictProba") {
    throw new KeepfitError({
      code: "bad_value",
      where: "method",
      message: `method must be "predict" or "predictProba". Got ${JSON.stringify(method)}.`,
    });
  }
  const plan = await desk.ask("cv_split", splitRequest(recipe, given, options), options.signal);
  const { splits } = plan;
  const n = rowsOf(given.X);
  const times = new Uint8Array(n);
  for (const { test } of splits) for (const row of test) times[row]!++;
  if (times.some((tested) => tested !== 1)) {
    throw new KeepfitError({
      code: "bad_split",
      where: "cv",
      message: "Every row must be tested exactly once to have one prediction, and these splits do not do that.",
      hint: "Use folds, such as KFold or StratifiedKFold.",
    });
  }
  const wish = { recipe, predict: method === "predict", predict_proba: method === "predictProba" };
  const answers = await desk.pool.run({ ...withData(given), tasks: folded(splits, wish) }, options);
  said([plan, ...answers], options);
  if (method === "predict") {
    const text = answers.some(({ labels }) => !(labels instanceof Float64Array));
    const out: Labels = text ? new Array<string>(n) : new Float64Array(n);
    answers.forEach(({ labels }, fold) => {
      const values = labelsOf(labels!);
      splits[fold]!.test.forEach((row, i) => (out[row] = values[i]!));
    });
    return out;
  }
  const classes = labelsOf(answers[0]!.classes!);
  const k = classes.length;
  const data = new Float64Array(n * k);
  answers.forEach(({ proba }, fold) =>
    splits[fold]!.test.forEach((row, i) => data.set(proba!.data.subarray(i * k, i * k + k), row * k)),
  );
  return { data, shape: [n, k], classes };
}

/** Scores of one scorer, (values, folds), from answers in that or, with `across`, in the other order. */
function gridOf(answers: readonly FoldAnswer[], part: "test" | "train", rows: number, across: boolean): Tensor {
  const folds = rows === 0 ? 0 : answers.length / rows;
  const data = new Float64Array(answers.length);
  answers.forEach((answer, i) => {
    const [score] = Object.values(answer[part]!);
    data[across ? (i % rows) * folds + Math.floor(i / rows) : i] = score!;
  });
  return { data, shape: [rows, folds] };
}

function oneScorer({ scoring }: CurveOptions): string[] | null {
  if (Array.isArray(scoring) && scoring.length !== 1) {
    throw new KeepfitError({
      code: "bad_scoring",
      where: "scoring",
      message: "A curve is of one score.",
      hint: "Name one, or use crossValidate for several.",
    });
  }
  return namesOf(scoring);
}

export async function learningCurve(
  desk: Desk,
  recipe: AnyRecipe,
  X: TableLike,
  y: TargetLike,
  options: LearningCurveOptions,
): Promise<LearningCurve> {
  const given = givenOf(X, y, options.groups);
  const { train_sizes = null, shuffle = false, random_state = null } = options;
  const wish = {
    recipe,
    scoring: oneScorer(options),
    return_train_score: true,
    error_score: scoreOfErrors(options),
  };
  const request = { ...splitRequest(recipe, given, options), train_sizes, shuffle, random_state };
  const plan = await desk.ask("learning_split", request, options.signal);
  const { sizes, splits } = plan;
  const tasks = splits.map((split, i) => {
    const fold = Math.floor(i / sizes.length);
    return foldTask(split, wish, `fold ${fold + 1} with ${counted(split.train.length, "row")}`);
  });
  const answers = await desk.pool.run({ ...withData(given), tasks }, options);
  const warnings = said([plan, ...answers], options);
  refuseAllFailed(answers, warnings);
  return {
    train_sizes: sizes,
    train_scores: gridOf(answers, "train", sizes.length, true),
    test_scores: gridOf(answers, "test", sizes.length, true),
    warnings,
  };
}

export async function validationCurve(
  desk: Desk,
  recipe: AnyRecipe,
  X: TableLike,
  y: TargetLike,
  options: ValidationCurveOptions,
): Promise<ValidationCurve> {
  const given = givenOf(X, y, options.groups);
  const { param_name, param_range } = options;
  const scoring = oneScorer(options);
  const plan = await desk.ask("cv_split", splitRequest(recipe, given, options), options.signal);
  const { splits } = plan;
  const error_score = scoreOfErrors(options);
  const tasks = param_range.flatMap((value, v) =>
    splits.map((split, fold) =>
      foldTask(
        split,
        { recipe, scoring, return_train_score: true, error_score, params: { [param_name]: value } },
        `value ${v + 1} of ${param_name}, fold ${fold + 1} of ${splits.length}`,
      ),
    ),
  );
  const answers = await desk.pool.run({ ...withData(given), tasks }, options);
  const warnings = said([plan, ...answers], options);
  refuseAllFailed(answers, warnings);
  return {
    train_scores: gridOf(answers, "train", param_range.length, false),
    test_scores: gridOf(answers, "test", param_range.length, false),
    warnings,
  };
}

/** The recipe of a search over another one. */
export function searchRecipe(
  kind: "GridSearchCV" | "RandomizedSearchCV",
  estimator: AnyRecipe,
  params: ParamGrid,
  options: object,
): AnyRecipe {
  const own = Object.entries(options).filter(
    ([name, value]) =>
      !["signal", "onProgress", "onWarning", "onTimes", "workers", "groups"].includes(name) && value !== undefined,
  );
  const grid = kind === "GridSearchCV" ? { param_grid: params } : { param_distributions: params };
  return { class: kind, params: { estimator, ...grid, ...Object.fromEntries(own) } };
}

/** Fits and scores every candidate on every split in the workers. */
export async function searchResults(
  desk: Desk,
  recipe: AnyRecipe,
  X: TableLike,
  y: TargetLike,
  options: PoolOptions & Pick<SearchOptions, "groups" | "onTimes">,
): Promise<{ given: Given; results: FoldAnswer[] }> {
  const given = givenOf(X, y, options.groups);
  const request = { recipe, n: rowsOf(given.X), y: copyOf(given.y), groups: copyOf(given.groups) };
  // What it warns of, the search itself will say.
  const { warnings: _, ...plan } = await desk.ask("search_plan", request, options.signal);
  const { candidates, splits, estimator, ...wish } = plan;
  const milliseconds = new Float64Array(candidates.length * splits.length);
  const tasks = candidates.flatMap((params, c) =>
    splits.map((split, fold) =>
      timed(
        foldTask(
          split,
          { recipe: estimator, params, ...wish },
          `candidate ${c + 1} of ${candidates.length}, fold ${fold + 1} of ${splits.length}`,
        ),
        (time) => (milliseconds[c * splits.length + fold] = time),
      ),
    ),
  );
  const results = await desk.pool.run({ ...withData(given), tasks }, options);
  options.onTimes?.({ data: milliseconds, shape: [candidates.length, splits.length] });
  return { given, results };
}

export async function permutationImportance(
  desk: Desk,
  bytes: Uint8Array,
  X: WireTable,
  y: WireTarget,
  options: PermutationOptions,
): Promise<PermutationImportance | { [scorer: string]: PermutationImportance }> {
  checkLengths(X, y);
  const { scoring, n_repeats = 5, random_state = null, max_samples = null } = options;
  const names = askedFor(scoring);
  const d = "columns" in X ? X.columns.length : X.data.shape[1]!;
  const tasks = Array.from(
    { length: d },
    (_, column): PoolTask<{ data: number; model: number }, AnswerOf<"permutation_importance">> => ({
      label: `column ${"columns" in X ? X.columns[column]![0] : column}`,
      run: (call, held) =>
        call("permutation_importance", {
          ...held,
          scoring: namesOf(scoring),
          n_repeats,
          random_state,
          max_samples,
          columns: Int32Array.of(column),
        }),
    }),
  );
  const answers = await desk.pool.run({ ...withModel(bytes, X, y), tasks }, options);
  const warnings = said(answers, options);
  const of = (name: string): PermutationImportance => {
    const importances = new Float64Array(d * n_repeats);
    answers.forEach((answer, column) => importances.set(answer.importances[name]!.data, column * n_repeats));
    return {
      baseline_score: answers[0]!.baseline[name]!,
      importances: { data: importances, shape: [d, n_repeats] },
      importances_mean: Float64Array.from(answers, ({ mean }) => mean[name]![0]!),
      importances_std: Float64Array.from(answers, ({ std }) => std[name]![0]!),
      warnings,
    };
  };
  return Array.isArray(scoring) ? Object.fromEntries(names.map((name) => [name, of(name)])) : of(names[0]!);
}

/** Columns by name or position as positions. */
export function positionsOf(X: WireTable, columns: readonly (string | number)[], where: string): Int32Array {
  const names = "columns" in X ? X.columns.map(([name]) => name) : [];
  return Int32Array.from(columns, (column) => {
    if (typeof column === "number") return column;
    const at = names.indexOf(column);
    if (at < 0) {
      throw new KeepfitError({
        code: "bad_value",
        where,
        message: `There is no column ${JSON.stringify(column)} in X.`,
        hint: names.length
          ? `Its columns are ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", ..." : ""}.`
          : "X has unnamed columns; count them from 0.",
      });
    }
    return at;
  });
}
