// What was computed from choices. A result says on what part of them it depends: it is out of date exactly while that
// part is another one.
import type {
  AnyRecipe,
  Card,
  Comparison,
  Description,
  Evaluation,
  FileComparison,
  Inspection,
  Model,
  OpenTable,
  ProofResult,
  SignatureCheck,
  Warning,
} from "../../lib/index.js";
import type { DataTable, Training } from "../data/table.js";
import type { Choices, SplitChoice } from "./choices.js";
import { toText } from "./json.js";
import type { ProofRecord } from "./proof-record.js";

/** One sort of result. */
export interface Kind<Value> {
  readonly name: string;
  /** What of the choices it is computed from; nothing where it stands on files alone. */
  readonly from: (choices: Choices) => unknown;
  /** Only for the types. */
  readonly value?: Value;
}

export const kind = <Value>(name: string, from: Kind<Value>["from"] = () => null): Kind<Value> => ({ name, from });

/** What a fit is made of. */
export const ofFit = ({ data, target, task, recipe, split }: Choices): unknown => ({
  data,
  target,
  task,
  recipe,
  split,
});

const known = new WeakMap<Choices, Map<Kind<unknown>["from"], string>>();

/** The part of the choices that a result depends on, as text. Recipes name every column, so it is made once. */
export function keyOf({ from }: Pick<Kind<unknown>, "from">, choices: Choices): string {
  let keys = known.get(choices);
  if (!keys) known.set(choices, (keys = new Map()));
  const key = keys.get(from) ?? toText(from(choices));
  keys.set(from, key);
  return key;
}

export interface Result<Value> {
  readonly value: Value;
  readonly key: string;
}

export const isStale = (kind: Kind<unknown>, result: Result<unknown>, choices: Choices): boolean =>
  result.key !== keyOf(kind, choices);

// ---- a fit --------------------------------------------------------------------------------------------------------

export interface Fit {
  readonly model: Model;
  readonly recipe: AnyRecipe;
  readonly training: Training;
  readonly table: DataTable;
  readonly split: SplitChoice & { readonly train: Int32Array; readonly test: Int32Array };
  readonly evaluation: Evaluation;
  readonly baseline: Evaluation;
  readonly fingerprint: string;
  readonly milliseconds: number;
  /** What the engine warned of while it fitted, by step. */
  readonly warnings: readonly Warning[];
}

export const fitKind = kind<Fit>("fit", ofFit);

/** What can be found out about a pipeline beyond one fit. */
export interface Studied {
  /** The key of the fit of the same choices. */
  readonly fitKey: string;
  readonly milliseconds: number;
  readonly warnings: readonly Warning[];
}

/** The study that was made last, of which data, and its main figures. */
export interface StudyDone {
  readonly study: string;
  readonly data: string;
  readonly found: Readonly<Record<string, unknown>>;
}

export const studyKind = kind<StudyDone>("study");

/** A study depends on what a fit depends on, and on how it is validated. */
export const ofStudy = (choices: Choices): unknown => ({ fit: ofFit(choices), validation: choices.validation });

/** What a cross-validation scores is chosen, too. */
export const ofCrossValidation = (choices: Choices): unknown => ({
  study: ofStudy(choices),
  train_scores: choices.study.cv_train_scores,
});

/** The same for a study that one metric alone decides: the first. */
export const ofOneMetric = (choices: Choices): unknown => {
  const { metrics, ...rest } = choices.validation;
  return { fit: ofFit(choices), validation: { ...rest, metrics: metrics.slice(0, 1) } };
};

// ---- files --------------------------------------------------------------------------------------------------------

/**
 * What a save records of its predictions, so that a later load, on any machine, can be held against it: predict
 * over the held-out rows, then predict_proba where the pipeline has it, as bytes (float64 little-endian; text as
 * UTF-8).
 */
export interface Check {
  readonly outputs: string[];
  readonly rows: number;
  readonly predictions: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** How far a proof got, and on what it rests. */
export type Proof =
  | { kind: "model"; comparison: Comparison; rows: "all" | "held-out" }
  | { kind: "record"; expected: Check; got: Check; dataset: string }
  | { kind: "none"; reason: string };

export function isIdentical(proof: Proof): boolean {
  if (proof.kind === "model") return proof.comparison.identical;
  if (proof.kind === "record")
    return proof.expected.sha256 === proof.got.sha256 && proof.expected.bytes === proof.got.bytes;
  return false;
}

/** The file of scikit-learn's that a model was taken from just now; no such bytes are kept. */
export interface Taken {
  readonly file: string;
  readonly size: number;
}

/** What was read: no model where its proof rows give something else than at the save. */
export interface Loaded {
  readonly model: Model | undefined;
  readonly bytes: Uint8Array;
  readonly taken?: Taken;
}

export interface Opened {
  readonly name: string;
  readonly from: "store" | "file" | "link" | "page";
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly taken?: Taken | undefined;
  readonly model: Model;
  readonly card: Card;
  readonly inspection: Inspection;
  readonly description: Description;
  readonly fingerprints: readonly { label: string; value: string }[];
  readonly proof: Proof;
  /** What replaying the file's own proof rows gave; null where it has none. */
  readonly replay: ProofResult | null;
  readonly record: ProofRecord | undefined;
  readonly signature: SignatureCheck | null;
}

/** The fit that was saved last, and as what. */
export interface Saved {
  readonly name: string;
  readonly size: number;
  readonly fingerprint: string;
}

export const savedKind = kind<Saved>("saved");

export const openedKind = kind<Opened>("opened");

/** A file whose proof rows gave something else than at the save: whole and sound, and yet not to be used. */
export interface Doubtful {
  readonly name: string;
  readonly from: Opened["from"];
  readonly bytes: Uint8Array;
  readonly replay: ProofResult;
}

export const doubtfulKind = kind<Doubtful>("doubtful");

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Compared {
  readonly a: NamedFile & { fingerprint: string };
  readonly b: NamedFile & { fingerprint: string };
  readonly result: FileComparison;
  /** Whether the proof rows are the same; the comparison has no rows of its own for them. */
  readonly sameProof: boolean;
}

export const comparedKind = kind<Compared>("compared");

// ---- the rows of a file -------------------------------------------------------------------------------------------

/** How cells are written: what separates them, what they are quoted with, and the decimal mark of numbers. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly decimal: "." | ",";
}

/** A row that the pipeline does not answer. */
export interface Refused {
  /** Of the table and of the file, from 1. */
  row: number;
  line: number;
  reason: string;
}

/** An answer as the page shows it. */
export interface FirstAnswer {
  row: number;
  label: string;
  share: number | undefined;
}

/** A file of predictions, in the dialect of the file that was predicted. */
export interface Predictions {
  name: string;
  content: Blob;
  dialect: Dialect;
  /** Whether it begins with the mark by which spreadsheets know UTF-8. */
  mark: boolean;
  /** How many of the file's own cells got an apostrophe, as they begin like a formula. */
  guarded: number;
}

/** What a pipeline said of all rows of a file. */
export interface Batch {
  readonly model: Model;
  readonly name: string;
  readonly target: string;
  readonly rows: number;
  readonly refused: readonly Refused[];
  /** Where the file differs from the one the pipeline was fitted on, and what was found in it. */
  readonly differences: readonly string[];
  readonly problems: OpenTable["problems"];
  readonly weight: OpenTable["weight"];
  /** The first answers, for the page. */
  readonly first: readonly FirstAnswer[];
  readonly predictions: Predictions;
  readonly milliseconds: number;
}

export const batchKind = kind<Batch>("batch");
