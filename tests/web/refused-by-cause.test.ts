// Refusals name what the caller did or left out, not what the engine made of it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, type Engine, LogisticRegression, StackingClassifier } from "../../web/lib/index.js";
import { rejection } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
});
afterAll(() => engine.close());

const X = { columns: { a: Array.from({ length: 40 }, (_, i) => (i * 7) % 40) } };
const y = Array.from({ length: 40 }, (_, i) => "pq"[i % 2]!);
const scoring = ["accuracy", "f1_macro"];

test("a search by several scorers that names none, or another, to decide", async () => {
  const search = (refit: object) =>
    rejection(engine.gridSearch(LogisticRegression(), { C: [0.1, 1] }, X, y, { scoring, cv: 4, ...refit }));
  const hint = "Set refit to one of 'accuracy' and 'f1_macro', or to False.";
  const message = "Of several scorers refit must name the one that decides, and it names none.";
  expect(await search({})).toMatchObject({ message, hint });
  expect(await search({ refit: "acuracy" })).toMatchObject({
    message: "refit names the scorer that decides, but 'acuracy' is none of those given.",
    hint,
  });
});

test("folds that nobody asked for by their parameter's name", async () => {
  const stacked = (cv?: number) =>
    StackingClassifier({ estimators: [["a", LogisticRegression()]], ...(cv ? { cv } : {}) });
  const few = { columns: { a: [1, 2, 3] } };
  expect(await rejection(engine.fit(stacked(), few, ["p", "q", "p"]))).toMatchObject({
    message: "5 folds are more than there are rows, which are 3.",
  });
  expect(await rejection(engine.fit(stacked(30), X, y))).toMatchObject({
    message: "30 folds are more than any class has rows, of which the largest has 20.",
  });
});
