import type { Kind } from "../data/columns.js";
import { CsvReader } from "../data/reader.js";
import { fetchSample, findSample, type Sample } from "../data/samples.js";
import { findColumn, guessTask, type DataTable, type Task } from "../data/table.js";
import { count } from "../shared/words.js";
import type { Session } from "./session.js";

export async function openSample(session: Session, name: string): Promise<void> {
  const sample = findSample(name);
  if (!sample) {
    session.trouble("data", {
      message: `There is no sample data set called “${name}”.`,
      hint: "Choose one of the samples, or open a CSV file.",
    });
    return;
  }
  await reading(session, sample.title, async (onProgress) => {
    const reader = new CsvReader();
    const table = await readSample(sample, reader, onProgress);
    return { reader, table };
  });
}

/** Reads a sample beside whatever is open on the page; the verify step uses it for models saved earlier. */
export async function readSample(
  sample: Sample,
  reader: CsvReader,
  onProgress: (share: number) => void = () => {},
): Promise<DataTable> {
  const kinds = Object.fromEntries(sample.columns.map(({ name, kind }) => [name, kind]));
  const parsed = await reader.open(await fetchSample(sample), kinds, onProgress);
  return {
    ...parsed,
    name: sample.name,
    title: sample.title,
    sample,
    kinds: parsed.columns.map(({ kind }) => kind),
    target: sample.target,
    task: sample.task,
  };
}

export async function openCsvFile(session: Session, file: File): Promise<void> {
  await reading(session, file.name, async (onProgress) => {
    await refuseWhatIsNoText(file);
    const reader = new CsvReader();
    const parsed = await reader.open(file, {}, onProgress);
    if (parsed.columns.length < 2 || parsed.rows === 0) {
      reader.close();
      throw {
        message:
          parsed.rows === 0 ? `“${file.name}” has no rows below its header.` : `“${file.name}” has a single column.`,
        hint: "A data set needs a header line, at least two columns and one row per line, with cells separated by commas, semicolons or tabs.",
      };
    }
    // The last column that could be a target: texts with many different values are names or notes.
    const candidates = parsed.columns.filter(
      ({ summary, kind }) => summary.distinct > 1 && (kind === "number" || summary.distinct <= 50),
    );
    const target = candidates[candidates.length - 1] ?? parsed.columns[parsed.columns.length - 1]!;
    const table: DataTable = {
      ...parsed,
      name: file.name,
      title: file.name,
      kinds: parsed.columns.map(({ kind, summary }) => (kind === "text" && summary.distinct > 50 ? "ignore" : kind)),
      target: target.name,
      task: guessTask(target),
    };
    return { reader, table };
  });
}

async function refuseWhatIsNoText(file: File): Promise<void> {
  const start = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  if (start.length === 0)
    throw { message: `“${file.name}” is empty.`, hint: "Choose a CSV file with a header line and rows." };
  if (start.includes(0)) {
    throw {
      message: `“${file.name}” is not a CSV file: it holds bytes that no text has.`,
      hint: "Save the table as CSV (in a spreadsheet: File, Save as) and open that file.",
    };
  }
}

async function reading(
  session: Session,
  name: string,
  read: (onProgress: (share: number) => void) => Promise<{ reader: CsvReader; table: DataTable }>,
): Promise<void> {
  const mine = { name, share: 0 };
  session.settle("data", "pipeline", "fit");
  session.reading = mine;
  session.changed(`Reading ${name}.`);
  try {
    const { reader, table } = await read((share) => {
      mine.share = share;
      session.changed();
    });
    // A second file may have been chosen while this one was read.
    if (session.reading !== mine) return reader.close();
    session.reader?.close();
    session.reader = reader;
    session.table = table;
    session.changed(`Read ${count(table.rows, "row")} and ${count(table.columns.length, "column")} of ${name}.`);
  } catch (error) {
    if (session.reading === mine) session.trouble("data", error);
  } finally {
    if (session.reading === mine) {
      session.reading = undefined;
      session.changed();
    }
  }
}

export async function setKind(session: Session, index: number, kind: Kind): Promise<void> {
  const { table, reader } = session;
  if (!table || !reader) return;
  let columns = table.columns;
  if (kind !== "ignore" && columns[index]!.kind !== kind) {
    const column = await reader.recode(index, kind);
    if (session.table !== table) return;
    columns = columns.with(index, column);
  }
  const kinds = table.kinds.with(index, kind);
  const next = { ...table, columns, kinds };
  const isTarget = columns[index]!.name === table.target;
  session.table = isTarget ? { ...next, task: guessTask(columns[index]) } : next;
  session.changed(`Column ${columns[index]!.name} is now ${kind === "ignore" ? "ignored" : kind}.`);
}

export function setTarget(session: Session, name: string): void {
  const { table } = session;
  if (!table || table.target === name) return;
  const index = table.columns.findIndex((column) => column.name === name);
  const kinds = table.kinds[index] === "ignore" ? table.kinds.with(index, table.columns[index]!.kind) : table.kinds;
  session.table = { ...table, kinds, target: name, task: guessTask(findColumn(table, name)) };
  session.changed(`The target is now ${name}.`);
}

export function setTask(session: Session, task: Task): void {
  if (!session.table) return;
  session.table = { ...session.table, task };
  session.changed(`The task is now ${task}.`);
}
