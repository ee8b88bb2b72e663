import { type Backend, chooseBackend, type Starter } from "./backend.js";
import { cancelled, closed, KeepfitError } from "./errors.js";
import { isFloat } from "./float.js";
import { sha256 } from "./hash.js";
import { WorkerPool } from "./pool.js";
import type { AnswerOf, Input, LabelledInput, OpName, RequestOf, WireConfusion } from "./protocol.js";
import * as selection from "./selection.js";
import { signCard, verifyCard } from "./sign.js";
import { TableReaders } from "./tables/open.js";
import {
  allMissing,
  checkLengths,
  columnToWire,
  datasetHash,
  isAllMissing,
  rowsOf,
  tableToWire,
  targetToWire,
  type WireColumn,
  type WireTable,
  type WireTarget,
  type WireText,
} from "./table.js";
import type {
  AnyRecipe,
  CallOptions,
  Card,
  CardMap,
  CardSignature,
  Confusion,
  CrossValidateOptions,
  CrossValidationOptions,
  CrossValidationScores,
  CrossValPredictOptions,
  Description,
  DatasetCard,
  DumpOptions,
  Engine,
  EngineOptions,
  FitOptions,
  Evaluation,
  FileComparison,
  FittedTree,
  HeldData,
  InputWarning,
  Inspection,
  Labels,
  LearningCurve,
  LearningCurveOptions,
  LoadOptions,
  MetricInput,
  Model,
  NamedColumns,
  OpenTable,
  ParamGrid,
  PartialDependence,
  PartialDependenceOptions,
  PermutationImportance,
  PermutationOptions,
  PoolOptions,
  Probabilities,
  ProofResult,
  RandomizedSearchOptions,
  ReadOptions,
  Schema,
  Scores,
  SearchOptions,
  SignatureCheck,
  Split,
  SplitOptions,
  TableLike,
  TableRead,
  TableSource,
  TargetLike,
  Transformed,
  TransformedColumn,
  ValidationCurve,
  ValidationCurveOptions,
  Warning,
} from "./types.js";

function textOf(column: WireText): (string | null)[] {
  return Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]!));
}

function labelsOf(labels: Float64Array | WireText): Labels {
  return labels instanceof Float64Array ? labels : (textOf(labels) as string[]);
}

function confusionOf({ labels, matrix }: WireConfusion): Confusion {
  return { labels: labelsOf(labels), matrix };
}

/** A list that also finds columns by name; not by keys, which two of one name would share. */
function namedColumns(entries: (readonly [string, TransformedColumn])[]): NamedColumns {
  const get = (name: string, nth = 0): TransformedColumn | undefined =>
    entries.filter(([own]) => own === name)[nth]?.[1];
  return Object.defineProperty(entries, "get", { value: get }) as unknown as NamedColumns;
}

function transformedOf(X: WireTable): Transformed {
  if ("columns" in X) {
    return {
      names: X.columns.map(([name]) => name),
      columns: namedColumns(
        X.columns.map(([name, column]) => [name, column instanceof Float64Array ? column : textOf(column)]),
      ),
      rows: X.rows,
    };
  }
  const { data, shape } = X.data;
  const [rows = 0, width = 0] = shape;
  const names = Array.from({ length: width }, (_, column) => `x${column}`);
  const columns = names.map(
    (name, column) => [name, Float64Array.from({ length: rows }, (_, row) => data[row * width + column]!)] as const,
  );
  return { names, columns: namedColumns(columns), rows };
}

function checkBytes(bytes: unknown): asserts bytes is Uint8Array {
  if (!(bytes instanceof Uint8Array)) {
    throw new KeepfitError({
      code: "bad_type",
      where: "bytes",
      message: "The bytes of a file must be a Uint8Array.",
      hint: "For a File or a Response use new Uint8Array(await it.arrayBuffer()).",
    });
  }
}

function checkRecipe(recipe: unknown): asserts recipe is AnyRecipe {
  if (typeof recipe !== "object" || recipe === null || typeof (recipe as Partial<AnyRecipe>).class !== "string") {
    throw new KeepfitError({
      code: "bad_recipe",
      where: "recipe",
      message: "A recipe must be an object { class, params }.",
      hint: "Make one with a constructor, such as Pipeline([...]) or Ridge({ alpha: 1 }).",
    });
  }
}

