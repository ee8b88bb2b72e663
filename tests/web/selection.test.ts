// Model selection over a pool of workers: the same bytes with any number of them, one error, nothing left running.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Backend, Starter } from "../../web/lib/backend.js";
import { encodeMessage } from "../../web/lib/codec.js";
import {
  createEngine,
  DecisionTreeClassifier,
  KeepfitError,
  LogisticRegression,
  Pipeline,
  StandardScaler,
  type Engine,
} from "../../web/lib/index.js";
import { WorkerPool, type PoolJob } from "../../web/lib/pool.js";
import { combined } from "./recipes.js";
import { dataset, rejection, root, wasmFile } from "./helpers.js";
import { LoopbackWorker } from "./loopback.js";

const iris = dataset("iris");
const penguins = dataset("penguins");
const recipe = Pipeline([
  ["scale", StandardScaler()],
  ["model", LogisticRegression({ C: 0.5 })],
]);
const tree = DecisionTreeClassifier({ max_depth: 3, random_state: 0 });
const mixed = combined[0]!.recipe;
const wasm = new WebAssembly.Module(readFileSync(wasmFile));

/** All that a pool computes, as bytes. */
async function everything(engine: Engine, workers?: number): Promise<Uint8Array> {
  const options = workers === undefined ? {} : { workers };
  const model = await engine.fit(mixed, penguins.X, penguins.y);
  const found = [
    await engine.crossValidate(mixed, penguins.X, penguins.y, {
      ...options,
      cv: 7,
      scoring: ["accuracy", "neg_log_loss"],
      return_train_score: true,
    }),
    await engine.crossValPredict(mixed, penguins.X, penguins.y, { ...options, cv: 4 }),
    await engine.crossValPredict(tree, iris.X, iris.y, { ...options, method: "predictProba" }),
    await engine.learningCurve(tree, iris.X, iris.y, { ...options, shuffle: true, random_state: 0 }),
    await engine.permutationImportance(model, penguins.X, penguins.y, { ...options, n_repeats: 2, random_state: 1 }),
    await engine.bootstrapScore(model, penguins.X, penguins.y, { ...options, n_resamples: 30, random_state: 1 }),
  ];
  await model.release();
  return encodeMessage(
    JSON.parse(
      JSON.stringify(found, (_, value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value)),
    ),
  );
}

let engine: Engine | undefined;
afterEach(() => {
  engine?.close();
  engine = undefined;
  vi.unstubAllGlobals();
  LoopbackWorker.started = [];
  LoopbackWorker.refusal = undefined;
});

