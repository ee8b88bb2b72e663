import { encodeMessage } from "./codec.js";
import { KeepfitError } from "./errors.js";
import { sha256 } from "./hash.js";
import type {
  CodedText,
  Column,
  ColumnTable,
  MatrixTable,
  NumericArray,
  Records,
  TableLike,
  TargetLike,
  Tensor,
} from "./types.js";
import { counted } from "./words.js";

/** Text as the engine takes it: categories distinct, sorted by code point, each used. */
export interface WireText {
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

export type WireColumn = Float64Array | WireText;
export type WireTarget = Float64Array | WireText;
export type WireTable =
  | { readonly columns: readonly (readonly [name: string, column: WireColumn])[]; readonly rows: number }
  | { readonly data: Tensor };

/** `place`: where in the table it is, from 0. */
function refuse(code: string, where: string, message: string, hint = "", place: Place = {}): never {
  throw new KeepfitError({ code, where, message, hint, ...place });
}

interface Place {
  readonly row?: number;
  readonly column?: string;
}

/** A column or a target, to errors: what it is called in a sentence, and its name where it has one. */
interface Which {
  readonly what: string;
  readonly column?: string;
}

const placed = ({ column }: Which, row: number): Place => (column === undefined ? { row } : { row, column });

/** People count rows from 1. */
const rowText = (row: number): string => `row ${row + 1}`;

// Strings are ordered by code point, as the engine and Python order them; JavaScript orders by UTF-16 unit.
function byCodePoint(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

function isNumeric(value: unknown): value is NumericArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  );
}

function isCoded(value: unknown): value is CodedText {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Partial<CodedText>).codes instanceof Int32Array &&
    Array.isArray((value as Partial<CodedText>).categories)
  );
}

/** The same text in the same rows gives the same codes, however it was coded before. */
function canonical(codes: Int32Array, categories: readonly string[]): WireText {
  const used = new Uint8Array(categories.length);
  for (const code of codes) if (code >= 0) used[code] = 1;
  const sorted = [...new Set(categories.filter((_, i) => used[i] === 1))].sort(byCodePoint);
  const place = new Map(sorted.map((category, i) => [category, i]));
  const moved = Int32Array.from(categories, (category) => place.get(category) ?? -1);
  return { codes: codes.map((code) => (code < 0 ? -1 : moved[code]!)), categories: sorted };
}

function checkText(text: string, { what }: Which, at: string, place: Place): void {
  if (/\p{Surrogate}/u.test(text)) {
    refuse("bad_text", what, `${what} holds text that is not valid Unicode in ${at}.`, "Decode the text again.", place);
  }
}

function codedToWire(column: CodedText, which: Which): WireText {
  const { what } = which;
  column.categories.forEach((category, i) => {
    if (typeof category !== "string") {
      refuse(
        "bad_type",
        what,
        `Category ${i} of ${what} is ${describe(category)}, not a string.`,
        "Make every category a string.",
      );
    }
    checkText(category, which, `its category ${i}`, {});
  });
  column.codes.forEach((code, row) => {
    if (code < -1 || code >= column.categories.length) {
      refuse(
        "bad_code",
        what,
        `${what} has code ${code} in ${rowText(row)}, but ${counted(column.categories.length, "category", "categories")}.`,
        "Codes count from 0; -1 is a missing value.",
        placed(which, row),
      );
    }
  });
  return canonical(column.codes, column.categories);
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return "an array";
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === "string" ? `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}` : "an object";
}

function refuseValue(which: Which, row: number, value: unknown): never {
  const { what } = which;
  if (typeof value === "boolean") {
    refuse(
      "bad_type",
      what,
      `${what} holds ${value} in ${rowText(row)}; booleans are neither numbers nor text.`,
      'Turn them into 1 and 0, or into "yes" and "no".',
      placed(which, row),
    );
  }
  const hint =
    typeof value === "bigint"
      ? "Turn it into a number with Number(value)."
      : "Use numbers, or strings, or null where a value is missing.";
  const message = `${what} holds ${describe(value)} in ${rowText(row)}; it must be a number or text.`;
  refuse("bad_type", what, message, hint, placed(which, row));
}

function refuseMixed(which: Which, row: number, value: unknown, others: string): never {
  refuse(
    "mixed_types",
    which.what,
    `${which.what} mixes numbers and text: it holds ${describe(value)} in ${rowText(row)} after ${others}.`,
    "Make every value a number, or every value a string.",
    placed(which, row),
  );
}