/** What a card notes of a split: the labels kept in proportion are not repeated. */
function splitCard({ stratify, ...options }: SplitOptions): CardMap {
  const numbers = Object.entries(options).map(([name, value]) => [name, isFloat(value) ? value.$float : value]);
  return { ...Object.fromEntries(numbers), stratify: stratify !== undefined && stratify !== null };
}

async function datasetCard({ name, X, y }: NonNullable<DumpOptions["dataset"]>): Promise<DatasetCard> {
  return { ...(name === undefined ? {} : { name }), sha256: await datasetHash(X, y), rows: rowsOf(tableToWire(X)) };
}

/** The target that goes with X; held data have their own. */
function targetBeside(X: TableLike | HeldData, y: TargetLike | undefined): WireTarget | undefined {
  if (!(X instanceof HeldTable)) return targetToWire(y as TargetLike);
  if (y === undefined || y === null) return undefined;
  throw new KeepfitError({
    code: "bad_type",
    where: "y",
    message: "Held data bring their own y; another one cannot be given beside them.",
    hint: "Leave y out, or give X as a table.",
  });
}

/** What a running engine knows of the models and data it holds. */
interface Session {
  readonly backend: Backend;
  readonly handles: WeakMap<FittedModel | HeldTable, number>;
}

type Caller = <Op extends OpName>(op: Op, request: RequestOf<Op>) => Promise<AnswerOf<Op>>;

interface Task {
  run(session: Session): Promise<unknown>;
  readonly signal: AbortSignal | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  unlisten(): void;
  settled: boolean;
}

class HeldTable implements HeldData {
  readonly #engine: KeepfitEngine;
  released = false;

  constructor(
    engine: KeepfitEngine,
    readonly X: WireTable,
    readonly y: WireTarget | undefined,
  ) {
    this.#engine = engine;
  }

  get rows(): number {
    return rowsOf(this.X);
  }

  get names(): readonly string[] | undefined {
    return "columns" in this.X ? this.X.columns.map(([name]) => name) : undefined;
  }

  /** For this engine. */
  checkUse(engine: KeepfitEngine): void {
    if (this.#engine === engine && !this.released) return;
    throw new KeepfitError({
      code: this.released ? "released" : "bad_type",
      where: "X",
      message: this.released ? "These data were released." : "These data are held by another engine.",
      hint: "Hold them again with hold(X, y) of this engine.",
    });
  }

  async release(): Promise<void> {
    await this.#engine.forget(this);
  }
}

class FittedModel implements Model {
  readonly #engine: KeepfitEngine;
  #fingerprint: Promise<string> | undefined;
  #kinds: Promise<Map<string, string>> | undefined;
  released = false;

  constructor(
    engine: KeepfitEngine,
    /** The whole pipeline; the engine's own copy is loaded from it again after a restart. */
    readonly bytes: Uint8Array,
    readonly card: Card | undefined,
    readonly proof: ProofResult | null,
    readonly warnings: readonly Warning[],
  ) {
    this.#engine = engine;
  }

  signature: SignatureCheck | null = null;

  /** X as the engine reads it. A column in which everything is missing takes the kind that was fitted. */
  async table(X: TableLike): Promise<WireTable> {
    return this.#kindly(tableToWire(X));
  }

