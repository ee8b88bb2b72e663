import { effect } from "@preact/signals-core";
import type { Model, Warning } from "../../lib/index.js";
import { count, duration } from "../shared/words.js";
import { fitKind } from "../state/results.js";
import type { Store } from "../store/store.js";
import { aboutOf } from "./ask-fit.js";
import { inTheTable } from "./blame.js";
import { rowsOf, type Rows } from "./rows.js";

/** How a fit that nobody asked for is called among the jobs, and from when on it is shown like any other. */
export const unasked = "unasked";
export const unaskedLong = "long";
const long = 1000;

interface Manner {
  /** `unasked` where the page fits by itself; nothing of that is read out. */
  readonly stage?: string;
  /** The fit is shown once this resolves. */
  readonly turn?: () => Promise<void>;
}

/** @returns Whether there is a fit. */
export async function fitPipeline(store: Store, { stage = "", turn }: Manner = {}): Promise<boolean> {
  const { table, recipe, choices, results } = store;
  const { engine } = store.services;
  if (!engine || !table || !recipe) return false;
  let rows: Rows | undefined;
  let given: Int32Array | undefined;
  const job = {
    says: stage === unasked ? undefined : "Fitting.",
    stage,
    settles: ["pipeline"],
    stopped: "The fit was cancelled; nothing was changed.",
    inWords: (thrown: unknown) => inTheTable(thrown, table, rows?.data, given),
  };
  return store.jobs.run("fit", job, async ({ signal, onProgress }, at) => {
    // What is less usual may be on its way for a while.
    const late = stage === unasked ? setTimeout(() => at(unaskedLong), long) : undefined;
    signal.addEventListener("abort", () => clearTimeout(late));
    // How long it takes is not how long what fits is on its way.
    await store.services.ready;
    rows = await rowsOf(engine, table, choices.split);
    const { data: training, split, train, test } = rows;
    given = split.train;
    const started = performance.now();
    const model = await engine.fit(recipe, train.X, train.y, { signal, onProgress }).finally(() => clearTimeout(late));
    const milliseconds = model.fitTime ?? performance.now() - started;
    given = split.test;
    const warnings = [...model.warnings];
    const onWarning = (warning: Warning) => void warnings.push(warning);
    // What is quick is not worth stopping; asked at once, all of it is answered in one go.
    const stoppable = stage === unasked ? {} : { signal };
    aboutOf(model).catch(() => {});
    const [evaluation, baseline, fingerprint] = await Promise.all([
      engine.evaluate(model, test.X, test.y, { ...stoppable, onWarning }),
      rows.baseline(),
      model.fingerprint(),
    ]);
    await turn?.();
    if (signal.aborted) void model.release().catch(() => {});
    signal.throwIfAborted();
    retire(store, results.get(fitKind)?.model);
    const fit = { model, recipe, training, table, split, evaluation, baseline, fingerprint, milliseconds, warnings };
    results.put(fitKind, fit, choices);
    store.remember({ savedAs: undefined });
    return stage === unasked
      ? undefined
      : `Fitted on ${count(split.train.length, "row")} in ${duration(milliseconds)}.`;
  });
}

const retired = new WeakMap<Store, Model>();

/** Lets a model go once the one after it goes: pictures of it may still be on their way. */
function retire(store: Store, model: Model | undefined): void {
  const before = retired.get(store);
  if (before !== model) void before?.release().catch(() => {});
  if (model) retired.set(store, model);
}

/** Resolves once no fit is under way, the one of what was chosen last being over. */
export async function fitEnded({ jobs }: Store): Promise<void> {
  const ended = (): Promise<void> =>
    new Promise((done) => {
      const stop = effect(() => {
        if (jobs.work("fit")) return;
        done();
        queueMicrotask(() => stop());
      });
    });
  // One of older choices is followed by another, which begins with its end.
  do await ended();
  while (jobs.work("fit"));
}

export const cancelFit = (store: Store): void => store.jobs.stop("fit");
