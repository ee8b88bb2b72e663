// A fitted pipeline, as the caller has it.
import { confusionOf, labelsOf, stepOutputOf, transformedOf } from "./answers.js";
import type { Caller } from "./calls.js";
import { allMissing, isAllMissing, type WireColumn } from "./column.js";
import { KeepfitError } from "./errors.js";
import { fingerprintOf } from "./file.js";
import { isFloat } from "./float.js";
import { HeldTable, type Holdable, type Holdings, targetBeside } from "./held.js";
import type { Input, LabelledInput } from "./protocol.js";
import { checkLengths, datasetHash, rowsOf, tableToWire, type WireTable, type WireTarget } from "./table.js";
import { isOfText, withCell } from "./told.js";
import type {
  AnyRecipe,
  CallOptions,
  Card,
  CardMap,
  DatasetCard,
  Description,
  DumpOptions,
  Evaluation,
  FittedTree,
  HeldData,
  InputWarning,
  Labels,
  LastStep,
  Model,
  OnnxExport,
  OnnxOptions,
  PmmlExport,
  Probabilities,
  ProofResult,
  Scores,
  SignatureCheck,
  SkopsExport,
  SplitOptions,
  Staged,
  StepOutput,
  TableLike,
  TargetLike,
  Transformed,
  Warning,
} from "./types.js";

/** What a card notes of a split: the labels kept in proportion are not repeated. */
function splitCard({ stratify, ...options }: SplitOptions): CardMap {
  const numbers = Object.entries(options).map(([name, value]) => [name, isFloat(value) ? value.$float : value]);
  return { ...Object.fromEntries(numbers), stratify: stratify !== undefined && stratify !== null };
}

async function datasetCard({ name, X, y }: NonNullable<DumpOptions["dataset"]>): Promise<DatasetCard> {
  return { ...(name === undefined ? {} : { name }), sha256: await datasetHash(X, y), rows: rowsOf(tableToWire(X)) };
}

const writers = () => import("./interchange/write.js");

export class FittedModel implements Model, Holdable {
  readonly kind = "model";
  readonly #holder: Holdings;
  #fingerprint: Promise<string> | undefined;
  #kinds: Promise<Map<string, string>> | undefined;
  released = false;

  constructor(
    holder: Holdings,
    /** The whole pipeline; the engine's own copy is loaded from it again after a restart. */
    readonly bytes: Uint8Array,
    readonly card: Card | undefined,
    readonly proof: ProofResult | null,
    readonly warnings: readonly Warning[],
  ) {
    this.#holder = holder;
  }

  signature: SignatureCheck | null = null;
  fitTime: number | undefined;

  checkUse(): void {
    if (!this.released) return;
    throw new KeepfitError({ code: "released", message: "This model was released and cannot be used any more." });
  }

  async handOver(call: Caller): Promise<number> {
    // What its proof says was settled when it was loaded first.
    return (await call("load", { bytes: this.bytes, report: true })).model;
  }

  /** X as the engine reads it. A column in which everything is missing takes the kind that was fitted. */
  async table(X: TableLike): Promise<WireTable> {
    return this.#kindly(tableToWire(X));
  }

  /** The kinds of the columns that were fitted, by name. */
  #fitted(): Promise<Map<string, string>> {
    this.#kinds ??= this.describe().then(({ input }) => new Map(input.map(({ name, kind }) => [name, kind])));
    return this.#kinds.catch((error: unknown) => {
      this.#kinds = undefined;
      throw error;
    });
  }

  async #kindly(table: WireTable): Promise<WireTable> {
    if (!("columns" in table) || table.rows === 0) return table;
    if (!table.columns.some(([, column]) => isAllMissing(column))) return table;
    const kinds = await this.#fitted();
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
    try {
      return await this.#answer(X, y, options, work);
    } catch (error) {
      if (!isOfText(error)) throw error;
      const kinds = await this.#fitted().catch(() => new Map<string, string>());
      throw withCell(error, X instanceof HeldTable ? X.X : tableToWire(X as TableLike), kinds.get(error.column));
    }
  }

  async #answer<Result>(
    X: TableLike | HeldData,
    y: WireTarget | undefined,
    options: CallOptions | undefined,
    work: (call: Caller, question: { model: number } & LabelledInput) => Promise<Result>,
  ): Promise<Result> {
    const holder = this.#holder;
    if (!(X instanceof HeldTable)) {
      const table = await this.table(X as TableLike);
      if (y) checkLengths(table, y);
      return holder.ask(this, options, (call, model) => work(call, { model, X: table, y }));
    }
    X.checkUse(holder);
    const table = await this.#kindly(X.X);
    if (table !== X.X) {
      const copy = structuredClone({ X: table, y: X.y });
      return holder.ask(this, options, (call, model) => work(call, { model, ...copy }));
    }
    return holder.ask(this, options, async (call, model, session) =>
      work(call, { model, data: await holder.handleOf(X, call, session) }),
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
    const answer = await this.#holder.ask(this, options, (call, model) =>
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

  async stepOutputs(X: TableLike | HeldData, options?: CallOptions & { columns?: number }): Promise<StepOutput[]> {
    const columns = options?.columns;
    const { steps } = await this.#ask(X, options, (call, question) => call("step_outputs", { ...question, columns }));
    return steps.map(stepOutputOf);
  }

  async staged(
    X: TableLike | HeldData,
    y?: TargetLike,
    { most = 100, ...options }: CallOptions & { readonly most?: number } = {},
  ): Promise<Staged> {
    const target = targetBeside(X, y);
    const { rounds, metrics } = await this.#judge(X, target, options, (call, question) =>
      call("staged", { ...question, most }),
    );
    return { rounds, metrics };
  }

  params(): Promise<AnyRecipe> {
    return this.#holder.ask(this, undefined, (call, model) => call("params", { model }));
  }

  fitted(): Promise<FittedTree> {
    return this.#holder.ask(this, undefined, (call, model) => call("fitted", { model }));
  }

  async describe(): Promise<Description> {
    const { classes, ...rest } = await this.#holder.ask(this, undefined, (call, model) => call("describe", { model }));
    return classes ? { ...rest, classes: labelsOf(classes) } : rest;
  }

  async lastStep({
    fitted = false,
    X,
    ...options
  }: CallOptions & { readonly fitted?: boolean; readonly X?: TableLike } = {}): Promise<LastStep> {
    const rows = X === undefined ? {} : { X: await this.table(X) };
    const { X: given, ...last } = await this.#holder.ask(this, options, (call, model) =>
      call("last_step", { model, fitted, ...rows }),
    );
    return given ? { ...last, X: transformedOf(given) } : last;
  }

  async inputWarnings(X: TableLike, options?: CallOptions): Promise<InputWarning[]> {
    const table = await this.table(X);
    return (await this.#holder.ask(this, options, (call, model) => call("input_warnings", { model, X: table })))
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
    return (await this.#holder.ask(this, undefined, (call, model) => call("dump", { model, card, proof }))).bytes;
  }

  async toOnnx(options: OnnxOptions = {}): Promise<OnnxExport> {
    return (await writers()).onnx(this.#holder, this, options);
  }

  async toPmml(): Promise<PmmlExport> {
    return (await writers()).pmml(this.#holder, this);
  }

  async toSkops(): Promise<SkopsExport> {
    return (await writers()).skops(this.#holder, this);
  }

  fingerprint(): Promise<string> {
    return (this.#fingerprint ??= fingerprintOf(this.#holder.calls, this.bytes));
  }

  async release(): Promise<void> {
    await this.#holder.forget(this);
  }
}

export function checkModel(model: Model): FittedModel {
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
