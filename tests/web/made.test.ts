// What the small pictures in the boxes are made of.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allMade, madeAt, madeBefore, type AllMade } from "../../web/elements/state/made.js";
import { boxOf } from "../../web/elements/state/diagram.js";
import { isQuick } from "../../web/elements/state/live.js";
import type { DataTable } from "../../web/elements/data/table.js";
import type { Fit } from "../../web/elements/state/results.js";
import {
  createEngine,
  type AnyRecipe,
  type ColumnTable,
  type Engine,
  type NamedColumns,
  type Schema,
  type StepOutput,
} from "../../web/lib/index.js";

let engine: Engine;
let schema: Schema;
beforeAll(async () => {
  engine = await createEngine();
  schema = await engine.schema();
});
afterAll(() => engine.close());

const transformed = (path: string, columns: readonly (readonly [string, Float64Array | (string | null)[]])[], width = columns.length): StepOutput => ({ path, width, X: { names: columns.map(([name]) => name), columns: columns as unknown as NamedColumns, rows: columns[0]![1].length } }); // prettier-ignore

const X: ColumnTable = {
  columns: new Map<string, Float64Array | { codes: Int32Array; categories: string[] }>([
    ["a", Float64Array.of(0, 1, 2, 3, NaN)],
    ["town", { codes: Int32Array.of(0, 0, 1, -1, 0), categories: ["Bern", "Chur"] }],
  ]),
} as ColumnTable;

const recipe: AnyRecipe = {
  class: "Pipeline",
  params: {
    steps: [
      [
        "prepare",
        {
          class: "ColumnTransformer",
          params: {
            transformers: [
              [
                "num",
                {
                  class: "Pipeline",
                  params: {
                    steps: [
                      ["fill", { class: "SimpleImputer", params: {} }],
                      ["scale", { class: "StandardScaler", params: {} }],
                    ],
                  },
                },
                ["a"],
              ],
              ["cat", { class: "OneHotEncoder", params: {} }, ["town"]],
            ],
          },
        },
      ],
      ["model", { class: "LogisticRegression", params: {} }],
    ],
  },
} as AnyRecipe;

const made: AllMade = allMade(
  [
    transformed("prepare__num__fill", [["a", Float64Array.of(0, 1, 2, 3, 1.5)]]),
    transformed("prepare__num__scale", [["a", Float64Array.of(-1, -0.5, 0.5, 1, 0)]]),
    transformed("prepare__num", [["a", Float64Array.of(-1, -0.5, 0.5, 1, 0)]]),
    transformed("prepare__cat", [["town_Bern", Float64Array.of(1, 1, 0, 0, 1)]], 2),
    transformed("prepare", [["num__a", Float64Array.of(-1, -0.5, 0.5, 1, 0)]], 3),
    { path: "model", width: 1, labels: ["p", "q", "q", "p", "q"] },
  ],
  X,
  undefined,
  5,
);

describe("what a step made", () => {
  test("is counted between its least and its greatest value", () => {
    const [a, town] = made.input.columns;
    expect(a).toMatchObject({ name: "a", missing: 0.2, low: 0, high: 3, first: [0, 1, 2, 3, null] });
    expect(a!.bins.reduce((sum, times) => sum + times, 0)).toBe(4);
    expect([a!.bins[0], a!.bins.at(-1)]).toEqual([1, 1]);
    expect(town).toMatchObject({ missing: 0.2, bins: [], texts: [{ text: "Bern", count: 3 }, { text: "Chur", count: 1 }] }); // prettier-ignore
    expect(made.input.missing).toBeCloseTo(0.2, 12);
  });

  test("is an answer where it predicts", () => {
    expect(made.steps.get("model")).toMatchObject({ answer: true, width: 1, columns: [{ texts: [{ text: "q", count: 3 }, { text: "p", count: 2 }] }] }); // prettier-ignore
    expect(made.steps.get("prepare")).toMatchObject({ answer: false, width: 3 });
  });

  test("one value, infinite values and none at all are no trouble", () => {
    const odd = (values: Float64Array) => allMade([transformed("s", [["v", values]])], X, undefined, 1).steps.get("s")!;
    expect(odd(Float64Array.of(2, 2, 2)).columns[0]).toMatchObject({ low: 2, high: 2 });
    expect(odd(Float64Array.of(2, 2, 2)).columns[0]!.bins[0]).toBe(3);
    const infinite = odd(Float64Array.of(-Infinity, 1, Infinity)).columns[0]!;
    expect(infinite).toMatchObject({ low: 1, high: 1, missing: 0 });
    expect(odd(new Float64Array(0)).missing).toBe(0);
  });
});

describe("what went into a step", () => {
  const root = () => boxOf(recipe, schema);
  const names = (path: string) => madeBefore(made, root(), path)?.columns.map(({ name }) => name);

  test("is what the one before it made", () => {
    expect(madeBefore(made, root(), "prepare__num__scale")).toBe(made.steps.get("prepare__num__fill"));
    expect(madeBefore(made, root(), "model")).toBe(made.steps.get("prepare"));
  });

  test("is what its surroundings were given, with a part's own columns", () => {
    expect(madeBefore(made, root(), "prepare")).toBe(made.input);
    expect(names("prepare__num__fill")).toEqual(["a"]);
    expect(names("prepare__cat")).toEqual(["town"]);
    expect(madeBefore(made, root(), "nowhere")).toBeUndefined();
  });
});

