// A recipe as what is drawn: boxes in their places. What a place is given and what it takes stand in the schema, so
// nothing here knows an estimator by name.
import type { AnyRecipe, EstimatorSchema, ParamSchema, ParamValue, Schema } from "../../lib/index.js";
import { entriesOf, isRecipe, join, paramsOf, parted } from "./recipe.js";
import type { Place } from "./surgery.js";

type EstimatorPlace = Extract<ParamSchema["constraint"][number], { readonly role: string }>;
export type Role = EstimatorPlace["role"];

/** Where a box stands. */
export interface Slot {
  /** The parameter of the estimator around it; empty for the whole pipeline. */
  readonly param: string;
  readonly role: Role;
  /** Its place in the parameter's list of named steps; undefined where the parameter is one estimator. */
  readonly at: number | undefined;
  /** How many stand there. */
  readonly of: number;
  /** Whether columns are named beside it. */
  readonly columns: boolean;
  /** Kinds of estimators that may stand there; none named: any. */
  readonly takes: readonly string[];
  /** What may stand there instead. */
  readonly words: readonly string[];
  /** What the parameter says of itself. */
  readonly doc: string;
}

export interface Box {
  readonly path: string;
  readonly name: string;
  /** An estimator, a word in its place, or null where there is none and the engine knows what to do. */
  readonly inner: AnyRecipe | string | null;
  readonly schema: EstimatorSchema | undefined;
  readonly slot: Slot;
  /** The columns that it is given, as the recipe has them. */
  readonly columns?: ParamValue;
  /** What stands inside, by parameter, in the order of the data. */
  readonly groups: readonly Group[];
}

export interface Group {
  readonly param: string;
  readonly role: Role;
  /** Whether steps can be put in and taken out. */
  readonly list: boolean;
  readonly boxes: readonly Box[];
}

export const schemaOf = (schema: Schema, name: string): EstimatorSchema | undefined => {
  let known = index.get(schema);
  if (!known) index.set(schema, (known = new Map(schema.estimators.map((each) => [each.name, each]))));
  return known.get(name);
};
const index = new WeakMap<Schema, Map<string, EstimatorSchema>>();

const isPlace = (rule: ParamSchema["constraint"][number]): rule is EstimatorPlace => "role" in rule;

/** What a parameter holds, where it is made for estimators. */
export const placeOf = (param: ParamSchema): EstimatorPlace | undefined => param.constraint.find(isPlace);

/** Whether a place takes several named steps. */
export const isList = ({ type }: EstimatorPlace): boolean => type !== "estimator";

/** The kind of estimator that a recipe is: one that is made of others is what the last of them is. */
export function kindOf(inner: AnyRecipe | string | null | undefined, schema: Schema): string | undefined {
  if (!isRecipe(inner)) return inner === null || inner === undefined ? undefined : "transformer";
  const own = schemaOf(schema, inner.class);
  if (own?.kind !== "composite") return own?.kind;
  for (const param of own.params) {
    const place = placeOf(param);
    if (!place) continue;
    const value = paramsOf(inner)[param.name];
    return kindOf(isList(place) ? entriesOf(param.name, value)?.at(-1)?.[1] : (value as AnyRecipe | undefined), schema);
  }
  return undefined;
}

const outermost = (takes: readonly string[]): Slot => ({
  param: "",
  role: "inner",
  at: undefined,
  of: 1,
  columns: false,
  takes,
  words: [],
  doc: "",
});

/** @param takes The kinds of estimators that the whole may be. */
export function boxOf(recipe: AnyRecipe, schema: Schema, takes: readonly string[] = []): Box {
  return draw(recipe, schema, "", "pipeline", outermost(takes));
}

function draw(inner: Box["inner"], schema: Schema, path: string, name: string, slot: Slot, columns?: ParamValue): Box {
  const own = isRecipe(inner) ? schemaOf(schema, inner.class) : undefined;
  const groups = isRecipe(inner) ? (own?.params ?? []).flatMap((param) => group(inner, param, schema, path, slot)) : [];
  return { path, name, inner, schema: own, slot, ...(columns === undefined ? {} : { columns }), groups };
}

function group(recipe: AnyRecipe, param: ParamSchema, schema: Schema, path: string, around: Slot): Group[] {
  const place = placeOf(param);
  if (!place) return [];
  const stated = paramsOf(recipe)[param.name];
  const value = stated === undefined ? param.default : stated;
  const { role } = place;
  const own = schemaOf(schema, recipe.class)!;
  // What is made of others stands for the last of them, which must be what is wanted here.
  const handedOn = own.kind === "composite" && place.takes.length === 0 ? around.takes : (place.takes as string[]);
  const slot: Slot = {
    param: param.name,
    role,
    at: undefined,
    of: 1,
    columns: place.type === "transformers",
    takes: handedOn,
    words: place.words as string[],
    doc: param.doc,
  };
  if (!isList(place)) {
    // Only words that there are: a parameter may take others, which are fields of the form.
    const options = param.constraint.flatMap((rule) => (rule.type === "options" ? (rule.options as string[]) : []));
    const box = draw(value as Box["inner"], schema, join(path, param.name), param.name, { ...slot, words: options });
    return [{ param: param.name, role, list: false, boxes: [box] }];
  }
  const entries = entriesOf(param.name, value) ?? [];
  const boxes = entries.map(([name, inner, ...rest], at) => {
    const isLast = at === entries.length - 1;
    const takes = role === "flow" && !isLast ? ["transformer"] : handedOn;
    return draw(inner, schema, join(path, name), name, { ...slot, at, of: entries.length, takes }, rest[0]);
  });
  return [{ param: param.name, role, list: true, boxes }];
}

