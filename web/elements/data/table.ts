import { take, takeTarget } from "../../lib/index.js";
import type {
  CodedText,
  Column as Values,
  ColumnReading,
  ColumnSummary,
  ColumnTable,
  OpenTable,
  ReadKind,
  ReadOptions,
  Reading,
  TableHead,
  TargetLike,
} from "../../lib/index.js";
import { breathe } from "../shared/breathe.js";
import { countValues, proposeTask, type Task } from "./task.js";
import type { Drawn } from "./drawn.js";
import type { Sample } from "./samples.js";

export type { Task } from "./task.js";

/** What a person says a column is; leaving it out is a matter of the page alone. */
export type ChosenKind = ReadKind | "ignore";

/** Rows of the file that are shown, and how many columns of them are asked for at once. */
export const headRows = 50;
export const headColumns = 40;

/** A column of the table as it was read. `use`: whether it may be predicted from. */
export interface Column extends ColumnReading {
  /** Its place in the reading, ... */
  at: number;
  /** ... and in the file; a part of a date stands nowhere in it. */
  inFile: number | undefined;
  summary: ColumnSummary;
}

/** The open data set, with the choices made about it. */
export interface DataTable {
  /** The sample's name, that of what drew it, or the file's name. */
  name: string;
  title: string;
  sample?: Sample;
  /** How it was drawn. */
  drawn?: Drawn;
  /** Where it was read from, to read it again beside. */
  source: Blob;
  open: OpenTable;
  /** With what that was read; what is used of its columns may have been chosen since. */
  openedAs: ReadOptions;
  /** What was chosen; the rest was found out. */
  options: ReadOptions;
  /** How it was read before a person said anything of that, and the target proposed then. */
  found: { options: ReadOptions; target: string };
  columns: readonly Column[];
  rows: number;
  /** The first rows of the first columns, as they stand in the file. */
  head: TableHead;
  target: string;
  /** How often each value of the target stands in it; empty where there are very many. */
  counts: ReadonlyMap<number | string, number>;
  task: Task;
  /** Why this task was proposed; empty once it was chosen. */
  why: string;
}

export interface Training {
  X: ColumnTable;
  y: TargetLike;
  rows: number;
  /** Rows left out because their target is missing. */
  dropped: number;
  /** The table's row (from 0) of each of these rows; undefined where none is left out. */
  kept: Int32Array | undefined;
}

/** What follows from something that never changes, found out once: a table may have columns by the ten thousand. */
function once<From extends object, Found>(find: (from: From) => Found): (from: From) => Found {
  const known = new WeakMap<From, Found>();
  return (from) => {
    let found = known.get(from);
    if (found === undefined) known.set(from, (found = find(from)));
    return found;
  };
}

const byName = once((columns: readonly Column[]) => new Map(columns.map((column) => [column.name, column])));

export const findColumn = ({ columns }: Pick<DataTable, "columns">, name: string): Column | undefined =>
  byName(columns).get(name);

/** Whether it is from a file that somebody opened here. */
export const isOwn = ({ sample, drawn }: Pick<DataTable, "sample" | "drawn">): boolean => !sample && !drawn;

/** Names of the columns that can be predicted. */
export const targetNames = once(({ columns }: DataTable) =>
  columns.filter(({ kind }) => kind !== "date").map(({ name }) => name),
);

/** A date itself is never predicted from; its parts are columns of their own. */
export const canBeUsed = ({ kind, summary }: Column): boolean => kind !== "date" && summary.distinct > 0;

/**
 * What is predicted from. Where everything else was left out, the first column that was is better than none: a proposal
 * always fits.
 */
export const features = once((table: DataTable): Column[] => {
  const others = table.columns.filter((column) => column.name !== table.target && column.kind !== "date");
  const used = others.filter(({ use }) => use);
  if (used.length || table.options.columns?.some(({ use }) => use === false)) return used;
  const some = others.filter(canBeUsed);
  return (some.length ? some : others).slice(0, 1);
});

/** Boolean words and texts are classes of text to the engine. */
export const isText = ({ kind }: { kind: ReadKind }): boolean => kind === "text" || kind === "boolean";

const known = new WeakMap<Reading, Map<number, Promise<Float64Array | CodedText>>>();

