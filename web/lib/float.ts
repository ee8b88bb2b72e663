import type { AnyRecipe, EstimatorSchema, Float, ParamSchema } from "./types.js";

/**
 * Says that a number is a floating-point number, for parameters to which 1 is a count and 1.0 a share of everything:
 * `DecisionTreeClassifier({ min_samples_split: float(1) })`. Numbers with a fraction need no such words.
 */
export function float(value: number): Float {
  return { $float: value };
}

export function isFloat(value: unknown): value is Float {
  if (typeof value !== "object" || value === null) return false;
  return typeof (value as Partial<Float>).$float === "number" && Object.keys(value).length === 1;
}

/** Whether 1 and 1.0 mean different things to a parameter. */
function isAmbiguous({ constraint }: ParamSchema): boolean {
  const takes = (numeric: string) => constraint.some((each) => each.type === "interval" && each.numeric === numeric);
  return takes("int") && takes("float");
}

function isRecipe(value: object): value is AnyRecipe {
  return "class" in value && "params" in value;
}

/** The classes that a recipe names, itself and in its parts. */
export function classesOf(recipe: AnyRecipe): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
    if (!Array.isArray(value) && isRecipe(value)) found.add(value.class);
    Object.values(value).forEach(walk);
  };
  walk(recipe);
  return [...found];
}

/**
 * A recipe in which only those floats are said to be floats that would mean something else as numbers of JavaScript.
 */
export function withNeededFloats(
  recipe: AnyRecipe,
  estimators: readonly Pick<EstimatorSchema, "name" | "params">[],
): AnyRecipe {
  const known = new Map(estimators.map((estimator) => [estimator.name, estimator]));
  const walk = (value: unknown, keep: boolean): unknown => {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    if (isFloat(value)) return keep ? value : value.$float;
    if (Array.isArray(value)) return value.map((item) => walk(item, keep));
    const ambiguous = isRecipe(value) ? known.get(value.class)?.params.filter(isAmbiguous) : undefined;
    const keeps = (name: string): boolean => ambiguous?.some((param) => param.name === name) ?? false;
    const entries = Object.entries(isRecipe(value) ? value.params : value);
    const walked = Object.fromEntries(entries.map(([name, item]) => [name, walk(item, keeps(name))]));
    return isRecipe(value) ? { class: value.class, params: walked } : walked;
  };
  return walk(recipe, false) as AnyRecipe;
}
