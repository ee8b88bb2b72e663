// The gallery of hostile files, opened in the page; and text of a file is shown as text, wherever it is shown.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChromiumBrowser, startChromium } from "./support/browsers.js";
import { root, servePlayground, serveTutorial, type Site } from "./support/servers.js";
import { openedData, openFile } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

interface Entry {
  file: string;
  title: string;
  rule: string;
}

let site: Site;
let chromium: ChromiumBrowser;
let entries: Entry[];
const hostile = (file: string) => readFile(join(root, "tests/hostile", file));

beforeAll(async () => {
  site = await servePlayground();
  chromium = await startChromium();
  entries = JSON.parse((await hostile("manifest.json")).toString("utf8")) as Entry[];
});
afterAll(async () => {
  await chromium?.close();
  await site?.close();
});

describe("the gallery", () => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await chromium.open(`${site.origin}/#dataset=iris`);
    await openedData(tab, /Iris/);
  });

  test("opens every file live, and each is met by the rule it is there for", async () => {
    await tab.click("kf-step-gallery wa-button", "Open them all");
    await tab.text('[data-gallery="done"]');
    const met = await tab.run<Record<string, string>>(`
      return Object.fromEntries(all("li[data-file]").map((one) => [one.dataset.file, said(one.querySelector("dd:has(.tag) .tag") ?? one.querySelectorAll("dd")[1])]));
    `);
    expect(Object.keys(met).sort()).toEqual(entries.map(({ file }) => file).sort());
    const wrong = entries.filter(({ file, rule }) =>
      rule === "accepted" ? !met[file]!.startsWith("Opened in") : met[file] !== rule,
    );
    expect(wrong.map(({ file, rule }) => `${file}: expected ${rule}, met ${met[file]}`)).toEqual([]);
    expect(await tab.count('[data-reception="unexpected"]')).toBe(0);
    expect(tab.complaints).toEqual([]);
  });

  test("says what each is meant to do, and what a pickle would have done", async () => {
    const pickle = await tab.text('li[data-file="pickle.keepfit"]');
    expect(pickle).toMatch(/It is meant to.*Keepfit.*not_keepfit.*As a pickle.*run the code while loading/);
  });

  test("the page works on", async () => {
    await tab.click("wa-button", "Fit");
    await tab.text(".said", /^Fitted on/);
  });

  test("can be hidden", async () => {
    const plain = await chromium.open(`${site.origin}/#dataset=iris&hide=gallery+compare`);
    await openedData(plain, /Iris/);
    expect(await plain.count("section#gallery, section#compare")).toBe(0);
    expect(await plain.texts("nav button")).toHaveLength(6);
  });

  test("is not in embedded playgrounds, and they do not fetch it", async () => {
    const tutorial = await serveTutorial(site.origin);
    try {
      const page = await chromium.open(`${tutorial.origin}/`);
      const direct = page.inside("#direct");
      await openedData(direct, /Palmer penguins/);
      const frame = await page.frame("#sandboxed", site.origin);
      await openedData(frame, /Iris flowers/);
      expect(await direct.count("section#gallery")).toBe(0);
      expect(await frame.count("section#gallery")).toBe(0);
      const fetched = await page.run<string[]>(
        `return performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /gallery/.test(name))`,
      );
      expect(fetched).toEqual([]);
    } finally {
      await tutorial.close();
    }
  });
});

describe("text of a file is text", () => {
  let tab: Tab;
  let ordinary: string[];
  const elements = () =>
    tab.run<string[]>(`
      const found = new Set();
      const walk = (node) => {
        for (const element of node.querySelectorAll("*")) {
          found.add(element.localName);
          for (const { name } of element.attributes) if (name.startsWith("on")) found.add(name);
          if (element.shadowRoot) walk(element.shadowRoot);
        }
      };
      walk(document);
      return [...found];
    `);

  beforeAll(async () => {
    tab = await chromium.open(`${site.origin}/?text#dataset=iris`);
    await openedData(tab, /Iris/);
    await tab.run(`
      window.harm = [];
      for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => window.harm.push(name);
      new MutationObserver(() => window.harm.push("title")).observe(document.querySelector("title"), { childList: true });
    `);
    await openFile(tab, "good.keepfit", await hostile("good.keepfit"));
    await tab.text("[data-answer]");
    // It comes after the first answer.
    await tab.until("batch", async () => (await tab.count("kf-batch")) === 1);
    // Elements that only the gallery and compare sections bring.
    ordinary = [...(await elements()), "bdi", "details", "summary", "strong"];
  });

  const nasty = () => entries.filter(({ rule, file }) => rule === "accepted" && file.startsWith("text_"));

  test("there are such files", () => expect(nasty().length).toBeGreaterThan(5));

  test("no file makes an element, runs a script or says something in the page's name", async () => {
    for (const { file } of nasty()) {
      await openFile(tab, file, await hostile(file));
      await tab.text(".said", new RegExp(`^Loaded ${file.replace(".keepfit", "")},`));
      await tab.text("[data-answer]");
      const found = await elements();
      expect(
        found.filter((name) => !ordinary.includes(name)),
        file,
      ).toEqual([]);
      expect(await tab.run("return window.harm"), file).toEqual([]);
      expect(await tab.run("return document.documentElement.scrollWidth - innerWidth"), file).toBeLessThanOrEqual(0);
    }
    expect(tab.complaints).toEqual([]);
  });

  test("markup is shown letter by letter", async () => {
    await openFile(tab, "text_markup.keepfit", await hostile("text_markup.keepfit"));
    await tab.text("kf-inspector dd", /<img src=x onerror=/);
    await tab.text("kf-step-use label", /<img src=x onerror=/);
    expect(await tab.count("img, b")).toBe(0);
  });

  test("characters that turn or hide text are written out, and names are isolated", async () => {
    for (const file of ["text_bidi.keepfit", "text_control.keepfit"]) {
      await openFile(tab, file, await hostile(file));
      await tab.text(".said", new RegExp(`^Loaded ${file.replace(".keepfit", "")},`));
      const left = await tab.run<string[]>(`
        const bad = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]/;
        const found = [];
        const walk = (node) => {
          for (const one of node.childNodes) if (one.nodeType === 3 && bad.test(one.data) && one.parentNode.localName !== "style") found.push(one.data);
          for (const one of node.children ?? []) {
            for (const { name, value } of one.attributes) if (bad.test(value) && !name.startsWith("data-")) found.push(name + "=" + value);
            walk(one);
            if (one.shadowRoot) walk(one.shadowRoot);
          }
        };
        walk(document.body);
        return found;
      `);
      expect(left, file).toEqual([]);
    }
    await openFile(tab, "text_bidi.keepfit", await hostile("text_bidi.keepfit"));
    await tab.text("kf-inspector dd bdi", /safe\\u202E/);
    expect(await tab.run(`return getComputedStyle(all("kf-inspector dd bdi")[0]).unicodeBidi`)).toBe("isolate");
  });

  test("a very long text is cut, with its length named", async () => {
    await openFile(tab, "text_long.keepfit", await hostile("text_long.keepfit"));
    await tab.text("kf-inspector dd", /W{20}.*… \([\d,]+ characters in all\)$/);
    const longest = await tab.run<number>(
      `return Math.max(...all("bdi, option, label").map((one) => said(one).length))`,
    );
    expect(longest).toBeLessThan(700);
  });
});
