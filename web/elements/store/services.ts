import { signal } from "@preact/signals-core";
import type { Engine, Schema } from "../../lib/index.js";
import { fetchPacking } from "../state/packed.js";
import type { Shelf } from "./shelf.js";

/** What a playground works with, each undefined until it is there. */
export class Services {
  #engine = signal<Engine | undefined>(undefined);
  #schema = signal<Schema | undefined>(undefined);
  #shelf = signal<Shelf | undefined>(undefined);
  #starting: Promise<Engine> | undefined;
  #ready: Promise<void> = Promise.resolve();
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
  /** Resolves when the engine has started; what fits may still be on its way then. */
  get starting(): Promise<Engine> {
    return this.#starting ?? Promise.reject(new Error("The engine was not started."));
  }

  /** Resolves when all of it is there, with the schema where anything is to be fitted. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** @param fits  Whether anything is to be fitted: a schema is needed then alone, and comes with that part of it. */
  start(engine: Promise<Engine>, fits = true): Promise<void> {
    this.#starting = engine;
    const packing = fits ? fetchPacking().catch(() => {}) : undefined;
    this.#ready = engine.then(async (found) => {
      if (this.#starting === engine) this.#engine.value = found;
      if (!fits) return;
      // Recipes are changed by what the schema says, and may have to be packed in addresses from then on.
      const [schema] = await Promise.all([found.schema(), packing]);
      this.#schema.value = schema;
    });
    this.#ready.catch(() => {});
    return this.#ready;
  }

  /** Ends the engine, with its threads; `start` may be called again. */
  end(): void {
    void this.#starting?.then((engine) => engine.close()).catch(() => {});
    this.#starting = undefined;
    this.#engine.value = undefined;
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
