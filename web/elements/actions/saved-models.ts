import type { AnyRecipe, Card } from "../../lib/index.js";
import { hashOf } from "../data/hash.js";
import { readingOf, takeRows } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { bytesInWords } from "../shared/words.js";
import { download } from "../shared/files.js";
import { readProof } from "../state/proof-record.js";
import { fitKind, openedKind, savedKind, type Fit } from "../state/results.js";
import { remarksIn, untaken, withRemarks, type Remarks } from "../state/shelf-entry.js";
import type { Shelf } from "../store/shelf.js";
import type { SaveChoice, Store } from "../store/store.js";
import { bringBack } from "./bring-back.js";
import { predictionCheck } from "./check.js";
import { openSaved } from "./open-model.js";

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
      model: answeringClass(fit.recipe),
      metric: Object.entries(fit.evaluation.metrics)[0] ?? [],
      fingerprint: fit.fingerprint,
      trainingRows: inspection.holds_training_rows,
      takenRows: readProof(bytes, inspection)?.taken ?? 0,
      ...(signed ? { signedBy: signingKey.id } : {}),
    };
    // What was written about the model of that name goes on to the next.
    const before = store.desk.saved.find((saved) => saved.name === name)?.summary ?? {};
    await shelf.save(name, bytes, withRemarks(summary, remarksIn(before)), { replace });
    store.remember({ savedAs: name });
    store.results.put(savedKind, { name, size: bytes.length, fingerprint: fit.fingerprint }, store.choices);
    await shelfChanged(store);
    return `Saved “${visible(name, 80)}”, ${bytesInWords(bytes.length)}; read back and found equal.`;
  });
}

/** The class of what answers in the end. */
export function answeringClass(recipe: AnyRecipe): string {
  const { steps } = recipe.params as { steps?: [string, { class: string }][] };
  return steps?.at(-1)?.[1].class ?? recipe.class;
}

/** A name for the present fit that no saved model has. */
export function freeName({ results, desk }: Store): string {
  const base = desk.saveAs ?? (results.get(fitKind)?.table.name ?? "model").replace(/\.\w+$/, "");
  return untaken(base, new Set(desk.saved.map(({ name }) => name)));
}

/** What is done to saved models here is told to the other playgrounds of this site, in this page and in other tabs. */
const channels = new WeakMap<Store, BroadcastChannel>();

/** Shows what others have done to the saved models, until it is ended by what this returns. */
export function heedShelf(store: Store): () => void {
  const channel = new BroadcastChannel("keepfit-shelf");
  channel.onmessage = () => void refreshShelf(store).catch(() => {});
  channels.set(store, channel);
  return () => {
    channel.close();
    channels.delete(store);
  };
}

/** Something was done to them. */
export function shelfChanged(store: Store): Promise<void> {
  channels.get(store)?.postMessage(null);
  return refreshShelf(store);
}

export async function refreshShelf(store: Store): Promise<void> {
  const { shelf } = store.services;
  const saved = (await shelf?.list()) ?? [];
  store.remember({ saved, storage: await shelf?.estimate().catch(() => undefined) });
}

/** Another name, and what is written about it; neither touches the file. */
export const reviseSaved = (store: Store, name: string, to: string, remarks: Remarks): Promise<boolean> =>
  onShelf(store, async (shelf) => {
    const { summary } = itemOf(store, name);
    // First what can be refused.
    if (to !== name) await shelf.rename(name, to);
    if (to !== name && store.desk.savedAs === name) store.remember({ savedAs: to });
    await shelf.summarise(to, withRemarks(summary, remarks));
    await shelfChanged(store);
    return to === name
      ? `Noted about “${visible(name, 80)}”.`
      : `Renamed “${visible(name, 80)}” to “${visible(to, 80)}”.`;
  });

export const duplicateSaved = (store: Store, name: string): Promise<boolean> =>
  onShelf(store, async (shelf) => {
    const to = untaken(name, new Set(store.desk.saved.map((item) => item.name)));
    await shelf.save(to, await shelf.get(name), itemOf(store, name).summary);
    await shelfChanged(store);
    return `“${visible(to, 80)}” has the same bytes as “${visible(name, 80)}”.`;
  });

/** Loads it, as its card says how it was made, and makes that the choices. */
export async function bringBackSaved(store: Store, name: string): Promise<boolean> {
  await openSaved(store, name);
  const opened = store.results.get(openedKind);
  if (opened?.from !== "store" || opened.name !== name) return false;
  await bringBack(store);
  return true;
}

function itemOf({ desk }: Store, name: string) {
  const item = desk.saved.find((saved) => saved.name === name);
  if (!item) throw { message: `There is no model called “${visible(name, 80)}” here any more.`, hint: "" };
  return item;
}

/** Deleting keeps the bytes at hand until the next deletion, so that it can be undone. */
export const removeSaved = (store: Store, name: string): Promise<boolean> =>
  onShelf(store, async (shelf) => {
    const item = itemOf(store, name);
    const bytes = await shelf.get(name);
    await shelf.remove(name);
    store.remember({ removed: { item, bytes } });
    if (store.desk.savedAs === name) store.remember({ savedAs: undefined });
    await shelfChanged(store);
    return `Deleted “${visible(name, 80)}”. It can be brought back with Undo.`;
  });

export async function undoRemove(store: Store): Promise<boolean> {
  const { removed } = store.desk;
  if (!removed) return false;
  return onShelf(store, async (shelf) => {
    const { name, summary, saved } = removed.item;
    await shelf.save(name, removed.bytes, summary, { saved });
    store.remember({ removed: undefined });
    await shelfChanged(store);
    return `“${visible(name, 80)}” is back.`;
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

export const onShelf = (store: Store, work: (shelf: Shelf) => Promise<string>): Promise<boolean> =>
  store.jobs.run("shelf", { settles: ["save"], place: "save" }, () => work(store.services.shelf!));
