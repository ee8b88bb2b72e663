import { serve } from "../../web/lib/worker.js";

type Listener = ((event: { data: unknown }) => void) | null;

/**
 * The worker's code behind a browser's `Worker` interface, in this thread: messages are cloned and moved as between
 * threads, and arrive later.
 */
export class LoopbackWorker {
  static started: LoopbackWorker[] = [];
  /** What the browser says to a new worker instead of running it. */
  static refusal: string | undefined;

  onmessage: Listener = null;
  onmessageerror: Listener = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  terminated = false;
  readonly #scope: { postMessage(message: unknown, transfer?: Transferable[]): void; onmessage: Listener };

  constructor(readonly address: string | URL) {
    LoopbackWorker.started.push(this);
    this.#scope = {
      postMessage: (message, transfer = []) =>
        this.#later(() => this.onmessage?.({ data: structuredClone(message, { transfer }) })),
      onmessage: null,
    };
    if (LoopbackWorker.refusal !== undefined) this.fail(LoopbackWorker.refusal);
    else serve(this.#scope as unknown as Parameters<typeof serve>[0]);
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    const data: unknown = structuredClone(message, { transfer });
    this.#later(() => this.#scope.onmessage?.({ data }));
  }

  terminate(): void {
    this.terminated = true;
  }

  /** The worker dies. */
  fail(message: string): void {
    this.#later(() => this.onerror?.({ message, preventDefault: () => {} }));
  }

  #later(run: () => void): void {
    setTimeout(() => {
      if (!this.terminated) run();
    });
  }
}
