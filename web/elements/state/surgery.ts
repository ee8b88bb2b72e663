// Changes of a recipe's shape. Each gives the new recipe and the path at which what was changed stands in it; a path
// names steps, so it holds whatever else is moved. Estimators that are not touched stay the same objects.
import type { AnyRecipe, EstimatorSchema, ParamValue } from "../../lib/index.js";
import { Refusal } from "./choices.js";
import { entriesOf, find, isNode, isRecipe, isWord, join, mayHold, paramsOf, parted, partsIn } from "./recipe.js";
import type { Entry, Inside } from "./recipe.js";

export interface Changed {
  readonly recipe: AnyRecipe;
  readonly path: string;
}

/** Where a step is put, seen from another: before or after it in the flow, beside it, or in it at its end. */
export type Place = "before" | "after" | "beside" | "inside";

/** A step to be put somewhere. */
export interface NewStep {
  readonly step: AnyRecipe | "passthrough" | "drop";
  /** null: one made from its class. */
  readonly name?: string;
  /** Where a list asks for columns; those of its neighbour otherwise. */
  readonly columns?: ParamValue;
  /** What it predicts, where it does: such steps vote where they stand side by side. */
  readonly predicts?: "classifier" | "regressor";
}

const spoken = (path: string): string => (path ? `“${path.replaceAll("__", " › ")}”` : "the pipeline");
const firstLetter = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const absent = (path: string): never => {
  throw new Refusal(`There is no step ${spoken(path)} in the pipeline.`, "Choose one that is there.");
};

// ---- one place ----------------------------------------------------------------------------------------------------

const withParam = (recipe: AnyRecipe, name: string, value: ParamValue): AnyRecipe => {
  const entries = Object.entries(paramsOf(recipe));
  const known = entries.some(([each]) => each === name);
  return {
    class: recipe.class,
    params: Object.fromEntries(
      known ? entries.map(([each, was]) => [each, each === name ? value : was]) : [...entries, [name, value]],
    ),
  };
};

const listOf = (recipe: AnyRecipe, param: string): Entry[] => [...(entriesOf(param, paramsOf(recipe)[param]) ?? [])];
const withList = (recipe: AnyRecipe, param: string, list: readonly Entry[]): AnyRecipe =>
  withParam(recipe, param, list as unknown as ParamValue);

const partAt = (recipe: AnyRecipe, name: string, path: string): Inside =>
  partsIn(recipe).find((part) => part.name === name) ?? absent(path);

/** The recipe with something else in the place of a part. */
function put(recipe: AnyRecipe, { param, at, name, rest }: Inside, inner: AnyRecipe | string): AnyRecipe {
  if (at === undefined) return withParam(recipe, param, inner as AnyRecipe);
  const list = listOf(recipe, param);
  list[at] = [name, inner, ...rest];
  return withList(recipe, param, list);
}

/** The recipe with what stands at a path made anew. */
export function changeAt(
  recipe: AnyRecipe,
  path: string,
  make: (found: AnyRecipe) => AnyRecipe,
  whole = path,
): AnyRecipe {
  if (path === "") return make(recipe);
  const at = path.indexOf("__");
  const [name, rest] = at < 0 ? [path, ""] : [path.slice(0, at), path.slice(at + 2)];
  const part = partAt(recipe, name, whole);
  return isRecipe(part.inner) ? put(recipe, part, changeAt(part.inner, rest, make, whole)) : absent(whole);
}

/** The same for the place itself: what stands in it may be a word. */
function placeAt(recipe: AnyRecipe, path: string, make: (parent: AnyRecipe, part: Inside) => AnyRecipe): AnyRecipe {
  const [above, name] = parted(path);
  return changeAt(recipe, above, (parent) => make(parent, partAt(parent, name, path)));
}

export const recipeAt = (recipe: AnyRecipe, path: string): AnyRecipe => {
  const found = find(recipe, path);
  return isRecipe(found) ? found : absent(path);
};

/** Sets a hyperparameter; without a value it is not stated any more. */
export const setParamAt = (recipe: AnyRecipe, path: string, name: string, value: ParamValue | undefined): AnyRecipe =>
  changeAt(recipe, path, (found) => {
    if (value !== undefined) return withParam(found, name, value);
    const entries = Object.entries(paramsOf(found)).filter(([each]) => each !== name);
    return { class: found.class, params: Object.fromEntries(entries) };
  });

