// The numbers behind the page's pictures of a fit, against scikit-learn's (tests/golden/pictures.py).
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  atThreshold,
  brierScore,
  calibrationCurve,
  isOf,
  precisionRecallCurve,
  rocCurve,
  thinned,
} from "../../web/elements/plots/curves.js";
import { csvOf } from "../../web/elements/plots/figure-files.js";
import { borders, fieldOfLabels, pixelsOf } from "../../web/elements/plots/surface.js";
import { originOf } from "../../web/elements/plots/traced.js";
import { looked, passThrough, treesOf } from "../../web/elements/plots/trees.js";
import { createEngine, take, takeTarget } from "../../web/lib/index.js";
import type { AnyRecipe, Column, ColumnTable, Engine, Tensor } from "../../web/lib/index.js";
import { dataset, rejection, root } from "./helpers.js";

interface CurveCase {
  name: string;
  truth: number[];
  score: number[];
  roc: { fpr: (number | null)[]; tpr: (number | null)[]; area: number | null };
  precision_recall: { precision: number[]; recall: number[]; average: number };
  brier?: number;
  uniform?: { share: number[]; mean: number[] };
  quantile?: { share: number[]; mean: number[] };
  at?: {
    threshold: number;
    matrix: [[number, number], [number, number]];
    precision: number | null;
    recall: number | null;
  }[];
}

const golden = JSON.parse(readFileSync(`${root}tests/golden/pictures.json`, "utf8")) as {
  curves: CurveCase[];
  staged: { name: string; data: string; recipe: AnyRecipe; metrics: Record<string, number[]> }[];
  tree: { recipe: AnyRecipe; nodes: { left: number[]; rows: number[]; leaf_of_row: number[] } };
  names: { recipe: AnyRecipe; columns: string[]; classes: string[]; coef: number[][]; intercept: number[] }[];
};

function close(got: ArrayLike<number>, wanted: readonly (number | null)[], within: number): void {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    if (value === null) expect(got[i]).toBeNaN();
    else expect(Math.abs(got[i]! - value), `${got[i]} for ${value} at ${i}`).toBeLessThanOrEqual(within);
  });
}

describe.each(golden.curves)("curves of $name", (each) => {
  const positive = Uint8Array.from(each.truth);
  const score = Float64Array.from(each.score);

  test("ROC with its area", () => {
    const curve = rocCurve(positive, score);
    close(curve.falsePositive, each.roc.fpr, 1e-15);
    close(curve.truePositive, each.roc.tpr, 1e-15);
    close([curve.area], [each.roc.area], 1e-14);
  });

  test("precision and recall with their average", () => {
    const curve = precisionRecallCurve(positive, score);
    const { precision, recall, average } = each.precision_recall;
    close(curve.precision, precision, 1e-15);
    close(curve.recall, recall, 1e-15);
    close([curve.average], [average], 1e-14);
  });

  if (each.brier === undefined) return; // no probabilities

  test("calibration and the Brier score", () => {
    for (const binning of ["uniform", "quantile"] as const) {
      const bins = calibrationCurve(positive, score, 5, binning);
      close(
        bins.map(({ share }) => share),
        each[binning]!.share,
        1e-14,
      );
      close(
        bins.map(({ mean }) => mean),
        each[binning]!.mean,
        1e-14,
      );
      expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(score.length);
    }
    close([brierScore(positive, score)], [each.brier!], 1e-14);
  });

  test("what a threshold makes of them", () => {
    for (const { threshold, matrix, precision, recall } of each.at!) {
      const found = atThreshold(positive, score, threshold);
      expect([
        [found.trueNegative, found.falsePositive],
        [found.falseNegative, found.truePositive],
      ]).toEqual(matrix);
      close([found.precision, found.recall], [precision, recall], 1e-15);
    }
  });
});

test("a class among others, and no more points than there is room for", () => {
  expect([...isOf(["a", "b", "a"], "a")]).toEqual([1, 0, 1]);
  expect([...isOf(Float64Array.of(2, 0, 1), 0)]).toEqual([0, 1, 0]);
  const many = Array.from({ length: 1000 }, (_, i) => i);
  expect(thinned(many, 3)).toEqual([0, 500, 999]);
  expect(thinned(many, 1000)).toBe(many);
});

