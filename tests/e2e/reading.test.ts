// How a file is read is a matter of that file: what is said of it, what a model keeps of it, and what comes back in
// predictions.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { root, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save, swapEstimator } from "./support/steps.js";
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
import type { Tab } from "./support/tab.js";

let site: Site;
withPlayground((served) => (site = served));

inBrowsers("readings", (browser) => {
  let tab: Tab;
  withTab(
    browser,
    () => site,
    (opened) => (tab = opened),
  );

  /** The choices that somebody made, by the name of the field. */
  const said = () =>
    tab.run<string[]>(
      `return all("kf-reading [data-read]").filter((one) => said(one.querySelector(".from")) !== "as found").map((one) => one.dataset.read)`,
    );
  const changes = (n: number) => tab.text(".changes", new RegExp(`^${n} changes? of yours`));

  describe("what is said of one file", () => {
    const lines = (mark: string, decimal: string) =>
      `x${mark}c${mark}d${mark}y\n${rows(40, (i) => [`${i}${decimal}5`, i % 4 ? "red" : "none", i % 7, ab(i)], mark)}`;

    test("is not applied to the next, and can be", async () => {
      await open(tab, lines(";", ","));
      await howItWasRead(tab);
      await tab.choose("#read-quote", "");
      await changes(1);
      await tab.type("#read-missing", "none");
      await changes(2);
      await tab.choose('[aria-label="Kind of d"]', "ignore");
      await changes(3);
      await tab.choose("#one", "c");
      await tab.choose("#read-column-keep", "yes");
      await changes(4);
      expect((await said()).sort()).toEqual(["column-keep", "missing", "quote"]);

      await open(tab, lines(",", "."));
      await openedData(tab, /from 2 number columns and 1 text column; no cell is missing\.$/);
      expect(await said()).toEqual([]);
      expect(await tab.count('[data-act="undo"]')).toBe(0);
      // Nor is a column of the one looked at in the other.
      expect(await tab.count('[data-read="column-kind"]')).toBe(0);
      expect((await head(tab)).map(({ kind, range }) => [kind, range])).toEqual([
        ["number", "0.5 to 39.5"],
        ["text", "2 different"],
        ["number", "0 to 6"],
        ["text", "2 different"],
      ]);

      expect(await tab.text("[data-before]")).toMatch(
        /^You changed how table\d+\.csv is read \(quotation mark, missing is written, d and c\)/,
      );
      await tab.click('[data-act="before"]');
      await openedData(tab, /from 1 number column and 1 text column; no cell is missing; 1 column is left out\.$/);
      expect((await said()).sort()).toEqual(["missing", "quote"]);
      // Missing values of c are a category of their own, as of the other file.
      expect((await head(tab))[1]).toMatchObject({ range: "2 different", missing: "" });
      expect(await tab.count("[data-before]")).toBe(0);
      await changes(1);
      await tab.click('[data-act="undo"]');
      await openedData(tab, /from 2 number columns and 1 text column/);
      expect(await said()).toEqual([]);
    });

    test("is not offered to a file of other columns, nor applied to a sample", async () => {
      await open(tab, lines(";", ","));
      await tab.choose('[aria-label="Kind of d"]', "text");
      await changes(1);
      await tab.click("button.choice", "Diabetes");
      await openedData(tab, /Diabetes/);
      expect(await tab.count("kf-step-data [data-before], kf-step-data [data-act]")).toBe(0);
      await open(tab, `p,q,y\n${rows(40, (i) => [i, (i * 7) % 11, ab(i)])}`);
      expect(await tab.count("kf-step-data [data-before], kf-step-data [data-act]")).toBe(0);
    });
  });

  test("rows above the table of a sheet are said, shown and read at a click", async () => {
    await open(tab, await readFile(join(root, "tests/golden/tables/flowers.xlsx")), "xlsx");
    expect((await names(tab)).slice(0, 3)).toEqual(["length", "when", "kind"]);
    await tab.text('.notes [data-note="above"]', /A row above the table is left out: 'Flowers, spring'\./);
    await howItWasRead(tab);
    await tab.text("kf-reading .lines .passed", /Flowers, spring/);
    await tab.text("kf-reading .lines .header", /length/);
    await tab.click('.notes [data-note="above"] button', "Read from the first row");
    await tab.until("the title as a name", async () => (await names(tab))[0] === "Flowers, spring");
    expect(await said()).toEqual(["skip"]);
    await tab.type("#read-skip", "3");
    await tab.until("the names", async () => (await names(tab))[0] === "length");
    await tab.type("#read-skip", "300");
    await tab.text('kf-step-data [role="alert"]', /has nothing below its first 300 rows\..*Skip fewer rows/);
    // Another sheet is another table.
    await tab.choose("#read-sheet", "Other <&>");
    await tab.until("the other sheet", async () => (await names(tab))[0] === "a");
    expect(await said()).toEqual(["sheet"]);
  });

  test("thousands, lines at the end and uneven lines are said and changed like the rest", async () => {
    /** Waits until the fields of these names say that; null: there is none. */
    const show = (wanted: Record<string, string | null>) =>
      tab.until(JSON.stringify(wanted), async () => {
        const shown = await tab.run<(string | null)[]>(`
          return ${JSON.stringify(Object.keys(wanted))}.map((key) => {
            const field = all('[data-read="' + key + '"]')[0];
            const input = field?.querySelector("select, input");
            return field ? said(field.querySelector("label")) + ": " + (input.selectedOptions?.[0].textContent ?? input.value) : null;
          });
        `);
        return JSON.stringify(shown) === JSON.stringify(Object.values(wanted));
      });
    const people = (i: number) => `${i + 1}.${String((i * 7) % 1000).padStart(3, "0")}.${String(i + 100)}`;
    await open(
      tab,
      `place;people;y\n${rows(40, (i) => [`p${i % 5}`, people(i), ab(i)], ";")}\nTotal;99.999.999;\nSource: the office;;\n`,
    );
    await howItWasRead(tab);
    await show({ thousands: "Thousands mark: point", skipEnd: "Lines to skip at the end: 0", skipUneven: null });
    const range = async () => (await head(tab))[1]!.range;
    const whole = await range();
    await tab.type("#read-skipEnd", "2");
    await changes(1);
    expect(await range()).not.toBe(whole);
    expect(await said()).toEqual(["skipEnd"]);
    // With another mark the numbers are none.
    await tab.choose("#read-thousands", "'");
    await changes(2);
    expect((await head(tab))[1]!.kind).toBe("ignore");
    await tab.choose("#read-thousands", ".");
    await changes(3);
    expect((await head(tab))[1]!.kind).toBe("number");
    await tab.choose("#one", "people");
    await show({ "column-thousands": "Thousands mark: point", "column-holds": "May hold the delimiter: no" });

    await open(tab, `id,comment,score,y\n${rows(40, (i) => [i % 9, i % 4 ? "good" : "well, yes", i % 5, ab(i)])}`);
    await howItWasRead(tab);
    await show({ skipUneven: "Lines of other lengths: are read", holdsDelimiter: null });
    await tab.click("kf-findings button", "What is too much belongs to 'comment'");
    await changes(1);
    await show({ skipUneven: null, holdsDelimiter: "May hold the delimiter: comment" });
    expect((await head(tab)).map(({ kind }) => kind)).toEqual(["number", "text", "number", "text"]);
    await tab.choose("#read-holdsDelimiter", "");
    await changes(2);
    await tab.choose("#read-skipUneven", "yes");
    await tab.text("[data-note=uneven]", /10 lines with other numbers of cells than there are columns are left out/);
  });

  test("one date is typed for the columns that are its parts", async () => {
    // Weekends are yes. 2024-01-01 was a Monday.
    const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    await open(tab, `day,x,y\n${rows(120, (i) => [day(i), i % 5, i % 7 > 4 ? "yes" : "no"])}`);
    await tab.click('[data-note="date"] button', "Use year");
    await tab.text("kf-data-table th", /weekday of day/);
    // Whose parts are used is not left out.
    await openedData(tab, /from 5 number columns; no cell is missing\.$/);
    await swapEstimator(tab, "DecisionTreeClassifier");
    await fit(tab);
    await tab.until("a field for the date", async () => (await tab.count('[data-date="day"]')) === 1);
    expect(await tab.texts("kf-step-use .field .name")).toEqual(["day", "x"]);
    const type = (date: string) =>
      tab.run(`
        const field = all('[data-date="day"]')[0];
        field.value = ${JSON.stringify(date)};
        field.dispatchEvent(new Event("input", { bubbles: true }));
      `);
    for (const [date, answer] of [
      ["2024-02-10", "yes"],
      ["2024-02-12", "no"],
      ["2024-03-31", "yes"],
      ["2024-03-29", "no"],
    ]) {
      await type(date!);
      await tab.text("[data-answer]", new RegExp(`^${answer}$`));
    }
    await type("2031-03-29");
    await tab.text("kf-step-use .field .warn-ink", /^year outside what was seen: 2024$/);
    await type("");
    await tab.text("kf-step-use .field .warn-ink", /^never missing in the fit$/);
    // By hand, in the order that an English browser asks for.
    await tab.keys('[data-date="day"]', "02102024");
    await tab.text("[data-answer]", /^yes$/);
    expect(await tab.run(`return all('[data-date="day"]')[0].value`)).toBe("2024-02-10");
  });

  describe("a file of predictions", () => {
    const model = async (mark: string, decimal: string) => {
      const lines = rows(60, (i) => [`${i}${decimal}5`, ["Zürich", "Bern"][i % 2], i % 9, ["no", "yes"][i % 2]], mark);
      await open(tab, `size${mark}town${mark}n${mark}y\n${lines}`);
      await fit(tab);
      await tab.text("kf-step-use .field .name", /^size$/);
    };

    test("is written as the file it is made from: marks, order and cells", async () => {
      await model(";", ",");
      const long = "lorem ipsum ".repeat(40).trim();
      const cells = [
        [`note`, `town`, `size`, `n`],
        [`=1+1`, `Zürich`, `1,50`, `007`],
        [`"a; b"`, `Bern`, `2,50`, `3`],
        [`"two ""words"""`, `Bern`, `1.234,5`, ``],
        [`"NA"`, `NA`, `3,5`, `5`],
        [long, `Bern`, `3,5`, `5`],
      ];
      await tab.click('kf-batch [data-choice="guarded"]');
      await predicted(tab, "zürich.txt", cells.map((line) => line.join(";")).join("\r\n"));
      const { name, bytes } = await predictions(tab);
      expect(name).toBe("zürich-predictions.txt");
      const text = bytes.toString("utf8");
      expect(text.startsWith("\ufeff")).toBe(true);
      const lines = text.slice(1).trimEnd().split("\r\n");
      expect(lines).toHaveLength(cells.length);
      lines.forEach((line, i) =>
        expect(`${line};`.slice(0, cells[i]!.join(";").length + 1)).toBe(`${cells[i]!.join(";")};`),
      );
      expect(lines[0]).toBe("note;town;size;n;predicted_y;probability_no;probability_yes");
      const [label, no, yes] = lines[1]!.split(";").slice(-3);
      expect(label).toMatch(/^(no|yes)$/);
      for (const share of [no, yes]) expect(share).toMatch(/^[01](,\d+)?(e-\d+)?$/);
      await tab.text("[data-batch]", /semicolon between cells, decimal comma, UTF-8 with a mark/);
    });

    test("has no mark where nobody needs one", async () => {
      await model(",", ".");
      await predicted(tab, "plain.csv", "n,size,town\n1,2.50,Bern\n2,3.5,Zürich");
      let { bytes } = await predictions(tab);
      expect(bytes.toString("utf8")).toMatch(/^n,size,town,predicted_y.*\r\n1,2\.50,Bern,.*\r\n2,3\.5,Zürich,/);
      await predicted(tab, "ascii.csv", "n;size;town\n1;2,50;Bern\n2;3,5;Bern");
      ({ bytes } = await predictions(tab));
      expect(bytes.toString("utf8")).toMatch(/^n;size;town;predicted_y/);
    });

    test("of UTF-16 between tabs has tabs and a mark", async () => {
      await model("\t", ",");
      const text = "size\ttown\tn\r\n1,5\tZürich\t3\r\n";
      await predicted(tab, "excel.txt", Buffer.from(`\ufeff${text}`, "utf16le"));
      const { bytes } = await predictions(tab);
      expect(bytes.toString("utf8")).toMatch(/^\ufeffsize\ttown\tn\tpredicted_y\t.*\r\n1,5\tZürich\t3\t/);
    });

    test("of an Excel sheet is plain CSV with a mark", async () => {
      await open(tab, await readFile(join(root, "tests/golden/tables/flowers.xlsx")), "xlsx");
      await fit(tab);
      await tab.text("kf-step-use .field .name", /^length$/);
      await predicted(tab, "flowers.xlsx", await readFile(join(root, "tests/golden/tables/flowers.xlsx")));
      // It is laid out as the one that the model was fitted on.
      for (const said of await tab.texts("kf-batch .differences li")) expect(said).not.toMatch(/sheet|above the table/);
      const { name, bytes } = await predictions(tab);
      expect(name).toBe("flowers-predictions.csv");
      expect(bytes.toString("utf8").replace(/^\ufeff/, "")).toMatch(/^length,when,kind,ok,note,id,predicted_/);
    });
  });

  test("columns without differences, and free text, are called what they are", async () => {
    const words = "the parcel came late and the box was open again".split(" ");
    const note = (i: number) => [...words.slice(i % 9), ...words, `number ${i}`].join(" ");
    await open(tab, `x,one,same,note,y\n${rows(60, (i) => [i % 7, 3, "a", note(i), ab(i)])}`);
    await tab.text(
      '.notes [data-note="many_values"]',
      /Its texts are sentences, such as '.*', which no estimator takes/,
    );
    const constants = '.notes [data-note="constant"]';
    await tab.until("a note of each", async () => (await tab.count(constants)) === 2);
    expect((await tab.texts(constants)).join(" ")).toMatch(
      /'one' holds one value only, '3': nothing can be learned from it\..*'same' holds one value only, 'a'/s,
    );
    await tab.click(`${constants} button`, "Leave it out");
    await tab.until("a note less", async () => (await tab.count(constants)) === 1);
    await tab.click(`${constants} button`, "Leave it out");
    await openedData(tab, /from 1 number column; no cell is missing; 3 columns are left out\.$/);
    expect(await tab.count('[data-note="constant"]')).toBe(0);
  });

  test("every cell that a change of kind makes missing is listed", async () => {
    const odd = (i: number) => i % 66 === 5;
    const cell = (i: number) => (odd(i) ? `about ${i}` : (i * 7) % 1000);
    await open(tab, `x,size,y\n${rows(2000, (i) => [i % 13, cell(i), ab(i)])}`);
    const wanted = Array.from({ length: 2000 }, (_, i) => i).filter(odd);
    expect(wanted).toHaveLength(31);
    if ((await head(tab))[1]!.kind !== "number") await tab.choose('[aria-label="Kind of size"]', "number");
    await tab.until("numbers", async () => (await head(tab))[1]!.missing === "31 missing");
    const listed = await tab.texts(".problems li");
    const place = (row: number) => `Row ${row.toLocaleString("en")} (line ${(row + 1).toLocaleString("en")})`;
    expect(listed).toEqual(
      wanted.map((i) => `${place(i + 1)}'about ${i}' in column 'size' is not a number; it is taken as missing.`),
    );
    // Also those that a person brings about, however many.
    await tab.choose('[aria-label="Kind of y"]', "number");
    await tab.text(".problems", /and [\d,]+ others\.$/);
    expect(await tab.count(".problems li")).toBe(1001);
  });

  test("whoever opens a model sees how its data were read, in the same words", async () => {
    const day = (i: number) => `${(i % 28) + 1}.${(i % 12) + 1}.2024`;
    const lines = rows(60, (i) => [`"${i},5"`, ["Zürich", "Bern"][i % 2], day(i), `name ${i}`, "x", ab(i)], ";");
    const text = `größe;ort;tag;wer;ort;y\n${lines}`;
    await open(tab, Buffer.from(text, "latin1"));
    await tab.click('[data-note="date"] button', "Use year");
    await tab.text("kf-data-table th", /year of tag/);
    await howItWasRead(tab);
    const shown = (key: string) =>
      tab.run<string>(`
        const field = all('[data-read="${key}"]')[0].querySelector("select");
        return said(all('[data-read="${key}"] label')[0]) + ": " + field.selectedOptions[0].textContent;
      `);
    const open_ = [await shown("encoding"), await shown("delimiter"), await shown("header"), await shown("decimal")];
    expect(open_).toEqual([
      "Encoding: Windows-1252 (Western)",
      "Delimiter: semicolon",
      "Names of columns: in line 1",
      "Decimal mark: comma",
    ]);
    await fit(tab);
    await save(tab, "read");
    await loadSaved(tab, "read");
    await tab.text(
      "kf-read-as summary",
      /^How it was read Windows-1252, semicolon between cells, names in line 1, decimal comma$/,
    );
    await tab.click("kf-read-as summary");
    await tab.text("kf-read-as dt");
    const facts = await tab.run<string[]>(
      `return all("kf-read-as dl div").map((one) => said(one.querySelector("dt")) + ": " + said(one.querySelector("dd")))`,
    );
    for (const words of open_) expect(facts).toContain(words);
    const digest = await crypto.subtle.digest("SHA-256", Buffer.from(text, "latin1"));
    expect(facts).toContain(`SHA-256 of the file: ${Buffer.from(digest).toString("hex")}`);
    expect(facts.find((fact) => fact.startsWith("Missing is written: "))).toContain("NA");
    const columns = await tab.run<[string, string][]>(
      `return all("kf-read-as tbody tr").map((one) => [said(one.querySelector("th")), said(one.querySelector(".how"))])`,
    );
    const how = new Map(columns);
    expect(how.get("tag")).toMatch(/^As columns: year, month, day, weekday/);
    expect(how.get("tag")).toMatch(/Order: day, month, year/);
    expect(how.get("tag_month")).toBe("month of tag");
    expect(how.get("wer")).toMatch(/^Left out\. .*stands once/);
    expect(how.get("ort_2")).toBe("Called “ort” in the file.");
    expect(how.get("y target")).toBe("");
  });
});
