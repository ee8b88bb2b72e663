// What is read as it stands, but is hardly what is meant, is said; what other programs pack around a table is undone.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type KeepfitError, type TableSource } from "../../web/lib/index.js";
import { rejection, root } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => `${line(i)}\n`).join("");
const file = (name: string): Uint8Array => new Uint8Array(readFileSync(`${root}tests/golden/tables/${name}`));

async function read(source: TableSource) {
  const table = await engine.openTable(source);
  const { notes, reading, summaries } = table;
  table.close();
  const said = (code: string): string[] => notes.flatMap((note) => (note.code === code ? [note.message] : []));
  return { notes, reading, said, summaries };
}

describe("names that hold what nobody sees", () => {
  const rows = lines(12, (i) => `${(i * 3) % 7},${(i * 7) % 11}`);

  test.each([
    ["a blank without width", "a\u200bge", "'age', holds a blank without width (U+200B)"],
    ["a no-break space", "my\u00a0age", "'my age', holds a no-break space (U+00A0)"],
    ["a soft hyphen", "inco\u00adme", "'income', holds a soft hyphen (U+00AD)"],
    ["a byte-order mark", "\ufeffage", "'age', holds a byte-order mark (U+FEFF)"],
    ["a mark of direction", "\u200fage", "'age', holds a mark of direction (U+200F)"],
    ["two of them", "\u2060a\u3000b", "'a b', holds a joiner without width (U+2060), a wide blank (U+3000)"],
  ])("%s", async (_, name, message) => {
    const { notes, reading } = await read(`x,${name}\n${rows}`);
    expect(reading.columns[1]!.name).toBe(name);
    expect(notes.filter(({ code }) => code === "unseen")).toMatchObject([
      { column: name, message: `The name of column 2, ${message}: it is another name than the one that is seen.` },
    ]);
  });

  test("once, where two look the same", async () => {
    const { said } = await read(`age,a\u200bge\n${rows}`);
    expect(said("look_alike")).toHaveLength(1);
    expect(said("unseen")).toEqual([]);
  });

  test.each(["größe", "価格", "می\u200cخواهم", "👩\u200d🔬", "u\u0308ber", "my age"])("not of %s", async (name) => {
    expect((await read(`x,${name}\n${rows}`)).said("unseen")).toEqual([]);
  });
});

describe("letters that were encoded twice", () => {
  test.each([
    [["ZÃ¼rich", "GenÃ¨ve"], "'ZÃ¼rich'"],
    [["itâ€™s", "donâ€™t"], "'itâ€™s'"],
    [["21Â°C", "22Â°C"], "'Â°C'"],
  ])("%j", async (words, example) => {
    const { said } = await read(`name,x\n${lines(12, (i) => `${words[i % 2]},${i}`)}`);
    expect(said("twice_encoded")).toEqual([expect.stringContaining(`as in ${example}: text in UTF-8`)]);
  });

  test.each(["NÃO", "SÃO PAULO", "forêt", "Ångström", "Â, B"])("not %s", async (word) => {
    expect((await read(`name;x\n${lines(12, (i) => `${word};${i}`)}`)).said("twice_encoded")).toEqual([]);
  });
});

describe("columns of a fixed width", () => {
  const left = (i: number): string =>
    `n${i}`.padEnd(10) + (i % 3 ? `${20 + i}` : "").padEnd(5) + ["Bern", "Basel"][i % 2]!.padEnd(7);

  test("with empty cells are read, and said where no two blanks keep the columns apart", async () => {
    const { said, reading, summaries } = await read(`name      age  city   \n${lines(12, left)}`);
    expect(reading.columns.map(({ name }) => name)).toEqual(["name", "age", "city"]);
    expect(summaries.map(({ missing }) => missing)).toEqual([0, 4, 0]);
    expect(said("fixed_width")).toEqual([]);
    const close = lines(
      15,
      (i) => `AB${100 + i}   ${i % 5 === 3 ? "" : (i * 1.5).toFixed(2)}`.padEnd(14) + `Genf   ${i % 2}`,
    );
    expect((await read(close)).said("fixed_width")).toEqual([expect.stringMatching(/hold 4 columns of a fixed width/)]);
  });

  test("without are read, and text with blanks is text", async () => {
    const full = await read(`name      age  city   \n${lines(12, (i) => left(3 * i + 1))}`);
    expect(full.reading.columns.map(({ name }) => name)).toEqual(["name", "age", "city"]);
    const prose = lines(12, (i) => `Sentence ${"abc".repeat(i)}.  Another one ${"de".repeat(12 - i)} follows.`);
    for (const { said } of [full, await read(`text\n${prose}`)]) expect(said("fixed_width")).toEqual([]);
  });
});

