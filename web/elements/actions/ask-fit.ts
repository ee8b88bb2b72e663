import { takeTarget } from "../../lib/index.js";
import type { Engine, Model, TableLike } from "../../lib/index.js";
import { takeRows } from "../data/table.js";
import { truthOf, type About, type Ask, type HeldOut } from "../state/ask.js";
import type { Fit } from "../state/results.js";

const known = new WeakMap<Fit, Ask>();

/** What pictures ask of a fit; the same for the same fit, so that nothing is asked twice. */
export function askOf(engine: Engine, fit: Fit): Ask {
  let ask = known.get(fit);
  if (!ask) known.set(fit, (ask = asking(engine, fit)));
  return ask;
}

function asking(engine: Engine, fit: Fit): Ask {
  const { model, training, split, evaluation } = fit;
  const about = once(async (): Promise<About> => {
    const [description, last] = await Promise.all([model.describe(), model.lastStep()]);
    return { description, last };
  });
  const [trainX, testX] = [split.train, split.test].map((rows) => once(() => takeRows(training.X, rows))) as [
    () => ReturnType<typeof takeRows>,
    () => ReturnType<typeof takeRows>,
  ];
  return {
    about,
    learned: once(() => model.lastStep({ fitted: true })),
    arriving: once(async () => model.lastStep({ X: await trainX() })),
    heldOut: once(async (): Promise<HeldOut> => {
      const truth = truthOf(fit, split.test);
      const { description } = await about();
      return { truth, predicted: evaluation.predicted, ...(await scoresOf(model, description, testX)) };
    }),
    staged: bothParts((part) =>
      part === "fitted"
        ? trainX().then((X) => model.staged(X, takeTarget(training.y, split.train)))
        : testX().then((X) => model.staged(X, takeTarget(training.y, split.test))),
    ),
    reliedOn: once(() => reliedOn(engine, fit, testX)),
    predict: (X) => model.predict(X),
    predictProba: (X) => model.predictProba(X),
  };
}

type Scored = Pick<HeldOut, "classes" | "scores" | "areProbabilities">;

/** A number for each class: probabilities where there are any, else decisions. */
async function scoresOf(
  model: Model,
  { methods, classes }: About["description"],
  X: () => Promise<TableLike>,
): Promise<Scored> {
  if (!classes) return { classes, scores: undefined, areProbabilities: false };
  if (methods.includes("predict_proba"))
    return { classes, scores: (await model.predictProba(await X())).data, areProbabilities: true };
  if (!methods.includes("decision_function")) return { classes, scores: undefined, areProbabilities: false };
  const { data, shape } = await model.decisionFunction(await X());
  // Of two classes there is one decision: for the second, against the first.
  const scores =
    shape[1] > 1 ? data : Float64Array.from({ length: data.length * 2 }, (_, i) => (i % 2 ? 1 : -1) * data[i >> 1]!);
  return { classes, scores, areProbabilities: false };
}

/** Beyond this many cells it is a study, which one asks for. */
const cheap = 20_000;

async function reliedOn(engine: Engine, { model, training, split }: Fit, testX: () => Promise<TableLike>) {
  const names = [...(training.X.columns as ReadonlyMap<string, unknown>).keys()];
  if (names.length * split.test.length > cheap) return undefined;
  const { importances_mean: means } = await engine.permutationImportance(
    model,
    await testX(),
    takeTarget(training.y, split.test),
    { n_repeats: 3, random_state: 0 },
  );
  return names
    .map((name, i) => ({ name, mean: means[i]! }))
    .sort((a, b) => b.mean - a.mean)
    .map(({ name }) => name);
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

function bothParts(question: (part: "fitted" | "held out") => ReturnType<Ask["staged"]>): Ask["staged"] {
  const [fitted, heldOut] = [once(() => question("fitted")), once(() => question("held out"))];
  return (part) => (part === "fitted" ? fitted() : heldOut());
}
