import { KeepfitError } from "./errors.js";
import { addresses, firstPart } from "./generated/addresses.js";
import { engineParts, type PartName } from "./generated/parts.js";
import type { EngineOptions } from "./types.js";
import { addressOf, compileEngine, type WasmSource } from "./wasm.js";

/** What an engine is made of, for another thread: compiled, or what that thread compiles by itself. */
export type ThreadSource = string | Uint8Array | ArrayBuffer | WebAssembly.Module;

function forThread(source: WasmSource): ThreadSource {
  return source instanceof URL ? source.href : typeof source === "string" ? addressOf(source).href : source;
}

const isPart = (part: string): part is PartName => Object.hasOwn(engineParts, part);

/** Whether fetching takes long enough to be done before somebody waits for it. */
function isFar(source: WasmSource): boolean {
  return (source instanceof URL || typeof source === "string") && addressOf(source).protocol !== "file:";
}

/**
 * The code of one engine: each part is fetched and compiled once, and shared by all threads that run it. The first part
 * is enough to open, prove and ask saved models; the others are there when they are needed.
 */
export class EngineCode {
  readonly #source: WasmSource;
  readonly #sources = new Map<string, WasmSource>();
  #first: Promise<WebAssembly.Module> | undefined;
  readonly #parts = new Map<string, Promise<WebAssembly.Module>>();
  readonly #there = new Map<string, WebAssembly.Module>();

  readonly #ahead: boolean | "together";

  constructor(options: EngineOptions) {
    this.#ahead = options.fitAhead ?? true;
    this.#source = options.wasm ?? firstPart();
    for (const part of Object.keys(engineParts) as PartName[]) {
      // Parts go together: none of the library's is added to an engine that was given.
      const source = options[engineParts[part].option] ?? (options.wasm === undefined ? addresses[part]() : undefined);
      if (source !== undefined) this.#sources.set(part, source);
    }
  }

  first(): Promise<WebAssembly.Module> {
    if (!this.#first) {
      this.#first = compileEngine(this.#source).catch((error: unknown) => {
        this.#first = undefined;
        throw error;
      });
      if (this.#ahead === "together") void this.ahead(["fit"]);
    }
    return this.#first;
  }

  // A page whose policy forbids it to compile may have a worker that can.
  #onlyElsewhere = false;

  /** The first part as a thread takes it. */
  async firstForThread(): Promise<ThreadSource> {
    return this.first().catch(() => {
      this.#onlyElsewhere = true;
      return forThread(this.#source);
    });
  }

  /** Another part as a thread takes it. */
  async partForThread(part: string): Promise<ThreadSource> {
    const source = this.#sources.get(part);
    return this.#onlyElsewhere && source !== undefined ? forThread(source) : this.part(part);
  }

  /** Parts that were fetched already, for a host that starts. */
  get there(): readonly (readonly [part: string, module: WebAssembly.Module])[] {
    return [...this.#there];
  }

  /**
   * @throws KeepfitError `"part_unavailable"`; the next call tries again.
   */
  part(part: string): Promise<WebAssembly.Module> {
    let found = this.#parts.get(part);
    if (!found) {
      found = this.#fetch(part).then(
        (module) => {
          this.#there.set(part, module);
          return module;
        },
        (error: unknown) => {
          this.#parts.delete(part);
          throw error;
        },
      );
      this.#parts.set(part, found);
    }
    return found;
  }

  /**
   * Fetches ahead what an engine lacks, where that is not at hand anyway: one after the other, as the first ones are
   * what most are waiting for. What fails is tried again when it is needed.
   */
  async ahead(lacking: readonly string[]): Promise<void> {
    if (this.#onlyElsewhere || !this.#ahead) return;
    for (const [part, source] of this.#sources)
      if (lacking.includes(part) && isFar(source)) await this.part(part).catch(() => {});
  }

  async #fetch(part: string): Promise<WebAssembly.Module> {
    const what = isPart(part) ? `The part of the engine that ${engineParts[part].does}` : `The engine's part "${part}"`;
    const without = isPart(part) ? ` ${engineParts[part].without}` : "";
    const source = this.#sources.get(part);
    if (source === undefined) {
      throw new KeepfitError({
        code: "part_unavailable",
        where: part,
        message: `${what} is needed, but the engine was given without it.`,
        hint: `Give it to createEngine beside wasm, as ${isPart(part) ? engineParts[part].option : part}, or give the whole engine, keepfit.wasm, as wasm.`,
      });
    }
    return compileEngine(
      source,
      (where, reason, cause) =>
        new KeepfitError(
          {
            code: "part_unavailable",
            where,
            message: `${what} could not be read from ${where}: ${reason}.${without}`,
            hint: "Check the connection and that the file lies beside the library; then call again.",
          },
          { cause },
        ),
    );
  }
}
