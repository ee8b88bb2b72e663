// Files of other programs, and what is found in them.
import type { CallOptions } from "./calls.js";
import type { TableLike } from "./data.js";

/** The bytes of a file, a `Blob` (a file that was dropped or chosen), or the answer of a `fetch`. */
export type FileSource = Uint8Array | ArrayBuffer | Blob | Response;

export interface ExamineOptions extends CallOptions {
  /** Which instructions stand in `lines`: from this one, counted from 0. */
  readonly from?: number;
  /** At most so many of them, and at most 2,000. Default: none. */
  readonly count?: number;
}

/**
 * What a name is: an `"estimator"` that Keepfit has; a `"part"` that those keep, such as a tree or a loss; how arrays
 * and numbers are written (`"data"`); something that is only named (`"type"`); a state that no prediction needs
 * (`"skipped"`); data of other packages, such as frames of pandas and dates, none of which runs what it is given
 * (`"inert"`). All others are `"foreign"`: Python would import them, and a file may have anything in it called.
 */
export type PickleRole = "estimator" | "part" | "data" | "type" | "skipped" | "inert" | "foreign";

/** A name that a pickle has Python look up. Bytes (`at`) count from 0 in the file, unpacked. */
export interface PickleGlobal {
  readonly module: string;
  readonly name: string;
  readonly role: PickleRole;
  /** Where it stands first. */
  readonly at: number;
  readonly times: number;
  /** How often something is made of it, or it is called. */
  readonly calls: number;
}

/** What no honest file has called: `callee` and `arguments` as Python would print them, shortened. */
export interface PickleCall {
  readonly at: number;
  readonly opcode: string;
  readonly callee: string;
  readonly arguments: string;
}

export interface PickleFinding {
  readonly code: string;
  readonly at: number;
  readonly message: string;
}

/** What a pickle, or a file of joblib's, would do in Python, told without doing any of it. */
export interface PickleReport {
  readonly bytes: number;
  /**
   * Of a file of skops' its entries are the instructions, by how skops would load them (`ObjectNode`), and places are
   * bytes of its `schema.json`.
   */
  readonly format: "pickle" | "skops";
  /** How the file was packed as a whole. */
  readonly compression?: "zlib" | "gzip";
  /** The highest that the file states; 0 where it states none. */
  readonly protocol: number;
  readonly instructions: number;
  /** Instructions by pickletools' names, and how many of each. */
  readonly opcodes: readonly (readonly [name: string, times: number])[];
  readonly globals: readonly PickleGlobal[];
  /** The first 500; `calls_met` counts all. */
  readonly calls: readonly PickleCall[];
  readonly calls_met: number;
  /** The first 500; `findings_met` counts all. */
  readonly findings: readonly PickleFinding[];
  readonly findings_met: number;
  /** Arrays whose bytes joblib put between the instructions. */
  readonly arrays: number;
  readonly array_bytes: number;
  /** Of scikit-learn, as the file's estimators tell them. */
  readonly versions: readonly string[];
  /** The class of what the file makes; null where it makes something else. */
  readonly result: { readonly module: string; readonly name: string } | null;
  /**
   * What stands in a dict, a list, a tuple or an array of objects; null where the file makes something else. Paths are
   * as Python writes them, `"['model']"`; of `others`, which reading leaves behind, the first 100, `others_met` counts all.
   */
  readonly contents: {
    readonly kind: string;
    readonly estimators: readonly string[];
    readonly others: readonly string[];
    readonly others_met: number;
  } | null;
  /**
   * Nothing is in it but estimators of scikit-learn's, made as its files make them, and data: whatever is not harmless
   * is not read either. A file of joblib's is
   * told as `joblib.load` reads it; of `pickle.load`, which would take its arrays for instructions, foreign names are
   * looked for. What the model does once it is loaded is not told: a tree of numbers out of range may end Python.
   */
  readonly harmless: boolean;
  /** Instructions, as they were asked for. */
  readonly lines: readonly (readonly [at: number, opcode: string, argument: string])[];
}

export interface ReadSklearnOptions extends CallOptions {
  /**
   * Rows of X, of which a few become proof rows and stand in files of the model. Without them rows are made from what
   * the model says of its columns.
   */
  readonly X?: TableLike;
  /**
   * Which estimator is meant where the file holds a dict or a list with several: `"['model']"`, `"[0]"` or the key
   * alone. One that is the only one is taken without it.
   */
  readonly part?: string;
}

/** Where a model was taken from, as its card says it: `card.source`. */
export interface ModelSource {
  readonly format: "pickle" | "joblib" | "skops";
  /** The version that saved it. */
  readonly "scikit-learn": string;
  /** As far as the file tells it: `"1"` or `"2 or newer"`. */
  readonly numpy?: string;
  /** Of the file. */
  readonly sha256?: string;
  readonly protocol: number;
  /** Of skops, where that wrote the file. */
  readonly skops?: string;
  /** Attributes that were not taken over, by class: none of them is needed to predict. */
  readonly left?: { readonly [className: string]: readonly string[] };
  /** Sentences: what stands for something that scikit-learn did not keep, and where answers may differ. */
  readonly notes?: readonly string[];
}

export interface OnnxOptions extends CallOptions {
  /**
   * `"exact"` (default) adds products in the engine's order, one after another; `"fast"` leaves the order to the program
   * that runs the file, whose sums may differ in the last digits.
   */
  readonly profile?: "exact" | "fast";
  /** Of the model. */
  readonly name?: string;
}

/** A model in ONNX: operator set 21, ai.onnx.ml 5, in double precision; one input per column. */
export interface OnnxExport {
  readonly bytes: Uint8Array;
  readonly report: {
    readonly opset: number;
    readonly ir_version: number;
    readonly profile: "exact" | "fast";
    /** Names and types, such as `"double[N,1]"`. */
    readonly inputs: readonly (readonly [name: string, type: string])[];
    readonly outputs: readonly (readonly [name: string, type: string])[];
    /**
     * Of a model that transforms: the names of the columns of `transformed`, as scikit-learn's `get_feature_names_out`
     * gives them; of `transformed_0`, `transformed_1`, ... the names in this order. In the file they stand as JSON in
     * `metadata_props`, as `keepfit.feature_names_out`.
     */
    readonly feature_names_out?: readonly string[];
    /** Sentences: where its answers are others than the model's, and what it cannot refuse. */
    readonly notes: readonly string[];
    readonly nodes: number;
  };
}

/** A model in PMML 4.4, with rows that verify it. */
export interface PmmlExport {
  readonly text: string;
  readonly report: {
    readonly notes: readonly string[];
    /** Rows of ModelVerification. */
    readonly verification: number;
  };
}

/** A model as estimators of scikit-learn. */
export interface SkopsExport {
  /** A `.skops` file. */
  readonly bytes: Uint8Array;
  /** Python that loads it and asks it what the proof asked; null for a model without a proof. */
  readonly check: string | null;
  readonly report: {
    /** The versions whose files it is like. */
    readonly scikit_learn: string;
    readonly skops: string;
    /** What skops asks to be trusted, which no file can say of itself. */
    readonly trusted: readonly string[];
    /** Lines that load it. */
    readonly python: string;
    /** What scikit-learn's estimators have and Keepfit does not keep, by class: none of it is needed to predict. */
    readonly left?: { readonly [className: string]: readonly string[] };
    /** Sentences: what is said otherwise, and where answers may differ. */
    readonly notes: readonly string[];
  };
}
