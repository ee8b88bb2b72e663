import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Backend, Starter } from "../../web/lib/backend.js";
import { decodeMessage, decodeWithFloats, encodeMessage } from "../../web/lib/codec.js";
import { engineOn } from "../../web/lib/engine.js";
import { KeepfitError, type ErrorData } from "../../web/lib/errors.js";
import type { AnswerOf, OpName, RequestOf } from "../../web/lib/protocol.js";
import type { Engine } from "../../web/lib/types.js";
import { root } from "./helpers.js";

export interface Answer {
  readonly ok: boolean;
  readonly bytes: Uint8Array;
}

/** The native engine behind its pipe: frames in, frames out, in order. */
export class NativeHost {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  #received = Buffer.alloc(0);
  #failure: Error | undefined;
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = [];

  constructor(program = "keepfit_host") {
    // Of another build with KEEPFIT_HOST; what a sanitizer says stands on stderr.
    const path = `${root}build/${process.env.KEEPFIT_HOST ?? "native"}/${program}`;
    this.#process = spawn(path, { stdio: ["pipe", "pipe", "inherit"] });
    this.#process.once("error", (error) => this.#fail(error));
    this.#process.once("exit", (code) => this.#fail(new Error(`The native host ended with status ${code}.`)));
    this.#process.stdin.on("error", () => {}); // said by the events above
    this.#process.stdout.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      while (this.#received.length >= 8) {
        const end = 8 + this.#received.readUInt32LE(4);
        if (this.#received.length < end) break;
        const ok = this.#received.readUInt32LE(0) === 0;
        this.#waiting.shift()!.resolve({ ok, bytes: new Uint8Array(this.#received.subarray(8, end)) });
        this.#received = this.#received.subarray(end);
      }
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting) reject(this.#failure);
  }

  call(op: string, request: Uint8Array): Promise<Answer> {
    if (this.#failure) return Promise.reject(this.#failure);
    const field = (bytes: Uint8Array) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    };
    this.#process.stdin.write(Buffer.concat([...field(new TextEncoder().encode(op)), ...field(request)]));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  end(): void {
    this.#process.stdin.end();
  }
}

/** One native process as the library sees an engine. */
async function nativeBackend(program?: string): Promise<Backend> {
  const host = new NativeHost(program);
  let alive = true;
  const ask = async (op: string, request: object, decode: (bytes: Uint8Array) => unknown = decodeMessage) => {
    const { ok, bytes } = await host.call(op, encodeMessage(request)).catch((error: unknown) => {
      alive = false;
      throw error;
    });
    if (!ok) throw new KeepfitError(decodeMessage(bytes) as ErrorData);
    return decode(bytes);
  };
  /** What the library's dispatcher makes of more than one call, or reads otherwise. */
  async function call(op: OpName, request: object): Promise<unknown> {
    if (op === "fit" || op === "fit_search") {
      const fitted = (await ask(op, request)) as AnswerOf<"fit">;
      const { bytes } = (await ask("dump", { model: fitted.model, card: {}, proof: false })) as AnswerOf<"dump">;
      return { ...fitted, bytes };
    }
    if (op === "search_plan") return ask(op, request, decodeWithFloats);
    if (op === "params" || op.startsWith("table_")) throw new Error(`The native engine is not asked for ${op} here.`);
    return ask(op, request);
  }
  return {
    thread: "worker",
    get alive() {
      return alive;
    },
    version: (await ask("version", {})) as AnswerOf<"version">,
    call: <Op extends OpName>(op: Op, request: RequestOf<Op>) => call(op, request) as Promise<AnswerOf<Op>>,
    renew() {
      throw new Error("A native engine is not renewed here; start another.");
    },
    end: () => host.end(),
  };
}

/** The library on the native engine, in processes of its own. */
export async function nativeEngine(program?: string): Promise<Engine> {
  const start = () => nativeBackend(program);
  const starter: Starter = {
    note: undefined,
    start,
    startBeside: start,
    startHere: start,
    parallelism: async () => 2,
  };
  return engineOn(starter, await start(), { startModule: start });
}
