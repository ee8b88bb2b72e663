/** Unpacks gzip as a stream. */
import { KeepfitError, reasonOf } from "../../errors.js";

type Pieces = () => AsyncIterable<Uint8Array>;

/** `pieces` gives the packed bytes, from their beginning each time it is called. */
export async function* gunzip(pieces: Pieces): AsyncGenerator<Uint8Array> {
  let given = 0;
  try {
    for await (const piece of decompress(pieces())) {
      given += piece.length;
      yield piece;
    }
  } catch (error) {
    if (error instanceof KeepfitError) throw error;
    // Browsers refuse what follows the first member of a file of several, such as bgzip and `cat a.gz b.gz` make.
    yield* members(pieces(), given, error);
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

async function* members(pieces: AsyncIterable<Uint8Array>, skip: number, cause: unknown): AsyncGenerator<Uint8Array> {
  const { Gunzip } = await import("fflate");
  let out: Uint8Array[] = [];
  let ended = false;
  let count = 0;
  const unpack = new Gunzip((piece, final) => {
    const known = Math.min(skip, piece.length);
    skip -= known;
    if (piece.length > known) out.push(piece.subarray(known));
    ended = final;
  });
  // Called for each but the first. Without a second one the platform's word stands: fflate compares no checksum.
  unpack.onmember = () => {
    count++;
  };
  try {
    for await (const piece of pieces) {
      unpack.push(piece, false);
      if (count === 0) continue;
      yield* out;
      out = [];
    }
    unpack.push(new Uint8Array(0), true);
  } catch (error) {
    throw error instanceof KeepfitError ? error : broken(cause);
  }
  if (count === 0 || !ended) throw broken(cause);
  yield* out;
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
