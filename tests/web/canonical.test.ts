// One model has one file: for every estimator, whichever host writes it and however often.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage } from "../../web/lib/codec.js";
import { sha256 } from "../../web/lib/hash.js";
import { createEngine, type Engine } from "../../web/lib/index.js";
import { tableToWire, targetToWire } from "../../web/lib/table.js";
import { dataset, root } from "./helpers.js";
import { NativeHost } from "./native-host.js";
import { combined, exceptions, fitsOf, type Fit } from "./recipes.js";

const schema = await (await createEngine()).schema();
const fits = [...fitsOf(schema), ...combined].map((fit): [string, Fit] => [fit.name, fit]);

describe("canonical bytes", () => {
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

  /** The fingerprint of a fit by the native library. */
  async function nativePrint({ recipe, data }: Fit): Promise<string> {
    const ask = async (op: string, request: object): Promise<Record<string, unknown>> => {
      const { ok, bytes } = await native.call(op, encodeMessage(request));
      const answer = decodeMessage(bytes) as Record<string, unknown>;
      if (!ok) throw new Error(`${op}: ${String(answer.message)}`);
      return answer;
    };
    const { X, y } = dataset(data);
    const { model } = await ask("fit", { recipe, X: tableToWire(X), y: targetToWire(y) });
    const { bytes, pipeline } = await ask("dump", { model, card: {}, proof: false });
    const [offset, length] = pipeline as [number, number];
    return sha256((bytes as Uint8Array).subarray(offset, offset + length));
  }

  test.each(fits)("%s", async (name, fit) => {
    const { X, y } = dataset(fit.data);
    const model = await engine.fit(fit.recipe, X, y);
    const bytes = await model.dump();
    const again = await engine.load(bytes);
    expect(again.proof?.identical).toBe(true);
    expect(Buffer.compare(await again.dump(), bytes), "dump(load(b)) is b").toBe(0);
    const print = await model.fingerprint();
    const twin = await engine.fit(fit.recipe, X, y);
    expect(await twin.fingerprint(), "a second fit").toBe(print);
    if (!exceptions.includes(name)) expect(await nativePrint(fit), "the native library").toBe(print);
    for (const each of [model, again, twin]) await each.release();
  });

  test("exceptions are those that FORMAT.md lists, and are not to become more", () => {
    const text = readFileSync(`${root}cpp/persistence/FORMAT.md`, "utf8");
    const [, listed] = /Estimators whose fingerprint depends on the host: ([^.]*)\./.exec(text) ?? [];
    expect(listed?.split(", ").filter((name) => name !== "none")).toEqual(exceptions);
    expect(exceptions.length).toBeLessThanOrEqual(0);
  });
});
