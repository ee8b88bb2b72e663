// What studies compute and show, apart from the page: places on an axis, bands, labels, values to try, leakage.
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createEngine,
  KeepfitError,
  type AnyRecipe,
  type Engine,
  type Schema,
  type Tensor,
} from "../../web/lib/index.js";
import { percentile } from "../../web/lib/resample.js";
import { valueAxis } from "../../web/elements/plots/studies/axis.js";
import { shareOf, tableOf, valuesTried, type Searched } from "../../web/elements/plots/studies/candidates.js";
import { curveFigure } from "../../web/elements/plots/studies/curve.js";
import { foldsFigure } from "../../web/elements/plots/studies/folds.js";
import { apart, bandOf, domainOf, withRoom } from "../../web/elements/plots/studies/scores.js";
import { searchHeat } from "../../web/elements/plots/studies/search-heat.js";
import { searchLine } from "../../web/elements/plots/studies/search-line.js";
import { splitsFigure } from "../../web/elements/plots/studies/splits.js";
import { noise, partedAtModel } from "../../web/elements/studies/leak.js";
import { textOf, valuesOf } from "../../web/elements/shared/param-text.js";
import * as changes from "../../web/elements/state/changes.js";
import { readAddress, writeAddress } from "../../web/elements/state/address.js";
import { choicesFrom, defaults, look, type Choices } from "../../web/elements/state/choices.js";
import { begin, commit, undo } from "../../web/elements/state/history.js";
import { refusal } from "../../web/elements/state/recipe.js";
import { keyOf, ofCrossValidation, ofOneMetric } from "../../web/elements/state/results.js";
import { isProposed, proposedRange, tunables } from "../../web/elements/state/tunable.js";
import { folder, parsed } from "./fixtures.js";
import { dataset, rejection, root } from "./helpers.js";

const schema = JSON.parse(readFileSync(`${root}web/lib/generated/schema.json`, "utf8")) as Schema;
const fixture = (name: string) => parsed(readFileSync(`${folder}${name}.json`, "utf8")).cases;
const shown = (value: unknown) => textOf(value as never);
const step = (name: string, params: object = {}): AnyRecipe => ({ class: name, params }) as AnyRecipe;

