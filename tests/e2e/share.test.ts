// What is handed on: a link to what is chosen, a link with a model in it, and one page that opens by itself.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { root, servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";
import { filledPage } from "../../web/elements/bytes/page.js";
import { packedFile } from "../../web/elements/bytes/link.js";

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await servePlayground();
  folder = await mkdtemp(join(tmpdir(), "keepfit-share-"));
});
afterAll(async () => {
  await site?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const hostile = (file: string) => readFile(join(root, "tests/hostile", file));
/** The page as the button makes it of a file. */
async function pageOf(title: string, model: Uint8Array, isUsual = true): Promise<string> {
  const template = await readFile(join(root, "build/web/standalone.html"), "utf8");
  const part = (name: string) => readFile(join(root, `build/web/keepfit-${name}.wasm`));
  const more = isUsual ? undefined : await part("predict-more");
  return filledPage(template, title, model, await part("predict"), more);
}
const linkOf = (tab: Tab, of: string) => tab.run<string>(`return all('[data-link="${of}"]', here)[0]?.value ?? ""`);

inBrowsers("what is handed on", (browser) => {
  let tab: Tab;
  let fingerprint: string;
  let answer: string;

  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=penguins&model=DecisionTreeClassifier`);
    await openedData(tab, /Palmer penguins/);
    await fit(tab);
    await save(tab, "tree");
    ({
      fingerprints: [, fingerprint = ""],
    } = await loadSaved(tab, "tree"));
    answer = await tab.text("kf-step-use [data-answer]");
    await tab.click("kf-hand-on summary", "Hand it on");
  });

  describe("a link to what is chosen", () => {
    test("opens the same choices elsewhere", async () => {
      const link = await tab.until("a link", () => linkOf(tab, "choices"));
      expect(link.startsWith(`${site.origin}/#`)).toBe(true);
      const other = await browser.open(link);
      await openedData(other, /Palmer penguins/);
      await other.text("kf-recipe .class", /^DecisionTreeClassifier$/);
      expect(other.complaints).toEqual([]);
    });
  });

  describe("a link with the model in it", () => {
    test("says how long it is, and how long it may be", async () => {
      await tab.text("[data-length]", /^[\d,]+ of at most 64,000 characters: short enough for most chats and mails\.$/);
      const link = await linkOf(tab, "model");
      expect(await tab.count(`[data-length="${link.length}"]`)).toBe(1);
    });

    test("opens the model with its proof, nothing of it being asked of the server", async () => {
      const link = await linkOf(tab, "model");
      const other = await browser.open(link);
      await other.text(".said", /^Loaded tree, [\d,.]+ \w+, from a link: every byte checked/);
      await other.text('[data-proof="identical"]', /proof rows?, .* identical\.$/);
      expect(await other.texts('[data-fingerprint="in the file"]')).toEqual([fingerprint]);
      expect(await other.text("kf-step-use [data-answer]")).toBe(answer);
      // It stays in the address until another model is opened, so that the page can be loaded again.
      await other.until("the model in the address", () => other.run(`return location.hash.includes("file=")`));
      expect(other.complaints).toEqual([]);
    });

    test("that was cut off says so", async () => {
      const link = await linkOf(tab, "model");
      const other = await browser.open(link.slice(0, -200));
      await other.text("kf-step-verify .notice.bad", /The model in the link is cut off or changed\..*whole link/);
      expect(await other.count(".verdict")).toBe(0);
    });

    test("that holds a damaged file is refused as the file is", async () => {
      const other = await browser.open(`${site.origin}/#file=${packedFile(await hostile("flipped_bit.keepfit"))}`);
      await other.text("kf-step-verify .notice.bad", /“the link” was not loaded\. The file's digest does not agree/);
    });
  });

  describe("one page that opens by itself", () => {
    let file: string;

    beforeAll(async () => {
      file = join(folder, `${browser.name}.html`);
      // In Firefox, whose downloads this cannot take; in Chromium the button's own page takes its place.
      await writeFile(file, await pageOf("a tree", await hostile("good.keepfit")));
    });

    test("is made by a button, and its size is said", async () => {
      if (browser.name === "chromium") {
        const page = tab.page as Page;
        const [download] = await Promise.all([page.waitForEvent("download"), tab.click('[data-act="page"]')]);
        expect(download.suggestedFilename()).toBe("tree.html");
        await download.saveAs(file);
      } else await tab.click('[data-act="page"]');
      const said = await tab.text("[data-page-size]", /^tree\.html, [\d.]+ kB$/);
      expect(Number(/([\d.]+) kB/.exec(said)![1])).toBeLessThan(1300);
      if (browser.name === "chromium") expect((await readFile(file)).length).toBeLessThan(1_300_000);
    });

    test("opens from the disk, proves itself, and predicts, asking no network for anything", async () => {
      const asked: string[] = [];
      const page = await browser.open("about:blank");
      (page.page as Page).on("request", (request) => asked.push(request.url()));
      await page.go(pathToFileURL(file).href);
      await page.text(".verdict .word", /^Verified$/);
      await page.text(
        ".verdict .words",
        /bytes checked, \d+ values? audited, \d+ proof rows? tried again: .* identical/,
      );
      const [shown] = await page.texts("[data-fingerprint]");
      expect(shown).toMatch(/^\w{64}$/);
      if (browser.name === "chromium") {
        expect(shown).toBe(fingerprint);
        expect(await page.text("[data-answer]")).toBe(answer);
      }
      const before = await page.text("[data-answer]");
      expect(before).not.toBe("");
      const field = browser.name === "chromium" ? '[data-field="bill_length_mm"]' : "[data-field]";
      await page.type(field, "999");
      await page.text('[data-warning="range"]', /^outside what was/);
      expect(await page.count("kf-inspector tbody tr")).toBeGreaterThan(5);
      expect(asked.filter((url) => /^(https?|wss?|ftp):/.test(url))).toEqual([]);
      // Firefox does not tell of files.
      if (browser.name === "chromium") expect(asked.filter((url) => url.startsWith("file:"))).toHaveLength(1);
      expect(page.complaints).toEqual([]);
    });

    test("holds what a less usual model needs besides", async () => {
      const rare = join(folder, `${browser.name}-bayes.html`);
      const size = async (path: string) => (await readFile(path)).length;
      if (browser.name === "chromium") {
        const other = await browser.open(`${site.origin}/#dataset=penguins&model=GaussianNB`);
        await openedData(other, /Palmer penguins/);
        await fit(other);
        await save(other, "bayes");
        await other.click("kf-hand-on summary", "Hand it on");
        const [download] = await Promise.all([
          (other.page as Page).waitForEvent("download"),
          other.click('[data-act="page"]'),
        ]);
        await download.saveAs(rare);
        expect(other.complaints).toEqual([]);
        expect(await size(rare)).toBeGreaterThan((await size(file)) + 80_000);
        expect(await size(rare)).toBeLessThan(1_300_000);
      } else {
        const model = await readFile(join(root, "tests/golden/models/v1/gaussian_nb.keepfit"));
        await writeFile(rare, await pageOf("bayes", model, false));
        const without = join(folder, `${browser.name}-bayes-without.html`);
        await writeFile(without, await pageOf("bayes", model));
        const page = await browser.open(pathToFileURL(without).href);
        await page.text("h1", /^This model was not loaded$/);
      }
      const page = await browser.open(pathToFileURL(rare).href);
      await page.text(".verdict .word", /^Verified$/);
      expect(await page.text("[data-answer]")).not.toBe("");
      expect(page.complaints).toEqual([]);
    });

    test("forbids itself the network", async () => {
      const page = await browser.open(pathToFileURL(file).href);
      await page.text(".verdict .word", /^Verified$/);
      const fetched = await page.run<string>(
        `return fetch(${JSON.stringify(`${site.origin}/index.html`)}).then(() => "fetched", () => "refused")`,
      );
      expect(fetched).toBe("refused");
    });

    test.each([
      ["flipped_bit.keepfit", /digest does not agree/],
      ["cyclic_tree.keepfit", /./],
      ["tampered_weights.keepfit", /^Proof row 5 /],
      ["pickle.keepfit", /not a Keepfit model/],
    ])("refuses %s as the page does", async (bad, words) => {
      const damaged = join(folder, `${browser.name}-${bad}.html`);
      await writeFile(damaged, await pageOf(bad, await hostile(bad)));
      const page = await browser.open(pathToFileURL(damaged).href);
      await page.text("[data-refused] .notice.bad", words);
      expect(await page.count(".verdict, [data-answer], kf-inspector")).toBe(0);
    });

    test("says that it is incomplete where it was cut short", async () => {
      const whole = await readFile(file, "utf8");
      const cut = join(folder, `${browser.name}-cut.html`);
      await writeFile(cut, whole.slice(0, whole.length >> 1));
      const page = await browser.open(pathToFileURL(cut).href);
      await page.text(".unmade", /^If you see this, the page is incomplete/);
    });

    test("refuses an engine that is not the one it was made with", async () => {
      const whole = await readFile(file, "utf8");
      const at = whole.indexOf('id="engine"') + 5000;
      const damaged = join(folder, `${browser.name}-engine.html`);
      await writeFile(damaged, whole.slice(0, at) + (whole[at] === "A" ? "B" : "A") + whole.slice(at + 1));
      const page = await browser.open(pathToFileURL(damaged).href);
      await page.text("[data-refused]", /The engine in this page is not as it was when the page was made/);
    });

    test("shows a name as letters, whatever stands in it", async () => {
      const trick = '</title><script>document.title="run"</script>$&<img src=x onerror=alert(1)>';
      const tricky = join(folder, `${browser.name}-name.html`);
      await writeFile(tricky, await pageOf(trick, await hostile("good.keepfit")));
      const page = await browser.open(pathToFileURL(tricky).href);
      await page.text(".verdict .word", /^Verified$/);
      expect(await page.run("return document.title")).toBe(`${trick}, a model kept by Keepfit`);
      expect(await page.run("return document.images.length")).toBe(0);
    });
  });

  test("nothing broke on the page", () => expect(tab.complaints).toEqual([]));
});