  async #kindly(table: WireTable): Promise<WireTable> {
    if (!("columns" in table) || table.rows === 0) return table;
    if (!table.columns.some(([, column]) => isAllMissing(column))) return table;
    this.#kinds ??= this.describe().then(({ input }) => new Map(input.map(({ name, kind }) => [name, kind])));
    const kinds = await this.#kinds.catch((error: unknown) => {
      this.#kinds = undefined;
      throw error;
    });
    const columns = table.columns.map(([name, column]): [string, WireColumn] => {
      const kind = kinds.get(name);
      return [name, kind !== undefined && isAllMissing(column) ? allMissing(kind, table.rows) : column];
    });
    return { columns, rows: table.rows };
  }

  /** A question about X, which is handed over with it or held already. */
  async #ask<Result>(
    X: TableLike | HeldData,
    options: CallOptions | undefined,
    work: (call: Caller, question: { model: number } & Input) => Promise<Result>,
  ): Promise<Result> {
    return this.#judge(X, undefined, options, work);
  }

  async #judge<Result>(
    X: TableLike | HeldData,
    y: WireTarget | undefined,
    options: CallOptions | undefined,
    work: (call: Caller, question: { model: number } & LabelledInput) => Promise<Result>,
  ): Promise<Result> {
    const engine = this.#engine;
    if (!(X instanceof HeldTable)) {
      const table = await this.table(X as TableLike);
      if (y) checkLengths(table, y);
      return engine.ask(this, options, (call, model) => work(call, { model, X: table, y }));
    }
    X.checkUse(engine);
    const table = await this.#kindly(X.X);
    if (table !== X.X) {
      const copy = structuredClone({ X: table, y: X.y });
      return engine.ask(this, options, (call, model) => work(call, { model, ...copy }));
    }
    return engine.ask(this, options, async (call, model, session) =>
      work(call, { model, data: await engine.handleOf(X, call, session) }),
    );
  }

  async predict(X: TableLike | HeldData, options?: CallOptions): Promise<Labels> {
    const { labels } = await this.#ask(X, options, (call, question) => call("predict", question));
    return labelsOf(labels);
  }

  async predictProba(X: TableLike | HeldData, options?: CallOptions): Promise<Probabilities> {
    const { proba, classes } = await this.#ask(X, options, (call, question) => call("predict_proba", question));
    return { data: proba.data, shape: [proba.shape[0] ?? 0, proba.shape[1] ?? 0], classes: labelsOf(classes) };
  }

  async decisionFunction(X: TableLike | HeldData, options?: CallOptions): Promise<Scores> {
    const { scores } = await this.#ask(X, options, (call, question) => call("decision_function", question));
    return { data: scores.data, shape: [scores.shape[0] ?? 0, scores.shape[1] ?? 0] };
  }

  async transform(X: TableLike | HeldData, options?: CallOptions): Promise<Transformed> {
    const answer = await this.#ask(X, options, (call, question) => call("transform", question));
    return transformedOf(answer.X);
  }

  async inverseTransform(X: TableLike, options?: CallOptions): Promise<Transformed> {
    const table = tableToWire(X);
    const answer = await this.#engine.ask(this, options, (call, model) =>
      call("inverse_transform", { model, X: table }),
    );
    return transformedOf(answer.X);
  }

  async score(X: TableLike | HeldData, y?: TargetLike, options?: CallOptions): Promise<number> {
    const target = targetBeside(X, y);
    return (await this.#judge(X, target, options, (call, question) => call("score", question))).score;
  }

  async evaluate(X: TableLike | HeldData, y?: TargetLike, options?: CallOptions): Promise<Evaluation> {
    const target = targetBeside(X, y);
    const { metrics, confusion, predicted } = await this.#judge(X, target, options, (call, question) =>
      call("evaluate", question),
    );
    return {
      metrics,
      ...(confusion ? { confusion: confusionOf(confusion) } : {}),
      predicted: labelsOf(predicted),
    };
  }

  params(): Promise<AnyRecipe> {
    return this.#engine.ask(this, undefined, (call, model) => call("params", { model }));
  }

  fitted(): Promise<FittedTree> {
    return this.#engine.ask(this, undefined, (call, model) => call("fitted", { model }));
  }

  async describe(): Promise<Description> {
    const { classes, ...rest } = await this.#engine.ask(this, undefined, (call, model) => call("describe", { model }));
    return classes ? { ...rest, classes: labelsOf(classes) } : rest;
  }

  async inputWarnings(X: TableLike, options?: CallOptions): Promise<InputWarning[]> {
    const table = await this.table(X);
    return (await this.#engine.ask(this, options, (call, model) => call("input_warnings", { model, X: table })))
      .outside;
  }

  async dump(options: DumpOptions = {}): Promise<Uint8Array> {
    const { dataset, split, heldOut, baseline } = options;
    // A loaded model that is dumped without a word keeps its card and proof, hence gives the bytes it came from; but
    // for the engine's version in the card, and for what an older engine wrote otherwise: then the card names the
    // file's fingerprint as `parent`.
    const fresh = this.card === undefined;
    const measured = async (model: Model): Promise<CardMap> => (await model.evaluate(heldOut!.X, heldOut!.y)).metrics;
    const card: Card = {
      ...(fresh ? { created: `${new Date().toISOString().slice(0, 19)}Z` } : {}),
      ...(dataset ? { dataset: await datasetCard(dataset) } : {}),
      ...(split ? { split: splitCard(split) } : {}),
      ...(heldOut ? { metrics: await measured(this) } : {}),
      ...(heldOut && baseline ? { baseline: await measured(baseline) } : {}),
      ...options.card,
    };
    const wanted = options.proof ?? (fresh ? (heldOut?.X ?? true) : undefined);
    const proof = typeof wanted === "object" ? await this.table(wanted) : wanted;
    return (await this.#engine.ask(this, undefined, (call, model) => call("dump", { model, card, proof }))).bytes;
  }

  fingerprint(): Promise<string> {
    return (this.#fingerprint ??= this.#engine.fingerprint(this.bytes));
  }

  async release(): Promise<void> {
    await this.#engine.forget(this);
  }
}

class KeepfitEngine implements Engine {
  readonly thread: "worker" | "main";
  readonly note: string | undefined;
  readonly version: AnswerOf<"version">;
  readonly #starter: Starter;
  #session: Session | undefined;
  #starting: Promise<Session> | undefined;
  #closed = false;
  #running: Task | undefined;
  #queue: Task[] = [];
  #schema: Promise<Schema> | undefined;
  readonly #desk: selection.Desk;
  readonly #tables: TableReaders;

  constructor(starter: Starter, first: Backend, options: EngineOptions) {
    this.#tables = new TableReaders(options);
    this.#starter = starter;
    this.#desk = {
      ask: (op, request, signal) => this.#submit(signal && { signal }, (call) => call(op, request)),
      pool: new WorkerPool(starter),
    };
    this.#session = { backend: first, handles: new WeakMap() };
    this.thread = first.thread;
    this.note = starter.note;
    this.version = first.version;
  }

  schema(): Promise<Schema> {
    this.#schema ??= this.#submit(undefined, (call) => call("schema", {})).catch((error: unknown) => {
      this.#schema = undefined;
      throw error;
    });
    return this.#schema;
  }

  async fit(recipe: AnyRecipe, X: TableLike | HeldData, y?: TargetLike, options?: FitOptions): Promise<Model> {
    checkRecipe(recipe);
    const sample_weight = options?.sample_weight && columnToWire(options.sample_weight, "sample_weight");
    let input: (call: Caller, session: Session) => Promise<LabelledInput>;
    if (X instanceof HeldTable) {
      X.checkUse(this);
      targetBeside(X, y);
      input = async (call, session) => ({ data: await this.handleOf(X, call, session) });
    } else {
      const table = tableToWire(X as TableLike);
      const target = y === undefined || y === null ? undefined : targetToWire(y);
      if (target) checkLengths(table, target);
      input = async () => ({ X: table, y: target });
    }
    return this.#submit(options, async (call, session) => {
      const answer = await call("fit", { recipe, sample_weight, ...(await input(call, session)) });
      return this.#adopt(session, answer.model, answer.bytes, undefined, null, answer.warnings);
    });
  }

  async hold(X: TableLike, y?: TargetLike): Promise<HeldData> {
    const target = y === undefined || y === null ? undefined : targetToWire(y);
    const held = new HeldTable(this, tableToWire(X), target);
    if (target) checkLengths(held.X, target);
    await this.#submit(undefined, (call, session) => this.handleOf(held, call, session));
    return held;
  }

  async load(bytes: Uint8Array, options?: LoadOptions): Promise<FittedModel> {
    checkBytes(bytes);
    const copy = bytes.slice();
    const model = await this.#submit(options, async (call, session) => {
      const { model, card, proof } = await call("load", { bytes: copy, report: options?.report });
      return this.#adopt(session, model, copy, card, proof, card.warnings);
    });
    const { signature } = model.card!;
    if (signature) {
      model.signature = await this.checkSignature(copy).catch((error: unknown) => {
        if (error instanceof KeepfitError && error.code === "no_signatures")
          return { key: String(signature.key), valid: null };
        throw error;
      });
    }
    return model;
  }

  async inspect(bytes: Uint8Array): Promise<Inspection> {
    checkBytes(bytes);
    return this.#submit(undefined, (call) => call("inspect", { bytes }));
  }

  async verify(bytes: Uint8Array, options?: CallOptions): Promise<ProofResult> {
    checkBytes(bytes);
    return this.#submit(options, (call) => call("verify", { bytes }));
  }

  async diff(a: Uint8Array, b: Uint8Array): Promise<FileComparison> {
    checkBytes(a);
    checkBytes(b);
    return this.#submit(undefined, (call) => call("diff", { a, b }));
  }

  async sign(bytes: Uint8Array, keys: CryptoKeyPair): Promise<Uint8Array> {
    const loaded = await this.load(bytes);
    try {
      const dump = async (signature: CardSignature | null): Promise<Uint8Array> =>
        (await this.ask(loaded, undefined, (call, model) => call("dump", { model, card: { signature } }))).bytes;
      const unsigned = await dump(null);
      const card = sectionOf(unsigned, await this.inspect(unsigned), "card");
      return await dump(await signCard(await this.fingerprint(unsigned), card, keys));
    } finally {
      await loaded.release();
    }
  }

  async checkSignature(bytes: Uint8Array): Promise<SignatureCheck | null> {
    const inspection = await this.inspect(bytes);
    const { signature } = inspection.card;
    if (!signature) return null;
    const card = sectionOf(bytes, inspection, "card");
    return {
      key: String(signature.key),
      valid: await verifyCard(await sha256(sectionOf(bytes, inspection, "pipeline")), card, signature),
    };
  }

  async fingerprint(bytes: Uint8Array): Promise<string> {
    return sha256(sectionOf(bytes, await this.inspect(bytes), "pipeline"));
  }

  async companion(bytes: Uint8Array): Promise<string> {
    const { format, card, sections, holds_training_rows } = await this.inspect(bytes);
    const file = {
      bytes: bytes.length,
      sha256: await sha256(bytes),
      fingerprint: await this.fingerprint(bytes),
      sections,
      holds_training_rows,
    };
    return `${JSON.stringify({ keepfit: format, card, file }, plain, 2)}\n`;
  }

  evaluate(model: Model, X: TableLike, y: TargetLike, options?: CallOptions): Promise<Evaluation> {
    return model.evaluate(X, y, options);
  }

  async trainTestSplit(n: number, options: SplitOptions = {}): Promise<Split> {
    const { stratify, ...rest } = options;
    const labels = stratify === undefined || stratify === null ? undefined : targetToWire(stratify);
    return this.#submit(undefined, (call) => call("train_test_split", { n, ...rest, stratify: labels }));
  }

  async cvSplits(n: number, options: CrossValidationOptions = {}): Promise<Split[]> {
    const { cv = null, y, groups, classifier = false } = options;
    const optional = (target: TargetLike | undefined) => (target === undefined ? undefined : targetToWire(target));
    const request = { n, cv, classifier, y: optional(y), groups: optional(groups) };
    return (await this.#submit(options, (call) => call("cv_split", request))).splits;
  }

  async crossValidate(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options: CrossValidateOptions = {},
  ): Promise<CrossValidationScores> {
    checkRecipe(recipe);
    return selection.crossValidate(this.#desk, recipe, X, y, options);
  }

  crossValPredict(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options: CrossValPredictOptions & { readonly method: "predictProba" },
  ): Promise<Probabilities>;
  crossValPredict(recipe: AnyRecipe, X: TableLike, y: TargetLike, options?: CrossValPredictOptions): Promise<Labels>;
  async crossValPredict(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options: CrossValPredictOptions = {},
  ): Promise<Labels | Probabilities> {
    checkRecipe(recipe);
    return selection.crossValPredict(this.#desk, recipe, X, y, options);
  }

  async learningCurve(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options: LearningCurveOptions = {},
  ): Promise<LearningCurve> {
    checkRecipe(recipe);
    return selection.learningCurve(this.#desk, recipe, X, y, options);
  }

  async validationCurve(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options: ValidationCurveOptions,
  ): Promise<ValidationCurve> {
    checkRecipe(recipe);
    return selection.validationCurve(this.#desk, recipe, X, y, options);
  }

  async search(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options: PoolOptions & { readonly groups?: TargetLike } = {},
  ): Promise<Model> {
    checkRecipe(recipe);
    const { given, results } = await selection.searchResults(this.#desk, recipe, X, y, options);
    const { signal, onWarning } = options;
    return this.#submit({ ...(signal && { signal }), ...(onWarning && { onWarning }) }, async (call, session) => {
      const warnings = results.flatMap((result) => result.warnings ?? []);
      const answer = await call("fit_search", { recipe, ...given, results, warnings });
      return this.#adopt(session, answer.model, answer.bytes, undefined, null, answer.warnings);
    });
  }

  async gridSearch(
    recipe: AnyRecipe,
    param_grid: ParamGrid,
    X: TableLike,
    y: TargetLike,
    options: SearchOptions = {},
  ): Promise<Model> {
    checkRecipe(recipe);
    return this.search(selection.searchRecipe("GridSearchCV", recipe, param_grid, options), X, y, options);
  }

  async randomizedSearch(
    recipe: AnyRecipe,
    param_distributions: ParamGrid,
    X: TableLike,
    y: TargetLike,
    options: RandomizedSearchOptions = {},
  ): Promise<Model> {
    checkRecipe(recipe);
    const search = selection.searchRecipe("RandomizedSearchCV", recipe, param_distributions, options);
    return this.search(search, X, y, options);
  }

  permutationImportance(
    model: Model,
    X: TableLike,
    y: TargetLike,
    options: PermutationOptions & { readonly scoring: readonly string[] },
  ): Promise<{ readonly [scorer: string]: PermutationImportance }>;
  permutationImportance(
    model: Model,
    X: TableLike,
    y: TargetLike,
    options?: PermutationOptions,
  ): Promise<PermutationImportance>;
  async permutationImportance(
    model: Model,
    X: TableLike,
    y: TargetLike,
    options: PermutationOptions = {},
  ): Promise<PermutationImportance | { readonly [scorer: string]: PermutationImportance }> {
    const fitted = checkModel(model);
    const target = targetToWire(y);
    return selection.permutationImportance(this.#desk, fitted.bytes, await fitted.table(X), target, options);
  }

  async partialDependence(
    model: Model,
    X: TableLike,
    features: readonly (string | number)[],
    options: PartialDependenceOptions = {},
  ): Promise<PartialDependence> {
    const fitted = checkModel(model);
    const table = await fitted.table(X);
    const { signal: _, onProgress: __, onWarning: ___, categorical_features, ...rest } = options;
    const request = {
      ...rest,
      X: table,
      features: selection.positionsOf(table, features, "features"),
      categorical_features:
        categorical_features === undefined
          ? null
          : selection.positionsOf(table, categorical_features, "categorical_features"),
    };
    const {
      grid_values,
      classes,
      warnings = [],
      ...answer
    } = await this.ask(fitted, options, (call, handle) => call("partial_dependence", { ...request, model: handle }));
    return {
      grid_values: grid_values.map(labelsOf),
      ...(classes ? { classes: labelsOf(classes) } : {}),
      ...answer,
      warnings,
    };
  }

  async suitableScorers(y: TargetLike, recipe?: AnyRecipe): Promise<string[]> {
    if (recipe !== undefined) checkRecipe(recipe);
    const target = targetToWire(y);
    return (await this.#submit(undefined, (call) => call("suitable_scorers", { y: target, recipe }))).names;
  }

  metric(name: "confusion_matrix", input: MetricInput, options?: CallOptions): Promise<Confusion>;
  metric(name: string, input: MetricInput, options?: CallOptions): Promise<number>;
  async metric(name: string, input: MetricInput, options?: CallOptions): Promise<number | Confusion> {
    const { y_true, y_pred, y_score, labels, ...rest } = input;
    const optional = (target: TargetLike | undefined) => (target === undefined ? undefined : targetToWire(target));
    const request = {
      ...rest,
      name,
      y_true: targetToWire(y_true),
      y_pred: optional(y_pred),
      y_score: Array.isArray(y_score) ? Float64Array.from(y_score as readonly number[]) : y_score,
      labels: optional(labels),
    };
    const { value } = await this.#submit(options, (call) => call("metric", request));
    return typeof value === "number" ? value : confusionOf(value);
  }

  openTable(source: TableSource, options?: ReadOptions): Promise<OpenTable> {
    return this.#tables.open(source, options);
  }

  readTable(source: TableSource, options?: ReadOptions): Promise<TableRead> {
    return this.#tables.read(source, options);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dropSession();
    this.#desk.pool.close();
    this.#tables.close();
    this.#rejectAll(closed());
  }

  // -------------------------------------------------------------------------------------------------------------
  // For models

  /** A call about a model, which is loaded first where the running engine does not hold it. */
  ask<Result>(
    model: FittedModel,
    options: CallOptions | undefined,
    work: (call: Caller, handle: number, session: Session) => Promise<Result>,
  ): Promise<Result> {
    return this.#submit(options, async (call, session) => {
      if (model.released) {
        throw new KeepfitError({ code: "released", message: "This model was released and cannot be used any more." });
      }
      let handle = session.handles.get(model);
      if (handle === undefined) {
        // What its proof says was settled when it was loaded first.
        handle = (await call("load", { bytes: model.bytes, report: true })).model;
        this.#remember(session, model, handle);
      }
      return work(call, handle, session);
    });
  }

  /** The handle of held data, which are handed over first where the running engine does not hold them. */
  async handleOf(held: HeldTable, call: Caller, session: Session): Promise<number> {
    held.checkUse(this);
    let handle = session.handles.get(held);
    if (handle === undefined) {
      handle = (await call("hold", structuredClone({ X: held.X, y: held.y }))).data;
      this.#remember(session, held, handle);
    }
    return handle;
  }

  async forget(what: FittedModel | HeldTable): Promise<void> {
    what.released = true;
    const session = this.#session;
    const handle = session?.handles.get(what);
    if (handle === undefined || this.#closed) return;
    session!.handles.delete(what);
    await this.#free(session!, handle, what instanceof HeldTable);
  }

  async #free(session: Session, handle: number, data: boolean): Promise<void> {
    await this.#submit(undefined, async (call, running) => {
      if (running !== session) return;
      if (data) await call("drop", { data: handle });
      else await call("release", { model: handle });
    });
  }

  // What nobody has any more is freed, some time later.
  readonly #collector = new FinalizationRegistry<{ session: Session; handle: number; data: boolean }>(
    ({ session, handle, data }) => {
      if (session !== this.#session || this.#closed) return;
      void this.#free(session, handle, data).catch(() => {});
    },
  );

  #remember(session: Session, what: FittedModel | HeldTable, handle: number): void {
    session.handles.set(what, handle);
    this.#collector.register(what, { session, handle, data: what instanceof HeldTable });
  }

  #adopt(
    session: Session,
    handle: number,
    bytes: Uint8Array,
    card: Card | undefined,
    proof: ProofResult | null,
    warnings: readonly Warning[] = [],
  ): FittedModel {
    const model = new FittedModel(this, bytes, card, proof, warnings);
    this.#remember(session, model, handle);
    return model;
  }

  // -------------------------------------------------------------------------------------------------------------
  // One call at a time: the engine is single-threaded, and so a call that is cancelled takes no other with it.

  #submit<Result>(
    options: CallOptions | undefined,
    work: (call: Caller, session: Session) => Promise<Result>,
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#closed) return reject(closed());
      const signal = options?.signal;
      if (signal?.aborted) return reject(cancelled(signal));
      const onAbort = (): void => this.#abort(task);
      const task: Task = {
        run: (session) =>
          work(async (op, request) => {
            if (task.settled || signal?.aborted) throw cancelled(signal);
            const answer = await session.backend.call(op, request, options);
            if (options?.onWarning) answer.warnings?.forEach(options.onWarning);
            return answer;
          }, session),
        signal,
        resolve: resolve as (value: unknown) => void,
        reject,
        unlisten: () => signal?.removeEventListener("abort", onAbort),
        settled: false,
      };
      signal?.addEventListener("abort", onAbort);
      this.#queue.push(task);
      void this.#pump();
    });
  }

  #settle(task: Task, settle: () => void): void {
    if (task.settled) return;
    task.settled = true;
    task.unlisten();
    settle();
  }

  async #pump(): Promise<void> {
    if (this.#running) return;
    const task = this.#queue.shift();
    if (!task) return;
    this.#running = task;
    let session: Session | undefined;
    try {
      // A worker may also have died while it had nothing to do.
      if (this.#session?.backend.alive === false) this.#dropSession();
      session = this.#session ?? (await (this.#starting ??= this.#restart()));
      if (!task.settled) {
        const value = await task.run(session);
        this.#settle(task, () => task.resolve(value));
      }
    } catch (error) {
      const gone = error instanceof KeepfitError && error.code === "worker_lost";
      if (gone && this.#running === task) {
        this.#dropSession();
        this.#settle(task, () => task.reject(error));
        this.#rejectAll(error);
      } else {
        this.#settle(task, () => task.reject(error));
      }
    }
    // An aborted task was replaced already.
    if (this.#running === task) {
      this.#running = undefined;
      void this.#pump();
    }
  }

  async #restart(): Promise<Session> {
    try {
      const backend = await this.#starter.start();
      if (this.#closed) {
        backend.end();
        throw closed();
      }
      return (this.#session = { backend, handles: new WeakMap() });
    } finally {
      this.#starting = undefined;
    }
  }

  #abort(task: Task): void {
    if (task === this.#running) {
      // In this thread the call notices by itself, at its next progress report.
      if (this.thread === "main") return;
      this.#dropSession();
      this.#running = undefined;
    } else {
      this.#queue = this.#queue.filter((other) => other !== task);
    }
    this.#settle(task, () => task.reject(cancelled(task.signal)));
    void this.#pump();
  }

  #dropSession(): void {
    this.#session?.backend.end();
    this.#session = undefined;
  }

  #rejectAll(error: unknown): void {
    const waiting = [...(this.#running ? [this.#running] : []), ...this.#queue];
    this.#queue = [];
    for (const task of waiting) this.#settle(task, () => task.reject(error));
  }
}

