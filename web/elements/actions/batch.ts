import type {
  CodedText,
  Column,
  ColumnTable,
  InputColumn,
  InputWarning,
  Model,
  OpenTable,
  Reading,
  ReadOptions,
} from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count, duration, listed, number } from "../shared/words.js";
import { batchKind, type Batch } from "../state/results.js";
import { currentOf } from "../store/current.js";
import type { Store } from "../store/store.js";
import { Answers, writePredictions } from "./predictions-file.js";

type Values = Float64Array | CodedText;

const pieceRows = 4096;
const shownRows = 5;

/** Predicts every row of a file, read as the model's own data were. */
export async function predictFile(store: Store, file: File): Promise<void> {
  const { engine } = store.services;
  const current = currentOf(store);
  const { batchColumns: withColumns, batchGuarded: guarded } = store.desk;
  if (!engine || store.jobs.work("batch")) return;
  if (!current)
    return store.jobs.fail("batch", {
      message: "There is no pipeline to predict with.",
      hint: "Fit one in step 3 or load one in step 5, then drop the file again.",
    });
  const { model, target, reading } = current;
  // What was said of another file does not stand below this one.
  store.results.drop(batchKind);
  const shown = visible(file.name, 80);
  const stopped = "Stopped; nothing was predicted.";
  const job = { name: file.name, stage: "Reading", says: `Reading ${shown}.`, stopped };
  let open: OpenTable | undefined;
  await store.jobs.run("batch", job, async ({ signal, onProgress }, at) => {
    const started = performance.now();
    const { input, methods } = await model.describe();
    const told: ReadOptions = { name: file.name, ...(reading ? { reading } : {}), signal, onProgress };
    open = await engine.openTable(file, told);
    if (!reading) {
      const here = new Set(open.reading.columns.map(({ name }) => name));
      const columns = input
        .filter(({ name }) => here.has(name))
        .map(({ name, kind }) => ({
          name,
          kind: kind === "text" ? ("text" as const) : ("number" as const),
          use: true,
        }));
      const found = open;
      open = await found.reread({ ...told, columns });
      found.close();
    }
    const { rows } = open.reading;
    if (rows === 0)
      throw { message: `“${visible(file.name, 80)}” has no rows to predict.`, hint: "Choose another file." };
    const wanted = new Set(input.map(({ name }) => name));
    const found = open.reading.columns.map(({ name }, at) => ({ name, at })).filter(({ name }) => wanted.has(name));
    const values = await open.columns(found.map(({ at }) => at));
    const X = new Map(found.map(({ name }, i) => [name, values[i]!] as const));
    const lacking = input.map(({ name }) => name).filter((name) => !X.has(name));
    const answers = new Answers(rows, methods.includes("predict_proba"));
    const outside = new Outside();
    try {
      at("Predicting");
      for (let from = 0; from < rows; from += pieceRows) {
        signal.throwIfAborted();
        const piece = Int32Array.from({ length: Math.min(pieceRows, rows - from) }, (_, i) => from + i);
        await predictRows(model, X, piece, answers, signal);
        await outside.look(model, X, piece, input, signal);
        onProgress({ done: from + piece.length, total: rows });
      }
    } catch (thrown) {
      const { code, name } = thrown as { code?: string; name?: string };
      if (lacking.length === 0 || code === "cancelled" || name === "AbortError") throw thrown;
      throw lacks(file.name, lacking, reading);
    }
    const lines = await open.lineOf(Int32Array.from(answers.refused.keys()));
    const refused = [...answers.refused].map(([row, reason], i) => ({ row: row + 1, line: lines[i]!, reason }));
    refused.sort((a, b) => a.row - b.row);
    at("Writing");
    const predictions = await writePredictions(
      open,
      { file: file.name, target, answers, refused, withColumns, guarded },
      { signal, onProgress: (share) => onProgress({ done: share, total: 1 }) },
    );
    const milliseconds = performance.now() - started;
    const done: Batch = {
      model,
      name: file.name,
      target,
      rows,
      refused,
      differences: [
        ...(reading ? [] : ["The model does not say how its data were read; this file is read as it was found."]),
        ...(reading ? differences(open, reading, target) : []),
        ...(lacking.length && !reading ? [`It lacks ${count(lacking.length, "column")} of the fit.`] : []),
        ...outside.inWords(),
      ],
      problems: open.problems,
      weight: open.weight,
      first: answers.first(shownRows),
      predictions,
      milliseconds,
    };
    store.results.put(batchKind, done, store.choices);
    return `Predicted ${count(rows - refused.length, "row")} in ${duration(milliseconds)}.`;
  });
  open?.close();
}

