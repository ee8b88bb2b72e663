// Browsers whose process a test may kill, and whose profile stays.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type LaunchOptions } from "puppeteer-core";

export type Kind = "chromium" | "firefox";

export interface Profile {
  readonly folder: string;
  /** Starts the browser on this profile. */
  launch(): Promise<Browser>;
  remove(): Promise<void>;
}

const options: Record<Kind, LaunchOptions> = {
  chromium: {
    browser: "chrome",
    executablePath: process.env["KEEPFIT_CHROMIUM"] || "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
  firefox: {
    browser: "firefox",
    protocol: "webDriverBiDi",
    executablePath: process.env["KEEPFIT_FIREFOX"] || "/usr/bin/firefox-esr",
  },
};

export async function makeProfile(kind: Kind, more: LaunchOptions = {}): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), `keepfit-${kind}-`));
  return {
    folder,
    launch: () => puppeteer.launch({ ...options[kind], headless: true, userDataDir: folder, ...more }),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  };
}

/** Ends the browser's processes at once, as a power cut would, and waits until they are gone. */
export async function kill(browser: Browser): Promise<void> {
  const running = browser.process()!;
  const gone = new Promise<void>((done) => running.once("exit", () => done()));
  // A browser is the leader of a process group of its own.
  process.kill(-running.pid!, "SIGKILL");
  await gone;
}
