import { takeTarget } from "../../lib/index.js";
import type { CodedText, Description, Labels, LastStep, Probabilities, Staged, TableLike } from "../../lib/index.js";
import type { Fit } from "./results.js";

/** What is true of some of the rows that there are to fit. */
export function truthOf({ training }: Pick<Fit, "training">, rows: Int32Array): Labels {
  const y = takeTarget(training.y, rows) as Labels | CodedText;
  return "codes" in y ? Array.from(y.codes, (code) => y.categories[code]!) : y;
}

/** What the pipeline says of the rows held out. */
export interface HeldOut {
  readonly truth: Labels;
  readonly predicted: Labels;
  /** Of classifiers. */
  readonly classes: Labels | undefined;
  /** Of classifiers that have them, row after row a number for each class; else a score for each ... */
  readonly scores: Float64Array | undefined;
  /** ... which need not be a probability. */
  readonly areProbabilities: boolean;
}

/** What is known of a fitted pipeline before it is asked about any row. */
export interface About {
  readonly description: Description;
  readonly last: LastStep;
}

/** What a picture may ask of a fitted pipeline; what was asked before is answered at once. */
export interface Ask {
  about(): Promise<About>;
  /** The last step with all that it learned. */
  learned(): Promise<LastStep>;
  /** The rows fitted on, as the last step gets them. */
  arriving(): Promise<LastStep>;
  heldOut(): Promise<HeldOut>;
  /** The metrics after each round of boosting, on either part of the rows. */
  staged(part: "fitted" | "held out"): Promise<Staged>;
  /**
   * Columns by how much the score fell without them at the first fit to the table, the first the most; undefined where
   * it would take long.
   */
  reliedOn(): Promise<readonly string[] | undefined>;
  predict(X: TableLike): Promise<Labels>;
  predictProba(X: TableLike): Promise<Probabilities>;
}
