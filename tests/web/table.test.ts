import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { datasetHash, KeepfitError, take, takeTarget, type TableLike, type TargetLike } from "../../web/lib/index.js";
import { tableToWire, targetToWire } from "../../web/lib/table.js";

const columns = (value: Record<string, unknown>): TableLike => ({ columns: value }) as unknown as TableLike;

describe("tables", () => {
  test("numbers: null and undefined are missing", () => {
    expect(tableToWire(columns({ a: [1, null, undefined] }))).toEqual({
      columns: [["a", new Float64Array([1, NaN, NaN])]],
      rows: 3,
    });
  });

  test("text is coded in code point order, with -1 for missing values", () => {
    // U+FF5E sorts before U+1F600, although its UTF-16 unit is larger.
    const wire = tableToWire(columns({ s: ["😀", "b", null, "～", "b"] }));
    expect(wire).toEqual({
      columns: [["s", { codes: new Int32Array([2, 0, -1, 1, 0]), categories: ["b", "～", "😀"] }]],
      rows: 5,
    });
  });

  test("a column of nothing but missing values is numeric", () => {
    expect(tableToWire(columns({ a: [null, null] }))).toEqual({
      columns: [["a", new Float64Array([NaN, NaN])]],
      rows: 2,
    });
  });

  test("typed arrays are widened and copied", () => {
    const given = new Float64Array([1, 2]);
    const wire = tableToWire({ columns: { a: given, b: new Int32Array([3, 4]) } });
    given[0] = 9;
    expect(wire).toEqual({
      columns: [
        ["a", new Float64Array([1, 2])],
        ["b", new Float64Array([3, 4])],
      ],
      rows: 2,
    });
  });

  test("a Map keeps the order of columns that look like integers", () => {
    const wire = tableToWire({
      columns: new Map([
        ["10", [1]],
        ["2", [2]],
      ]),
    });
    expect("columns" in wire && wire.columns.map(([name]) => name)).toEqual(["10", "2"]);
  });

  test("rows and matrices", () => {
    const matrix = { data: { data: new Float64Array([1, 2, 3, NaN]), shape: [2, 2] } };
    expect(
      tableToWire([
        [1, 2],
        [3, null],
      ]),
    ).toEqual(matrix);
    expect(tableToWire({ data: new Float64Array([1, 2, 3, NaN]), shape: [2, 2] })).toEqual(matrix);
  });

  test("targets", () => {
    expect(targetToWire(["b", "a"])).toEqual({ codes: new Int32Array([1, 0]), categories: ["a", "b"] });
    expect(targetToWire(new Int32Array([1, 0]))).toEqual(new Float64Array([1, 0]));
  });
});

