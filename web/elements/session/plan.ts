import { textOf } from "../shared/param-text.js";
import type { AnyRecipe, Constraint, EstimatorSchema, ParamSchema, ParamValue, Schema } from "../../lib/index.js";

/**
 * The pipeline on the page is a proposed recipe plus edits. An edit is keyed as scikit-learn names nested
 * parameters, `prepare__num__impute__strategy`; a key that names a step itself changes the step's class.
 * The edits are also what stands in the address of the page.
 */
export type Edits = ReadonlyMap<string, ParamValue>;

/** One estimator of the recipe, with what stands inside it. */
export interface Node {
  path: string;
  name: string;
  recipe: AnyRecipe;
  schema: EstimatorSchema | undefined;
  /** Columns a ColumnTransformer's part sees. */
  columns?: readonly (string | number)[];
  /** How the children stand to each other. */
  layout: "single" | "sequence" | "parallel";
  children: Node[];
}

type Params = Record<string, ParamValue>;

/** Whether a parameter holds estimators and nothing else; those are drawn as boxes, not as fields. */
export const isNode = (param: ParamSchema): boolean => param.constraint.every(({ type }) => holdsEstimators(type));

const holdsEstimators = (type: Constraint["type"]): boolean =>
  type === "steps" || type === "transformers" || type === "estimator";

const isRecipe = (value: unknown): value is AnyRecipe =>
  typeof value === "object" && value !== null && "class" in value;

export const join = (path: string, name: string): string => (path ? `${path}__${name}` : name);

/** The recipe as a tree. What is nested is told by the kind of value a parameter takes, not by estimator names. */
export function tree(recipe: AnyRecipe, schema: Schema, path = "", name = "pipeline"): Node {
  const own = schema.estimators.find((estimator) => estimator.name === recipe.class);
  const node: Node = { path, name, recipe, schema: own, layout: "single", children: [] };
  const params = recipe.params as Params;
  for (const param of own?.params ?? []) {
    const value = params[param.name];
    const types = param.constraint.map(({ type }) => type);
    if (!types.some(holdsEstimators) || value === undefined || value === null) continue;
    if (types.includes("steps") && Array.isArray(value)) {
      node.layout = "sequence";
      for (const [step, inner] of value as [string, AnyRecipe | string][])
        if (isRecipe(inner)) node.children.push(tree(inner, schema, join(path, step), step));
    } else if (types.includes("transformers") && Array.isArray(value)) {
      node.layout = "parallel";
      for (const [part, inner, columns] of value as [string, AnyRecipe | string, (string | number)[]][]) {
        if (isRecipe(inner)) node.children.push({ ...tree(inner, schema, join(path, part), part), columns });
      }
    } else if (isRecipe(value)) {
      node.layout = "sequence";
      node.children.push(tree(value, schema, join(path, param.name), param.name));
    }
  }
  return node;
}

export const flatten = (node: Node): Node[] => [node, ...node.children.flatMap(flatten)];

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

function childNames(params: Params): string[] {
  return Object.entries(params).flatMap(([name, value]) => {
    if (isRecipe(value)) return [name];
    if (!Array.isArray(value)) return [];
    return value.flatMap((part) => (Array.isArray(part) && isRecipe(part[1]) ? [part[0] as string] : []));
  });
}

/** The estimators that may stand where this one stands: of its kind, and not made of other estimators. */
export function alternatives(node: Node, schema: Schema): EstimatorSchema[] {
  const isPlain = (estimator: EstimatorSchema) => !estimator.params.some(isNode);
  if (!node.schema || node.children.length > 0) return [];
  const { kind } = node.schema;
  return schema.estimators.filter((estimator) => estimator.kind === kind && isPlain(estimator));
}

/** What is wrong with a value, in the engine's own words for the constraint; empty when nothing is. */
export function refusal(estimator: EstimatorSchema, param: ParamSchema, value: ParamValue): string {
  const fits = param.constraint.some((rule) => {
    if (rule.type === "none") return value === null;
    if (rule.type === "boolean") return typeof value === "boolean";
    if (rule.type === "string") return typeof value === "string";
    if (rule.type === "number") return typeof value === "number";
    if (rule.type === "options") return rule.options.some((option) => option === value);
    if (rule.type === "interval") return fitsInterval(rule, value);
    return typeof value === "object" && value !== null;
  });
  return fits ? "" : `${param.name} of ${estimator.name} must be ${param.text}. Got ${textOf(value)}.`;
}

export type Interval = Extract<Constraint, { type: "interval" }>;

function fitsInterval(rule: Interval, value: ParamValue): boolean {
  if (typeof value !== "number" || Number.isNaN(value)) return false;
  if (rule.numeric === "int" && !Number.isInteger(value)) return false;
  const low = rule.low ?? -Infinity;
  const high = rule.high ?? Infinity;
  return (rule.low_closed ? value >= low : value > low) && (rule.high_closed ? value <= high : value < high);
}
