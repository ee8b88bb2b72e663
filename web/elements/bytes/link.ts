// A whole model file as a word of an address. Browsers send what stands behind the # to no server.
import { deflateSync, Inflate } from "fflate";
import { fromBase64, toBase64url } from "../shared/base64.js";

/** Links up to this length go through chats, mails and codes to scan alike; ... */
export const handyLink = 2_000;
/** ... up to this one through nearly all programs that people send links with; ... */
export const commonLink = 8_000;
/** ... and beyond this one none is made: some browsers cut what is longer. */
export const longestLink = 64_000;

/** A link may be anybody's: what it unfolds to is no longer than this, nor is it much work to find that out. */
const largestFile = 4 << 20;
const piece = 1 << 10;

export const packedFile = (bytes: Uint8Array): string => toBase64url(deflateSync(bytes, { level: 9 }));

/**
 * The file that a link holds.
 *
 * @throws RangeError, and whatever the letters or the compression have against it.
 */
export function unpackedFile(text: string): Uint8Array {
  if (text.length > longestLink) throw new RangeError("The link is too long to hold a model.");
  const packed = fromBase64(text);
  const parts: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  const inflate = new Inflate((part, final) => {
    parts.push(part);
    length += part.length;
    whole = final;
  });
  for (let at = 0; at < packed.length; at += piece) {
    inflate.push(packed.subarray(at, at + piece), at + piece >= packed.length);
    if (length > largestFile) throw new RangeError("The link holds more than a model that fits into a link.");
  }
  if (!whole) throw new RangeError("The link is cut off.");
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
