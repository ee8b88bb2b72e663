// What programs are told of a playground: plain objects, nothing in them that belongs to it.
import type { AnyRecipe } from "../../lib/index.js";
import { noticedBy } from "../bytes/break.js";
import type { Choices } from "../state/choices.js";
import type { Doubtful, Fit, Opened } from "../state/results.js";
import { isIdentical } from "../state/results.js";
import type { Breaks } from "../state/verified.js";
import type { Failure } from "../store/jobs.js";

/** Where it is said why a program's choices were not taken. */
export const choosing = "choose";

export interface Change {
  readonly choices: Choices;
  /** The recipe that these choices fit, proposed or chosen. */
  readonly recipe: AnyRecipe;
}

export interface Fitted {
  readonly fingerprint: string;
  /** Scores on the held-out rows, by scikit-learn's names; `baseline`: those of always saying the same. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly baseline: Readonly<Record<string, number>>;
  readonly recipe: AnyRecipe;
  /** Rows fitted on and held out. */
  readonly rows: { readonly fitted: number; readonly held_out: number };
}

export interface SavedAs {
  readonly name: string;
  readonly size: number;
  readonly fingerprint: string;
}

export interface Refused {
  readonly code: string;
  readonly where: string;
  readonly message: string;
  readonly hint: string;
}

/** What came of opening a file. */
export interface Verified {
  readonly name: string;
  /** Whether all predictions that were compared are the same bytes; false where none could be. */
  readonly identical: boolean;
  /** Against what: the fitted model, the record made at the save, the file's own proof rows; nothing. */
  readonly against: "model" | "record" | "proof" | "nothing";
  /** How many predictions were compared, and their bytes. */
  readonly predictions: number;
  readonly bytes: number;
  /** Of the pipeline in the file; null where the file was refused. */
  readonly fingerprint: string | null;
  /** Why the file was not opened. */
  readonly refused?: Refused;
}

/** A copy of choices or a recipe, so that nobody changes what stands in the store. */
export const copyOf = <Value>(value: Value): Value => structuredClone(value);

export const fittedOf = ({ fingerprint, evaluation, baseline, recipe, split }: Fit): Fitted => ({
  fingerprint,
  metrics: { ...evaluation.metrics },
  baseline: { ...baseline.metrics },
  recipe: copyOf(recipe),
  rows: { fitted: split.train.length, held_out: split.test.length },
});

export function verifiedOf({ name, proof, replay, fingerprints }: Opened): Verified {
  const fingerprint = fingerprints.find(({ label }) => label === "in the file")?.value ?? null;
  const told = { name, fingerprint };
  const sound = replay?.identical !== false;
  if (proof.kind === "none")
    return replay
      ? { ...told, identical: sound, against: "proof", predictions: replay.rows, bytes: replay.bytes }
      : { ...told, identical: false, against: "nothing", predictions: 0, bytes: 0 };
  const { predictions, bytes } = proof.kind === "model" ? proof.comparison : proof.got;
  return { ...told, identical: sound && isIdentical(proof), against: proof.kind, predictions, bytes };
}

export const doubtOf = ({ name, replay }: Doubtful): Verified => ({
  name,
  identical: false,
  against: "proof",
  predictions: replay.rows,
  bytes: replay.bytes,
  fingerprint: null,
  refused: {
    code: "proof_failed",
    where: replay.first?.step ?? "",
    message: "Its proof rows give something else than where it was saved.",
    hint: "Do not use it; take the file from where it was saved.",
  },
});

/** The same where it is thrown and where it is told. */
export const codeOf = ({ code, place }: Failure): string => code || (place === choosing ? "bad_choice" : "refused");

export const refusedOf = ({ where, message, hint, ...failure }: Failure): Refused => ({
  code: codeOf({ where, message, hint, ...failure }),
  where,
  message,
  hint,
});

export const unopened = (name: string, failure: Failure): Verified => ({
  name,
  identical: false,
  against: "nothing",
  predictions: 0,
  bytes: 0,
  fingerprint: null,
  refused: refusedOf(failure),
});

/** Copies of a loaded file that were broken just now, and how many of them each check caught. */
export interface Broken {
  readonly copies: number;
  /** Whether their digest was made right again. */
  readonly mended: boolean;
  /** By the code of the refusal, or what else told: `mended`, `fingerprint`, `signature`, `nothing`. */
  readonly caught: Readonly<Record<string, number>>;
}

export function brokenOf({ attempts, tally }: Breaks, before: Breaks | undefined): Broken {
  const [last] = attempts;
  if (tally && tally !== before?.tally) {
    const caught = Object.fromEntries(tally.by.map(({ caught, times }) => [noticedBy(caught), times]));
    return { copies: tally.tries, mended: tally.mend, caught };
  }
  return { copies: 1, mended: last!.how.mend, caught: { [noticedBy(last!.caught)]: 1 } };
}
