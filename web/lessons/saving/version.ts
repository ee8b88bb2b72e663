// A saved file as a later version would understand it whose scaler divides by n - 1 instead of n.
import { withDigest } from "../../elements/bytes/digest.js";
import type { Engine } from "../../lib/index.js";

/**
 * Where the numbers of an attribute stand: behind its name comes an extension value of doubles, whose body is the
 * number of axes, three zeros, the extent of each axis and the elements.
 */
function numbersOf(bytes: Uint8Array, attribute: string): DataView {
  const name = new TextEncoder().encode(attribute);
  const key = [0xa0 | name.length, ...name];
  const at = bytes.findIndex((_, start) => key.every((byte, i) => bytes[start + i] === byte)) + key.length;
  if (at < key.length) throw new Error(`There is no ${attribute} in this file: save a pipeline that has a scaler.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const head = bytes[at]!;
  const body = head >= 0xd4 && head <= 0xd8 ? at + 2 : head === 0xc7 ? at + 3 : at + 4;
  const count = view.getUint32(body + 4, true);
  return new DataView(bytes.buffer, bytes.byteOffset + body + 8, count * 8);
}

/** The same file with standard deviations over n - 1, and the digest of that. */
export async function asAnotherVersion(engine: Engine, saved: Uint8Array): Promise<Uint8Array> {
  const { rows } = await engine.inspect(saved);
  const seen = Number(rows.find(({ path }) => path.endsWith("n_samples_seen_"))?.preview);
  if (!(seen > 1)) throw new Error("Nothing in this file was scaled: save a pipeline that has a scaler.");
  const bytes = saved.slice();
  const scale = numbersOf(bytes, "scale_");
  for (let at = 0; at < scale.byteLength; at += 8)
    scale.setFloat64(at, scale.getFloat64(at, true) * Math.sqrt(seen / (seen - 1)), true);
  return withDigest(bytes);
}
