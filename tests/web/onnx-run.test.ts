// What the browser's onnxruntime makes of the files: the same wasm as on the page, run by Node, over all frozen models.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as runtime from "onnxruntime-web/wasm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../build/lib/index.js";
import type { Engine, KeepfitError } from "../../build/lib/index.js";
import { isLacking, type OnnxRun, runOnnx } from "../../web/elements/handover/run-onnx.js";
import { rowsToAsk } from "../../web/elements/handover/rows.js";
import { frozen, frozenBytes } from "./frozen.js";

const { resolve } = createRequire(import.meta.url);

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmBinary = readFileSync(resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm")).buffer as never;
});
afterAll(() => engine.close());

/** Labels, numbers that differ, and the largest difference, of one file in one profile. */
async function runs(path: string, profile: "exact" | "fast"): Promise<OnnxRun | undefined> {
  const bytes = frozenBytes(path);
  const model = await engine.load(bytes);
  try {
    const made = await model.toOnnx({ profile }).catch((error: KeepfitError) => error);
    if ("code" in made) {
      expect(made.code).toBe("not_exported");
      return undefined;
    }
    const [inspection, description] = [await engine.inspect(bytes), await model.describe()];
    const run = await runOnnx(runtime, made, model as never, rowsToAsk(bytes, inspection, description));
    if (isLacking(run)) throw new Error(`The browser's onnxruntime has no ${run.lacking}.`);
    return run;
  } finally {
    await model.release();
  }
}

/** What goes through an exponential, a logarithm or a power, of which every runtime has its own. */
const rounded =
  /ada_boost_classifier|bagging_classifier|bayes|_nb|boosting_classifier|logistic|discriminant|stacking|power|grid_search|randomized_search|v1.k_means.keepfit/;

/** Rows that are equally near, of which the file takes others, as its notes say. */
const ties = ["v1/knn_imputer-0.3.0.keepfit"];

describe("every frozen model, run by onnxruntime's wasm", () => {
  let refused = 0;
  test.each(frozen)("%s", async (path) => {
    for (const profile of ["exact", "fast"] as const) {
      const run = await runs(path, profile);
      if (!run) refused++;
      if (!run || ties.includes(path)) continue;
      expect(run.rows).toBeGreaterThan(0);
      expect(run.flips).toBe(0);
      expect(run.absolute).toBeLessThan(1e-13);
      if (profile === "exact" && !rounded.test(path)) expect(run.different).toBe(0);
    }
  });

  test("none of them needs what the browser's onnxruntime does not have", () => expect(refused).toBeLessThan(4));
});

describe("what is found", () => {
  const ask = async (path: string) => {
    const bytes = frozenBytes(path);
    const model = await engine.load(bytes);
    return { model, asked: rowsToAsk(bytes, await engine.inspect(bytes), await model.describe()) };
  };

  test("is the first row that differs, and how far numbers are apart", async () => {
    const [ridge, lasso] = [await ask("v1/ridge.keepfit"), await ask("v1/lasso.keepfit")];
    const run = await runOnnx(runtime, await lasso.model.toOnnx(), ridge.model as never, ridge.asked);
    if (isLacking(run)) throw new Error(run.lacking);
    const { first, rows, different, absolute, ulps, flips } = run;
    expect([different, flips]).toEqual([rows, 0]);
    expect(first).toMatchObject({ row: 0, output: "prediction" });
    const X = { columns: ridge.asked.columns };
    const [mine, others] = [await ridge.model.predict(X), await lasso.model.predict(X)] as Float64Array[];
    expect([first!.expected, first!.got]).toEqual([mine![0], others![0]]);
    expect(absolute).toBe(Math.max(...mine!.map((value, i) => Math.abs(value - others![i]!))));
    expect(ulps).toBeGreaterThanOrEqual(first!.ulps!);
  });

  test("are labels that flip", async () => {
    const [tree, dummy] = [await ask("v1/decision_tree_classifier.keepfit"), await ask("v1/dummy_classifier.keepfit")];
    const run = await runOnnx(runtime, await dummy.model.toOnnx(), tree.model as never, tree.asked);
    if (isLacking(run)) throw new Error(run.lacking);
    const labels: ArrayLike<string | number> = await tree.model.predict({ columns: tree.asked.columns });
    const others = await dummy.model.predict({ columns: tree.asked.columns });
    expect(run.flips).toBe(Array.from(labels, (label, i) => [label, others[i]]).filter(([a, b]) => a !== b).length);
    expect(run.flips).toBeGreaterThan(0);
  });

  test("are rows that the model refuses, which are not asked", async () => {
    const { model, asked } = await ask("v1/one_hot_encoder.keepfit");
    const run = await runOnnx(runtime, await model.toOnnx(), model as never, asked);
    if (isLacking(run)) throw new Error(run.lacking);
    expect(run.refused).toBeGreaterThan(0);
    expect([run.rows + run.refused, run.different]).toEqual([asked.rows, 0]);
  });

  test("is an operation that the runtime does not have", async () => {
    const { model, asked } = await ask("v1/ridge.keepfit");
    const create = () =>
      Promise.reject(
        new Error("ERROR_MESSAGE: Could not find an implementation for TreeEnsemble(5) node with name ''"),
      );
    const without = { ...runtime, InferenceSession: { create } } as unknown as typeof runtime;
    expect(await runOnnx(without, await model.toOnnx(), model as never, asked)).toEqual({ lacking: "TreeEnsemble" });
  });
});
