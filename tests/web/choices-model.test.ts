// A thousand random walks through what may be done to choices, held against a list of texts: undo and redo are exact,
// addresses and files come back as they were, a result is out of date exactly while what it depends on is another, and
// nothing but a refusal in words is ever thrown.
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import type { AnyRecipe, EstimatorSchema, ParamValue, Schema } from "../../web/lib/index.js";
import { readAddress, resolved, writeAddress } from "../../web/elements/state/address.js";
import { fetchPacking } from "../../web/elements/state/packed.js";
import * as changes from "../../web/elements/state/changes.js";
import {
  choicesFromText,
  choicesToText,
  defaults,
  recipeFrom,
  Refusal,
  type Choices,
} from "../../web/elements/state/choices.js";
import { begin, commit, lookAt, redo, redoable, settle, undo, undoable } from "../../web/elements/state/history.js";
import { same, toText } from "../../web/elements/state/json.js";
import { isRecipe, partsIn, paths } from "../../web/elements/state/recipe.js";
import { fitKind, isStale, keyOf } from "../../web/elements/state/results.js";
import { root } from "./helpers.js";

beforeAll(fetchPacking);

const schema = JSON.parse(readFileSync(`${root}web/lib/generated/schema.json`, "utf8")) as Schema;
const estimator = (name: string): EstimatorSchema => schema.estimators.find((each) => each.name === name)!;
const step = (name: string, params: object = {}): AnyRecipe => ({ class: name, params });

const data: Record<string, { numbers: string[]; texts: string[] }> = {
  penguins: { numbers: ["bill", "flipper", "mass"], texts: ["island", "sex"] },
  wine: { numbers: ["alcohol", "ash"], texts: [] },
  plants: { numbers: ["mass"], texts: ["species & more", "=color#"] },
};

/** As the page proposes: by data, target, task and split. */
function proposedFor({ data: { name }, target, task, split }: Choices): AnyRecipe {
  const { numbers, texts } = data[name]!;
  const left = (columns: string[]) => columns.filter((column) => column !== target);
  const lane = (first: AnyRecipe, ...rest: [string, AnyRecipe][]) =>
    step("Pipeline", { steps: [["impute", first], ...rest] });
  const lanes = [
    [
      "num",
      lane(step("SimpleImputer", split.test_size > 0.5 ? { keep_empty_features: true } : {}), [
        "scale",
        step("StandardScaler"),
      ]),
      left(numbers),
    ],
    ["cat", lane(step("SimpleImputer", { strategy: "most_frequent" }), ["encode", step("OneHotEncoder")]), left(texts)],
  ].filter(([, , columns]) => (columns as string[]).length);
  const model = task === "regression" || (task === null && name === "wine") ? "Ridge" : "LogisticRegression";
  return step("Pipeline", {
    steps: [
      ["prepare", step("ColumnTransformer", { transformers: lanes })],
      ["model", step(model)],
    ],
  });
}

const classes = ["PCA", "StandardScaler", "OneHotEncoder", "Ridge", "DecisionTreeClassifier", "KNNImputer"];
const around = [
  "Pipeline",
  "FeatureUnion",
  "ColumnTransformer",
  "GridSearchCV",
  "BaggingRegressor",
  "VotingClassifier",
  "StackingRegressor",
  "TransformedTargetRegressor",
];
const names = ["a", "b", "impute", "num", "steps", "two words", "x__y", "end_", "", "__proto__", "é&=#%+ ,"];
const values: ParamValue[] = [
  1,
  0.5,
  -0,
  NaN,
  Infinity,
  null,
  true,
  "True",
  "auto",
  "",
  [1, 2],
  { a: [null] },
  { $float: 1 },
  "nan",
];
const places = ["before", "after", "beside", "inside"] as const;

type Act = (choices: Choices, proposed: AnyRecipe, pick: <T>(from: readonly T[]) => T) => Choices;

const allPaths = (choices: Choices, proposed: AnyRecipe): string[] => {
  const recipe = changes.recipeOf(choices, proposed);
  return [...paths(recipe).map(([path]) => path), "nowhere", "model__nowhere"];
};
const at =
  (of: (choices: Choices, proposed: AnyRecipe, path: string, pick: <T>(from: readonly T[]) => T) => Choices): Act =>
  (choices, proposed, pick) =>
    of(choices, proposed, pick(allPaths(choices, proposed)), pick);

