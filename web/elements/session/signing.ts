import { generateSigningKey } from "../../lib/index.js";
import { download } from "../shared/files.js";
import type { Session } from "./session.js";

/** A pair of keys, held by this page only until it is closed. */
export interface SigningKey {
  pair: CryptoKeyPair;
  /** The public key in hex. */
  id: string;
}

/** The beginning of a public key, in groups that can be read out. */
export const shortKey = (id: string): string => id.slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");

async function signingKey(pair: CryptoKeyPair): Promise<SigningKey> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { pair, id: Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

/** Turns signing on, with a key made now unless there is one. */
export async function chooseSigning(session: Session, sign: boolean): Promise<void> {
  session.settle("save");
  try {
    if (sign) session.signingKey ??= await signingKey(await generateSigningKey());
    session.saveChoice = { ...session.saveChoice, sign };
    session.changed(sign ? `Saves are signed with key ${shortKey(session.signingKey!.id)}.` : "Saves are not signed.");
  } catch (error) {
    session.saveChoice = { ...session.saveChoice, sign: false };
    session.trouble("save", error);
  }
}

export async function downloadKey({ signingKey }: Session): Promise<void> {
  if (!signingKey) return;
  const jwk = await crypto.subtle.exportKey("jwk", signingKey.pair.privateKey);
  const text = `${JSON.stringify(jwk, null, 2)}\n`;
  download(`keepfit-key-${signingKey.id.slice(0, 8)}.jwk.json`, new Blob([text], { type: "application/json" }));
}

/** Takes a key that was downloaded before. */
export async function openKey(session: Session, file: File): Promise<void> {
  session.settle("save");
  try {
    const jwk = JSON.parse(await file.text()) as JsonWebKey;
    const take = (half: JsonWebKey, use: "sign" | "verify") =>
      crypto.subtle.importKey("jwk", { ...half, key_ops: [use] }, "Ed25519", true, [use]);
    const { d: _, ...publicHalf } = jwk;
    const pair = { privateKey: await take(jwk, "sign"), publicKey: await take(publicHalf, "verify") };
    session.signingKey = await signingKey(pair);
    session.changed(`Saves are signed with key ${shortKey(session.signingKey.id)}.`);
  } catch {
    session.trouble("save", {
      message: `“${file.name}” holds no key to sign with.`,
      hint: "Open a key that was downloaded here, or make a new one.",
    });
  }
}
