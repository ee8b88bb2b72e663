import type { AnyRecipe } from "../../lib/index.js";
import { features, isHuge, isText, type Column, type DataTable, type Task } from "../data/table.js";
import type { SplitChoice } from "./choices.js";
import { heldOutOf, mayBeOneClass, rowsWithTarget } from "./split.js";

// The one place of the page that names estimators: the pipeline it proposes, and the baseline it measures against.

/** What a proposal must get along with. */
export interface Situation {
  task: Task;
  /** How many rows are held out: a column may have its few values among them, and be empty in the others. */
  heldOut: number;
  rows: number;
  /** Whether all rows fitted on may be of one class. */
  oneClass: boolean;
}

/** Beyond this many values of a text column, the rare ones share a column of their own. */
export const manyValues = 50;

export function defaultRecipe(features: readonly Column[], situation: Situation): AnyRecipe {
  const named = (lane: readonly Column[]) => lane.map(({ name }) => name);
  const numbers = features.filter((column) => !isText(column));
  const texts = features.filter(isText);
  const few = texts.filter(({ summary }) => summary.distinct <= manyValues);
  const many = texts.filter(({ summary }) => summary.distinct > manyValues);
  const imputer = (lane: readonly Column[], params: object = {}) =>
    estimator("SimpleImputer", { ...params, ...(mayBeEmpty(lane, situation) ? { keep_empty_features: true } : {}) });
  const texted = (lane: readonly Column[], encode: object): AnyRecipe =>
    pipeline(["impute", imputer(lane, { strategy: "most_frequent" })], ["encode", estimator("OneHotEncoder", encode)]);
  // Means and deviations of what is huge are infinite.
  const numbered = (lane: readonly Column[]): AnyRecipe =>
    lane.some(isHuge)
      ? pipeline(["impute", imputer(lane, { strategy: "median" })], ["scale", estimator("MaxAbsScaler")])
      : pipeline(["impute", imputer(lane)], ["scale", estimator("StandardScaler")]);
  const lanes: [string, AnyRecipe, string[]][] = [
    ["num", numbered(numbers), named(numbers)],
    ["cat", texted(few, { handle_unknown: "ignore" }), named(few)],
    ["many", texted(many, { handle_unknown: "infrequent_if_exist", max_categories: manyValues }), named(many)],
  ];
  return pipeline(
    [
      "prepare",
      { class: "ColumnTransformer", params: { transformers: lanes.filter(([, , columns]) => columns.length > 0) } },
    ],
    ["model", estimator(modelFor(situation))],
  );
}

/** A tree fits where every row is of one class; a straight line needs two. */
const modelFor = ({ task, oneClass }: Situation): string =>
  task === "regression" ? "Ridge" : oneClass ? "DecisionTreeClassifier" : "LogisticRegression";

/** Whether all columns of a lane may be without a value in the rows fitted on: something must be left all the same. */
const mayBeEmpty = (lane: readonly Column[], { rows, heldOut }: Situation): boolean =>
  lane.every(({ summary }) => rows - summary.missing <= heldOut);

/** The recipe that is proposed for the open data. */
export function proposalFor(table: DataTable, split: SplitChoice): AnyRecipe {
  const rows = rowsWithTarget(table);
  const heldOut = heldOutOf(rows, split);
  return defaultRecipe(features(table), { task: table.task, rows, heldOut, oneClass: mayBeOneClass(table, split) });
}

export const baselineRecipe = (task: Task): AnyRecipe =>
  task === "classification"
    ? estimator("DummyClassifier", { strategy: "prior" })
    : estimator("DummyRegressor", { strategy: "mean" });

/** What stands in a new place until another is chosen. */
export const usual: { readonly [kind: string]: AnyRecipe } = {
  transformer: { class: "StandardScaler", params: {} },
  classifier: { class: "LogisticRegression", params: {} },
  regressor: { class: "Ridge", params: {} },
};

/** Steps that mend what a later one does not take. */
export const remedies = {
  /** @param texts Whether there is text among what arrives. */
  missing: (texts: boolean): AnyRecipe => estimator("SimpleImputer", texts ? { strategy: "most_frequent" } : {}),
  /** @param mixed Whether numbers arrive, too, which stay as they are. */
  text: (mixed: boolean): AnyRecipe => {
    const encode = estimator("OneHotEncoder", { handle_unknown: "ignore" });
    if (!mixed) return encode;
    const texts = { selector: { dtype_include: "text" } };
    return estimator("ColumnTransformer", { transformers: [["encode", encode, texts]], remainder: "passthrough" });
  },
  negative: (): AnyRecipe => estimator("MinMaxScaler"),
};

const estimator = (name: string, params: object = {}): AnyRecipe => ({ class: name, params });
const pipeline = (...steps: [string, AnyRecipe][]): AnyRecipe => ({ class: "Pipeline", params: { steps } });
