// After the first visit the page works without its server.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startChromium, type ChromiumBrowser } from "./support/browsers.js";
import { servePlayground, serveTutorial, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save } from "./support/steps.js";

let site: Site;
let chromium: ChromiumBrowser;

beforeAll(async () => {
  site = await servePlayground();
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await site?.close();
});

test("an embedded playground installs nothing", async () => {
  const tutorial = await serveTutorial(site.origin);
  try {
    const page = await chromium.open(`${tutorial.origin}/`);
    await openedData(page.inside("#direct"), /Palmer penguins/);
    await openedData(await page.frame("#sandboxed", site.origin), /Iris flowers/);
    await page.run(`
      const frame = document.createElement("iframe");
      Object.assign(frame, { id: "plain", src: ${JSON.stringify(`${site.origin}/?plain#dataset=wine`)} });
      document.body.append(frame);
    `);
    const frame = await page.frame("#plain", `${site.origin}/?plain`);
    await openedData(frame, /Wines/);
    expect(await frame.count("section#gallery")).toBe(0);
    await new Promise((done) => setTimeout(done, 1000));
    expect(chromium.context.serviceWorkers()).toEqual([]);
    await page.go("about:blank");
  } finally {
    await tutorial.close();
  }
});

test("the second visit fits, saves and loads with the server stopped", async () => {
  const tab = await chromium.open(`${site.origin}/#dataset=penguins`);
  await openedData(tab, /Palmer penguins/);
  await fit(tab);
  await save(tab, "first-visit");
  await tab.run("return navigator.serviceWorker.ready.then(() => true)");
  await site.close();
  await tab.go("about:blank");
  await tab.go(`${site.origin}/?second#dataset=penguins`);
  await openedData(tab, /Palmer penguins/);
  expect((await loadSaved(tab, "first-visit")).word).toBe("Identical");
  expect(await fit(tab)).toMatch(/^Fitted on 258 rows/);
  await save(tab, "second-visit");
  expect((await loadSaved(tab, "second-visit")).word).toBe("Identical");
  // What was not needed in the first visit is there too.
  await tab.click("kf-step-gallery wa-button", "Open them all");
  await tab.text('[data-gallery="done"]', /refused/);
});
