// scikit-learn's own results, replayed through the library on whichever host its calls go to: ../README.md has the
// format of the fixtures. A test's name says fixture, place, classes and case, so that `npm test -- native Ridge` finds
// all in which Ridge has a part.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../../web/lib/types.js";
import { files, folder, parsed, type EstimatorCase } from "../../web/fixtures.js";
import { classesIn, runEstimator } from "./estimators.js";
import { functions } from "./functions.js";
import { replayRandomPipelines } from "./random.js";

// The engine's inner parts have no operation on the border; tests of their own replay these in C++.
const nativeOnly = ["math", "random", "signatures"];
// The tables that random_pipelines.json is fitted on; that has tests of its own.
const random = ["random_tables", "random_pipelines"];

/** `host`: what it is called; `start`: starts the library's engine on it; `atOnce`: how many work side by side. */
export function replay(host: string, start: () => Promise<Engine>, atOnce = 1): void {
  let engines: Engine[] = [];
  let next = 0;
  const engine = () => engines[next++ % engines.length]!;
  beforeAll(async () => {
    engines = await Promise.all(Array.from({ length: atOnce }, start));
  });
  afterAll(() => engines.forEach((each) => each.close()));

  const names = files.map((file) => file.replace(/\.json$/, ""));
  describe("golden", { concurrent: atOnce > 1 }, () => {
    for (const fixture of names.filter((name) => !nativeOnly.includes(name) && !random.includes(name))) {
      const { cases } = parsed(readFileSync(`${folder}${fixture}.json`, "utf8"));
      test(`${fixture} holds cases`, () => expect(cases.length).toBeGreaterThan(0));
      for (const [i, each] of cases.entries()) {
        const known = functions[fixture];
        const title = known?.title ?? classesIn((each as EstimatorCase).recipe).join("+");
        test(`${fixture}[${i}] ${title}: ${each.name}`, async () =>
          known ? known.run(engine(), each as never, fixture) : runEstimator(engine(), fixture, each as EstimatorCase));
      }
    }
    replayRandomPipelines(host, engine);
  });
}
