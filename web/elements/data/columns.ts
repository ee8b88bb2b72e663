/** What a column is used as. `ignore` keeps it visible in the table and out of the fit. */
export type Kind = "number" | "text" | "ignore";

/** Strings are dictionary-coded: a code of -1 is a missing cell. */
export interface Coded {
  codes: Int32Array;
  categories: string[];
}

export interface Summary {
  missing: number;
  distinct: number;
  /** Of the numbers: range, middle, and how many fall into each of equally wide bins. */
  numbers?: { min: number; max: number; median: number; whole: boolean; bins: number[] };
  /** Of the texts: the most frequent first, at most `shownCategories`. */
  texts?: { value: string; count: number }[];
}

export interface Column {
  name: string;
  kind: Exclude<Kind, "ignore">;
  values: Float64Array | Coded;
  summary: Summary;
}

export interface Problem {
  line: number;
  text: string;
}

export const shownCategories = 24;
const binCount = 16;

const missingWords = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"]);
export const isMissing = (cell: string): boolean => missingWords.has(cell.trim());

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const commaNumber = /^[+-]?\d+,\d+$/;

/** NaN for whatever is not a plain decimal number. */
export function toNumber(cell: string, decimalComma: boolean): number {
  const text = cell.trim();
  if (number.test(text)) return Number(text);
  if (decimalComma && commaNumber.test(text)) return Number(text.replace(",", "."));
  return NaN;
}

/** A column counts as numbers when at least nine in ten of its present cells are. */
export function guessKind(cells: string[], decimalComma: boolean): "number" | "text" {
  let present = 0;
  let numbers = 0;
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    present += 1;
    if (!Number.isNaN(toNumber(cell, decimalComma))) numbers += 1;
  }
  return present > 0 && numbers >= 0.9 * present ? "number" : "text";
}

export function encodeColumn(
  name: string,
  cells: string[],
  kind: "number" | "text",
  decimalComma: boolean,
  onNotANumber?: (row: number, cell: string) => void,
): Column {
  if (kind === "text") {
    const values = encodeTexts(cells);
    return { name, kind, values, summary: summariseTexts(values) };
  }
  const values = new Float64Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!;
    values[row] = isMissing(cell) ? NaN : toNumber(cell, decimalComma);
    if (onNotANumber && Number.isNaN(values[row]) && !isMissing(cell)) onNotANumber(row, cell);
  }
  return { name, kind, values, summary: summariseNumbers(values) };
}

function encodeTexts(cells: string[]): Coded {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!.trim();
    if (isMissing(cell)) {
      codes[row] = -1;
      continue;
    }
    let code = codeOf.get(cell);
    if (code === undefined) codeOf.set(cell, (code = codeOf.size));
    codes[row] = code;
  }
  // Sorted categories, so that the same cells in another order give the same table of categories.
  const categories = [...codeOf.keys()].sort();
  const place = new Int32Array(categories.length);
  categories.forEach((category, index) => (place[codeOf.get(category)!] = index));
  for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) codes[row] = place[codes[row]!]!;
  return { codes, categories };
}

export function summariseTexts({ codes, categories }: Coded): Summary {
  const counts = new Array<number>(categories.length).fill(0);
  let missing = 0;
  for (const code of codes) code < 0 ? missing++ : counts[code]!++;
  const texts = categories
    .map((value, code) => ({ value, count: counts[code]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return { missing, distinct: texts.length, texts: texts.slice(0, shownCategories) };
}

export function summariseNumbers(values: Float64Array): Summary {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const missing = values.length - present.length;
  if (present.length === 0) return { missing, distinct: 0 };
  const min = present[0]!;
  const max = present[present.length - 1]!;
  const bins = new Array<number>(binCount).fill(0);
  let distinct = 0;
  let whole = true;
  let before = NaN;
  for (const value of present) {
    const bin = max > min ? Math.min(binCount - 1, Math.floor(((value - min) / (max - min)) * binCount)) : 0;
    bins[bin]!++;
    if (value !== before) distinct++;
    if (!Number.isInteger(value)) whole = false;
    before = value;
  }
  const half = present.length >> 1;
  const median = present.length % 2 ? present[half]! : (present[half - 1]! + present[half]!) / 2;
  return { missing, distinct, numbers: { min, max, median, whole, bins } };
}
