// Random changes of the page: sequences of what a person may do to the pipeline, held against what the page says of
// itself. Undo and redo are exact, an address opens as what it was written of, and no error goes uncaught. A few of
// them here; a thousand by npm test -- soak.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChromiumBrowser, startChromium } from "./support/browsers.js";
import { press } from "./support/diagram.js";
import { servePlayground, type Site } from "./support/servers.js";
import { openedData } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

const runs = Number(process.env["KEEPFIT_WALKS"] ?? 0) || (process.env["KEEPFIT_SOAK"] ? 1000 : 12);
/** A failure names its seed: KEEPFIT_SEED repeats it; KEEPFIT_WALKS says how many. */
const seed = Number(process.env["KEEPFIT_SEED"] ?? 0) || (process.env["KEEPFIT_SOAK"] ? undefined : 7);

let site: Site;
let chromium: ChromiumBrowser;
let tab: Tab;
beforeAll(async () => {
  site = await servePlayground();
  chromium = await startChromium();
  tab = await chromium.open(`${site.origin}/#dataset=iris`);
  await openedData(tab, /Iris/);
});
afterAll(async () => {
  await chromium?.close();
  await site?.close();
});

interface Do {
  readonly what: string;
  readonly picks: readonly number[];
}

/** What changes the recipe comes twice as often as what does something with it. */
const verbs = [
  "menu",
  "menu",
  "menu",
  "menu",
  "drag",
  "columns",
  "key",
  "param",
  "undo",
  "redo",
  "undo",
  "redo",
  "fit",
  "save",
  "open",
  "reload",
];
const acts = fc.array(
  fc.record({ what: fc.constantFrom(...verbs), picks: fc.array(fc.nat(10_000), { minLength: 4, maxLength: 4 }) }),
  { minLength: 4, maxLength: 14 },
);

/** What the page says of itself. */
interface Seen {
  readonly address: string;
  readonly boxes: readonly string[];
  /** Whether something can be undone. */
  readonly undoable: boolean;
}

/**
 * Waits in the page until it has done what it was asked for, and looks at it then: nothing of it is busy, and it stays
 * the same for a moment. Of changes that follow each other quickly the address tells once they pause, or at once where
 * the page is left, which is what it is told here.
 */
const rest = `
  const shadows = (root) => [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ? [shadowRoot, ...shadows(shadowRoot)] : []);
  // What was changed is drawn in tasks of their own, which a busy machine comes to later.
  const pause = () => new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 30));
  const look = () => {
    const roots = [document, ...shadows(document)];
    const every = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
    const ways = every("[data-history]");
    dispatchEvent(new Event("pagehide"));
    return {
      busy: every('[aria-busy="true"]').length > 0 || every("kf-step-fit").some(({ shadowRoot }) => shadowRoot.querySelector("wa-progress-bar")),
      said: ways.map(({ title, ariaDisabled }) => title + ariaDisabled).join(),
      address: location.hash,
      undoable: ways.some(({ dataset, ariaDisabled }) => dataset.history === "undo" && ariaDisabled === "false"),
      boxes: every("[data-box]").map(({ dataset }) => dataset.box),
    };
  };
  const rested = async () => {
    const end = performance.now() + 30_000;
    for (let before = "", alike = 0; ; await pause()) {
      const seen = look();
      const now = JSON.stringify(seen);
      alike = now === before ? alike + 1 : 0;
      if (!seen.busy && alike === 2) return seen;
      if (performance.now() > end) throw new Error("The page comes to no rest: " + now);
      before = now;
    }
  };
`;

const settled = (): Promise<Seen> => tab.run<Seen>(`${rest} return rested();`);

/** Runs in the page: clicks one of those that fit. */
const clickOne = (selector: string, pick: number) =>
  tab.run<string>(`
    const found = all(${JSON.stringify(selector)}, here).filter((one) => !one.disabled);
    const one = found[${pick} % found.length];
    one?.click();
    return one ? one.dataset.act ?? one.dataset.pick ?? "clicked" : "";
  `);

const keys: readonly (readonly string[])[] = [
  ["Alt", "ArrowLeft"],
  ["Alt", "ArrowRight"],
  ["Alt", "ArrowUp"],
  ["Alt", "ArrowDown"],
  ["Control", "d"],
  ["Delete"],
];

