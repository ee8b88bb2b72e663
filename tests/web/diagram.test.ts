// The diagram of a recipe: boxes in their places, what may stand there, where keys move them. And what may be done to
// them: the engine is asked whether what comes of it can be fitted, in builder.test.ts of e2e.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { AnyRecipe, Schema } from "../../web/lib/index.js";
import {
  around,
  boxAt,
  boxesIn,
  boxOf,
  kindOf,
  mayHoldIt,
  mayStand,
  misplaced,
  moveOf,
  takesAt,
  wayOf,
  type Box,
} from "../../web/elements/state/diagram.js";
import { fresh } from "../../web/elements/state/fresh.js";
import { shift, wrap } from "../../web/elements/state/surgery.js";
import { root as folder } from "./helpers.js";

const schema = JSON.parse(readFileSync(`${folder}web/lib/generated/schema.json`, "utf8")) as Schema;
const step = (name: string, params: object = {}): AnyRecipe => ({ class: name, params });

const recipe = step("Pipeline", {
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
                ["scale", "passthrough"],
              ],
            }),
            ["a", "b"],
          ],
          ["cat", step("OneHotEncoder"), { selector: { dtype_include: "text" } }],
        ],
      }),
    ],
    ["model", step("LogisticRegression")],
  ],
});
const root = boxOf(recipe, schema, ["classifier"]);
const box = (path: string): Box => boxAt(root, path)!;

describe("boxes", () => {
  test("are all that stands in the recipe, words and what becomes of other columns among them", () => {
    expect(boxesIn(root).map(({ path }) => path)).toEqual([
      "",
      "prepare",
      "prepare__num",
      "prepare__num__impute",
      "prepare__num__scale",
      "prepare__cat",
      "prepare__remainder",
      "model",
    ]);
    expect(box("prepare__num__scale").inner).toBe("passthrough");
    expect(box("prepare__remainder").inner).toBe("drop");
    expect(box("prepare__cat").columns).toEqual({ selector: { dtype_include: "text" } });
    expect(around(root, box("prepare__num__scale"))?.path).toBe("prepare__num");
  });

  test("stand as their parameter says, whatever the estimator is called", () => {
    expect(root.groups.map(({ role }) => role)).toEqual(["flow"]);
    expect(box("prepare").groups.map(({ role, list }) => [role, list])).toEqual([
      ["beside", true],
      ["beside", false],
    ]);
    const stacking = boxOf(step("StackingClassifier", { estimators: [["a", step("GaussianNB")]] }), schema);
    expect(stacking.groups.map(({ role }) => role)).toEqual(["member", "behind"]);
    expect(boxAt(stacking, "final_estimator")?.inner).toBeNull();
    const union = boxOf(step("FeatureUnion", { transformer_list: [["a", step("PCA")]] }), schema);
    expect(union.groups.map(({ role }) => role)).toEqual(["beside"]);
    const target = boxOf(step("TransformedTargetRegressor", { transformer: step("StandardScaler") }), schema);
    expect(target.groups.map(({ role }) => role)).toEqual(["inner", "target"]);
  });

  test("take the kinds of their place", () => {
    expect(box("model").slot.takes).toEqual(["classifier"]);
    expect(box("prepare").slot.takes).toEqual(["transformer"]);
    expect(box("prepare__num__scale").slot.takes).toEqual(["transformer"]);
    const search = boxOf(step("GridSearchCV", { estimator: recipe }), schema, ["classifier"]);
    expect(boxAt(search, "estimator__model")?.slot.takes).toEqual(["classifier"]);
    const votes = boxOf(step("VotingRegressor", { estimators: [["a", step("Ridge")]] }), schema);
    expect(boxAt(votes, "a")?.slot).toMatchObject({ takes: ["regressor"], words: ["drop"], role: "member" });
  });
});

test("a kind is that of the last of what something is made of", () => {
  expect(kindOf(recipe, schema)).toBe("classifier");
  expect(kindOf(step("GridSearchCV", { estimator: recipe }), schema)).toBe("classifier");
  expect(kindOf(step("Pipeline", { steps: [["a", step("PCA")]] }), schema)).toBe("transformer");
  expect(kindOf("passthrough", schema)).toBe("transformer");
  expect(kindOf(null, schema)).toBeUndefined();
});

