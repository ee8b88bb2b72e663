// Data that a playground draws: what is chosen of them is in the address, the table holds the numbers that were drawn,
// and a card says enough to draw them again.
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type ParamValue, type Schema } from "../../web/lib/index.js";
import { drawAnew, drawing, goBack, openChoices, openNamed, setKind } from "../../web/elements/actions/open-data.js";
import { readNamed } from "../../web/elements/actions/sources.js";
import {
  drawnCall,
  drawnFile,
  drawnInPython,
  drawnOf,
  findGenerator,
  generators,
} from "../../web/elements/data/drawn.js";
import { valuesOf, type DataTable } from "../../web/elements/data/table.js";
import { readAddress, writeAddress } from "../../web/elements/state/address.js";
import { fetchPacking } from "../../web/elements/state/packed.js";
import * as changes from "../../web/elements/state/changes.js";
import { choicesFromText, choicesToText, dataNamed, defaults } from "../../web/elements/state/choices.js";
import { Store } from "../../web/elements/store/store.js";
import { root } from "./helpers.js";

beforeAll(fetchPacking);

const schema = JSON.parse(readFileSync(`${root}web/lib/generated/schema.json`, "utf8")) as Schema;
const names = generators.map(({ name }) => name);
const chosen = (name: string) => ({ ...defaults, data: dataNamed(name) });

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
});
afterAll(() => engine.close());

async function playground(name: string): Promise<Store> {
  const store = new Store();
  await store.services.start(Promise.resolve(engine));
  expect(await openChoices(store, chosen(name))).toBe(true);
  return store;
}

const bits = (values: Float64Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex");

async function bitsOf(table: DataTable): Promise<string[]> {
  return (await valuesOf(table, table.columns)).map((values) => bits(values as Float64Array));
}

test("all that the engine draws is offered, with parameters that it has", () => {
  expect([...names].sort()).toEqual(schema.datasets.map(({ name }) => name));
  for (const { name, first, sliders } of generators) {
    const known = schema.datasets.find((each) => each.name === name)!.params.map((param) => param.name);
    expect(known).toEqual(expect.arrayContaining([...Object.keys(first), ...Object.keys(sliders)]));
    expect(Object.keys(sliders)[0]).toBe("n_samples");
    expect(Object.keys(sliders).at(-1)).toBe("random_state");
  }
});

describe("the address", () => {
  const value = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.constant(null),
    fc.boolean(),
    fc.constantFrom<ParamValue>([1, 2], [[0.5, -1]], "a & b", "nan", "1"),
  );
  const param = fc.constantFrom("n_samples", "noise", "random_state", "seed", "model", "centers", "__proto__", "a b");

  test("comes back as it was, whatever is chosen of the parameters", () =>
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(fc.tuple(param, value), { maxLength: 5 }), (name, changed) => {
        let choices = chosen(name);
        for (const [key, to] of changed) choices = changes.setDrawing(choices, { [key]: to });
        const address = writeAddress(choices, undefined);
        expect(readAddress(address)).toEqual({ choices, edits: new Map(), unread: [] });
        expect(choicesFromText(choicesToText(choices))).toEqual(choices);
      }),
      { numRuns: 300 },
    ));

  test("names all that is drawn; what it does not name is as at first", () => {
    const choices = changes.setDrawing(chosen("make_moons"), { noise: 0.3, random_state: 7 });
    expect(writeAddress(choices, undefined)).toBe(
      "#dataset=make_moons&dataset__n_samples=200&dataset__noise=0.3&dataset__random_state=7",
    );
    expect(readAddress("#dataset=make_moons").choices).toEqual(chosen("make_moons"));
    const some = readAddress("#dataset__noise=0.3&seed=5&dataset=make_circles&model=SVC");
    expect(some.choices.data.params).toEqual({ n_samples: 200, noise: 0.3, factor: 0.5, random_state: 0 });
    expect(some.choices.split.random_state).toBe(5);
    expect([...some.edits]).toEqual([["model", "SVC"]]);
  });

  test("of a sample or a file says nothing of drawing", () => {
    const odd = "test_size=5&seed=abc&stratify=maybe&folds=999&task=both&search=all&live=1&frame=wide&n_iter=0";
    expect(readAddress(`#dataset=iris&${odd}`)).toMatchObject({
      choices: { split: defaults.split, validation: defaults.validation, study: defaults.study },
      unread: expect.arrayContaining(odd.split("&").map((word) => word.split("=")[0])) as string[],
    });
    expect(readAddress("#dataset=iris&dataset__noise=1")).toMatchObject({
      choices: { data: { from: "sample", name: "iris", said: [] } },
      edits: new Map([["dataset__noise", 1]]),
    });
    expect(changes.setDrawing(defaults, { noise: 1 })).toBe(defaults);
    expect(writeAddress(changes.setData(chosen("make_moons"), { from: "file", name: "a.csv" }), undefined)).toBe("");
  });

  test("a step called like the data does not get between", () => {
    const step = (noise?: number) => ({
      class: "Pipeline",
      params: { steps: [["dataset", { class: "Ridge", params: noise === undefined ? {} : { alpha: noise } }]] },
    });
    const choices = { ...chosen("make_moons"), recipe: step(2) };
    const back = readAddress(writeAddress(choices, step()));
    expect(back.choices).toEqual(choices);
  });

  test("a parameter without a value is as at first", () => {
    const choices = changes.setDrawing(chosen("make_moons"), { noise: 0.5, shuffle: false });
    expect(changes.setDrawing(choices, { noise: undefined, shuffle: undefined })).toEqual(chosen("make_moons"));
  });
});

