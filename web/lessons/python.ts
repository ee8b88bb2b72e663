// The scikit-learn code of each section, made of what is chosen in the element at present.
import { chained, fitted, leaked, loaded, noted, saved, searched, validated, type Task } from "../lib/python/steps.js";
import { valuesOf } from "../elements/shared/param-text.js";
import type { Stage } from "./lesson.js";
import { list } from "./listing.js";

const parts: Readonly<Record<string, (task: Task) => string>> = {
  fit: fitted,
  chain: chained,
  save: saved,
  load: (task) => loaded(task, "predict_proba"),
  note: noted,
  validate: validated,
  leak: leaked,
  search: searched,
};

/** Writes the code of every section, of what is chosen in the element. */
export function showPython({ choices, recipe, target }: Stage): void {
  const task: Task = {
    recipe,
    data: choices.data.name.replace(/\.\w+$/, ""),
    target,
    split: choices.split,
    folds: choices.validation.folds,
    grid: Object.fromEntries(choices.axes.map(({ path, text }) => [path, valuesOf(text)])),
  };
  for (const figure of document.querySelectorAll<HTMLElement>("[data-python]"))
    list(figure, parts[figure.dataset["python"]!]!(task), figure.dataset["caption"] ?? "In scikit-learn");
}
