import { takeTarget } from "../../lib/index.js";
import type {
  AnyRecipe,
  ColumnTable,
  CrossValidation,
  CrossValidationScores,
  Engine,
  LearningCurve,
  Model,
  ParamValue,
  PartialDependence,
  PermutationImportance,
  PoolOptions,
  ScorerSchema,
  SplitterSchema,
  TargetLike,
  Warning,
} from "../../lib/index.js";
import { takeRows, trainingOf, type DataTable } from "../data/table.js";
import { deviationOf, meanOf, type Candidate } from "../parts/study-plots.js";
import { breathe } from "../shared/breathe.js";
import { textOf, valuesOf } from "../shared/param-text.js";
import { count, duration } from "../shared/words.js";
import { fitPipeline } from "./fit-pipeline.js";
import { flatten, isNode, join, refusal, tree, type Node } from "./plan.js";
import type { Axis, Session, StudyName } from "./session.js";
import { choiceOf, splitRows } from "./split.js";

// What can be found out about a pipeline beyond one fit. All of it uses the rows fitted on; what is held out stays held
// out, but for what a fitted pipeline relies on, which is measured there.

interface Study {
  /** What it is about, as text: where it differs from the page's choices now, the study is out of date. */
  key: string;
  milliseconds: number;
  warnings: readonly Warning[];
}

export interface Validated extends Study {
  cv: CrossValidation;
  rows: number;
  metrics: readonly string[];
  scores: CrossValidationScores;
}

export interface Tuned extends Study {
  cv: CrossValidation;
  rows: number;
  metric: string;
  paths: readonly string[];
  /** By rank. */
  candidates: Candidate[];
  /** The key of the fit with the best candidate, once it is used. */
  used?: string;
}

export interface Learned extends Study {
  metric: string;
  curve: LearningCurve;
}

export interface Relied {
  model: Model;
  milliseconds: number;
  metric: string;
  repeats: number;
  rows: number;
  importance: PermutationImportance;
  /** What is looked at: one column or two. */
  columns: readonly string[];
  dependence: PartialDependence | undefined;
}

// ---- choices ------------------------------------------------------------------------------------------------------

/** Splitters that need no groups, and scorers for the task. */
export const splittersOf = ({ schema }: Session): readonly SplitterSchema[] =>
  (schema?.splitters ?? []).filter(
    ({ needs, params }) => !needs.includes("groups") && params.some(({ name }) => name === "n_splits"),
  );

/** Scorers for the task that can be meant for the target. */
export function scorersOf(session: Session): readonly ScorerSchema[] {
  const { schema, table } = session;
  if (!schema || !table) return [];
  const names = suitableFor(session, table);
  return schema.scorers.filter(({ name, kind }) => kind === table.task && (names?.includes(name) ?? true));
}

const suitable = new WeakMap<DataTable["counts"], readonly string[] | "asked">();

/** The names of the scorers that the engine says can be meant for the target; undefined until it has said so. */
function suitableFor(session: Session, { counts, columns, target }: DataTable): readonly string[] | undefined {
  const known = suitable.get(counts);
  if (known) return known === "asked" ? undefined : known;
  suitable.set(counts, "asked");
  // What a target can be scored by is a matter of its different values.
  const { min = NaN, max = NaN } = columns.find(({ name }) => name === target)?.summary.numbers ?? {};
  const values = counts.size ? [...counts.keys()] : [min, max].filter((value) => !Number.isNaN(value));
  session.engine?.suitableScorers(values as string[]).then(
    (names) => {
      suitable.set(counts, names);
      session.changed();
    },
    () => suitable.delete(counts),
  );
  return undefined;
}

const usual = {
  classification: ["accuracy", "balanced_accuracy", "f1_macro"],
  regression: ["r2", "neg_mean_absolute_error", "neg_root_mean_squared_error"],
};

export function metricsOf(session: Session): readonly string[] {
  const known = new Set(scorersOf(session).map(({ name }) => name));
  const chosen = session.validation.metrics.filter((name) => known.has(name));
  return chosen.length ? chosen : usual[session.table!.task].filter((name) => known.has(name));
}