describe("the axis of a hyperparameter", () => {
  test("numbers stand in their order, in steps or by factors, and None has a place of its own behind them", () => {
    const depth = valueAxis([4, null, 5, 2, 1, 3], shown);
    expect(depth.scale).toBe("linear");
    const at = Object.fromEntries(depth.places.map(({ text, at }) => [text, at]));
    const inOrder = ["1", "2", "3", "4", "5", "None"].map((text) => at[text]!);
    expect(inOrder[0]).toBe(0);
    expect(inOrder.at(-1)).toBe(1);
    for (let i = 1; i < inOrder.length; i++) expect(inOrder[i]!).toBeGreaterThan(inOrder[i - 1]!);
    // Equal steps stay equal, and between numbers and what is none lies a border.
    expect(at["2"]! - at["1"]!).toBeCloseTo(at["5"]! - at["4"]!, 12);
    expect(at["5"]! < depth.border! && depth.border! < at["None"]!).toBe(true);
    const C = valueAxis([0.01, 1, 0.1, 10, 100], shown);
    expect(C.scale).toBe("log");
    expect(C.places.map(({ at }) => Number(at.toFixed(12)))).toEqual([0, 0.5, 0.25, 0.75, 1]);
    expect(valueAxis([1, 2, 4, 8], shown).scale).toBe("log");
    expect(valueAxis([1, 2, 3, 4], shown).scale).toBe("linear");
    expect(valueAxis([0, 0.1, 1], shown).scale).toBe("linear");
    expect(valueAxis(["gini", "entropy"], shown)).toMatchObject({ scale: "words", border: undefined });
  });

  test("whatever is tried: different values have different places, from 0 to 1, what is no number behind numbers", () => {
    const value = fc.oneof(
      fc.integer({ min: -50, max: 500 }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.constantFrom(null, true, false, "sqrt", "log2", NaN, Infinity),
    );
    fc.assert(
      fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 12, selector: shown }), (values) => {
        const { places, border } = valueAxis(values, shown);
        for (const { at } of places) expect(at >= 0 && at <= 1).toBe(true);
        const numbers = places.filter(({ number }) => number).map(({ at }) => at);
        const others = places.filter(({ number }) => !number).map(({ at }) => at);
        if (numbers.length && others.length)
          expect(Math.max(...numbers) < border! && border! < Math.min(...others)).toBe(true);
        const byWords = new Map(places.map(({ text, at }) => [text, at]));
        if (new Set(others).size) expect(new Set(others).size).toBe(others.length);
        expect(byWords.size).toBe(values.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("bands and labels", () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });

  test("a band never leaves what the score can be, nor does the axis", () => {
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 9 }), (scores) => {
        const { mean, low, high } = bandOf(scores, [0, 1]);
        expect(0 <= low && low <= mean + 1e-12 && mean <= high + 1e-12 && high <= 1).toBe(true);
        const [from, to] = domainOf([low, high], [0, 1]);
        expect(from < to).toBe(true);
        if (low < high) expect(from >= 0 && to <= 1).toBe(true);
      }),
    );
    expect(bandOf([1, 1, 0.5], [0, 1]).high).toBe(1);
    expect(bandOf([-0.1, -3, NaN], [-Infinity, 0]).high).toBeCloseTo(-0.1, 12);
    expect(bandOf([-0.01, -5, -0.01], [-Infinity, 0]).high).toBe(0);
  });

  test("labels keep their distance and stay inside, as near as can be", () => {
    const place = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 10 }), (wanted) => {
        const places = apart(wanted, 10, [0, 100]);
        const sorted = [...places].sort((a, b) => a - b);
        for (const each of places) expect(each >= -1e-9 && each <= 100 + 1e-9).toBe(true);
        for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(10 - 1e-9);
      }),
    );
    expect(apart([50, 50], 8, [0, 100])).toEqual([50, 58]);
    expect(apart([20, 80], 8, [0, 100])).toEqual([20, 80]);
  });

  test("ticks that would lie upon each other are left out, never the ends", () => {
    expect(withRoom([0, 10, 20, 100], [30, 30, 30, 30])).toEqual([0, 3]);
    expect(withRoom([0, 50, 100], [30, 30, 30])).toEqual([0, 1, 2]);
    expect(withRoom([], [])).toEqual([]);
  });

  test("every score that scikit-learn gives lies within what the schema says it can be", () => {
    const known = new Map(schema.scorers.map((scorer) => [scorer.name, scorer]));
    const seen = new Set<string>();
    for (const { metric, expect: expected } of fixture("scorers") as unknown as {
      metric: string;
      expect: { value?: number | string | null };
    }[]) {
      const scorer = known.get(metric);
      if (!scorer || typeof expected.value !== "number") continue;
      seen.add(metric);
      expect(expected.value, metric).toBeGreaterThanOrEqual(scorer.low ?? -Infinity);
      expect(expected.value, metric).toBeLessThanOrEqual(scorer.high ?? Infinity);
    }
    expect([...seen].sort()).toEqual([...known.keys()]);
    expect(known.get("accuracy")).toMatchObject({ low: 0, high: 1 });
    expect(known.get("r2")).toMatchObject({ low: null, high: 1 });
    expect(known.get("neg_log_loss")).toMatchObject({ low: null, high: 0 });
    expect(known.get("matthews_corrcoef")).toMatchObject({ low: -1, high: 1 });
  });
});

