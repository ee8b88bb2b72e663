// Predictions that Python made, beside those of the page: which column of a file has them, and where the two differ.
import { ulpsBetween } from "../../lib/compare.js";
import type { CodedText, Labels } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { listed } from "../shared/words.js";

/** What such a column is called. */
const names = ["prediction", "predictions", "predicted", "y_pred"];

const named = (columns: readonly string[]): string => {
  const shown = columns.slice(0, 8).map((name) => `“${visible(name, 60)}”`);
  return listed(columns.length > shown.length ? [...shown, `${columns.length - shown.length} more`] : shown);
};

const column = (many: readonly unknown[]): string => (many.length === 1 ? "column" : "columns");

/**
 * The column with the predictions: the one that is called so, or else the only one that is no input.
 *
 * @throws What is wrong, as the page says it, where the file lacks an input column or has not one such column.
 */
export function predictionColumn(columns: readonly string[], input: readonly string[]): string {
  const lacking = input.filter((name) => !columns.includes(name));
  if (lacking.length)
    throw {
      message: `The file lacks the ${column(lacking)} ${named(lacking)}, from which the model predicts.`,
      hint: "Write the rows with the columns of the fit, named as there: the lines of Python beside do.",
    };
  const others = columns.filter((name) => !input.includes(name));
  const called = others.filter((name) => names.includes(name.trim().toLowerCase()));
  const [found, ...more] = called.length ? called : others;
  if (found === undefined)
    throw {
      message: "The file has no column with predictions: all of its columns are inputs of the model.",
      hint: "Add what Python predicted as a column called prediction.",
    };
  if (more.length === 0) return found;
  throw called.length
    ? {
        message: `The file has ${called.length} columns that may be the predictions: ${named(called)}.`,
        hint: "Leave in the one to compare with.",
      }
    : {
        message: `The file has ${others.length} columns that are no inputs, and none of them is called prediction: ${named(others)}.`,
        hint: "Call the one that Python predicted prediction, or leave out the others.",
      };
}

/** The words True and False as numbers, which Python's are; other texts stay. */
export function flagsAsNumbers(values: Float64Array | CodedText): Float64Array | CodedText {
  if (values instanceof Float64Array) return values;
  const numbers = values.categories.map((word) => (/^true$/i.test(word) ? 1 : /^false$/i.test(word) ? 0 : undefined));
  if (numbers.includes(undefined)) return values;
  return Float64Array.from(values.codes, (code) => (code < 0 ? NaN : numbers[code]!));
}

export interface Answers {
  readonly rows: number;
  readonly different: number;
  /** The first row, from 0, in which they differ. */
  readonly first?: {
    readonly row: number;
    readonly expected: number | string | null;
    readonly got: number | string | null;
    readonly ulps?: number;
  };
  /** Of numbers that differ: the largest distance, of the larger of the two, and in units in the last place. */
  readonly largest?: { readonly relative: number; readonly ulps: number };
}

/** Numbers are equal as numbers are: 0 and -0 are, and so are two that are none. */
const same = (a: number | string | null, b: number | string | null): boolean =>
  a === b || (typeof a === "number" && typeof b === "number" && Number.isNaN(a) && Number.isNaN(b));

/** Holds what the page predicts against what Python did. */
export function compareAnswers(expected: Float64Array | CodedText, got: Labels): Answers {
  const at = (row: number): number | string | null =>
    expected instanceof Float64Array ? expected[row]! : (expected.categories[expected.codes[row]!] ?? null);
  let different = 0;
  let first: Answers["first"];
  let largest: { relative: number; ulps: number } | undefined;
  for (let row = 0; row < got.length; row++) {
    const [a, b] = [at(row), got[row]!];
    if (same(a, b)) continue;
    different++;
    const ulps = typeof a === "number" && typeof b === "number" ? ulpsBetween(a, b) : undefined;
    first ??= { row, expected: a, got: b, ...(ulps !== undefined && { ulps }) };
    if (ulps === undefined) continue;
    const relative = Math.abs(Number(a) - Number(b)) / Math.max(Math.abs(Number(a)), Math.abs(Number(b)));
    largest = {
      relative: Math.max(largest?.relative ?? 0, relative),
      ulps: Math.max(largest?.ulps ?? 0, ulps),
    };
  }
  return { rows: got.length, different, ...(first && { first }), ...(largest && { largest }) };
}

/** Python that writes such a file. `file`: that of the model; `input`: the columns it takes. */
export function pythonFor(file: string, format: string, input: readonly string[]): string {
  const path = JSON.stringify(file);
  const loads =
    format === "skops"
      ? ["import skops.io", `model = skops.io.load(${path}, trusted=skops.io.get_untrusted_types(file=${path}))`]
      : ["import joblib", `model = joblib.load(${path})`];
  // So the columns are called of a model that was fitted on an array.
  const writes = input.every((name, i) => name === `x${i}`)
    ? ["rows = pandas.DataFrame(X).add_prefix('x')", "rows.assign(prediction=model.predict(X))"]
    : ["X.assign(prediction=model.predict(X))"];
  const frames = writes.length > 1 ? ["import pandas"] : [];
  return [...frames, ...loads, ...writes].join("\n") + '.to_csv("rows.csv", index=False)\n';
}
