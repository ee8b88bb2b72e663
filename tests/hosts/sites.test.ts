// The playground in sites that their own tools have made: it appears, follows, keeps its keys, and lets go.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "../e2e/support/browsers.js";
import { serveBuilt, servePlayground, type Site } from "../e2e/support/servers.js";
import { fit, loadSaved, openedData, save } from "../e2e/support/steps.js";
import type { Tab } from "../e2e/support/tab.js";

interface Host {
  readonly name: string;
  /** What a reader presses to have the site dark, and to have it light again. */
  readonly dark: string;
  readonly light: string;
  /** A key that leads away where it is not typed into a field. */
  readonly shortcut?: string;
  /** Whether a link changes the page without loading another. */
  readonly instant: boolean;
  /** How often the test goes to another page and back. */
  readonly visits: number;
}

const hosts: readonly Host[] = [
  { name: "vitepress", dark: ".VPSwitchAppearance", light: ".VPSwitchAppearance", instant: true, visits: 2 },
  {
    name: "mkdocs",
    dark: "label[for=__palette_1]",
    light: "label[for=__palette_0]",
    shortcut: "n",
    instant: true,
    visits: 5,
  },
  { name: "sphinx", dark: ".theme-toggle", light: ".theme-toggle", shortcut: "ArrowRight", instant: false, visits: 1 },
];

const sites = new Map<string, Site>();
let playground: Site;

beforeAll(async () => {
  playground = await servePlayground();
  for (const name of [...hosts.map((host) => host.name), "notebook"])
    sites.set(name, await serveBuilt(name, playground.origin));
});
afterAll(async () => {
  for (const site of sites.values()) await site.close();
  await playground?.close();
});

const isDark = (tab: Tab) => tab.run<boolean>(`return all(".frame.wa-dark").length === 1`);
const press = (tab: Tab, key: string) =>
  (tab.page as { keyboard: { press(key: string): Promise<void> } }).keyboard.press(key);
const path = (tab: Tab) => tab.run<string>("return location.pathname");
const living = (tab: Tab) => tab.run<number>("return living.size");

/** Follows a link. While one page goes and another comes there is nothing to ask. */
async function follow(tab: Tab, link: string, selector: string, words: RegExp): Promise<void> {
  await tab.click("a", link);
  const there = `return all("${selector}").some((one) => ${words}.test(said(one)))`;
  await tab.until(`${selector} saying ${words}`, () => tab.run<boolean>(there).catch(() => false));
}
const data = "kf-step-data .said";

/** The site's own switch, there and back; what it keeps of that is left to no other test. */
async function followsTheme(tab: Tab, { dark, light }: Host): Promise<void> {
  expect(await isDark(tab)).toBe(false);
  await tab.run(`document.querySelector("${dark}").click()`);
  await tab.until("a dark element", () => isDark(tab));
  await tab.run(`document.querySelector("${light}").click()`);
  await tab.until("a light element", async () => !(await isDark(tab)));
  await tab.run("localStorage.clear()");
}

