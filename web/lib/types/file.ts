// What is in a file, what its proof gave, and how two files differ.
import type { ModelSource } from "./interchange.js";
import type { InputColumn, Row, Warning } from "./results.js";
import type { Reading } from "./tables.js";

/** What is recorded about the data a pipeline was fitted on. */
export interface DatasetCard {
  readonly name?: string;
  /** `datasetHash(X, y)`. */
  readonly sha256?: string;
  readonly rows?: number;
  /** Of data that were drawn: what `makeDataset` was given beside `name`. */
  readonly params?: CardMap;
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
  /** The file of another program that the model was taken from. */
  readonly source?: ModelSource;
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

/** Whose signature a file bears. */
export interface SignatureCheck {
  /** The public key, in hex: whoever holds its private half signed. Who that is, the file cannot prove. */
  readonly key: string;
  /** Whether pipeline and card are those that were signed. Null where this host cannot check (no Ed25519). */
  readonly valid: boolean | null;
}
