// Values as the bytes that they are.

const digits = (byte: number): string => byte.toString(16).padStart(2, "0");
const utf8 = new TextEncoder();
const view = new DataView(new ArrayBuffer(8));

/** The bytes of a value, the most significant of a number first; a text as UTF-8, nothing of what is missing. */
export function bytesOf(values: Float64Array | readonly (string | null)[], at: number): readonly number[] {
  const value = values[at];
  if (typeof value === "string") return Array.from(utf8.encode(value));
  if (!(values instanceof Float64Array)) return [];
  // Copied as bytes, so that no NaN changes its pattern on the way.
  const own = new Uint8Array(values.buffer, values.byteOffset + 8 * at, 8);
  for (let i = 0; i < 8; i++) view.setUint8(i, own[7 - i]!);
  return Array.from(new Uint8Array(view.buffer));
}

/** How many bytes of two columns there are, and how many of them are equal, place by place. */
export function equalBytes(
  left: Float64Array | readonly (string | null)[],
  right: Float64Array | readonly (string | null)[],
): { bytes: number; equal: number } {
  let [bytes, equal] = [0, 0];
  for (let at = 0; at < left.length; at++) {
    const [a, b] = [bytesOf(left, at), bytesOf(right, at)];
    bytes += Math.max(a.length, b.length);
    a.forEach((byte, i) => (equal += Number(byte === b[i])));
  }
  return { bytes, equal };
}

export const hexOf = (bytes: ArrayLike<number>): string[] => Array.from(bytes, digits);

/** A byte as it is shown beside its digits: only what is plain ASCII. */
export const letterOf = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·");
