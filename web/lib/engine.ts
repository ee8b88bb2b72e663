// What a program calls.
import { confusionOf, labelsOf, transformedOf } from "./answers.js";
import { type Backend, chooseBackend, type Starter } from "./backend.js";
import { type Caller, Calls, type Session } from "./calls.js";
import { columnToWire } from "./column.js";
import { closed, KeepfitError } from "./errors.js";
import * as file from "./file.js";
import type { OtherHost } from "./interchange/module.js";
import { HeldTable, Holdings, targetBeside } from "./held.js";
import { checkModel, FittedModel } from "./model.js";
import { WorkerPool } from "./pool.js";
import type { AnswerOf, LabelledInput } from "./protocol.js";
import * as selection from "./selection.js";
import { signCard } from "./sign.js";
import { bootstrapScore } from "./resample.js";
import { checkLengths, tableToWire, targetToWire, type WireTarget } from "./table.js";
import { isOfText, withCell } from "./told.js";
import { asked, schemaSource, type SchemaSource } from "./schema.js";
import { Tables } from "./tables/later.js";
import type {
  AnyRecipe,
  BootstrapOptions,
  BootstrapScore,
  CallOptions,
  Card,
  CardSignature,
  Confusion,
  CrossValidateOptions,
  CrossValidationOptions,
  CrossValidationScores,
  CrossValPredictOptions,
  Dataset,
  Engine,
  EngineOptions,
  ExamineOptions,
  FileSource,
  FitOptions,
  Evaluation,
  FileComparison,
  HeldData,
  Inspection,
  Labels,
  LearningCurve,
  LearningCurveOptions,
  LoadOptions,
  MetricInput,
  Model,
  OpenTable,
  ParamGrid,
  ParamValue,
  PartialDependence,
  PartialDependenceOptions,
  PermutationImportance,
  PermutationOptions,
  PickleReport,
  PoolOptions,
  Probabilities,
  ProofResult,
  RandomizedSearchOptions,
  ReadOptions,
  ReadSklearnOptions,
  Schema,
  SearchOptions,
  SignatureCheck,
  Split,
  SplitOptions,
  TableLike,
  TableRead,
  TableSource,
  TargetLike,
  ValidationCurve,
  ValidationCurveOptions,
  Warning,
} from "./types.js";

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

/** A target that need not be there. */
const optional = (target: TargetLike | undefined): WireTarget | undefined =>
  target === undefined ? undefined : targetToWire(target);

class KeepfitEngine implements Engine {
  readonly thread: "worker" | "main";
  readonly note: string | undefined;
  readonly version: AnswerOf<"version">;
  readonly #schema: SchemaSource;
  readonly #calls: Calls;
  readonly #held: Holdings;
  readonly #desk: selection.Desk;
  readonly #tables: Tables;