async function does({ what, picks: [a, b, c, d] }: Do): Promise<void> {
  switch (what) {
    case "menu": {
      await clickOne("kf-recipe [data-more]", a!);
      await tab.until("a menu", async () => (await tab.count("kf-menu [role=menuitem]")) > 0);
      const act = await clickOne("kf-menu [role=menuitem]", b!);
      if (act === "rename") {
        await tab.until("a field", async () => (await tab.count("kf-recipe input.name")) === 1);
        await tab.run(`
          const [field] = all("kf-recipe input.name", here);
          field.value = ${JSON.stringify(["a", "b c", "x__y", "", "scale", "é&=#%+"])}[${c} % 6];
          field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
        `);
      } else if (/^(add |choose|wrap)/.test(act)) {
        await tab.until("a picker", async () => (await tab.count("kf-picker dialog[open]")) === 1);
        await clickOne("kf-picker [data-pick]", c!);
        if (await tab.count("kf-picker dialog[open]")) await press(tab, "Escape");
      }
      return;
    }
    case "drag":
      await tab.run(`
        const holders = all("kf-recipe [data-holds]", here);
        const movable = holders.filter(({ draggable }) => draggable);
        const heads = all("kf-data-table .movable", here);
        const source = ${d} % 3 ? movable[${a} % (movable.length || 1)] : heads[${a} % (heads.length || 1)];
        const target = holders[${b} % holders.length];
        if (!source) return;
        const dataTransfer = new DataTransfer();
        const at = target.getBoundingClientRect();
        const point = { clientX: at.x + at.width * (${c} % 10) / 10, clientY: at.y + at.height * (${d} % 10) / 10 };
        for (const [element, name] of [[source, "dragstart"], [target, "dragover"], [target, "drop"], [source, "dragend"]])
          element.dispatchEvent(new DragEvent(name, { bubbles: true, composed: true, cancelable: true, dataTransfer, ...point }));
      `);
      return;
    case "columns":
      await tab.run(`
        const parts = all("kf-recipe [data-box]", here).filter((one) => one.querySelector(".columns"));
        parts[${a} % (parts.length || 1)]?.click();
      `);
      await settled();
      await clickOne(
        "kf-part-columns input[type=checkbox], kf-part-columns input[type=radio], kf-part-columns .link",
        b!,
      );
      return;
    case "key":
      await tab.run(`
        const found = all("kf-recipe [data-box]", here);
        found[${a} % found.length].focus();
      `);
      return press(tab, ...keys[b! % keys.length]!);
    case "param":
      await clickOne("kf-recipe [data-box]", a!);
      await settled();
      await tab.run(`
        const found = all("kf-box-editor kf-param-form input[type=range]", here);
        const one = found[${b} % (found.length || 1)];
        if (!one) return;
        one.focus();
        for (const value of [${c} % 200, ${d} % 200]) {
          one.value = value;
          one.dispatchEvent(new Event("input", { bubbles: true }));
        }
      `);
      return;
    case "undo":
    case "redo":
      await clickOne(`[data-history="${what}"]`, 0);
      return;
    case "fit":
      await tab.run(`all("kf-step-fit wa-button", here).find((one) => /^Fit/.test(said(one)))?.click()`);
      return;
    case "save":
      await tab.run(
        `all("kf-step-save wa-button", here).find((one) => said(one) === "Save" && !one.disabled)?.click()`,
      );
      return;
    case "open":
      await tab.run(
        `all("kf-step-verify wa-button", here).find((one) => /^Load/.test(said(one)) && !one.disabled)?.click()`,
      );
      return;
    case "reload":
      await tab.reload();
      await openedData(tab, /Iris/);
      await tab.text("kf-recipe [data-box]");
  }
}

/** Goes one change back, or does it again. */
async function go(way: "undo" | "redo"): Promise<Seen> {
  await clickOne(`[data-history="${way}"]`, 0);
  return settled();
}

async function walk(all: readonly Do[]): Promise<void> {
  // From the same choices; the page and its history are those of the walk before, as nobody begins with an empty one.
  await tab.run(`location.hash = "#dataset=iris"`);
  await tab.until("what is proposed", async () => {
    const { address, boxes } = await settled();
    return address === "#dataset=iris" && boxes.length > 0;
  });
  for (const each of all) {
    const before = await settled();
    await does(each);
    const now = await settled();
    if (each.what === "reload") {
      expect(now.address, "an address after a reload").toBe(before.address);
      expect(now.boxes, "a diagram after a reload").toEqual(before.boxes);
    } else if (!["undo", "redo"].includes(each.what) && now.address !== before.address && now.undoable) {
      // There and back again.
      const back = await go("undo");
      const again = await go("redo");
      expect(again.address, `after ${each.what}, undone and done again`).toBe(now.address);
      expect(again.boxes).toEqual(now.boxes);
      if (recipeOf(now.address) !== recipeOf(before.address))
        expect(recipeOf(back.address), `${each.what} undone`).toBe(recipeOf(before.address));
    }
    expect(tab.complaints, `after ${each.what}`).toEqual([]);
  }
}

/** The address without which box is looked at. */
const recipeOf = (address: string): string => {
  const words = new URLSearchParams(address.slice(1));
  words.delete("box");
  return String(words);
};

test(
  "random changes of the page are undone and done again exactly, and come back by their address",
  () =>
    fc.assert(fc.asyncProperty(acts, walk), {
      numRuns: runs,
      endOnFailure: true,
      ...(seed === undefined ? {} : { seed }),
    }),
  runs * 60_000,
);
