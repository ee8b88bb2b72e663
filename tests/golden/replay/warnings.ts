// What the engine warned of, beside what scikit-learn warned of (tests/golden/warnings.json).
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { Warning } from "../../../web/lib/types.js";
import type { EstimatorCase } from "../../web/fixtures.js";
import { root } from "../../web/helpers.js";

const recorded = JSON.parse(readFileSync(`${root}tests/golden/warnings.json`, "utf8")) as {
  [fixture: string]: { [name: string]: { fit?: [string, string][]; use?: [string, string][] } };
};

/** Class and step; parts that a fit has made (best_estimator_) are no steps of a recipe. */
function saidAt({ code, where, message, count }: Warning): string {
  expect(message, "a warning's sentence").toMatch(/\.$/);
  expect(count, message).toBeGreaterThan(0);
  const path = Array.from(where.matchAll(/step '([^']*)'/g), ([, name]) => name!);
  return `${code} at ${path.filter((name) => !name.endsWith("_")).join("__")}`;
}

/** Whether a recipe holds what takes other iterations than scikit-learn to the same optimum. */
function iteratesOtherwise(recipe: unknown): boolean {
  if (typeof recipe !== "object" || recipe === null) return false;
  const { class: name, params } = recipe as { class?: string; params?: { solver?: string } };
  if (name === "LinearSVC") return true;
  if (name === "LogisticRegression" && (params?.solver ?? "lbfgs") !== "lbfgs") return true;
  return Object.values(recipe).some(iteratesOtherwise);
}

/** Class and step of the warnings are scikit-learn's. */
export function checkWarnings(
  fixture: string,
  each: EstimatorCase,
  phase: "fit" | "use",
  warnings: readonly Warning[],
): void {
  if (fixture === "") return; // a draw that is not kept
  const compared = (said: string) => !iteratesOtherwise(each.recipe) || !said.startsWith("ConvergenceWarning");
  const wanted = recorded[fixture]?.[each.name]?.[phase] ?? [];
  // Too many neighbours are refused by this engine's fit, and by scikit-learn's predict: a search says so of the fit,
  // or of the score.
  const late = JSON.stringify(each.recipe).includes("KNeighborsClassifier");
  const expected = new Set(wanted.map(([code, step]) => `${code} at ${step}`).filter(compared));
  const said = warnings.map(saidAt).map((each) => (late && each === "FitFailedWarning at " ? "UserWarning at " : each));
  expect(new Set(said.filter(compared)), `warnings of ${phase}`).toEqual(expected);
}

/** Where there is no step to tell: the classes. */
export function checkClasses(fixture: string, name: string, warnings: readonly Warning[]): void {
  const { fit = [], use = [] } = recorded[fixture]?.[name] ?? {};
  expect(new Set(warnings.map(({ code }) => code)), "warnings").toEqual(
    new Set([...fit, ...use].map(([code]) => code)),
  );
}
