// What people have that is no plain table, and sentences that must be true of it.
import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createEngine,
  type Engine,
  type KeepfitError,
  type ReadOptions,
  type TableSource,
} from "../../web/lib/index.js";
import { codeFormat } from "../../web/lib/tables/forms/shown.js";
import { rejection, root } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => `${line(i)}\n`).join("");
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.codePointAt(0)!);

async function read(source: TableSource, options: ReadOptions = {}) {
  const table = await engine.openTable(source, options);
  const { notes, problems, weight, reading, summaries } = table;
  table.close();
  return { notes, problems, weight, reading, summaries, codes: notes.map(({ code }) => code) };
}

const refused = async (source: TableSource, options: ReadOptions = {}): Promise<KeepfitError> =>
  (await rejection(engine.readTable(source, options))) as KeepfitError;

describe("JSON", () => {
  test("nested too deeply is refused, and the engine goes on", async () => {
    const deep = "[".repeat(20_000) + "]".repeat(20_000);
    expect(await refused(deep)).toMatchObject({ code: "bad_json" });
    expect(await refused(`[{"a": ${deep}}]`)).toMatchObject({ code: "bad_json" });
    expect((await read("a,b\n1,2\n3,4\n")).reading.rows).toBe(2);
  });

  test("places lose their shapes, and that is said", async () => {
    const features = [1, 2, 3].map((a) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [a, 2] },
      properties: { a },
    }));
    expect((await read(JSON.stringify({ type: "FeatureCollection", features }))).codes).toContain("geometry");
  });

  test("a record that is null is a row without any value, which is said", async () => {
    const records = [{ a: 1, b: "x" }, null, { a: 3, b: "y" }, null, { a: 4, b: "x" }];
    const sources: TableSource[] = [
      JSON.stringify(records),
      new File([records.map((record) => JSON.stringify(record)).join("\n")], "records.ndjson"),
      JSON.stringify({ count: 5, results: records }),
      records as never,
      JSON.stringify([null, ...records.filter((record) => record !== null), null, { a: 5, b: "x" }]),
    ];
    for (const source of sources) {
      const { reading, notes, summaries } = await read(source);
      expect(reading.rows).toBeGreaterThanOrEqual(5);
      expect(summaries.map(({ missing }) => missing)).toEqual([2, 2]);
      expect(notes.find(({ code }) => code === "null_record")!.message).toMatch(
        /^2 records are null, first number [12]: rows without any value\.$/,
      );
    }
    const one = await read(JSON.stringify(records.slice(0, 3)));
    expect(one.notes[0]!.message).toBe("Record 2 is null: a row without any value.");
    expect(await refused('[{"a": 1}, 5]')).toMatchObject({ code: "bad_json" });
    expect(await refused([5] as never)).toMatchObject({ code: "bad_type" });
  });

  test("records with values of no table say so; boxed numbers are numbers", async () => {
    const records = [1, 2, 3].map((a) => ({ a: Object(a) as object, b: Symbol("b"), c: new Map() }));
    const { notes, summaries } = await read(records);
    expect(notes.find(({ code }) => code === "unread")!.message).toMatch(/^'b' and 1 more column hold/);
    expect(summaries[0]!.numbers).toMatchObject({ min: 1, max: 3 });
  });
});

describe("what is no table is called by its name", () => {
  test.each([
    ["SQL", "-- MySQL dump 10.13\n\nINSERT INTO t VALUES (1, 'a');\nINSERT INTO t VALUES (2, 'b');\n", "SQL"],
    ["JavaScript", "var data = [\n  [1, 2],\n  [3, 4]\n];\n", "JavaScript"],
    ["R", 'structure(list(a = 1:3, b = c("x", "y", "z")), class = "data.frame", row.names = c(NA, -3L))\n', "dput"],
    ["a calendar", "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n", "calendar"],
    ["Stata", Uint8Array.of(0x72, 2, 1, 0, 3, 0, 9, 0, 0, 0), "Stata"],
    ["zeros alone", new Uint8Array(64), "binary"],
  ])("%s", async (_, source, word) => {
    const { code, message } = await refused(source);
    expect(code).toBe("not_a_table");
    expect(message).toContain(word);
  });

  test("zeros behind the end are none of it", async () => {
    const { reading } = await read(latin1("a,b\n1,2\n3,4\n\0\0\0\0"));
    expect(reading).toMatchObject({ rows: 2 });
  });

  test("options that leave nothing say which", async () => {
    expect((await refused("a,b\n1,2\n", { skip: 1e9 })).message).toContain("skip leaves no line");
    expect((await refused("a,b\n1,2\n", { skipEnd: 10 })).message).toContain("skipEnd leaves no line");
  });
});

