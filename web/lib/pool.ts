import type { Backend, Starter } from "./backend.js";
import { cancelled, closed, KeepfitError } from "./errors.js";
import type { AnswerOf, OpName, RequestOf } from "./protocol.js";
import type { PoolOptions, Progress } from "./types.js";

/** A call of one worker's engine. */
export type PoolCall = <Op extends OpName>(op: Op, request: RequestOf<Op>) => Promise<AnswerOf<Op>>;

export interface PoolTask<Held, Result> {
  /** What it is, for messages: `"fold 2 of 5"`. */
  readonly label: string;
  run(call: PoolCall, held: Held): Promise<Result>;
}

export interface PoolJob<Held, Result> {
  /** Done once by every worker that takes part: hands over what its tasks share. */
  prepare(call: PoolCall): Promise<Held>;
  /** Undoes that, where the worker lives on. */
  tidy(call: PoolCall, held: Held): Promise<unknown>;
  readonly tasks: readonly PoolTask<Held, Result>[];
}

// A worker holds some megabytes; starting one takes a few hundredths of a second.
const idleLimit = 10_000;

/**
 * Workers that each have an engine of their own; they share nothing but its compiled code. Tasks are taken from a
 * queue, and what they give does not depend on how many workers there are, nor does the error where one fails: it is
 * that of the first task that fails. Aborting ends the workers at once.
 */
export class WorkerPool {
  readonly #starter: Starter;
  #idle: Backend[] = [];
  readonly #ending = new Set<() => void>();
  #turn: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(starter: Starter) {
    this.#starter = starter;
  }

  /** One job after the other; the results are in the order of the tasks. */
  run<Held, Result>(job: PoolJob<Held, Result>, options: PoolOptions = {}): Promise<Result[]> {
    const { signal, workers } = options;
    if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1)) {
      return Promise.reject(
        new KeepfitError({
          code: "bad_value",
          where: "workers",
          message: `workers must be a whole number from 1. Got ${String(workers)}.`,
          hint: "Leave it out for one per processor.",
        }),
      );
    }
    if (signal?.aborted) return Promise.reject(cancelled(signal));
    const run = this.#turn.then(() => this.#run(job, options));
    this.#turn = run.catch(() => {});
    return run;
  }

  async #run<Held, Result>(job: PoolJob<Held, Result>, options: PoolOptions): Promise<Result[]> {
    const { signal, onProgress, workers } = options;
    clearTimeout(this.#timer);
    const { tasks } = job;
    const results = new Array<Result>(tasks.length);
    const shares = new Float64Array(tasks.length);
    const lanes = Math.min(workers ?? (await this.#starter.parallelism()), tasks.length);
    if (lanes === 0) return results;

    const used = new Set<Backend>();
    const running = new Set<number>();
    let next = 0;
    /** The first task that failed, as far as is known. */
    const failure = { index: Infinity, error: undefined as unknown };
    let over = false;
    let started = 0;

    const report = (): void => {
      if (!over) onProgress?.({ done: shares.reduce((sum, share) => sum + share, 0), total: tasks.length });
    };

    const outcome = new Promise<void>((resolve, reject) => {
      const finish = (settle: () => void): void => {
        if (over) return;
        over = true;
        this.#ending.delete(onClose);
        signal?.removeEventListener("abort", onAbort);
        // Only those still at work are left here.
        for (const backend of used) backend.end();
        settle();
      };
      const onAbort = (): void => finish(() => reject(cancelled(signal)));
      const onClose = (): void => finish(() => reject(closed()));
      signal?.addEventListener("abort", onAbort);
      this.#ending.add(onClose);
      if (this.#closed) return onClose();
      if (signal?.aborted) return onAbort();

      /** Known for good once all tasks before it are done. */
      const settleFailure = (): void => {
        if (failure.index < Infinity && ![...running].some((index) => index < failure.index))
          finish(() => reject(failure.error));
      };

      const lane = async (start: () => Promise<Backend | undefined>): Promise<void> => {
        const backend = this.#takeIdle() ?? (await start());
        if (!backend) return;
        if (over) return backend.end();
        started++;
        used.add(backend);
        const held = await job.prepare((op, request) => backend.call(op, request, { ...(signal ? { signal } : {}) }));
        while (!over && failure.index === Infinity && next < tasks.length) {
          const index = next++;
          running.add(index);
          const progress = ({ done, total }: Progress): void => {
            shares[index] = total > 0 ? Math.min(0.999, done / total) : 0;
            report();
          };
          const call: PoolCall = (op, request) =>
            backend.call(op, request, {
              ...(signal ? { signal } : {}),
              ...(onProgress ? { onProgress: progress } : {}),
            });
          try {
            results[index] = await tasks[index]!.run(call, held);
            shares[index] = 1;
            running.delete(index);
            report();
          } catch (error) {
            running.delete(index);
            const { code } = error as { code?: string };
            if (!(error instanceof KeepfitError) || code === "worker_lost" || code === "cancelled")
              throw code === "worker_lost" ? lostAt(tasks[index]!.label, error as KeepfitError) : error;
            if (index < failure.index) Object.assign(failure, { index, error });
          }
        }
        if (over) return;
        await job.tidy((op, request) => backend.call(op, request), held);
        if (over) return;
        used.delete(backend);
        this.#idle.push(backend);
        settleFailure();
      };
      const beside = () => this.#starter.startBeside();
      Promise.all(Array.from({ length: lanes }, () => lane(beside)))
        // Without any worker this thread does it.
        .then(() => (started === 0 ? lane(() => this.#starter.startHere()) : undefined))
        .then(
          () => finish(resolve),
          (error: unknown) => finish(() => reject(error)),
        );
    });

    try {
      await outcome;
    } finally {
      if (this.#closed) this.#endIdle();
      else {
        this.#timer = setTimeout(() => this.#endIdle(), idleLimit);
        (this.#timer as { unref?(): void }).unref?.();
      }
    }
    return results;
  }

  #takeIdle(): Backend | undefined {
    for (let backend = this.#idle.pop(); backend; backend = this.#idle.pop()) if (backend.alive) return backend;
    return undefined;
  }

  #endIdle(): void {
    for (const backend of this.#idle) backend.end();
    this.#idle = [];
  }

  /** Ends all workers; jobs under way and waiting ones reject. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const end of [...this.#ending]) end();
    this.#endIdle();
  }
}

function lostAt(label: string, error: KeepfitError): KeepfitError {
  const reason = error.message.replace(/^The engine stopped unexpectedly: /, "").replace(/\.$/, "");
  return new KeepfitError(
    {
      code: "worker_lost",
      where: label,
      message: `The worker that was doing ${label} stopped unexpectedly: ${reason}. Nothing of this call is kept.`,
      hint: "Call again: fresh workers start by themselves. If it happens again, give fewer workers, which need less memory.",
    },
    { cause: error },
  );
}
