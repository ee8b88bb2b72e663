// What a page around leaves out, what a teacher takes away, and where a reader's focus stays.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { controlNames } from "../../web/elements/shared/control-names.js";
import { inBrowsers, startChromium, type TestBrowser } from "./support/browsers.js";
import { root, serveHost, servePlayground, type Site } from "./support/servers.js";
import { fit, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => {
  site = await servePlayground();
});
afterAll(() => site?.close());

const known = controlNames.flatMap(({ controls }) => Object.keys(controls));
const run = <T>(tab: Tab, body: string): Promise<T> =>
  tab.run<T>(`const element = document.querySelector("keepfit-playground"); return (async () => { ${body} })()`);
/** Names of the controls that are there, seen or not. */
const there = (tab: Tab) =>
  tab.run<string[]>(
    `return [...new Set(all("[data-control]", here).flatMap((one) => one.dataset.control.split(" ")))]`,
  );
/** Unfolds all that can be, also what comes of that. */
const unfold = async (tab: Tab): Promise<void> => {
  await tab.until("everything unfolded", async () => {
    const folded = await tab.run<number>(`
      const folds = all("details:not([open])", here);
      for (const fold of folds) fold.open = true;
      return folds.length;
    `);
    return folded === 0;
  });
};

describe("every control", () => {
  let browser: TestBrowser;
  let tab: Tab;
  beforeAll(async () => {
    browser = await startChromium();
    tab = await browser.open(`${site.origin}/#frame=steps`);
    await openedData(tab, /penguins/);
  });
  afterAll(() => browser?.close());

  test("of the list is met on the page", async () => {
    const met = new Set<string>();
    const look = async () => (await there(tab)).forEach((name) => met.add(name));
    // Each model has pictures of its own; a test without a browser holds their names.
    const wanted = known.filter((name) => !name.startsWith("picture-"));
    const choose = (choices: string) => run(tab, `await element.choose(${choices}); await element.fit()`);
    await choose(`{ data: "make_moons" }`);
    await tab.until("pictures", () => tab.count("kf-pictures button"));
    // They are made in sight.
    await tab.run(`all("kf-pictures", here)[0].scrollIntoView()`);
    await tab.until("a picture that takes points", () => tab.count('[data-control="points"]'));
    await look();

    // Some stand beside a model that was taken from a file of scikit-learn's.
    const pickle = await readFile(join(root, "tests/golden/pickles/chain_protocol_4.pkl"), "base64");
    await run(tab, `await element.open(Uint8Array.from(atob("${pickle}"), (letter) => letter.charCodeAt(0)))`);
    await tab.until("what compares with Python", () => tab.count('[data-control="compare-python"]'));
    await look();

    await choose(`{ data: "penguins", recipe: null, params: { model__C: 0.5 }, view: { box: "prepare__num" } }`);
    await run(
      tab,
      `await element.save("one"); await element.choose({ params: { model: "DecisionTreeClassifier" } }); await element.fit()`,
    );
    await run(tab, `await element.save("two"); await element.open(await element.save("three"))`);

    await tab.click("kf-step-compare wa-button", "Compare");
    await tab.click("kf-step-gallery wa-button", "Open them all");
    await tab.until("a gallery", () => tab.count("[data-gallery=done]"));
    await look();
    await unfold(tab);
    await tab.click("[data-make=onnx]");
    await tab
      .until("all names", async () => {
        await look();
        return wanted.every((name) => met.has(name));
      })
      .catch(() => {});

    expect(wanted.filter((name) => !met.has(name))).toEqual([]);
    expect([...met].filter((name) => !known.includes(name))).toEqual([]);
  });

  test("is left out by its name, and what is left out leaves no hole behind", async () => {
    // Each alone, and all of a step.
    const asked = [...known.map((name) => [name]), ...controlNames.map(({ controls }) => Object.keys(controls))];
    const holes = await run<string[]>(
      tab,
      `
      const holders = "section, .panel, details, fieldset, ul, dl, .row, .choices, .fields, .two, .tools, .form";
      const solid = "input, select, canvas, img, textarea, .icon";
      const isShown = (one) => {
        if (one.nodeType === 3) return one.nodeValue.trim() !== "";
        if (one.nodeType !== 1 || !one.checkVisibility()) return false;
        if (one.matches(solid) || one.localName.startsWith("wa-")) return true;
        return [...(one.shadowRoot ?? one).childNodes].some(isShown);
      };
      const empty = () => all(holders, here).filter((one) => one.checkVisibility() && !isShown(one));
      const before = new Set(empty());
      const found = [];
      for (const names of ${JSON.stringify(asked)}) {
        element.setAttribute("hide", names.join(" "));
        await element.updateComplete;
        for (const one of all("[data-control]", here))
          if (one.checkVisibility() && one.dataset.control.split(" ").some((name) => names.includes(name)))
            found.push(one.dataset.control + " is seen");
        for (const one of empty())
          if (!before.has(one)) found.push(names + " leave " + one.localName + "." + one.className);
      }
      return found;
      `,
    );
    expect(holes).toEqual([]);
  });
});

test("a name that there is not is told in the console, once, with those that there are", async () => {
  const browser = await startChromium();
  try {
    const tab = await browser.open(`${site.origin}/`);
    await openedData(tab, /penguins/);
    const told: string[] = [];
    (tab.page as Page).on("console", (message) => message.type() === "warning" && told.push(message.text()));
    await tab.go(`${site.origin}/#hide=code+kode,title&show=data+fitt`);
    await tab.until("a warning", async () => told.length > 0);
    await run(tab, `await element.ready; element.setAttribute("hide", "kode"); await element.updateComplete`);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/there is nothing called kode, fitt to show or to hide\. Steps: title, .*, code, /);
  } finally {
    await browser.close();
  }
});

