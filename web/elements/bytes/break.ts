// What happens to a file of which one bit is changed: which check stops it, or what tells that it is another one.
import { KeepfitError } from "../../lib/index.js";
import type { Engine, FileDifference } from "../../lib/index.js";
import { digestSize, withDigest } from "./digest.js";

/** One bit of a file: `bit` 7 is the byte's highest. */
export interface Break {
  readonly at: number;
  readonly bit: number;
  /** Whether the digest is made right again afterwards, as somebody would who knows the format. */
  readonly mend: boolean;
}

/** The steps in which a file is taken, in their order. */
export type Stage = "digest" | "parse" | "audit" | "canonical" | "proof";

export type Caught =
  /** Refused, and by which check. */
  | { readonly by: "check"; stage: Stage; code: string; where: string; message: string }
  /** It loads; the signature in it does not hold any more. */
  | { readonly by: "signature" }
  /** It loads; what tells it from the stored one is the fingerprint of its pipeline. */
  | { readonly by: "fingerprint"; was: string; is: string; differences: readonly FileDifference[] }
  /** It loads with the same pipeline: only the digest guarded what was changed. */
  | { readonly by: "nothing"; differences: readonly FileDifference[] }
  /** The digest was broken and made right again: it is the stored file. */
  | { readonly by: "mended" };

const stages: readonly (readonly [Stage, RegExp])[] = [
  ["digest", /^damaged$/],
  ["proof", /^(proof_failed|audit_proof)$/],
  ["canonical", /^not_canonical$/],
  ["audit", /^(audit_\w+|unknown_estimator|bad_parameter|newer_engine)$/],
];

/** In which step a check is made, by the code of its refusal. */
export const stageOf = (code: string): Stage => stages.find(([, codes]) => codes.test(code))?.[0] ?? "parse";

/** A copy in which one bit is another. */
export function flipped(bytes: Uint8Array, { at, bit }: Pick<Break, "at" | "bit">): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= 1 << bit;
  return copy;
}

/** The copy that a break makes of a file. */
export async function broken(bytes: Uint8Array, how: Break): Promise<Uint8Array> {
  const copy = flipped(bytes, how);
  return how.mend ? withDigest(copy) : copy;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Whether the engine stopped, which says nothing of the file. */
const isEnd = ({ code }: KeepfitError): boolean => code === "worker_lost" || code === "cancelled";

type Opens = Pick<Engine, "load" | "fingerprint" | "diff">;

/** Opens a broken copy as any file is opened, and says what noticed. */
export async function caughtBy(engine: Opens, bytes: Uint8Array, copy: Uint8Array): Promise<Caught> {
  if (same(bytes, copy)) return { by: "mended" };
  let signed: boolean | null | undefined;
  try {
    const model = await engine.load(copy);
    signed = model.signature?.valid;
    void model.release().catch(() => {});
  } catch (error) {
    if (!(error instanceof KeepfitError) || isEnd(error)) throw error;
    const { code, where = "", message } = error;
    return { by: "check", stage: stageOf(code), code, where, message };
  }
  const [was, is] = [await engine.fingerprint(bytes), await engine.fingerprint(copy)];
  const { rows: differences } = await engine.diff(bytes, copy);
  if (was !== is) return { by: "fingerprint", was, is, differences };
  return signed === false ? { by: "signature" } : { by: "nothing", differences };
}

/** How many copies are broken where many are: each is opened, which takes longer for a large file. */
export const copiesOf = (length: number): number => (length > 500_000 ? 40 : 200);

/** Any bit of any byte; with the digest made right again none of the digest itself, which would change nothing. */
export function anyBreak(length: number, mend: boolean, random: () => number = Math.random): Break {
  const size = mend ? Math.max(1, length - digestSize) : length;
  return { at: Math.floor(random() * size), bit: Math.floor(random() * 8), mend };
}

/** What noticed, as one word: the code of a refusal, or what else told. */
export const noticedBy = (caught: Caught): string => (caught.by === "check" ? caught.code : caught.by);

const checks: Readonly<Record<Stage, string>> = {
  digest: "the digest",
  parse: "the format",
  audit: "the audit",
  canonical: "the one way to write it",
  proof: "the proof rows",
};

const others: Readonly<Record<string, string>> = {
  signature: "the signature",
  fingerprint: "the fingerprint",
  nothing: "nothing behind the digest",
  mended: "the same file",
} satisfies Record<Exclude<Caught["by"], "check">, string>;

/** What noticed, for people. */
export const noticedInWords = (noticed: string): string => others[noticed] ?? checks[stageOf(noticed)];
