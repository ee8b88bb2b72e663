// What arrives at each step: told before a fit, and never of what fits. Whether it is so is asked of the engine.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type AnyRecipe, type Engine, type Schema } from "../../web/lib/index.js";
import { remedy } from "../../web/elements/actions/build.js";
import { openNamed, openTableFile } from "../../web/elements/actions/open-data.js";
import { generators } from "../../web/elements/data/drawn.js";
import { trainingOf } from "../../web/elements/data/table.js";
import { arrivesAt, flowOf } from "../../web/elements/state/arrives.js";
import { insert } from "../../web/elements/state/surgery.js";
import { Store } from "../../web/elements/store/store.js";
import { root } from "./helpers.js";

const schema = JSON.parse(readFileSync(`${root}web/lib/generated/schema.json`, "utf8")) as Schema;

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
});
afterAll(() => engine.close());

const step = (name: string, params: object = {}): AnyRecipe => ({ class: name, params });
const chain = (...steps: AnyRecipe[]): AnyRecipe =>
  step("Pipeline", { steps: steps.map((each, i) => [`s${i}`, each]) });

async function opened(text: string, name = "table.csv"): Promise<Store> {
  const store = new Store();
  await store.services.start(Promise.resolve(engine));
  await openTableFile(store, new File([text], name));
  return store;
}

/** Paths of steps that will fail, with why. */
const failing = (store: Store, recipe: AnyRecipe = store.recipe!) =>
  [...arrivesAt(recipe, schema, store.table!).failing].map(
    ([path, all]) => `${path}: ${all.map(({ trouble }) => trouble).join()}`,
  );

/** Whether the engine fits it to all rows. */
async function fits(store: Store, recipe: AnyRecipe): Promise<boolean> {
  const { X, y } = await trainingOf(store.table!);
  try {
    await (await engine.fit(recipe, X, y)).release();
    return true;
  } catch {
    return false;
  }
}

describe("the page's own proposals are never told to fail", () => {
  test.each(["penguins", "iris", "wine", "breast_cancer", "diabetes"])("%s", async (name) => {
    const store = await opened(readFileSync(`${root}web/playground/data/${name}.csv`, "utf8"), `${name}.csv`);
    expect(failing(store)).toEqual([]);
    expect(await fits(store, store.recipe!)).toBe(true);
  });

  test.each(generators.map(({ name }) => name))("%s", async (name) => {
    const store = new Store();
    await store.services.start(Promise.resolve(engine));
    await openNamed(store, name);
    expect(store.table?.drawn?.name).toBe(name);
    expect(failing(store)).toEqual([]);
  });
});

// The mass is missing in a row, the shift is negative, the rest is whole.
const rows = Array.from({ length: 40 }, (_, i) =>
  [
    i === 7 ? "" : 3 + ((i * 7) % 11),
    (i % 9) - 4 + 0.5,
    ["red", "green"][i % 2],
    1 + ((i * 5) % 6),
    "ab"[(i >> 1) % 2],
  ].join(),
);
const table = `mass,shift,colour,size,class\n${rows.join("\n")}\n`;

