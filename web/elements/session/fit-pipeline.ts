import { takeTarget } from "../../lib/index.js";
import type { Engine, TargetLike } from "../../lib/index.js";
import { takeRows, trainingOf, type Training } from "../data/table.js";
import { breathe } from "../shared/breathe.js";
import { count, duration } from "../shared/words.js";
import { inTheTable } from "./blame.js";
import { baselineRecipe } from "./default-recipe.js";
import type { Session } from "./session.js";
import { choiceOf, splitRows } from "./split.js";

export async function fitPipeline(session: Session): Promise<void> {
  const { engine, table, recipe, key } = session;
  if (!engine || !table || !recipe || session.fitting) return;
  const stop = new AbortController();
  session.settle("pipeline", "fit");
  session.fitting = { done: 0, total: 0, stop };
  session.changed("Fitting.");
  let data: Training | undefined;
  let given: Int32Array | undefined;
  try {
    data = await trainingOf(table);
    const choice = choiceOf(session);
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
    const model = await engine.fit(recipe, X, y, {
      signal: stop.signal,
      onProgress: ({ done, total }) => {
        if (!session.fitting) return;
        Object.assign(session.fitting, { done, total });
        session.progressed("fit");
      },
    });
    const milliseconds = performance.now() - started;
    given = rows.test;
    const warnings = [...model.warnings];
    const evaluation = await engine.evaluate(model, testX, testY, {
      signal: stop.signal,
      onWarning: (warning) => warnings.push(warning),
    });
    const baseline = await evaluateBaseline(engine, table.task, [X, y], [testX, testY]);
    const fingerprint = await model.fingerprint();
    void session.fit?.model.release().catch(() => {});
    session.fit = {
      model,
      recipe,
      training: data,
      table,
      split: { ...choice, ...rows },
      evaluation,
      baseline,
      fingerprint,
      milliseconds,
      key,
      warnings,
    };
    session.savedAs = undefined;
    session.fitting = undefined;
    session.changed(`Fitted on ${count(rows.train.length, "row")} in ${duration(milliseconds)}.`);
  } catch (error) {
    session.fitting = undefined;
    if ((error as { code?: string }).code === "cancelled")
      session.changed("The fit was cancelled; nothing was changed.");
    else session.trouble("fit", await inTheTable(error, table, data, given));
  }
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

export function cancelFit(session: Session): void {
  session.fitting?.stop.abort();
}
