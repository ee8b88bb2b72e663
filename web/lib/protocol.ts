/**
 * The messages between a client and the engine, which may live in a worker.
 *
 * One line per operation; the client and the dispatcher are mapped types over this map. A message is answered by
 * exactly one `Reply`, preceded by any number of progress messages. After a reply that says the engine was lost, the
 * worker is of no further use: end it and start another.
 */
import type { ThreadSource } from "./code.js";
import type { ErrorData } from "./errors.js";
import type { LoadRequest, Loaded, PackedRead, WireRead } from "./tables/wire.js";
import type { WireColumn, WireTable, WireTarget, WireText } from "./table.js";
import type {
  AnyRecipe,
  Card,
  Description,
  EstimatorSchema,
  Extent,
  FileComparison,
  FittedTree,
  Float,
  InputWarning,
  Inspection,
  LastStep,
  OnnxExport,
  ParamValue,
  PickleReport,
  PmmlExport,
  SkopsExport,
  ProofResult,
  Schema,
  Split,
  TableHead,
  Tensor,
  Warning,
} from "./types.js";

type Handle = number;
export type WireLabels = Float64Array | WireText;
export interface WireConfusion {
  readonly labels: WireLabels;
  readonly matrix: Tensor<Int32Array>;
}
/** A table that comes with the call, or one that the engine holds. */
export type Input = { readonly X: WireTable } | { readonly data: Handle };
/** The same with a target; held data bring theirs. */
export type LabelledInput = { readonly X: WireTable; readonly y?: WireTarget | undefined } | { readonly data: Handle };
type Question = { readonly model: Handle } & Input;
type Judged = { readonly model: Handle } & LabelledInput;

/** Scores by scorer; the default one is called `score`. */
type Scores = { readonly [scorer: string]: number };
type ByScorer<Value> = { readonly [scorer: string]: Value };

export interface FoldAnswer {
  readonly test: Scores;
  readonly train?: Scores;
  readonly labels?: WireLabels;
  readonly proba?: Tensor;
  /** All classes of y, in the order of the columns of `proba`. */
  readonly classes?: WireLabels;
  /** Why the fit failed, where an error score stands for it. */
  readonly failure?: ErrorData;
  readonly warnings?: readonly Warning[];
}

export interface WireStepOutput {
  readonly path: string;
  readonly width: number;
  readonly X?: WireTable;
  readonly labels?: WireLabels;
  readonly proba?: Tensor;
}

interface SplitRequest {
  n: number;
  cv: unknown;
  /** What is to be fitted to the splits: a number of folds means stratified ones for a classifier. */
  recipe?: AnyRecipe;
  /** Names of scorers, which must be able to be meant for y. */
  scoring?: string[] | null;
  classifier?: boolean;
  y?: WireTarget | undefined;
  groups?: WireTarget | undefined;
}

