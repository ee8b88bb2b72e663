import { encodeMessage } from "./codec.js";
import { KeepfitError, reasonOf } from "./errors.js";
import { sha256 } from "./hash.js";
import type { CardSignature } from "./types.js";

const algorithm = "Ed25519";

/** This host cannot sign or check; everything else works all the same. */
function unavailable(reason: string, cause?: unknown): KeepfitError {
  return new KeepfitError(
    {
      code: "no_signatures",
      message: `Signatures cannot be made or checked here: ${reason}.`,
      hint: "Use a current browser, or Node 20 and later, and a page served over https.",
    },
    { cause },
  );
}

async function withSubtle<Result>(work: (subtle: SubtleCrypto) => Promise<Result>): Promise<Result> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) throw unavailable("WebCrypto is not available (pages without a secure context have none)");
  try {
    return await work(subtle);
  } catch (error) {
    if ((error as { name?: unknown } | null)?.name === "NotSupportedError")
      throw unavailable(`WebCrypto has no Ed25519 (${reasonOf(error)})`, error);
    throw error;
  }
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The bytes, or undefined where the text is not `length` bytes in lower-case hex. */
function bytesOfHex(text: unknown, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== "string" || text.length !== 2 * length || !/^[0-9a-f]*$/.test(text)) return undefined;
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/**
 * A pair of keys for `Engine.sign` (Ed25519). Keep the private one: `crypto.subtle.exportKey("jwk", keys.privateKey)`,
 * or the pair itself in IndexedDB.
 *
 * @throws KeepfitError `"no_signatures"` where the host has no Ed25519.
 */
export async function generateSigningKey(): Promise<CryptoKeyPair> {
  return withSubtle(async (subtle) => (await subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair);
}

/** What is signed: the pipeline by its fingerprint, and the bytes of the card without its signature. */
async function messageOf(fingerprint: string, card: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new TextEncoder().encode(`keepfit signature 1\n${fingerprint}\n${await sha256(card)}\n`);
}

/** Signs a card (its bytes, without a signature) and the fingerprint of its pipeline. */
export async function signCard(fingerprint: string, card: Uint8Array, keys: CryptoKeyPair): Promise<CardSignature> {
  const { privateKey, publicKey } = (keys ?? {}) as Partial<CryptoKeyPair>;
  if (privateKey?.algorithm?.name !== algorithm || publicKey?.algorithm?.name !== algorithm) {
    throw new KeepfitError({
      code: "bad_key",
      where: "keys",
      message: "A file is signed with a pair of Ed25519 keys.",
      hint: "Make one with generateSigningKey().",
    });
  }
  const message = await messageOf(fingerprint, card);
  return withSubtle(async (subtle) => {
    const key = new Uint8Array(await subtle.exportKey("raw", publicKey));
    const value = new Uint8Array(await subtle.sign(algorithm, privateKey, message));
    // Keys of two pairs would make a signature that no one can verify.
    if (!(await subtle.verify(algorithm, publicKey, value, message))) {
      throw new KeepfitError({
        code: "bad_key",
        where: "keys",
        message: "The two keys do not belong to each other.",
        hint: "Give both keys of one pair.",
      });
    }
    return { algorithm, key: hexOf(key), value: hexOf(value) };
  });
}

/** The bytes of a card without its signature, which is its last entry; undefined where it does not stand there so. */
export function withoutSignature(card: Uint8Array, signature: unknown): Uint8Array | undefined {
  // The entry as the canonical profile writes it: a map of one entry, without the map's head.
  const entry = encodeMessage({ signature }).subarray(1);
  const end = card.length - entry.length;
  // A card has at most fifteen entries, so the head of its map is one byte.
  if (end < 1 || card[0]! <= 0x80 || card[0]! > 0x8f || !entry.every((byte, i) => card[end + i] === byte))
    return undefined;
  const rest = card.slice(0, end);
  rest[0]! -= 1;
  return rest;
}

/** Whether a card's signature is that of its key over this pipeline and the rest of the card. */
export async function verifyCard(fingerprint: string, card: Uint8Array, signature: CardSignature): Promise<boolean> {
  const signed = withoutSignature(card, signature);
  const key = bytesOfHex(signature.key, 32);
  const value = bytesOfHex(signature.value, 64);
  if (!signed || !key || !value || signature.algorithm !== algorithm) return false;
  const message = await messageOf(fingerprint, signed);
  return withSubtle(async (subtle) => {
    let publicKey: CryptoKey;
    try {
      publicKey = await subtle.importKey("raw", key, algorithm, false, ["verify"]);
    } catch (error) {
      // Not a point of the curve, say; that the algorithm is missing is another matter.
      if ((error as { name?: unknown } | null)?.name === "NotSupportedError") throw error;
      return false;
    }
    return subtle.verify(algorithm, publicKey, value, message);
  });
}
