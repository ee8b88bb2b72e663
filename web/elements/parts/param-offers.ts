import type { Constraint, ParamSchema } from "../../lib/index.js";
import type { Interval } from "../state/recipe.js";

/** What a form can offer for a hyperparameter, gathered from the alternatives of its constraint. */
export interface Offer {
  /** Values to choose from by name. */
  fixed: (string | number | boolean | null)[];
  interval: Interval | undefined;
  intervals: readonly Interval[];
  /** More than one interval: bounds of a single one would be wrong. */
  several: boolean;
  boolean: boolean;
  /** Lists, mappings and texts, typed in: as JSON, or else taken as text. */
  typed: boolean;
  /** A number to begin with when a number is asked for. */
  start: number;
}

export function offers(param: ParamSchema): Offer {
  const intervals = param.constraint.filter((rule) => rule.type === "interval");
  const has = (type: Constraint["type"]) => param.constraint.some((rule) => rule.type === type);
  const options = param.constraint.flatMap((rule) => (rule.type === "options" ? rule.options : []));
  const others = has("none") || options.length > 0;
  const interval = intervals[0];
  return {
    fixed: [...(has("none") ? [null] : []), ...options, ...(has("boolean") && others ? [true, false] : [])],
    interval,
    intervals,
    several: intervals.length > 1,
    boolean: has("boolean"),
    typed: (["mapping", "list", "string", "number"] as const).some(has),
    start: typeof param.default === "number" ? param.default : interval ? startOf(interval) : 0,
  };
}

function startOf({ low, low_closed, numeric }: Interval): number {
  if (low === null || !Number.isFinite(low)) return 0;
  // The least is seldom what is meant: a tree of one split, a bin of one row.
  if (numeric === "int") return low + (low_closed ? 2 : 3);
  return low_closed ? low : low + 0.5;
}
