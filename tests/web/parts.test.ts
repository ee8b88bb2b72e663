// The engine in parts: the same bytes as the whole, and what is met of a part that is slow, refused, or cut wrongly.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { EngineCode } from "../../web/lib/code.js";
import { decodeMessage, encodeMessage } from "../../web/lib/codec.js";
import { dispatcher } from "../../web/lib/dispatch.js";
import { usualEstimators } from "../../web/lib/generated/parts.js";
import {
  AdaBoostClassifier,
  createEngine,
  GaussianNB,
  KeepfitError,
  KMeans,
  LogisticRegression,
  PCA,
  Pipeline,
  StandardScaler,
  type Engine,
  type EngineOptions,
} from "../../web/lib/index.js";
import { writtenSchema } from "../../web/lib/schema.js";
import { columnToWire } from "../../web/lib/column.js";
import { tableToWire, targetToWire } from "../../web/lib/table.js";
import { EngineHost, PartMissing, PartTrap } from "../../web/lib/wasm.js";
import { dataOf, files, folder, parsed, type EstimatorCase } from "./fixtures.js";
import { dataset, rejection, root } from "./helpers.js";
import { LoopbackWorker } from "./loopback.js";

const generated = `${root}web/lib/generated/`;
const bytesOf = (file: string) => readFileSync(generated + file);
const [whole, first, fit, predictMore, fitMore] = ["", "-predict", "-fit", "-predict-more", "-fit-more"].map(
  (part) => new WebAssembly.Module(bytesOf(`keepfit${part}.wasm`)),
) as [WebAssembly.Module, WebAssembly.Module, WebAssembly.Module, WebAssembly.Module, WebAssembly.Module];
const parts = { fit, "predict-more": predictMore, "fit-more": fitMore };

type Answer = { readonly [key: string]: unknown };

/** Two hosts that are asked the same, in the same order: every answer must be the same bytes. */
function pair(one: EngineHost, other: EngineHost): (op: string, request: object) => { ok: boolean; answer: Answer } {
  return (op, request) => {
    const bytes = encodeMessage(request);
    const [here, there] = [one.call(op, bytes), other.call(op, bytes)];
    const answer = decodeMessage(here.bytes) as Answer;
    if (here.ok !== there.ok || Buffer.compare(here.bytes, there.bytes) !== 0)
      expect(decodeMessage(there.bytes), `${op}: the answers differ`).toEqual(answer);
    expect(Buffer.compare(here.bytes, there.bytes), `${op}: the answers differ in a byte`).toBe(0);
    return { ok: here.ok, answer };
  };
}

const together = pair(new EngineHost(whole), new EngineHost(first, Object.entries(parts)));
/** The first part alone: what it lacks would throw. */
const firstAlone = pair(new EngineHost(whole), new EngineHost(first));
/** With what less usual estimators need to be opened and asked, and without anything that fits. */
const withMore = pair(new EngineHost(whole), new EngineHost(first, [["predict-more", predictMore]]));
/** What fits the usual estimators, and nothing of others. */
const usual = pair(new EngineHost(whole), new EngineHost(first, [["fit", fit]]));
const isUsual = (classes: readonly string[]) => classes.every((name) => usualEstimators.includes(name));

/** The classes that a recipe names at any depth. */
const classesIn = (value: unknown): string[] =>
  typeof value !== "object" || value === null || ArrayBuffer.isView(value)
    ? []
    : [
        ...("class" in value && typeof value.class === "string" ? [value.class] : []),
        ...Object.values(value).flatMap(classesIn),
      ];

const inspector = new EngineHost(whole);
/** Whether a file is of usual estimators alone; false for one that is refused. */
function isOfUsual(bytes: Uint8Array): boolean {
  const answer = inspector.call("inspect", encodeMessage({ bytes }));
  if (!answer.ok) return false;
  const { rows } = decodeMessage(answer.bytes) as { rows: { kind: string; preview: string }[] };
  return isUsual(rows.filter(({ kind }) => kind === "estimator").map(({ preview }) => preview));
}

