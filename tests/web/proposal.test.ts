// What the page proposes for a table: the task, the split and the pipeline. Read, proposed and fitted as the page does
// it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Description, type Engine, type Reading } from "../../web/lib/index.js";
import { readingOf } from "../../web/elements/data/table.js";
import { countValues, proposeTask } from "../../web/elements/data/task.js";
import { readingIn } from "../../web/elements/state/card-reading.js";
import { swapEstimator } from "../../web/elements/actions/choose.js";
import { csvCell, csvLine, csvNumber, harmless, plain } from "../../web/elements/state/csv.js";
import { fitPipeline } from "../../web/elements/actions/fit-pipeline.js";
import { openTableFile, setTarget } from "../../web/elements/actions/open-data.js";
import { dateColumns, partsOfDate, usualDate } from "../../web/elements/state/row.js";
import { fitKind, type Dialect } from "../../web/elements/state/results.js";
import { Store } from "../../web/elements/store/store.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
});
afterAll(() => engine.close());

const rows = (n: number, row: (i: number) => unknown[] | string): string =>
  Array.from({ length: n }, (_, i) => [row(i)].flat().join(",")).join("\n");

async function opened(text: string, name = "table.csv"): Promise<Store> {
  const store = new Store();
  await store.services.start(Promise.resolve(engine));
  await openTableFile(store, new File([text], name));
  return store;
}

describe("the task that a target asks for", () => {
  const proposed = async (name: string, values: number[]) => {
    const counts = await countValues(Float64Array.from(values));
    const numbers = {
      min: Math.min(...values),
      max: Math.max(...values),
      median: 0,
      whole: values.every(Number.isInteger),
      bins: [],
    };
    return proposeTask(name, { missing: 0, distinct: counts.size, numbers }, counts).task;
  };
  /** So many rows of each value. */
  const spread = (counts: Record<number, number>) =>
    Object.entries(counts).flatMap(([value, times]) => new Array<number>(times).fill(Number(value)));

  // Real columns, with their real counts.
  test.each<[string, Record<number, number>, string]>([
    ["Survived", { 0: 549, 1: 342 }, "classification"],
    ["Pclass", { 1: 216, 2: 184, 3: 491 }, "classification"],
    ["cyl", { 4: 11, 6: 7, 8: 14 }, "classification"],
    ["target", { 0: 50, 1: 50, 2: 50 }, "classification"],
    ["digit", { 0: 178, 1: 182, 2: 177, 3: 183, 4: 181, 5: 182, 6: 181, 7: 179, 8: 174, 9: 180 }, "classification"],
    ["y", { 0: 178, 1: 182, 2: 177, 3: 183, 4: 181, 5: 182, 6: 181, 7: 179, 8: 174, 9: 180 }, "classification"],
    ["Type", { 1: 70, 2: 76, 3: 17, 5: 13, 6: 9, 7: 29 }, "classification"],
    ["quality", { 3: 10, 4: 53, 5: 681, 6: 638, 7: 199, 8: 18 }, "regression"],
    ["wine quality", { 3: 20, 4: 163, 5: 1457, 6: 2198, 7: 880, 8: 175, 9: 5 }, "regression"],
    ["visits", { 0: 120, 1: 60, 2: 30 }, "regression"],
    ["q", { 1: 10, 2: 20, 3: 40, 4: 20, 5: 10 }, "regression"],
    ["carb", { 1: 7, 2: 10, 3: 3, 4: 10, 6: 1, 8: 1 }, "regression"],
    ["y", { 0: 60, 1: 55, 2: 40, 3: 22, 4: 12, 5: 6, 6: 3, 7: 2 }, "regression"],
    ["SibSp", { 0: 608, 1: 209, 2: 28, 3: 16, 4: 18, 5: 5, 8: 7 }, "regression"],
  ])("%s %j: %s", async (name, counts, task) => expect(await proposed(name, spread(counts))).toBe(task));

  test("fractions and many numbers are amounts", async () => {
    expect(await proposed("y", [0.5, 1, 0.5, 1, 1.5, 2])).toBe("regression");
    const many = Array.from({ length: 200 }, (_, i) => i % 100);
    expect(await proposed("y", many)).toBe("regression");
  });
});

