/** Writes tables of other forms as the CSV text that the one reader of tables reads. */

/** A date or a time as it is written: ISO 8601. */
export class Stamp {
  constructor(readonly text: string) {}
}

/** A time in UTC; without the time of day where that is midnight. */
export function stamp(time: Date): Stamp | null {
  if (Number.isNaN(time.getTime())) return null;
  const text = time.toISOString();
  return new Stamp(
    text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.replace("T", " ").replace(/(?:\.000)?Z$/, ""),
  );
}

/** What a cell may hold; undefined and null are missing. */
export type Cell = string | number | bigint | boolean | Stamp | null | undefined;

/** Dialect of what `CsvWriter` writes: nothing of it is left to be found out. */
export const dialect = {
  delimiter: ",",
  quote: '"',
  escape: null,
  comment: null,
  skip: 0,
  rowNames: false,
  style: null,
  holdsDelimiter: null,
  skipUneven: false,
} as const;

const chunk = 1 << 16;

/**
 * Numbers are bare and read back to the same value, texts are quoted (so that a text "NA" is a value), what is missing
 * is empty. One record a line, so that lines count records.
 */
export class CsvWriter {
  readonly #take: (bytes: Uint8Array) => void;
  readonly #encoder = new TextEncoder();
  #text = "";

  constructor(take: (bytes: Uint8Array) => void) {
    this.#take = take;
  }

  row(cells: readonly Cell[]): void {
    let line = "";
    for (let i = 0; i < cells.length; i++) {
      if (i > 0) line += ",";
      line += written(cells[i]);
    }
    // A blank line is no record.
    this.#text += line === "" ? '""\n' : `${line}\n`;
    if (this.#text.length >= chunk) this.#flush();
  }

  /** A line that holds no record, so that those that follow keep their numbers. */
  blank(): void {
    this.#text += "\n";
  }

  end(): void {
    this.#flush();
  }

  #flush(): void {
    if (this.#text !== "") this.#take(this.#encoder.encode(this.#text));
    this.#text = "";
  }
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "string") return `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
  if (typeof cell === "number") {
    if (cell !== cell) return "";
    if (Object.is(cell, -0)) return "-0";
    return Number.isFinite(cell) ? String(cell) : cell > 0 ? "inf" : "-inf";
  }
  return cell instanceof Stamp ? cell.text : String(cell);
}

/** A text that reads as a number, however it is decorated; the reader knows better. */
const looksLikeNumber = /^\s*[-+(]?\s*(?:\p{Sc}\s*)?[-+]?[.,]?\d/u;

/** What the columns hold, for files in which texts and numbers are told apart. Told of each row. */
export class Kinds {
  readonly #texts: number[] = [];
  readonly #others: number[] = [];
  readonly #numerals: Mixed[] = [];

  add(row: readonly Cell[]): void {
    for (let at = 0; at < row.length; at++) {
      const cell = row[at];
      if (cell === null || cell === undefined || cell === "" || cell !== cell) continue;
      if (typeof cell !== "string") {
        this.#others[at] = (this.#others[at] ?? 0) + 1;
        continue;
      }
      this.#texts[at] = (this.#texts[at] ?? 0) + 1;
      if (!looksLikeNumber.test(cell)) continue;
      const known = (this.#numerals[at] ??= { at, example: cell, count: 0 });
      known.count++;
    }
  }

  /** Places of columns that hold texts alone, and of those that hold numbers and texts that look like numbers. */
  get found(): Pick<Converted, "texts" | "mixed"> {
    const texts: number[] = [];
    this.#texts.forEach((_, at) => {
      if (!this.#others[at]) texts.push(at);
    });
    return { texts, mixed: this.#numerals.filter(({ at }) => this.#others[at]) };
  }
}

/** A column in which texts that look like numbers stand among numbers. */
export interface Mixed {
  readonly at: number;
  readonly example: string;
  count: number;
}

/** What a converter makes of a file beside the CSV text. */
export interface Converted {
  /** Places of the columns whose values are texts in the file, also where they look like numbers. */
  readonly texts?: readonly number[];
  readonly mixed?: readonly Mixed[];
  /** Places of columns whose numbers are taken as the texts that their format shows. */
  readonly codes?: readonly { readonly at: number; readonly format: string }[];
  /** Places of columns that name the rows and are no features. */
  readonly indexes?: readonly number[];
  /** Whether the first record names the columns; undefined where that is to be found out. */
  readonly header?: boolean;
  /** How many lines above the table are no part of it. */
  readonly skip?: number;
  readonly notes?: readonly {
    readonly code: string;
    readonly message: string;
    readonly options?: object;
    readonly label?: string;
  }[];
  readonly sheet?: string;
  readonly sheets?: readonly string[];
}