/** Another estimator, or a word, in a place. Hyperparameters of what stood there go. */
export function swapAt(recipe: AnyRecipe, path: string, inner: AnyRecipe | "passthrough" | "drop"): AnyRecipe {
  if (path === "") return isRecipe(inner) ? inner : absent(path);
  return placeAt(recipe, path, (parent, part) => {
    if (!isRecipe(inner) && part.at === undefined)
      throw new Refusal(`${firstLetter(spoken(path))} must be an estimator.`, "Choose one.");
    return put(parent, part, inner);
  });
}

// ---- names --------------------------------------------------------------------------------------------------------

/** Names that a step of this estimator cannot have: those of its other steps and of its parameters. */
const taken = (recipe: AnyRecipe): Set<string> =>
  new Set([...partsIn(recipe).map(({ name }) => name), ...Object.keys(paramsOf(recipe))]);

export function freeName(wanted: string, used: ReadonlySet<string>): string {
  const base = wanted.replaceAll("__", "_").replace(/_+$/, "") || "step";
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}_${n}`;
    if (!used.has(name)) return name;
  }
}

/** As scikit-learn's make_pipeline has it. */
const nameFor = (step: NewStep["step"]): string => (isRecipe(step) ? step.class.toLowerCase() : step);

export function rename(recipe: AnyRecipe, path: string, name: string): Changed {
  const [above, old] = parted(path);
  if (name === old) return { recipe, path };
  const hint = "A name is a word of its own, without two underscores in a row and not ending in one.";
  if (name === "" || name.includes("__") || name.endsWith("_"))
    throw new Refusal(`A step cannot be called “${name}”.`, hint);
  const renamed = placeAt(recipe, path, (parent, { param, at, inner, rest }) => {
    if (at === undefined)
      throw new Refusal(`${firstLetter(spoken(path))} has its name from ${parent.class}.`, "Rename a step of a list.");
    if (taken(parent).has(name))
      throw new Refusal(`${parent.class} has something called “${name}” already.`, "Choose another name.");
    const list = listOf(parent, param);
    list[at] = [name, inner, ...rest];
    return withList(parent, param, list);
  });
  return { recipe: renamed, path: join(above, name) };
}

// ---- in and out ---------------------------------------------------------------------------------------------------

// What a step is put into where no list of the right kind is at hand.
const flow = { class: "Pipeline", param: "steps" };
const sideBySide = { class: "FeatureUnion", param: "transformer_list" };
const voting = {
  classifier: { class: "VotingClassifier", param: "estimators" },
  regressor: { class: "VotingRegressor", param: "estimators" },
};

const holder = ({ class: name, param }: typeof flow, list: readonly Entry[]): AnyRecipe => ({
  class: name,
  params: { [param]: list },
});

/** Puts a step beside what stands at a path, or into it. */
export function insert(recipe: AnyRecipe, path: string, place: Place, added: NewStep): Changed {
  if (place === "inside") return insertInside(recipe, path, added);
  if (path === "") return insertAround(recipe, place, added);
  const [above, own] = parted(path);
  let name = "";
  let within = above;
  const inserted = placeAt(recipe, path, (parent, part) => {
    const runs = part.param === flow.param;
    if (part.at !== undefined && runs === (place !== "beside")) {
      const list = listOf(parent, part.param);
      name = freeName(added.name ?? nameFor(added.step), taken(parent));
      const rest = part.rest.length ? [added.columns ?? part.rest[0]!, ...part.rest.slice(1)] : [];
      list.splice(place === "before" ? part.at : part.at + 1, 0, [name, added.step, ...rest]);
      return withList(parent, part.param, list);
    }
    const wrapped = joined(part.inner, own, place, added);
    name = wrapped.name;
    within = path;
    return put(parent, part, wrapped.recipe);
  });
  return { recipe: inserted, path: join(within, name) };
}

/** What stood somewhere and a new step, one after the other or side by side. */
function joined(inner: AnyRecipe | string, own: string, place: Place, added: NewStep) {
  const around = place !== "beside" ? flow : added.predicts ? voting[added.predicts] : sideBySide;
  const kept = freeName(own, new Set([around.param]));
  const name = freeName(added.name ?? nameFor(added.step), new Set([around.param, kept]));
  const both: Entry[] = [
    [kept, inner],
    [name, added.step],
  ];
  return { recipe: holder(around, place === "before" ? both.reverse() : both), name };
}

function insertAround(recipe: AnyRecipe, place: "before" | "after" | "beside", added: NewStep): Changed {
  const list = entriesOf(flow.param, paramsOf(recipe)[flow.param]);
  if (list && place !== "beside") {
    const name = freeName(added.name ?? nameFor(added.step), taken(recipe));
    const entry: Entry = [name, added.step];
    return {
      recipe: withList(recipe, flow.param, place === "before" ? [entry, ...list] : [...list, entry]),
      path: name,
    };
  }
  const wrapped = joined(recipe, nameFor(recipe as NewStep["step"]), place, added);
  return { recipe: wrapped.recipe, path: wrapped.name };
}

function insertInside(recipe: AnyRecipe, path: string, added: NewStep): Changed {
  let name = "";
  const inserted = changeAt(recipe, path, (found) => {
    const [param, list] =
      Object.entries(paramsOf(found)).flatMap(([each, value]) => {
        const entries = entriesOf(each, value);
        return entries ? [[each, entries] as const] : [];
      })[0] ?? noList(found, path);
    name = freeName(added.name ?? nameFor(added.step), taken(found));
    const columns = param === "transformers" ? [added.columns ?? []] : [];
    return withList(found, param, [...list, [name, added.step, ...columns]]);
  });
  return { recipe: inserted, path: join(path, name) };
}

const noList = (found: AnyRecipe, path: string): never => {
  throw new Refusal(
    `${firstLetter(spoken(path))}, ${found.class}, has no list of steps.`,
    "Put the step before, after or beside it.",
  );
};

/** Takes a step out. The path is that of the step that is next to it then. */
export function remove(recipe: AnyRecipe, path: string): Changed {
  if (path === "") throw new Refusal("The whole pipeline cannot be removed.", "Remove one of its steps.");
  const [above] = parted(path);
  let next = "";
  const removed = placeAt(recipe, path, (parent, { param, at }) => {
    if (at === undefined)
      throw new Refusal(`${parent.class} cannot be without ${spoken(path)}.`, `Unwrap ${parent.class} instead.`);
    const list = listOf(parent, param);
    if (list.length === 1)
      throw new Refusal(`${spoken(path)} is the only step of ${parent.class}.`, `Remove ${parent.class} instead.`);
    list.splice(at, 1);
    next = list[Math.min(at, list.length - 1)]![0];
    return withList(parent, param, list);
  });
  return { recipe: removed, path: join(above, next) };
}

/** Moves a step within its list, by so many places. */
export function shift(recipe: AnyRecipe, path: string, by: number): Changed {
  const shifted = placeAt(recipe, path, (parent, { param, at }) => {
    const list = at === undefined ? [] : listOf(parent, param);
    if (at === undefined || at + by < 0 || at + by >= list.length)
      throw new Refusal(`${firstLetter(spoken(path))} cannot be moved any further.`, "Move another step.");
    list.splice(at + by, 0, ...list.splice(at, 1));
    return withList(parent, param, list);
  });
  return { recipe: shifted, path };
}

/** Takes a step from where it is and puts it somewhere else. */
export function move(recipe: AnyRecipe, path: string, to: string, place: Place): Changed {
  if (to === path || to.startsWith(`${path}__`))
    throw new Refusal(`${firstLetter(spoken(path))} cannot be moved into itself.`, "Choose another place.");
  const step = find(recipe, path);
  if (step === undefined || !(isRecipe(step) || isWord(step))) return absent(path);
  const [above, name] = parted(path);
  const { rest } = partAt(recipeAt(recipe, above), name, path);
  const columns = rest.length ? { columns: rest[0]! } : {};
  return insert(remove(recipe, path).recipe, to, place, { step, name, ...columns });
}

/** The same step once more: after it where steps follow each other, else beside it. */
export function duplicate(recipe: AnyRecipe, path: string): Changed {
  if (path === "") throw new Refusal("The whole pipeline cannot stand in itself twice.", "Duplicate one of its steps.");
  const [above, name] = parted(path);
  const { inner, param, at, rest } = partAt(recipeAt(recipe, above), name, path);
  if (at === undefined)
    throw new Refusal(`${spoken(path)} can stand there only once.`, "Wrap it in a list of steps first.");
  const columns = rest.length ? { columns: rest[0]! } : {};
  return insert(recipe, path, param === flow.param ? "after" : "beside", {
    step: inner as NewStep["step"],
    name,
    ...columns,
  });
}

export function setColumnsAt(recipe: AnyRecipe, path: string, columns: ParamValue): AnyRecipe {
  return placeAt(recipe, path, (parent, { param, at, name, inner, rest }) => {
    if (at === undefined || rest.length === 0)
      throw new Refusal(
        `${parent.class} gives ${spoken(path)} all of its columns.`,
        "Put it into a ColumnTransformer.",
      );
    const list = listOf(parent, param);
    list[at] = [name, inner, columns, ...rest.slice(1)];
    return withList(parent, param, list);
  });
}

// ---- around and out of it -----------------------------------------------------------------------------------------

/**
 * Puts what stands at a path into another estimator: a pipeline, a search, an ensemble, whatever takes one. `columns`
 * where that asks for them; `others`: what else it is given.
 */
export function wrap(
  recipe: AnyRecipe,
  path: string,
  around: EstimatorSchema,
  columns: ParamValue = [],
  others: Readonly<Record<string, ParamValue>> = {},
): Changed {
  const param = around.params.find(isNode) ?? around.params.find(mayHold);
  if (!param) throw new Refusal(`${around.name} holds no other estimators.`, "Choose one that does.");
  const types = param.constraint.map(({ type }) => type);
  const name = path === "" ? nameFor(recipe as NewStep["step"]) : parted(path)[1];
  const kept = freeName(name, new Set(around.params.map((each) => each.name)));
  const held = (inner: AnyRecipe): AnyRecipe => {
    const value = types.includes("transformers")
      ? [[kept, inner, columns]]
      : types.includes("steps")
        ? [[kept, inner]]
        : inner;
    return { class: around.name, params: { [param.name]: value, ...others } };
  };
  const inside = types.includes("estimator") && !types.includes("steps") ? param.name : kept;
  return { recipe: changeAt(recipe, path, held), path: join(path, inside) };
}

/**
 * Takes an estimator away from around what it holds. The steps of a pipeline within a pipeline go into the outer one;
 * from anything else that holds several, none can be chosen.
 */
export function unwrap(recipe: AnyRecipe, path: string): Changed {
  const found = recipeAt(recipe, path);
  const parts = partsIn(found);
  const [only] = parts;
  if (!only) throw new Refusal(`${firstLetter(spoken(path))} holds no other estimators.`, "Choose one that does.");
  if (parts.length > 1) return spliced(recipe, path, parts);
  const { inner } = only;
  if (path === "" || !isRecipe(inner)) return isRecipe(inner) ? { recipe: inner, path: "" } : absent(path);
  return { recipe: swapAt(recipe, path, inner), path };
}

function spliced(recipe: AnyRecipe, path: string, parts: readonly Inside[]): Changed {
  const [above] = parted(path);
  let first = "";
  const several = (): never => {
    throw new Refusal(
      `${firstLetter(spoken(path))} holds ${parts.length} steps, which cannot all stand in its place.`,
      "Remove all but one of them first.",
    );
  };
  if (path === "" || parts.some(({ param }) => param !== flow.param)) return several();
  const unwrapped = placeAt(recipe, path, (parent, { param, at }) => {
    if (at === undefined || param !== flow.param) return several();
    const list = listOf(parent, param);
    const used = taken(parent);
    used.delete(list[at]![0]);
    const inner = parts.map((part): Entry => {
      const name = freeName(part.name, used);
      used.add(name);
      return [name, part.inner];
    });
    first = inner[0]![0];
    list.splice(at, 1, ...inner);
    return withList(parent, param, list);
  });
  return { recipe: unwrapped, path: join(above, first) };
}
