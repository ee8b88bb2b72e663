// X and y as callers give them, checked and copied into the form the engine reads.
import { encodeMessage } from "./codec.js";
import {
  columnToWire,
  describe,
  isCoded,
  isNumeric,
  refuse,
  refuseValue,
  rowText,
  type WireColumn,
  type WireTarget,
} from "./column.js";
import { sha256 } from "./hash.js";
import type { Column, ColumnTable, MatrixTable, TableLike, TargetLike, Tensor } from "./types.js";
import { counted } from "./words.js";

export type { WireColumn, WireTarget, WireText } from "./column.js";
export type WireTable =
  | { readonly columns: readonly (readonly [name: string, column: WireColumn])[]; readonly rows: number }
  | { readonly data: Tensor };

/**
 * Names and columns in their order. A name never becomes a key here: `__proto__`, `constructor` and "10" are names like
 * others.
 */
export function entriesOf({ columns }: ColumnTable): (readonly [string, Column])[] {
  if (columns instanceof Map) return [...columns.entries()];
  if (!Array.isArray(columns)) return Object.entries(columns as object);
  (columns as readonly unknown[]).forEach((entry, i) => {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== "string") {
      refuse(
        "bad_type",
        "X",
        `Entry ${i} of the columns of X is not a name with a column.`,
        "Give [name, values] for each column.",
      );
    }
  });
  return [...(columns as readonly (readonly [string, Column])[])];
}

/** The columns of an array of records. */
function columnsOf(records: readonly unknown[]): Map<string, unknown[]> {
  const columns = new Map<string, unknown[]>();
  records.forEach((record, row) => {
    if (typeof record !== "object" || record === null || Array.isArray(record) || ArrayBuffer.isView(record)) {
      refuse(
        "bad_type",
        "X",
        `X is an array of records, but ${rowText(row)} is ${describe(record)}.`,
        "Make every row a record, or every row an array of numbers.",
        { row },
      );
    }
    for (const [name, value] of Object.entries(record)) {
      let column = columns.get(name);
      if (!column) columns.set(name, (column = new Array<unknown>(records.length).fill(null)));
      column[row] = value;
    }
  });
  return columns;
}

/** Whether X is an array of records: what its first row is decides. */
function isRecords(X: unknown): X is readonly object[] {
  const first: unknown = Array.isArray(X) ? X[0] : undefined;
  return typeof first === "object" && first !== null && !Array.isArray(first) && !ArrayBuffer.isView(first);
}

export function isColumnTable(X: unknown): X is ColumnTable {
  const columns = (X as Partial<ColumnTable> | null)?.columns;
  return typeof columns === "object" && columns !== null;
}

export function isMatrixTable(X: unknown): X is MatrixTable {
  return typeof X === "object" && X !== null && "data" in X && Array.isArray((X as Partial<MatrixTable>).shape);
}

export const tableHint =
  "Give { columns: { name: values, ... } }, { data: Float64Array, shape: [rows, columns] }, an array of rows, or one of records.";