test("an envelope within an envelope is opened", async () => {
  const records = [
    { a: 1, b: "x" },
    { a: 2, b: "y" },
    { a: 4, b: "x" },
  ];
  const { X } = await engine.readTable(JSON.stringify({ ok: true, response: { page: { total: 3, items: records } } }));
  expect([...X.columns.keys()]).toEqual(["a", "b"]);
  expect(X.columns.get("a")).toEqual(Float64Array.of(1, 2, 4));
  const { said } = await read(JSON.stringify({ response: { data: { items: records } } }));
  expect(said("inside")).toEqual(["The table is the list 'items' of the file."]);
});

test.each<[string, TableSource, RegExp]>([
  ["SAS", `HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!${"0".repeat(30)}  \n`, /SAS transport file/],
  ["Parquet", new TextEncoder().encode(`PARE${"a".repeat(40)}PARE`), /encrypted Parquet/],
  ["svmlight", lines(9, (i) => `${i % 2 ? 1 : -1} 1:${i}.5 3:${i % 4} 7:1`), /svmlight/],
  ["YAML", lines(5, (i) => `- a: ${i}\n  b: x${i}`), /YAML/],
])("%s is called by its name", async (_, source, message) => {
  const error = (await rejection(engine.readTable(source))) as KeepfitError;
  expect(error).toMatchObject({ code: "not_a_table", message: expect.stringMatching(message) });
});

describe("Parquet", () => {
  test("says what Arrow's schema knows", async () => {
    const { said } = await read(file("arrow.parquet"));
    expect(said("zone")).toEqual([
      "The times of 'york' are those of a clock in America/New_York.",
      "The times of 'ahead' are those of a clock in +05:30.",
    ]);
    expect(said("durations")).toEqual(["'took' holds durations, which are read as numbers of milliseconds."]);
    expect((await read(file("periods.parquet"))).said("periods")[0]).toContain("'month' holds periods (M)");
  });

  test("says which bytes are no text, and keeps long decimals", async () => {
    const { said, reading } = await read(file("exact.parquet"));
    expect(said("bytes")).toEqual([
      "'bytes' holds bytes that are no text; they are kept as their digits, such as 0xff00.",
      "'fixed' holds bytes that are no text; they are kept as their digits, such as 0x0001feff.",
    ]);
    expect(said("beyond_2_53")).toHaveLength(1);
    expect(reading.columns.map(({ name }) => name)).toEqual([
      "long",
      "price",
      "id",
      "bytes",
      "fixed",
      "twice",
      "twice_2",
      "in.n",
    ]);
  });
});

test("how a sheet of Excel lies is said", async () => {
  const { said, reading } = await read(file("layout.xlsx"));
  expect(reading.sheet).toBe("Sizes");
  expect(said("merged")).toEqual([
    "Cells that are merged over several rows hold their value in each of these (9 cells filled, the first in row 3 to 6).",
  ]);
  expect(said("merged_names")).toEqual([
    "Names that are merged over several columns stand before the names below them, as in 'length cm'.",
  ]);
  expect(said("hidden")).toEqual(["1 row and 1 column that Excel does not show are read, too."]);
  const lists = await engine.openTable(file("layout.xlsx"), { sheet: "Lists" });
  expect(lists.reading).toMatchObject({ sheet: "Lists", rows: 2 });
  lists.close();
});
