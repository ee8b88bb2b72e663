// What a person changes by a click: one entry of the history each, called as it would be undone.
import type { ParamValue } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import * as changes from "../state/changes.js";
import {
  Refusal,
  type Axis,
  type Choices,
  type SplitChoice,
  type StudyChoice,
  type ValidationChoice,
} from "../state/choices.js";
import type { Store } from "../store/store.js";

const stepName = (path: string): string => visible(path.split("__").at(-1) || "pipeline", 60);

/** A change of the recipe; one that cannot be made is said at its place in the pipeline. */
export function edit(
  store: Store,
  what: string,
  said: string,
  change: Parameters<Store["edit"]>[1],
  { gesture, where = "" }: { readonly gesture?: string | undefined; readonly where?: string } = {},
): void {
  store.jobs.settle("pipeline", "fit");
  try {
    store.edit(what, change, gesture);
    store.jobs.say(said);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    store.jobs.fail("pipeline", { message: error.message, hint: error.hint, where });
  }
}

/** Sets a hyperparameter; without a value it goes back to the proposal. */
export function editParam(
  store: Store,
  path: string,
  name: string,
  value: ParamValue | undefined,
  gesture?: string,
): void {
  const said = value === undefined ? `${name} is back to what it was.` : `${name} is changed.`;
  const change: Parameters<Store["edit"]>[1] = (choices, proposed) =>
    changes.setParam(choices, proposed, path, name, value, store.start);
  edit(store, `${name} of ${stepName(path)}`, said, change, { gesture });
}

/** Puts another estimator in a place; hyperparameters of what stood there go. */
export function swapEstimator(store: Store, path: string, name: string): void {
  edit(store, `${name} for ${stepName(path)}`, `${stepName(path)} is now ${name}.`, (choices, proposed) =>
    changes.swapEstimator(choices, proposed, path, name, undefined, store.start),
  );
}

export function resetRecipe(store: Store): void {
  const { start, proposed } = store;
  const [where, what] = start === proposed ? ["the proposal", "proposed"] : ["the beginning", "there at first"];
  edit(store, `going back to ${where}`, `The pipeline is back to what was ${what}.`, (choices, now) =>
    changes.resetRecipe(choices, now, start),
  );
}

export function setSplit(store: Store, change: Partial<SplitChoice>): void {
  store.commit(changes.setSplit(store.choices, change), "how the rows are split");
}

export function setValidation(store: Store, change: Partial<ValidationChoice>): void {
  store.commit(changes.setValidation(store.choices, change), "how it is validated");
}

/** @param gesture Typing into one field is one change, whatever its letters. */
export function setStudy(store: Store, said: string, change: Partial<StudyChoice>, gesture?: string): void {
  store.commit(changes.setStudy(store.choices, change), said, { gesture });
}

/** @param gesture Typing into one field is one change, whatever its letters. */
export function setAxes(store: Store, change: (axes: readonly Axis[]) => readonly Axis[], gesture?: string): void {
  store.commit(changes.setAxes(store.choices, change(store.choices.axes)), "what is tuned", { gesture });
}

/** Puts values into the pipeline, each by its path. */
export function setValues(store: Store, what: string, values: Readonly<Record<string, ParamValue>>): Choices {
  const edits = new Map(Object.entries(values));
  edit(store, what, `${what} is in the pipeline.`, (choices, proposed) => changes.withEdits(choices, proposed, edits));
  return store.choices;
}
