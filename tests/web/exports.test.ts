// Models for other programs are written by the same code on both hosts: the same bytes. What the files answer is asked
// of the programs themselves (npm run exchange).
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ColumnTransformer,
  createEngine,
  DummyClassifier,
  OneHotEncoder,
  Pipeline,
  RandomForestClassifier,
} from "../../build/lib/index.js";
import type { Engine, KeepfitError, Model } from "../../build/lib/index.js";
import { root } from "./helpers.js";
import { nativeEngine } from "./native-host.js";

const folder = `${root}tests/golden/models/v1/`;
const files = readdirSync(folder).filter((name) => name.endsWith(".keepfit"));

let wasm: Engine;
let native: Awaited<ReturnType<typeof nativeEngine>>;
beforeAll(async () => {
  wasm = await createEngine();
  native = await nativeEngine();
});
afterAll(() => {
  wasm.close();
  native.close();
});

/** What is written, or why nothing is. */
const written = async (write: Promise<unknown>): Promise<unknown> =>
  write.catch(({ code, where, message }: KeepfitError) => ({ code, where, message }));

const writers = [
  (model: Model) => model.toOnnx(),
  (model: Model) => model.toOnnx({ profile: "fast" }),
  (model: Model) => model.toPmml(),
  (model: Model) => model.toSkops(),
];

describe("the same files on both hosts", () => {
  const refused: string[] = [];

  test.each(files)("%s", async (file) => {
    const bytes = new Uint8Array(readFileSync(folder + file));
    const here = await wasm.load(bytes);
    const there = (await native.load(bytes)) as unknown as Model;
    for (const write of writers) {
      const [a, b] = [await written(write(here)), await written(write(there))];
      expect(a).toEqual(b);
      if ("code" in (a as object)) {
        expect(a).toMatchObject({ code: "not_exported", message: expect.stringMatching(/\.$/) });
        refused.push(file);
      }
    }
    await here.release();
    await there.release();
  });

  test("few are refused", () => expect(refused.length).toBeLessThan(files.length / 4));
});

test("what goes to scikit-learn comes back as it was", async () => {
  const X = { columns: { size: [1, 2, 3, 4, 5, 6], kind: ["a", "b", null, "b", "c", "a"] } };
  const y = ["no", "yes", "no", "yes", "yes", "no"];
  const columns = ColumnTransformer([["kind", OneHotEncoder({ handle_unknown: "ignore" }), ["kind"]]], {
    remainder: "passthrough",
  });
  const forest = RandomForestClassifier({ n_estimators: 5, random_state: 3 });
  const search = await wasm.gridSearch(
    Pipeline([
      ["columns", columns],
      ["model", forest],
    ]),
    { model__max_depth: [1, 2] },
    X,
    y,
    { cv: 2 },
  );
  const { bytes, check, report } = await search.toSkops();
  expect(report.trusted).toContain("sklearn.tree._tree.Tree");
  expect(report.python).toContain(JSON.stringify(report.trusted).replaceAll(",", ", "));
  expect(check).toContain('("predict_proba",');
  const back = await wasm.readSklearn(bytes, { X });
  expect(back.card!.source).toMatchObject({ format: "skops", "scikit-learn": "1.9.1", skops: "0.16.0" });
  expect(await back.predict(X)).toEqual(await search.predict(X));
  expect(await back.predictProba(X)).toEqual(await search.predictProba(X));
  const { params } = (await back.params()) as { params: Record<string, unknown> };
  expect(params["param_grid"]).toEqual({ model__max_depth: [1, 2] });
  expect(JSON.stringify(params["estimator"])).toContain('"random_state":3');
});

test("what scikit-learn would answer otherwise is refused by name", async () => {
  const X = { columns: { size: [1, 2, 3, 4] } };
  const model = await wasm.fit(DummyClassifier({ strategy: "stratified" }), X, ["no", "yes", "no", "yes"]);
  await expect(model.toSkops()).rejects.toMatchObject({
    code: "not_exported",
    message: "DummyClassifier draws its predictions (strategy='stratified'); scikit-learn draws others.",
  });
});

