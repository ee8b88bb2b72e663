import { compare, takeTarget } from "../../lib/index.js";
import { takeRows, type Training } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import type { SplitChoice } from "../state/choices.js";
import { openedKind, type Opened } from "../state/results.js";
import { refitKind } from "../state/verified.js";
import type { Store } from "../store/store.js";
import { dataIn, findData, type FoundData } from "./find-data.js";
import { splitRows } from "./split-rows.js";

/** Where fitting once more is under way, and where it is said why it could not be done. */
export const refitting = "refit";

/** Beyond this many rows predictions are compared on the first of them. */
const comparedRows = 20_000;

/**
 * Fits the recipe in the loaded file to the data that it names, and holds the outcome against it.
 *
 * @param file The data, where the page does not have them: whatever they are, what differs is shown.
 */
export async function fitAgain(store: Store, file?: File): Promise<void> {
  const opened = store.results.get(openedKind);
  if (!opened) return;
  store.results.drop(refitKind);
  const job = { says: "Fitting it again.", stopped: "The fit was cancelled.", instead: true };
  await store.jobs.run(refitting, job, async ({ signal, onProgress }) => {
    const engine = await store.services.starting;
    const { model, card, description, bytes } = opened;
    const found = file ? await dataIn(engine, file, card, description) : await findData(store, card, description);
    if (!found) throw missing(opened);
    const recipe = await model.params();
    const { X, y, rows } = await fittedOn(store, found.data, card.split as SplitChoice | undefined);
    const started = performance.now();
    const again = await engine.fit(recipe, X, y, { signal, onProgress });
    const milliseconds = performance.now() - started;
    try {
      const [expected, got] = [await engine.fingerprint(bytes), await again.fingerprint()];
      const files = expected === got ? undefined : await engine.diff(bytes, await again.dump({ proof: false }));
      const predictions = await compare(model, again, await firstRows(found));
      const data = { title: found.title, sha256: found.sha256, rows };
      if (store.results.get(openedKind) !== opened) return;
      store.results.put(refitKind, { of: model, data, milliseconds, expected, got, files, predictions }, store.choices);
      return expected === got ? "Fitted again: the same fingerprint." : "Fitted again: another fingerprint.";
    } finally {
      void again.release().catch(() => {});
    }
  });
}

export const cancelRefit = (store: Store): void => store.jobs.stop(refitting);

function missing({ card }: Opened): { message: string; hint: string } {
  const { name = "" } = card.dataset ?? {};
  return {
    message: name
      ? `The data it was fitted on, “${visible(name, 80)}”, are not open here.`
      : "The file does not say which data it was fitted on.",
    hint: name ? "Give the file again here: it is read as it was, and told by its SHA-256." : "",
  };
}

/** The rows that were not held out; all of them where the card knows of no split. */
async function fittedOn(store: Store, data: Training, split: SplitChoice | undefined) {
  const { X, y, rows } = data;
  if (!split) return { X, y, rows };
  const { train } = await splitRows(store.services.engine!, data, split);
  return { X: await takeRows(X, train), y: takeTarget(y, train), rows: train.length };
}

const firstRows = ({ data: { X, rows } }: FoundData) =>
  rows <= comparedRows
    ? X
    : takeRows(
        X,
        Int32Array.from({ length: comparedRows }, (_, row) => row),
      );
