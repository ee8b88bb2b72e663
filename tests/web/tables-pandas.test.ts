// A thousand drawn tables are read as pandas reads them, whose answers are kept as hashes (npm run golden -- tables).
// pandas is told delimiter, encoding and decimal mark; the reader finds them out. npm run golden -- tables_many 1000000
// compares as many others.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type ReadOptions } from "../../web/lib/index.js";
import { root } from "./helpers.js";

interface File {
  readonly text: string;
  readonly encoding: string;
  readonly pandas: { readonly sep: string; readonly decimal: string };
}
interface Cases {
  drawnCases(count: number): unknown[];
  written(drawn: unknown): File;
  bytesOf(file: File): Uint8Array;
  readBy(engine: Engine, bytes: Uint8Array, options?: ReadOptions): Promise<unknown>;
  hashOf(answer: unknown): string;
}

const { answers } = JSON.parse(readFileSync(`${root}tests/golden/tables/drawn.json`, "utf8")) as {
  answers: readonly (string | null)[];
};

let engine: Engine;
let cases: Cases;
beforeAll(async () => {
  engine = await createEngine();
  cases = (await import(pathToFileURL(`${root}tests/golden/table_cases.mjs`).href)) as Cases;
});
afterAll(() => engine.close());

describe("drawn tables", () => {
  test("have answers to compare with", () => {
    expect(answers.length).toBe(1000);
    expect(answers.filter((answer) => answer !== null).length).toBeGreaterThan(950);
  });

  test("are read as pandas reads them", { timeout: 120_000 }, async () => {
    const different: string[] = [];
    for (const [i, drawn] of cases.drawnCases(answers.length).entries()) {
      if (answers[i] === null) continue;
      const file = cases.written(drawn);
      const got = await cases.readBy(engine, cases.bytesOf(file)).catch((error: unknown) => String(error));
      if (cases.hashOf(got) !== answers[i]) different.push(`${i}: ${JSON.stringify(file)}\n${JSON.stringify(got)}`);
    }
    expect(different.slice(0, 5).join("\n"), `${different.length} of ${answers.length} are read otherwise`).toBe("");
  });
});
