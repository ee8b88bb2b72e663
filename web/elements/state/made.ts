// What comes out of every box of the pipeline, for some of the rows fitted on: as few numbers as a small picture needs.
import type { ColumnTable, Labels, StepOutput, TransformedColumn } from "../../lib/index.js";
import type { Box } from "./diagram.js";
import { isRecipe } from "./recipe.js";
import { kind, ofFit } from "./results.js";

/** One column of what a step made. */
export interface MadeColumn {
  readonly name: string;
  /** Share of the rows where it is missing. */
  readonly missing: number;
  /** Of numbers: counts between `low` and `high`, all of one width. */
  readonly bins: readonly number[];
  readonly low: number;
  readonly high: number;
  /** Of texts: the most frequent, the first first. */
  readonly texts: readonly { readonly text: string; readonly count: number }[];
  /** The first values, as they are. */
  readonly first: readonly (number | string | null)[];
  /** Of numbers: every value, for a picture of two columns. */
  readonly values: Float64Array | undefined;
}

/** What one step made. */
export interface Made {
  readonly width: number;
  readonly columns: readonly MadeColumn[];
  /** Share of all cells looked at that are missing. */
  readonly missing: number;
  /** Whether it is an answer (labels), not columns for a step to come. */
  readonly answer: boolean;
}

export interface AllMade {
  readonly steps: ReadonlyMap<string, Made>;
  /** What went in. */
  readonly input: Made;
  /** The class, or value, of each row. */
  readonly target: Labels | undefined;
  readonly rows: number;
}

export const madeKind = kind<AllMade>("made", ofFit);

/** Of so many rows a picture is made. */
export const rowsShown = 300;
const columnsShown = 12;
const binsShown = 12;
const firstShown = 5;
const textsShown = 8;

function ofNumbers(name: string, values: Float64Array): MadeColumn {
  let low = Infinity;
  let high = -Infinity;
  let missing = 0;
  for (const value of values) {
    if (Number.isNaN(value)) missing++;
    else if (Number.isFinite(value)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const bins = new Array<number>(binsShown).fill(0);
  const width = (high - low) / binsShown || 1;
  for (const value of values)
    if (Number.isFinite(value)) bins[Math.min(binsShown - 1, Math.floor((value - low) / width))]!++;
  const first = Array.from(values.subarray(0, firstShown), (value) => (Number.isNaN(value) ? null : value));
  return { name, missing: missing / Math.max(1, values.length), bins, low, high, texts: [], first, values };
}

function ofTexts(name: string, values: readonly (string | null)[]): MadeColumn {
  const counts = new Map<string, number>();
  let missing = 0;
  for (const value of values) {
    if (value === null) missing++;
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const texts = [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count);
  return {
    name,
    missing: missing / Math.max(1, values.length),
    bins: [],
    low: NaN,
    high: NaN,
    texts: texts.slice(0, textsShown),
    first: values.slice(0, firstShown),
    values: undefined,
  };
}

const columnOf = (name: string, values: TransformedColumn): MadeColumn =>
  values instanceof Float64Array ? ofNumbers(name, values) : ofTexts(name, values);

function madeOf(columns: readonly MadeColumn[], width: number, answer = false): Made {
  const missing = columns.reduce((sum, column) => sum + column.missing, 0) / Math.max(1, columns.length);
  return { width, columns, missing, answer };
}

function stepOf({ width, X, labels }: StepOutput): Made {
  if (X)
    return madeOf(
      X.columns.slice(0, columnsShown).map(([name, values]) => columnOf(name, values)),
      width,
    );
  return madeOf(labels ? [columnOf("prediction", labels)] : [], width, true);
}

/** What went in, as text or numbers. */
function inputOf({ columns }: ColumnTable): Made {
  const all = [...(columns as ReadonlyMap<string, unknown>)];
  const shown = all.slice(0, columnsShown).map(([name, values]): MadeColumn => {
    if (values instanceof Float64Array) return ofNumbers(name, values);
    const { codes, categories } = values as { codes: Int32Array; categories: readonly string[] };
    return ofTexts(
      name,
      Array.from(codes, (code) => (code < 0 ? null : categories[code]!)),
    );
  });
  return madeOf(shown, all.length);
}

export const allMade = (
  steps: readonly StepOutput[],
  X: ColumnTable,
  target: Labels | undefined,
  rows: number,
): AllMade => ({
  steps: new Map(steps.map((step) => [step.path, stepOf(step)])),
  input: inputOf(X),
  target,
  rows,
});

/** What goes into the box at a path: what the one before it made, or what its surroundings were given. */
export function madeBefore({ steps, input }: AllMade, root: Box, path: string): Made | undefined {
  let given: Made | undefined = input;
  let at = root;
  while (at.path !== path) {
    const isIn = (box: Box) => path === box.path || path.startsWith(`${box.path}__`);
    const group = at.groups.find(({ boxes }) => boxes.some(isIn));
    const next = group?.boxes.find(isIn);
    if (!group || !next) return undefined;
    // Who stacks others is given their answers.
    if (group.role === "behind" || group.role === "target") return undefined;
    if (group.role === "flow")
      for (const { path: before, inner } of group.boxes.slice(0, group.boxes.indexOf(next)))
        given = isRecipe(inner) ? steps.get(before) : given;
    else if (next.slot.columns) given = given && onlyOf(given, next.columns);
    at = next;
  }
  return given;
}

/** The columns that a part of a ColumnTransformer sees, where they are named. */
function onlyOf(given: Made, columns: Box["columns"]): Made | undefined {
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === "string")) return undefined;
  const wanted = new Set<unknown>(columns);
  return madeOf(
    given.columns.filter(({ name }) => wanted.has(name)),
    columns.length,
  );
}
