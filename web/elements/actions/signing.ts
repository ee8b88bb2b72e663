import { generateSigningKey } from "../../lib/index.js";
import { download } from "../shared/files.js";
import { shortKey } from "../shared/words.js";
import type { SigningKey, Store } from "../store/store.js";

async function signingKey(pair: CryptoKeyPair): Promise<SigningKey> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { pair, id: Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}

const sayKey = ({ id }: SigningKey): string => `Saves are signed with key ${shortKey(id)}.`;

/** Turns signing on, with a key made now unless there is one. */
export async function chooseSigning(store: Store, sign: boolean): Promise<void> {
  const choose = (wanted: boolean) => store.remember({ saveChoice: { ...store.desk.saveChoice, sign: wanted } });
  const done = await store.jobs.run("key", { settles: ["save"], place: "save" }, async () => {
    if (!sign) return (choose(false), "Saves are not signed.");
    const key = store.desk.signingKey ?? (await signingKey(await generateSigningKey()));
    store.remember({ signingKey: key });
    choose(true);
    return sayKey(key);
  });
  if (!done) choose(false);
}

export async function downloadKey({ desk: { signingKey } }: Store): Promise<void> {
  if (!signingKey) return;
  const jwk = await crypto.subtle.exportKey("jwk", signingKey.pair.privateKey);
  const text = `${JSON.stringify(jwk, null, 2)}\n`;
  download(`keepfit-key-${signingKey.id.slice(0, 8)}.jwk.json`, new Blob([text], { type: "application/json" }));
}

/** Takes a key that was downloaded before. */
export async function openKey(store: Store, file: File): Promise<void> {
  const inWords = () => ({
    message: `“${file.name}” holds no key to sign with.`,
    hint: "Open a key that was downloaded here, or make a new one.",
  });
  await store.jobs.run("key", { settles: ["save"], place: "save", inWords }, async () => {
    const jwk = JSON.parse(await file.text()) as JsonWebKey;
    const take = (half: JsonWebKey, use: "sign" | "verify") =>
      crypto.subtle.importKey("jwk", { ...half, key_ops: [use] }, "Ed25519", true, [use]);
    const { d: _, ...publicHalf } = jwk;
    const key = await signingKey({ privateKey: await take(jwk, "sign"), publicKey: await take(publicHalf, "verify") });
    store.remember({ signingKey: key });
    return sayKey(key);
  });
}
