import { openStore } from "../../lib/index.js";
import type { StorageEstimate, Store, StoredModel, StoredSummary } from "../../lib/index.js";

export type ShelfItem = StoredModel;

/** Where saved models are: the browser's store or, where a page has none, the memory of this page. */
export interface Shelf extends Pick<Store, "save" | "summarise" | "list" | "get" | "rename" | "remove"> {
  /** Why models are only kept until the page is closed; absent where they are stored. */
  readonly warning?: string;
  estimate(): Promise<StorageEstimate | undefined>;
  persist(): Promise<boolean>;
}

/** @param onLost Called with a sentence when the connection to the store is lost; the next use opens it again. */
export async function openShelf(onLost: (error: unknown) => void): Promise<Shelf> {
  try {
    return await openStore({ onLost });
  } catch (error) {
    const { code, message, hint = "" } = error as { code?: string; message: string; hint?: string };
    const reason =
      code === "storage_unavailable"
        ? "This page may not use the browser's storage (it is probably shown in a sandboxed frame or a private window)."
        : `${message} ${hint}`;
    return new MemoryShelf(
      `${reason} Models saved here are gone when the page is closed: the download is the real save.`,
    );
  }
}

class MemoryShelf implements Shelf {
  #models = new Map<string, { item: ShelfItem; bytes: Uint8Array }>();
  constructor(readonly warning: string) {}

  async save(
    name: string,
    bytes: Uint8Array,
    summary: StoredSummary = {},
    options: { replace?: boolean; saved?: string } = {},
  ): Promise<ShelfItem> {
    if (!options.replace) this.#refuseTaken(name);
    const item = { name, size: bytes.length, saved: options.saved ?? new Date().toISOString(), summary };
    this.#models.set(name, { item, bytes: bytes.slice() });
    return item;
  }
  async summarise(name: string, summary: StoredSummary): Promise<ShelfItem> {
    const { item, bytes } = this.#find(name);
    const changed = { ...item, summary };
    this.#models.set(name, { item: changed, bytes });
    return changed;
  }
  async list(): Promise<ShelfItem[]> {
    return [...this.#models.values()].map(({ item }) => item).sort((a, b) => a.name.localeCompare(b.name));
  }
  async get(name: string): Promise<Uint8Array> {
    return this.#find(name).bytes.slice();
  }
  async rename(from: string, to: string): Promise<void> {
    this.#refuseTaken(to);
    const { item, bytes } = this.#find(from);
    this.#models.delete(from);
    this.#models.set(to, { item: { ...item, name: to }, bytes });
  }
  async remove(name: string): Promise<void> {
    this.#models.delete(name);
  }
  async estimate(): Promise<undefined> {
    return undefined;
  }
  async persist(): Promise<boolean> {
    return false;
  }
  #find(name: string) {
    const found = this.#models.get(name);
    if (!found) throw { message: `There is no model called “${name}”.`, hint: "" };
    return found;
  }
  #refuseTaken(name: string): void {
    if (this.#models.has(name)) {
      throw {
        code: "name_taken",
        message: `There is already a model called “${name}”.`,
        hint: "Choose another name, or delete that model first.",
      };
    }
  }
}
