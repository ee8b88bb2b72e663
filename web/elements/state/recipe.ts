import { floatOf, shownOf } from "../shared/param-text.js";
import { same } from "./json.js";
import type { AnyRecipe, Constraint, EstimatorSchema, ParamSchema, ParamValue, Schema } from "../../lib/index.js";

// A recipe looked at: what stands inside of what, and what may stand there.

/** One estimator of the recipe, with what stands inside it. */
export interface Node {
  path: string;
  name: string;
  recipe: AnyRecipe;
  schema: EstimatorSchema | undefined;
  /** Columns a ColumnTransformer's part sees, where they are listed, ... */
  columns?: readonly (string | number)[];
  /** ... or how they are chosen, in words. */
  chosenBy?: string;
  children: Node[];
}

export type Params = Record<string, ParamValue>;

export const paramsOf = (recipe: AnyRecipe): Params => recipe.params as Params;

/** Whether a parameter holds estimators and nothing else; those are drawn as boxes, not as fields. */
export const isNode = (param: ParamSchema): boolean => param.constraint.every(({ type }) => holdsEstimators(type));

/** Whether a parameter may hold estimators, among other things. */
export const mayHold = (param: ParamSchema): boolean => param.constraint.some(({ type }) => holdsEstimators(type));

/** What scikit-learn takes for a while yet, and says so by its default. */
export const isGoing = ({ default: usual }: ParamSchema): boolean => usual === "deprecated";

const holdsEstimators = (type: Constraint["type"]): boolean =>
  type === "steps" || type === "transformers" || type === "estimator";

export const isRecipe = (value: unknown): value is AnyRecipe =>
  typeof value === "object" && value !== null && "class" in value;

/** What may stand in place of a step: nothing is done there. */
export const isWord = (value: unknown): value is "passthrough" | "drop" => value === "passthrough" || value === "drop";

export const join = (path: string, name: string): string => (path ? `${path}__${name}` : name);

/** Where the last name of a path begins: `["a__b", "c"]` of `a__b__c`. */
export function parted(path: string): [parent: string, name: string] {
  const at = path.lastIndexOf("__");
  return at < 0 ? ["", path] : [path.slice(0, at), path.slice(at + 2)];
}

/** A step as it stands in a list: its name, what it is, and in a ColumnTransformer its columns. */
export type Entry = readonly [name: string, inner: AnyRecipe | string, ...rest: ParamValue[]];

// As scikit-learn calls the parameters that are lists of named estimators; one may be empty, or all of its steps words.
const lists = new Set(["steps", "transformers", "transformer_list", "estimators"]);

/** The named steps in a parameter's value; undefined where it has none. */
export function entriesOf(param: string, value: unknown): readonly Entry[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const fits = value.every(
    (part) => Array.isArray(part) && typeof part[0] === "string" && (isRecipe(part[1]) || isWord(part[1])),
  );
  const some = value.some((part) => isRecipe((part as readonly unknown[])[1]));
  return fits && (some || lists.has(param)) ? (value as unknown as readonly Entry[]) : undefined;
}

/** What stands directly inside of a recipe, with its place. */
export interface Inside {
  readonly name: string;
  readonly inner: AnyRecipe | string;
  readonly param: string;
  /** Where in the parameter's list; undefined where the parameter is one estimator. */
  readonly at: number | undefined;
  readonly rest: readonly ParamValue[];
}

export function partsIn(recipe: AnyRecipe): Inside[] {
  return Object.entries(paramsOf(recipe)).flatMap(([param, value]): Inside[] => {
    if (isRecipe(value)) return [{ name: param, inner: value, param, at: undefined, rest: [] }];
    return (entriesOf(param, value) ?? []).map(([name, inner, ...rest], at) => ({ name, inner, param, at, rest }));
  });
}

/** What stands at a path; undefined where nothing does. */
export function find(recipe: AnyRecipe, path: string): AnyRecipe | string | undefined {
  let found: AnyRecipe | string | undefined = recipe;
  for (const name of path === "" ? [] : path.split("__")) {
    if (!isRecipe(found)) return undefined;
    found = partsIn(found).find((part) => part.name === name)?.inner;
  }
  return found;
}

/** Every estimator of a recipe by its path, the outermost first. */
export function paths(recipe: AnyRecipe, path = ""): [path: string, recipe: AnyRecipe][] {
  const inside = partsIn(recipe).flatMap(({ name, inner }) => (isRecipe(inner) ? paths(inner, join(path, name)) : []));
  return [[path, recipe], ...inside];
}

