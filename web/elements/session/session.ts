import type {
  AnyRecipe,
  Card,
  Comparison,
  Description,
  Engine,
  Evaluation,
  FileComparison,
  Inspection,
  Model,
  ProofResult,
  Reading,
  ReadOptions,
  Schema,
  SignatureCheck,
  StorageEstimate,
  TableForm,
  Warning,
} from "../../lib/index.js";
import { features, readingOf, type DataTable, type Training } from "../data/table.js";
import { applyEdits, type Edits } from "./plan.js";
import { defaultRecipe } from "./default-recipe.js";
import { heldOutOf, mayBeOneClass, rowsWithTarget } from "./split.js";
import type { Shelf, ShelfItem } from "./shelf.js";
import type { Batch, Batching } from "./batch.js";
import { readingIn } from "./card-reading.js";
import type { Check } from "./check.js";
import type { Gallery } from "./gallery.js";
import type { ProofRecord } from "./proof-record.js";
import type { SigningKey } from "./signing.js";
import type { Learned, Relied, Tuned, Validated } from "./studies.js";
import { visible } from "../shared/foreign.js";

export const stepNames = ["data", "pipeline", "fit", "save", "verify", "use", "compare", "gallery"] as const;
export type StepName = (typeof stepNames)[number];

/** What step 3 can find out beyond one fit. */
export type StudyName = "cv" | "tune" | "curve" | "reliance";

/** Where something can go wrong. */
export type Place = StepName | StudyName | "engine" | "batch";

/** Something under way, with a way to stop it. */
export interface Work {
  done: number;
  total: number;
  stop: AbortController;
}

/** How a pipeline is cross-validated. */
export interface ValidationChoice {
  /** A splitter's class; empty for the usual one. */
  splitter: string;
  folds: number;
  /** Names of scorers; none for the usual ones. */
  metrics: readonly string[];
}

/** One parameter to tune: its path, and the values as they are typed. */
export interface Axis {
  path: string;
  text: string;
}

/** Something that went wrong, as the page says it. */
export interface Trouble {
  message: string;
  hint: string;
  where: string;
}

export interface SplitChoice {
  test_size: number;
  random_state: number;
  stratify: boolean;
}

export interface Fit {
  model: Model;
  recipe: AnyRecipe;
  training: Training;
  table: DataTable;
  split: SplitChoice & { train: Int32Array; test: Int32Array };
  evaluation: Evaluation;
  baseline: Evaluation;
  fingerprint: string;
  milliseconds: number;
  /** What was fitted, as text: where it differs from the page's choices now, the fit is out of date. */
  key: string;
  /** What the engine warned of while it fitted, by step. */
  warnings: readonly Warning[];
}

/** How far a proof got, and on what it rests. */
export type Proof =
  | { kind: "model"; comparison: Comparison; rows: "all" | "held-out" }
  | { kind: "record"; expected: Check; got: Check; dataset: string }
  | { kind: "none"; reason: string };

export interface Opened {
  name: string;
  from: "store" | "file";
  size: number;
  model: Model;
  card: Card;
  inspection: Inspection;
  description: Description;
  fingerprints: { label: string; value: string }[];
  proof: Proof;
  /** What replaying the file's own proof rows gave; null where it has none. */
  replay: ProofResult | null;
  record: ProofRecord | undefined;
  signature: SignatureCheck | null;
}

/** A file whose proof rows gave something else than at the save: whole and sound, and yet not to be used. */
export interface Doubtful {
  name: string;
  from: Opened["from"];
  bytes: Uint8Array;
  replay: ProofResult;
}

/** What a save puts into the file beside the pipeline and its card. */
export interface SaveChoice {
  /** Proof rows: none, made from what the card says of the columns, or those and a few rows of the held-out part. */
  proof: "none" | "made" | "held-out";
  sign: boolean;
}

export interface NamedFile {
  name: string;
  bytes: Uint8Array;
}

export interface Compared {
  a: NamedFile & { fingerprint: string };
  b: NamedFile & { fingerprint: string };
  result: FileComparison;
  /** Whether the proof rows are the same; the comparison has no rows of its own for them. */
  sameProof: boolean;
}

/** A function that answers at once when it is asked the same again. */
function remembered<Given extends readonly unknown[], Answer>(of: (...given: Given) => Answer) {
  let last: { given: Given; answer: Answer } | undefined;
  return (...given: Given): Answer => {
    if (!last?.given.every((each, i) => each === given[i])) last = { given, answer: of(...given) };
    return last.answer;
  };
}

/**
 * All that one playground knows. The steps draw it and call the actions in the neighbouring files, which change it
 * and then call `changed`. Nothing here is shared between two playgrounds on a page but the store.
 */
export class Session extends EventTarget {
  engine: Engine | undefined;
  starting: Promise<Engine> | undefined;
  schema: Schema | undefined;
  shelf: Shelf | undefined;
  saved: ShelfItem[] = [];

