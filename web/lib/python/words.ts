// What recipes and scikit-learn's Python call otherwise, once for both directions.
import { catalogue, splitters, type CatalogueEntry } from "../generated/catalogue.js";
import type { ParamValue } from "../types.js";

const entries = new Map(Object.entries(catalogue));
const splitterParams = new Map(Object.entries(splitters));

export const entryOf = (name: string): CatalogueEntry | undefined => entries.get(name);
export const paramsOf = (name: string): Map<string, ParamValue> => new Map(Object.entries(entries.get(name)!.params));
export const splitterOf = (name: string): readonly string[] | undefined => splitterParams.get(name);
/** What does much the same as an estimator that is not here. */
export const nearTo: ReadonlyMap<string, string> = new Map([
  ["SVC", "LinearSVC"],
  ["NuSVC", "LinearSVC"],
  ["SVR", "Ridge"],
  ["LinearSVR", "Ridge"],
  ["MLPClassifier", "LogisticRegression"],
  ["MLPRegressor", "Ridge"],
]);
/** Of packages beside scikit-learn. */
export const boosters = /^(xgboost|lightgbm|catboost)$/;
export const classNames: readonly string[] = [...entries.keys()];

/** Parameters without a default in scikit-learn: what an estimator is made of comes first, without its name. */
export const leading: ReadonlySet<string> = new Set([
  "steps",
  "transformers",
  "transformer_list",
  "estimators",
  "estimator",
  "param_grid",
  "param_distributions",
]);
/** Classes whose `estimator` may be left out. */
export const optionalEstimator = /^(AdaBoost|Bagging)/;

/** How many parameters scikit-learn takes without their names, where it is not one. */
const positional: ReadonlyMap<string, number> = new Map([
  ...["BaggingClassifier", "BaggingRegressor", "FunctionTransformer", "GridSearchCV", "LinearSVC"].map(two),
  ...["RandomizedSearchCV", "StackingClassifier", "StackingRegressor"].map(two),
  ["TargetEncoder", 6],
  // All by name.
  ...(
    "BernoulliNB Binarizer DecisionTreeClassifier DecisionTreeRegressor DummyClassifier DummyRegressor ExtraTreeClassifier " +
    "ExtraTreeRegressor GaussianNB GradientBoostingClassifier GradientBoostingRegressor KNNImputer LinearRegression " +
    "MaxAbsScaler MissingIndicator MultinomialNB OneHotEncoder OrdinalEncoder Perceptron QuadraticDiscriminantAnalysis " +
    "QuantileTransformer RobustScaler SimpleImputer StandardScaler"
  )
    .split(" ")
    .map((name): [string, number] => [name, 0]),
]);
function two(name: string): [string, number] {
  return [name, 2];
}
export const positionalOf = (name: string): number => Math.min(positional.get(name) ?? 1, paramsOf(name).size);

/** Where functions are that are no estimators, below sklearn. */
export const functionModules: ReadonlyMap<string, string> = new Map([
  ["make_pipeline", "pipeline"],
  ["make_union", "pipeline"],
  ["make_column_transformer", "compose"],
  ["make_column_selector", "compose"],
  ["f_classif", "feature_selection"],
  ["f_regression", "feature_selection"],
  ["chi2", "feature_selection"],
  ...Object.keys(splitters).map((name): [string, string] => [name, "model_selection"]),
]);

/** Where scikit-learn wants a tuple. */
export const tuples: ReadonlySet<string> = new Set(["feature_range", "quantile_range", "degree"]);

/** Parameters whose value is a function, and the module that has it under the same name. */
export const functions: ReadonlyMap<string, string> = new Map([
  ["func", "numpy"],
  ["inverse_func", "numpy"],
  ["score_func", "sklearn.feature_selection"],
]);

/** What scikit-learn must be told besides, since all of this engine's tables are dense and have names. */
export const besides: ReadonlyMap<string, readonly (readonly [name: string, value: ParamValue])[]> = new Map([
  ["OneHotEncoder", [["sparse_output", false]]],
  ["FunctionTransformer", [["feature_names_out", "one-to-one"]]],
]);

/** Values that stand for what scikit-learn calls otherwise, all tables being dense here. */
export const respelt: readonly (readonly [name: string, param: string, here: ParamValue, there: ParamValue])[] = [
  ["KBinsDiscretizer", "encode", "onehot", "onehot-dense"],
];

/**
 * Parameters that change how scikit-learn works and not what comes out, and those that say what is so here anyway: left
 * out when Python is read.
 */
export const technical: ReadonlySet<string> = new Set([
  "n_jobs",
  "verbose",
  "copy",
  "copy_X",
  "memory",
  "pre_dispatch",
  "return_train_score",
  "sparse_threshold",
  "feature_names_out",
  "force_int_remainder_cols",
  "check_inverse",
  "algorithm_params",
]);

/** What selects columns by kind, as make_column_selector takes it. */
export const dtypes: ReadonlyMap<string, string> = new Map([
  ["number", "np.number"],
  ["text", "object"],
]);
const kindsOfDtype: readonly (readonly [kind: string, names: readonly string[]])[] = [
  ["number", ["number", "float", "int", "float64", "float32", "int64", "int32", "integer", "floating"]],
  ["text", ["object", "str", "string", "category", "object_", "str_"]],
];
export const kindOfDtype = (name: string): string | undefined =>
  kindsOfDtype.find(([, names]) => names.includes(name))?.[0];

/** A recipe, or a splitter, whose parameters may be left out. */
export function isRecipe(value: unknown): value is { readonly class: string; readonly params?: object } {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("class" in value)) return false;
  return typeof value.class === "string" && (entries.has(value.class) || splitterParams.has(value.class));
}
