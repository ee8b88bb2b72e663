// A part of the engine that is late: what is chosen meanwhile is neither shown as fitted nor saved as something else.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, openedData, save, swapEstimator } from "./support/steps.js";

let site: Site;
let release = (): void => {};
let held: Promise<void> = Promise.resolve();

beforeAll(async () => {
  site = await servePlayground(async (path, content) => {
    if (path === "/keepfit-predict-more.wasm") await held;
    return content;
  });
});
afterAll(() => site?.close());

inBrowsers("a part that is late", (browser) => {
  test("is waited for in sight, and a save with it", async () => {
    held = new Promise((done) => (release = done));
    const tab = await browser.open(`${site.origin}/#dataset=penguins&live=true`);
    await openedData(tab, /Palmer penguins/);
    await fit(tab);
    await swapEstimator(tab, "GaussianNB");
    await tab.text("kf-recipe .class", /^GaussianNB$/);
    await tab.text("kf-step-fit .progress", /^Fitting/);
    // What was fitted before is not shown as if it were this.
    expect(await tab.count("kf-step-fit .stale")).toBeGreaterThan(0);
    const saving = save(tab, "bayes");
    await new Promise((done) => setTimeout(done, 1000));
    release();
    await saving;
    await tab.text('kf-shelf [data-name="bayes"]', /GaussianNB/);
    const said = await tab.text("kf-step-fit", /Fitted on .* in [\d.]+ m?s/);
    const [, time = "", unit = ""] = /Fitted on .*? in ([\d.]+) (m?s)/.exec(said)!;
    expect(Number(time) * (unit === "s" ? 1000 : 1)).toBeLessThan(900);
    expect(tab.complaints).toEqual([]);
  });
});
