import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "@msgpack/msgpack";
import { decodeMessage, decodeWithFloats, encodeMessage } from "../../web/lib/codec.js";
import { KeepfitError } from "../../web/lib/errors.js";
import { float } from "../../web/lib/float.js";

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

describe("bytes on the border", () => {
  test("a 1-d float64 array is ext 1 with one extent", () => {
    // fixext 16 has room for exactly the header of 8 bytes and one number.
    expect(hex(encodeMessage(new Float64Array([1])))).toBe("d8 01 01 00 00 00 01 00 00 00 00 00 00 00 00 00 f0 3f");
  });

  test("a 2-d array lists its extents, row after row", () => {
    const bytes = encodeMessage({ data: new Int32Array([1, 2]), shape: [2, 1] });
    expect(hex(bytes)).toBe("c7 14 03 02 00 00 00 02 00 00 00 01 00 00 00 01 00 00 00 02 00 00 00");
  });

  test("bare bytes are binary", () => {
    expect(hex(encodeMessage(new Uint8Array([7, 8])))).toBe("c4 02 07 08");
  });

  test("every NaN has one pattern", () => {
    const odd = new Float64Array(1);
    new BigUint64Array(odd.buffer)[0] = 0xfff8_0000_0000_1234n;
    expect(hex(encodeMessage(odd))).toBe(hex(encodeMessage(new Float64Array([NaN]))));
    expect(hex(encodeMessage(odd)).endsWith("00 00 00 00 00 00 f8 7f")).toBe(true);
    expect(hex(encodeMessage(NaN))).toBe("cb 7f f8 00 00 00 00 00 00");
  });

  test("the sign of zero survives in arrays", () => {
    const back = decodeMessage(encodeMessage(new Float64Array([-0, 0]))) as Float64Array;
    expect([Object.is(back[0], -0), Object.is(back[1], 0)]).toEqual([true, true]);
  });

  test("keys without a value are left out", () => {
    expect(decodeMessage(encodeMessage({ a: undefined, b: null }))).toEqual({ b: null });
  });

  test("a message has nothing of those before it, whatever became of them", () => {
    const one = { X: { data: { data: new Float64Array([1, 2]), shape: [1, 2] } }, model: 3 };
    const before = hex(encodeMessage(one));
    const large = { numbers: new Float64Array(20_000).fill(5), text: "x".repeat(100_000) };
    const largeBytes = encodeMessage(large);
    expect(() => encodeMessage({ numbers: new Float64Array(9), no: () => 1 })).toThrow(KeepfitError);
    expect(hex(encodeMessage(one))).toBe(before);
    expect(() => decodeMessage(largeBytes.subarray(0, 70_000))).toThrow(KeepfitError);
    expect(decodeMessage(largeBytes)).toEqual(large);
    expect(decodeMessage(encodeMessage(one))).toEqual(one);
  });

  test("a date is not an empty map, which would be read as one", () => {
    expect(hex(encodeMessage(new Date(1000)))).toBe("d6 ff 00 00 00 01");
  });

  test("a view into a larger buffer sends its own part only", () => {
    const view = new Float64Array([1, 2, 3, 4]).subarray(1, 3);
    expect(decodeMessage(encodeMessage(view))).toEqual(new Float64Array([2, 3]));
  });
});

describe("round trips", () => {
  const anyBytes = (size: number) =>
    fc.uint8Array({ maxLength: 20 * size }).map((b) => b.slice(0, b.length - (b.length % size)));

  test("every bit of every array but NaN", () => {
    fc.assert(
      fc.property(fc.float64Array({ noNaN: true }), (array) => {
        const back = decodeMessage(encodeMessage(array)) as Float64Array;
        expect(bytesOf(back)).toEqual(bytesOf(array));
        expect(back.byteOffset).toBe(0);
      }),
    );
    fc.assert(
      fc.property(anyBytes(8), (bytes) => {
        const array = new BigInt64Array(bytes.buffer, 0, bytes.length / 8);
        expect(decodeMessage(encodeMessage(array))).toEqual(array);
      }),
    );
  });

  test("shapes of two and three axes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 2, maxLength: 3 }), (shape) => {
        const size = shape.reduce((a, b) => a * b, 1);
        for (const array of [Float64Array, Float32Array, Int32Array, Uint8Array]) {
          const value = { data: array.from(Array.from({ length: size }, (_, i) => i)), shape };
          expect(decodeMessage(encodeMessage(value))).toEqual(value);
        }
      }),
    );
  });

  test("plain values", () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true }).filter((x) => !Object.is(x, -0)),
        fc.string({ unit: "grapheme" }),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((key) => key !== "__proto__"),
          tie("value"),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    }));
    fc.assert(fc.property(value, (x) => void expect(decodeMessage(encodeMessage(x))).toEqual(x)));
  });
});

