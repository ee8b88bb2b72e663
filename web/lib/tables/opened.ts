/** A table that stays open: one reading of a source's text. */
import { KeepfitError } from "../errors.js";
import type {
  CallOptions,
  CodedText,
  ColumnChoice,
  OpenTable,
  ReadNote,
  ReadOptions,
  TableHead,
  TableRead,
} from "../types.js";
import { counted, nearest } from "../words.js";
import type { TableReaders } from "./open.js";
import { checkOptions, keptOf, over, wireOptions } from "./options.js";
import type { Origin } from "./origin.js";
import { refuse } from "./refuse.js";
import { sameSource, Seat } from "./seat.js";
import { typedChoices, typedNotes } from "./typed.js";
import { unseenNotes } from "./unseen.js";
import { type Taken, unpackRead, type WireOptions, type WireRead } from "./wire.js";

export class Opened implements OpenTable {
  readonly #seat: Seat;
  readonly #read: WireRead;
  /** What the form says of columns, as choices. */
  readonly #choices: readonly ColumnChoice[];
  /** The options as they travel. */
  readonly #wire: WireOptions;
  #closed = false;
  readonly #waiting = new Set<(error: KeepfitError) => void>();
  readonly options: ReadOptions;
  readonly reading: OpenTable["reading"];
  readonly problems: OpenTable["problems"];
  readonly weight: OpenTable["weight"];
  readonly notes: readonly ReadNote[];

  private constructor(seat: Seat, { read, choices }: Taken, wire: WireOptions) {
    this.#seat = seat;
    this.#read = read;
    this.#choices = choices;
    this.#wire = wire;
    const { summaries: _summaries, kept: _kept, ...options } = wire;
    this.options = options;
    this.reading = {
      ...seat.loaded.host,
      ...read.reading,
      ...(options.target === undefined ? {} : { target: options.target }),
    };
    const typed = typedNotes(seat.loaded.typed, choices, read);
    const unseen = unseenNotes(read.reading.columns, read.notes);
    const single = read.reading.columns.length === 1;
    const host = seat.loaded.notes.filter(({ code }) => single || code !== "fixed_width");
    this.notes = [...host, ...typed, ...unseen, ...read.notes].map((note) => this.#whole(note));
    this.problems = read.problems.map((problem) =>
      problem.remedy ? { ...problem, remedy: this.#whole(problem.remedy) } : problem,
    );
    this.weight = { ...read.weight, remedies: read.weight.remedies.map((remedy) => this.#whole(remedy)) };
    seat.users.add(this);
    seat.current = this;
  }

  /**
   * What is offered, with the choices for columns that were made before: options take the place of each other, not of
   * choices one by one.
   */
  #whole<Offer extends { readonly options?: ReadOptions }>(offer: Offer): Offer {
    const change = offer.options?.columns;
    const before = this.options.columns;
    if (!change || !before?.length) return offer;
    // Of a wide table both may be many.
    return Object.defineProperty({ ...offer }, "options", {
      enumerable: true,
      get: () => ({ ...offer.options, columns: over(before, change) }),
    });
  }

  static async load(
    readers: TableReaders,
    origin: Origin,
    options: ReadOptions,
    more: WireOptions = {},
  ): Promise<Opened> {
    const wire = { ...wireOptions(options), ...more };
    const seat = new Seat(readers, origin, wire);
    await seat.load(options);
    const { read, choices } = seat.loaded;
    return new Opened(seat, { read: await unpackRead(read), choices }, wire);
  }

  get summaries(): OpenTable["summaries"] {
    return this.#read.columns;
  }
  get sheets(): readonly string[] | undefined {
    return this.#seat.loaded.sheets;
  }

  /** Work with this reading in the reader. */
  #with<Result>(work: (seat: Seat) => Promise<Result>, options: CallOptions = {}): Promise<Result> {
    if (this.#closed) return Promise.reject(gone());
    const seat = this.#seat;
    const { signal } = options;
    return this.#open(
      seat.run(async () => {
        if (this.#closed) throw gone();
        if (!seat.backend?.alive) await seat.load(signal ? { signal } : {});
        if (seat.current !== this) {
          await seat.read(this.#wire, this.#choices, signal ? { signal } : {});
          seat.current = this;
        }
        return work(seat);
      }, signal),
    );
  }

  /** What waits rejects when the table or the engine is closed. */
  #open<Result>(work: Promise<Result>): Promise<Result> {
    const { readers } = this.#seat;
    return readers.ended(
      new Promise<Result>((resolve, reject) => {
        this.#waiting.add(reject);
        work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
      }),
    );
  }

  columns(at: readonly number[], options?: CallOptions): Promise<(Float64Array | CodedText)[]> {
    at.forEach((place) => {
      if (!Number.isInteger(place) || place < 0 || place >= this.reading.columns.length) {
        refuse(
          "bad_index",
          "at",
          `There is no column at place ${place} of ${this.reading.columns.length}.`,
          "Places count from 0.",
        );
      }
    });
    return this.#with(async (seat) => {
      const { columns } = await seat.call(
        "table_take",
        { table: seat.loaded.table, columns: Int32Array.from(at), target: null },
        options,
      );
      return [...columns];
    }, options);
  }

  head(from: number, count: number, columnFrom: number, columnCount: number): Promise<TableHead> {
    return this.#with((seat) =>
      seat.call("table_head", {
        table: seat.loaded.table,
        from,
        count,
        column_from: columnFrom,
        column_count: columnCount,
      }),
    );
  }

