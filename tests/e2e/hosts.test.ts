// Hosts that are not ours: frames of another origin, frames in a sandbox, strict policies.
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowsers } from "./support/browsers.js";
import { serveHost, servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, save } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let playground: Site;
let embedding: Site;
let strict: Site;

/** A page that speaks with the frame in it: `ask(method, ...arguments)` gives the answer, `told` what happened. */
const speaking = (
  address: string,
  sandbox = "",
) => `<!doctype html><title>A host</title><link rel="icon" href="data:," />
  <iframe id="frame" width="900" height="700" src="${address}" ${sandbox}></iframe>
  <script>
    window.told = [];
    const waiting = new Map();
    addEventListener("message", ({ data, source }) => {
      if (data?.keepfit !== 1 || source !== frame.contentWindow) return;
      if (data.event) told.push(data);
      else waiting.get(data.id)?.(data);
    });
    window.ask = (method, ...given) =>
      new Promise((done) => {
        const id = Math.random();
        waiting.set(id, done);
        setTimeout(() => done("no answer"), 5000);
        frame.contentWindow.postMessage({ keepfit: 1, id, method, arguments: given }, "*");
      });
  </script>`;

/** Only what the playground says is needed, and nothing of other origins. */
const policy = (origin: string) =>
  `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${origin}; connect-src ${origin}; worker-src blob:; ` +
  `style-src 'self'; img-src 'self' data:`;

beforeAll(async () => {
  playground = await servePlayground();
  const page = `${playground.origin}/`;
  embedding = await serveHost({
    "/open": speaking(`${page}#dataset=iris`),
    "/misspelt": speaking(`${page}?allow=lesson.example#dataset=iris`),
    "/named": speaking(`${page}?allow=https://lesson.example#dataset=iris`),
    "/sandboxed": speaking(`${page}#dataset=iris`, `sandbox="allow-scripts allow-downloads"`),
  });
  strict = await serveHost(
    {
      "/": `<!doctype html><title>Strict</title><link rel="icon" href="data:," />
        <script type="module" src="${playground.origin}/keepfit-playground.js"></script>
        <keepfit-playground dataset="iris"></keepfit-playground>
        <keepfit-playground id="second" dataset="wine" show="data fit"></keepfit-playground>`,
    },
    { "Content-Security-Policy": policy(playground.origin) },
  );
});
afterAll(async () => {
  await strict?.close();
  await embedding?.close();
  await playground?.close();
});

inBrowsers("hosts", (browser) => {
  const ask = <T>(tab: Tab, ...given: unknown[]): Promise<T> => tab.run<T>(`return ask(...${JSON.stringify(given)})`);
  const ready = (tab: Tab): Promise<unknown> =>
    tab.until("a frame that is ready", () => tab.run<boolean>(`return told.some(({ event }) => event === "ready")`));

  test.each([
    ["of another origin", "/open"],
    ["in a sandbox", "/sandboxed"],
  ])("a frame %s answers the page that embeds it, and tells it what happens", async (_what, path) => {
    const tab = await browser.open(`${embedding.origin}${path}`);
    await ready(tab);
    const { result } = await ask<{ result: { data: { name: string } } }>(tab, "choices");
    expect(result.data.name).toBe("iris");
    expect(await ask(tab, "choose", { split: { random_state: 4 } })).toMatchObject({ keepfit: 1 });
    const fitted = await ask<{ result: { metrics: object; fingerprint: string } }>(tab, "fit");
    expect(fitted.result.metrics).toHaveProperty("accuracy");
    const verified = await tab.run<{ result: object }>(`
      return (async () => {
        const { result } = await ask("save", "from outside");
        return ask("open", result);
      })()
    `);
    // 150 labels and 3 probabilities each.
    expect(verified.result).toMatchObject({
      identical: true,
      predictions: 600,
      fingerprint: fitted.result.fingerprint,
    });
    const told = await tab.run<{ event: string; detail: { fingerprint?: string; height?: number } }[]>("return told");
    const names = told.map(({ event }) => event).filter((event) => event !== "height");
    expect(names).toEqual(["ready", "change", "fitted", "saved", "verified"]);
    expect(told.find(({ event }) => event === "fitted")!.detail.fingerprint).toBe(fitted.result.fingerprint);
    expect(told.findLast(({ event }) => event === "height")!.detail.height).toBeGreaterThan(500);
  });

  test("what is refused comes back as plain data", async () => {
    const tab = await browser.open(`${embedding.origin}/open`);
    await ready(tab);
    expect(await ask(tab, "choose", { data: "irises" })).toMatchObject({
      error: { code: "bad_choice", message: expect.stringContaining("irises") },
    });
    expect(await ask(tab, "constructor")).toMatchObject({ error: { code: "unknown_method" } });
    expect(await ask(tab, 7 as never)).toMatchObject({ error: { code: "unknown_method" } });
    await tab.run(`
      window.shapeless = new Promise((done) => addEventListener("message", ({ data }) => data?.id === "odd" && done(data)));
      frame.contentWindow.postMessage({ keepfit: 1, id: "odd", method: "choose", arguments: 5 }, "*");
    `);
    expect(await tab.run("return shapeless")).toMatchObject({ error: { code: "bad_type" } });
  });

  test.each(["named", "misspelt"])("a page that is not named is neither answered nor told: %s", async (path) => {
    const tab = await browser.open(`${embedding.origin}/${path}`);
    const frame = await tab.frame("#frame", playground.origin);
    await openedData(frame, /Iris/);
    expect(await ask(tab, "choices")).toBe("no answer");
    expect(await tab.run("return told")).toEqual([]);
  });

  test("a strict policy and no headers of its own are enough", async () => {
    const tab = await browser.open(`${strict.origin}/`);
    const element = tab.inside("keepfit-playground");
    await openedData(element, /Iris/);
    await fit(element);
    await save(element, "strict");
    const verdict = await loadSaved(element, "strict");
    expect(verdict.word).toBe("Identical");
    await tab.run(`document.querySelector("#second").scrollIntoView()`);
    await openedData(tab.inside("#second"), /Wine/);
    expect(await tab.run("return crossOriginIsolated")).toBe(false);
    // What is as long as a number says is so under such a policy, too: bars, bytes, lines of code.
    await tab.until("everything unfolded", () =>
      element.run<boolean>(`
        for (const part of all("details", here)) part.open = true;
        return ["kf-hex", "kf-contents", "kf-why .bar", "kf-code textarea"].every((one) => all(one, here).length);
      `),
    );
    const high = `all("kf-hex .all", here)[0].getBoundingClientRect().height`;
    await tab.until("room for all bytes", () => element.run<boolean>(`return ${high} > 1000`));
    expect(tab.complaints).toEqual([]);
  });
});
