// Frozen files of every released format version, on the WebAssembly engine and natively, and on a native engine with one
// kernel changed: their proof must notice, at the right step.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage } from "../../web/lib/codec.js";
import { sha256 } from "../../web/lib/hash.js";
import { createEngine, type Engine } from "../../web/lib/index.js";
import { root } from "./helpers.js";
import { NativeHost } from "./native-host.js";

const folder = `${root}tests/golden/models/`;
interface Entry {
  readonly file: string;
  readonly fingerprint: string;
  readonly sha256: string;
}
const frozen = readdirSync(folder)
  .filter((version) => existsSync(`${folder}${version}/manifest.json`))
  .flatMap((version) => {
    const { files } = JSON.parse(readFileSync(`${folder}${version}/manifest.json`, "utf8")) as { files: Entry[] };
    return files.map((entry): [string, Entry] => [`${version}/${entry.file}`, entry]);
  });

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
    const bytes = new Uint8Array(readFileSync(folder + path));
    expect(await sha256(bytes), "the file is the one that was released").toBe(entry.sha256);
    const model = await engine.load(bytes);
    expect(model.proof?.identical).toBe(true);
    expect(await model.fingerprint()).toBe(entry.fingerprint);
    expect((await verify(native, bytes)).identical).toBe(true);
    await model.release();
  });
});

describe("an engine with one kernel changed", () => {
  const bytes = new Uint8Array(readFileSync(`${folder}v1/pipeline_penguins_logistic.keepfit`));
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
