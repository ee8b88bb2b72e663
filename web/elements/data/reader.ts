import { datasetHash } from "../../lib/index.js";
import type { ColumnTable, TargetLike } from "../../lib/index.js";
import type { Column, Kind } from "./columns.js";
import type { CsvFile } from "./csv-file.js";
import type { ParsedTable } from "./parse.js";
import workerUrl from "./csv.worker.ts?worker&url";

export type Ask =
  | { id: number; op: "open"; file: Blob; kinds: Record<string, Kind> }
  | { id: number; op: "recode"; index: number; kind: Exclude<Kind, "ignore"> }
  | { id: number; op: "hash"; X: ColumnTable; y: TargetLike };
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
export type Reply = { id: number; value?: unknown; error?: string; progress?: number };

/**
 * Reads CSV files away from the page's thread. One reader holds one open file; `close` frees it.
 * Where no worker can be started the same code runs on the page, in pieces.
 */
export class CsvReader {
  #worker: Worker | null | undefined;
  #local: CsvFile | undefined;
  #next = 1;
  #waiting = new Map<number, { settle: (reply: Reply) => void }>();

  async open(file: Blob, kinds: Record<string, Kind>, onProgress: (share: number) => void): Promise<ParsedTable> {
    const share = (done: number) => onProgress(file.size ? Math.min(1, done / file.size) : 1);
    const worker = await this.#start();
    if (worker) return this.#ask<ParsedTable>({ op: "open", file, kinds }, share);
    const { openCsv } = await import("./csv-file.js");
    this.#local = await openCsv(file, kinds, share);
    return this.#local.table;
  }

  async recode(index: number, kind: Exclude<Kind, "ignore">): Promise<Column> {
    if (this.#local) return this.#local.recode(index, kind);
    return this.#ask<Column>({ op: "recode", index, kind });
  }

  /** The hash of a data set, made where it does not stop the page: a large one takes a tenth of a second. */
  async hash(X: ColumnTable, y: TargetLike): Promise<string> {
    if (this.#worker) return this.#ask<string>({ op: "hash", X, y });
    return datasetHash(X, y);
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#local = undefined;
    for (const { settle } of this.#waiting.values())
      settle({ id: 0, error: "The file was closed before it was read." });
    this.#waiting.clear();
  }

  #ask<T>(ask: WithoutId<Ask>, onProgress?: (done: number) => void): Promise<T> {
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, {
        settle: (reply) => {
          if (reply.progress !== undefined) return onProgress?.(reply.progress);
          this.#waiting.delete(id);
          if (reply.error !== undefined) reject(new Error(reply.error));
          else resolve(reply.value as T);
        },
      });
      this.#worker!.postMessage({ ...ask, id });
    });
  }

  async #start(): Promise<Worker | null> {
    if (this.#worker !== undefined) return this.#worker;
    const worker = await startWorker(workerUrl);
    this.#worker = worker;
    if (worker) {
      worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#waiting.get(data.id)?.settle(data);
      worker.onerror = () => {
        for (const { settle } of this.#waiting.values())
          settle({ id: 0, error: "The thread that reads the file stopped; open the file again." });
        this.close();
      };
    }
    return worker;
  }
}

// Longer than a script takes to arrive; without it a browser that reports nothing would leave the page waiting.
const startLimit = 5000;

/**
 * A worker whose script may stand on another origin: that one is reached through a small local script. Its import is
 * a dynamic one, as the policy of the page then takes it for a script and not for another worker. `null` where the
 * browser starts no worker.
 */
async function startWorker(address: string): Promise<Worker | null> {
  const url = new URL(address, import.meta.url);
  try {
    if (url.origin === self.origin) return new Worker(url, { type: "module" });
    const script = `import(${JSON.stringify(url.href)}).then(() => postMessage("ready"), () => postMessage("refused"));`;
    const local = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(local);
    const said = await new Promise<string>((resolve) => {
      setTimeout(() => resolve("nothing"), startLimit);
      worker.onmessage = ({ data }) => resolve(String(data));
      worker.onerror = (event) => {
        event.preventDefault();
        resolve("refused");
      };
    });
    URL.revokeObjectURL(local);
    if (said === "ready") return worker;
    worker.terminate();
    return null;
  } catch {
    return null;
  }
}