describe("what is refused, and how", () => {
  test.each<[string, () => unknown, string, RegExp]>([
    [
      "ragged columns",
      () => tableToWire(columns({ a: [1, 2], b: [1] })),
      "ragged_table",
      /^Column "b" has 1 row, but column "a" has 2\.$/,
    ],
    [
      "text after numbers",
      () => tableToWire(columns({ a: [1, null, "x"] })),
      "mixed_types",
      /^Column "a" mixes numbers and text: it holds "x" in row 3 after numbers\.$/,
    ],
    ["numbers after text", () => tableToWire(columns({ a: ["x", 1] })), "mixed_types", /holds 1 in row 2 after text/],
    ["booleans", () => tableToWire(columns({ a: [true, false] })), "bad_type", /^Column "a" holds true in row 1/],
    [
      "booleans after text",
      () => tableToWire(columns({ a: ["x", false] })),
      "bad_type",
      /booleans are neither numbers nor text/,
    ],
    ["bigints", () => tableToWire(columns({ a: [1n] })), "bad_type", /holds 1n in row 1/],
    ["dates", () => tableToWire(columns({ a: [new Date(0)] })), "bad_type", /holds a Date in row 1/],
    [
      "64-bit integers",
      () => tableToWire(columns({ a: new BigInt64Array(1) })),
      "bad_type",
      /BigInt64Array, not a column/,
    ],
    [
      "a column that is a string",
      () => tableToWire(columns({ a: "abc" })),
      "bad_type",
      /^Column "a" is "abc", not a column\.$/,
    ],
    [
      "codes outside the categories",
      () => tableToWire({ columns: { a: { codes: new Int32Array([1]), categories: ["x"] } } }),
      "bad_codes",
      /code 1 in row 1, but 1 category\./,
    ],
    ["broken Unicode", () => tableToWire(columns({ a: ["\ud800"] })), "bad_text", /not valid Unicode in row 1/],
    [
      "a shape that does not fit",
      () => tableToWire({ data: new Float64Array(5), shape: [2, 3] }),
      "bad_shape",
      /\[2, 3\], which is 6 values, but holds 5/,
    ],
    [
      "a matrix that is a plain array",
      () => tableToWire({ data: [1], shape: [1, 1] } as unknown as TableLike),
      "bad_type",
      /not a Float64Array/,
    ],
    ["ragged rows", () => tableToWire([[1, 2], [1]]), "ragged_table", /^Row 2 of X has 1 value, but row 1 has 2\.$/],
    ["text in rows", () => tableToWire([["x"]] as unknown as TableLike), "bad_type", /"x" in row 1 of column 0/],
    ["no table", () => tableToWire(null as unknown as TableLike), "bad_type", /^X is null, not a table\.$/],
    [
      "a missing number in y",
      () => targetToWire([1, null] as unknown as TargetLike),
      "missing_target",
      /no value in row 2/,
    ],
    [
      "a missing text in y",
      () => targetToWire({ codes: new Int32Array([0, -1]), categories: ["a"] }),
      "missing_target",
      /no value in row 2/,
    ],
    ["booleans in y", () => targetToWire([true] as unknown as TargetLike), "bad_type", /^y holds true in row 1/],
    ["no target", () => targetToWire("abc" as unknown as TargetLike), "bad_type", /^y is "abc", not a target\.$/],
    ["a row that is not there", () => take([[1]], [1]), "bad_index", /^There is no row at index 1 of 1 row\.$/],
  ])("%s", (_, run, code, message) => {
    expect(run).toThrow(KeepfitError);
    expect(run).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  test("the hint for booleans says what to do", () => {
    expect(() => tableToWire(columns({ a: [true] }))).toThrow(
      expect.objectContaining({ hint: 'Turn them into 1 and 0, or into "yes" and "no".' }),
    );
  });
});

describe("rows by index", () => {
  test("each form gives its own form back", () => {
    expect(take([[1], [2], [3]], [2, 0])).toEqual([[3], [1]]);
    expect(take({ data: new Float64Array([1, 2, 3, 4]), shape: [2, 2] }, new Int32Array([1, 1]))).toEqual({
      data: new Float64Array([3, 4, 3, 4]),
      shape: [2, 2],
    });
    const taken = take({ columns: { a: new Float64Array([1, 2]), s: ["x", null] } }, [1]);
    expect(taken).toEqual({
      columns: new Map<string, unknown>([
        ["a", new Float64Array([2])],
        ["s", [null]],
      ]),
    });
    expect(takeTarget(["a", "b"], [1])).toEqual(["b"]);
    expect(takeTarget(new Int32Array([5, 6]), [1, 0])).toEqual(new Int32Array([6, 5]));
    expect(takeTarget({ codes: new Int32Array([0, 1]), categories: ["x", "y"] }, [1])).toEqual({
      codes: new Int32Array([1]),
      categories: ["x", "y"],
    });
  });
});

describe("the hash of a data set", () => {
  const strings = fc.array(fc.option(fc.constantFrom("a", "b", "é", "😀", "～")), { minLength: 1, maxLength: 20 });

  test("does not depend on how the data are held", async () => {
    await fc.assert(
      fc.asyncProperty(strings, fc.array(fc.double(), { minLength: 1 }), async (text, numbers) => {
        fc.pre(text.some((value) => value !== null));
        const n = Math.min(text.length, numbers.length);
        const s = text.slice(0, n);
        fc.pre(s.some((value) => value !== null));
        const x = numbers.slice(0, n);
        const categories = ["unused", "😀", "～", "é", "b", "a"];
        const codes = Int32Array.from(s, (value) => (value === null ? -1 : categories.indexOf(value)));
        const plain = await datasetHash(
          { columns: { x, s } },
          x.map((_, i) => i),
        );
        const typed = await datasetHash(
          { columns: { x: new Float64Array(x), s: { codes, categories } } },
          Int32Array.from(x, (_, i) => i),
        );
        expect(typed).toBe(plain);
        expect(plain).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns: 50 },
    );
  });

  test("sees a changed value, a changed name, a changed order", async () => {
    const hashes = await Promise.all([
      datasetHash({ columns: { a: [1], b: [2] } }),
      datasetHash({ columns: { a: [1], b: [3] } }),
      datasetHash({ columns: { a: [1], c: [2] } }),
      datasetHash({ columns: { b: [2], a: [1] } }),
      datasetHash({ columns: { a: [1], b: [2] } }, [0]),
    ]);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