  constructor(starter: Starter, first: Backend, tables: Tables, schema: SchemaSource) {
    this.#schema = schema;
    this.#tables = tables;
    this.#calls = new Calls(starter, first);
    this.#held = new Holdings(this.#calls, tables.options, () => this.schema());
    this.#desk = {
      ask: (op, request, signal) => this.#calls.submit(signal && { signal }, (call) => call(op, request)),
      pool: new WorkerPool(starter),
    };
    this.thread = first.thread;
    this.note = starter.note;
    this.version = first.version;
  }

  schema(): Promise<Schema> {
    if (this.#calls.closed) return Promise.reject(closed());
    return this.#schema(() => this.#calls.submit(undefined, (call) => call("schema", {})));
  }

  async fit(recipe: AnyRecipe, X: TableLike | HeldData, y?: TargetLike, options?: FitOptions): Promise<Model> {
    checkRecipe(recipe);
    const sample_weight = options?.sample_weight && columnToWire(options.sample_weight, "sample_weight");
    let input: (call: Caller, session: Session) => Promise<LabelledInput>;
    if (X instanceof HeldTable) {
      X.checkUse(this.#held);
      targetBeside(X, y);
      input = async (call, session) => ({ data: await this.#held.handleOf(X, call, session) });
    } else {
      const table = tableToWire(X as TableLike);
      const target = optional(y ?? undefined);
      if (target) checkLengths(table, target);
      input = async () => ({ X: table, y: target });
    }
    try {
      return await this.#calls.submit(options, async (call, session) => {
        const answer = await call("fit", { recipe, sample_weight, ...(await input(call, session)) });
        const model = this.#adopt(session, answer.model, answer.bytes, undefined, null, answer.warnings);
        model.fitTime = answer.milliseconds;
        return model;
      });
    } catch (error) {
      throw isOfText(error) ? withCell(error, X instanceof HeldTable ? X.X : tableToWire(X as TableLike)) : error;
    }
  }

  async hold(X: TableLike, y?: TargetLike): Promise<HeldData> {
    const target = optional(y ?? undefined);
    const held = new HeldTable(this.#held, tableToWire(X), target);
    if (target) checkLengths(held.X, target);
    await this.#calls.submit(undefined, (call, session) => this.#held.handleOf(held, call, session));
    return held;
  }

  async load(bytes: Uint8Array, options?: LoadOptions): Promise<FittedModel> {
    file.checkBytes(bytes);
    const copy = bytes.slice();
    const model = await this.#calls.submit(options, async (call, session) => {
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
    return file.inspect(this.#calls, bytes);
  }

  async verify(bytes: Uint8Array, options?: CallOptions): Promise<ProofResult> {
    file.checkBytes(bytes);
    return this.#calls.submit(options, (call) => call("verify", { bytes }));
  }

  async diff(a: Uint8Array, b: Uint8Array): Promise<FileComparison> {
    file.checkBytes(a);
    file.checkBytes(b);
    return this.#calls.submit(undefined, (call) => call("diff", { a, b }));
  }

  async sign(bytes: Uint8Array, keys: CryptoKeyPair): Promise<Uint8Array> {
    const loaded = await this.load(bytes);
    try {
      const dump = async (signature: CardSignature | null): Promise<Uint8Array> =>
        (await this.#held.ask(loaded, undefined, (call, model) => call("dump", { model, card: { signature } }))).bytes;
      const unsigned = await dump(null);
      const card = file.sectionOf(unsigned, await this.inspect(unsigned), "card");
      return await dump(await signCard(await this.fingerprint(unsigned), card, keys));
    } finally {
      await loaded.release();
    }
  }

  checkSignature(bytes: Uint8Array): Promise<SignatureCheck | null> {
    return file.checkSignature(this.#calls, bytes);
  }

  fingerprint(bytes: Uint8Array): Promise<string> {
    return file.fingerprintOf(this.#calls, bytes);
  }

  companion(bytes: Uint8Array): Promise<string> {
    return file.companionOf(this.#calls, bytes);
  }

  evaluate(model: Model, X: TableLike, y: TargetLike, options?: CallOptions): Promise<Evaluation> {
    return model.evaluate(X, y, options);
  }

  async trainTestSplit(n: number, options: SplitOptions = {}): Promise<Split> {
    const { stratify, ...rest } = options;
    return this.#calls.submit(undefined, (call) =>
      call("train_test_split", { n, ...rest, stratify: optional(stratify ?? undefined) }),
    );
  }

  async cvSplits(n: number, options: CrossValidationOptions = {}): Promise<Split[]> {
    const { cv = null, y, groups, classifier = false } = options;
    const request = { n, cv, classifier, y: optional(y), groups: optional(groups) };
    return (await this.#calls.submit(options, (call) => call("cv_split", request))).splits;
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
    options: PoolOptions & Pick<SearchOptions, "groups" | "onTimes"> = {},
  ): Promise<Model> {
    checkRecipe(recipe);
    const { given, results } = await selection.searchResults(this.#desk, recipe, X, y, options);
    const { signal, onWarning } = options;
    return this.#calls.submit({ ...(signal && { signal }), ...(onWarning && { onWarning }) }, async (call, session) => {
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

  bootstrapScore(
    model: Model,
    X: TableLike,
    y: TargetLike,
    options: BootstrapOptions & { readonly scoring: readonly string[] },
  ): Promise<{ readonly [scorer: string]: BootstrapScore }>;
  bootstrapScore(model: Model, X: TableLike, y: TargetLike, options?: BootstrapOptions): Promise<BootstrapScore>;
  async bootstrapScore(
    model: Model,
    X: TableLike,
    y: TargetLike,
    options: BootstrapOptions = {},
  ): Promise<BootstrapScore | { readonly [scorer: string]: BootstrapScore }> {
    const fitted = checkModel(model);
    return bootstrapScore(this.#desk, fitted.bytes, await fitted.table(X), targetToWire(y), options);
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
    } = await this.#held.ask(fitted, options, (call, handle) =>
      call("partial_dependence", { ...request, model: handle }),
    );
    return {
      grid_values: grid_values.map(labelsOf),
      ...(classes ? { classes: labelsOf(classes) } : {}),
      ...answer,
      warnings,
    };
  }

  async makeDataset(name: string, params: { readonly [name: string]: ParamValue | undefined } = {}): Promise<Dataset> {
    const { X, y } = await this.#calls.submit(undefined, (call) => call("make_dataset", { name, params }));
    const { columns } = transformedOf(X);
    return { X: { columns: new Map(columns as Iterable<[string, Float64Array]>) }, y };
  }

  async suitableScorers(y: TargetLike, recipe?: AnyRecipe): Promise<string[]> {
    if (recipe !== undefined) checkRecipe(recipe);
    const target = targetToWire(y);
    return (await this.#calls.submit(undefined, (call) => call("suitable_scorers", { y: target, recipe }))).names;
  }

  metric(name: "confusion_matrix", input: MetricInput, options?: CallOptions): Promise<Confusion>;
  metric(name: string, input: MetricInput, options?: CallOptions): Promise<number>;
  async metric(name: string, input: MetricInput, options?: CallOptions): Promise<number | Confusion> {
    const { y_true, y_pred, y_score, labels, ...rest } = input;
    const request = {
      ...rest,
      name,
      y_true: targetToWire(y_true),
      y_pred: optional(y_pred),
      y_score: Array.isArray(y_score) ? Float64Array.from(y_score as readonly number[]) : y_score,
      labels: optional(labels),
    };
    const { value } = await this.#calls.submit(options, (call) => call("metric", request));
    return typeof value === "number" ? value : confusionOf(value);
  }

  async openTable(source: TableSource, options?: ReadOptions): Promise<OpenTable> {
    return (await this.#tables.readers()).open(source, options);
  }

  async readTable(source: TableSource, options?: ReadOptions): Promise<TableRead> {
    return (await this.#tables.readers()).read(source, options);
  }

  async examineSklearn(source: FileSource, options: ExamineOptions = {}): Promise<PickleReport> {
    if (this.#calls.closed) throw closed();
    const { examinePickle } = await import("./interchange/examine.js");
    return examinePickle(this.#tables.options, source, options);
  }

  async readSklearn(source: FileSource, { X, part, ...options }: ReadSklearnOptions = {}): Promise<Model> {
    if (this.#calls.closed) throw closed();
    const { notTaken, readPickle } = await import("./interchange/read.js");
    const { bytes, samples } = await readPickle(this.#tables.options, source, await this.schema(), part, options);
    try {
      const unproved = await this.load(bytes, options);
      try {
        const proof = X === undefined ? samples : await unproved.table(X);
        const dump = this.#held.ask(unproved, options, (call, model) => call("dump", { model, card: {}, proof }));
        return await this.load((await dump).bytes, options);
      } finally {
        await unproved.release();
      }
    } catch (error) {
      throw notTaken(error);
    }
  }

  close(): void {
    if (this.#calls.closed) return;
    this.#calls.close();
    this.#desk.pool.close();
    this.#tables.close();
  }

  #adopt(
    session: Session,
    handle: number,
    bytes: Uint8Array,
    card: Card | undefined,
    proof: ProofResult | null,
    warnings: readonly Warning[] = [],
  ): FittedModel {
    const model = new FittedModel(this.#held, bytes, card, proof, warnings);
    this.#held.remember(session, model, handle);
    return model;
  }
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
  const tables = new Tables(options);
  if (options.tablesAhead)
    void tables.readers().then(
      (readers) => readers.ahead(),
      () => {},
    );
  const schema = schemaSource(options);
  try {
    const { starter, first } = await chooseBackend(options);
    return new KeepfitEngine(starter, first, tables, schema);
  } catch (error) {
    tables.close();
    throw error;
  }
}

/** The same where it is known what answers the calls. */
export function engineOn(starter: Starter, first: Backend, options: EngineOptions & OtherHost = {}): Engine {
  return new KeepfitEngine(starter, first, new Tables(options), asked());
}
