// A column as callers give it, checked and copied into the form the engine reads.
import { KeepfitError } from "./errors.js";
import type { CodedText, NumericArray } from "./types.js";
import { counted } from "./words.js";

/** Text as the engine takes it: categories distinct, sorted by code point, each used. */
export interface WireText {
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}

export type WireColumn = Float64Array | WireText;
export type WireTarget = Float64Array | WireText;

/** `place`: where in the table it is, from 0. */
export function refuse(code: string, where: string, message: string, hint = "", place: Place = {}): never {
  throw new KeepfitError({ code, where, message, hint, ...place });
}

export interface Place {
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
export const rowText = (row: number): string => `row ${row + 1}`;

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

export function isNumeric(value: unknown): value is NumericArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  );
}

export function isCoded(value: unknown): value is CodedText {
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
        "bad_codes",
        what,
        `${what} has code ${code} in ${rowText(row)}, but ${counted(column.categories.length, "category", "categories")}.`,
        "Codes count from 0; -1 is a missing value.",
        placed(which, row),
      );
    }
  });
  return canonical(column.codes, column.categories);
}

export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) return "an array";
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === "string" ? `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}` : "an object";
}

export function refuseValue(which: Which, row: number, value: unknown): never {
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

/** Whether a column says nothing of what it would hold: neither numbers nor text. */
export function isAllMissing(column: WireColumn): boolean {
  if (column instanceof Float64Array) return column.every((value) => value !== value);
  return column.categories.length === 0;
}

/** A column of missing values of the given kind. */
export function allMissing(kind: string, rows: number): WireColumn {
  return kind === "text" ? { codes: new Int32Array(rows).fill(-1), categories: [] } : new Float64Array(rows).fill(NaN);
}