test("a model's name, inputs and answers stand in the report", async () => {
  const X = { columns: { size: [1, 2, 3, 4], kind: ["a", "b", "a", "b"] } };
  const recipe = {
    class: "ColumnTransformer",
    params: {
      transformers: [["k", { class: "OneHotEncoder", params: { sparse_output: false } }, ["kind"]]],
      remainder: "passthrough",
    },
  };
  const pipeline = {
    class: "Pipeline",
    params: {
      steps: [
        ["columns", recipe],
        ["model", { class: "LogisticRegression", params: {} }],
      ],
    },
  };
  const model = await wasm.fit(pipeline as never, X, ["no", "yes", "no", "yes"]);
  const { bytes, report } = await model.toOnnx({ name: "kinds" });
  expect(Buffer.from(bytes).includes("kinds")).toBe(true);
  expect(report.profile).toBe("exact");
  expect(report.inputs.map(([name]) => name)).toEqual(["size", "kind"]);
  expect(report.outputs.map(([name]) => name)).toEqual(["label", "probabilities"]);
  await expect(model.toOnnx({ profile: "exactly" as never })).rejects.toMatchObject({ code: "bad_option" });
});

test("the columns of transformed have their names, in the report and in the file", async () => {
  const X = { columns: { size: [1, 2, 3, 4], kind: ["b", "a", "a", "c"] } };
  const columns = ColumnTransformer([["kind", OneHotEncoder(), ["kind"]]], { remainder: "passthrough" });
  // As scikit-learn names them.
  const names = ["kind__kind_a", "kind__kind_b", "kind__kind_c", "remainder__size"];
  const model = await wasm.fit(columns, X);
  const { bytes, report } = await model.toOnnx();
  expect(report.feature_names_out).toEqual(names);
  const [, written = ""] =
    /keepfit\.feature_names_out\x12.(\[.*?\])/s.exec(Buffer.from(bytes).toString("latin1")) ?? [];
  expect(JSON.parse(written)).toEqual(names);
  await model.release();
  const dummy = await wasm.fit(DummyClassifier({ strategy: "prior" }), X, ["n", "y", "n", "y"]);
  expect((await dummy.toOnnx()).report).not.toHaveProperty("feature_names_out");
  await dummy.release();
});

test.each([
  [new URL("file:///nowhere/keepfit-interchange.wasm"), /beside the engine's other files/],
  [new Uint8Array([0, 97, 115, 109]), /cut short/],
  ["http://127.0.0.1:9/keepfit-interchange.wasm", /check the connection/],
])("a module that cannot be had is named with what to do: %s", async (interchangeWasm, hint) => {
  const engine = await createEngine({ interchangeWasm });
  const error: unknown = await engine.examineSklearn(new Uint8Array([0x80, 4, 0x4e, 0x2e])).catch((e: unknown) => e);
  expect(error).toMatchObject({
    code: "engine_unavailable",
    message: expect.stringMatching(/^Files of other programs are read and written by .*, which could not be had from /),
    hint: expect.stringMatching(hint),
  });
  engine.close();
});

test.each([
  [404, "text/html", /beside the engine's other files/],
  [401, "text/html", /sign in/],
  [503, "text/html", /later/],
  [200, "text/html", /another file/],
])("the same of a server that answers %i", async (status, type, hint) => {
  const server = createServer((_, response) => response.writeHead(status, { "content-type": type }).end("<p>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keepfit-interchange.wasm`;
  const engine = await createEngine({ interchangeWasm: at });
  const error: unknown = await engine.examineSklearn(new Uint8Array([0x80, 4, 0x4e, 0x2e])).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: "engine_unavailable", where: at, hint: expect.stringMatching(hint) });
  expect((error as KeepfitError).message).toMatch(/^Files of other programs .* keepfit-interchange\.wasm, which/);
  engine.close();
  server.close();
});
