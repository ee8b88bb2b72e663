// What every call may be given.
import type { Warning } from "./results.js";

/** How far a long call is. `total` is in the same unit as `done`; 0 where it is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface CallOptions {
  /** Ends the call: it rejects with a `KeepfitError` of code `"cancelled"`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Called once for each thing that the call warns of, before it resolves. */
  readonly onWarning?: (warning: Warning) => void;
}

/** How what takes long is spread over workers, each with an engine of its own. */
export interface PoolOptions extends CallOptions {
  /**
   * How many workers at most; what is computed does not depend on it. Default: one per processor. Where there are no
   * workers (or with `createEngine({ worker: false })`) the calling thread does the work.
   */
  readonly workers?: number;
}
