import type { AnyRecipe, ParamValue } from "../../lib/index.js";
import { same } from "./json.js";
import { entriesOf, find, isRecipe, join, paramsOf, parted, partsIn, type Params } from "./recipe.js";

/**
 * What differs from the proposed recipe, where that is a matter of classes and hyperparameters alone. An edit is keyed
 * as scikit-learn names nested parameters, `prepare__num__impute__strategy`; a key that names a step itself changes the
 * step's class. So it stands in the address of the page, and so it is carried over to another proposal.
 */
export type Edits = ReadonlyMap<string, ParamValue>;

/** The proposed recipe with the edits made. Edits whose step is not there any more have no effect. */
export function applyEdits(recipe: AnyRecipe, edits: Edits, path = ""): AnyRecipe {
  const wanted = edits.get(path);
  const changed = typeof wanted === "string" && path !== "" && wanted !== recipe.class;
  const params: Params = changed ? {} : { ...(recipe.params as Params) };
  for (const [name, value] of Object.entries(params)) {
    if (isRecipe(value)) params[name] = applyEdits(value, edits, join(path, name));
    else if (Array.isArray(value) && value.some((part) => Array.isArray(part) && isRecipe(part[1]))) {
      params[name] = value.map((part) => {
        const [step, inner, ...rest] = part as [string, ParamValue, ...ParamValue[]];
        return isRecipe(inner) ? [step, applyEdits(inner, edits, join(path, step)), ...rest] : part;
      }) as ParamValue;
    }
  }
  const inside = new Set(childNames(params));
  for (const [key, value] of edits) {
    if (!key.startsWith(path ? `${path}__` : "")) continue;
    const rest = path ? key.slice(path.length + 2) : key;
    if (rest.includes("__") || rest === "" || inside.has(rest)) continue;
    // The name may come from an address: it is an entry of its own, whatever objects have by nature.
    Object.defineProperty(params, rest, { value, enumerable: true, configurable: true, writable: true });
  }
  return { class: changed ? (wanted as string) : recipe.class, params };
}

/** Names of edits by which nothing in a recipe is meant: of no step, or a step that would become no class. */
export const strangersIn = (recipe: AnyRecipe, edits: Edits): string[] =>
  [...edits].flatMap(([key, value]) => {
    const [parent, name] = parted(key);
    const isStep = key !== "" && isRecipe(find(recipe, key));
    const isMeant = isStep ? typeof value === "string" && value !== "" : value !== undefined;
    return isMeant && name !== "" && isRecipe(find(recipe, parent)) ? [] : [key];
  });

function childNames(params: Params): string[] {
  return Object.entries(params).flatMap(([name, value]) => {
    if (isRecipe(value)) return [name];
    if (!Array.isArray(value)) return [];
    return value.flatMap((part) => (Array.isArray(part) && isRecipe(part[1]) ? [part[0] as string] : []));
  });
}

/** The edits that make one recipe of another; undefined where steps were added, removed, renamed or moved. */
export function editsBetween(proposed: AnyRecipe, recipe: AnyRecipe): Edits | undefined {
  const edits = new Map<string, ParamValue>();
  collect(proposed, recipe, "", edits);
  return same(applyEdits(proposed, edits), recipe) ? edits : undefined;
}

function collect(proposed: AnyRecipe, recipe: AnyRecipe, path: string, edits: Map<string, ParamValue>): void {
  const swapped = proposed.class !== recipe.class;
  if (swapped && path !== "") edits.set(path, recipe.class);
  const before = swapped ? {} : paramsOf(proposed);
  const inside = new Map(swapped ? [] : partsIn(proposed).map((part) => [part.name, part.inner]));
  for (const [name, value] of Object.entries(paramsOf(recipe))) {
    const parts = isRecipe(value) ? [[name, value] as const] : entriesOf(name, value);
    if (!parts) {
      if (!Object.hasOwn(before, name) || !same(before[name], value)) edits.set(join(path, name), value);
      continue;
    }
    for (const [step, inner] of parts) {
      const was = inside.get(step);
      if (isRecipe(was) && isRecipe(inner)) collect(was, inner, join(path, step), edits);
    }
  }
}
