import { datasetHash } from "../../lib/index.js";
import type { ColumnTable, TargetLike } from "../../lib/index.js";
import workerUrl from "./hash.worker.ts?worker&url";

/** The hash of a data set, made where it does not stop the page: a large one takes a tenth of a second. */
export async function hashOf(X: ColumnTable, y: TargetLike): Promise<string> {
  const worker = await startWorker(workerUrl);
  if (!worker) return datasetHash(X, y);
  try {
    return await new Promise<string>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<{ value?: string; error?: string }>) =>
        data.value === undefined ? reject(new Error(data.error)) : resolve(data.value);
      worker.onerror = () => reject(new Error("The thread that hashes the data stopped; try again."));
      worker.postMessage({ X, y });
    });
  } finally {
    worker.terminate();
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
