// What may be done to choices: each change alone, in pipelines, column transformers, unions, searches and ensembles.
// The engine says whether a changed recipe is one.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type AnyRecipe, type Engine, type Schema } from "../../web/lib/index.js";
import * as changes from "../../web/elements/state/changes.js";
import { choicesFromText, choicesToText, defaults, Refusal, type Choices } from "../../web/elements/state/choices.js";
import { applyEdits, editsBetween } from "../../web/elements/state/edits.js";
import { find, paths } from "../../web/elements/state/recipe.js";
import { dataset } from "./helpers.js";

let engine: Engine;
let schema: Schema;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
  schema = await engine.schema();
});
afterAll(() => engine.close());

const step = (name: string, params: object = {}): AnyRecipe => ({ class: name, params });
const numbers = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
const proposed = step("Pipeline", {
  steps: [
    [
      "prepare",
      step("ColumnTransformer", {
        transformers: [
          [
            "num",
            step("Pipeline", {
              steps: [
                ["impute", step("SimpleImputer")],
                ["scale", step("StandardScaler")],
              ],
            }),
            numbers,
          ],
          [
            "cat",
            step("Pipeline", {
              steps: [
                ["impute", step("SimpleImputer", { strategy: "most_frequent" })],
                ["encode", step("OneHotEncoder", { handle_unknown: "ignore" })],
              ],
            }),
            ["island", "sex"],
          ],
        ],
      }),
    ],
    ["model", step("LogisticRegression")],
  ],
});