function arrayToWire(values: readonly unknown[], which: Which): WireColumn {
  const first = values.find((value) => value !== null && value !== undefined);
  if (typeof first === "string") {
    const categories: string[] = [];
    const known = new Map<string, number>();
    const codes = new Int32Array(values.length);
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (value === null || value === undefined) {
        codes[row] = -1;
        continue;
      }
      if (typeof value !== "string") {
        if (typeof value === "number") refuseMixed(which, row, value, "text");
        refuseValue(which, row, value);
      }
      let code = known.get(value);
      if (code === undefined) {
        checkText(value, which, rowText(row), placed(which, row));
        code = categories.push(value) - 1;
        known.set(value, code);
      }
      codes[row] = code;
    }
    return canonical(codes, categories);
  }
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (typeof value === "number") numbers[row] = value;
    else if (value === null || value === undefined) numbers[row] = NaN;
    else if (typeof value === "string") refuseMixed(which, row, value, "numbers");
    else refuseValue(which, row, value);
  }
  return numbers;
}

/** `what`: what errors call it; `name`: the column's own. */
export function columnToWire(column: unknown, what: string, name?: string): WireColumn {
  const which: Which = name === undefined ? { what } : { what, column: name };
  // Always a copy: the call may wait for others, and its buffers are handed to the worker.
  if (isNumeric(column)) return new Float64Array(column);
  if (isCoded(column)) return codedToWire(column, which);
  if (Array.isArray(column)) return arrayToWire(column, which);
  refuse(
    "bad_type",
    what,
    `${what} is ${describe(column)}, not a column.`,
    "Give a Float64Array, an array of numbers or strings, or { codes: Int32Array, categories: string[] }.",
  );
}

/**
 * Names and columns in their order. A name never becomes a key here: `__proto__`, `constructor` and "10" are names like
 * others.
 */
function entriesOf({ columns }: ColumnTable): (readonly [string, Column])[] {
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

function isColumnTable(X: unknown): X is ColumnTable {
  const columns = (X as Partial<ColumnTable> | null)?.columns;
  return typeof columns === "object" && columns !== null;
}

function isMatrixTable(X: unknown): X is MatrixTable {
  return typeof X === "object" && X !== null && "data" in X && Array.isArray((X as Partial<MatrixTable>).shape);
}

const tableHint =
  "Give { columns: { name: values, ... } }, { data: Float64Array, shape: [rows, columns] }, an array of rows, or one of records.";

/** Checks X and copies it into the form the engine reads. */
export function tableToWire(X: TableLike): WireTable {
  if (isColumnTable(X)) {
    let rows = -1;
    let firstName = "";
    const columns = entriesOf(X).map(([name, column]): [string, WireColumn] => {
      const what = `Column ${JSON.stringify(name)}`;
      const wire = columnToWire(column, what, name);
      const length = wire instanceof Float64Array ? wire.length : wire.codes.length;
      if (rows < 0) {
        rows = length;
        firstName = name;
      } else if (length !== rows) {
        refuse(
          "ragged",
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
          "ragged",
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

/** Whether a column says nothing of what it would hold: neither numbers nor text. */
export function isAllMissing(column: WireColumn): boolean {
  if (column instanceof Float64Array) return column.every((value) => value !== value);
  return column.categories.length === 0;
}

/** A column of missing values of the given kind. */
export function allMissing(kind: string, rows: number): WireColumn {
  return kind === "text" ? { codes: new Int32Array(rows).fill(-1), categories: [] } : new Float64Array(rows).fill(NaN);
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
      "bad_length",
      "y",
      `X has ${counted(rowsOf(X), "row")}, but y has ${counted(length, "value")}.`,
      "Give one target value for each row.",
    );
  }
}

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

/**
 * SHA-256, in hex, of the canonical MessagePack bytes of `{ X, y }` as they are sent to the engine: the same data give
 * the same hash whether text came as strings or dictionary-coded, and numbers as typed or plain arrays.
 */
export async function datasetHash(X: TableLike, y?: TargetLike): Promise<string> {
  return sha256(encodeMessage({ X: tableToWire(X), y: y === undefined ? undefined : targetToWire(y) }));
}