describe("what is asked of a fit", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine();
  });
  afterAll(() => engine?.close());

  const parted = (name: string) => {
    const { X, y, rows } = dataset(name);
    const all = Array.from({ length: rows }, (_, row) => row);
    const [train, test] = [all.filter((row) => row % 4 > 0), all.filter((row) => row % 4 === 0)].map((some) =>
      Int32Array.from(some),
    ) as [Int32Array, Int32Array];
    return {
      X: take(X, train) as ColumnTable,
      y: takeTarget(y, train),
      held: take(X, test),
      truth: takeTarget(y, test),
    };
  };

  test.each(golden.staged)("$name of $data, round after round", async ({ data, recipe, metrics }) => {
    const { X, y, held, truth } = parted(data);
    const model = await engine.fit(recipe, X, y);
    const staged = await model.staged(held, truth);
    const [first] = Object.values(metrics);
    expect([...staged.rounds]).toEqual(first!.map((_, i) => i + 1));
    for (const [name, values] of Object.entries(metrics))
      close(staged.metrics[name]!, values, 1e-9 * Math.max(...values.map(Math.abs)));
    const { metrics: last } = await model.evaluate(held, truth);
    for (const [name, values] of Object.entries(staged.metrics)) expect(values.at(-1)).toBe(last[name]);
    expect((await model.lastStep()).rounds).toBe(first!.length);
  });

  test("of many rounds some, the first and the last among them; within a search and a pipeline", async () => {
    const { X, y, held, truth } = parted("diabetes");
    const boosted = { class: "GradientBoostingRegressor", params: { n_estimators: 30, random_state: 0 } } as AnyRecipe;
    const alone = await (await engine.fit(boosted, X, y)).staged(held, truth);
    const recipe = {
      class: "GridSearchCV",
      params: {
        estimator: {
          class: "Pipeline",
          params: {
            steps: [
              ["same", { class: "FunctionTransformer", params: {} }],
              ["model", boosted],
            ],
          },
        },
        param_grid: { model__max_depth: [3] },
        cv: 2,
      },
    } as AnyRecipe;
    const model = await engine.fit(recipe, X, y);
    const staged = await model.staged(held, truth, { most: 4 });
    expect([...staged.rounds]).toEqual([1, 10, 20, 30]);
    expect([...staged.metrics["r2"]!]).toEqual([0, 9, 19, 29].map((at) => alone.metrics["r2"]![at]));
    // It answers as before.
    expect((await model.evaluate(held, truth)).metrics["r2"]).toBe(alone.metrics["r2"]!.at(-1));
    expect((await model.lastStep()).class).toBe("GradientBoostingRegressor");
  });

  test("what was not boosted has no rounds", async () => {
    const { X, y, held, truth } = parted("iris");
    const model = await engine.fit({ class: "GaussianNB", params: {} } as AnyRecipe, X, y);
    expect(await rejection(model.staged(held, truth))).toMatchObject({ code: "no_method" });
    expect(await model.lastStep()).toMatchObject({ class: "GaussianNB", rounds: 0 });
  });

  test.each(golden.names)("the columns that the last step is given, and its coefficients", async (each) => {
    const { X, y } = parted("penguins");
    const model = await engine.fit(each.recipe, X, y);
    const last = await model.lastStep({ fitted: true });
    expect(last.names).toEqual(each.columns);
    expect(last.class).toBe("LogisticRegression");
    expect(last.attributes).toContain("coef_");
    const coef = last.fitted!.fitted["coef_"] as Tensor;
    close(coef.data, each.coef.flat(), 1e-4);
    expect((await model.lastStep()).fitted).toBeUndefined();
  });
});

