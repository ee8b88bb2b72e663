// What scikit-learn saved, read by the library on WebAssembly.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../build/lib/index.js";
import type { Engine } from "../../web/lib/types.js";
import { replayBundles } from "../golden/replay/bundles.js";
import { replaySklearnFiles } from "../golden/replay/sklearn_files.js";

// All of them are read by the native library; it is the same code.
replaySklearnFiles("WebAssembly", async () => (await createEngine()) as Engine, 5);

replayBundles("WebAssembly", async () => (await createEngine()) as Engine);

describe("what is around a model", () => {
  const folder = new URL("../golden/sklearn_files/", import.meta.url);
  const raw = gunzipSync(readFileSync(new URL("1.9.1-skops.bin.gz", folder)));
  const begin = 4 + raw.readUInt32LE(0);
  const { cases } = JSON.parse(raw.toString("utf8", 4, begin)) as {
    cases: { class: string; file: [number, number] }[];
  };
  const skopsOf = (name: string) => {
    const [offset, length] = cases.find((each) => each.class === name)!.file;
    return new Uint8Array(raw.subarray(begin + offset, begin + offset + length));
  };
  let engine: Engine;
  beforeAll(async () => void (engine = (await createEngine()) as Engine));
  afterAll(() => engine.close());

  test("what a search drew from stands in its recipe", async () => {
    const model = await engine.readSklearn(readFileSync(new URL("bundles/drawn_search.pkl", folder)));
    const { param_distributions } = (await model.params()).params as { param_distributions: object };
    expect(param_distributions).toEqual({
      max_depth: { distribution: "randint", low: 1, high: 5 },
      min_samples_leaf: { distribution: "randint", low: 1, high: 4 },
      ccp_alpha: { distribution: "uniform", loc: 0, scale: 0.01 },
      min_impurity_decrease: { distribution: "norm", loc: 0.01, scale: 0.001 },
      min_weight_fraction_leaf: { distribution: "loguniform", a: 1e-4, b: 1e-2 },
    });
  });

  test("an archive whose files are packed is the same model", async () => {
    const bytes = skopsOf("RandomForestClassifier");
    const packed = zipSync(unzipSync(bytes), { level: 9 });
    expect(packed.length).toBeLessThan(bytes.length);
    const [plain, other] = [await engine.readSklearn(bytes), await engine.readSklearn(packed)];
    expect(await other.fingerprint()).toBe(await plain.fingerprint());
    expect(other.card?.source?.sha256).not.toBe(plain.card?.source?.sha256);
  });

  test("an archive that contradicts itself is refused", async () => {
    const bytes = skopsOf("StandardScaler");
    const files = unzipSync(bytes);
    const refused = async (changed: Uint8Array, message: RegExp) =>
      expect(engine.readSklearn(changed)).rejects.toMatchObject({
        code: "bad_source",
        message: expect.stringMatching(message),
      });
    for (const at of [60, bytes.length - 25]) {
      const flipped = bytes.slice();
      flipped[at]! ^= 1;
      await expect(engine.readSklearn(flipped)).rejects.toMatchObject({ code: "bad_source" });
    }
    await refused(bytes.slice(0, -1), /directory/);
    await refused(zipSync({ ...files, "../x.npy": new Uint8Array(1) }, { level: 0 }), /by the name/);
    const { "schema.json": _, ...rest } = files;
    await refused(zipSync(rest, { level: 0 }), /schema\.json/);
    // Two entries of one id: skops would take one for the other.
    const schema = JSON.parse(Buffer.from(files["schema.json"]!).toString("utf8")) as object;
    const text = JSON.stringify(schema).replace(/"__id__":\d+/g, '"__id__":1');
    await refused(zipSync({ ...files, "schema.json": Buffer.from(text) }, { level: 0 }), /id 1/);
  });

  test("names that no model has are refused, whatever calls them", async () => {
    const files = unzipSync(skopsOf("StandardScaler"));
    const text = JSON.stringify(JSON.parse(Buffer.from(files["schema.json"]!).toString("utf8")));
    for (const [from, to] of [
      ['"StandardScaler","__module__":"sklearn.preprocessing._data"', '"system","__module__":"os"'],
      ['"__loader__":"ObjectNode"', '"__loader__":"MethodNode"'],
    ] as const) {
      expect(text).toContain(from);
      const changed = zipSync({ ...files, "schema.json": Buffer.from(text.replace(from, to)) }, { level: 0 });
      await expect(engine.readSklearn(changed)).rejects.toMatchObject({ code: "harmful" });
    }
  });

  test("rows that are given become the proof's", async () => {
    const X = { columns: { a: [1, 2, 3], b: [4, 5, 6] } };
    const fitted = await engine.readSklearn(readFileSync(new URL("../pickles/chain_protocol_4.pkl", folder)));
    expect(fitted.proof?.identical).toBe(true);
    const width = fitted.card!.input!.length;
    expect(width).toBe(3);
    await expect(
      engine.readSklearn(readFileSync(new URL("../pickles/chain_protocol_4.pkl", folder)), { X }),
    ).rejects.toMatchObject({
      code: "missing_columns",
    });
    const rows = { data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] as [number, number] };
    const proved = await engine.readSklearn(readFileSync(new URL("../pickles/chain_protocol_4.pkl", folder)), {
      X: rows,
    });
    expect(proved.proof?.rows).toBeLessThan(fitted.proof!.rows);
  });
});