// What is found out about any file; it differs only where the model's own file was another.
const sameFor: readonly [code: string, same: (here: Reading, there: Reading) => boolean][] = [
  ["delimiter", (here, there) => here.delimiter === there.delimiter],
  ["decimal", (here, there) => here.decimal === there.decimal],
  ["skip", (here, there) => here.skip === there.skip],
  ["above", (here, there) => here.skip === there.skip],
  ["encoding", (here, there) => here.encoding === there.encoding],
  ["sheet", (here, there) => here.sheet === there.sheet],
  // Of records: how they are laid out in the file.
  ["nested", (here, there) => here.form === there.form],
  ["inside", (here, there) => here.form === there.form],
  ["comment", (here, there) => here.comment === there.comment],
  ["no_header", (here, there) => (here.header === null) === (there.header === null)],
  ["header", (here, there) => (here.header === null) === (there.header === null)],
  ["row_names", (here, there) => here.rowNames === there.rowNames],
  ["trailing", (here, there) => here.trailing === there.trailing],
  ["style", (here, there) => here.style === there.style],
];

/** What a new file has otherwise than the one the model was fitted on; its target need not be in it. */
function differences({ reading: here, notes }: OpenTable, there: Reading, target: string): string[] {
  const known = new Set(there.columns.map(({ name }) => name));
  const same = new Map(sameFor);
  return notes
    .filter(({ code, column, message }) => {
      // Nothing is learned from this file.
      if (code === "constant") return false;
      if (code === "column_missing") return !message.includes(`'${target}'`);
      if (column !== null && known.has(column) && code !== "column_new" && code !== "unit_differs") return false;
      return !same.get(code)?.(here, there);
    })
    .map(({ code, column, message }) => (code === "column_new" ? leftAside(column!) : message));
}

const leftAside = (column: string): string =>
  `Column “${visible(column, 60)}” is left aside: the model was not fitted on it.`;

/**
 * That a file has not the columns it is predicted from, by the names that stand in files: of a date, not of its parts.
 */
function lacks(file: string, names: readonly string[], reading: Reading | undefined): Error & { hint: string } {
  const origin = new Map((reading?.columns ?? []).map(({ name, of }) => [name, of ?? name]));
  const own = [...new Set(names.map((name) => origin.get(name) ?? name))].map((name) => visible(name, 60));
  const some = own.length > 12 ? [...own.slice(0, 11), count(own.length - 11, "other", "others")] : own;
  return Object.assign(
    new Error(`“${visible(file, 80)}” lacks the ${own.length === 1 ? "column" : "columns"} ${listed(some)}.`),
    { hint: "The model predicts from them. Choose a file that has them, named as in the model's own data." },
  );
}

const looksAlike = 20;

/** Where rows leave what the model saw while it was fitted, put together over all pieces of a file. */
class Outside {
  /** The first such row, and the first with a value that looks like one that was seen. */
  #found = new Map<string, { first: InputWarning; like: InputWarning | undefined; count: number }>();

  async look(
    model: Model,
    X: ReadonlyMap<string, Values>,
    rows: Int32Array,
    input: readonly InputColumn[],
    signal: AbortSignal,
  ): Promise<void> {
    const ask = (which: Int32Array) => model.inputWarnings(piece(X, which), { signal });
    // What cannot be looked at is refused by the prediction itself.
    const warnings = await ask(rows).catch(() => []);
    signal.throwIfAborted();
    for (const found of warnings) {
      // The engine holds only the first new category against those it knows.
      const key = `${found.kind} ${found.column}`;
      const before = this.#found.get(key);
      const first = { ...found, row: rows[found.row]! };
      const like = before?.like ?? (found.looks_like ? first : await this.#alike(found, X, rows, input, ask));
      this.#found.set(key, { first: before?.first ?? first, like, count: (before?.count ?? 0) + found.count });
    }
  }

  async #alike(
    { column, kind }: InputWarning,
    X: ReadonlyMap<string, Values>,
    rows: Int32Array,
    input: readonly InputColumn[],
    ask: (rows: Int32Array) => Promise<InputWarning[]>,
  ): Promise<InputWarning | undefined> {
    const values = X.get(column);
    const known = input.find(({ name }) => name === column)?.categories;
    if (kind !== "category" || !known || !values || values instanceof Float64Array) return undefined;
    const seen = new Set<string>(known);
    for (const row of rows) {
      const value = values.categories[values.codes[row]!];
      if (value === undefined || seen.has(value)) continue;
      seen.add(value);
      if (seen.size - known.length > looksAlike) return undefined;
      const found = (await ask(Int32Array.of(row))).find((one) => one.column === column && one.kind === kind);
      if (found?.looks_like !== undefined) return { ...found, row };
    }
    return undefined;
  }

