// What is generated from the schema: the constructors' values and their types (checked by tsc).
import { readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, test, vi } from "vitest";
import * as keepfit from "../../web/lib/index.js";
import {
  ColumnTransformer,
  createEngine,
  DecisionTreeClassifier,
  float,
  LogisticRegression,
  Pipeline,
  Ridge,
  SimpleImputer,
  StandardScaler,
  type AnyRecipe,
  type EstimatorName,
  type LogisticRegressionParams,
  type Recipe,
} from "../../web/lib/index.js";
import { writtenSchema } from "../../web/lib/schema.js";
import { EngineHost } from "../../web/lib/wasm.js";
import { wasmFile } from "./helpers.js";

describe("constructors", () => {
  test("make plain JSON", () => {
    const recipe = Pipeline([
      ["prepare", ColumnTransformer([["num", StandardScaler(), ["a", "b"]]], { remainder: "passthrough" })],
      ["model", LogisticRegression({ C: 0.5 })],
    ]);
    const json = {
      class: "Pipeline",
      params: {
        steps: [
          [
            "prepare",
            {
              class: "ColumnTransformer",
              params: {
                transformers: [["num", { class: "StandardScaler", params: {} }, ["a", "b"]]],
                remainder: "passthrough",
              },
            },
          ],
          ["model", { class: "LogisticRegression", params: { C: 0.5 } }],
        ],
      },
    };
    expect(recipe).toEqual(json);
    expect(JSON.parse(JSON.stringify(recipe))).toEqual(json);
  });

  test("there is one for each estimator of the engine", async () => {
    const engine = await createEngine();
    const { estimators } = await engine.schema();
    engine.close();
    const constructors = keepfit as unknown as Record<string, (...args: unknown[]) => AnyRecipe>;
    for (const { name } of estimators) expect(constructors[name]?.().class).toBe(name);
  });

  test("the schema that was written down is the one that an engine answers", async () => {
    const [own, given] = await Promise.all([createEngine(), createEngine({ wasm: readFileSync(wasmFile) })]);
    const call = vi.spyOn(EngineHost.prototype, "call");
    expect(await own.schema()).toEqual(await writtenSchema());
    expect(call).not.toHaveBeenCalled();
    expect(await given.schema()).toEqual(await writtenSchema());
    expect(call).toHaveBeenCalled();
    call.mockRestore();
    const numbers = await own.schema();
    const usual = numbers.estimators.flatMap(({ params }) => params.map((param) => param.default));
    expect(usual.filter(Number.isNaN).length).toBeGreaterThan(0);
    own.close();
    given.close();
  });

  test("their types follow the constraints", () => {
    expectTypeOf(StandardScaler).returns.toExtend<Recipe<"StandardScaler", object>>();
    expectTypeOf(Ridge({ alpha: 2 })).toExtend<AnyRecipe>();
    expectTypeOf<LogisticRegressionParams["C"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<"Ridge">().toExtend<EstimatorName>();
    expectTypeOf<"Oracle">().not.toExtend<EstimatorName>();
    // 1 is a count of rows, float(1) all of them; where only one is meant, a number says enough.
    expectTypeOf(DecisionTreeClassifier({ min_samples_split: float(1) })).toExtend<AnyRecipe>();
    // @ts-expect-error never a count
    Ridge({ alpha: float(1) });
    // @ts-expect-error a number, not a text
    Ridge({ alpha: "1" });
    // @ts-expect-error no such parameter
    Ridge({ beta: 1 });
    // @ts-expect-error not one of the options
    SimpleImputer({ strategy: "best" });
    // @ts-expect-error a pipeline is made of steps
    Pipeline({});
    // @ts-expect-error columns are missing
    ColumnTransformer([["num", StandardScaler()]]);
  });
});
