import { KeepfitError, reasonOf } from "./errors.js";

/** A module of WebAssembly: its address, its bytes, or compiled. */
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

/** What is said where a module cannot be read. */
export type Refusal = (address: string, reason: string, cause?: unknown) => KeepfitError;

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

/** A file that lies beside the library, where that is no site's. */
export async function fileBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  // Spelt so that bundlers for browsers leave it alone.
  const files = "node:fs/promises";
  const { readFile } = (await import(/* @vite-ignore */ files)) as {
    readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
  };
  return readFile(url);
}

async function compileFrom(url: URL, refusal: Refusal): Promise<WebAssembly.Module> {
  if (url.protocol === "file:") {
    const bytes = await fileBytes(url).catch((error: unknown) => {
      throw refusal(url.href, reasonOf(error), error);
    });
    return WebAssembly.compile(bytes);
  }
  const response = await fetch(url).catch((error: unknown) => {
    throw refusal(url.href, reasonOf(error), error);
  });
  if (!response.ok) throw refusal(url.href, `the server answered ${response.status}`);
  // Streaming insists on the media type, which simple servers get wrong.
  const mime = response.headers.get("content-type")?.split(";")[0]?.trim();
  return mime === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

export function addressOf(source: string | URL): URL {
  return new URL(source, (globalThis as { location?: { href: string } }).location?.href);
}

/** Compiles a module; one that is compiled is passed through, and can be sent to another thread. */
export async function compileEngine(source: WasmSource, refusal: Refusal = unavailable): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const isAddress = typeof source === "string" || source instanceof URL;
  try {
    return isAddress
      ? await compileFrom(addressOf(source), refusal)
      : await WebAssembly.compile(source as Uint8Array<ArrayBuffer> | ArrayBuffer);
  } catch (error) {
    if (error instanceof KeepfitError) throw error;
    throw refusal(isAddress ? String(source) : "the bytes given", reasonOf(error), error);
  }
}

/** Wraps what the caller's own progress listener threw, to tell it from a trap. */
export class ListenerError extends Error {
  constructor(readonly thrown: unknown) {
    super("The progress listener threw.");
  }
}

/**
 * A function was called that is in a part of the engine which is not there yet. Everything is as before the call: add
 * the part, call again.
 */
export class PartMissing extends Error {
  constructor(readonly part: string) {
    super(`the engine's part "${part}" is not there`);
  }
}

/** The same where nothing may fail, hence the instance is undefined as after a trap. */
export class PartTrap extends Error {
  constructor(
    readonly part: string,
    options: { cause: unknown },
  ) {
    super(`the engine's part "${part}" was missing where it could not be waited for`, options);
  }
}

/**
 * How modules name each other as what they import from: "keepfit:first", and "keepfit:fit" for what a part stands in
 * for.
 */
const partPrefix = "keepfit:";

type Import = (...values: number[]) => number | void;

/** Less is faster got from JavaScript itself. */
const unfilledFrom = 1 << 16;
/** Requests up to this size are put to one place that is kept for them. */
const deskSize = 1 << 13;

/** Answers every name, so that a thousand of them need not be listed first. */
function everyName<Value>(of: (name: string) => Value): { [name: string]: Value } {
  return new Proxy({}, { get: (_, name) => of(String(name)) });
}

/**
 * The host of one instance of the engine: the only code that sees engine memory. Bytes go in and are copied out at
 * once. After a trap the instance is undefined and must be dropped: `call` has then thrown something other than
 * KeepfitError, ListenerError or PartMissing.
 */
export class EngineHost {
  readonly #exports: Exports;
  readonly #lacking = new Set<string>();
  /** What a call that breaks off halfway leaves moved: the stack's pointer. */
  readonly #globals: WebAssembly.Global[] = [];
  /** Where the names of operations lie that were called. */
  readonly #names = new Map<string, readonly [address: number, length: number]>();
  #desk = 0;
  #bytes = new Uint8Array();
  #words = new DataView(this.#bytes.buffer);
  #listener: ProgressListener | undefined;
  #thrown: { error: unknown } | undefined;
  #met: PartMissing | undefined;

