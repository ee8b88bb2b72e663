// Models of scikit-learn's are taken out of their files as data; what such a file would do in Python is told beside.
import { KeepfitError, type Engine } from "../../lib/index.js";
import { foreignKind, namedKind } from "../bytes/kinds.js";
import type { Loaded } from "../state/results.js";
import { examinedKind } from "../state/verified.js";
import type { Store } from "../store/store.js";

/** So many of its instructions are shown. */
const listed = 500;

/**
 * A model out of a file that is none of Keepfit's: a pickle, a file of joblib's or of skops'.
 *
 * @param thrown What loading it as one of Keepfit's threw; thrown again, with the file's kind in it, where it is
 * something else.
 */
export async function takeSklearn(
  store: Store,
  engine: Engine,
  file: string,
  bytes: Uint8Array,
  thrown: unknown,
): Promise<Loaded> {
  const format = foreignKind(bytes, file)?.format;
  if (!format) throw namedKind(thrown, bytes, file);
  const isPickle = await examine(store, engine, file, bytes);
  if (!isPickle) throw namedKind(thrown, bytes, file);
  const model = await engine.readSklearn(bytes);
  if (store.results.get(examinedKind)) store.results.amend(examinedKind, { of: model });
  return { model, bytes: await model.dump(), taken: { file, size: bytes.length } };
}

/** Looks into a file that is by its first bytes, or by its name, a pickle or of skops. Whether it is one. */
async function examine(store: Store, engine: Engine, name: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const report = await engine.examineSklearn(bytes, { count: listed });
    store.results.put(examinedKind, { name, report }, store.choices);
    return true;
  } catch (error) {
    if (!(error instanceof KeepfitError && error.code === "not_a_pickle")) throw error;
    return false;
  }
}