export interface Ops {
  version: { request: object; answer: { engine: string; format: number } };
  schema: { request: object; answer: Schema };
  /** What the schema says of these classes alone. */
  declarations: {
    request: { classes: string[] };
    answer: { estimators: Omit<EstimatorSchema, "traits_when" | "examples">[] };
  };
  /** The answer holds the fitted pipeline's bytes too, so that the model outlives the worker. */
  fit: {
    request: { recipe: AnyRecipe; sample_weight?: WireTarget | undefined } & LabelledInput;
    answer: { model: Handle; bytes: Uint8Array; milliseconds?: number };
  };
  load: {
    request: { bytes: Uint8Array; report?: boolean | undefined };
    answer: { model: Handle; card: Card; proof: ProofResult | null };
  };
  /** A null in the card removes the entry. */
  dump: {
    request: {
      model: Handle;
      card: { readonly [Entry in keyof Card]?: Card[Entry] | null };
      proof?: boolean | WireTable | undefined;
    };
    answer: { bytes: Uint8Array; pipeline: Extent };
  };
  release: { request: { model: Handle }; answer: object };
  predict: { request: Question; answer: { labels: WireLabels } };
  predict_proba: { request: Question; answer: { proba: Tensor; classes: WireLabels } };
  decision_function: { request: Question; answer: { scores: Tensor } };
  transform: { request: Question; answer: { X: WireTable } };
  inverse_transform: { request: Question; answer: { X: WireTable } };
  score: { request: Judged; answer: { score: number } };
  evaluate: {
    request: Judged;
    answer: {
      metrics: { [name: string]: number };
      confusion?: WireConfusion;
      predicted: WireLabels;
    };
  };
  staged: {
    request: Judged & { most: number };
    answer: { rounds: Int32Array; metrics: { [name: string]: Float64Array } };
  };
  last_step: {
    request: { model: Handle; fitted: boolean } & Partial<Input>;
    answer: Omit<LastStep, "X"> & { X?: WireTable };
  };
  params: { request: { model: Handle }; answer: AnyRecipe };
  fitted: { request: { model: Handle }; answer: FittedTree };
  describe: { request: { model: Handle }; answer: Omit<Description, "classes"> & { classes?: WireLabels } };
  /** What comes out of every step; of a table the first columns. */
  step_outputs: {
    request: Question & { columns?: number | undefined };
    answer: { steps: WireStepOutput[] };
  };
  input_warnings: { request: Question; answer: { outside: InputWarning[] } };
  inspect: { request: { bytes: Uint8Array }; answer: Inspection };
  verify: { request: { bytes: Uint8Array }; answer: ProofResult };
  diff: { request: { a: Uint8Array; b: Uint8Array }; answer: FileComparison };
  train_test_split: {
    request: { n: number; stratify?: WireTarget | undefined; [option: string]: unknown };
    answer: Split;
  };
  cv_split: { request: SplitRequest; answer: { splits: Split[] } };
  /** Split by split, and within each size by size. */
  learning_split: {
    request: SplitRequest & { train_sizes: unknown; shuffle: boolean; random_state: number | null };
    answer: { sizes: Int32Array; splits: Split[] };
  };
  /** Keeps X and y under a handle, which other operations take as `data`. */
  hold: { request: { X: WireTable; y?: WireTarget | undefined }; answer: { data: Handle } };
  drop: { request: { data: Handle }; answer: object };
  fit_and_score: {
    request: {
      recipe: AnyRecipe;
      data: Handle;
      train: Int32Array;
      test: Int32Array;
      scoring?: string[] | null;
      return_train_score?: boolean;
      predict?: boolean;
      predict_proba?: boolean;
      /** Parameters by path, set before the fit. */
      params?: { readonly [path: string]: ParamValue };
      /** Where in a study this is, for what is warned of: "fold 2 of 5". */
      place?: string;
      /** The score of a fit that fails; without one the failure is thrown. */
      error_score?: number | Float | null;
    };
    answer: FoldAnswer;
  };
  /** What a search fits and scores: every candidate on every split. Numbers that are floats say so. */
  search_plan: {
    request: { recipe: AnyRecipe; n: number; y: WireTarget; groups?: WireTarget | undefined };
    answer: {
      candidates: { readonly [path: string]: ParamValue }[];
      splits: Split[];
      estimator: AnyRecipe;
      scoring: string[] | null;
      return_train_score: boolean;
      error_score: number | Float | null;
    };
  };
  /** Makes the fitted search of what `fit_and_score` answered, candidate by candidate, fold by fold. */
  fit_search: {
    request: {
      recipe: AnyRecipe;
      X: WireTable;
      y: WireTarget;
      groups?: WireTarget | undefined;
      results: FoldAnswer[];
      /** What these warned of, in their order. */
      warnings: readonly Warning[];
    };
    answer: { model: Handle; bytes: Uint8Array };
  };
  permutation_importance: {
    request: {
      model: Handle;
      data: Handle;
      scoring: string[] | null;
      n_repeats: number;
      random_state: number | null;
      max_samples: number | Float | null;
      columns: Int32Array;
    };
    answer: {
      baseline: Scores;
      importances: ByScorer<Tensor>;
      mean: ByScorer<Float64Array>;
      std: ByScorer<Float64Array>;
    };
  };
  bootstrap_score: {
    request: {
      model: Handle;
      data: Handle;
      scoring: string[] | null;
      n_resamples: number;
      random_state: number | null;
    };
    answer: { score: Scores; scores: ByScorer<Float64Array> };
  };
  partial_dependence: {
    request: {
      model: Handle;
      X: WireTable;
      features: Int32Array;
      categorical_features: Int32Array | null;
      [option: string]: unknown;
    };
    answer: { grid_values: WireLabels[]; average?: Tensor; individual?: Tensor; classes?: WireLabels };
  };
  metric: { request: { name: string; [input: string]: unknown }; answer: { value: number | WireConfusion } };

  // Of the module that looks into files of other programs.
  examine_pickle: {
    request: { bytes: Uint8Array; from: number; count: number };
    answer: Omit<PickleReport, "bytes" | "compression">;
  };

  /** A file without a proof, and a table of rows to make one from. */
  read_sklearn: {
    request: { bytes: Uint8Array; schema: Schema; sha256: string; part?: string };
    answer: { bytes: Uint8Array; samples: WireTable };
  };

  to_onnx: {
    request: {
      bytes: Uint8Array;
      profile: string;
      fingerprint: string;
      name?: string;
      feature_names_out?: readonly string[];
    };
    answer: OnnxExport;
  };
  to_pmml: { request: { bytes: Uint8Array }; answer: PmmlExport };

  /** Of the module that reads scikit-learn's files. */
  to_skops: { request: { bytes: Uint8Array; schema: Schema }; answer: SkopsExport };

