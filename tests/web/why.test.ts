// Why a row is answered as it is, against scikit-learn (tests/golden/why.py).
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { predictRow, usualRow, type TypedRow } from "../../web/elements/state/row.js";
import { askWhy } from "../../web/elements/actions/why-row.js";
import type { RowAsked } from "../../web/elements/state/row-asked.js";
import type { Contributions } from "../../web/elements/why/contributions.js";
import { decimalsFor, fixed, summing } from "../../web/elements/why/decimals.js";
import type { DecisionPath } from "../../web/elements/why/decision-path.js";
import { arrivalOf } from "../../web/elements/why/arrival.js";
import type { ManyTrees } from "../../web/elements/why/many-trees.js";
import { inOwnWords, type Neighbours } from "../../web/elements/why/neighbours.js";
import { whyOf, type Untold, type Why } from "../../web/elements/why/why.js";
import { createEngine, take, takeTarget } from "../../web/lib/index.js";
import type { AnyRecipe, ColumnTable, Engine, Model } from "../../web/lib/index.js";
import { dataset, root } from "./helpers.js";

interface Case {
  name: string;
  data: string;
  recipe: AnyRecipe;
  answers: (number | string)[];
}
const golden = JSON.parse(readFileSync(`${root}tests/golden/why.json`, "utf8")) as {
  rows: number[];
  linear: (Case & { terms: number[][][]; intercept: number[]; scores: number[][] })[];
  paths: (Case & {
    paths: number[][];
    rows: number[][];
    columns: number[][];
    lower: boolean[][];
    values: number[][];
  })[];
  neighbours: (Case & { places: number[][]; distances: number[][]; targets: (number | string)[][] })[];
  many: (Case & { trees: number; asked: number[][]; said: number[][]; proba?: number[][] })[];
};

const penguins = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "island"];

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine?.close());

/** The model, and the rows that are explained, as they are typed. */
async function prepared({ data, recipe }: { data: string; recipe: AnyRecipe }) {
  const { X: whole, y, rows } = dataset(data);
  const columns = new Map(whole.columns as ReadonlyMap<string, ArrayLike<number | string | null>>);
  const X = { columns: data === "penguins" ? new Map(penguins.map((name) => [name, columns.get(name)!])) : columns };
  const all = Array.from({ length: rows }, (_, row) => row);
  const train = Int32Array.from(all.filter((row) => row % 4 > 0));
  const model = await engine.fit(recipe, take(X as unknown as ColumnTable, train), takeTarget(y, train));
  const typed = golden.rows.map((at): TypedRow => {
    const row = at * 4;
    return new Map([...X.columns].map(([name, values]) => [name, String(values[row] ?? "")]));
  });
  return { model, typed };
}

async function explained(model: Model, typed: TypedRow): Promise<{ asked: RowAsked; why: Why }> {
  const current = { model, title: "", target: "", reading: undefined };
  const asked = await askWhy(current, await model.describe(), typed);
  return { asked, why: whyOf(asked) };
}

const near = (got: number, wanted: number, within: number) =>
  expect(Math.abs(got - wanted), `${got} for ${wanted}`).toBeLessThanOrEqual(within * Math.max(1, Math.abs(wanted)));

describe.each(golden.linear)("contributions: $name", (each) => {
  test("coefficient times value, intercept and score", async () => {
    const { model, typed } = await prepared(each);
    for (const [i, row] of typed.entries()) {
      const { why } = await explained(model, row);
      const { sums, first } = why as Contributions;
      expect(why.kind).toBe("linear");
      expect(sums).toHaveLength(each.scores[i]!.length);
      sums.forEach(({ terms, intercept, score, complete }, k) => {
        // Coefficients of what is minimised step by step come near those of scikit-learn; all others are the same.
        const within = each.name.startsWith("Logistic") ? 1e-4 : 1e-10;
        expect(complete).toBe(true);
        terms.forEach(({ adds }, j) => near(adds, each.terms[i]![k]![j]!, within));
        near(intercept, each.intercept[k]!, within);
        near(score, each.scores[i]![k]!, within);
      });
      const answer = each.answers[i]!;
      if (typeof answer === "string") expect(sums.length === 1 || sums[first]!.label === answer).toBe(true);
      const largest = Math.max(...sums.map(({ score }) => score));
      if (sums.length > 1) expect(sums[first]!.score).toBe(largest);
    }
  });
});

