// Pickles are looked into by the library: the same answers as the native one has, also for packed files.
import { readFileSync } from "node:fs";
import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../build/lib/index.js";

const folder = new URL("../golden/pickles/", import.meta.url);
interface Told {
  honest: boolean;
  names?: string[];
  listing?: [number, string][];
  calls?: string[];
  foreign?: string[];
  findings?: string[] | null;
}
const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as { [file: string]: Told };
const bytesOf = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.close());

const packed = (file: string) => /^chain_.*\.joblib$/.test(file);

describe("what others find in a file, and what it hides", () => {
  test.each(Object.keys(expected).filter((file) => !packed(file)))("%s", async (file) => {
    const told = expected[file]!;
    const report = await engine.examineSklearn(bytesOf(file), { count: 2000 });
    expect(report.bytes).toBe(bytesOf(file).length);
    const names = report.globals.map(({ module, name }) => `${module} ${name}`);
    expect(names).toEqual(expect.arrayContaining(told.names ?? []));
    if (told.listing) {
      const found = report.lines.slice(0, told.listing.length).map(([at, opcode]) => [at, opcode]);
      expect(found).toEqual(told.listing);
    }
    if (told.honest) {
      expect(report).toMatchObject({ harmless: true, calls_met: 0, findings: [], versions: ["1.9.1"] });
      return;
    }
    if (told.findings === null) return void expect(report.harmless).toBe(false);
    expect(report.calls.map(({ callee }) => callee)).toEqual(told.calls);
    const foreign = report.globals.filter(({ role }) => role === "foreign");
    expect(foreign.map(({ module, name }) => `${module} ${name}`)).toEqual(told.foreign);
    expect(report.findings.map(({ code }) => code).slice(0, told.findings!.length)).toEqual(told.findings);
  });
});

test("what is packed with zlib or gzip is unpacked; other ways are named", async () => {
  const plain = await engine.examineSklearn(bytesOf("chain.joblib"));
  for (const method of ["zlib", "gzip"]) {
    const file = bytesOf(`chain_${method}.joblib`);
    const report = await engine.examineSklearn(new Blob([file]));
    expect(report).toEqual({ ...plain, bytes: file.length, compression: method });
    const cut = engine.examineSklearn(file.slice(0, file.length - 20));
    await expect(cut).rejects.toMatchObject({ code: "damaged", message: expect.stringContaining(method) });
  }
  // Python may read on behind what is packed; hosts differ in whether they say that something is there.
  for (const pack of [deflateSync, gzipSync]) {
    const longer = engine.examineSklearn(Buffer.concat([pack(bytesOf("chain.joblib")), Buffer.from("xxxx")]));
    await expect(longer).rejects.toMatchObject({ code: "damaged", message: expect.stringContaining("behind") });
  }
  const two = await engine.examineSklearn(
    Buffer.concat(["chain_protocol_4.pkl", "reduce_global.pkl"].map((file) => gzipSync(bytesOf(file)))),
  );
  expect(two).toMatchObject({ harmless: false, calls: [{ callee: "os.system" }] });
  for (const method of ["bz2", "xz", "lzma"]) {
    const report = engine.examineSklearn(bytesOf(`chain_${method}.joblib`));
    await expect(report).rejects.toMatchObject({ code: "compressed", where: method });
  }
});

test("what is no pickle is refused, and a table or a model is not taken for one", async () => {
  const texts = ["", "a,b\n1,2\n", "{}", "PK\x03\x04"];
  for (const text of texts)
    await expect(engine.examineSklearn(new TextEncoder().encode(text))).rejects.toMatchObject({ code: "not_a_pickle" });
  const book = readFileSync(new URL("../../tests/golden/tables/flowers.xlsx", import.meta.url));
  await expect(engine.examineSklearn(new Uint8Array(book))).rejects.toMatchObject({ code: "not_a_pickle" });
  const model = readFileSync(new URL("../hostile/good.keepfit", import.meta.url));
  await expect(engine.examineSklearn(new Uint8Array(model))).rejects.toMatchObject({ code: "not_a_pickle" });
});

test("an engine that was closed looks into nothing", async () => {
  const other = await createEngine();
  other.close();
  await expect(other.examineSklearn(bytesOf("chain.joblib"))).rejects.toMatchObject({ code: "closed" });
});
