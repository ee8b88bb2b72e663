import type { ParamValue } from "../../lib/index.js";
import type { Session } from "./session.js";
import { join } from "./plan.js";

/** Sets a hyperparameter; without a value it goes back to the proposal. */
export function editParam(session: Session, path: string, name: string, value: ParamValue | undefined): void {
  const edits = new Map(session.edits);
  if (value === undefined) edits.delete(join(path, name));
  else edits.set(join(path, name), value);
  session.edits = edits;
  session.settle("pipeline", "fit");
  session.changed(value === undefined ? `${name} is back to what was proposed.` : `${name} is changed.`);
}

/** Puts another estimator in a place; edits of what stood there go. */
export function swapEstimator(session: Session, path: string, name: string, proposed: string | undefined): void {
  const edits = new Map([...session.edits].filter(([key]) => key !== path && !key.startsWith(`${path}__`)));
  if (name !== proposed) edits.set(path, name);
  session.edits = edits;
  session.settle("pipeline", "fit");
  session.changed(`${path.split("__").at(-1)} is now ${name}.`);
}

export function resetRecipe(session: Session): void {
  session.edits = new Map();
  session.settle("pipeline", "fit");
  session.changed("The pipeline is back to what was proposed.");
}
