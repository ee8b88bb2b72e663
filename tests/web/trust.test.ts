// What a file says and proves: proof rows, card, companion, comparison, warnings, signature.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { xxhash128 } from "hash-wasm";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { encodeMessage } from "../../web/lib/codec.js";
import {
  ColumnTransformer,
  createEngine,
  datasetHash,
  DecisionTreeClassifier,
  DummyClassifier,
  generateSigningKey,
  KeepfitError,
  LogisticRegression,
  OneHotEncoder,
  Pipeline,
  SimpleImputer,
  StandardScaler,
  take,
  takeTarget,
  type AnyRecipe,
  type Engine,
  type Model,
  type Split,
} from "../../web/lib/index.js";
import { withoutSignature } from "../../web/lib/sign.js";
import { EngineHost } from "../../web/lib/wasm.js";
import { dataset, rejection, root } from "./helpers.js";

const iris = dataset("iris");
const penguins = dataset("penguins");
const numbers = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
const mixed = (C: number): AnyRecipe =>
  Pipeline([
    [
      "prepare",
      ColumnTransformer([
        [
          "num",
          Pipeline([
            ["fill", SimpleImputer()],
            ["scale", StandardScaler()],
          ]),
          numbers,
        ],
        [
          "cat",
          Pipeline([
            ["fill", SimpleImputer({ strategy: "most_frequent" })],
            ["code", OneHotEncoder({ handle_unknown: "ignore" })],
          ]),
          ["island", "sex"],
        ],
      ]),
    ],
    ["model", LogisticRegression({ C })],
  ]);

