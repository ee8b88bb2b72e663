import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction, openDB } from "idb";
import { KeepfitError, reasonOf } from "./errors.js";
import type { StorageEstimate, Store, StoredModel, StoredSummary, StoreOptions } from "./types.js";

// Two stores, so that the list is read without the bytes. One transaction always covers both.
interface Schema extends DBSchema {
  models: { key: string; value: Saved };
  bytes: { key: string; value: Uint8Array };
}

/** `id` tells one save from another of the same name, so that what is read back is known to be one's own. */
interface Saved extends StoredModel {
  readonly id: string;
}

type Database = IDBPDatabase<Schema>;

// 1: both stores. 2: saves have an id. An upgrade runs in one transaction: cut off, it leaves the older version.
const version = 2;

async function upgrade(database: Database, from: number, transaction: Upgrade): Promise<void> {
  if (from < 1) {
    database.createObjectStore("models", { keyPath: "name" });
    database.createObjectStore("bytes");
  }
  if (from === 1) {
    for (let cursor = await transaction.objectStore("models").openCursor(); cursor; cursor = await cursor.continue())
      await cursor.update({ ...cursor.value, id: newId() });
  }
}

type Upgrade = IDBPTransaction<Schema, ("models" | "bytes")[], "versionchange">;

// crypto.randomUUID is missing where there is no secure context.
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const withoutId = ({ id: _, ...model }: Saved): StoredModel => model;

function unavailable(error: unknown): KeepfitError {
  return new KeepfitError(
    {
      code: "storage_unavailable",
      message: `The browser does not let this page store anything (${reasonOf(error)}).`,
      hint: "Download the model instead: the file is the real save. Private windows and sandboxed frames have no storage.",
    },
    { cause: error },
  );
}

function explain(error: unknown, name: string): KeepfitError {
  if (error instanceof KeepfitError) return error;
  const kind = (error as { name?: unknown } | null)?.name;
  if (kind === "QuotaExceededError") {
    return new KeepfitError(
      {
        code: "quota",
        where: name,
        message: `There is no room left in the browser for ${JSON.stringify(name)}; nothing was saved.`,
        hint: "Delete saved models, or download this one instead.",
      },
      { cause: error },
    );
  }
  if (kind === "VersionError") {
    return new KeepfitError(
      {
        code: "storage_newer",
        message: "The saved models were last used by a newer version of this page, and this one cannot read them.",
        hint: "Reload this page.",
      },
      { cause: error },
    );
  }
  if (kind === "SecurityError" || kind === "InvalidStateError" || kind === "UnknownError") return unavailable(error);
  return new KeepfitError(
    {
      code: "storage_failed",
      where: name,
      message: `The browser's store failed: ${reasonOf(error)}.`,
      hint: "Download the model instead.",
    },
    { cause: error },
  );
}

function checkName(name: string): void {
  if (typeof name !== "string" || name.trim() === "") {
    throw new KeepfitError({
      code: "bad_name",
      where: "name",
      message: "A saved model needs a name.",
      hint: "Give it at least one letter.",
    });
  }
}

function taken(name: string): KeepfitError {
  return new KeepfitError({
    code: "name_taken",
    where: name,
    message: `A model named ${JSON.stringify(name)} is already saved.`,
    hint: "Choose another name, or replace it.",
  });
}

function notFound(name: string): KeepfitError {
  return new KeepfitError({
    code: "not_found",
    where: name,
    message: `No model named ${JSON.stringify(name)} is saved here.`,
    hint: "It may have been deleted in another tab, or by the browser.",
  });
}

/** A summary is JSON, so that what is stored never depends on what a browser can clone. */
function plainJson(name: string, summary: StoredSummary): StoredSummary {
  try {
    return JSON.parse(JSON.stringify(summary)) as StoredSummary;
  } catch (error) {
    throw new KeepfitError(
      {
        code: "bad_summary",
        where: name,
        message: `The summary of ${JSON.stringify(name)} is not plain JSON: ${reasonOf(error)}.`,
      },
      { cause: error },
    );
  }
}

