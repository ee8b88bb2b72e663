// Apps of React and Vue, as the page on embedding says: they set properties, listen, take the element away and bring
// another.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { root, serveBuilt, servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save } from "./support/steps.js";

const apps = ["react", "vue"] as const;
const sites = new Map<string, Site>();
let playground: Site;

beforeAll(async () => {
  execFileSync(process.execPath, [join(root, "tests/hosts/hosts.mjs"), "apps"], { stdio: "inherit" });
  playground = await servePlayground();
  for (const app of apps) sites.set(app, await serveBuilt(app, playground.origin));
});
afterAll(async () => {
  for (const site of sites.values()) await site.close();
  await playground?.close();
});

inBrowsers("frameworks", (browser) => {
  test.each(apps)("%s sets what it is told, hears what happens, and may take the element away", async (app) => {
    const tab = await browser.open(`${sites.get(app)!.origin}/`);
    await openedData(tab, /Iris/);
    const set = () =>
      tab.run<object>(`
        const { data, split, recipe } = document.querySelector("keepfit-playground").choices;
        return { data: data.name, seed: split.random_state, last: recipe?.params.steps.at(-1)[1] };
      `);
    const last = { class: "LogisticRegression", params: { C: 0.5 } };
    expect(await set()).toEqual({ data: "iris", seed: 7, last });

    expect(await fit(tab)).toMatch(/^Fitted on 112 rows/);
    await tab.text("#told", /^Accuracy 0\.\d{3}$/);
    await save(tab, app);
    expect(await tab.text("#saved")).toBe(app);
    expect((await loadSaved(tab, app)).word).toBe("Identical");

    const dark = () => tab.run<boolean>(`return all(".frame.wa-dark").length === 1`);
    expect(await dark()).toBe(false);
    await tab.run(`document.documentElement.className = "dark"`);
    await tab.until("a dark element", dark);

    // Another value of the same property.
    await tab.click("#wine");
    await openedData(tab, /Wines/);
    expect(await set()).toEqual({ data: "wine", seed: 7, last });

    const threads = await tab.run<number>("return living.size");
    expect(threads).toBeGreaterThan(0);
    await tab.click("#toggle", "Remove");
    await tab.until("the end of its threads", () => tab.run<boolean>("return living.size === 0"));
    await tab.click("#toggle", "Add");
    await openedData(tab, /Wines/);
    expect(await set()).toEqual({ data: "wine", seed: 7, last });
    expect(await fit(tab)).toMatch(/^Fitted on 133 rows/);
    expect(tab.complaints).toEqual([]);
  });
});
