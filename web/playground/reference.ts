// The reference page, made from the engine's schema when the page is built (and when tests ask): nothing in it is
// written by hand.
import errors from "../../cpp/core/errors.json" with { type: "json" };
import { pythonOf } from "../elements/shared/param-text.js";
import type {
  EstimatorSchema,
  Exactness,
  ExactnessClass,
  ParamSchema,
  Schema,
  ScorerSchema,
  SplitterSchema,
  TraitSchema,
} from "../lib/types.js";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const text = (value: string): string => value.replace(/[&<>"]/g, (each) => escapes[each]!);
const code = (value: string): string => `<code>${text(value)}</code>`;
const list = (values: readonly string[]): string => values.join(", ");

// ---- exactness ------------------------------------------------------------------------------------------------------

const classes: Record<ExactnessClass, string> = {
  exact: "Equal to scikit-learn’s to the last bit",
  tight: "The same structure (splits, labels, neighbours), floats to a relative 1e-10",
  converged: "The same optimum, to 1e-6, where both iterate to a tight tolerance",
  parts: "As close as its parts",
};

function exceptions({ except, by_columns }: Exactness): string[] {
  const out = except.map((each) => {
    const what = each.outputs.length > 0 ? list(each.outputs.map(code)) : "everything";
    const when = each.param
      ? ` with ${list(each.values.map((value) => code(`${each.param}=${pythonOf(value)}`)))}`
      : "";
    return `${what}${when}: ${each.class}`;
  });
  if (by_columns)
    out.push(
      `where scikit-learn holds the table column by column (a DataFrame, columns picked from an array): ${by_columns}`,
    );
  return out;
}

function exactness(about: Exactness): string {
  const except = exceptions(about);
  return [
    `<p class="exactness"><a class="class ${about.class}" href="#exactness">${about.class}</a> ${text(classes[about.class] ?? "")}.`,
    about.note ? ` ${text(about.note)}` : "",
    except.length > 0 ? ` Less close: ${except.join("; ")}.` : "",
    "</p>",
  ].join("");
}

// ---- estimators -----------------------------------------------------------------------------------------------------

function traits(about: EstimatorSchema, all: readonly TraitSchema[]): string {
  const { traits: has, traits_when, kind } = about;
  const named = (wanted: boolean) =>
    all
      .filter(({ name, ability }) => ability && has[name] === wanted)
      .filter(({ name }) => name !== "probabilities" || kind === "classifier")
      .map(({ doc }) => doc);
  const able = named(true);
  const unable = named(false);
  const lines = [
    able.length > 0 ? `Takes or gives: ${list(able)}.` : "",
    // What is made of others may do it where they do.
    unable.length > 0
      ? `${about.exactness.class === "parts" ? "Not by itself" : "Not supported"}: ${list(unable)}.`
      : "",
    ...all.filter(({ name, ability, usual }) => !ability && has[name] !== usual).map(({ doc }) => doc),
    ...traits_when.map(({ trait, value, param, options }) => {
      const { ability, usual, doc } = all.find(({ name }) => name === trait)!;
      const said = ability ? `${value ? "" : "no "}${doc}.` : value === usual ? "" : doc;
      return said && `With ${list(options.map((option) => code(`${param}=${pythonOf(option)}`)))}: ${said}`;
    }),
  ];
  return `<p class="traits">${lines.filter(Boolean).join(" ")}</p>`;
}

const row = (cells: readonly (readonly [string, string])[]): string =>
  `<tr>${cells.map(([label, cell], i) => (i === 0 ? `<th scope="row">${cell}</th>` : `<td data-label="${label}">${cell}</td>`)).join("")}</tr>`;

function table(heads: readonly string[], rows: readonly (readonly string[])[], caption: string): string {
  return [
    `<table><caption>${text(caption)}</caption>`,
    `<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>`,
    `<tbody>${rows.map((cells) => row(cells.map((cell, i) => [heads[i]!, cell] as const))).join("")}</tbody></table>`,
  ].join("");
}

type PlainParam = Pick<ParamSchema, "name" | "default" | "doc" | "text"> &
  Partial<Pick<ParamSchema, "constraint" | "since">>;

const parameters = (params: readonly PlainParam[]): string =>
  params.length === 0
    ? ""
    : table(
        ["Parameter", "Default", "May be", "Meaning"],
        params.map((each) => [
          code(each.name),
          code(pythonOf(each.default, each.constraint)),
          text(each.text),
          text(each.since === undefined ? each.doc : `${each.doc} Since Keepfit ${each.since}.`),
        ]),
        "Parameters",
      );

/** What one estimator lacks beside scikit-learn's: parameters, methods. */
const lacking = ({ unsupported, unsupported_methods }: EstimatorSchema): string =>
  [
    unsupported.length > 0
      ? `<p class="refused">Refused by name, though scikit-learn has them: ${list(unsupported.map(code))}.</p>`
      : `<p class="refused">Every parameter that scikit-learn has is here.</p>`,
    unsupported_methods.length > 0
      ? `<p class="refused">Methods that only scikit-learn has: ${list(unsupported_methods.map(code))}, and <a href="#methods">those that none here has</a>.</p>`
      : `<p class="refused">Every method that scikit-learn has is here, but for <a href="#methods">those that none here has</a>.</p>`,
  ].join("\n");

const shapeOf = (shape: readonly string[]): string => (shape.length > 0 ? shape.map(text).join(" × ") : "one value");

/** What a form shows first; where there are few parameters it shows all of them. */
const changedFirst = ({ first }: EstimatorSchema): string =>
  first.length > 0 ? `<p>What people change first: ${list(first.map(code))}.</p>` : "";

function estimator(about: EstimatorSchema, all: readonly TraitSchema[]): string {
  const { name, doc, kind, params, fitted } = about;
  return [
    `<section class="estimator" id="${name}"><h3><a href="#${name}">${name}</a> <span class="kind">${text(kind)}</span></h3>`,
    `<p>${text(doc)}</p>`,
    exactness(about.exactness),
    traits(about, all),
    changedFirst(about),
    parameters(params),
    fitted.length === 0
      ? ""
      : table(
          ["Learned by fitting", "Shape", "Meaning"],
          fitted.map((each) => [code(each.name), shapeOf(each.shape), text(each.doc)]),
          "Fitted attributes",
        ),
    lacking(about),
    "</section>",
  ].join("\n");
}

// ---- scorers, splitters ---------------------------------------------------------------------------------------------

const scorers = (all: readonly ScorerSchema[]): string =>
  table(
    ["Scorer", "For", "Reads", "Meaning"],
    all.map((each) => [
      code(each.name),
      text(each.kind),
      each.needs_probabilities ? "probabilities" : "predictions",
      `${text(each.doc)}${each.greater_is_better ? "" : " A loss, negated: larger is better."}`,
    ]),
    "Scorers",
  );

const splitter = ({ name, doc, params, needs }: SplitterSchema): string =>
  [
    `<section class="estimator" id="${name}"><h3><a href="#${name}">${name}</a></h3>`,
    `<p>${text(doc)}${needs.length > 0 ? ` Needs ${list(needs)}.` : ""}</p>`,
    parameters(params),
    "</section>",
  ].join("\n");

// ---- the page -------------------------------------------------------------------------------------------------------

/**
 * What stands in the body of the reference: contents, then every estimator by module, the splitters, the scorers, the
 * codes of refusals.
 */
export function reference(schema: Schema): string {
  const modules = [...new Set(schema.estimators.map((each) => each.module))].sort();
  const of = (module: string) =>
    schema.estimators.filter((each) => each.module === module).sort((a, b) => (a.name < b.name ? -1 : 1));
  const link = (name: string) => `<li><a href="#${name}">${name}</a></li>`;
  const contents = [
    ...modules.map(
      (module) =>
        `<li><a href="#module-${module}">${module}</a><ul>${of(module)
          .map((each) => link(each.name))
          .join("")}</ul></li>`,
    ),
    `<li><a href="#splitters">splitters</a><ul>${schema.splitters.map((each) => link(each.name)).join("")}</ul></li>`,
    `<li><a href="#scorers">scorers</a></li>`,
    `<li><a href="#errors">errors</a></li>`,
  ].join("\n");
  const classRows = schema.exactness_classes.map((each) => {
    const names = schema.estimators.filter(({ exactness: { class: own } }) => own === each).length;
    return [
      `<span class="class ${each}">${each}</span>`,
      `${text(classes[each])}.`,
      `${names} ${names === 1 ? "estimator" : "estimators"}`,
    ];
  });
  return [
    // On a phone the summary opens the list beside it; a wide page shows the list always.
    `<nav class="contents" aria-label="Contents"><details><summary>Contents</summary></details><ul>${contents}</ul></nav>`,
    `<main>`,
    `<header><p><a href="./">Playground</a></p><h1>Keepfit reference</h1>`,
    `<p>Engine ${text(schema.engine)}: ${schema.estimators.length} estimators under scikit-learn’s names. A parameter that scikit-learn has and`,
    `the engine has not is refused with a message that names it, never ignored. <code>random_state=None</code> means 0.</p></header>`,
    `<section id="exactness"><h2>How close to scikit-learn</h2>`,
    `<p>For the same data, parameters and seed, held by golden results of scikit-learn for every estimator and for random pipelines.</p>`,
    table(["Class", "Results are", "Stated by"], classRows, "Exactness classes"),
    `</section>`,
    `<section id="methods"><h2>Methods</h2>`,
    `<p>Each estimator states which methods of scikit-learn’s it lacks. ${code("fit_transform")} is a fit, then ${code("transform")};`,
    `within a pipeline, what cross-fits does so. ${code("get_params")} and ${code("get_feature_names_out")} are answered by ${code("params")} and ${code("describe")}`,
    `of the library, ${code("set_params")} by another recipe. None here has ${list(schema.unsupported_methods.map(code))}: there are no sparse`,
    `matrices, no DataFrames as output and no routing of metadata.</p></section>`,
    ...modules.map((module) =>
      [
        `<section id="module-${module}"><h2>${module}</h2>`,
        ...of(module).map((each) => estimator(each, schema.traits)),
        `</section>`,
      ].join("\n"),
    ),
    `<section id="splitters"><h2>Splitters</h2><p>What <code>cv</code> may be, besides a number of folds.</p>`,
    ...schema.splitters.map(splitter),
    `</section>`,
    `<section id="scorers"><h2>Scorers</h2><p>What <code>scoring</code> may name. The <code>metric</code> operation also knows`,
    ` ${list(schema.metrics.map(code))}.</p>${scorers(schema.scorers)}</section>`,
    `<section id="errors"><h2>Errors</h2><p>Every refusal is a sentence for a person and a <code>code</code> for a program.</p>`,
    table(
      ["Code", "What happened"],
      Object.entries(errors).map(([name, what]) => [code(name), text(what)]),
      "Codes",
    ),
    `</section>`,
    `</main>`,
  ].join("\n");
}
