// What arrives at each step before anything is fitted: which columns, whether there is text or a missing or negative
// value in them. Only what is sure is said, so that what is marked fails: where a step may have changed something, the
// columns behind it are taken for good ones.
import type { AnyRecipe, EstimatorSchema, ParamValue, Schema } from "../../lib/index.js";
import { features, findColumn, isText, type DataTable } from "../data/table.js";
import { same } from "./json.js";
import { placesOf } from "./part-columns.js";
import { isRecipe } from "./recipe.js";
import { boxOf, schemaOf, type Box, type Group } from "./diagram.js";

export interface Arrival {
  /** Empty where the step before it gives it one of its own. */
  readonly name: string;
  readonly text: boolean;
  readonly missing: boolean;
  readonly negative: boolean;
  readonly infinite: boolean;
  /** Whether it has more than one value. */
  readonly varies: boolean;
}

/** Columns at a place; `whole`: there are no others. */
export interface Flow {
  readonly columns: readonly Arrival[];
  readonly whole: boolean;
}

export type Trouble = "text" | "missing" | "negative" | "infinite";

/** A step that cannot be fitted to what arrives there. */
export interface Failing {
  readonly trouble: Trouble;
  readonly columns: readonly Arrival[];
  /** Whether other columns arrive, too. */
  readonly mixed: boolean;
}

export interface Arrives {
  /** By path; absent where nothing of the table arrives. */
  readonly at: ReadonlyMap<string, Flow>;
  readonly failing: ReadonlyMap<string, readonly Failing[]>;
  /** By the path of what has a remainder: the columns that none of its parts takes. */
  readonly left: ReadonlyMap<string, readonly Arrival[]>;
}

/** What the table gives the first step. */
export function flowOf(table: DataTable): Flow {
  // Rows without a target are left out: what is missing may be missing there alone.
  const unknown = findColumn(table, table.target)?.summary.missing ?? 0;
  const columns = features(table).map((column): Arrival => {
    const { missing, distinct, numbers } = column.summary;
    const text = isText(column);
    return {
      name: column.name,
      text,
      missing: missing > unknown,
      negative: !text && unknown === 0 && numbers !== undefined && numbers !== null && numbers.min < 0,
      infinite: !text && unknown === 0 && numbers !== undefined && numbers !== null && !Number.isFinite(numbers.max),
      varies: distinct > 1 && unknown === 0,
    };
  });
  return { columns, whole: true };
}

/** Whether an estimator has a trait with these values of its parameters. */
export function hasTrait(
  estimator: EstimatorSchema,
  name: keyof EstimatorSchema["traits"],
  params: Readonly<Record<string, ParamValue>> = {},
): boolean {
  for (const { trait, value, param, options } of estimator.traits_when) {
    const usual = estimator.params.find((each) => each.name === param)?.default;
    const given = Object.hasOwn(params, param) ? params[param] : usual;
    if (trait === name && options.some((option) => option === given)) return value;
  }
  return estimator.traits[name];
}

/** What stops an estimator from being fitted to a flow. */
export function failingAt(
  estimator: EstimatorSchema,
  params: Readonly<Record<string, ParamValue>>,
  { columns, whole }: Flow,
): Failing[] {
  const has = (name: keyof EstimatorSchema["traits"]) => hasTrait(estimator, name, params);
  const refuses: Readonly<Record<Trouble, boolean>> = {
    text: !has("accepts_text"),
    missing: !has("accepts_missing"),
    infinite: !has("accepts_infinite"),
    negative: has("needs_non_negative") || has("needs_positive"),
  };
  return (Object.keys(refuses) as Trouble[]).flatMap((trouble): Failing[] => {
    const bad = refuses[trouble] ? columns.filter((column) => column[trouble]) : [];
    return bad.length ? [{ trouble, columns: bad, mixed: !whole || bad.length < columns.length }] : [];
  });
}

const known = new WeakMap<AnyRecipe, readonly [DataTable, Schema, Arrives]>();

/** Found out once: neither a recipe nor a table changes. */
export function arrivesAt(recipe: AnyRecipe, schema: Schema, table: DataTable): Arrives {
  const before = known.get(recipe);
  if (before?.[0] === table && before[1] === schema) return before[2];
  const arrives = follow(boxOf(recipe, schema), flowOf(table), schema);
  known.set(recipe, [table, schema, arrives]);
  return arrives;
}