  // Of the module that reads tables, which is another one.
  table_open: { request: { size: number }; answer: { table: Handle } };
  /** UTF-8. */
  table_append: { request: { table: Handle; bytes: Uint8Array }; answer: object };
  /** Where the host may put so many bytes itself. */
  table_room: { request: { table: Handle; size: number }; answer: { address: number } };
  /** The same as a view of it, in the reader's thread and until its next call. */
  table_place: { request: { table: Handle; size: number }; answer: Uint8Array };
  table_filled: { request: { table: Handle; size: number }; answer: object };
  /** Where the text lies, after a look whether it is UTF-8. */
  table_text: { request: { table: Handle }; answer: { address: number; size: number } };
  /** SHA-256 of the text, in hex. */
  table_digest: { request: { table: Handle }; answer: string };
  /** Reads what was appended; again with other options. */
  table_read: { request: { table: Handle; options: object }; answer: WireRead };
  table_columns: { request: { table: Handle; columns: Int32Array | null }; answer: { columns: WireColumn[] } };
  /** Where their values, or their codes, lie until the next call. */
  table_where: {
    request: { table: Handle; columns: Int32Array | null };
    answer: { columns: { address: number; rows: number; categories?: string[] }[] };
  };
  table_head: {
    request: { table: Handle; from: number; count: number; column_from: number; column_count: number; whole?: boolean };
    answer: TableHead;
  };
  table_lines: { request: { table: Handle; count: number }; answer: { lines: string[] } };
  table_line_of: { request: { table: Handle; rows: Int32Array }; answer: { lines: Int32Array } };
  table_close: { request: { table: Handle }; answer: object };
  /**
   * From the bytes of a file to a table that was read: finds out form and encoding, unpacks, converts, decodes,
   * appends, reads.
   */
  table_load: { request: LoadRequest; answer: Loaded };
  /** As `table_read`, for whoever is in another thread. */
  table_reread: { request: { table: Handle; options: object }; answer: PackedRead };
  /** Columns, and the target, without the rows that have none. */
  table_take: {
    request: { table: Handle; columns: Int32Array; target: number | null };
    answer: { columns: WireColumn[]; y?: WireColumn; dropped: Int32Array };
  };
  make_dataset: {
    request: { name: string; params: { readonly [name: string]: ParamValue | undefined } };
    answer: { X: WireTable; y: Float64Array };
  };
  suitable_scorers: { request: { y: WireTarget; recipe?: AnyRecipe | undefined }; answer: { names: string[] } };
}

/** Operations that wait for something: they are answered by a promise. */
export type SlowOp = "table_load" | "table_reread" | "table_take" | "table_digest";

export type OpName = keyof Ops;
export type RequestOf<Op extends OpName> = Ops[Op]["request"];
/** Where an operation warns of something, its answer says so. */
export type AnswerOf<Op extends OpName> = Ops[Op]["answer"] & { readonly warnings?: readonly Warning[] };

/** Answers every operation, with an engine that lacks nothing. */
export type Dispatch = <Op extends OpName>(
  op: Op,
  request: RequestOf<Op>,
  stop?: (done: number, total: number) => boolean,
) => Op extends SlowOp ? Promise<AnswerOf<Op>> : AnswerOf<Op>;

/** The same where a part of the engine may have to be waited for: what the dispatcher is. */
export type Operate = <Op extends OpName>(
  op: Op,
  request: RequestOf<Op>,
  stop?: (done: number, total: number) => boolean,
) => AnswerOf<Op> | Promise<AnswerOf<Op>>;

/** The first message to a worker. It is answered by `Started`, or by a reply with an error. */
export interface Start {
  readonly type: "start";
  readonly wasm: ThreadSource;
  /** The engine's other parts, as far as they are there. */
  readonly parts: readonly (readonly [part: string, module: WebAssembly.Module])[];
}

/** Answers `Need`. */
export interface Part {
  readonly type: "part";
  readonly part: string;
  readonly wasm?: ThreadSource;
  readonly error?: ErrorData;
}

export type Call = {
  [Op in OpName]: {
    readonly type: "call";
    readonly id: number;
    readonly op: Op;
    readonly request: RequestOf<Op>;
    readonly progress: boolean;
  };
}[OpName];

/** Between calls: a fresh instance of what is compiled takes the place of the one that holds so much. */
export interface Renew {
  readonly type: "renew";
}

export type MessageToWorker = Start | Call | Part | Renew;

export interface Started {
  readonly type: "started";
  readonly version: AnswerOf<"version">;
  /** The parts that the engine has and that it was started without. */
  readonly lacking: readonly string[];
}

/** A call waits for a part of the engine. */
export interface Need {
  readonly type: "need";
  readonly part: string;
}

export interface Reply {
  readonly type: "reply";
  /** Absent where starting failed. */
  readonly id?: number;
  readonly answer?: AnswerOf<OpName>;
  readonly error?: ErrorData;
  /** True where the engine trapped: the worker must be ended. */
  readonly lost?: boolean;
}

export interface ProgressMessage {
  readonly type: "progress";
  readonly id: number;
  readonly done: number;
  readonly total: number;
}

/** The worker's script could not be fetched or was refused; nothing runs. */
export interface Refused {
  readonly type: "refused";
  readonly reason: string;
}

export type MessageFromWorker = Started | Refused | Need | Reply | ProgressMessage;

/** The buffers of all arrays inside a message: they are moved, not copied. Every array must own its buffer. */
export function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (Array.isArray(value)) {
    // Lists of numbers or strings hold no buffers; looking at each element would take long.
    if (typeof value[0] === "object") for (const item of value) buffersOf(item, found);
  } else if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) buffersOf(item, found);
  }
  return [...found];
}