export const boxesIn = (box: Box): Box[] => [box, ...box.groups.flatMap(({ boxes }) => boxes.flatMap(boxesIn))];

export const boxAt = (root: Box, path: string): Box | undefined => boxesIn(root).find((box) => box.path === path);

/** The box around another. */
export const around = (root: Box, box: Box): Box | undefined =>
  box.path === "" ? undefined : boxAt(root, parted(box.path)[0]);

/** How what stands inside follows: one after the other, or side by side. */
export const flows = ({ role, list }: Group): boolean => role === "flow" || !list;

// ---- what may stand where -----------------------------------------------------------------------------------------

const suits = (takes: readonly string[], kind: string | undefined): boolean =>
  takes.length === 0 || kind === undefined || takes.includes(kind);

/** The first place inside of an estimator. */
export const mainPlace = (estimator: EstimatorSchema): [ParamSchema, EstimatorPlace] | undefined => {
  for (const param of estimator.params) {
    const place = placeOf(param);
    if (place && place.role !== "target") return [param, place];
  }
  return undefined;
};

/** The estimators that may be put into a place, those that are made of others among them. */
export const mayStand = (takes: readonly string[], schema: Schema): EstimatorSchema[] =>
  schema.estimators.filter(({ kind }) => kind === "composite" || suits(takes, kind));

/** The estimators that may be put around what stands in a box. */
export function mayHoldIt(box: Box, schema: Schema): EstimatorSchema[] {
  const kind = kindOf(box.inner, schema);
  if (!isRecipe(box.inner)) return [];
  return schema.estimators.filter((each) => {
    const [, place] = mainPlace(each) ?? [];
    if (!place || !suits(place.takes as string[], kind)) return false;
    return suits(box.slot.takes, each.kind === "composite" ? kind : each.kind);
  });
}

/** The kinds of what may be put before, after, beside or into a box; undefined where nothing can be. */
export function takesAt(box: Box, place: Place, schema: Schema): readonly string[] | undefined {
  const { inner, slot } = box;
  const inFlow = slot.role === "flow";
  if (place === "inside") {
    const list = box.groups.find((group) => group.list);
    return list && (list.role === "flow" ? ["transformer"] : takesOf(box, list));
  }
  if (inner === null || slot.role === "target" || (!isRecipe(inner) && !inFlow && place !== "beside")) return undefined;
  if (!isRecipe(inner) && (inFlow || slot.at === undefined) && place === "beside") return undefined;
  const kind = kindOf(inner, schema);
  const predicts = kind !== undefined && kind !== "transformer";
  if (place === "beside") return slot.role === "member" ? slot.takes : predicts ? [kind] : ["transformer"];
  if (place === "before") return ["transformer"];
  if (predicts) return undefined;
  return inFlow && slot.at === slot.of - 1 ? ["transformer", ...slot.takes] : ["transformer"];
}

const takesOf = (box: Box, { param }: Group): readonly string[] =>
  (placeOf(box.schema!.params.find(({ name }) => name === param)!)?.takes as string[]) ?? [];

/** Boxes in places that do not take their kind. */
export const misplaced = (root: Box, schema: Schema): Box[] =>
  boxesIn(root).filter(
    ({ inner, slot, path }) => path !== "" && isRecipe(inner) && !suits(slot.takes, kindOf(inner, schema)),
  );

// ---- moving -------------------------------------------------------------------------------------------------------

/** Where a step can be moved to by one key. */
export type Way = "earlier" | "later" | "before" | "after" | "into previous" | "into next";

export type Move =
  { readonly by: 1 | -1 } | { readonly to: string; readonly place: "before" | "after" | "inside" } | undefined;

/** Where a way leads from a box; undefined where it leads nowhere. */
export function moveOf(root: Box, box: Box, way: Way): Move {
  const parent = around(root, box);
  const { at, of, role, param } = box.slot;
  if (!parent || at === undefined) return undefined;
  const siblings = parent.groups.find((group) => group.param === param)!.boxes;
  const by = way === "earlier" || way === "into previous" || way === "before" ? -1 : 1;
  if (way === "into previous" || way === "into next") {
    const next = siblings[at + by];
    return next?.groups.some(({ list }) => list) ? { to: next.path, place: "inside" } : undefined;
  }
  const within = at + by >= 0 && at + by < of;
  if (within && (way === "earlier" || way === "later")) return { by };
  if (!(role === "flow" || way === "before" || way === "after")) return undefined;
  // Out of what is around it, to the next place where steps follow one another.
  for (let out: Box | undefined = parent; out; out = around(root, out))
    if (out.slot.role === "flow") return { to: out.path, place: by < 0 ? "before" : "after" };
  return undefined;
}

export type Arrow = "Left" | "Right" | "Up" | "Down";

/** The way that an arrow points from a box; `into`: into what stands next to it. */
export function wayOf(box: Box, arrow: Arrow, into = false): Way {
  const back = arrow === "Left" || arrow === "Up";
  if (into) return back ? "into previous" : "into next";
  if (box.slot.role === "flow" || arrow === "Up" || arrow === "Down") return back ? "earlier" : "later";
  return back ? "before" : "after";
}
