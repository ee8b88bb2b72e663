import { take, takeTarget } from "../../lib/index.js";
import type { Engine, TargetLike } from "../../lib/index.js";
import { training, type Training } from "../data/table.js";
import { breathe } from "../shared/breathe.js";
import { count, duration } from "../shared/words.js";
import { baselineRecipe } from "./default-recipe.js";
import type { Session, SplitChoice } from "./session.js";

export async function splitRows(engine: Engine, data: Training, choice: SplitChoice) {
  return engine.trainTestSplit(data.rows, {
    test_size: choice.test_size,
    random_state: choice.random_state,
    ...(choice.stratify ? { stratify: data.y } : {}),
  });
}

export async function fitPipeline(session: Session): Promise<void> {
  const { engine, table, recipe, key } = session;
  if (!engine || !table || !recipe || session.fitting) return;
  const stop = new AbortController();
  session.settle("pipeline", "fit");
  session.fitting = { done: 0, total: 0, stop };
  session.changed("Fitting.");
  try {
    const data = training(table);
    const choice = { ...session.split, stratify: session.split.stratify && table.task === "classification" };
    const rows = await splitRows(engine, data, choice);
    const X = take(data.X, rows.train);
    await breathe();
    const y = takeTarget(data.y, rows.train);
    await breathe();
    const testX = take(data.X, rows.test);
    await breathe();
    const testY = takeTarget(data.y, rows.test);
    await breathe();
    const started = performance.now();
    const model = await engine.fit(recipe, X, y, {
      signal: stop.signal,
      onProgress: ({ done, total }) => {
        if (!session.fitting) return;
        Object.assign(session.fitting, { done, total });
        session.changed();
      },
    });
    const milliseconds = performance.now() - started;
    const evaluation = await engine.evaluate(model, testX, testY, { signal: stop.signal });
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
    };
    session.savedAs = undefined;
    session.fitting = undefined;
    session.changed(`Fitted on ${count(rows.train.length, "row")} in ${duration(milliseconds)}.`);
  } catch (error) {
    session.fitting = undefined;
    if ((error as { code?: string }).code === "cancelled")
      session.changed("The fit was cancelled; nothing was changed.");
    else session.trouble("fit", error);
  }
}

async function evaluateBaseline(
  engine: Engine,
  task: "classification" | "regression",
  [X, y]: [ReturnType<typeof take>, TargetLike],
  [testX, testY]: [ReturnType<typeof take>, TargetLike],
) {
  const dummy = await engine.fit(baselineRecipe(task), X, y);
  const evaluation = await engine.evaluate(dummy, testX, testY);
  void dummy.release().catch(() => {});
  return evaluation;
}

export function cancelFit(session: Session): void {
  session.fitting?.stop.abort();
}
