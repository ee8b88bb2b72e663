// What can be asked of the bytes of a file without a model.
import type { Calls } from "./calls.js";
import { KeepfitError } from "./errors.js";
import { sha256 } from "./hash.js";
import { verifyCard } from "./sign.js";
import type { Inspection, SignatureCheck } from "./types.js";

export function checkBytes(bytes: unknown): asserts bytes is Uint8Array {
  if (!(bytes instanceof Uint8Array)) {
    throw new KeepfitError({
      code: "bad_type",
      where: "bytes",
      message: "The bytes of a file must be a Uint8Array.",
      hint: "For a File or a Response use new Uint8Array(await it.arrayBuffer()).",
    });
  }
}

/** The bytes of one part of a file. */
export function sectionOf(bytes: Uint8Array, inspection: Inspection, name: string): Uint8Array {
  const [offset, length] = inspection.sections[name] ?? [0, 0];
  return bytes.subarray(offset, offset + length);
}

export async function inspect(calls: Calls, bytes: Uint8Array): Promise<Inspection> {
  checkBytes(bytes);
  return calls.submit(undefined, (call) => call("inspect", { bytes }));
}

export async function fingerprintOf(calls: Calls, bytes: Uint8Array): Promise<string> {
  return sha256(sectionOf(bytes, await inspect(calls, bytes), "pipeline"));
}

export async function checkSignature(calls: Calls, bytes: Uint8Array): Promise<SignatureCheck | null> {
  const inspection = await inspect(calls, bytes);
  const { signature } = inspection.card;
  if (!signature) return null;
  const card = sectionOf(bytes, inspection, "card");
  return {
    key: String(signature.key),
    valid: await verifyCard(await sha256(sectionOf(bytes, inspection, "pipeline")), card, signature),
  };
}

export async function companionOf(calls: Calls, bytes: Uint8Array): Promise<string> {
  const { format, card, sections, holds_training_rows } = await inspect(calls, bytes);
  const file = {
    bytes: bytes.length,
    sha256: await sha256(bytes),
    fingerprint: await fingerprintOf(calls, bytes),
    sections,
    holds_training_rows,
  };
  return `${JSON.stringify({ keepfit: format, card, file }, plain, 2)}\n`;
}

/** JSON has no typed arrays and no numbers beyond the finite ones. */
function plain(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>, (x) => plain("", x));
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "bigint" ? Number(value) : value;
}
