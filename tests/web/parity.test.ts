// The same request bytes to the native engine and to WebAssembly: the answers must be the same bytes.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage } from "../../web/lib/codec.js";
import { createEngine } from "../../web/lib/index.js";
import { tableToWire, targetToWire } from "../../web/lib/table.js";
import { EngineHost } from "../../web/lib/wasm.js";
import { dataset, wasmFile } from "./helpers.js";
import { NativeHost, type Answer } from "./native-host.js";
import { combined, fitsOf } from "./recipes.js";

const engine = await createEngine();
const fits = [...combined, ...fitsOf(await engine.schema())];
engine.close();

describe("native and WebAssembly give the same bytes", () => {
  let native: NativeHost;
  let wasm: EngineHost;

  beforeAll(() => {
    native = new NativeHost();
    wasm = new EngineHost(new WebAssembly.Module(readFileSync(wasmFile)));
  });
  afterAll(() => native.end());

  async function both(op: string, request: object): Promise<{ [key: string]: unknown }> {
    const bytes = encodeMessage(request);
    const here = wasm.call(op, bytes);
    const there = await native.call(op, bytes);
    const read = (answer: Answer) => decodeMessage(answer.bytes) as { message?: string };
    // Errors first, because their text tells more than a difference of bytes.
    if (!there.ok || !here.ok) expect(read(here)).toEqual(read(there));
    expect(Buffer.compare(here.bytes, there.bytes), `${op}: the answers differ`).toBe(0);
    return read(here) as { [key: string]: unknown };
  }

  test("version and schema", async () => {
    expect(await both("version", {})).toMatchObject({ format: 1 });
    await both("schema", {});
  });

  test.each(fits)("$name", async ({ name, recipe, data }) => {
    const { X, y } = dataset(data);
    const table = tableToWire(X);
    const { model } = await both("fit", { recipe, X: table, y: targetToWire(y) });
    expect(model, "a model was fitted").toBeTypeOf("number");
    const { methods } = (await both("describe", { model })) as { methods: string[] };
    expect(methods.length).toBeGreaterThan(0);
    for (const method of methods) await both(method, { model, X: table });
    if (methods.includes("predict")) await both("evaluate", { model, X: table, y: targetToWire(y) });
    await both("fitted", { model });
    const { bytes } = (await both("dump", { model, card: { name, created: "2026-01-01T00:00:00Z" } })) as {
      bytes: Uint8Array;
    };
    await both("inspect", { bytes });
    const loaded = await both("load", { bytes });
    const again = await both("dump", { model: loaded.model, card: {} });
    expect(Buffer.compare(again.bytes as Uint8Array, bytes), "dump after load gives the same file").toBe(0);
  });

  test("splits and errors", async () => {
    await both("train_test_split", { n: 1000, test_size: 0.25, random_state: 42, shuffle: true });
    expect(await both("predict", { model: 12345, X: tableToWire([[1]]) })).toMatchObject({ code: "unknown_model" });
    expect(await both("load", { bytes: new Uint8Array([1, 2, 3]) })).toMatchObject({ message: expect.any(String) });
    expect(await both("no such thing", {})).toMatchObject({ message: expect.any(String) });
  });
});