  inWords(): string[] {
    return [...this.#found.values()].map(({ first, like, count: times }) => {
      const { column, kind, row, value, seen } = first;
      const many = count(times, "row");
      const where = times === 1 ? `in row ${number(row + 1)}` : `first in row ${number(row + 1)}`;
      const own = visible(value, 60);
      const plain = (text: string) => visible(text, 60).replace(/(\d)\.0(?!\d)/g, "$1");
      if (kind === "range")
        return `${column}: ${many} outside of what the model saw, ${plain(seen)}; ${where}, ${plain(value)}.`;
      if (kind === "missing") return `${column}: ${many} without a value, where the model saw none missing; ${where}.`;
      const said = `${column}: ${many} with a value that the model never saw; ${where}, “${own}”.`;
      if (!like) return said;
      const [here, there] = like.code_points!;
      return `${said} “${visible(like.value, 60)}” in row ${number(like.row + 1)} looks like “${visible(like.looks_like!, 60)}”, but is ${visible(here, 80)} where that is ${visible(there, 80)}.`;
    });
  }
}

export const cancelBatch = (store: Store): void => store.jobs.stop("batch");

const piece = (X: ReadonlyMap<string, Values>, rows: Int32Array): ColumnTable => ({
  columns: new Map(
    [...X].map(([name, values]): [string, Column] => [
      name,
      values instanceof Float64Array
        ? Float64Array.from(rows, (row) => values[row]!)
        : { codes: Int32Array.from(rows, (row) => values.codes[row]!), categories: values.categories },
    ]),
  ),
});

/** One refused row must not cost the others their answer: it is set aside, and the rest is asked again. */
async function predictRows(
  model: Model,
  X: ReadonlyMap<string, Values>,
  rows: Int32Array,
  answers: Answers,
  signal: AbortSignal,
): Promise<void> {
  if (rows.length === 0) return;
  try {
    const given = piece(X, rows);
    const labels = await model.predict(given, { signal });
    const probabilities = answers.withProbabilities ? await model.predictProba(given, { signal }) : undefined;
    answers.take(rows, labels, probabilities);
  } catch (thrown) {
    const error = thrown as { code?: string; message: string; row?: number; column?: string };
    if (error.code === "cancelled") throw thrown;
    const bad = refusedRows(X, rows, error);
    if (bad) {
      for (const row of bad) answers.refused.set(row, reasonOf(error));
      return predictRows(
        model,
        X,
        rows.filter((row) => !answers.refused.has(row)),
        answers,
        signal,
      );
    }
    if (rows.length === 1) {
      // What is wrong with the first row alone and says no row is wrong with the file.
      if (answers.refused.size === 0 && rows[0] === 0) throw thrown;
      answers.refused.set(rows[0]!, reasonOf(error));
      return;
    }
    const half = rows.length >> 1;
    await predictRows(model, X, rows.subarray(0, half), answers, signal);
    await predictRows(model, X, rows.subarray(half), answers, signal);
  }
}

/** The rows a refusal is about: the one it names, and those with the same fault in the same column. */
function refusedRows(
  X: ReadonlyMap<string, Values>,
  rows: Int32Array,
  { row, column }: { row?: number; column?: string },
): number[] | undefined {
  if (row === undefined || rows[row] === undefined) return undefined;
  const named = rows[row];
  const values = column === undefined ? undefined : X.get(column);
  if (!values) return [named];
  const fault = faultOf(values, named);
  return fault === undefined ? [named] : Array.from(rows.filter((each) => faultOf(values, each) === fault));
}

function faultOf(values: Values, row: number): unknown {
  if (!(values instanceof Float64Array)) return values.codes[row];
  const value = values[row]!;
  return Number.isNaN(value) ? "missing" : Number.isFinite(value) ? undefined : "infinite";
}

/** The reason without the row, which stands beside it. */
const reasonOf = ({ message }: { message: string }): string => message.replace(/,? (?:in|at) row \d+\b/, "");
