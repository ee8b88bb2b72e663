// The code that the lessons show, for steps.py to run in scikit-learn: what it prints the pages must show.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../cpp/toolchain/setup.mjs";

const made = (name, params = {}) => ({ class: name, params });
const pipeline = (...steps) => made("Pipeline", { steps });

const numbers = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "year"];
const texts = ["island", "sex"];

/** As the page proposes it for the penguins, with a model. */
const mixed = (model) =>
  pipeline(
    [
      "prepare",
      made("ColumnTransformer", {
        transformers: [
          ["num", pipeline(["impute", made("SimpleImputer")], ["scale", made("StandardScaler")]), numbers],
          [
            "cat",
            pipeline(
              ["impute", made("SimpleImputer", { strategy: "most_frequent" })],
              ["encode", made("OneHotEncoder", { handle_unknown: "ignore" })],
            ),
            texts,
          ],
        ],
      }),
    ],
    ["model", model],
  );

const split = { test_size: 0.25, random_state: 0, stratify: true };
const birds = { data: "penguins", target: "species", split, folds: 5, grid: {} };
const wines = { data: "wine", target: "cultivar", split, folds: 5, grid: {} };
const neighbours = ["model", made("KNeighborsClassifier")];
const scaled = { ...wines, recipe: pipeline(["scale", made("StandardScaler")], neighbours) };
export const regression = { ...birds, recipe: mixed(made("LogisticRegression")) };
const tree = (params) => ({ ...birds, recipe: mixed(made("DecisionTreeClassifier", params)) });
const depths = { model__max_depth: [1, 2, 3, 4, 6, 8] };

/** For each lesson the scripts, in the order in which they are run; `python` is the library's `python/steps.ts`. */
export function lessonsIn({ fitted, saved, loaded, noted, validated, leaked, searched }) {
  return {
    saving: {
      fit: fitted(regression),
      save: saved(regression),
      load: loaded(regression, "predict_proba"),
      note: noted(regression),
    },
    leakage: {
      alone: fitted({ ...wines, recipe: pipeline(neighbours) }),
      fit: fitted(scaled),
      validate: validated(scaled),
      leak: leaked(scaled),
    },
    lab: {
      tree: fitted(tree({ random_state: 0 })),
      validate: validated(tree({ random_state: 0 })),
      shallow: fitted(tree({ random_state: 0, max_depth: 1 })),
      search: searched({ ...tree({ random_state: 0, max_depth: 1 }), grid: depths }),
      best: fitted(tree({ random_state: 0, max_depth: 4 })),
    },
  };
}

/** Writes build/golden/steps.json. */
export async function writeSteps() {
  const lessons = lessonsIn(await import(join(root, "build", "lib", "python", "steps.js")));
  const folder = join(root, "build", "golden");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "steps.json"), JSON.stringify(lessons));
}
