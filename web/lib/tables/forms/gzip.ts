/** Unpacks gzip as a stream. */
import { KeepfitError, reasonOf } from "../../errors.js";

type Pieces = () => AsyncIterable<Uint8Array>;

/**
 * `pieces` gives the packed bytes, from their beginning each time it is called; `onRest` is told of bytes behind the
 * packed data that are no part of them.
 */
export async function* gunzip(pieces: Pieces, onRest: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let given = 0;
  try {
    for await (const piece of decompress(pieces())) {
      given += piece.length;
      yield piece;
    }
  } catch (error) {
    if (error instanceof KeepfitError) throw error;
    // Browsers refuse what follows the first member of a file of several, such as bgzip and `cat a.gz b.gz` make; all
    // refuse what is no member.
    yield* members(pieces, given, error, onRest);
  }
}

async function* decompress(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  let failure: { error: unknown } | undefined;
  const feeding = (async () => {
    for await (const piece of pieces) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  })().catch((error: unknown) => {
    failure = { error };
    return writer.abort(error).catch(() => {});
  });
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    await feeding;
    if (failure) throw failure.error;
  } catch (error) {
    // Where reading the packed bytes failed, that is the reason.
    throw failure?.error instanceof KeepfitError ? failure.error : error;
  } finally {
    void reader.cancel().catch(() => {});
  }
}

async function* members(
  pieces: Pieces,
  skip: number,
  cause: unknown,
  onRest: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const { Gunzip } = await import("fflate");
  let out: Uint8Array[] = [];
  let ended = false;
  let count = 0;
  // Of the member that is being unpacked.
  let [crc, size] = [0, 0];
  const unpack = new Gunzip((piece, final) => {
    crc = crc32(crc, piece);
    size += piece.length;
    const known = Math.min(skip, piece.length);
    skip -= known;
    if (piece.length > known) out.push(piece.subarray(known));
    ended = final;
  });
  // Called for each but the first. Without a second one the platform's word stands: fflate compares no checksum.
  unpack.onmember = () => {
    count++;
    [crc, size] = [0, 0];
  };
  try {
    for await (const piece of pieces()) {
      unpack.push(piece, false);
      if (count === 0) continue;
      yield* out;
      out = [];
    }
    unpack.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof KeepfitError) throw error;
    ended = false;
  }
  if (count === 0 || !ended) {
    const rest = await restBehind(pieces(), crc, size);
    if (rest === undefined) throw broken(cause);
    // Zeros fill up the blocks of a tape or a disk.
    if (rest.some((byte) => byte !== 0)) onRest(rest.length);
  }
  yield* out;
}

/** What follows the member that ends in this checksum and size; undefined where none does, or nothing follows. */
async function restBehind(
  pieces: AsyncIterable<Uint8Array>,
  crc: number,
  size: number,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  const packed = new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  const view = new DataView(packed.buffer);
  for (let at = packed.length - 9; at > 10; at--) {
    if (view.getUint32(at, true) === crc && view.getUint32(at + 4, true) === size >>> 0) return packed.subarray(at + 8);
  }
  return undefined;
}

const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum of gzip, carried on from what came before. */
function crc32(before: number, bytes: Uint8Array): number {
  let value = ~before;
  for (let i = 0; i < bytes.length; i++) value = remainders[(value ^ bytes[i]!) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}

function broken(cause: unknown): KeepfitError {
  return new KeepfitError(
    {
      code: "bad_gzip",
      where: "source",
      message: `The packed file (.gz) is damaged: ${reasonOf(cause)}.`,
      hint: "Get the file again.",
    },
    { cause },
  );
}