describe("short messages, which have a way of their own", () => {
  const long = "x".repeat(10_000);
  const text = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: "grapheme", maxLength: 40 }));
  const numbers = fc.oneof(fc.double(), fc.integer(), fc.integer({ min: -40, max: 300 }), fc.maxSafeInteger());
  const doubles = fc.float64Array({ maxLength: 40 });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, undefined, true, false, NaN, -0, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32),
      numbers,
      text,
      doubles,
      fc.int32Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 9 }),
      fc.float32Array({ maxLength: 9, noNaN: true }),
      doubles.map((data) => ({ data, shape: [1, data.length] })),
      fc.array(tie("value"), { maxLength: 20 }),
      fc.dictionary(
        fc.oneof(text, fc.constantFrom("model", "X", "data")).filter((key) => key !== "__proto__"),
        tie("value"),
        { maxKeys: 20, noNullPrototype: true },
      ),
    ),
  }));

  test("have the same bytes as within a long one, and are read as there", () => {
    fc.assert(
      fc.property(value, (one) => {
        const alone = encodeMessage(one);
        const among = encodeMessage([one, long]);
        expect(hex(among.subarray(1, 1 + alone.length))).toBe(hex(alone));
        expect(decodeMessage(alone)).toEqual((decodeMessage(among) as [unknown])[0]);
      }),
      { numRuns: 1000 },
    );
  });

  test("of any length, up to what has no room there", () => {
    for (const length of [0, 1, 30, 31, 32, 240, 1000, 1020, 1021, 1022, 1023, 1024, 1030]) {
      const message = { model: 3, X: { data: { data: new Float64Array(length).fill(0.1), shape: [1, length] } } };
      const all = { message, name: "a".repeat(250), more: "b".repeat(250), list: Array.from({ length }, () => 0.5) };
      for (const each of [message, all]) {
        expect(hex(encodeMessage([each, long])).startsWith(`92 ${hex(encodeMessage(each))}`), `${length}`).toBe(true);
        expect(decodeMessage(encodeMessage(each))).toEqual(each);
      }
    }
  });

  test("that are damaged are refused like others", () => {
    const whole = encodeMessage({ labels: { codes: new Int32Array([1, 0]), categories: ["no", "yes"] }, n: 200 });
    for (let length = 0; length < whole.length; length++)
      expect(() => decodeMessage(whole.subarray(0, length)), `${length} bytes`).toThrow(KeepfitError);
    expect(() => decodeMessage(Uint8Array.from([...whole, 0]))).toThrow(KeepfitError);
    expect(() => decodeMessage(Uint8Array.from([0x81, 0xa9, ...new TextEncoder().encode("__proto__"), 1]))).toThrow();
  });

  test("with floats, dates, or too deep, are left to the library", () => {
    expect(hex(encodeMessage({ a: float(1) }))).toBe("81 a1 61 cb 3f f0 00 00 00 00 00 00");
    expect(hex(encodeMessage([new Date(1000)]))).toBe("91 d6 ff 00 00 00 01");
    const nested = (depth: number): unknown => (depth > 0 ? [nested(depth - 1)] : 1);
    for (const depth of [14, 15, 16, 17, 18, 60])
      expect(decodeMessage(encodeMessage(nested(depth)))).toEqual(nested(depth));
    expect(() => encodeMessage(nested(200))).toThrow(KeepfitError);
  });
});

describe("floats that are whole numbers", () => {
  test("1 is an integer, float(1) is not", () => {
    expect(hex(encodeMessage(1))).toBe("01");
    expect(hex(encodeMessage(float(1)))).toBe("cb 3f f0 00 00 00 00 00 00");
    expect(hex(encodeMessage([1, float(-0), float(0.5)]))).toBe(
      "93 01 cb 80 00 00 00 00 00 00 00 cb 3f e0 00 00 00 00 00 00",
    );
  });

  test("everything around them is written as it is without them", () => {
    const message = (share: unknown) => ({
      recipe: { class: "Tree", params: { share, rest: undefined, names: ["a", "b"], nothing: null } },
      X: { columns: [["a", new Float64Array([1, NaN])]], rows: 2 },
      bytes: new Uint8Array([1, 2]),
    });
    const one = hex(encodeMessage(message(1)));
    expect(hex(encodeMessage(message(float(1))))).toBe(
      one.replace("a5 73 68 61 72 65 01", "a5 73 68 61 72 65 cb 3f f0 00 00 00 00 00 00"),
    );
  });

  test.each([0, 1, 14, 15, 65534, 65535])("in a list and a map of %i others", (n) => {
    const list = Array.from({ length: n }, (_, i) => i);
    expect(decode(encodeMessage([...list, float(1)]))).toEqual([...list, 1]);
    expect(encodeMessage([...list, float(1)])).toHaveLength(encodeMessage([...list, 1]).length + 8);
    const map = Object.fromEntries(list.map((i) => [`k${i}`, i]));
    expect(decode(encodeMessage({ ...map, last: float(1) }))).toEqual({ ...map, last: 1 });
    expect(encodeMessage({ ...map, last: float(1) })).toHaveLength(encodeMessage({ ...map, last: 1 }).length + 8);
  });

  test("come back as such where that is asked for", () => {
    const value = { a: [float(1), 1, 0.5, NaN, float(-0)], b: { c: float(2 ** 60) } };
    expect(decodeWithFloats(encodeMessage(value))).toEqual(value);
    expect(decodeMessage(encodeMessage(value))).toEqual({ a: [1, 1, 0.5, NaN, -0], b: { c: 2 ** 60 } });
    const array = new Float64Array([1, 2]);
    expect(decodeWithFloats(encodeMessage({ array }))).toEqual({ array });
  });
});

describe("what cannot be read", () => {
  test.each([
    ["nothing", []],
    ["a cut array", [0xd8, 0x01, 0x01]],
    ["an array without a shape", [0xd4, 0x01, 0x00]],
    ["an array with too few elements", [0xd7, 0x01, 1, 0, 0, 0, 2, 0, 0, 0]],
    ["two values", [0xc0, 0xc0]],
  ])("%s", (_, bytes) => {
    expect(() => decodeMessage(new Uint8Array(bytes))).toThrow(KeepfitError);
  });

  test("values that are no data", () => {
    expect(() => encodeMessage({ C: () => 1 })).toThrow(/cannot be handed to the engine/);
  });

  test("any bytes are either read or refused by name", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          decodeMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(KeepfitError);
        }
      }),
    );
  });
});