describe("a proposal fits, whatever the table", () => {
  const ab = (i: number) => "ab"[i % 2]!;
  const tables: [string, string][] = [
    ...[2, 3, 4, 5, 6].flatMap((n): [string, string][] => [
      [`${n} rows, a number to predict`, `x,y\n${rows(n, (i) => [i * 3, i + 0.5])}`],
      [`${n} rows, two classes`, `x,y\n${rows(n, (i) => [i * 3 + 0.5, ab(i)])}`],
      [`${n} rows, a class each`, `x,y\n${rows(n, (i) => [i * 3 + 0.5, "abcdef"[i]])}`],
      [`${n} rows, two classes of numbers`, `x,y\n${rows(n, (i) => [i * 3 + 0.5, i % 2])}`],
    ]),
    ["an empty column", `x,e,y\n${rows(40, (i) => [i % 7, "", ab(i)])}`],
    ["an empty column alone", `e,y\n${rows(40, (i) => ["", ab(i)])}`],
    ["text that is always missing", `x,e,y\n${rows(40, (i) => [i % 7, "NA", ab(i)])}`],
    ["one value in a column of numbers", `x,y\n${rows(8, (i) => [i === 1 ? 4 : "", ab(i)])}`],
    ["one value in a column of text", `x,y\n${rows(8, (i) => [i === 1 ? "red" : "", ab(i)])}`],
    ["only text", `c,d,y\n${rows(40, (i) => ["red,green,blue".split(",")[i % 3]!, "uv"[(i >> 1) % 2]!, ab(i)])}`],
    ["only numbers", `p,q,y\n${rows(40, (i) => [i % 7, (i * 3) % 11, i * 1.5])}`],
    ["one column", `p,y\n${rows(40, (i) => [i % 7, ab(i)])}`],
    ["a class with one row", `p,q,y\n${rows(40, (i) => [i % 7, (i * 3) % 11, i === 0 ? "c" : ab(i)])}`],
    ["one class", `p,q,y\n${rows(40, (i) => [i % 7, (i * 3) % 11, "a"])}`],
    ["a target with missing values", `p,q,y\n${rows(40, (i) => [i % 7, (i * 3) % 11, i % 5 ? ab(i) : ""])}`],
    ["a target of yes and no", `p,q,y\n${rows(40, (i) => [i % 7, (i * 3) % 11, i % 3 ? "yes" : "no"])}`],
    ["a target of true and false", `p,q,y\n${rows(40, (i) => [i % 7, (i * 3) % 11, i % 3 ? "TRUE" : "FALSE"])}`],
    ["a constant number to predict", `p,q,y\n${rows(40, (i) => [i % 7, (i * 3) % 11, 2.5])}`],
    ["an index and a target", `,y\n${rows(40, (i) => [i + 1, ab(i)])}`],
    ["many texts alone", `c,y\n${rows(120, (i) => [`name ${i % 70}`, ab(i)])}`],
    ["yes and no as a column", `flag,y\n${rows(40, (i) => [i % 3 ? "yes" : "no", ab(i)])}`],
    [
      "dates and a number",
      `day,x,y\n${rows(40, (i) => [`2024-01-${String((i % 28) + 1).padStart(2, "0")}`, i % 7, ab(i)])}`,
    ],
    ["dates alone", `day,y\n${rows(40, (i) => [`2024-01-${String((i % 28) + 1).padStart(2, "0")}`, ab(i)])}`],
    [
      "names of objects",
      `constructor,__proto__,toString,7,y\n${rows(40, (i) => [i % 9, ["Red", "Blue", "Green"][i % 3], i % 2, (i * 5) % 11, ab(i)])}`,
    ],
  ];
  test.each(tables)("%s", async (_, text) => {
    const store = await opened(text);
    expect(store.jobs.troubles).toEqual({});
    await fitPipeline(store);
    expect(store.jobs.troubles).toEqual({});
    const fit = store.results.get(fitKind);
    expect(fit!.evaluation.predicted).toHaveLength(fit!.split.test.length);
    await fit!.model.dump({ card: {} });
  });
});

