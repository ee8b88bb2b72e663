// The shelf without its page: random sequences of the actions that its buttons call, on a database (fake-indexeddb) and
// an engine, held against what they promise. A few of them here; a thousand by npm test -- soak. What only a
// browser can tell, e2e/shelf.test.ts looks at.
import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { deleteDB } from "idb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSaved } from "../../web/elements/actions/open-model.js";
import {
  duplicateSaved,
  refreshShelf,
  removeSaved,
  reviseSaved,
  undoRemove,
} from "../../web/elements/actions/saved-models.js";
import { importShelf } from "../../web/elements/actions/shelf-exchange.js";
import { openedKind } from "../../web/elements/state/results.js";
import { remarksIn } from "../../web/elements/state/shelf-entry.js";
import { openShelf } from "../../web/elements/store/shelf.js";
import { packShelf } from "../../web/elements/store/shelf-file.js";
import { Store } from "../../web/elements/store/store.js";
import { createEngine, type Engine } from "../../web/lib/index.js";
import { root } from "./helpers.js";

const runs = process.env["KEEPFIT_SOAK"] ? 1000 : 50;
/** A failure names its seed: KEEPFIT_SEED repeats it. */
const seed = Number(process.env["KEEPFIT_SEED"] ?? 0) || (process.env["KEEPFIT_SOAK"] ? undefined : 11);

const files = ["ridge", "pipeline_iris_tree", "k_means", "lasso", "standard_scaler"].map((name) =>
  readFileSync(`${root}tests/golden/models/v1/${name}.keepfit`),
);
const verbs = ["save", "save", "open", "break", "tag", "duplicate", "rename", "delete", "undo", "export", "import"];
const whats = [...verbs, "reload"] as const;
const acts = fc.array(fc.record({ what: fc.constantFrom(...whats), a: fc.nat(10_000), b: fc.nat(10_000) }), {
  minLength: 8,
  maxLength: 40,
  size: "max",
});

/** What the shelf must hold of each name. */
interface Held {
  readonly bytes: Buffer;
  readonly tags: readonly string[];
}

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.close());

const lost = (error: unknown): never => {
  throw error;
};
async function openPage(): Promise<Store> {
  const store = new Store();
  await store.services.start(Promise.resolve(engine), false);
  store.services.keepOn(await openShelf(lost));
  await refreshShelf(store);
  return store;
}
const close = (store: Store) => (store.services.shelf as unknown as { close(): void }).close();
const fileOf = (name: string, bytes: Uint8Array) => new File([bytes as BlobPart], name);
const quiet = { signal: new AbortController().signal, onProgress: () => {} };

