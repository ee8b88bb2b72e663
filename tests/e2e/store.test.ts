// The store of saved models in real browsers: killed in the middle of a save, written by two tabs, out of room, out of
// date.
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveLibrary } from "./support/library.js";
import { makeProfile, type Kind, type Profile } from "./support/processes.js";
import type { Site } from "./support/servers.js";

let site: Site;
beforeAll(async () => {
  site = await serveLibrary();
});
afterAll(() => site?.close());

// Runs in the page. A model's bytes follow from its seed, so that whole ones are told from others without keeping them.
const inPage = `
  globalThis.make = (seed, size) => {
    const words = new Uint32Array(size / 4);
    let x = seed * 2654435761 + 1 >>> 0;
    for (let i = 0; i < words.length; i++) {
      x ^= x << 13; x ^= x >>> 17; x ^= x << 5;
      words[i] = x;
    }
    return new Uint8Array(words.buffer);
  };
  globalThis.same = (a, b) => {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  };
  globalThis.attempt = (promise) => promise.then(
    (value) => ({ value: value ?? null }),
    (error) => ({ error: { code: error.code, message: error.message, hint: error.hint } }),
  );
  globalThis.raw = (version, upgrade) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("keepfit", version);
    opening.onupgradeneeded = () => upgrade?.(opening.result);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  globalThis.keysOf = async () => {
    const database = await raw();
    const transaction = database.transaction(["models", "bytes"]);
    const keys = (name) => new Promise((resolve) => {
      const asked = transaction.objectStore(name).getAllKeys();
      asked.onsuccess = () => resolve(asked.result);
    });
    const both = await Promise.all([keys("models"), keys("bytes")]);
    database.close();
    return both;
  };
  globalThis.save = (name, seed, size, replace) =>
    store.save(name, make(seed, size), { seed, size }, { replace });
`;

/** Says what happens in the page; the text is the body of an async function. */
const say = <T>(page: Page, body: string): Promise<T> => page.evaluate(`(async () => { ${body} })()`) as Promise<T>;

