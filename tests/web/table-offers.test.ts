// Whatever a reading offers, with a label and the options for it, does what the label promises: tried on every table of
// tests/tables, and on files of other forms and encodings.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type OpenTable, type ReadOptions } from "../../web/lib/index.js";
import { root } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

interface Offer {
  readonly label: string;
  readonly options: ReadOptions;
  readonly column: string | null;
}

function offersOf({ notes, weight, problems }: OpenTable): Offer[] {
  const all = [
    ...notes.flatMap(({ label, options, column }) => (options ? [{ label: label ?? "", options, column }] : [])),
    ...weight.remedies.map((remedy) => ({ ...remedy, column: null })),
    ...problems.flatMap(({ remedy }) => (remedy ? [{ ...remedy, column: null }] : [])),
  ];
  return [
    ...new Map(all.map((offer) => [`${offer.label} ${offer.column} ${JSON.stringify(offer.options)}`, offer])).values(),
  ];
}

/** The column that an offer is about: the one it makes a choice for that was not made before. */
function columnOf(table: OpenTable, { options, column }: Offer): string {
  if (column !== null) return column;
  const before = new Set(table.options.columns?.map((choice) => JSON.stringify(choice)));
  return options.columns!.find((choice) => !before.has(JSON.stringify(choice)))!.name;
}

const readingOf = (table: OpenTable, name: string) => table.reading.columns.find((each) => each.name === name)!;
const summaryOf = (table: OpenTable, name: string) =>
  table.summaries[table.reading.columns.findIndex((each) => each.name === name)]!;
const inX = async (table: OpenTable, name: string) => (await table.data()).X.columns.get(name);
const firstLine = async (table: OpenTable): Promise<number> => table.reading.header ?? (await table.lineOf([0]))[0]!;

type Check = (before: OpenTable, after: OpenTable, offer: Offer, part: string) => Promise<void> | void;

const number: Check = async (before, after, offer) => {
  const name = columnOf(before, offer);
  expect(readingOf(after, name)).toMatchObject({ kind: "number", use: true });
  const values = (await inX(after, name)) as Float64Array;
  expect(values.some((value) => value === value)).toBe(true);
};
const text: Check = async (before, after, offer) => {
  const name = columnOf(before, offer);
  expect(readingOf(after, name)).toMatchObject({ kind: "text", use: true });
  expect(await inX(after, name)).toHaveProperty("categories");
};

