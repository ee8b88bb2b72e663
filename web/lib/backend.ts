import { EngineCode } from "./code.js";
import { dispatcher, firstAnswer } from "./dispatch.js";
import { cancelled, type ErrorData, KeepfitError, reasonOf } from "./errors.js";
import {
  buffersOf,
  type AnswerOf,
  type Call,
  type MessageFromWorker,
  type MessageToWorker,
  type OpName,
  type Operate,
  type RequestOf,
} from "./protocol.js";
import type { CallOptions, EngineOptions } from "./types.js";
import { EngineHost, ListenerError, type WasmSource } from "./wasm.js";

/** One running engine. It takes one call at a time. */
export interface Backend {
  readonly thread: "worker" | "main";
  /** False once the engine was lost: start another. */
  readonly alive: boolean;
  readonly version: AnswerOf<"version">;
  /** Rejects with `"worker_lost"` where the engine is gone; the backend is then of no further use. */
  call<Op extends OpName>(op: Op, request: RequestOf<Op>, options?: CallOptions): Promise<AnswerOf<Op>>;
  /** Between calls: frees all that the engine holds, with its memory, and goes on with what is compiled. */
  renew(): void;
  /** Ends the engine at once and frees everything. A call under way never settles. */
  end(): void;
}

/** How to start backends: found out once, then used for each restart. */
export interface Starter {
  readonly note: string | undefined;
  start(): Promise<Backend>;
  /**
   * One of several that run side by side, from the same compiled code; undefined where no further worker can be had.
   */
  startBeside(): Promise<Backend | undefined>;
  /** One in this thread. */
  startHere(): Promise<Backend>;
  /** How many of those make sense: as many as there are processors; 1 where they would share this thread. */
  parallelism(): Promise<number>;
}

function lost(reason: string, cause?: unknown): KeepfitError {
  return new KeepfitError(
    {
      code: "worker_lost",
      message: `The engine stopped unexpectedly: ${reason}.`,
      hint: "Call again: a fresh engine starts by itself, and fitted models are kept.",
    },
    { cause },
  );
}

// Taken before a test can replace it with a clock that stands still.
const soon = globalThis.setImmediate ?? ((run: () => void) => setTimeout(run));

/** What is waited for, or that the wait was given up. */
function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return value;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled(signal));
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort);
    void value.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

async function inThread(code: EngineCode): Promise<Backend> {
  const first = await code.first();
  let host: EngineHost;
  let operate: Operate;
  let signal: AbortSignal | undefined;
  const renew = (): void => {
    host = new EngineHost(first, code.there);
    operate = dispatcher(host, (part) => unlessAborted(code.part(part), signal));
  };
  renew();
  let alive = true;
  const version = await firstAnswer(() => operate("version", {}), renew);
  void code.ahead(host!.lacking);
  return {
    thread: "main",
    get alive() {
      return alive;
    },
    version,
    async call(op, request, options) {
      // A page must be able to paint, and a caller to change its mind, before the thread is taken.
      await new Promise<void>((resolve) => soon(resolve));
      signal = options?.signal;
      if (signal?.aborted) throw cancelled(signal);
      const stop = (done: number, total: number): boolean => {
        options?.onProgress?.({ done, total });
        return options?.signal?.aborted ?? false;
      };
      try {
        return await operate(op, request, stop);
      } catch (error) {
        if (error instanceof KeepfitError) throw error;
        if (error instanceof ListenerError) throw error.thrown;
        alive = false;
        throw lost(reasonOf(error), error);
      }
    },
    renew,
    end() {},
  };
}

/** The worker's script could not be run; the engine itself may be fine. */
class SpawnError extends Error {}

// Longer than any network that still works; without it a browser that reports nothing would leave the page waiting.
const startLimit = 30_000;