test.each(["château", "Haïti", "maïs", "Loïc", "Anaïs", "naïve", "forêt", "Noël"])("%s is French", async (word) => {
  const { reading } = await read(latin1(`mot,x\n${word},1\ngare,2\n${word},3\ngare,4\n`));
  expect(reading.encoding).toBe("windows-1252");
});

test("œuvre is French", async () => {
  const bytes = latin1("mot,x\n\x9cuvre,1\ngare,2\n\x9cuvre,3\ngare,4\n");
  expect((await read(bytes)).reading.encoding).toBe("windows-1252");
});

test("Excel's times of day are quantities, and an empty sheet is not offered", async () => {
  const bytes = new Uint8Array(readFileSync(`${root}tests/golden/tables/times.xlsx`));
  const { notes, reading } = await read(bytes);
  expect(reading.columns.map(({ kind }) => kind)).toEqual(["text", "text", "date"]);
  expect(notes.find(({ code, column }) => code === "quantities" && column === "start")!.message).toContain("times");
  const sheet = notes.find(({ code }) => code === "sheet")!;
  expect(sheet.message).toContain("'Empty'");
  expect(sheet.options).toBeUndefined();
});

test("Parquet's zones and durations are said", async () => {
  const bytes = new Uint8Array(readFileSync(`${root}tests/golden/tables/zones.parquet`));
  const { notes } = await read(bytes);
  expect(notes.find(({ code }) => code === "zone")!.message).toContain("Europe/Zurich");
  expect(notes.find(({ code }) => code === "durations")!.message).toContain("microseconds");
});

test("a target is not said to be left out", async () => {
  const source = `x,id\n${lines(12, (i) => `${i % 3},u${i}`)}`;
  const { notes, y } = await engine.readTable(source, { target: "id" });
  expect(y).toBeDefined();
  expect(notes.filter(({ column }) => column === "id")).toEqual([]);
  expect((await engine.readTable(source)).notes.map(({ code }) => code)).toContain("identifier");
});

test("what else is said of a target that would be left out stays, whatever it is called", async () => {
  const name = "was he ill? The last is left out. ";
  const source = `x,${name}\n${lines(12, (i) => `${i % 3},${i === 5 ? "NA" : `u${i}`}`)}`;
  const { notes } = await engine.readTable(source, { target: name.trim() });
  expect(notes.map(({ code }) => code)).toEqual(["missing", "missing_target"]);
});

describe("JSON with keys that stand twice says so", () => {
  const said = async (source: string): Promise<string[]> => {
    const { notes } = await read(source);
    return notes.flatMap(({ code, message }) => (code === "repeated_keys" ? [message] : []));
  };

  test("in records, nested objects, lines", async () => {
    const records = '[\n{"a": 1, "b": 2, "a": 3},\n{"a": 4, "b": 5},\n{"a": 6, "b": 7, "b": 8}\n]';
    expect(await said(records)).toEqual([
      "The key 'a' stands twice in its object on line 2 (one of 2 such places); of its values the last is read.",
    ]);
    const table = await engine.readTable(records);
    expect([...(table.X.columns.get("a") as Float64Array)]).toEqual([3, 4, 6]);
    expect((await said('[{"a": {"x": 1, "x": 2}}, {"a": {"x": 3}}]'))[0]).toContain("'x'");
    expect((await said('{"a": 1, "b": 2}\n\n{"a": 3, "b": 4, "\\u0061": 5}\n'))[0]).toContain(
      "'a' stands twice in its object on line 3",
    );
    expect((await said('{"a": [1, 2], "b": [3, 4], "a": [5, 6]}'))[0]).toContain("'a'");
    expect((await said('[{"a": 1, "id": 12345678901234567890, "a": 2}, {"a": NaN, "id": 3}]'))[0]).toContain("'a'");
  });

  test("and of no others", async () => {
    expect(await said('[{"a": "\\"a\\": 1", "b": {"a": "x\\\\"}}, {"a": "c:", "b": {"a": "\\\\\\": "}}]')).toEqual([]);
    expect(await said('[{"__proto__": 1, "a": 2}, {"__proto__": 3, "a": 4}]')).toEqual([]);
  });
});