const promises: readonly (readonly [label: RegExp, check: Check])[] = [
  [
    /^Read from the first (line|row)$/,
    async (before, after, _, what) => {
      // A sheet may begin with rows of nothing.
      if (what === "line") expect(after.reading.skip).toBe(0);
      expect(await firstLine(after)).toBeLessThan(await firstLine(before));
    },
  ],
  [
    /^Read them as rows$/,
    (before, after) => expect(after.reading.comment === null && before.reading.comment).toBeTruthy(),
  ],
  [/^The first line names the columns$/, (_, after) => expect(after.reading.header).not.toBeNull()],
  [
    /^The first line is data$/,
    (before, after) => {
      expect(after.reading.header).toBeNull();
      expect(after.reading.rows).toBeGreaterThan(before.reading.rows);
    },
  ],
  [/^Read it as a row$/, (before, after) => expect(after.reading.rows).toBe(before.reading.rows + 1)],
  [
    /^Read them as rows of the table$/,
    (before, after) => expect(after.reading.rows).toBeGreaterThan(before.reading.rows + 1),
  ],
  [
    /^Take (?:it|them) as missing$/,
    (before, after, offer) => {
      const name = columnOf(before, offer);
      const [was, is] = [summaryOf(before, name), summaryOf(after, name)];
      expect(is.missing).toBeGreaterThan(was.missing + 1);
      const range = ({ min, max }: { min: number; max: number }) => max - min;
      expect(range(is.numbers!)).toBeLessThan(range(was.numbers!));
    },
  ],
  [
    /^They separate thousands$/,
    async (before, after, offer) => {
      const name = columnOf(before, offer);
      expect(readingOf(after, name).thousands).toBe(".");
      const [was, is] = [await inX(before, name), await inX(after, name)] as [Float64Array, Float64Array];
      was.forEach((value, i) => expect([value, Math.round(value * 1000)]).toContain(is[i]));
    },
  ],
  [
    /^Leave out lines that begin with '(.*)'$/,
    (before, after, _, start) => {
      const sums = before.problems.filter(({ code }) => code === "subtotal").length;
      expect(after.reading.comment).toBe(start);
      expect(after.reading.rows).toBe(before.reading.rows - sums);
      expect(after.weight.count).toBeLessThan(before.weight.count);
    },
  ],
  [
    /^Read the first table$/,
    async (before, after) => {
      expect(await firstLine(after)).toBeLessThan(await firstLine(before));
      expect(after.reading.columns.map(({ name }) => name)).not.toEqual(before.reading.columns.map(({ name }) => name));
      expect(after.problems).toEqual([]);
    },
  ],
  [
    /^Read (?:them )?with a decimal (point|comma)$/,
    (_, after, __, mark) => expect(after.reading.decimal).toBe(mark === "point" ? "." : ","),
  ],
  [
    /^They are decimal (points|commas)$/,
    async (before, after, offer, marks) => {
      const name = columnOf(before, offer);
      expect(readingOf(after, name).decimal ?? after.reading.decimal).toBe(marks === "points" ? "." : ",");
      expect(await inX(after, name)).not.toEqual(await inX(before, name));
    },
  ],
  [
    /^Use year, month, day and weekday$/,
    async (before, after, offer) => {
      const name = columnOf(before, offer);
      const parts = after.reading.columns.filter(({ of }) => of === name);
      expect(parts.map(({ part }) => part)).toEqual(["year", "month", "day", "weekday"]);
      for (const part of parts) expect(await inX(after, part.name)).toBeInstanceOf(Float64Array);
    },
  ],
  [
    /^They begin with the (day|month)$/,
    async (before, after, offer, first) => {
      const name = columnOf(before, offer);
      expect(readingOf(after, name).order).toBe(first === "day" ? "dmy" : "mdy");
      const made = (table: OpenTable) => table.reading.columns.filter(({ of }) => of === name).map(({ name }) => name);
      expect(made(after)).toEqual(made(before));
    },
  ],
  [
    /^Use it all the same$/,
    async (before, after, offer) => {
      const name = columnOf(before, offer);
      expect(readingOf(before, name).use).toBe(false);
      expect(readingOf(after, name).use).toBe(true);
      expect(await inX(after, name)).toBeDefined();
    },
  ],
  [
    /^Leave it out$/,
    async (before, after, offer) => {
      const name = columnOf(before, offer);
      expect(await inX(before, name)).toBeDefined();
      expect(await inX(after, name)).toBeUndefined();
    },
  ],
  [
    /^Leave them out$/,
    async (before, after, { options }) => {
      for (const { name } of options.columns!) {
        expect(await inX(before, name)).toBeDefined();
        expect(await inX(after, name)).toBeUndefined();
      }
    },
  ],
  [/^Read (?:it )?as numbers$/, number],
  [
    /^Read it as numbers, without the unit$/,
    async (...all) => {
      await number(...all);
      const [before, after, offer] = all;
      expect(readingOf(after, columnOf(before, offer)).unit).not.toBe("");
      // A dash or a colon among them is no number.
      const { missing, texts } = summaryOf(before, columnOf(before, offer));
      const marks = texts!.filter(({ value }) => !/\d/.test(value)).reduce((sum, { count }) => sum + count, 0);
      expect(summaryOf(after, columnOf(before, offer)).missing).toBe(missing + marks);
    },
  ],
  [
    /^Read all of them as numbers$/,
    (_, after, { options }) => {
      for (const { name } of options.columns!) expect(readingOf(after, name).kind).toBe("number");
    },
  ],
  [
    /^Read it as 1 and 0$/,
    async (before, after, offer) => {
      await number(before, after, offer, "");
      const values = (await inX(after, columnOf(before, offer))) as Float64Array;
      expect(new Set([...values].filter((value) => value === value))).toEqual(new Set([0, 1]));
    },
  ],
  [/^Read (?:it|'.*') as text$/, text],
  [
    /^Keep it as a category$/,
    (before, after, offer) => {
      const name = columnOf(before, offer);
      expect(summaryOf(after, name).missing).toBeLessThan(summaryOf(before, name).missing);
    },
  ],
  [
    /^Leave out the last (?:line|\d+ lines)$/,
    (before, after, { options }) => {
      expect(after.reading.skipEnd).toBe(options.skipEnd);
      expect(after.reading.rows).toBeLessThan(before.reading.rows);
      expect(after.problems.filter(({ code }) => code === "footer")).toEqual([]);
    },
  ],
  [/^Take quotation marks as ordinary characters$/, (_, after) => expect(after.reading.quote).toBeNull()],
  [
    /^Read with (tabs|blanks|.)$/,
    (_, after, __, mark) => expect(after.reading.delimiter).toBe({ tabs: "\t", blanks: " " }[mark] ?? mark),
  ],
  [/^Commas separate columns$/, (_, after) => expect(after.reading.delimiter).toBe(",")],
  [/^Read as ([\w-]+)$/, (_, after, __, encoding) => expect(after.reading.encoding).toBe(encoding)],
  [
    /^Read the lines as they stand$/,
    (before, after) => expect(before.reading.style !== null && after.reading.style === null).toBe(true),
  ],
  [
    /^(?:Commas in '(.*)' are decimal marks|What is too much belongs to '.*')$/,
    async (_, after, { options }, decimal) => {
      const name = options.holdsDelimiter!;
      expect(after.reading.holdsDelimiter).toBe(name);
      expect(after.problems.filter(({ code }) => code === "long_row")).toEqual([]);
      expect(readingOf(after, name).kind).toBe(decimal ? "number" : "text");
      if (decimal) expect(readingOf(after, name).decimal ?? after.reading.decimal).toBe(",");
      const { cells } = await after.head(0, 50, 0, 20);
      expect(cells.flat().some((cell) => cell.includes(after.reading.delimiter))).toBe(true);
    },
  ],
  [
    /^The first column names the rows$/,
    (before, after) => {
      expect(after.reading.rowNames).toBe(true);
      expect(after.reading.columns).toHaveLength(before.reading.columns.length + 1);
      expect(after.problems.filter(({ code }) => code === "long_row")).toEqual([]);
    },
  ],
  [
    /^Leave out lines with other numbers of cells$/,
    (before, after) => {
      const uneven = before.problems.filter(({ code }) => code === "long_row" || code === "short_row").length;
      expect(after.reading.rows).toBe(before.reading.rows - uneven);
      expect(after.problems.filter(({ code }) => code === "long_row" || code === "short_row")).toEqual([]);
      expect(after.notes.map(({ code }) => code)).toContain("uneven");
    },
  ],
  [/^Read these lines, too$/, (before, after) => expect(after.reading.rows).toBeGreaterThan(before.reading.rows)],
  [
    /^Read them as (\d+) to \d+$/,
    async (before, after, offer, from) => {
      const name = columnOf(before, offer);
      expect(readingOf(after, name).yearsFrom).toBe(Number(from));
      const parts = [{ name, kind: "date" as const, parts: ["year" as const], yearsFrom: Number(from) }];
      const spread = await after.reread({ ...after.options, columns: parts });
      const years = (await inX(spread, `${name}_year`)) as Float64Array;
      expect(years.every((year) => year >= Number(from) && year < Number(from) + 100)).toBe(true);
      spread.close();
    },
  ],
  [/^Read '(.*)'$/, (_, after, __, sheet) => expect(after.reading.sheet).toBe(sheet)],
];