async function openPage(browser: Browser, path = "/", open = true): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${site.origin}${path}`);
  await page.waitForFunction("'keepfit' in globalThis");
  await say(page, `${inPage} ${open ? "globalThis.store = await keepfit.openStore();" : ""}`);
  return page;
}

interface Found {
  name: string;
  seed: number;
  size: number;
  whole: boolean;
}

/** Every model listed, whether it is what its seed says; and nothing beside them. */
async function inspect(page: Page): Promise<Map<string, Found>> {
  const { found, keys } = await say<{ found: Found[]; keys: [string[], string[]] }>(
    page,
    `
    const found = [];
    for (const { name, size, summary } of await store.list()) {
      const whole = size === summary.size && same(await store.get(name), make(summary.seed, summary.size));
      found.push({ name, seed: summary.seed, size: summary.size, whole });
    }
    return { found, keys: await keysOf() };
  `,
  );
  for (const { name, whole } of found) expect(whole, `${name} is whole`).toBe(true);
  expect(keys[1], "bytes without a model, or a model without bytes").toEqual(keys[0]);
  expect(keys[0]).toEqual(found.map(({ name }) => name));
  return new Map(found.map((each) => [each.name, each]));
}

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const megabyte = 1 << 20;

describe("killed in the middle of a save", () => {
  /** What must be there: the seed of each name. */
  const kept = new Map<string, number>();
  const size = 2 * megabyte;
  const total = { killed: 0, before: 0, after: 0 };
  let seed = 1;

  /** A few models that no later save may touch, and how long a save takes here. */
  async function prepare(page: Page): Promise<number> {
    kept.clear();
    for (const name of ["old-1", "old-2", "changing"]) {
      await say(page, `await save("${name}", ${++seed}, ${size}, false)`);
      kept.set(name, seed);
    }
    const took: number[] = [];
    for (let i = 0; i < 5; i++) {
      const time = await say<number>(
        page,
        `
        const bytes = make(${++seed}, ${size});
        const start = performance.now();
        await store.save("changing", bytes, { seed: ${seed}, size: ${size} }, { replace: true });
        return performance.now() - start;
      `,
      );
      took.push(time);
      kept.set("changing", seed);
    }
    return took.sort((a, b) => a - b)[2]!;
  }

  /**
   * Begins a save, of a new name and of one that is there in turn, and kills at a moment of its own; then looks at
   * everything from a page opened afterwards.
   */
  async function interrupt(
    page: Page,
    moment: number,
    end: (page: Page) => Promise<void>,
    open: () => Promise<Page>,
  ): Promise<Page> {
    const name = total.killed % 2 ? "changing" : `new-${total.killed}`;
    const tried = ++seed;
    await say(page, `globalThis.bytes = make(${tried}, ${size})`);
    // A little later, or the save would be over before the order to kill arrives.
    await say(
      page,
      `setTimeout(() => void store.save("${name}", bytes, { seed: ${tried}, size: ${size} }, { replace: true }), 15)`,
    );
    await sleep(moment);
    await end(page);
    total.killed++;

    const later = await open();
    const found = await inspect(later);
    if (found.get(name)?.seed === tried) {
      total.after++;
      kept.set(name, tried);
    } else {
      total.before++;
    }
    for (const [known, expected] of kept) expect(found.get(known)?.seed, known).toBe(expected);
    expect(found.size).toBe(kept.size);
    // Room for the next ones.
    if (name !== "changing" && kept.delete(name)) await say(later, `await store.remove("${name}")`);
    return later;
  }

  /** From the first moment until a save is nearly over (reading back comes last), early and late ones mixed. */
  const moments = (n: number, took: number) => Array.from({ length: n }, (_, i) => (((i * 7) % n) / n) * 0.8 * took);

  function summary(of: string): void {
    console.log(`${of}: ${total.killed} kills, ${total.before} before the save counted and ${total.after} after.`);
    expect(total.before, "kills before the save was done").toBeGreaterThan(0);
    Object.assign(total, { killed: 0, before: 0, after: 0 });
  }

  async function withProfile(kind: Kind, work: (profile: Profile) => Promise<void>): Promise<void> {
    const profile = await makeProfile(kind);
    try {
      await work(profile);
    } finally {
      await profile.remove();
    }
  }

  /** `npm test -- soak` kills a hundred times, every other run a tenth of that. */
  const times = (all: number) => (process.env["KEEPFIT_SOAK"] ? all : Math.max(2, all / 10));

  test("the tab's process", { timeout: 600_000 }, async () => {
    await withProfile("chromium", async (profile) => {
      const browser = await profile.launch();
      try {
        let page = await openPage(browser);
        const took = await prepare(page);
        for (const moment of moments(times(70), took)) {
          page = await interrupt(
            page,
            moment,
            async (tab) => {
              const session = await tab.createCDPSession();
              const crashed = new Promise((done) => tab.once("error", done));
              // It does not answer: who was asked is gone.
              void session.send("Page.crash").catch(() => {});
              await crashed;
              await tab.close().catch(() => {});
            },
            () => openPage(browser),
          );
        }
        summary("Chromium's tabs");
      } finally {
        await browser.close();
      }
    });
  });

  test.each<[Kind, number]>([
    ["chromium", 20],
    ["firefox", 10],
  ])("the whole browser, in %s", { timeout: 600_000 }, async (kind, all) => {
    await withProfile(kind, async (profile) => {
      let browser = await profile.launch();
      try {
        let page = await openPage(browser);
        const took = await prepare(page);
        for (const moment of moments(times(all), took)) {
          page = await interrupt(
            page,
            moment,
            () => profile.kill(browser),
            async () => {
              browser = await profile.launch();
              return openPage(browser);
            },
          );
        }
        summary(`All of ${kind}`);
      } finally {
        await profile.kill(browser);
      }
    });
  });
});

describe.each<Kind>(["chromium", "firefox"])("the store in %s", (kind) => {
  let profile: Profile;
  let browser: Browser;
  beforeAll(async () => {
    profile = await makeProfile(kind);
    browser = await profile.launch();
  });
  afterAll(async () => {
    await browser?.close();
    await profile?.remove();
  });

  async function empty(): Promise<void> {
    const page = await openPage(browser, "/", false);
    await say(page, `await new Promise((done) => (indexedDB.deleteDatabase("keepfit").onsuccess = done))`);
    await page.close();
  }

  describe("two tabs at the same time", () => {
    let tabs: [Page, Page];
    beforeAll(async () => {
      await empty();
      tabs = [await openPage(browser), await openPage(browser)];
    });
    afterAll(async () => {
      for (const tab of tabs) await tab.close();
    });
    type Outcome = { value?: { name: string }; error?: { code: string; message: string } };
    const both = (text: (tab: number) => string) =>
      Promise.all(tabs.map((tab, i) => say<Outcome>(tab, `return attempt(${text(i)})`)));

    test("different names: both are there", async () => {
      for (let round = 0; round < 10; round++) {
        const outcomes = await both((tab) => `save("tab-${tab}-${round}", ${100 * round + tab}, 65536, false)`);
        expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
      }
      for (const tab of tabs) expect((await inspect(tab)).size).toBe(20);
    });

    test("the same name: one is saved, the other is told", async () => {
      for (let round = 0; round < 10; round++) {
        const outcomes = await both((tab) => `save("same-${round}", ${tab}, 65536, false)`);
        const losers = outcomes.filter(({ error }) => error);
        expect(losers).toMatchObject([{ error: { code: "name_taken" } }]);
        const { seed } = (await inspect(tabs[0])).get(`same-${round}`)!;
        expect(outcomes[seed]!.error).toBeUndefined();
      }
    });

    test("the same name, replacing: the last one is whole, and no one is told wrong", async () => {
      for (let round = 0; round < 20; round++) {
        const outcomes = await both((tab) => `save("again", ${2 * round + tab}, 262144, true)`);
        const { seed } = (await inspect(tabs[round % 2]!)).get("again")!;
        expect([2 * round, 2 * round + 1]).toContain(seed);
        expect(outcomes[seed % 2]!.error, "who came last").toBeUndefined();
        for (const { error } of outcomes) if (error) expect(error.code).toBe("replaced");
      }
    });
  });

  describe("another version of the store", () => {
    const first = `raw(1, (database) => {
      database.createObjectStore("models", { keyPath: "name" });
      database.createObjectStore("bytes");
    })`;
    const fill = (database: string) => `
      const transaction = ${database}.transaction(["models", "bytes"], "readwrite");
      for (const seed of [1, 2]) {
        const name = "first-" + seed;
        transaction.objectStore("models").put({ name, size: 65536, saved: "2026-01-01T00:00:00.000Z", summary: { seed, size: 65536 } });
        transaction.objectStore("bytes").put(make(seed, 65536), name);
      }
      await new Promise((done) => (transaction.oncomplete = done));
    `;

    test("a database of the first version opens with everything in it", async () => {
      await empty();
      const page = await openPage(browser, "/", false);
      await say(page, `const database = await ${first}; ${fill("database")} database.close();`);
      await say(page, "globalThis.store = await keepfit.openStore()");
      expect([...(await inspect(page)).keys()]).toEqual(["first-1", "first-2"]);
      expect(await say(page, "const database = await raw(); database.close(); return database.version")).toBe(2);
      await page.close();
    });

    test("a tab that holds the first version open and does not give way is named", async () => {
      await empty();
      const older = await openPage(browser, "/", false);
      await say(older, `globalThis.database = await ${first}; ${fill("database")}`);
      const newer = await openPage(browser, "/", false);
      expect(await say(newer, "return attempt(keepfit.openStore())")).toEqual({
        error: {
          code: "storage_blocked",
          message: "Another tab holds an older version of the store open.",
          hint: "Close the other tabs of this page and try again.",
        },
      });
      await older.close();
      await say(newer, "globalThis.store = await keepfit.openStore()");
      expect([...(await inspect(newer)).keys()]).toEqual(["first-1", "first-2"]);
      await newer.close();
    });

    test("an older page gives way to a newer one, and says what to do", async () => {
      await empty();
      const older = await openPage(browser);
      await say(older, `await save("mine", 1, 65536, false)`);
      const newer = await openPage(browser, "/", false);
      await say(newer, "const database = await raw(99); database.close()");
      expect(await say(older, "return attempt(store.list())")).toMatchObject({
        error: { code: "storage_newer", hint: "Reload this page." },
      });
      for (const page of [older, newer]) await page.close();
      await empty();
    });
  });

  test("without an origin there is no store, and a sentence says so", async () => {
    const page = await openPage(browser, "/sandbox", false);
    expect(await say(page, "return attempt(keepfit.openStore())")).toEqual({
      error: {
        code: "storage_unavailable",
        message: expect.stringMatching(/^The browser does not let this page store anything \(.+\)\.$/),
        hint: expect.stringMatching(/^Download the model instead: the file is the real save\./),
      },
    });
    await page.close();
  });
});

describe("out of room", () => {
  test("is said, and nothing is lost", async () => {
    const profile = await makeProfile("chromium");
    const browser = await profile.launch();
    try {
      const page = await openPage(browser, "/", false);
      const session = await page.createCDPSession();
      // Before the first save: the browser asks for the room left only once in a while.
      await session.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize: 4 * megabyte });
      await say(page, "globalThis.store = await keepfit.openStore()");
      await say(page, `await save("old", 1, ${megabyte}, false)`);
      const { usage } = await say<{ usage: number }>(page, "return store.estimate()");
      expect(usage).toBeGreaterThan(megabyte / 2);
      for (const [name, replace] of [
        ["new", false],
        ["old", true],
      ] as const) {
        expect(await say(page, `return attempt(save("${name}", 2, ${8 * megabyte}, ${replace}))`)).toEqual({
          error: {
            code: "quota",
            message: `There is no room left in the browser for "${name}"; nothing was saved.`,
            hint: "Delete saved models, or download this one instead.",
          },
        });
        const found = await inspect(page);
        expect([...found.values()]).toEqual([{ name: "old", seed: 1, size: megabyte, whole: true }]);
      }
      await session.send("Storage.overrideQuotaForOrigin", { origin: site.origin });
      await say(page, `await save("new", 2, ${8 * megabyte}, false)`);
      expect((await inspect(page)).size).toBe(2);
    } finally {
      await browser.close();
      await profile.remove();
    }
  });
});

describe("private windows", () => {
  test.each<[Kind]>([["chromium"], ["firefox"]])(
    "in %s a save lasts as long as the window, or is refused",
    async (kind) => {
      const profile = await makeProfile(
        kind,
        kind === "firefox" ? { extraPrefsFirefox: { "browser.privatebrowsing.autostart": true } } : {},
      );
      const browser = await profile.launch();
      try {
        let page: Page;
        if (kind === "chromium") {
          const context = await browser.createBrowserContext();
          page = await context.newPage();
          await page.goto(`${site.origin}/`);
          await page.waitForFunction("'keepfit' in globalThis");
          await say(page, inPage);
        } else {
          page = await openPage(browser, "/", false);
        }
        const opened = await say<{ error?: { code: string } }>(
          page,
          "return attempt(keepfit.openStore().then((opened) => { globalThis.store = opened; }))",
        );
        if (opened.error) {
          expect(opened.error.code).toBe("storage_unavailable");
          return;
        }
        await say(page, `await save("private", 1, 65536, false)`);
        expect([...(await inspect(page)).keys()]).toEqual(["private"]);
        expect(await say(page, "return store.estimate()")).toMatchObject({ persisted: false });
      } finally {
        await browser.close();
        await profile.remove();
      }
    },
  );
});
