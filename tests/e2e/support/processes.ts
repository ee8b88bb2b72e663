// Browsers whose process a test may kill, and whose profile stays.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type Browser, type LaunchOptions } from "puppeteer-core";

export type Kind = "chromium" | "firefox";

export interface Profile {
  readonly folder: string;
  /** Starts the browser on this profile. */
  launch(): Promise<Browser>;
  /** Ends a browser of this profile with SIGKILL. */
  kill(browser: Browser): Promise<void>;
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
    // After a few starts that end in a crash it would ask whether to start with everything switched off.
    extraPrefsFirefox: { "toolkit.startup.max_resumed_crashes": -1 },
  },
};

export async function makeProfile(kind: Kind, more: LaunchOptions = {}): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), `keepfit-${kind}-`));
  return {
    folder,
    launch: () => puppeteer.launch({ ...options[kind], headless: true, userDataDir: folder, ...more }),
    kill: (browser) => kill(browser, folder),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  };
}

/** Ends the browser's processes at once, as a power cut would, and waits until they are gone. */
async function kill(browser: Browser, folder: string): Promise<void> {
  const running = browser.process()!;
  if (running.exitCode === null && running.signalCode === null) {
    const gone = new Promise<void>((done) => running.once("exit", () => done()));
    // A browser is the leader of a process group of its own.
    process.kill(-running.pid!, "SIGKILL");
    await gone;
  }
  // Puppeteer puts Firefox's settings back after it ended; the next start must not come in between.
  for (let i = 0; i < 100 && existsSync(join(folder, "prefs.js.puppeteer")); i++)
    await new Promise((done) => setTimeout(done, 50));
}