/** The promises that were kept at least once. */
const kept = new Set<RegExp>();

/** Takes up every offer, one by one; and none is made again once it was taken. */
async function tryAll(table: OpenTable): Promise<void> {
  for (const offer of offersOf(table)) {
    const found = promises.find(([label]) => label.test(offer.label));
    expect(found, `Nobody says what “${offer.label}” promises.`).toBeDefined();
    const [label, check] = found!;
    const after = await table.reread({ ...table.options, ...offer.options });
    try {
      await check(table, after, offer, label.exec(offer.label)![1] ?? "");
      const again = offersOf(after).filter((other) => other.label === offer.label && other.column === offer.column);
      expect(
        again.map(({ options }) => JSON.stringify(options)),
        offer.label,
      ).not.toContain(JSON.stringify(offer.options));
      // What was said of other columns stands.
      const { name } = { name: "", ...offer.options.columns?.at(-1) };
      for (const choice of table.options.columns ?? []) {
        if (choice.name !== name) expect(after.options.columns).toContainEqual(choice);
      }
      kept.add(label);
    } catch (error) {
      throw new Error(`“${offer.label}” ${JSON.stringify(offer.options)} does not do what it says: ${String(error)}`);
    } finally {
      after.close();
    }
  }
}

const names = readdirSync(`${root}tests/tables`).flatMap((name) => (name.endsWith(".json") ? [name.slice(0, -5)] : []));

