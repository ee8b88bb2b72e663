/** The bytes of a file of Python's, unpacked where joblib packed them as a whole, or skops each of its files. */
import { KeepfitError } from "../errors.js";
import { gunzip } from "../tables/forms/gzip.js";
import { concat } from "../tables/source.js";
import type { FileSource } from "../types.js";

/** Larger ones are refused before they are unpacked further. */
const sizeLimit = 1_000_000_000;

/** What is unpacked here. */
const methods: ReadonlySet<string> = new Set(["zlib", "gzip", "deflate"]);

const tooLarge = (): KeepfitError =>
  new KeepfitError({
    code: "too_large",
    where: "source",
    message: "The file has more than 1 GB.",
    hint: "Look into it on a machine with more memory, with Python's pickletools.",
  });

export async function bytesOf(source: FileSource): Promise<Uint8Array> {
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

/** Platforms say it in words of their own. */
const broken = "it is cut short, or was changed";

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

/** An archive with the same files, as they are. */
async function stored(bytes: Uint8Array): Promise<Uint8Array> {
  const { unzipSync, zipSync } = await import("fflate");
  let size = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        size += originalSize;
        if (size > sizeLimit) throw tooLarge();
        return true;
      },
    });
    return zipSync(files, { level: 0 });
  } catch (error) {
    throw error instanceof KeepfitError ? error : damaged("deflate", broken);
  }
}

async function unpacked(bytes: Uint8Array, method: string): Promise<Uint8Array> {
  if (method === "deflate") return stored(bytes);
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
    throw damaged(method, broken);
  }
  const out = concat(parts, size);
  // Some hosts do not say that anything follows; joblib may read on there.
  if (method === "zlib")
    rest = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0) !== adler32(out);
  if (rest) throw damaged(method, "something stands behind the packed data");
  return out;
}

/**
 * Asks about bytes and, where they are packed in a way that is unpacked here, about what is in them.
 *
 * @throws KeepfitError what `ask` throws; `"damaged"`, `"too_large"`.
 */
export async function askUnpacked<Answer>(
  given: Uint8Array,
  ask: (bytes: Uint8Array) => Promise<Answer>,
): Promise<{ answer: Answer; compression?: "zlib" | "gzip" }> {
  try {
    return { answer: await ask(given) };
  } catch (error) {
    const method = error instanceof KeepfitError && error.code === "compressed" ? error.where : "";
    if (!methods.has(method)) throw error;
    return { answer: await ask(await unpacked(given, method)), compression: method as "zlib" | "gzip" };
  }
}
