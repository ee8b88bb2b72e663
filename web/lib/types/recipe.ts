// What is to be fitted, as plain JSON.

/**
 * A floating-point number, said to be one; made by `float`. JavaScript writes 1 and 1.0 alike, but to some parameters 1
 * is a count and 1.0 a share of everything. Plain JSON.
 */
export interface Float {
  readonly $float: number;
}

/** A hyperparameter value, as it stands in a recipe. */
export type ParamValue =
  null | boolean | number | string | Float | AnyRecipe | readonly ParamValue[] | { readonly [key: string]: ParamValue };

/**
 * An estimator that is not yet fitted: its class and hyperparameters as plain JSON. Parameters left out
 * take scikit-learn's defaults. Made by the constructors (`StandardScaler()`, `Pipeline([...])`) or by hand.
 */
export interface Recipe<Name extends string = string, Params = { readonly [name: string]: ParamValue | undefined }> {
  readonly class: Name;
  readonly params: Params;
}

/** A recipe of any class. */
export interface AnyRecipe {
  readonly class: string;
  readonly params: object;
}

/**
 * The steps of a pipeline, in order, every step but the last being a transformer (or `"passthrough"`); the estimators
 * of a voting or stacking ensemble (or `"drop"`).
 */
export type Steps = readonly (readonly [name: string, step: AnyRecipe | "passthrough" | "drop"])[];

/**
 * Which columns a transformer of a `ColumnTransformer` sees: names, zero-based indices, a mask (a boolean for each
 * column), a slice (as Python counts; between names, both ends are in), or those of a kind or with a name in which a
 * regular expression occurs.
 */
export type ColumnSelection =
  | readonly string[]
  | readonly number[]
  | readonly boolean[]
  | { readonly slice: readonly (number | string | null)[] }
  | {
      readonly selector: {
        readonly pattern?: string | null;
        readonly dtype_include?: ColumnKind | readonly ColumnKind[] | null;
        readonly dtype_exclude?: ColumnKind | readonly ColumnKind[] | null;
      };
    };

/** What a column holds. */
export type ColumnKind = "number" | "text";

/** What a `ColumnTransformer` does to which columns. */
export type Transformers = readonly (readonly [
  name: string,
  transformer: AnyRecipe | "passthrough" | "drop",
  columns: ColumnSelection,
])[];
