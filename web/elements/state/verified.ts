// What is found out about a file that was loaded: predictions side by side, broken copies, and the same fit once more.
import type { Comparison, FileComparison, Model, PickleReport } from "../../lib/index.js";
import type { Break, Caught } from "../bytes/break.js";
import type { Answers } from "./python-rows.js";
import { kind } from "./results.js";

/** A file of Python's that was looked into. `of`: the model that was taken from it; none where it was refused. */
export interface Examined {
  readonly of?: Model;
  readonly name: string;
  readonly report: PickleReport;
}

export const examinedKind = kind<Examined>("examined");

/** One output of two models for the same rows: labels, or the probabilities of one class. */
export interface Pair {
  readonly name: string;
  readonly left: Float64Array | readonly (string | null)[];
  readonly right: Float64Array | readonly (string | null)[];
}

export interface Sides {
  /** The loaded model, on the right. */
  readonly of: Model;
  /** What stands on the left: the fitted model's predictions, or those recorded in the file's proof rows. */
  readonly left: "fitted" | "recorded";
  readonly rows: number;
  readonly pairs: readonly Pair[];
}

export const sidesKind = kind<Sides>("sides");

/** A broken copy and what noticed. */
export interface Attempt {
  readonly how: Break;
  readonly was: number;
  readonly is: number;
  /** The names that lead to the value that was broken, from the outermost. */
  readonly place: readonly string[];
  readonly caught: Caught;
}

/** How often each check caught one of many. */
export interface Tally {
  readonly mend: boolean;
  readonly tries: number;
  readonly by: readonly { readonly caught: Caught; readonly times: number }[];
}

export interface Breaks {
  readonly of: Model;
  /** The last first. */
  readonly attempts: readonly Attempt[];
  readonly tally: Tally | undefined;
  /** SHA-256 of the file before anything was broken, and of the stored one since. */
  readonly before: string;
  readonly after: string;
}

export const breaksKind = kind<Breaks>("breaks");

/** The same fit once more, from the recipe in the file and the data that it names. */
export interface Refit {
  readonly of: Model;
  readonly data: { readonly title: string; readonly sha256: string; readonly rows: number };
  readonly milliseconds: number;
  readonly expected: string;
  readonly got: string;
  /** What differs, where the fingerprints do. */
  readonly files: FileComparison | undefined;
  readonly predictions: Comparison;
}

export const refitKind = kind<Refit>("refit");

/** What Python predicted for the rows of a file, and the loaded model. */
export interface BesidePython extends Answers {
  readonly of: Model;
  /** The file, and its column with Python's. */
  readonly name: string;
  readonly column: string;
}

export const pythonKind = kind<BesidePython>("python");
