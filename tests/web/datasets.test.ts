// Data drawn from a seed. That they are those of sklearn.datasets is held by the golden results.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, KeepfitError, type Engine, type ParamValue, type Schema } from "../../web/lib/index.js";
import { decodeMessage, encodeMessage } from "../../web/lib/codec.js";
import { transformedOf } from "../../web/lib/answers.js";
import type { AnswerOf } from "../../web/lib/protocol.js";
import { NativeHost } from "./native-host.js";

let engine: Engine;
let schema: Schema;
let native: NativeHost;
beforeAll(async () => {
  engine = await createEngine();
  schema = await engine.schema();
  native = new NativeHost();
});
afterAll(() => {
  engine.close();
  native.end();
});

const refusal = async (made: Promise<unknown>): Promise<KeepfitError> => {
  const error: unknown = await made.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KeepfitError);
  return error as KeepfitError;
};

test.each<[string, { [name: string]: ParamValue }]>([
  ["make_moons", { noise: 0.3, random_state: 5 }],
  ["make_circles", { n_samples: 999, factor: 0.4 }],
  ["make_blobs", { n_features: 7, centers: 4 }],
  ["make_classification", { n_samples: 500, n_informative: 9, shift: null, scale: null }],
  ["make_regression", { n_samples: 300, n_features: 12, noise: 2 }],
  ["make_friedman1", { n_samples: 1000, noise: 1 }],
])("%s has the same bits on both hosts", async (name, params) => {
  const { X, y } = await engine.makeDataset(name as never, params);
  const { ok, bytes } = await native.call("make_dataset", encodeMessage({ name, params }));
  expect(ok).toBe(true);
  const theirs = decodeMessage(bytes) as AnswerOf<"make_dataset">;
  expect(theirs.y).toEqual(y);
  expect([...transformedOf(theirs.X).columns]).toEqual([...X.columns]);
});

describe("refused", () => {
  test.each<[string, { [name: string]: ParamValue }, string, RegExp]>([
    ["make_spirals", {}, "unknown_dataset", /no data named 'make_spirals'/],
    ["make_moons", { noize: 1 }, "unknown_parameter", /no parameter 'noize'/],
    ["make_moons", { noise: -1 }, "bad_parameter", /noise of make_moons must be a float in \[0, inf\) or None/],
    ["make_moons", { n_samples: 0 }, "bad_parameter", /n_samples of make_moons/],
    ["make_moons", { n_samples: 2.5 }, "bad_parameter", /n_samples of make_moons/],
    ["make_circles", { factor: 1 }, "bad_parameter", /factor of make_circles/],
    ["make_blobs", { centers: [] }, "bad_parameter", /at least one center/],
    ["make_blobs", { centers: [[1, 2], [1]] }, "bad_parameter", /same number of values/],
    ["make_blobs", { cluster_std: [1, 2] }, "bad_parameter", /3 numbers, one per center\. Got 2/],
    ["make_blobs", { center_box: [1] }, "bad_parameter", /two numbers/],
    ["make_classification", { weights: [0.9, 0.9], n_features: 4 }, "bad_parameter", /more than 1 together/],
    ["make_classification", { weights: [0.1, 0.2, 0.3] }, "bad_parameter", /2 or 1 shares for 2 classes/],
    ["make_regression", { n_samples: 100_000_000, n_features: 100_000 }, "too_large", /200 million/],
  ])("%s %j", async (name, params, code, message) => {
    const error = await refusal(engine.makeDataset(name as never, params));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});

test("the schema lists them as forms need them", () => {
  expect(schema.datasets.map(({ name }) => name)).toEqual([
    "make_blobs",
    "make_circles",
    "make_classification",
    "make_friedman1",
    "make_moons",
    "make_regression",
  ]);
  for (const { doc, params } of schema.datasets) {
    expect(doc).toMatch(/\.$/);
    for (const param of params)
      expect(param).toMatchObject({ name: expect.any(String), constraint: expect.any(Array) });
  }
});