/** Checks X and copies it into the form the engine reads. */
export function tableToWire(X: TableLike): WireTable {
  if (isColumnTable(X)) {
    let rows = -1;
    let firstName = "";
    const entries = entriesOf(X);
    if (entries.length === 0)
      refuse(
        "empty_input",
        "X",
        "X has no columns.",
        "Give at least one, such as { columns: { length: [1.4, 4.7] } }.",
      );
    const columns = entries.map(([name, column]): [string, WireColumn] => {
      const what = `Column ${JSON.stringify(name)}`;
      const wire = columnToWire(column, what, name);
      const length = wire instanceof Float64Array ? wire.length : wire.codes.length;
      if (rows < 0) {
        rows = length;
        firstName = name;
      } else if (length !== rows) {
        refuse(
          "ragged_table",
          what,
          `${what} has ${counted(length, "row")}, but column ${JSON.stringify(firstName)} has ${rows}.`,
          "Give every column the same length; null stands for a missing value.",
          { column: name },
        );
      }
      return [name, wire];
    });
    return { columns, rows: Math.max(rows, 0) };
  }
  if (isMatrixTable(X)) {
    const [rows, width] = X.shape;
    if (!(X.data instanceof Float64Array)) {
      refuse(
        "bad_type",
        "X",
        `X.data is ${describe(X.data)}, not a Float64Array.`,
        "Convert it with new Float64Array(values).",
      );
    }
    if (X.shape.length !== 2 || !Number.isInteger(rows) || !Number.isInteger(width) || rows < 0 || width < 0) {
      const hint = "Give the number of rows and the number of columns.";
      refuse("bad_shape", "X", `The shape of X is [${X.shape.join(", ")}]; it must be [rows, columns].`, hint);
    }
    if (rows * width !== X.data.length) {
      refuse(
        "bad_shape",
        "X",
        `X has shape [${rows}, ${width}], which is ${counted(rows * width, "value")}, but holds ${X.data.length}.`,
        "The values stand row after row: data.length must be rows * columns.",
      );
    }
    return { data: { data: X.data.slice(), shape: [rows, width] } };
  }
  if (isRecords(X)) return tableToWire({ columns: columnsOf(X) as unknown as ReadonlyMap<string, Column> });
  if (Array.isArray(X)) {
    const rows = X as readonly unknown[];
    const width = Array.isArray(rows[0]) ? rows[0].length : 0;
    const data = new Float64Array(rows.length * width);
    rows.forEach((values, row) => {
      if (!Array.isArray(values) && !isNumeric(values)) {
        refuse("bad_type", "X", `Row ${row + 1} of X is ${describe(values)}, not an array of numbers.`, tableHint, {
          row,
        });
      }
      if (values.length !== width) {
        refuse(
          "ragged_table",
          "X",
          `Row ${row + 1} of X has ${counted(values.length, "value")}, but row 1 has ${width}.`,
          "Give every row the same length.",
          { row },
        );
      }
      for (let column = 0; column < width; column++) {
        const value: unknown = values[column];
        if (typeof value === "number") data[row * width + column] = value;
        else if (value === null || value === undefined) data[row * width + column] = NaN;
        else if (typeof value === "string") {
          refuse(
            "bad_type",
            "X",
            `X holds ${describe(value)} in ${rowText(row)} of column ${column}; an array of rows holds numbers only.`,
            "Give columns with text as { columns: { name: values, ... } }.",
            { row },
          );
        } else refuseValue({ what: `Column ${column} of X` }, row, value);
      }
    });
    return { data: { data, shape: [rows.length, width] } };
  }
  refuse("bad_type", "X", `X is ${describe(X)}, not a table.`, tableHint);
}

/** Checks y and copies it into the form the engine reads. */
export function targetToWire(y: TargetLike): WireTarget {
  if (Array.isArray(y)) {
    const row = (y as readonly unknown[]).findIndex((value) => value === null || value === undefined);
    if (row >= 0) {
      refuse(
        "missing_target",
        "y",
        `y has no value in ${rowText(row)}.`,
        "Leave out the rows whose target is missing.",
        { row },
      );
    }
  } else if (!isNumeric(y) && !isCoded(y)) {
    refuse("bad_type", "y", `y is ${describe(y)}, not a target.`, "Give an array of numbers or of strings.");
  }
  const wire = columnToWire(y, "y");
  if (!(wire instanceof Float64Array)) {
    const row = wire.codes.indexOf(-1);
    if (row >= 0) {
      refuse(
        "missing_target",
        "y",
        `y has no value in ${rowText(row)}.`,
        "Leave out the rows whose target is missing.",
        { row },
      );
    }
  }
  return wire;
}

/** Number of rows of X. */
export function rowsOf(X: WireTable): number {
  return "rows" in X ? X.rows : X.data.shape[0]!;
}

/** Refuses a y that is not as long as X. */
export function checkLengths(X: WireTable, y: WireTarget): void {
  const length = y instanceof Float64Array ? y.length : y.codes.length;
  if (length !== rowsOf(X)) {
    refuse(
      "inconsistent_length",
      "y",
      `X has ${counted(rowsOf(X), "row")}, but y has ${counted(length, "value")}.`,
      "Give one target value for each row.",
    );
  }
}

/**
 * SHA-256, in hex, of the canonical MessagePack bytes of `{ X, y }` as they are sent to the engine: the same data give
 * the same hash whether text came as strings or dictionary-coded, and numbers as typed or plain arrays.
 */
export async function datasetHash(X: TableLike, y?: TargetLike): Promise<string> {
  return sha256(encodeMessage({ X: tableToWire(X), y: y === undefined ? undefined : targetToWire(y) }));
}
