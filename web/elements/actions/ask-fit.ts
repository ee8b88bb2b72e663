import { takeTarget } from "../../lib/index.js";
import type { Labels } from "../../lib/index.js";
import { takeRows } from "../data/table.js";
import type { Ask } from "../state/ask.js";
import type { Fit } from "../state/results.js";

const known = new WeakMap<Fit, Ask>();

/** What pictures ask of a fit; the same for the same fit, so that nothing is asked twice. */
export function askOf(fit: Fit): Ask {
  let ask = known.get(fit);
  if (!ask) known.set(fit, (ask = asking(fit)));
  return ask;
}

function asking({ model, training, split, evaluation }: Fit): Ask {
  const description = once(() => model.describe());
  return {
    description,
    heldOut: once(async () => {
      const hasProba = (await description()).methods.includes("predict_proba");
      const proba = hasProba ? await model.predictProba(await takeRows(training.X, split.test)) : undefined;
      return { truth: takeTarget(training.y, split.test) as Labels, predicted: evaluation.predicted, proba };
    }),
    predict: (X) => model.predict(X),
    predictProba: (X) => model.predictProba(X),
  };
}

/** Asked when it is needed first; what failed is asked again. */
function once<Answer>(question: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => {
    answer ??= question().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}