describe("trees", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine();
  });
  afterAll(() => engine?.close());

  /** Recipe, data, and how to fit. */
  const fitted = async (recipe: unknown, name: string) => {
    const { X, y, rows } = dataset(name);
    const model = await engine.fit(recipe as AnyRecipe, X, y);
    const [learned, arriving] = [await model.lastStep({ fitted: true }), await model.lastStep({ X })];
    return { model, X: asPageHas(X), y, rows, learned, arriving, trees: treesOf(learned)! };
  };
  /** Numbers in one array, texts by their places among the categories. */
  const asPageHas = ({ columns }: ColumnTable): ColumnTable => ({
    columns: new Map(
      [...(columns as ReadonlyMap<string, ArrayLike<number | string | null>>)].map(
        ([name, values]): [string, Column] => {
          const cells = Array.from(values);
          if (!cells.some((cell) => typeof cell === "string"))
            return [name, Float64Array.from(cells, (cell) => (cell ?? NaN) as number)];
          const categories = [...new Set(cells.filter((cell) => cell !== null))].sort() as string[];
          return [name, { codes: Int32Array.from(cells, (cell) => categories.indexOf(cell as string)), categories }];
        },
      ),
    ),
  });
  const step = (name: string, params: object = {}) => ({ class: name, params });

  test("scikit-learn's tree: rows in every node, and the way to a leaf", async () => {
    const { nodes } = golden.tree;
    const { rows, arriving, trees } = await fitted(golden.tree.recipe, "iris");
    expect(trees.count).toBe(1);
    const tree = trees.at(0);
    expect([...tree.left]).toEqual(nodes.left);
    const counts = Array.from(nodes.left, () => 0);
    const leaves = new Int32Array(rows);
    passThrough(tree, looked(trees, arriving.X!), rows, (node, row) => {
      counts[node]!++;
      leaves[row] = node;
    });
    expect(counts).toEqual(nodes.rows);
    expect([...leaves]).toEqual(nodes.leaf_of_row);
  });

  test.each([
    ["RandomForestRegressor", { n_estimators: 5, random_state: 0 }, (sum: number, n: number) => sum / n],
    ["GradientBoostingRegressor", { n_estimators: 6, random_state: 0 }, undefined],
    ["HistGradientBoostingRegressor", { max_iter: 6, random_state: 0 }, undefined],
    ["BaggingRegressor", { n_estimators: 4, max_features: 0.5, random_state: 0 }, (sum: number, n: number) => sum / n],
  ] as const)("%s: its trees, followed here, give its answers", async (name, params, together) => {
    const { model, X, rows, learned, arriving, trees } = await fitted(step(name, params), "diabetes");
    const sums = new Float64Array(rows);
    const columns = looked(trees, arriving.X!);
    const rate = name === "GradientBoostingRegressor" ? 0.1 : 1;
    for (let at = 0; at < trees.count; at++) {
      const tree = trees.at(at);
      passThrough(tree, columns, rows, (node, row) => (sums[row]! += (tree.answer(node)?.[0] ?? 0) * rate));
    }
    const start = ((learned.fitted!.fitted["init_prediction_"] ??
      learned.fitted!.fitted["baseline_prediction_"]) as Float64Array) ?? [0];
    const answers = Float64Array.from(sums, (sum) => (together ? together(sum, trees.count) : sum + start[0]!));
    close(answers, [...((await model.predict(X)) as Float64Array)], 1e-9);
  });

  test("categories that a node sends left", async () => {
    const { model, X, rows, learned, arriving, trees } = await fitted(
      step("HistGradientBoostingClassifier", { max_iter: 3, random_state: 0 }),
      "penguins",
    );
    const columns = looked(trees, arriving.X!);
    const k = (learned.fitted!.fitted["baseline_prediction_"] as Float64Array).length;
    const scores = Float64Array.from(
      { length: rows * k },
      (_, i) => (learned.fitted!.fitted["baseline_prediction_"] as Float64Array)[i % k]!,
    );
    let parted = false;
    for (let at = 0; at < trees.count; at++) {
      const tree = trees.at(at);
      parted ||= Array.from(tree.left.keys()).some((node) => tree.categoriesOf(node));
      passThrough(tree, columns, rows, (node, row) => (scores[row * k + (at % k)]! += tree.answer(node)?.[0] ?? 0));
    }
    expect(parted).toBe(true);
    const { data } = await model.predictProba(X);
    for (let row = 0; row < rows; row++) {
      const powers = [...scores.subarray(row * k, row * k + k)].map(Math.exp);
      const sum = powers.reduce((a, b) => a + b);
      close(
        powers.map((power) => power / sum),
        [...data.subarray(row * k, row * k + k)],
        1e-9,
      );
    }
  });

  test("columns are traced to those that they were made of", async () => {
    const [{ recipe }] = golden.names as [(typeof golden.names)[0]];
    const { X, arriving } = await fitted(recipe, "penguins");
    const origins = arriving.names.map((_, at) => originOf(arriving.X!, at, X));
    const found = origins.map(
      (origin) => origin && (origin.kind === "number" ? origin.column : `${origin.column} ${origin.category}`),
    );
    expect(found).toEqual([
      "bill_length_mm",
      "bill_depth_mm",
      "flipper_length_mm",
      "body_mass_g",
      "island Biscoe",
      "island Dream",
      "island Torgersen",
    ]);
    const scaled = arriving.X!.columns[0]![1] as Float64Array;
    const values = (X.columns as ReadonlyMap<string, Float64Array>).get("bill_length_mm")!;
    const first = origins[0] as { original(value: number): number };
    expect(first.original(scaled[0]!)).toBeCloseTo(values[0]!, 9);
  });

  test("a column that was bent is not taken for another", async () => {
    const { X, arriving } = await fitted(
      step("Pipeline", {
        steps: [
          ["bend", step("PowerTransformer")],
          ["model", step("Ridge")],
        ],
      }),
      "diabetes",
    );
    expect(originOf(arriving.X!, 0, X)).toBeUndefined();
  });
});

