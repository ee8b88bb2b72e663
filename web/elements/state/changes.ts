// What may be done to choices: (choices, ...) => choices, nothing else. `proposed` is the recipe that the page would
// fit unasked; where the recipe comes back to it, the choices say so, and follow the next proposal.
import type { AnyRecipe, ColumnChoice, EstimatorSchema, ParamValue, ReadOptions } from "../../lib/index.js";
import { findGenerator, withParams } from "../data/drawn.js";
import type { Task } from "../data/table.js";
import type { Axis, Choices, DataChoice, SplitChoice, StudyChoice, ValidationChoice } from "./choices.js";
import { applyEdits, editsBetween, type Edits } from "./edits.js";
import { same } from "./json.js";
import { entriesOf, find, isRecipe, join, paramsOf, parted, paths } from "./recipe.js";
import * as surgery from "./surgery.js";
import type { NewStep, Place } from "./surgery.js";

export const recipeOf = ({ recipe }: Choices, proposed: AnyRecipe): AnyRecipe => recipe ?? proposed;

// ---- the recipe ---------------------------------------------------------------------------------------------------

/** The choices with another recipe; `box` is what is looked at then. */
export function withRecipe(choices: Choices, proposed: AnyRecipe, recipe: AnyRecipe, box?: string): Choices {
  const before = recipeOf(choices, proposed);
  const next = same(recipe, proposed) ? null : recipe;
  const known = new Map(paths(recipe).map(([path, each]) => [each, path]));
  const follow = (axis: Axis) => followed(axis, before, recipe, known);
  const axes = choices.axes.map(follow);
  const curve = choices.study.curve && follow(choices.study.curve);
  const view = box === undefined ? choices.view : { ...choices.view, box };
  return {
    ...choices,
    recipe: next,
    axes: same(axes, choices.axes) ? choices.axes : axes,
    study: curve === choices.study.curve ? choices.study : { ...choices.study, curve },
    view,
  };
}

/** An estimator that nobody touched is the same object wherever it was moved to; what is tuned of it goes with it. */
function followed(axis: Axis, before: AnyRecipe, after: AnyRecipe, known: ReadonlyMap<AnyRecipe, string>): Axis {
  const [path, name] = parted(axis.path);
  const was = find(before, path);
  const now = isRecipe(was) ? known.get(was) : undefined;
  return now === undefined || now === path || find(after, path) === was ? axis : { ...axis, path: join(now, name) };
}

const shaped = (choices: Choices, proposed: AnyRecipe, make: (recipe: AnyRecipe) => surgery.Changed): Choices => {
  const { recipe, path } = make(recipeOf(choices, proposed));
  return withRecipe(choices, proposed, recipe, path);
};

/** Sets a hyperparameter; without a value it goes back to what a reader begins with. */
export function setParam(
  choices: Choices,
  proposed: AnyRecipe,
  path: string,
  name: string,
  value: ParamValue | undefined,
  start = proposed,
): Choices {
  const recipe = recipeOf(choices, proposed);
  const base = find(start, path);
  const { class: own } = surgery.recipeAt(recipe, path);
  const stated = isRecipe(base) && base.class === own && Object.hasOwn(base.params, name);
  const back = stated ? paramsOf(base)[name] : undefined;
  return withRecipe(choices, proposed, surgery.setParamAt(recipe, path, name, value === undefined ? back : value));
}

/** Another estimator in a place: as a reader begins with it where it is that one, else `made`, or only its class. */
export function swapEstimator(
  choices: Choices,
  proposed: AnyRecipe,
  path: string,
  name: string,
  made: AnyRecipe = { class: name, params: {} },
  start = proposed,
): Choices {
  const base = find(start, path);
  return replaceStep(choices, proposed, path, isRecipe(base) && base.class === name ? base : made);
}

/** An estimator, or a word, in the place of another. */
const replaceStep = (choices: Choices, proposed: AnyRecipe, path: string, inner: AnyRecipe | Word): Choices =>
  withRecipe(choices, proposed, surgery.swapAt(recipeOf(choices, proposed), path, inner), path);