inBrowsers("sites", (browser) => {
  const open = (host: string, page = "/"): Promise<Tab> => browser.open(`${sites.get(host)!.origin}${page}`);

  test.each(hosts)("$name: fits, saves, loads, in the theme of the site", async (host) => {
    const { name } = host;
    const tab = await open(name);
    await openedData(tab, /Iris/);
    expect(await tab.run(`return document.querySelector("keepfit-playground").choices.split.random_state`)).toBe(3);
    expect(await fit(tab)).toMatch(/^Fitted on 112 rows/);
    await save(tab, name);
    expect((await loadSaved(tab, name)).word).toBe("Identical");

    await followsTheme(tab, host);
    expect(tab.complaints).toEqual([]);
  });

  test.each(hosts)("$name: a saved model proves itself and predicts, and lets go", async (host) => {
    const { name, instant } = host;
    const tab = await open(name);
    await openedData(tab, /Iris/);
    await tab.run("window.stays = true");
    const threads = await living(tab);
    await follow(tab, "To the penguins", "keepfit-model [data-proof]", /Every byte checked/);
    await tab.text("keepfit-model kf-step-use .answer", /Adelie|Chinstrap|Gentoo/);
    expect(await tab.run("return window.stays === true")).toBe(instant);
    await followsTheme(tab, host);
    const here = await path(tab);
    await tab.keys('keepfit-model [data-field="bill_length_mm"]', "4");
    await press(tab, "ArrowLeft");
    await press(tab, "ArrowRight");
    expect(await path(tab)).toBe(here);
    await follow(tab, "To the flowers", data, /Iris/);
    await tab.until("the threads of one element", async () => (await living(tab)) <= threads);
    expect(tab.complaints).toEqual([]);
  });

  test("mkdocs: the list of steps stays below the site's bar", async () => {
    const tab = await open("mkdocs");
    await openedData(tab, /Iris/);
    await tab.run("scrollTo(0, 1200)");
    const [bar, steps] = await tab.run<[number, number]>(`
      const place = (one) => one.getBoundingClientRect();
      return [place(document.querySelector(".md-header")).bottom, place(all("keepfit-playground nav")[0]).top];
    `);
    expect(bar).toBeGreaterThan(40);
    expect(Math.abs(steps - bar)).toBeLessThan(2);
  });

  test.each(hosts)("$name: what is typed stays in its field", async ({ name, shortcut }) => {
    const tab = await open(name);
    await openedData(tab, /Iris/);
    await fit(tab);
    await tab.keys("wa-input.name", "/p,.n");
    await press(tab, "ArrowLeft");
    await press(tab, "ArrowRight");
    await tab.until("what was typed", () => tab.run<boolean>(`return all("wa-input.name")[0].value.endsWith("/p,.n")`));
    await tab.click("kf-tuning summary");
    await tab.choose("kf-tuning #add", "model__C");
    await tab.type("kf-tuning [data-axis='model__C'] input", "0.1, 1, 10");
    await tab.click("kf-tuning wa-button", "Try all");
    await tab.text("kf-tuning .said", /3 candidates/);
    expect(await path(tab)).toBe("/");
    if (!shortcut) return;
    // The button has kept the focus. An element around it cannot give it up everywhere.
    await tab.run(
      "let focused = document.activeElement; while (focused.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement; focused.blur();",
    );
    await press(tab, shortcut);
    // While one page goes and another comes there is nothing to ask.
    await tab.until("another page", () =>
      path(tab).then(
        (at) => at !== "/",
        () => false,
      ),
    );
  });

  test.each(hosts)(
    "$name: a page that is left ends its threads, and the next works",
    async ({ name, instant, visits }) => {
      const tab = await open(name);
      await openedData(tab, /Iris/);
      await tab.run("window.stays = true");
      const threads = await living(tab);
      expect(threads).toBeGreaterThan(0);
      for (let visit = 0; visit < visits; visit++) {
        await follow(tab, "To the wines", data, /Wines/);
        await follow(tab, "To the flowers", data, /Iris/);
      }
      expect(await tab.run("return window.stays === true")).toBe(instant);
      await tab.until("the threads of one element", async () => (await living(tab)) <= threads);
      expect(await fit(tab)).toMatch(/^Fitted on 112 rows/);
      expect(tab.complaints).toEqual([]);
    },
  );

  test.each([
    ["mkdocs", "/pasted/", /Iris/],
    ["sphinx", "/pasted.html", /Iris/],
    ["sphinx", "/raw.html", /Breast cancer/],
    ["notebook", "/index.html", /Wines/],
    ["notebook", "/dark.html", /Wines/],
  ])("%s%s", async (name, page, title) => {
    const tab = await open(name, page);
    await openedData(tab, title);
    expect(await fit(tab)).toMatch(/^Fitted on \d+ rows/);
    expect(await isDark(tab)).toBe(page === "/dark.html");
    // Notebooks fetch MathJax and RequireJS from elsewhere.
    expect(tab.complaints.filter((each) => !/cdnjs|ERR_|require is not defined/.test(each))).toEqual([]);
  });
});