describe("numbers that a sheet shows as codes", () => {
  /** A sheet that begins at B2, whose columns have these number formats. */
  const sheet = (formats: readonly string[], rows: readonly (readonly (string | number)[])[]): Uint8Array => {
    const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
    const cell = (value: string | number, i: number, j: number) => {
      const at = `r="${"BCDEFGHIJ"[j]}${i + 2}"`;
      return typeof value === "number"
        ? `<c ${at} s="${j + 1}"><v>${value}</v></c>`
        : `<c ${at} t="inlineStr"><is><t>${escape(value)}</t></is></c>`;
    };
    const parts: { readonly [path: string]: string } = {
      "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
      "xl/workbook.xml": `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
      "xl/styles.xml": `<styleSheet><numFmts>${formats.map((format, j) => `<numFmt numFmtId="${164 + j}" formatCode="${escape(format)}"/>`).join("")}</numFmts><cellXfs><xf numFmtId="0"/>${formats.map((_, j) => `<xf numFmtId="${164 + j}" applyNumberFormat="1"/>`).join("")}</cellXfs></styleSheet>`,
      "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${rows.map((row, i) => `<row r="${i + 2}">${row.map((value, j) => cell(value, i, j)).join("")}</row>`).join("")}</sheetData></worksheet>`,
    };
    return zipSync(
      Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, new TextEncoder().encode(text)])),
    );
  };

  test("are the texts that are shown, with a word and a way back", async () => {
    const names = ["zip", "ssn", "phone", "amount", "share"];
    const formats = ["00000", "000\\-00\\-0000", "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "#,##0.00", "0.0%"];
    const bytes = sheet(formats, [
      names,
      ...Array.from({ length: 12 }, (_, i) => [
        501 + (i % 4) * 11111,
        1234567 + (i % 3),
        i % 2 ? 5551234 : 2025551234,
        i * 1000.5,
        0.5,
      ]),
    ]);
    const table = await engine.openTable(bytes);
    const column = async (at: number) => (await table.columns([at]))[0] as { categories: readonly string[] };
    expect((await column(0)).categories).toEqual(["00501", "11612", "22723", "33834"]);
    expect((await column(1)).categories).toEqual(["001-23-4567", "001-23-4568", "001-23-4569"]);
    expect((await column(2)).categories).toEqual(["(202) 555-1234", "555-1234"]);
    expect(table.reading.columns.map(({ kind }) => kind)).toEqual(["text", "text", "text", "number", "number"]);
    const said = table.notes.filter(({ code }) => code === "format");
    expect(said.map(({ column }) => column)).toEqual(["zip", "ssn", "phone"]);
    expect(said[0]!.message).toBe(
      "Column 'zip' is shown as codes (number format 00000), and is read as the text that is shown.",
    );
    expect(said.map(({ label }) => label)).toEqual(["Read as numbers", undefined, undefined]);
    const again = await table.reread({ ...table.options, ...said[0]!.options });
    expect([...((await again.columns([0]))[0] as Float64Array)].slice(0, 2)).toEqual([501, 11612]);
    again.close();
    table.close();
  });

  test.each([
    ["00000", "501", "00501"],
    ["00000", "1234567", "1234567"],
    ["00000-0000", "123456789", "12345-6789"],
    ['0#" "##" "##" "##" "##', "612345678", "06 12 34 56 78"],
    ['"CH-"0000', "12", "CH-0012"],
    ["000\\.000\\.000\\-00", "1234567890", "012.345.678-90"],
    ["[Red]000", "7", "007"],
  ])("%s shows %s as %s", (format, digits, text) => expect(codeFormat(format)!(digits)).toBe(text));

  test.each([
    "0",
    "#,##0",
    "0.00",
    "# ##0",
    "#\\ ##0",
    '0" kg"',
    "0%",
    "General",
    "yyyy-mm-dd",
    "00.0",
    "0.00E+00",
    "# ?/?",
    "@",
    "hh:mm:ss",
    '_-* #,##0_-;-* "-"_-',
    "[h]:mm",
  ])("%s measures something", (format) => expect(codeFormat(format)).toBeUndefined());
});