let engine: Engine;
let model: Model;
let split: Split;
beforeAll(async () => {
  engine = await createEngine();
  split = await engine.trainTestSplit(penguins.rows, { random_state: 0, stratify: penguins.y });
  model = await engine.fit(mixed(1), take(penguins.X, split.train), takeTarget(penguins.y, split.train));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const heldOut = () => ({ X: take(penguins.X, split.test), y: takeTarget(penguins.y, split.test) });

/** The file after `change`, with its digest made good: what someone would hand over who knows the format. */
async function forged(bytes: Uint8Array, change: (bytes: Uint8Array) => void): Promise<Uint8Array> {
  const out = bytes.slice();
  change(out);
  out.set(Buffer.from(await xxhash128(out.subarray(0, -16)), "hex"), out.length - 16);
  return out;
}

/** One ulp onto the first number that the proof holds of a step's output. */
function nudge(step: string, method: string): (bytes: Uint8Array) => void {
  return (bytes) => {
    const all = Buffer.from(bytes.buffer);
    const start = all.indexOf(Buffer.concat([encodeMessage("step"), encodeMessage(step), encodeMessage("method")]));
    const output = all.indexOf("output", all.indexOf(method, start));
    // The first float64 array after that: its type, the number of axes, three zeros; then the extents and the elements.
    const heads = [1, 2].map((axes) => all.indexOf(Buffer.from([1, axes, 0, 0, 0]), output)).filter((at) => at > 0);
    const payload = Math.min(...heads) + 1;
    all[payload + 4 + 4 * all[payload]!]! ^= 1;
  };
}

describe("proof rows", () => {
  test("are made by rule, without any row of data, unless told otherwise", async () => {
    const bytes = await model.dump();
    const loaded = await engine.load(bytes);
    expect(loaded.proof).toMatchObject({ identical: true, rows: 20 });
    expect(loaded.proof!.steps).toBeGreaterThan(6);
    expect(await engine.verify(bytes)).toEqual(loaded.proof);
    const text = Buffer.from(bytes).toString("latin1");
    for (const rule of ["missing: island", "unseen category: sex", "max: body_mass_g"]) expect(text).toContain(rule);
    expect(text).not.toContain("ordinary");
    expect(await loaded.dump()).toEqual(bytes);
  });

  test("held-out rows may stand among them, and none at all", async () => {
    const { X } = heldOut();
    const bytes = await model.dump({ proof: X });
    expect(Buffer.from(bytes).toString("latin1")).toContain("ordinary");
    const loaded = await engine.load(bytes);
    expect(loaded.proof).toMatchObject({ identical: true, rows: 28 });
    const without = await loaded.dump({ proof: false });
    const bare = await engine.load(without);
    expect(bare.proof).toBeNull();
    expect(await bare.dump()).toEqual(without);
    expect(await engine.verify(without)).toEqual({ identical: true, rows: 0, steps: 0, bytes: 0 });
    expect((await engine.load(await bare.dump({ proof: true }))).proof).toMatchObject({ rows: 20 });
    expect(await bare.fingerprint()).toBe(await model.fingerprint());
  });

  test("a difference of one ulp refuses the file, and is reported where that was asked for", async () => {
    const wrong = await forged(await model.dump(), nudge("model", "predict_proba"));
    const error = await rejection(engine.load(wrong));
    expect(error).toBeInstanceOf(KeepfitError);
    expect(error).toMatchObject({
      code: "proof_failed",
      where: "model",
      message: expect.stringMatching(/^Proof row 1 \(typical\): predict_proba of step 'model' gave .* 1 ulp away\.$/),
    });
    const first = { step: "model", method: "predict_proba", row: 0, rule: "typical", output: "0", ulps: 1 };
    const { message } = error as KeepfitError;
    expect(await engine.verify(wrong)).toMatchObject({ identical: false, first: { ...first, message } });
    const loaded = await engine.load(wrong, { report: true });
    expect(loaded.proof).toMatchObject({ identical: false, first });
    expect(await loaded.predict(penguins.X)).toEqual(await model.predict(penguins.X));
  });

  test("the step before is named where it is the one that differs", async () => {
    const wrong = await forged(await model.dump(), nudge("prepare__num__scale", "transform"));
    expect(await engine.verify(wrong)).toMatchObject({
      identical: false,
      first: { step: "prepare__num__scale", method: "transform", ulps: 1 },
    });
  });

  test("survive an engine that has to be started again", async () => {
    const own = await createEngine();
    const lose = async () => {
      // Not once: a model that is collected just then calls the engine too.
      const trap = vi.spyOn(EngineHost.prototype, "call").mockImplementation(() => {
        throw new WebAssembly.RuntimeError("unreachable");
      });
      expect(await rejection(own.trainTestSplit(10))).toMatchObject({ code: "worker_lost" });
      trap.mockRestore();
    };
    const fitted = await own.fit(mixed(1), penguins.X, penguins.y);
    const card = { created: "2026-01-31T09:30:00Z" };
    const bytes = await fitted.dump({ card });
    await lose();
    expect(await fitted.dump({ card })).toEqual(bytes);
    const wrong = await forged(bytes, nudge("model", "predict_proba"));
    const loaded = await own.load(wrong, { report: true });
    await lose();
    expect(await loaded.dump()).toEqual(wrong);
    own.close();
  });
});

describe("the card", () => {
  test("is filled in from what is at hand", async () => {
    const baseline = await engine.fit(
      DummyClassifier({ strategy: "most_frequent" }),
      take(penguins.X, split.train),
      takeTarget(penguins.y, split.train),
    );
    const bytes = await model.dump({
      dataset: { name: "penguins", X: penguins.X, y: penguins.y },
      split: { test_size: 0.25, random_state: 0, stratify: penguins.y },
      heldOut: heldOut(),
      baseline,
      card: { name: "birds", target: { name: "species" } },
    });
    const { card, proof } = await engine.load(bytes);
    expect(card).toMatchObject({
      name: "birds",
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      engine: { fitted_with: engine.version.engine, saved_with: engine.version.engine },
      target: { name: "species" },
      dataset: { name: "penguins", rows: 344, sha256: await datasetHash(penguins.X, penguins.y) },
      split: { test_size: 0.25, random_state: 0, stratify: true },
    });
    const { X, y } = heldOut();
    expect(card!.metrics).toEqual((await model.evaluate(X, y)).metrics);
    expect(card!.baseline).toEqual((await baseline.evaluate(X, y)).metrics);
    expect(card!.metrics!.accuracy).toBeGreaterThan(card!.baseline!.accuracy as number);
    expect(card!.input!.find(({ name }) => name === "island")).toEqual({
      name: "island",
      kind: "text",
      missing: 0,
      categories: ["Biscoe", "Dream", "Torgersen"],
      most_frequent: "Biscoe",
    });
    // A few held-out rows are in the proof, since they were given and nothing else was said.
    expect(proof).toMatchObject({ identical: true, rows: 28 });
  });

  test("what the author says stands above what is filled in", async () => {
    const bytes = await model.dump({ heldOut: heldOut(), proof: false, card: { metrics: { accuracy: 0.5 } } });
    const { card, proof } = await engine.load(bytes);
    expect([card!.metrics, proof]).toEqual([{ accuracy: 0.5 }, null]);
  });

  test("a loaded model's card is kept, and can be added to", async () => {
    const bytes = await model.dump({ card: { name: "birds", notes: "one" } });
    const loaded = await engine.load(bytes);
    const again = await engine.load(await loaded.dump({ card: { notes: "two" } }));
    expect(again.card).toEqual({ ...loaded.card, notes: "two" });
    expect(await engine.load(bytes)).toMatchObject({ card: { notes: "one" } });
  });
});

describe("the companion", () => {
  const source = { format: "pickle", "scikit-learn": "1.6.1", protocol: 5 };
  const schema = JSON.parse(readFileSync(`${root}web/lib/companion.schema.json`, "utf8")) as object;
  const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(
    schema,
  );
  const checked = async (bytes: Uint8Array) => {
    const companion = JSON.parse(await engine.companion(bytes)) as { card: Record<string, unknown>; file: object };
    validate(companion);
    expect(validate.errors ?? []).toEqual([]);
    return companion;
  };

  test("follows its schema, with everything a card can hold", async () => {
    const bytes = await model.dump({
      dataset: { name: "penguins", X: penguins.X, y: penguins.y },
      split: { test_size: 0.25, random_state: null, stratify: penguins.y },
      heldOut: heldOut(),
      card: {
        name: "<b>birds</b>",
        target: { name: "species", classes: ["a"] },
        baseline: { log_loss: Infinity },
        cv: { scores: [0.5, NaN] },
        search: { best: { model__C: 1 } },
        check: { sha256: "0".repeat(64), rows: 86 },
        notes: "\u202eone\nline",
        parent: await model.fingerprint(),
      },
    });
    const signed = await engine.sign(bytes, await generateSigningKey());
    const { card } = await checked(signed);
    expect(Object.keys(card)).toHaveLength(15);
    expect(card).toMatchObject({ baseline: { log_loss: "Infinity" }, cv: { scores: [0.5, "NaN"] } });
    await checked(await model.dump({ proof: false }));
  });

  test("follows its schema, taken from files of scikit-learn's, whose missing values nobody counted", async () => {
    for (const [file, format] of [
      ["mixed.pkl", "pickle"],
      ["chain.joblib", "joblib"],
    ]) {
      const taken = await engine.readSklearn(readFileSync(`${root}tests/golden/pickles/${file}`));
      const { card } = await checked(await taken.dump());
      expect(card).toMatchObject({ source: { "scikit-learn": "1.9.1", format } });
      expect((card["input"] as { missing: number }[])[0]).toMatchObject({ missing: -1 });
    }
  });

  test.each<[string, (companion: { card: Record<string, unknown>; file: Record<string, unknown> }) => void]>([
    ["an entry that no card has", ({ card }) => (card["colour"] = "red")],
    ["a hash that is none", ({ file }) => (file["fingerprint"] = "abc")],
    ["a fact that is missing", ({ file }) => delete file["bytes"]],
    ["a text where a number must be", ({ card }) => (card["metrics"] = { accuracy: "high" })],
    ["a number column with categories", ({ card }) => ((card["input"] as { kind: string }[])[0]!.kind = "number")],
    ["a source of a format that is not read", ({ card }) => (card["source"] = { ...source, format: "onnx" })],
    ["a source with more in it", ({ card }) => (card["source"] = { ...source, author: "me" })],
    ["fewer than no missing values", ({ card }) => ((card["input"] as { missing: number }[])[0]!.missing = -2)],
    ["a date in another form", ({ card }) => (card["created"] = "31.1.2026")],
  ])("its schema refuses %s", async (_, change) => {
    const only = { columns: { island: ["a", "b", null] } };
    const texts = await engine.fit(OneHotEncoder(), only);
    const companion = await checked(await texts.dump());
    change(companion as never);
    expect(validate(companion)).toBe(false);
  });
});

describe("two files", () => {
  const card = { created: "2026-01-31T09:30:00Z" };

  test("the same", async () => {
    const bytes = await model.dump({ card });
    expect(await engine.diff(bytes, bytes)).toEqual({ identical: true, same_pipeline: true, rows: [], sizes: [] });
  });

  test("another card", async () => {
    const [a, b] = [await model.dump({ card }), await model.dump({ card: { ...card, notes: "new" } })];
    expect(await engine.diff(a, b)).toEqual({
      identical: false,
      same_pipeline: true,
      rows: [{ part: "card", path: "notes", kind: "only_b", a: "None", b: "'new'" }],
      sizes: [],
    });
  });

  test("another fit", async () => {
    const other = await engine.fit(mixed(2), take(penguins.X, split.train), takeTarget(penguins.y, split.train));
    const { identical, same_pipeline, rows, sizes } = await engine.diff(
      await model.dump({ card }),
      await other.dump({ card }),
    );
    expect([identical, same_pipeline]).toEqual([false, false]);
    const at = (path: string) => rows.find((row) => row.path === path);
    expect(at("model__C")).toMatchObject({ part: "pipeline", kind: "value", a: "1.0", b: "2.0" });
    expect(at("model__coef_")).toMatchObject({ kind: "value", count: 27, where: [0, 0], ulps: expect.any(Number) });
    expect(at("prepare__num__scale__mean_")).toBeUndefined();
    expect(sizes).toEqual([]);
  });

  test("another estimator, and its size", async () => {
    const trees = await engine.fit(DecisionTreeClassifier(), iris.X, iris.y);
    const lines = await engine.fit(LogisticRegression(), iris.X, iris.y);
    const { rows, sizes } = await engine.diff(await trees.dump({ card }), await lines.dump({ card }));
    expect(rows[0]).toMatchObject({ path: "", kind: "class", a: "'DecisionTreeClassifier'" });
    expect(sizes).toEqual([{ path: "", a: expect.any(Number), b: expect.any(Number) }]);
  });

  test("a damaged one is refused", async () => {
    const bytes = await model.dump();
    const damaged = bytes.slice();
    damaged[100]! ^= 1;
    expect(await rejection(engine.diff(bytes, damaged))).toMatchObject({ code: "damaged" });
    expect(await rejection(engine.diff(bytes, "file" as never))).toMatchObject({ code: "bad_type" });
  });
});

describe("unfamiliar input", () => {
  const row = {
    bill_length_mm: [40, 40, 400],
    bill_depth_mm: [15, null, 15],
    flipper_length_mm: [200, 200, 200],
    body_mass_g: [4000, 4000, -1],
    island: ["Dream", "Atlantis", "Atlantis"],
    sex: ["male", null, "female"],
    year: [2008, 2008, 2008],
  };

  test("is said when asked for, never by predicting", async () => {
    const warnings = await model.inputWarnings({ columns: row });
    expect(warnings).toEqual(
      [
        {
          column: "bill_length_mm",
          kind: "range",
          count: 1,
          row: 2,
          value: "400.0",
          seen: expect.stringMatching(/^\d.* to \d/),
        },
        { column: "body_mass_g", kind: "range", count: 1, row: 2, value: "-1.0", seen: expect.stringMatching(/ to /) },
        { column: "island", kind: "category", count: 2, row: 1, value: "Atlantis", seen: "3 categories" },
      ].toSorted((a, b) => order(a.column) - order(b.column)),
    );
    const warn = vi.spyOn(console, "warn");
    expect(await model.predict({ columns: row })).toHaveLength(3);
    expect(warn).not.toHaveBeenCalled();
  });

  test("is found by a loaded model too, in a column that is missing as a whole", async () => {
    const loaded = await engine.load(await (await engine.fit(StandardScaler(), { columns: { a: [1, 2] } })).dump());
    expect(await loaded.inputWarnings({ columns: { a: [null, null] } })).toEqual([
      { column: "a", kind: "missing", count: 2, row: 0, value: "nan", seen: "no missing value" },
    ]);
    expect(await loaded.inputWarnings({ columns: { a: [1, 1.5] } })).toEqual([]);
    expect(await loaded.inputWarnings([[3]])).toMatchObject([
      { column: "a", kind: "range", value: "3.0", seen: "1.0 to 2.0" },
    ]);
  });

  const columns = [...(penguins.X.columns as ReadonlyMap<string, unknown>).keys()];
  const order = (name: string) => columns.indexOf(name);
});

describe("a signature", () => {
  let keys: CryptoKeyPair;
  let bytes: Uint8Array;
  let signed: Uint8Array;
  beforeAll(async () => {
    keys = await generateSigningKey();
    bytes = await model.dump({ card: { name: "birds", notes: "as fitted" } });
    signed = await engine.sign(bytes, keys);
  });

  test("names its key and nothing else changes", async () => {
    const key = Buffer.from(await crypto.subtle.exportKey("raw", keys.publicKey)).toString("hex");
    expect(await engine.checkSignature(signed)).toEqual({ key, valid: true });
    expect(await engine.checkSignature(bytes)).toBeNull();
    const loaded = await engine.load(signed);
    expect(loaded.signature).toEqual({ key, valid: true });
    expect((await engine.load(bytes)).signature).toBeNull();
    expect(await loaded.dump()).toEqual(signed);
    expect(await loaded.fingerprint()).toBe(await model.fingerprint());
    const { rows } = await engine.diff(bytes, signed);
    expect(rows).toMatchObject([{ part: "card", path: "signature", kind: "only_b" }]);
  });

  test("is what FORMAT.md says, checked without the library", async () => {
    const { card, sections } = await engine.inspect(signed);
    const { card: bare } = (await engine.inspect(bytes)).sections;
    const { createHash, createPublicKey, verify } = await import("node:crypto");
    const sha256 = (part: Uint8Array) => createHash("sha256").update(part).digest("hex");
    const section = (of: Uint8Array, [offset, length]: readonly [number, number]) =>
      of.subarray(offset, offset + length);
    const text = `keepfit signature 1\n${sha256(section(signed, sections.pipeline!))}\n${sha256(section(bytes, bare!))}\n`;
    // The fixed beginning of an Ed25519 key as SubjectPublicKeyInfo (RFC 8410).
    const der = Buffer.concat([
      Buffer.from("302a300506032b6570032100", "hex"),
      Buffer.from(card.signature!.key, "hex"),
    ]);
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    expect(verify(null, Buffer.from(text), key, Buffer.from(card.signature!.value, "hex"))).toBe(true);
  });

  test.each(["the card", "the key", "the signature itself"])("does not survive a change of %s", async (what) => {
    const { card } = await engine.inspect(signed);
    const { key, value } = card.signature!;
    const text = { "the card": "as fitted", "the key": key, "the signature itself": value }[what]!;
    const wrong = await forged(signed, (all) => {
      const at = Buffer.from(all.buffer).indexOf(text);
      all[at] = all[at] === 0x61 ? 0x62 : 0x61;
    });
    const check = await engine.checkSignature(wrong);
    expect(check!.valid).toBe(false);
    // It is reported, not refused.
    expect((await engine.load(wrong)).signature).toEqual(check);
  });

  test("does not fit another pipeline", async () => {
    const other = await engine.fit(mixed(2), take(penguins.X, split.train), takeTarget(penguins.y, split.train));
    const { signature, ...card } = (await engine.load(signed)).card!;
    const { engine: _, input: __, ...own } = card;
    const moved = await other.dump({ card: { ...own, signature: signature! } });
    expect(await engine.checkSignature(moved)).toMatchObject({ valid: false });
  });

  test.each<[string, object]>([
    ["another algorithm", { algorithm: "RSA" }],
    ["a key that is too short", { key: "abcd" }],
    ["a key that is no text", { key: 7 }],
    ["a signature in capitals", { value: "AB".repeat(64) }],
    ["a key that is no point of the curve", { key: `02${"0".repeat(62)}` }],
  ])("with %s is not valid", async (_, change) => {
    const loaded = await engine.load(signed);
    const { signature } = loaded.card!;
    const odd = await loaded.dump({ card: { signature: { ...signature!, ...change } } });
    expect(await engine.checkSignature(odd)).toMatchObject({ valid: false });
  });

  test("is left out when the card is changed, and replaced by signing again", async () => {
    const loaded = await engine.load(signed);
    const changed = await loaded.dump({ card: { notes: "changed" } });
    expect(await engine.checkSignature(changed)).toBeNull();
    const { key } = (await engine.checkSignature(await engine.sign(changed, await generateSigningKey())))!;
    const again = await engine.sign(signed, keys);
    expect(key).not.toBe((await engine.checkSignature(again))!.key);
    // Ed25519 is deterministic: signing what was signed with the same key changes nothing.
    expect(again).toEqual(signed);
  });

  test("needs an Ed25519 pair of keys", async () => {
    const other = await generateSigningKey();
    for (const wrong of [
      undefined,
      {},
      await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]),
      { privateKey: keys.privateKey, publicKey: other.publicKey },
    ])
      expect(await rejection(engine.sign(bytes, wrong as CryptoKeyPair))).toMatchObject({ code: "bad_key" });
  });

  test.each<[string, () => void]>([
    ["without WebCrypto", () => vi.stubGlobal("crypto", {})],
    [
      "without Ed25519",
      () => {
        const refuse = async () => {
          throw new DOMException("Unrecognized name", "NotSupportedError");
        };
        for (const method of ["generateKey", "sign", "importKey"] as const)
          vi.spyOn(crypto.subtle, method).mockImplementation(refuse as never);
      },
    ],
  ])("%s is a sentence, and files open all the same", async (_, prepare) => {
    prepare();
    for (const attempt of [generateSigningKey(), engine.checkSignature(signed), engine.sign(bytes, keys)])
      expect(await rejection(attempt)).toMatchObject({
        code: "no_signatures",
        message: expect.stringMatching(/^Signatures cannot be made or checked here: .*\.$/),
      });
    expect((await engine.load(signed)).signature).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      valid: null,
    });
  });

  test("is cut off only where it is the last entry as written", () => {
    const card = encodeMessage({ name: "a", signature: { key: "b" } });
    expect(withoutSignature(card, { key: "b" })).toEqual(encodeMessage({ name: "a" }));
    expect(withoutSignature(card, { key: "c" })).toBeUndefined();
    expect(withoutSignature(encodeMessage({ signature: { key: "b" }, x: 1 }), { key: "b" })).toBeUndefined();
    expect(withoutSignature(new Uint8Array(), { key: "b" })).toBeUndefined();
  });
});