/** Everything that is done with a saved model but to judge it; says whether the first part alone has done it. */
function open(bytes: Uint8Array, tables: readonly object[] = [], back?: object): boolean {
  const first = isOfUsual(bytes);
  const alone = first ? firstAlone : withMore;
  alone("verify", { bytes });
  alone("inspect", { bytes });
  const { ok, answer } = alone("load", { bytes });
  if (!ok) {
    alone("load", { bytes, report: true });
    return first;
  }
  const { model } = answer;
  const { methods } = alone("describe", { model }).answer as { methods: string[] };
  alone("params", { model });
  alone("fitted", { model });
  for (const X of tables) {
    alone("input_warnings", { model, X });
    for (const method of methods.filter((name) => name !== "inverse_transform")) {
      const asked = alone(method, { model, X });
      if (method === "transform" && asked.ok && methods.includes("inverse_transform"))
        alone("inverse_transform", { model, X: back ?? asked.answer.X });
    }
    const { data } = alone("hold", { X }).answer;
    if (methods.includes("predict")) alone("predict", { model, data });
    alone("drop", { data });
  }
  alone("dump", { model, card: {} });
  alone("dump", { model, card: {}, proof: true });
  alone("dump", { model, card: {}, proof: false });
  alone("release", { model });
  return first;
}

const keepfits = (path: string) =>
  readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".keepfit"));

describe("what predicts answers alone as the whole engine does", () => {
  test.each([
    ["tests/golden/models/", 20],
    ["tests/hostile/", 10],
  ])("every file of %s, at least %i by the first part", (path, least) => {
    const names = keepfits(root + path);
    expect(names.length).toBeGreaterThan(50);
    const first = names.filter((name) => open(readFileSync(root + path + name)));
    expect(first.length).toBeGreaterThanOrEqual(least);
    expect(first.length).toBeLessThan(names.length);
  });

  test("less usual models are met without their part before anything is made of them", () => {
    const names = keepfits(`${root}tests/golden/models/`);
    const rare = names
      .map((name) => readFileSync(`${root}tests/golden/models/${name}`))
      .filter((file) => !isOfUsual(file));
    expect(rare.length).toBeGreaterThan(40);
    for (const bytes of rare) {
      const host = new EngineHost(first);
      const request = encodeMessage({ bytes });
      for (let i = 0; i < 2; i++) expect(() => host.call("load", request)).toThrow(new PartMissing("predict-more"));
      host.add("predict-more", predictMore);
      expect(decodeMessage(host.call("load", request).bytes)).toMatchObject({ model: 1 });
    }
  });

  test("and so are their recipes, of every class", async () => {
    const { estimators } = await writtenSchema();
    const rare = estimators.filter(({ name }) => !usualEstimators.includes(name));
    expect(rare.length).toBeGreaterThan(40);
    for (const { name } of rare) {
      const host = new EngineHost(first, [["fit", fit]]);
      const request = encodeMessage({ recipe: { class: name, params: {} }, X: { columns: [] } });
      expect(() => host.call("fit", request), name).toThrow(new PartMissing("predict-more"));
    }
  });

  const fitted = files.filter((name) => "recipe" in (parsed(readFileSync(folder + name, "utf8")).cases[0] ?? {}));
  expect(fitted.length).toBeGreaterThan(60);

  test.each(fitted)("what is fitted in %s, in parts and whole", { timeout: 120_000 }, (file) => {
    for (const each of parsed(readFileSync(folder + file, "utf8")).cases as EstimatorCase[]) {
      const { fit: given, use } = dataOf(each);
      const [X, y, options] = given;
      const weights = options && columnToWire(options.sample_weight, "sample_weight");
      const table = tableToWire(X);
      let target: ReturnType<typeof targetToWire> | undefined;
      try {
        target = y && targetToWire(y);
      } catch (error) {
        // The library refuses it before any engine is asked, as it must.
        expect(each.expect).toMatchObject({ error: true });
        expect(error).toBeInstanceOf(KeepfitError);
        continue;
      }
      const ask = isUsual(classesIn(each.recipe)) ? usual : together;
      const { ok, answer } = ask("fit", { recipe: each.recipe, X: table, y: target, sample_weight: weights });
      if (!ok) continue;
      const { model } = answer;
      const { bytes } = ask("dump", { model, card: { name: each.name } }).answer as { bytes: Uint8Array };
      ask("release", { model });
      open(bytes, [table, tableToWire(use[0])], each.inverse_of && tableToWire(each.inverse_of as number[][]));
    }
  });

  test("but it says which part a call lacks, and loses nothing by it", () => {
    const host = new EngineHost(first);
    const iris = dataset("iris");
    const request = encodeMessage({ recipe: LogisticRegression(), X: tableToWire(iris.X), y: targetToWire(iris.y) });
    expect(host.lacking.toSorted()).toEqual(["fit", "fit-more", "predict-more"]);
    for (let i = 0; i < 3; i++) expect(() => host.call("fit", request)).toThrow(new PartMissing("fit"));
    host.add("fit", fit);
    expect(host.lacking.toSorted()).toEqual(["fit-more", "predict-more"]);
    expect(decodeMessage(host.call("fit", request).bytes)).toMatchObject({ model: 1 });

    const rare = encodeMessage({ recipe: PCA(), X: tableToWire(iris.X) });
    for (const part of ["predict-more", "fit-more"] as const) {
      for (let i = 0; i < 3; i++) expect(() => host.call("fit", rare)).toThrow(new PartMissing(part));
      host.add(part, parts[part]);
    }
    expect(host.lacking).toEqual([]);
    expect(decodeMessage(host.call("fit", rare).bytes)).toMatchObject({ model: 2 });
  });

  test("what was moved to parts is back at its place with them", () => {
    const end = 2 ** 21;
    const [one, other] = [new EngineHost(whole), new EngineHost(first, Object.entries(parts))];
    expect(Buffer.compare(one.view(0, end), other.view(0, end))).toBe(0);
    // Without them it is not there, which is what they are for.
    expect(Buffer.compare(one.view(0, end), new EngineHost(first).view(0, end))).not.toBe(0);
    together("schema", {});
  });

  test("parts come in any order", () => {
    const iris = dataset("iris");
    const rare = encodeMessage({ recipe: GaussianNB(), X: tableToWire(iris.X), y: targetToWire(iris.y) });
    const answers = [
      ["fit", "predict-more", "fit-more"],
      ["fit-more", "predict-more", "fit"],
      ["predict-more", "fit-more", "fit"],
    ].map((order) => {
      const host = new EngineHost(
        first,
        order.map((part) => [part, parts[part as keyof typeof parts]] as const),
      );
      expect(decodeMessage(host.call("fit", rare).bytes)).toMatchObject({ model: 1 });
      return Buffer.from(host.call("dump", encodeMessage({ model: 1, card: {} })).bytes).toString("hex");
    });
    expect(new Set(answers).size).toBe(1);
  });

  test("a fit of what is less usual has all its parts before it begins", async () => {
    const asked: string[] = [];
    const host = new EngineHost(first);
    const operate = dispatcher(host, async (part) => (asked.push(part), parts[part as keyof typeof parts]));
    const { X, y } = dataset("iris");
    // What is met first says that the other is needed too: nothing of the fit is done twice.
    const calls = vi.spyOn(host, "call");
    const recipe = AdaBoostClassifier({ n_estimators: 3 });
    await operate("fit", { recipe, X: tableToWire(X), y: targetToWire(y) });
    expect(asked).toEqual(["fit", "predict-more", "fit-more"]);
    expect(calls.mock.calls.filter(([op]) => op === "fit")).toHaveLength(2);
  });
});

