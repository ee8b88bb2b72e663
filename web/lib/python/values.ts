// What expressions of Python are read to. Nothing is run: a name that was imported stays a name.
import type { AnyRecipe } from "../types.js";

/** A function, class or module, by its full name: "sklearn.linear_model.Ridge", "numpy.log1p". */
export class Reference {
  constructor(readonly path: string) {}
  get last(): string {
    return this.path.slice(this.path.lastIndexOf(".") + 1);
  }
  get first(): string {
    return this.path.split(".", 1)[0]!;
  }
}

/** An estimator as it is being put together; recipes are made of it at the end. */
export interface Estimator {
  readonly estimator: AnyRecipe;
}
/** Columns by kind, by position, a way to split, a distribution: plain data with a name of its own. */
export interface Special {
  readonly special: "columns" | "splitter" | "distribution";
  readonly data: object;
}

/** Where something is refused, and how. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly hint = "",
  ) {
    super(message);
  }
}

/** Arguments of a call: those without a name, then those with one. */
export interface Arguments {
  readonly values: readonly Py[];
  readonly named: ReadonlyMap<string, Py>;
}

/** A whole number is a number, one with a point is a float; tuples and lists are alike. */
export type Py =
  | null
  | boolean
  | string
  | number
  | { readonly $float: number }
  | readonly Py[]
  | ReadonlyMap<Py, Py>
  | Reference
  | Estimator
  | Special;

export const isEstimator = (value: Py): value is Estimator =>
  typeof value === "object" && value !== null && "estimator" in value;
export const isSpecial = (value: Py): value is Special =>
  typeof value === "object" && value !== null && "special" in value;
export const isList = (value: Py): value is readonly Py[] => Array.isArray(value);
export const isMapping = (value: Py): value is ReadonlyMap<Py, Py> => value instanceof Map;

export function numberOf(value: Py): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "object" && value !== null && "$float" in value ? value.$float : undefined;
}

/** What a person would call it. */
export function kindOf(value: Py): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `the text ${JSON.stringify(value)}`;
  if (numberOf(value) !== undefined) return `the number ${numberOf(value)}`;
  if (isList(value)) return "a list";
  if (isMapping(value)) return "a dict";
  if (value instanceof Reference) return `'${value.last}'`;
  return isEstimator(value) ? `the estimator ${value.estimator.class}` : "a value of another kind";
}
