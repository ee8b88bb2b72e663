import type { ColumnChoice, Engine, OpenTable, ReadOptions } from "../../lib/index.js";
import { fetchSample, findSample, type Sample } from "../data/samples.js";
import {
  columnsOf,
  findColumn,
  headColumns,
  headRows,
  withTarget,
  type Column,
  type DataTable,
  type Task,
} from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { count } from "../shared/words.js";
import type { Session } from "./session.js";

const unreadLines = 8;

/** What a person says of the reading; `kind: "ignore"` is a matter of the page alone. */
export type ChosenKind = NonNullable<ColumnChoice["kind"]> | "ignore";

type Report = { signal: AbortSignal; onProgress(progress: { done: number; total: number }): void };

export async function openSample(session: Session, name: string): Promise<void> {
  const sample = findSample(name);
  if (!sample) {
    session.trouble("data", {
      message: `There is no sample data set called “${visible(name, 80)}”.`,
      hint: "Choose one of the samples, or open a file.",
    });
    return;
  }
  await reading(session, sample.title, (engine, report) => readSample(engine, sample, report));
}

/** Reads a sample beside whatever is open on the page; the verify step uses it for models saved earlier. */
export async function readSample(engine: Engine, sample: Sample, report?: Report): Promise<DataTable> {
  const source = await fetchSample(sample);
  const options: ReadOptions = {
    name: sample.name,
    form: "csv",
    columns: sample.columns.map(({ name, kind }) => ({ name, kind, use: true })),
  };
  const open = await engine.openTable(source, { ...options, ...report });
  const table = await tableOf({ name: sample.name, title: sample.title, sample, source, open, options });
  return withTarget(table, sample.target, sample.task);
}

/** `told`: what a person says of a file that could not be read without. */
export async function openTableFile(session: Session, file: File, told: ReadOptions = {}): Promise<void> {
  await reading(session, file.name, async (engine, report) => {
    const options: ReadOptions = { name: file.name, ...told };
    const open = await engine.openTable(file, { ...options, ...report }).catch((error) => {
      throw named(error, file.name);
    });
    try {
      const table = await tableOf({ name: file.name, title: file.name, source: file, open, options });
      if (table.rows > 0 && table.columns.length === 1 && open.reading.form === "csv")
        session.unread = { file, lines: await open.lines(unreadLines), delimiter: open.reading.delimiter };
      refuseTooSmall(table);
      return await withTarget(await withDates(table, report), likelyTarget(table.columns));
    } catch (error) {
      open.close();
      throw error;
    }
  });
}

/** Where nothing but dates is left to predict from, the first is spread into its parts: a proposal always fits. */
async function withDates(table: Untargeted, report: Report): Promise<Untargeted> {
  const target = likelyTarget(table.columns);
  const others = table.columns.filter(({ name }) => name !== target);
  const date = others.find(({ kind }) => kind === "date");
  if (!date || others.some(({ kind }) => kind !== "date")) return table;
  const options = merged(table.options, {
    columns: [{ name: date.name, kind: "date", parts: ["year", "month", "day", "weekday"] }],
  });
  const open = await table.open.reread({ ...options, ...report });
  table.open.close();
  return tableOf({ ...table, open, options });
}

/** What is no table is called by its name. */
function named(thrown: unknown, file: string): unknown {
  const { code, message = "", hint = "" } = thrown as { code?: string; message?: string; hint?: string };
  const name = `“${visible(file, 80)}”`;
  if (code === "empty_file") return { message: `${name} is empty.`, hint };
  if (code === "not_a_table") return { message: message.replace(/^This is/, `${name} is`), hint };
  return thrown;
}

type Untargeted = Omit<DataTable, "target" | "task" | "why" | "counts">;

async function tableOf(parts: Omit<Untargeted, "columns" | "rows" | "head">): Promise<Untargeted> {
  const { open, options } = parts;
  const { rows } = open.reading;
  const head = await open.head(0, Math.min(headRows, rows), 0, headColumns);
  return { ...parts, columns: columnsOf(open, options), rows, head };
}

function refuseTooSmall({ name, rows, columns }: Untargeted): void {
  if (rows > 0 && columns.length > 1) return;
  throw {
    message:
      rows === 0
        ? `“${visible(name, 80)}” has no rows below its header.`
        : `“${visible(name, 80)}” has a single column.`,
    hint: "A data set needs at least two columns, and one row per line with cells separated by commas, semicolons, tabs, bars or the like.",
  };
}