/** Everything that may be done. */
const acts: Record<string, Act> = {
  setParam: at((c, p, path, pick) =>
    changes.setParam(c, p, path, pick(["C", "alpha", "strategy", "__proto__"]), pick(values)),
  ),
  unsetParam: at((c, p, path, pick) => changes.setParam(c, p, path, pick(["C", "alpha", "strategy"]), undefined)),
  swap: at((c, p, path, pick) => changes.swapEstimator(c, p, path, pick(classes))),
  word: at((c, p, path, pick) => changes.setWord(c, p, path, pick(["passthrough", "drop"] as const))),
  insert: at((c, p, path, pick) =>
    changes.insertStep(c, p, path, pick(places), {
      step: step(pick(classes)),
      ...(pick([true, false]) ? { name: pick(names) } : {}),
    }),
  ),
  remove: at((c, p, path) => changes.removeStep(c, p, path)),
  move: at((c, p, path, pick) => changes.moveStep(c, p, path, pick(allPaths(c, p)), pick(places))),
  rename: at((c, p, path, pick) => changes.renameStep(c, p, path, pick(names))),
  duplicate: at((c, p, path) => changes.duplicateStep(c, p, path)),
  columns: at((c, p, path, pick) =>
    changes.setColumns(c, p, path, pick([[], ["mass"], [0, 1], { slice: [0, 2, null] }] as ParamValue[])),
  ),
  wrap: at((c, p, path, pick) => changes.wrapStep(c, p, path, estimator(pick(around)), ["mass"])),
  unwrap: at((c, p, path) => changes.unwrapStep(c, p, path)),
  reset: (c) => changes.resetRecipe(c),
  data: (c, _, pick) => changes.setData(c, { from: "sample", name: pick(Object.keys(data)) }),
  kind: (c, _, pick) =>
    changes.setColumn(c, { name: pick(["mass", "sex"]), kind: pick(["text", "number"] as const), use: true }),
  unsay: (c, _, pick) => changes.unsayReading(c, pick([true, false])),
  target: (c, _, pick) => changes.setTarget(c, pick([null, "mass", "=color#"])),
  task: (c, _, pick) => changes.setTask(c, pick([null, "regression", "classification"] as const)),
  split: (c, _, pick) =>
    changes.setSplit(c, {
      test_size: pick([0.25, 0.1, 0.6]),
      random_state: pick([0, 7, 2 ** 32 - 1]),
      stratify: pick([true, false]),
    }),
  validation: (c, _, pick) =>
    changes.setValidation(c, {
      folds: pick([5, 2, 50]),
      splitter: pick(["", "KFold"]),
      metrics: pick([[], ["r2"], ["accuracy", "f1_macro"]]),
    }),
  axes: (c, p, pick) =>
    changes.setAxes(c, [
      ...c.axes.slice(-1),
      { path: `${pick(allPaths(c, p))}__C`, text: pick(["1, 2", "", "a & b", " x\tnew"]) },
    ]),
  study: (c, p, pick) =>
    changes.setStudy(c, {
      search: pick(["grid", "random"] as const),
      n_iter: pick([1, 10, 2000]),
      train_scores: pick([true, false]),
      cv_train_scores: pick([true, false]),
      curve: pick([null, { path: `${pick(allPaths(c, p))}__alpha`, text: pick(["None, 1", "", "[1,2]"]) }]),
      n_resamples: pick([1, 1000, 20_000]),
    }),
};

type Event = { do: string; picks: number[] };
const event = fc.record({
  do: fc.constantFrom(
    ...Object.keys(acts),
    ...Object.keys(acts),
    "undo",
    "undo",
    "redo",
    "fit",
    "save",
    "open",
    "reload",
    "look",
    "drag",
    "settle",
  ),
  picks: fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }),
});

/** What must hold of any choices. */
function sound(choices: Choices): void {
  const proposed = proposedFor(choices);
  const recipe = changes.recipeOf(choices, proposed);
  recipeFrom(recipe);
  expect(choices.recipe === null || !same(choices.recipe, proposed)).toBe(true);
  for (const [path, each] of paths(recipe)) {
    const inside = partsIn(each);
    const own = inside.map(({ name }) => name);
    expect(new Set(own).size, `names in ${path}`).toBe(own.length);
    for (const { name, at: place } of inside) if (place !== undefined) expect(name).toMatch(/^(?!.*__)(?!.*_$)./);
    for (const { inner } of inside) expect(isRecipe(inner) || inner === "passthrough" || inner === "drop").toBe(true);
  }
  expect(choicesFromText(choicesToText(choices))).toEqual(choices);
  expect(resolved(readAddress(writeAddress(choices, proposed)), proposed)).toEqual(choices);
}

