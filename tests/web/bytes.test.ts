// The bytes of a file: where its values lie, what notices one bit that is changed, and a file as a link.
import { decode } from "@msgpack/msgpack";
import { deflateRawSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { xxhash128 } from "hash-wasm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anyBreak, broken, caughtBy, flipped, stageOf, type Caught } from "../../web/elements/bytes/break.js";
import { withDigest } from "../../web/elements/bytes/digest.js";
import { longestLink, packedFile, unpackedFile } from "../../web/elements/bytes/link.js";
import { placesOf } from "../../web/elements/bytes/rows.js";
import {
  arrayFacts,
  chainTo,
  childrenOf,
  elementAt,
  namesOf,
  previewOf,
  wholeOf,
  type Span,
} from "../../web/elements/bytes/walk.js";
import { createEngine, generateSigningKey, LogisticRegression, type Engine } from "../../web/lib/index.js";
import { frozen, frozenBytes } from "./frozen.js";
import { dataset, root } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
});
afterAll(() => engine.close());

const good = () => new Uint8Array(readFileSync(`${root}tests/hostile/good.keepfit`));

/** All values of a file, each before what it holds. */
function* every(bytes: Uint8Array, span: Span): Generator<Span> {
  yield span;
  for (const child of childrenOf(bytes, span)) yield* every(bytes, child);
}

describe("the walk through a file", () => {
  test("finds each value where another reader of MessagePack finds it", () => {
    const bytes = good();
    let values = 0;
    for (const span of every(bytes, wholeOf(bytes))) {
      const value = decode(bytes.subarray(span.value, span.to)) as { type?: number } | null;
      values += 1;
      if (span.kind === "map") expect(childrenOf(bytes, span).map(({ name }) => name)).toEqual(Object.keys(value!));
      else if (span.kind === "list")
        expect(childrenOf(bytes, span)).toHaveLength((value as unknown as unknown[]).length);
      else if (span.kind === "text") expect(previewOf(bytes, span)).toBe(value);
      else if (span.kind === "number") expect(previewOf(bytes, span)).toBe(String(value));
      else if (span.kind === "boolean") expect(previewOf(bytes, span)).toBe(String(value));
      else if (span.kind === "nil") expect(value).toBeNull();
      else if (span.kind === "array") expect(arrayFacts(bytes, span)).toBeDefined();
    }
    expect(values).toBeGreaterThan(100);
  });

  test("gives every byte of every frozen file to one value, and leaves none between two", () => {
    for (const [path] of frozen) {
      const bytes = frozenBytes(path);
      for (const span of every(bytes, wholeOf(bytes))) {
        const inside = childrenOf(bytes, span);
        inside.forEach((child, i) => expect(child.to, path).toBe(inside[i + 1]?.from ?? span.to));
      }
    }
  });

  test("leads from a byte to the innermost value, its name and its element", () => {
    const bytes = good();
    const whole = wholeOf(bytes);
    for (let at = 0; at < bytes.length; at++) {
      const chain = chainTo(bytes, whole, at);
      const last = chain.at(-1)!;
      expect(last.from <= at && at < last.to).toBe(true);
      expect(namesOf(last)).toEqual(chain.slice(1).map(({ name }) => name));
      const inside = childrenOf(bytes, last).some(({ from, to }) => from <= at && at < to);
      expect(inside).toBe(false);
      const element = elementAt(bytes, last, at);
      if (element) expect(element.from <= at && at < element.to).toBe(true);
    }
    const [threshold] = [...every(bytes, whole)].filter(({ name }) => name === "threshold");
    const facts = arrayFacts(bytes, threshold!)!;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect(facts).toMatchObject({ dtype: "float64", width: 8, shape: [facts.count] });
    expect(elementAt(bytes, threshold!, facts.elements + 5)).toEqual({
      index: [0],
      from: facts.elements,
      to: facts.elements + 8,
      text: String(view.getFloat64(facts.elements, true)),
    });
    expect(elementAt(bytes, threshold!, facts.elements - 1)).toBeUndefined();
  });

  test("counts the places of an element along every axis, the last one fastest", async () => {
    const { X, y } = dataset("iris");
    const model = await engine.fit(LogisticRegression(), X, y);
    const bytes = await model.dump({ proof: false });
    const coefficients = [...every(bytes, wholeOf(bytes))].find(({ name }) => name === "coef_")!;
    const facts = arrayFacts(bytes, coefficients)!;
    expect(facts.shape).toEqual([3, 4]);
    expect(elementAt(bytes, coefficients, facts.elements + 8 * 6)!.index).toEqual([1, 2]);
    expect(elementAt(bytes, coefficients, facts.elements + 8 * 11 + 7)!.index).toEqual([2, 3]);
  });

  test("refuses what is no MessagePack, instead of running off", () => {
    expect(() => childrenOf(Uint8Array.of(0x91), wholeOf(Uint8Array.of(0x91)))).toThrow(RangeError);
    const long = Uint8Array.of(0x91, 0xdb, 0xff, 0xff, 0xff, 0xff);
    expect(() => childrenOf(long, wholeOf(long))).toThrow(RangeError);
    expect(() => wholeOf(Uint8Array.of(0xc1))).toThrow(RangeError);
  });
});

