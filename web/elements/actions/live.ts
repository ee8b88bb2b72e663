// What the page does by itself, as long as it is quick: it fits again after every change, and looks at what comes out
// of every step.
import { effect, signal, untracked, type Signal } from "@preact/signals-core";
import { take, takeTarget } from "../../lib/index.js";
import type { ColumnTable, Engine, TargetLike } from "../../lib/index.js";
import { breathe } from "../shared/breathe.js";
import { isQuick, atOnce } from "../state/live.js";
import { allMade, madeKind, rowsShown } from "../state/made.js";
import { fitKind, keyOf, type Fit } from "../state/results.js";
import type { Store } from "../store/store.js";
import { aboutOf, answered } from "./ask-fit.js";
import { fitPipeline, unasked, unaskedLong } from "./fit-pipeline.js";
import { rowsOf } from "./rows.js";

/** Begins it; what is returned ends it. */
export function keepUp(store: Store): () => void {
  const regarded = signal<Fit | undefined>(undefined);
  const stops = [effect(() => regard(store, regarded)), effect(() => fitAgain(store, regarded))];
  return () => stops.forEach((stop) => stop());
}

/** The fit whose pictures are made: the next is shown after them, so that they follow what is dragged. */
type Regarded = Signal<Fit | undefined>;

/** Choices whose fit failed, or was stopped, are not tried again. */
const given = new WeakMap<Store, string>();

function fitAgain(store: Store, regarded: Regarded): void {
  const { table, recipe, choices, results, jobs, services, live } = store;
  if (!live || !services.schema || !table || !recipe) return;
  const key = keyOf(fitKind, choices);
  if (results.keyOf(fitKind) === key) return;
  if (jobs.work("fit")) return stopLater(store, key);
  if (jobs.work("data") || given.get(store) === key) return;
  const last = results.get(fitKind);
  if (!isQuick(table, last)) return;
  given.set(store, key);
  // It is computed while the page draws the last one.
  const turn = () => (last ? drawnOrGone(store, regarded, last) : Promise.resolve());
  untracked(() => void fitPipeline(store, { stage: unasked, turn }));
}

function drawnOrGone({ results }: Store, regarded: Regarded, fit: Fit): Promise<void> {
  return new Promise((done) => {
    const stop = effect(() => {
      if (regarded.value !== fit && results.get(fitKind) === fit) return;
      done();
      queueMicrotask(() => stop());
    });
  });
}

/** A fit of what was chosen before goes on for a moment; one that takes longer than that is stopped. */
function stopLater(store: Store, key: string): void {
  setTimeout(() => {
    const work = store.jobs.work("fit");
    if (
      (work?.stage === unasked || work?.stage === unaskedLong) &&
      given.get(store) !== key &&
      keyOf(fitKind, store.choices) === key
    )
      store.jobs.stop("fit");
  }, atOnce);
}

function regard(store: Store, regarded: Regarded): void {
  const { results, services } = store;
  const fit = results.get(fitKind);
  const { engine } = services;
  if (!fit || !engine) return;
  void untracked(async () => {
    await Promise.all([look(store, engine, fit), pictured(engine, fit)]);
    if (results.get(fitKind) === fit) regarded.value = fit;
  });
}

/** Resolves once the pictures of a fit have their answers; what is not in sight asks nothing. */
async function pictured(engine: Engine, fit: Fit): Promise<void> {
  // The page is drawn anew meanwhile, and asks; what is drawn of the answers may ask again.
  for (let round = 0; round < 2; round++) {
    await breathe();
    await answered(engine, fit);
  }
}

/** Rows of the part fitted on, which were drawn at random: the first are as good as any. */
async function look({ results }: Store, engine: Engine, fit: Fit): Promise<void> {
  try {
    const { train } = await rowsOf(engine, fit.table, fit.split);
    const few = Int32Array.from({ length: Math.min(rowsShown, fit.split.train.length) }, (_, row) => row);
    const X = take(train.X, few) as ColumnTable;
    const [steps, { description }] = await Promise.all([fit.model.stepOutputs(X, { columns: 12 }), aboutOf(fit.model)]);
    if (results.get(fitKind) !== fit) return;
    const target = labelsOf(takeTarget(train.y, few));
    results.putBeside(madeKind, allMade(steps, X, target, few.length, description.classes), fitKind);
  } catch {
    // It is no more than a picture beside the fit, which says itself what is the matter.
    if (results.get(fitKind) === fit) results.drop(madeKind);
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
