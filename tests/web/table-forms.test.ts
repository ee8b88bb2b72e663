// Files of other forms, as pandas, PyArrow and openpyxl write them (npm run golden -- tables), hold the same values
// here.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type KeepfitError, type OpenTable, type TableSource } from "../../web/lib/index.js";
import { rejection, root } from "./helpers.js";

type Value = number | string | boolean | null;
interface Expected {
  readonly columns: readonly (readonly [string | null, readonly Value[]])[];
  /** Compare cells as they stand, not values: dates are cells of their own kind. */
  readonly cells?: boolean;
  /** Compare what stands in X. */
  readonly used?: boolean;
  /** Only some of the columns are listed. */
  readonly some?: boolean;
  readonly sheet?: string;
  readonly sheets?: readonly string[];
  readonly lines?: readonly [number, number];
}

const folder = `${root}tests/golden/tables/`;
const kept = JSON.parse(readFileSync(`${folder}forms.json`, "utf8")) as {
  readonly [file: string]: Expected | { readonly as: string };
};
const expected = Object.fromEntries(
  Object.entries(kept).map(([file, what]) => [file, ("as" in what ? kept[what.as] : what) as Expected]),
);
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(folder + file));

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

async function valuesOf(table: OpenTable): Promise<[string | null, Value[]][]> {
  const values = await table.columns(table.reading.columns.map((_, i) => i));
  return table.reading.columns.map(({ header }, i) => {
    const column = values[i]!;
    if (column instanceof Float64Array)
      return [header, Array.from(column, (value) => (value !== value ? null : value))];
    return [header, Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]!))];
  });
}

async function cellsOf(table: OpenTable): Promise<[string | null, Value[]][]> {
  const { columns, rows } = table.reading;
  const { cells, missing } = await table.head(0, rows, 0, columns.length);
  return columns.map(({ header, kind }, j) => [
    header,
    cells.map((row, i) => (missing[i]![j] ? null : kind === "number" ? Number(row[j]) : row[j]!)),
  ]);
}

describe.each(Object.entries(expected))("%s", (file, wanted) => {
  test("holds what was written", async () => {
    const table = await engine.openTable(bytesOf(file), { name: file });
    const form = file.split(".").at(-1);
    expect(table.reading).toMatchObject({ form, name: file });
    let got = wanted.cells ? await cellsOf(table) : await valuesOf(table);
    if (wanted.used) {
      const used = table.reading.columns.filter(({ use }) => use).map(({ header }) => header);
      got = got.filter(([name]) => used.includes(name));
    }
    if (wanted.some) got = got.filter(([name]) => wanted.columns.some(([other]) => other === name));
    const told = wanted.columns.map(([name, values]) => [
      name,
      values.map((value) => (typeof value === "boolean" ? String(value) : value)),
    ]);
    expect(got).toEqual(told);
    if (wanted.sheet !== undefined) {
      expect(table.reading.sheet).toBe(wanted.sheet);
      expect(table.sheets).toEqual(wanted.sheets);
    }
    if (wanted.lines) expect([...(await table.lineOf([0, table.reading.rows - 1]))]).toEqual(wanted.lines);
    table.close();
  });
});

