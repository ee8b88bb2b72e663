/** SHA-256 in lower-case hex. WebCrypto where there is one; pages without a secure context have none. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  const digest = subtle
    ? new Uint8Array(await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>))
    : (await import("@noble/hashes/sha2.js")).sha256(bytes);
  return hex(digest);
}

const hex = (digest: Uint8Array): string => Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 of bytes that come in pieces. */
export interface Hashing {
  update(piece: Uint8Array): void;
  hex(): string;
}

/** Where the platform hashes piece by piece, as Node does; browsers take bytes as a whole. */
export function sha256InPieces(): Hashing | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const crypto = process?.getBuiltinModule?.("node:crypto") as typeof import("node:crypto") | undefined;
  if (!crypto) return undefined;
  const hash = crypto.createHash("sha256");
  return { update: (piece) => void hash.update(piece), hex: () => hash.digest("hex") };
}
