/** The entry of the worker: answers `Start` once, then one `Call` after the other. */
import { dispatcher, firstAnswer } from "./dispatch.js";
import { KeepfitError, reasonOf } from "./errors.js";
import {
  type AnswerOf,
  buffersOf,
  type Call,
  type MessageFromWorker,
  type MessageToWorker,
  type OpName,
  type Operate,
  type Part,
  type Start,
} from "./protocol.js";
import { compileEngine, EngineHost } from "./wasm.js";

interface Scope {
  postMessage(message: MessageFromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: { data: MessageToWorker }) => void) | null;
}

/** Answers the messages of one client. */
export function serve(scope: Scope): void {
  let operate: Operate | undefined;
  let renew = (): void => {};

  // The client has the engine's parts, or gets them.
  const waiting = new Map<string, { resolve(module: WebAssembly.Module): void; reject(error: unknown): void }>();
  const partFromClient = (part: string): Promise<WebAssembly.Module> =>
    new Promise((resolve, reject) => {
      waiting.set(part, { resolve, reject });
      scope.postMessage({ type: "need", part });
    });

  function receive({ part, wasm, error }: Part): void {
    const waiter = waiting.get(part);
    waiting.delete(part);
    if (wasm) compileEngine(wasm).then(waiter?.resolve, waiter?.reject);
    else waiter?.reject(new KeepfitError(error!));
  }

  /** A fresh instance of what is compiled. */
  function renewed(module: WebAssembly.Module, there: Map<string, WebAssembly.Module>): EngineHost {
    const host = new EngineHost(module, there);
    operate = dispatcher(host, async (part) => {
      const found = await partFromClient(part);
      there.set(part, found);
      return found;
    });
    return host;
  }

  async function start({ wasm, parts }: Start): Promise<void> {
    try {
      const module = await compileEngine(wasm);
      const there = new Map(parts);
      let host = renewed(module, there);
      renew = () => void (host = renewed(module, there));
      const version = await firstAnswer(() => operate!("version", {}), renew);
      scope.postMessage({ type: "started", version, lacking: host.lacking });
    } catch (error) {
      const data =
        error instanceof KeepfitError
          ? error.toJSON()
          : {
              code: "engine_unavailable",
              where: "",
              message: `The engine did not start: ${reasonOf(error)}.`,
              hint: "",
            };
      scope.postMessage({ type: "reply", error: data, lost: true });
    }
  }

  function answer({ id, op, request, progress }: Call): Promise<void> | undefined {
    let last = -Infinity;
    const report = (done: number, total: number): boolean => {
      // The engine reports often; a page can show no more than a few dozen a second.
      const now = performance.now();
      if (now - last >= 30 || done >= total) {
        last = now;
        scope.postMessage({ type: "progress", id, done, total });
      }
      return false;
    };
    const reply = (value: AnswerOf<OpName>): void =>
      scope.postMessage({ type: "reply", id, answer: value }, buffersOf(value));
    const refuse = (error: unknown): void => {
      if (error instanceof KeepfitError) scope.postMessage({ type: "reply", id, error: error.toJSON() });
      else {
        const data = { code: "worker_lost", where: op, message: reasonOf(error), hint: "" };
        scope.postMessage({ type: "reply", id, error: data, lost: true });
      }
    };
    try {
      const value: AnswerOf<OpName> | Promise<AnswerOf<OpName>> = operate!(op, request, progress ? report : undefined);
      if (value instanceof Promise) return value.then(reply).catch(refuse);
      reply(value);
    } catch (error) {
      refuse(error);
    }
    return undefined;
  }

  /** A call that waits for a part of the engine lets none overtake it. */
  let waitingCall: Promise<void> | undefined;
  function inTurn(call: Call): void {
    const before = waitingCall;
    const mine = before ? before.then(() => answer(call)) : answer(call);
    if (!mine) return;
    waitingCall = mine;
    void mine.then(() => {
      if (waitingCall === mine) waitingCall = undefined;
    });
  }

  scope.onmessage = ({ data }) => {
    if (data.type === "start") void start(data);
    else if (data.type === "part") receive(data);
    else if (data.type === "renew") renew();
    else inTurn(data);
  };
}

/** In Node: only in a thread that the library started, not in one of a test's own making. */
async function serveThread(): Promise<void> {
  const threads = "node:worker_threads";
  const { parentPort, workerData } = (await import(/* @vite-ignore */ threads)) as typeof import("node:worker_threads");
  if (parentPort && (workerData as { keepfit?: boolean } | null)?.keepfit) serve(parentPort as unknown as Scope);
}

if ("WorkerGlobalScope" in globalThis) serve(globalThis as unknown as Scope);
else if ("process" in globalThis) void serveThread();
