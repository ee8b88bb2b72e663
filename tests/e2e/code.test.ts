// The pipeline as code: copied out, pasted back, another one pasted, and what cannot be read refused by line.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnyRecipe } from "../../web/lib/index.js";
import { recipeFromPython } from "../../web/lib/python/index.js";
import { inBrowsers } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, openedData, swapEstimator } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let playground: Site;
beforeAll(async () => {
  playground = await servePlayground();
});
afterAll(() => playground?.close());

interface Keyboard {
  down(key: string): Promise<void>;
  up(key: string): Promise<void>;
  press(key: string): Promise<void>;
}
async function press(tab: Tab, ...keys: string[]): Promise<void> {
  const { keyboard } = tab.page as { keyboard: Keyboard };
  const held = keys.slice(0, -1);
  for (const key of held) await keyboard.down(key);
  await keyboard.press(keys.at(-1)!);
  for (const key of held.reverse()) await keyboard.up(key);
}

const field = "kf-code textarea";
const written = (tab: Tab) => tab.run<string>(`return all("${field}", here)[0]?.value ?? ""`);
const writes = (tab: Tab, pattern: RegExp) =>
  tab.until(`code with ${pattern}`, async () => pattern.test(await written(tab)));
/** Puts a text in place of all that stands in the field, as pasting does. */
const paste = (tab: Tab, text: string) =>
  tab.run(`
    const [field] = all("${field}", here);
    field.focus();
    field.select();
    document.execCommand("insertText", false, ${JSON.stringify(text)});
  `);
const apply = (tab: Tab) => tab.click("kf-code .apply", "Apply");
const applied = (tab: Tab) =>
  tab.until("a field without a draft", async () => (await tab.count("kf-code .apply")) === 0);
const boxes = (tab: Tab) => tab.texts("kf-recipe .box .class");
const boxed = (tab: Tab, classes: string[]) =>
  tab.until(`pipeline of ${classes}`, async () => String(await boxes(tab)) === String(classes));
const show = (tab: Tab, language: "python" | "json") => tab.click(`[data-language=${language}]`);
const offered = (tab: Tab) => tab.run<string>(`return all('[data-history="undo"]', here)[0]?.title ?? "none"`);
const chosen = (tab: Tab) =>
  tab.run<string>(`
    const [field] = all("${field}", here);
    return field.value.slice(field.selectionStart, field.selectionEnd);
  `);

/** Python has to say that an encoder's output is dense; here it always is. */
const dense = (recipe: AnyRecipe): AnyRecipe =>
  JSON.parse(JSON.stringify(recipe), (_, each: Partial<AnyRecipe> | null) =>
    each?.class === "OneHotEncoder" ? { ...each, params: { ...each.params, sparse_output: false } } : each,
  ) as AnyRecipe;

const scripts = (tab: Tab) =>
  tab.run<string[]>(`return performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1))`);

const proposed = ["SimpleImputer", "StandardScaler", "SimpleImputer", "OneHotEncoder", "LogisticRegression"];

const forest = `
import numpy as np
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder
from sklearn.tree import DecisionTreeClassifier

numbers = make_pipeline(SimpleImputer(strategy="median"), FunctionTransformer(np.log1p))
prepare = make_column_transformer(
    (numbers, ["body_mass_g", "bill_length_mm"]),
    (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_include=object)),
)
clf = make_pipeline(prepare, DecisionTreeClassifier(max_depth=2 + 1, random_state=0))
clf.fit(X_train, y_train)
print(clf.score(X_test, y_test))
`;
const ofForest = ["SimpleImputer", "FunctionTransformer", "OneHotEncoder", "DecisionTreeClassifier"];

