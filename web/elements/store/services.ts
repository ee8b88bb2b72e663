import { signal } from "@preact/signals-core";
import type { Engine, Schema } from "../../lib/index.js";
import type { Shelf } from "./shelf.js";

/** What a playground works with, each undefined until it is there. */
export class Services {
  #engine = signal<Engine | undefined>(undefined);
  #schema = signal<Schema | undefined>(undefined);
  #shelf = signal<Shelf | undefined>(undefined);
  #starting: Promise<Engine> | undefined;
  #files = new Map<string, File>();

  get engine(): Engine | undefined {
    return this.#engine.value;
  }
  get schema(): Schema | undefined {
    return this.#schema.value;
  }
  get shelf(): Shelf | undefined {
    return this.#shelf.value;
  }
  /** Resolves when the engine has started. */
  get starting(): Promise<Engine> {
    return this.#starting ?? Promise.reject(new Error("The engine was not started."));
  }

  start(engine: Promise<Engine>): Promise<void> {
    this.#starting = engine.then(async (found) => {
      const schema = await found.schema();
      this.#schema.value = schema;
      this.#engine.value = found;
      return found;
    });
    this.#starting.catch(() => {});
    return this.#starting.then(() => {});
  }

  keepOn(shelf: Shelf): void {
    this.#shelf.value = shelf;
  }

  /** Keeps a file that this page was given, under a key that choices can hold. */
  keep(file: File): string {
    for (const [key, known] of this.#files) if (known === file) return key;
    const key = String(this.#files.size + 1);
    this.#files.set(key, file);
    return key;
  }

  file(key: string | undefined): File | undefined {
    return this.#files.get(key ?? "");
  }
}
