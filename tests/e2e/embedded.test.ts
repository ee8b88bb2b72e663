// A tutorial on another origin embeds the playground: as an element in its page, and in a sandboxed frame.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { servePlayground, serveTutorial, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, openFile, readVerdict, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let playground: Site;
let tutorial: Site;

beforeAll(async () => {
  playground = await servePlayground();
  tutorial = await serveTutorial(playground.origin);
});
afterAll(async () => {
  await tutorial?.close();
  await playground?.close();
});

inBrowsers("the tutorial", (browser) => {
  let page: Tab;
  let direct: Tab;

  beforeAll(async () => {
    page = await browser.open(`${tutorial.origin}/`);
    direct = page.inside("#direct");
  });

  test("the element in the page fits, saves, loads and verifies", async () => {
    await openedData(direct, /Palmer penguins/);
    await fit(direct);
    await save(direct, "lesson");
    const verdict = await loadSaved(direct, "lesson");
    expect(verdict.word).toBe("Identical");
    expect(new Set(verdict.fingerprints).size).toBe(1);
  });

  test("the page's styles do not reach into the element", async () => {
    const look = await direct.run<string[]>(`
      const of = (selector, property) => getComputedStyle(all(selector, here)[0]).getPropertyValue(property);
      return [of("h2", "text-transform"), of("h2", "font-style"), of("button", "text-transform"), of("table", "border-top-width"), of(".said", "font-family")];
    `);
    expect(look.slice(0, 4)).toEqual(["none", "normal", "none", "0px"]);
    expect(look[4]).not.toMatch(/Georgia/);
  });

  test("the sandboxed frame does the same, and says that only the download lasts", async () => {
    const frame = await page.frame("#sandboxed", playground.origin);
    await openedData(frame, /Iris flowers/);
    await fit(frame);
    await save(frame, "iris");
    await frame.text(".notice", /the download is the real save/);
    const verdict = await loadSaved(frame, "iris");
    expect(verdict.word).toBe("Identical");
    expect(verdict.predictions).toBe("600 predictions");
  });

  test("the two do not disturb each other", async () => {
    const frame = await page.frame("#sandboxed", playground.origin);
    expect(await frame.texts("li .title")).toEqual(["iris"]);
    expect(await direct.texts("li .title")).toEqual(["lesson"]);
    await openedData(direct, /Palmer penguins/);
  });

  test("two elements in one page keep to themselves", async () => {
    await direct.run(`
      const second = document.createElement("keepfit-playground");
      second.id = "second";
      second.setAttribute("dataset", "wine");
      second.setAttribute("model", "DecisionTreeClassifier");
      second.setAttribute("hide", "title");
      document.body.append(second);
      second.scrollIntoView();
    `);
    const second = page.inside("#second");
    await openedData(second, /Wines/);
    await second.text("kf-recipe .class", /DecisionTreeClassifier/);
    await fit(second);
    expect(await direct.text("kf-step-fit .said")).toMatch(/^Fitted on 258 rows/);
    expect(await second.text("kf-step-fit .said")).toMatch(/^Fitted on 133 rows/);
    await openFile(second, "nothing.keepfit", "no model");
    await second.text('[role="alert"]');
    expect(await direct.count('[role="alert"]')).toBe(0);
    expect((await readVerdict(direct)).word).toBe("Identical");
    expect(await direct.texts("kf-recipe .class")).toContain("LogisticRegression");
  });
});
