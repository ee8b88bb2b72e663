/** What a table is read from, as it travels to its reader. */
import { cancelled, KeepfitError, reasonOf } from "../errors.js";
import type { CallOptions, ReadOptions, TableSource } from "../types.js";
import { refuse } from "./refuse.js";
import type { FileSource } from "./source.js";
import type { LoadRequest } from "./wire.js";

export type Origin = Omit<LoadRequest, "options"> & { readonly name: string | undefined; readonly size: number };

// A page's thread must not copy more than this at once.
const pieceSize = 4 << 20;

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** The bytes as a Blob, which other threads can read; copied piece by piece, so that a page stays alive. */
async function blobOf(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<Blob> {
  const parts: Blob[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) {
    if (signal?.aborted) throw cancelled(signal);
    parts.push(new Blob([bytes.subarray(at, at + pieceSize) as Uint8Array<ArrayBuffer>]));
    await nextTask();
  }
  return new Blob(parts);
}

/** What a Response holds, piece by piece, so that a cancelled call ends the download. */
async function bodyOf(response: Response, { signal, onProgress }: CallOptions): Promise<Blob> {
  const of = response.url === "" ? "The response" : response.url;
  if (!response.ok) {
    refuse(
      "bad_response",
      response.url,
      `${of} was not found: the server answered ${response.status}${response.statusText ? ` (${response.statusText})` : ""}.`,
      "Check the address.",
    );
  }
  if (response.bodyUsed)
    refuse("bad_response", response.url, `${of} was read already.`, "Give it before reading it, or give its bytes.");
  if (!response.body) return new Blob([]);
  const total = Number(response.headers.get("content-length") ?? 0);
  const parts: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let [done, held] = [0, 0];
  const reader = response.body.getReader();
  const onAbort = (): void => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", onAbort);
  try {
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (signal?.aborted) throw cancelled(signal);
      if (ended) break;
      waiting.push(value);
      done += value.length;
      held += value.length;
      if (held >= pieceSize) {
        parts.push(new Blob(waiting));
        [waiting, held] = [[], 0];
      }
      onProgress?.({ done, total: total >= done ? total : 0 });
    }
  } catch (error) {
    if (signal?.aborted) throw cancelled(signal);
    if (error instanceof TypeError) {
      throw new KeepfitError(
        {
          code: "bad_response",
          where: response.url,
          message: `${of} could not be read to its end: ${reasonOf(error)}.`,
          hint: "Check the connection and try again.",
        },
        { cause: error },
      );
    }
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  return new Blob([...parts, ...waiting]);
}

/** The last part of an address's path. */
function nameOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "") || undefined;
  } catch {
    return undefined;
  }
}

/** A file in Node. */
async function fileOf(address: URL): Promise<FileSource> {
  const [files, addresses] = ["node:fs/promises", "node:url"];
  try {
    const { stat } = (await import(/* @vite-ignore */ files)) as typeof import("node:fs/promises");
    const { fileURLToPath } = (await import(/* @vite-ignore */ addresses)) as typeof import("node:url");
    const file = fileURLToPath(address);
    return { file, size: (await stat(file)).size };
  } catch (error) {
    throw new KeepfitError(
      {
        code: "unreadable",
        where: "source",
        message: `The file ${address.href} cannot be read: ${reasonOf(error)}.`,
        hint: "Check the address; in a page give the file that was chosen or dropped, or await fetch(address).",
      },
      { cause: error },
    );
  }
}

export async function originOf(source: TableSource, options: ReadOptions, elsewhere: boolean): Promise<Origin> {
  const origin = (what: Blob | Uint8Array | FileSource, name?: string, more: Partial<Origin> = {}): Origin => ({
    source: what,
    size: what instanceof Uint8Array ? what.length : what.size,
    name: options.name ?? name,
    ...more,
  });
  const ofBytes = async (bytes: Uint8Array): Promise<Origin> =>
    origin(elsewhere && bytes.length > pieceSize ? await blobOf(bytes, options.signal) : bytes);
  if (source instanceof URL && source.protocol === "file:") return origin(await fileOf(source), nameOf(source.href));
  if (typeof source === "string" || source instanceof URL) {
    if (source instanceof URL || /^(?:https?:|file:|blob:|data:|\.{0,2}\/)\S+$/.test(source)) {
      refuse(
        "bad_type",
        "source",
        "The source is an address, not the text of a table.",
        "Give what it leads to: await fetch(address), or the bytes of the file; in Node also new URL(address) of a file.",
      );
    }
    return origin(source.length > pieceSize ? new Blob([source]) : new TextEncoder().encode(source));
  }
  // Of Node's Buffer, a slice is no copy.
  if (source instanceof Uint8Array) return ofBytes(new Uint8Array(source.buffer, source.byteOffset, source.length));
  if (source instanceof ArrayBuffer) return ofBytes(new Uint8Array(source));
  if (source instanceof Blob) {
    const { name } = source as Partial<File>;
    return origin(source, name, { mediaType: source.type.split(";")[0]!.trim() });
  }
  if (typeof Response !== "undefined" && source instanceof Response) {
    const type = source.headers.get("content-type") ?? "";
    const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1];
    return origin(await bodyOf(source, options), nameOf(source.url), {
      mediaType: type.split(";")[0]!.trim(),
      charset,
    });
  }
  if (Array.isArray(source)) {
    if (source.length === 0) refuse("no_table", "source", "There are no records.", "Give at least one.");
    // One that is null is a row without any value.
    const bad = source.findIndex((record) => typeof record !== "object" || Array.isArray(record));
    if (bad >= 0)
      refuse(
        "bad_type",
        "source",
        `Record ${bad + 1} is no object of named values.`,
        'Give records such as [{ age: 31, town: "Bern" }, ...].',
      );
    return { source: { records: source }, size: 0, name: options.name };
  }
  refuse(
    "bad_type",
    "source",
    "The source is not something that a table can be read from.",
    "Give the file's bytes (Uint8Array, ArrayBuffer), a Blob or File, a Response, the text, or records.",
  );
}
