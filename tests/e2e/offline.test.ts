// After the first visit the page works without its server.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChromiumBrowser, startChromium } from "./support/browsers.js";
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
    // What the page's own playground waits for before it keeps itself for later.
    for (const one of [page, frame]) await one.run(`dispatchEvent(new Event("keepfit-fitted"))`);
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
  // So are the estimators that come after the others, and a folder by its name.
  await tab.go(`${site.origin}/?third#dataset=iris&model=GaussianNB`);
  await openedData(tab, /Iris/);
  expect(await fit(tab)).toMatch(/^Fitted on/);
  await tab.go(`${site.origin}/lessons/`);
  expect(await tab.run<string>("return document.querySelector('h1')?.textContent ?? ''")).not.toBe("");
});

test("a newer version is offered while the page works on with its own, and comes when it is asked for", async () => {
  let newer = false;
  const deployed = await servePlayground((path, content) => {
    if (newer && path === "/service-worker.js")
      return content
        .toString("utf8")
        .replace(/const version = "\w+"/, 'const version = "0123456789abcdef"')
        .replace(/"kf-code-[^"]+",/, "");
    // What a new build calls otherwise.
    return newer && path.startsWith("/kf-code-") ? undefined : content;
  });
  try {
    const tab = await chromium.open(`${deployed.origin}/#dataset=iris`);
    await openedData(tab, /Iris/);
    await fit(tab);
    await tab.until("a page that is kept", () => tab.run("return navigator.serviceWorker.controller !== null"));
    expect(await tab.count("#newer:not([hidden])")).toBe(0);
    newer = true;
    await tab.run("return navigator.serviceWorker.ready.then((kept) => kept.update()).then(() => true)");
    await tab.text("#newer:not([hidden]) p", /newer version/);
    await tab.click("#code summary");
    await tab.until("code", async () => (await tab.count("kf-code textarea")) > 0);
    await tab.click("#newer button", "Use it now");
    // A page that goes away answers nothing.
    await tab.until("the page anew", () =>
      tab
        .run(
          `return performance.getEntriesByType("navigation")[0].type === "reload" && document.readyState === "complete"`,
        )
        .catch(() => false),
    );
    expect(await tab.run("return caches.keys().then((names) => names.join())")).toBe("keepfit-page-0123456789abcdef");
  } finally {
    await deployed.close();
  }
});
