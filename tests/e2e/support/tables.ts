// Tables made by tests, dropped on the page, and what the page shows of them.
import { afterAll, beforeAll } from "vitest";
import type { TestBrowser } from "./browsers.js";
import { servePlayground, type Site } from "./servers.js";
import { openedData } from "./steps.js";
import type { Tab } from "./tab.js";

/** n lines of a table. */
export const rows = (n: number, row: (i: number) => unknown[] | string, mark = ","): string =>
  Array.from({ length: n }, (_, i) => [row(i)].flat().join(mark)).join("\n");

export const ab = (i: number): string => "ab"[i % 2]!;

/** The built playground, served for the tests of a file. */
export function withPlayground(take: (site: Site) => void): void {
  let site: Site | undefined;
  beforeAll(async () => take((site = await servePlayground())));
  afterAll(() => site?.close());
}

/** The playground open on a sample, for the tests of a group. */
export function withTab(browser: TestBrowser, site: () => Site, take: (tab: Tab) => void): void {
  beforeAll(async () => {
    const tab = await browser.open(`${site().origin}/#dataset=iris`);
    await openedData(tab, /Iris/);
    take(tab);
  });
}

let dropped = 0;

/** Drops a file on step 1, under a name of its own. */
export async function drop(tab: Tab, content: string | Uint8Array, ending = "csv"): Promise<string> {
  const name = `table${++dropped}.${ending}`;
  await tab.drop("section#data .body", name, content);
  return name;
}

/** Drops a file on step 1 and waits until it is read and drawn; what is said of it. */
export async function open(tab: Tab, content: string | Uint8Array, ending = "csv"): Promise<string> {
  const name = await drop(tab, content, ending);
  const said = await openedData(tab, new RegExp(`of ${name.replaceAll(".", "\\.")}:`));
  const drawn = `return all("kf-data-table .scroller").some((one) => one.ariaLabel.includes(${JSON.stringify(name)}))`;
  await tab.until("its table", () => tab.run<boolean>(drawn));
  return said;
}

interface Shown {
  name: string;
  range: string;
  kind: string;
  missing: string;
}

/** The head of the table, as it is shown. */
export const head = (tab: Tab): Promise<Shown[]> =>
  tab.run(`
    return all("kf-data-table th").filter((one) => one.scope === "col").map((one) => ({
      name: said(one.querySelector(".name > span")),
      range: said(one.querySelector(".range")),
      kind: one.querySelector("select")?.value ?? said(one.querySelector(".kind")),
      missing: [...one.querySelectorAll(".missing-count")].map(said).join(),
    }));
  `);

export const names = async (tab: Tab): Promise<string[]> => (await head(tab)).map(({ name }) => name);

/** Opens the panel, where it is closed. */
export async function howItWasRead(tab: Tab): Promise<void> {
  if (!(await tab.run<boolean>(`return all("kf-reading details")[0].open`))) await tab.click("kf-reading summary");
}

/** Has every row of a file predicted; what is said of it. */
export async function predicted(tab: Tab, name: string, content: string | Uint8Array): Promise<string> {
  await tab.drop("section#use .body", name, content);
  return tab.text("[data-batch] .said", new RegExp(`of ${name.replaceAll(".", "\\.")} `));
}

/** The file of predictions, byte by byte: caught in the page, as not every browser tells where it puts downloads. */
export async function predictions(tab: Tab): Promise<{ name: string; bytes: Buffer }> {
  await tab.run(`
    window.caught = undefined;
    const make = URL.createObjectURL;
    const click = HTMLAnchorElement.prototype.click;
    URL.createObjectURL = (blob) => {
      blob.arrayBuffer().then((buffer) => {
        window.caught = { name: window.caughtName, bytes: Array.from(new Uint8Array(buffer)) };
        URL.createObjectURL = make;
        HTMLAnchorElement.prototype.click = click;
      });
      return "blob:none";
    };
    HTMLAnchorElement.prototype.click = function () { window.caughtName = this.download; };
  `);
  await tab.click("kf-batch wa-button", "Download");
  const { name, bytes } = await tab.until("a file", () =>
    tab.run<{ name: string; bytes: number[] } | undefined>("return window.caught"),
  );
  return { name, bytes: Buffer.from(bytes) };
}
