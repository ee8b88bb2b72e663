// A value as short text that stands in an address as it is; by fflate, as an address is written at once and the
// browser's own compression is not.
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";
import { fromText, toText } from "./json.js";

/** An address may be anybody's: what it unfolds to is no longer than this, nor is it much work to find that out. */
const longestPacked = 1 << 16;
const longestText = 1 << 20;

export function packed(value: unknown): string {
  const bytes = deflateSync(strToU8(toText(value)), { level: 9 });
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** What was packed; throws where nothing was. */
export function unpacked(text: string): unknown {
  if (text.length > longestPacked) throw new RangeError("It is too long.");
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = inflateSync(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
  if (bytes.length > longestText) throw new RangeError("It is too long.");
  return fromText(strFromU8(bytes));
}
