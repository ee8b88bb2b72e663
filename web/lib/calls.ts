// One call after the other: the engine is single-threaded. A call that may be cancelled has the engine for itself, as
// it is ended to cancel it; those that cannot be are handed to a worker as they come, and it does one after the other
// without waiting for this thread. An engine that was lost, or ended to cancel a call, is started again by the next.
import type { Backend, Starter } from "./backend.js";
import { cancelled, closed, KeepfitError } from "./errors.js";
import type { AnswerOf, OpName, RequestOf } from "./protocol.js";
import type { CallOptions } from "./types.js";

/** A running engine, and what it holds: the numbers under which it knows them. */
export interface Session {
  readonly backend: Backend;
  /** A promise where it is on its way. */
  readonly handles: WeakMap<object, number | Promise<number>>;
}

export type Caller = <Op extends OpName>(op: Op, request: RequestOf<Op>) => Promise<AnswerOf<Op>>;

interface Task {
  run(session: Session): Promise<unknown>;
  readonly signal: AbortSignal | undefined;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  unlisten(): void;
  settled: boolean;
}

export class Calls {
  readonly thread: "worker" | "main";
  readonly #starter: Starter;
  #session: Session | undefined;
  #starting: Promise<Session> | undefined;
  #closed = false;
  readonly #running = new Set<Task>();
  #queue: Task[] = [];

  constructor(starter: Starter, first: Backend) {
    this.#starter = starter;
    this.#session = { backend: first, handles: new WeakMap() };
    this.thread = first.thread;
  }

  /** The engine that runs now, if one does. */
  get session(): Session | undefined {
    return this.#session;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Ends the engine. Calls under way, and later ones, reject. */
  close(): void {
    this.#closed = true;
    this.#dropSession();
    this.#rejectAll(closed());
  }

  /** Does `work` when those before it are done, on an engine that runs. */
  submit<Result>(
    options: CallOptions | undefined,
    work: (call: Caller, session: Session) => Promise<Result>,
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#closed) return reject(closed());
      const signal = options?.signal;
      if (signal?.aborted) return reject(cancelled(signal));
      const onAbort = (): void => this.#abort(task);
      const task: Task = {
        run: (session) =>
          work(async (op, request) => {
            if (task.settled || signal?.aborted) throw cancelled(signal);
            try {
              const answer = await session.backend.call(op, request, options);
              if (options?.onWarning) answer.warnings?.forEach(options.onWarning);
              return answer;
            } catch (error) {
              if (error instanceof KeepfitError && options?.onWarning) error.warnings?.forEach(options.onWarning);
              throw error;
            }
          }, session),
        signal,
        resolve: resolve as (value: unknown) => void,
        reject,
        unlisten: () => signal?.removeEventListener("abort", onAbort),
        settled: false,
      };
      signal?.addEventListener("abort", onAbort);
      this.#queue.push(task);
      this.#pump();
    });
  }

  #settle(task: Task, settle: () => void): void {
    if (task.settled) return;
    task.settled = true;
    task.unlisten();
    settle();
  }

  #pump(): void {
    for (let next = this.#queue[0]; next && this.#mayStart(next); next = this.#queue[0]) {
      this.#queue.shift();
      this.#running.add(next);
      void this.#run(next);
    }
  }

  /** Nothing else may be under way beside what can be cancelled; in this thread nothing at all. */
  #mayStart(task: Task): boolean {
    if (!this.#running.size) return true;
    return this.thread === "worker" && !task.signal && [...this.#running].every(({ signal }) => !signal);
  }

  async #run(task: Task): Promise<void> {
    try {
      const session = await this.#started();
      if (!task.settled) {
        const value = await task.run(session);
        this.#settle(task, () => task.resolve(value));
      }
    } catch (error) {
      const gone = error instanceof KeepfitError && error.code === "worker_lost";
      if (gone && this.#running.has(task)) {
        this.#dropSession();
        this.#rejectAll(error);
      }
      this.#settle(task, () => task.reject(error));
    }
    // An aborted task was replaced already.
    if (this.#running.delete(task)) this.#pump();
  }

  #started(): Session | Promise<Session> {
    // A worker may also have died while it had nothing to do.
    if (this.#session?.backend.alive === false) this.#dropSession();
    return this.#session ?? (this.#starting ??= this.#restart());
  }

  async #restart(): Promise<Session> {
    try {
      const backend = await this.#starter.start();
      if (this.#closed) {
        backend.end();
        throw closed();
      }
      return (this.#session = { backend, handles: new WeakMap() });
    } finally {
      this.#starting = undefined;
    }
  }

  #abort(task: Task): void {
    if (this.#running.has(task)) {
      // In this thread the call notices by itself, at its next progress report.
      if (this.thread === "main") return;
      this.#dropSession();
      this.#running.delete(task);
    } else {
      this.#queue = this.#queue.filter((other) => other !== task);
    }
    this.#settle(task, () => task.reject(cancelled(task.signal)));
    this.#pump();
  }

  #dropSession(): void {
    this.#session?.backend.end();
    this.#session = undefined;
  }

  #rejectAll(error: unknown): void {
    const waiting = [...this.#running, ...this.#queue];
    this.#running.clear();
    this.#queue = [];
    for (const task of waiting) this.#settle(task, () => task.reject(error));
  }
}
