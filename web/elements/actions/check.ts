import { sha256 } from "../../lib/hash.js";
import type { Model, TableLike } from "../../lib/index.js";
import type { Check } from "../state/results.js";

export async function predictionCheck(model: Model, X: TableLike, rows: number): Promise<Check> {
  const parts: Uint8Array[] = [];
  const labels = await model.predict(X);
  parts.push(labels instanceof Float64Array ? bytesOf(labels) : new TextEncoder().encode(labels.join("")));
  let predictions = labels.length;
  const outputs = ["predict"];
  const { classes } = await model.describe();
  if (classes) {
    const { data } = await model.predictProba(X);
    parts.push(bytesOf(data));
    predictions += data.length;
    outputs.push("predict_proba");
  }
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  return { outputs, rows, predictions, bytes: bytes.length, sha256: await sha256(bytes) };
}

const bytesOf = (numbers: Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

export function isCheck(value: unknown): value is Check {
  const check = value as Check | undefined;
  return typeof check?.sha256 === "string" && typeof check.rows === "number" && typeof check.bytes === "number";
}
