// Choices that a program makes: part of them, as plain JSON, over those that are there.
import type { AnyRecipe, Engine, ParamValue, Schema } from "../../lib/index.js";
import { openChoices } from "../actions/open-data.js";
import { findGenerator, withParams } from "../data/drawn.js";
import { visible } from "../shared/foreign.js";
import { count } from "../shared/words.js";
import { strangersIn } from "../state/edits.js";
import { refuseEnd } from "../state/ends.js";
import { find, isRecipe, parted, paths } from "../state/recipe.js";
import { rebased, recipeOf, withEdits, withRecipe } from "../state/changes.js";
import { choicesFrom, dataNamed, recipeFrom, Refusal, type Choices, type DataChoice } from "../state/choices.js";
import { proposalFor } from "../state/proposal.js";
import { heldOutOf, rowsWithTarget } from "../state/split.js";
import type { DataTable } from "../data/table.js";
import type { Store } from "../store/store.js";
import { refuseUnplain } from "./plain.js";
import { choosing } from "./told.js";

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Takes part of the choices, as one change that can be undone; `params` names parameters as scikit-learn's set_params
 * does. What cannot be meant, or made of the data, is refused and changes nothing. @returns Whether they were taken.
 */
export async function choose(store: Store, asked: unknown): Promise<boolean> {
  let part: Part | undefined;
  await store.jobs.run(choosing, {}, async () => void (part = partOf(asked, store.choices)));
  if (!part) return false;
  const settled = (choices: Choices, table: DataTable, engine: Engine) => settle(store, part!, choices, table, engine);
  return openChoices(store, part.choices, settled, { said: "what the page around chose", place: choosing });
}

interface Part {
  /** All choices, the recipe as it was. */
  readonly choices: Choices;
  /** undefined: none was named. */
  readonly recipe: AnyRecipe | null | undefined;
  readonly params: ReadonlyMap<string, ParamValue>;
  readonly target: string | null;
  /** What was named at all. */
  readonly asked: ReadonlySet<string>;
}

function partOf(asked: unknown, before: Choices): Part {
  if (!isPlain(asked))
    throw new Refusal('Choices are an object, such as { data: "iris", split: { random_state: 1 } }.');
  refuseUnplain(asked, "choices");
  const { params = {}, recipe, data, ...rest } = asked;
  if (!isPlain(params)) throw new Refusal("params must be an object, such as { model__max_depth: 3 }.");
  const unset = Object.keys(params).find((name) => params[name] === undefined);
  if (unset !== undefined)
    throw new Refusal(`params.${visible(unset, 60)} has no value.`, "Give one, or leave it out.");
  const next = data === undefined ? before.data : dataOf(data, before.data);
  const other = next.from !== before.data.from || next.name !== before.data.name || next.key !== before.data.key;
  const inner = Object.entries(rest).map(([name, value]) => {
    const was = (before as unknown as Plain)[name];
    return [name, isPlain(value) && isPlain(was) ? { ...was, ...value } : value];
  });
  const choices = choicesFrom({
    ...before,
    data: next,
    ...(other ? { target: null, task: null } : "target" in rest ? { task: null } : {}),
    ...Object.fromEntries(inner),
  });
  return {
    choices,
    recipe: recipe === undefined || recipe === null ? recipe : recipeFrom(recipe),
    params: new Map(Object.entries(params as Record<string, ParamValue>)),
    target: typeof rest["target"] === "string" ? rest["target"] : null,
    asked: new Set(Object.keys(asked)),
  };
}

/** Data by name alone, or some words of them: without a name they are those that are open, drawn or read otherwise. */
function dataOf(asked: unknown, before: DataChoice): DataChoice {
  if (typeof asked === "string") return dataNamed(asked);
  if (!isPlain(asked)) throw new Refusal("data must be a name, or an object with a name.");
  const { name = before.name } = asked;
  if (typeof name !== "string") throw new Refusal("data.name must be a text.");
  const base = asked["name"] === undefined ? before : dataNamed(name);
  const generator = findGenerator(name);
  const params =
    base.from === "drawn" && generator && isPlain(asked["params"])
      ? { params: withParams(generator, base.params ?? {}, asked["params"] as Record<string, ParamValue>) }
      : {};
  return { ...base, ...asked, ...params } as DataChoice;
}

