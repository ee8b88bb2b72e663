// All in one view: what is changed on the left shows its effect on the right, without a click in between.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { barriers } from "./support/barriers.js";
import { inBrowsers, startChromium } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { loadSaved, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

const wide = { width: 1440, height: 900 };
const pictures = join(root, "build/screenshots");
let site: Site;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  site = await servePlayground();
});
afterAll(() => site?.close());

const metric = '[data-metric="accuracy"]';

const change = async (tab: Tab, name: string, value: string): Promise<void> => {
  await tab.type(`kf-param-form [data-param="${name}"] wa-input`, value);
};

const scrolls = (tab: Tab) =>
  tab.run<{ down: boolean; sideways: boolean }>(`
    const page = document.scrollingElement;
    return { down: page.scrollHeight > innerHeight + 1, sideways: page.scrollWidth > innerWidth };
  `);

inBrowsers(
  "one view",
  (browser) => {
    const open = (hash: string, look: object = wide) => browser.open(`${site.origin}/${hash}`, look);

    test("data, pipeline and result stand beside each other, fitted without a click", async () => {
      const tab = await open("#dataset=penguins");
      await openedData(tab, /penguins/);
      await tab.text(metric);
      const places = await tab.run<number[]>(`
      return ["section#data", "section#pipeline", "section#fit"].map((one) => all(one, here)[0].getBoundingClientRect().x);
    `);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(new Set(places).size).toBe(3);
      expect(await scrolls(tab)).toEqual({ down: false, sideways: false });
      expect(tab.complaints).toEqual([]);
    });

    test("a change shows its effect by itself, and undo does too", async () => {
      const tab = await open("#dataset=penguins&model=DecisionTreeClassifier&model__max_depth=4");
      const first = await tab.text(metric);
      await change(tab, "max_depth", "1");
      const flat = await tab.until("another accuracy", async () => {
        const [now] = await tab.texts(metric);
        return now !== first && now;
      });
      // One split tells two species of three at most: some rows of the third are in the part held out.
      expect(Number(flat)).toBeLessThan(Number(first));
      expect(await tab.texts("kf-step-fit .notice")).toEqual([]);
      await tab.click("[data-history=undo]");
      await tab.until("the first accuracy again", async () => (await tab.texts(metric))[0] === first);
      expect(tab.complaints).toEqual([]);
    });

    test("what fails is said once, and the next change is fitted again", async () => {
      const tab = await open("#dataset=penguins&model=KNeighborsClassifier");
      const first = await tab.text(metric);
      await change(tab, "n_neighbors", "100000");
      await tab.text('kf-step-fit [role="alert"]');
      await change(tab, "n_neighbors", "50");
      await tab.until("a result of the new one", async () => {
        const [now] = await tab.texts(metric);
        return now !== first && (await tab.count('kf-step-fit [role="alert"]')) === 0;
      });
    });

    test("the other steps are a click away, or a key, beside the pipeline", async () => {
      const tab = await open("#dataset=iris");
      await tab.text(metric);
      await tab.click('[role="tab"]', "4Save");
      await save(tab, "by-tab");
      expect(await tab.count("section#pipeline")).toBe(1);
      const isChosen = (name: string) =>
        tab.until(`tab ${name}`, () =>
          tab.run<boolean>(`return all("#title-${name}", here)[0].getAttribute("aria-selected") === "true"`),
        );
      // What is loaded is looked at.
      const { word } = await loadSaved(tab, "by-tab");
      expect(word).toMatch(/identical/i);
      await isChosen("verify");
      await tab.run(`all("#title-verify", here)[0].focus()`);
      const { keyboard } = tab.page as Page;
      await keyboard.press("ArrowRight" as never);
      await isChosen("use");
      await keyboard.press("Home" as never);
      await isChosen("fit");
      expect(await tab.text(metric)).toMatch(/^[01]/);
      expect(tab.complaints).toEqual([]);
    });

    test("a model brings back how it was made", async () => {
      const hash =
        "#dataset=make_moons&dataset__n_samples=120&dataset__noise=0.3&model=KNeighborsClassifier&model__n_neighbors=7&test_size=0.4&seed=3&tab=save";
      const tab = await open(hash);
      await tab.text("kf-step-save wa-input.name");
      await tab.until("a fit", async () => (await tab.texts("wa-button")).includes("Save"));
      await save(tab, "moons");
      const made = await tab.address(/moons/);
      await tab.run(`location.hash = "#dataset=iris&tab=save"`);
      await openedData(tab, /iris/i);
      await loadSaved(tab, "moons");
      await tab.click('[data-act="bring-back"]');
      await openedData(tab, /moons/i);
      const words = (text: string) => Object.fromEntries(new URLSearchParams(text.replace(/^#/, "")));
      const { tab: _, ...before } = words(made);
      const { tab: __, ...after } = words(await tab.address(/moons/));
      // The card says which task it was, where the page had proposed it.
      expect(after).toEqual({ ...before, task: "classification" });
      await tab.click("[data-history=undo]");
      await openedData(tab, /iris/i);
      expect(tab.complaints).toEqual([]);
    });

    test("what a link leaves out is left out in one view, too", async () => {
      const tab = await open("#dataset=iris&hide=title");
      await tab.text(metric);
      expect(await tab.count("header h1")).toBe(0);
      expect(await scrolls(tab)).toEqual({ down: false, sideways: false });
    });

    test("the address and the switch say how the page is laid out", async () => {
      const tab = await open("#dataset=iris");
      await tab.text(metric);
      await tab.click("#frame");
      await tab.until("step below step", async () => (await tab.count(".frame.stepwise")) === 1);
      await tab.address(/frame=steps/);
      // There it is fitted when it is asked for.
      await tab.click("#frame");
      await tab.until("one view", async () => (await tab.count(".frame.workspace")) === 1);
    });

    test("where there is no room it is step below step, whatever was chosen", async () => {
      const tab = await open("#dataset=iris&frame=workspace", { width: 760, height: 900 });
      await openedData(tab, /iris/i);
      if (browser.name === "chromium") await (tab.page as Page).setViewportSize({ width: 760, height: 900 });
      await tab.until("steps", async () => (await tab.count(".frame.stepwise")) === 1);
      expect(await tab.count("#frame")).toBe(0);
    });

    test("a study keeps the focus on its button, from its start to its end", async () => {
      const tab = await open("#dataset=penguins");
      await tab.text(metric);
      await tab.click("kf-tuning summary");
      await tab.choose("kf-tuning #add", "model__C");
      await tab.text("kf-tuning wa-button", /^Try all$/);
      const focused = () =>
        tab.run<string>(`
          let at = document.activeElement;
          while (at?.shadowRoot?.activeElement && at.localName !== "wa-button") at = at.shadowRoot.activeElement;
          return at?.localName === "wa-button" ? said(at) : "";
        `);
      await tab.run(`all("kf-tuning wa-button", here).find((one) => said(one) === "Try all").focus()`);
      await (tab.page as Page).keyboard.press("Enter" as never);
      const seen = new Set<string>();
      await tab.until("an answer", async () => {
        seen.add(await focused());
        return (await tab.count('[data-study="tune"] .said')) > 0;
      });
      await tab.until("the button to start", async () => (await focused()) === "Try all");
      expect([...seen].filter((words) => !["Try all", "Stop"].includes(words))).toEqual([]);
      expect(tab.complaints).toEqual([]);
    });

    test("what takes long is fitted when it is asked for", async () => {
      const tab = await open("#dataset=iris");
      await tab.text(metric);
      const lines = Array.from({ length: 60_000 }, (_, i) => [i % 97, (i * 7) % 89, (i * 11) % 83, "ab"[(i >> 3) % 2]]);
      await tab.drop("section#data .body", "long.csv", `p,q,r,class\n${lines.join("\n")}\n`);
      await openedData(tab, /long\.csv/);
      await tab.text("kf-step-fit .notice", /changed after this fit/);
      await tab.click("kf-step-fit wa-button", "Fit again");
      await tab.text("kf-step-fit .said", /45.000 rows/);
    });
  },
  wide,
);

describe.each([
  { name: "workspace-light", dark: false },
  { name: "workspace-dark", dark: true },
])("$name", ({ name, dark }) => {
  test("has no barrier, and is pictured", async () => {
    const chromium = await startChromium({ ...wide, dark });
    try {
      for (const dataset of ["penguins", "make_moons", "diabetes"]) {
        const tab = await chromium.open(`${site.origin}/#dataset=${dataset}`);
        await tab.text("[data-metric]");
        expect(await barriers(tab)).toEqual([]);
        await (tab.page as Page).screenshot({ path: join(pictures, `${name}-${dataset}.png`) });
      }
    } finally {
      await chromium.close();
    }
  });

  test("nor has what opens in it: choices of data, menus, the picker, code, studies, and every tab", async () => {
    const chromium = await startChromium({ ...wide, dark });
    try {
      const tab = await chromium.open(`${site.origin}/#dataset=iris&code=open`);
      await tab.text("[data-metric]");
      await tab.text("kf-code");
      await tab.click("#chooser summary");
      await tab.click(".examples summary");
      expect(await barriers(tab)).toEqual([]);
      await tab.click('[data-more="model"]');
      await tab.text("kf-menu [role=menuitem]");
      expect(await barriers(tab)).toEqual([]);
      const { keyboard } = tab.page as Page;
      await keyboard.press("Escape");
      await tab.click("#estimator");
      await tab.text("kf-picker dialog[open] [data-pick]");
      expect(await barriers(tab)).toEqual([]);
      await (tab.page as Page).screenshot({ path: join(pictures, `${name}-picker.png`) });
      await keyboard.press("Escape");
      for (const study of ["kf-cross-validation", "kf-tuning", "kf-leakage"]) await tab.click(`${study} summary`);
      expect(await barriers(tab)).toEqual([]);
      await tab.click('[role="tab"]', "4Save");
      await save(tab, "looked-at");
      expect(await barriers(tab)).toEqual([]);
      for (const step of ["verify", "use", "compare", "gallery"]) {
        await tab.click(`#title-${step}`);
        await tab.text(`section#${step} kf-step-${step}`);
        expect(await barriers(tab)).toEqual([]);
        await (tab.page as Page).screenshot({ path: join(pictures, `${name}-${step}.png`) });
      }
      expect(tab.complaints).toEqual([]);
    } finally {
      await chromium.close();
    }
  });
});

test.each([
  [320, 640],
  [390, 844],
  [768, 1000],
  [1280, 800],
  [1920, 1080],
])("%i pixels wide nothing is cut off sideways, and the steps are in reach", async (width, height) => {
  const chromium = await startChromium({ width, height });
  try {
    const tab = await chromium.open(`${site.origin}/#dataset=make_classification&live=true`);
    await tab.text("[data-metric]");
    expect((await scrolls(tab)).sideways).toBe(false);
    const cut = await tab.run<string[]>(`
      return all("button, h2, h3, p, summary, label", here)
        .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "visible")
        .map((one) => said(one).slice(0, 60));
    `);
    expect(cut).toEqual([]);
    const fit = width < 1260 ? "nav button" : '[role="tab"]';
    const seen = await tab.run<boolean>(`
      const { top, bottom } = all(${JSON.stringify(fit)}, here).find((one) => /Fit|Result/.test(said(one))).getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    `);
    expect(seen).toBe(true);
  } finally {
    await chromium.close();
  }
});

/** What reaches beyond the pane that it stands in. */
const beyond = (tab: Tab) =>
  tab.run<string[]>(`
    return all(".scroll", here).flatMap((pane) => {
      const inside = all("select, button, input, wa-button, kf-picture", pane).filter((one) => !fitsOne(one, "kf-data-table " + one.localName));
      const edge = pane.getBoundingClientRect().left + pane.clientWidth - parseFloat(getComputedStyle(pane).paddingRight);
      return inside.filter((one) => one.getBoundingClientRect().right > edge + 1).map((one) => one.localName + " " + said(one).slice(0, 40));
    });
  `);

test("in little room every control stays in its pane", async () => {
  const chromium = await startChromium({ width: 1280, height: 800 });
  try {
    for (const dataset of ["wine", "breast_cancer"]) {
      const tab = await chromium.open(`${site.origin}/#dataset=${dataset}`);
      await tab.text("[data-metric]");
      await tab.text("kf-picture");
      expect(await beyond(tab), dataset).toEqual([]);
    }
  } finally {
    await chromium.close();
  }
});

test("of two columns the decision surface has the width of its pane, and is seen without scrolling", async () => {
  const chromium = await startChromium(wide);
  try {
    const tab = await chromium.open(`${site.origin}/#dataset=make_moons`);
    await tab.text("[data-metric]");
    const shown = await tab.until("a surface", () =>
      tab.run<{ wide: number; low: number } | null>(`
        const canvas = all("#picture-surface canvas", here)[0]?.getBoundingClientRect();
        const pane = all("section#fit", here)[0].getBoundingClientRect();
        return canvas ? { wide: canvas.width / pane.width, low: canvas.bottom } : null;
      `),
    );
    expect(shown.wide).toBeGreaterThan(0.65);
    expect(shown.low).toBeLessThan(wide.height);
  } finally {
    await chromium.close();
  }
});

test("while a parameter changes the pictures keep their marks, and show what they would if drawn at once", async () => {
  const chromium = await startChromium(wide);
  try {
    const address = `${site.origin}/#dataset=make_moons&model=KNeighborsClassifier`;
    const shown = (tab: Tab) =>
      tab.run<{ marks: boolean; seen: string[] } | null>(`
        const drawing = all("#picture-surface .drawn", here)[0]?.firstElementChild;
        const counts = all("#picture-confusion .drawn", here)[0]?.firstElementChild;
        if (!drawing || !counts) return null;
        window.first ??= drawing;
        const pixels = drawing.querySelector("canvas").toDataURL();
        return { marks: drawing === window.first, seen: [pixels, counts.getAttribute("aria-label"), said(counts)] };
      `);
    const other = await chromium.open(`${address}&model__n_neighbors=40`);
    const { seen } = await other.until("pictures drawn at once", () => shown(other));
    const tab = await chromium.open(address);
    const before = await tab.until("pictures", () => shown(tab));
    before.seen.forEach((part, i) => expect(part).not.toBe(seen[i]));
    await change(tab, "n_neighbors", "40");
    const marks = await tab.until("the same pictures", async () => {
      const now = await shown(tab);
      return now && JSON.stringify(now.seen) === JSON.stringify(seen) && [now.marks];
    });
    expect(marks).toEqual([true]);
  } finally {
    await chromium.close();
  }
});

test("on a phone the way back stands beside the steps, and covers nothing", async () => {
  const chromium = await startChromium({ width: 390, height: 844 });
  try {
    const tab = await chromium.open(`${site.origin}/#dataset=iris`);
    await openedData(tab, /iris/i);
    await change(tab, "C", "3");
    await tab.text("[data-history=undo]");
    const [history, steps] = await tab.run<{ top: number; bottom: number; left: number; right: number }[]>(
      `return ["kf-history", "nav"].map((one) => all(one, here)[0].getBoundingClientRect().toJSON())`,
    );
    expect(history!.left).toBeGreaterThanOrEqual(steps!.right);
    expect(history!.top).toBeGreaterThanOrEqual(0);
    expect(history!.bottom).toBeLessThan(70);
    expect((await scrolls(tab)).sideways).toBe(false);
  } finally {
    await chromium.close();
  }
});

test("an example brings its data and its pipeline, and can be undone", async () => {
  const chromium = await startChromium(wide);
  try {
    const tab = await chromium.open(`${site.origin}/#dataset=iris`);
    await tab.text("[data-metric]");
    await tab.click("#chooser summary");
    await tab.click(".examples summary");
    await tab.click('[data-preset="soft-vote"]');
    await openedData(tab, /Two moons/);
    await tab.text("kf-recipe .of, kf-recipe .class", /VotingClassifier/);
    await tab.text("kf-step-pipeline .said", /through StandardScaler, then VotingClassifier predicts y/);
    const hash = await tab.address(/make_moons.*recipe=/);
    await tab.click("[data-history=undo]");
    await openedData(tab, /Iris/);
    await tab.address(/dataset=iris/);
    await tab.run(`location.hash = ${JSON.stringify(hash)}`);
    await openedData(tab, /Two moons/);
    await tab.text("kf-recipe .of, kf-recipe .class", /VotingClassifier/);
    expect(tab.complaints).toEqual([]);
  } finally {
    await chromium.close();
  }
});
