// Rows of tables and targets, by their indices.
import { isCoded, isNumeric, describe, refuse } from "./column.js";
import { entriesOf, isColumnTable, isMatrixTable, tableHint } from "./table.js";
import type { Column, ColumnTable, MatrixTable, NumericArray, Records, TableLike, TargetLike } from "./types.js";
import { counted } from "./words.js";

function checkIndices(indices: ArrayLike<number>, length: number): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= length) {
      refuse(
        "bad_index",
        "indices",
        `There is no row at index ${index} of ${counted(length, "row")}.`,
        "Indices count from 0.",
      );
    }
  }
}

type Taken = TargetLike | Column;

function takeColumn(column: Taken, indices: ArrayLike<number>): Taken {
  if (isCoded(column)) {
    checkIndices(indices, column.codes.length);
    return { codes: Int32Array.from(indices, (index) => column.codes[index]!), categories: column.categories };
  }
  checkIndices(indices, column.length);
  if (isNumeric(column)) {
    const taken = column.slice(0, 0).constructor as new (length: number) => NumericArray;
    const result = new taken(indices.length);
    for (let i = 0; i < indices.length; i++) result[i] = column[indices[i]!]!;
    return result;
  }
  return Array.from(indices, (index) => column[index]!) as Column;
}

/**
 * The rows of X at the given zero-based indices, in that order, in the same form as X.
 *
 * @throws KeepfitError `"bad_index"` where an index is not a row of X.
 */
export function take(X: ColumnTable, indices: ArrayLike<number>): ColumnTable;
export function take(X: MatrixTable, indices: ArrayLike<number>): MatrixTable;
export function take<Row extends readonly (number | null)[]>(
  X: readonly Row[],
  indices: ArrayLike<number>,
): readonly Row[];
export function take(X: Records, indices: ArrayLike<number>): Records;
export function take(X: TableLike, indices: ArrayLike<number>): TableLike;
export function take(X: TableLike, indices: ArrayLike<number>): TableLike {
  if (isColumnTable(X)) {
    const taken = entriesOf(X).map(([name, column]) => [name, takeColumn(column, indices) as Column] as const);
    // A Map would lose one of two columns of one name.
    return { columns: Array.isArray(X.columns) ? taken : new Map(taken) };
  }
  if (isMatrixTable(X)) {
    const [rows, width] = X.shape;
    checkIndices(indices, rows);
    const data = new Float64Array(indices.length * width);
    for (let i = 0; i < indices.length; i++) {
      data.set(X.data.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
    }
    return { data, shape: [indices.length, width] };
  }
  if (Array.isArray(X)) {
    const rows = X as readonly (readonly (number | null)[])[];
    checkIndices(indices, rows.length);
    return Array.from(indices, (index) => rows[index]!);
  }
  refuse("bad_type", "X", `X is ${describe(X)}, not a table.`, tableHint);
}

/**
 * The target values at the given zero-based indices, in that order, in the same form as y.
 *
 * @throws KeepfitError `"bad_index"` where an index is not a row of y.
 */
export function takeTarget<Target extends TargetLike>(y: Target, indices: ArrayLike<number>): Target {
  return takeColumn(y, indices) as Target;
}
