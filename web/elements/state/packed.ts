// A value as short text that stands in an address as it is; by fflate, as an address is written at once and the
// browser's own compression is not. It is fetched beside the first view, which needs it seldom.
import type * as Fflate from "fflate";
import { fromBase64, toBase64url } from "../shared/base64.js";
import { fromText, toText } from "./json.js";

/** An address may be anybody's: what it unfolds to is no longer than this, nor is it much work to find that out. */
const longestPacked = 1 << 16;
const longestText = 1 << 20;

let codec: typeof Fflate | undefined;

/** Whether what follows can be done already. */
export const packs = (): boolean => codec !== undefined;

/** Rejects where it cannot be fetched; the next call tries again. */
export async function fetchPacking(): Promise<void> {
  codec ??= await import("fflate");
}

function there(): typeof Fflate {
  if (!codec) throw new Error("What packs addresses has not been fetched.");
  return codec;
}

export function packed(value: unknown): string {
  const { deflateSync, strToU8 } = there();
  return toBase64url(deflateSync(strToU8(toText(value)), { level: 9 }));
}

/** What was packed; throws where nothing was. */
export function unpacked(text: string): unknown {
  const { inflateSync, strFromU8 } = there();
  if (text.length > longestPacked) throw new RangeError("It is too long.");
  const bytes = inflateSync(fromBase64(text));
  if (bytes.length > longestText) throw new RangeError("It is too long.");
  return fromText(strFromU8(bytes));
}
