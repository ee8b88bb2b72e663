import type { AnyRecipe } from "../../lib/index.js";
import type { Column } from "../data/columns.js";
import type { Task } from "../data/table.js";

// The one place of the page that names estimators: the pipeline it proposes, and the baseline it measures against.

export function defaultRecipe(features: Column[], task: Task): AnyRecipe {
  const named = (kind: Column["kind"]) =>
    features.filter((column) => column.kind === kind).map((column) => column.name);
  const lanes: [string, AnyRecipe, string[]][] = [
    ["num", pipeline(["impute", estimator("SimpleImputer")], ["scale", estimator("StandardScaler")]), named("number")],
    [
      "cat",
      pipeline(
        ["impute", estimator("SimpleImputer", { strategy: "most_frequent" })],
        ["encode", estimator("OneHotEncoder", { handle_unknown: "ignore" })],
      ),
      named("text"),
    ],
  ];
  return pipeline(
    [
      "prepare",
      { class: "ColumnTransformer", params: { transformers: lanes.filter(([, , columns]) => columns.length > 0) } },
    ],
    ["model", estimator(task === "classification" ? "LogisticRegression" : "Ridge")],
  );
}

export const baselineRecipe = (task: Task): AnyRecipe =>
  task === "classification"
    ? estimator("DummyClassifier", { strategy: "prior" })
    : estimator("DummyRegressor", { strategy: "mean" });

const estimator = (name: string, params: object = {}): AnyRecipe => ({ class: name, params });
const pipeline = (...steps: [string, AnyRecipe][]): AnyRecipe => ({ class: "Pipeline", params: { steps } });
