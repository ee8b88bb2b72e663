// Something to fit for every estimator that the engine has, chosen by what its schema says of it.
import {
  ColumnTransformer,
  DecisionTreeClassifier,
  LogisticRegression,
  MinMaxScaler,
  OneHotEncoder,
  Pipeline,
  Ridge,
  SimpleImputer,
  StandardScaler,
  type AnyRecipe,
  type EstimatorSchema,
  type Schema,
} from "../../web/lib/index.js";

export interface Fit {
  readonly name: string;
  readonly recipe: AnyRecipe;
  /** One of the playground's samples. */
  readonly data: "iris" | "diabetes" | "penguins";
}

const numbers = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];

/** Recipes of more than one step. */
export const combined: readonly Fit[] = [
  {
    name: "mixed columns",
    recipe: Pipeline([
      [
        "prepare",
        ColumnTransformer([
          [
            "numbers",
            Pipeline([
              ["fill", SimpleImputer({ strategy: "median" })],
              ["scale", StandardScaler()],
            ]),
            numbers,
          ],
          [
            "texts",
            Pipeline([
              ["fill", SimpleImputer({ strategy: "most_frequent" })],
              ["code", OneHotEncoder({ handle_unknown: "ignore" })],
            ]),
            ["island", "sex"],
          ],
        ]),
      ],
      ["model", LogisticRegression()],
    ]),
    data: "penguins",
  },
];

/** What stands for estimators inside of others. */
function partOf({ kind }: EstimatorSchema, type: string, name: string): unknown {
  const lasts: { [kind: string]: AnyRecipe } = { regressor: Ridge(), transformer: MinMaxScaler() };
  const last = lasts[kind] ?? DecisionTreeClassifier({ random_state: 0 });
  // A selector asks a model that weighs columns.
  if (type === "estimator" && kind === "transformer") return DecisionTreeClassifier({ random_state: 0 });
  if (type === "estimator") return name === "transformer" ? StandardScaler() : last;
  if (type === "transformers") return [["some", StandardScaler(), [0, 1]]];
  const first = kind === "classifier" || kind === "regressor" ? last : StandardScaler();
  const steps = [
    ["first", first],
    ["last", last],
  ];
  return type === "steps" ? steps : undefined;
}

/** Default parameters, but for what an estimator is made of and for its seed. */
function recipeOf(estimator: EstimatorSchema): AnyRecipe {
  const given = estimator.params.flatMap(({ name, default: value, constraint }): [string, unknown][] => {
    if (name === "random_state") return [[name, 0]];
    const part = constraint.map(({ type }) => partOf(estimator, type, name)).find((found) => found);
    return part && (value === null || (Array.isArray(value) && value.length === 0)) ? [[name, part]] : [];
  });
  return { class: estimator.name, params: Object.fromEntries(given) };
}

/**
 * Estimators whose fingerprint is not the same on every host: none. FORMAT.md lists the same ones and says why; a name
 * is added there and here only where no way was found to give the same bytes.
 */
export const exceptions: readonly string[] = [];

/** One fit for each estimator. */
export function fitsOf({ estimators }: Schema): Fit[] {
  return estimators.map((estimator) => ({
    name: estimator.name,
    recipe: recipeOf(estimator),
    data: estimator.kind === "regressor" ? "diabetes" : "iris",
  }));
}
