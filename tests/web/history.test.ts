// Frozen files of every engine that froze some, on the WebAssembly engine and natively, and on a native engine with one
// kernel changed: their proof must notice, at the right step. tests/e2e/history.test.ts opens them in browsers.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage } from "../../web/lib/codec.js";
import { sha256 } from "../../web/lib/hash.js";
import { createEngine, generateSigningKey, type Engine } from "../../web/lib/index.js";
import { frozen, frozenBytes } from "./frozen.js";
import { root } from "./helpers.js";
import { NativeHost } from "./native-host.js";

interface Verdict {
  readonly identical: boolean;
  readonly rows: number;
  readonly first?: { readonly step: string; readonly message: string };
}

async function verify(host: NativeHost, bytes: Uint8Array): Promise<Verdict> {
  const answer = await host.call("verify", encodeMessage({ bytes }));
  const value = decodeMessage(answer.bytes) as Verdict & { message?: string };
  if (!answer.ok) throw new Error(value.message);
  return value;
}

/** The bytes that the native engine writes of a file that it was given. */
async function savedNatively(host: NativeHost, bytes: Uint8Array): Promise<Uint8Array> {
  const ask = async (op: string, request: object) =>
    decodeMessage((await host.call(op, encodeMessage(request))).bytes) as { model: number; bytes: Uint8Array };
  const { model } = await ask("load", { bytes });
  const { bytes: saved } = await ask("dump", { model });
  await ask("release", { model });
  return saved;
}

describe("frozen files", () => {
  let engine: Engine;
  let native: NativeHost;
  beforeAll(async () => {
    engine = await createEngine();
    native = new NativeHost();
  });
  afterAll(() => {
    engine.close();
    native.end();
  });

  test("there are some", () => expect(frozen.length).toBeGreaterThan(13));

  test.each(frozen)("%s", async (path, entry) => {
    const bytes = frozenBytes(path);
    expect(await sha256(bytes), "the file is the one that was released").toBe(entry.sha256);
    const model = await engine.load(bytes);
    expect(model.proof?.identical).toBe(true);
    expect(await model.fingerprint()).toBe(entry.fingerprint);
    expect((await verify(native, bytes)).identical).toBe(true);

    const saved = await model.dump();
    expect(saved).toEqual(await savedNatively(native, bytes));
    const again = await engine.load(saved);
    expect(again.proof?.identical).toBe(true);
    const changed = (await again.fingerprint()) !== entry.fingerprint;
    expect(again.card?.parent).toBe(changed ? entry.fingerprint : undefined);
    await model.release();
    await again.release();
  });

  test("one of a class that has changed since says how, beside a new one", async () => {
    const old = frozenBytes("v1/sgd_classifier.keepfit");
    const model = await engine.load(old);
    const saved = await model.dump();
    const { rows, same_pipeline } = await engine.diff(old, saved);
    expect(same_pipeline).toBe(false);
    expect(rows.filter(({ part }) => part === "pipeline")).toEqual([
      only("early_stopping", "False"),
      only("validation_fraction", "0.1"),
      only("average", "False"),
    ]);
    expect(rows.filter(({ part }) => part === "card").map(({ path }) => path)).toEqual([
      "engine__saved_with",
      "parent",
    ]);
    const params = (await model.params()).params as Record<string, unknown>;
    expect(params).toMatchObject({ early_stopping: false, validation_fraction: 0.1, average: false });
  });

  test("steps inside a pipeline that have changed since are found by their path", async () => {
    const old = frozenBytes("v1/pipeline_penguins_logistic.keepfit");
    const { rows } = await engine.diff(frozenBytes("v1/pipeline_penguins_logistic-0.2.0.keepfit"), old);
    expect(rows.filter(({ part }) => part === "pipeline")).toEqual([
      { ...only("columns__cat__encode__sparse_output", "False"), kind: "only_a", a: "False", b: "None" },
    ]);
  });

  test("a signature is of what is written", async () => {
    const signed = await engine.sign(frozenBytes("v1/sgd_regressor.keepfit"), await generateSigningKey());
    expect(await engine.checkSignature(signed)).toMatchObject({ valid: true });
    const model = await engine.load(signed);
    expect(model.signature).toMatchObject({ valid: true });
    expect(await engine.checkSignature(await model.dump())).toMatchObject({ valid: true });
  });
});

/** A row of a difference: a parameter that version 0.2.0 brought. */
const only = (path: string, means: string) => ({
  part: "pipeline",
  path,
  kind: "only_b",
  a: "None",
  b: means,
  since: "0.2.0",
  means,
});

describe("the version", () => {
  test("is one everywhere, and the changelog's latest", async () => {
    const engine = await createEngine({ worker: false });
    const text = (file: string) => readFileSync(root + file, "utf8");
    const { version } = JSON.parse(text("package.json")) as { version: string };
    expect(engine.version.engine).toBe(version);
    expect(JSON.parse(text("package-lock.json"))).toMatchObject({ version, packages: { "": { version } } });
    expect(/^## \[(.+?)\] - \d{4}-\d{2}-\d{2}$/m.exec(text("CHANGELOG.md"))?.[1]).toBe(version);
    engine.close();
  });
});

describe("an engine with one kernel changed", () => {
  const bytes = frozenBytes("v1/pipeline_penguins_logistic.keepfit");
  let changed: NativeHost;
  let host: NativeHost;
  beforeAll(() => {
    changed = new NativeHost("keepfit_changed_host");
    host = new NativeHost();
  });
  afterAll(() => {
    changed.end();
    host.end();
  });

  test("is caught by the proof, at the step that computes with it", async () => {
    const verdict = await verify(changed, bytes);
    expect(verdict.identical).toBe(false);
    expect(verdict.first?.step).toBe("model");
    expect(verdict.first?.message).toMatch(/^Proof row \d+ .*step 'model'.* ulps? away\.$/);
    expect((await verify(host, bytes)).identical).toBe(true);
  });

  test("refuses to load the file", async () => {
    const answer = await changed.call("load", encodeMessage({ bytes }));
    expect(answer.ok).toBe(false);
    expect(decodeMessage(answer.bytes)).toMatchObject({ code: "proof_failed", where: "model" });
    expect((await host.call("load", encodeMessage({ bytes }))).ok).toBe(true);
  });
});