inBrowsers("code", (browser) => {
  let tab: Tab;
  let first = "";
  beforeAll(async () => {
    tab = await browser.open(`${playground.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await boxed(tab, proposed);
  });

  test("it is folded, and what reads Python is fetched when it is unfolded", async () => {
    expect(await tab.count(field)).toBe(0);
    expect((await scripts(tab)).filter((each) => /^(python|kf-code)-/.test(each))).toEqual([]);
    await tab.click("#code summary");
    await writes(tab, /^import joblib\n/);
    expect((await scripts(tab)).filter((each) => /^(python|kf-code)-/.test(each))).toHaveLength(2);
    first = await written(tab);
    expect(first).toContain("pipeline.fit(X, y)\njoblib.dump(pipeline, ");
    expect(first).toContain('"bill_length_mm",');
    expect(await offered(tab)).toBe("none");
    await tab.address(/code=open/);
  });

  test("it is copied, and pasted back it is the same pipeline", async () => {
    if (browser.name === "chromium") await (tab.page as Page).context().grantPermissions(["clipboard-write"]);
    await tab.click("kf-code wa-button", "Copy");
    await tab.text("kf-code [role=status]", /^Copied\.$/);
    await paste(tab, "# as it was\n");
    await press(tab, "Control", "v");
    await writes(tab, /^# as it was\nimport joblib/);
    expect(await written(tab)).toBe(`# as it was\n${first}`);
    await apply(tab);
    await applied(tab);
    expect(await written(tab)).toBe(first);
    expect(await boxes(tab)).toEqual(proposed);
    expect(await offered(tab)).toBe("none");
  });

  test("where copying is not allowed, all of it is selected to be copied", async () => {
    await tab.run(`
      globalThis.allowed = navigator.clipboard.writeText;
      navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    `);
    await tab.click("kf-code wa-button", "Copy");
    await tab.text("kf-code [role=status]", /does not let this page copy/);
    expect(await chosen(tab)).toBe(first);
    await tab.run("navigator.clipboard.writeText = globalThis.allowed;");
  });

  test("another pipeline is pasted: the diagram and the fit follow, undo brings the old one back", async () => {
    await fit(tab);
    await paste(tab, forest);
    await tab.text("kf-code", /This is not the pipeline yet/);
    expect(await boxes(tab)).toEqual(proposed);
    await apply(tab);
    await boxed(tab, ofForest);
    await applied(tab);
    const now = await written(tab);
    expect(now).toContain("DecisionTreeClassifier(max_depth=3, random_state=0)");
    expect(now).toContain("func=np.log1p");
    await show(tab, "json");
    await writes(tab, /^\{/);
    expect(JSON.parse(await written(tab))).toEqual(recipeFromPython(forest));
    await show(tab, "python");
    await writes(tab, /^import/);
    expect(await tab.texts("kf-recipe .columns")).toContain("2 columns");
    await tab.text("kf-step-fit .notice", /changed after this fit/);
    await fit(tab);
    await tab.text("kf-step-fit", /DecisionTreeClassifier|accuracy/i);
    expect(await offered(tab)).toBe("Undo: the pipeline from Python");
    await tab.click('[data-history="undo"]');
    await boxed(tab, proposed);
    await writes(tab, /LogisticRegression\(\)/);
    expect(await written(tab)).toBe(first);
    await tab.click('[data-history="redo"]');
    await boxed(tab, ofForest);
    await writes(tab, /DecisionTreeClassifier/);
    await tab.click('[data-history="undo"]');
    await boxed(tab, proposed);
  });

  test("what cannot be read is refused by line, and nothing typed is lost", async () => {
    const bad = "from sklearn.linear_model import Ridge\nalphas = [10 ** -k for k in range(3)]\nmodel = Ridge()\n";
    await paste(tab, bad);
    await apply(tab);
    await tab.text("kf-code [role=alert]", /Line 2: A comprehension would have to be run\. ?Write out what it makes/);
    expect(await tab.texts("kf-code .wrong")).toEqual(["2"]);
    await tab.click("kf-code .link", "Go to line 2");
    expect(await chosen(tab)).toBe("alphas = [10 ** -k for k in range(3)]");
    await swapEstimator(tab, "GaussianNB");
    await boxed(tab, [...proposed.slice(0, -1), "GaussianNB"]);
    expect(await written(tab)).toBe(bad);
    await show(tab, "json");
    await writes(tab, /"class": "GaussianNB"/);
    expect(await tab.count("kf-code [role=alert]")).toBe(0);
    await show(tab, "python");
    await writes(tab, /alphas = /);
    expect(await written(tab)).toBe(bad);
    await tab.click("kf-code .back");
    await writes(tab, /GaussianNB\(\)/);
    await tab.click('[data-history="undo"]');
    await boxed(tab, proposed);
  });

  test("what the engine cannot make is refused in its words, and missing columns when they are asked for", async () => {
    await paste(tab, "from sklearn.linear_model import Ridge\nRidge(alpha=-1)\n");
    await apply(tab);
    await tab.text("kf-code [role=alert]", /alpha of Ridge must be a float in \[0, inf\)\. Got -1/);
    expect(await boxes(tab)).toEqual(proposed);
    await paste(tab, forest.replace("bill_length_mm", "bill_lenght_mm"));
    await apply(tab);
    await boxed(tab, ofForest);
    await tab.click("kf-step-fit wa-button", "Fit");
    await tab.text("kf-step-fit [role=alert]", /bill_lenght_mm/);
    await tab.click('[data-history="undo"]');
    await boxed(tab, proposed);
  });

  test("keys stay in the field: undo is its own, Control and Enter applies", async () => {
    await tab.run(`all("${field}", here)[0].setSelectionRange(0, 0)`);
    await tab.keys(field, "# mine");
    await writes(tab, /^# mine/);
    await swapEstimator(tab, "GaussianNB");
    await boxed(tab, [...proposed.slice(0, -1), "GaussianNB"]);
    await tab.run(`all("${field}", here)[0].focus()`);
    await press(tab, "Control", "z");
    expect(await written(tab)).not.toMatch(/^# mine/);
    expect(await boxes(tab)).toContain("GaussianNB");
    await paste(tab, forest);
    await press(tab, "Control", "Enter");
    await boxed(tab, ofForest);
    await applied(tab);
    await tab.click('[data-history="undo"]');
    await boxed(tab, [...proposed.slice(0, -1), "GaussianNB"]);
    await tab.click('[data-history="undo"]');
    await boxed(tab, proposed);
  });

  test("as JSON it is the recipe, and is read and refused as that", async () => {
    await show(tab, "json");
    await writes(tab, /^\{/);
    const recipe = JSON.parse(await written(tab)) as AnyRecipe;
    expect(dense(recipe)).toEqual(recipeFromPython(first));
    await paste(tab, '{\n  "class": "GaussianNB",\n  "params": {,}\n}');
    await apply(tab);
    await tab.text("kf-code [role=alert]", /^Line 3: this is no JSON from here on/);
    await paste(tab, '{"class": "Pipeline", "params": {"steps": [["a", {"class": "GaussianNB"}]]}}');
    await apply(tab);
    await tab.text("kf-code [role=alert]", /^This is no pipeline: the recipe\.a must be a recipe/);
    await paste(tab, '{"class": "GaussianNB", "params": {"depth": 3}}');
    await apply(tab);
    await tab.text("kf-code [role=alert]", /GaussianNB has no parameter 'depth'/);
    await paste(tab, '{"class": "GaussianNB", "params": {"var_smoothing": 1e-8}}');
    await apply(tab);
    await boxed(tab, ["GaussianNB"]);
    await applied(tab);
    expect(await offered(tab)).toBe("Undo: the pipeline from JSON");
    expect(await tab.text("kf-step-pipeline .said")).toMatch(/^GaussianNB predicts species/);
    await tab.click('[data-history="undo"]');
    await boxed(tab, proposed);
    await show(tab, "python");
  });

  test("it has no barriers, in words and refusals", async () => {
    await paste(tab, "import os\n");
    await apply(tab);
    await tab.text("kf-code [role=alert]", /^Line 1: 'os' is not read here/);
    const page = tab.page as { evaluate<T>(work: string | (() => T)): Promise<Awaited<T>> };
    await page.evaluate(await readFile(axeFile, "utf8"));
    const found = await page.evaluate<string[]>(
      `axe.run().then(({ violations }) => violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + JSON.stringify(node.target))))`,
    );
    expect(found).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });
});
