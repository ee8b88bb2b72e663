/** Tables from files: `engine.openTable` and `engine.readTable`. */
import { type Backend, chooseBackend, type Starter, tablesModule } from "../backend.js";
import { cancelled, closed, KeepfitError, reasonOf } from "../errors.js";
import type { AnswerOf, OpName, RequestOf } from "../protocol.js";
import type {
  CallOptions,
  CodedText,
  ColumnChoice,
  EngineOptions,
  OpenTable,
  ReadNote,
  ReadOptions,
  TableHead,
  TableRead,
  TableSource,
} from "../types.js";
import type { FileSource } from "./source.js";
import { typedChoices, typedNotes } from "./typed.js";
import {
  type Loaded,
  type LoadRequest,
  readerOptions,
  type Taken,
  unpackRead,
  type WireOptions,
  type WireRead,
} from "./wire.js";
import { counted, nearest } from "../words.js";

function refuse(code: string, where: string, message: string, hint: string): never {
  throw new KeepfitError({ code, where, message, hint });
}

// ---------------------------------------------------------------------------------------------------------------
// Sources

type Origin = Omit<LoadRequest, "options"> & { readonly name: string | undefined; readonly size: number };

// A page's thread must not copy more than this at once.
const pieceSize = 4 << 20;

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The bytes as a Blob, which other threads can read; copied piece by piece, so that a page stays alive. */
async function blobOf(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<Blob> {
  const parts: Blob[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) {
    if (signal?.aborted) throw cancelled(signal);
    parts.push(new Blob([bytes.subarray(at, at + pieceSize) as Uint8Array<ArrayBuffer>]));
    await nextTask();
  }
  return new Blob(parts);
}

/** What a Response holds, piece by piece, so that a cancelled call ends the download. */
async function bodyOf(response: Response, { signal, onProgress }: CallOptions): Promise<Blob> {
  const of = response.url === "" ? "The response" : response.url;
  if (!response.ok) {
    refuse(
      "bad_response",
      response.url,
      `${of} was not found: the server answered ${response.status}${response.statusText ? ` (${response.statusText})` : ""}.`,
      "Check the address.",
    );
  }
  if (response.bodyUsed)
    refuse("bad_response", response.url, `${of} was read already.`, "Give it before reading it, or give its bytes.");
  if (!response.body) return new Blob([]);
  const total = Number(response.headers.get("content-length") ?? 0);
  const parts: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let [done, held] = [0, 0];
  const reader = response.body.getReader();
  const onAbort = (): void => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", onAbort);
  try {
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (signal?.aborted) throw cancelled(signal);
      if (ended) break;
      waiting.push(value);
      done += value.length;
      held += value.length;
      if (held >= pieceSize) {
        parts.push(new Blob(waiting));
        [waiting, held] = [[], 0];
      }
      onProgress?.({ done, total: total >= done ? total : 0 });
    }
  } catch (error) {
    if (signal?.aborted) throw cancelled(signal);
    if (error instanceof TypeError) {
      throw new KeepfitError(
        {
          code: "bad_response",
          where: response.url,
          message: `${of} could not be read to its end: ${reasonOf(error)}.`,
          hint: "Check the connection and try again.",
        },
        { cause: error },
      );
    }
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  return new Blob([...parts, ...waiting]);
}

/** The last part of an address's path. */
function nameOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "") || undefined;
  } catch {
    return undefined;
  }
}

/** A file in Node. */
async function fileOf(address: URL): Promise<FileSource> {
  const [files, addresses] = ["node:fs/promises", "node:url"];
  try {
    const { stat } = (await import(/* @vite-ignore */ files)) as typeof import("node:fs/promises");
    const { fileURLToPath } = (await import(/* @vite-ignore */ addresses)) as typeof import("node:url");
    const file = fileURLToPath(address);
    return { file, size: (await stat(file)).size };
  } catch (error) {
    throw new KeepfitError(
      {
        code: "unreadable",
        where: "source",
        message: `The file ${address.href} cannot be read: ${reasonOf(error)}.`,
        hint: "Check the address; in a page give the file that was chosen or dropped, or await fetch(address).",
      },
      { cause: error },
    );
  }
}

