import "fake-indexeddb/auto";
import { deleteDB, openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { KeepfitError, openStore, type Store } from "../../web/lib/index.js";
import { rejection } from "./helpers.js";

let store: Store;
beforeEach(async () => {
  store = await openStore();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  store.close();
  await deleteDB("keepfit");
});

const bytes = new Uint8Array([1, 2, 3]);
const names = async () => (await store.list()).map(({ name }) => name);
type Put = (this: IDBObjectStore, value: unknown, key?: IDBValidKey) => IDBRequest<IDBValidKey>;

/** Replaces what the browser does when it is told to put something. */
function mockPut(put: (original: Put) => Put): void {
  const original = IDBObjectStore.prototype.put as Put;
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(put(original) as never);
}

/** The database as the first version of the library made it. */
const openFirst = () =>
  openDB("keepfit", 1, {
    upgrade(database) {
      database.createObjectStore("models", { keyPath: "name" });
      database.createObjectStore("bytes");
    },
  });

describe("saved models", () => {
  test("come back byte for byte, with their summary", async () => {
    const saved = await store.save("penguins", bytes, { accuracy: 0.98 });
    expect(saved).toMatchObject({ name: "penguins", size: 3, summary: { accuracy: 0.98 } });
    expect(await store.list()).toEqual([saved]);
    expect(await store.get("penguins")).toEqual(bytes);
  });

  test("are there when the page is opened again", async () => {
    await store.save("penguins", bytes);
    store.close();
    store = await openStore();
    expect(await store.get("penguins")).toEqual(bytes);
  });

  test("a part of a larger buffer is saved by itself", async () => {
    await store.save("part", new Uint8Array([0, ...bytes, 0]).subarray(1, 4));
    expect((await store.get("part")).buffer.byteLength).toBe(3);
  });

  test("a taken name is refused, unless it is to be replaced", async () => {
    await store.save("a", bytes);
    expect(await rejection(store.save("a", new Uint8Array([9])))).toMatchObject({
      code: "name_taken",
      message: 'A model named "a" is already saved.',
    });
    expect(await store.get("a")).toEqual(bytes);
    await store.save("a", new Uint8Array([9]), {}, { replace: true });
    expect(await store.get("a")).toEqual(new Uint8Array([9]));
  });

  test("rename moves bytes and summary, and overwrites nothing", async () => {
    await store.save("a", bytes, { n: 1 });
    await store.save("b", new Uint8Array([9]));
    expect(await rejection(store.rename("a", "b"))).toMatchObject({ code: "name_taken" });
    expect(await rejection(store.rename("c", "d"))).toMatchObject({ code: "not_found" });
    expect(await rejection(store.rename("a", " "))).toMatchObject({ code: "bad_name" });
    await store.rename("a", "c");
    expect(await names()).toEqual(["b", "c"]);
    expect(await store.get("c")).toEqual(bytes);
    expect((await store.list())[1]).toMatchObject({ name: "c", summary: { n: 1 } });
    expect(await rejection(store.get("a"))).toMatchObject({ code: "not_found" });
  });

  test("remove", async () => {
    await store.save("a", bytes);
    await store.remove("a");
    expect(await names()).toEqual([]);
    expect(await rejection(store.get("a"))).toMatchObject({ code: "not_found" });
  });

  test("a name is asked for, and a summary must be JSON", async () => {
    expect(await rejection(store.save("", bytes))).toMatchObject({ code: "bad_name" });
    expect(await rejection(store.save("a", bytes, { n: 1n }))).toMatchObject({ code: "bad_summary" });
    expect(await names()).toEqual([]);
  });

  test("a closed store says so", async () => {
    store.close();
    expect(await rejection(store.list())).toMatchObject({ code: "closed" });
  });

  test("an estimate is given where the browser has one", async () => {
    expect(await store.estimate()).toEqual({ usage: undefined, quota: undefined, persisted: false });
    vi.stubGlobal("navigator", {
      storage: {
        estimate: async () => ({ usage: 1, quota: 2 }),
        persisted: async () => true,
        persist: async () => true,
      },
    });
    expect(await store.estimate()).toEqual({ usage: 1, quota: 2, persisted: true });
    expect(await store.persist()).toBe(true);
  });
});

describe("a save is whole or absent", () => {
  test("a full disk, at either half", async () => {
    for (const half of ["models", "bytes"]) {
      mockPut(
        (original) =>
          function (value, key) {
            if (this.name === half) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
            return original.call(this, value, key);
          },
      );
      expect(await rejection(store.save("a", bytes))).toMatchObject({
        code: "quota",
        message: 'There is no room left in the browser for "a"; nothing was saved.',
      });
      vi.restoreAllMocks();
      expect(await names()).toEqual([]);
      expect(await rejection(store.get("a"))).toMatchObject({ code: "not_found" });
    }
  });

  test("a failed replacement leaves the old model", async () => {
    await store.save("a", bytes);
    mockPut(
      (original) =>
        function (value, key) {
          if (this.name === "bytes") throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
          return original.call(this, value, key);
        },
    );
    expect(await rejection(store.save("a", new Uint8Array([9]), {}, { replace: true }))).toMatchObject({
      code: "quota",
    });
    vi.restoreAllMocks();
    expect(await store.get("a")).toEqual(bytes);
  });

  test("other bytes on reading back are no save", async () => {
    mockPut(
      (original) =>
        function (value, key) {
          return original.call(this, value instanceof Uint8Array ? value.map((byte) => byte ^ 1) : value, key);
        },
    );
    const failed = rejection(store.save("a", bytes));
    expect(await failed).toMatchObject({
      code: "save_failed",
      message: '"a" was written, but the browser gave back other bytes; nothing was kept.',
    });
    vi.restoreAllMocks();
    expect(await names()).toEqual([]);
    expect(await rejection(store.get("a"))).toMatchObject({ code: "not_found" });
  });

  test("other bytes on reading back bring the model of that name back", async () => {
    const old = await store.save("a", bytes, { n: 1 });
    let puts = 0;
    mockPut(
      (original) =>
        function (value, key) {
          const wrong = value instanceof Uint8Array && puts++ === 0;
          return original.call(this, wrong ? value.map((byte) => byte ^ 1) : value, key);
        },
    );
    expect(await rejection(store.save("a", new Uint8Array([9]), {}, { replace: true }))).toMatchObject({
      code: "save_failed",
      message: expect.stringMatching(/the model of that name was put back\.$/),
    });
    expect(await store.get("a")).toEqual(bytes);
    expect(await store.list()).toEqual([old]);
  });

  test("another tab that saved under the name meanwhile is not undone", async () => {
    const other = await openStore();
    const original = IDBDatabase.prototype.transaction;
    vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function (
      this: IDBDatabase,
      names,
      mode,
      options,
    ) {
      if (mode === "readonly") {
        vi.restoreAllMocks();
        // What the other tab does lies between this one's saving and its reading back.
        const between = original.call(this, ["models", "bytes"], "readwrite");
        between.objectStore("models").put({ name: "a", size: 1, saved: "", summary: {}, id: "other" });
        between.objectStore("bytes").put(new Uint8Array([7]), "a");
      }
      return original.call(this, names, mode, options);
    });
    expect(await rejection(store.save("a", bytes))).toMatchObject({ code: "replaced" });
    expect(await other.get("a")).toEqual(new Uint8Array([7]));
    other.close();
  });
});