  table: DataTable | undefined;
  reading: { name: string; share: number; stop: AbortController } | undefined;
  /** A file in which no more than one column was found: its first lines are shown, to say how they are cut. */
  unread: { file: File; lines: readonly string[]; delimiter: string } | undefined;
  /** How the open table was read before each change made to that, the first first. */
  readBefore: readonly ReadOptions[] = [];
  /** What a person said of the file that was open before: it holds for another file only where they ask for it. */
  saidBefore: { file: string; form: TableForm; options: ReadOptions } | undefined;

  edits: Edits = new Map();
  split: SplitChoice = { test_size: 0.25, random_state: 0, stratify: true };

  fitting: Work | undefined;
  fit: Fit | undefined;

  work: Partial<Record<StudyName, Work>> = {};
  validation: ValidationChoice = { splitter: "", folds: 5, metrics: [] };
  axes: Axis[] = [];
  validated: Validated | undefined;
  tuned: Tuned | undefined;
  learned: Learned | undefined;
  relied: Relied | undefined;

  saving = false;
  saveChoice: SaveChoice = { proof: "made", sign: false };
  signingKey: SigningKey | undefined;
  /** The name under which the present fit was saved. */
  savedAs: string | undefined;
  removed: { item: ShelfItem; bytes: Uint8Array } | undefined;
  storage: StorageEstimate | undefined;

  opening: string | undefined;
  /** Resolves when all models that are being opened are. */
  openings: Promise<void> = Promise.resolve();
  opened: Opened | undefined;
  doubtful: Doubtful | undefined;

  batching: Batching | undefined;
  batch: Batch | undefined;
  /** Whether the file of predictions repeats the columns of the table. */
  batchColumns = true;

  /** Files opened lately, the last first; they can be compared. */
  files: NamedFile[] = [];
  compared: Compared | undefined;
  gallery: Gallery | undefined;

  troubles: Partial<Record<Place, Trouble>> = {};
  /** Read out by screen readers when it changes. */
  status = "";

  changed(status?: string): void {
    if (status !== undefined) this.status = status;
    this.dispatchEvent(new Event("change"));
  }

  #shownProgress = 0;

  /** Something under way has come further. Told a few times a second, and only to those who show it. */
  progressed(place: Place): void {
    const now = performance.now();
    if (now - this.#shownProgress < 80) return;
    this.#shownProgress = now;
    this.dispatchEvent(new Event(`progress of ${place}`));
  }

  trouble(step: Place, thrown: unknown): void {
    const error = thrown as Partial<Trouble> & { message?: string };
    this.troubles[step] = {
      message: error.message ?? String(thrown),
      hint: error.hint ?? "",
      where: error.where ?? "",
    };
    this.changed(this.troubles[step]!.message);
  }

  settle(...steps: Place[]): void {
    for (const step of steps) delete this.troubles[step];
  }

  /** The recipe the page would fit without edits. */
  get proposed(): AnyRecipe | undefined {
    return this.#proposed(this.table, this.split);
  }

  get recipe(): AnyRecipe | undefined {
    return this.#edited(this.proposed, this.edits);
  }

  // A recipe names every column, and each part of the page asks for it whenever it is drawn.
  #proposed = remembered((table: DataTable | undefined, split: SplitChoice): AnyRecipe | undefined => {
    if (!table) return undefined;
    const rows = rowsWithTarget(table);
    const heldOut = heldOutOf(rows, split);
    return defaultRecipe(features(table), { task: table.task, rows, heldOut, oneClass: mayBeOneClass(table, split) });
  });
  #edited = remembered((proposed: AnyRecipe | undefined, edits: Edits) => proposed && applyEdits(proposed, edits));
  #key = remembered((table: DataTable, recipe: AnyRecipe | undefined, split: SplitChoice) =>
    JSON.stringify([table.name, table.target, table.task, table.options, recipe, split]),
  );

  /** Everything that decides a fit, as text. */
  get key(): string {
    const { table } = this;
    return table ? this.#key(table, this.recipe, this.split) : "";
  }

  get fitIsStale(): boolean {
    return this.fit !== undefined && (this.fit.table.source !== this.table?.source || this.fit.key !== this.key);
  }

  /** What step 6 predicts with. */
  get current(): { model: Model; title: string; target: string; reading: Reading | undefined } | undefined {
    if (this.opened)
      return {
        model: this.opened.model,
        title: `“${visible(this.opened.name, 80)}”, loaded in step 5`,
        target: String(this.opened.card.target?.["name"] ?? ""),
        reading: readingIn(this.opened.card),
      };
    if (this.fit)
      return {
        model: this.fit.model,
        title: "the pipeline fitted in step 3",
        target: this.fit.table.target,
        reading: readingOf(this.fit.table),
      };
    return undefined;
  }
}
