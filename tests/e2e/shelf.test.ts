// The shelf: cards that are found, sorted, named, tagged and compared; all of them out as one file and back in, also
// damaged; and random sequences of what a person may do to saved models. A few of those here; a thousand by
// npm test -- soak, most of them without a browser (web/shelf-model.test.ts).
import { strToU8, unzipSync, zipSync } from "fflate";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inBrowsers, startChromium, type TestBrowser } from "./support/browsers.js";
import { servePlayground, type Site } from "./support/servers.js";
import { fit, loadSaved, openedData, openFile, readVerdict, save, swapEstimator } from "./support/steps.js";
import type { Tab } from "./support/tab.js";

let site: Site;
beforeAll(async () => {
  site = await servePlayground();
});
afterAll(() => site?.close());

const names = (tab: Tab) => tab.texts("kf-shelf li .title");
const shows = (tab: Tab, wanted: readonly string[]) =>
  tab.until(`cards ${wanted.join(", ")}`, async () => String(await names(tab)) === String(wanted));

/** Presses a button of a card. */
const press = (tab: Tab, name: string, button: string) =>
  tab.click(`kf-shelf li[data-name="${name}"] wa-button`, button);

/** Keeps what the page downloads, in the page. */
const catchDownloads = (tab: Tab) =>
  tab.run(`
    const make = URL.createObjectURL;
    window.downloads = [];
    URL.createObjectURL = (content) => (window.downloads.push(content), make.call(URL, content));
    HTMLAnchorElement.prototype.click = function () { window.downloads.at(-1).file = this.download; };
  `);

/** The bytes of the last download, once there are so many. */
async function downloaded(tab: Tab, count: number): Promise<{ file: string; bytes: Uint8Array }> {
  await tab.until(`${count} downloads`, () =>
    tab.run<boolean>(`return window.downloads.length >= ${count} && !!window.downloads[${count} - 1].file`),
  );
  await tab.run(`
    const content = window.downloads[${count} - 1];
    window.taken = undefined;
    content.arrayBuffer().then((buffer) => {
      window.taken = btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
    });
  `);
  const text = await tab.until("its bytes", () => tab.run<string | undefined>("return window.taken"));
  return {
    file: await tab.run(`return window.downloads[${count} - 1].file`),
    bytes: Uint8Array.from(Buffer.from(text, "base64")),
  };
}

const downloads = (tab: Tab) => tab.run<number>("return window.downloads.length");

async function exported(tab: Tab): Promise<Uint8Array> {
  const before = await downloads(tab);
  await tab.click('kf-shelf [data-act="export"]');
  return (await downloaded(tab, before + 1)).bytes;
}

async function fileOf(tab: Tab, name: string): Promise<Uint8Array> {
  const before = await downloads(tab);
  await press(tab, name, ".keepfit");
  return (await downloaded(tab, before + 1)).bytes;
}

/** Drops a file on step 4 and waits for what is said of it. */
async function imports(tab: Tab, file: string, bytes: Uint8Array): Promise<string> {
  await tab.run(`all("[data-imported] .link", here)[0]?.click()`);
  await tab.until("no report", async () => (await tab.count("[data-imported]")) === 0);
  await tab.drop("section#save .body", file, bytes);
  return tab.text("[data-imported] p");
}

async function revise(tab: Tab, name: string, change: { to?: string; tags?: string; note?: string }): Promise<void> {
  await press(tab, name, "Rename");
  if (change.to !== undefined) await tab.type('kf-shelf [data-of="name"]', change.to);
  if (change.tags !== undefined) await tab.type('kf-shelf [data-of="tags"]', change.tags);
  if (change.note !== undefined)
    await tab.run(`all("kf-shelf textarea", here)[0].value = ${JSON.stringify(change.note)}`);
  await tab.click("kf-shelf wa-button", "Done");
  await tab.until("a card again", async () => (await tab.count("kf-shelf [data-revised]")) === 0);
}

