// What comes out of every box of the pipeline, for some of the rows fitted on: as few numbers as a small picture needs.
import type { ColumnTable, Labels, StepOutput, TransformedColumn } from "../../lib/index.js";
import type { Box, Group } from "./diagram.js";
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
  /** By the paths of the fitted model; `madeAt` finds those of a box. */
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

function stepOf({ width, X, ...answer }: StepOutput, classes: Labels | undefined): Made {
  if (X)
    return madeOf(
      X.columns.slice(0, columnsShown).map(([name, values]) => columnOf(name, values)),
      width,
    );
  const labels = labelsIn(answer, classes);
  return madeOf(labels ? [columnOf("prediction", labels)] : [], 1, true);
}

/** Members of a vote or a stack, and whoever is behind them, know classes by their places. */
const knowsPlaces = /(^|__)(estimators_\.\d+|final_estimator_)(__|$)/;

/** Classes are texts here, also those that are numbers; some members are only asked how probable each is. */
function labelsIn({ path, labels, proba }: Omit<StepOutput, "width" | "X">, classes: Labels | undefined) {
  if (!classes) return labels;
  const texts = (values: Labels): string[] => Array.from<number | string, string>(values, String);
  const named = (places: Float64Array): string[] => Array.from(places, (place) => String(classes[place] ?? ""));
  if (labels) return labels instanceof Float64Array && knowsPlaces.test(path) ? named(labels) : texts(labels);
  if (!proba) return undefined;
  const [rows = 0, k = 0] = proba.shape;
  const likeliest = Float64Array.from({ length: rows }, (_, row) => {
    let best = 0;
    for (let at = 1; at < k; at++) if (proba.data[row * k + at]! > proba.data[row * k + best]!) best = at;
    return best;
  });
  return named(likeliest);
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

/** @param classes Those of the whole model. */
export const allMade = (
  steps: readonly StepOutput[],
  X: ColumnTable,
  target: Labels | undefined,
  rows: number,
  classes?: Labels,
): AllMade => ({
  steps: new Map(steps.map((step) => [step.path, stepOf(step, classes)])),
  input: inputOf(X),
  target,
  rows,
});

/** The boxes from the outermost to the one at a path, each with the group that it is of. */
function wayTo(root: Box, path: string): { box: Box; group: Group }[] | undefined {
  const way: { box: Box; group: Group }[] = [];
  for (let at = root; at.path !== path;) {
    const isIn = (box: Box) => path === box.path || path.startsWith(`${box.path}__`);
    const group = at.groups.find(({ boxes }) => boxes.some(isIn));
    const box = group?.boxes.find(isIn);
    if (!group || !box) return undefined;
    way.push({ box, group });
    at = box;
  }
  return way;
}

/** What came out of the box at a path. Members, and estimators inside others, are fitted under names of attributes. */
export function madeAt({ steps }: AllMade, root: Box, path: string): Made | undefined {
  let fitted: string | undefined = "";
  const paths = [...steps.keys()];
  for (const { box, group } of wayTo(root, path) ?? []) {
    const members = group.boxes.filter(({ inner }) => isRecipe(inner));
    const names = group.list
      ? [box.name, `estimators_.${members.indexOf(box)}`]
      : [`${group.param}_`, `best_${group.param}_`];
    fitted = names
      .map((name): string => (fitted ? `${fitted}__${name}` : name))
      .find((name) => paths.some((each) => each === name || each.startsWith(`${name}__`)));
    if (fitted === undefined) return undefined;
  }
  return path === "" || fitted ? steps.get(fitted) : undefined;
}

/** What goes into the box at a path: what the one before it made, or what its surroundings were given. */
export function madeBefore(made: AllMade, root: Box, path: string): Made | undefined {
  const way = wayTo(root, path);
  if (!way) return undefined;
  let given: Made | undefined = made.input;
  for (const { box, group } of way) {
    // Who stacks others is given their answers.
    if (group.role === "behind" || group.role === "target") return undefined;
    if (group.role === "flow") {
      for (const before of group.boxes.slice(0, group.boxes.indexOf(box)))
        given = isRecipe(before.inner) ? madeAt(made, root, before.path) : given;
    } else if (box.slot.columns) given = given && onlyOf(given, box.columns);
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