type Contents<Name extends "models" | "bytes"> = IDBPObjectStore<Schema, ["models", "bytes"], Name, "readwrite">;

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // The browser aborted it already.
  }
}

/** One transaction over both stores: everything in it happens, or nothing. */
async function whole(
  database: Database,
  work: (models: Contents<"models">, contents: Contents<"bytes">) => Promise<void>,
): Promise<void> {
  const transaction = database.transaction(["models", "bytes"], "readwrite", { durability: "strict" });
  // Awaited last; a rejection before that must not count as unhandled.
  transaction.done.catch(() => {});
  try {
    await work(transaction.objectStore("models"), transaction.objectStore("bytes"));
  } catch (error) {
    abort(transaction);
    await transaction.done.catch(() => {});
    // Where the browser aborted it, the reason (a full disk) is the transaction's, not the request's.
    throw !(error instanceof KeepfitError) && (error as { name?: string } | null)?.name === "AbortError"
      ? (transaction.error ?? error)
      : error;
  }
  await transaction.done;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

class BrowserStore implements Store {
  #database: Database | undefined;
  readonly #options: StoreOptions;
  #closed = false;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  async open(): Promise<Database> {
    if (this.#closed)
      throw new KeepfitError({
        code: "closed",
        message: "This store was closed.",
        hint: "Open it again with openStore().",
      });
    if (this.#database) return this.#database;
    if (typeof indexedDB === "undefined") throw unavailable("there is no IndexedDB");
    let waiting: (error: KeepfitError) => void = () => {};
    const blocked = new Promise<never>((_, reject) => (waiting = reject));
    let opening: Promise<Database> | undefined;
    let failed: unknown;
    try {
      // Where storage is denied this throws rather than rejects.
      opening = openDB<Schema>(this.#options.database ?? "keepfit", version, {
        upgrade: (database, from, _to, transaction) => {
          transaction.done.catch(() => {});
          void upgrade(database, from, transaction).catch((error: unknown) => {
            failed = error;
            abort(transaction);
          });
        },
        blocked: () =>
          waiting(
            new KeepfitError({
              code: "storage_blocked",
              message: "Another tab holds an older version of the store open.",
              hint: "Close the other tabs of this page and try again.",
            }),
          ),
        // Another tab needs a newer version: give way, or it would wait for ever.
        blocking: () => this.#lose("another tab opened a newer version of this page; reload"),
        terminated: () => this.#lose("the browser closed it"),
      });
      return (this.#database = await Promise.race([opening, blocked]));
    } catch (thrown) {
      const error = failed ?? thrown;
      void opening?.then((database) => database.close()).catch(() => {});
      const kind = (error as { name?: unknown } | null)?.name;
      throw kind === "VersionError" || kind === "QuotaExceededError" || error instanceof KeepfitError
        ? explain(error, "")
        : unavailable(error);
    }
  }

  #lose(reason: string): void {
    this.#database?.close();
    this.#database = undefined;
    this.#options.onLost?.(
      new KeepfitError({
        code: "storage_lost",
        message: `The connection to the store was lost: ${reason}.`,
        hint: "The next call opens it again.",
      }),
    );
  }

  async #use<Result>(name: string, work: (database: Database) => Promise<Result>): Promise<Result> {
    const database = await this.open();
    try {
      return await work(database);
    } catch (error) {
      throw explain(error, name);
    }
  }

  async save(
    name: string,
    bytes: Uint8Array,
    summary: StoredSummary = {},
    options: { readonly replace?: boolean; readonly saved?: string } = {},
  ): Promise<StoredModel> {
    checkName(name);
    const json = plainJson(name, summary);
    // A copy of its own, so that a view into a larger buffer does not store that buffer.
    const copy = bytes.slice();
    const saved = options.saved ?? new Date().toISOString();
    const model: Saved = { name, size: copy.length, saved, summary: json, id: newId() };
    return this.#use(name, async (database) => {
      let before: { readonly model: Saved; readonly bytes: Uint8Array } | undefined;
      await whole(database, async (models, contents) => {
        const old = await models.get(name);
        if (old) {
          if (!options.replace) throw taken(name);
          before = { model: old, bytes: (await contents.get(name))! };
        }
        // One after the other: a put that throws at once must not leave the other's rejection unheard.
        await models.put(model);
        await contents.put(copy, name);
      });
      await this.#check(database, model, copy, before);
      return withoutId(model);
    });
  }

  /** Reads a save back. Where it is not what was saved, everything is put back as it was before. */
  async #check(
    database: Database,
    model: Saved,
    bytes: Uint8Array,
    before: { readonly model: Saved; readonly bytes: Uint8Array } | undefined,
  ): Promise<void> {
    const { name, id } = model;
    const reading = database.transaction(["models", "bytes"], "readonly");
    const [there, stored] = await Promise.all([
      reading.objectStore("models").get(name),
      reading.objectStore("bytes").get(name),
    ]);
    if (there && there.id !== id) {
      throw new KeepfitError({
        code: "replaced",
        where: name,
        message: `${JSON.stringify(name)} was saved, but another tab has saved another model under this name since.`,
        hint: "Save it again under another name.",
      });
    }
    if (there && stored && sameBytes(stored, bytes)) return;
    await whole(database, async (models, contents) => {
      const now = await models.get(name);
      if (now && now.id !== id) return;
      if (before) {
        await models.put(before.model);
        await contents.put(before.bytes, name);
      } else {
        await models.delete(name);
        await contents.delete(name);
      }
    });
    throw new KeepfitError({
      code: "save_failed",
      where: name,
      message: `${JSON.stringify(name)} was written, but the browser gave back other bytes; ${before ? "the model of that name was put back" : "nothing was kept"}.`,
      hint: "Download the model instead.",
    });
  }

  summarise(name: string, summary: StoredSummary): Promise<StoredModel> {
    const json = plainJson(name, summary);
    return this.#use(name, async (database) => {
      let changed: Saved | undefined;
      await whole(database, async (models) => {
        const model = await models.get(name);
        if (!model) throw notFound(name);
        // The save is the same, so its id stays.
        await models.put((changed = { ...model, summary: json }));
      });
      return withoutId(changed!);
    });
  }

  list(): Promise<StoredModel[]> {
    return this.#use("", async (database) => (await database.getAll("models")).map(withoutId));
  }

  get(name: string): Promise<Uint8Array> {
    return this.#use(name, async (database) => {
      const bytes = await database.get("bytes", name);
      if (!bytes) throw notFound(name);
      return bytes;
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#use(from, async (database) => {
      checkName(to);
      await whole(database, async (models, contents) => {
        const [model, bytes, existing] = await Promise.all([models.get(from), contents.get(from), models.getKey(to)]);
        if (!model || !bytes) throw notFound(from);
        if (existing !== undefined) throw taken(to);
        await models.put({ ...model, name: to, id: newId() });
        await contents.put(bytes, to);
        await models.delete(from);
        await contents.delete(from);
      });
    });
  }

  remove(name: string): Promise<void> {
    return this.#use(name, async (database) => {
      await whole(database, async (models, contents) => {
        await models.delete(name);
        await contents.delete(name);
      });
    });
  }

  async estimate(): Promise<StorageEstimate> {
    const storage = globalThis.navigator?.storage as StorageManager | undefined;
    // Frames without storage answer with an exception; not knowing is no reason to fail.
    const estimate = await storage?.estimate?.().catch(() => undefined);
    const persisted = await storage?.persisted?.().catch(() => false);
    return { usage: estimate?.usage, quota: estimate?.quota, persisted: persisted ?? false };
  }

  async persist(): Promise<boolean> {
    const storage = globalThis.navigator?.storage as StorageManager | undefined;
    return (await storage?.persist?.().catch(() => false)) ?? false;
  }

  close(): void {
    this.#closed = true;
    this.#database?.close();
    this.#database = undefined;
  }
}

/**
 * Opens the models kept in this browser (IndexedDB).
 *
 * @throws KeepfitError `"storage_unavailable"` where the page may not store anything (sandboxed frames, Node),
 *   `"storage_blocked"` where another tab holds an older version open, `"storage_newer"` where a newer page was here.
 */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const store = new BrowserStore(options);
  await store.open();
  return store;
}
