// A hyperparameter's value as text: in the page's address, in its fields, in sentences and in the reference.
import type { Constraint, ParamValue } from "../../lib/types.js";

const words: readonly (readonly [string, ParamValue])[] = [
  ["None", null],
  ["True", true],
  ["False", false],
  ["nan", NaN],
  ["inf", Infinity],
  ["-inf", -Infinity],
  ["-0", -0],
];

/** Of what JSON does not write, or not as Python does. */
const wordOf = (value: unknown): string | undefined => words.find(([, known]) => Object.is(known, value))?.[0];

/**
 * As scikit-learn's users write it, strings without quotes: `None`, `True`, `0.5`, `balanced`, `[1,2]`. What `valueOf`
 * reads is the same value: a string that would be read as something else keeps its quotes.
 */
export function textOf(value: ParamValue): string {
  const word = wordOf(value);
  if (word !== undefined) return word;
  if (typeof value !== "string") return JSON.stringify(value);
  return valueOf(value) === value ? value : JSON.stringify(value);
}

/** A float that is said to be one, as a number. */
export const floatOf = (value: unknown): number | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  const { $float } = value as { readonly $float?: unknown };
  return typeof $float === "number" && Object.keys(value).length === 1 ? $float : undefined;
};

/** The same to be read: a float that is said to be one has its point. */
export function shownOf(value: ParamValue): string {
  const float = floatOf(value);
  if (float === undefined) return textOf(value);
  return Number.isInteger(float) && !Object.is(float, -0) ? float.toFixed(1) : textOf(float);
}

/** What a text stands for: a word of Python, JSON, or else the text itself. */
export function valueOf(text: string): ParamValue {
  const word = words.find(([known]) => known === text.trim());
  if (word) return word[1];
  try {
    return JSON.parse(text) as ParamValue;
  } catch {
    return text;
  }
}

/** What is typed, separated by commas. */
export const valuesOf = (text: string): ParamValue[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(valueOf);

/** As one writes it in Python; with the parameter's constraint, a float is told from an int: `1.0`. */
export function pythonOf(value: unknown, constraint: readonly Constraint[] = []): string {
  if (value === undefined) return "None";
  const word = wordOf(value);
  if (word !== undefined) return word;
  if (typeof value === "string") return `'${value}'`;
  if (typeof value === "number") {
    const numeric = new Set(constraint.map((each) => (each.type === "interval" ? each.numeric : undefined)));
    // 1 and 1.0 may differ (a count and a share); what is a float is shown as one.
    return numeric.has("float") && !numeric.has("int") && Number.isInteger(value) ? `${value}.0` : String(value);
  }
  if (Array.isArray(value)) return `[${value.map((each) => pythonOf(each)).join(", ")}]`;
  return JSON.stringify(value);
}
