import { signal } from "@preact/signals-core";
import type { Store } from "./store.js";

/** A piece of the page that is fetched when it is first drawn; who asks for it is drawn again when it is there. */
export class Late<Value> {
  readonly #found = signal<Value | undefined>(undefined);

  /** @param place Where trouble is shown. @param title What it is, in words. */
  constructor(
    readonly place: string,
    readonly title: string,
    readonly fetch: () => Promise<Value>,
  ) {}

  of(store: Store): Value | undefined {
    const { jobs } = store;
    if (this.#found.value === undefined && !jobs.work(this.place) && !jobs.trouble(this.place))
      queueMicrotask(() => void this.ask(store));
    return this.#found.value;
  }

  async ask({ jobs }: Store): Promise<void> {
    const inWords = (thrown: unknown) => ({
      message: `${this.title} could not be fetched: ${(thrown as Error).message}`,
      hint: "Check the connection; what was done so far is kept.",
    });
    await jobs.run(this.place, { inWords }, async () => void (this.#found.value = await this.fetch()));
  }
}