describe("lines with other numbers of cells", () => {
  const of = async (source: string) => {
    const { weight } = await read(source);
    return { said: weight.headline!, labels: weight.remedies.map(({ label }) => label) };
  };
  const leave = "Leave out lines with other numbers of cells";

  test.each([
    [
      "a text holds commas",
      `id,comment,score\n${lines(60, (i) => `${i},${i % 3 ? "good" : "well, yes"},${i % 5}`)}`,
      "Most likely 'comment' holds commas that stand between no quotation marks.",
      ["What is too much belongs to 'comment'", leave],
    ],
    [
      "commas are decimal marks",
      `item,price,stock\n${lines(60, (i) => `it${i % 7},${i % 9}${i % 4 ? "" : `,${i % 10}`},${300 + i}`)}`,
      "Most likely commas in 'price' are decimal marks.",
      ["Commas in 'price' are decimal marks", leave],
    ],
    [
      "in every row",
      `item,price,stock\n${lines(60, (i) => `it${i % 7},${i % 9},${`${(i * 7) % 100}`.padStart(2, "0")},${300 + i}`)}`,
      "Most likely commas in 'price' are decimal marks.",
      ["Commas in 'price' are decimal marks", "The first column names the rows"],
    ],
    [
      "names of rows",
      `mpg,cyl,gear\n${lines(60, (i) => `${["Mazda", "Fiat"][i % 2]},${20 + i}.5,${4 + (i % 3)},${3 + (i % 2)}`)}`,
      "Most likely the first column names the rows and has no name itself.",
      ["The first column names the rows"],
    ],
    [
      "a remark behind some rows",
      `id,age,score\n${lines(60, (i) => `${i},${20 + (i % 9)},0.${i % 7}${i % 6 ? "" : ",checked by hand"}`)}`,
      "what stands behind the last column has no name.",
      [leave],
    ],
    [
      "cells are missing at the end",
      `id,name,note\n${lines(60, (i) => `${i},n${i % 4}${i % 4 ? ",x" : ""}`)}`,
      "Cells are missing at the ends of lines",
      [leave],
    ],
    [
      "cells are missing within",
      `id,name,age,score\n${lines(60, (i) => `${i},${i % 4 ? `n${i % 5},` : ""}${20 + (i % 9)},0.${i % 7}`)}`,
      "Cells are missing within lines",
      [leave],
    ],
  ])("%s", async (_, source, sentence, labels) => {
    const { said, labels: offered } = await of(source);
    expect(said).toContain(sentence);
    expect(offered.slice(0, labels.length)).toEqual(labels);
  });

  test("what was chosen is saved, and a new file is read alike", async () => {
    const source = (n: number) =>
      `id,comment,score\n${lines(n, (i) => `${i % 7},${i % 3 ? "good" : "well, yes"},${i % 5}`)}`;
    const { reading } = await engine.readTable(source(30), { holdsDelimiter: "comment" });
    expect(reading.holdsDelimiter).toBe("comment");
    const again = await engine.readTable(source(9), { reading });
    expect(again.problems).toEqual([]);
    expect(again.X.columns.get("score")).toEqual(Float64Array.from({ length: 9 }, (_, i) => i % 5));
    // One without the column is read all the same.
    expect((await engine.readTable("a,b\n1,2\n3,4\n", { reading })).reading.holdsDelimiter).toBeNull();
  });

  test("a column that is not there is refused with the nearest", async () => {
    const error = await refused("id,comment\n1,a\n2,b\n", { holdsDelimiter: "coment" });
    expect(error).toMatchObject({ code: "bad_option", where: "holdsDelimiter" });
    expect(error.hint).toContain("'comment'");
  });
});