describe("figures", () => {
  const grid = (rows: number[][]): Tensor => ({
    data: Float64Array.from(rows.flat()),
    shape: [rows.length, rows[0]!.length],
  });

  test("a curve is readable as words and as a table", () => {
    const figure = curveFigure({
      title: "Accuracy by max_depth",
      axis: "max_depth",
      values: [1, 2, null],
      shown,
      score: "Accuracy",
      bounds: [0, 1],
      parts: [
        {
          name: "rows held out",
          scores: grid([
            [0.5, 0.7],
            [0.8, 0.8],
            [0.7, 0.5],
          ]),
        },
        {
          name: "rows fitted",
          scores: grid([
            [0.6, 0.6],
            [0.9, 0.9],
            [1, 1],
          ]),
        },
      ],
    });
    expect(figure.words).toBe(
      "Accuracy for max_depth from 1 to None: rows held out from 0.6 to 0.6; rows fitted from 0.6 to 1.",
    );
    expect(
      figure.rows().map((row) => row.map((cell) => (typeof cell === "number" ? Number(cell.toFixed(9)) : cell))),
    ).toEqual([
      [1, 0.6, 0.1, 0.6, 0],
      [2, 0.8, 0, 0.9, 0],
      ["None", 0.6, 0.1, 1, 0],
    ]);
    expect(figure.columns).toHaveLength(5);
  });

  const searched: Searched = {
    paths: ["model__max_depth", "model__criterion"],
    shown,
    score: "Accuracy",
    bounds: [0, 1],
    candidates: [
      {
        params: { model__max_depth: 3, model__criterion: "gini" },
        mean: 0.9,
        deviation: 0.02,
        rank: 1,
        milliseconds: 2,
      },
      {
        params: { model__max_depth: null, model__criterion: "gini" },
        mean: 0.8,
        deviation: 0.01,
        rank: 2,
        milliseconds: 5,
      },
      {
        params: { model__max_depth: 1, model__criterion: "entropy" },
        mean: NaN,
        deviation: NaN,
        rank: 3,
        milliseconds: 1,
      },
    ],
  };

  test("a search is the same table behind each of its pictures", () => {
    const heat = searchHeat(searched);
    expect(heat.words).toMatch(/The best is max_depth 3, criterion gini with Accuracy 0\.9 ± 0\.02\.$/);
    expect(heat.rows()).toEqual(tableOf(searched).rows());
    expect(heat.rows()[1]).toEqual([2, "None", "gini", 0.8, 0.01, 5]);
    expect(valuesTried(searched, "model__max_depth")).toEqual([1, 3, null]);
    expect(shareOf(searched)(0.9)).toBe(1);
    expect(shareOf(searched)(0.8)).toBe(0);
  });

  test("a search over one hyperparameter is a curve with the search's own mean and deviation", () => {
    const trained = searched.candidates.map((each) => ({ ...each, train: { mean: 0.95, deviation: 0.05 } }));
    const figure = searchLine({ ...searched, paths: ["model__max_depth"], candidates: trained });
    expect(figure.columns).toEqual(expect.arrayContaining(["rows fitted on: mean"]));
    expect(figure.rows()[0]!.slice(0, 6)).toEqual([1, 3, 0.9, 0.02, 0.95, 0.05]);
  });

  test("folds have the score of the rows fitted on between their own and the baseline's, where it was asked for", () => {
    const of = {
      score: "Accuracy",
      scores: Float64Array.of(0.9, 0.7),
      baseline: Float64Array.of(0.4, 0.6),
      bounds: [0, 1] as const,
    };
    const trained = foldsFigure({ ...of, train: Float64Array.of(1, 0.8) });
    expect(trained.columns).toEqual(["fold", "Accuracy, pipeline", "Accuracy, rows fitted on", "Accuracy, baseline"]);
    expect(trained.rows()).toEqual([
      [1, 0.9, 1, 0.4],
      [2, 0.7, 0.8, 0.6],
    ]);
    expect(trained.words).toBe(
      "Accuracy of each fold, around 0.8 ± 0.1; of the rows fitted on around 0.9 ± 0.1; of the baseline around 0.5.",
    );
    const bare = foldsFigure({ ...of, train: undefined });
    expect(bare.columns).toHaveLength(3);
    expect(bare.rows()[0]).toEqual([1, 0.9, 0.4]);
    expect(bare.words).toBe("Accuracy of each fold, around 0.8 ± 0.1; of the baseline around 0.5.");
  });

  test("which rows a fold holds out is told by their numbers in the table", () => {
    const splits = [
      { train: Int32Array.of(1, 2), test: Int32Array.of(0) },
      { train: Int32Array.of(0), test: Int32Array.of(2, 1) },
    ];
    expect(splitsFigure({ splits, numbers: Int32Array.of(9, 4, 6) }).rows()).toEqual([
      [4, 2],
      [6, 2],
      [9, 1],
    ]);
  });
});

describe("hyperparameters to try", () => {
  const names = (params: object = {}) =>
    tunables(step("LogisticRegression", params), schema)
      .filter(isProposed)
      .map(({ name }) => name);

  test("those that people change first stand first", () => {
    const { first = [] } = schema.estimators.find(({ name }) => name === "LogisticRegression")!;
    expect(first.length).toBeGreaterThan(1);
    expect(names().slice(0, first.length)).toEqual(first);
    expect(new Set(names()).size).toBe(names().length);
  });

  test("what is going away is proposed where it is set alone", () => {
    expect(names()).not.toContain("penalty");
    expect(names({ penalty: "l1" })).toContain("penalty");
  });
});

