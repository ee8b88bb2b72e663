import { cancelled } from "../errors.js";
import { ListenerError } from "../wasm.js";

/** Told how far a call is; true where it is to end. */
export type Stop = ((done: number, total: number) => boolean) | undefined;

// Node's timers wait for a millisecond at least. Taken before a test can replace it with a clock that stands still.
const soon = globalThis.setImmediate ?? ((run: () => void) => setTimeout(run));

/** Reports progress in bytes, and lets whoever cancels have their turn. */
export class Pace {
  readonly #stop: Stop;
  #last = 0;

  constructor(
    stop: Stop,
    readonly total: number,
  ) {
    this.#stop = stop;
  }

  async at(done: number): Promise<void> {
    let stop = false;
    try {
      stop = this.#stop?.(Math.min(done, this.total), this.total) ?? false;
    } catch (error) {
      throw new ListenerError(error);
    }
    if (stop) throw cancelled();
    const now = performance.now();
    if (now - this.#last < 20) return;
    await new Promise<void>((resolve) => soon(resolve));
    this.#last = performance.now();
  }

  /** For the reader's own reports while it parses, the second half. */
  get parsing(): Stop {
    if (!this.#stop) return undefined;
    return (done, total) =>
      this.#stop!(this.total / 2 + (total > 0 ? (done / total) * (this.total / 2) : 0), this.total);
  }
}