describe("what is said of it", () => {
  const { a } = { a: (i: number) => "ab"[i % 2]! };

  test("an index is left out, and comes back by choice", async () => {
    const store = await opened(`,p,y\n${rows(40, (i) => [i + 1, (i * 3) % 11, a(i)])}`);
    expect(store.table!.columns[0]).toMatchObject({ use: false, code: "index" });
    const { features } = await import("../../web/elements/data/table.js");
    expect(features(store.table!).map(({ name }) => name)).toEqual(["p"]);
    const { readAgain } = await import("../../web/elements/actions/open-data.js");
    const { options } = store.table!.open.notes.find(({ code }) => code === "index")!;
    await readAgain(store, options!, "");
    expect(features(store.table!)).toHaveLength(2);
  });

  test("a class with one row is not stratified by", async () => {
    const { notStratified, stratifies } = await import("../../web/elements/state/split.js");
    const store = await opened(`p,y\n${rows(40, (i) => [i % 7, i === 3 ? "rare" : a(i)])}`);
    expect(stratifies(store.table!, store.choices.split)).toBe(false);
    expect(notStratified(store.table!, store.choices.split)).toBe("class “rare” has one row");
  });

  test("a refusal names the row of the table and the line of the file", async () => {
    const store = await opened(`x,z,y\n${rows(40, (i) => [i, i % 7 === 3 ? "" : (i * 3) % 11, a(i)])}`);
    swapEstimator(store, "prepare__num__impute", "StandardScaler");
    await fitPipeline(store);
    expect(store.jobs.troubles.fit!.message).toMatch(/row (4|11|18|25|32|39) \(line (5|12|19|26|33|40)\)/);
  });

  test("names that stand twice stay apart", async () => {
    const store = await opened(`a,a,a_2,y\n${rows(40, (i) => [i, (i * 7) % 40, (i * 11) % 40, "pq"[i % 2]])}`);
    await fitPipeline(store);
    const { input } = await store.results.get(fitKind)!.model.describe();
    expect(new Set(input.map(({ name }) => name)).size).toBe(3);
  });

  test("a header longer than what is looked at first is read whole", async () => {
    const wide = (n: number, cell: (j: number) => unknown) => Array.from({ length: n }, (_, j) => cell(j)).join(",");
    const text = `${wide(40_000, (j) => `c${j}`)}\n${rows(4, (i) => wide(40_000, (j) => (i + j) % 10))}`;
    const { table, jobs } = await opened(text);
    expect(jobs.troubles).toEqual({});
    expect(table!.columns).toHaveLength(40_000);
    expect(table!.columns.at(-1)!.name).toBe("c39999");
    expect(table!.rows).toBe(4);
    expect(table!.open.problems).toEqual([]);
  });

  test.each([
    ["the last column", "x,z,y", "y"],
    ["a column that is called a target, wherever it stands", "Survived,x,z", "Survived"],
    ["the first such name of two", "class,species,target", "target"],
    ["not one that is left out", "x,z,label", "z"],
  ])("%s is proposed as the target", async (_what, names, target) => {
    const left = target === "z";
    const store = await opened(`${names}\n${rows(60, (i) => [i % 3, (i * 7) % 5, left ? `note ${i}` : i % 2])}`);
    expect(store.table!.target).toBe(target);
  });

  test("another target proposes another task", async () => {
    const store = await opened(`x,z,y\n${rows(40, (i) => [i + 0.5, i % 2, a(i)])}`);
    expect(store.table!.task).toBe("classification");
    await setTarget(store, "x");
    expect(store.table).toMatchObject({ target: "x", task: "regression" });
    await fitPipeline(store);
    expect(store.jobs.troubles).toEqual({});
  });
});

describe("the reading in a card", () => {
  test("is taken as it was written", async () => {
    const store = await opened(`x,y\n${rows(40, (i) => [i * 1.5, "ab"[i % 2]])}`);
    const reading = readingOf(store.table!);
    expect(readingIn({ reading })).toEqual(reading);
    expect(reading.columns.map(({ use }) => use)).toEqual([true, true]);
  });

  test.each([
    {},
    { form: "csv" },
    { columns: [{}] },
    { columns: [null] },
    { missing: "NA" },
    { encoding: 8 },
    { header: "1" },
    { decimal: ";" },
    { quote: 1 },
    { bytes: "many" },
    { sheet: 3 },
    { columns: [{ name: "x", kind: "number", use: true, why: {} }] },
    { columns: [{ name: "x", kind: "number", use: true, missing: "NA" }] },
  ])("of another form (%j) is none", async (change) => {
    const store = await opened(`x,y\n${rows(40, (i) => [i * 1.5, "ab"[i % 2]])}`);
    const whole = readingOf(store.table!);
    const keys = Object.keys(change);
    const reading = keys.length && keys[0] !== "form" ? { ...whole, ...change } : change;
    expect(readingIn({ reading: reading as unknown as Reading })).toBeUndefined();
  });
});

