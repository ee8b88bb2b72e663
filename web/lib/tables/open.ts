/** Tables from files: `engine.openTable` and `engine.readTable`. */
import { type Backend, chooseBackend, type Starter, tablesModule } from "../backend.js";
import { cancelled, closed } from "../errors.js";
import type { EngineOptions, OpenTable, ReadOptions, TableRead, TableSource } from "../types.js";
import { Opened } from "./opened.js";
import { checkOptions } from "./options.js";
import { originOf } from "./origin.js";
import { keepLimit } from "./seat.js";
import type { WireOptions } from "./wire.js";

/** In Node a thread of its own is worth its start only for more than this. */
const threadFrom = 16 << 20;

// A reader holds some megabytes; starting one takes a few hundredths of a second.
const idleLimit = 10_000;

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

  /** Starts one before anybody has a table; what fails is tried again when somebody has. */
  ahead(): void {
    void this.#start().catch(() => {});
  }

  /** Whether sources are read in another thread. */
  async elsewhere(): Promise<boolean> {
    return (await this.#start()).workers;
  }

  async take(size: number): Promise<Backend> {
    if (this.#closed) throw closed();
    const { starter, workers } = await this.#start();
    // In Node small tables are read in this thread, and none of them waits for a large one.
    const beside = !workers && size > threadFrom;
    const rested = (thread: Backend["thread"]): Backend | undefined => {
      const idle = this.#idle;
      if (!idle?.alive || idle.thread !== thread) return undefined;
      this.#idle = undefined;
      clearTimeout(this.#timer);
      return idle;
    };
    let backend: Backend | undefined;
    if (workers) backend = rested("worker") ?? (await starter.start());
    else if (beside) backend = rested("worker") ?? (await starter.startBeside());
    backend ??= rested("main") ?? (await starter.startHere());
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
