// One row that was predicted, with what it takes to say why it is answered so.
import type { ColumnTable, Description, LastStep, Transformed } from "../../lib/index.js";

/** Rows made from what the columns held, before and after preprocessing: they tell which column comes from which. */
export interface Probes {
  readonly given: ColumnTable;
  readonly arriving: Transformed;
}

export interface RowAsked {
  readonly description: Description;
  /** What answers in the end, with all that it learned. */
  readonly learned: LastStep;
  /** The row as it is given to that. */
  readonly arriving: Transformed;
  /** The row as it was typed: numbers (NaN is missing) and texts (null is missing). */
  readonly given: ReadonlyMap<string, number | string | null>;
  readonly probes: Probes | undefined;
  readonly label: number | string;
  /** A classifier's decisions: one for two classes, else one for each. */
  readonly scores: Float64Array | undefined;
  /** A classifier's probabilities, in the order of its classes. */
  readonly shares: Float64Array | undefined;
}