/** A recipe without what it states only to be as it would be anyway: Python has to say some of that. */
export function withoutDefaults(recipe: AnyRecipe, schema: Schema): AnyRecipe {
  const own = schema.estimators.find(({ name }) => name === recipe.class);
  const usual = new Map(own?.params.map((param) => [param.name, param.default]));
  const params = Object.entries(paramsOf(recipe)).flatMap(([name, value]): [string, ParamValue][] => {
    if (usual.has(name) && same(usual.get(name), value)) return [];
    if (isRecipe(value)) return [[name, withoutDefaults(value, schema)]];
    const list = entriesOf(name, value)?.map(([step, inner, ...rest]) => [
      step,
      isRecipe(inner) ? withoutDefaults(inner, schema) : inner,
      ...rest,
    ]);
    return [[name, (list as ParamValue | undefined) ?? value]];
  });
  return { class: recipe.class, params: Object.fromEntries(params) };
}

/** The recipe as a tree. What is nested is told by the kind of value a parameter takes, not by estimator names. */
export function tree(recipe: AnyRecipe, schema: Schema, path = "", name = "pipeline"): Node {
  const own = schema.estimators.find((estimator) => estimator.name === recipe.class);
  const node: Node = { path, name, recipe, schema: own, children: [] };
  const params = recipe.params as Params;
  for (const param of own?.params ?? []) {
    const value = params[param.name];
    const types = param.constraint.map(({ type }) => type);
    if (!types.some(holdsEstimators) || value === undefined || value === null) continue;
    if (types.includes("steps") && Array.isArray(value)) {
      for (const [step, inner] of value as [string, AnyRecipe | string][])
        if (isRecipe(inner)) node.children.push(tree(inner, schema, join(path, step), step));
    } else if (types.includes("transformers") && Array.isArray(value)) {
      for (const [part, inner, columns] of value as [string, AnyRecipe | string, ParamValue][])
        if (isRecipe(inner))
          node.children.push({ ...tree(inner, schema, join(path, part), part), ...chosenColumns(columns) });
    } else if (isRecipe(value)) {
      node.children.push(tree(value, schema, join(path, param.name), param.name));
    }
  }
  return node;
}

/** Columns are listed, or chosen by place or by what they are, as Python does with slices and selectors. */
function chosenColumns(columns: ParamValue): Pick<Node, "columns" | "chosenBy"> {
  if (Array.isArray(columns)) return { columns: columns as (string | number)[] };
  const isSlice = typeof columns === "object" && columns !== null && "slice" in columns;
  return { chosenBy: isSlice ? "columns by their places" : "columns by their kind or name" };
}

export const flatten = (node: Node): Node[] => [node, ...node.children.flatMap(flatten)];

/** The estimators that may stand where this one stands: of its kind, and not made of other estimators. */
export function alternatives(node: Node, schema: Schema): EstimatorSchema[] {
  const isPlain = (estimator: EstimatorSchema) => !estimator.params.some(isNode);
  if (!node.schema || node.children.length > 0) return [];
  const { kind } = node.schema;
  return schema.estimators.filter((estimator) => estimator.kind === kind && isPlain(estimator));
}

/** What is wrong with a value, in the engine's own words for the constraint; empty when nothing is. */
export function refusal(estimator: EstimatorSchema, param: ParamSchema, value: ParamValue): string {
  const float = floatOf(value);
  const fits = param.constraint.some((rule) => {
    if (rule.type === "none") return value === null;
    if (rule.type === "boolean") return typeof value === "boolean";
    if (rule.type === "string") return typeof value === "string";
    if (rule.type === "number") return typeof value === "number" || float !== undefined;
    if (rule.type === "options") return rule.options.some((option) => option === value);
    if (rule.type === "interval")
      return float === undefined ? fitsInterval(rule, value) : rule.numeric === "float" && fitsInterval(rule, float);
    if (float !== undefined) return false;
    return typeof value === "object" && value !== null;
  });
  return fits ? "" : `${param.name} of ${estimator.name} must be ${param.text}. Got ${shownOf(value)}.`;
}

export type Interval = Extract<Constraint, { type: "interval" }>;

function fitsInterval(rule: Interval, value: ParamValue): boolean {
  if (typeof value !== "number" || Number.isNaN(value)) return false;
  if (rule.numeric === "int" && !Number.isInteger(value)) return false;
  const low = rule.low ?? -Infinity;
  const high = rule.high ?? Infinity;
  return (rule.low_closed ? value >= low : value > low) && (rule.high_closed ? value <= high : value < high);
}