describe.each(golden.paths)("decision path: $name", (each) => {
  test("the nodes, what they ask, and the rows in them", async () => {
    const { model, typed } = await prepared(each);
    for (const [i, row] of typed.entries()) {
      const { why } = await explained(model, row);
      const { questions, leaf } = why as DecisionPath;
      expect(why.kind).toBe("path");
      expect([...questions.map(({ node }) => node), leaf.node]).toEqual(each.paths[i]);
      expect([...questions.map(({ rows }) => rows), leaf.rows]).toEqual(each.rows[i]);
      expect(questions.map(({ column }) => column)).toEqual(each.columns[i]);
      expect(questions.map(({ lower }) => lower)).toEqual(each.lower[i]);
      each.values[i]!.forEach((value, k) => near(leaf.answer[k]!, value, 1e-12));
    }
  });
});

describe.each(golden.neighbours)("neighbours: $name", (each) => {
  test("which rows, how far away, and what they answer", async () => {
    const { model, typed } = await prepared(each);
    for (const [i, row] of typed.entries()) {
      const { why } = await explained(model, row);
      const { rows, complete } = why as Neighbours;
      expect(why.kind).toBe("neighbours");
      rows.forEach(({ distance }, j) => near(distance, each.distances[i]![j]!, 1e-12));
      // Equally near ones stand in either order.
      const sorted = (list: readonly { place: number; distance: number }[]) =>
        list.map(({ place, distance }) => `${distance.toFixed(9)} ${place}`).sort();
      const wanted = each.places[i]!.map((place, j) => ({ place, distance: each.distances[i]![j]! }));
      expect(sorted(rows)).toEqual(sorted(wanted));
      expect(complete).toBe(true);
      for (const { place, target } of rows) expect(target).toBe(each.targets[i]![each.places[i]!.indexOf(place)]);
      near(
        rows.reduce((sum, { share }) => sum + share, 0),
        1,
        1e-12,
      );
    }
  });
});

describe.each(golden.many)("many trees: $name", (each) => {
  test("what each says, and which columns they ask for", async () => {
    const { model, typed } = await prepared(each);
    for (const [i, row] of typed.entries()) {
      const { why } = await explained(model, row);
      const { trees, votes, answers, asked, questions } = why as ManyTrees;
      expect(why.kind).toBe("trees");
      expect(trees).toBe(each.trees);
      const counts = new Map(asked.map(({ column, count }) => [column, count]));
      expect(each.asked[i]!.map((_, column) => counts.get(column) ?? 0)).toEqual(each.asked[i]);
      expect(questions).toBe(each.asked[i]!.reduce((sum, count) => sum + count, 0));
      if (votes) {
        const classes = Array.from((await model.describe()).classes as string[]);
        const wanted = classes.map((label, k) => ({ label, count: each.said[i]!.filter((said) => said === k).length }));
        const byLabel = (a: { label: string }, b: { label: string }) => (a.label < b.label ? -1 : 1);
        expect([...votes].sort(byLabel)).toEqual(wanted.sort(byLabel));
      } else each.said[i]!.forEach((said, place) => near(answers![place]!, said, 1e-9));
    }
  });
});

const shapely = (transformers: unknown, model: unknown) =>
  ({
    class: "Pipeline",
    params: {
      steps: [
        ["prepare", transformers],
        ["model", model],
      ],
    },
  }) as AnyRecipe;

