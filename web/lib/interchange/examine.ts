/** Looks into pickles: `engine.examineSklearn`. The module for it is fetched when the first one is met. */
import { chooseBackend, interchangeModule } from "../backend.js";
import { KeepfitError, reasonOf } from "../errors.js";
import { gunzip } from "../tables/forms/gzip.js";
import { concat } from "../tables/source.js";
import type { EngineOptions, ExamineOptions, FileSource, PickleReport } from "../types.js";

/** Larger ones are refused before they are unpacked further. */
const sizeLimit = 1_000_000_000;

/** What is unpacked here. */
const methods: ReadonlySet<string> = new Set(["zlib", "gzip"]);

const tooLarge = (): KeepfitError =>
  new KeepfitError({
    code: "too_large",
    where: "source",
    message: "The file has more than 1 GB.",
    hint: "Look into it on a machine with more memory, with Python's pickletools.",
  });

async function bytesOf(source: FileSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  const size = source instanceof Blob ? source.size : 0;
  if (size > sizeLimit) throw tooLarge();
  return new Uint8Array(source instanceof ArrayBuffer ? source : await source.arrayBuffer());
}

const damaged = (method: string, how: string): KeepfitError =>
  new KeepfitError({
    code: "damaged",
    where: "source",
    message: `The file is packed with ${method}, and cannot be unpacked: ${how}.`,
    hint: "Ask for the file once more; it may have been cut short on its way.",
  });

async function* inflated(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = packed.pipeThrough(new DecompressionStream("deflate")).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** The checksum in which a zlib stream ends. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

async function unpacked(bytes: Uint8Array, method: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let rest = false;
  const given = async function* () {
    yield bytes;
  };
  try {
    for await (const part of method === "gzip" ? gunzip(given, () => (rest = true)) : inflated(bytes)) {
      size += part.length;
      if (size > sizeLimit) throw tooLarge();
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof KeepfitError && error.code === "too_large") throw error;
    throw damaged(method, reasonOf(error));
  }
  const out = concat(parts, size);
  // Some hosts do not say that anything follows; joblib may read on there.
  if (method === "zlib")
    rest = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0) !== adler32(out);
  if (rest) throw damaged(method, "something stands behind the packed data");
  return out;
}

export async function examinePickle(
  engine: EngineOptions,
  source: FileSource,
  { from = 0, count = 0, ...options }: ExamineOptions,
): Promise<PickleReport> {
  const given = await bytesOf(source);
  const { first } = await chooseBackend({ ...engine, wasm: engine.interchangeWasm ?? interchangeModule() });
  const ask = (bytes: Uint8Array) => first.call("examine_pickle", { bytes, from, count }, options);
  try {
    try {
      return { bytes: given.length, ...(await ask(given)) };
    } catch (error) {
      const method = error instanceof KeepfitError && error.code === "compressed" ? error.where : "";
      if (!methods.has(method)) throw error;
      const report = await ask(await unpacked(given, method));
      return { bytes: given.length, compression: method as "zlib" | "gzip", ...report };
    }
  } finally {
    first.end();
  }
}