describe("what a reading offers is what it does", () => {
  test.each(names)("%s", async (name) => {
    const { options, error } = JSON.parse(readFileSync(`${root}tests/tables/${name}.json`, "utf8")) as {
      options?: ReadOptions;
      error?: string;
    };
    const bytes = new Uint8Array(readFileSync(`${root}tests/tables/${name}.csv`));
    if (error !== undefined || bytes.length === 0) return;
    const table = await engine.openTable(bytes, { form: "csv", ...options }).catch((refused: unknown) => {
      // What is refused offers nothing: bytes that are no text are decoded before the reader sees them.
      expect(refused).toMatchObject({ name: "KeepfitError" });
    });
    if (!table) return;
    await tryAll(table);
    // The same once parts of dates are chosen, and some column is read as text.
    const dates = table.reading.columns.filter(({ kind, of }) => kind === "date" && of === undefined);
    if (dates.length > 0) {
      const parts = await table.reread({
        ...table.options,
        columns: [
          ...(options?.columns ?? []).filter((choice) => dates.every((date) => date.name !== choice.name)),
          ...dates.map(({ name }) => ({ name, kind: "date" as const, parts: ["month", "year"] as const })),
        ],
      });
      await tryAll(parts);
      parts.close();
    }
    table.close();
  });

  test("of other forms and encodings", async () => {
    const sources: readonly (Uint8Array | string)[] = [
      ...["flowers.xlsx", "snappy.parquet", "pandas_index.parquet", "weather.arff"].map(
        (file) => new Uint8Array(readFileSync(`${root}tests/golden/tables/${file}`)),
      ),
      JSON.stringify(
        Array.from({ length: 20 }, (_, i) => ({ zip: `${10000 + i * 17}`, price: `${i}.5`, n: i % 3 ? i : `0${i}` })),
      ),
      Uint8Array.from("größe,x\nBär,1\nBür,2\nBär,4\n", (letter) => letter.charCodeAt(0)),
      `v,${"abcdefg".split("").join(",")}\n${Array.from({ length: 10 }, (_, i) => `${(i * 5) % 7}${",0".repeat(7)}`).join("\n")}\n`,
      `w;k;n\n${Array.from({ length: 30 }, (_, i) => `${i},5;a${i % 7 ? `;${i % 3}` : ""}`).join("\n")}\n`,
      `a;b\n${Array.from({ length: 30 }, (_, i) => `${i};"x${i % 3}`).join("\n")}\n`,
    ];
    for (const source of sources) {
      const table = await engine.openTable(source);
      await tryAll(table);
      table.close();
    }
  });

  test("every promise was tried", () => {
    expect(promises.filter(([label]) => !kept.has(label)).map(([label]) => String(label))).toEqual([]);
  });
});