describe("in the words of the data", () => {
  const scaled = (name: string, params: object = {}) =>
    shapely({ class: "StandardScaler", params: {} }, { class: name, params });

  test("a tree asks what the data hold, not what preprocessing made of it", async () => {
    const { recipe } = golden.paths.find(({ data }) => data === "penguins")!;
    const { model, typed } = await prepared({ data: "penguins", recipe });
    const { why } = await explained(model, typed[0]!);
    const { questions } = why as DecisionPath;
    for (const { holds, value, lower } of questions) {
      const [, column = "", sign, limit] = /^(\w+) (≤|>|is not|is) (.*)$/.exec(holds)!;
      expect(penguins).toContain(column);
      expect(String(value)).toBe(typed[0]!.get(column));
      if (sign === "≤" || sign === ">") expect(Number(value) <= Number(limit!.replaceAll(",", ""))).toBe(lower);
      else expect(limit === value).toBe(sign === "is");
    }
    expect(questions.length).toBeGreaterThan(1);
  });

  test("a neighbour's columns come back as they were", async () => {
    const { recipe } = golden.neighbours.find(({ data }) => data === "penguins")!;
    const { model, typed } = await prepared({ data: "penguins", recipe });
    const { asked, why } = await explained(model, typed[0]!);
    const { rows } = why as Neighbours;
    const { X } = dataset("penguins");
    const columns = X.columns as ReadonlyMap<string, (number | string | null)[]>;
    const train = Array.from({ length: 344 }, (_, row) => row).filter((row) => row % 4 > 0);
    for (const { place, values } of rows)
      for (const [name, value] of inOwnWords(asked, values)) {
        const own = columns.get(name)![train[place]!];
        if (typeof own === "number") near(value as number, own, 1e-9);
        else expect(value).toBe(own);
      }
  });

  test("before and after preprocessing", async () => {
    const { model, typed } = await prepared(golden.linear[0]!);
    const { asked } = await explained(model, typed[0]!);
    const arrival = arrivalOf(asked);
    expect(arrival.map(({ column }) => column)).toEqual(penguins);
    const island = arrival.at(-1)!;
    expect(island.given).toBe(typed[0]!.get("island"));
    expect(island.arrives.map(({ value }) => value)).toEqual(
      ["Biscoe", "Dream", "Torgersen"].map((name) => Number(name === island.given)),
    );
    expect(arrival[0]!.arrives).toHaveLength(1);
  });

  test("what is made of several columns is of none", async () => {
    const { model, typed } = await prepared({
      data: "iris",
      recipe: shapely({ class: "PCA", params: { n_components: 2 } }, { class: "LogisticRegression", params: {} }),
    });
    const { asked, why } = await explained(model, typed[0]!);
    const arrival = arrivalOf(asked);
    expect(arrival.slice(0, 4).every(({ arrives }) => arrives.length === 0)).toBe(true);
    expect(arrival.at(-1)).toMatchObject({ column: undefined, arrives: [{}, {}] });
    expect((why as Contributions).sums).toHaveLength(3);
  });

  test("a missing value is said to be missing where a filled one arrives", async () => {
    const { recipe } = golden.paths.find(({ data }) => data === "penguins")!;
    const { model, typed } = await prepared({ data: "penguins", recipe });
    const { asked, why } = await explained(model, new Map([...typed[0]!, ["flipper_length_mm", ""]]));
    expect(asked.given.get("flipper_length_mm")).toBeNaN();
    const asking = (why as DecisionPath).questions.find(({ holds }) => holds.includes("flipper_length_mm"));
    expect(typeof asking!.value).toBe("number");
    expect(asking!.value).not.toBeNaN();
  });

  test.each([
    ["GaussianNB", /multiplies/],
    ["DummyClassifier", /without looking/],
  ])("%s cannot be taken apart, and that is said", async (name, reason) => {
    const { model, typed } = await prepared({ data: "iris", recipe: scaled(name) });
    const { why } = await explained(model, typed[0]!);
    expect((why as Untold).reason).toMatch(reason);
  });

  test("where the target was transformed, the sum is not what is predicted", async () => {
    const inner = { class: "Ridge", params: {} };
    const recipe = {
      class: "TransformedTargetRegressor",
      params: { regressor: inner, func: "log1p", inverse_func: "expm1" },
    };
    const { model, typed } = await prepared({ data: "diabetes", recipe: recipe as unknown as AnyRecipe });
    const { why } = await explained(model, typed[0]!);
    expect((why as Contributions).sums[0]!.complete).toBe(false);
  });

  test("the usual row of a model is explained as it is predicted", async () => {
    const { model } = await prepared(golden.linear[0]!);
    const description = await model.describe();
    const current = { model, title: "", target: "", reading: undefined };
    const { label } = await predictRow(current, description, usualRow(description));
    const { why } = await explained(model, usualRow(description));
    const { sums, first } = why as Contributions;
    expect(sums[first]!.label).toBe(label);
  });
});

describe("numbers that add up as they are written", () => {
  test("of any parts", () => {
    const part = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 60 }), (parts) => {
        const total = parts.reduce((sum, one) => sum + one, 0);
        const decimals = decimalsFor([...parts, total]);
        const shown = summing(parts, total, decimals);
        const units = (value: number) =>
          BigInt(Math.round(Number(fixed(Math.abs(value), decimals)) * 10 ** decimals)) * (value < 0 ? -1n : 1n);
        expect(shown.map(units).reduce((sum, one) => sum + one, 0n)).toBe(units(Number(total.toFixed(decimals))) || 0n);
        shown.forEach((one, i) => expect(Math.abs(one - parts[i]!)).toBeLessThan(1.01 * 10 ** -decimals));
      }),
    );
  });

  test.each([
    [[0.5, 0.25], 3],
    [[1234.5], 0],
    [[0.00123], 6],
    [[0], 0],
  ])("decimals for %j", (values, wanted) => expect(decimalsFor(values)).toBe(wanted + (values[0] === 0.5 ? 1 : 0)));

  test("no negative nothing", () => {
    expect(fixed(-0.0001, 2)).toBe("0.00");
    expect(fixed(-1.25, 1)).toMatch(/^-1\.[23]$/);
  });
});