type Word = "passthrough" | "drop";

/** Lets data through a step as they are, or drops them, without taking the step out. */
export const setWord = (choices: Choices, proposed: AnyRecipe, path: string, word: Word): Choices =>
  replaceStep(choices, proposed, path, word);

/** What a parameter holds that may be one estimator: that, a word, or None. */
export const setHeld = (
  choices: Choices,
  proposed: AnyRecipe,
  path: string,
  held: AnyRecipe | string | null,
): Choices => {
  const [above, name] = parted(path);
  const recipe = surgery.setParamAt(recipeOf(choices, proposed), above, name, held);
  return withRecipe(choices, proposed, recipe, path);
};

export const insertStep = (
  choices: Choices,
  proposed: AnyRecipe,
  path: string,
  place: Place,
  added: NewStep,
): Choices => shaped(choices, proposed, (recipe) => surgery.insert(recipe, path, place, added));

export const removeStep = (choices: Choices, proposed: AnyRecipe, path: string): Choices =>
  shaped(choices, proposed, (recipe) => surgery.remove(recipe, path));

export const moveStep = (choices: Choices, proposed: AnyRecipe, path: string, to: string, place: Place): Choices =>
  shaped(choices, proposed, (recipe) => surgery.move(recipe, path, to, place));

export const shiftStep = (choices: Choices, proposed: AnyRecipe, path: string, by: number): Choices =>
  shaped(choices, proposed, (recipe) => surgery.shift(recipe, path, by));

export const renameStep = (choices: Choices, proposed: AnyRecipe, path: string, name: string): Choices =>
  shaped(choices, proposed, (recipe) => surgery.rename(recipe, path, name));

export const duplicateStep = (choices: Choices, proposed: AnyRecipe, path: string): Choices =>
  shaped(choices, proposed, (recipe) => surgery.duplicate(recipe, path));

export const setColumns = (choices: Choices, proposed: AnyRecipe, path: string, columns: ParamValue): Choices =>
  withRecipe(choices, proposed, surgery.setColumnsAt(recipeOf(choices, proposed), path, columns));

export const wrapStep = (
  choices: Choices,
  proposed: AnyRecipe,
  path: string,
  around: EstimatorSchema,
  columns?: ParamValue,
  others?: Readonly<Record<string, ParamValue>>,
): Choices => shaped(choices, proposed, (recipe) => surgery.wrap(recipe, path, around, columns, others));

export const unwrapStep = (choices: Choices, proposed: AnyRecipe, path: string): Choices =>
  shaped(choices, proposed, (recipe) => surgery.unwrap(recipe, path));

/** Back to what is proposed, or to what a reader begins with. */
export const resetRecipe = (choices: Choices, proposed?: AnyRecipe, start = proposed): Choices =>
  proposed && start && start !== proposed ? withRecipe(choices, proposed, start) : { ...choices, recipe: null };

/** The proposal with edits of classes and hyperparameters, as an address names them. */
export const withEdits = (choices: Choices, proposed: AnyRecipe, edits: Edits): Choices =>
  withRecipe(choices, proposed, applyEdits(recipeOf(choices, proposed), edits));

// ---- another proposal ---------------------------------------------------------------------------------------------

/**
 * What is chosen, carried over to another proposal: after other data, another target, another split. Classes and
 * hyperparameters that were chosen are chosen in that, too; a recipe of another shape stays, its columns are seen to.
 */
export function rebased(choices: Choices, before: AnyRecipe, after: AnyRecipe): Choices {
  const { recipe } = choices;
  if (!recipe || same(before, after)) return choices;
  const edits = editsBetween(before, recipe);
  return withRecipe(
    { ...choices, recipe: null },
    after,
    edits ? applyEdits(after, edits) : onColumns(recipe, columnsIn(before), columnsIn(after)),
    choices.view.box,
  );
}

const isNames = (columns: ParamValue | undefined): columns is readonly string[] =>
  Array.isArray(columns) && columns.every((name) => typeof name === "string");