async function inWorker(spawn: () => Worker, code: EngineCode): Promise<Backend> {
  // Its script and the engine are fetched at the same time.
  const wasm = code.firstForThread();
  let worker: Worker;
  try {
    worker = spawn();
  } catch (error) {
    throw new SpawnError(reasonOf(error));
  }
  const post = (message: MessageToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer);

  const started = await new Promise<Extract<MessageFromWorker, { type: "started" }>>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    worker.onmessage = ({ data }: { data: MessageFromWorker }) => {
      clearTimeout(timer);
      if (data.type === "started") resolve(data);
      else if (data.type === "refused") reject(new SpawnError(data.reason));
      else if (data.type === "reply") reject(new KeepfitError(data.error!));
    };
    worker.onerror = (event) => {
      clearTimeout(timer);
      event.preventDefault();
      reject(new SpawnError(event.message || "its script was refused"));
    };
    void wasm.then((source) => {
      timer = setTimeout(() => reject(new SpawnError("it did not answer")), startLimit);
      post({ type: "start", wasm: source, parts: code.there });
    });
  }).catch((error: unknown) => {
    worker.terminate();
    throw error;
  });
  void code.ahead(started.lacking);

  interface Pending {
    resolve(answer: unknown): void;
    reject(error: unknown): void;
    onProgress: CallOptions["onProgress"];
  }
  const pending = new Map<number, Pending>();
  let gone: KeepfitError | undefined;
  let nextId = 1;

  const fail = (error: KeepfitError): void => {
    gone = error;
    worker.terminate();
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(lost(event.message || "the worker failed"));
  };
  worker.onmessageerror = () => fail(lost("a message could not be read"));
  worker.onmessage = ({ data }: { data: MessageFromWorker }) => {
    if (data.type === "progress") {
      const call = pending.get(data.id);
      try {
        call?.onProgress?.({ done: data.done, total: data.total });
      } catch (error) {
        pending.delete(data.id);
        call?.reject(error);
      }
      return;
    }
    if (data.type === "need") {
      const { part } = data;
      code.partForThread(part).then(
        (wasm) => post({ type: "part", part, wasm }),
        (error: unknown) => post({ type: "part", part, error: (error as KeepfitError).toJSON() }),
      );
      return;
    }
    if (data.type !== "reply") return;
    if (data.lost) return fail(lost(data.error?.message ?? "the engine failed"));
    const call = pending.get(data.id!);
    pending.delete(data.id!);
    if (data.error) call?.reject(new KeepfitError(data.error satisfies ErrorData));
    else call?.resolve(data.answer);
  };

  return {
    thread: "worker",
    get alive() {
      return gone === undefined;
    },
    version: started.version,
    call<Op extends OpName>(op: Op, request: RequestOf<Op>, options?: CallOptions): Promise<AnswerOf<Op>> {
      return new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        const id = nextId++;
        pending.set(id, { resolve: resolve as (answer: unknown) => void, reject, onProgress: options?.onProgress });
        const { X, y, stratify, proof } = request as { [name: string]: unknown };
        try {
          // Tables and targets are copies made for this call. The bytes of models are kept, hence not moved.
          post(
            { type: "call", id, op, request, progress: options?.onProgress !== undefined } as Call,
            buffersOf([X, y, stratify, proof]),
          );
        } catch (error) {
          pending.delete(id);
          reject(
            new KeepfitError(
              {
                code: "bad_value",
                where: op,
                message: `A value cannot be handed to the engine: ${reasonOf(error)}.`,
                hint: "Use plain numbers, strings, arrays and objects.",
              },
              { cause: error },
            ),
          );
        }
      });
    },
    renew() {
      if (!gone) post({ type: "renew" });
    },
    end() {
      worker.terminate();
    },
  };
}

// Bundlers find the worker's script by the spelling `new Worker(new URL(...), ...)` and put its final address there.
// Only the address is wanted here, hence a class of that name which keeps it.
function workerAddress(): URL {
  class Worker {
    constructor(
      readonly url: URL,
      _options: WorkerOptions,
    ) {}
  }
  return new URL(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }).url, import.meta.url);
}

function spawnDirect(): Worker {
  return new Worker(workerAddress(), { type: "module" });
}

// A page may run a worker only from its own origin; a blob is, and may import a script from where the library lies. The
// import is a dynamic one, because that is a script to the page's policy, where a static one would be another worker.
function spawnThroughBlob(): Worker {
  const script = `
    const early = [];
    onmessage = (event) => early.push(event);
    import(${JSON.stringify(workerAddress().href)}).then(
      () => early.forEach((event) => onmessage(event)),
      (error) => postMessage({ type: "refused", reason: String(error.message) }),
    );`;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(address);
  // The address must stay good until the script was fetched.
  setTimeout(() => URL.revokeObjectURL(address), startLimit);
  return worker;
}

// Spelt so that bundlers for browsers leave them alone.
const threads = "node:worker_threads";
const system = "node:os";