  cells(from: number, count: number, options?: CallOptions): Promise<TableHead> {
    const { length } = this.reading.columns;
    return this.#with((seat) => {
      const request = { table: seat.loaded.table, from, count, column_from: 0, column_count: length, whole: true };
      return seat.call("table_head", request, options);
    }, options);
  }

  lines(count: number): Promise<readonly string[]> {
    return this.#with(async (seat) => (await seat.call("table_lines", { table: seat.loaded.table, count })).lines);
  }

  lineOf(rows: Int32Array | readonly number[]): Promise<Int32Array> {
    return this.#with(
      async (seat) =>
        (await seat.call("table_line_of", { table: seat.loaded.table, rows: Int32Array.from(rows) })).lines,
    );
  }

  reread(options: ReadOptions): Promise<OpenTable> {
    try {
      checkOptions(options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const kept = keptOf(this.options.columns, options.columns);
    const wire: WireOptions = { ...wireOptions(options), kept };
    const seat = this.#seat;
    if (!sameSource(wire, seat)) return seat.readers.ended(Opened.load(seat.readers, seat.origin, options, { kept }));
    const { signal, onProgress } = options;
    const calling: CallOptions = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
    return this.#with(async () => {
      // Until it has succeeded the reader may hold neither reading.
      seat.current = undefined;
      const read = await seat.read(wire, this.#choices, calling);
      // Columns may have other names now, or be taken for something else.
      const choices = typedChoices(seat.loaded.typed, read, wire, this.#choices);
      const same = JSON.stringify(choices) === JSON.stringify(this.#choices);
      return new Opened(seat, { read: same ? read : await seat.read(wire, choices, calling), choices }, wire);
    }, calling);
  }

  data(target: string | undefined = this.options.target, options?: CallOptions): Promise<TableRead> {
    const { columns } = this.reading;
    let place: number | null = null;
    if (target !== undefined) {
      place = columns.findIndex(({ name }) => name === target);
      if (place < 0) {
        const names = columns.slice(0, 8).map(({ name }) => `'${name}'`);
        const like = nearest(
          target,
          columns.map(({ name }) => name),
        );
        return Promise.reject(
          new KeepfitError({
            code: "bad_option",
            where: "target",
            message: `There is no column '${target}' to be the target; there ${columns.length === 1 ? "is" : "are"} ${names.join(", ")}${columns.length > 8 ? ", ..." : ""}.`,
            hint: like === undefined ? "Name one of these." : `Perhaps '${like}' is meant.`,
          }),
        );
      }
      if (columns[place]!.kind === "date") {
        return Promise.reject(
          new KeepfitError({
            code: "bad_option",
            where: "target",
            message: `The target '${target}' holds dates, which cannot be predicted.`,
            hint: "Choose one of its parts, such as the year, or read the column as text.",
          }),
        );
      }
    }
    const used = columns.flatMap(({ use, kind }, at) => (use && kind !== "date" && at !== place ? [at] : []));
    return this.#with(async (seat) => {
      const request = { table: seat.loaded.table, columns: Int32Array.from(used), target: place };
      const taken = await seat.call("table_take", request, options);
      const X = { columns: new Map(used.map((at, i) => [columns[at]!.name, taken.columns[i]!])) };
      const { problems, weight } = this;
      const reading = target === undefined ? this.reading : { ...this.reading, target };
      const left = taken.dropped.length;
      if (left > 0 && left === reading.rows) {
        refuse(
          "empty_input",
          "target",
          `The target '${target}' is missing in every row (${counted(left, "row")}), so none is left.`,
          "Choose another target, or say with the option missing what stands for a missing value.",
        );
      }
      // What is to be predicted is not left out. That it would be is said under the code of why: the column's own, or
      // that of a form that names the rows.
      const own = place === null || columns[place]!.use ? undefined : [columns[place]!.code, "index"];
      let notes = this.notes.filter(({ column, code }) => column !== target || !own?.includes(code));
      if (left > 0) {
        const { lines } = await seat.call("table_line_of", {
          table: seat.loaded.table,
          rows: taken.dropped.slice(0, 3),
        });
        const where = `${left === 1 ? "line" : "lines"} ${[...lines].join(", ")}${left > lines.length ? ", ..." : ""}`;
        const message = `${left === 1 ? "A row is" : `${counted(left, "row")} are`} left out, because the target '${target}' is missing there (${where}).`;
        notes = [...notes, { code: "missing_target", column: target!, message }];
      }
      return { X, ...(taken.y === undefined ? {} : { y: taken.y }), reading, problems, weight, notes };
    }, options);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const reject of [...this.#waiting]) reject(gone());
    this.#seat.leave(this);
  }
}

function gone(): KeepfitError {
  return new KeepfitError({
    code: "released",
    where: "table",
    message: "This table was closed.",
    hint: "Open it again with engine.openTable(source).",
  });
}
