// Points of one's own among data that are drawn: appended as they are, and the same in Python.
import { beforeAll, expect, test } from "vitest";
import { drawnFile, drawnInPython, ownPoints, pointsIn } from "../../web/elements/data/drawn.js";
import { readAddress, writeAddress } from "../../web/elements/state/address.js";
import { setDrawing } from "../../web/elements/state/changes.js";
import { findPreset, presets } from "../../web/elements/state/presets.js";
import { choicesFrom, choicesFromText, choicesToText, dataNamed, defaults } from "../../web/elements/state/choices.js";
import { createEngine, type Engine } from "../../web/lib/index.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
  return () => engine.close();
});

const few = { n_samples: 4, noise: 0, random_state: 0 };
const added = [
  [0.5, -0.25, 1],
  [1e-3, 2, 0],
];

test("they stand after the rows that are drawn, which stay as they were", async () => {
  const lines = async (params: object) => {
    const [drawn, file] = await drawnFile(engine, "make_moons", params as never);
    return { drawn, text: (await file.text()).trimEnd().split("\n") };
  };
  const without = await lines(few);
  const { drawn, text } = await lines({ ...few, [ownPoints]: added });
  expect(text).toEqual([...without.text, "0.5,-0.25,1", "0.001,2,0"]);
  expect(drawn.params).toMatchObject({ ...few, own_points: added });
});

test("what is no point of these columns is refused", async () => {
  for (const points of [
    [[1, 2]],
    [[1, 2, "a"]],
    [[1, 2, NaN]],
    "all",
    [1],
    Array.from({ length: 201 }, () => [1, 2, 0]),
  ])
    await expect(drawnFile(engine, "make_moons", { ...few, own_points: points as never })).rejects.toMatchObject({
      message: expect.stringMatching(/Points of one's own are up to 200 lists/),
    });
  expect(pointsIn({})).toEqual([]);
});

test("the same in Python", () => {
  const params = { n_samples: 4, noise: 0, own_points: added, random_state: 0 };
  expect(drawnInPython("make_moons", params).split("\n")).toEqual([
    "import numpy as np",
    "from sklearn.datasets import make_moons",
    "X, y = make_moons(n_samples=4, noise=0, random_state=0)",
    "X = np.vstack([X, [[0.5, -0.25], [0.001, 2]]])",
    "y = np.append(y, [1, 0])",
  ]);
});

test("an address and a text of the choices have them, and give them back", () => {
  const choices = setDrawing({ ...defaults, data: dataNamed("make_moons") }, { [ownPoints]: added });
  const address = writeAddress(choices, undefined);
  expect(readAddress(address).choices.data).toEqual(choices.data);
  expect(choicesFromText(choicesToText(choices))).toEqual(choices);
});

test("every example is a choice that can be meant, has a name of its own, and its classes are the engine's", async () => {
  const { estimators } = await engine.schema();
  const known = new Set(estimators.map(({ name }) => name));
  expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
  for (const { name, choices } of presets) {
    expect(findPreset(name)?.choices).toBe(choices);
    expect(choicesFrom({ ...defaults, ...choices })).toMatchObject(choices);
    const classes = [...JSON.stringify(choices.recipe).matchAll(/"class":"(\w+)"/g)].map(([, found]) => found!);
    expect(classes.filter((each) => !known.has(each))).toEqual([]);
    // The engine makes it, whatever it is made of.
    const y = classes.some((each) => each.endsWith("Regressor")) ? [0.5, 1.5, 2.5] : ["no", "yes"];
    expect((await engine.suitableScorers(y, choices.recipe!)).length).toBeGreaterThan(0);
  }
});
