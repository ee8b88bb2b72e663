// The replay of golden results, on both hosts: a case that is as it stands agrees, and one that was changed does not.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../web/lib/index.js";
import { runEstimator } from "../golden/replay/estimators.js";
import { functions } from "../golden/replay/functions.js";
import { folder, parsed, type Case, type EstimatorCase } from "./fixtures.js";
import { nativeEngine } from "./native-host.js";

type Changed = { name: string; expect: Record<string, any> };

const first = (fixture: string, fits: (each: Case) => boolean): Case =>
  parsed(readFileSync(`${folder}${fixture}.json`, "utf8")).cases.find(fits)!;

const answers =
  (...keys: string[]) =>
  ({ expect: expected }: Case) =>
    keys.every((key) => key in expected);

/** What is changed in a case of which fixture. */
const changes: [what: string, fixture: string, fits: (each: Case) => boolean, change: (each: Changed) => void][] = [
  ["a prediction", "ridge", answers("predict"), ({ expect: e }) => (e.predict[0] *= 1 + 1e-4)],
  ["a last bit", "standard_scaler", answers("transform"), ({ expect: e }) => (e.transform[1][0] *= 1 + 2 ** -52)],
  ["a label", "gaussian_nb", answers("predict"), ({ expect: e }) => (e.predict[0] = "none of them")],
  ["an attribute", "min_max_scaler", answers("fitted"), ({ expect: e }) => (e.fitted.data_max_[0] += 1)],
  ["an attribute's name", "ridge", answers("fitted"), ({ expect: e }) => (e.fitted.coefs_ = e.fitted.coef_)],
  ["a row too many", "k_means", answers("predict"), ({ expect: e }) => e.predict.push(0)],
  ["a column's name", "pca", answers("feature_names_out"), ({ expect: e }) => (e.feature_names_out[0] += "?")],
  ["a hash", "random_pipelines", answers("hash", "predict"), ({ expect: e }) => (e.hash.predict ^= 1)],
  ["a score", "lasso", answers("score"), ({ expect: e }) => (e.score -= 0.01)],
  ["an output nobody knows", "ridge", answers("predict"), ({ expect: e }) => (e.predicted = e.predict)],
  ["no outputs", "ridge", answers("predict"), (each) => (each.expect = {})],
  ["a refusal", "ridge", answers("predict"), (each) => (each.expect = { error: true, at: "fit" })],
  [
    "a case of which other warnings are known",
    "select_k_best",
    ({ name }) => /constant/.test(name),
    (each) => (each.name += "?"),
  ],
  ["the rows of a split", "splits", answers("train"), ({ expect: e }) => (e.train[0] += 1)],
  ["the rows of a fold", "folds", answers("splits"), ({ expect: e }) => (e.splits[0].test[0] += 1)],
  ["a metric", "metrics", ({ expect: e }) => typeof e.value === "number", ({ expect: e }) => (e.value += 0.001)],
  ["a scorer", "scorers", ({ expect: e }) => typeof e.value === "number", ({ expect: e }) => (e.value += 0.001)],
  ["a fold's score", "cross_validate", answers("test"), ({ expect: e }) => (e.test[0][0] -= 0.01)],
  ["a size of a curve", "learning_curve", answers("train"), ({ expect: e }) => (e.train_sizes[0] += 1)],
  [
    "an importance",
    "permutation_importance",
    answers("mean"),
    ({ expect: e }) => ((Object.values(e.mean)[0] as number[])[0]! += 0.01),
  ],
  ["a score with a value", "validation_curve", answers("test"), ({ expect: e }) => (e.test[0][0] -= 0.01)],
  [
    "a resample",
    "bootstrap_score",
    answers("scores"),
    ({ expect: e }) => ((Object.values(e.scores)[0] as number[])[7]! += 0.01),
  ],
  [
    "an interval",
    "bootstrap_score",
    answers("interval"),
    ({ expect: e }) => ((Object.values(e.interval)[0] as number[])[0]! += 0.001),
  ],
  ["a leaked score", "leakage", answers("before"), ({ expect: e }) => (e.before[0] -= 0.01)],
  ["a dependence", "partial_dependence", answers("average"), ({ expect: e }) => (e.grid_values[0][0] += 0.01)],
];

test("every estimator has random pipelines of its own, over made tables and over tables full of equal rows", async () => {
  const { cases } = parsed(readFileSync(`${folder}random_pipelines.json`, "utf8"));
  const drawn = (cases as (EstimatorCase & { of: string })[]).filter((each) => !each.expect.error);
  const count = (name: string, tied: boolean) =>
    drawn.filter(({ of, data }) => of === name && "X" in data === tied).length;
  const engine = await createEngine();
  const { estimators } = await engine.schema();
  engine.close();
  const lacking = estimators.filter(({ name }) => count(name, false) < 3 || count(name, true) < 3);
  expect(
    lacking.map(({ name }) => name),
    "run npm run golden -- random_pipelines",
  ).toEqual([]);
});

describe.each([
  ["WebAssembly", () => createEngine()],
  ["native", () => nativeEngine()],
])("on the %s engine the replay notices", (_, start) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await start();
  });
  afterAll(() => engine.close());

  const run = async (fixture: string, each: Case): Promise<void> =>
    functions[fixture]
      ? functions[fixture].run(engine, each as never, fixture)
      : runEstimator(engine, fixture, each as EstimatorCase);

  test.each(changes)("%s", async (_what, fixture, fits, change) => {
    const each = first(fixture, fits);
    await run(fixture, each);
    const changed = structuredClone(each);
    change(changed as Changed);
    await expect(run(fixture, changed)).rejects.toThrow();
  });
});