inBrowsers("the shelf", (browser) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await browser.open(`${site.origin}/?shelf#dataset=iris`);
    await openedData(tab, /Iris/);
    await catchDownloads(tab);
    await fit(tab);
    await save(tab, "b-logistic");
    await swapEstimator(tab, "DecisionTreeClassifier");
    await fit(tab);
    await save(tab, "a-tree");
  });

  test("cards say what a model is, and stand in the order that is asked for", async () => {
    await shows(tab, ["a-tree", "b-logistic"]);
    const [tree] = await tab.texts('kf-shelf li[data-name="a-tree"]');
    expect(tree).toMatch(/DecisionTreeClassifier · Iris.*Accuracy 0\.\d+ .*bytes|kB · [0-9a-f]{8}/);
    await tab.choose("kf-shelf #order", "size");
    await shows(tab, ["a-tree", "b-logistic"]);
    await tab.choose("kf-shelf #order", "saved");
    await shows(tab, ["a-tree", "b-logistic"]);
    await save(tab, "c-newest");
    await shows(tab, ["c-newest", "a-tree", "b-logistic"]);
    await tab.choose("kf-shelf #order", "name");
    await shows(tab, ["a-tree", "b-logistic", "c-newest"]);
  });

  test("tags and a note stand on the card, are looked for, and are no part of the file", async () => {
    const before = await fileOf(tab, "b-logistic");
    await revise(tab, "b-logistic", { tags: "best, for the talk", note: "Line one\nline two <b>" });
    expect(await tab.texts('kf-shelf li[data-name="b-logistic"] .tags .tag')).toEqual(["best", "for the talk"]);
    expect(await tab.text('kf-shelf li[data-name="b-logistic"] .note')).toBe("Line oneline two <b>");
    expect(Buffer.from(await fileOf(tab, "b-logistic")).equals(before)).toBe(true);
    await tab.click('kf-shelf [data-tag="best"]');
    await shows(tab, ["b-logistic"]);
    await tab.click('kf-shelf [data-tag="best"]');
    await shows(tab, ["a-tree", "b-logistic", "c-newest"]);
    // Saved over, what was written about it stays.
    await save(tab, "d-other");
    await tab.type("kf-shelf .find", "talk");
    await shows(tab, ["b-logistic"]);
    await tab.type("kf-shelf .find", "zzz");
    await tab.text("kf-shelf [role=status]", /None of 4 models fits/);
    await tab.type("kf-shelf .find", " ");
    await shows(tab, ["a-tree", "b-logistic", "c-newest", "d-other"]);
  });

  test("a name that is taken is refused, and the form stays", async () => {
    await tab.click("kf-shelf wa-button", "Rename d-other,");
    await tab.type('kf-shelf [data-of="name"]', "a-tree");
    await tab.click("kf-shelf wa-button", "Done");
    await tab.text('kf-step-save [role="alert"]', /"a-tree" is already saved/);
    expect(await tab.count("kf-shelf [data-revised]")).toBe(1);
    await tab.click("kf-shelf wa-button", "Cancel");
  });

  test("duplicated, deleted and brought back it has the same bytes, date and remarks", async () => {
    await tab.click("kf-shelf wa-button", "Duplicate b-logistic");
    await shows(tab, ["a-tree", "b-logistic", "b-logistic-2", "c-newest", "d-other"]);
    expect(Buffer.from(await fileOf(tab, "b-logistic-2")).equals(await fileOf(tab, "b-logistic"))).toBe(true);
    const [card] = await tab.texts('kf-shelf li[data-name="b-logistic"]');
    await tab.click("kf-shelf wa-button", "Delete b-logistic");
    await shows(tab, ["a-tree", "b-logistic-2", "c-newest", "d-other"]);
    await tab.click("kf-step-save button.link", "Undo");
    await shows(tab, ["a-tree", "b-logistic", "b-logistic-2", "c-newest", "d-other"]);
    expect(await tab.texts('kf-shelf li[data-name="b-logistic"]')).toEqual([card]);
  });

  test("two are compared where comparing is", async () => {
    for (const name of ["a-tree", "b-logistic"]) await tab.click(`kf-shelf li[data-name="${name}"] [data-choose]`);
    await tab.click('kf-shelf [data-act="compare"]');
    await tab.text("kf-step-compare .word", /^Different pipelines$/);
    const sides = await tab.run<string[]>(`return all("kf-step-compare select", here).map(({ value }) => value)`);
    expect(sides).toEqual(["saved:a-tree", "saved:b-logistic"]);
  });

  test("how one was made comes back as what is chosen", async () => {
    await tab.text("kf-recipe .class", /DecisionTreeClassifier/);
    await tab.click("kf-shelf wa-button", "Bring back how b-logistic was made");
    await tab.text("kf-recipe .class", /LogisticRegression/);
    expect(await tab.run("return all('#saved')[0].value")).toBe("b-logistic");
  });

  test("all of them as one file come back to an empty shelf as they were", async () => {
    const archive = await exported(tab);
    const cards = await tab.texts("kf-shelf li");
    const all = await names(tab);
    for (const name of all) {
      await press(tab, name, "Delete");
      await tab.until(`${name} gone`, async () => !(await names(tab)).includes(name));
    }
    expect(await imports(tab, "models.zip", archive)).toMatch(/^From models\.zip: 5 models imported\./);
    await shows(tab, all);
    expect(await tab.texts("kf-shelf li")).toEqual(cards);
    // Once more nothing is taken, and nothing is lost.
    expect(await imports(tab, "models.zip", archive)).toMatch(/0 models imported, 5 there already/);
    await shows(tab, all);
  });

  test("what is damaged is refused by name, and the rest is taken; no name takes another's place", async () => {
    const members = unzipSync(await exported(tab));
    const tree = await fileOf(tab, "a-tree");
    const broken = members["b-logistic.keepfit"]!.slice();
    broken[broken.length >> 1]! ^= 1;
    const { "shelf.json": list } = members;
    const archive = zipSync({
      "shelf.json": list!,
      // Another model of the same name.
      "a-tree.keepfit": members["b-logistic.keepfit"]!,
      "b-logistic.keepfit": broken,
      "pickle.keepfit": strToU8("\x80\x04cos\nsystem\n"),
      "new.keepfit": tree,
      "readme.txt": strToU8("hello"),
    });
    expect(await imports(tab, "mixed.zip", archive)).toMatch(/2 models imported, 2 refused/);
    const refused = await tab.texts("[data-refused] li");
    expect(refused.map((line) => line.split(":")[0]!.trim())).toEqual(["b-logistic.keepfit", "pickle.keepfit"]);
    expect(refused[0]).toMatch(/digest|checksum|damaged|changed/i);
    expect(refused[1]).toMatch(/pickle/i);
    expect((await tab.texts("[data-renamed] li"))[0]).toMatch(
      /^a-tree\.keepfit: saved as “a-tree-2”, as there is another “a-tree”; the same pipeline as “b-logistic/,
    );
    expect(await tab.text("[data-imported]")).toMatch(/No models, and left aside: readme\.txt/);
    expect(Buffer.from(await fileOf(tab, "a-tree")).equals(tree)).toBe(true);
    expect(await names(tab)).toContain("new");
  });

  test("what is no archive is refused as a whole", async () => {
    await tab.drop("section#save .body", "models.zip", strToU8("PK, but no zip"));
    await tab.text('kf-step-save [role="alert"]', /“models\.zip” was not imported\. It is no zip file/);
  });

  test("models of a page that knew no tags are shown, and can have some", async () => {
    await tab.run(`
      window.done = false;
      const opening = indexedDB.open("keepfit");
      opening.onsuccess = () => {
        const transaction = opening.result.transaction(["models", "bytes"], "readwrite");
        const [models, bytes] = ["models", "bytes"].map((name) => transaction.objectStore(name));
        bytes.get("a-tree").onsuccess = ({ target }) => {
          bytes.put(target.result, "old");
          models.put({ name: "old", size: target.result.length, saved: "2026-01-02T03:04:05.000Z", id: "0", summary: { dataset: "Iris", model: "DecisionTreeClassifier" } });
        };
        transaction.oncomplete = () => (opening.result.close(), (window.done = true));
      };
    `);
    await tab.until("an old model", () => tab.run<boolean>("return window.done"));
    await tab.reload();
    await openedData(tab, /Iris/);
    await tab.text('kf-shelf li[data-name="old"]', /2 Jan 2026/);
    await revise(tab, "old", { tags: "kept" });
    await tab.text('kf-shelf li[data-name="old"] .tags', /kept/);
    expect((await loadSaved(tab, "old")).word).toBe("Identical");
    expect(tab.complaints).toEqual([]);
  });
});