inBrowsers("what a teacher takes away", (browser) => {
  let host: Site;
  let tab: Tab;
  let tag = "";
  let link = "";
  /** What is chosen, but for what is looked at. */
  const chosen = (of: Tab) => run<object>(of, "await element.ready; return { ...element.choices, view: null }");
  const textOf = (part: string) => tab.run<string>(`return all("[data-handout=${part}] pre", here)[0].textContent`);
  const tick = (name: string) => tab.run(`all('[data-tick="${name}"]', here)[0].click()`);

  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=iris&target=petal_width&test_size=0.3&model__alpha=2`);
    await openedData(tab, /Iris/);
    await tab.click("a", "For teachers");
    await tab.text("kf-teachers pre");
    for (const name of ["compare", "verify", "code", "own-file", "seed"]) await tick(name);
    await tab.choose("kf-teachers #theme", "dark");
    await tab.run(`all('[data-carry="accent"]', here)[0].click()`);
    await tab.until("a tag with all of it", async () => {
      [tag, link] = [await textOf("tag"), await textOf("link")];
      return ["own-file", "dark", "accent"].every((word) => tag.includes(word) && link.includes(word));
    });
    host = await serveHost({ "/": `<!doctype html><title>A class</title><link rel="icon" href="data:," />${tag}` });
  });
  afterAll(async () => {
    await host?.close();
  });

  test.each(["tag", "link"])(
    "the %s that a teacher takes away gives the same, without what is left out",
    async (part) => {
      const own = await browser.open(part === "tag" ? host.origin : link);
      await openedData(own, /Iris/);
      expect(await chosen(own)).toEqual(await chosen(tab));
      expect((await own.texts("h2")).map((title) => title.slice(1))).toEqual([
        "Data",
        "Pipeline",
        "Fit and evaluate",
        "Save",
        "Use",
      ]);
      await own.text("kf-step-fit wa-button", /Fit/);
      const shown = await own.run<string[]>(`
      return ["code", "own-file", "seed", "samples", "split"].filter((name) =>
        all('[data-control~="' + name + '"]', here).some((one) => one.checkVisibility() && one.dataset.control === name))
    `);
      expect(shown).toEqual(["samples", "split"]);
      expect(await own.count(".frame.wa-dark.accented")).toBe(1);
      expect(own.complaints).toEqual([]);
    },
  );

  test("what is saved in one playground is seen in the others, in the page and in other tabs", async () => {
    const other = await browser.open(`${site.origin}/#dataset=wine`);
    await openedData(other, /Wines/i);
    await run(
      other,
      `
      const second = document.createElement("keepfit-playground");
      second.id = "second";
      second.setAttribute("show", "save");
      document.body.append(second);
      await second.ready;
      await element.fit();
      await element.save("told to all");
      `,
    );
    const cards = (of: Tab) => of.text("kf-shelf li .title", /^told to all$/);
    await Promise.all([cards(tab), cards(other.inside("#second"))]);
    await tab.click('kf-shelf li[data-name="told to all"] wa-button', "Delete told to all");
    await other.until("no card", async () => (await other.inside("#second").count("kf-shelf li")) === 0);
  });

  test("after a fit, a save and a load the focus is where it was, or at what came of it", async () => {
    const own = await browser.open(`${site.origin}/#dataset=iris&frame=steps`);
    await openedData(own, /Iris/);
    /** What has the focus, innermost. */
    const focus = () =>
      own.run<string>(`
        let at = document.activeElement;
        while (at.shadowRoot?.activeElement && at.localName !== "wa-button") at = at.shadowRoot.activeElement;
        return at.localName + " " + said(at).slice(0, 40);
      `);
    await fit(own);
    expect(await focus()).toBe("wa-button Fit again");
    await save(own, "kept");
    expect(await focus()).toBe("wa-button Save");
    await own.click("kf-shelf wa-button", "Load kept");
    await own.text(".said", /^Loaded kept/);
    await own.until("the focus at the result", async () => (await focus()) === "h2 5Load and verify");
    await own.click("kf-step-verify wa-button", "Load and verify");
    await own.until("another load", () => own.run(`return all("kf-step-verify [aria-busy=true]", here).length === 0`));
    expect(await focus()).toBe("wa-button Load and verify");
  });

  test.runIf(browser.name === "chromium")("nothing moves for whoever wants no motion", async () => {
    const page = tab.page as Page;
    await page.emulateMedia({ reducedMotion: "reduce" });
    await fit(tab);
    // What takes long shows that it does.
    await tab.run(`
      const bar = document.createElement("wa-progress-bar");
      bar.indeterminate = true;
      all("kf-step-fit", here)[0].shadowRoot.append(bar);
    `);
    await tab.until("a bar", () => tab.count("wa-progress-bar [part~=indicator]"));
    const moving = await tab.run<string[]>(`
      const lasting = (times) => times.split(",").some((time) => parseFloat(time) > 0);
      const found = new Set();
      for (const one of all("*")) for (const part of [null, "::before", "::after"]) {
        const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(one, part);
        if (lasting(transitionDuration)) found.add(one.localName + "." + one.className + " fades");
        if (animationName !== "none" && lasting(animationDuration)) found.add(one.localName + " runs " + animationName);
        if (scrollBehavior === "smooth") found.add(one.localName + " scrolls");
      }
      return [...found];
    `);
    expect(moving).toEqual([]);
  });
});
