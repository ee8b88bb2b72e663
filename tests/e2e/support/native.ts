import { createHash } from "node:crypto";
import { decodeMessage, encodeMessage } from "../../../web/lib/codec.js";
import { take, type ColumnTable } from "../../../web/lib/index.js";
import { tableToWire, targetToWire } from "../../../web/lib/table.js";
import { NativeHost } from "../../web/native-host.js";
import { dataset } from "../../web/helpers.js";

/** What the native library predicts from a file for the held-out rows of a sample, hashed as the page does. */
export async function predictNatively(
  file: Uint8Array,
  name: string,
  split: { test_size: number; random_state: number; stratify: boolean },
): Promise<{ rows: number; sha256: string }> {
  const host = new NativeHost();
  const call = async (op: string, request: object): Promise<Record<string, unknown>> => {
    const { ok, bytes } = await host.call(op, encodeMessage(request));
    const answer = decodeMessage(bytes) as Record<string, unknown>;
    if (!ok) throw new Error(`${op}: ${String(answer["message"])}`);
    return answer;
  };
  try {
    const { X, y, rows } = dataset(name);
    const { stratify, ...rest } = split;
    const { test } = await call("train_test_split", {
      n: rows,
      ...rest,
      ...(stratify ? { stratify: targetToWire(y) } : {}),
    });
    const { model } = await call("load", { bytes: file });
    const held = tableToWire(take(X as ColumnTable, test as Int32Array));
    const { labels } = await call("predict", { model, X: held });
    const { proba } = await call("predict_proba", { model, X: held });
    const { codes, categories } = labels as { codes: Int32Array; categories: string[] };
    const numbers = (proba as { data: Float64Array }).data ?? (proba as Float64Array);
    const hash = createHash("sha256")
      .update(Array.from(codes, (code) => categories[code]).join(""))
      .update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return { rows: (test as Int32Array).length, sha256: hash.digest("hex") };
  } finally {
    host.end();
  }
}

/** The file with other entries in its card, as whoever changes a file after it was signed would write it. */
export async function changeCard(file: Uint8Array, card: object): Promise<Uint8Array> {
  const { createEngine } = await import("../../../web/lib/index.js");
  const engine = await createEngine({ worker: false });
  try {
    const { signature } = (await engine.inspect(file)).card;
    const model = await engine.load(file);
    return await model.dump({ card: { ...card, ...(signature ? { signature } : {}) } });
  } finally {
    engine.close();
  }
}