/** The columns that a proposal names, each with the place it goes to. */
const columnsIn = (recipe: AnyRecipe): Map<string, string> =>
  new Map(
    paths(recipe).flatMap(([path, { params }]) =>
      Object.entries(params).flatMap(([param, value]) =>
        (entriesOf(param, value) ?? []).flatMap(([name, , columns]) =>
          isNames(columns) ? columns.map((column): [string, string] => [column, join(path, name)]) : [],
        ),
      ),
    ),
  );

type Places = ReadonlyMap<string, string>;

/** Columns that are gone leave every list of names; new ones go where columns of their kind went. */
function onColumns(recipe: AnyRecipe, before: Places, after: Places): AnyRecipe {
  const fresh = [...after].filter(([column]) => !before.has(column));
  const given = new Set<string>();
  const listed = (columns: readonly string[]): readonly string[] => {
    const kept = columns.filter((column) => after.has(column) || !before.has(column));
    const kinds = new Set(columns.map((column) => before.get(column)));
    const added = fresh.filter(([column, place]) => kinds.has(place) && !given.has(column)).map(([column]) => column);
    added.forEach((column) => given.add(column));
    return kept.length === columns.length && added.length === 0 ? columns : [...kept, ...added];
  };
  const walk = (each: AnyRecipe): AnyRecipe => {
    const params = Object.entries(paramsOf(each)).map(([param, value]): [string, ParamValue] => {
      if (isRecipe(value)) return [param, walk(value)];
      const entries = entriesOf(param, value);
      if (!entries) return [param, value];
      const list = entries.map(([name, inner, ...rest]) => [
        name,
        isRecipe(inner) ? walk(inner) : inner,
        ...rest.map((columns) => (isNames(columns) ? listed(columns) : columns)),
      ]);
      return [param, list as ParamValue];
    });
    const next = { class: each.class, params: Object.fromEntries(params) };
    return same(next, each) ? each : next;
  };
  return walk(recipe);
}

// ---- data and all else --------------------------------------------------------------------------------------------

/** Other data; how they are read, the target and the task are as found. */
export const setData = (choices: Choices, data: Omit<DataChoice, "said">): Choices => ({
  ...choices,
  data: { ...data, said: [] },
  target: null,
  task: null,
});

/** Draws the data otherwise; what is said of their columns stays. Without a value a parameter is as at first. */
export function setDrawing(choices: Choices, change: Readonly<Record<string, ParamValue | undefined>>): Choices {
  const { data } = choices;
  const generator = findGenerator(data.name);
  return data.from === "drawn" && generator
    ? { ...choices, data: { ...data, params: withParams(generator, data.params ?? {}, change) } }
    : choices;
}

const read = (choices: Choices, said: readonly ReadOptions[]): Choices => ({
  ...choices,
  data: { ...choices.data, said },
});

/** Says something about how the data are read. */
export const setReading = (choices: Choices, change: ReadOptions): Choices =>
  read(choices, [...choices.data.said, change]);

/** Takes back what was said of the reading last, or all of it. */
export const unsayReading = (choices: Choices, all = false): Choices =>
  read(choices, all ? [] : choices.data.said.slice(0, -1));

export const setColumn = (choices: Choices, choice: ColumnChoice): Choices =>
  setReading(choices, { columns: [choice] });

/** null: the one that is proposed. The task is proposed for it anew. */
export const setTarget = (choices: Choices, target: string | null): Choices => ({ ...choices, target, task: null });

export const setTask = (choices: Choices, task: Task | null): Choices => ({ ...choices, task });

export const setSplit = (choices: Choices, change: Partial<SplitChoice>): Choices => ({
  ...choices,
  split: { ...choices.split, ...change },
});

export const setValidation = (choices: Choices, change: Partial<ValidationChoice>): Choices => ({
  ...choices,
  validation: { ...choices.validation, ...change },
});

export const setAxes = (choices: Choices, axes: readonly Axis[]): Choices => ({ ...choices, axes });

export const setStudy = (choices: Choices, change: Partial<StudyChoice>): Choices => ({
  ...choices,
  study: { ...choices.study, ...change },
});
