// What people have that is no plain table, and sentences that must be true of it.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createEngine,
  type Engine,
  type KeepfitError,
  type ReadOptions,
  type TableSource,
} from "../../web/lib/index.js";
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

  test("records with values of no table say so; boxed numbers are numbers", async () => {
    const records = [1, 2, 3].map((a) => ({ a: Object(a) as object, b: Symbol("b"), c: new Map() }));
    const { notes, summaries } = await read(records);
    expect(notes.find(({ code }) => code === "unread")!.message).toMatch(/^'b' and 1 more columns hold/);
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
    expect(await labels(lines(30, (i) => `${i}.5,${(i * 7) % 11}${i % 9 ? `,${i % 4}` : ""}`))).toEqual([]);
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