describe("threads of Node, the built library", () => {
  let built: typeof import("../../web/lib/index.js");
  beforeEach(async () => {
    const address = pathToFileURL(`${root}build/lib/index.js`).href;
    built = (await import(/* @vite-ignore */ address)) as typeof built;
    engine = await built.createEngine();
  });

  test("1, 2 and 5 workers and none give the same bytes", async () => {
    const alone = await built.createEngine({ worker: false });
    const expected = await everything(alone);
    alone.close();
    for (const workers of [1, 2, 5]) {
      expect(Buffer.compare(await everything(engine!, workers), expected), `${workers} workers`).toBe(0);
    }
  });

  test("a search in workers makes the file that a fit in one thread makes", async () => {
    const grid = built.Pipeline([
      ["scale", built.StandardScaler()],
      ["model", built.RandomForestClassifier({ n_estimators: 5, random_state: 0 })],
    ]);
    const param_grid = { model__max_depth: [1, 2, null], model__max_features: [1, built.float(1), "sqrt"] };
    const options = { cv: 3, return_train_score: true };
    const alone = await engine!.fit(
      { class: "GridSearchCV", params: { estimator: grid, param_grid, ...options } },
      iris.X,
      iris.y,
    );
    const expected = await alone.dump({ card: { created: "2026-01-01T00:00:00Z" } });
    for (const workers of [1, 2, 5]) {
      const search = await engine!.gridSearch(grid, param_grid, iris.X, iris.y, { ...options, workers });
      const bytes = await search.dump({ card: { created: "2026-01-01T00:00:00Z" } });
      expect(Buffer.compare(bytes, expected), `${workers} workers`).toBe(0);
      expect(await search.score(iris.X, iris.y)).toBeGreaterThan(0.9);
    }
    const table = ((await alone.fitted()).fitted["cv_results_"] as { params: unknown[] }).params;
    expect(table).toHaveLength(9);
    const drawn = await engine!.randomizedSearch(grid, param_grid, iris.X, iris.y, {
      n_iter: 4,
      random_state: 0,
      cv: 3,
    });
    expect(((await drawn.fitted()).fitted["cv_results_"] as { params: unknown[] }).params).toHaveLength(4);
  });

  test("a validation curve is a cross-validation per value", async () => {
    const depths = [1, 2, 4];
    const curve = await engine!.validationCurve(recipe, iris.X, iris.y, {
      param_name: "model__C",
      param_range: depths,
      cv: 4,
    });
    expect(curve.test_scores.shape).toEqual([3, 4]);
    const rows = await Promise.all(
      depths.map(async (C) => {
        const changed = Pipeline([
          ["scale", StandardScaler()],
          ["model", LogisticRegression({ C })],
        ]);
        const found = await engine!.crossValidate(changed, iris.X, iris.y, { cv: 4, return_train_score: true });
        return [found.test_scores["score"]!, found.train_scores!["score"]!];
      }),
    );
    expect(Array.from(curve.test_scores.data)).toEqual(rows.flatMap(([held]) => Array.from(held!)));
    expect(Array.from(curve.train_scores.data)).toEqual(rows.flatMap(([, fitted]) => Array.from(fitted!)));
  });

  test("it stops at once when aborted, and works again", async () => {
    const forest = { class: "RandomForestClassifier", params: { n_estimators: 3000, random_state: 0 } };
    const controller = new AbortController();
    let seen = 0;
    const stopped = rejection(
      engine!.crossValidate(forest, iris.X, iris.y, {
        workers: 2,
        signal: controller.signal,
        onProgress: () => {
          if (++seen === 2) controller.abort("enough");
        },
      }),
    );
    expect(await stopped).toMatchObject({ code: "cancelled", cause: "enough" });
    expect((await engine!.crossValidate(tree, iris.X, iris.y, { workers: 2 })).test_scores["score"]).toHaveLength(5);
  });
});

describe("workers of a page", () => {
  beforeEach(async () => {
    vi.stubGlobal("Worker", LoopbackWorker);
    vi.stubGlobal("origin", "null");
    engine = await createEngine({ wasm });
  });

  test("progress goes from nothing to all", async () => {
    const seen: number[] = [];
    const { test_scores } = await engine!.crossValidate(recipe, iris.X, iris.y, {
      workers: 3,
      onProgress: ({ done, total }) => {
        expect(total).toBe(5);
        seen.push(done);
      },
    });
    expect(test_scores["score"]).toHaveLength(5);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(5);
    // The engine's own and three of the pool, which share its compiled code.
    expect(LoopbackWorker.started).toHaveLength(4);
  });

  test("workers are kept for the next call", async () => {
    await engine!.crossValidate(tree, iris.X, iris.y, { workers: 2 });
    await engine!.crossValidate(tree, iris.X, iris.y, { workers: 2 });
    expect(LoopbackWorker.started).toHaveLength(3);
    engine!.close();
    expect(LoopbackWorker.started.every(({ terminated }) => terminated)).toBe(true);
  });

  test("aborting ends all workers of the pool", async () => {
    const controller = new AbortController();
    const stopped = rejection(
      engine!.crossValidate(recipe, iris.X, iris.y, {
        workers: 3,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }),
    );
    expect(await stopped).toMatchObject({ code: "cancelled", name: "AbortError" });
    expect(LoopbackWorker.started.map(({ terminated }) => terminated)).toEqual([false, true, true, true]);
  });

  test("a worker that dies is said in a sentence, and the next call works", async () => {
    let died = false;
    const lost = rejection(
      engine!.crossValidate(recipe, iris.X, iris.y, {
        workers: 2,
        onProgress: () => {
          if (!died) LoopbackWorker.started[2]!.fail("out of memory");
          died = true;
        },
      }),
    );
    expect(await lost).toMatchObject({
      code: "worker_lost",
      message: expect.stringMatching(
        /^The worker that was doing fold \d of 5 stopped unexpectedly: out of memory\. Nothing of this call is kept\.$/,
      ),
    });
    expect(LoopbackWorker.started.slice(1).every(({ terminated }) => terminated)).toBe(true);
    expect((await engine!.crossValidate(recipe, iris.X, iris.y)).splits).toHaveLength(5);
  });

  test("where no further worker starts, this thread does the work", async () => {
    LoopbackWorker.refusal = "too many workers";
    expect((await engine!.crossValidate(tree, iris.X, iris.y, { workers: 2 })).splits).toHaveLength(5);
  });

  test("what is wrong is said", async () => {
    const { X, y } = iris;
    const code = async (promise: Promise<unknown>) => ((await rejection(promise)) as KeepfitError).code;
    const halves = { class: "ShuffleSplit", params: { n_splits: 2 } };
    expect(await code(engine!.crossValidate(recipe, X, y, { scoring: "accurate" }))).toBe("unknown_scorer");
    expect(await code(engine!.crossValidate(recipe, X, y, { cv: 1 }))).toBe("bad_split");
    expect(await code(engine!.crossValidate(recipe, X, y, { workers: 0 }))).toBe("bad_value");
    expect(await code(engine!.crossValidate(recipe, X, [1, 2]))).toBe("inconsistent_length");
    expect(await code(engine!.crossValPredict(recipe, X, y, { cv: halves }))).toBe("bad_split");
    expect(await code(engine!.learningCurve(recipe, X, y, { scoring: ["accuracy", "f1_macro"] }))).toBe("bad_scoring");
    const model = await engine!.fit(recipe, X, y);
    expect(await code(engine!.partialDependence(model, X, ["petal_colour"]))).toBe("bad_value");
    expect(await code(engine!.permutationImportance({} as typeof model, X, y))).toBe("bad_type");
  });

  test("columns are named or counted", async () => {
    const model = await engine!.fit(recipe, iris.X, iris.y);
    const names = [...(iris.X.columns as ReadonlyMap<string, unknown>).keys()];
    const options = { grid_resolution: 5 };
    const named = await engine!.partialDependence(model, iris.X, [names[2]!], options);
    expect(named).toEqual(await engine!.partialDependence(model, iris.X, [2], options));
    expect(named.average!.shape).toEqual([3, 5]);
    expect(named.classes).toEqual(["setosa", "versicolor", "virginica"]);
  });
});

