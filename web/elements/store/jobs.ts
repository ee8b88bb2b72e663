import { signal, type Signal } from "@preact/signals-core";

/** Something under way, how far it is, and a way to stop it. */
export interface Work {
  readonly done: number;
  readonly total: number;
  /** What it works on, and at what stage it is, where that is shown. */
  readonly name: string;
  readonly stage: string;
  readonly stop: AbortController;
}

/** Something that went wrong, as the page says it. */
export interface Trouble {
  readonly message: string;
  readonly hint: string;
  readonly where: string;
}

/** Something that went wrong, with its place on the page and the code that programs know it by. */
export interface Failure extends Trouble {
  readonly place: string;
  readonly code: string;
}

/** What a running job is given: the two go to the engine as they are. */
export interface Report {
  readonly signal: AbortSignal;
  onProgress(progress: { done: number; total: number }): void;
}

export interface Job {
  /** Said when it starts. */
  readonly says?: string | undefined;
  /** Said when it was stopped. */
  readonly stopped?: string | (() => string);
  /** Places in which what went wrong before is settled by starting this. */
  readonly settles?: readonly string[];
  /** Where trouble is shown, if not at the job's own place. */
  readonly place?: string;
  readonly name?: string;
  readonly stage?: string;
  /** Stops one of the same place that is running, instead of giving way to it. */
  readonly instead?: boolean;
  /** What went wrong, in better words. */
  readonly inWords?: (thrown: unknown) => unknown;
}

/** Progress is shown a few times a second. */
const pause = 80;

/** Lets work run, one at each place of the page, and keeps what went wrong there until the next attempt. */
export class Jobs {
  #works = new Map<string, Signal<Work | undefined>>();
  #troubles = new Map<string, Signal<Trouble | undefined>>();
  readonly #failure = signal<Failure | undefined>(undefined);
  /** Read out by screen readers when it changes. */
  readonly #status = signal("");

  get status(): string {
    return this.#status.value;
  }

  say(status: string): void {
    this.#status.value = status;
  }

  work(place: string): Work | undefined {
    return slot(this.#works, place).value;
  }

  trouble(place: string): Trouble | undefined {
    return slot(this.#troubles, place).value;
  }

  /** What went wrong last, settled or not. */
  get failure(): Failure | undefined {
    return this.#failure.value;
  }

  /** Everything that went wrong and was not settled. */
  get troubles(): Record<string, Trouble> {
    return Object.fromEntries([...this.#troubles].flatMap(([place, { value }]) => (value ? [[place, value]] : [])));
  }

  fail(place: string, thrown: unknown): void {
    const { message = String(thrown), hint = "", where = "", code = "" } = thrown as Partial<Failure>;
    const trouble = { message, hint, where };
    slot(this.#troubles, place).value = trouble;
    this.#failure.value = { place, code, ...trouble };
    this.say(message);
  }

  settle(...places: readonly string[]): void {
    for (const place of places) slot(this.#troubles, place).value = undefined;
  }

  stop(place: string): void {
    slot(this.#works, place).peek()?.stop.abort();
  }

  stopAll(): void {
    for (const place of this.#works.keys()) this.stop(place);
  }

  /**
   * Runs work at a place, which may tell that it comes to another stage; what it returns is said. Answers whether it
   * came to its end: false where it was stopped, failed, or gave way to what runs there already.
   */
  async run(
    place: string,
    job: Job,
    work: (report: Report, at: (stage: string) => void) => Promise<string | void>,
  ): Promise<boolean> {
    const running = slot(this.#works, place);
    if (running.peek() && !job.instead) return false;
    running.peek()?.stop.abort();
    const stop = new AbortController();
    const isMine = () => running.peek()?.stop === stop;
    this.settle(place, ...(job.settles ?? []));
    running.value = { done: 0, total: 0, name: job.name ?? "", stage: job.stage ?? "", stop };
    if (job.says !== undefined) this.say(job.says);
    let shown = 0;
    const change = (to: Partial<Work>) => {
      if (isMine()) running.value = { ...running.peek()!, ...to };
    };
    const report: Report = {
      signal: stop.signal,
      onProgress: ({ done, total }) => {
        const now = performance.now();
        if (now - shown < pause) return;
        shown = now;
        change({ done, total });
      },
    };
    try {
      const said = await work(report, (stage) => change({ stage, done: 0, total: 0 }));
      if (said) this.say(said);
      return true;
    } catch (error) {
      if (isMine()) await this.#failed(place, job, error);
      return false;
    } finally {
      if (isMine()) running.value = undefined;
    }
  }

  async #failed(own: string, { place = own, stopped, inWords }: Job, error: unknown): Promise<void> {
    const { code, name } = error as { code?: string; name?: string };
    if (code === "cancelled" || name === "AbortError")
      this.say(typeof stopped === "function" ? stopped() : (stopped ?? "Stopped; nothing was changed."));
    else this.fail(place, inWords ? await inWords(error) : error);
  }
}

function slot<Value>(all: Map<string, Signal<Value | undefined>>, name: string): Signal<Value | undefined> {
  let found = all.get(name);
  if (!found) all.set(name, (found = signal<Value | undefined>(undefined)));
  return found;
}
