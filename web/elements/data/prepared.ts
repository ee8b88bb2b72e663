// A sample as the build has read it: what a page asks at first is at hand, and the reader is fetched for the rest.
import type {
  CallOptions,
  CodedText,
  ColumnSummary,
  OpenTable,
  ReadOptions,
  Reading,
  TableHead,
  TableRead,
} from "../../lib/index.js";

/** All that is known of a table without its reader, as JSON: a missing number is null there. */
export interface Prepared extends Pick<OpenTable, "problems" | "weight" | "notes" | "options"> {
  readonly reading: Reading;
  readonly summaries: readonly ColumnSummary[];
  readonly cells: TableHead["cells"];
  readonly missing: TableHead["missing"];
  readonly lines: readonly number[];
  readonly columns: readonly (
    readonly (number | null)[] | { readonly codes: readonly number[]; readonly categories: readonly string[] }
  )[];
}

interface Sidecar {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: "number" | "text" }[];
}

/** How a sample is read, by what its sidecar says. */
export const readAs = ({ name, columns }: Sidecar): ReadOptions => ({
  name,
  form: "csv",
  columns: columns.map((column) => ({ name: column.name, kind: column.kind, use: true })),
});

/** @param rows, columns  How much of the head is kept. */
export async function prepare(open: OpenTable, rows: number, columns: number): Promise<Prepared> {
  const { reading, summaries, problems, weight, notes, options } = open;
  const { cells, missing, lines } = await open.head(0, Math.min(rows, reading.rows), 0, columns);
  const values = await open.columns(reading.columns.map((_, at) => at));
  return {
    ...{ reading, summaries, problems, weight, notes, options, cells, missing, lines: [...lines] },
    columns: values.map((each) =>
      each instanceof Float64Array
        ? Array.from(each, (value) => (Number.isNaN(value) ? null : value))
        : { codes: [...each.codes], categories: each.categories },
    ),
  };
}

export class PreparedTable implements OpenTable {
  readonly #prepared: Prepared;
  readonly #read: () => Promise<OpenTable>;
  #whole: Promise<OpenTable> | undefined;
  readonly reading: Reading;
  readonly summaries: OpenTable["summaries"];
  readonly problems: OpenTable["problems"];
  readonly weight: OpenTable["weight"];
  readonly notes: OpenTable["notes"];
  readonly options: ReadOptions;

  /** @param read Opens the same table with its reader. */
  constructor(prepared: Prepared, read: () => Promise<OpenTable>) {
    this.#prepared = prepared;
    this.#read = read;
    ({
      reading: this.reading,
      summaries: this.summaries,
      problems: this.problems,
      weight: this.weight,
      notes: this.notes,
      options: this.options,
    } = prepared);
  }

  /** Opened once, and again where it could not be. */
  #open(): Promise<OpenTable> {
    if (!this.#whole) {
      this.#whole = this.#read();
      this.#whole.catch(() => (this.#whole = undefined));
    }
    return this.#whole;
  }

  async columns(at: readonly number[], options?: CallOptions): Promise<(Float64Array | CodedText)[]> {
    const known = this.#prepared.columns;
    if (at.some((place) => known[place] === undefined)) return (await this.#open()).columns(at, options);
    return at.map((place) => {
      const values = known[place]!;
      return "codes" in values
        ? { codes: Int32Array.from(values.codes), categories: values.categories }
        : Float64Array.from(values, (value) => value ?? NaN);
    });
  }

  async head(from: number, count: number, columnFrom: number, columnCount: number): Promise<TableHead> {
    const { cells, missing, lines } = this.#prepared;
    const wide = Math.min(columnFrom + columnCount, this.reading.columns.length);
    if (from + count > cells.length || wide > (cells[0]?.length ?? 0))
      return (await this.#open()).head(from, count, columnFrom, columnCount);
    const part = <Value>(rows: readonly (readonly Value[])[]) =>
      rows.slice(from, from + count).map((row) => row.slice(columnFrom, wide));
    return { cells: part(cells), missing: part(missing), lines: Int32Array.from(lines.slice(from, from + count)) };
  }

  async cells(from: number, count: number, options?: CallOptions): Promise<TableHead> {
    return (await this.#open()).cells(from, count, options);
  }
  async lines(count: number): Promise<readonly string[]> {
    return (await this.#open()).lines(count);
  }
  async lineOf(rows: Int32Array | readonly number[]): Promise<Int32Array> {
    return (await this.#open()).lineOf(rows);
  }
  async reread(options: ReadOptions): Promise<OpenTable> {
    return (await this.#open()).reread(options);
  }
  async data(target?: string, options?: CallOptions): Promise<TableRead> {
    return (await this.#open()).data(target, options);
  }
  close(): void {
    void this.#whole?.then((open) => open.close()).catch(() => {});
  }
}