  constructor(module: WebAssembly.Module, parts: Iterable<readonly [part: string, module: WebAssembly.Module]> = []) {
    const imports = everyName((from) => {
      const part = from.startsWith(partPrefix) ? from.slice(partPrefix.length) : undefined;
      if (part === undefined) return everyName((name) => this.#function(from, name));
      this.#lacking.add(part);
      // One function stands for all of the part.
      const missing = (): never => {
        this.#met ??= new PartMissing(part);
        throw this.#met;
      };
      return everyName((): Import => missing);
    });
    this.#exports = new WebAssembly.Instance(module, imports).exports as unknown as Exports;
    if (this.#lacking.size > 0) {
      for (const each of Object.values(this.#exports) as unknown[])
        if (each instanceof WebAssembly.Global) this.#globals.push(each);
    }
    for (const [part, code] of parts) this.add(part, code);
    this.#exports._initialize?.();
  }

  /** The parts that the engine is made of and that are not there yet. */
  get lacking(): readonly string[] {
    return [...this.#lacking];
  }

  lacks(part: string): boolean {
    return this.#lacking.has(part);
  }

  /** Puts a part to its place: memory and table are shared, and what stood in for its functions is replaced. */
  add(part: string, module: WebAssembly.Module): void {
    if (!this.#lacking.has(part)) return;
    const first = this.#exports as unknown as WebAssembly.ModuleImports;
    new WebAssembly.Instance(module, { [`${partPrefix}first`]: first });
    this.#lacking.delete(part);
  }

  #function(from: string, name: string): Import {
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

  #roomFor(size: number): number {
    const pointer = this.#exports.keepfit_allocate(size) >>> 0;
    if (pointer === 0) {
      throw new KeepfitError({
        code: "out_of_memory",
        message: `The engine has no room for ${size} more bytes.`,
        hint: "Release models that are no longer needed, or use fewer rows.",
      });
    }
    return pointer;
  }

  #put(bytes: Uint8Array, pointer: number): number {
    this.#look();
    this.#bytes.set(bytes, pointer);
    return pointer;
  }

  #putRequest(request: Uint8Array): number {
    const { length } = request;
    return this.#put(request, length > deskSize ? this.#roomFor(length) : (this.#desk ||= this.#roomFor(deskSize)));
  }

  #endRequest(pointer: number, size: number): void {
    if (pointer !== this.#desk) this.#exports.keepfit_free(pointer, size);
  }

  /** Memory may have grown, which detaches older views: they are empty then, which is seen faster than what is new. */
  #look(): void {
    if (this.#bytes.length > 0) return;
    const { buffer } = this.#exports.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new DataView(buffer);
  }

  #nameOf(op: string): readonly [address: number, length: number] {
    let name = this.#names.get(op);
    if (!name) {
      const bytes = new TextEncoder().encode(op);
      name = [this.#put(bytes, this.#roomFor(bytes.length)), bytes.length];
      this.#names.set(op, name);
    }
    return name;
  }

  /** Puts bytes where the engine said that there is room for them. */
  write(address: number, bytes: Uint8Array): void {
    new Uint8Array(this.#exports.memory.buffer, address >>> 0, bytes.length).set(bytes);
  }

  /** A copy of what the engine said that lies there. */
  read(address: number, size: number): ArrayBuffer {
    const { Buffer } = globalThis as { Buffer?: { allocUnsafeSlow?(size: number): Uint8Array<ArrayBuffer> } };
    // Node's own way to memory that is not filled with zeros first.
    if (!Buffer?.allocUnsafeSlow || size < unfilledFrom)
      return this.#exports.memory.buffer.slice(address >>> 0, (address >>> 0) + size) as ArrayBuffer;
    const bytes = Buffer.allocUnsafeSlow(size);
    bytes.set(this.view(address, size));
    return bytes.buffer;
  }

  /** The same without a copy, until the next call. */
  view(address: number, size: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, address >>> 0, size);
  }

  call(op: string, request: Uint8Array, listener?: ProgressListener): Answer {
    const exports = this.#exports;
    const [name, nameLength] = this.#nameOf(op);
    const requestPointer = this.#putRequest(request);
    this.#listener = listener;
    this.#thrown = undefined;
    let answer: number;
    const globals = this.#lacking.size > 0 ? this.#globals.map(({ value }) => value as number) : [];
    try {
      // Nothing is freed when this traps: the instance is lost as a whole.
      answer = exports.keepfit_call(name, nameLength, requestPointer, request.length) >>> 0;
    } catch (error) {
      const met = this.#met;
      if (!met) throw error;
      this.#met = undefined;
      // On its way out it has ended everything as an exception of the engine's own does.
      if (error !== met) throw new PartTrap(met.part, { cause: error });
      this.#globals.forEach((global, i) => (global.value = globals[i]));
      this.#endRequest(requestPointer, request.length);
      throw met;
    } finally {
      this.#listener = undefined;
    }
    this.#look();
    const words = this.#words;
    const status = words.getUint32(answer, true);
    const data = words.getUint32(answer + 4, true);
    const bytes = this.#bytes.slice(data, data + words.getUint32(answer + 8, true));
    exports.keepfit_release(answer);
    this.#endRequest(requestPointer, request.length);
    if (this.#thrown) throw new ListenerError((this.#thrown as { error: unknown }).error);
    return { ok: status === 0, bytes };
  }
}
