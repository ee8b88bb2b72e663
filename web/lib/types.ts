import type { KeepfitError } from "./errors.js";

// ---------------------------------------------------------------------------------------------------------------
// Data in

/** Typed arrays that are taken as numbers. Integers are widened to float64, exactly. */
export type NumericArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** Dictionary-coded text: row i holds `categories[codes[i]]`; a code of -1 is a missing value. */
export interface CodedText {
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

/**
 * One column of n rows. Numbers: a typed array or a plain array in which `null` and `NaN` are missing.
 * Text: an array of strings in which `null` is missing, or the dictionary-coded form. An array of nothing but missing
 * values may stand for either: it is taken as what the step that gets it needs.
 */
export type Column = NumericArray | readonly (number | null)[] | readonly (string | null)[] | CodedText;

/**
 * Named columns of equal length: an object, a `Map`, or a list of names and columns. The order of the entries is the
 * order of the columns. (JavaScript moves keys such as `"10"` to the front of an object; pass a `Map` or a list where
 * column names look like integers.) Only a list can hold two columns of one name, which `inverseTransform` alone takes.
 */
export interface ColumnTable {
  readonly columns:
    | { readonly [name: string]: Column }
    | ReadonlyMap<string, Column>
    | readonly (readonly [name: string, column: Column])[];
}

/**
 * One object for each of n rows. The columns are in the order in which their names first appear; what a row lacks is a
 * missing value. Booleans are refused, here as in columns: they are neither numbers nor text.
 */
export type Records = readonly { readonly [name: string]: number | string | null | undefined }[];

/** n rows and d unnamed numeric columns, row after row: `data.length === n * d`. NaN is missing. */
export interface MatrixTable {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** The features X: named columns, a matrix, an array of n rows of d numbers, or an array of n records. */
export type TableLike = ColumnTable | MatrixTable | readonly (readonly (number | null)[])[] | Records;

/** The target y, n values: numbers or strings, none missing. */
export type TargetLike = NumericArray | readonly number[] | readonly string[] | CodedText;

// ---------------------------------------------------------------------------------------------------------------
// Recipes

/**
 * A floating-point number, said to be one; made by `float`. JavaScript writes 1 and 1.0 alike, but to some parameters 1
 * is a count and 1.0 a share of everything. Plain JSON.
 */
export interface Float {
  readonly $float: number;
}

/** A hyperparameter value, as it stands in a recipe. */
export type ParamValue =
  null | boolean | number | string | Float | AnyRecipe | readonly ParamValue[] | { readonly [key: string]: ParamValue };

/**
 * An estimator that is not yet fitted: its class and hyperparameters as plain JSON. Parameters left out
 * take scikit-learn's defaults. Made by the constructors (`StandardScaler()`, `Pipeline([...])`) or by hand.
 */
export interface Recipe<Name extends string = string, Params = { readonly [name: string]: ParamValue | undefined }> {
  readonly class: Name;
  readonly params: Params;
}

/** A recipe of any class. */
export interface AnyRecipe {
  readonly class: string;
  readonly params: object;
}

/**
 * The steps of a pipeline, in order, every step but the last being a transformer (or `"passthrough"`); the estimators
 * of a voting or stacking ensemble (or `"drop"`).
 */
export type Steps = readonly (readonly [name: string, step: AnyRecipe | "passthrough" | "drop"])[];

/**
 * Which columns a transformer of a `ColumnTransformer` sees: names, zero-based indices, a mask (a boolean for each
 * column), a slice (as Python counts; between names, both ends are in), or those of a kind or with a name in which a
 * regular expression occurs.
 */
export type ColumnSelection =
  | readonly string[]
  | readonly number[]
  | readonly boolean[]
  | { readonly slice: readonly (number | string | null)[] }
  | {
      readonly selector: {
        readonly pattern?: string | null;
        readonly dtype_include?: ColumnKind | readonly ColumnKind[] | null;
        readonly dtype_exclude?: ColumnKind | readonly ColumnKind[] | null;
      };
    };

/** What a column holds. */
export type ColumnKind = "number" | "text";

/** What a `ColumnTransformer` does to which columns. */
export type Transformers = readonly (readonly [
  name: string,
  transformer: AnyRecipe | "passthrough" | "drop",
  columns: ColumnSelection,
])[];

// ---------------------------------------------------------------------------------------------------------------
// Results

/** Predicted or true labels: n numbers, or n strings where the target was text. */
export type Labels = Float64Array | string[];

/** An n-dimensional array, row after row. `data.length` is the product of `shape`. */
export interface Tensor<Data = Float64Array> {
  readonly data: Data;
  readonly shape: readonly number[];
}

/** Scores behind labels, row after row. */
export interface Scores {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** Class probabilities: `data[row * k + j]` is the probability of `classes[j]`. */
export interface Probabilities {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, classes: number];
  readonly classes: Labels;
}

/** A column of a transformed table: numbers (NaN is missing) or text (null is missing). */
export type TransformedColumn = Float64Array | (string | null)[];

/** Columns in their order, each with its name; several may have one name. */
export interface NamedColumns extends ReadonlyArray<readonly [name: string, column: TransformedColumn]> {
  /** The first column of that name, or undefined; with `nth` the one after `nth` others of that name. */
  get(name: string, nth?: number): TransformedColumn | undefined;
}

/** A transformed table: n rows in named columns. It can be given back as X as it is. */
export interface Transformed {
  /** The names of `columns`, in their order. */
  readonly names: readonly string[];
  readonly columns: NamedColumns;
  readonly rows: number;
}

/** Rows: true class; columns: predicted class, both in the order of `labels`; k x k counts. */
export interface Confusion {
  readonly labels: Labels;
  readonly matrix: Tensor<Int32Array>;
}

/**
 * Metrics on given rows. Classifiers: `accuracy`, `log_loss`, `f1_macro`, `roc_auc` where defined, and the confusion
 * matrix; regressors: `r2`, `mse`, `mae` (mse in squared units of the target, mae in its units).
 */
export interface Evaluation {
  readonly metrics: { readonly [name: string]: number };
  readonly confusion?: Confusion;
  readonly predicted: Labels;
}

/**
 * A fitted value as plain data: numbers, strings, typed arrays (1-d), `Tensor`s (2-d and up), lists and maps of them.
 */
export type FittedValue =
  | null
  | boolean
  | number
  | string
  | ArrayBufferView
  | Tensor<ArrayBufferView>
  | readonly FittedValue[]
  | { readonly [name: string]: FittedValue };

/** The tree of a fitted pipeline: class, hyperparameters and what was learned. */
export interface FittedTree {
  readonly class: string;
  readonly params: { readonly [name: string]: FittedValue };
  readonly fitted: { readonly [name: string]: FittedValue };
}

/**
 * One line of the inspector: a step, a hyperparameter or a fitted value; before them what the fit warned of (`path`:
 * the step, `name`: the code, `preview`: the message).
 */
export interface Row {
  /** Depth in the tree; 0 is the outermost estimator. */
  readonly level: number;
  /** Where it is: step names and the attribute's name. */
  readonly path: string;
  readonly name: string;
  /** What it is: an `estimator`, a `param`, a `fitted` value, a `warning`. */
  readonly kind: string;
  /** Element type of an array, or the type of a single value. May be empty. */
  readonly dtype: string;
  /** Extents of an array; empty for single values. */
  readonly shape: readonly number[];
  /** The first values, as text. */
  readonly preview: string;
  /** Size of the value in the file, in bytes. */
  readonly bytes: number;
  /** One line of documentation. */
  readonly doc: string;
}

/** What the pipeline saw of one input column while it was fitted. */
export interface InputColumn {
  readonly name: string;
  readonly kind: "number" | "text" | (string & {});
  /** Smallest and largest value seen (numbers). */
  readonly min?: number;
  readonly max?: number;
  readonly median?: number;
  /** Distinct values seen (text), where there are not too many. */
  readonly categories?: readonly string[];
  readonly most_frequent?: string;
  /** How many values were missing. */
  readonly missing: number;
}

/** What is in a fitted pipeline. */
export interface Description {
  readonly class: string;
  readonly kind: "transformer" | "classifier" | "regressor" | "composite" | (string & {});
  /** What the pipeline can do. */
  readonly methods: readonly ("transform" | "inverse_transform" | "predict" | "predict_proba" | "decision_function")[];
  readonly rows: readonly Row[];
  readonly n_features_in: number;
  /** `x0`, `x1`, ... where the pipeline was fitted on unnamed columns. */
  readonly feature_names_in: readonly string[];
  readonly feature_names_out?: readonly string[];
  readonly classes?: Labels;
  readonly input: readonly InputColumn[];
  /** Columns that no step uses: X need not have them, whatever stands in them has no part in the answer. */
  readonly unused_columns: readonly string[];
  /** True where the pipeline is made of training rows (nearest neighbours, support vectors). */
  readonly holds_training_rows: boolean;
  readonly card: Card;
}

// ---------------------------------------------------------------------------------------------------------------
// Files

/** What is recorded about the data a pipeline was fitted on. */
export interface DatasetCard {
  readonly name?: string;
  /** `datasetHash(X, y)`. */
  readonly sha256?: string;
  readonly rows?: number;
  readonly [more: string]: unknown;
}

/** A map of plain values (text, numbers, lists, maps) in a card. */
export interface CardMap {
  readonly [name: string]: unknown;
}

/** A signature as it stands in a card. `Engine.checkSignature` says whether it is good. */
export interface CardSignature {
  readonly algorithm: "Ed25519" | (string & {});
  /** Public key, 32 bytes in hex. */
  readonly key: string;
  /** Signature, 64 bytes in hex. */
  readonly value: string;
}

/**
 * What a file says about itself beside the pipeline. It is not part of the fingerprint. The engine refuses
 * (`"bad_card"`) entries that no card has and values of a wrong type.
 */
export interface Card {
  readonly name?: string;
  /** UTC, ISO 8601, whole seconds: `2026-01-31T09:30:00Z`. Filled in by `dump` when absent. */
  readonly created?: string;
  /** Engine versions; written by the engine. */
  readonly engine?: CardMap;
  /** What the pipeline saw of each input column; written by the engine when it fits. */
  readonly input?: readonly InputColumn[];
  /** The target, e.g. `{ name: "species" }`. */
  readonly target?: CardMap;
  readonly dataset?: DatasetCard;
  /** How the file of data was read. */
  readonly reading?: Reading;
  /** How rows were held out, e.g. `{ test_size: 0.25, random_state: 0, stratify: true }`. */
  readonly split?: CardMap;
  /** Metrics on the held-out rows. */
  readonly metrics?: CardMap;
  /** The same metrics of a dummy that ignores the features. */
  readonly baseline?: CardMap;
  readonly cv?: CardMap;
  readonly search?: CardMap;
  readonly check?: CardMap;
  /** What the fit warned of; written by the engine, absent where it warned of nothing. */
  readonly warnings?: readonly Warning[];
  readonly notes?: string;
  /** Fingerprint of the pipeline that this one was made from. */
  readonly parent?: string;
  /** Written by `Engine.sign`; dropped by the engine where a changed card is saved, since it would not verify. */
  readonly signature?: CardSignature;
}

/** Offset and length in bytes. */
export type Extent = readonly [offset: number, length: number];

/** What is in a file, read without constructing the pipeline. */
export interface Inspection {
  readonly format: number;
  readonly card: Card;
  readonly rows: readonly Row[];
  /** Where the parts of the file lie. A part that is absent has no entry or length 0. */
  readonly sections: { readonly [name: string]: Extent };
  /** True where the pipeline is made of training rows (nearest neighbours, support vectors). */
  readonly holds_training_rows: boolean;
}

/** The first value in which two pipelines differ. */
export interface Difference {
  /** `"predict"`, `"predict_proba"` or `"transform"`. */
  readonly output: string;
  /** Zero-based row of X. */
  readonly row: number;
  /** Column of the output: a class or an output feature; empty for labels. */
  readonly column: string;
  readonly expected: number | string | null;
  readonly got: number | string | null;
  /** Distance in units in the last place; absent where a value is text, missing or not finite. */
  readonly ulps?: number;
}

/** The result of comparing what two pipelines say about the same rows. */
export interface Comparison {
  readonly identical: boolean;
  /** Rows compared. */
  readonly rows: number;
  /** Single output values compared. */
  readonly predictions: number;
  /** Bytes compared: 8 for a number, the UTF-8 length for text. */
  readonly bytes: number;
  /** Which outputs were compared: those both pipelines have. */
  readonly steps: readonly string[];
  readonly first?: Difference;
}

/** The first output of a file's proof rows that is not what it was where the file was saved. */
export interface ProofDifference {
  /** Step names joined with `__`; empty for the whole pipeline. */
  readonly step: string;
  /** `refusal`: a row that was answered is refused now, or the other way round. */
  readonly method: "transform" | "predict" | "predict_proba" | "refusal";
  /** Zero-based row of the proof's rows. */
  readonly row: number;
  /** Why that row is there: `"missing: island"`, `"max: body_mass_g"`. */
  readonly rule: string;
  /** Which column of the output; may be empty. */
  readonly output: string;
  readonly expected: string;
  readonly got: string;
  /** Distance in units in the last place; null where a value is text, missing or not finite. */
  readonly ulps: number | null;
  /** All of this as one sentence. */
  readonly message: string;
}

/** What replaying a file's proof rows gave. */
export interface ProofResult {
  readonly identical: boolean;
  /** Rows replayed; 0 where the file holds none. */
  readonly rows: number;
  /** Outputs of steps compared, each for all its rows. */
  readonly steps: number;
  readonly bytes: number;
  readonly first?: ProofDifference;
}

/** One difference between two files. */
export interface FileDifference {
  readonly part: "card" | "pipeline";
  /** Step names and the entry's name, joined with `__`; empty for the outermost step. */
  readonly path: string;
  /**
   * `class`: another estimator; `shape`: another length or type of array; `renamed`: another name in the file of an
   * older engine.
   */
  readonly kind: "only_a" | "only_b" | "value" | "shape" | "class" | "renamed";
  /** Previews, as text. */
  readonly a: string;
  readonly b: string;
  /** Of two arrays: how many elements differ, ... */
  readonly count?: number;
  /** ... the indices of the first that does, ... */
  readonly where?: readonly number[];
  /** ... and how far the farthest two are apart, in units in the last place (float64). */
  readonly ulps?: number;
  /**
   * Where one of the files was written by an engine that did not yet know it so: the version that was the first to, ...
   */
  readonly since?: string;
  /** ... and, where that file lacks it, what that means, as text. */
  readonly means?: string;
}

/** What differs between two files, a and b. */
export interface FileComparison {
  /** Pipelines, cards and proof rows are the same. */
  readonly identical: boolean;
  /** The fingerprints are equal. */
  readonly same_pipeline: boolean;
  readonly rows: readonly FileDifference[];
  /** Bytes of the steps whose size differs; null where a file lacks the step. */
  readonly sizes: readonly { readonly path: string; readonly a: number | null; readonly b: number | null }[];
}

/**
 * What scikit-learn would warn of, and where. Warnings never end a call; each is said once, with how often it came up
 * (ensembles, searches and folds fit many alike).
 */
export interface Warning {
  /**
   * scikit-learn's class where it has one: `"ConvergenceWarning"`, `"UndefinedMetricWarning"`, `"FitFailedWarning"`,
   * `"UserWarning"`.
   */
  readonly code: string;
  /**
   * The path of the step, as errors have it: `"step 'model'"`; of a study which part of it: `"fold 3 of 5"`. May be
   * empty.
   */
  readonly where: string;
  readonly message: string;
  /** What to do. May be empty. */
  readonly hint: string;
  readonly count: number;
}

/** Where rows leave what the pipeline saw while it was fitted: one entry per column and kind. */
export interface InputWarning {
  readonly column: string;
  /** Outside the range seen; a category never seen; missing where nothing was. */
  readonly kind: "range" | "category" | "missing";
  /** How many rows. */
  readonly count: number;
  /** The first such row, zero-based, and its value as text. */
  readonly row: number;
  readonly value: string;
  /** What was seen, as text: `"2.5 to 6"`, `"3 categories"`. */
  readonly seen: string;
  /** A category that was seen and looks the same to a person as the value, but is another. */
  readonly looks_like?: string;
  /** Of the value and of `looks_like`: their code points, `"U+0041 U+030A"`. */
  readonly code_points?: readonly [value: string, category: string];
}

/** Whose signature a file bears. */
export interface SignatureCheck {
  /** The public key, in hex: whoever holds its private half signed. Who that is, the file cannot prove. */
  readonly key: string;
  /** Whether pipeline and card are those that were signed. Null where this host cannot check (no Ed25519). */
  readonly valid: boolean | null;
}

// ---------------------------------------------------------------------------------------------------------------
// Schema

/** One alternative of what a parameter may be. */
export type Constraint =
  | {
      readonly type: "interval";
      readonly numeric: "float" | "int";
      /** `null`: unbounded. */
      readonly low: number | null;
      readonly high: number | null;
      readonly low_closed: boolean;
      readonly high_closed: boolean;
    }
  | { readonly type: "options"; readonly options: readonly (string | number | boolean | null)[] }
  | {
      readonly type:
        "none" | "boolean" | "string" | "number" | "list" | "mapping" | "estimator" | "steps" | "transformers";
    };

/** A hyperparameter: enough to draw a form from. */
export interface ParamSchema {
  readonly name: string;
  readonly default: ParamValue;
  readonly doc: string;
  readonly constraint: readonly Constraint[];
  /** The constraint in words: `"a float in [0, inf)"`. */
  readonly text: string;
  /** The engine version that brought it; absent where it was always there. */
  readonly since?: string;
}

/** How close results come to scikit-learn's: equal to the bit, to 1e-10, to the same optimum, or as the parts do. */
export type ExactnessClass = "exact" | "tight" | "converged" | "parts";

export interface Exactness {
  readonly class: ExactnessClass;
  /** Why; may be empty. */
  readonly note: string;
  /**
   * Where it is less close: some outputs or fitted attributes (none named: all), when a parameter has one of some
   * values.
   */
  readonly except: readonly {
    readonly class: ExactnessClass;
    readonly outputs: readonly string[];
    readonly param: string | null;
    readonly values: readonly ParamValue[];
  }[];
  /** The class where scikit-learn holds the table column by column, as in a DataFrame. */
  readonly by_columns?: ExactnessClass;
}

export interface EstimatorSchema {
  readonly name: string;
  /** scikit-learn's module, such as `"preprocessing"`. */
  readonly module: string;
  readonly doc: string;
  readonly kind: "transformer" | "classifier" | "regressor" | "composite" | (string & {});
  readonly exactness: Exactness;
  readonly traits: { readonly [name: string]: unknown };
  readonly params: readonly ParamSchema[];
  readonly fitted: readonly {
    readonly name: string;
    readonly shape: readonly string[];
    readonly doc: string;
    /** As of parameters. */
    readonly since?: string;
  }[];
  /** Parameters scikit-learn has and the engine refuses. */
  readonly unsupported: readonly string[];
  /** Methods scikit-learn's estimator has and this one has not, besides those that none here has. */
  readonly unsupported_methods: readonly string[];
}

export interface ScorerSchema {
  readonly name: string;
  readonly kind: "classification" | "regression" | (string & {});
  readonly needs_probabilities: boolean;
  /**
   * Only the order of rows matters: a decision function serves as well as probabilities and, where there is one, is
   * asked.
   */
  readonly ranks: boolean;
  /** False where the score is a loss, negated. */
  readonly greater_is_better: boolean;
  readonly doc: string;
}

export interface SplitterSchema {
  readonly name: string;
  readonly doc: string;
  readonly params: readonly {
    readonly name: string;
    readonly default: ParamValue;
    readonly doc: string;
    readonly text: string;
  }[];
  /** What must be given beside the number of rows. */
  readonly needs: readonly ("y" | "groups" | (string & {}))[];
}

/** Everything the engine knows how to fit. */
export interface Schema {
  readonly engine: string;
  readonly format: number;
  readonly estimators: readonly EstimatorSchema[];
  /** Methods of scikit-learn's estimators that none here has. */
  readonly unsupported_methods: readonly string[];
  /** Names that `metric` takes, beside those of the scorers. */
  readonly metrics: readonly string[];
  /** scikit-learn's scorers: larger is always better, so that losses are negated. */
  readonly scorers: readonly ScorerSchema[];
  /** What `cv` may name. */
  readonly splitters: readonly SplitterSchema[];
}

// ---------------------------------------------------------------------------------------------------------------
// Tables from files

/** What a file turned out to be; with `encoding` and `delimiter` it tells how its bytes became cells. */
export type TableForm = "csv" | "parquet" | "xlsx" | "json" | "ndjson" | "arff";

/** What a column was read as. A boolean column is text of its two words; a date column is used through its parts. */
export type ReadKind = "number" | "text" | "boolean" | "date";

export type DatePart = "year" | "month" | "day" | "weekday";

/**
 * Where a table comes from: the bytes of a file, a `Blob` (a file that was dropped or chosen), the answer of a `fetch`,
 * the text itself, or records; in Node also the URL of a file.
 */
export type TableSource =
  string | URL | Uint8Array | ArrayBuffer | Blob | Response | readonly { readonly [column: string]: unknown }[];

/** How to read one column. Columns are a list, so that a name never becomes the key of an object. */
export interface ColumnChoice {
  readonly name: string;
  readonly kind?: ReadKind;
  /** Whether it stands in `X`. */
  readonly use?: boolean;
  /** What stands for a missing value, instead of the file's list. */
  readonly missing?: readonly string[];
  /** Missing values are a category of their own. */
  readonly keepMissing?: boolean;
  readonly decimal?: "." | ",";
  /** The one mark that separates groups of digits: `,`, `.`, `'`, `_` or a space; null for none. */
  readonly thousands?: string | null;
  /** In which order the numbers of a date stand. */
  readonly order?: "ymd" | "dmy" | "mdy";
  /** Number columns made from a date, in its place: `date_year`, ... A weekday counts from 0 = Monday. */
  readonly parts?: readonly DatePart[];
}

/**
 * How to read a table. What is left out is found out, and said in the reading; what is not known is refused
 * (`"bad_option"`).
 */
export interface ReadOptions extends CallOptions {
  /** The file's name, for messages and the card. */
  readonly name?: string;
  /** The column that becomes y. Rows without it are left out, which is said in `notes`. */
  readonly target?: string;
  readonly form?: TableForm;
  /** Which sheet of an Excel file. */
  readonly sheet?: string;
  /** A label of the platform's `TextDecoder`: `"windows-1252"`, `"shift_jis"`, ... */
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly quote?: '"' | "'" | null;
  readonly escape?: "\\" | null;
  /** Lines that begin with it are no rows. */
  readonly comment?: string | null;
  /** How many lines, or rows of a sheet, above the header are no part of the table. */
  readonly skip?: number;
  /** How many lines at the end, blank ones not counted, are no part of it: sums, sources. */
  readonly skipEnd?: number;
  /** Whether the first line names the columns. */
  readonly header?: boolean;
  /** Whether the first column, which has no header, names the rows, as R writes it. */
  readonly rowNames?: boolean;
  readonly decimal?: "." | ",";
  /** The one mark that separates groups of digits: `,`, `.`, `'`, `_` or a space; null for none. */
  readonly thousands?: string | null;
  readonly missing?: readonly string[];
  /** Choices for columns, by their names; one for a column that is not there is refused. */
  readonly columns?: readonly ColumnChoice[];
  /**
   * A saved reading: its kinds and marks are applied by the columns' names; where this file differs is said in `notes`.
   */
  readonly reading?: Reading;
}

/** How one column was read. */
export interface ColumnReading {
  /** Distinct among the table's names. */
  readonly name: string;
  /** As it stands in the file; null where it was made up. */
  readonly header: string | null;
  readonly kind: ReadKind;
  /** Whether it stands in `X`. */
  readonly use: boolean;
  /** Why it is read as it is, where that needs a word: ... */
  readonly code?:
    | "index"
    | "identifier"
    | "leading_zeros"
    | "beyond_2_53"
    | "many_values"
    | "quantities"
    | "date"
    | "empty"
    | "trailing"
    | "row_names"
    | (string & {});
  /** ... and that word, as a sentence. */
  readonly why?: string;
  readonly decimal?: "." | ",";
  readonly thousands?: string | null;
  /** What stood beside the numbers: `"%"`, `"$"`. */
  readonly unit?: string;
  readonly missing?: readonly string[];
  readonly keepMissing?: boolean;
  readonly order?: "ymd" | "dmy" | "mdy";
  /** Made from this part of the date column `of`. */
  readonly part?: DatePart;
  readonly of?: string;
}

/** How a file was read: what was found out or chosen. Plain JSON; a card keeps it as `reading`. */
export interface Reading {
  readonly form: TableForm;
  readonly name?: string;
  /** SHA-256 of the source's bytes, in hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly sheet?: string;
  /** As the platform's `TextDecoder` calls it. */
  readonly encoding: string;
  /** Whether the file begins with a byte order mark. */
  readonly mark: boolean;
  readonly compression?: "gzip";
  readonly delimiter: string;
  readonly quote: string | null;
  readonly escape: string | null;
  readonly lineEnds: readonly string[];
  /** The file's line that names the columns, from 1; null where there is none and the names are made up. */
  readonly header: number | null;
  readonly skip: number;
  /** Lines left out at the end; absent in readings that were saved before there was such an option. */
  readonly skipEnd?: number;
  readonly comment: string | null;
  readonly rowNames: boolean;
  /** Whether every line ends in a delimiter too many. */
  readonly trailing: boolean;
  readonly decimal: "." | ",";
  readonly thousands: string | null;
  readonly missing: readonly string[];
  readonly rows: number;
  /** The column that became y: a file that is to be predicted need not have it. */
  readonly target?: string;
  readonly columns: readonly ColumnReading[];
}

/** What a column holds, in the order of `Reading.columns`. */
export interface ColumnSummary {
  readonly missing: number;
  readonly distinct: number;
  /** There are more distinct numbers than `distinct`, which are counted up to some thousands. */
  readonly more?: boolean;
  readonly numbers?: {
    readonly min: number;
    readonly max: number;
    readonly median: number;
    /** All are whole numbers. */
    readonly whole: boolean;
    /** How many lie in each of 16 equal parts from min to max. */
    readonly bins: readonly number[];
  };
  /** Most frequent first; at most 24. */
  readonly texts?: readonly { readonly value: string; readonly count: number }[];
}

/** One place where the file is not what the reading makes of it. */
export interface ReadProblem {
  readonly code: string;
  /** The file's line, from 1. Of a file that is not text: the record, the header being the first. */
  readonly line: number | null;
  /** The table's row, from 1. */
  readonly row: number | null;
  readonly column: string | null;
  readonly message: string;
  readonly remedy?: ReadRemedy;
}

/**
 * A reading that would serve better: options that stand in the place of those used, `{ ...table.options,
 * ...remedy.options }`.
 */
export interface ReadRemedy {
  readonly label: string;
  readonly options: ReadOptions;
}

/** Something that was decided for the reader of the file, with the way back. */
export interface ReadNote {
  readonly code: string;
  readonly column: string | null;
  readonly message: string;
  readonly options?: ReadOptions;
  readonly label?: string;
}

/** How much of the table its problems touch. */
export interface ReadWeight {
  /** All problems, of which `problems` lists the first. */
  readonly count: number;
  readonly rows: number;
  /** Of all rows. */
  readonly share: number;
  readonly headline?: string;
  readonly remedies: readonly ReadRemedy[];
}

/** A table that was read: n rows of the used columns, text dictionary-coded, and what was found out on the way. */
export interface TableRead {
  readonly X: { readonly columns: ReadonlyMap<string, Float64Array | CodedText> };
  readonly y?: Float64Array | CodedText;
  readonly reading: Reading;
  readonly problems: readonly ReadProblem[];
  readonly weight: ReadWeight;
  readonly notes: readonly ReadNote[];
}

/** Cells as they stand in the file, without their quotes; those of `head` are cut where they are very long. */
export interface TableHead {
  /** Row by row. */
  readonly cells: readonly (readonly string[])[];
  readonly missing: readonly (readonly boolean[])[];
  /** The file's line of each row. */
  readonly lines: Int32Array;
}

/** A table that stays open, to be looked at and read again. */
export interface OpenTable {
  readonly reading: Reading;
  readonly summaries: readonly ColumnSummary[];
  readonly problems: readonly ReadProblem[];
  readonly weight: ReadWeight;
  readonly notes: readonly ReadNote[];
  /** The options that led here: `reread({ ...table.options, ...remedy.options })`. */
  readonly options: ReadOptions;
  /** The sheets of an Excel file. */
  readonly sheets?: readonly string[];
  /** Values of the columns at these places of `reading.columns`. */
  columns(at: readonly number[], options?: CallOptions): Promise<(Float64Array | CodedText)[]>;
  /** The rows from `from` (the first is 0), the columns from `columnFrom`. */
  head(from: number, count: number, columnFrom: number, columnCount: number): Promise<TableHead>;
  /** As `head`, of all columns that stand in the file and with every cell whole. */
  cells(from: number, count: number, options?: CallOptions): Promise<TableHead>;
  /** The file's first lines, as they are. */
  lines(count: number): Promise<readonly string[]>;
  /** The file's line, from 1, of table rows counted from 0. */
  lineOf(rows: Int32Array | readonly number[]): Promise<Int32Array>;
  /** The same source read with other options. This one stays as it is. */
  reread(options: ReadOptions): Promise<OpenTable>;
  /** X of the used columns, and y where there is a target: `options.target`, or the one named here. */
  data(target?: string, options?: CallOptions): Promise<TableRead>;
  /** Frees the table. Using it afterwards rejects. */
  close(): void;
}

// ---------------------------------------------------------------------------------------------------------------
// Engine and models

/** How far a long call is. `total` is in the same unit as `done`; 0 where it is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface CallOptions {
  /** Ends the call: it rejects with a `KeepfitError` of code `"cancelled"`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Called once for each thing that the call warns of, before it resolves. */
  readonly onWarning?: (warning: Warning) => void;
}

/** How what takes long is spread over workers, each with an engine of its own. */
export interface PoolOptions extends CallOptions {
  /**
   * How many workers at most; what is computed does not depend on it. Default: one per processor. Where there are no
   * workers (or with `createEngine({ worker: false })`) the calling thread does the work.
   */
  readonly workers?: number;
}

export interface FitOptions extends CallOptions {
  /** A weight for each row: finite, none negative, not all 0. A pipeline hands them to its last step. */
  readonly sample_weight?: NumericArray | readonly number[];
}

export interface EngineOptions {
  /** `false` runs the engine in the calling thread. Default: in a worker where there is one. */
  readonly worker?: boolean;
  /**
   * The engine: its address, its bytes, or compiled. Default: the files beside the library, in two parts:
   * `keepfit-predict.wasm`, which opens, proves and asks saved models, and `keepfit-fit.wasm`, which is fetched
   * meanwhile. Give `keepfit.wasm`, which is the whole, or both parts.
   */
  readonly wasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /** The part that fits, where `wasm` is not the whole. It must be of the same build. */
  readonly fitWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /** The module that reads tables, fetched when the first one is. Default: the file beside the library. */
  readonly tablesWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
}

export interface SplitOptions {
  /** A share in (0, 1) or a number of rows. Default 0.25. */
  readonly test_size?: number | Float;
  readonly train_size?: number | Float;
  /** An integer gives the same split on every host, the same as scikit-learn's. */
  readonly random_state?: number | null;
  readonly shuffle?: boolean;
  /** Labels of n rows whose shares are kept in both parts. */
  readonly stratify?: TargetLike;
}

/** Row indices of the two parts. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * How rows are split for cross-validation: a number of folds (stratified for a classifier), or one of the splitters
 * that the schema lists, such as `{ class: "ShuffleSplit", params: { n_splits: 10, random_state: 0 } }`. Default: 5
 * folds.
 */
export type CrossValidation =
  number | null | { readonly class: string; readonly params?: { readonly [name: string]: ParamValue } };

/**
 * The score of a fit that fails and of a score that cannot be computed, of which is then warned; `"raise"` rejects
 * instead. Default: NaN.
 */
export type ErrorScore = number | Float | "raise";

export interface CrossValidationOptions extends CallOptions {
  readonly cv?: CrossValidation;
  /** The target: for splitters that keep the shares of the classes. */
  readonly y?: TargetLike;
  /** Groups of n rows: for splitters that keep a group's rows together. */
  readonly groups?: TargetLike;
  /** Whether a number of folds means stratified ones. */
  readonly classifier?: boolean;
}

/**
 * Names of scorers, as the schema lists them: one, or several. Default: accuracy of a classifier, R² of a regressor.
 */
export type Scoring = string | readonly string[] | null;

export interface CrossValidateOptions extends PoolOptions {
  readonly cv?: CrossValidation;
  readonly scoring?: Scoring;
  /** Also score the rows that were fitted on. */
  readonly return_train_score?: boolean;
  readonly error_score?: ErrorScore;
  /** Groups of n rows: for splitters that keep a group's rows together. */
  readonly groups?: TargetLike;
}

export interface CrossValidationScores {
  /**
   * For each scorer (`"score"` for the default one) the score of each split on its test rows; NaN where it is not
   * defined there.
   */
  readonly test_scores: { readonly [scorer: string]: Float64Array };
  readonly train_scores?: { readonly [scorer: string]: Float64Array };
  readonly splits: readonly Split[];
  readonly warnings: readonly Warning[];
}

export interface CrossValPredictOptions extends PoolOptions {
  readonly cv?: CrossValidation;
  readonly groups?: TargetLike;
  readonly method?: "predict" | "predictProba";
}

export interface CurveOptions extends PoolOptions {
  readonly cv?: CrossValidation;
  /** One scorer. */
  readonly scoring?: Scoring;
  readonly error_score?: ErrorScore;
  readonly groups?: TargetLike;
}

export interface LearningCurveOptions extends CurveOptions {
  /**
   * Numbers of training rows, or shares of them in (0, 1] (then `float(1)` is all of them). Default: 0.1, 0.325, 0.55,
   * 0.775, 1.0.
   */
  readonly train_sizes?: readonly (number | Float)[];
  /** Shuffle each split's training rows before the first of them are taken. */
  readonly shuffle?: boolean;
  readonly random_state?: number | null;
}

/** Scores are s x k: for each size the score of each of k splits. */
export interface LearningCurve {
  /** Numbers of rows fitted on, ascending. */
  readonly train_sizes: Int32Array;
  readonly train_scores: Tensor;
  readonly test_scores: Tensor;
  readonly warnings: readonly Warning[];
}

export interface ValidationCurveOptions extends CurveOptions {
  /** Path of a hyperparameter: `"model__max_depth"`. */
  readonly param_name: string;
  readonly param_range: readonly ParamValue[];
}

/** Scores are v x k: for each value the score of each of k splits. */
export interface ValidationCurve {
  readonly train_scores: Tensor;
  readonly test_scores: Tensor;
  readonly warnings: readonly Warning[];
}

/** Values to try by path of the hyperparameter (`"model__C"`), or a list of such grids. */
export type ParamGrid =
  | { readonly [path: string]: readonly ParamValue[] | ParamValue }
  | readonly { readonly [path: string]: readonly ParamValue[] | ParamValue }[];

export interface SearchOptions extends PoolOptions {
  readonly cv?: CrossValidation;
  readonly scoring?: Scoring;
  /** Which score decides, where `scoring` names several. */
  readonly refit?: boolean | string;
  readonly return_train_score?: boolean;
  readonly error_score?: ErrorScore;
  readonly groups?: TargetLike;
}

export interface RandomizedSearchOptions extends SearchOptions {
  /** How many candidates are drawn. Default 10. */
  readonly n_iter?: number;
  readonly random_state?: number | null;
}

export interface PermutationOptions extends PoolOptions {
  readonly scoring?: Scoring;
  /** How often each column is shuffled. Default 5. */
  readonly n_repeats?: number;
  readonly random_state?: number | null;
  /** A number of rows, or a share of them, to draw for each column. Default: all. */
  readonly max_samples?: number | Float | null;
}

/** How much worse a score gets when the values of one of d columns are shuffled. */
export interface PermutationImportance {
  /** With nothing shuffled. */
  readonly baseline_score: number;
  /** d x n_repeats: the baseline minus the score with the column shuffled. */
  readonly importances: Tensor;
  readonly importances_mean: Float64Array;
  readonly importances_std: Float64Array;
  readonly warnings: readonly Warning[];
}

export interface PartialDependenceOptions extends CallOptions {
  /** The average over all rows, the answer for each row, or both. Default `"average"`. */
  readonly kind?: "average" | "individual" | "both";
  /** Points of the grid per column; a column with fewer distinct values has those. Default 100. */
  readonly grid_resolution?: number;
  /** Between which percentiles the grid lies. Default 0.05 and 0.95. */
  readonly percentiles?: readonly [low: number, high: number];
  /** Number columns, by name or position, whose every value is a point of the grid. Text columns always are. */
  readonly categorical_features?: readonly (string | number)[];
  readonly response_method?: "auto" | "predict_proba";
}

/**
 * Answers with one or two columns set to each point of a grid. Outputs come first: one for a regressor and for two
 * classes (the probability of the second), else one per class.
 */
export interface PartialDependence {
  /** The points per column. */
  readonly grid_values: readonly Labels[];
  /** outputs x points of the first column (x points of the second). */
  readonly average?: Tensor;
  /** outputs x n rows x points (x points). */
  readonly individual?: Tensor;
  readonly classes?: Labels;
  readonly warnings: readonly Warning[];
}

/** What a metric compares, with scikit-learn's options such as `average` and `pos_label`. */
export interface MetricInput {
  readonly y_true: TargetLike;
  readonly y_pred?: TargetLike;
  /** n values, or n x k probabilities. */
  readonly y_score?: Float64Array | readonly number[] | Tensor;
  /** All classes, in the order of the columns of `y_score`. */
  readonly labels?: TargetLike;
  readonly [option: string]: unknown;
}

export interface LoadOptions extends CallOptions {
  /** `true` loads a pipeline whose proof fails all the same; `Model.proof` then says what differs. */
  readonly report?: boolean;
}

export interface DumpOptions {
  /** Entries of the card; they stand above those that the following options fill in. */
  readonly card?: Card;
  /**
   * The file's proof rows. Default: those of the file that the model came from; for a model fitted here `heldOut`'s, if
   * given, else `true`. `true`: made from the card's summary of the input, without any row of data; a table: the same
   * and a few of its rows (they will stand in the file: give held-out rows); `false`: none.
   */
  readonly proof?: boolean | TableLike;
  /** All the data there is: its name, number of rows and SHA-256 (`datasetHash`) are noted in the card. */
  readonly dataset?: { readonly name?: string; readonly X: TableLike; readonly y?: TargetLike };
  /** How rows were held out, as given to `trainTestSplit`; noted in the card. */
  readonly split?: SplitOptions;
  /** Rows not fitted on: the metrics on them are noted in the card, and a few of them become proof rows. */
  readonly heldOut?: { readonly X: TableLike; readonly y: TargetLike };
  /** A fitted dummy, to be measured on the same held-out rows. */
  readonly baseline?: Model;
}

/**
 * X, and y where there is one, that the engine keeps: handed over once, used by any number of calls. Takes the place of
 * X and y in `fit` and in a model's `predict`, `predictProba`, `decisionFunction`, `transform`, `score` and `evaluate`.
 * A copy stays with the caller too, for an engine that has to start again.
 */
export interface HeldData {
  readonly rows: number;
  /** Names of the columns, where they have any. */
  readonly names: readonly string[] | undefined;
  /** Frees the engine's copy. It need not be called; using the data afterwards rejects. */
  release(): Promise<void>;
}

/**
 * A fitted pipeline. It stays usable when the engine's worker ends: its bytes are kept, and loaded again when needed.
 *
 * Every method rejects with `KeepfitError`; in particular `predict` and its like reject where X lacks a column that
 * some step uses, or holds text in one where numbers were fitted. With named columns their order does not matter,
 * columns that fit did not see are left aside, and those that no step uses may be absent; without names X must have the
 * columns of fit, in their order.
 */
export interface Model {
  /** The card of the file a loaded model came from; undefined for a model fitted here. */
  readonly card: Card | undefined;
  /** What the file's proof rows gave when it was loaded; null for a file without any and a model fitted here. */
  readonly proof: ProofResult | null;
  /** What the fit warned of; of a loaded model what its card keeps. */
  readonly warnings: readonly Warning[];
  /** Whose signature the file bears; null for a file without one and a model fitted here. */
  readonly signature: SignatureCheck | null;
  /** Labels of n rows. */
  predict(X: TableLike | HeldData, options?: CallOptions): Promise<Labels>;
  /** Class probabilities of n rows (classifiers that have them). */
  predictProba(X: TableLike | HeldData, options?: CallOptions): Promise<Probabilities>;
  /**
   * Scores behind the labels of n rows (classifiers that have them): one column for two classes, above 0 being the
   * second, else one per class, the largest winning.
   */
  decisionFunction(X: TableLike | HeldData, options?: CallOptions): Promise<Scores>;
  /** The transformed rows (transformers, and pipelines that end in one). */
  transform(X: TableLike | HeldData, options?: CallOptions): Promise<Transformed>;
  /**
   * Back from what `transform` answers to the columns of the fit (transformers that can, such as scalers, encoders,
   * selectors and `PCA`, and pipelines of them). Not all can be undone: a column left out comes back as zeros, a
   * category that was unknown as missing.
   */
  inverseTransform(X: TableLike, options?: CallOptions): Promise<Transformed>;
  /** Accuracy (classifiers), R² (regressors), or what a search was told to score by. */
  score(X: TableLike, y: TargetLike, options?: CallOptions): Promise<number>;
  /** Of held data that have a y. */
  score(X: HeldData, y?: undefined, options?: CallOptions): Promise<number>;
  evaluate(X: TableLike, y: TargetLike, options?: CallOptions): Promise<Evaluation>;
  evaluate(X: HeldData, y?: undefined, options?: CallOptions): Promise<Evaluation>;
  /** The recipe with every hyperparameter spelled out. */
  params(): Promise<AnyRecipe>;
  /** Everything that was learned. */
  fitted(): Promise<FittedTree>;
  describe(): Promise<Description>;
  /**
   * Where X leaves what the pipeline saw while it was fitted: values outside the range, new categories, missing values.
   * Empty where all is familiar. Predicting does not say any of it.
   */
  inputWarnings(X: TableLike, options?: CallOptions): Promise<InputWarning[]>;
  /**
   * The bytes of a `.keepfit` file. What was loaded from a file of an older engine is written as this one writes it:
   * where that changes the pipeline, the card's `parent` names the fingerprint of that file, unless `card` says
   * otherwise.
   */
  dump(options?: DumpOptions): Promise<Uint8Array>;
  /**
   * SHA-256 of the pipeline's bytes, in hex: the same for the same data, recipe and seed on every host. Of a loaded
   * model that of its file.
   */
  fingerprint(): Promise<string>;
  /** Frees the model in the engine. It need not be called; using the model afterwards rejects. */
  release(): Promise<void>;
}

export interface Engine {
  /** Where the engine runs. */
  readonly thread: "worker" | "main";
  /** Why the engine runs in the page's own thread although a worker was wanted: one sentence; else undefined. */
  readonly note: string | undefined;
  readonly version: { readonly engine: string; readonly format: number };
  schema(): Promise<Schema>;
  /** Fits a recipe to n rows. `y` is left out for transformers. */
  fit(recipe: AnyRecipe, X: TableLike, y?: TargetLike, options?: FitOptions): Promise<Model>;
  fit(recipe: AnyRecipe, X: HeldData, y?: undefined, options?: FitOptions): Promise<Model>;
  /** Checks X and y, copies them and hands them over for many calls. */
  hold(X: TableLike, y?: TargetLike): Promise<HeldData>;
  /**
   * Opens the bytes of a file and replays its proof rows. Rejects, saying why, for anything that is not a whole and
   * sound keepfit file, and (`"proof_failed"`) where a proof row gives another result than it did where the file was
   * saved.
   */
  load(bytes: Uint8Array, options?: LoadOptions): Promise<Model>;
  /** What is in a file, without constructing the pipeline. */
  inspect(bytes: Uint8Array): Promise<Inspection>;
  /** Replays the proof rows of a file and reports, also where they differ. */
  verify(bytes: Uint8Array, options?: CallOptions): Promise<ProofResult>;
  /** What differs between two files, without constructing either pipeline. */
  diff(a: Uint8Array, b: Uint8Array): Promise<FileComparison>;
  /**
   * The same file with a signature (Ed25519) over pipeline and card. It says that the holder of the key signed them,
   * and no more than that. Changing either makes it invalid; notes for the card come before signing.
   */
  sign(bytes: Uint8Array, keys: CryptoKeyPair): Promise<Uint8Array>;
  /** Whose signature a file bears, and whether it is good; null where it bears none. */
  checkSignature(bytes: Uint8Array): Promise<SignatureCheck | null>;
  /** The fingerprint of the pipeline in a file. */
  fingerprint(bytes: Uint8Array): Promise<string>;
  /** The text of the companion file `NAME.json`: the card and facts about the file, for people and other tools. */
  companion(bytes: Uint8Array): Promise<string>;
  evaluate(model: Model, X: TableLike, y: TargetLike, options?: CallOptions): Promise<Evaluation>;
  trainTestSplit(n: number, options?: SplitOptions): Promise<Split>;
  /** The splits of a cross-validation of n rows, in order: scikit-learn's, index for index. */
  cvSplits(n: number, options?: CrossValidationOptions): Promise<Split[]>;
  /**
   * Fits the recipe to each split's training rows and scores it on the test rows: the same scores as scikit-learn's.
   */
  crossValidate(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options?: CrossValidateOptions,
  ): Promise<CrossValidationScores>;
  /** The prediction for each row by the model that was fitted without it. */
  crossValPredict(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options: CrossValPredictOptions & { readonly method: "predictProba" },
  ): Promise<Probabilities>;
  crossValPredict(recipe: AnyRecipe, X: TableLike, y: TargetLike, options?: CrossValPredictOptions): Promise<Labels>;
  /** Scores with more and more rows to learn from. */
  learningCurve(recipe: AnyRecipe, X: TableLike, y: TargetLike, options?: LearningCurveOptions): Promise<LearningCurve>;
  /** Scores for each value of one hyperparameter. */
  validationCurve(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options: ValidationCurveOptions,
  ): Promise<ValidationCurve>;
  /**
   * Fits a search (`GridSearchCV` or `RandomizedSearchCV`), candidates and splits spread over the workers. The model is
   * the one, to the byte, that `fit` gives in one thread: it predicts with the best candidate and holds the table of
   * all.
   */
  search(
    recipe: AnyRecipe,
    X: TableLike,
    y: TargetLike,
    options?: PoolOptions & { readonly groups?: TargetLike },
  ): Promise<Model>;
  /** `search` of every combination of values. */
  gridSearch(
    recipe: AnyRecipe,
    param_grid: ParamGrid,
    X: TableLike,
    y: TargetLike,
    options?: SearchOptions,
  ): Promise<Model>;
  /** `search` of `n_iter` combinations drawn at random. */
  randomizedSearch(
    recipe: AnyRecipe,
    param_distributions: ParamGrid,
    X: TableLike,
    y: TargetLike,
    options?: RandomizedSearchOptions,
  ): Promise<Model>;
  /** How much a fitted model relies on each column of X. With several scorers: by scorer. */
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
  /** What a fitted model answers as one or two columns of X, named or counted from 0, take each value of a grid. */
  partialDependence(
    model: Model,
    X: TableLike,
    features: readonly (string | number)[],
    options?: PartialDependenceOptions,
  ): Promise<PartialDependence>;
  /** One metric by the name the schema lists it or a scorer under. */
  metric(name: "confusion_matrix", input: MetricInput, options?: CallOptions): Promise<Confusion>;
  metric(name: string, input: MetricInput, options?: CallOptions): Promise<number>;
  /**
   * Names of the scorers that can be meant for a target: F1 of texts has no positive class, `roc_auc` tells two classes
   * apart. With a recipe those that judge it.
   */
  suitableScorers(y: TargetLike, recipe?: AnyRecipe): Promise<string[]>;
  /**
   * Reads a table people have: CSV and its dialects in any encoding, also compressed with gzip; Parquet, Excel (.xlsx),
   * JSON records, NDJSON, ARFF. How it was read stands in `reading`, what is odd in `problems`, what was decided in
   * `notes`; all can be chosen otherwise. Progress is in bytes, of which there are twice as many as in the source: they
   * are read, then parsed.
   */
  readTable(source: TableSource, options?: ReadOptions): Promise<TableRead>;
  /** The same, kept open: to be shown, read again with other options, and taken as data. */
  openTable(source: TableSource, options?: ReadOptions): Promise<OpenTable>;
  /** Ends the engine. Calls under way, and later ones, reject. */
  close(): void;
}

// ---------------------------------------------------------------------------------------------------------------
// Store

/** What the list of saved models shows of each, without reading its bytes. Plain JSON. */
export interface StoredSummary {
  readonly [name: string]: unknown;
}

export interface StoredModel {
  readonly name: string;
  /** Size of the file in bytes. */
  readonly size: number;
  /** UTC, ISO 8601. */
  readonly saved: string;
  readonly summary: StoredSummary;
}

export interface StorageEstimate {
  /** Bytes this origin uses and may use, where the browser tells. */
  readonly usage: number | undefined;
  readonly quota: number | undefined;
  /** Whether the browser promises not to evict the data by itself. */
  readonly persisted: boolean;
}

/** Models kept in the browser, by name. */
export interface Store {
  /**
   * Saves the bytes under a name: whole, or not at all. Resolves after they were read back and found equal. Refuses
   * (`"name_taken"`) a name that exists unless `replace` is true; where it cannot be saved (`"quota"`, ...) the model
   * of that name stays as it was. `"replaced"`: another tab saved under the name at the same time, and came last.
   */
  save(
    name: string,
    bytes: Uint8Array,
    summary?: StoredSummary,
    options?: { readonly replace?: boolean },
  ): Promise<StoredModel>;
  /** By name. */
  list(): Promise<StoredModel[]>;
  /** Rejects with `"not_found"`. */
  get(name: string): Promise<Uint8Array>;
  /** Refuses (`"name_taken"`) a name that exists. */
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  estimate(): Promise<StorageEstimate>;
  /** Asks the browser not to evict the data. Resolves to whether it agreed. */
  persist(): Promise<boolean>;
  close(): void;
}

export interface StoreOptions {
  /** Name of the database. Default `"keepfit"`. */
  readonly database?: string;
  /** Called once when the connection is lost for good: another tab upgraded it, or the browser closed it. */
  readonly onLost?: (error: KeepfitError) => void;
}
