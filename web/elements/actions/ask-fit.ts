import type { Engine, Model } from "../../lib/index.js";
import type { DataTable } from "../data/table.js";
import { truthOf, type About, type Ask, type HeldOut } from "../state/ask.js";
import type { Fit } from "../state/results.js";
import { rowsOf, type Part } from "./rows.js";

const known = new WeakMap<Fit, Asked>();
const described = new WeakMap<Model, () => Promise<About>>();

/** What pictures ask of a fit; the same for the same fit, so that nothing is asked twice. */
export const askOf = (engine: Engine, fit: Fit): Ask => askedOf(engine, fit).ask;

/** Resolves once nothing that was asked of a fit is unanswered any more. */
export const answered = (engine: Engine, fit: Fit): Promise<void> => askedOf(engine, fit).answered();

/** What is known of a model before it is asked about any row. */
export function aboutOf(model: Model): Promise<About> {
  let about = described.get(model);
  if (!about) {
    about = once(async () => {
      const [description, last] = await Promise.all([model.describe(), model.lastStep()]);
      return { description, last };
    });
    described.set(model, about);
  }
  return about();
}

interface Asked {
  readonly ask: Ask;
  answered(): Promise<void>;
}

function askedOf(engine: Engine, fit: Fit): Asked {
  let asked = known.get(fit);
  if (!asked) known.set(fit, (asked = counted(asking(engine, fit))));
  return asked;
}

/** With what is still unanswered. */
function counted(ask: Ask): Asked {
  const open = new Set<Promise<unknown>>();
  const count =
    <Given extends unknown[], Answer>(question: (...given: Given) => Promise<Answer>) =>
    (...given: Given): Promise<Answer> => {
      const answer = question(...given);
      const over: Promise<unknown> = answer.then(
        () => open.delete(over),
        () => open.delete(over),
      );
      open.add(over);
      return answer;
    };
  const { about, learned, arriving, heldOut, staged, reliedOn, predict, predictProba } = ask;
  return {
    ask: {
      about: count(about),
      learned: count(learned),
      arriving: count(arriving),
      heldOut: count(heldOut),
      staged: count(staged),
      reliedOn: count(reliedOn),
      predict: count(predict),
      predictProba: count(predictProba),
    },
    async answered() {
      while (open.size) await Promise.all(open);
    },
  };
}

function asking(engine: Engine, fit: Fit): Ask {
  const { model, table, split, evaluation } = fit;
  const part = (which: "train" | "test") => once(async () => (await rowsOf(engine, table, split))[which]);
  const [fitted, held] = [part("train"), part("test")];
  return {
    about: () => aboutOf(model),
    learned: once(() => model.lastStep({ fitted: true })),
    arriving: once(async () => model.lastStep({ X: (await fitted()).X })),
    heldOut: once(async (): Promise<HeldOut> => {
      const truth = truthOf(fit, split.test);
      const { description } = await aboutOf(model);
      return { truth, predicted: evaluation.predicted, ...(await scoresOf(model, description, held)) };
    }),
    staged: bothParts(async (which) => {
      const { X, y } = await (which === "fitted" ? fitted() : held());
      return model.staged(X, y);
    }),
    reliedOn: () => reliedOnIn(engine, fit, held),
    predict: (X) => model.predict(X),
    predictProba: (X) => model.predictProba(X),
  };
}

type Scored = Pick<HeldOut, "classes" | "scores" | "areProbabilities">;

/** A number for each class: probabilities where there are any, else decisions. */
async function scoresOf(
  model: Model,
  { methods, classes }: About["description"],
  held: () => Promise<Part>,
): Promise<Scored> {
  if (!classes) return { classes, scores: undefined, areProbabilities: false };
  if (methods.includes("predict_proba"))
    return { classes, scores: (await model.predictProba((await held()).X)).data, areProbabilities: true };
  if (!methods.includes("decision_function")) return { classes, scores: undefined, areProbabilities: false };
  const { data, shape } = await model.decisionFunction((await held()).X);
  // Of two classes there is one decision: for the second, against the first.
  const scores =
    shape[1] > 1 ? data : Float64Array.from({ length: data.length * 2 }, (_, i) => (i % 2 ? 1 : -1) * data[i >> 1]!);
  return { classes, scores, areProbabilities: false };
}

const relied = new WeakMap<DataTable, () => Promise<readonly string[] | undefined>>();

/** As the first fit to a table relies on them: pictures shall not take other columns while something is dragged. */
function reliedOnIn(engine: Engine, fit: Fit, held: () => Promise<Part>): Promise<readonly string[] | undefined> {
  let asked = relied.get(fit.table);
  if (!asked) relied.set(fit.table, (asked = once(() => reliedOn(engine, fit, held))));
  return asked();
}

/** Beyond this many cells it is a study, which one asks for. */
const cheap = 20_000;

async function reliedOn(engine: Engine, { model, training, split }: Fit, held: () => Promise<Part>) {
  const names = [...(training.X.columns as ReadonlyMap<string, unknown>).keys()];
  if (names.length * split.test.length > cheap) return undefined;
  const { X, y } = await held();
  const { importances_mean: means } = await engine.permutationImportance(model, X, y, {
    n_repeats: 3,
    random_state: 0,
  });
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
