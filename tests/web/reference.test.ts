// The generated reference names everything that the engine declares, and what it says is refused is refused.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, KeepfitError, type AnyRecipe, type Engine, type Schema } from "../../web/lib/index.js";
import { pythonOf } from "../../web/elements/shared/param-text.js";
import { reference } from "../../web/playground/reference.js";
import { rejection, root } from "./helpers.js";

let engine: Engine;
let schema: Schema;
let page: string;
beforeAll(async () => {
  engine = await createEngine();
  schema = await engine.schema();
  page = reference(schema);
});

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** What stands in the section of one name. */
function section(name: string): string {
  const from = page.indexOf(`<section class="estimator" id="${name}">`);
  expect(from, `${name} has no section`).toBeGreaterThan(-1);
  return page.slice(from, page.indexOf("</section>", from));
}

describe("the reference", () => {
  test("has every estimator with its parameters, attributes, class and what it refuses", () => {
    expect(schema.estimators.length).toBeGreaterThan(50);
    for (const estimator of schema.estimators) {
      const own = section(estimator.name);
      expect(own).toContain(escaped(estimator.doc));
      expect(["exact", "tight", "converged", "parts"]).toContain(estimator.exactness.class);
      expect(own).toContain(`class="class ${estimator.exactness.class}"`);
      for (const { name, doc, text, default: value, constraint } of estimator.params)
        for (const part of [`<code>${name}</code>`, doc, text, pythonOf(value, constraint)])
          expect(own, `${estimator.name}.${name}`).toContain(part.startsWith("<") ? part : escaped(part));
      for (const { name, doc } of estimator.fitted) {
        expect(own).toContain(`<code>${name}</code>`);
        expect(own).toContain(escaped(doc));
      }
      for (const name of [...estimator.unsupported, ...estimator.unsupported_methods])
        expect(own, estimator.name).toContain(`<code>${name}</code>`);
      expect(page).toContain(`<li><a href="#${estimator.name}">${estimator.name}</a></li>`);
    }
  });

  test("has every splitter and every scorer", () => {
    for (const splitter of schema.splitters)
      for (const { name } of splitter.params) expect(section(splitter.name)).toContain(`<code>${name}</code>`);
    const scorers = page.slice(page.indexOf('<section id="scorers">'));
    for (const { name, doc } of schema.scorers) {
      expect(scorers).toContain(`<code>${name}</code>`);
      expect(scorers).toContain(escaped(doc));
    }
  });

  test("shows floats as floats, and text as text", () => {
    expect(
      pythonOf(1, [{ type: "interval", numeric: "float", low: 0, high: null, low_closed: true, high_closed: false }]),
    ).toBe("1.0");
    expect(pythonOf(1)).toBe("1");
    expect(pythonOf([0, "a", null, true])).toBe("[0, 'a', None, True]");
    expect(page).not.toMatch(/\bundefined\b|\[object/);
  });
});

/** Every estimator of scikit-learn, with its parameters and methods. */
const { cases } = JSON.parse(readFileSync(`${root}tests/golden/fixtures/signatures.json`, "utf8")) as {
  cases: { name: string; options: { name: string }[]; methods: string[] }[];
};

test("every method of scikit-learn's is in the library, or stated as unsupported", () => {
  const here = "fit fit_transform get_feature_names_out get_params set_params score".split(" ");
  const asked = "transform inverse_transform predict predict_proba decision_function".split(" ");
  const from = page.indexOf('<section id="methods">');
  const shared = page.slice(from, page.indexOf("</section>", from));
  for (const name of schema.unsupported_methods) expect(shared).toContain(`<code>${name}</code>`);
  let stated = 0;
  for (const { name, unsupported_methods } of schema.estimators) {
    for (const method of cases.find((each) => each.name === name)!.methods) {
      if (unsupported_methods.includes(method)) stated++;
      else if (!schema.unsupported_methods.includes(method)) expect([...here, ...asked], name).toContain(method);
    }
  }
  expect(stated).toBeGreaterThan(80);
});

test("a parameter that scikit-learn has and the engine has not is refused by name", async () => {
  let refused = 0;
  for (const estimator of schema.estimators) {
    const theirs = cases.find(({ name }) => name === estimator.name)!.options.map(({ name }) => name);
    for (const name of theirs.filter((each) => !estimator.params.some((param) => param.name === each))) {
      const recipe = { class: estimator.name, params: { [name]: null } } as unknown as AnyRecipe;
      const error = await rejection(engine.fit(recipe, { columns: { a: [1, 2] } }, [0, 1]));
      expect(error).toBeInstanceOf(KeepfitError);
      expect(error).toMatchObject({ code: "unsupported_parameter" });
      expect((error as KeepfitError).message).toContain(`'${name}'`);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(50);
});
