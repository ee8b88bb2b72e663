import type { Description, Labels, Probabilities, TableLike } from "../../lib/index.js";

/** What the pipeline says of the rows held out. */
export interface HeldOut {
  readonly truth: Labels;
  readonly predicted: Labels;
  /** Of classifiers that have them. */
  readonly proba: Probabilities | undefined;
}

/** What a picture may ask of a fitted pipeline; what was asked before is answered at once. */
export interface Ask {
  description(): Promise<Description>;
  heldOut(): Promise<HeldOut>;
  predict(X: TableLike): Promise<Labels>;
  predictProba(X: TableLike): Promise<Probabilities>;
}
