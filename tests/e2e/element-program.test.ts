// What a program may do with an element of its page, and what it is told of: of its own doing, and of a person's.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => void (site = await servePlayground()));
afterAll(() => site?.close());

/** What scikit-learn 1.9.1 gives for the proposed pipeline on penguins, split as the page does it. */
const accuracy = 0.9883720930232558;

interface Told {
  name: string;
  detail: Record<string, unknown>;
}

inBrowsers("programs", (browser) => {
  let tab: Tab;

  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/`);
    await tab.run(`
      window.told = [];
      window.kept = {};
      for (const name of ["change", "fitted", "saved", "verified", "error"])
        document.addEventListener("keepfit-" + name, ({ detail }) => told.push({ name, detail: JSON.parse(JSON.stringify(detail)) }));
    `);
  });

  /** What an async body returns, or the error that it throws as plain data. */
  const program = <T>(body: string): Promise<T> =>
    tab.run<T>(`
      const element = document.querySelector("keepfit-playground");
      return (async () => { ${body} })().catch((error) => ({ thrown: { name: error.name, ...error.toJSON?.(), message: error.message } }));
    `);
  const since = async (from: number): Promise<Told[]> => (await tab.run<Told[]>("return told")).slice(from);
  const count = () => tab.run<number>("return told.length");

  test("it is ready once there are data, and tells what is chosen", async () => {
    const choices = await program<{ data: { name: string }; split: object; recipe: null }>(
      "await element.ready; return element.choices",
    );
    expect(choices.data.name).toBe("penguins");
    expect(choices.split).toEqual({ test_size: 0.25, random_state: 0, stratify: true });
    expect(choices.recipe).toBeNull();
  });

  test("what is given out is a copy", async () => {
    const seed = await program<number>(`
      element.choices.split.random_state = 7;
      return element.choices.split.random_state;
    `);
    expect(seed).toBe(0);
  });

  test("it fits, and tells what a fit gave", async () => {
    const from = await count();
    const given = await program<{ fingerprint: string; metrics: Record<string, number>; baseline: object }>(
      "return element.fit()",
    );
    expect(given.metrics["accuracy"]).toBeCloseTo(accuracy, 12);
    expect(Object.keys(given.baseline)).toEqual(Object.keys(given.metrics));
    expect(await tab.text("kf-step-fit .said", /^Fitted on 258 rows/)).toBeTruthy();
    const fitted = (await since(from)).find(({ name }) => name === "fitted")!;
    expect(fitted.detail).toMatchObject({ fingerprint: given.fingerprint, rows: { fitted: 258, held_out: 86 } });
  });

  test("what is saved opens identical, and a damaged byte is refused with its reason", async () => {
    const from = await count();
    const [first, second] = await program<[Record<string, unknown>, { refused: { code: string } }]>(`
      const bytes = await element.save("from the program");
      const whole = await element.open(bytes);
      const broken = bytes.slice();
      broken[broken.length - 1] ^= 1;
      return [whole, await element.open(broken, "broken")];
    `);
    // 344 labels and 3 probabilities each, 8 bytes a number, the labels as text.
    expect(first).toMatchObject({ identical: true, against: "model", predictions: 344 * 4 });
    expect(first["fingerprint"]).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toMatchObject({ identical: false, fingerprint: null, name: "broken" });
    expect(second.refused.code).toBe("damaged");
    const names = (await since(from)).map(({ name }) => name);
    expect(names.filter((name) => name !== "change")).toEqual(["saved", "verified", "error", "verified"]);
  });

  test("a name that is taken is not saved over unasked", async () => {
    const again = await program<{ thrown: { code: string } }>(`return element.save("from the program")`);
    expect(again.thrown.code).toBe("name_taken");
    const length = await program<number>(`return (await element.save("from the program", { replace: true })).length`);
    expect(length).toBeGreaterThan(1000);
  });

  test("part of the choices is chosen as one change, which can be undone and done again", async () => {
    const from = await count();
    const seen = await program<unknown[]>(`
      await element.choose({ data: "iris", split: { random_state: 3 }, params: { model: "DecisionTreeClassifier", model__max_depth: 2 } });
      const tree = () => element.choices.recipe?.params.steps.at(-1)[1] ?? null;
      const names = () => [element.choices.data.name, element.choices.split.random_state, tree()];
      const all = [names()];
      all.push(await element.undo(), names(), await element.redo(), names(), await element.redo());
      return all;
    `);
    const chosen = ["iris", 3, { class: "DecisionTreeClassifier", params: { max_depth: 2 } }];
    expect(seen).toEqual([chosen, true, ["penguins", 0, null], true, chosen, false]);
    const changes = (await since(from)).filter(({ name }) => name === "change");
    expect(changes.length).toBe(3);
    expect(changes[0]!.detail).toMatchObject({ choices: { data: { name: "iris" } }, recipe: { class: "Pipeline" } });
    await openedData(tab, /Iris/);
  });

  test.each([
    ["another data set", `{ data: "irises" }`, /no sample data set called “irises”/],
    ["another target", `{ target: "colour" }`, /no column “colour”/],
    ["an estimator that is not here", `{ params: { model: "Oracle" } }`, /Oracle/],
    ["a hyperparameter out of range", `{ params: { model__max_depth: -1 } }`, /max_depth/],
    ["a parameter that it has not", `{ params: { intro: 1 } }`, /intro/],
    ["a share of rows of no meaning", `{ split: { test_size: 2 } }`, /test_size must be a number between 0 and 1/],
    ["an unknown word", `{ speed: 1 }`, /without "speed"/],
    ["a scaler for a model", `{ params: { model: "StandardScaler" } }`, /StandardScaler is a transformer/],
    ["a recipe of a scaler", `{ recipe: { class: "StandardScaler", params: {} } }`, /StandardScaler is a transformer/],
    ["numbers of words", `{ data: "penguins", task: "regression" }`, /“species” holds text, which is told as a class/],
    ["a function", `{ params: { model__max_depth: () => 1 } }`, /model__max_depth is a function/],
    ["a BigInt", `{ params: { model__max_depth: 3n } }`, /model__max_depth is a BigInt/],
    ["a ring", `(() => { const ring = {}; ring.ring = ring; return { params: ring } })()`, /holds itself/],
    ["nothing for a value", `{ params: { model__max_depth: undefined } }`, /model__max_depth has no value/],
    ["an unknown metric", `{ validation: { metrics: ["luck"] } }`, /no metric called “luck”/],
    ["an unknown splitter", `{ validation: { splitter: "Luck" } }`, /no splitter called “Luck”/],
    ["an axis of nothing", `{ axes: [{ path: "model__luck", text: "1" }] }`, /“model__luck” is no hyperparameter/],
    ["all rows held out", `{ split: { test_size: 0.9999 } }`, /none fitted on/],
    ["no object", `7`, /Choices are an object/],
  ])("%s is refused and changes nothing", async (_what, part, message) => {
    const [thrown, same] = await program<[{ code: string; message: string }, boolean]>(`
      const before = JSON.stringify(element.choices);
      const thrown = await element.choose(${part}).then(() => null, (error) => ({ ...error.toJSON() }));
      return [thrown, JSON.stringify(element.choices) === before];
    `);
    expect(thrown.message).toMatch(message);
    expect(thrown.code).toMatch(/^\w+$/);
    expect(same).toBe(true);
  });

  test.each([
    [
      "a step that there is not",
      `choose({ params: { modell__C: 1 } })`,
      "bad_choice",
      /“modell__C”, which no step of the pipeline has/,
    ],
    ["a step that becomes no class", `choose({ params: { model: 5 } })`, "bad_choice", /“model”/],
    ["a parameter without a name", `choose({ params: { model__: 1 } })`, "bad_choice", /“model__”/],
    ["a name that is none", `save(5)`, "bad_type", /name of a model is a text/],
    ["a name that is half a character", `save("\\ud800")`, "bad_type", /name of a model is a text/],
    ["no bytes", `open({})`, "bad_type", /open takes the bytes of a file/],
  ])("%s is refused, and nothing is changed", async (_, call, code, message) => {
    const before = await program<object>("return element.choices");
    const { thrown } = await program<{ thrown: { name: string; code: string; message: string } }>(
      `await element.${call}`,
    );
    expect(thrown).toMatchObject({ name: "KeepfitError", code, message: expect.stringMatching(message) });
    expect(await program("return element.choices")).toEqual(before);
  });

  test("what a person does is told as well", async () => {
    const from = await count();
    await fit(tab);
    await save(tab, "by hand");
    await loadSaved(tab, "by hand");
    const told = await since(from);
    expect(told.map(({ name }) => name)).toEqual(["fitted", "saved", "verified"]);
    expect(told[1]!.detail).toMatchObject({ name: "by hand" });
    expect(told[2]!.detail).toMatchObject({ name: "by hand", identical: true });
    expect(told[2]!.detail["fingerprint"]).toBe(told[0]!.detail["fingerprint"]);
  });

  test("before a fit of what is chosen there is nothing to save", async () => {
    const unfitted = await program<{ thrown: { code: string } }>(`
      await element.choose({ split: { random_state: 11 } });
      return element.save();
    `);
    expect(unfitted.thrown.code).toBe("not_fitted");
  });
});
