// The lessons, as a reader takes them: every button pressed, every check ticked, to the end, in both browsers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { marked } from "marked";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inBrowsers, startChromium, type TestBrowser } from "./support/browsers.js";
import { snippets as elsewhere } from "../hosts/hosts.mjs";
import { root, serveHost, servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

/** What scikit-learn prints when the code that the lessons show is run (tests/golden/steps.py). */
const golden = JSON.parse(readFileSync(join(root, "tests/golden/steps.json"), "utf8")) as {
  [lesson: string]: { [step: string]: { script: string; printed: string } };
};
const printed = (lesson: string, step: string): number =>
  Number(golden[lesson]![step]!.printed.trim().split(" ").at(-1));

let site: Site;
beforeAll(async () => void (site = await servePlayground()));
afterAll(() => site?.close());

/** A reader of a lesson. */
class Reader {
  readonly pressed = new Set<string>();
  constructor(readonly tab: Tab) {}

  /** The section that is shown, by its title. */
  at(title: RegExp): Promise<string> {
    return this.tab.text("section:not([hidden]) h2", title);
  }

  async next(title: RegExp): Promise<void> {
    await this.tab.click("#next");
    await this.at(title);
  }

  /** Presses one of the lesson's own buttons; answers what it says. */
  async press(act: string): Promise<string> {
    this.pressed.add(act);
    await this.tab.run(`for (const answer of all("section:not([hidden]) .answer")) answer.textContent = ""`);
    await this.tab.click(`button[data-act="${act}"]`);
    return this.tab.text("section:not([hidden]) .answer");
  }

  /** The note beside a check, once it is ticked. */
  async done(check: string): Promise<string> {
    await this.tab.until(`tick of “${check}”`, () => this.isDone(check));
    return (await this.tab.texts(`[data-check="${check}"] .note`))[0]!;
  }

  async isDone(check: string): Promise<boolean> {
    return (await this.tab.count(`[data-check="${check}"].done`)) === 1;
  }

  /** Gives every wrong answer, none of which is taken, and then the right one. */
  async answer(question: string): Promise<void> {
    const labels = await this.tab.texts(`fieldset[data-question="${question}"] label`);
    const right = await this.tab.run<number>(
      `return all('fieldset[data-question="${question}"] input').findIndex((one) => one.hasAttribute("data-right"))`,
    );
    for (const [at, label] of labels.entries()) {
      if (at === right) continue;
      await this.tab.click(`fieldset[data-question="${question}"] label`, label);
      await this.tab.text(`fieldset[data-question="${question}"] .answer`);
      expect(await this.isDone(question)).toBe(false);
    }
    await this.tab.click(`fieldset[data-question="${question}"] label`, labels[right]);
    await this.done(question);
  }

  /** Unfolds a study of step 3. */
  async unfold(title: string): Promise<void> {
    await this.tab.click("kf-step-fit summary", title);
  }

  /** The end: everything ticked, and no button of the lesson left unpressed. */
  async end(): Promise<void> {
    await this.at(/^The end$/);
    const open = await this.tab.run<string[]>(
      `return all("[data-check]:not(.done)").map(({ dataset }) => dataset.check)`,
    );
    expect(open).toEqual([]);
    const acts = await this.tab.run<string[]>(`return all("button[data-act]").map(({ dataset }) => dataset.act)`);
    expect([...this.pressed].sort()).toEqual(acts.sort());
    const sections = await this.tab.count(".text section");
    expect(await this.tab.count(".way a.done")).toBe(sections - 1);
  }
}

inBrowsers("lessons", (browser) => {
  const begin = async (lesson: string): Promise<Reader> =>
    new Reader(await browser.open(`${site.origin}/lessons/${lesson}.html`));

  test("saving and loading models", async () => {
    const reader = await begin("saving");
    const { tab } = reader;
    await tab.text('[data-python="fit"] code', /LogisticRegression/);
    expect(await tab.run("return all('[data-python=\"fit\"] code')[0].textContent")).toBe(
      golden["saving"]!["fit"]!.script,
    );
    await fit(tab);
    const fingerprint = await reader.done("fitted");
    expect(Number(await tab.text('[data-metric="accuracy"]'))).toBeCloseTo(printed("saving", "fit"), 4);

    await reader.next(/^Where is it now/);
    expect(await reader.isDone("lost")).toBe(false);
    await tab.reload();
    await reader.at(/^Where is it now/);
    await reader.done("lost");
    await fit(tab);
    expect(await reader.done("again")).toBe(fingerprint);

    await reader.next(/^Save$/);
    await save(tab, "birds");
    expect(await reader.done("saved")).toMatch(/^[\d,]+ bytes$/);

    await reader.next(/^Load, and assert/);
    await tab.click("kf-step-verify wa-button", "Load and verify");
    expect(await reader.done("verified")).toMatch(/^1,376 predictions/);
    expect(await reader.isDone("cold")).toBe(false);
    await tab.reload();
    await tab.click("kf-step-verify wa-button", "Load and verify");
    await reader.done("cold");

    await reader.next(/^What is in the file/);
    await reader.answer("rows");
    await reader.answer("learned");

    await reader.next(/^Why a pickle/);
    expect(await reader.press("pickle")).toMatch(/pickle|not.*keepfit/i);
    await reader.done("pickled");
    await reader.press("command");
    await reader.done("commanded");

    await reader.next(/damage/);
    for (let flips = 1; flips <= 3; flips++) {
      expect(await reader.isDone("flipped")).toBe(false);
      await reader.press("flip");
      await tab.until("a refusal", async () =>
        (await tab.run<string>("return localStorage['keepfit-lesson-saving']")).includes(`"flips":${flips}`),
      );
    }
    await reader.done("flipped");
    await tab.click("kf-step-verify wa-button", "Load and verify");
    await tab.click("kf-step-verify summary", "Its bytes, and what breaks");
    await tab.click('kf-bytes [data-act="many"]');
    expect(await reader.done("many")).toMatch(/^\d+ by the (digest|format)/);
    await tab.click('kf-bytes [data-choice="mend"]');
    await tab.click('kf-bytes [data-act="many"]');
    await reader.done("mended");

    await reader.next(/another version/);
    expect(await reader.press("other-version")).toMatch(/the proof fails/);
    await reader.done("other");

    await reader.next(/^What to keep/);
    expect((await tab.texts("[data-fill=card] th")).join(" ")).toBe("Versions Data Scores Date Fingerprint");
    expect(await tab.text("[data-fill=card] td", /accuracy/)).toContain(printed("saving", "fit").toFixed(4));
    await tab.type("kf-step-fit wa-input[label=Seed]", "1");
    await fit(tab);
    await save(tab, "birds-2");
    await reader.done("second");

    await reader.next(/^Four broken files/);
    for (const [file, guess] of [
      ["truncated", "parsing"],
      ["negative_scale", "the audit"],
      ["tampered_weights", "the proof"],
      ["newer_version", "parsing"],
    ] as const) {
      const exercise = `.exercise[data-file=${file}]`;
      for (const wrong of ["parsing", "the audit", "the proof"].filter((each) => each !== guess)) {
        await tab.click(`${exercise} button`, wrong);
        await tab.text(`${exercise} .answer`, /^No/);
        expect(await reader.isDone(file)).toBe(false);
      }
      await tab.click(`${exercise} button`, guess);
      await tab.text(`${exercise} .answer`, /^Yes/);
      await reader.done(file);
    }

    await tab.click("#next");
    await reader.end();
    await tab.click("[data-over]");
    await tab.until("a lesson that begins", () =>
      tab.count("[data-check].done").then(
        (n) => n === 0,
        () => false,
      ),
    );
    await reader.at(/^Something worth keeping/);
    expect(tab.complaints).toEqual([]);
  });

  test("pipelines and leakage", async () => {
    const reader = await begin("leakage");
    const { tab } = reader;
    await fit(tab);
    expect(await reader.done("alone")).toBe(`accuracy ${printed("leakage", "alone").toFixed(3)}`);

    await reader.next(/^Chain/);
    expect(await reader.isDone("chained")).toBe(false);
    await reader.press("scale");
    await reader.done("chained");
    expect(await reader.isDone("better")).toBe(false);
    await fit(tab);
    expect(await reader.done("better")).toBe(`accuracy ${printed("leakage", "fit").toFixed(3)}`);

    await reader.next(/^What fit does/);
    await reader.answer("whose");

    await reader.next(/^Fit once, outside/);
    await reader.unfold("Leakage");
    await tab.click("kf-leakage wa-button", "Compare");
    const [inside, outside] = ["validate", "leak"].map((step) => printed("leakage", step).toFixed(3));
    expect(await reader.done("compared")).toBe(`${inside} inside, ${outside} outside`);

    await reader.next(/^Where it shows/);
    await tab.click("kf-leakage wa-button", "Show it on noise");
    const [honest, leaky] = (await reader.done("noise")).match(/[\d.]+/g)!.map(Number);
    expect(honest).toBeLessThan(0.65);
    expect(leaky).toBeGreaterThan(0.85);

    await reader.next(/^Why Pipeline.fit/);
    for (const question of ["impute", "lower", "select"]) await reader.answer(question);

    await tab.click("#next");
    await reader.end();
    // What is looked for scrolls in its half; the page as a whole stays.
    expect(await tab.run("return document.scrollingElement.scrollTop")).toBe(0);
    expect(tab.complaints).toEqual([]);
  });

  test("the lab", async () => {
    const reader = await begin("lab");
    const { tab } = reader;
    await tab.text("kf-step-data .said", /344 rows/);
    await reader.answer("words");
    await reader.answer("missing");

    await reader.next(/^Encode and scale/);
    await reader.press("tree");
    await reader.done("tree");

    await reader.next(/^Cross-validate/);
    await reader.unfold("Cross-validation");
    await tab.click("kf-cross-validation wa-button", "Cross-validate");
    expect(await reader.done("validated")).toContain(printed("lab", "validate").toFixed(4));

    await reader.next(/^max_depth by hand/);
    await reader.press("shallow");
    await fit(tab);
    expect(await reader.done("shallow")).toBe(`accuracy ${printed("lab", "shallow").toFixed(4)}`);

    await reader.next(/^Grid search/);
    await reader.press("grid");
    await tab.click("kf-tuning wa-button", "Try all");
    const { printed: best, script } = golden["lab"]!["search"]!;
    const [, depth, score] = /max_depth': (\d+)\} ([\d.]+)/.exec(best)!;
    expect(await reader.done("searched")).toBe(`best ${depth} with ${Number(score).toFixed(4)}`);
    expect(await tab.run("return all('[data-python=\"search\"] code')[0].textContent")).toBe(script);

    await reader.next(/^The winner/);
    await tab.click("kf-tuning wa-button", "Use the best");
    expect(await reader.done("best")).toBe(`accuracy ${printed("lab", "best").toFixed(4)}`);

    await reader.next(/^Save the winner/);
    await save(tab, "winner");
    expect(await reader.done("saved")).toBe("6 candidates");
    expect(await tab.count("[data-fill=table] tbody tr")).toBe(6);

    await reader.next(/^Load it elsewhere/);
    const elsewhere = tab.inside("#second");
    await elsewhere.choose("#saved", "winner");
    await elsewhere.click("kf-step-verify wa-button", "Load and verify");
    await reader.done("elsewhere");

    await tab.click("#next");
    await reader.end();
    expect(tab.complaints).toEqual([]);
  });
});

test("a lesson works without its server, once it was opened", async () => {
  const own = await servePlayground();
  const chromium = await startChromium();
  try {
    const tab = await chromium.open(`${own.origin}/lessons/saving.html`);
    await tab.run("return navigator.serviceWorker.ready.then(() => true)");
    await own.close();
    await tab.go("about:blank");
    // Another one, which was not opened before.
    await tab.go(`${own.origin}/lessons/lab.html#validate`);
    const reader = new Reader(tab);
    await reader.at(/^Cross-validate/);
    await reader.unfold("Cross-validation");
    await tab.click("kf-cross-validation wa-button", "Cross-validate");
    await reader.done("validated");
    await tab.go(`${own.origin}/lessons/embed.html`);
    await tab.text("[data-snippet=plain] code", new RegExp(own.origin));
    await tab.go(`${own.origin}/lessons/saving.html#broken`);
    await tab.click(".exercise[data-file=truncated] button", "parsing");
    await reader.done("truncated");
  } finally {
    await chromium.close();
    await own.close().catch(() => {});
  }
});

describe("every snippet of the embedding page runs", () => {
  let chromium: TestBrowser;
  let snippets: Map<string, string>;
  const run = new Set<string>();

  beforeAll(async () => {
    chromium = await startChromium();
    const tab = await chromium.open(`${site.origin}/lessons/embed.html`);
    await tab.text("[data-snippet=plain] code", new RegExp(site.origin));
    const all = await tab.run<[string, string][]>(
      `return all("[data-snippet] code").map((code) => [code.closest("[data-snippet]").dataset.snippet, code.textContent])`,
    );
    snippets = new Map(all);
    await tab.click("[data-snippet=plain] .copy");
    await tab.text("[data-snippet=plain] .copy", /^(Copied|Press Ctrl\+C)$/);
  });
  afterAll(() => chromium?.close());

  /** A page of another origin with a snippet in it, as its host makes it of what is pasted. */
  async function shown(name: string, made: (snippet: string) => string | Promise<string>): Promise<Tab> {
    run.add(name);
    const host = await serveHost({
      "/": `<!doctype html><html lang="en"><title>${name}</title><body>${await made(snippets.get(name)!)}</body></html>`,
    });
    hosts.push(host);
    return chromium.open(host.origin);
  }
  const hosts: { close(): Promise<void> }[] = [];
  afterAll(() => Promise.all(hosts.map((host) => host.close())));

  test("the first of them is live on the page itself", async () => {
    const tab = await chromium.open(`${site.origin}/lessons/embed.html`);
    await tab.run(`document.querySelector("[data-live]").scrollIntoView()`);
    expect(await fit(tab)).toMatch(/^Fitted on 258 rows/);
    const room = await tab.run<number>(`return document.querySelector("[data-live]").clientHeight`);
    expect(room).toBeLessThan(700);
    expect(tab.complaints).toEqual([]);
  });

  test("ground, accent and font of the page around", async () => {
    const tab = await shown("style", (snippet) => snippet);
    expect(await fit(tab)).toMatch(/^Fitted on 112 rows/);
    const look = await tab.run<string[]>(`
      const of = (selector) => getComputedStyle(all(selector)[0]);
      const [frame, button] = [of("keepfit-playground .frame"), of(".frame")];
      return [frame.backgroundColor, frame.fontFamily, button.getPropertyValue("--accent").trim()];
    `);
    expect(look).toEqual(["rgb(238, 242, 248)", "Georgia, serif", "#2b59c3"]);
  });

  test("a plain page", async () => {
    const tab = await shown("plain", (snippet) => snippet);
    expect(await fit(tab)).toMatch(/^Fitted on 258 rows/);
    await save(tab, "plain");
    expect((await loadSaved(tab, "plain")).word).toBe("Identical");
    expect(await tab.count("section#data")).toBe(0);
  });

  test("Markdown, as CommonMark turns it into HTML", async () => {
    const tab = await shown("markdown", (snippet) => marked(snippet));
    await tab.text("strong", /^Fit$/);
    expect(await fit(tab)).toMatch(/^Fitted on 112 rows/);
    expect(await tab.texts("body p")).toContain("Then read on.");
  });

  test("a frame, with what is chosen in its address", async () => {
    const tab = await shown("iframe", (snippet) => snippet);
    const frame = await tab.frame("iframe", site.origin);
    expect(await fit(frame)).toMatch(/^Fitted on 258 rows/);
    expect(
      await frame.run("return here.querySelector('keepfit-playground').choices.recipe.params.steps[1][1].params"),
    ).toEqual({ C: 0.5 });
    expect(await frame.count("h1")).toBe(0);
  });

  test("a frame in a sandbox", async () => {
    const tab = await shown("sandboxed", (snippet) => snippet);
    const frame = await tab.frame("iframe", site.origin);
    expect(await fit(frame)).toMatch(/^Fitted on 112 rows/);
    await save(frame, "model");
    expect((await loadSaved(frame, "model")).word).toBe("Identical");
    await frame.text(".notice", /the download is the real save/);
  });

  test("a notebook's cell", async () => {
    const tab = await shown("notebook", (snippet) => {
      expect(snippet).toMatch(/^%%html\n/);
      return `<div class="jp-OutputArea-output">${snippet.replace(/^%%html\n/, "")}</div>`;
    });
    expect(await fit(tab)).toMatch(/^Fitted on 133 rows/);
  });

  test("events", async () => {
    const tab = await shown("events", (snippet) => snippet);
    await tab.text("#told", /^Not fitted yet/);
    await fit(tab);
    expect(await tab.text("#told", /^Accuracy/)).toBe("Accuracy 0.988");
  });

  test("what can be set", async () => {
    const tab = await shown("set", (snippet) => snippet);
    await tab.text("kf-recipe .class", /^KNeighborsClassifier/);
    expect(await tab.count(".frame.wa-dark")).toBe(1);
    expect(await tab.count("section")).toBe(2);
    expect(await fit(tab)).toMatch(/^Fitted on 133 rows/);
  });

  test("a class, with what it does not need left out", async () => {
    const tab = await shown("class", (snippet) => snippet);
    await tab.text(".said", /^Fitted on 90 rows/);
    const out = ["own-file", "drawn", "examples", "build", "code", "studies"];
    const seen = await tab.run<string[]>(`
      return all("[data-control]").filter((one) => one.checkVisibility()).map((one) => one.dataset.control)
    `);
    expect(seen).toContain("samples");
    expect(seen.filter((name) => out.includes(name))).toEqual([]);
  });

  test("a program", async () => {
    const tab = await shown("program", (snippet) => snippet);
    expect(await tab.text("#told")).toBe("true, true: 1376 predictions");
  });

  test("messages into a frame", async () => {
    const tab = await shown("messages", (snippet) => snippet);
    expect(Number((await tab.text("#told", /^Accuracy/)).slice(9))).toBeGreaterThan(0.9);
    expect(await tab.run<number>("return Number(document.querySelector('#frame').height)")).not.toBe(900);
  });

  test("none is left out", () => {
    expect([...new Set([...run, ...elsewhere])].sort()).toEqual([...snippets.keys()].sort());
  });
});