function walk(events: readonly Event[]): void {
  let history = begin(defaults);
  // The model: every state there was, as text, and where in it one stands.
  let past = [toText(defaults)];
  let here = 0;
  let gesture = "";
  let fit: { key: string; of: Choices } | undefined;
  let saved: string | undefined;
  const arrive = (choices: Choices, name: string) => {
    const text = toText(choices);
    if (toText({ ...choices, view: 0 }) === toText({ ...(JSON.parse(past[here]!) as object), view: 0 })) {
      past[here] = text;
      if (!name) gesture = "";
      return;
    }
    const goesOn = name !== "" && name === gesture && here > 0;
    past = [...past.slice(0, goesOn ? here : here + 1), text];
    here = past.length - 1;
    gesture = name;
    if (goesOn && toText({ ...choices, view: 0 }) === toText({ ...(JSON.parse(past[here - 1]!) as object), view: 0 })) {
      past = [...past.slice(0, here - 1), text];
      here--;
      gesture = "";
    }
  };
  for (const { do: act, picks } of events) {
    let next = 0;
    const pick = <T>(from: readonly T[]): T => from[picks[next++ % picks.length]! % from.length]!;
    const { present } = history;
    const proposed = proposedFor(present);
    if (act === "undo" || act === "redo") {
      expect(undoable(history) !== undefined).toBe(here > 0);
      expect(redoable(history) !== undefined).toBe(here < past.length - 1);
      const possible = act === "undo" ? here > 0 : here < past.length - 1;
      history = act === "undo" ? undo(history) : redo(history);
      if (possible) [here, gesture] = [here + (act === "undo" ? -1 : 1), ""];
    } else if (act === "fit") fit = { key: keyOf(fitKind, present), of: present };
    else if (act === "save") saved = choicesToText(present);
    else if (act === "open" && saved !== undefined) {
      const opened = choicesFromText(saved);
      history = commit(history, opened, "opening a model");
      arrive(opened, "");
    } else if (act === "reload") {
      const again = resolved(readAddress(writeAddress(present, proposed)), proposed);
      history = begin(again);
      [past, here, gesture] = [[toText(again)], 0, ""];
    } else if (act === "look") {
      const view = { box: pick(allPaths(present, proposed)) };
      history = lookAt(history, view);
      past[here] = toText({ ...present, view: { ...present.view, ...view } });
    } else if (act === "settle") [history, gesture] = [settle(history), ""];
    else if (act === "drag") {
      const choices = changes.setSplit(present, { test_size: pick([0.25, 0.3, 0.35]) });
      const moved = changes.rebased(choices, proposed, proposedFor(choices));
      history = commit(history, moved, "dragging", "held out");
      arrive(moved, "held out");
    } else if (acts[act])
      try {
        const choices = acts[act](present, proposed, pick);
        const moved = changes.rebased(choices, proposed, proposedFor(choices));
        history = commit(history, moved, act);
        arrive(moved, "");
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        expect(error.message).toMatch(/^.{10,}\.$/);
        expect(error.hint).toMatch(/^.+\.$/);
      }
    expect(toText(history.present)).toBe(past[here]);
    sound(history.present);
    if (fit) {
      const part = ({ data: d, target, task, recipe, split }: Choices) => toText([d, target, task, recipe, split]);
      const result = { value: 0, key: fit.key };
      expect(isStale(fitKind, result, history.present)).toBe(part(fit.of) !== part(history.present));
    }
  }
  // All the way back and forth again.
  while (undoable(history) !== undefined) history = undo(history);
  expect(toText(history.present)).toBe(past[0]);
  for (const text of past) {
    expect(toText(history.present)).toBe(text);
    history = redo(history);
  }
}

test(
  "a thousand walks through choices",
  () => fc.assert(fc.property(fc.array(event, { minLength: 5, maxLength: 25 }), walk), { numRuns: 1000 }),
  300_000,
);
