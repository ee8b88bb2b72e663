// What one does with a recipe, as Python for scikit-learn: split and fit, save, load, cross-validate, search.
import type { AnyRecipe, ParamValue } from "../types.js";
import { recipeToPython } from "./print.js";

/** What is fitted to what. */
export interface Task {
  readonly recipe: AnyRecipe;
  /** The data's name: they are read from NAME.csv, and the model is kept in NAME.joblib. */
  readonly data: string;
  readonly target: string;
  readonly split: { readonly test_size: number; readonly random_state: number; readonly stratify: boolean };
  readonly folds: number;
  /** What a search tries. */
  readonly grid: Readonly<Record<string, readonly ParamValue[]>>;
}

/** Imports and what follows, set out as one script. */
function script(imports: readonly string[], ...parts: readonly string[]): string {
  const order = (line: string) => `${line.startsWith("from ") ? 1 : 0}${line}`;
  const sorted = [...new Set(imports)].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return `${[sorted.join("\n"), ...parts].filter(Boolean).join("\n\n")}\n`;
}

/** What the printer writes of a recipe: its imports, and how it is made. */
function made(recipe: AnyRecipe, name?: string): { imports: string[]; text: string } {
  const printed = recipeToPython(recipe, { fit: false, ...(name ? { name } : {}) }).trimEnd();
  const [head = "", ...rest] = printed.split("\n\n");
  return { imports: head.split(/\n(?=from |import )/), text: rest.join("\n\n") };
}

const nameOf = ({ recipe }: Task): string => (recipe.class === "Pipeline" ? "pipeline" : "model");
const text = (value: string): string => JSON.stringify(value);
const pandas = "import pandas as pd";
const joblib = "import joblib";
const selection = (name: string): string => `from sklearn.model_selection import ${name}`;

function read({ data, target, split }: Task): string {
  const { test_size, random_state, stratify } = split;
  const how = `test_size=${test_size}, random_state=${random_state}${stratify ? ", stratify=y" : ""}`;
  return `data = pd.read_csv(${text(`${data}.csv`)})
X, y = data.drop(columns=${text(target)}), data[${text(target)}]
X_train, X_test, y_train, y_test = train_test_split(
    X, y, ${how}
)`;
}

/** The recipe, fitted to a part of the data and scored on the rest. */
export function fitted(task: Task): string {
  const { imports, text: recipe } = made(task.recipe);
  const name = nameOf(task);
  return script(
    [pandas, selection("train_test_split"), ...imports],
    read(task),
    recipe,
    `${name}.fit(X_train, y_train)\nprint(${name}.score(X_test, y_test))`,
  );
}

export const chained = (task: Task): string => {
  const { imports, text: recipe } = made(task.recipe);
  return script(imports, recipe);
};

export const saved = (task: Task): string =>
  script([joblib], `joblib.dump(${nameOf(task)}, ${text(`${task.data}.joblib`)})`);

/** Loads what was saved, and holds what it predicts against what was fitted: byte by byte. */
export function loaded(task: Task, method: "predict" | "predict_proba"): string {
  const name = nameOf(task);
  return script(
    [joblib],
    `again = joblib.load(${text(`${task.data}.joblib`)})`,
    `before = ${name}.${method}(X_test).tobytes()\nassert again.${method}(X_test).tobytes() == before`,
  );
}

/** What is kept beside a model, for whoever meets it later. */
export function noted(task: Task): string {
  const name = nameOf(task);
  return script(
    [
      "import hashlib",
      "import json",
      "import sklearn",
      "from datetime import datetime, timezone",
      "from pathlib import Path",
    ],
    `note = {
    "sklearn": sklearn.__version__,
    "data_sha256": hashlib.sha256(Path(${text(`${task.data}.csv`)}).read_bytes()).hexdigest(),
    "score": ${name}.score(X_test, y_test),
    "saved": datetime.now(timezone.utc).isoformat(),
}
Path(${text(`${task.data}.json`)}).write_text(json.dumps(note, indent=2))`,
  );
}

/** The whole recipe is fitted anew inside each fold. */
export const validated = (task: Task): string =>
  script(
    [selection("cross_val_score")],
    `scores = cross_val_score(${nameOf(task)}, X_train, y_train, cv=${task.folds})\nprint(scores.mean())`,
  );

/** The wrong way: what stands before the model has seen every row when the folds are made. */
export const leaked = (task: Task): string =>
  script(
    [selection("cross_val_score")],
    `prepared = pipeline[:-1].fit_transform(X_train, y_train)  # sees every row
scores = cross_val_score(pipeline[-1], prepared, y_train, cv=${task.folds})
print(scores.mean())`,
  );

/** A search over the grid; it is itself a model, fitted with the best. */
export function searched({ recipe, grid, folds }: Task): string {
  const search = { class: "GridSearchCV", params: { estimator: recipe, param_grid: grid, cv: folds } } as AnyRecipe;
  const { imports, text: whole } = made(search, "search");
  return script(imports, whole, "search.fit(X_train, y_train)\nprint(search.best_params_, search.best_score_)");
}
