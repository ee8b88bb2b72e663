// What goes in: columns, tables, targets.

/** Typed arrays that are taken as numbers. Integers are widened to float64, exactly. */
export type NumericArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** Dictionary-coded text: row i holds `categories[codes[i]]`; a code of -1 is a missing value. */
export interface CodedText {
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

/**
 * One column of n rows. Numbers: a typed array or a plain array in which `null` and `NaN` are missing.
 * Text: an array of strings in which `null` is missing, or the dictionary-coded form. An array of nothing but missing
 * values may stand for either: it is taken as what the step that gets it needs.
 */
export type Column = NumericArray | readonly (number | null)[] | readonly (string | null)[] | CodedText;

/**
 * Named columns of equal length: an object, a `Map`, or a list of names and columns. The order of the entries is the
 * order of the columns. (JavaScript moves keys such as `"10"` to the front of an object; pass a `Map` or a list where
 * column names look like integers.) Only a list can hold two columns of one name, which `inverseTransform` alone takes.
 */
export interface ColumnTable {
  readonly columns:
    | { readonly [name: string]: Column }
    | ReadonlyMap<string, Column>
    | readonly (readonly [name: string, column: Column])[];
}

/**
 * One object for each of n rows. The columns are in the order in which their names first appear; what a row lacks is a
 * missing value. Booleans are refused, here as in columns: they are neither numbers nor text.
 */
export type Records = readonly { readonly [name: string]: number | string | null | undefined }[];

/** n rows and d unnamed numeric columns, row after row: `data.length === n * d`. NaN is missing. */
export interface MatrixTable {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** The features X: named columns, a matrix, an array of n rows of d numbers, or an array of n records. */
export type TableLike = ColumnTable | MatrixTable | readonly (readonly (number | null)[])[] | Records;

/** The target y, n values: numbers or strings, none missing. */
export type TargetLike = NumericArray | readonly number[] | readonly string[] | CodedText;

/** Data that were drawn from a seed: columns of numbers by name, and classes from 0 or values. */
export interface Dataset {
  readonly X: { readonly columns: ReadonlyMap<string, Float64Array> };
  readonly y: Float64Array;
}
