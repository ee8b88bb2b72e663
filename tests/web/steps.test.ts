// What one does with a recipe, as Python: the scripts are those that scikit-learn ran (golden/steps.json), and what it
// printed of a fit is what this engine finds when it does what they say.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, take, takeTarget, type AnyRecipe, type Engine } from "../../web/lib/index.js";
import { recipeFromPython } from "../../web/lib/python/index.js";
import * as steps from "../../web/lib/python/steps.js";
import { lessonsIn, regression } from "../golden/steps.mjs";
import { root } from "./helpers.js";

type Told = Record<string, Record<string, { script: string; printed: string }>>;
const golden = JSON.parse(readFileSync(`${root}tests/golden/steps.json`, "utf8")) as Told;
const written = lessonsIn(steps) as Record<string, Record<string, string>>;
const each = Object.entries(golden).flatMap(([lesson, scripts]) =>
  Object.entries(scripts).map(([step, told]) => [lesson, step, told] as const),
);

test("there is a script for each that was run, and none besides", () => {
  const names = (of: Record<string, object>) => Object.entries(of).map(([name, its]) => [name, Object.keys(its)]);
  expect(names(written)).toEqual(names(golden));
});

test.each(each)("%s, %s: the script is the one that scikit-learn ran", (lesson, step, { script }) => {
  expect(written[lesson]![step]).toBe(script);
});

test("without a split by classes nothing is said of it; a model by itself is called one", () => {
  const { split, recipe, ...task } = regression;
  const { steps: parts } = recipe.params as unknown as { steps: readonly [string, AnyRecipe][] };
  const alone = steps.fitted({ ...task, recipe: parts.at(-1)![1], split: { ...split, stratify: false } });
  expect(alone).toContain("X, y, test_size=0.25, random_state=0\n)");
  expect(alone).toContain("\nmodel.fit(X_train, y_train)");
  expect(alone).not.toContain("stratify");
});

describe("what scikit-learn printed", () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await createEngine()));
  afterAll(() => engine.close());

  /** The value of an argument in a script. */
  const said = (script: string, name: string): string => new RegExp(`\\b${name}=([\\w.]+)`).exec(script)![1]!;
  /** The recipe, without the reading of data before it and the fit after it. */
  const recipeIn = (script: string): AnyRecipe => {
    const [imports, , ...parts] = script.split("\n\n");
    return recipeFromPython([imports, ...parts.slice(0, -1)].join("\n\n"));
  };
  const scored = each.filter(([, , { script, printed }]) => printed && script.includes("read_csv"));

  test.each(scored)("%s, %s: the score of the fit", async (_lesson, _step, { script, printed }) => {
    const [, file] = /read_csv\("(.*?)"\)/.exec(script)!;
    const [, target] = /columns="(.*?)"\)/.exec(script)!;
    const { X, y, reading } = await engine.readTable(readFileSync(`${root}web/playground/data/${file}`), {
      target: target!,
    });
    const { train, test } = await engine.trainTestSplit(reading.rows, {
      test_size: Number(said(script, "test_size")),
      random_state: Number(said(script, "random_state")),
      ...(script.includes("stratify=y") ? { stratify: y! } : {}),
    });
    const model = await engine.fit(recipeIn(script), take(X, train), takeTarget(y!, train));
    expect(await model.score(take(X, test), takeTarget(y!, test))).toBeCloseTo(Number(printed), 12);
  });
});