describe("what a form says is kept", () => {
  test("texts that look like numbers stay text, with a word and a way back", async () => {
    const table = await engine.openTable(bytesOf("snappy.parquet"));
    const kind = (of: OpenTable, name: string) => of.reading.columns.find((column) => column.name === name)!.kind;
    expect(["digits", "town", "int", "float"].map((name) => kind(table, name))).toEqual([
      "text",
      "text",
      "number",
      "number",
    ]);
    const note = table.notes.find(({ code, column }) => code === "text" && column === "digits")!;
    expect(note.label).toBe("Read as numbers");
    const other = await table.reread({ ...table.options, ...note.options });
    expect(kind(other, "digits")).toBe("number");
    expect(other.notes.map(({ column }) => column)).not.toContain("digits");
    // Another choice leaves the rest as it was.
    const third = await table.reread({ ...table.options, columns: [{ name: "flag", use: false }] });
    expect(kind(third, "digits")).toBe("text");
    for (const each of [table, other, third]) each.close();
  });

  test("the index that pandas writes is left out, with a way back", async () => {
    const table = await engine.openTable(bytesOf("pandas_index.parquet"));
    const note = table.notes.find(({ code }) => code === "index")!;
    const other = await table.reread({ ...table.options, ...note.options });
    expect([...(await other.data()).X.columns.values()].at(-1)).toEqual(Float64Array.of(10, 20, 30, 40));
    for (const each of [table, other]) each.close();
  });

  test("another sheet can be chosen, and is offered", async () => {
    const table = await engine.openTable(bytesOf("flowers.xlsx"));
    const note = table.notes.find(({ code }) => code === "sheet")!;
    expect(note.message).toContain("'Data'");
    expect(note.message).toContain("'Other <&>'");
    expect(table.notes.find(({ code }) => code === "above")?.message).toContain("above the table");
    expect(table.notes.find(({ code }) => code === "errors")?.message).toContain("#N/A in D9");
    const other = await table.reread({ sheet: "Other <&>" });
    expect((await other.data()).X.columns.get("a")).toEqual(Float64Array.of(0, 1.5, 3, 4.5, 6));
    expect(await rejection(table.reread({ sheet: "None" }))).toMatchObject({
      code: "bad_option",
      message: expect.stringContaining("'Data'"),
    });
    table.close();
    other.close();
  });

  test("a header below titles stands on its row of the sheet, and what is above can be read", async () => {
    const table = await engine.openTable(bytesOf("flowers.xlsx"));
    expect(table.reading).toMatchObject({ header: 4, skip: 3 });
    expect(await table.lines(4)).toEqual([
      "",
      expect.stringContaining('"Flowers, spring"'),
      "",
      expect.stringMatching(/^"length"/),
    ]);
    const note = table.notes.find(({ code }) => code === "above")!;
    expect(note).toMatchObject({
      message: "A row above the table is left out: 'Flowers, spring'.",
      options: { skip: 0 },
    });
    const whole = await table.reread({ ...table.options, ...note.options });
    expect(whole.reading).toMatchObject({ header: 2, skip: 1 });
    expect(whole.reading.columns[0]!.name).toBe("Flowers, spring");
    expect(whole.notes.map(({ code }) => code)).not.toContain("above");
    const same = await whole.reread({ skip: 3 });
    expect(same.reading.columns).toEqual(table.reading.columns);
    expect(await rejection(same.reread({ skip: 300 }))).toMatchObject({
      code: "no_table",
      message: "The sheet 'Data' has nothing below its first 300 rows.",
    });
    for (const each of [table, whole, same]) each.close();
  });

  test("a saved reading's sheet is read where there is one of its name", async () => {
    const table = await engine.openTable(bytesOf("flowers.xlsx"), { sheet: "Other <&>" });
    const again = await engine.openTable(bytesOf("flowers.xlsx"), { reading: table.reading });
    expect(again.reading.sheet).toBe("Other <&>");
    const elsewhere = await engine.openTable(bytesOf("flowers.xlsx"), { reading: { ...table.reading, sheet: "2023" } });
    expect(elsewhere.reading.sheet).toBe("Data");
    expect(elsewhere.notes.map(({ message }) => message)).toContain(
      "The saved reading is of the sheet '2023'; this is 'Data'.",
    );
    for (const each of [table, again, elsewhere]) each.close();
  });

  test("every form may be packed with gzip", async () => {
    for (const file of ["snappy.parquet", "mac.xlsx", "records.json", "lines.ndjson", "weather.arff"]) {
      const [plain, packed] = [await engine.openTable(bytesOf(file)), await engine.openTable(gzipSync(bytesOf(file)))];
      expect(packed.reading.compression).toBe("gzip");
      expect(await valuesOf(packed)).toEqual(await valuesOf(plain));
      plain.close();
      packed.close();
    }
  });
});

