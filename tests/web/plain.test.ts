// What programs may give as choices, and what a pipeline may end in.
import { expect, test } from "vitest";
import { refuseUnplain } from "../../web/elements/program/plain.js";
import { refuseEnd } from "../../web/elements/state/ends.js";
import type { DataTable } from "../../web/elements/data/table.js";
import { createEngine, KMeans, LogisticRegression, Pipeline, Ridge, StandardScaler } from "../../web/lib/index.js";
import type { AnyRecipe } from "../../web/lib/index.js";

const ring: Record<string, unknown> = {};
ring["ring"] = ring;
let deep: unknown = 1;
for (let i = 0; i < 200; i++) deep = [deep];

test.each([
  ["a function", { params: { a: () => 1 } }, /^choices\.params\.a is a function, and choices are plain JSON/],
  ["a symbol", [Symbol("x")], /^choices\[0\] is a symbol/],
  ["a BigInt", { a: [1, 2n] }, /^choices\.a\[1\] is a BigInt/],
  ["a date", { a: new Date() }, /^choices\.a is a Date/],
  ["a map", { a: new Map() }, /^choices\.a is a Map/],
  ["a ring", ring, /^choices\.ring is a value that holds itself/],
  ["a deep one", { deep }, /^choices\.deep.* is nested more than 100 deep/],
])("%s is named", (_, value, message) => {
  expect(() => refuseUnplain(value, "choices")).toThrow(message);
});

test("plain values are let through, the same one twice and those without a prototype, too", () => {
  const once = { a: [1, NaN, null, "x", true] };
  const bare = Object.assign(Object.create(null) as object, { once });
  expect(() => refuseUnplain({ once, twice: once, bare, not: undefined }, "choices")).not.toThrow();
});

test("a pipeline ends in what predicts, and predicts the target", async () => {
  const engine = await createEngine({ worker: false });
  const schema = await engine.schema();
  engine.close();
  const table = (kind: "text" | "number", task = "classification") =>
    ({ target: "y", columns: [{ name: "y", kind }], task }) as unknown as DataTable;
  const end = (recipe: AnyRecipe, kind?: "text" | "number") => () => refuseEnd(recipe, schema, kind && table(kind));
  expect(end(LogisticRegression(), "text")).not.toThrow();
  expect(end(LogisticRegression(), "number")).not.toThrow();
  expect(
    end(
      Pipeline([
        ["scale", StandardScaler()],
        ["model", Ridge()],
      ]),
      "number",
    ),
  ).not.toThrow();
  expect(end(Pipeline([["scale", StandardScaler()]]))).toThrow(/^StandardScaler is a transformer, and a pipeline/);
  expect(end(KMeans())).toThrow(/^KMeans is a transformer/);
  expect(end({ class: "Pipeline", params: { steps: [["last", "passthrough"]] } } as AnyRecipe)).toThrow(
    /^“passthrough” changes nothing/,
  );
  expect(end(Pipeline([["model", Ridge()]]), "text")).toThrow(/^Ridge predicts numbers, and “y” holds text/);
  expect(() => refuseEnd(LogisticRegression(), schema, table("text", "regression"))).toThrow(/^“y” holds text, which/);
  // What the engine does not know, it refuses itself.
  expect(end({ class: "Oracle", params: {} } as unknown as AnyRecipe)).not.toThrow();
});