function checkModel(model: Model): FittedModel {
  if (model instanceof FittedModel && !model.released) return model;
  throw new KeepfitError({
    code: model instanceof FittedModel ? "released" : "bad_type",
    where: "model",
    message:
      model instanceof FittedModel
        ? "This model was released and cannot be used any more."
        : "The model must be a fitted one.",
    hint: "Use what engine.fit or engine.load gave.",
  });
}

/** The bytes of one part of a file. */
function sectionOf(bytes: Uint8Array, inspection: Inspection, name: string): Uint8Array {
  const [offset, length] = inspection.sections[name] ?? [0, 0];
  return bytes.subarray(offset, offset + length);
}

/** JSON has no typed arrays and no numbers beyond the finite ones. */
function plain(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>, (x) => plain("", x));
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "bigint" ? Number(value) : value;
}

/**
 * Starts the engine: in a worker in browsers, in the calling thread in Node or with `{ worker: false }`.
 *
 * Where a browser refuses the worker (a script from another origin under a policy without `blob:`), the engine runs in
 * the page's thread and `engine.note` says so.
 *
 * @throws KeepfitError `"engine_unavailable"` where the engine's module cannot be fetched or compiled.
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { starter, first } = await chooseBackend(options);
  return new KeepfitEngine(starter, first, options);
}
