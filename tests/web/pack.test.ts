// Records that cross to another thread key by key are the same on the other side.
import fc from "fast-check";
import { expect, test } from "vitest";
import { pack, unpack } from "../../web/lib/tables/pack.js";
import { packRead, unpackRead, type WireRead } from "../../web/lib/tables/wire.js";

const there = (records: readonly object[]): unknown[] => unpack(structuredClone(pack(records)));

test("what a reading says of columns comes back", () => {
  const columns = [
    { name: "a", header: null, kind: "number", use: true },
    { name: "b", header: "b", kind: "date", use: false, code: "date", why: "It holds dates.", order: "dmy" },
    { name: "__proto__", header: "x", kind: "text", use: false, missing: ["", "NA"], keepMissing: false },
  ];
  expect(there(columns)).toStrictEqual(columns);
  const summaries = [
    { missing: 0, distinct: 3, numbers: { min: -0, max: 7.5, median: NaN, whole: false, bins: [1, 0, 2] } },
    { missing: 4, distinct: 1, more: true, texts: [{ value: "x", count: 3 }] },
    { missing: 9, distinct: 0, texts: [] },
    { missing: 0, distinct: 2, numbers: { min: 0, max: Infinity, median: 1, whole: true, bins: [] } },
  ];
  expect(there(summaries)).toStrictEqual(summaries);
  expect(there([])).toStrictEqual([]);
});

test.each([
  [100, 1],
  [20_000, 3],
])("of %i columns, a page unpacks in %i tasks", async (count, tasks) => {
  const columns = Array.from({ length: count }, (_, i) => ({
    name: `c${i}`,
    header: `c${i}`,
    kind: "number",
    use: true,
  }));
  const summaries = columns.map((_, i) => ({ missing: i, distinct: 0, texts: [] }));
  const read = { reading: { columns }, columns: summaries, problems: [], notes: [] } as unknown as WireRead;
  const packed = structuredClone(packRead(read));
  let begun = 1;
  let over = false;
  const beat = () => setTimeout(() => !over && (begun++, beat()));
  beat();
  const there = await unpackRead(packed);
  over = true;
  expect(there).toStrictEqual(read);
  expect(begun).toBe(tasks);
});

test("records of any keys and values come back", () => {
  const key = fc.constantFrom("a", "b", "toString", "length", "0");
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    one: fc.oneof(
      { depthSize: "small" },
      fc.double(),
      fc.boolean(),
      fc.string(),
      fc.constant(null),
      fc.array(fc.double(), { maxLength: 4 }),
      fc.array(fc.oneof(fc.string(), fc.double()), { maxLength: 3 }),
      fc.dictionary(key, tie("one"), { noNullPrototype: true, maxKeys: 3 }),
    ),
  })).one;
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(key, value, { noNullPrototype: true }), { maxLength: 12 }),
      (records) => void expect(there(records)).toStrictEqual(records),
    ),
    { numRuns: 2000 },
  );
});
