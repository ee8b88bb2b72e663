import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { root } from "./helpers.js";

export interface Answer {
  readonly ok: boolean;
  readonly bytes: Uint8Array;
}

/** The native engine behind its pipe: frames in, frames out, in order. */
export class NativeHost {
  readonly #process: ChildProcessWithoutNullStreams;
  #received = Buffer.alloc(0);
  #failure: Error | undefined;
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = [];

  constructor(program = "keepfit_host") {
    this.#process = spawn(`${root}build/native/${program}`);
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