/** The last column that could be a target: texts with many different values are names or notes. */
function likelyTarget(columns: readonly Column[]): string {
  const varied = columns.filter(({ kind, summary }) => kind !== "date" && summary.distinct > 1);
  const could = varied.filter(({ use, kind, summary }) => use && (kind === "number" || summary.distinct <= 50));
  return (could.at(-1) ?? varied.at(-1) ?? columns.at(-1)!).name;
}

async function reading(
  session: Session,
  name: string,
  read: (engine: Engine, report: Report) => Promise<DataTable>,
): Promise<void> {
  session.reading?.stop.abort();
  const mine = { name, share: 0, stop: new AbortController() };
  session.settle("data", "pipeline", "fit");
  session.unread = undefined;
  session.reading = mine;
  session.changed(`Reading ${visible(name, 80)}.`);
  try {
    const engine = await session.starting!.catch(() => undefined);
    // Why there is none is said above all steps.
    if (!engine) return;
    const table = await read(engine, reportTo(session, mine));
    // Another file may have been chosen while this one was read.
    if (session.reading !== mine) return table.open.close();
    session.saidBefore = saidOf(session) ?? (table.sample ? session.saidBefore : undefined);
    session.table?.open.close();
    session.table = table;
    session.readBefore = [];
    session.changed(
      `Read ${count(table.rows, "row")} and ${count(table.columns.length, "column")} of ${visible(name, 80)}.`,
    );
  } catch (error) {
    if (session.reading === mine) failed(session, error);
  } finally {
    if (session.reading === mine) {
      session.reading = undefined;
      session.changed();
    }
  }
}

function reportTo(session: Session, mine: NonNullable<Session["reading"]>): Report {
  return {
    signal: mine.stop.signal,
    onProgress: ({ done, total }) => {
      mine.share = total > 0 ? Math.min(1, done / total) : 0;
      session.progressed("data");
    },
  };
}

function failed(session: Session, error: unknown): void {
  if ((error as { code?: string }).code === "cancelled")
    session.changed(session.table ? "Reading was stopped; what was open stays." : "Reading was stopped.");
  else session.trouble("data", error);
}

export const cancelReading = (session: Session): void => session.reading?.stop.abort();

// ---- how it is read -----------------------------------------------------------------------------------------------

/**
 * Choices over earlier ones; those about columns go by name. Another sheet is another table: what was said of one is
 * not meant of it.
 */
export function merged(before: ReadOptions, change: ReadOptions): ReadOptions {
  if (change.sheet !== undefined && change.sheet !== before.sheet) {
    const { name, form } = before;
    return { ...(name === undefined ? {} : { name }), ...(form === undefined ? {} : { form }), ...change };
  }
  if (!change.columns) return { ...before, ...change };
  const columns = new Map((before.columns ?? []).map((choice) => [choice.name, choice]));
  for (const choice of change.columns) columns.set(choice.name, { ...columns.get(choice.name), ...choice });
  return { ...before, ...change, columns: [...columns.values()] };
}

/** Whether reading differently is all a matter of which columns are used: then nothing is read again. */
const onlyUse = (change: ReadOptions): boolean =>
  Object.keys(change).every((key) => key === "columns") &&
  (change.columns ?? []).every((choice) => Object.keys(choice).every((key) => key === "name" || key === "use"));

/** Reads the open file again with something said about it. */
export async function readAgain(session: Session, change: ReadOptions, said: string): Promise<void> {
  const { table } = session;
  if (!table || session.reading) return;
  await readWith(session, merged(table.options, change), said, [...session.readBefore, table.options], onlyUse(change));
}

/** What a person changed about how the open file is read; undefined where nothing. */
function saidOf({ table, readBefore: [found] }: Session): Session["saidBefore"] {
  if (!table || table.sample || !found) return undefined;
  const { columns = [], name: _name, ...rest } = table.options;
  const changed = Object.entries(rest).filter(([key, value]) => found[key as keyof ReadOptions] !== value);
  const before = new Map((found.columns ?? []).map((choice) => [choice.name, JSON.stringify(choice)]));
  const own = columns.filter((choice) => JSON.stringify(choice) !== before.get(choice.name));
  if (changed.length + own.length === 0) return undefined;
  return {
    file: table.title,
    form: table.open.reading.form,
    options: { ...Object.fromEntries(changed), ...(own.length ? { columns: own } : {}) },
  };
}