describe("the pool", () => {
  /** Backends whose calls take as many ticks as the test says. */
  function poolOf() {
    const ended: boolean[] = [];
    const starter = {
      parallelism: async () => 3,
      async startBeside() {
        const at = ended.push(false) - 1;
        return { alive: true, end: () => void (ended[at] = true) } as unknown as Backend;
      },
    } as unknown as Starter;
    return { pool: new WorkerPool(starter), ended };
  }
  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const job = (tasks: (() => Promise<number>)[]): PoolJob<undefined, number> => ({
    prepare: async () => undefined,
    tidy: async () => undefined,
    tasks: tasks.map((run, i) => ({ label: `task ${i}`, run })),
  });
  const refusal = (code: string) => async (): Promise<number> => {
    throw new KeepfitError({ code, message: code });
  };

  test.each([1, 2, 5])("the error is that of the first task that fails, with %s workers", async (workers) => {
    const slow = async (): Promise<number> => (await wait(30), refusal("slow")());
    const { pool } = poolOf();
    const tasks = [async () => 0, slow, refusal("quick"), async () => 3, async () => 4];
    expect(await rejection(pool.run(job(tasks), { workers }))).toMatchObject({ code: "slow" });
    expect(await pool.run(job([async () => 7]))).toEqual([7]);
  });

  test("a worker still at a later task is ended", async () => {
    const { pool, ended } = poolOf();
    const endless = () => new Promise<number>(() => {});
    expect(await rejection(pool.run(job([refusal("first"), endless]), { workers: 2 }))).toMatchObject({
      code: "first",
    });
    expect(ended.filter((end) => end)).toHaveLength(1);
  });

  test("results keep the order of the tasks, and jobs take turns", async () => {
    const { pool } = poolOf();
    const order: string[] = [];
    const named = (name: string, time: number, value: number) => async () => (
      await wait(time),
      order.push(name),
      value
    );
    const [a, b] = await Promise.all([
      pool.run(job([named("a0", 20, 0), named("a1", 1, 1)])),
      pool.run(job([named("b0", 1, 2)])),
    ]);
    expect([a, b, order]).toEqual([[0, 1], [2], ["a1", "a0", "b0"]]);
  });
});
