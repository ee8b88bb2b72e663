// The diagram as the editor of the pipeline: each thing that can be done, by mouse and by keyboard, and undone; a
// pipeline built from nothing, and fitted.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { act, boxes, chosen, drag, drawn, focus, focused, keyboardOf, press } from "./support/diagram.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, openedData, pick } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => {
  site = await servePlayground();
});
afterAll(() => site?.close());

const proposal = [
  "",
  "prepare",
  "prepare__num",
  "prepare__num__impute",
  "prepare__num__scale",
  "prepare__cat",
  "prepare__cat__impute",
  "prepare__cat__encode",
  "prepare__remainder",
  "model",
];
/** The proposal with some boxes put in after others, or left out. */
const changed = (changes: Record<string, string[]>): string[] =>
  proposal.flatMap((path) => (path in changes ? changes[path]! : [path]));

const classOf = (tab: Tab, path: string) =>
  tab.run<string>(
    `return said(all('kf-recipe [data-box="${path}"] .class, kf-recipe [data-box="${path}"] .of', here)[0] ?? document.body).slice(0, 60)`,
  );

async function undone(tab: Tab): Promise<void> {
  await tab.click('[data-history="undo"]');
  await drawn(tab, proposal);
}

inBrowsers("the builder", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/#dataset=penguins`);
    await openedData(tab, /Palmer penguins/);
    await drawn(tab, proposal);
  });

  describe("each thing that can be done, by mouse and by keyboard, and undone", () => {
    beforeEach(() => drawn(tab, proposal));

    test("a step is put before, after, beside and inside, of those that may stand there", async () => {
      await act(tab, "prepare__num__scale", "add before");
      expect(await tab.count('kf-picker [data-pick="Ridge"]')).toBe(0);
      await pick(tab, "PCA");
      await drawn(tab, changed({ prepare__num__scale: ["prepare__num__pca", "prepare__num__scale"] }));
      expect(await chosen(tab)).toBe("prepare__num__pca");
      await tab.until("the focus on it", async () => (await focused(tab)) === "prepare__num__pca");
      await undone(tab);

      await act(tab, "prepare__num__impute", "add after");
      await pick(tab, "PowerTransformer");
      await drawn(tab, changed({ prepare__num__scale: ["prepare__num__powertransformer", "prepare__num__scale"] }));
      await undone(tab);

      await act(tab, "prepare__num__scale", "add beside");
      await pick(tab, "KBinsDiscretizer");
      const both = ["prepare__num__scale", "prepare__num__scale__scale", "prepare__num__scale__kbinsdiscretizer"];
      await drawn(tab, changed({ prepare__num__scale: both }));
      await undone(tab);

      await act(tab, "prepare", "add inside");
      await pick(tab, "MinMaxScaler");
      await drawn(tab, changed({ prepare__remainder: ["prepare__minmaxscaler", "prepare__remainder"] }));
      await undone(tab);

      await act(tab, "model", "add beside");
      expect(await tab.count('kf-picker [data-pick="PCA"]')).toBe(0);
      await pick(tab, "DecisionTreeClassifier");
      await drawn(tab, [...proposal, "model__model", "model__decisiontreeclassifier"]);
      expect(await classOf(tab, "model")).toBe("VotingClassifier");
      await undone(tab);
    });

    test("with the key +, typing its name", async () => {
      await focus(tab, "prepare__num__impute");
      await keyboardOf(tab).press("+");
      await tab.until("a picker", async () => (await tab.count("kf-picker dialog[open]")) === 1);
      await keyboardOf(tab).type("standard deviations");
      await keyboardOf(tab).press("Escape");
      await tab.until("no picker", async () => (await tab.count("kf-picker dialog[open]")) === 0);
      await focus(tab, "prepare__num__impute");
      await keyboardOf(tab).press("+");
      await tab.until("a picker", async () => (await tab.count("kf-picker dialog[open]")) === 1);
      await keyboardOf(tab).type("robust");
      await tab.text("kf-picker [aria-selected=true]", /^RobustScaler/);
      await keyboardOf(tab).press("Enter");
      await drawn(tab, changed({ prepare__num__scale: ["prepare__num__robustscaler", "prepare__num__scale"] }));
      await undone(tab);
    });

    test("by the + between two boxes", async () => {
      await tab.click('kf-recipe [data-add="before model"]');
      await pick(tab, "SelectKBest");
      await drawn(tab, changed({ model: ["selectkbest", "model"] }));
      await undone(tab);
    });

    test("removed", async () => {
      const without = changed({ prepare__num__scale: [] });
      await act(tab, "prepare__num__scale", "remove");
      await drawn(tab, without);
      await undone(tab);
      await focus(tab, "prepare__num__scale");
      await press(tab, "Delete");
      await drawn(tab, without);
      await undone(tab);
    });

    test("renamed", async () => {
      const renamed = changed({ prepare__num__scale: ["prepare__num__norm"] });
      await act(tab, "prepare__num__scale", "rename");
      await tab.text("kf-recipe", /./);
      await tab.type("kf-recipe input.name", "norm");
      await drawn(tab, renamed);
      await undone(tab);
      await focus(tab, "prepare__num__scale");
      await press(tab, "F2");
      await tab.until("a field", async () => (await tab.count("kf-recipe input.name")) === 1);
      await keyboardOf(tab).type("norm");
      await press(tab, "Enter");
      await drawn(tab, renamed);
      await tab.until("the focus on it", async () => (await focused(tab)) === "prepare__num__norm");
      await undone(tab);
    });

    test("a name that cannot be is refused at the box, in a sentence", async () => {
      await focus(tab, "prepare__num__scale");
      await press(tab, "F2");
      await tab.until("a field", async () => (await tab.count("kf-recipe input.name")) === 1);
      await keyboardOf(tab).type("a__b");
      await press(tab, "Enter");
      await tab.text('kf-recipe [data-holds="prepare__num__scale"] .refused', /cannot be called “a__b”/);
      expect(await boxes(tab)).toEqual(proposal);
      await focus(tab, "model");
      await press(tab, "Delete");
      await tab.text('kf-recipe [data-holds="model"] .refused', /must end in a classifier/);
      expect(await boxes(tab)).toEqual(proposal);
    });

    test("duplicated: after it in a flow, beside it among parts, voting where it predicts", async () => {
      await act(tab, "prepare__num__scale", "duplicate");
      await drawn(tab, changed({ prepare__cat: ["prepare__num__scale_2", "prepare__cat"] }));
      await undone(tab);
      await focus(tab, "prepare__num__scale");
      await press(tab, "Control", "d");
      await drawn(tab, changed({ prepare__cat: ["prepare__num__scale_2", "prepare__cat"] }));
      await undone(tab);
      await act(tab, "model", "duplicate");
      await drawn(tab, [...proposal, "model__model", "model__model_2"]);
      await undone(tab);
    });

    test("moved: by the menu, by keys, by dragging", async () => {
      const turned = changed({
        prepare__num__impute: ["prepare__num__scale"],
        prepare__num__scale: ["prepare__num__impute"],
      });
      await act(tab, "prepare__num__scale", "move earlier");
      await drawn(tab, turned);
      await undone(tab);
      await focus(tab, "prepare__num__scale");
      await press(tab, "Alt", "ArrowLeft");
      await drawn(tab, turned);
      await tab.until("the focus on it", async () => (await focused(tab)) === "prepare__num__scale");
      await undone(tab);
      await drag(tab, '[data-holds="prepare__num__scale"]', '[data-holds="prepare__num__impute"]', 0.1, 0.5);
      await drawn(tab, turned);
      await undone(tab);
      const out = changed({ prepare__num__scale: [], model: ["scale", "model"] });
      await focus(tab, "prepare__num__scale");
      await press(tab, "Alt", "ArrowRight");
      await drawn(tab, out);
      await undone(tab);
      await drag(tab, '[data-holds="prepare__num__scale"]', 'kf-recipe [data-add="before model"]', 0.5, 0.5);
      await drawn(tab, out);
      await undone(tab);
      await drag(tab, '[data-holds="prepare__num__scale"]', '[data-holds="prepare__cat"]', 0.5, 0.5);
      await drawn(
        tab,
        changed({ prepare__num__scale: [], prepare__remainder: ["prepare__cat__scale", "prepare__remainder"] }),
      );
      await undone(tab);
      await act(tab, "prepare__num", "move later");
      await drawn(tab, [
        "",
        "prepare",
        ...proposal.filter((path) => path.startsWith("prepare__cat")),
        ...proposal.filter((path) => path.startsWith("prepare__num")),
        "prepare__remainder",
        "model",
      ]);
      await undone(tab);
    });

    test("let through and dropped, which is drawn, too", async () => {
      await act(tab, "prepare__num__scale", "word passthrough");
      await tab.text('kf-recipe [data-box="prepare__num__scale"]', /passes as it is/);
      await undone(tab);
      await act(tab, "prepare__cat", "word drop");
      await tab.text('kf-recipe [data-box="prepare__cat"]', /left out/);
      await tab.click('[data-history="undo"]');
      await drawn(tab, proposal);
      await act(tab, "prepare__remainder", "word passthrough");
      await tab.until("another word", async () =>
        /passthrough/.test(await tab.run<string>("return decodeURIComponent(location.hash)")),
      );
      await undone(tab);
    });

    test("wrapped and unwrapped", async () => {
      await act(tab, "model", "wrap");
      await pick(tab, "BaggingClassifier");
      await drawn(tab, [...proposal, "model__estimator"]);
      expect(await classOf(tab, "model")).toBe("BaggingClassifier");
      await act(tab, "model", "unwrap");
      await drawn(tab, proposal);
      await tab.click('[data-history="undo"]');
      await drawn(tab, [...proposal, "model__estimator"]);
      await undone(tab);
      await focus(tab, "");
      // As quickly as a browser takes keys: each has to find the menu that the one before it opened.
      const keyboard = keyboardOf(tab);
      await Promise.all(["m", "w", "Enter"].map((key) => keyboard.press(key)));
      await pick(tab, "GridSearchCV");
      await drawn(tab, ["", "estimator", ...proposal.slice(1).map((path) => `estimator__${path}`)]);
      await undone(tab);
    });
  });

  test("columns are chosen by name and by kind, and by dragging a head of the table", async () => {
    await tab.click('kf-recipe [data-box="prepare__cat"]');
    await tab.text("kf-part-columns", /island/);
    await tab.click('kf-part-columns [data-column="island"] input');
    await tab.text("kf-part-columns [data-left]", /No part takes island: it is/);
    await tab.text('kf-recipe [data-box="prepare__remainder"]', /1 column/);
    await tab.choose("kf-part-columns [data-left] select", "passthrough");
    await tab.text('kf-recipe [data-fails="model"]', /text arrives/);
    await tab.text(
      '[data-failing="text"]',
      /model will fail: LogisticRegression takes no text, and text arrives in island/,
    );
    await tab.click('[data-history="undo"]');
    await drag(tab, "kf-data-table .movable", '[data-holds="prepare__cat"]', 0.5, 0.2);
    await tab.text('kf-part-columns [data-column="island"] .taken', /island/);
    await drag(tab, "kf-data-table .movable", '[data-holds="prepare__num__scale"]', 0.5, 0.5);
    await tab.click('kf-recipe [data-box="prepare__num"]');
    await tab.text('kf-part-columns [data-twice="island"]', /also in cat/);
    await tab.text('kf-recipe [data-fails="prepare__num__impute"]', /text arrives/);
    await tab.click('kf-part-columns input[value="kind"]');
    await tab.choose("kf-part-columns [data-field=kind]", "number");
    await tab.text('kf-recipe [data-box="prepare__num"] .columns', /every number column/);
    expect(await tab.count("kf-recipe .fails")).toBe(0);
    await fit(tab);
    for (let i = 0; i < 9; i++) {
      if ((await tab.run<string>(`return all('[data-history="undo"]', here)[0].ariaDisabled`)) === "true") break;
      await tab.click('[data-history="undo"]');
    }
    await drawn(tab, proposal);
  });

  test("a pipeline built from nothing: mended by what is offered, voting inside a search, and fitted", async () => {
    await act(tab, "", "choose");
    await pick(tab, "LogisticRegression");
    await drawn(tab, [""]);
    await tab.click('[data-failing="text"] [data-act=mend]');
    await drawn(tab, ["", "encode", "encode__encode", "encode__remainder", "logisticregression"]);
    await tab.click('[data-failing="missing"] [data-act=mend]');
    const chain = ["", "encode", "encode__encode", "encode__remainder", "impute", "logisticregression"];
    await drawn(tab, chain);
    expect(await tab.count("kf-recipe .fails")).toBe(0);
    await act(tab, "logisticregression", "add beside");
    await pick(tab, "RandomForestClassifier");
    const votes = ["logisticregression__logisticregression", "logisticregression__randomforestclassifier"];
    await drawn(tab, [...chain, ...votes]);
    await act(tab, "logisticregression", "wrap");
    await pick(tab, "GridSearchCV");
    const inside = votes.map((path) => path.replace("__", "__estimator__"));
    await drawn(tab, [...chain, "logisticregression__estimator", ...inside]);
    await tab.click('kf-recipe [data-box="logisticregression"]');
    await tab.text("kf-box-editor h3", /^logisticregression$/);
    await tab.type('kf-param-form [data-param="param_grid"] wa-input', '{"randomforestclassifier__max_depth": [2, 4]}');
    await tab
      .type('kf-param-form [data-param="cv"] wa-input, kf-param-form [data-param="cv"] input', "3")
      .catch(() => {});
    expect(await fit(tab)).toMatch(/^Fitted on 258 rows/);
    expect(Number(await tab.text('[data-metric="accuracy"]'))).toBeGreaterThan(0.95);
    const hash = await tab.address(/recipe=/);
    const again = await browser.open(`${site.origin}/${hash}`);
    await openedData(again, /Palmer penguins/);
    await drawn(again, [...chain, "logisticregression__estimator", ...inside]);
    expect(tab.complaints).toEqual([]);
    expect(again.complaints).toEqual([]);
  });

  if (browser.name === "chromium")
    test("nothing of it is a barrier, and a real mouse drags", async () => {
      const page = tab.page as Page;
      await tab.go(`${site.origin}/?again#dataset=penguins`);
      await openedData(tab, /Palmer penguins/);
      await drawn(tab, proposal);
      await tab.click('kf-recipe [data-box="prepare__num__scale"]');
      const spot = (path: string, share: number) =>
        tab.run<{ x: number; y: number }>(`
          const at = all('[data-holds="${path}"]')[0].getBoundingClientRect();
          return { x: at.x + at.width * ${share}, y: at.y + at.height / 2 };
        `);
      await tab.run(`all("kf-recipe")[0].scrollIntoView({ block: "center", behavior: "instant" })`);
      const [from, to] = [await spot("prepare__num__scale", 0.4), await spot("prepare__num__impute", 0.1)];
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to.x + 20, to.y, { steps: 4 });
      await page.mouse.move(to.x, to.y, { steps: 4 });
      await page.mouse.up();
      await drawn(
        tab,
        changed({ prepare__num__impute: ["prepare__num__scale"], prepare__num__scale: ["prepare__num__impute"] }),
      );
      await undone(tab);
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
      const barriers = () =>
        page.evaluate(async () => {
          const { axe } = window as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
          };
          const { violations } = await axe.run();
          return violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes.map(({ target }) => target))}`);
        });
      expect(await barriers()).toEqual([]);
      await act(tab, "prepare__cat", "word drop");
      await tab.click('kf-recipe [data-box="prepare__cat"]');
      await tab.click('kf-recipe [data-more="prepare__num"]');
      expect(await barriers()).toEqual([]);
      await press(tab, "Escape");
      await tab.click("#estimator");
      await tab.text("kf-picker [role=option]");
      expect(await barriers()).toEqual([]);
    });
});
