// Random pipelines: one test for each estimator that draws belong to, and a table of how many agree.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Engine } from "../../../web/lib/types.js";
import { folder, parsed, type EstimatorCase } from "../../web/fixtures.js";
import { root } from "../../web/helpers.js";
import { classesIn, runEstimator } from "./estimators.js";

interface Drawn {
  readonly made_by: { readonly "scikit-learn": string };
  readonly drawn: { readonly tried: number; readonly left_out: { readonly [why: string]: number } };
}

type DrawnCase = EstimatorCase & { readonly of: string };

const kinds = ["exact", "tight", "converged", "refused"];

/** What passed of all, by estimator and class. */
class Rates {
  readonly #rates = new Map<string, Map<string, { passed: number; all: number }>>();

  /** One without any case has its row too. */
  know(name: string): void {
    if (!this.#rates.has(name)) this.#rates.set(name, new Map());
  }

  add({ recipe, tolerance }: DrawnCase, passed: boolean): void {
    for (const name of [" all pipelines", ...classesIn(recipe)]) {
      this.know(name);
      const rate = this.#rates.get(name)!;
      const { passed: before = 0, all = 0 } = rate.get(tolerance.class) ?? {};
      rate.set(tolerance.class, { passed: before + Number(passed), all: all + 1 });
    }
  }

  table(): string[] {
    const cells = (first: string, rest: string[]) =>
      first.trim().padEnd(34) + rest.map((cell) => cell.padStart(11)).join("");
    const row = (name: string) => {
      const rates = kinds.map((kind) => this.#rates.get(name)!.get(kind));
      return cells(
        name,
        rates.map((rate) => (rate ? `${rate.passed}/${rate.all}` : "-")),
      );
    };
    return [cells("", kinds), ...[...this.#rates.keys()].sort().map(row)];
  }
}

export function replayRandomPipelines(host: string, engine: () => Engine): void {
  // Draws that are not kept come from `npm run golden -- draws` or `-- ties_many`.
  const others = process.env.KEEPFIT_DRAWS;
  const text = readFileSync(others ? resolve(root, others) : `${folder}random_pipelines.json`, "utf8");
  const { made_by, drawn } = JSON.parse(text) as Drawn;
  const cases = parsed(text).cases as DrawnCase[];
  const rates = new Rates();
  let seen = 0;

  for (const name of new Set(cases.map(({ of }) => of))) {
    const own = cases.filter(({ of }) => of === name);
    test(`RandomPipelines of ${name}`, { timeout: 600_000 }, async () => {
      const failures: string[] = [];
      for (const each of own) {
        const before = failures.length;
        try {
          await runEstimator(engine(), others ? "" : "random_pipelines", each);
        } catch (error) {
          failures.push(`${each.name}: ${error instanceof Error ? error.message : String(error)}`);
        }
        rates.add(each, failures.length === before);
        seen++;
      }
      expect(failures).toEqual([]);
    });
  }

  // With a filter some are left out, and the table would mislead.
  afterAll(async () => {
    if (seen < cases.length) return;
    for (const { name } of (await engine().schema()).estimators) rates.know(name);
    const { tried, left_out } = drawn;
    const reasons = Object.entries(left_out).map(([why, count]) => `${String(count).padStart(6)}  ${why}`);
    console.log(
      [
        `Random pipelines against scikit-learn ${made_by["scikit-learn"]}, ${host} engine: passed of all`,
        ...rates.table(),
        `${tried} draws gave these cases; left out of them:`,
        ...reasons,
      ].join("\n"),
    );
  });
}
