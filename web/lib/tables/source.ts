/** The bytes of a table's source, piece by piece, wherever they lie. */
import { KeepfitError, reasonOf } from "../errors.js";

/** What a message carries at once: large enough to be quick, small enough to show progress and to be cancelled soon. */
const pieceSize = 4 << 20;
/** A file that is not larger is read once, as a whole. */
const wholeFile = 1 << 20;
/** Read from a file: what was read still lies in the processor's cache when it is used. */
const filePiece = 1 << 20;
/** Pieces that are being read while another one is used. */
const ahead = 3;

/** A file in Node. */
export interface FileSource {
  readonly file: string;
  readonly size: number;
}

/** Content that can be gone through more than once. */
export interface Content {
  /** Bytes, where known. */
  readonly size: number;
  /**
   * Whoever asks for `passing` pieces is done with one before it asks for the next, so that its memory can be used
   * again. `from` is where they begin; nobody wants more than `most` bytes of them at once.
   */
  pieces(passing?: boolean, from?: number, most?: number): AsyncIterable<Uint8Array>;
  /**
   * Where it can be read straight to its place: the pieces as they come to lie there, one behind the other, until it is
   * full or the content ends; `onMore` is called where there is more than that. Nobody may move that memory
   * meanwhile.
   */
  fill?(place: Uint8Array, onMore: () => void): AsyncIterable<Uint8Array>;
  /** All of it, where it lies in memory as one. */
  readonly whole?: Uint8Array;
}

/** The same, but of a small file its bytes, so that it is opened once. */
export async function handyContentOf(source: Blob | Uint8Array | FileSource): Promise<Content> {
  const content = contentOf(source);
  if (!("file" in source) || source.size > wholeFile) return content;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content.pieces(false, 0, Math.max(source.size + 1, 1 << 16))) {
    parts.push(piece);
    size += piece.length;
    // Behind a name may stand what has no size and goes on and on.
    if (size > wholeFile) return content;
  }
  return contentOf(concat(parts, size));
}

function unreadable(error: unknown): KeepfitError {
  return new KeepfitError(
    {
      code: "unreadable",
      where: "source",
      message: `The file cannot be read: ${reasonOf(error)}.`,
      hint: "It may have been changed, moved or locked since it was chosen: choose it again.",
    },
    { cause: error },
  );
}

export function contentOf(source: Blob | Uint8Array | FileSource): Content {
  if (source instanceof Uint8Array) {
    return {
      size: source.length,
      whole: source,
      async *pieces(_passing, from = 0) {
        for (let at = from; at < source.length; at += pieceSize) yield source.subarray(at, at + pieceSize);
      },
    };
  }
  if (source instanceof Blob) {
    return {
      size: source.size,
      pieces: (_passing, from = 0, most = pieceSize) => ofBlob(from > 0 ? source.slice(from) : source, most),
    };
  }
  return {
    size: source.size,
    pieces: (passing, from, most) => ofFile(source, passing, from, most),
    fill: (place, onMore) => fillFrom(source, place, onMore),
  };
}

/** One piece is fetched while the last is used. */
async function* ofBlob(blob: Blob, most: number): AsyncGenerator<Uint8Array> {
  const size = Math.min(pieceSize, most);
  const fetched = (at: number): Promise<ArrayBuffer> | undefined => {
    if (at >= blob.size) return undefined;
    const piece = blob.slice(at, at + size).arrayBuffer();
    piece.catch(() => {});
    return piece;
  };
  let next = fetched(0);
  for (let at = 0; next; at += size) {
    const bytes: ArrayBuffer = await next.catch((error: unknown) => {
      throw unreadable(error);
    });
    next = fetched(at + size);
    yield new Uint8Array(bytes);
  }
}

// Spelt so that bundlers for browsers leave it alone.
const files = "node:fs/promises";
type FileHandle = import("node:fs/promises").FileHandle;

async function opened({ file }: FileSource): Promise<FileHandle> {
  const { open } = (await import(/* @vite-ignore */ files)) as typeof import("node:fs/promises");
  return open(file).catch((error: unknown) => {
    throw unreadable(error);
  });
}

async function* ofFile(source: FileSource, passing = false, from = 0, most = filePiece): AsyncGenerator<Uint8Array> {
  const handle = await opened(source);
  try {
    let buffer: Uint8Array | undefined;
    let at = from > 0 ? from : null;
    for (;;) {
      if (!passing) buffer = undefined;
      buffer ??= new Uint8Array(Math.min(most, filePiece));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at).catch((error: unknown) => {
        throw unreadable(error);
      });
      if (bytesRead === 0) return;
      if (at !== null) at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* fillFrom(source: FileSource, place: Uint8Array, onMore: () => void): AsyncGenerator<Uint8Array> {
  const handle = await opened(source);
  /** How many bytes came: fewer than there is room for only at the file's end. */
  const readPiece = async (from: number): Promise<number> => {
    const size = Math.min(filePiece, place.length - from);
    let have = 0;
    while (have < size) {
      const { bytesRead } = await handle.read(place, from + have, size - have, from + have);
      if (bytesRead === 0) break;
      have += bytesRead;
    }
    return have;
  };
  const coming: Promise<number>[] = [];
  try {
    let asked = 0;
    for (let at = 0; at < place.length; at += filePiece) {
      for (; asked < place.length && asked <= at + ahead * filePiece; asked += filePiece) {
        const piece = readPiece(asked);
        piece.catch(() => {});
        coming.push(piece);
      }
      const have = await coming.shift()!.catch((error: unknown) => {
        throw unreadable(error);
      });
      if (have > 0) yield place.subarray(at, at + have);
      if (have < Math.min(filePiece, place.length - at)) return;
    }
    // It may have grown since its size was asked for.
    if ((await handle.read(new Uint8Array(1), 0, 1, place.length)).bytesRead > 0) onMore();
  } finally {
    // None may write there any more when this has ended.
    await Promise.allSettled(coming);
    await handle.close();
  }
}

export function concat(parts: readonly Uint8Array[], size: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The first bytes. */
export async function headOf(content: Content, size: number): Promise<Uint8Array> {
  if (content.whole) return content.whole.subarray(0, size);
  const parts: Uint8Array[] = [];
  let have = 0;
  for await (const piece of content.pieces(false, 0, size)) {
    parts.push(piece);
    have += piece.length;
    if (have >= size) break;
  }
  return concat(parts, have).slice(0, size);
}

/** All of it; `onTooLarge` makes the refusal of more than `limit` bytes. */
export async function wholeOf(
  content: Content,
  limit: number,
  onTooLarge: (size: number) => KeepfitError,
): Promise<Uint8Array> {
  if (content.whole) return content.whole;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content.pieces()) {
    parts.push(piece);
    size += piece.length;
    if (size > limit) throw onTooLarge(size);
  }
  return concat(parts, size);
}
