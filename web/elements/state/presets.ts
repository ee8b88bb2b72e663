// Examples to begin with: data, a pipeline for them, and what to try with it. Names are promises: addresses and
// attributes name them.
import type { AnyRecipe, ParamValue } from "../../lib/index.js";
import { dataNamed, type Choices, type DataChoice } from "./choices.js";

export interface Preset {
  readonly name: string;
  readonly title: string;
  /** What is to be seen, and what to do then. */
  readonly tries: string;
  /** What it chooses; all else is as at the beginning. */
  readonly choices: Pick<Choices, "data" | "recipe">;
}

type Params = Readonly<Record<string, ParamValue>>;

const drawn = (name: string, params: Params): DataChoice => {
  const data = dataNamed(name);
  return { ...data, params: { ...data.params, ...params } };
};

const of = (name: string, params: Params = {}): AnyRecipe => ({ class: name, params });

const scaled = (model: AnyRecipe): AnyRecipe => inFlow(["scale", of("StandardScaler")], ["model", model]);

const inFlow = (...steps: readonly (readonly [string, AnyRecipe])[]): AnyRecipe => of("Pipeline", { steps });

const moons = drawn("make_moons", { noise: 0.3 });
const circles = drawn("make_circles", {});
const curved = of("PolynomialFeatures", { degree: 2 });
const members = [
  ["line", of("LogisticRegression")],
  ["tree", of("DecisionTreeClassifier", { max_depth: 4 })],
  ["nearest", of("KNeighborsClassifier", { n_neighbors: 9 })],
] as const;

export const presets: readonly Preset[] = [
  {
    name: "tree-in-steps",
    title: "A tree draws steps",
    tries: "Raise max_depth: the steps close in on single points, and the held-out score falls.",
    choices: { data: moons, recipe: inFlow(["model", of("DecisionTreeClassifier", { max_depth: 2 })]) },
  },
  {
    name: "line-around-a-ring",
    title: "No line goes round a ring",
    tries: "Add PolynomialFeatures before the model: squares of the columns bend the line.",
    choices: { data: circles, recipe: scaled(of("LogisticRegression")) },
  },
  {
    name: "bent-line",
    title: "Squares bend the line",
    tries: "Raise noise of the data, then lower C of the model: the ring stays smooth.",
    choices: { data: circles, recipe: inFlow(["bend", curved], ["model", of("LogisticRegression")]) },
  },
  {
    name: "one-neighbour",
    title: "One neighbour believes everything",
    tries: "Drag n_neighbors from 1 to 30 and watch islands go.",
    choices: { data: moons, recipe: scaled(of("KNeighborsClassifier", { n_neighbors: 1 })) },
  },
  {
    name: "forest-of-trees",
    title: "Many trees smooth each other",
    tries: "Lower n_estimators to 1, then raise it again.",
    choices: { data: moons, recipe: inFlow(["model", of("RandomForestClassifier", { n_estimators: 50 })]) },
  },
  {
    name: "soft-vote",
    title: "Three models vote",
    tries: "Set voting to hard, or take a member out.",
    choices: { data: moons, recipe: scaled(of("VotingClassifier", { estimators: members, voting: "soft" })) },
  },
  {
    name: "unscaled-neighbours",
    title: "Distances need one scale",
    tries: "Add StandardScaler before the model: proline, in the hundreds, no longer drowns the rest.",
    choices: { data: dataNamed("wine"), recipe: inFlow(["model", of("KNeighborsClassifier")]) },
  },
  {
    name: "boosting-a-curve",
    title: "Boosting follows a curve",
    tries: "Raise learning_rate to 1 and look at the score per round.",
    choices: { data: drawn("make_friedman1", {}), recipe: inFlow(["model", of("GradientBoostingRegressor")]) },
  },
];

export const findPreset = (name: string): Preset | undefined => presets.find((preset) => preset.name === name);