describe("a database of the first version", () => {
  beforeEach(async () => {
    store.close();
    await deleteDB("keepfit");
    const first = await openFirst();
    for (const name of ["a", "b"]) {
      await first.put("models", { name, size: 3, saved: "2026-01-01T00:00:00.000Z", summary: { n: 1 } });
      await first.put("bytes", bytes, name);
    }
    first.close();
  });

  test("opens, with everything in it", async () => {
    store = await openStore();
    expect(await store.list()).toEqual(
      ["a", "b"].map((name) => ({ name, size: 3, saved: "2026-01-01T00:00:00.000Z", summary: { n: 1 } })),
    );
    expect(await store.get("b")).toEqual(bytes);
    await store.save("a", new Uint8Array([9]), {}, { replace: true });
    await store.rename("b", "c");
    expect(await names()).toEqual(["a", "c"]);
    const raw = await openDB("keepfit");
    expect(raw.version).toBe(2);
    const ids = (await raw.getAll("models")).map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    raw.close();
  });

  test("stays as it is where the upgrade is cut off", async () => {
    const update = vi.spyOn(IDBCursor.prototype, "update").mockImplementation(() => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    });
    expect(await rejection(openStore())).toBeInstanceOf(KeepfitError);
    update.mockRestore();
    store = await openStore();
    expect(await names()).toEqual(["a", "b"]);
    expect(await store.get("a")).toEqual(bytes);
  });
});

describe("where there is no storage", () => {
  test("none at all", async () => {
    vi.stubGlobal("indexedDB", undefined);
    const error = await rejection(openStore({ database: "none" }));
    expect(error).toBeInstanceOf(KeepfitError);
    expect(error).toMatchObject({ code: "storage_unavailable", hint: expect.stringMatching(/Download/) });
  });

  test("denied, as in a sandboxed frame", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("access is denied.", "SecurityError");
    });
    expect(await rejection(openStore({ database: "denied" }))).toMatchObject({
      code: "storage_unavailable",
      message: "The browser does not let this page store anything (access is denied).",
    });
  });

  test("a newer page in another tab takes over, and this one is told", async () => {
    store.close();
    const told: KeepfitError[] = [];
    store = await openStore({ onLost: (error) => told.push(error) });
    const newer = await openDB("keepfit", 99);
    expect(told).toEqual([expect.objectContaining({ code: "storage_lost" })]);
    expect(await rejection(store.list())).toMatchObject({ code: "storage_newer", hint: "Reload this page." });
    newer.close();
  });

  test("an older page in another tab that does not give way", async () => {
    store.close();
    await deleteDB("keepfit");
    const older = await openFirst();
    expect(await rejection(openStore())).toMatchObject({
      code: "storage_blocked",
      message: "Another tab holds an older version of the store open.",
    });
    older.close();
    store = await openStore();
    expect(await names()).toEqual([]);
  });
});