describe("JSON", () => {
  const read = (value: unknown) => engine.readTable(typeof value === "string" ? value : JSON.stringify(value));
  const shown = async (value: unknown) => {
    const { X } = await read(value);
    return [...X.columns].map(([name, column]) => [
      name,
      column instanceof Float64Array
        ? [...column]
        : Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code])),
    ]);
  };

  test("records of different keys, nested ones, and any names", async () => {
    expect(
      await shown(
        '[{"a": 1, "b": {"c": "x", "d": {"e": true}}}, {"b": {"c": "y"}, "__proto__": "z", "a": 3.5}, {"constructor": 2, "a": 2}]',
      ),
    ).toEqual([
      ["a", [1, 3.5, 2]],
      ["b.c", ["x", "y", null]],
      ["b.d.e", ["true", null, null]],
      ["__proto__", [null, "z", null]],
      ["constructor", [NaN, NaN, 2]],
    ]);
  });

  const codesOf = ({ notes }: { notes: readonly { code: string; column: string | null }[] }) =>
    notes.map(({ code, column }) => (column === null ? code : `${code} ${column}`));

  test("texts stay text though they look like numbers, with a word and a way back", async () => {
    const records = Array.from({ length: 12 }, (_, i) => ({
      zip: `${10_000 + 17 * i}`,
      price: `${i}.5`,
      day: `2024-01-${10 + i}`,
      n: i,
    }));
    const sources: readonly TableSource[] = [
      records,
      JSON.stringify(records),
      records.map((record) => JSON.stringify(record)).join("\n"),
      JSON.stringify(
        Object.fromEntries(
          ["zip", "price", "day", "n"].map((name) => [name, records.map((record) => record[name as "zip"])]),
        ),
      ),
      JSON.stringify([["zip", "price", "day", "n"], ...records.map((record) => Object.values(record))]),
    ];
    for (const source of sources) {
      const table = await engine.openTable(source);
      const kinds = (of: OpenTable) => of.reading.columns.map(({ kind }) => kind);
      expect(kinds(table)).toEqual(["text", "text", "date", "number"]);
      const { X } = await table.data();
      expect(X.columns.get("zip")).toMatchObject({ categories: records.map(({ zip }) => zip) });
      expect(codesOf(table).filter((code) => code.startsWith("text"))).toEqual(["texts", "text zip", "text price"]);
      // One of them, or all in one step.
      const one = await table.reread({
        ...table.options,
        ...table.notes.find(({ column }) => column === "price")!.options,
      });
      expect(kinds(one)).toEqual(["text", "number", "date", "number"]);
      expect(codesOf(one).filter((code) => code.startsWith("text"))).toEqual(["text zip"]);
      const all = await table.reread({
        ...table.options,
        ...table.notes.find(({ code }) => code === "texts")!.options,
      });
      expect(kinds(all)).toEqual(["number", "number", "date", "number"]);
      expect((await all.data()).X.columns.get("price")).toEqual(Float64Array.from(records, (_, i) => i + 0.5));
      for (const each of [table, one, all]) each.close();
    }
    // A saved reading stands above the form: one that reads numbers goes on to.
    const saved = (await engine.readTable(records, { columns: [{ name: "price", kind: "number" }] })).reading;
    const next = await engine.readTable(records.slice(0, 3), { reading: saved });
    expect(next.X.columns.get("price")).toEqual(Float64Array.of(0.5, 1.5, 2.5));
    expect(codesOf(next)).not.toContain("text price");
  });

  test("texts among numbers are said where they are read as numbers", async () => {
    const table = await engine.openTable([7, "8", 9, "n/a"].map((id) => ({ id, x: 1.5 })));
    const note = table.notes.find(({ code }) => code === "mixed_types")!;
    expect(note.message).toBe(
      "Column 'id' holds numbers and 1 text that looks like one, such as '8'; it is read as numbers.",
    );
    const other = await table.reread({ ...table.options, ...note.options });
    expect(other.reading.columns[0]!.kind).toBe("text");
    expect((await other.data()).X.columns.get("id")).toMatchObject({ categories: ["7", "8", "9", "n/a"] });
    // Zeros in front keep all of it text.
    const zeros = await engine.readTable([7, "08", 9].map((id) => ({ id, x: 1.5 })));
    expect(zeros.X.columns.get("id")).toMatchObject({ categories: ["08", "7", "9"] });
    expect(codesOf(zeros)).toContain("leading_zeros id");
    for (const each of [table, other]) each.close();
  });

  test("names may change with the reading, what is text stays text", async () => {
    const table = await engine.openTable('[["k", "v"], ["17", 1], ["18", 2], ["17", 4]]');
    const headless = await table.reread({ ...table.options, header: false });
    expect(headless.reading.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["column_1", "text"],
      ["column_2", "text"],
    ]);
    const back = await headless.reread({ header: true });
    expect(back.reading.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["k", "text"],
      ["v", "number"],
    ]);
    for (const each of [table, headless, back]) each.close();
  });

  test("what Python's json.dump writes is read: NaN, Infinity", async () => {
    const text =
      '[{"a": NaN, "b": 1, "t": "NaN, or Infinity"}, {"a": 2.5, "b": -Infinity, "t": "x"}, {"a": 3, "b": 2, "t": "x"}]';
    for (const source of [text, text.slice(1, -1).replaceAll("}, {", "}\n{")]) {
      const table = await engine.readTable(source);
      expect(table.X.columns.get("a")).toEqual(Float64Array.of(NaN, 2.5, 3));
      expect(table.X.columns.get("b")).toEqual(Float64Array.of(1, NaN, 2));
      expect(table.X.columns.get("t")).toMatchObject({ categories: ["NaN, or Infinity", "x"] });
      expect(table.problems).toMatchObject([{ code: "not_a_number", column: "b", row: 2 }]);
      expect(table.problems[0]!.message).toContain("infinite");
    }
    expect(await shown("[NaN, 1, 2]")).toEqual([["value", [NaN, 1, 2]]]);
    // What is broken besides is said on its line.
    expect(((await rejection(read('[{"a": NaN},\n{"a": 1,}]'))) as KeepfitError).message).toContain("on line 2");
  });

  test("one record is one row", async () => {
    const one = await read('{"a": 1, "b": {"c": "x", "d": true}, "e": null}');
    expect(one.reading).toMatchObject({ form: "json", rows: 1 });
    expect([...one.X.columns.keys()]).toEqual(["a", "b.c", "b.d"]);
    expect(codesOf(one)).toContain("one_record");
    const lines = await engine.readTable('{"a": 1, "b": ["x", "y"]}\n', { name: "one.ndjson" });
    expect(lines.reading).toMatchObject({ form: "ndjson", rows: 1 });
    expect(lines.X.columns.get("a")).toEqual(Float64Array.of(1));
    const refused = (await rejection(read('{"a": 1, "b": [1, 2]}'))) as KeepfitError;
    expect(refused.hint).toContain('A single record is one in a list: [{"a": 1, "b": [2, 3]}].');
  });

  test("every way in which pandas writes a frame", async () => {
    // pandas 2: pd.DataFrame({"a": [1, 2, 4], "b": ["u", "v", "u"]}, index).to_json(orient=...)
    const wanted = [
      ["a", [1, 2, 4]],
      ["b", ["u", "v", "u"]],
    ];
    const counted = {
      columns: '{"a":{"0":1,"1":2,"2":4},"b":{"0":"u","1":"v","2":"u"}}',
      index: '{"0":{"a":1,"b":"u"},"1":{"a":2,"b":"v"},"2":{"a":4,"b":"u"}}',
      split: '{"columns":["a","b"],"index":[0,1,2],"data":[[1,"u"],[2,"v"],[4,"u"]]}',
      table:
        '{"schema":{"fields":[{"name":"index","type":"integer"},{"name":"a","type":"integer"},{"name":"b","type":"string"}],"primaryKey":["index"],"pandas_version":"1.4.0"},"data":[{"index":0,"a":1,"b":"u"},{"index":1,"a":2,"b":"v"},{"index":2,"a":4,"b":"u"}]}',
      records: '[{"a":1,"b":"u"},{"a":2,"b":"v"},{"a":4,"b":"u"}]',
      list: '{"a":[1,2,4],"b":["u","v","u"]}',
    };
    for (const [orient, text] of Object.entries(counted)) {
      expect(await shown(text), orient).toEqual(wanted);
      expect(
        codesOf(await read(text)).filter((code) => code === "row_names"),
        orient,
      ).toEqual([]);
    }
    const named = {
      columns: '{"a":{"x":1,"y":2,"z":4},"b":{"x":"u","y":"v","z":"u"}}',
      index: '{"x":{"a":1,"b":"u"},"y":{"a":2,"b":"v"},"z":{"a":4,"b":"u"}}',
      split: '{"columns":["a","b"],"index":["x","y","z"],"data":[[1,"u"],[2,"v"],[4,"u"]]}',
    };
    for (const [orient, text] of Object.entries(named)) {
      expect(await shown(text), orient).toEqual(wanted);
      const note = (await read(text)).notes.find(({ code }) => code === "row_names");
      expect(note?.message, orient).toContain("The names of the rows ('x', 'y', 'z') are left out.");
    }
    // Names of rows that stand beside the columns are left out, with a way back.
    const table = await engine.openTable(counted.table.replace(/"index":(\d)/g, '"index":"r$1"'));
    const note = table.notes.find(({ code }) => code === "index")!;
    const other = await table.reread({ ...table.options, ...note.options });
    expect([...(await table.data()).X.columns.keys()]).toEqual(["a", "b"]);
    expect([...(await other.data()).X.columns.keys()]).toEqual(["index", "a", "b"]);
    for (const each of [table, other]) each.close();
  });

  test("large whole numbers keep their digits, inside of text nothing changes", async () => {
    const [[, ids], [, texts], [, numbers]] = (await shown(
      '[{"id": 12345678901234567890, "t": "say \\"12345678901234567891\\"", "x": 0.12345678901234567}, {"id": 12345678901234567891, "t": "b", "x": 1}, {"id": 12345678901234567890, "t": "b", "x": 1e20}]',
    )) as [string, unknown[]][] as [[string, unknown[]], [string, unknown[]], [string, unknown[]]];
    expect(ids).toEqual(["12345678901234567890", "12345678901234567891", "12345678901234567890"]);
    expect(texts[0]).toBe('say "12345678901234567891"');
    expect(numbers).toEqual([0.12345678901234567, 1, 1e20]);
  });

  test("columns, rows with a header, an envelope, GeoJSON", async () => {
    const wanted = [
      ["a", [1, 2, 4]],
      ["b", ["u", "v", "u"]],
    ];
    const records = [
      { a: 1, b: "u" },
      { a: 2, b: "v" },
      { a: 4, b: "u" },
    ];
    expect(await shown({ a: [1, 2, 4], b: ["u", "v", "u"] })).toEqual(wanted);
    expect(
      await shown([
        ["a", "b"],
        [1, "u"],
        [2, "v"],
        [4, "u"],
      ]),
    ).toEqual(wanted);
    expect(await shown({ count: 3, next: null, results: records })).toEqual(wanted);
    expect(await shown({ data: records })).toEqual(wanted);
    expect(await shown({ columns: { a: [1, 2, 4], b: ["u", "v", "u"] } })).toEqual(wanted);
    const features = records.map((properties) => ({ type: "Feature", geometry: null, properties }));
    expect(await shown({ type: "FeatureCollection", features })).toEqual(wanted);
    expect(await shown({ "0": records[0], "1": records[1], "2": records[2] })).toEqual(wanted);
    expect((await read({ count: 3, results: records })).notes.map(({ code }) => code)).toContain("inside");
  });

  test.each([
    ['[{"a": 1},', /broken/],
    ['{"a": 1, "b": [1, 2]}', /no table/],
    ["[]", /empty list/],
    ["{}", /empty object/],
    ['[{"a": 1}, 2]', /Record 2 is the value 2/],
    ['{"a": [1, 2], "b": [1]}', /'b' has 1 value, 'a' has 2/],
    ['{"a": 1}\n{"a": 2}\n{"a": \n', /Line 3 is no JSON/],
  ])("%s is refused", async (text, message) => {
    const error = (await rejection(read(text))) as KeepfitError;
    expect(error.code).toBe("bad_json");
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBe("");
  });

  test.each([
    ["as Python prints it", "[{'a': 1, 'b': None}]", /json\.dump/],
    ["with a comment", '// made by hand\n[{"a": 1}]', /no comments/],
    ["as a call", 'callback([{"a": 1}]);', /JSONP/],
    ["with a comma too many", '[{"a": 1}, {"a": 2},]', /no comma behind the last/],
    ["cut short", '[{"a": 1}, {"a"', /Get the file again/],
  ])("%s it says how to mend it", async (_what, text, hint) => {
    const error = (await rejection(
      engine.readTable(new TextEncoder().encode(text), { name: "a.json" }),
    )) as KeepfitError;
    expect(error.code).toBe("bad_json");
    expect(error.hint).toMatch(hint);
  });

  test("records may be given as they are", async () => {
    const day = new Date(Date.UTC(2024, 0, 31));
    const table = await engine.readTable([
      { n: 1n << 60n, when: day, x: 1.5, who: undefined },
      { n: 1n << 61n, when: day, x: Number.NaN, who: "a" },
      { n: 1n << 60n, when: null, x: -0.5, who: "NA" },
    ]);
    expect(table.reading).toMatchObject({ form: "json", rows: 3 });
    expect(table.reading.columns.map(({ kind }) => kind)).toEqual(["text", "date", "number", "text"]);
    expect(table.X.columns.get("x")).toEqual(Float64Array.of(1.5, NaN, -0.5));
    expect(table.X.columns.get("who")).toEqual({ codes: Int32Array.of(-1, 1, 0), categories: ["NA", "a"] });
  });
});

