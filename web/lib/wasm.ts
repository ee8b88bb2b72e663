import { KeepfitError, reasonOf } from "./errors.js";

/** The engine's module: its address, its bytes, or compiled. */
export type WasmSource = string | URL | Uint8Array | ArrayBuffer | WebAssembly.Module;

interface Exports {
  readonly memory: WebAssembly.Memory;
  keepfit_allocate(size: number): number;
  keepfit_free(pointer: number, size: number): void;
  keepfit_call(op: number, opLength: number, request: number, requestLength: number): number;
  keepfit_release(answer: number): void;
  keepfit_version(): number;
  _initialize?(): void;
}

/** Called now and then during a long call. True stops the call, which then ends with the code `"cancelled"`. */
export type ProgressListener = (done: number, total: number) => boolean;

export interface Answer {
  /** True where the engine answered, false where `bytes` hold an error. */
  readonly ok: boolean;
  readonly bytes: Uint8Array;
}

function unavailable(address: string, reason: string, cause?: unknown): KeepfitError {
  return new KeepfitError(
    {
      code: "engine_unavailable",
      where: address,
      message: `The engine could not be read from ${address}: ${reason}.`,
      hint: "Check that the file lies beside the library, and that the page's policy allows 'wasm-unsafe-eval'.",
    },
    { cause },
  );
}

async function compileFrom(url: URL): Promise<WebAssembly.Module> {
  if (url.protocol === "file:") {
    // Spelt so that bundlers for browsers leave it alone.
    const files = "node:fs/promises";
    const { readFile } = (await import(/* @vite-ignore */ files)) as {
      readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
    };
    const bytes = await readFile(url).catch((error: unknown) => {
      throw unavailable(url.href, reasonOf(error), error);
    });
    return WebAssembly.compile(bytes);
  }
  const response = await fetch(url).catch((error: unknown) => {
    throw unavailable(url.href, reasonOf(error), error);
  });
  if (!response.ok) throw unavailable(url.href, `the server answered ${response.status}`);
  // Streaming insists on the media type, which simple servers get wrong.
  const mime = response.headers.get("content-type")?.split(";")[0]?.trim();
  return mime === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** Compiles the engine; a compiled module is passed through and can be sent to another thread. */
export async function compileEngine(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  try {
    if (typeof source === "string" || source instanceof URL) {
      const base = (globalThis as { location?: { href: string } }).location?.href;
      return await compileFrom(new URL(source, base));
    }
    return await WebAssembly.compile(source as Uint8Array<ArrayBuffer> | ArrayBuffer);
  } catch (error) {
    if (error instanceof KeepfitError) throw error;
    const address = typeof source === "string" || source instanceof URL ? String(source) : "the bytes given";
    throw unavailable(address, reasonOf(error), error);
  }
}

/** Wraps what the caller's own progress listener threw, to tell it from a trap. */
export class ListenerError extends Error {
  constructor(readonly thrown: unknown) {
    super("The progress listener threw.");
  }
}

/**
 * The host of one instance of the engine: the only code that sees engine memory. Bytes go in and are copied out at once.
 * After a trap the instance is undefined and must be dropped: `call` has then thrown
 * something other than KeepfitError or ListenerError.
 */
export class EngineHost {
  readonly #exports: Exports;
  #listener: ProgressListener | undefined;
  #thrown: { error: unknown } | undefined;

  constructor(module: WebAssembly.Module) {
    const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
      if (kind === "function") (imports[from] ??= {})[name] = this.#function(from, name);
    }
    const instance = new WebAssembly.Instance(module, imports);
    this.#exports = instance.exports as unknown as Exports;
    this.#exports._initialize?.();
  }

  #function(from: string, name: string): (...values: number[]) => number | void {
    if (from === "keepfit" && name === "progress") return (done, total) => this.#progress(done!, total!);
    // What the C library asks of its host. There are no files, clocks or terminals: 52 is WASI's "not implemented".
    if (from === "wasi_snapshot_preview1" && name !== "proc_exit") return () => 52;
    if (name === "emscripten_notify_memory_growth") return () => {};
    return () => {
      throw new Error(`the engine called ${from}.${name}`);
    };
  }

  #progress(done: number, total: number): number {
    try {
      return this.#listener?.(done, total) ? 1 : 0;
    } catch (error) {
      // Must not unwind the engine's stack: stop it, then throw.
      this.#thrown = { error };
      return 1;
    }
  }

  #allocate(bytes: Uint8Array): number {
    const pointer = this.#exports.keepfit_allocate(bytes.length) >>> 0;
    if (pointer === 0) {
      throw new KeepfitError({
        code: "out_of_memory",
        message: `The engine has no room for ${bytes.length} more bytes.`,
        hint: "Release models that are no longer needed, or use fewer rows.",
      });
    }
    // Memory may have grown, which detaches older views.
    new Uint8Array(this.#exports.memory.buffer, pointer, bytes.length).set(bytes);
    return pointer;
  }

  /** Puts bytes where the engine said that there is room for them. */
  write(address: number, bytes: Uint8Array): void {
    new Uint8Array(this.#exports.memory.buffer, address >>> 0, bytes.length).set(bytes);
  }

  /** A copy of what the engine said that lies there. */
  read(address: number, size: number): ArrayBuffer {
    return this.#exports.memory.buffer.slice(address >>> 0, (address >>> 0) + size) as ArrayBuffer;
  }

  /** The same without a copy, until the next call. */
  view(address: number, size: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, address >>> 0, size);
  }

  call(op: string, request: Uint8Array, listener?: ProgressListener): Answer {
    const exports = this.#exports;
    const name = new TextEncoder().encode(op);
    const namePointer = this.#allocate(name);
    let requestPointer: number;
    try {
      requestPointer = this.#allocate(request);
    } catch (error) {
      exports.keepfit_free(namePointer, name.length);
      throw error;
    }
    this.#listener = listener;
    this.#thrown = undefined;
    // Nothing is freed when this traps: the instance is lost as a whole.
    const answer = exports.keepfit_call(namePointer, name.length, requestPointer, request.length) >>> 0;
    this.#listener = undefined;
    const view = new DataView(exports.memory.buffer);
    const status = view.getUint32(answer, true);
    const data = view.getUint32(answer + 4, true);
    const length = view.getUint32(answer + 8, true);
    const bytes = new Uint8Array(exports.memory.buffer, data, length).slice();
    exports.keepfit_release(answer);
    exports.keepfit_free(requestPointer, request.length);
    exports.keepfit_free(namePointer, name.length);
    if (this.#thrown) throw new ListenerError((this.#thrown as { error: unknown }).error);
    return { ok: status === 0, bytes };
  }
}