describe("what is told to fail fails, and what mends it is offered", () => {
  const columns = (transformers: unknown[], params: object = {}) =>
    step("ColumnTransformer", { transformers, ...params });
  const scale = step("StandardScaler");
  const mean = step("SimpleImputer");
  const model = step("LogisticRegression");

  const bad: [string, AnyRecipe, string[]][] = [
    ["a model alone", model, [": text,missing"]],
    ["a scaler lets missing values through", chain(columns([["n", scale, ["mass", "size"]]]), model), ["s1: missing"]],
    [
      "other columns are let through",
      chain(columns([["n", mean, ["mass"]]], { remainder: "passthrough" }), model),
      ["s1: text"],
    ],
    ["a mean of texts", chain(columns([["n", mean, ["colour"]]]), model), ["s0__n: text"]],
    [
      "counts below 0",
      chain(
        columns([
          [
            "n",
            step("Pipeline", {
              steps: [
                ["i", mean],
                ["s", scale],
              ],
            }),
            ["mass"],
          ],
        ]),
        step("MultinomialNB"),
      ),
      ["s1: negative"],
    ],
    [
      "a negative column",
      chain(columns([["n", "passthrough", ["shift", "size"]]]), step("MultinomialNB")),
      ["s1: negative"],
    ],
    [
      "the members of a vote",
      chain(
        columns([["n", "passthrough", ["mass", "size"]]]),
        step("VotingClassifier", {
          estimators: [
            ["tree", step("DecisionTreeClassifier")],
            ["line", model],
          ],
        }),
      ),
      ["s1__line: missing"],
    ],
    [
      "what is searched",
      step("GridSearchCV", {
        estimator: chain(columns([["n", "passthrough", ["mass"]]]), model),
        param_grid: { s1__C: [1] },
      }),
      ["estimator__s1: missing"],
    ],
    [
      "side by side",
      chain(
        columns([["n", "passthrough", ["mass"]]]),
        step("FeatureUnion", {
          transformer_list: [
            ["a", step("PCA")],
            ["b", scale],
          ],
        }),
        model,
      ),
      ["s1__a: missing", "s2: missing"],
    ],
  ];

  test.each(bad)("%s", async (_, recipe, expected) => {
    const store = await opened(table);
    expect(store.table!.target).toBe("class");
    expect(failing(store, recipe)).toEqual(expected);
    expect(await fits(store, recipe)).toBe(false);
    // Mended one after the other, as by its buttons.
    let mended = recipe;
    for (let times = 0; times < 6; times++) {
      const [first] = arrivesAt(mended, schema, store.table!).failing;
      if (!first) break;
      mended = insert(mended, first[0], "before", { step: remedy(first[1][0]!), name: "mend" }).recipe;
    }
    expect(failing(store, mended)).toEqual([]);
    expect(await fits(store, mended)).toBe(true);
  });

  const good: [string, AnyRecipe][] = [
    [
      "trees take what is missing",
      chain(columns([["n", "passthrough", ["mass", "shift"]]]), step("DecisionTreeClassifier")),
    ],
    ["a scaler from 0 to 1", chain(columns([["n", step("MinMaxScaler"), ["shift", "size"]]]), step("MultinomialNB"))],
    ["columns by kind", chain(columns([["t", step("OneHotEncoder"), { selector: { dtype_include: "text" } }]]), model)],
    ["columns by place", chain(columns([["t", scale, { slice: [3, 4, null] }]]), model)],
    [
      "a remainder that is imputed",
      chain(columns([["t", step("OneHotEncoder"), ["colour"]]], { remainder: mean }), model),
    ],
    [
      "dropped",
      chain(
        columns([
          ["n", "drop", ["mass"]],
          ["s", scale, ["size"]],
        ]),
        model,
      ),
    ],
  ];
  test.each(good)("nothing is told: %s", async (_, recipe) => {
    const store = await opened(table);
    expect(failing(store, recipe)).toEqual([]);
    expect(await fits(store, recipe)).toBe(true);
  });
});

test("columns that no part takes are known", async () => {
  const store = await opened(table);
  const recipe = step("ColumnTransformer", { transformers: [["n", "passthrough", ["mass", "size"]]] });
  const { left } = arrivesAt(recipe, schema, store.table!);
  expect(left.get("")?.map(({ name }) => name)).toEqual(["shift", "colour"]);
});

test("a value that is missing only where the target is, too, arrives nowhere", async () => {
  const store = await opened("a,b,class\n,1,\n2,3,x\n3,4,y\n5,4,x\n6,1,y\n");
  expect(store.table!.target).toBe("class");
  expect(flowOf(store.table!).columns.map(({ missing }) => missing)).toEqual([false, false]);
});
