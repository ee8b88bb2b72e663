import { closed } from "../errors.js";
import type { EngineOptions } from "../types.js";
import type { TableReaders } from "./open.js";

/** What reads tables, fetched when the first one is met: most pages of models never do. */
export class Tables {
  readonly options: EngineOptions;
  #coming: Promise<TableReaders> | undefined;
  #readers: TableReaders | undefined;
  #closed = false;

  constructor(options: EngineOptions) {
    this.options = options;
  }

  async readers(): Promise<TableReaders> {
    if (this.#closed) throw closed();
    this.#coming ??= import("./open.js").then(({ TableReaders: Readers }) => new Readers(this.options));
    this.#coming.catch(() => (this.#coming = undefined));
    this.#readers = await this.#coming;
    if (this.#closed) this.#readers.close();
    return this.#readers;
  }

  close(): void {
    this.#closed = true;
    this.#readers?.close();
  }
}
