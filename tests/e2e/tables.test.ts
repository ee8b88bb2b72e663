// Tables as people have them, dropped as files: read to the right values, said how, and changed where the guess was
// wrong.
import { describe, expect, test } from "vitest";
import { gzipSync } from "node:zlib";
import { inBrowsers, inChromium, startChromium } from "./support/browsers.js";
import type { Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save, swapEstimator } from "./support/steps.js";
import type { Tab } from "./support/tab.js";
import {
  ab,
  head,
  howItWasRead,
  names,
  open,
  predicted,
  predictions,
  rows,
  withPlayground,
  withTab,
} from "./support/tables.js";

let site: Site;
withPlayground((served) => (site = served));

inBrowsers("tables", (browser) => {
  let tab: Tab;
  withTab(
    browser,
    () => site,
    (opened) => (tab = opened),
  );

  test("a letter of two bytes at the border of a piece stays one letter", async () => {
    // The two bytes of one ü are bytes 262143 and 262144 of the file.
    const border = 262_143;
    const line = (i: number) => `${i},${["Bern", "Zürich"][i % 2]},${ab(i)}\n`;
    let text = "x,town,y\n";
    let i = 0;
    const size = () => Buffer.byteLength(text);
    while (size() < border - 40) text += line(i++);
    // Digits before the name are padded until its ü stands on the border.
    const before = border - size() - 1 - ",Z".length;
    text += `${"1".padEnd(before, "0")},Zürich,a\n`;
    expect(
      Buffer.from(text)
        .subarray(border - 1, border + 1)
        .toString(),
    ).toBe("ü");
    for (let more = 0; more < 50; more++) text += line(i++);
    await open(tab, text);
    expect((await head(tab))[1]).toMatchObject({ name: "town", range: "2 different" });
  });

  test("a name that stands twice is two columns, to the end", async () => {
    await open(tab, `a,a,a_2,y\n${rows(40, (i) => [i, (i * 7) % 40, (i * 11) % 40, "pq"[i % 2]])}`);
    const found = (await names(tab)).slice(0, 3);
    expect(new Set(found).size).toBe(3);
    await openedData(tab, /from 3 number columns/);
    await fit(tab);
    await tab.until("three fields", async () => (await tab.count("kf-step-use .field")) === 3);
    expect(new Set(await tab.texts("kf-step-use .field .name"))).toEqual(new Set(found));
  });

  test("names that objects have by nature are names", async () => {
    await open(
      tab,
      `grid,constructor,toString,__proto__,points\n${rows(40, (i) => [i % 9, ["Red", "Blue", "Green"][i % 3], i % 2, (i * 5) % 7, (i * 3) % 11])}`,
    );
    expect(await names(tab)).toEqual(["grid", "constructor", "toString", "__proto__", "points"]);
    await fit(tab);
    await tab.text("[data-answer]");
    await tab.type('[data-field="__proto__"]', "6");
    await tab.choose('[data-field="constructor"]', "0");
    await tab.text("[data-answer]", /^-?\d/);
    expect(await tab.count('[role="alert"]')).toBe(0);
  });

  test("lines that end in CR LF and in LF", async () => {
    expect(await open(tab, `x,z,y\r\n${rows(40, (i) => [i, (i * 7) % 11, ab(i)])}`)).toMatch(/^Read 40 rows/);
    expect(await names(tab)).toEqual(["x", "z", "y"]);
    expect((await head(tab))[2]!.range).toBe("2 different");
  });

  test("Latin-1", async () => {
    await open(tab, Buffer.from(`größe,tier,y\n${rows(40, (i) => [i, ["Bär", "Bür"][i % 2], ab(i)])}`, "latin1"));
    expect(await names(tab)).toEqual(["größe", "tier", "y"]);
    expect((await head(tab))[1]!.range).toBe("2 different");
    await tab.text("kf-data-table td", /^Bär$/);
  });

  test("UTF-16, as Excel writes it", async () => {
    const text = `größe\ttier\ty\r\n${rows(40, (i) => `${i}\t${["Bär", "Bür"][i % 2]}\t${ab(i)}\r`)}`;
    await open(tab, Buffer.from(`\ufeff${text}`, "utf16le"), "txt");
    expect(await names(tab)).toEqual(["größe", "tier", "y"]);
    expect((await head(tab))[1]!.range).toBe("2 different");
  });

  test("sep= says how cells are separated", async () => {
    await open(tab, `sep=;\r\nlength;width;kind\r\n${rows(40, (i) => `${i},5;${(i * 7) % 11};${ab(i)}\r`)}`);
    const [length, width, kind] = await head(tab);
    expect(length).toMatchObject({ name: "length", range: "0.5 to 39.5", kind: "number" });
    expect(width).toMatchObject({ name: "width", kind: "number" });
    expect(kind).toMatchObject({ name: "kind", range: "2 different" });
  });

  test("comments above", async () => {
    await open(tab, `# measured in 2021\n# by hand, twice\nt,p,y\n${rows(40, (i) => [i, (i * 7) % 11, ab(i)])}`);
    expect(await names(tab)).toEqual(["t", "p", "y"]);
  });

  test.each([
    ["between tabs", `w\tz\ty\n${rows(60, (i) => `${i},25\t${i}\t${ab(i)}`)}`],
    ["in quotation marks", `w,z,y\n${rows(60, (i) => `"${i},25",${i},${ab(i)}`)}`],
  ])("decimal commas %s", async (_name, text) => {
    await open(tab, text);
    expect((await head(tab))[0]).toMatchObject({ name: "w", range: "0.25 to 59.25", kind: "number", missing: "" });
  });

  test("per cent, dollars and thousands are numbers", async () => {
    await open(tab, `margin,price,units,y\n${rows(60, (i) => `${i}.5%,$${i + 1}.00,"1,${100 + i}",${ab(i)}`)}`);
    const found = await head(tab);
    expect(found.slice(0, 3).map(({ kind, missing }) => [kind, missing])).toEqual([
      ["number", ""],
      ["number", ""],
      ["number", ""],
    ]);
    expect(found[2]!.range).toBe("1100 to 1159");
  });

  test("a quoted NA is a value", async () => {
    await open(
      tab,
      `code,x,y\n${rows(60, (i) => [['"NA"', "DE", "FR"][i % 3], (i * 7) % 11, ["a", "b", "b"][i % 3]])}`,
    );
    expect((await head(tab))[0]).toMatchObject({ range: "3 different", missing: "" });
  });

  test("a file without names: they are made up, said, and the way back", async () => {
    const said = await open(
      tab,
      rows(40, (i) => [`${i}.5`, (i * 7) % 11, ab(i)]),
    );
    expect(said).toMatch(/^Read 40 rows/);
    await tab.text(".notes li", /names of the columns are made up/);
    await tab.click('.notes [data-note="no_header"] button');
    await openedData(tab, /^Read 39 rows/);
    await tab.click('[data-act="undo"]');
    await openedData(tab, /^Read 40 rows/);
  });

  test("a separator at the end of each line is no column", async () => {
    await open(tab, `x,z,y,\n${rows(40, (i) => [i, (i * 7) % 11, ab(i), ""])}`);
    await openedData(tab, /: y is to be predicted/);
    expect(await fit(tab)).toMatch(/^Fitted on 30 rows/);
  });

  test("a number beyond all numbers is said while it is read, with row and line", async () => {
    await open(tab, `x,z,y\n${rows(40, (i) => [i, i === 3 ? "1e400" : i, ab(i)])}`);
    await tab.text(".problems li", /^Row 4 \(line 5\).*1e400/);
    expect(await fit(tab)).toMatch(/^Fitted on 30 rows/);
  });

  test("an index is left out, said, and comes back", async () => {
    await open(tab, `,p,y\n${rows(40, (i) => [i + 1, (i * 3) % 11, ab(i)])}`);
    await openedData(tab, /from 1 number column;.*1 column is left out/);
    await tab.click('.notes [data-note="index"] button');
    await openedData(tab, /from 2 number columns;/);
  });

  test("identifiers stay what they are", async () => {
    await open(
      tab,
      `zip,big,x,y\n${rows(60, (i) => [String(1000 + i * 17).padStart(6, "0"), `9007199254740${String(993 + i)}`, i % 7, ab(i)])}`,
    );
    const found = await head(tab);
    expect(found[0]!.range).toBe("60 different");
    expect(found[1]!.range).toBe("60 different");
    await tab.text("kf-data-table td", /^001000$/);
    await tab.text("kf-data-table td", /^9007199254740993$/);
  });

  test("gzip, NDJSON and JSON are opened like any table", async () => {
    const text = `x,z,y\n${rows(40, (i) => [i, (i * 7) % 11, ab(i)])}`;
    await open(tab, gzipSync(text), "csv.gz");
    expect(await names(tab)).toEqual(["x", "z", "y"]);
    const records = Array.from({ length: 40 }, (_, i) => ({ x: i, z: (i * 7) % 11, y: ab(i) }));
    await open(tab, records.map((one) => JSON.stringify(one)).join("\n"), "ndjson");
    expect(await names(tab)).toEqual(["x", "z", "y"]);
    await open(tab, JSON.stringify(records), "json");
    expect((await head(tab)).map(({ kind }) => kind)).toEqual(["number", "number", "text"]);
    await tab.text("kf-reading summary", /JSON records/);
  });

  test("nothing broke on the way", () => {
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});

inChromium("how a file was read", (browser) => {
  let tab: Tab;
  withTab(
    browser,
    () => site,
    (opened) => (tab = opened),
  );

  test("is one click away, with the first lines, and can be changed and undone", async () => {
    await open(tab, `a;b;y\n${rows(40, (i) => `${i},5;${(i * 7) % 11};${ab(i)}`)}`);
    await tab.text("kf-reading summary", /semicolon between cells, names in line 1, decimal comma/);
    await howItWasRead(tab);
    await tab.until("the first lines", async () => (await tab.count("kf-reading .lines li")) === 12);
    expect((await tab.texts("kf-reading .lines li"))[1]).toBe("20,5;0;a");
    expect(await tab.text('[data-read="delimiter"] .from')).toBe("as found");

    await tab.choose("#read-decimal", ".");
    await tab.until("a column of text", async () => (await head(tab))[0]!.kind !== "number");
    expect(await tab.text('[data-read="decimal"] .from')).toBe("as you said");
    await tab.click('[data-act="undo"]');
    await tab.until("numbers again", async () => (await head(tab))[0]!.range === "0.5 to 39.5");
    expect(await tab.text('[data-read="decimal"] .from')).toBe("as found");

    await tab.choose("#read-header", "no");
    await openedData(tab, /^Read 41 rows/);
    await tab.choose("#read-delimiter", ",");
    await tab.until("two columns", async () => (await head(tab)).length === 2);
    await tab.click('[data-act="found"]');
    await tab.until("the columns as found", async () => (await names(tab)).join() === "a,b,y");
    expect(await tab.count('[data-act="undo"]')).toBe(0);
  });

  test("marks of missing values, for the file and for a column", async () => {
    await open(tab, `x,c,y\n${rows(40, (i) => [i % 10 === 3 ? -999 : i, i % 4 ? "red" : "none", ab(i)])}`);
    await tab.type("#read-missing", "-999");
    await tab.until("missing numbers", async () => (await head(tab))[0]!.missing === "4 missing");
    expect((await head(tab))[0]!.range).toBe("0 to 39");
    await tab.choose("#one", "c");
    await tab.type("#read-column-missing", "none");
    await tab.until("missing words", async () => (await head(tab))[1]!.missing === "10 missing");
    await tab.choose("#read-column-keep", "yes");
    await tab.until("a category of their own", async () => (await head(tab))[1]!.range === "2 different");
    await fit(tab);
  });

  test("a date is kept out with a sentence, and spread into its parts by choice", async () => {
    const day = (i: number) => `2024-${String((i % 12) + 1).padStart(2, "0")}-${String((i % 28) + 1).padStart(2, "0")}`;
    await open(tab, `day,x,y\n${rows(60, (i) => [day(i), i % 7, ab(i)])}`);
    await openedData(tab, /from 1 number column;/);
    await tab.click('.notes [data-note="date"] button');
    await openedData(tab, /from 5 number columns;/);
    expect((await names(tab)).filter((name) => name.startsWith("day_"))).toHaveLength(4);
    await fit(tab);
    await save(tab, "dated");
    expect((await loadSaved(tab, "dated")).word).toBe("Identical");
    await tab.text("kf-inspector kf-read-as summary", /UTF-8, comma between cells/);
  });

  test("a cell that a change of kind makes missing is listed", async () => {
    await open(tab, `x,c,y\n${rows(40, (i) => [i, i === 5 ? "7a" : i % 3, ab(i)])}`);
    await tab.choose('[aria-label="Kind of c"]', "number");
    await tab.text(".problems li", /^Row 6 \(line 7\).*7a/);
  });

  test("a file read wrongly does not look like one bad cell", async () => {
    await open(tab, `x,z,y\n${rows(300, (i) => [i, i === 3 ? "oops" : (i * 7) % 11, ab(i)])}`);
    await tab.text("details.problems summary", /1 problem in the file/);
    expect(await tab.count("section.problems")).toBe(0);
    await open(
      tab,
      `x,z,y\n${rows(300, (i) => (i % 3 ? `${i},${i % 7},${ab(i)}` : `${i},${i % 7},${ab(i)},more,and more`))}`,
    );
    await tab.text("section.problems .headline", /33 %/);
    expect(await tab.count("section.problems li")).toBeGreaterThan(50);
  });

  test("the remedy is a button", async () => {
    const size = (i: number) => (i % 50 === 7 ? "large" : (i * 7) % 11);
    await open(tab, `x,size,y\n${rows(300, (i) => [i * 1.5, size(i), ab(i)])}`);
    await tab.text("section.problems .headline", /^6 of 300 rows \(2\.0 %\)/);
    expect((await head(tab))[1]).toMatchObject({ kind: "number", missing: "6 missing" });
    await tab.click("section.problems .remedies wa-button", "Read");
    await tab.until("no problem any more", async () => (await tab.count(".problems")) === 0);
    expect((await head(tab))[1]).toMatchObject({ kind: "text", missing: "" });
    await tab.click('[data-act="undo"]');
    await tab.text("section.problems .headline");
  });

  test("numbers that are a scale are predicted as numbers, codes as classes", async () => {
    const scale = [3, 4, 5, 5, 5, 6, 6, 6, 7, 8];
    await open(tab, `x,quality\n${rows(100, (i) => [i % 13, scale[i % 10]])}`);
    await tab.text("[data-why]", /counts or rates/);
    await tab.text("kf-recipe .class", /Ridge/);
    await open(tab, `x,k\n${rows(90, (i) => [i % 13, i % 3])}`);
    await tab.text("kf-recipe .class", /LogisticRegression/);
    await tab.choose("#task", "regression");
    await tab.text("kf-recipe .class", /Ridge/);
  });

  test("a class with one row is not stratified by, and that is said", async () => {
    await open(tab, `x,y\n${rows(60, (i) => [i % 13, i === 7 ? "rare" : ab(i)])}`);
    await tab.text("[data-unequal]", /class “rare” has one row/);
    expect(await fit(tab)).toMatch(/^Fitted on 45 rows/);
  });

  test("a result below the baseline says so", async () => {
    await open(tab, `x,y\n${rows(60, (i) => [(i * 7919) % 60, ((i * 104729) % 60) + 0.5])}`);
    await fit(tab);
    const better = await tab.count('[data-metric="r2"].better');
    if (better === 0) await tab.text("kf-step-fit .notice", /does (worse|no better) than the baseline/);
    else expect(await tab.count("kf-step-fit .notice.warn")).toBe(0);
  });

  test("5,000 columns open in under three seconds, and only those seen are drawn", async () => {
    const wide = [
      `${Array.from({ length: 5000 }, (_, j) => `column_${j}`).join(",")},y`,
      ...Array.from(
        { length: 30 },
        (_, i) => `${Array.from({ length: 5000 }, (_, j) => (i * 31 + j * 7) % 97).join(",")},${ab(i)}`,
      ),
    ].join("\n");
    const started = Date.now();
    await open(tab, wide);
    await tab.text("kf-data-table td", /^\d+$/);
    expect(Date.now() - started).toBeLessThan(3000);
    expect(await tab.count("kf-data-table th")).toBeLessThan(140);
    await tab.run(`all("kf-data-table .scroller")[0].scrollLeft = 176 * 3000`);
    await tab.text("kf-data-table .name", /^column_3\d\d\d$|^column_300\d$/);
    await tab.text('kf-data-table th[aria-colindex="3003"]', /column_3001/);
    expect(await tab.count("kf-step-data kf-column-choice input")).toBeGreaterThan(0);
    await fit(tab);
    await tab.text("[data-answer]");
    expect(await tab.count("kf-step-use .field")).toBeLessThan(100);
    expect(tab.complaints).toEqual([]);
  });

  test("40,000 columns open, or are refused with a sentence", async () => {
    const wide = `${Array.from({ length: 40_000 }, (_, j) => `c${j}`).join(",")}\n${rows(3, (i) => Array.from({ length: 40_000 }, (_, j) => (i + j) % 10))}`;
    // The shortest of a few rounds: others use this machine too.
    let least = Infinity;
    for (let round = 0; round < 4 && least > 2500; round++) {
      const name = `forty${round}.csv`;
      const started = Date.now();
      await tab.drop("section#data .body", name, wide);
      await tab.until("an answer", () =>
        tab.run<boolean>(
          `return [...all("kf-step-data .said"), ...all('kf-step-data [role="alert"]')].map(said).some((one) => one.includes(${JSON.stringify(name)}))`,
        ),
      );
      least = Math.min(least, Date.now() - started);
    }
    console.log(`40,000 columns open in ${least} ms`);
    expect(least).toBeLessThanOrEqual(2500);
    await openedData(tab, /from 39,999 number columns/);
  });
});

inChromium("reading that takes its time", (browser) => {
  let tab: Tab;
  withTab(
    browser,
    () => site,
    (opened) => (tab = opened),
  );

  // Made in the page: so much does not go through the driver.
  const drop = (name: string, megabytes: number) =>
    tab.run(`
        const line = (i) => Array.from({ length: 10 }, (_, j) => ((i * 7919 + j * 104729) % 100003) / 100).join(",") + "," + "ab"[i % 2] + "\\n";
        let part = "";
        for (let i = 0; part.length < 1e6; i++) part += line(i);
        const names = Array.from({ length: 10 }, (_, j) => "x" + j).join(",") + ",y\\n";
        const file = new File([names, ...Array.from({ length: ${megabytes} }, () => part)], ${JSON.stringify(name)});
        window.tasks = [];
        window.watch ??= new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.tasks.push(duration)));
        window.watch.observe({ entryTypes: ["longtask"] });
        setTimeout(() => {
          window.tasks.length = 0;
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(file);
          all("section#data .body")[0].dispatchEvent(new DragEvent("drop", { bubbles: true, composed: true, cancelable: true, dataTransfer }));
        }, 300);
      `);

  test("200 MB are read with progress, without stopping the page, and can be cancelled", async () => {
    await drop("cancelled.csv", 200);
    await tab.text(".reading", /Reading cancelled\.csv/);
    await tab.click('[data-act="cancel-reading"]');
    await tab.text('[role="status"]', /Reading was stopped; what was open stays\./);
    await openedData(tab, /Iris/);
    expect(await tab.count(".reading")).toBe(0);

    // A block of ours comes in every round, one of a machine that is busy otherwise does not.
    let least = Infinity;
    for (let round = 0; round < 4 && least > 50; round++) least = Math.min(least, await readLarge(`large${round}.csv`));
    expect(least).toBeLessThanOrEqual(50);
  });

  async function readLarge(name: string): Promise<number> {
    await drop(name, 200);
    const seen = new Set<string>();
    await tab.until(
      "the table",
      async () => {
        for (const bar of await tab.run<string[]>(
          `return all(".reading wa-progress-bar").map((one) => one.getAttribute("value"))`,
        ))
          seen.add(bar);
        return (await tab.texts("kf-step-data .said")).some((said) => said.includes(`of ${name}`));
      },
      120_000,
    );
    expect(seen.size).toBeGreaterThan(3);
    const tasks = await tab.run<number[]>("return window.tasks");
    console.log(`long tasks while 200 MB were read, in ms: ${JSON.stringify(tasks.map(Math.round))}`);
    return Math.max(0, ...tasks);
  }
});

inChromium("predictions for a whole file", (browser) => {
  let tab: Tab;
  withTab(
    browser,
    () => site,
    (opened) => (tab = opened),
  );

  const downloaded = async (mark = ","): Promise<string[][]> => {
    const { bytes } = await predictions(tab);
    return bytes
      .toString("utf8")
      .trimEnd()
      .split("\r\n")
      .map((line) =>
        Array.from(line.matchAll(new RegExp(`("(?:[^"]|"")*"|[^${mark}]*)(?:${mark}|$)`, "g")), ([, cell]) =>
          cell!.replace(/^"|"$/g, ""),
        ).slice(0, -1),
      );
  };

  test("the model's own reading is applied, also by another who opens the file", async () => {
    await open(tab, `size;color;y\n${rows(60, (i) => `${i},5;${["=red", "blue"][i % 2]};${["no", "yes"][i % 2]}`)}`);
    await fit(tab);
    await save(tab, "sizes");
    await tab.go(`${site.origin}/?again#dataset=iris`);
    await openedData(tab, /Iris/);
    await loadSaved(tab, "sizes");
    // Read for itself this file would have thousands, not decimals.
    expect(await predicted(tab, "new.csv", `size;color\n1,500;=red\n2,500;blue\n3,500;blue`)).toMatch(
      /^Predicted 3 rows/,
    );
    // No spreadsheet is to run what stands in it.
    await tab.text("[data-guarded]", /^One of its own cells begins like a formula/);
    const [first, ...lines] = await downloaded(";");
    expect(first).toEqual(["size", "color", "predicted_y", "probability_no", "probability_yes"]);
    expect(lines.map(([size, color, y]) => [size, color, y])).toEqual([
      ["1,500", "'=red", "no"],
      ["2,500", "blue", "yes"],
      ["3,500", "blue", "yes"],
    ]);
    const number = (text: string | undefined) => Number(text!.replace(",", "."));
    for (const [, , , no, yes] of lines) expect(number(no) + number(yes)).toBeCloseTo(1, 12);
  });

  test("what differs from the model's own data is said", async () => {
    await tab.drop("section#use .body", "other.csv", `color;weight\nblue;3\n=red;4`);
    // What was said of the file before may stand there for a moment.
    await tab.text('kf-batch [role="alert"]', /other\.csv.*size/);
  });

  test("a large file shows how far it is, and can be stopped", async () => {
    await tab.run(`
      let part = "sepal_length,sepal_width,petal_length,petal_width\\n";
      for (let i = 0; i < 20000; i++) part += [i % 7, i % 5, i % 3, i % 2].join() + "\\n";
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([part, ...Array.from({ length: 80 }, () => part.slice(part.indexOf("\\n") + 1))], "many.csv"));
      all("section#use .body")[0].dispatchEvent(new DragEvent("drop", { bubbles: true, composed: true, cancelable: true, dataTransfer }));
    `);
    await tab.text("kf-batch .progress", /(Reading|Predicting|Writing) many\.csv, \d+ %/);
    await tab.click("kf-batch wa-button", "Stop");
    await tab.text('[role="status"]', /^Stopped; nothing was predicted\.$/);
    await tab.text("kf-batch wa-button", /^Predict a file$/);
  });

  test("a row that is refused is listed with its line, and the others are answered", async () => {
    await tab.go(`${site.origin}/?fresh#dataset=iris`);
    await openedData(tab, /Iris/);
    await open(tab, `p,q,y\n${rows(60, (i) => [i, (i * 7) % 11, ab(i)])}`);
    // Without an imputer a missing value is refused.
    await tab.click("kf-recipe .box", "impute");
    await swapEstimator(tab, "MinMaxScaler");
    await fit(tab);
    expect(await predicted(tab, "holes.csv", `p,q\n1,2\n,3\n5,6\n7,\n9,9`)).toMatch(
      /^Predicted 3 rows .* 2 rows were refused\.$/,
    );
    const listed = await tab.texts("kf-batch .refused li");
    expect(listed).toHaveLength(2);
    expect(listed[0]).toMatch(/^Row 2 \(line 3\).*missing/i);
    expect(listed[1]).toMatch(/^Row 4 \(line 5\)/);
    const [, ...lines] = await downloaded();
    expect(lines).toHaveLength(5);
    expect(lines[1]!.slice(2, 3)).toEqual([""]);
    expect(lines[1]!.at(-1)).toMatch(/^line 3: /);
    expect(lines[2]![2]).toMatch(/^[ab]$/);
  });
});

describe("warnings", () => {
  test("are shown at their step, and whoever opens the file sees them", async () => {
    const browser = await startChromium();
    try {
      const tab = await browser.open(`${site.origin}/#dataset=iris&model__max_iter=2`);
      await openedData(tab, /Iris/);
      await fit(tab);
      await tab.text('kf-step-fit [data-warning-code="ConvergenceWarning"]', /at model/);
      expect(await tab.count('kf-recipe [data-warned="model"]')).toBe(1);
      await tab.text('kf-step-pipeline [data-warning-code="ConvergenceWarning"]');
      await save(tab, "early");
      await loadSaved(tab, "early");
      await tab.text('kf-inspector [data-warning-code="ConvergenceWarning"]');
    } finally {
      await browser.close();
    }
  });

  test("a scorer that cannot be meant for the target is not offered", async () => {
    const browser = await startChromium();
    try {
      const tab = await browser.open(`${site.origin}/#dataset=iris`);
      await openedData(tab, /Iris/);
      await tab.click("kf-tuning summary");
      await tab.text("kf-tuning #metric");
      const offers = () =>
        tab.run<string[]>(`return [...all("kf-tuning #metric")[0].options].map(({ value }) => value)`);
      // The engine is asked which can be meant.
      const offered = await tab.until("fewer scorers", async () => {
        const found = await offers();
        return found.includes("f1") ? undefined : found;
      });
      expect(offered).toContain("f1_macro");
      for (const name of ["f1", "precision", "recall", "jaccard", "roc_auc"]) expect(offered).not.toContain(name);
    } finally {
      await browser.close();
    }
  });
});