export function splitterOf(session: Session): string {
  const found = splittersOf(session).find(({ name }) => name === session.validation.splitter);
  return found?.name ?? (session.table!.task === "classification" ? "StratifiedKFold" : "KFold");
}

function cvOf(session: Session): CrossValidation {
  const name = splitterOf(session);
  const params = splittersOf(session).find((splitter) => splitter.name === name)?.params ?? [];
  const has = (param: string) => params.some((each) => each.name === param);
  // Folds are taken in the order of the rows, which the split has shuffled already.
  const seeded = has("random_state") && !has("shuffle");
  return {
    class: name,
    params: { n_splits: session.validation.folds, ...(seeded ? { random_state: session.split.random_state } : {}) },
  };
}

// ---- running ------------------------------------------------------------------------------------------------------

export const cancelStudy = (session: Session, name: StudyName): void => session.work[name]?.stop.abort();

async function study(
  session: Session,
  name: StudyName,
  status: string,
  work: (engine: Engine, options: PoolOptions) => Promise<string>,
): Promise<void> {
  const { engine, table, recipe } = session;
  if (!engine || !table || !recipe || session.work[name]) return;
  const stop = new AbortController();
  session.settle(name);
  session.work[name] = { done: 0, total: 0, stop };
  session.changed(status);
  try {
    const said = await work(engine, {
      signal: stop.signal,
      onProgress: ({ done, total }) => {
        const running = session.work[name];
        if (!running) return;
        Object.assign(running, { done, total });
        session.progressed(name);
      },
    });
    delete session.work[name];
    session.changed(said);
  } catch (error) {
    delete session.work[name];
    if ((error as { code?: string }).code === "cancelled") session.changed("Stopped; nothing was changed.");
    else session.trouble(name, error);
  }
}

/** The rows that a fit would be made on. */
async function rowsFittedOn(
  session: Session,
  engine: Engine,
): Promise<{ X: ColumnTable; y: TargetLike; rows: number }> {
  const data = await trainingOf(session.table!);
  const { train } = await splitRows(engine, data, choiceOf(session));
  await breathe();
  return { X: await takeRows(data.X, train), y: takeTarget(data.y, train), rows: train.length };
}

export async function crossValidatePipeline(session: Session): Promise<void> {
  await study(session, "cv", "Cross-validating.", async (engine, options) => {
    const { recipe, key } = session;
    const [cv, metrics] = [cvOf(session), metricsOf(session)];
    const { X, y, rows } = await rowsFittedOn(session, engine);
    const started = performance.now();
    const scores = await engine.crossValidate(recipe!, X, y, { cv, scoring: metrics, ...options });
    const milliseconds = performance.now() - started;
    session.validated = { key, milliseconds, cv, rows, metrics, scores, warnings: scores.warnings };
    return `Cross-validated on ${count(scores.splits.length, "fold")} in ${duration(milliseconds)}.`;
  });
}

export async function drawLearningCurve(session: Session): Promise<void> {
  await study(session, "curve", "Fitting to more and more rows.", async (engine, options) => {
    const { recipe, key } = session;
    const metric = metricsOf(session)[0]!;
    const { X, y } = await rowsFittedOn(session, engine);
    const started = performance.now();
    const curve = await engine.learningCurve(recipe!, X, y, {
      cv: cvOf(session),
      scoring: metric,
      shuffle: true,
      random_state: session.split.random_state,
      ...options,
    });
    session.learned = { key, milliseconds: performance.now() - started, metric, curve, warnings: curve.warnings };
    return "The learning curve is drawn.";
  });
}

// ---- tuning -------------------------------------------------------------------------------------------------------

export interface Tunable {
  path: string;
  node: Node;
  name: string;
}

/** Every hyperparameter of the pipeline that is not made of estimators, the last step's first. */
export function tunables(session: Session): Tunable[] {
  const { recipe, schema } = session;
  if (!recipe || !schema) return [];
  const nodes = flatten(tree(recipe, schema)).filter(({ children }) => children.length === 0);
  return nodes
    .reverse()
    .flatMap((node) =>
      (node.schema?.params ?? [])
        .filter((param) => !isNode(param))
        .map(({ name }) => ({ path: join(node.path, name), node, name })),
    );
}