async function originOf(source: TableSource, options: ReadOptions, elsewhere: boolean): Promise<Origin> {
  const origin = (what: Blob | Uint8Array | FileSource, name?: string, more: Partial<Origin> = {}): Origin => ({
    source: what,
    size: what instanceof Uint8Array ? what.length : what.size,
    name: options.name ?? name,
    ...more,
  });
  const ofBytes = async (bytes: Uint8Array): Promise<Origin> =>
    origin(elsewhere && bytes.length > pieceSize ? await blobOf(bytes, options.signal) : bytes);
  if (source instanceof URL && source.protocol === "file:") return origin(await fileOf(source), nameOf(source.href));
  if (typeof source === "string" || source instanceof URL) {
    if (source instanceof URL || /^(?:https?:|file:|blob:|data:|\.{0,2}\/)\S+$/.test(source)) {
      refuse(
        "bad_type",
        "source",
        "The source is an address, not the text of a table.",
        "Give what it leads to: await fetch(address), or the bytes of the file; in Node also new URL(address) of a file.",
      );
    }
    return origin(source.length > pieceSize ? new Blob([source]) : new TextEncoder().encode(source));
  }
  // Of Node's Buffer, a slice is no copy.
  if (source instanceof Uint8Array) return ofBytes(new Uint8Array(source.buffer, source.byteOffset, source.length));
  if (source instanceof ArrayBuffer) return ofBytes(new Uint8Array(source));
  if (source instanceof Blob) {
    const { name } = source as Partial<File>;
    return origin(source, name, { mediaType: source.type.split(";")[0]!.trim() });
  }
  if (typeof Response !== "undefined" && source instanceof Response) {
    const type = source.headers.get("content-type") ?? "";
    const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1];
    return origin(await bodyOf(source, options), nameOf(source.url), {
      mediaType: type.split(";")[0]!.trim(),
      charset,
    });
  }
  if (Array.isArray(source)) {
    if (source.length === 0) refuse("no_table", "source", "There are no records.", "Give at least one.");
    const bad = source.findIndex((record) => typeof record !== "object" || record === null || Array.isArray(record));
    if (bad >= 0)
      refuse(
        "bad_type",
        "source",
        `Record ${bad + 1} is no object of named values.`,
        'Give records such as [{ age: 31, town: "Bern" }, ...].',
      );
    return { source: { records: source }, size: 0, name: options.name };
  }
  refuse(
    "bad_type",
    "source",
    "The source is not something that a table can be read from.",
    "Give the file's bytes (Uint8Array, ArrayBuffer), a Blob or File, a Response, the text, or records.",
  );
}

// ---------------------------------------------------------------------------------------------------------------
// Readers

/** In Node a thread of its own is worth its start only for more than this. */
const threadFrom = 16 << 20;

// A reader holds some megabytes; starting one takes a few hundredths of a second.
const idleLimit = 10_000;

/** Beyond this a reader gives back its memory, which never shrinks by itself, when its table is closed. */
const keepLimit = 8 << 20;

/** Beyond this it is ended. */
const renewLimit = 128 << 20;

/**
 * The readers of tables of one engine: each open table has one of its own, in a worker where there is one, so that
 * cancelling a call and closing a table frees at once all that it took. They run another module than the engine's,
 * fetched when first needed.
 */