/** The values of columns; each is asked for once. */
export async function valuesOf(
  { open }: Pick<DataTable, "open">,
  columns: readonly Column[],
): Promise<(Float64Array | CodedText)[]> {
  let cache = known.get(open.reading);
  if (!cache) known.set(open.reading, (cache = new Map()));
  const missing = columns.filter(({ at }) => !cache.has(at));
  if (missing.length) {
    const all = open.columns(missing.map(({ at }) => at));
    missing.forEach(({ at }, i) => {
      const one = all.then((values) => values[i]!);
      one.catch(() => cache.delete(at));
      cache.set(at, one);
    });
  }
  return Promise.all(columns.map(({ at }) => cache.get(at)!));
}

/** The columns of a reading, with the page's own choices of what is used. */
export function columnsOf(open: OpenTable, options: ReadOptions): Column[] {
  const chosen = new Map((options.columns ?? []).map(({ name, use }) => [name, use]));
  let next = 0;
  return open.reading.columns.map((column, at) => ({
    ...column,
    use: chosen.get(column.name) ?? column.use,
    at,
    inFile: column.of === undefined ? next++ : undefined,
    summary: open.summaries[at]!,
  }));
}

/** The reading as it is kept in a card: with what was chosen here of what is used. */
export function readingOf({ open, columns, target }: DataTable): Reading {
  return {
    ...open.reading,
    target,
    columns: open.reading.columns.map((column, at) => ({
      ...column,
      use: column.name === target || columns[at]!.use,
    })),
  };
}

/** The same table with another target: its values are looked at to propose the task. */
export async function withTarget<Table extends Omit<DataTable, "target" | "task" | "why" | "counts">>(
  table: Table,
  name: string,
  task?: Task,
): Promise<Table & Pick<DataTable, "target" | "task" | "why" | "counts">> {
  const column = findColumn(table, name)!;
  const [values] = await valuesOf(table, [column]);
  const counts = await countValues(values!);
  const proposed = proposeTask(name, column.summary, counts);
  return { ...table, target: name, counts, ...(task ? { task, why: "" } : proposed) };
}

/** Whether squares of its numbers, or sums of these over its rows, are infinite. */
export const isHuge = ({ summary: { numbers } }: Column): boolean =>
  numbers !== undefined && Math.max(-numbers.min, numbers.max) > 1e150;

/** X and y as the engine takes them: columns left out and rows without a target are not in them. */
export async function trainingOf(table: DataTable): Promise<Training> {
  const target = findColumn(table, table.target);
  if (!target) throw { message: "No target is chosen.", hint: "Choose the column to predict in step 1." };
  const used = features(table);
  if (used.length === 0)
    throw {
      message: "No column is left to predict from.",
      hint: "Use at least one column beside the target in step 1.",
    };
  if (table.task === "regression" && isHuge(target))
    throw {
      message: `Column “${target.name}” holds numbers whose squares are too large for a computer, so no error can be told from another.`,
      hint: "Choose another target in step 1, or give it in larger units.",
    };
  const [y, ...values] = await valuesOf(table, [target, ...used]);
  const columns = new Map<string, Values>(used.map(({ name }, i) => [name, values[i]!]));
  if (target.summary.missing === 0) return { X: { columns }, y: y!, rows: table.rows, dropped: 0, kept: undefined };
  const kept = presentRows(y!);
  if (kept.length === 0)
    throw { message: `Column “${target.name}” is empty.`, hint: "Choose another target in step 1." };
  return {
    X: await takeRows({ columns }, kept),
    y: takeTarget(y!, kept),
    rows: kept.length,
    dropped: table.rows - kept.length,
    kept,
  };
}

/** `take`, column after column, with room for the page to draw in between. */
export async function takeRows(X: ColumnTable, rows: Int32Array): Promise<ColumnTable> {
  const columns = new Map<string, Values>();
  let since = performance.now();
  for (const [name, values] of X.columns as ReadonlyMap<string, Values>) {
    const one = take({ columns: new Map([[name, values]]) }, rows) as ColumnTable;
    columns.set(name, (one.columns as ReadonlyMap<string, Values>).get(name)!);
    if (performance.now() - since < 12) continue;
    await breathe();
    since = performance.now();
  }
  return { columns };
}

function presentRows(values: Float64Array | CodedText): Int32Array {
  const length = values instanceof Float64Array ? values.length : values.codes.length;
  const kept: number[] = [];
  for (let row = 0; row < length; row++) {
    const missing = values instanceof Float64Array ? Number.isNaN(values[row]) : values.codes[row]! < 0;
    if (!missing) kept.push(row);
  }
  return Int32Array.from(kept);
}