// ---- a cut at the wrong place ---------------------------------------------------------------------------------------

const kept = readFileSync(`${root}build/wasm/kept.txt`, "utf8").trim().split("\n");
const wasmSplit = /^wasm-split:FILEPATH=(.*)$/m.exec(readFileSync(`${root}build/wasm/CMakeCache.txt`, "utf8"))![1]!;

/** What one of Binaryen's programs makes of files. */
function made(
  program: string,
  given: { [file: string]: string },
  args: (at: (file: string) => string) => string[],
  files: string[],
) {
  const place = mkdtempSync(join(tmpdir(), "keepfit-cut-"));
  const at = (file: string) => join(place, file);
  try {
    for (const [file, text] of Object.entries(given)) writeFileSync(at(file), text);
    const { status, stderr } = spawnSync(join(wasmSplit, "..", program), ["-all", ...args(at)], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    return files.map((file) => new WebAssembly.Module(readFileSync(at(file))));
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** The functions that run when the engine starts, which no part but the first can hold, as Binaryen records them. */
function startNames(): string[] {
  const place = mkdtempSync(join(tmpdir(), "keepfit-start-"));
  const [recorded, profile] = [join(place, "recorded"), join(place, "profile")];
  const split = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(wasmSplit, ["-all", `${root}build/wasm/keepfit.wasm`, ...args], {
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    return stdout;
  };
  try {
    split("--instrument", "-o", recorded);
    const module = new WebAssembly.Module(readFileSync(recorded));
    const { exports } = new WebAssembly.Instance(module, { keepfit: { progress: () => 0 } });
    const { memory, ...calls } = exports as unknown as { memory: WebAssembly.Memory } & {
      [name: string]: (...values: number[]) => number;
    };
    calls["_initialize"]!();
    const size = calls["__write_profile"]!(0, 0);
    const at = calls["keepfit_allocate"]!(size);
    calls["__write_profile"]!(at, size);
    writeFileSync(profile, new Uint8Array(memory.buffer, at, size));
    const said = split(`--profile=${profile}`, "--verbose", "-o1", join(place, "1"), "-o2", join(place, "2"));
    return /^Keeping functions: (.*)$/m.exec(said)![1]!.split(", ");
  } finally {
    rmSync(place, { recursive: true });
  }
}
let starting: string[];
beforeAll(() => {
  starting = startNames();
});

/** The engine cut so that some functions of the first part are in the other one. */
function cutWithout(left: (place: number) => boolean): WebAssembly.Module[] {
  const names = [...new Set([...starting, ...kept.filter((_, place) => !left(place))])].join("\n");
  return made(
    "wasm-split",
    { kept: names },
    (at) => [
      ...[`${root}build/wasm/keepfit.wasm`, `--keep-funcs=@${at("kept")}`, "-o1", at("first"), "-o2", at("fit")],
      ...["--import-namespace=keepfit:first", "--placeholder-namespace=keepfit:fit", "--export-prefix=fit:"],
    ],
    ["first", "fit"],
  );
}

const penguins = dataset("penguins");
const file = readFileSync(`${root}tests/golden/models/v1/pipeline_penguins_logistic.keepfit`);

describe("where functions that a saved model needs are in the other part", () => {
  let reference: { labels: unknown; inspected: unknown; dumped: Uint8Array; proof: unknown };
  beforeAll(async () => {
    const engine = await createEngine({ wasm: whole });
    const model = await engine.load(file);
    reference = {
      labels: await model.predict(penguins.X),
      inspected: await engine.inspect(file),
      dumped: await model.dump(),
      proof: model.proof,
    };
    engine.close();
  });

  // One function in five, another fifth each time; and all that can be left out.
  test.each([0, 1, 2, 3, 4, "all"])("they are fetched and the call is repeated: %s", async (share) => {
    const [firstPart, other] = cutWithout((place) => share === "all" || place % 5 === share);
    // What is met halfway leaves nothing behind, not on the engine's stack either: the same call ends well at last.
    const host = new EngineHost(firstPart!);
    const request = encodeMessage({ bytes: file });
    let met: unknown;
    for (let i = 0; i < 500 && !(met instanceof PartTrap); i++) {
      try {
        host.call("load", request);
      } catch (error) {
        met = error;
      }
      // A trap where the part was met in what may not fail: that instance is of no further use.
      expect(met instanceof PartMissing || met instanceof PartTrap).toBe(true);
    }
    if (!(met instanceof PartTrap)) {
      host.add("fit", other!);
      expect(decodeMessage(host.call("load", request).bytes)).toMatchObject({ model: 1, proof: reference.proof });
    }

    const engine = await createEngine({ wasm: firstPart!, fitWasm: other! });
    // Where a call is lost all the same, the engine that starts in its place has the part.
    if (met instanceof PartTrap) await engine.load(file).catch((error) => expect(error.code).toBe("worker_lost"));
    const model = await engine.load(file);
    expect(model.proof).toEqual(reference.proof);
    expect(await model.predict(penguins.X)).toEqual(reference.labels);
    expect(await engine.inspect(file)).toEqual(reference.inspected);
    expect(Buffer.compare(await model.dump(), reference.dumped)).toBe(0);
    engine.close();
  });

  test("where nothing may fail the engine is lost, and the next one starts with the part", async () => {
    // As a destructor does that cannot be left halfway.
    const [broken] = made(
      "wasm-as",
      {
        "broken.wat": `(module
      (import "keepfit:fit" "0" (func $missing))
      (memory (export "memory") 1)
      (func (export "keepfit_allocate") (param i32) (result i32) (i32.const 1024))
      (func (export "keepfit_free") (param i32 i32))
      (func (export "keepfit_call") (param i32 i32 i32 i32) (result i32)
        (try (do (call $missing)) (catch_all (unreachable)))
        (i32.const 0)))`,
      },
      (at) => [at("broken.wat"), "-o", at("broken")],
      ["broken"],
    );
    const fetched: string[] = [];
    const dispatch = dispatcher(new EngineHost(broken!), async (part) => (fetched.push(part), fit));
    expect(await rejection(dispatch("version", {}) as Promise<unknown>)).toBeInstanceOf(PartTrap);
    expect(fetched).toEqual(["fit"]);

    const code = new EngineCode({ wasm: first, fitWasm: fit });
    expect(code.there).toEqual([]);
    await code.part("fit");
    expect(new EngineHost(await code.first(), code.there).lacks("fit")).toBe(false);
  });
});

// ---- a part on its way ----------------------------------------------------------------------------------------------

function pretendBrowser(): void {
  vi.stubGlobal("Worker", LoopbackWorker);
  vi.stubGlobal("origin", "null");
}

describe.each(["in-thread", "worker"])("the part that fits, on its way to an engine %s", (where) => {
  let server: Server;
  let address: string;
  /** What the server does when asked for the part. */
  let answer: (send: () => void, refuse: () => void) => void;
  let asked = 0;
  /** The parts of less usual estimators that were asked for, and whether they are refused. */
  let more: string[] = [];
  let refusesMore = false;
  let engine: Engine | undefined;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = request.url!.slice(1);
      if (name.endsWith("-more.wasm")) {
        more.push(name);
        if (refusesMore) return void response.writeHead(503).end();
      }
      const send = () => response.writeHead(200, { "Content-Type": "application/wasm" }).end(bytesOf(name));
      if (name !== "keepfit-fit.wasm") return send();
      asked++;
      answer(send, () => response.writeHead(503).end());
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  afterEach(() => {
    engine?.close();
    vi.unstubAllGlobals();
    LoopbackWorker.started = [];
  });

  async function start(options: EngineOptions = {}): Promise<Engine> {
    asked = 0;
    more = [];
    if (where === "worker") pretendBrowser();
    engine = await createEngine({
      wasm: `${address}/keepfit-predict.wasm`,
      fitWasm: new URL(`${address}/keepfit-fit.wasm`),
      predictMoreWasm: `${address}/keepfit-predict-more.wasm`,
      fitMoreWasm: `${address}/keepfit-fit-more.wasm`,
      ...options,
    });
    expect(engine.thread).toBe(where === "worker" ? "worker" : "main");
    return engine;
  }

  const recipe = Pipeline([
    ["scale", StandardScaler()],
    ["model", LogisticRegression()],
  ]);
  const iris = dataset("iris");
  let savedAgain: Uint8Array;
  beforeAll(async () => {
    const engine = await createEngine({ wasm: whole });
    savedAgain = await (await engine.load(file)).dump();
    engine.close();
  });

  async function opens(): Promise<void> {
    const model = await engine!.load(file);
    expect(model.proof).toMatchObject({ identical: true });
    expect(await model.predict(penguins.X)).toHaveLength(penguins.rows);
    expect((await model.describe()).class).toBe("Pipeline");
    expect(await model.params()).toMatchObject({ class: "Pipeline" });
    // Saved again by this version it names the old file; the whole engine does the same.
    expect(await model.dump()).toEqual(savedAgain);
  }

  test("is fetched once, before anybody asks for it", async () => {
    answer = (send) => send();
    await start();
    await vi.waitFor(() => expect(asked).toBe(1));
    await opens();
    const model = await engine!.fit(recipe, iris.X, iris.y);
    expect(await model.score(iris.X, iris.y)).toBeGreaterThan(0.9);
    const { test_scores } = await engine!.crossValidate(recipe, iris.X, iris.y, { cv: 3, workers: 2 });
    expect(Object.values(test_scores)).toEqual([expect.objectContaining({ length: 3 })]);
    expect(asked).toBe(1);
  });

  test("is waited for by a fit, and by nothing else", async () => {
    let release = (): void => {};
    answer = (send) => (release = send);
    await start();
    await vi.waitFor(() => expect(asked).toBe(1));
    await opens();
    let done = false;
    const fitting = engine!.fit(recipe, iris.X, iris.y).finally(() => (done = true));
    await new Promise((later) => setTimeout(later, 100));
    expect(done).toBe(false);
    release();
    expect(await (await fitting).score(iris.X, iris.y)).toBeGreaterThan(0.9);
    expect(asked).toBe(1);
  });

  test("a fit that waits for it can be cancelled", async () => {
    let release = (): void => {};
    answer = (send) => (release = send);
    await start();
    await vi.waitFor(() => expect(asked).toBe(1));
    const changed = new AbortController();
    const fitting = rejection(engine!.fit(recipe, iris.X, iris.y, { signal: changed.signal }));
    await new Promise((later) => setTimeout(later, 50));
    changed.abort();
    expect(await fitting).toMatchObject({ code: "cancelled" });
    await opens();
    release();
    await engine!.fit(recipe, iris.X, iris.y);
  });

  test("where it is refused, models open and predict, a fit says what is missing, and asks again", async () => {
    answer = (_, refuse) => refuse();
    await start();
    await opens();
    const refusal = await rejection(engine!.fit(recipe, iris.X, iris.y));
    expect(refusal).toMatchObject({
      name: "KeepfitError",
      code: "part_unavailable",
      where: `${address}/keepfit-fit.wasm`,
      message: `The part of the engine that fits could not be read from ${address}/keepfit-fit.wasm: the server answered 503. Saved models still open and predict.`,
      hint: "Check the connection and that the file lies beside the library; then call again.",
    });
    expect(await rejection(engine!.crossValidate(recipe, iris.X, iris.y))).toMatchObject({ code: "part_unavailable" });
    await opens();
    answer = (send) => send();
    expect(await (await engine!.fit(recipe, iris.X, iris.y)).score(iris.X, iris.y)).toBeGreaterThan(0.9);
  });

  const rare = readFileSync(`${root}tests/golden/models/v1/k_means.keepfit`);

  test("what less usual estimators need is fetched after it, and they are there", async () => {
    answer = (send) => send();
    await start();
    await vi.waitFor(() => expect(more).toEqual(["keepfit-predict-more.wasm", "keepfit-fit-more.wasm"]));
    const model = await engine!.load(rare);
    expect(model.proof).toMatchObject({ identical: true });
    await engine!.fit(KMeans({ n_clusters: 2 }), iris.X);
    expect(more).toHaveLength(2);
  });

  test("a page that only opens models fetches what they need, once", async () => {
    answer = (send) => send();
    await start({ fitAhead: false });
    await opens();
    expect([asked, more]).toEqual([0, []]);
    for (let i = 0; i < 2; i++) {
      const model = await engine!.load(rare);
      expect(model.proof).toMatchObject({ identical: true });
    }
    expect([asked, more]).toEqual([0, ["keepfit-predict-more.wasm"]]);
  });

  test("where that is refused, other models open and predict, and it is asked for again", async () => {
    answer = (send) => send();
    refusesMore = true;
    try {
      await start({ fitAhead: false });
      const refusal = await rejection(engine!.load(rare));
      expect(refusal).toMatchObject({
        code: "part_unavailable",
        where: `${address}/keepfit-predict-more.wasm`,
        message: `The part of the engine that opens and asks models of the less usual estimators could not be read from ${address}/keepfit-predict-more.wasm: the server answered 503. Models of the usual ones still open and predict.`,
      });
      await opens();
      expect(await (await engine!.fit(recipe, iris.X, iris.y)).score(iris.X, iris.y)).toBeGreaterThan(0.9);
      expect(await rejection(engine!.fit(KMeans(), iris.X))).toMatchObject({ code: "part_unavailable" });
      refusesMore = false;
      expect((await engine!.load(rare)).proof).toMatchObject({ identical: true });
    } finally {
      refusesMore = false;
    }
  });

  test("an engine that was given without it says so", async () => {
    if (where === "worker") pretendBrowser();
    engine = await createEngine({ wasm: first });
    await opens();
    expect(await rejection(engine.fit(recipe, iris.X, iris.y))).toMatchObject({
      code: "part_unavailable",
      where: "fit",
      message: "The part of the engine that fits is needed, but the engine was given without it.",
      hint: "Give it to createEngine beside wasm, as fitWasm, or give the whole engine, keepfit.wasm, as wasm.",
    });
  });
});
