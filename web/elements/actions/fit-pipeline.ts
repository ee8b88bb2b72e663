import { takeTarget } from "../../lib/index.js";
import type { Engine, TargetLike, Warning } from "../../lib/index.js";
import { takeRows, trainingOf, type Training } from "../data/table.js";
import { breathe } from "../shared/breathe.js";
import { count, duration } from "../shared/words.js";
import { baselineRecipe } from "../state/proposal.js";
import { fitKind } from "../state/results.js";
import { splitFor } from "../state/split.js";
import type { Store } from "../store/store.js";
import { inTheTable } from "./blame.js";
import { splitRows } from "./split-rows.js";

export async function fitPipeline(store: Store): Promise<void> {
  const { table, recipe, choices, results } = store;
  const { engine } = store.services;
  if (!engine || !table || !recipe) return;
  let data: Training | undefined;
  let given: Int32Array | undefined;
  const job = {
    says: "Fitting.",
    settles: ["pipeline"],
    stopped: "The fit was cancelled; nothing was changed.",
    inWords: (thrown: unknown) => inTheTable(thrown, table, data, given),
  };
  await store.jobs.run("fit", job, async ({ signal, onProgress }) => {
    data = await trainingOf(table);
    const choice = splitFor(table, choices.split);
    const rows = await splitRows(engine, data, choice);
    given = rows.train;
    const X = await takeRows(data.X, rows.train);
    await breathe();
    const y = takeTarget(data.y, rows.train);
    await breathe();
    const testX = await takeRows(data.X, rows.test);
    await breathe();
    const testY = takeTarget(data.y, rows.test);
    await breathe();
    const started = performance.now();
    const model = await engine.fit(recipe, X, y, { signal, onProgress });
    const milliseconds = performance.now() - started;
    given = rows.test;
    const warnings = [...model.warnings];
    const onWarning = (warning: Warning) => void warnings.push(warning);
    const evaluation = await engine.evaluate(model, testX, testY, { signal, onWarning });
    const baseline = await evaluateBaseline(engine, table.task, [X, y], [testX, testY]);
    const fingerprint = await model.fingerprint();
    void results
      .get(fitKind)
      ?.model.release()
      .catch(() => {});
    const split = { ...choice, ...rows };
    const fit = {
      model,
      recipe,
      training: data,
      table,
      split,
      evaluation,
      baseline,
      fingerprint,
      milliseconds,
      warnings,
    };
    results.put(fitKind, fit, choices);
    store.remember({ savedAs: undefined });
    return `Fitted on ${count(rows.train.length, "row")} in ${duration(milliseconds)}.`;
  });
}

async function evaluateBaseline(
  engine: Engine,
  task: "classification" | "regression",
  [X, y]: [Training["X"], TargetLike],
  [testX, testY]: [Training["X"], TargetLike],
) {
  const dummy = await engine.fit(baselineRecipe(task), X, y);
  const evaluation = await engine.evaluate(dummy, testX, testY);
  void dummy.release().catch(() => {});
  return evaluation;
}

export const cancelFit = (store: Store): void => store.jobs.stop("fit");