describe("ARFF", () => {
  test("what KEEL says beside it, of inputs and outputs, is passed over", async () => {
    const text =
      "@relation r\n@attribute a real [4.3, 7.9]\n@attribute b {u, v}\n@inputs a\n@outputs b\n@data\n5.1, u\n4.9, v\n";
    const { X } = await engine.readTable(text);
    expect(X.columns.get("a")).toEqual(Float64Array.of(5.1, 4.9));
  });

  const arff = (rows: string, attributes = "@attribute a numeric\n@attribute b {u, v}\n") =>
    `@relation r\n${attributes}@data\n${rows}`;
  test.each([
    ["{0 1, 1 u}\n", /Line 5: the rows are sparse/],
    ["1,u\n2\n", /Line 6: there is 1 value for 2 attributes/],
    ["1,u\nx,v\n", /Line 6: 'a' is numeric, but holds 'x'/],
    ["1,'u\n", /Line 5: a quote \('\) is not closed/],
  ])("%j is refused with its line", async (rows, message) => {
    const error = (await rejection(engine.readTable(arff(rows)))) as KeepfitError;
    expect(error).toMatchObject({ code: "bad_arff" });
    expect(error.message).toMatch(message);
  });

  test("records keep the file's lines", async () => {
    const table = await engine.openTable(arff("1,u\n% gone\n\n2,v\n3,?\n"));
    expect([...(await table.lineOf([0, 1, 2]))]).toEqual([5, 8, 9]);
    expect(table.reading).toMatchObject({ form: "arff", header: 4 });
    table.close();
  });
});

test("what is damaged says so", async () => {
  const parquet = bytesOf("snappy.parquet");
  const broken = parquet.slice(0, parquet.length - 40);
  expect(await rejection(engine.readTable(broken))).toMatchObject({ code: "bad_parquet" });
  const xlsx = bytesOf("flowers.xlsx");
  expect(await rejection(engine.readTable(xlsx.slice(0, 4000)))).toMatchObject({ code: "bad_xlsx" });
  expect((await engine.readTable("a,b\n1,2\n")).reading.rows).toBe(1);
});
