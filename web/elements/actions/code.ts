import type { AnyRecipe, Engine } from "../../lib/index.js";
import { recipeFrom, Refusal } from "../state/choices.js";
import { withRecipe } from "../state/changes.js";
import { refuseEnd } from "../state/ends.js";
import { withoutDefaults } from "../state/recipe.js";
import { brokenLine, fromText } from "../state/json.js";
import type { Store } from "../store/store.js";

/** A pipeline as somebody wrote it. */
export interface Code {
  readonly language: "python" | "json";
  readonly text: string;
}

const languages = { python: "Python", json: "JSON" };

/** Makes what is written the pipeline, as one change. What is no pipeline is refused; answers whether it was taken. */
export function takeCode(store: Store, { language, text }: Code): Promise<boolean> {
  const from = languages[language];
  return store.jobs.run("code", { says: `Reading the ${from}.` }, async () => {
    const recipe = await readCode(await store.services.starting, { language, text });
    store.edit(`the pipeline from ${from}`, (choices, proposed) => withRecipe(choices, proposed, recipe));
    store.jobs.settle("pipeline", "fit");
    return `The pipeline is the one from ${from}.`;
  });
}

/** The recipe that somebody wrote, and that the engine can make. */
export async function readCode(engine: Engine, { language, text }: Code): Promise<AnyRecipe> {
  const recipe =
    language === "python" ? withoutDefaults(await readPython(text), await engine.schema()) : readJson(text);
  // Asked by what it may be scored, the engine makes the pipeline first, and says what it cannot be made of.
  await engine.suitableScorers(["no", "yes"], recipe);
  refuseEnd(recipe, await engine.schema());
  return recipe;
}

/** What an attribute holds: recipes begin as JSON does, all else is Python. */
export const codeIn = (text: string): Code => ({ language: /^\s*\{/.test(text) ? "json" : "python", text });

async function readPython(text: string): Promise<AnyRecipe> {
  const { recipeFromPython } = await import("../../lib/python/index.js");
  return recipeFromPython(text);
}

const likeThis = 'A recipe is {"class": ..., "params": {...}}, with recipes where a pipeline has its steps.';

function readJson(text: string): AnyRecipe {
  let value: unknown;
  try {
    value = fromText(text);
  } catch {
    const where = `line ${brokenLine(text)}`;
    throw Object.assign(new Refusal(`Line ${brokenLine(text)}: this is no JSON from here on.`, likeThis), { where });
  }
  try {
    return recipeFrom(value);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.message.replace("These choices cannot be read", "This is no pipeline"), likeThis);
  }
}