test("years of two digits are said with the century they are read in, and saved", async () => {
  const source = `v,born\n${lines(30, (i) => `${i % 4},${(i % 28) + 1}.5.${`${(30 + i * 2) % 100}`.padStart(2, "0")}`)}`;
  const found = await engine.openTable(source);
  const [note] = found.notes.filter(({ code }) => code === "two_digit_years");
  expect(note!.label).toBe("Read them as 1930 to 2029");
  const chosen = await found.reread({ ...found.options, ...note!.options });
  expect(chosen.reading.columns[1]).toMatchObject({ kind: "date", yearsFrom: 1930 });
  const { reading } = chosen;
  const parts = { columns: [{ name: "born", kind: "date" as const, parts: ["year" as const] }] };
  const again = await engine.readTable("v,born\n1,1.1.30\n2,2.1.29\n3,3.1.99\n", { reading, ...parts });
  expect(again.X.columns.get("born_year")).toEqual(Float64Array.of(1930, 2029, 1999));
  expect(await refused(source, { columns: [{ name: "v", yearsFrom: 1930 }] })).toMatchObject({ code: "bad_option" });
  expect(await refused(source, { columns: [{ name: "born", yearsFrom: 30 }] })).toMatchObject({ code: "bad_option" });
  for (const table of [found, chosen]) table.close();
});

test("what stands around lines in the table's own forms is none of theirs", async () => {
  const json = JSON.stringify(Array.from({ length: 6 }, (_, i) => ({ v: `a,${i},b` })));
  expect((await read(json)).reading).toMatchObject({ rows: 6, style: null });
});

describe("remedies are offered where they help", () => {
  const labels = async (source: string): Promise<string[]> =>
    (await read(source)).weight.remedies.map(({ label }) => label);

  test("marks are no ordinary characters where other cells need them", async () => {
    const cell = (i: number): string => (i === 10 ? '"oops' : i % 4 ? '"x, y"' : `t${i % 3}`);
    expect(await labels(`a,b,c\n${lines(30, (i) => `${i},${cell(i)},${(i * 3) % 7}`)}`)).toEqual([]);
    const plain = (i: number): string => (i === 10 ? '"a" b' : `t${i % 3}`);
    expect(await labels(`a,b,c\n${lines(30, (i) => `${i},${plain(i)},${(i * 3) % 7}`)}`)).toEqual([
      "Take quotation marks as ordinary characters",
    ]);
  });

  test("a first line of numbers is not offered as names", async () => {
    expect(await labels(lines(30, (i) => `${i}.5,${(i * 7) % 11}${i % 9 ? `,${i % 4}` : ""}`))).toEqual([
      "Leave out lines with other numbers of cells",
    ]);
  });

  test("infinite numbers are not counted among those that can be read", async () => {
    const values = ["1", "inf", "-Infinity", "2", "x", "y", "3"];
    expect((await read(`v,z\n${lines(7, (i) => `${values[i]},${i}`)}`)).codes).not.toContain("mixed");
  });

  test("all commas are of one kind, or none is said", async () => {
    const values = ["1,23,456", "12,34", "1,2345", "999"];
    const { notes, reading } = await read(`v,z,y\n${lines(4, (i) => `"${values[i]}",${i},a`)}`);
    expect(reading.columns[0]!.kind).toBe("text");
    expect(notes.filter(({ code }) => code === "decimal")).toEqual([]);
  });
});