describe.each(names)("%s", (name) => {
  test("is a table of the very numbers that the engine draws", async () => {
    const store = await playground(name);
    const { first } = findGenerator(name)!;
    const { X, y } = await engine.makeDataset(name, first);
    const table = store.table!;
    expect(table.columns.map((column) => column.name)).toEqual([...X.columns.keys(), "y"]);
    expect(await bitsOf(table)).toEqual([...X.columns.values(), y].map(bits));
    expect(table).toMatchObject({ rows: 200, target: "y", name });
    expect(table.task).toBe(schema.datasets.find((each) => each.name === name)!.kind);
    table.open.close();
  });

  test("is drawn again from what a card says", async () => {
    const store = await playground(name);
    await drawAnew(store, { n_samples: 57, random_state: 3 });
    const { drawn } = store.table!;
    const again = (await readNamed(engine, { name, params: { ...drawn!.params } }))!;
    expect(again.rows).toBe(57);
    expect(await bitsOf(again)).toEqual(await bitsOf(store.table!));
    for (const { open } of [again, store.table!]) open.close();
  });
});

test("large and small numbers keep all their digits, and zeros their sign", async () => {
  const store = await playground("make_regression");
  for (const params of [{ bias: -1e17 }, { bias: 0, noise: 1e-300, n_informative: 0 }]) {
    await drawAnew(store, params);
    const { X, y } = await engine.makeDataset("make_regression", store.table!.drawn!.params);
    expect(await bitsOf(store.table!)).toEqual([...X.columns.values(), y].map(bits));
  }
  expect(store.jobs.troubles).toEqual({});
  const zeros = Float64Array.of(-0, 0, -0);
  const drawsZeros = { schema: async () => schema, makeDataset: async () => ({ X: { columns: new Map() }, y: zeros }) };
  const [, file] = await drawnFile(drawsZeros as unknown as Engine, "make_moons", {});
  const open = await engine.openTable(file, { columns: [{ name: "y", kind: "number" }] });
  const [read] = await open.columns([0]);
  expect(bits(read as Float64Array)).toBe(bits(zeros));
  open.close();
});

describe("drawn otherwise", () => {
  test("a movement is one change, undone with its data", async () => {
    const store = await playground("make_moons");
    const before = await bitsOf(store.table!);
    for (const noise of [0.21, 0.3, 0.4]) await drawAnew(store, { noise }, "draw noise 1");
    const after = await bitsOf(store.table!);
    expect(after).not.toEqual(before);
    expect(store.undoable).toBe("noise 0.4 of make_moons");
    await goBack(store, "undo");
    expect(await bitsOf(store.table!)).toEqual(before);
    expect(store.undoable).toBeUndefined();
    await goBack(store, "redo");
    expect(await bitsOf(store.table!)).toEqual(after);
  });

  test("what is refused is said, and what was drawn stays", async () => {
    const store = await playground("make_moons");
    const { table, choices } = store;
    await drawAnew(store, { noise: -1 });
    expect(store.table).toBe(table);
    expect(store.choices).toBe(choices);
    expect(store.jobs.troubles).toEqual({
      [drawing]: expect.objectContaining({ message: expect.stringMatching(/^noise of make_moons must be a float/) }),
    });
    await drawAnew(store, { n_samples: 1_000_000 });
    expect(store.jobs.trouble(drawing)!.message).toMatch(/^n_samples of make_moons would make 3,000,000 numbers/);
    await drawAnew(store, { noise: 0.1 });
    expect(store.jobs.troubles).toEqual({});
  });

  test("what is said of columns stays as far as they are drawn, and comes back with them", async () => {
    const store = await playground("make_classification");
    await drawAnew(store, { n_features: 4 });
    await setKind(store, "x3", "ignore");
    await setKind(store, "x1", "text");
    const kinds = () => store.table!.columns.map(({ kind, use }) => (use ? kind : "out")).join(" ");
    expect(kinds()).toBe("number text number out number");
    await drawAnew(store, { n_features: 2 });
    expect(store.jobs.troubles).toEqual({});
    expect(kinds()).toBe("number text number");
    await drawAnew(store, { n_features: 5 });
    expect(kinds()).toBe("number text number out number number");
  });

  test("five blobs are classes, few as their rows are", async () => {
    const store = await playground("make_blobs");
    await drawAnew(store, { centers: 5, n_samples: 40 });
    expect(store.table).toMatchObject({ task: "classification", why: "" });
    await openNamed(store, "make_friedman1");
    expect(store.table).toMatchObject({ task: "regression", title: "Curved sum" });
  });
});

test("Python that scikit-learn takes", () => {
  expect(drawnInPython("make_moons", { n_samples: 200, noise: 0.2, random_state: 7 })).toBe(
    "from sklearn.datasets import make_moons\nX, y = make_moons(n_samples=200, noise=0.2, random_state=7)",
  );
  // None is another draw each time there, and 0 here.
  expect(drawnCall("make_moons", { random_state: null, shuffle: false, noise: null })).toBe(
    "make_moons(shuffle=False, noise=None, random_state=0)",
  );
  expect(drawnCall("make_blobs", { center_box: [-1, 1.5], centers: [[0, 1]] })).toBe(
    "make_blobs(center_box=(-1, 1.5), centers=[[0, 1]], random_state=0)",
  );
});

test.each([undefined, {}, { name: "make_moons" }, { name: "iris", params: {} }, { name: "make_moons", params: [1] }])(
  "a card without what draws its data: %j",
  (card) => expect(drawnOf(card)).toBeUndefined(),
);

test("a card that asks for what cannot be drawn has its data nowhere", async () => {
  expect(await readNamed(engine, { name: "make_moons", params: { n_samples: 1e8 } })).toBeUndefined();
  expect(await readNamed(engine, { name: "make_moons", params: { spiral: true } })).toBeUndefined();
});
