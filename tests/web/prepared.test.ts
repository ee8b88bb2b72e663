// Samples come as the build has read them: they must say what the reader says, which is held to pandas elsewhere.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepare, PreparedTable, readAs, type Prepared } from "../../web/elements/data/prepared.js";
import { headColumns, headRows } from "../../web/elements/data/table.js";
import { createEngine, type Engine, type OpenTable } from "../../web/lib/index.js";
import { root } from "./helpers.js";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.close());

describe.each(["penguins", "iris", "wine", "breast_cancer", "diabetes"])("%s", (name) => {
  const at = `${root}web/playground/data/${name}`;
  const facts = JSON.parse(readFileSync(`${at}.json`, "utf8")) as Parameters<typeof readAs>[0];
  let read: OpenTable;
  let table: PreparedTable;
  let asked = 0;
  beforeAll(async () => {
    const open = () => engine.openTable(readFileSync(`${at}.csv`), readAs(facts));
    read = await open();
    // As it travels.
    const prepared = JSON.parse(JSON.stringify(await prepare(read, headRows, headColumns))) as Prepared;
    table = new PreparedTable(prepared, () => (asked++, open()));
  });
  afterAll(() => {
    read.close();
    table.close();
  });

  test("what a page asks at first is answered without a reader, as the reader answers it", async () => {
    for (const known of ["reading", "summaries", "problems", "weight", "notes", "options"] as const)
      expect(table[known], known).toEqual(JSON.parse(JSON.stringify(read[known])));
    const places = read.reading.columns.map((_, place) => place);
    expect(await table.columns(places)).toEqual(await read.columns(places));
    const rows = Math.min(headRows, read.reading.rows);
    expect(await table.head(0, rows, 0, headColumns)).toEqual(await read.head(0, rows, 0, headColumns));
    expect(await table.head(3, 4, 1, 2)).toEqual(await read.head(3, 4, 1, 2));
    expect(asked).toBe(0);
  });

  test("the rest is the reader's, which is asked for once", async () => {
    const { rows } = read.reading;
    expect(await table.head(rows - 2, 2, 0, 2)).toEqual(await read.head(rows - 2, 2, 0, 2));
    expect(await table.lines(3)).toEqual(await read.lines(3));
    expect(await table.lineOf([0, rows - 1])).toEqual(await read.lineOf([0, rows - 1]));
    expect((await table.cells(rows - 1, 1)).cells).toEqual((await read.cells(rows - 1, 1)).cells);
    const again = await table.reread({ ...table.options, missing: ["1"] });
    expect(again.reading.rows).toBe(rows);
    again.close();
    expect(asked).toBe(1);
  });
});
