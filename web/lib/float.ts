import type { Float } from "./types.js";

/**
 * Says that a number is a floating-point number, for parameters to which 1 is a count and 1.0 a share of everything:
 * `DecisionTreeClassifier({ min_samples_split: float(1) })`. Numbers with a fraction need no such words.
 */
export function float(value: number): Float {
  return { $float: value };
}

export function isFloat(value: unknown): value is Float {
  if (typeof value !== "object" || value === null) return false;
  return typeof (value as Partial<Float>).$float === "number" && Object.keys(value).length === 1;
}
