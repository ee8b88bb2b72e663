// The element in pages of other people: what they set, what they do with their keys, colours and controls of their own.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { root, serveHost, servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let playground: Site;
/** The same at another address. */
let other: Site;
/** Another version of it. */
let later: Site;
let host: Site;

const page = (body: string, head = ""): string =>
  `<!doctype html><title>A host</title><link rel="icon" href="data:," />${head}${body}`;
const script = () => `<script type="module" src="${playground.origin}/keepfit-playground.js"></script>`;
const steps = [["model", { class: "KNeighborsClassifier", params: { n_neighbors: 3 } }]];
const own = JSON.stringify({ class: "Pipeline", params: { steps } });
const python = [
  "from sklearn.linear_model import LogisticRegression",
  "from sklearn.pipeline import make_pipeline",
  "from sklearn.preprocessing import StandardScaler",
  "model = make_pipeline(StandardScaler(), LogisticRegression(C=2))",
].join("\n");
const rows = Array.from({ length: 60 }, (_, i) => `${i},${(i * 7) % 11},${i % 2 ? "no" : "yes"}`);

beforeAll(async () => {
  playground = await servePlayground();
  other = await servePlayground();
  const [version] = /(?<=[`"'])[0-9a-f]{12}(?=[`"'])/.exec(
    await readFile(join(root, "build/web/keepfit-model.js"), "utf8"),
  )!;
  later = await servePlayground((path, content) =>
    path.endsWith(".js") ? content.toString("utf8").replaceAll(version, "ffffffffffff") : content,
  );
  const from = (site: Site, name: string) => `<script type="module" src="${site.origin}/keepfit-${name}.js"></script>`;
  const warned = `<script>window.warned = []; console.warn = (...all) => warned.push(all.join(" "));</script>`;
  const both = `<keepfit-playground dataset="iris"></keepfit-playground><keepfit-model src="saved.keepfit"></keepfit-model>`;
  host = await serveHost({
    "/keys": page(
      `<script>
        window.heard = [];
        for (const kind of ["keydown", "keypress", "keyup"])
          document.addEventListener(kind, (event) => heard.push(kind + " " + event.key));
      </script>
      <keepfit-playground show="save use fit"></keepfit-playground>`,
      script(),
    ),
    "/set": page(
      `<keepfit-playground id="named" dataset="wine" recipe='${own}' seed="7" show="data pipeline fit" saved-as="lesson"></keepfit-playground>
      <keepfit-playground id="python" dataset="iris" show="pipeline" recipe="${python}"></keepfit-playground>
      <keepfit-playground id="file" dataset="lesson.csv" show="data,fit"></keepfit-playground>`,
      script(),
    ),
    "/start": page(
      `<keepfit-playground id="own" dataset="wine" recipe='${own}' show="pipeline" address></keepfit-playground>
      <keepfit-playground id="words" dataset="iris" choices="model__C=0.5" show="pipeline"></keepfit-playground>
      <keepfit-playground id="model" dataset="iris" model="GaussianNB" show="pipeline"></keepfit-playground>`,
      script(),
    ),
    "/lesson.csv": `length,width,ripe\n${rows.join("\n")}\n`,
    "/slate": page(
      `<body style="background: #101014; color: #eee"><keepfit-playground show="data"></keepfit-playground></body>`,
      script(),
    ),
    "/far": page(
      `<p>Above</p><div style="height: 6000px"></div><keepfit-playground show="fit" dataset="iris"></keepfit-playground><p id="after">After</p>`,
      script(),
    ),
    // The room is kept before the script is there, too, as the documentation says.
    "/top": page(
      `<keepfit-playground dataset="iris"></keepfit-playground><p id="after">After</p>`,
      `<style>keepfit-playground:not(:defined) { display: block; min-height: 100vh; }</style>${script()}`,
    ),
    "/anchors": page(
      `<a id="link" href="#intro">Intro</a><keepfit-playground address></keepfit-playground><h2 id="intro">Intro</h2>`,
      script(),
    ),
    "/own-button": page(
      `<script>customElements.define("wa-button", class extends HTMLElement {});</script>
      <keepfit-playground dataset="iris"></keepfit-playground>`,
      script(),
    ),
    "/twice": page(
      `<keepfit-playground dataset="iris"></keepfit-playground>`,
      `${script()}<script type="module" src="${other.origin}/keepfit-playground.js"></script>`,
    ),
    "/two-versions": page(
      both,
      `${warned}${from(playground, "playground")}${from(later, "playground")}${from(later, "model")}`,
    ),
    "/versions-apart": page(both, `${warned}${from(playground, "model")}${from(later, "playground")}`),
    "/saved.keepfit": await readFile(join(root, "tests/golden/models/v1/pipeline_penguins_logistic.keepfit")),
    "/visits": page(`<div id="content"></div>`, script()),
    "/page-as-data": page(`<keepfit-playground dataset="./slate"></keepfit-playground>`, script()),
  });
});
afterAll(async () => {
  await host?.close();
  await other?.close();
  await later?.close();
  await playground?.close();
});

inBrowsers("an element", (browser) => {
  const open = (path: string): Promise<Tab> => browser.open(`${host.origin}${path}`);
  const keyboard = (tab: Tab) => (tab.page as { keyboard: { press(key: string): Promise<void> } }).keyboard;
  const run = <T>(tab: Tab, body: string): Promise<T> => tab.run<T>(`return (async () => { ${body} })()`);
  const isDark = (tab: Tab) => tab.run<boolean>(`return all(".frame.wa-dark", here).length === 1`);

  test("keys that are typed into a field stay in it; commands and keys elsewhere do not", async () => {
    const tab = await open("/keys");
    await run(tab, `await document.querySelector("keepfit-playground").ready`);
    await tab.click("kf-step-fit wa-button, wa-button", "Fit");
    await tab.text(".said", /^Fitted on/);
    await tab.keys("wa-input.name", "p,/");
    const field = `all("wa-input.name", here)[0].value`;
    await tab.until("what was typed", () => tab.run<boolean>(`return ${field}.includes("p,/")`));
    await keyboard(tab).press("ArrowLeft");
    expect(await tab.run<string[]>("return heard")).toEqual([]);
    await keyboard(tab).press("Escape");
    expect(await tab.run<string[]>("return heard")).toContain("keydown Escape");
    // Firefox takes the focus only from the field itself.
    await tab.run(`
      window.heard = [];
      let at = document.activeElement;
      while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      at.blur();
    `);
    await keyboard(tab).press("p");
    expect(await tab.run<string[]>("return heard")).toEqual(["keydown p", "keypress p", "keyup p"]);
  });

  test("attributes choose data, recipe, seed, steps and the name to save under", async () => {
    const tab = await open("/set");
    const seen = await run<Record<string, unknown>>(
      tab,
      `
      const element = document.querySelector("#named");
      await element.ready;
      const { data, split, recipe } = element.choices;
      return { data: data.name, seed: split.random_state, recipe };
    `,
    );
    expect(seen).toEqual({ data: "wine", seed: 7, recipe: JSON.parse(own) });
    const named = tab.inside("#named");
    expect(await named.texts("h2")).toEqual(["1Data", "2Pipeline", "3Fit and evaluate"]);
    const name = await run<string>(
      tab,
      `
      const element = document.querySelector("#named");
      const told = new Promise((done) => element.addEventListener("keepfit-saved", ({ detail }) => done(detail.name)));
      await element.fit();
      await element.save();
      return told;
    `,
    );
    expect(name).toBe("lesson");
    const last = await run<unknown>(
      tab,
      `const python = document.querySelector("#python"); await python.ready; return python.recipe.params.steps.at(-1)`,
    );
    expect(last).toEqual(["logisticregression", { class: "LogisticRegression", params: { C: 2 } }]);
  });

  test("what the page begins with is no change of a reader's; what they change goes back to it", async () => {
    let tab = await open("/start");
    const begun = async (id: string) => {
      await run(tab, `await document.querySelector("#${id}").ready`);
      return tab.inside(`#${id}`);
    };
    for (const id of ["words", "model", "own"]) {
      const one = await begun(id);
      await one.text("kf-step-pipeline .said", /This is what the page begins with/);
      expect(await one.texts("kf-step-pipeline .tag, kf-param-form .reset"), id).toEqual([]);
    }
    const neighbours = '[data-param="n_neighbors"] wa-input';
    const change = async () => {
      const one = await begun("own");
      await one.type(`kf-param-form ${neighbours}`, "9");
      await one.text("kf-step-pipeline .said", /1 part changed/);
      await one.text("kf-param-form .reset", /back to 3/);
      return one;
    };
    const one = await change();
    await one.click("kf-param-form .reset");
    await one.text("kf-step-pipeline .said", /begins with/);
    await change();
    await tab.address(/recipe=/);
    // What the reader changed is in the address; what they began with is still what the page says.
    await tab.reload();
    const again = await begun("own");
    await again.text("kf-step-pipeline .said", /1 part changed/);
    await again.click('[data-control="reset"]', "Go back to the beginning");
    await again.text("kf-step-pipeline .said", /begins with/);
    const recipe = await tab.run(`return document.querySelector("#own").recipe`);
    expect(recipe).toEqual(JSON.parse(own));
    // Of other data something else is proposed.
    await run(tab, `document.querySelector("#model").setAttribute("dataset", "penguins")`);
    tab = tab.inside("#model");
    await tab.text("kf-step-pipeline .said", /1 part changed.*Go back to the proposal/);
    expect(tab.complaints).toEqual([]);
  });

  test("attributes that are set later are taken", async () => {
    const tab = await open("/set");
    const seen = await run<unknown[]>(
      tab,
      `
      const element = document.querySelector("#named");
      await element.ready;
      const changed = () => new Promise((done) => element.addEventListener("keepfit-change", done, { once: true }));
      const all = [];
      for (const [name, value] of [["dataset", "iris"], ["seed", "3"]]) {
        const then = changed();
        element.setAttribute(name, value);
        await then;
      }
      element.setAttribute("hide", "fit");
      await element.updateComplete;
      return [element.choices.data.name, element.choices.split.random_state];
    `,
    );
    expect(seen).toEqual(["iris", 3]);
    const named = tab.inside("#named");
    expect(await named.texts("h2")).toEqual(["1Data", "2Pipeline"]);
    const shown = () =>
      named.run<string[]>(`
        return ["target", "code"].filter((name) =>
          all('[data-control="' + name + '"]', here).some((one) => one.checkVisibility()))
      `);
    await tab.until("both controls", async () => String(await shown()) === "target,code");
    await tab.run(`document.querySelector("#named").setAttribute("hide", "fit, target")`);
    await tab.until("one control less", async () => String(await shown()) === "code");
    // A part that is drawn anew leaves it out as well.
    await run(tab, `await document.querySelector("#named").choose({ data: "penguins" })`);
    await openedData(named, /penguins/i);
    await tab.until("the same controls", async () => String(await shown()) === "code");
  });

  test("a file of the author's own is opened by its address, from where the page stands", async () => {
    const tab = await open("/set");
    const file = tab.inside("#file");
    await run(tab, `await document.querySelector("#file").ready`);
    await openedData(file, /lesson\.csv/);
    await file.text('[data-from="address"]', /^Fetched from .*lesson\.csv and read in the browser/);
    expect(await run<string>(tab, `return document.querySelector("#file").target`)).toBe("ripe");
    expect(await file.texts("h2")).toEqual(["1Data", "3Fit and evaluate"]);
  });

  test("a page where a file should be is refused by name", async () => {
    const tab = await open("/page-as-data");
    await tab.text('[role="alert"]', /At “http.*\/slate” there is a page, not a file/);
  });

  test("`dataset` stays the map of data attributes, and a property that is set is the attribute", async () => {
    const tab = await open("/set");
    const seen = await run<unknown[]>(
      tab,
      `
      const element = document.createElement("keepfit-playground");
      element.dataset = "breast_cancer";
      element.recipe = ${own};
      element.dataset.mine = "1";
      const before = [element.getAttribute("dataset"), element.dataset instanceof DOMStringMap, element.getAttribute("data-mine")];
      document.body.prepend(element);
      await element.ready;
      return [...before, element.choices.data.name, element.choices.recipe.params.steps[0][0]];
    `,
    );
    expect(seen).toEqual(["breast_cancer", true, "1", "breast_cancer", "model"]);
  });

  test("light or dark is as the page around, and follows it", async () => {
    const tab = await open("/slate");
    expect(await isDark(tab)).toBe(true);
    await tab.run(`document.body.style.background = "#ffffff"`);
    await tab.until("a light element", async () => !(await isDark(tab)));
    await tab.run(`document.documentElement.style.colorScheme = "dark"`);
    await tab.until("a dark element", () => isDark(tab));
    await tab.run(`document.querySelector("keepfit-playground").setAttribute("theme", "light")`);
    await tab.until("a light element", async () => !(await isDark(tab)));
  });

  test("nothing is fetched below the fold until it is near", async () => {
    const tab = await open("/far");
    await tab.until("the element", () => tab.run<boolean>(`return !!customElements.get("keepfit-playground")`));
    await new Promise((done) => setTimeout(done, 500));
    const loaded = () =>
      tab.run<string[]>(
        `return performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /\\.(wasm|csv)/.test(name))`,
      );
    expect(await loaded()).toEqual([]);
    expect(await tab.count("kf-step-fit")).toBe(0);
    await tab.run("scrollTo(0, 5600)");
    await tab.text("kf-step-fit wa-button", /Fit/);
    await tab.until("data", async () => (await loaded()).some((name) => name.endsWith("iris.csv")));
  });

  test("what is set at once is taken at once: data, seed, recipe, and lists of names", async () => {
    const tab = await open("/keys");
    const chosen = await run<[string, number, string, string | null]>(
      tab,
      `const element = document.querySelector("keepfit-playground");
      await element.ready;
      element.setAttribute("seed", "5");
      element.setAttribute("recipe", '{"class": "GaussianNB", "params": {}}');
      element.setAttribute("dataset", "wine");
      element.hide = ["code", "seed"];
      await element.updateComplete;
      await element.fit();
      const { data, split, recipe, view } = element.choices;
      return [data.name, split.random_state, recipe.class, view.hide];`,
    );
    expect(chosen).toEqual(["wine", 5, "GaussianNB", "code seed"]);
    expect(tab.complaints).toEqual([]);
  });

  test("an ordinary anchor is left alone", async () => {
    const tab = await open("/anchors#intro");
    await openedData(tab, /penguins/i);
    const hash = () => tab.run<string>("return location.hash");
    expect(await hash()).toBe("#intro");
    await run(tab, `await document.querySelector("keepfit-playground").choose({ split: { random_state: 5 } })`);
    await tab.until("an address with the seed", async () => (await hash()).includes("seed=5"));
    await tab.click("#link");
    expect(await hash()).toBe("#intro");
    expect(await run(tab, `return document.querySelector("keepfit-playground").choices.split.random_state`)).toBe(5);
    const fitted = await run<object>(tab, `return (await document.querySelector("keepfit-playground").fit()).rows`);
    expect(fitted).toEqual({ fitted: 258, held_out: 86 });
  });

  test("a site may have a wa-button of its own", async () => {
    const tab = await open("/own-button");
    await openedData(tab, /Iris/);
    await tab.text("wa-button", /Fit/);
    expect(tab.complaints).toEqual([]);
  });

  test("of two copies of the script the first is in charge", async () => {
    const tab = await open("/twice");
    await openedData(tab, /Iris/);
    await fit(tab);
    await save(tab, "twice");
    expect((await loadSaved(tab, "twice")).word).toBe("Identical");
    const asked = `performance.getEntriesByType("resource").map(({ name }) => name)`;
    const wasm = await tab.run<string[]>(`return ${asked}.filter((name) => name.endsWith(".wasm"))`);
    expect(wasm.filter((name) => !name.startsWith(playground.origin))).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });

  test.each(["/two-versions", "/versions-apart"])(
    "of two versions one is in charge, serves the tags of both, and it is told (%s)",
    async (path) => {
      const tab = await open(path);
      await tab.text("keepfit-model [data-proof]", /Every byte checked/);
      await openedData(tab, /Iris/);
      await fit(tab);
      await save(tab, "versions");
      expect((await loadSaved(tab, "versions")).word).toBe("Identical");
      const warnings = await tab.run<string[]>("return warned");
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(/two versions.*The one that came first, from (\S+), is used/);
      // All that was fetched late is of that one.
      const [, used] = /from (\S+)\/,/.exec(warnings[0]!)!;
      const late = await tab.run<string[]>(
        `return performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /kf-step-save|predict\\.wasm/.test(name))`,
      );
      expect(late.length).toBeGreaterThan(1);
      expect(late.filter((name) => !name.startsWith(used!))).toEqual([]);
      expect(tab.complaints).toEqual([]);
    },
  );

  test("what is moved keeps its fit; what is removed ends its threads, and may come back", async () => {
    const tab = await open("/visits");
    await run(
      tab,
      `
      await customElements.whenDefined("keepfit-playground");
      // Fifteen seconds of a reader are one of this test.
      const wait = setTimeout;
      window.setTimeout = (then, time, ...more) => wait(then, time > 5000 ? time / 15 : time, ...more);
      window.living = 0;
      window.Worker = class extends Worker {
        constructor(...all) { super(...all); window.living++; }
        terminate() { window.living--; super.terminate(); }
      };
      window.element = document.createElement("keepfit-playground");
      element.setAttribute("dataset", "iris");
      document.querySelector("#content").append(element);
      await element.ready;
      await element.choose({ split: { random_state: 2 } });
      window.fitted = await element.fit();
    `,
    );
    const living = () => tab.run<number>("return living");
    const threads = await living();
    expect(threads).toBeGreaterThan(0);
    await tab.run(`document.body.prepend(element)`);
    await new Promise((done) => setTimeout(done, 2000));
    expect(await living()).toBe(threads);
    expect((await run<Uint8Array[]>(tab, "return [...(await element.save())]")).length).toBeGreaterThan(1000);
    await tab.run("element.remove()");
    await tab.until("the end of all threads", async () => (await living()) === 0, 5000);
    await tab.run(`document.body.prepend(element)`);
    const again = await run<[number, boolean]>(
      tab,
      `
      await element.ready;
      const { fingerprint } = await element.fit();
      return [element.choices.split.random_state, fingerprint === fitted.fingerprint];
    `,
    );
    expect(again).toEqual([2, true]);
    expect(await tab.run<string | undefined>(`return all('[role="alert"]', element).map(said)[0]`)).toBeFalsy();
  });

  test.runIf(browser.name === "chromium")("the page does not jump while it loads", async () => {
    const tab = await open("/top");
    await openedData(tab, /Iris/);
    await tab.text("kf-step-fit wa-button", /Fit/);
    await new Promise((done) => setTimeout(done, 1000));
    const shift = await run<number>(
      tab,
      `
      return new Promise((done) =>
        new PerformanceObserver((list) => done(list.getEntries().reduce((sum, { value, sources }) =>
          sum + (sources.some(({ node }) => node?.id === "after") ? value : 0), 0))).observe({ type: "layout-shift", buffered: true }),
        setTimeout(() => done(0), 500));
    `,
    ).catch(() => 0);
    expect(shift).toBeLessThan(0.02);
  });
});
