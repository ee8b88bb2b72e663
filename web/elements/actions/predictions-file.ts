import type { ColumnReading, Labels, OpenTable, Reading } from "../../lib/index.js";
import { breathe } from "../shared/breathe.js";
import type { Dialect, FirstAnswer, Predictions, Refused } from "../state/results.js";
import { csvCell, csvLine, csvNumber, dialectOf, harmless } from "../state/csv.js";

/** What is written at once: so many rows, or fewer where they have very many cells. */
const pieceRows = 2048;
const pieceCells = 1 << 14;
/** Text that is put away at once: a browser takes long to put all of it together at the end. */
const partSize = 1 << 20;

/** The answer for each row of a file. */
export class Answers {
  readonly labels: (string | number | undefined)[];
  classes: Labels | undefined;
  probabilities: Float64Array | undefined;
  readonly refused = new Map<number, string>();

  constructor(
    readonly rows: number,
    readonly withProbabilities: boolean,
  ) {
    this.labels = new Array(rows);
  }

  take(rows: Int32Array, labels: Labels, probabilities?: { data: Float64Array; classes: Labels }): void {
    rows.forEach((row, i) => (this.labels[row] = labels[i]));
    if (!probabilities) return;
    const { data, classes } = probabilities;
    const k = classes.length;
    this.classes = classes;
    this.probabilities ??= new Float64Array(this.rows * k).fill(NaN);
    rows.forEach((row, i) => this.probabilities!.set(data.subarray(i * k, i * k + k), row * k));
  }

  sharesOf(row: number): ArrayLike<number> {
    const k = this.classes?.length ?? 0;
    return this.probabilities?.subarray(row * k, row * k + k) ?? [];
  }

  first(most: number): FirstAnswer[] {
    return this.labels.slice(0, most).map((label, row) => {
      const shares = Array.from(this.sharesOf(row));
      return {
        row: row + 1,
        label: label === undefined ? "" : String(label),
        share: shares.length ? Math.max(...shares) : undefined,
      };
    });
  }
}

interface Asked {
  /** Name of the file that was predicted. */
  file: string;
  target: string;
  answers: Answers;
  refused: readonly Refused[];
  /** Whether its own columns come first. */
  withColumns: boolean;
  /** Whether its own cells get an apostrophe where a spreadsheet would take them for a formula. */
  guarded: boolean;
}

interface Report {
  signal: AbortSignal;
  onProgress(share: number): void;
}

/** The predictions behind the file's own columns: those in their order, and their cells as they stand in the file. */
export async function writePredictions(
  open: OpenTable,
  { file, target, answers, refused, withColumns, guarded }: Asked,
  { signal, onProgress }: Report,
): Promise<Predictions> {
  const { reading } = open;
  const dialect = dialectOf(reading);
  const own = withColumns ? reading.columns.filter(({ of }) => of === undefined) : [];
  const classes = Array.from((answers.classes ?? []) as ArrayLike<string | number>, String);
  const free = freeNames(own.flatMap(({ name, header }) => [name, header ?? name]));
  const added = [
    ...(withColumns ? [] : [free("row"), free("line")]),
    free(target ? `predicted_${target}` : "prediction"),
    ...classes.map((name) => free(`probability_${name}`)),
    ...(answers.refused.size ? [free("refused")] : []),
  ];
  const text = (cell: string) => csvCell(harmless(cell), dialect, cell.trim() !== cell);
  const guard = new Guard(guarded);
  const before = withColumns ? cellsOf(open, own, dialect, guard) : placesOf(open);
  const why = new Map(refused.map(({ row, line, reason }) => [row - 1, `line ${line}: ${reason}`]));
  const answer = (row: number): string[] => {
    const label = answers.labels[row];
    return [
      label === undefined ? "" : typeof label === "number" ? csvCell(csvNumber(label, dialect), dialect) : text(label),
      ...classes.map((_, k) =>
        label === undefined ? "" : csvCell(csvNumber(answers.sharesOf(row)[k]!, dialect), dialect),
      ),
      ...(answers.refused.size ? [text(why.get(row) ?? "")] : []),
    ];
  };
  const { rows } = answers;
  const many = Math.min(pieceRows, Math.ceil(pieceCells / Math.max(1, own.length)));
  const piece = (from: number) => before(from, Math.min(many, rows - from));
  const written = new Written();
  written.add(
    csvLine(
      [...own.map(({ name, header }) => csvCell(guard.pass(header ?? name), dialect)), ...added.map(text)],
      dialect,
    ),
  );
  let coming = piece(0);
  for (let from = 0; from < rows; from += many) {
    signal.throwIfAborted();
    const cells = await coming;
    // The next ones are taken from the file while these are written.
    if (from + many < rows) (coming = piece(from + many)).catch(() => {});
    written.add(cells.map((row, i) => csvLine([...row, ...answer(from + i)], dialect)).join(""));
    onProgress(Math.min(1, (from + many) / rows));
    await breathe();
  }
  const mark = forSpreadsheets(reading) && !written.ascii;
  return {
    name: nameFor(file, reading),
    content: written.blob(mark ? "\ufeff" : ""),
    dialect,
    mark,
    guarded: guard.count,
  };
}

