// What a program calls.
import type { CallOptions, PoolOptions } from "./calls.js";
import type { DatasetName } from "../generated/declared.js";
import type { Dataset, NumericArray, TableLike, TargetLike } from "./data.js";
import type { FileComparison, Inspection, ProofResult, SignatureCheck } from "./file.js";
import type { ExamineOptions, FileSource, PickleReport, ReadSklearnOptions } from "./interchange.js";
import type { HeldData, LoadOptions, Model } from "./model.js";
import type { AnyRecipe, ParamValue } from "./recipe.js";
import type { Confusion, Evaluation, Labels, Probabilities } from "./results.js";
import type { Schema } from "./schema.js";
import type {
  BootstrapOptions,
  BootstrapScore,
  CrossValPredictOptions,
  CrossValidateOptions,
  CrossValidationOptions,
  CrossValidationScores,
  LearningCurve,
  LearningCurveOptions,
  MetricInput,
  ParamGrid,
  PartialDependence,
  PartialDependenceOptions,
  PermutationImportance,
  PermutationOptions,
  RandomizedSearchOptions,
  SearchOptions,
  Split,
  SplitOptions,
  ValidationCurve,
  ValidationCurveOptions,
} from "./selection.js";
import type { OpenTable, ReadOptions, TableRead, TableSource } from "./tables.js";

export interface FitOptions extends CallOptions {
  /** A weight for each row: finite, none negative, not all 0. A pipeline hands them to its last step. */
  readonly sample_weight?: NumericArray | readonly number[];
}

export interface EngineOptions {
  /** `false` runs the engine in the calling thread. Default: in a worker where there is one. */
  readonly worker?: boolean;
  /**
   * The engine: its address, its bytes, or compiled. Default: the files beside the library, in parts:
   * `keepfit-predict.wasm`, which opens, proves and asks saved models of the usual estimators, and those below, which
   * are fetched meanwhile, or when they are needed. Give `keepfit.wasm`, which is the whole, or the parts.
   */
  readonly wasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /** The part that fits, where `wasm` is not the whole. It must be of the same build. */
  readonly fitWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /** The part that opens and asks models of less usual estimators, likewise. */
  readonly predictMoreWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module | undefined;
  /** The part that fits less usual estimators, which needs the one before too. */
  readonly fitMoreWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /**
   * `false` fetches each of these parts when it is needed: for a page that only opens models. `"together"` fetches the
   * one that fits beside the first part: for a page that fits as soon as it can. Default: true, one after the other
   * once the first part runs.
   */
  readonly fitAhead?: boolean | "together";
  /** The module that reads tables, fetched when the first one is. Default: the file beside the library. */
  readonly tablesWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /** Fetch it together with the engine, for a page that opens a table as soon as it can. Default: false. */
  readonly tablesAhead?: boolean;
  /** The module that reads files of Python's, fetched when the first one is. Default: the file beside the library. */
  readonly interchangeWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /** The module that writes ONNX, fetched when it is asked for. Default: the file beside the library. */
  readonly onnxWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /** The module that writes PMML, fetched when it is asked for. Default: the file beside the library. */
  readonly pmmlWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
  /** The module that writes files of skops, fetched when it is asked for. Default: the file beside the library. */
  readonly skopsWasm?: string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;
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
    options?: PoolOptions & Pick<SearchOptions, "groups" | "onTimes">,
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
  /**
   * The score of a fitted model on resamples of the rows: which of them were drawn decides that much. The model
   * predicts each row once. With several scorers: by scorer.
   */
  bootstrapScore(
    model: Model,
    X: TableLike,
    y: TargetLike,
    options: BootstrapOptions & { readonly scoring: readonly string[] },
  ): Promise<{ readonly [scorer: string]: BootstrapScore }>;
  bootstrapScore(model: Model, X: TableLike, y: TargetLike, options?: BootstrapOptions): Promise<BootstrapScore>;
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
   * Data drawn from a seed, number for number as `sklearn.datasets` draws them: `make_blobs`, `make_circles`,
   * `make_classification`, `make_friedman1`, `make_moons`, `make_regression`, with scikit-learn's parameters by name
   * (`{ n_samples: 200, noise: 0.2, random_state: 0 }`; the schema lists them under `datasets`). Columns are named x0,
   * x1, ...; y holds numbers: classes from 0, or values.
   *
   * @throws KeepfitError `"unknown_dataset"`, `"unknown_parameter"`, `"bad_parameter"`, `"too_large"`.
   */
  makeDataset(name: DatasetName, params?: { readonly [name: string]: ParamValue | undefined }): Promise<Dataset>;

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
  /**
   * Tells what a file of scikit-learn's users would do in Python, without doing any of it: a pickle of any protocol, a
   * file of joblib's, also packed with zlib or gzip, or one of skops'. Each name that it looks up, what it would call
   * that no honest file calls, and what is odd, with positions; to the end of the file, whatever is wrong with it.
   *
   * @throws KeepfitError `"not_a_pickle"`; `"compressed"` where it is packed otherwise; `"too_large"`; `"damaged"`
   * where it cannot be unpacked, and `"bad_source"` where an archive of skops is broken.
   */
  examineSklearn(source: FileSource, options?: ExamineOptions): Promise<PickleReport>;
  /**
   * A fitted model out of what `pickle.dump`, `joblib.dump` (protocols 2 to 5; joblib's also packed with zlib or
   * gzip) or `skops.io.dump` wrote, of scikit-learn 1.2 to 1.9: estimators that Keepfit has, compositions and searches.
   * Beside an estimator, in a dict or a list, plain data may stand, frames of pandas and dates among it, and is left.
   * Nothing in the file is run: it is read as data, by a closed list of names. The model is audited like any file, has
   * a proof of its own, and says where it is from in `card.source`.
   *
   * @throws KeepfitError `"harmful"` where the file does anything else, which `examineSklearn` tells; `"not_taken"`
   * where it holds what Keepfit has nothing like, or several estimators and no `part` says which; `"bad_source"` where
   * it is not as scikit-learn writes it; and what `examineSklearn` throws.
   */
  readSklearn(source: FileSource, options?: ReadSklearnOptions): Promise<Model>;
  /** Ends the engine. Calls under way, and later ones, reject. */
  close(): void;
}
