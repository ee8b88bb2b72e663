// A pickle that is opened, or dropped anywhere: refused, and told what it would do in Python.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { barriers } from "./support/barriers.js";
import { inBrowsers } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { openedData } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => {
  site = await servePlayground();
});
afterAll(() => site?.close());

const pickled = (file: string) => readFile(join(root, "tests/golden/pickles", file));

inBrowsers("a pickle", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=iris&frame=steps`);
    await openedData(tab, /Iris/);
  });

  test("is not loaded, and what it would call stands beside that", async () => {
    await tab.drop("kf-step-verify", "model.pkl", await pickled("getattr.pkl"));
    await tab.text(
      "kf-step-verify [role=alert]",
      /^“model\.pkl” was not loaded\. This is not a Keepfit model but a pickle: loading it would run what it says/,
    );
    await tab.text("kf-pickle .word", /^Loading it in Python would do more than make a model$/);
    const calls = await tab.texts("kf-pickle [data-calls] li");
    expect(calls[0]).toMatch(/^builtins\.getattr with \(os\.system, '__call__'\) byte 46, REDUCE$/);
    expect(calls).toHaveLength(2);
    const names = await tab.texts("kf-pickle [data-names] tr.foreign th");
    expect(names).toEqual(["builtins.getattr", "os.system"]);
    if (browser.name === "chromium") expect(await barriers(tab)).toEqual([]);
  });

  test("of scikit-learn alone is said to be so, with its class and version, also where it was dropped as data", async () => {
    await tab.drop("kf-step-data", "chain.joblib", await pickled("chain_zlib.joblib"));
    await tab.text("kf-pickle .word", /^Nothing is in it that files of scikit-learn do not have$/);
    await tab.text(
      "kf-pickle p",
      /makes sklearn\.pipeline\.Pipeline, saved by scikit-learn 1\.9\.1\. .*packed with zlib/,
    );
    expect(await tab.count("kf-pickle [data-calls], kf-pickle [data-findings]")).toBe(0);
    await tab.click("kf-pickle summary", "Its instructions");
    await tab.text("kf-pickle [data-lines] td:nth-child(2)", /^STACK_GLOBAL$/);
    if (browser.name === "chromium") {
      await mkdir(join(root, "build/screenshots"), { recursive: true });
      await tab.screenshot(join(root, "build/screenshots/pickle.png"));
    }
  });

  test("packed as nobody here unpacks it is refused with the way; another file takes its place", async () => {
    await tab.drop("kf-step-verify", "chain.joblib", await pickled("chain_xz.joblib"));
    await tab.text("kf-step-verify [role=alert]", /was not loaded\. The file is compressed with xz\./);
    expect(await tab.count("kf-pickle")).toBe(0);
    await tab.drop("kf-step-verify", "model.pkl", await pickled("reduce_global.pkl"));
    await tab.text("kf-pickle [data-calls] li", /^os\.system with \('id',\)/);
    await tab.drop("kf-step-verify", "good.keepfit", await readFile(join(root, "tests/hostile/good.keepfit")));
    await tab.text("kf-step-verify .said", /^Loaded good/);
    expect(await tab.count("kf-pickle")).toBe(0);
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});
