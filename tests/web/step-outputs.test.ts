// What comes out of every step: scikit-learn's numbers for a small table, and what each step answers alone.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ColumnTransformer,
  createEngine,
  LogisticRegression,
  MinMaxScaler,
  OneHotEncoder,
  PCA,
  Pipeline,
  RandomForestClassifier,
  Ridge,
  SimpleImputer,
  StandardScaler,
  VotingClassifier,
  type Engine,
  type StepOutput,
  type TransformedColumn,
} from "../../web/lib/index.js";
import { dataset, rejection } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const a = [1, null, 3, 4, 5, 8];
const b = ["x", "y", "x", "z", "y", "x"];
const c = [2, 4, 1, 3, 0, 5];
const table = { columns: { a, b, c } };
const y = [0, 0, 1, 1, 1, 0];

const recipe = Pipeline([
  [
    "prepare",
    ColumnTransformer([
      [
        "num",
        Pipeline([
          ["impute", SimpleImputer()],
          ["scale", MinMaxScaler()],
        ]),
        ["a", "c"],
      ],
      ["cat", OneHotEncoder(), ["b"]],
    ]),
  ],
  ["model", LogisticRegression()],
]);

const at = (steps: readonly StepOutput[], path: string): StepOutput => steps.find((step) => step.path === path)!;
const values = (step: StepOutput): TransformedColumn[] => step.X!.columns.map(([, column]) => column);
const numbers = (step: StepOutput): number[][] => values(step).map((column) => Array.from(column as Float64Array));

// scikit-learn 1.9.1: each step's transform, and what it calls its columns.
test("every step's columns are scikit-learn's", async () => {
  const model = await engine.fit(recipe, table, y);
  const steps = await model.stepOutputs(table);
  expect(steps.map(({ path }) => path)).toEqual([
    "prepare__num__impute",
    "prepare__num__scale",
    "prepare__num",
    "prepare__cat",
    "prepare",
    "model",
    "",
  ]);
  expect(numbers(at(steps, "prepare__num__impute"))).toEqual([
    [1, 4.2, 3, 4, 5, 8],
    [2, 4, 1, 3, 0, 5],
  ]);
  const scaled = [
    [0, 0.45714285714285713, 0.2857142857142857, 0.42857142857142855, 0.5714285714285714, 1],
    [0.4, 0.8, 0.2, 0.6000000000000001, 0, 1],
  ];
  expect(numbers(at(steps, "prepare__num__scale"))).toEqual(scaled);
  const all = at(steps, "prepare");
  expect(all.width).toBe(5);
  expect(all.X!.names).toEqual(["num__a", "num__c", "cat__b_x", "cat__b_y", "cat__b_z"]);
  expect(numbers(all)).toEqual([...scaled, [1, 0, 1, 0, 0, 1], [0, 1, 0, 0, 1, 0], [0, 0, 0, 1, 0, 0]]);
  const last = at(steps, "model");
  expect(Array.from(last.labels as Float64Array)).toEqual([0, 0, 0, 1, 1, 0]);
  expect(last.proba!.shape).toEqual([6, 2]);
  const second = [0.46668894912282644, 0.4704752882741703, 0.4938052809476207, 0.6107753132111431, 0.5880759039288559];
  second.forEach((share, row) => expect(last.proba!.data[row * 2 + 1]).toBeCloseTo(share, 6));
});

test("the outermost answers as the model does, held data as given ones", async () => {
  const { X, y: target } = dataset("penguins");
  const model = await engine.fit(
    Pipeline([
      [
        "prepare",
        ColumnTransformer(
          [["num", Pipeline([["fill", SimpleImputer()], ["scale", StandardScaler()], ["turn", PCA({ n_components: 2 })]]), ["bill_length_mm", "body_mass_g"]]], // prettier-ignore
        ),
      ],
      ["model", RandomForestClassifier({ n_estimators: 5, random_state: 0 })],
    ]),
    X,
    target,
  );
  const steps = await model.stepOutputs(X);
  expect(at(steps, "").labels).toEqual(await model.predict(X));
  expect(at(steps, "").proba!.data).toEqual((await model.predictProba(X)).data);
  expect(steps.some(({ path }) => path.startsWith("model__"))).toBe(false);
  const held = await engine.hold(X);
  expect(await model.stepOutputs(held)).toEqual(steps);
  await held.release();
});

test("of a wide table the first columns come, and how many there are", async () => {
  const columns = Object.fromEntries(Array.from({ length: 9 }, (_, j) => [`c${j}`, c.map((value) => value * (j + 1))]));
  const model = await engine.fit(Pipeline([["scale", StandardScaler()]]), { columns });
  const [scale, whole] = await model.stepOutputs({ columns }, { columns: 2 });
  expect(scale).toMatchObject({ path: "scale", width: 9, X: { names: ["c0", "c1"], rows: 6 } });
  expect(whole).toMatchObject({ path: "", width: 9 });
  const all = await model.transform({ columns });
  expect(scale!.X!.columns[1]).toEqual(all.columns[1]);
});

test("texts and missing values come out as they are", async () => {
  const given = { columns: { b: ["x", null, "y", "x"], c: [1, null, 3, 2] } };
  const kept = ColumnTransformer([["all", "passthrough", ["b", "c"]]]);
  const model = await engine.fit(Pipeline([["same", kept]]), given);
  const [same] = await model.stepOutputs(given);
  expect(values(same!)).toEqual([["x", null, "y", "x"], Float64Array.of(1, NaN, 3, 2)]);
});

test("members of a vote are listed, those of many alike are not", async () => {
  const vote = VotingClassifier([
    ["lines", LogisticRegression()],
    ["trees", RandomForestClassifier({ n_estimators: 3, random_state: 0 })],
  ]);
  const model = await engine.fit(vote, { columns: { c } }, y);
  const steps = await model.stepOutputs({ columns: { c } });
  expect(steps.at(-1)!.path).toBe("");
  expect(steps.length).toBe(3);
});

test("refuses what predict refuses, and says so alike", async () => {
  const model = await engine.fit(Ridge(), { columns: { c } }, y);
  const wrong = { columns: { d: c } };
  const [asked, predicted] = await Promise.all([rejection(model.stepOutputs(wrong)), rejection(model.predict(wrong))]);
  expect(asked).toEqual(predicted);
  await model.release();
  expect(await rejection(model.stepOutputs({ columns: { c } }))).toMatchObject({ code: "released" });
});
