// A file of Python's: what it would do is told, and nothing of it is done.
import { KeepfitError, type Engine } from "../../lib/index.js";
import type { Store } from "../store/store.js";
import { examinedKind } from "../state/verified.js";

/** So many of its instructions are shown. */
const listed = 500;

/** Looks into a file that is by its first bytes, or by its name, a pickle; what is none after all stays unsaid. */
export async function examine(store: Store, engine: Engine, name: string, bytes: Uint8Array): Promise<void> {
  try {
    const report = await engine.examineSklearn(bytes, { count: listed });
    store.results.put(examinedKind, { name, report }, store.choices);
  } catch (error) {
    if (!(error instanceof KeepfitError && error.code === "not_a_pickle")) throw error;
  }
}