describe("cells of a file of predictions", () => {
  const german: Dialect = { delimiter: ";", quote: '"', decimal: "," };

  test.each([
    ["a", "a"],
    ["a,b", '"a,b"'],
    ["a;b", "a;b"],
    ['say "so"', '"say ""so"""'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "=1+1"],
    [" 1", '" 1"'],
    ["a\t", '"a\t"'],
    ["'a'", `"'a'"`],
    ["#1", '"#1"'],
    ["n#1", "n#1"],
    ["", ""],
  ])("%j of the table is written %j", (text, cell) => expect(csvCell(text)).toBe(cell));

  test.each([
    ["a,b", "a,b", german],
    ["a;b", '"a;b"', german],
    ["it's", "'it''s'", { ...german, quote: "'" }],
    ["two words", '"two words"', { ...german, delimiter: " " }],
    ["", '""', { ...german, delimiter: " " }],
    ["a\tb", '"a\tb"', { ...german, delimiter: "\t" }],
    ["a\tb", '"a\tb"', { ...german, delimiter: " " }],
    ["a^b", '"a^b"', { ...german, delimiter: "^" }],
    ["a|b", '"a|b"', { ...german, delimiter: "|" }],
  ] as const)("%j is written %j in its dialect", (text, cell, dialect) => expect(csvCell(text, dialect)).toBe(cell));

  test("a value that is written like a missing one stands between quotation marks", () =>
    expect(csvCell("NA", german, true)).toBe('"NA"'));

  test.each([
    ["a", "a"],
    ["=1+1", "'=1+1"],
    ["+49 30", "'+49 30"],
    ["-x", "'-x"],
    ["@cmd", "'@cmd"],
    ["\t=1+1", "'\t=1+1"],
    ["-1.5", "-1.5"],
    ["-1,5", "-1,5"],
    ["+3", "+3"],
    ["-1e-7", "-1e-7"],
  ])("%j of a model is written %j", (text, cell) => expect(harmless(text)).toBe(cell));

  test("numbers have the dialect's decimal mark", () => {
    expect([0.5, -1e-7, 3, NaN].map((value) => csvNumber(value, german))).toEqual(["0,5", "-1e-7", "3", ""]);
    expect(csvNumber(0.5, plain)).toBe("0.5");
  });

  test("a line ends as RFC 4180 says", () => expect(csvLine(["a", "b"], german)).toBe("a;b\r\n"));
});

describe("a date typed for its parts", () => {
  const reading = {
    columns: (["year", "month", "day", "weekday"] as const).map((part) => ({
      name: `on ${part}`,
      kind: "number",
      use: true,
      of: "on",
      part,
    })),
  } as unknown as Reading;
  const input = (...parts: string[]) =>
    ({ input: parts.map((part) => ({ name: `on ${part}`, kind: "number", missing: 0 })) }) as unknown as Description;

  // Weekdays as pandas counts them: Series.dt.weekday, Monday is 0.
  test.each([
    ["2024-02-29", "2024", "2", "29", "3"],
    ["1900-01-01", "1900", "1", "1", "0"],
    ["1969-12-28", "1969", "12", "28", "6"],
    ["0099-12-31", "99", "12", "31", "3"],
  ])("%s", (date, year, month, day, weekday) => {
    const [column] = dateColumns(input("year", "month", "day", "weekday"), reading);
    expect([...partsOfDate(date, column!)]).toEqual([
      ["on year", year],
      ["on month", month],
      ["on day", day],
      ["on weekday", weekday],
    ]);
  });

  test("only for the parts that the pipeline takes, and missing where nothing is typed", () => {
    const [column] = dateColumns(input("month", "weekday"), reading);
    expect(column!.name).toBe("on");
    expect([...partsOfDate("", column!)]).toEqual([
      ["on month", ""],
      ["on weekday", ""],
    ]);
    expect(dateColumns(input("year"), undefined)).toEqual([]);
  });

  test("the usual date exists", () => {
    const [column] = dateColumns(input("year", "month", "day"), reading);
    const usual = (year: string, month: string, day: string) =>
      usualDate(
        new Map([
          ["on year", year],
          ["on month", month],
          ["on day", day],
        ]),
        column!,
      );
    expect(usual("2023", "2", "30")).toBe("2023-02-28");
    expect(usual("2023.5", "6.5", "15.5")).toBe("2024-07-16");
    expect(usual("", "", "")).toBe("");
  });
});
