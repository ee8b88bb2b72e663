// Steps as they are put in: with what they are made of and what they must be given, so that they can be fitted.
import type { AnyRecipe, EstimatorSchema, ParamSchema, ParamValue, Schema } from "../../lib/index.js";
import { valuesOf } from "../shared/param-text.js";
import { isList, placeOf, schemaOf } from "./diagram.js";
import { usual } from "./proposal.js";
import { isNode } from "./recipe.js";
import { proposedValues, tunables } from "./tunable.js";

/** As scikit-learn's make_pipeline calls a step. */
const nameOf = ({ class: name }: AnyRecipe): string => name.toLowerCase();

const everyColumn: ParamValue = { selector: {} };

const mustBeGiven = ({ examples }: EstimatorSchema, { name }: ParamSchema): boolean =>
  examples.some(({ param, needed, with: others }) => needed && (param === name || Object.hasOwn(others, name)));

/**
 * @param takes The kinds that the place of the step takes, of which what stands in the step is one.
 */
export function fresh(name: string, schema: Schema, takes: readonly string[]): AnyRecipe {
  const own = schemaOf(schema, name);
  if (!own) return { class: name, params: {} };
  const params: Record<string, ParamValue> = {};
  let first: AnyRecipe | undefined;
  for (const param of own.params) {
    const place = placeOf(param);
    if (!place || !(isNode(param) || mustBeGiven(own, param))) continue;
    const wanted = place.takes.length
      ? (place.takes as readonly string[])
      : own.kind === "composite"
        ? takes
        : [own.kind];
    const inner = usual[wanted.find((kind) => usual[kind]) ?? "transformer"]!;
    first ??= inner;
    params[param.name] = !isList(place)
      ? inner
      : place.type === "transformers"
        ? [[nameOf(inner), inner, everyColumn]]
        : [[nameOf(inner), inner]];
  }
  return { class: name, params: { ...params, ...others(own, first, schema) } };
}

/** What an estimator must be given besides what it is made of: values to try of that. */
export function others(
  own: EstimatorSchema,
  inner: AnyRecipe | undefined,
  schema: Schema,
): Readonly<Record<string, ParamValue>> {
  const needed = own.params.filter((param) => !placeOf(param) && mustBeGiven(own, param));
  return Object.fromEntries(needed.map(({ name }) => [name, inner ? gridFor(inner, schema) : {}]));
}

function gridFor(recipe: AnyRecipe, schema: Schema): ParamValue {
  for (const tunable of tunables(recipe, schema)) {
    const { node, path, name } = tunable;
    const order = node.schema!.first.length ? node.schema!.first : node.schema!.params.map((param) => param.name);
    if (name !== order[0]) continue;
    const values = valuesOf(proposedValues(tunable));
    if (values.length > 1) return { [path]: values };
  }
  return {};
}