describe("values for a curve", () => {
  const proposals = (name: string, params: object = {}) => {
    const all = tunables(step(name, params), schema);
    return Object.fromEntries(all.map((each) => [each.name, proposedRange(each)]));
  };

  test("of every hyperparameter of every estimator, the engine takes each", () => {
    let tried = 0;
    for (const { name, params } of schema.estimators) {
      const known = new Map(params.map((param) => [param.name, param]));
      for (const tunable of tunables(step(name), schema)) {
        const values = valuesOf(proposedRange(tunable));
        const simple = known.get(tunable.name)!.constraint.some(({ type }) => type === "interval");
        if (!simple) continue;
        tried++;
        expect(values.length, `${name}.${tunable.name}`).toBeGreaterThan(0);
        for (const value of values)
          expect(refusal(tunable.node.schema!, known.get(tunable.name)!, value), `${name}.${tunable.name}`).toBe("");
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  test("they go over the range that makes sense, with None where that may be", () => {
    expect(proposals("LogisticRegression")["C"]).toBe("0.001, 0.01, 0.1, 1, 10, 100, 1000");
    expect(proposals("DecisionTreeClassifier")["max_depth"]).toBe("1, 2, 3, 4, 6, 8, 12, 16, None");
    expect(proposals("RandomForestClassifier")["n_estimators"]).toBe("5, 10, 25, 50, 100, 200, 400");
    expect(proposals("ElasticNet")["l1_ratio"]).toBe("0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1");
    expect(proposals("DecisionTreeClassifier")["criterion"]).toMatch(/^gini, entropy/);
  });
});

describe("what a study depends on", () => {
  const one = { from: ofOneMetric };
  const isSame = (change: (choices: Choices) => Choices, from = defaults) =>
    keyOf(one, change(from)) === keyOf(one, from);

  test("a study of one metric is out of date when that one changes, and not by others", () => {
    const two = changes.setValidation(defaults, { metrics: ["accuracy"] });
    expect(isSame((c) => changes.setValidation(c, { metrics: ["accuracy", "f1_macro"] }), two)).toBe(true);
    expect(isSame((c) => changes.setValidation(c, { metrics: ["f1_macro", "accuracy"] }), two)).toBe(false);
    expect(isSame((c) => changes.setValidation(c, { folds: 4 }))).toBe(false);
    expect(isSame((c) => changes.setValidation(c, { splitter: "KFold" }))).toBe(false);
    expect(isSame((c) => changes.setSplit(c, { random_state: 1 }))).toBe(false);
    expect(isSame((c) => changes.setAxes(c, [{ path: "model__C", text: "1" }]))).toBe(true);
    expect(isSame((c) => changes.setStudy(c, { n_iter: 3, n_resamples: 7 }))).toBe(true);
    expect(isSame((c) => look(c, { box: "prepare" }))).toBe(true);
  });

  test("what cross-validation scores is chosen apart from tuning, goes into the address, and is undone", () => {
    const key = (choices: Choices) => keyOf({ from: ofCrossValidation }, choices);
    const chosen = changes.setStudy(defaults, { cv_train_scores: true });
    expect(key(chosen)).not.toBe(key(defaults));
    expect(key(changes.setStudy(defaults, { train_scores: true }))).toBe(key(defaults));
    expect(isSame(() => chosen)).toBe(true);
    expect(writeAddress(chosen, undefined)).toBe("#dataset=penguins&cv_train_scores=true");
    expect(readAddress("#dataset=penguins&cv_train_scores=true").choices).toEqual(chosen);
    expect(readAddress("#cv_train_scores=perhaps")).toMatchObject({ choices: defaults, unread: ["cv_train_scores"] });
    expect(undo(commit(begin(defaults), chosen, "what cross-validation scores")).present).toEqual(defaults);
  });

  test("addresses and choices from before it could be chosen are read as ever", () => {
    const { cv_train_scores: _, ...study } = { ...defaults.study, train_scores: true };
    const before = changes.setStudy(defaults, { train_scores: true });
    expect(choicesFrom({ study })).toEqual(before);
    expect(readAddress("#train_scores=true")).toMatchObject({ choices: before, unread: [] });
    expect(() => choicesFrom({ study: { ...study, cv_train_scores: 1 } })).toThrow(
      /study\.cv_train_scores must be true or false/,
    );
  });
});

describe("leakage", () => {
  test("what stands before the model of a pipeline is parted from it", () => {
    const scale = step("StandardScaler");
    const model = step("Ridge");
    const parted = partedAtModel(
      step("Pipeline", {
        steps: [
          ["scale", scale],
          ["skip", "passthrough"],
          ["model", model],
        ],
      }),
    );
    expect(parted).toEqual({
      before: step("Pipeline", {
        steps: [
          ["scale", scale],
          ["skip", "passthrough"],
        ],
      }),
      model,
      names: ["scale"],
    });
    for (const nothing of [
      model,
      step("Pipeline", { steps: [["model", model]] }),
      step("Pipeline", {
        steps: [
          ["skip", "passthrough"],
          ["model", model],
        ],
      }),
      step("Pipeline", {
        steps: [
          ["scale", scale],
          ["model", "passthrough"],
        ],
      }),
    ])
      expect(partedAtModel(nothing)).toBeUndefined();
  });

  test("the noise that the page opens is that of scikit-learn's numbers: 0.52 against 0.88", async () => {
    const [golden] = fixture("leakage") as unknown as {
      data: { drawn: string; params: object };
      options: { recipe: AnyRecipe };
      train: number[];
      expect: { inside: number[]; before: number[] };
    }[];
    expect(noise).toEqual({ name: golden!.data.drawn, params: golden!.data.params, recipe: golden!.options.recipe });
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(golden!.expect.inside)).toBeCloseTo(0.517, 3);
    expect(mean(golden!.expect.before)).toBeCloseTo(0.883, 3);
    const engine = await createEngine({ worker: false });
    const { y } = await engine.makeDataset(noise.name, noise.params);
    const { random_state, test_size } = defaults.split;
    const { train } = await engine.trainTestSplit(80, { test_size, random_state, stratify: y });
    expect(Array.from(train)).toEqual(golden!.train);
    engine.close();
  });
});

describe("the score of resamples", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ worker: false });
  });
  afterAll(() => engine.close());
  const iris = dataset("iris");

  test("percentiles are NumPy's", () => {
    // np.percentile([1, 2, 4, 8], [0, 2.5, 50, 60, 97.5, 100])
    const values = Float64Array.of(1, 2, 4, 8);
    const wanted = [1, 1.075, 3, 3.5999999999999996, 7.699999999999999, 8];
    expect([0, 2.5, 50, 60, 97.5, 100].map((percent) => percentile(values, percent))).toEqual(wanted);
    expect(percentile(new Float64Array(0), 50)).toBeNaN();
  });

  test("the same seed draws the same, and what cannot be meant is refused in words", async () => {
    const model = await engine.fit(step("DecisionTreeClassifier", { max_depth: 2, random_state: 0 }), iris.X, iris.y);
    const options = { n_resamples: 50, random_state: 4 };
    const one = await engine.bootstrapScore(model, iris.X, iris.y, options);
    expect(await engine.bootstrapScore(model, iris.X, iris.y, options)).toEqual(one);
    expect((await engine.bootstrapScore(model, iris.X, iris.y, { ...options, random_state: 5 })).scores).not.toEqual(
      one.scores,
    );
    expect(one.low).toBeLessThanOrEqual(one.score);
    expect(one.high).toBeGreaterThanOrEqual(one.score);
    const wide = await engine.bootstrapScore(model, iris.X, iris.y, { ...options, confidence_level: 0.99 });
    expect(wide.high - wide.low).toBeGreaterThanOrEqual(one.high - one.low);
    for (const [wrong, code] of [
      [{ n_resamples: 0 }, "bad_value"],
      [{ n_resamples: 1e6 }, "bad_value"],
      [{ confidence_level: 1 }, "bad_value"],
      [{ random_state: -1 }, "bad_split"],
      [{ scoring: "r2" }, "bad_scoring"],
    ] as const) {
      const error = await rejection(engine.bootstrapScore(model, iris.X, iris.y, wrong));
      expect(error, JSON.stringify(wrong)).toBeInstanceOf(KeepfitError);
      expect((error as KeepfitError).code).toBe(code);
      expect((error as KeepfitError).message).toMatch(/\.$/);
    }
    await model.release();
  });

  test("a search tells the time of each candidate on each split", async () => {
    let times: Tensor | undefined;
    const search = await engine.gridSearch(
      step("Ridge"),
      { alpha: [1, 2, 3] },
      dataset("diabetes").X,
      dataset("diabetes").y,
      {
        cv: 4,
        onTimes: (milliseconds) => (times = milliseconds),
      },
    );
    expect(times!.shape).toEqual([3, 4]);
    expect(times!.data.every((time) => time > 0)).toBe(true);
    // They are no part of what is fitted.
    expect(JSON.stringify(await search.params())).not.toContain("onTimes");
    await search.release();
  });
});