const estimator = (name: string) => schema.estimators.find((each) => each.name === name)!;
const recipeOf = (choices: Choices) => changes.recipeOf(choices, proposed);
/** The shape of a recipe: paths with classes. */
const shape = (choices: Choices) => paths(recipeOf(choices)).map(([path, { class: name }]) => `${path}=${name}`);
const fits = async (choices: Choices) => {
  const { X, y } = dataset("penguins");
  const model = await engine.fit(recipeOf(choices), X, y);
  await model.predict(X);
  await model.release();
};
const refused = (make: () => unknown) => {
  try {
    make();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return "nothing";
};

describe("a hyperparameter", () => {
  test("is set, and goes back to the proposal, which is no choice", async () => {
    const set = changes.setParam(defaults, proposed, "prepare__cat__impute", "strategy", "constant");
    expect(find(recipeOf(set), "prepare__cat__impute")).toEqual(step("SimpleImputer", { strategy: "constant" }));
    expect(changes.setParam(set, proposed, "prepare__cat__impute", "strategy", undefined)).toEqual(defaults);
    const begun = changes.setParam(defaults, proposed, "model", "C", 7).recipe!;
    const other = changes.setParam(changes.resetRecipe(defaults, proposed, begun), proposed, "model", "C", 8, begun);
    expect(other.recipe).not.toEqual(begun);
    expect(changes.setParam(other, proposed, "model", "C", undefined, begun).recipe).toEqual(begun);
    const c = changes.setParam(defaults, proposed, "model", "C", 0.5);
    expect(changes.setParam(c, proposed, "model", "C", undefined)).toEqual(defaults);
    await fits(c);
  });

  test("may be None, which is a value", () => {
    const set = changes.setParam(defaults, proposed, "model", "random_state", null);
    expect(find(recipeOf(set), "model")).toEqual(step("LogisticRegression", { random_state: null }));
  });

  test("of a step that is not there is refused", () =>
    expect(refused(() => changes.setParam(defaults, proposed, "prepare__bin", "x", 1))).toBe(
      "There is no step “prepare › bin” in the pipeline.",
    ));

  test("may be called as things of every object are", () => {
    const set = changes.setParam(defaults, proposed, "model", "__proto__", 1);
    expect(Object.keys((find(recipeOf(set), "model") as AnyRecipe).params)).toEqual(["__proto__"]);
  });
});

describe("an estimator", () => {
  test("is swapped, and swapped back", async () => {
    const edited = changes.setParam(defaults, proposed, "model", "C", 3);
    const tree = changes.swapEstimator(edited, proposed, "model", "DecisionTreeClassifier");
    expect(find(recipeOf(tree), "model")).toEqual(step("DecisionTreeClassifier"));
    expect(tree.view.box).toBe("model");
    expect(changes.swapEstimator(tree, proposed, "model", "LogisticRegression")).toEqual(defaults);
    await fits(tree);
  });

  test("is let through", async () => {
    const none = changes.setWord(defaults, proposed, "prepare__num__scale", "passthrough");
    expect(find(recipeOf(none), "prepare__num__scale")).toBe("passthrough");
    expect(changes.swapEstimator(none, proposed, "prepare__num__scale", "StandardScaler").recipe).toBeNull();
    await fits(none);
  });
});

describe("a step is put", () => {
  const scaler = { step: step("MinMaxScaler") };

  test.each([
    ["before", "prepare__num__scale", "prepare__num__minmaxscaler", 1],
    ["after", "prepare__num__scale", "prepare__num__minmaxscaler", 2],
  ] as const)("%s %s in its pipeline", async (place, path, now, at) => {
    const put = changes.insertStep(defaults, proposed, path, place, scaler);
    const { steps } = (find(recipeOf(put), "prepare__num") as AnyRecipe).params as { steps: [string][] };
    expect(steps[at]![0]).toBe("minmaxscaler");
    expect(put.view.box).toBe(now);
    await fits(put);
  });

  test("side by side with another in a column transformer, with that one's columns", async () => {
    const put = changes.insertStep(defaults, proposed, "prepare__num", "beside", {
      step: step("SimpleImputer", { strategy: "median" }),
      name: "num",
    });
    expect(shape(put)).toContain("prepare__num_2=SimpleImputer");
    const { transformers } = (find(recipeOf(put), "prepare") as AnyRecipe).params as { transformers: unknown[][] };
    expect(transformers.map(([name, , columns]) => [name, columns])).toEqual([
      ["num", numbers],
      ["num_2", numbers],
      ["cat", ["island", "sex"]],
    ]);
    await fits(put);
  });

  test("side by side in a pipeline: a union is made around both", async () => {
    const put = changes.insertStep(defaults, proposed, "prepare__num__scale", "beside", scaler);
    expect(shape(put)).toEqual(
      expect.arrayContaining([
        "prepare__num__scale=FeatureUnion",
        "prepare__num__scale__scale=StandardScaler",
        "prepare__num__scale__minmaxscaler=MinMaxScaler",
      ]),
    );
    await fits(put);
  });

  test("after one of a column transformer: a pipeline is made around both", async () => {
    const put = changes.insertStep(defaults, proposed, "prepare__cat", "after", {
      step: step("StandardScaler", { with_mean: false }),
    });
    expect(put.view.box).toBe("prepare__cat__standardscaler");
    expect(find(recipeOf(put), "prepare__cat__cat__encode")).toMatchObject({ class: "OneHotEncoder" });
    await fits(put);
  });

  test("before everything, and into what holds steps", async () => {
    const first = changes.insertStep(defaults, proposed, "model", "before", {
      step: step("PCA", { n_components: 2 }),
      name: "less",
    });
    expect(shape(first).filter((each) => !each.includes("__"))).toEqual([
      "=Pipeline",
      "prepare=ColumnTransformer",
      "less=PCA",
      "model=LogisticRegression",
    ]);
    await fits(first);
    const into = changes.insertStep(defaults, proposed, "prepare", "inside", {
      step: "passthrough",
      columns: ["year"],
    });
    expect(into.view.box).toBe("prepare__passthrough");
    expect(refused(() => changes.insertStep(defaults, proposed, "model", "inside", scaler))).toBe(
      "“model”, LogisticRegression, has no list of steps.",
    );
  });

  test("never by a name that is taken, nor by that of a parameter", () => {
    let choices = defaults;
    for (let i = 0; i < 3; i++)
      choices = changes.insertStep(choices, proposed, "prepare__num__scale", "after", { ...scaler, name: "scale" });
    choices = changes.insertStep(choices, proposed, "prepare__num__scale", "after", { ...scaler, name: "steps" });
    const { steps } = (find(recipeOf(choices), "prepare__num") as AnyRecipe).params as { steps: [string][] };
    expect(steps.map(([name]) => name)).toEqual(["impute", "scale", "steps_2", "scale_4", "scale_3", "scale_2"]);
  });
});

describe("a step", () => {
  test("is removed, but never the last of its list", async () => {
    const without = changes.removeStep(defaults, proposed, "prepare__num__scale");
    expect(find(recipeOf(without), "prepare__num__scale")).toBeUndefined();
    expect(without.view.box).toBe("prepare__num__impute");
    expect(refused(() => changes.removeStep(without, proposed, "prepare__num__impute"))).toBe(
      "“prepare › num › impute” is the only step of Pipeline.",
    );
    expect(refused(() => changes.removeStep(without, proposed, ""))).toBe("The whole pipeline cannot be removed.");
    await fits(without);
  });

  test("is moved within its list and into another, and what is tuned of it goes along", async () => {
    const tuned = changes.setAxes(changes.setParam(defaults, proposed, "prepare__num__scale", "with_std", false), [
      { path: "prepare__num__scale__with_mean", text: "True, False" },
      { path: "model__C", text: "1" },
    ]);
    const moved = changes.moveStep(tuned, proposed, "prepare__num__scale", "model", "before");
    expect(find(recipeOf(moved), "scale")).toEqual(step("StandardScaler", { with_std: false }));
    expect(find(recipeOf(moved), "prepare__num__scale")).toBeUndefined();
    expect(moved.axes.map(({ path }) => path)).toEqual(["scale__with_mean", "model__C"]);
    const back = changes.moveStep(moved, proposed, "scale", "prepare__num__impute", "after");
    expect(back).toEqual({ ...tuned, view: { ...tuned.view, box: "prepare__num__scale" } });
    expect(refused(() => changes.moveStep(defaults, proposed, "prepare", "prepare__num", "before"))).toBe(
      "“prepare” cannot be moved into itself.",
    );
    await fits(changes.moveStep(defaults, proposed, "prepare__num__scale", "prepare__num__impute", "before"));
  });

  test("is renamed by a name of its own, and the rest follows", async () => {
    const tuned = changes.setAxes(defaults, [{ path: "prepare__num__scale__with_mean", text: "True" }]);
    const renamed = changes.renameStep(tuned, proposed, "prepare__num", "numbers");
    expect(renamed.axes[0]!.path).toBe("prepare__numbers__scale__with_mean");
    expect(renamed.view.box).toBe("prepare__numbers");
    expect(changes.renameStep(renamed, proposed, "prepare__numbers", "num").recipe).toBeNull();
    for (const [name, said] of [
      ["cat", "ColumnTransformer has something called “cat” already."],
      ["transformers", "ColumnTransformer has something called “transformers” already."],
      ["a__b", "A step cannot be called “a__b”."],
      ["", "A step cannot be called “”."],
    ] as const)
      expect(refused(() => changes.renameStep(defaults, proposed, "prepare__num", name))).toBe(said);
    await fits(renamed);
  });

  test("is there twice", async () => {
    const twice = changes.duplicateStep(defaults, proposed, "prepare__cat");
    expect(shape(twice)).toContain("prepare__cat_2__encode=OneHotEncoder");
    const after = changes.duplicateStep(defaults, proposed, "prepare__num__scale");
    expect(after.view.box).toBe("prepare__num__scale_2");
    await fits(twice);
    await fits(after);
  });

  test("sees other columns", async () => {
    const fewer = changes.setColumns(defaults, proposed, "prepare__num", ["body_mass_g"]);
    const { transformers } = (find(recipeOf(fewer), "prepare") as AnyRecipe).params as { transformers: unknown[][] };
    expect(transformers[0]![2]).toEqual(["body_mass_g"]);
    expect(changes.setColumns(fewer, proposed, "prepare__num", numbers).recipe).toBeNull();
    expect(refused(() => changes.setColumns(defaults, proposed, "model", ["a"]))).toBe(
      "Pipeline gives “model” all of its columns.",
    );
    await fits(fewer);
  });
});

describe("an estimator is put around a step and taken away again", () => {
  test.each([
    ["Pipeline", "model__model"],
    ["BaggingClassifier", "model__estimator"],
    ["VotingClassifier", "model__model"],
    ["StackingClassifier", "model__model"],
    ["GridSearchCV", "model__estimator"],
  ])("%s", async (name, inner) => {
    const edited = changes.setAxes(changes.setParam(defaults, proposed, "model", "C", 0.5), [
      { path: "model__C", text: "1" },
    ]);
    const wrapped = changes.wrapStep(edited, proposed, "model", estimator(name));
    expect(find(recipeOf(wrapped), "model")).toMatchObject({ class: name });
    expect(find(recipeOf(wrapped), inner)).toEqual(step("LogisticRegression", { C: 0.5 }));
    expect(wrapped.view.box).toBe(inner);
    expect(wrapped.axes[0]!.path).toBe(`${inner}__C`);
    // Changes reach what stands inside.
    const changed = changes.setParam(wrapped, proposed, inner, "C", 0.25);
    expect(find(recipeOf(changed), inner)).toEqual(step("LogisticRegression", { C: 0.25 }));
    expect(changes.unwrapStep(wrapped, proposed, "model")).toEqual(edited);
    await fits(
      name === "GridSearchCV" ? changes.setParam(wrapped, proposed, "model", "param_grid", { C: [1] }) : wrapped,
    );
  });

  test("the whole pipeline in a search", async () => {
    const wrapped = changes.wrapStep(defaults, proposed, "", estimator("GridSearchCV"));
    expect(find(recipeOf(wrapped), "estimator__prepare__num__scale")).toMatchObject({ class: "StandardScaler" });
    expect(changes.unwrapStep(wrapped, proposed, "").recipe).toBeNull();
    await fits(changes.setParam(wrapped, proposed, "", "param_grid", { model__C: [0.5, 1] }));
  });

  test("a column transformer, with its columns", () => {
    const wrapped = changes.wrapStep(defaults, proposed, "model", estimator("ColumnTransformer"), ["a"]);
    expect((find(recipeOf(wrapped), "model") as AnyRecipe).params).toEqual({
      transformers: [["model", step("LogisticRegression"), ["a"]]],
    });
  });

  test("the steps of a pipeline within a pipeline go into the outer one", async () => {
    const inner = changes.insertStep(defaults, proposed, "model", "beside", { step: step("PCA") });
    expect(refused(() => changes.unwrapStep(inner, proposed, "model"))).toBe(
      "“model” holds 2 steps, which cannot all stand in its place.",
    );
    const two = changes.insertStep(
      changes.wrapStep(defaults, proposed, "model", estimator("Pipeline")),
      proposed,
      "model__model",
      "before",
      { step: step("MaxAbsScaler"), name: "prepare" },
    );
    const flat = changes.unwrapStep(two, proposed, "model");
    expect(shape(flat).filter((each) => !each.includes("__"))).toEqual([
      "=Pipeline",
      "prepare=ColumnTransformer",
      "prepare_2=MaxAbsScaler",
      "model=LogisticRegression",
    ]);
    await fits(flat);
  });

  test("what holds nothing is not taken for one that does", () => {
    expect(refused(() => changes.wrapStep(defaults, proposed, "model", estimator("Ridge")))).toBe(
      "Ridge holds no other estimators.",
    );
    expect(refused(() => changes.unwrapStep(defaults, proposed, "model"))).toBe("“model” holds no other estimators.");
  });
});

describe("another proposal", () => {
  const without = (columns: readonly string[], model = "LogisticRegression"): AnyRecipe =>
    JSON.parse(JSON.stringify(proposed), (_, value: unknown) =>
      Array.isArray(value) && value.every((each) => typeof each === "string") && value[0] === numbers[0]
        ? columns
        : (value as AnyRecipe)?.class === "LogisticRegression"
          ? step(model)
          : value,
    ) as AnyRecipe;

  test("is followed where nothing was chosen", () => {
    expect(changes.rebased(defaults, proposed, without(["body_mass_g"])).recipe).toBeNull();
  });

  test("takes over what was chosen of classes and hyperparameters", () => {
    const chosen = changes.swapEstimator(
      changes.setParam(defaults, proposed, "prepare__num__impute", "strategy", "median"),
      proposed,
      "model",
      "DecisionTreeClassifier",
    );
    const after = without(["flipper_length_mm"], "Ridge");
    const next = changes.rebased(chosen, proposed, after);
    expect(editsBetween(after, next.recipe!)).toEqual(
      new Map([
        ["prepare__num__impute__strategy", "median"],
        ["model", "DecisionTreeClassifier"],
      ]),
    );
  });

  test("takes columns out of a recipe of another shape, and puts new ones where their kind went", () => {
    const shaped = changes.renameStep(defaults, proposed, "prepare__num", "numbers");
    const next = changes.rebased(shaped, proposed, without(["bill_length_mm", "year"]));
    const { transformers } = (find(next.recipe!, "prepare") as AnyRecipe).params as { transformers: unknown[][] };
    expect(transformers.map(([name, , columns]) => [name, columns])).toEqual([
      ["numbers", ["bill_length_mm", "year"]],
      ["cat", ["island", "sex"]],
    ]);
    // Nothing of its own of the rest is lost.
    expect(shape(next)).toEqual(shape(shaped));
  });
});

describe("edits", () => {
  test("say classes and hyperparameters, and nothing else", () => {
    const of = (choices: Choices) => editsBetween(proposed, recipeOf(choices));
    const set = changes.setParam(defaults, proposed, "model", "C", 0.1);
    expect(of(set)).toEqual(new Map([["model__C", 0.1]]));
    expect(applyEdits(proposed, of(set)!)).toEqual(set.recipe);
    expect(of(changes.removeStep(defaults, proposed, "prepare__num__scale"))).toBeUndefined();
    expect(of(changes.renameStep(defaults, proposed, "model", "last"))).toBeUndefined();
    expect(of(changes.setColumns(defaults, proposed, "prepare__num", []))).toBeUndefined();
    // What the proposal states can be changed by an edit, but not left out.
    const bare = changes.withRecipe(
      defaults,
      proposed,
      applyEdits(proposed, new Map([["prepare__cat__impute", "KNNImputer"]])),
    );
    expect(of(bare)).toEqual(new Map([["prepare__cat__impute", "KNNImputer"]]));
  });
});

describe("choices from anybody", () => {
  const whole = changes.setReading(
    changes.setParam(changes.setTarget(defaults, "sex"), proposed, "model", "C", Infinity),
    { columns: [{ name: "a", kind: "text" }] },
  );

  test("are read as they were written", () => {
    expect(choicesFromText(choicesToText(whole))).toEqual(whole);
    expect(choicesFromText("{}")).toEqual(defaults);
  });

  test.each([
    ["{", "they are no JSON"],
    ["[]", "they must be an object"],
    ['{"strange": 1}', 'choices must be without "strange", which is not known'],
    ['{"task": "both"}', 'choices.task must be "classification" or "regression"'],
    [
      '{"split": {"test_size": 2, "random_state": 0, "stratify": true}}',
      "choices.split.test_size must be a number between 0 and 1",
    ],
    ['{"data": {"from": "sample"}}', 'choices.data must be an object with "name"'],
    ['{"recipe": {"class": 1, "params": {}}}', "choices.recipe must be a recipe, { class, params }"],
    [
      '{"recipe": {"class": "A", "params": {"b": {"class": "B"}}}}',
      "choices.recipe.b must be a recipe, { class, params }",
    ],
    ['{"axes": [{"path": "a"}]}', 'choices.axes 1 must be an object with "text"'],
    [
      '{"validation": {"splitter": "", "folds": 1, "metrics": []}}',
      "choices.validation.folds must be a whole number from 2 to 50",
    ],
  ])("%s are refused with a sentence", (text, said) =>
    expect(refused(() => choicesFromText(text))).toMatch(`These choices cannot be read: ${said}.`),
  );

  test("are refused where they are nested for ever", () => {
    let recipe = step("Ridge");
    for (let i = 0; i < 60; i++) recipe = step("BaggingRegressor", { estimator: recipe });
    expect(refused(() => choicesFromText(JSON.stringify({ recipe })))).toMatch(/nested 40 deep at most/);
  });
});
