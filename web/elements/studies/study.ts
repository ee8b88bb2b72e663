import type { TemplateResult } from "lit";
import { takeTarget } from "../../lib/index.js";
import type { ColumnTable, Engine, PoolOptions, TargetLike } from "../../lib/index.js";
import { takeRows, trainingOf } from "../data/table.js";
import { breathe } from "../shared/breathe.js";
import type { Choices } from "../state/choices.js";
import { studyKind, type StudyDone } from "../state/results.js";
import { splitFor } from "../state/split.js";
import type { Store } from "../store/store.js";
import { splitRows } from "../actions/split-rows.js";

/** What can be found out about a pipeline beyond one fit: a fold-out of step 3. */
export interface Study {
  readonly name: string;
  draw(store: Store): TemplateResult;
  /** What a file's card says of it, where it was made of the very pipeline that was fitted. */
  readonly card?: (store: Store, fitKey: string) => object;
}

/** What a study came to: what is said of it, and the figures that programs are told. */
export interface Outcome {
  readonly said: string;
  readonly found: StudyDone["found"];
}

/** Runs a study, at its place of the page. What it returns is said. */
export async function run(
  store: Store,
  name: string,
  says: string,
  work: (engine: Engine, options: PoolOptions, choices: Choices) => Promise<string | Outcome>,
): Promise<void> {
  const { table, recipe, choices } = store;
  const { engine } = store.services;
  if (!engine || !table || !recipe) return;
  await store.jobs.run(name, { says }, async ({ signal, onProgress }) => {
    const outcome = await work(engine, { signal, onProgress }, choices);
    const { said, found } = typeof outcome === "string" ? { said: outcome, found: {} } : outcome;
    store.results.put(studyKind, { study: name, data: choices.data.name, found }, choices);
    return said;
  });
}

/**
 * The rows that a fit would be made on. Studies use these; what is held out stays held out, but for what a fitted
 * pipeline relies on, which is measured there. `numbers`: the row of the table, from 1, of each of them.
 */
export async function rowsFittedOn(
  store: Store,
  engine: Engine,
): Promise<{ X: ColumnTable; y: TargetLike; rows: number; numbers: Int32Array }> {
  const { table, choices } = store;
  const data = await trainingOf(table!);
  const { train } = await splitRows(engine, data, splitFor(table!, choices.split));
  await breathe();
  const numbers = train.map((row) => (data.kept ? data.kept[row]! : row) + 1);
  return { X: await takeRows(data.X, train), y: takeTarget(data.y, train), rows: train.length, numbers };
}
