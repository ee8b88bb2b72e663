// Splits, scores, searches and studies: what they take and give.
import type { CallOptions, PoolOptions } from "./calls.js";
import type { TargetLike } from "./data.js";
import type { Float, ParamValue } from "./recipe.js";
import type { Labels, Tensor, Warning } from "./results.js";

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
  /**
   * Told once how many milliseconds each candidate took on each split (c x k), fitting and scoring. The fitted search
   * does not hold them: they differ from run to run.
   */
  readonly onTimes?: (milliseconds: Tensor) => void;
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

export interface BootstrapOptions extends PoolOptions {
  readonly scoring?: Scoring;
  /** How often as many rows as there are are drawn from them, with replacement. Default 1000. */
  readonly n_resamples?: number;
  /** How much of the resamples' scores lies in the interval. Default 0.95. */
  readonly confidence_level?: number;
  /** An integer gives the draws of one NumPy `RandomState`, as `sklearn.utils.resample` makes them. Default 0. */
  readonly random_state?: number | null;
}

/** How a score depends on which rows it is measured on. */
export interface BootstrapScore {
  /** Of the rows as they are. */
  readonly score: number;
  /** Of each resample; NaN where it is not defined, such as where a class was not drawn. */
  readonly scores: Float64Array;
  /** Percentiles of the scores that are defined; NaN where none is. */
  readonly low: number;
  readonly high: number;
  /** Resamples whose score is not defined. */
  readonly undefined: number;
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
