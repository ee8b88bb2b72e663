// Why a row is answered as it is: what adds up, the way through a tree, the rows nearby, what many trees say.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save, swapEstimator } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => {
  site = await servePlayground();
});
afterAll(() => site?.close());

const summary = 'kf-step-use [data-control="why"] summary';
const told = (tab: Tab, kind: string) =>
  tab.until(`an answer taken apart: ${kind}`, () =>
    tab.run<boolean>(
      `return all('kf-why [data-why="${kind}"]', here).some((one) => one.getBoundingClientRect().height > 0)`,
    ),
  );

/** As it is written, in units of its last decimal. */
const units = (text: string): bigint => BigInt(text.replace(".", ""));

inBrowsers("why", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await fit(tab);
  });

  async function addsUp(): Promise<string> {
    const adds = await tab.texts("kf-why [data-adds]");
    const score = await tab.text("kf-why [data-score]");
    const decimals = new Set([...adds, score].map((text) => text.split(".")[1]?.length));
    expect(decimals.size, `as many decimals everywhere in ${adds.join(" ")}`).toBe(1);
    expect(adds.map(units).reduce((sum, one) => sum + one, 0n)).toBe(units(score));
    return score;
  }

  test("a linear model: what is added comes to the score as it is written, and follows what is typed", async () => {
    await tab.click(summary, "Why this answer");
    await told(tab, "linear");
    const answer = await tab.text("kf-step-use [data-answer]");
    const chosen = () => tab.run<string>(`return all("kf-why select", here)[0].selectedOptions[0].textContent`);
    expect(await chosen()).toMatch(new RegExp(`^${answer}: `));
    const before = await addsUp();
    await tab.type('kf-step-use [data-field="bill_length_mm"]', "35.7");
    await tab.until("another score", async () => (await tab.texts("kf-why [data-score]"))[0] !== before);
    const bill = await tab.texts("kf-why tbody tr");
    expect(bill.find((row) => row.startsWith("bill_length_mm"))).toContain("35.7");
    await addsUp();
    await tab.choose("kf-why select", "1");
    await tab.until("the score of another class", async () => (await chosen()).startsWith("Chinstrap"));
    await addsUp();
  });

  test("what preprocessing made of the row", async () => {
    await tab.click("kf-why summary", "Before and after");
    const rows = await tab.texts('kf-why [aria-label="Before and after preprocessing"] tbody tr');
    expect(rows.find((row) => row.startsWith("island"))).toMatch(/^island Biscoe (.*, )?\S*Biscoe 1/);
    expect(rows.find((row) => row.startsWith("bill_length_mm"))).toMatch(/^bill_length_mm 35\.7 -?\d/);
  });

  test("a row that is refused is not explained by the one before", async () => {
    await tab.type('kf-step-use [data-field="bill_length_mm"]', "long");
    await tab.until("no explanation", async () => (await tab.count("kf-why")) === 0);
    expect(await tab.text("kf-step-use .inside p")).toBe("This row is not answered.");
    await tab.type('kf-step-use [data-field="bill_length_mm"]', "44.5");
    await told(tab, "linear");
  });

  test("a tree: its questions lead to the leaf that answers", async () => {
    await swapEstimator(tab, "DecisionTreeClassifier");
    await fit(tab);
    await told(tab, "path");
    const questions = await tab.texts("kf-why [data-question]");
    expect(questions.length).toBeGreaterThan(0);
    expect(questions[0]).toMatch(/^\w+ (≤|>|is not|is) .+ here \S+ \d+ of 258 rows went this way in the fit$/);
    const answer = await tab.text("kf-step-use [data-answer]");
    expect(await tab.text("kf-why [data-leaf] strong")).toBe(`Leaf: answers ${answer}`);
  });

  test("neighbours: those that vote, by distance", async () => {
    await swapEstimator(tab, "KNeighborsClassifier");
    await fit(tab);
    await told(tab, "neighbours");
    const rows = await tab.texts("kf-why [data-neighbour]");
    expect(rows).toHaveLength(5);
    const answer = await tab.text("kf-step-use [data-answer]");
    expect(rows.filter((row) => row.includes(answer)).length).toBeGreaterThan(2);
    const distances = await tab.texts("kf-why [data-neighbour] td:nth-child(2)");
    expect([...distances].sort((a, b) => Number(a) - Number(b))).toEqual(distances);
  });

  test("a forest: the trees by what they answer", async () => {
    await swapEstimator(tab, "RandomForestClassifier");
    await fit(tab);
    await told(tab, "trees");
    const votes = await tab.texts("kf-why [data-votes]");
    const counts = votes.map((text) => Number(/(\d+) of 100$/.exec(text)![1]));
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(100);
    expect(votes[0]).toContain(await tab.text("kf-step-use [data-answer]"));
  });

  test("a model that was loaded is explained from its file alone", async () => {
    await swapEstimator(tab, "LogisticRegression");
    await fit(tab);
    await save(tab, "kept");
    await tab.reload();
    await loadSaved(tab, "kept");
    await tab.click(summary, "Why this answer");
    await told(tab, "linear");
    await addsUp();
    expect(tab.complaints).toEqual([]);
  });
});
