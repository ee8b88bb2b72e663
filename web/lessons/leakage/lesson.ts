// Pipelines and leakage: what its checks wait for, and what its button does.
import type { AnyRecipe } from "../../lib/index.js";
import { answered } from "../checks.js";
import type { Around, Happened, Lesson } from "../lesson.js";

type Step = readonly [name: string, step: AnyRecipe | string];

const stepsOf = (recipe: unknown): readonly Step[] =>
  ((recipe as AnyRecipe | undefined)?.params as { steps?: readonly Step[] } | undefined)?.steps ?? [];

const isScaler = ([, step]: Step): boolean => typeof step === "object" && step.class.endsWith("Scaler");

/** Whether a scaler stands somewhere before the model. */
const isChained = (recipe: unknown): boolean => stepsOf(recipe).slice(0, -1).some(isScaler);

const accuracy = ({ detail }: Happened): string =>
  `accuracy ${(detail["metrics"] as Record<string, number>)["accuracy"]!.toFixed(3)}`;

/** What came of both ways. */
function compared({ name, detail }: Happened, onNoise: boolean): string | false {
  if (name !== "studied" || detail["study"] !== "leakage" || (detail["data"] === "make_classification") !== onNoise)
    return false;
  const { accuracy } = detail["found"] as { accuracy: { inside: number; before: number } };
  return `${accuracy.inside.toFixed(3)} inside, ${accuracy.before.toFixed(3)} outside`;
}

async function scale({ stage }: Around): Promise<string> {
  const { recipe } = stage;
  if (isChained(recipe)) return "There is one already.";
  const steps = [["scale", { class: "StandardScaler", params: {} }], ...stepsOf(recipe)];
  await stage.choose({ recipe: { class: "Pipeline", params: { steps } } });
  return "There it stands. Undo would take it away again.";
}

export const lesson: Lesson = {
  checks: {
    alone: (happened) => happened.name === "fitted" && !isChained(happened.detail["recipe"]) && accuracy(happened),
    chained: ({ name, detail }) => (name === "change" || name === "fitted") && isChained(detail["recipe"]),
    better: (happened) => happened.name === "fitted" && isChained(happened.detail["recipe"]) && accuracy(happened),
    whose: answered("whose"),
    compared: (happened) => compared(happened, false),
    noise: (happened) => compared(happened, true),
    impute: answered("impute"),
    lower: answered("lower"),
    select: answered("select"),
  },
  acts: { scale },
};
