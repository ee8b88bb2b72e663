// What comes out of a fitted pipeline, and what is in it.
import type { EstimatorKind } from "../generated/declared.js";
import type { Card } from "./file.js";

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

/** What comes out of one step for the rows given. */
export interface StepOutput {
  /** Names of steps joined by two underscores; empty for the outermost estimator. */
  readonly path: string;
  /** How many columns it makes; 1 where it predicts. */
  readonly width: number;
  /** A transformer's columns, the first of them where they are many. */
  readonly X?: Transformed;
  /** A predictor's labels. */
  readonly labels?: Labels;
  /** A classifier's probabilities, in the order of its classes. */
  readonly proba?: Tensor;
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
  /** How many values were missing; -1 where that is not known, of models taken from scikit-learn's files. */
  readonly missing: number;
}

/** What is in a fitted pipeline. */
export interface Description {
  readonly class: string;
  readonly kind: EstimatorKind | (string & {});
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

/** What answers in the end: a pipeline's last step, a search's best estimator, else the model itself. */
export interface LastStep {
  readonly class: string;
  /** The columns that it is given. */
  readonly names: readonly string[];
  /** The names of what it learned. */
  readonly attributes: readonly string[];
  /** Rounds of boosting; 0 where there are none. */
  readonly rounds: number;
  /** All that it learned, where that was asked for. */
  readonly fitted?: FittedTree;
  /** The rows asked about, as it is given them. */
  readonly X?: Transformed;
}

/** What `evaluate` would say after some of the rounds of boosting. */
export interface Staged {
  readonly rounds: Int32Array;
  /** A value for each of them, by the name of the metric. */
  readonly metrics: { readonly [name: string]: Float64Array };
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
