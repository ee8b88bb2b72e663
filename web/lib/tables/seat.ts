import type { Backend } from "../backend.js";
import { cancelled } from "../errors.js";
import type { AnswerOf, OpName, RequestOf } from "../protocol.js";
import type { CallOptions, ColumnChoice } from "../types.js";
import type { TableReaders } from "./open.js";
import type { Opened } from "./opened.js";
import type { Origin } from "./origin.js";
import { type Loaded, type LoadRequest, readerOptions, unpackRead, type WireOptions, type WireRead } from "./wire.js";

/**
 * Beyond this a reader gives back its memory, which never shrinks by itself, when its table is closed. A page shares a
 * phone with others; in Node the system takes a tenth of the time of a reading to hand the same memory out again.
 */
export const keepLimit = ("process" in globalThis ? 32 : 8) << 20;

/**
 * A source's text in a reader. Several readings of the same text share it; the reader holds one at a time, and makes
 * another again when it is asked for. Where the reader was lost, the source is loaded again.
 */
export class Seat {
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

export function sameSource(a: WireOptions, { options: b, loaded }: Seat): boolean {
  const same = a.encoding === b.encoding && a.form === b.form && a.sheet === b.sheet && a.name === b.name;
  return same && (loaded.host.form !== "xlsx" || a.skip === b.skip);
}