test("a figure as CSV: numbers in full, and nothing that a spreadsheet would run", () => {
  const text = csvOf({
    columns: ["a, b", "value"],
    rows: () => [
      ["=1+2", 0.1 + 0.2],
      ["two\nlines", NaN],
      ["x", -1],
    ],
  });
  expect(text).toBe(`"a, b",value\r\n"'=1+2",0.30000000000000004\r\n"two\nlines",\r\nx,-1\r\n`);
});

describe("surfaces", () => {
  const ink = {
    low: "#ffffff",
    high: "#000000",
    card: "#fff",
    text: "#000",
    quiet: "#000",
    line: "#000",
    onHigh: "#fff",
    series: ["#ff0000", "rgb(0, 0, 255)"],
  };

  test("numbers from one end of the shades to the other, the highest y first", () => {
    const field = { side: 2, classes: 0, values: Float64Array.of(0, 1, 0.5, 2), range: [0, 1] as const };
    const bytes = new Uint8Array(pixelsOf(field, ink).buffer);
    expect([...bytes.subarray(8, 12)]).toEqual([255, 255, 255, 255]);
    expect([...bytes.subarray(12, 16)]).toEqual([0, 0, 0, 255]);
    expect([...bytes.subarray(4, 8)]).toEqual([0, 0, 0, 255]);
  });

  test("a class is shaded the more the surer it is, and gives way on a line", () => {
    const side = 3;
    const second = [0, 0.4, 1, 0, 0.4, 1, 0, 0.4, 1];
    const values = Float64Array.from(second.flatMap((p) => [1 - p, p]));
    const pixels = new Uint8Array(pixelsOf({ side, classes: 2, values, range: [0, 1] }, ink).buffer);
    // Green is what both colours lack.
    const green = [0, 1, 2].map((x) => pixels[x * 4 + 1]!);
    expect(green[0]).toBeLessThan(green[1]!);
    expect(green[2]).toBe(green[0]);
    expect(pixels[0]).toBe(255);
    expect(pixels[10]).toBe(255);
    const lead = Float64Array.from(second, (p) => 2 * p - 1);
    const pieces = borders(lead, side);
    expect(pieces.filter((_, i) => i % 2 === 0).every((x) => Math.abs(x - (1 + 0.2 / 1.2)) < 1e-12)).toBe(true);
    expect(pieces).toHaveLength(8);
  });

  test("labels alone are certain", () => {
    expect([...fieldOfLabels([0, 1, 1, 0], 2, 2).values]).toEqual([1, 0, 0, 1, 0, 1, 1, 0]);
  });
});