/** Text that grows. */
class Written {
  #parts: Blob[] = [];
  #text = "";
  /** Whether all of it is plain ASCII. */
  ascii = true;

  add(text: string): void {
    this.ascii &&= !/[^\0-\x7f]/.test(text);
    this.#text += text;
    if (this.#text.length >= partSize) this.#put();
  }

  #put(): void {
    this.#parts.push(new Blob([this.#text]));
    this.#text = "";
  }

  blob(before: string): Blob {
    this.#put();
    return new Blob([before, ...this.#parts], { type: "text/csv" });
  }
}

/** Names beside those that are taken. */
function freeNames(names: readonly string[]): (name: string) => string {
  const taken = new Set(names);
  return (name) => {
    let found = name;
    for (let n = 2; taken.has(found); n++) found = `${name}_${n}`;
    taken.add(found);
    return found;
  };
}

/** What stands in rows before the predictions. */
type Before = (from: number, many: number) => Promise<string[][]>;

/** Cells on their way out, where those like formulas are counted. */
class Guard {
  count = 0;
  constructor(readonly on: boolean) {}

  pass(cell: string): string {
    if (!this.on) return cell;
    const safe = harmless(cell);
    if (safe !== cell) this.count++;
    return safe;
  }
}

/**
 * The file's own cells. A value that is written like a missing one stood between quotation marks, and does again.
 * Guarded are those that are neither numbers nor marks of missing values.
 */
function cellsOf(open: OpenTable, own: readonly ColumnReading[], dialect: Dialect, guard: Guard): Before {
  const marks = own.map((column) => new Set(["", ...(column.missing ?? open.reading.missing)]));
  return async (from, many) => {
    const { cells, missing } = await open.cells(from, many);
    return cells.map((row, i) =>
      row.map((cell, j) => {
        const isMark = marks[j]!.has(cell.trim());
        const isNumber = own[j]!.kind === "number" && !missing[i]![j];
        const safe = isNumber || (missing[i]![j] && isMark) ? cell : guard.pass(cell);
        return csvCell(safe, dialect, !missing[i]![j] && isMark);
      }),
    );
  };
}

/** The table's row and the file's line, from 1. */
function placesOf(open: OpenTable): Before {
  return async (from, many) => {
    const lines = await open.lineOf(Int32Array.from({ length: many }, (_, i) => from + i));
    return Array.from(lines, (line, i) => [String(from + i + 1), String(line)]);
  };
}

/** Spreadsheets that write semicolons, or a mark, take UTF-8 without one for something else. */
const forSpreadsheets = ({ form, delimiter, mark }: Reading): boolean =>
  form === "xlsx" || (form === "csv" && (delimiter === ";" || mark));

/** The file's name and ending, as far as it is text: by the ending a spreadsheet knows how to open it. */
function nameFor(file: string, { form }: Reading): string {
  const [, name = file, ending = ""] = /^(.+?)((?:\.\w+)?(?:\.gz)?)$/.exec(file) ?? [];
  const own = ending.replace(/\.gz$/, "");
  return `${name}-predictions${form === "csv" && own ? own : ".csv"}`;
}