/**
 * A thread of Node's behind a browser's `Worker` interface. One that has nothing to do does not keep the process alive.
 */
async function nodeSpawner(): Promise<() => Worker> {
  const { Worker: Thread } = (await import(/* @vite-ignore */ threads)) as typeof import("node:worker_threads");
  return () => {
    const thread = new Thread(workerAddress(), { workerData: { keepfit: true } });
    let ended = false;
    const face = {
      onmessage: null as ((event: { data: MessageFromWorker }) => void) | null,
      onmessageerror: null as (() => void) | null,
      onerror: null as ((event: { message: string; preventDefault(): void }) => void) | null,
      postMessage(message: MessageToWorker, transfer: readonly never[] = []) {
        if (message.type !== "renew") thread.ref();
        thread.postMessage(message, transfer);
      },
      terminate() {
        ended = true;
        void thread.terminate();
      },
    };
    const failed = (message: string): void => {
      if (!ended) face.onerror?.({ message, preventDefault: () => {} });
      ended = true;
    };
    thread.on("message", (data: MessageFromWorker) => {
      if (data.type !== "progress") thread.unref();
      face.onmessage?.({ data });
    });
    thread.on("messageerror", () => face.onmessageerror?.());
    thread.on("error", (error) => failed(reasonOf(error)));
    thread.on("exit", (code) => failed(`its thread ended with code ${code}`));
    return face as unknown as Worker;
  };
}

async function processors(): Promise<number> {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  if (navigator?.hardwareConcurrency) return navigator.hardwareConcurrency;
  const os = (await import(/* @vite-ignore */ system).catch(() => undefined)) as typeof import("node:os") | undefined;
  return os?.availableParallelism() ?? 1;
}

/** The file beside the library that reads tables. */
export const tablesModule = (): WasmSource => new URL("./generated/keepfit-tables.wasm", import.meta.url);

/** The file beside the library that reads files of other programs. */
export const interchangeModule = (): WasmSource => new URL("./generated/keepfit-interchange.wasm", import.meta.url);

/** The files beside the library that write ONNX and PMML. */
export const onnxModule = (): WasmSource => new URL("./generated/keepfit-onnx.wasm", import.meta.url);
export const pmmlModule = (): WasmSource => new URL("./generated/keepfit-pmml.wasm", import.meta.url);

/** The file beside the library that writes files of skops. */
export const skopsModule = (): WasmSource => new URL("./generated/keepfit-skops.wasm", import.meta.url);

/** Finds a way to run the engine and starts the first one. */
export async function chooseBackend(options: EngineOptions): Promise<{ starter: Starter; first: Backend }> {
  const code = new EngineCode(options);
  const finish = (
    first: Backend,
    start: () => Promise<Backend>,
    { note, spawn }: { note?: string; spawn?: () => Promise<() => Worker> } = {},
  ) => {
    const starter: Starter = {
      note,
      start,
      async startBeside() {
        if (!spawn) return undefined;
        try {
          return await inWorker(await spawn(), code);
        } catch (error) {
          if (error instanceof SpawnError) return undefined;
          throw error;
        }
      },
      startHere: () => inThread(code),
      parallelism: async () => (spawn ? processors() : 1),
    };
    return { first, starter };
  };
  const here = () => inThread(code);
  // Not location.origin, which a sandboxed frame shares with pages it must not touch.
  const { origin } = globalThis as { origin?: string };
  if (options.worker === false) return finish(await here(), here);
  if (origin === undefined) return finish(await here(), here, { spawn: nodeSpawner });
  if (typeof Worker === "undefined") {
    return finish(await here(), here, {
      note: "The engine runs in the page's own thread, because this browser has no workers here.",
    });
  }

  const spawn = workerAddress().origin === origin ? spawnDirect : spawnThroughBlob;
  const start = (): Promise<Backend> =>
    inWorker(spawn, code).catch((error: unknown) => {
      throw error instanceof SpawnError ? lost(`a new worker could not be started: ${error.message}`, error) : error;
    });
  try {
    return finish(await inWorker(spawn, code), start, { spawn: async () => spawn });
  } catch (error) {
    if (!(error instanceof SpawnError)) throw error;
    const note = `The engine runs in the page's own thread, because the browser refused to start a worker (${error.message}); the page may pause while fitting.`;
    return finish(await here(), here, { note });
  }
}