export function follow(root: Box, flow: Flow, schema: Schema): Arrives {
  const at = new Map<string, Flow>();
  const failing = new Map<string, readonly Failing[]>();
  const left = new Map<string, readonly Arrival[]>();
  through(root, flow, { at, failing, left, schema });
  return { at, failing, left };
}

/** Whether all columns are known by name. */
export const hasNames = ({ columns, whole }: Flow): boolean => whole && columns.every(({ name }) => name !== "");

interface Found {
  readonly at: Map<string, Flow>;
  readonly failing: Map<string, readonly Failing[]>;
  readonly left: Map<string, readonly Arrival[]>;
  readonly schema: Schema;
}

const nothing: Flow = { columns: [], whole: true };
const unknown: Flow = { columns: [], whole: false };

/** Follows the data through a box; gives what comes out. */
function through(box: Box, flow: Flow, found: Found): Flow {
  const { inner, path } = box;
  found.at.set(path, flow);
  if (inner === "drop") return nothing;
  if (!isRecipe(inner)) return flow;
  const own = schemaOf(found.schema, inner.class);
  if (!own) return unknown;
  const params = inner.params as Readonly<Record<string, ParamValue>>;
  // What stands in the place of another is judged by that; what asks others for an answer refuses for itself, too.
  const standsIn = box.groups.some(({ role }) => role === "flow" || role === "beside" || role === "inner");
  const bad = standsIn ? [] : failingAt(own, params, flow);
  if (bad.length) found.failing.set(path, bad);
  if (standsIn || box.groups.length) return inside(box, flow, found);
  // What is told of a step is not told of those behind it, too.
  const told = new Set(bad.flatMap(({ columns }) => columns));
  return madeBy(own, params, { ...flow, columns: flow.columns.filter((column) => !told.has(column)) });
}

function inside(box: Box, flow: Flow, found: Found): Flow {
  let out: Flow = unknown;
  const beside = box.groups.filter(({ role }) => role === "beside");
  if (beside.length) out = sideBySide(box, beside, flow, found);
  for (const { role, boxes } of box.groups) {
    if (role === "flow") out = boxes.reduce((before, each) => through(each, before, found), flow);
    // What a selector leaves of the columns is not known; neither is what a model makes of them.
    if (role === "inner" || role === "member") for (const each of boxes) through(each, flow, found);
  }
  return out;
}

function sideBySide(box: Box, groups: readonly Group[], flow: Flow, found: Found): Flow {
  const taken = new Set<number>();
  const named = hasNames(flow);
  const outs: Flow[] = [];
  for (const { boxes, list } of groups)
    for (const each of boxes) {
      if (!each.slot.columns && list) outs.push(through(each, flow, found));
      else if (!named) outs.push(through(each, unknown, found));
      else if (list) {
        const places = placesOf(each.columns, flow.columns);
        for (const place of places) taken.add(place);
        outs.push(through(each, { columns: places.map((place) => flow.columns[place]!), whole: true }, found));
      } else {
        const rest = flow.columns.filter((_, place) => !taken.has(place));
        found.left.set(box.path, rest);
        if (rest.length || !isRecipe(each.inner)) outs.push(through(each, { columns: rest, whole: true }, found));
      }
    }
  return { columns: outs.flatMap(({ columns }) => columns), whole: outs.every(({ whole }) => whole) };
}

/** What a step makes of what arrives, as far as its traits say. */
function madeBy(own: EstimatorSchema, params: Readonly<Record<string, ParamValue>>, flow: Flow): Flow {
  const keepsText = hasTrait(own, "keeps_text", params);
  const keepsMissing = hasTrait(own, "keeps_missing", params);
  const asUsual = own.params.every(
    ({ name, default: usual }) => !Object.hasOwn(params, name) || same(params[name], usual),
  );
  const makesNegative = asUsual && hasTrait(own, "gives_negative", params);
  // One column of another, or who knows how many.
  const oneToOne = keepsText || keepsMissing;
  const columns = flow.columns.map((column): Arrival => ({
    name: "",
    text: keepsText && column.text,
    missing: keepsMissing && column.missing,
    negative: makesNegative ? column.varies && !column.text : keepsText && column.negative,
    infinite: false,
    varies: (oneToOne || makesNegative) && column.varies,
  }));
  return { columns, whole: false };
}
