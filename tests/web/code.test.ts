// What the page's code view rests on: JSON for people, where JSON breaks, what Python had to say, and the way back.
import fc from "fast-check";
import { expect, test } from "vitest";
import { setParam } from "../../web/elements/state/changes.js";
import { choicesFrom, defaults } from "../../web/elements/state/choices.js";
import { begin, commit, lookAt, redo, undo } from "../../web/elements/state/history.js";
import { brokenLine, fromText, toPretty } from "../../web/elements/state/json.js";
import { withoutDefaults } from "../../web/elements/state/recipe.js";
import { createEngine, type AnyRecipe } from "../../web/lib/index.js";
import { recipeFromPython, recipeToPython } from "../../web/lib/python/index.js";

const lost = fc.constantFrom(NaN, Infinity, -Infinity, -0);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.string(),
    fc.double(),
    lost,
    fc.boolean(),
    fc.constant(null),
    tie("list"),
  ),
  list: fc.oneof(fc.array(tie("value")), fc.dictionary(fc.string({ minLength: 1 }), tie("value"))),
})).list;

test("JSON for people is read as what was written, numbers that JSON has not included", () => {
  fc.assert(
    fc.property(values, (value) => {
      const back = fromText(toPretty(value));
      expect(JSON.stringify(back)).toBe(JSON.stringify(value));
      expect(toPretty(back)).toBe(toPretty(value));
    }),
  );
  expect(toPretty({ a: NaN, b: [1, -0] })).toBe('{"a": {"$number":"nan"}, "b": [1, {"$number":"-0"}]}');
  expect(toPretty({ b: "x".repeat(80), a: [] })).toBe(`{\n  "b": "${"x".repeat(80)}",\n  "a": []\n}`);
});

test("the line at which a text ceases to be JSON is the one that V8 names", () => {
  let compared = 0;
  fc.assert(
    fc.property(values, fc.nat(), fc.constantFrom(",", "}", "]", "x", ":", "01", '"'), (value, at, broken) => {
      const whole = JSON.stringify(value, null, 1);
      expect(brokenLine(whole)).toBe(whole.split("\n").length);
      const place = at % (whole.length + 1);
      const text = whole.slice(0, place) + broken + whole.slice(place);
      let message = "";
      try {
        JSON.parse(text);
      } catch (error) {
        message = (error as Error).message;
      }
      const position = / position (\d+)/.exec(message)?.[1];
      if (position === undefined || /control character|Unterminated|escape/.test(message)) return;
      compared++;
      expect(brokenLine(text)).toBe(text.slice(0, Number(position)).split("\n").length);
    }),
    { numRuns: 1000 },
  );
  expect(compared).toBeGreaterThan(200);
  expect(brokenLine("[".repeat(1e6))).toBe(1);
});

test("a recipe that went through Python and back says no more than it did", async () => {
  const engine = await createEngine({ worker: false });
  const schema = await engine.schema();
  const encoder = { class: "OneHotEncoder", params: { handle_unknown: "ignore" } };
  const log = { class: "FunctionTransformer", params: { func: "log1p" } };
  const recipe: AnyRecipe = {
    class: "Pipeline",
    params: {
      steps: [
        ["prepare", { class: "ColumnTransformer", params: { transformers: [["cat", encoder, ["island"]]] } }],
        ["log", log],
        ["model", { class: "LogisticRegression", params: {} }],
      ],
    },
  };
  const back = recipeFromPython(recipeToPython(recipe));
  expect(back).not.toEqual(recipe);
  const bare = withoutDefaults(back, schema);
  expect(withoutDefaults(recipe, schema)).toEqual(recipe);
  expect(recipeToPython(bare)).toBe(recipeToPython(recipe));
  expect(JSON.stringify(bare)).toContain(JSON.stringify(encoder));
  engine.close();
});

test("the code stays unfolded on the way back and forth; choices from before know nothing of it", () => {
  const proposed: AnyRecipe = { class: "Ridge", params: {} };
  const changed = commit(begin(defaults), setParam(defaults, proposed, "", "alpha", 2), "alpha of pipeline");
  const back = undo(lookAt(changed, { code: true }));
  expect(back.present.recipe).toBeNull();
  expect(back.present.view.code).toBe(true);
  expect(redo(lookAt(back, { code: false })).present.view.code).toBe(false);
  expect(choicesFrom({ view: { hide: null, box: "model" } }).view).toEqual(defaults.view);
  expect(() => choicesFrom({ view: { hide: null, box: "model", code: 1 } })).toThrow(
    /view\.code must be true or false/,
  );
});