describe("what is fitted unasked", () => {
  const open = {};
  const table = (rows: number, columns: number, from: object = open) =>
    ({
      rows,
      open: from,
      target: "y",
      options: {},
      columns: Array.from({ length: columns }, (_, at) => ({ name: `c${at}`, use: true, kind: "number" })),
    }) as unknown as DataTable;
  const fit = (of: DataTable, milliseconds: number) => ({ table: of, milliseconds }) as Fit;

  test("few cells at first, then what the last fit took", () => {
    expect(isQuick(table(150, 4), undefined)).toBe(true);
    expect(isQuick(table(100_000, 20), undefined)).toBe(false);
    expect(isQuick(table(100_000, 20), fit(table(100_000, 20), 120))).toBe(true);
    expect(isQuick(table(150, 4), fit(table(150, 4), 400))).toBe(false);
  });

  test("other data are judged anew, after a slow fit only where they are far smaller", () => {
    const slow = fit(table(1000, 50, {}), 400);
    expect(isQuick(table(1000, 40), slow)).toBe(false);
    expect(isQuick(table(150, 4), slow)).toBe(true);
  });
});

describe("what came out of a box inside others", () => {
  const of = (name: string, params: object = {}) => ({ class: name, params }) as AnyRecipe;
  const lines = of("LogisticRegression");
  const chain = of("Pipeline", { steps: [["scale", of("StandardScaler")], ["model", of("GaussianNB")]] }); // prettier-ignore
  const members = [["off", "drop"], ["lines", lines], ["chain", chain]]; // prettier-ignore

  async function fitted(recipe: AnyRecipe, path: string, told: readonly (string | number)[] = ["lower", "upper"]) {
    const { X: drawn, y } = await engine.makeDataset("make_moons", { n_samples: 80, noise: 0.3, random_state: 0 });
    const names = Array.from(y, (place) => told[place]!) as string[];
    const model = await engine.fit(recipe, drawn, names);
    const [steps, { classes }] = await Promise.all([model.stepOutputs(drawn), model.describe()]);
    const all = allMade(steps, drawn as ColumnTable, names, 80, classes);
    const counts = new Map<string, number>();
    for (const label of (await model.predict(drawn)) as string[])
      counts.set(String(label), (counts.get(String(label)) ?? 0) + 1);
    return { at: madeAt(all, boxOf(recipe, schema), path), all, root: boxOf(recipe, schema), counts };
  }
  const texts = (made: ReturnType<typeof madeAt>) =>
    new Map(made!.columns[0]!.texts.map(({ text, count }) => [text, count]));

  // A member by itself, fitted to the same rows, is the other way to the same answer.
  test.each([
    ["a vote", of("VotingClassifier", { estimators: members })],
    ["a soft vote", of("VotingClassifier", { estimators: members, voting: "soft" })],
    ["a stack", of("StackingClassifier", { estimators: members, final_estimator: lines })],
  ])("members of %s answer in the classes of the whole", async (_, recipe) => {
    const [ofLines, ofChain] = await Promise.all([fitted(recipe, "lines"), fitted(recipe, "chain")]);
    expect(texts(ofLines.at)).toEqual((await fitted(lines, "")).counts);
    expect(texts(ofChain.at)).toEqual((await fitted(chain, "")).counts);
    expect(madeAt(ofChain.all, ofChain.root, "chain__scale")).toMatchObject({ width: 2, answer: false });
    expect(madeBefore(ofChain.all, ofChain.root, "chain__model")).toMatchObject({ width: 2 });
    expect(madeAt(ofChain.all, ofChain.root, "off")).toBeUndefined();
    expect(madeAt(ofChain.all, ofChain.root, "")).toMatchObject({ answer: true });
    // Of classes that are numbers a member knows the places, which are other numbers.
    const [odd, whole] = [await fitted(recipe, "lines", [1, 2]), await fitted(recipe, "", [1, 2])];
    expect(texts(odd.at)).toEqual((await fitted(lines, "", [1, 2])).counts);
    expect(texts(whole.at)).toEqual(whole.counts);
  });

  test("a search shows its winner, a stack the one behind it", async () => {
    const search = of("GridSearchCV", { estimator: chain, param_grid: { model__var_smoothing: [1e-9, 1e-3] } });
    expect(texts((await fitted(search, "estimator__model")).at)).toEqual((await fitted(search, "")).counts);
    expect((await fitted(search, "estimator__scale")).at).toMatchObject({ width: 2 });
    const stack = of("StackingClassifier", { estimators: members, final_estimator: lines });
    expect(texts((await fitted(stack, "final_estimator")).at)).toEqual((await fitted(stack, "")).counts);
  });
});