describe("sentences are true", () => {
  const said = async (source: TableSource, code: string, options: ReadOptions = {}): Promise<string> =>
    (await read(source, options)).notes.find((note) => note.code === code)!.message;

  test("names of rows that were asked for", async () => {
    expect(await said("a,b\n1,x\n2,y\n3,x\n", "row_names", { rowNames: true })).toContain("as was asked for");
  });

  test("a unit with a point of its own", async () => {
    expect(await said(`p,z\n${lines(9, (i) => `Fr. ${i}.50,${i % 3}`)}`, "unit")).toMatch(/unit, Fr\.$/);
  });

  test("numbers beyond what can be told apart", async () => {
    const source = `v,z\n${lines(20, (i) => `12345678901234567.${i},${i % 3}`)}`;
    expect(await said(source, "constant")).toContain("cannot be told from each other");
  });

  test("decimal commas where points were asked for", async () => {
    const { notes } = await read(JSON.stringify(Array.from({ length: 20 }, (_, i) => ({ a: `${i},5`, b: i % 3 }))));
    const note = notes.find(({ code, column }) => code === "quantities" && column === "a")!;
    expect(note.message).toContain("a decimal comma");
    expect(note.options).toMatchObject({ columns: [{ name: "a", kind: "number", decimal: "," }] });
  });

  test("two tables weigh", async () => {
    const source = `a,b\n${lines(20, (i) => `${i},${(i * 3) % 7}`)}\n\nc,d,e\n${lines(20, (i) => `${i}.5,${i % 3},${i % 5}`)}`;
    const { weight, problems } = await read(source);
    expect(problems.map(({ code }) => code)).toEqual(["other_table"]);
    expect(weight.share).toBeGreaterThan(0.5);
    expect(weight.remedies.map(({ label }) => label)).toEqual(["Read the first table"]);
  });
});

describe("a list within a column", () => {
  test.each<[string, string, (i: number) => string, string, string[]]>([
    ["colours", "name;rgb", (i) => `n${i};${i * 9},${i * 3},${i * 7}`, ";", ["name", "rgb"]],
    ["ingredients", "id\tingredients", (i) => `${i}\tflour, sugar, egg`, "\t", ["id", "ingredients"]],
    ["genres", "a,genres", (i) => `${(i * 3) % 7},Drama|Comedy|${i % 3}`, ",", ["a", "genres"]],
    ["addresses", "id,address", (i) => `${i},Street ${i}; 8000 Zurich; CH`, ",", ["id", "address"]],
    ["films", "id\tt\tg", (i) => `${i}\tMovie, The (${1990 + i})\tA|B`, "\t", ["id", "t", "g"]],
    ["answers", "question|answer", (i) => `What, then, is ${i}?|Well, yes, no`, "|", ["question", "answer"]],
    ["genotypes", "id,g1,g2", (i) => `s${i},0|1,1|${i % 2}`, ",", ["id", "g1", "g2"]],
  ])("%s", async (_, header, row, delimiter, names) => {
    const { reading } = await read(`${header}\n${lines(20, row)}`);
    expect(reading.delimiter).toBe(delimiter);
    expect(reading.columns.map(({ name }) => name)).toEqual(names);
    expect(reading.rows).toBe(20);
  });

  test("rows that begin as the comments above them do are rows", async () => {
    const mixed = await read(
      `# exported 2020\nsize;t;y\n${lines(20, (i) => `${i % 4 === 2 ? "#1" : `x${i % 3}`};${i}.5;${"ab"[i % 2]}`)}`,
    );
    expect([mixed.reading.rows, mixed.reading.columns.map(({ name }) => name)]).toEqual([20, ["size", "t", "y"]]);
    const numbered = await read(`# export\nissue,n\n${lines(20, (i) => `${i % 5 === 0 ? `#${i}` : `PR${i}`},${i}`)}`);
    expect([numbered.reading.rows, numbered.reading.columns.length]).toEqual([20, 2]);
    // A remark between rows is none of them.
    const between = await read(`# export\na,b\n${lines(20, (i) => (i === 9 ? "# a pause" : `${i},${i}`))}`);
    expect([between.reading.rows, between.reading.comment]).toEqual([19, "#"]);
  });

  test("a title with a mark of its own is no header", async () => {
    const { reading } = await read(`Umsatz, Kosten\na;b\n${lines(20, (i) => `${i};${i},5`)}`);
    expect([reading.delimiter, reading.columns.length, reading.rows]).toEqual([";", 2, 20]);
  });
});