// ---- random sequences -----------------------------------------------------------------------------------------------

const runs = process.env["KEEPFIT_SOAK"] ? 60 : 3;
/** A failure names its seed: KEEPFIT_SEED repeats it. */
const seed = Number(process.env["KEEPFIT_SEED"] ?? 0) || (process.env["KEEPFIT_SOAK"] ? undefined : 11);

interface Do {
  readonly what:
    | "save"
    | "open"
    | "break"
    | "repair"
    | "tag"
    | "duplicate"
    | "rename"
    | "delete"
    | "undo"
    | "export"
    | "import"
    | "reload";
  readonly a: number;
  readonly b: number;
}
const acts = fc.array(
  fc.record({
    what: fc.constantFrom<Do["what"]>(
      "save",
      "save",
      "open",
      "break",
      "repair",
      "tag",
      "duplicate",
      "rename",
      "delete",
      "undo",
      "export",
      "import",
      "reload",
    ),
    a: fc.nat(10_000),
    b: fc.nat(10_000),
  }),
  { minLength: 4, maxLength: 12 },
);

/** What the shelf must hold: bytes and tags of each name. */
interface Held {
  readonly bytes: Buffer;
  readonly tags: readonly string[];
}

describe("random changes of the shelf", () => {
  let browser: TestBrowser;
  let tab: Tab;
  let held = new Map<string, Held>();
  let deleted: [string, Held] | undefined;
  let archive: { bytes: Uint8Array; held: Map<string, Held> } | undefined;
  let damaged: { whole: Buffer; broken: Buffer } | undefined;
  let next = 0;

  beforeAll(async () => {
    browser = await startChromium();
    tab = await browser.open(`${site.origin}/?random#dataset=iris`);
    await openedData(tab, /Iris/);
    await fit(tab);
    await catchDownloads(tab);
  });
  afterAll(() => browser?.close());

  const one = (pick: number): string | undefined => [...held.keys()].sort()[pick % Math.max(1, held.size)];
  const free = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; held.has(name); n++) name = `${wanted}-${n}`;
    return name;
  };

  /** In the page by its own buttons; in `held` by what they promise. */
  const does: Record<Do["what"], (pick: Do) => Promise<void>> = {
    async save() {
      const name = `m${next++ % 5}`;
      const tags = held.get(name)?.tags ?? [];
      await tab.type("wa-input.name", name);
      await tab.click("wa-button", "Save");
      await tab.text(".said", new RegExp(`^Saved ${name};`));
      await tab.until("rest", async () => !(await tab.run(`return all("[aria-busy=true]", here).length > 0`)));
      held.set(name, { bytes: Buffer.from(await fileOf(tab, name)), tags });
    },
    async open({ a }) {
      const name = one(a);
      if (!name) return;
      await press(tab, name, "Load");
      await tab.text(".said", new RegExp(`^Loaded ${name},`));
      expect((await readVerdict(tab)).word).toBe("Identical");
    },
    async break({ a, b }) {
      const name = one(a);
      if (!name) return;
      const whole = held.get(name)!.bytes;
      const broken = Buffer.from(whole);
      broken[b % whole.length]! ^= 1 << (a % 8);
      damaged = { whole, broken };
      await openFile(tab, "broken.keepfit", broken);
      await tab.text('kf-step-verify [role="alert"]', /“broken\.keepfit” was not loaded\./);
      if ((await imports(tab, "broken.keepfit", broken)) === "") throw new Error("It said nothing.");
      expect(await tab.count("[data-refused] li")).toBe(1);
    },
    async repair() {
      if (!damaged) return;
      await openFile(tab, "repaired.keepfit", damaged.whole);
      await tab.text("kf-step-verify .said", /^Loaded repaired,/);
      expect((await readVerdict(tab)).word).toBe("Identical");
    },
    async tag({ a, b }) {
      const name = one(a);
      if (!name) return;
      const tags = [`t${b % 3}`];
      await revise(tab, name, { tags: tags.join() });
      held.set(name, { ...held.get(name)!, tags });
    },
    async duplicate({ a }) {
      const name = one(a);
      if (!name || held.size > 8) return;
      const to = free(name);
      await press(tab, name, "Duplicate");
      held.set(to, held.get(name)!);
    },
    async rename({ a, b }) {
      const name = one(a);
      const to = `r${b % 4}`;
      if (!name || held.has(to)) return;
      await revise(tab, name, { to });
      held.set(to, held.get(name)!);
      held.delete(name);
    },
    async delete({ a }) {
      const name = one(a);
      if (!name) return;
      await press(tab, name, "Delete");
      deleted = [name, held.get(name)!];
      held.delete(name);
    },
    async undo() {
      if (!deleted || held.has(deleted[0])) return;
      await tab.click("kf-step-save button.link", "Undo");
      held.set(...deleted);
      deleted = undefined;
    },
    async export() {
      if (held.size) archive = { bytes: await exported(tab), held: new Map(held) };
    },
    async import() {
      if (!archive) return;
      const said = await imports(tab, "all.zip", archive.bytes);
      let taken = 0;
      for (const [name, model] of [...archive.held].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const own = [...held].some(
          ([other, { bytes }]) =>
            bytes.equals(model.bytes) && (other === name || new RegExp(`^${name}-\\d+$`).test(other)),
        );
        if (own) continue;
        held.set(free(name), model);
        taken++;
      }
      expect(said).toContain(`${taken} model${taken === 1 ? "" : "s"} imported`);
      expect(await tab.count("[data-refused] li")).toBe(0);
    },
    async reload() {
      await tab.reload();
      await openedData(tab, /Iris/);
      await fit(tab);
      await catchDownloads(tab);
      deleted = undefined;
    },
  };

  const promised = async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (sequence) => {
        for (const act of sequence) {
          await does[act.what](act);
          const wanted = [...held.keys()].sort();
          await tab.until(
            `${act.what} gives ${wanted.join(", ")}`,
            async () => String((await names(tab)).sort()) === String(wanted),
          );
        }
        for (const [name, { bytes, tags }] of held) {
          expect(bytes.equals(await fileOf(tab, name)), name).toBe(true);
          expect(await tab.texts(`kf-shelf li[data-name="${name}"] .tags .tag`), name).toEqual(tags);
        }
        expect(tab.complaints).toEqual([]);
        for (const name of [...held.keys()]) {
          await press(tab, name, "Delete");
          await tab.until(`${name} gone`, async () => !(await names(tab)).includes(name));
        }
        [held, deleted, archive, damaged] = [new Map(), undefined, undefined, undefined];
      }),
      { numRuns: runs, ...(seed === undefined ? {} : { seed }), endOnFailure: true },
    );
  };

  test("what was promised is there, byte by byte, and nothing else", promised, 60_000 + runs * 60_000);
});
