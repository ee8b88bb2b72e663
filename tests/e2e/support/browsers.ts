import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext } from "playwright-core";
import puppeteer, { type Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe } from "vitest";
import { Tab } from "./tab.js";

/** What the tests need of a browser, whichever it is. Storage lives as long as the browser does. */
export interface TestBrowser {
  readonly name: "chromium" | "firefox";
  open(address: string, look?: Look): Promise<Tab>;
  close(): Promise<void>;
}

export interface Look {
  /** 1240 pixels, where the page shows step below step; wider ones show all in one view. */
  width?: number;
  height?: number;
  dark?: boolean;
}

/** Messages of the browser that mean something broke: errors of scripts and of the content policy. */
export type Complaints = string[];

export interface ChromiumBrowser extends TestBrowser {
  readonly context: BrowserContext;
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function startChromium(look: Look = {}): Promise<ChromiumBrowser> {
  const browser = await chromium.launch({
    executablePath: process.env["KEEPFIT_CHROMIUM"] || "/usr/bin/chromium",
    args: quiet,
  });
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1240, height: look.height ?? 900 },
    colorScheme: look.dark ? "dark" : "light",
    acceptDownloads: true,
  });
  // File pickers of the operating system cannot be driven; without them a page falls back to <input type="file">.
  await context.addInitScript(() => {
    delete (window as { showOpenFilePicker?: unknown }).showOpenFilePicker;
  });
  return {
    name: "chromium",
    context,
    async open(address) {
      const page = await context.newPage();
      const complaints: Complaints = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(address);
      return new Tab(page, complaints);
    },
    close: () => browser.close(),
  };
}

export async function startFirefox(usual: Look = {}): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "keepfit-firefox-"));
  const browser: Browser = await puppeteer.launch({
    browser: "firefox",
    protocol: "webDriverBiDi",
    executablePath: process.env["KEEPFIT_FIREFOX"] || "/usr/bin/firefox-esr",
    headless: true,
    userDataDir: profile,
  });
  return {
    name: "firefox",
    async open(address, look = usual) {
      const page = await browser.newPage();
      await page.setViewport({ width: look.width ?? 1240, height: look.height ?? 900 });
      const complaints: Complaints = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      await page.goto(address);
      return new Tab(page, complaints);
    },
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const starters = { chromium: startChromium, firefox: startFirefox } as const;

/** Tests of one thing, "WHAT in NAME", with one browser for all of them, which is there once the first begins. */
function inEach(
  names: readonly TestBrowser["name"][],
  what: string,
  tests: (browser: TestBrowser) => void,
  look: Look,
): void {
  describe.each(names)(`${what} in %s`, (name) => {
    let started: TestBrowser;
    beforeAll(async () => void (started = await starters[name](look)));
    afterAll(() => started?.close());
    tests({ name, open: (address, own) => started.open(address, own), close: () => started.close() });
  });
}

/** In either browser: "WHAT in chromium", "WHAT in firefox". */
export const inBrowsers = (what: string, tests: (browser: TestBrowser) => void, look: Look = {}): void =>
  inEach(["chromium", "firefox"], what, tests, look);

export const inChromium = (what: string, tests: (browser: TestBrowser) => void, look: Look = {}): void =>
  inEach(["chromium"], what, tests, look);
