// What the page does by itself, as long as it is quick: it fits again after every change, and looks at what comes out
// of every step.
import { effect, untracked } from "@preact/signals-core";
import { take, takeTarget } from "../../lib/index.js";
import type { ColumnTable, TargetLike } from "../../lib/index.js";
import { isQuick, atOnce } from "../state/live.js";
import { allMade, madeKind, rowsShown } from "../state/made.js";
import { fitKind, keyOf } from "../state/results.js";
import type { Store } from "../store/store.js";
import { fitPipeline, unasked } from "./fit-pipeline.js";
import { rowsOf } from "./rows.js";

/** Begins it; what is returned ends it. */
export function keepUp(store: Store): () => void {
  const stops = [effect(() => fitAgain(store)), effect(() => lookAgain(store))];
  return () => stops.forEach((stop) => stop());
}

/** Choices whose fit failed, or was stopped, are not tried again. */
const given = new WeakMap<Store, string>();

function fitAgain(store: Store): void {
  const { table, recipe, choices, results, jobs, services, live } = store;
  if (!live || !services.engine || !table || !recipe) return;
  const key = keyOf(fitKind, choices);
  if (results.keyOf(fitKind) === key) return;
  if (jobs.work("fit")) return stopLater(store, key);
  if (jobs.work("data") || given.get(store) === key) return;
  if (!isQuick(table, results.get(fitKind))) return;
  given.set(store, key);
  untracked(() => void fitPipeline(store, unasked));
}

/** A fit of what was chosen before goes on for a moment; one that takes longer than that is stopped. */
function stopLater(store: Store, key: string): void {
  setTimeout(() => {
    const work = store.jobs.work("fit");
    if (work?.stage === unasked && given.get(store) !== key && keyOf(fitKind, store.choices) === key)
      store.jobs.stop("fit");
  }, atOnce);
}

function lookAgain(store: Store): void {
  const { results, services } = store;
  const fit = results.get(fitKind);
  if (!fit || !services.engine) return;
  const from = untracked(() => store.choices);
  if (results.keyOf(fitKind) !== keyOf(fitKind, from)) return;
  untracked(() => void look(store));
}

/** Rows of the part fitted on, which were drawn at random: the first are as good as any. */
async function look(store: Store): Promise<void> {
  const { engine } = store.services;
  const { choices, results } = store;
  const fit = results.get(fitKind)!;
  try {
    const { train } = await rowsOf(engine!, fit.table, fit.split);
    const few = Int32Array.from({ length: Math.min(rowsShown, fit.split.train.length) }, (_, row) => row);
    const X = take(train.X, few) as ColumnTable;
    const steps = await fit.model.stepOutputs(X, { columns: 12 });
    if (results.get(fitKind) !== fit) return;
    results.put(madeKind, allMade(steps, X, labelsOf(takeTarget(train.y, few)), few.length), choices);
  } catch {
    // It is no more than a picture beside the fit, which says itself what is the matter.
    results.drop(madeKind);
  }
}

function labelsOf(y: TargetLike): Float64Array | string[] | undefined {
  if (y instanceof Float64Array) return y;
  if (typeof y === "object" && "codes" in y) {
    const { codes, categories } = y as { codes: Int32Array; categories: readonly string[] };
    return Array.from(codes, (code) => categories[code] ?? "");
  }
  return undefined;
}