async function walk(sequence: readonly { what: string; a: number; b: number }[]): Promise<void> {
  let store = await openPage();
  const held = new Map<string, Held>();
  let deleted: [string, Held] | undefined;
  let archive: { bytes: Uint8Array; held: Map<string, Held> } | undefined;
  const one = (pick: number) => [...held.keys()].sort()[pick % Math.max(1, held.size)];
  const free = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; held.has(name); n++) name = `${wanted}-${n}`;
    return name;
  };
  const done = (ok: boolean) => expect(ok, JSON.stringify(store.jobs.failure)).toBe(true);

  const does: Record<string, (a: number, b: number) => Promise<void>> = {
    async save(a, b) {
      const name = `m${a % 5}`;
      const bytes = files[b % files.length]!;
      const tags = held.get(name)?.tags ?? [];
      const fingerprint = await engine.fingerprint(bytes);
      await store.services.shelf!.save(name, bytes, { fingerprint, tags: [...tags], note: "" }, { replace: true });
      await refreshShelf(store);
      held.set(name, { bytes, tags });
    },
    async open(a) {
      const name = one(a);
      if (name === undefined) return;
      await openSaved(store, name);
      expect(store.results.get(openedKind)?.name).toBe(name);
      expect(store.results.get(openedKind)!.model.proof?.identical).not.toBe(false);
    },
    async break(a, b) {
      const name = one(a);
      if (name === undefined) return;
      const broken = Buffer.from(held.get(name)!.bytes);
      broken[b % broken.length]! ^= 1 << (a % 8);
      done(await importShelf(store, fileOf("broken.keepfit", broken)));
      expect(store.desk.imported).toMatchObject({ taken: [], there: [] });
      expect(store.desk.imported!.refused).toHaveLength(1);
    },
    async tag(a, b) {
      const name = one(a);
      if (name === undefined) return;
      const tags = [`t${b % 3}`];
      done(await reviseSaved(store, name, name, { tags, note: "" }));
      held.set(name, { ...held.get(name)!, tags });
    },
    async duplicate(a) {
      const name = one(a);
      if (name === undefined || held.size > 8) return;
      done(await duplicateSaved(store, name));
      held.set(free(name), held.get(name)!);
    },
    async rename(a, b) {
      const name = one(a);
      const to = `${b % 2 ? "r" : "m"}${b % 3}`;
      if (name === undefined || name === to) return;
      const { bytes, tags } = held.get(name)!;
      const renamed = await reviseSaved(store, name, to, { tags, note: "" });
      // No name takes another's place.
      expect(renamed).toBe(!held.has(to));
      if (!renamed) return;
      held.delete(name);
      held.set(to, { bytes, tags });
    },
    async delete(a) {
      const name = one(a);
      if (name === undefined) return;
      done(await removeSaved(store, name));
      deleted = [name, held.get(name)!];
      held.delete(name);
    },
    async undo() {
      if (!deleted) return;
      const back = await undoRemove(store);
      expect(back).toBe(!held.has(deleted[0]));
      if (!back) return;
      held.set(...deleted);
      deleted = undefined;
    },
    async export() {
      const shelf = store.services.shelf!;
      const models = store.desk.saved.map(({ name, saved, summary }) => {
        return { name, saved, ...remarksIn(summary), read: () => shelf.get(name) };
      });
      if (!models.length) return;
      const packed = await packShelf(models, quiet);
      archive = { bytes: new Uint8Array(await packed.arrayBuffer()), held: new Map(held) };
    },
    async import() {
      if (!archive) return;
      done(await importShelf(store, fileOf("all.zip", archive.bytes)));
      expect(store.desk.imported!.refused).toEqual([]);
      let taken = 0;
      for (const [name, model] of [...archive.held].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const mine = (other: string) => other === name || new RegExp(`^${name}-\\d+$`).test(other);
        if ([...held].some(([other, { bytes }]) => mine(other) && bytes.equals(model.bytes))) continue;
        held.set(free(name), model);
        taken++;
      }
      expect(store.desk.imported!.taken).toHaveLength(taken);
    },
    async reload() {
      close(store);
      store = await openPage();
      deleted = undefined;
    },
  };

  try {
    for (const { what, a, b } of sequence) {
      await does[what]!(a, b);
      expect(store.desk.saved.map(({ name }) => name).sort(), what).toEqual([...held.keys()].sort());
    }
    for (const [name, { bytes, tags }] of held) {
      expect(bytes.equals(await store.services.shelf!.get(name)), name).toBe(true);
      const { summary } = store.desk.saved.find((each) => each.name === name)!;
      expect(remarksIn(summary).tags, name).toEqual(tags);
    }
  } finally {
    close(store);
    await deleteDB("keepfit");
  }
}

test(
  "random changes of the shelf: what was promised is there, byte by byte, and nothing else",
  () =>
    fc.assert(fc.asyncProperty(acts, walk), {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed }),
    }),
  60_000 + runs * 2000,
);

test("a model that an earlier version of the page saved is not taken twice", async () => {
  const store = await openPage();
  const [ridge] = files;
  for (const { name } of store.desk.saved) await removeSaved(store, name);
  await store.services.shelf!.save("ridge", ridge!, { dataset: "Diabetes" });
  await refreshShelf(store);
  await importShelf(store, new File([ridge! as BlobPart], "ridge.keepfit"));
  expect(store.desk.imported).toMatchObject({ taken: [], there: [{ name: "ridge" }], refused: [] });
});
