// One case of an estimator: fitted, looked into, asked.
import { expect } from "vitest";
import { KeepfitError } from "../../../web/lib/errors.js";
import type { Engine, Model, Warning } from "../../../web/lib/types.js";
import { dataOf, type EstimatorCase } from "../../web/fixtures.js";
import { rejection } from "../../web/helpers.js";
import { Comparison, hashOf, plain } from "./compare.js";
import { checkWarnings } from "./warnings.js";

type Node = { readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "class" in value;

/** The names of a recipe's estimators, each once. */
export function classesIn(recipe: unknown): string[] {
  if (typeof recipe !== "object" || recipe === null) return [];
  const own = isNode(recipe) ? [recipe.class as string] : [];
  return [...new Set([...own, ...Object.values(recipe).flatMap(classesIn)])];
}

/**
 * The estimators right inside a composite, by name: those of lists of [name, estimator, ...], single ones, and fitted
 * attributes (best_estimator_, estimators_.0).
 */
function steps(node: Node): [string, Node][] {
  const fitted = Object.entries((node.fitted ?? {}) as Node).flatMap(([name, value]): [string, Node][] => {
    if (isNode(value)) return [[name, value]];
    if (!Array.isArray(value)) return [];
    return value.flatMap((item: unknown, i): [string, Node][] => (isNode(item) ? [[`${name}.${i}`, item]] : []));
  });
  const held = Object.entries((node.params ?? {}) as Node).flatMap(([name, value]): [string, Node][] => {
    if (isNode(value)) return [[name, value]];
    if (!Array.isArray(value)) return [];
    return value.flatMap((item): [string, Node][] => {
      const found: unknown = Array.isArray(item) ? item.find(isNode) : undefined;
      return found ? [[(item as [string])[0], found as Node]] : [];
    });
  });
  return [...fitted, ...held];
}

/** `model__tree_.threshold`: step names, then the attribute, then its fields. */
function fittedValue(tree: Node, path: string): unknown {
  for (const [name, found] of steps(tree)) {
    if (path.startsWith(`${name}__`)) return fittedValue(found, path.slice(name.length + 2));
  }
  let value: unknown = tree.fitted;
  for (const part of path.split(".")) value = (value as Node | undefined)?.[part];
  return value;
}

const rowsOf = ({ columns, rows }: Awaited<ReturnType<Model["transform"]>>) =>
  Array.from({ length: rows }, (_, row) => columns.map(([, values]) => values[row]));

/** What no operation of the border answers; tests/native/golden_test.cpp compares it. */
const isElsewhere = (fixture: string, key: string) => fixture === "target_encoder" && key === "fit_transform";

async function runRefused(engine: Engine, each: EstimatorCase): Promise<void> {
  const { fit, use } = dataOf(each);
  const [X] = use;
  const error = await rejection(
    (async () => {
      const model = await engine.fit(each.recipe, ...fit);
      try {
        if (each.expect.at === "transform") await model.transform(X);
        else if (each.expect.at === "predict") await model.predict(X);
        else if (each.expect.at === "inverse_transform")
          await model.inverseTransform(each.inverse_of ?? (await model.transform(X)));
      } finally {
        await model.release();
      }
    })(),
  );
  // It may be refused earlier than scikit-learn does, never later.
  const said = String(each.expect["scikit-learn says"]);
  expect(error, `it is not refused. scikit-learn says: ${said}`).toBeInstanceOf(KeepfitError);
  expect(error).not.toMatchObject({ code: "worker_lost" });
}

/** `fixture`: its name, by which its warnings are known; empty for a draw that is not kept. */
export async function runEstimator(engine: Engine, fixture: string, each: EstimatorCase): Promise<void> {
  if (each.expect.error) return runRefused(engine, each);
  const { fit, use } = dataOf(each);
  const [X, y] = use;
  const { tolerance } = each;
  const compared = new Comparison();
  const model: Model = await engine.fit(each.recipe, ...fit);
  const heard: Warning[] = [];
  const listening = { onWarning: (warning: Warning) => void heard.push(warning) };
  let table: ReturnType<Model["transform"]> | undefined;
  const transformed = () => (table ??= model.transform(X, each.expect.transform ? listening : undefined));
  const answers: { [key: string]: (expected: unknown) => Promise<void> } = {
    async fitted(expected) {
      const tree = (await model.fitted()) as unknown as Node;
      for (const [path, value] of Object.entries(expected as Node))
        compared.check(path, value, fittedValue(tree, path), tolerance);
    },
    predict: async (expected) => compared.check("predict", expected, await model.predict(X, listening), tolerance),
    predict_proba: async (expected) =>
      compared.check("predict_proba", expected, await model.predictProba(X, listening), tolerance),
    decision_function: async (expected) =>
      compared.check("decision_function", expected, await model.decisionFunction(X, listening), tolerance),
    transform: async (expected) => compared.check("transform", expected, rowsOf(await transformed()), tolerance),
    feature_names_out: async (expected) => compared.same("feature_names_out", expected, (await transformed()).names),
    async inverse_transform(expected) {
      const back = await model.inverseTransform(each.inverse_of ?? (await transformed()), listening);
      compared.check("inverse_transform", expected, rowsOf(back), tolerance);
    },
    async hash(expected) {
      const [rows] = fit;
      for (const [output, value] of Object.entries(expected as Node)) {
        const got =
          output === "predict"
            ? await model.predict(rows)
            : output === "predict_proba"
              ? await model.predictProba(rows)
              : rowsOf(await model.transform(rows));
        compared.check(`hash of ${output}`, value, hashOf(plain(got)), { class: "exact" });
      }
    },
    score: async (expected) => compared.check("score", expected, await model.score(X, y!, listening), tolerance),
  };
  try {
    checkWarnings(fixture, each, "fit", model.warnings);
    for (const [key, expected] of Object.entries(each.expect)) {
      if (isElsewhere(fixture, key)) continue;
      if (!answers[key]) expect.fail(`the fixture expects '${key}', which the replay does not know`);
      await answers[key](expected);
    }
    compared.done();
    checkWarnings(fixture, each, "use", heard);
  } finally {
    await model.release();
  }
}
