// All saved models out as one file, and back in. What comes in is looked at model by model and takes no other's place.
import type { Engine, StoredSummary } from "../../lib/index.js";
import { findSample } from "../data/samples.js";
import { download } from "../shared/files.js";
import { namedKind } from "../bytes/kinds.js";
import { visible } from "../shared/foreign.js";
import { bytesInWords, count } from "../shared/words.js";
import type { Imported } from "../state/imported.js";
import { readProof } from "../state/proof-record.js";
import { entryOf, remarksIn, untaken, withRemarks } from "../state/shelf-entry.js";
import { packShelf, unpackShelf, type Member, type Shelved, type Unpacked } from "../store/shelf-file.js";
import type { Shelf } from "../store/shelf.js";
import type { Store } from "../store/store.js";
import { answeringClass, shelfChanged } from "./saved-models.js";

/** Where both run, and can be stopped. */
export const exchanging = "exchange";

const longestName = 120;

export const exportShelf = (store: Store): Promise<boolean> => {
  const { saved } = store.desk;
  const name = `keepfit-models-${new Date().toISOString().slice(0, 10)}.zip`;
  const job = {
    name,
    stage: "Packing",
    says: `Packing ${count(saved.length, "model")}.`,
    settles: ["save"],
    place: "save",
  };
  return store.jobs.run(exchanging, job, async (report) => {
    const shelf = store.services.shelf!;
    const models = saved.map((item) => ({
      name: item.name,
      saved: item.saved,
      ...remarksIn(item.summary),
      read: () => shelf.get(item.name),
    }));
    const content = await packShelf(models, report);
    report.signal.throwIfAborted();
    download(name, content);
    return `Downloading ${name}: ${count(saved.length, "model")}, ${bytesInWords(content.size)}.`;
  });
};

export const cancelExchange = (store: Store): void => store.jobs.stop(exchanging);

/** A file of many, or a model's own. */
export const importShelf = (store: Store, file: File): Promise<boolean> => {
  const shown = visible(file.name, 80);
  let imported: Imported | undefined;
  const job = {
    name: file.name,
    stage: "Looking at",
    says: `Looking at ${shown}.`,
    settles: ["save"],
    place: "save",
    stopped: () =>
      imported ? `Stopped; ${count(imported.taken.length, "model")} had been taken.` : "Stopped; nothing was taken.",
    inWords: (error: unknown) => {
      const { message, hint = "" } = error as { message: string; hint?: string };
      return { message: `“${shown}” was not imported. ${message}`, hint };
    },
  };
  store.remember({ imported: undefined });
  return store.jobs.run(exchanging, job, async ({ signal, onProgress }) => {
    const engine = await store.services.starting;
    if (!store.services.shelf) throw { message: "The shelf is not open yet.", hint: "Try again in a moment." };
    const unpacked = await membersOf(file);
    const { members, others, listDamaged } = unpacked;
    if (members.length === 0) throw { message: "There is no model in it.", hint: "Models end in .keepfit." };
    imported = { from: file.name, taken: [], there: [], refused: [], others, listDamaged };
    try {
      for (const [i, member] of members.entries()) {
        signal.throwIfAborted();
        imported = await takeIn(store, engine, member, imported);
        onProgress({ done: i + 1, total: members.length });
      }
    } finally {
      store.remember({ imported });
      await shelfChanged(store);
    }
    return inWords(imported);
  });
};

async function membersOf(file: File): Promise<Unpacked> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip || /\.zip$/i.test(file.name)) return unpackShelf(bytes);
  return { members: [{ file: file.name, shelved: undefined, take: () => bytes }], others: [], listDamaged: false };
}

/** One of them: opened and proven before it is stored. What is wrong with it is its own affair. */
async function takeIn(store: Store, engine: Engine, member: Member, so: Imported): Promise<Imported> {
  const { file } = member;
  const shelf = store.services.shelf!;
  try {
    const bytes = member.take();
    const summary = await summaryOf(engine, bytes).catch((error) => {
      throw namedKind(error, bytes, file);
    });
    const saved = await shelf.list();
    const entries = saved.map(entryOf);
    const alike = entries.filter(({ fingerprint }) => fingerprint === summary["fingerprint"]);
    const wanted = nameOf(member);
    // A summary of an earlier version may lack the fingerprint; the bytes tell.
    for (const { name, size } of entries)
      if (isNameFor(wanted, name) && size === bytes.length && isSame(await shelf.get(name), bytes))
        return { ...so, there: [...so.there, { file, name }] };
    const name = await storeFree(
      shelf,
      wanted,
      new Set(saved.map((item) => item.name)),
      bytes,
      summary,
      member.shelved,
    );
    const taken = { file, name, wanted: name === wanted ? undefined : wanted, alike: alike[0]?.name };
    return { ...so, taken: [...so.taken, taken] };
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    if (code === "cancelled") throw error;
    return { ...so, refused: [...so.refused, { file, reason: message }] };
  }
}

function nameOf({ file, shelved }: Member): string {
  const own = file.slice(file.lastIndexOf("/") + 1).replace(/\.keepfit$/i, "");
  return (shelved?.name.trim() || own.trim() || "model").slice(0, longestName);
}

/** Whether it is the name, or the one that another import has made of it. */
const isNameFor = (wanted: string, name: string): boolean =>
  name === wanted || (name.startsWith(`${wanted}-`) && /^\d+$/.test(name.slice(wanted.length + 1)));

async function storeFree(
  shelf: Shelf,
  wanted: string,
  taken: ReadonlySet<string>,
  bytes: Uint8Array,
  summary: StoredSummary,
  shelved: Shelved | undefined,
): Promise<string> {
  const name = untaken(wanted, taken);
  const whole = shelved ? withRemarks(summary, shelved) : summary;
  await shelf.save(name, bytes, whole, shelved?.saved ? { saved: shelved.saved } : {});
  return name;
}

/** What the shelf shows of a file, out of the file itself: it is loaded, and its proof replayed. */
async function summaryOf(engine: Engine, bytes: Uint8Array): Promise<StoredSummary> {
  const model = await engine.load(bytes);
  try {
    const [inspection, recipe, fingerprint] = await Promise.all([
      engine.inspect(bytes),
      model.params(),
      model.fingerprint(),
    ]);
    const { dataset, metrics } = inspection.card;
    const name = dataset?.name ?? "";
    return {
      dataset: findSample(name)?.title ?? name,
      model: answeringClass(recipe),
      metric: Object.entries(metrics ?? {}).find(([, value]) => typeof value === "number") ?? [],
      fingerprint,
      trainingRows: inspection.holds_training_rows,
      takenRows: readProof(bytes, inspection)?.taken ?? 0,
      ...(model.signature?.valid ? { signedBy: model.signature.key } : {}),
    };
  } finally {
    void model.release().catch(() => {});
  }
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

function inWords({ taken, there, refused }: Imported): string {
  const parts = [
    `${count(taken.length, "model")} imported`,
    ...(there.length ? [`${there.length} there already`] : []),
    ...(refused.length ? [`${refused.length} refused`] : []),
  ];
  return `${parts.join(", ")}.`;
}