/** What is wrong with the values typed, in words; empty when nothing is. */
export function complaintOf(session: Session, axis: Axis): string {
  const found = tunables(session).find(({ path }) => path === axis.path);
  if (!found?.node.schema) return "The pipeline has no such hyperparameter any more.";
  const values = valuesOf(axis.text);
  if (values.length === 0) return "Type at least one value.";
  const param = found.node.schema.params.find(({ name }) => name === found.name)!;
  return values.map((value) => refusal(found.node.schema!, param, value)).find((complaint) => complaint) ?? "";
}

const stated = ({ params }: AnyRecipe, name: string): ParamValue | undefined =>
  Object.hasOwn(params, name) ? (params as { readonly [name: string]: ParamValue })[name] : undefined;

/** Values to begin with: the choices there are, or some around the present one. */
export function proposedValues({ node, name }: Tunable): string {
  const param = node.schema!.params.find((each) => each.name === name)!;
  const current = stated(node.recipe, name) ?? param.default;
  const options = param.constraint.flatMap((rule) => (rule.type === "options" ? rule.options : []));
  const interval = param.constraint.find((rule) => rule.type === "interval");
  if (param.constraint.some(({ type }) => type === "boolean") && !interval) return [true, false].map(textOf).join(", ");
  if (options.length > 1 && !interval) return options.map(textOf).join(", ");
  if (!interval) return textOf(current);
  const fits = (value: number) => refusal(node.schema!, param, value) === "";
  if (interval.numeric === "int" && !(typeof current === "number" && !Number.isInteger(current))) {
    const middle = typeof current === "number" ? current : 4;
    const wide = middle >= 20 ? [0.25, 0.5, 1, 2] : [];
    const around = wide.length
      ? wide.map((factor) => Math.round(middle * factor))
      : [middle - 2, middle - 1, middle, middle + 2, middle + 4];
    return [...(current === null ? [textOf(null)] : []), ...new Set(around.filter(fits).map(textOf))].join(", ");
  }
  const middle = typeof current === "number" && current > 0 ? current : 1;
  const bounded = interval.high !== null && Number.isFinite(interval.high);
  const factors = bounded ? [0.25, 0.5, 1, 1.5] : [0.01, 0.1, 1, 10, 100];
  return [
    ...new Set(
      factors
        .map((factor) => Number((middle * factor).toPrecision(6)))
        .filter(fits)
        .map(textOf),
    ),
  ].join(", ");
}

/** Candidates there would be. */
export const candidateCount = (session: Session): number =>
  session.axes.reduce((product, axis) => product * valuesOf(axis.text).length, session.axes.length ? 1 : 0);

interface SearchTable {
  params: { readonly [path: string]: ParamValue }[];
  mean_test_score: ArrayLike<number>;
  std_test_score: ArrayLike<number>;
  rank_test_score: ArrayLike<number>;
}

export async function tunePipeline(session: Session): Promise<void> {
  await study(session, "tune", "Trying values.", async (engine, options) => {
    const { recipe, key, axes } = session;
    const [cv, metric] = [cvOf(session), metricsOf(session)[0]!];
    const grid = Object.fromEntries(axes.map((axis) => [axis.path, valuesOf(axis.text)]));
    const { X, y, rows } = await rowsFittedOn(session, engine);
    const started = performance.now();
    const search = await engine.gridSearch(recipe!, grid, X, y, { cv, scoring: metric, ...options });
    const milliseconds = performance.now() - started;
    const table = tableOf((await search.fitted()).fitted["cv_results_"]);
    void search.release().catch(() => {});
    const candidates = Array.from(table.params, (params, i) => ({
      params,
      mean: table.mean_test_score[i]!,
      deviation: table.std_test_score[i]!,
      rank: table.rank_test_score[i]!,
    }));
    candidates.sort((a, b) => a.rank - b.rank);
    const { warnings } = search;
    session.tuned = { key, milliseconds, cv, rows, metric, paths: axes.map(({ path }) => path), candidates, warnings };
    return `Tried ${count(candidates.length, "candidate")} in ${duration(milliseconds)}.`;
  });
}