export class TableReaders {
  readonly #options: EngineOptions;
  #starting: Promise<{ starter: Starter; workers: boolean }> | undefined;
  #idle: Backend | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #used = new Set<Backend>();
  readonly #ending = new Set<() => void>();
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  #start(): Promise<{ starter: Starter; workers: boolean }> {
    this.#starting ??= chooseBackend({ ...this.#options, wasm: this.#options.tablesWasm ?? tablesModule() })
      .then(({ starter, first }) => {
        this.#rest(first);
        return { starter, workers: first.thread === "worker" };
      })
      .catch((error: unknown) => {
        this.#starting = undefined;
        throw error;
      });
    return this.#starting;
  }

  /** Whether sources are read in another thread. */
  async elsewhere(): Promise<boolean> {
    return (await this.#start()).workers;
  }

  async take(size: number): Promise<Backend> {
    if (this.#closed) throw closed();
    const { starter, workers } = await this.#start();
    let backend: Backend | undefined;
    // In Node small tables are read in this thread, and none of them waits for a large one.
    const beside = !workers && size > threadFrom;
    if (this.#idle?.alive && (workers || (this.#idle.thread === "worker") === beside)) {
      backend = this.#idle;
      this.#idle = undefined;
      clearTimeout(this.#timer);
    } else if (workers) backend = await starter.start();
    else backend = (beside ? await starter.startBeside() : undefined) ?? (await starter.startHere());
    if (this.#closed) {
      backend.end();
      throw closed();
    }
    this.#used.add(backend);
    return backend;
  }

  /** A reader that no table needs any more; `size` is that of the last one. */
  give(backend: Backend, size: number): void {
    this.#used.delete(backend);
    if (size > renewLimit || this.#closed || !backend.alive) return backend.end();
    if (size > keepLimit) backend.renew();
    // Of two that have nothing to do the one in a thread took longer to start.
    if (this.#idle?.alive && backend.thread === "main") return backend.end();
    this.#idle?.end();
    this.#idle = undefined;
    this.#rest(backend);
  }

  #rest(backend: Backend): void {
    if (this.#closed || (this.#idle && this.#idle !== backend)) {
      backend.end();
      return;
    }
    this.#idle = backend;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#idle?.end();
      this.#idle = undefined;
    }, idleLimit);
    (this.#timer as { unref?(): void }).unref?.();
  }

  /** Whatever waits for a reader rejects when the engine is closed. */
  ended<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const end = (): void => reject(closed());
      if (this.#closed) return end();
      this.#ending.add(end);
      work.then(resolve, reject).finally(() => this.#ending.delete(end));
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const end of [...this.#ending]) end();
    for (const backend of this.#used) backend.end();
    this.#used.clear();
    this.#idle?.end();
    this.#idle = undefined;
  }

  async open(source: TableSource, options: ReadOptions = {}, more: WireOptions = {}): Promise<OpenTable> {
    checkOptions(options);
    if (this.#closed) throw closed();
    if (options.signal?.aborted) throw cancelled(options.signal);
    return this.ended(
      (async () => {
        const origin = await originOf(source, options, await this.elsewhere());
        return Opened.load(this, origin, options, more);
      })(),
    );
  }

  async read(source: TableSource, options: ReadOptions = {}): Promise<TableRead> {
    // Nobody sees the summaries of a table that is closed at once.
    const table = await this.open(source, options, { summaries: false });
    try {
      const { signal } = options;
      return await table.data(undefined, signal ? { signal } : {});
    } finally {
      table.close();
    }
  }
}

const keysOf = <Shape>(keys: { readonly [key in keyof Required<Shape>]: true }): readonly string[] => Object.keys(keys);

const optionNames = keysOf<ReadOptions>({
  name: true,
  target: true,
  form: true,
  sheet: true,
  encoding: true,
  delimiter: true,
  quote: true,
  escape: true,
  comment: true,
  skip: true,
  skipEnd: true,
  header: true,
  rowNames: true,
  decimal: true,
  thousands: true,
  missing: true,
  columns: true,
  reading: true,
  signal: true,
  onProgress: true,
  onWarning: true,
});
const choiceNames = keysOf<ColumnChoice>({
  name: true,
  kind: true,
  use: true,
  missing: true,
  keepMissing: true,
  decimal: true,
  thousands: true,
  order: true,
  parts: true,
});

/** Refuses what nobody reads: it is mistyped, or meant for something else. */
function checkNames(given: object, known: readonly string[], where: string, what: string): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const like = nearest(name, known);
    refuse(
      "bad_option",
      where || name,
      `${what} '${name}' is not known.`,
      `${like === undefined ? "" : `Perhaps '${like}' is meant. `}Known are ${known.join(", ")}.`,
    );
  }
}

function checkOptions(options: ReadOptions): void {
  if (typeof options !== "object" || options === null) {
    refuse("bad_type", "options", "The options must be an object.", "Leave them out to have all found out.");
  }
  checkNames(options, optionNames, "", "The option");
  const { reading, columns } = options;
  if (Array.isArray(columns)) {
    for (const choice of columns as readonly unknown[]) {
      if (typeof choice !== "object" || choice === null) continue;
      checkNames(choice, choiceNames, `column '${String((choice as ColumnChoice).name)}'`, "The choice");
    }
  }
  if (reading !== undefined && reading !== null && !Array.isArray((reading as Partial<typeof reading>).columns)) {
    refuse(
      "bad_option",
      "reading",
      "The option reading is not the reading of a table: it has no list of columns.",
      "Give the reading of another table, as it stands in a model's card.",
    );
  }
}

/** Options without what cannot travel. */
function wireOptions({
  signal: _signal,
  onProgress: _progress,
  onWarning: _warning,
  ...rest
}: ReadOptions): WireOptions {
  return rest;
}

/** A choice for a column, and one that was made later. What the later kind has no use for goes. */
function later(before: ColumnChoice | undefined, now: ColumnChoice): ColumnChoice {
  const { parts, order, decimal, thousands, ...rest } = { ...before, ...now };
  const kind = now.kind ?? before?.kind;
  return {
    ...rest,
    ...((kind ?? "date") === "date" ? { ...(parts && { parts }), ...(order && { order }) } : {}),
    ...((kind ?? "number") === "number"
      ? { ...(decimal && { decimal }), ...(thousands === undefined ? {} : { thousands }) }
      : {}),
  };
}

/** The choices of `change` over those made before: as options they stand in the place of all of them. */
function over(before: readonly ColumnChoice[], change: readonly ColumnChoice[]): readonly ColumnChoice[] {
  const merged = new Map(before.map((choice) => [choice.name, choice]));
  for (const choice of change) merged.set(choice.name, later(merged.get(choice.name), choice));
  return [...merged.values()];
}

/** Columns about which nothing new is said that could be refused: the earlier reading took it. */
function keptOf(before: readonly ColumnChoice[] = [], now: readonly ColumnChoice[] = []): string[] {
  const earlier = new Map(before.map((choice) => [choice.name, choice]));
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return now.flatMap(({ name, parts, order }) => {
    const was = earlier.get(name);
    return was && same(was.parts, parts) && same(was.order, order) ? [name] : [];
  });
}

// ---------------------------------------------------------------------------------------------------------------
// Open tables

/**
 * A source's text in a reader. Several readings of the same text share it; the reader holds one at a time, and makes
 * another again when it is asked for. Where the reader was lost, the source is loaded again.
 */
class Seat {
  backend: Backend | undefined;
  loaded!: Loaded;
  /** Whose reading the reader holds. */
  current: Opened | undefined;
  readonly users = new Set<Opened>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly readers: TableReaders,
    readonly origin: Origin,
    /** Of them, encoding, form and sheet decide what the text is, and of a sheet also what is skipped. */
    readonly options: WireOptions,
  ) {}

  /** One after the other: a call may have to make its reading first. */
  run<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    const run = this.#turn.then(() => {
      if (signal?.aborted) throw cancelled(signal);
      return work();
    });
    this.#turn = run.catch(() => {});
    return run;
  }

  /** A call that can be cancelled: a worker is ended at once, and with it what it held. */
  async call<Op extends OpName>(
    op: Op,
    request: RequestOf<Op>,
    { signal, onProgress }: CallOptions = {},
  ): Promise<AnswerOf<Op>> {
    const backend = this.backend!;
    const options = { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
    if (!signal || backend.thread === "main") {
      return backend.call(op, request, options).catch((error: unknown) => {
        if (!backend.alive) this.lose();
        throw error;
      });
    }
    return new Promise<AnswerOf<Op>>((resolve, reject) => {
      const onAbort = (): void => {
        this.lose();
        reject(cancelled(signal));
      };
      signal.addEventListener("abort", onAbort);
      backend
        .call(op, request, options)
        .then(resolve, (error: unknown) => {
          if (!backend.alive) this.lose();
          reject(error);
        })
        .finally(() => signal.removeEventListener("abort", onAbort));
    });
  }

  lose(): void {
    const { backend } = this;
    this.backend = undefined;
    this.current = undefined;
    if (backend) this.readers.give(backend, Infinity);
  }

  async load(options: CallOptions = {}): Promise<void> {
    if (options.signal?.aborted) throw cancelled(options.signal);
    this.backend = await this.readers.take(this.origin.size);
    try {
      if (options.signal?.aborted) throw cancelled(options.signal);
      const { source, mediaType, charset, name } = this.origin;
      const request: LoadRequest = {
        source,
        mediaType,
        charset,
        options: { ...this.options, ...(name === undefined ? {} : { name }) },
      };
      this.loaded = await this.call("table_load", request, options);
      this.current = undefined;
    } catch (error) {
      const { backend } = this;
      this.backend = undefined;
      // What a refused file took stays with the module that read it.
      if (backend) this.readers.give(backend, this.origin.size);
      throw error;
    }
  }

  /** The text in the reader, read with these options and what its form says of columns. */
  async read(wire: WireOptions, choices: readonly ColumnChoice[], options: CallOptions): Promise<WireRead> {
    const { table, fixed } = this.loaded;
    const request = { table, options: readerOptions(wire, { fixed, choices }) };
    return unpackRead(await this.call("table_reread", request, options));
  }

  leave(user: Opened): void {
    this.users.delete(user);
    if (this.users.size > 0 || !this.backend) return;
    const { backend } = this;
    this.backend = undefined;
    this.current = undefined;
    const { size } = this.origin;
    if (size > keepLimit || !backend.alive) return this.readers.give(backend, size);
    backend.call("table_close", { table: this.loaded.table }).then(
      () => this.readers.give(backend, size),
      () => this.readers.give(backend, Infinity),
    );
  }
}

function sameSource(a: WireOptions, { options: b, loaded }: Seat): boolean {
  const same = a.encoding === b.encoding && a.form === b.form && a.sheet === b.sheet && a.name === b.name;
  return same && (loaded.host.form !== "xlsx" || a.skip === b.skip);
}

class Opened implements OpenTable {
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
    this.notes = [...seat.loaded.notes, ...typed, ...read.notes].map((note) => this.#whole(note));
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
          "no_rows",
          "target",
          `The target '${target}' is missing in every row (${counted(left, "row")}), so none is left.`,
          "Choose another target, or say with the option missing what stands for a missing value.",
        );
      }
      // What is to be predicted is not left out.
      const isUsed = place === null || columns[place]!.use;
      let notes = this.notes.filter(
        ({ column, message }) => isUsed || column !== target || !message.includes(" is left out. "),
      );
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
