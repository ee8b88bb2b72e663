import type { Card } from "../../lib/index.js";
import { hashOf } from "../data/hash.js";
import { readingOf, takeRows } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { bytesInWords } from "../shared/words.js";
import { download } from "../shared/files.js";
import { readProof } from "../state/proof-record.js";
import { fitKind, type Fit } from "../state/results.js";
import type { Shelf } from "../store/shelf.js";
import type { SaveChoice, Store } from "../store/store.js";
import { predictionCheck } from "./check.js";

/** What the file says about itself: enough to compare predictions again without this page's memory. */
async function cardOf(name: string, fit: Fit, studies: object): Promise<Card> {
  const { table, training, split } = fit;
  const check = await predictionCheck(fit.model, await takeRows(training.X, split.test), split.test.length);
  return {
    name,
    dataset: {
      name: table.name,
      sha256: await hashOf(training.X, training.y),
      rows: training.rows,
      ...(table.drawn ? { params: table.drawn.params } : {}),
    },
    reading: readingOf(table),
    target: { name: table.target, task: table.task },
    split: { test_size: split.test_size, random_state: split.random_state, stratify: split.stratify },
    metrics: fit.evaluation.metrics,
    baseline: fit.baseline.metrics,
    ...studies,
    check: { ...check },
  };
}

/** The held-out rows are handed over only when asked for: those chosen of them will stand in the file. */
async function proofOf({ training, split }: Fit, { proof }: SaveChoice) {
  if (proof !== "held-out") return proof === "made";
  return takeRows(training.X, split.test);
}

/** @param studies What was found out about the fitted pipeline, for the card. */
export async function saveFit(store: Store, name: string, studies: object, replace = false): Promise<boolean> {
  const { engine, shelf } = store.services;
  const fit = store.results.get(fitKind);
  if (!fit || !shelf || !engine) return false;
  const { saveChoice, signingKey } = store.desk;
  const job = { says: `Saving “${visible(name, 80)}”.` };
  return store.jobs.run("save", job, async () => {
    const card = await cardOf(name, fit, studies);
    const unsigned = await fit.model.dump({ card, proof: await proofOf(fit, saveChoice) });
    const signed = saveChoice.sign && signingKey;
    const bytes = signed ? await engine.sign(unsigned, signingKey.pair) : unsigned;
    const inspection = await engine.inspect(bytes);
    const summary = {
      dataset: fit.table.title,
      model: lastStep(fit),
      metric: Object.entries(fit.evaluation.metrics)[0] ?? [],
      fingerprint: fit.fingerprint,
      trainingRows: inspection.holds_training_rows,
      takenRows: readProof(bytes, inspection)?.taken ?? 0,
      ...(signed ? { signedBy: signingKey.id } : {}),
    };
    await shelf.save(name, bytes, summary, { replace });
    store.remember({ savedAs: name });
    await refreshShelf(store);
    return `Saved “${visible(name, 80)}”, ${bytesInWords(bytes.length)}; read back and found equal.`;
  });
}

function lastStep(fit: Fit): string {
  const { steps } = fit.recipe.params as { steps?: [string, { class: string }][] };
  return steps?.at(-1)?.[1].class ?? fit.recipe.class;
}

export async function refreshShelf(store: Store): Promise<void> {
  const { shelf } = store.services;
  const saved = (await shelf?.list()) ?? [];
  store.remember({ saved, storage: await shelf?.estimate().catch(() => undefined) });
}

export const renameSaved = (store: Store, from: string, to: string): Promise<boolean> =>
  onShelf(store, async (shelf) => {
    await shelf.rename(from, to);
    if (store.desk.savedAs === from) store.remember({ savedAs: to });
    await refreshShelf(store);
    return `Renamed “${from}” to “${to}”.`;
  });

/** Deleting keeps the bytes at hand until the next deletion, so that it can be undone. */
export const removeSaved = (store: Store, name: string): Promise<boolean> =>
  onShelf(store, async (shelf) => {
    const item = store.desk.saved.find((saved) => saved.name === name)!;
    const bytes = await shelf.get(name);
    await shelf.remove(name);
    store.remember({ removed: { item, bytes } });
    if (store.desk.savedAs === name) store.remember({ savedAs: undefined });
    await refreshShelf(store);
    return `Deleted “${name}”. It can be brought back with Undo.`;
  });

export async function undoRemove(store: Store): Promise<boolean> {
  const { removed } = store.desk;
  if (!removed) return false;
  return onShelf(store, async (shelf) => {
    await shelf.save(removed.item.name, removed.bytes, removed.item.summary);
    store.remember({ removed: undefined });
    await refreshShelf(store);
    return `“${removed.item.name}” is back.`;
  });
}

export const downloadSaved = (store: Store, name: string, what: "model" | "companion"): Promise<boolean> =>
  onShelf(store, async (shelf) => {
    const bytes = await shelf.get(name);
    if (what === "model")
      download(`${name}.keepfit`, new Blob([bytes as BlobPart], { type: "application/vnd.msgpack" }));
    else {
      const companion = await store.services.engine!.companion(bytes);
      download(`${name}.json`, new Blob([companion], { type: "application/json" }));
    }
    return `Downloading ${name}.${what === "model" ? "keepfit" : "json"}.`;
  });

/** Asks the browser to keep what is saved until the reader deletes it. Some browsers ask the reader in turn. */
export async function askToKeep(store: Store): Promise<boolean> {
  const agreed = (await store.services.shelf?.persist().catch(() => false)) ?? false;
  await refreshShelf(store);
  store.jobs.say(agreed ? "The browser keeps the saved models." : "The browser did not agree to keep them.");
  return agreed;
}

const onShelf = (store: Store, work: (shelf: Shelf) => Promise<string>): Promise<boolean> =>
  store.jobs.run("shelf", { settles: ["save"], place: "save" }, () => work(store.services.shelf!));
