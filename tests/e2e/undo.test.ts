// Undo and redo on the page: buttons that say what they do, and keys that belong to whoever has the focus.
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeAddress } from "../../web/elements/state/address.js";
import { fetchPacking } from "../../web/elements/state/packed.js";
import { defaults, type Choices } from "../../web/elements/state/choices.js";
import { inBrowsers } from "./support/browsers.js";
import { press } from "./support/diagram.js";
import { servePlayground, serveTutorial, type Site } from "./support/servers.js";
import { fit, openedData, swapEstimator } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

const imputer = { class: "SimpleImputer", params: {} };

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

const model = (tab: Tab, name: string) => tab.text("kf-recipe .box[aria-pressed=true] .class", new RegExp(`^${name}$`));
const offered = async (tab: Tab, way: "undo" | "redo") =>
  tab.run<string>(`
    const [button] = all('[data-history="${way}"]', here);
    return button ? (button.ariaDisabled === "true" ? "" : button.title) : "none";
  `);
const hash = (tab: Tab) => tab.run<string>("return location.hash");

inBrowsers("undo", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${playground.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await model(tab, "LogisticRegression");
  });

  test("nothing is offered before anything was done, and then it is said what", async () => {
    expect(await offered(tab, "undo")).toBe("none");
    await fit(tab);
    expect(await offered(tab, "undo")).toBe("none");
    await swapEstimator(tab, "DecisionTreeClassifier");
    await model(tab, "DecisionTreeClassifier");
    await tab.until("an offer", async () => (await offered(tab, "undo")) === "Undo: DecisionTreeClassifier for model");
    expect(await offered(tab, "redo")).toBe("");
    await tab.address(/model=DecisionTreeClassifier/);
    await tab.text("kf-step-fit .notice", /changed after this fit/);
  });

  test("a button undoes and does again; a fit of the same choices is up to date again", async () => {
    await tab.click('[data-history="undo"]');
    await model(tab, "LogisticRegression");
    await tab.text("[role=status]", /^Undone: DecisionTreeClassifier for model\.$/);
    await tab.until("a fit up to date", async () => (await tab.count("kf-step-fit .stale")) === 0);
    await tab.address(/^(?!.*model=)/);
    expect(await offered(tab, "redo")).toBe("Redo: DecisionTreeClassifier for model");
    await tab.click('[data-history="redo"]');
    await model(tab, "DecisionTreeClassifier");
    await tab.text("[role=status]", /^Done again: DecisionTreeClassifier for model\.$/);
  });

  test("other data come back with all that was chosen for them", async () => {
    await tab.click("button.choice", "Iris flowers");
    await openedData(tab, /Iris flowers/);
    await tab.click('[data-history="undo"]');
    await openedData(tab, /Palmer penguins/);
    await model(tab, "DecisionTreeClassifier");
  });

  test("keys do the same where nothing is typed", async () => {
    await tab.run("document.activeElement?.blur();");
    await press(tab, "Control", "z");
    await model(tab, "LogisticRegression");
    await press(tab, "Control", "Shift", "z");
    await model(tab, "DecisionTreeClassifier");
    await press(tab, "Control", "Shift", "z");
    await openedData(tab, /Iris flowers/);
    await press(tab, "Control", "z");
    await openedData(tab, /Palmer penguins/);
  });

  test("in a field they are the field's own", async () => {
    const before = await tab.address(/dataset=penguins&model=DecisionTreeClassifier/);
    await tab.run(`
      const [field] = all("#folds, wa-input.short", here);
      field.focus();
    `);
    await press(tab, "Control", "z");
    await press(tab, "Control", "Shift", "z");
    await tab.run("document.activeElement?.blur();");
    await model(tab, "DecisionTreeClassifier");
    expect(await hash(tab)).toBe(before);
    expect(tab.complaints).toEqual([]);
  });

  test("an address that is set just before another is written is followed", async () => {
    const own = await browser.open(`${playground.origin}/#dataset=wine`);
    await openedData(own, /Wines/i);
    // What is to be written is written now, before anybody was told of the other one.
    await own.run(`
      location.hash = "#dataset=iris";
      window.dispatchEvent(new Event("pagehide"));
    `);
    await openedData(own, /Iris/);
    await own.address(/dataset=iris/);
    // So it is where its data are on their way while the page is left.
    await own.run(`
      window.addEventListener("hashchange", () => {
        window.dispatchEvent(new Event("pagehide"));
        window.left = location.hash;
      }, { once: true });
      location.hash = "#dataset=penguins&seed=3";
    `);
    await own.until("the address as it was left", () => own.run<string>("return window.left"));
    expect(await own.run("return window.left")).toBe("#dataset=penguins&seed=3");
    await openedData(own, /penguins/);
    await own.address(/dataset=penguins&seed=3/);
  });

  test("what an address says and cannot be meant is told, and the rest is taken", async () => {
    const own = await browser.open(
      `${playground.origin}/#dataset=iris&target=nope&modell__C=3&model__C=0.5&folds=999&frame=steps`,
    );
    await openedData(own, /Iris/);
    await own.text("[role=alert]", /“folds”, “target=nope”, “modell__C”/);
    await own.address(/^#dataset=iris&frame=steps&model__C=0.5$/);
  });

  test("an address holds it all: a recipe of another shape, kinds of columns, what is tuned", async () => {
    const recipe = {
      class: "Pipeline",
      params: {
        steps: [
          ["few", { class: "ColumnTransformer", params: { transformers: [["mass", imputer, ["body_mass_g"]]] } }],
          ["tree", { class: "DecisionTreeClassifier", params: { max_depth: 2 } }],
        ],
      },
    };
    const choices: Choices = {
      ...defaults,
      data: { from: "sample", name: "penguins", said: [{ columns: [{ name: "sex", use: false }] }] },
      recipe,
      split: { ...defaults.split, random_state: 3 },
      axes: [{ path: "tree__max_depth", text: "1, 2, None" }],
      view: { ...defaults.view, hide: "compare", box: "tree" },
    };
    await fetchPacking();
    const address = writeAddress(choices, imputer);
    const other = await browser.open(`${playground.origin}/${address}`);
    await openedData(other, /1 column is left out/);
    await model(other, "DecisionTreeClassifier");
    expect(await other.texts("kf-recipe .box .step")).toEqual(["mass, changed", "tree, changed"]);
    expect(await other.count("section#compare")).toBe(0);
    expect(await hash(other)).toBe(address);
    await fit(other);
    await swapEstimator(other, "GaussianNB");
    await model(other, "GaussianNB");
    await other.until("an address of its own", async () => (await hash(other)) !== address);
    await other.click('[data-history="undo"]');
    await model(other, "DecisionTreeClassifier");
    // The address follows when changes pause, so that of the other estimator may still be to come.
    await other.until("the address of before", async () => (await hash(other)) === address);
    const broken = await browser.open(`${playground.origin}/#dataset=iris&recipe=xyz&seed=5`);
    await openedData(broken, /Iris flowers/);
    await broken.text("kf-step-data .notice", /cannot be read where it says “recipe”/);
    expect(other.complaints).toEqual([]);
  });

  test("in a page of others they are meant for the playground only where that has the focus", async () => {
    const page = await browser.open(`${tutorial.origin}/`);
    const direct = page.inside("#direct");
    await openedData(direct, /Palmer penguins/);
    await swapEstimator(direct, "DecisionTreeClassifier");
    await model(direct, "DecisionTreeClassifier");
    // What was put into a place has the focus.
    await page.run(`
      let focused = document.activeElement;
      while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
      focused.blur();
    `);
    await press(page, "Control", "z");
    await page.run("return new Promise((resolve) => setTimeout(resolve, 300));");
    await model(direct, "DecisionTreeClassifier");
    await direct.run(`all("#estimator", here)[0].focus();`);
    await press(page, "Control", "z");
    await model(direct, "LogisticRegression");
  });
});
