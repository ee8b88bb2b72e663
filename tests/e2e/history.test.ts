// Files that past engines froze, opened in Chromium and in Firefox: they prove themselves and are written as in Node,
// byte for byte.
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../web/lib/hash.js";
import { createEngine } from "../../web/lib/index.js";
import { frozen, frozenBytes, type FrozenFile } from "../web/frozen.js";
import { inBrowsers } from "./support/browsers.js";
import { serveLibrary } from "./support/library.js";
import type { Site } from "./support/servers.js";
import type { Tab } from "./support/tab.js";

interface Opened {
  readonly fingerprint: string;
  readonly identical: boolean;
  readonly parent: string | null;
  readonly saved: string;
}

let site: Site;
const expected = new Map<string, Opened>();

beforeAll(async () => {
  site = await serveLibrary();
  const engine = await createEngine();
  for (const [path, { fingerprint }] of frozen) {
    const model = await engine.load(frozenBytes(path));
    const saved = await model.dump();
    const { card } = await engine.inspect(saved);
    expected.set(path, { fingerprint, identical: true, parent: card.parent ?? null, saved: await sha256(saved) });
    await model.release();
  }
  engine.close();
});
afterAll(async () => {
  await site?.close();
});

inBrowsers("files of past engines", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/`);
    await tab.until("library", () => tab.run<boolean>("return 'keepfit' in globalThis"));
    await tab.run(`return keepfit.createEngine().then((engine) => { globalThis.engine = engine; });`);
  });

  test.each(frozen)("%s", async (path: string, _entry: FrozenFile) => {
    const opened = await tab.run<Opened>(`
      const bytes = Uint8Array.from(atob("${Buffer.from(frozenBytes(path)).toString("base64")}"), (letter) => letter.charCodeAt(0));
      const hex = (sum) => [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return engine.load(bytes).then(async (model) => {
        const saved = await model.dump();
        const again = await engine.load(saved);
        const answer = {
          fingerprint: await model.fingerprint(),
          identical: model.proof.identical && again.proof.identical,
          parent: again.card.parent ?? null,
          saved: hex(await crypto.subtle.digest("SHA-256", saved)),
        };
        await model.release();
        await again.release();
        return answer;
      });
    `);
    expect(opened).toEqual(expected.get(path));
  });

  test("nothing broke and nothing was asked for in vain", () => {
    expect(tab.complaints).toEqual([]);
    expect(site.missing).toEqual([]);
  });
});
