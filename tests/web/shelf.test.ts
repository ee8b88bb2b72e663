// Saved models as one file and back, and what the shelf shows of them. Archives are read by unzip too, and made by it.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  entryOf,
  matches,
  orders,
  remarksIn,
  sorted,
  tagsFrom,
  tagsOf,
  untaken,
  withRemarks,
} from "../../web/elements/state/shelf-entry.js";
import { fileNames, packShelf, unpackShelf, type ToPack } from "../../web/elements/store/shelf-file.js";
import { rejection } from "./helpers.js";

const quiet = { signal: new AbortController().signal, onProgress: () => {} };
const bytesOf = (seed: number, length: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 255);
const packed = async (models: readonly ToPack[]) =>
  new Uint8Array(await (await packShelf(models, quiet)).arrayBuffer());
const model = (name: string, bytes: Uint8Array, more: Partial<ToPack> = {}): ToPack => ({
  name,
  saved: "2026-01-31T09:30:00.000Z",
  tags: [],
  note: "",
  read: async () => bytes,
  ...more,
});

describe("one file of many models", () => {
  test("names, dates, tags, notes and bytes come back", async () => {
    const models = [
      model("penguins", bytesOf(1, 700_000), { tags: ["best", "of two"], note: "with care\nand patience" }),
      model("a/b: c?", bytesOf(2, 3), { saved: "1970-01-01T00:00:00.000Z" }),
      model("A/B: C?", bytesOf(3, 0)),
    ];
    const { members, others, listDamaged } = await unpackShelf(await packed(models));
    expect([others, listDamaged]).toEqual([[], false]);
    expect(members.map(({ shelved }) => shelved)).toEqual(models.map(({ read: _, ...shelved }) => shelved));
    for (const [i, { take }] of members.entries())
      expect(Buffer.from(take()).equals(await models[i]!.read()), models[i]!.name).toBe(true);
  });

  test("of more files than anybody has is refused before they are looked at", async () => {
    const many = zipSync(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}`, new Uint8Array()])));
    expect(await rejection(unpackShelf(many))).toMatchObject({ message: "It holds more than 10,000 files." });
  });

  test("of any names", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1, maxLength: 8 }),
        async (names) => {
          const { members } = await unpackShelf(await packed(names.map((name, i) => model(name, bytesOf(i, 20)))));
          expect(members.map(({ shelved }) => shelved!.name)).toEqual(names);
          for (const [i, { take }] of members.entries()) expect(take()).toEqual(bytesOf(i, 20));
        },
      ),
      { numRuns: 25 },
    );
  });

  test("files have names that any system takes, each once", () => {
    const names = fileNames(["con/..\\x", "..", "a", "A", "", "b. ", "x".repeat(300), "tab\there"]);
    expect(names).toEqual([
      "con_.._x.keepfit",
      "_.keepfit",
      "a.keepfit",
      "A-2.keepfit",
      "model.keepfit",
      "b_.keepfit",
      `${"x".repeat(100)}.keepfit`,
      "tab_here.keepfit",
    ]);
  });

  test("another program unpacks it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keepfit-shelf-"));
    try {
      const file = join(folder, "models.zip");
      writeFileSync(file, await packed([model("one", bytesOf(5, 100_000)), model("two", bytesOf(6, 10))]));
      // Python's, which compares every checksum.
      const script = `import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2]); print(*z.namelist())`;
      const listed = execFileSync("python3", ["-c", script, file, folder], { encoding: "utf8" });
      expect(listed.trim()).toBe("shelf.json one.keepfit two.keepfit");
      expect(new Uint8Array(readFileSync(join(folder, "one.keepfit")))).toEqual(bytesOf(5, 100_000));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("stopping ends it between two models", async () => {
    const stop = new AbortController();
    const models = [model("one", bytesOf(1, 10)), model("two", bytesOf(2, 10))];
    const packing = packShelf(models, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(await rejection(packing)).toMatchObject({ name: "AbortError" });
  });
});

describe("a file that is damaged", () => {
  const models = ["first", "second", "third"].map((name, i) =>
    model(name, bytesOf(i, 5000), { note: `note of ${name}` }),
  );

  test("a damaged member costs the others nothing", async () => {
    const whole = await packed(models);
    const { members: before } = await unpackShelf(whole);
    const outcomes = new Set<string>();
    const outcomeOf = (take: () => Uint8Array, wanted: Uint8Array): string => {
      try {
        return Buffer.from(take()).equals(wanted) ? "the same" : "other bytes";
      } catch (error) {
        return /cannot be unpacked/.exec((error as Error).message)![0];
      }
    };
    // Somewhere within the second member: between its name and the third's.
    const at = (name: string) => Buffer.from(whole).indexOf(`${name}.keepfit`);
    for (let place = at("second") + 20; place < at("third") - 34; place += 41) {
      const broken = whole.slice();
      broken[place]! ^= 0x55;
      const { members } = await unpackShelf(broken);
      expect(members.map(({ shelved }) => shelved?.name)).toEqual(["first", "second", "third"]);
      expect(members[0]!.take()).toEqual(before[0]!.take());
      expect(members[2]!.take()).toEqual(before[2]!.take());
      outcomes.add(outcomeOf(members[1]!.take, before[1]!.take()));
    }
    // What unpacks all the same is told by the model's own checksum; headers that nobody reads may say what they like.
    expect(outcomes).toContain("cannot be unpacked");
    expect(outcomes).toContain("other bytes");
  });

  test("a changed note is not taken for what was written", async () => {
    const { "shelf.json": list, ...rest } = unzipSync(await packed(models));
    const changed = strFromU8(list!).replace("note of second", "note of nobody");
    const { members, listDamaged } = await unpackShelf(zipSync({ "shelf.json": strToU8(changed), ...rest }));
    expect(listDamaged).toBe(true);
    expect(members.map(({ file, shelved }) => [file, shelved])).toEqual([
      ["first.keepfit", undefined],
      ["second.keepfit", undefined],
      ["third.keepfit", undefined],
    ]);
  });

  test("a zip of models alone is taken, and what is none is left aside", async () => {
    const archive = zipSync({
      "old/mine.keepfit": bytesOf(9, 40),
      "readme.txt": strToU8("hello"),
      "old/": new Uint8Array(),
      // As macOS packs it.
      "__MACOSX/old/._mine.keepfit": bytesOf(3, 20),
      "._readme.txt": bytesOf(3, 20),
    });
    const { members, others, listDamaged } = await unpackShelf(archive);
    expect(members.map(({ file }) => file)).toEqual(["old/mine.keepfit"]);
    expect(members[0]!.take()).toEqual(bytesOf(9, 40));
    expect([others, listDamaged]).toEqual([["readme.txt"], false]);
  });

  test("what is no zip, or a part of one", async () => {
    const whole = await packed(models);
    for (const bytes of [new Uint8Array(), bytesOf(1, 100), whole.slice(0, whole.length - 30)])
      expect(await rejection(unpackShelf(bytes))).toMatchObject({ message: expect.stringMatching(/no zip file/) });
  });

  test("a member that says it is larger than memory", async () => {
    const archive = zipSync({ "bomb.keepfit": bytesOf(1, 1000) });
    // The size of the unpacked file, in the table of contents: after its signature at 24.
    const at = Buffer.from(archive).lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    new DataView(archive.buffer, archive.byteOffset).setUint32(at + 24, 0xfffffff0, true);
    const { members } = await unpackShelf(archive);
    expect(() => members[0]!.take()).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/larger than any model/) }),
    );
  });
});

describe("what the shelf shows", () => {
  const item = (name: string, summary: object = {}, size = 10, saved = "2026-01-01T00:00:00Z") => ({
    name,
    size,
    saved,
    summary: summary as Record<string, unknown>,
  });

  test("models that were saved before there were tags and notes", () => {
    const old = item("penguins", {
      dataset: "Palmer penguins",
      model: "Ridge",
      metric: ["r2", 0.5],
      fingerprint: "ab",
    });
    expect(entryOf(old)).toMatchObject({
      dataset: "Palmer penguins",
      metric: ["r2", 0.5],
      tags: [],
      note: "",
      signedBy: undefined,
    });
    expect(entryOf(item("older"))).toMatchObject({ dataset: "", model: "", metric: undefined, tags: [], takenRows: 0 });
    expect(entryOf(item("odd", { tags: "x", note: 3, metric: { a: 1 }, takenRows: "1" }))).toMatchObject({
      tags: [],
      note: "",
      metric: undefined,
      takenRows: 0,
    });
  });

  test("tags as they are typed", () => {
    expect(tagsFrom(" best, of  two ,,best, x")).toEqual(["best", "of two", "x"]);
    expect(tagsFrom(Array.from({ length: 30 }, (_, i) => i).join())).toHaveLength(12);
    expect(remarksIn({ tags: ["a,b", "y".repeat(60), 1], note: `${"z".repeat(3000)}` })).toEqual({
      tags: ["y".repeat(40)],
      note: "z".repeat(2000),
    });
    expect(withRemarks({ model: "Ridge", tags: ["old"], note: "old" }, { tags: [], note: "" })).toEqual({
      model: "Ridge",
    });
  });

  test("their order", () => {
    const entries = [
      item("b10", { dataset: "wine", metric: ["accuracy", 0.9] }, 5, "2026-01-02T00:00:00Z"),
      item("b9", { dataset: "iris", metric: ["accuracy", 0.95] }, 7, "2026-01-01T00:00:00Z"),
      item("a", { dataset: "wine", metric: ["r2", 0.99] }, 6, "2026-01-03T00:00:00Z"),
      item("c", {}, 6, "2026-01-03T00:00:00Z"),
    ].map(entryOf);
    const by = (order: (typeof orders)[number]) => sorted(entries, order).map(({ name }) => name);
    expect(by("saved")).toEqual(["a", "c", "b10", "b9"]);
    expect(by("name")).toEqual(["a", "b9", "b10", "c"]);
    expect(by("score")).toEqual(["b9", "b10", "a", "c"]);
    expect(by("size")).toEqual(["b9", "a", "c", "b10"]);
    expect(by("data")).toEqual(["c", "b9", "a", "b10"]);
  });

  test("those that are looked for", () => {
    const one = entryOf(
      item("penguins-2", { dataset: "Palmer penguins", model: "Ridge", tags: ["best"], note: "For the talk" }),
    );
    expect(matches(one, "", undefined)).toBe(true);
    expect(matches(one, "ridge TALK", undefined)).toBe(true);
    expect(matches(one, "ridge wine", undefined)).toBe(false);
    expect(matches(one, "", "best")).toBe(true);
    expect(matches(one, "", "worst")).toBe(false);
    expect(tagsOf([one, one, entryOf(item("x", { tags: ["a", "best"] }))])).toEqual(["best", "a"]);
    expect(untaken("x", new Set(["x", "x-2"]))).toBe("x-3");
  });
});
