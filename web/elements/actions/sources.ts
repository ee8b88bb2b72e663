// Where data come from: from the choice of them to a table of which nothing else is known.
import type { DatasetCard, Engine, ReadOptions } from "../../lib/index.js";
import { drawnFile, drawnOf, findGenerator, generators, type DrawnParams } from "../data/drawn.js";
import { PreparedTable, readAs } from "../data/prepared.js";
import { fetchSample, findSample, samples, type Sample } from "../data/samples.js";
import { columnsOf, headColumns, headRows, withTarget, type Column, type DataTable } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { listed } from "../shared/words.js";
import type { DataChoice } from "../state/choices.js";
import type { Report } from "../store/jobs.js";
import type { Store } from "../store/store.js";
import { fetched, fileNameOf } from "./fetched.js";

const unreadLines = 8;

/** How a table is read of which nothing is known but the choice of it. */
type Source = (engine: Engine, choice: DataChoice, store: Store | undefined, report?: Report) => Promise<Untargeted>;

// Where data may come from; `from` of the choices names one.
export const sources = new Map<string, Source>([
  ["sample", (engine, { name }, _store, report) => sampleTable(engine, sampleNamed(name), report)],
  ["drawn", (engine, { name, params }, _store, report) => drawnTable(engine, name, params, report)],
  ["url", (engine, choice, store, report) => addressTable(engine, choice, store, report)],
  ["file", (engine, choice, store, report) => fileTable(engine, fileOf(choice, store), choice, store, report)],
]);

/** How the data of choices are called. */
export const titleOf = ({ from, name }: DataChoice): string =>
  (from === "sample" && findSample(name)?.title) ||
  (from === "drawn" && findGenerator(name)?.title) ||
  (from === "url" && fileNameOf(name)) ||
  name;

function sampleNamed(name: string): Sample {
  const sample = findSample(name);
  if (sample) return sample;
  throw {
    message: `There is no sample data set called “${visible(name, 80)}”.`,
    hint: `Samples are ${listed(samples.map((each) => each.name))}; ${listed(generators.map((each) => each.name))} draw data.`,
  };
}

async function sampleTable(engine: Engine, sample: Sample, report?: Report): Promise<Untargeted> {
  const [source, prepared] = await Promise.all([fetchSample(sample), sample.prepared()]);
  report?.signal.throwIfAborted();
  const options = readAs(sample);
  const open = new PreparedTable(prepared, () => engine.openTable(source, options));
  const found = { options, target: sample.target };
  return tableOf({ name: sample.name, title: sample.title, sample, source, open, openedAs: options, options, found });
}

async function drawnTable(
  engine: Engine,
  name: string,
  params: DrawnParams = {},
  report?: Report,
): Promise<Untargeted> {
  const [drawn, source] = await drawnFile(engine, name, params);
  report?.signal.throwIfAborted();
  const { target } = drawn;
  const columns = drawn.columns.map((column) => ({ ...column, use: true }));
  const options: ReadOptions = { name, form: "csv", delimiter: ",", columns };
  const open = await engine.openTable(source, { ...options, ...report });
  const title = titleOf({ from: "drawn", name, said: [] });
  return tableOf({ name, title, drawn, source, open, openedAs: options, options, found: { options, target } });
}

/** The data that a card names, where this page has them or can draw them, beside whatever is open. */
export async function readNamed(engine: Engine, card: DatasetCard | undefined): Promise<DataTable | undefined> {
  const sample = findSample(card?.name ?? "");
  if (sample) return withTarget(await sampleTable(engine, sample), sample.target, sample.task);
  const drawn = drawnOf(card);
  if (!drawn) return undefined;
  // A file may say anything: what cannot be drawn is not at hand.
  const table = await drawnTable(engine, drawn.name, drawn.params).catch(() => undefined);
  return table && withTarget(table, table.drawn!.target, table.drawn!.task);
}

function fileOf({ name, key }: DataChoice, store: Store | undefined): File {
  const file = store?.services.file(key);
  if (file) return file;
  throw {
    message: `The file “${visible(name, 80)}” is not at hand here.`,
    hint: "A file is not sent anywhere: open it again.",
  };
}

async function addressTable(
  engine: Engine,
  choice: DataChoice,
  store: Store | undefined,
  report?: Report,
): Promise<Untargeted> {
  const content = await fetched(choice.name, report?.signal);
  return fileTable(engine, new File([content], fileNameOf(choice.name)), choice, store, report);
}

async function fileTable(
  engine: Engine,
  file: File,
  { told }: DataChoice,
  store: Store | undefined,
  report?: Report,
): Promise<Untargeted> {
  const options: ReadOptions = { name: file.name, ...told };
  const open = await engine.openTable(file, { ...options, ...report }).catch((error) => {
    throw named(error, file.name);
  });
  try {
    const found = { options, target: "" };
    const { name } = file;
    const table = await tableOf({ name, title: name, source: file, open, openedAs: options, options, found });
    if (table.rows > 0 && table.columns.length === 1 && open.reading.form === "csv")
      store?.remember({ unread: { file, lines: await open.lines(unreadLines), delimiter: open.reading.delimiter } });
    refuseTooSmall(table);
    const dated = await withDates(table, report);
    return { ...dated, found: { options: dated.options, target: likelyTarget(dated.columns) } };
  } catch (error) {
    open.close();
    throw error;
  }
}

/** Where nothing but dates is left to predict from, the first is spread into its parts: a proposal always fits. */
async function withDates(table: Untargeted, report?: Report): Promise<Untargeted> {
  const target = likelyTarget(table.columns);
  const others = table.columns.filter(({ name }) => name !== target);
  const date = others.find(({ kind }) => kind === "date");
  if (!date || others.some(({ kind }) => kind !== "date")) return table;
  const options = merged(table.options, {
    columns: [{ name: date.name, kind: "date", parts: ["year", "month", "day", "weekday"] }],
  });
  const open = await table.open.reread({ ...options, ...report });
  table.open.close();
  return tableOf({ ...table, open, openedAs: options, options });
}

/** What is no table is called by its name. */
function named(thrown: unknown, file: string): unknown {
  const { code, message = "", hint = "" } = thrown as { code?: string; message?: string; hint?: string };
  const name = `“${visible(file, 80)}”`;
  if (code === "empty_file") return { message: `${name} is empty.`, hint };
  if (code === "not_a_table") return { message: message.replace(/^This is/, `${name} is`), hint };
  return thrown;
}

/** A table whose target is not looked at yet. */
export type Untargeted = Omit<DataTable, "target" | "task" | "why" | "counts">;

export async function tableOf(parts: Omit<Untargeted, "columns" | "rows" | "head">): Promise<Untargeted> {
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

/** What tables call the column that is to be predicted; the first of these that there is. */
const targets = ["target", "label", "outcome", "survived", "diagnosis", "churn", "class", "species"];

/**
 * The column that is called so, or the last one that could be a target: texts with many different values are names or
 * notes.
 */
export function likelyTarget(columns: readonly Column[]): string {
  const varied = columns.filter(({ kind, summary }) => kind !== "date" && summary.distinct > 1);
  const could = varied.filter(({ use, kind, summary }) => use && (kind === "number" || summary.distinct <= 50));
  const called = targets.flatMap((name) => could.filter((column) => column.name.toLowerCase() === name));
  return (called[0] ?? could.at(-1) ?? varied.at(-1) ?? columns.at(-1)!).name;
}

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
