// Hyperparameters to try values of.
import type { AnyRecipe, ParamSchema, ParamValue, Schema } from "../../lib/index.js";
import { textOf, valuesOf } from "../shared/param-text.js";
import type { Axis } from "./choices.js";
import { flatten, isGoing, isNode, join, refusal, tree, type Interval, type Node } from "./recipe.js";

export interface Tunable {
  path: string;
  node: Node;
  name: string;
}

/**
 * Every hyperparameter of the pipeline that is not made of estimators, the last step's first, and of each step those
 * that people change first.
 */
export function tunables(recipe: AnyRecipe | undefined, schema: Schema | undefined): Tunable[] {
  if (!recipe || !schema) return [];
  const nodes = flatten(tree(recipe, schema)).filter(({ children }) => children.length === 0);
  return nodes.reverse().flatMap((node) =>
    inOrder(node)
      .filter((param) => !isNode(param))
      .map(({ name }) => ({ path: join(node.path, name), node, name })),
  );
}

function inOrder({ schema }: Node): ParamSchema[] {
  const { params = [], first = [] } = schema ?? {};
  const rank = ({ name }: ParamSchema) => (first.includes(name) ? first.indexOf(name) : first.length);
  return [...params].sort((a, b) => rank(a) - rank(b));
}

/** Whether it is proposed: what scikit-learn takes for a while yet only where it is set. */
export const isProposed = ({ node, name }: Tunable): boolean =>
  !isGoing(node.schema!.params.find((param) => param.name === name)!) || stated(node.recipe, name) !== undefined;

/** What is wrong with the values typed, in words; empty when nothing is. */
export function complaintOf(all: readonly Tunable[], axis: Axis): string {
  const found = all.find(({ path }) => path === axis.path);
  if (!found?.node.schema) return "The pipeline has no such hyperparameter any more.";
  const values = valuesOf(axis.text);
  if (values.length === 0) return "Type at least one value.";
  const param = found.node.schema.params.find(({ name }) => name === found.name)!;
  return values.map((value) => refusal(found.node.schema!, param, value)).find((complaint) => complaint) ?? "";
}

const stated = ({ params }: AnyRecipe, name: string): ParamValue | undefined =>
  Object.hasOwn(params, name) ? (params as { readonly [name: string]: ParamValue })[name] : undefined;

/** Values to begin with: the choices there are, or some around the present one. */
export function proposedValues({ node, name }: Tunable): string {
  const param = node.schema!.params.find((each) => each.name === name)!;
  const current = stated(node.recipe, name) ?? param.default;
  const options = param.constraint.flatMap((rule) => (rule.type === "options" ? rule.options : []));
  const interval = param.constraint.find((rule) => rule.type === "interval");
  if (param.constraint.some(({ type }) => type === "boolean") && !interval) return [true, false].map(textOf).join(", ");
  if (options.length > 1 && !interval) return options.map(textOf).join(", ");
  if (!interval) return textOf(current);
  const fits = (value: number) => refusal(node.schema!, param, value) === "";
  if (interval.numeric === "int" && !(typeof current === "number" && !Number.isInteger(current))) {
    const middle = typeof current === "number" ? current : 4;
    const wide = middle >= 20 ? [0.25, 0.5, 1, 2] : [];
    const around = wide.length
      ? wide.map((factor) => Math.round(middle * factor))
      : [middle - 2, middle - 1, middle, middle + 2, middle + 4];
    return [...(current === null ? [textOf(null)] : []), ...new Set(around.filter(fits).map(textOf))].join(", ");
  }
  const middle = typeof current === "number" && current > 0 ? current : 1;
  const bounded = interval.high !== null && Number.isFinite(interval.high);
  const factors = bounded ? [0.25, 0.5, 1, 1.5] : [0.01, 0.1, 1, 10, 100];
  return [
    ...new Set(
      factors
        .map((factor) => Number((middle * factor).toPrecision(6)))
        .filter(fits)
        .map(textOf),
    ),
  ].join(", ");
}

/** As many steps between two ends as a curve needs. */
const along = 9;

/** Values for a curve: over the whole range that makes sense, in steps or in factors as the hyperparameter has it. */
export function proposedRange(tunable: Tunable): string {
  const { node, name } = tunable;
  const param = node.schema!.params.find((each) => each.name === name)!;
  const interval = param.constraint.find((rule) => rule.type === "interval");
  if (!interval) return proposedValues(tunable);
  const current = stated(node.recipe, name) ?? param.default;
  const fits = (value: number) => refusal(node.schema!, param, value) === "";
  const tidy = (value: number) => Number(value.toPrecision(3));
  const values = rangeOf(interval, typeof current === "number" ? current : undefined)
    .map(tidy)
    .filter(fits);
  const none = current === null || param.constraint.some(({ type }) => type === "none");
  return [...new Set([...values.sort((a, b) => a - b).map(textOf), ...(none ? [textOf(null)] : [])])].join(", ");
}

function rangeOf({ numeric, low, high }: Interval, current: number | undefined): number[] {
  const isCount = numeric === "int" && (current === undefined || Number.isInteger(current));
  if (isCount && (current ?? 0) >= 20)
    return [0.05, 0.1, 0.25, 0.5, 1, 2, 4].map((factor) => Math.round(current! * factor));
  if (isCount) return [1, 2, 3, 4, 6, 8, 12, 16, ...(current === undefined ? [] : [current])];
  if (low !== null && high !== null && Number.isFinite(high - low)) {
    const step = (high - low) / (along - 1);
    return Array.from({ length: along }, (_, i) => low + i * step);
  }
  const middle = current !== undefined && current > 0 ? current : 0.01;
  const factors = [1e-3, 1e-2, 0.1, 1, 10, 100, 1e3].map((factor) => middle * factor);
  return current === 0 ? [0, ...factors] : factors;
}

/** Candidates there would be. */
export const candidateCount = (axes: readonly Axis[]): number =>
  axes.reduce((product, axis) => product * valuesOf(axis.text).length, axes.length ? 1 : 0);