function tableOf(found: unknown): SearchTable {
  return found as SearchTable;
}

/** Puts the best candidate's values into the pipeline and fits it. */
export async function useBest(session: Session): Promise<void> {
  const { tuned } = session;
  const [best] = tuned?.candidates ?? [];
  if (!tuned || !best || Number.isNaN(best.mean)) return;
  session.edits = new Map([...session.edits, ...(Object.entries(best.params) as [string, ParamValue][])]);
  session.settle("pipeline", "fit");
  tuned.used = session.key;
  await fitPipeline(session);
}

// ---- what a fitted pipeline relies on -----------------------------------------------------------------------------

const repeats = 10;

export async function measureReliance(session: Session): Promise<void> {
  await study(session, "reliance", "Shuffling one column after the other.", async (engine, options) => {
    const { model, training: data, split } = session.fit!;
    const metric = session.table!.task === "classification" ? "accuracy" : "r2";
    const [X, y] = [await takeRows(data.X, split.test), takeTarget(data.y, split.test)];
    const started = performance.now();
    const importance = await engine.permutationImportance(model, X, y, {
      scoring: metric,
      n_repeats: repeats,
      random_state: split.random_state,
      ...options,
    });
    const milliseconds = performance.now() - started;
    const names = [...(data.X.columns as ReadonlyMap<string, unknown>).keys()];
    const means = importance.importances_mean;
    const top = names[means.indexOf(Math.max(...means))]!;
    const dependence = await dependenceOf(session, engine, [top], options).catch(() => undefined);
    session.relied = {
      model,
      milliseconds,
      metric,
      repeats,
      rows: split.test.length,
      importance,
      columns: [top],
      dependence,
    };
    return `Measured how much the pipeline relies on ${count(names.length, "column")}.`;
  });
}

async function dependenceOf(session: Session, engine: Engine, columns: readonly string[], options: PoolOptions) {
  const { model, training: data, split } = session.fit!;
  const { signal } = options;
  return engine.partialDependence(model, await takeRows(data.X, split.test), columns, {
    grid_resolution: columns.length === 2 ? 10 : 40,
    ...(signal ? { signal } : {}),
  });
}

/** Looks at the average answers along other columns. */
export async function lookAlong(session: Session, columns: readonly string[]): Promise<void> {
  await study(session, "reliance", "Moving through the values of a column.", async (engine, options) => {
    const dependence = await dependenceOf(session, engine, columns, options);
    session.relied = { ...session.relied!, columns, dependence };
    return `Drew the average prediction along ${columns.join(" and ")}.`;
  });
}

// ---- for the card -------------------------------------------------------------------------------------------------

const named = (values: readonly string[], of: (name: string) => unknown) =>
  Object.fromEntries(values.map((name) => [name, of(name)]));

const tableLimit = 200;

/** What a file's card says of the studies that were made of this very pipeline. */
export function studyCards(session: Session, key: string): { cv?: object; search?: object } {
  const { validated, tuned } = session;
  return {
    ...(validated?.key === key
      ? {
          cv: {
            cv: validated.cv,
            rows: validated.rows,
            test_scores: named(validated.metrics, (name) => Array.from(validated.scores.test_scores[name]!)),
            mean_test_scores: named(validated.metrics, (name) => meanOf(validated.scores.test_scores[name]!)),
            std_test_scores: named(validated.metrics, (name) => deviationOf(validated.scores.test_scores[name]!)),
          },
        }
      : {}),
    ...(tuned?.used === key
      ? {
          search: {
            class: "GridSearchCV",
            cv: tuned.cv,
            rows: tuned.rows,
            scoring: tuned.metric,
            candidates: tuned.candidates.length,
            best_params: tuned.candidates[0]!.params,
            best_score: tuned.candidates[0]!.mean,
            results: tuned.candidates.slice(0, tableLimit).map(({ params, mean, deviation, rank }) => ({
              params,
              mean_test_score: mean,
              std_test_score: deviation,
              rank_test_score: rank,
            })),
          },
        }
      : {}),
  };
}
