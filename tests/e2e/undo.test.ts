// Undo and redo on the page: buttons that say what they do, and keys that belong to whoever has the focus.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeAddress } from "../../web/elements/state/address.js";
import { defaults, type Choices } from "../../web/elements/state/choices.js";
import { startChromium, startFirefox, type TestBrowser } from "./support/browsers.js";
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
interface Keyboard {
  down(key: string): Promise<void>;
  up(key: string): Promise<void>;
  press(key: string): Promise<void>;
}
/** Presses a key while others are held. */
async function press(tab: Tab, ...keys: string[]): Promise<void> {
  const { keyboard } = tab.page as { keyboard: Keyboard };
  const held = keys.slice(0, -1);
  for (const key of held) await keyboard.down(key);
  await keyboard.press(keys.at(-1)!);
  for (const key of held.reverse()) await keyboard.up(key);
}
const hash = (tab: Tab) => tab.run<string>("return location.hash");

describe.each([
  ["chromium", startChromium],
  ["firefox", startFirefox],
] as const)("in %s", (_, start) => {
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    browser = await start();
    tab = await browser.open(`${playground.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await model(tab, "LogisticRegression");
  });
  afterAll(() => browser?.close());

  test("nothing is offered before anything was done, and then it is said what", async () => {
    expect(await offered(tab, "undo")).toBe("none");
    await fit(tab);
    expect(await offered(tab, "undo")).toBe("none");
    await swapEstimator(tab, "DecisionTreeClassifier");
    await model(tab, "DecisionTreeClassifier");
    await tab.until("an offer", async () => (await offered(tab, "undo")) === "Undo: DecisionTreeClassifier for model");
    expect(await offered(tab, "redo")).toBe("");
    expect(await hash(tab)).toContain("model=DecisionTreeClassifier");
    await tab.text("kf-step-fit .notice", /changed after this fit/);
  });

  test("a button undoes and does again; a fit of the same choices is up to date again", async () => {
    await tab.click('[data-history="undo"]');
    await model(tab, "LogisticRegression");
    await tab.text("[role=status]", /^Undone: DecisionTreeClassifier for model\.$/);
    await tab.until("a fit up to date", async () => (await tab.count("kf-step-fit .stale")) === 0);
    expect(await hash(tab)).not.toContain("model=");
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
    const before = await hash(tab);
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
    await other.click('[data-history="undo"]');
    await model(other, "DecisionTreeClassifier");
    expect(await hash(other)).toBe(address);
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
