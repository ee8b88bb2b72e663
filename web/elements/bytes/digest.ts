/** How many bytes at the end of a file are its digest. */
export const digestSize = 16;

/**
 * The file with the digest that its other bytes have. XXH3-128 by hash-wasm, which is fetched when it is first needed:
 * the engine checks digests and hands none out.
 */
export async function withDigest(bytes: Uint8Array): Promise<Uint8Array> {
  const { xxhash128 } = await import("hash-wasm");
  const hex = await xxhash128(bytes.subarray(0, -digestSize));
  const mended = bytes.slice();
  for (let i = 0; i < digestSize; i++)
    mended[mended.length - digestSize + i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return mended;
}
