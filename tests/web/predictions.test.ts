// A file of predictions: read again, its cells are those of the file that was predicted, whatever stands in them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type ReadOptions } from "../../web/lib/index.js";
import { Answers, writePredictions } from "../../web/elements/actions/predictions-file.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

async function predicted(source: string, options: ReadOptions = {}, guarded = false) {
  const open = await engine.openTable(source, options);
  const { rows } = open.reading;
  const answers = new Answers(rows, true);
  const classes = ["no", 'it\'s "so"'];
  answers.take(
    Int32Array.from({ length: rows }, (_, i) => i),
    Array.from({ length: rows }, (_, i) => classes[i % 2]!),
    { data: Float64Array.from({ length: 2 * rows }, (_, i) => (i % 4) / 4), classes },
  );
  const asked = { file: "some.csv", target: "y", answers, refused: [], withColumns: true, guarded };
  const started = performance.now();
  const file = await writePredictions(open, asked, { signal: new AbortController().signal, onProgress() {} });
  const milliseconds = performance.now() - started;
  const text = await file.content.text();
  const again = await engine.openTable(text);
  const cellsOf = async (table: typeof open) => {
    const { cells, missing } = await table.cells(0, rows);
    return cells.map((row, i) =>
      row.slice(0, open.reading.columns.length).map((cell, j) => (missing[i]![j] ? null : cell)),
    );
  };
  const result = {
    names: again.reading.columns.map(({ header }) => header),
    own: open.reading.columns.map(({ header }) => header),
    delimiter: [open.reading.delimiter, again.reading.delimiter],
    before: await cellsOf(open),
    after: await cellsOf(again),
    probabilities: (await again.columns([open.reading.columns.length + 1]))[0],
    milliseconds,
    text,
    guarded: file.guarded,
  };
  for (const table of [open, again]) table.close();
  return result;
}

const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => `${line(i)}\n`).join("");

describe("a file of predictions is read as the file that was predicted", () => {
  test.each<[string, string, ReadOptions?]>([
    ["blanks around cells in quotes", `n,text\n${lines(12, (i) => `${i},"${[" a", "b ", " c d ", "\te"][i % 4]}"`)}`],
    [
      "quotation marks, doubled",
      `n,text\n${lines(12, (i) => `${i},"${['say ""so""', '""', 'a""', '5"" pipe'][i % 4]}"`)}`,
    ],
    [
      "quotation marks, escaped",
      `n,text\n${lines(12, (i) => `${i},"${['say \\"so\\"', "a, b", 'x\\"', "C:\\\\dir"][i % 4]}"`)}`,
    ],
    ["single quotation marks", `n;text\n${lines(12, (i) => `${i};'${["a;b", 'he said "no"', "it''s", "x"][i % 4]}'`)}`],
    ["no quotation marks", `n;text\n${lines(12, (i) => `${i};${['5"', "a'b'", '"x', "y"][i % 4]}`)}`, { quote: null }],
    [
      "texts between the marks of another dialect",
      `n,text\n${lines(12, (i) => `${i},"${["'a'", "'b, c'", "'d'", "'e'"][i % 4]}"`)}`,
    ],
    ["rows that begin with #", `"#tag",n,k\n${lines(12, (i) => `"#${"abc"[i % 3]}",${i},${i % 5}`)}`],
    ["lines within cells", `n,text\n${lines(12, (i) => `${i},"a\n${i % 3}\r\nb"`)}`],
    [
      "what is written like a missing value",
      `n,text\n${lines(12, (i) => `${i},${['"NA"', "NA", '""', '"null"'][i % 4]}`)}`,
    ],
    ["blanks between cells", lines(12, (i) => `${i} "a b" ${i}.5 "${["x", "y z", "q", "w"][i % 4]}"`)],
    ["decimal commas", `n;v\n${lines(12, (i) => `${i};${i},5`)}`],
    ["tabs", `n\ttext\n${lines(12, (i) => `${i}\t${["a, b", '"c\td"', "e", "f"][i % 4]}`)}`],
    [
      "bars around lines",
      `| n | text |\n|---|---|\n${lines(12, (i) => `| ${i} | ${["a", "b, c", "d", "e"][i % 4]} |`)}`,
    ],
  ])("%s", async (_, source, options) => {
    const { names, own, delimiter, before, after, probabilities } = await predicted(source, options);
    expect(before.flat().some((cell) => cell !== null)).toBe(true);
    expect(after).toEqual(before);
    if (own.every((name) => name !== null)) expect(names.slice(0, own.length)).toEqual(own);
    expect(delimiter[1]).toBe(delimiter[0]);
    expect([...(probabilities as Float64Array)].slice(0, 4)).toEqual([0, 0.5, 0, 0.5]);
  });
});

test("what a spreadsheet would run is text in it; numbers, missing values and all else stay as they are", async () => {
  const notes = [
    '=HYPERLINK("x")',
    "+49 30",
    "-x",
    "@cmd",
    '"\t=1+1"',
    "-5",
    "plain",
    "-",
    "NA",
    "=1",
    "\uff1d1",
    "x=1",
  ];
  const quoted = (text: string) =>
    text.includes('"') && !text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : text;
  const source = `n,=total,note\n${lines(12, (i) => `-${i}.5,-1,${quoted(notes[i]!)}`)}`;
  const plain = await predicted(source);
  const { text, guarded, before, after } = await predicted(source, {}, true);
  const cells = (row: readonly (string | null)[]) => row[2];
  // Before and after, as the reader of tables has them.
  for (const [i, row] of before.entries()) {
    const own = cells(row);
    const runs = own !== null && /^\s*[=+\-@\uff1d]/.test(own!) && own !== "-5";
    expect(cells(after[i]!), String(own)).toBe(runs ? `'${own}` : own);
    expect(after[i]!.slice(0, 2)).toEqual(row.slice(0, 2));
  }
  expect(text.split("\r\n")[0]).toMatch(/^n,"'=total",note,/);
  const harmed = before.filter((row, i) => cells(row) !== cells(after[i]!)).length;
  expect(harmed).toBeGreaterThanOrEqual(6);
  // And the header.
  expect(guarded).toBe(harmed + 1);
  expect(plain.guarded).toBe(0);
  expect(plain.after).toEqual(plain.before);
});