describe("rows of an inspection", () => {
  test("each have their place in every frozen file, of the size that the engine says", async () => {
    let found = 0;
    for (const [path] of frozen) {
      const bytes = frozenBytes(path);
      const inspection = await engine.inspect(bytes);
      const places = placesOf(bytes, wholeOf(bytes), inspection);
      for (const row of inspection.rows) {
        if (row.kind === "warning") continue;
        const span = places.get(row.path);
        expect(span, `${path}: ${row.path}`).toBeDefined();
        found += 1;
        if (row.kind !== "estimator") expect(span!.to - span!.value, `${path}: ${row.path}`).toBe(row.bytes);
        const facts = arrayFacts(bytes, span!);
        if (facts) expect(facts.shape, `${path}: ${row.path}`).toEqual(row.shape);
      }
    }
    expect(found).toBeGreaterThan(1000);
  });
});

describe("a broken bit", () => {
  const small = () => frozenBytes("v1/ridge.keepfit");

  test("is another bit of that byte and nothing else; the file itself stays", () => {
    const bytes = small();
    const before = bytes.slice();
    const copy = flipped(bytes, { at: 100, bit: 6 });
    expect(bytes).toEqual(before);
    expect(copy[100]! ^ bytes[100]!).toBe(64);
    copy[100] = bytes[100]!;
    expect(copy).toEqual(bytes);
  });

  test("a digest is made as the engine makes it", async () => {
    for (const [path] of frozen.slice(0, 20)) {
      const bytes = frozenBytes(path);
      expect(await withDigest(bytes)).toEqual(bytes);
      const other = await withDigest(flipped(bytes, { at: 50, bit: 0 }));
      expect(Buffer.from(other.subarray(-16)).toString("hex")).toBe(await xxhash128(other.subarray(0, -16)));
    }
  });

  test("in any byte of a file is refused, by the digest wherever one can be read", async () => {
    const bytes = small();
    const tail = bytes.length - 25;
    for (let at = 0; at < bytes.length; at++) {
      const caught = await caughtBy(engine, bytes, await broken(bytes, { at, bit: at % 8, mend: false }));
      if (caught.by !== "check") throw new Error(`Byte ${at} was not noticed: ${caught.by}.`);
      if (at < 9) expect(caught.code).toBe("not_keepfit");
      else if (at < tail || at >= bytes.length - 16) expect(caught).toMatchObject({ stage: "digest", code: "damaged" });
      else expect(["truncated", "malformed", "trailing_bytes", "damaged"]).toContain(caught.code);
      expect(caught.message).not.toBe("");
    }
  });

  test("in any byte is refused or told by name where the digest was made right again", async () => {
    const bytes = small();
    const { sections } = await engine.inspect(bytes);
    const within = (part: string, at: number): boolean => {
      const [from, length] = sections[part]!;
      return at >= from && at < from + length;
    };
    const tally = new Map<string, number>();
    for (let at = 0; at < bytes.length; at++) {
      const caught = await caughtBy(engine, bytes, await broken(bytes, { at, bit: at % 8, mend: true }));
      const word = caught.by === "check" ? caught.stage : caught.by;
      tally.set(word, (tally.get(word) ?? 0) + 1);
      // What the digest alone guards is what the file says of itself; the model proves itself or is another one.
      if (caught.by === "nothing") expect(within("card", at) || within("proof", at), `byte ${at}`).toBe(true);
      if (caught.by === "fingerprint") {
        expect(within("pipeline", at), `byte ${at}`).toBe(true);
        expect(caught.was).not.toBe(caught.is);
        expect(caught.differences.length).toBeGreaterThan(0);
      }
      expect(caught.by === "mended", `byte ${at}`).toBe(at >= bytes.length - 16);
      expect(caught.by === "check" && caught.stage === "digest", `byte ${at}`).toBe(false);
    }
    for (const word of ["parse", "audit", "canonical", "proof"]) expect(tally.get(word), word).toBeGreaterThan(0);
  });

  test("in a signed card is noticed by the signature", async () => {
    const keys = await generateSigningKey();
    const { X, y } = dataset("iris");
    const model = await engine.fit(LogisticRegression(), X, y);
    const bytes = await engine.sign(await model.dump({ card: { name: "flowers" } }), keys);
    const at = Buffer.from(bytes).indexOf("flowers");
    const caught = await caughtBy(engine, bytes, await broken(bytes, { at, bit: 0, mend: true }));
    expect(caught).toEqual({ by: "signature" } satisfies Caught);
  });

  test("an engine that stops says nothing of the file", async () => {
    const stopped = { ...engine, load: () => Promise.reject(new TypeError("gone")) };
    const bytes = small();
    await expect(caughtBy(stopped, bytes, flipped(bytes, { at: 40, bit: 1 }))).rejects.toThrow("gone");
  });

  test("any bit is one of the file, and none of a digest that is made right again", () => {
    const last = () => 0.999999;
    expect(anyBreak(100, false, last)).toEqual({ at: 99, bit: 7, mend: false });
    expect(anyBreak(100, true, last)).toEqual({ at: 83, bit: 7, mend: true });
  });

  test("every code of a refusal of a file stands in a step", () => {
    const named = readFileSync(`${root}cpp/persistence/FORMAT.md`, "utf8").matchAll(
      /^\| (?:parse|audit|construct|prove)? ?\|[^|]+\| `(\w+)` \|/gm,
    );
    const steps = new Map([...named].map(([, code]) => [code!, stageOf(code!)]));
    expect(steps.size).toBeGreaterThan(15);
    expect(Object.fromEntries(steps)).toMatchObject({
      damaged: "digest",
      truncated: "parse",
      malformed: "parse",
      limit: "parse",
      audit_values: "audit",
      bad_parameter: "audit",
      not_canonical: "canonical",
      proof_failed: "proof",
    });
  });
});

describe("a file as a link", () => {
  test("comes back to the byte, in letters that stand in an address as they are", () => {
    for (const [path] of frozen.slice(0, 30)) {
      const bytes = frozenBytes(path);
      const text = packedFile(bytes);
      expect(text).toMatch(/^[\w-]+$/);
      expect(new URLSearchParams(`file=${text}`).get("file")).toBe(text);
      expect(unpackedFile(text)).toEqual(bytes);
    }
  });

  test("that is cut, changed or endless is refused", () => {
    const text = packedFile(good());
    expect(() => unpackedFile(text.slice(0, -40))).toThrow();
    expect(() => unpackedFile("")).toThrow(/cut off/);
    expect(() => unpackedFile("***")).toThrow();
    expect(() => unpackedFile("A".repeat(longestLink + 1))).toThrow(/too long/);
    const bomb = deflateRawSync(new Uint8Array(40 << 20)).toString("base64url");
    expect(bomb.length).toBeLessThan(longestLink);
    expect(() => unpackedFile(bomb)).toThrow(/more than a model/);
  });
});
