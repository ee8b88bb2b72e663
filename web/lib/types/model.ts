// A fitted pipeline, and data that the engine holds.
import type { OnnxExport, OnnxOptions, PmmlExport, SkopsExport } from "./interchange.js";
import type { CallOptions } from "./calls.js";
import type { TableLike, TargetLike } from "./data.js";
import type { Card, ProofResult, SignatureCheck } from "./file.js";
import type { AnyRecipe } from "./recipe.js";
import type {
  Description,
  Evaluation,
  FittedTree,
  InputWarning,
  Labels,
  LastStep,
  Probabilities,
  Scores,
  StepOutput,
  Staged,
  Transformed,
  Warning,
} from "./results.js";
import type { SplitOptions } from "./selection.js";

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
  /**
   * How many milliseconds the engine took to fit it, without what it waited for; undefined for a loaded model and a
   * search.
   */
  readonly fitTime: number | undefined;
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
  /**
   * What comes out of every step, an outer one after those in it: of a table the first `columns` (64). Members of
   * ensembles of many alike are not listed.
   */
  stepOutputs(X: TableLike | HeldData, options?: CallOptions & { readonly columns?: number }): Promise<StepOutput[]>;
  /** Accuracy (classifiers), R² (regressors), or what a search was told to score by. */
  score(X: TableLike, y: TargetLike, options?: CallOptions): Promise<number>;
  /** Of held data that have a y. */
  score(X: HeldData, y?: undefined, options?: CallOptions): Promise<number>;
  /**
   * What `evaluate` would say after each round of an ensemble that was boosted (`GradientBoosting`,
   * `HistGradientBoosting`, `AdaBoost`), also at the end of a pipeline or a search; of more than `most` rounds (100)
   * after so many of them, from the first to the last. Rejects with `no_method` for everything else.
   */
  staged(X: TableLike, y: TargetLike, options?: CallOptions & { readonly most?: number }): Promise<Staged>;
  staged(X: HeldData, y?: undefined, options?: CallOptions & { readonly most?: number }): Promise<Staged>;
  evaluate(X: TableLike, y: TargetLike, options?: CallOptions): Promise<Evaluation>;
  evaluate(X: HeldData, y?: undefined, options?: CallOptions): Promise<Evaluation>;
  /** The recipe with every hyperparameter spelled out. */
  params(): Promise<AnyRecipe>;
  /** Everything that was learned. */
  fitted(): Promise<FittedTree>;
  describe(): Promise<Description>;
  /**
   * What answers in the end, and the columns that it is given. `fitted`: with all that it learned; `X`: with these rows
   * as they come to it.
   */
  lastStep(options?: CallOptions & { readonly fitted?: boolean; readonly X?: TableLike }): Promise<LastStep>;
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
   * The model for programs that run ONNX. Labels have their names or numbers, rows with missing texts have `""` there.
   *
   * @throws KeepfitError `"not_exported"`, naming the step that ONNX cannot say.
   */
  toOnnx(options?: OnnxOptions): Promise<OnnxExport>;
  /**
   * The model for programs that score PMML, with the proof's rows to verify it by.
   *
   * @throws KeepfitError `"not_exported"`, naming the step that PMML cannot say.
   */
  toPmml(): Promise<PmmlExport>;
  /**
   * The model as scikit-learn's own estimators, in the archive that skops reads, with Python that checks them against
   * the proof.
   *
   * @throws KeepfitError `"not_exported"`, naming the step that answers otherwise in scikit-learn.
   */
  toSkops(): Promise<SkopsExport>;
  /**
   * SHA-256 of the pipeline's bytes, in hex: the same for the same data, recipe and seed on every host. Of a loaded
   * model that of its file.
   */
  fingerprint(): Promise<string>;
  /** Frees the model in the engine. It need not be called; using the model afterwards rejects. */
  release(): Promise<void>;
}