/** What was said of the file before and can be said of this one, too. */
export function sayable({ table, saidBefore }: Session): ReadOptions | undefined {
  if (!table || table.sample || !saidBefore || saidBefore.form !== table.open.reading.form) return undefined;
  const { columns = [], sheet, holdsDelimiter, ...rest } = saidBefore.options;
  const here = columns.filter(({ name }) => findColumn(table, name));
  const holds = holdsDelimiter === null || (holdsDelimiter !== undefined && findColumn(table, holdsDelimiter));
  const options = {
    ...rest,
    ...(here.length ? { columns: here } : {}),
    ...(holds ? { holdsDelimiter } : {}),
    ...(sheet !== undefined && table.open.sheets?.includes(sheet) ? { sheet } : {}),
  };
  return Object.keys(options).length ? options : undefined;
}

/** Reads the open file as the one before was read once a person had changed that. */
export async function readAsBefore(session: Session): Promise<void> {
  const options = sayable(session);
  if (!options) return;
  const { file } = session.saidBefore!;
  session.saidBefore = undefined;
  await readAgain(session, options, `It is read as you said of ${visible(file, 80)}.`);
}

/** Back to how it was read before the last change. */
export async function undoReading(session: Session): Promise<void> {
  const before = session.readBefore.at(-1);
  if (before) await readWith(session, before, "The last change is undone.", session.readBefore.slice(0, -1));
}

/** Back to what was found out, without anything said. */
export async function readAsFound(session: Session): Promise<void> {
  const first = session.readBefore[0];
  if (first) await readWith(session, first, "It is read as it was found.", []);
}

async function readWith(
  session: Session,
  options: ReadOptions,
  said: string,
  before: ReadOptions[],
  asItIs = false,
): Promise<void> {
  const table = session.table!;
  const mine = { name: table.title, share: 0, stop: new AbortController() };
  session.settle("data", "pipeline", "fit");
  if (!asItIs) session.reading = mine;
  session.changed(asItIs ? undefined : `Reading ${visible(table.title, 80)} again.`);
  try {
    const open: OpenTable = asItIs ? table.open : await table.open.reread({ ...options, ...reportTo(session, mine) });
    if (session.table !== table) return;
    const next = await tableOf({ ...table, open, options });
    const same = findColumn(next, table.target);
    const was = findColumn(table, table.target);
    const target = same?.name ?? next.columns[was?.at ?? -1]?.name ?? likelyTarget(next.columns);
    const keep = table.why === "" && same?.kind === was?.kind ? table.task : undefined;
    const targeted = await withTarget(next, target, keep ?? (same && asItIs ? table.task : undefined));
    if (session.table !== table) return;
    session.table = keep || !asItIs ? targeted : { ...targeted, why: table.why };
    if (open !== table.open) table.open.close();
    session.readBefore = before;
    session.changed(said);
  } catch (error) {
    failed(session, error);
  } finally {
    if (session.reading === mine) {
      session.reading = undefined;
      session.changed();
    }
  }
}

export async function setKind(session: Session, name: string, kind: ChosenKind): Promise<void> {
  const shown = visible(name, 80);
  if (kind === "ignore") return readAgain(session, { columns: [{ name, use: false }] }, `Column ${shown} is left out.`);
  const column = findColumn(session.table!, name);
  // A column that was left out and is said to be something is wanted; a date is used by its parts.
  const use = kind !== "date";
  if (column?.kind === kind) return readAgain(session, { columns: [{ name, use }] }, `Column ${shown} is used.`);
  return readAgain(session, { columns: [{ name, kind, use }] }, `Column ${shown} is now ${kind}.`);
}

/** Says something else about one column. */
export const setColumn = (session: Session, choice: ColumnChoice): Promise<void> =>
  readAgain(session, { columns: [choice] }, `Column ${visible(choice.name, 80)} is read again.`);

export async function setTarget(session: Session, name: string): Promise<void> {
  const { table } = session;
  if (!table || table.target === name || !findColumn(table, name)) return;
  try {
    const next = await withTarget(table, name);
    if (session.table !== table) return;
    session.table = next;
    session.settle("data", "pipeline", "fit");
    session.changed(`The target is now ${visible(name, 80)}.`);
  } catch (error) {
    session.trouble("data", error);
  }
}

export function setTask(session: Session, task: Task): void {
  if (!session.table) return;
  session.table = { ...session.table, task, why: "" };
  session.changed(`The task is now ${task}.`);
}