describe("what may stand", () => {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

  test("in a place is of its kind, or made of others", () => {
    const classifiers = names(mayStand(["classifier"], schema));
    expect(classifiers).toEqual(expect.arrayContaining(["GaussianNB", "VotingClassifier", "Pipeline", "GridSearchCV"]));
    expect(classifiers).not.toContain("Ridge");
    expect(classifiers).not.toContain("PCA");
  });

  test("around a step takes one of its kind and is of the kind of the place", () => {
    expect(names(mayHoldIt(box("model"), schema)).sort()).toEqual([
      "AdaBoostClassifier",
      "BaggingClassifier",
      "GridSearchCV",
      "Pipeline",
      "RandomizedSearchCV",
      "StackingClassifier",
      "VotingClassifier",
    ]);
    const ofScaler = names(mayHoldIt(box("prepare__num__impute"), schema));
    expect(ofScaler).toEqual(expect.arrayContaining(["ColumnTransformer", "FeatureUnion", "Pipeline"]));
    expect(ofScaler).not.toContain("VotingClassifier");
    expect(mayHoldIt(box("prepare__num__scale"), schema)).toEqual([]);
    const regressor = boxOf(step("Ridge"), schema, ["regressor"]);
    expect(names(mayHoldIt(regressor, schema))).toContain("TransformedTargetRegressor");
  });

  test("after what predicts is nothing, and beside it what predicts the same", () => {
    expect(takesAt(box("model"), "after", schema)).toBeUndefined();
    expect(takesAt(box("model"), "beside", schema)).toEqual(["classifier"]);
    expect(takesAt(box("model"), "before", schema)).toEqual(["transformer"]);
    expect(takesAt(box("prepare"), "inside", schema)).toEqual(["transformer"]);
    expect(takesAt(box("model"), "inside", schema)).toBeUndefined();
    expect(takesAt(box("prepare__remainder"), "before", schema)).toBeUndefined();
  });

  test("a step in a place of another kind is found", () => {
    expect(misplaced(root, schema)).toEqual([]);
    const turned = step("Pipeline", {
      steps: [
        ["model", step("Ridge")],
        ["scale", step("PCA")],
      ],
    });
    expect(misplaced(boxOf(turned, schema), schema).map(({ path }) => path)).toEqual(["model"]);
  });
});

describe("moving", () => {
  test.each([
    ["prepare__num__impute", "later", { by: 1 }],
    ["prepare__num__impute", "earlier", { to: "prepare", place: "before" }],
    ["prepare__num__scale", "later", { to: "prepare", place: "after" }],
    ["prepare__num", "later", { by: 1 }],
    ["prepare__num", "earlier", undefined],
    ["prepare__num", "before", { to: "prepare", place: "before" }],
    ["prepare__cat", "into previous", { to: "prepare__num", place: "inside" }],
    ["model", "into previous", { to: "prepare", place: "inside" }],
    ["model", "later", undefined],
    ["prepare__remainder", "later", undefined],
    ["", "later", undefined],
  ] as const)("%s %s", (path, way, expected) => expect(moveOf(root, box(path), way)).toEqual(expected));

  test("arrows go along a flow, and up and down where steps stand side by side", () => {
    expect(wayOf(box("prepare__num__impute"), "Right")).toBe("later");
    expect(wayOf(box("prepare__num__impute"), "Up")).toBe("earlier");
    expect(wayOf(box("prepare__num"), "Down")).toBe("later");
    expect(wayOf(box("prepare__num"), "Right")).toBe("after");
  });

  test("a step changes its place in its list, and no further", () => {
    const moved = shift(recipe, "prepare__cat", -1);
    expect(
      boxesIn(boxOf(moved.recipe, schema))
        .map(({ path }) => path)
        .indexOf("prepare__cat"),
    ).toBe(2);
    expect(() => shift(recipe, "prepare__cat", 1)).toThrow("cannot be moved any further");
    expect(() => shift(recipe, "prepare__remainder", 1)).toThrow("There is no step");
  });
});

describe("a fresh step", () => {
  test("has what it is made of", () => {
    expect(fresh("PCA", schema, ["transformer"])).toEqual(step("PCA"));
    expect(fresh("VotingRegressor", schema, ["regressor"])).toEqual(
      step("VotingRegressor", { estimators: [["ridge", step("Ridge")]] }),
    );
    expect(fresh("Pipeline", schema, ["classifier"])).toEqual(
      step("Pipeline", { steps: [["logisticregression", step("LogisticRegression")]] }),
    );
    expect(fresh("SelectFromModel", schema, ["transformer"]).params).toHaveProperty("estimator");
    expect(fresh("BaggingClassifier", schema, ["classifier"])).toEqual(step("BaggingClassifier"));
  });

  test("that searches has values to try of what is in it", () => {
    const { params } = fresh("GridSearchCV", schema, ["classifier"]) as { params: Record<string, unknown> };
    expect(params["estimator"]).toEqual(step("LogisticRegression"));
    expect(params["param_grid"]).toEqual({ C: [0.01, 0.1, 1, 10, 100] });
  });

  test("is given more where it is put around another", () => {
    const search = schema.estimators.find(({ name }) => name === "GridSearchCV")!;
    const wrapped = wrap(step("Ridge"), "", search, [], { param_grid: { alpha: [1, 2] } });
    expect(wrapped.recipe.params).toEqual({ estimator: step("Ridge"), param_grid: { alpha: [1, 2] } });
  });
});