/** The choices once their data are open, with a recipe that the engine can make. */
async function settle(store: Store, part: Part, choices: Choices, table: DataTable, engine: Engine): Promise<Choices> {
  const { recipe, params, target, asked } = part;
  if (target !== null && table.target !== target)
    throw new Refusal(
      `There is no column “${visible(target, 60)}” in ${visible(table.title, 60)} to be the target.`,
      `Its columns are ${table.columns.map(({ name }) => visible(name, 40)).join(", ")}.`,
    );
  const proposed = proposalFor(table, choices.split);
  const kept = (): Choices => (store.proposed ? rebased(choices, store.proposed, proposed) : choices);
  const based =
    recipe === undefined ? kept() : recipe ? withRecipe(choices, proposed, recipe) : { ...choices, recipe: null };
  const taken = withEdits(based, proposed, params);
  const [stranger] = strangersIn(recipeOf(taken, proposed), params);
  if (stranger !== undefined) {
    const steps = paths(recipeOf(taken, proposed)).flatMap(([path]) => (path ? [path] : []));
    throw new Refusal(
      `params names “${visible(stranger, 60)}”, which no step of the pipeline has.`,
      `Its steps are ${steps.join(", ")}: their parameters stand behind two underscores, and a step itself takes the name of a class.`,
    );
  }
  const whole = recipeOf(taken, proposed);
  // Asked by what it may be scored, the engine makes the pipeline first, and says what it cannot be made of.
  if (taken.recipe) await engine.suitableScorers(["no", "yes"], whole);
  const schema = await engine.schema();
  refuseEnd(whole, schema, table);
  if (asked.has("split")) refuseSplit(taken, table);
  if (asked.has("validation")) refuseNames(taken, schema);
  if (asked.has("axes") || asked.has("study")) refuseAxes(taken, whole, schema);
  return taken;
}

function refuseSplit({ split }: Choices, table: DataTable): void {
  const rows = rowsWithTarget(table);
  const heldOut = heldOutOf(rows, split);
  if (heldOut < rows) return;
  throw new Refusal(
    `Of ${count(rows, "row")} ${heldOut} would be held out, and none fitted on.`,
    "Choose a smaller test_size.",
  );
}

function refuseNames({ validation }: Choices, { splitters, scorers }: Schema): void {
  const known = (what: string, all: readonly { readonly name: string }[], names: readonly string[]): void => {
    const stranger = names.find((name) => !all.some((each) => each.name === name));
    if (stranger === undefined) return;
    throw new Refusal(
      `There is no ${what} called “${visible(stranger, 60)}”.`,
      `There are ${all.map(({ name }) => name).join(", ")}.`,
    );
  };
  known("splitter", splitters, validation.splitter ? [validation.splitter] : []);
  known("metric", scorers, validation.metrics);
}

/** What is tuned must be a hyperparameter of a step. */
function refuseAxes({ axes, study }: Choices, recipe: AnyRecipe, schema: Schema): void {
  const isParam = (path: string): boolean => {
    const [parent, name] = parted(path);
    const step = find(recipe, parent);
    const own = isRecipe(step) ? schema.estimators.find((each) => each.name === step.class) : undefined;
    return own?.params.some((param) => param.name === name) ?? false;
  };
  const stranger = [...axes, ...(study.curve ? [study.curve] : [])].find(({ path }) => !isParam(path));
  if (stranger)
    throw new Refusal(
      `“${visible(stranger.path, 60)}” is no hyperparameter of the pipeline.`,
      "They are named as set_params does, such as model__C.",
    );
}
