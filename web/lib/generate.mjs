// Writes web/lib/generated from the built engine: its schema as JSON, the words that it uses as types, one typed
// constructor for each estimator, where its parts are, and the modules that the library fetches: the engine whole and
// in parts, the reader of tables, the detector of encodings. Run by the build, after the engine and before the library:
// node web/lib/generate.mjs [engine.wasm]
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));
const engine = process.argv[2] ?? `${root}build/wasm/keepfit.wasm`;
const folder = fileURLToPath(new URL("./generated/", import.meta.url));

/** Imports a TypeScript module of the library. */
async function library(name) {
  const { module } = await runnerImport(fileURLToPath(new URL(name, import.meta.url)), {
    configFile: false,
    logLevel: "error",
  });
  return module;
}

mkdirSync(folder, { recursive: true });

// Which parts the engine has, and which operations begin in them.
const { first, usual, parts } = JSON.parse(readFileSync(join(dirname(engine), "parts.json"), "utf8"));
const fileOf = (part) => `keepfit-${part}.wasm`;
/** predict-more: predictMoreWasm */
const optionOf = (part) => `${part.replace(/-(.)/g, (_, letter) => letter.toUpperCase())}Wasm`;
const addressOf = (part) => `new URL("./${fileOf(part)}", import.meta.url)`;
const made = "// Generated from the engine's parts by web/lib/generate.mjs.";
writeFileSync(
  `${folder}parts.ts`,
  [
    made,
    "/**",
    " * What is fetched as it is needed: under which option it is given, which kinds of doors lead there, what it does,",
    " * what goes on without it, and which operations begin in it.",
    " */",
    "export const engineParts = {",
    ...parts.map(
      ({ name, ...about }) => `  ${JSON.stringify(name)}: ${JSON.stringify({ option: optionOf(name), ...about })},`,
    ),
    "} as const;",
    "export type PartName = keyof typeof engineParts;",
    "/** The estimators that need no other part to be opened and asked. */",
    `export const usualEstimators: readonly string[] = ${JSON.stringify(usual)};`,
    "",
  ].join("\n"),
);
// Apart from the other, since a worker knows no addresses.
writeFileSync(
  `${folder}addresses.ts`,
  [
    made,
    'import type { PartName } from "./parts.js";',
    "",
    "/** What opens, proves and asks saved models. */",
    `export const firstPart = (): URL => ${addressOf(first)};`,
    "export const addresses: { readonly [part in PartName]: () => URL } = {",
    ...parts.map(({ name }) => `  ${JSON.stringify(name)}: () => ${addressOf(name)},`),
    "};",
    "/** What the engine answers when it is asked for its schema. */",
    'export const schemaFile = (): URL => new URL("./schema.json", import.meta.url);',
    "",
  ].join("\n"),
);

const { EngineHost } = await library("./wasm.ts");
const { encodeMessage, decodeMessage } = await library("./codec.ts");
const host = new EngineHost(new WebAssembly.Module(readFileSync(engine)));
const schema = decodeMessage(host.call("schema", encodeMessage({})).bytes);

/* ---------- The words of the schema ---------- */

const quoted = (values) => [...new Set(values)].sort().map((value) => JSON.stringify(value));
const union = (values) => quoted(values).join(" | ") || "never";

/** The type of a field, of which these values are seen. Lists may hold whatever a parameter's choices may be. */
function fieldType(values) {
  const kinds = new Set(
    values.map((value) => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value)),
  );
  return [...kinds]
    .sort((a, b) => (a === "null") - (b === "null") || (a < b ? -1 : 1))
    .flatMap((kind) => {
      if (kind === "list") return ["readonly (string | number | boolean | null)[]"];
      if (kind === "string") return quoted(values.filter((value) => typeof value === "string"));
      return [kind];
    })
    .join(" | ");
}

const fieldNotes = { low: "`null`: unbounded.", high: "`null`: unbounded." };

/** A member of the union for each kind, so that `Extract<Constraint, { type: "interval" }>` is that kind. */
function constraintTypes(constraints) {
  return [...schema.constraint_kinds].sort().flatMap((kind) => {
    const each = constraints.filter(({ type }) => type === kind);
    const names = [...new Set(each.flatMap((one) => Object.keys(one)))].filter((name) => name !== "type");
    const fields = names.map((name) => {
      const values = each.map((one) => one[name]);
      const present = values.filter((value) => value !== undefined);
      const note = fieldNotes[name] ? [`      /** ${fieldNotes[name]} */`] : [];
      return [...note, `      readonly ${name}${present.length < values.length ? "?" : ""}: ${fieldType(present)};`];
    });
    return fields.length === 0
      ? [`  | { readonly type: ${JSON.stringify(kind)} }`]
      : ["  | {", `      readonly type: ${JSON.stringify(kind)};`, ...fields.flat(), "    }"];
  });
}

const errors = JSON.parse(readFileSync(`${root}cpp/core/errors.json`, "utf8"));
const { estimators: declared } = schema;
writeFileSync(
  `${folder}declared.ts`,
  [
    "// Generated from the engine's schema by web/lib/generate.mjs.",
    "",
    "/** One alternative of what a parameter may be. */",
    "export type Constraint =",
    `${constraintTypes(declared.flatMap(({ params }) => params).flatMap(({ constraint }) => constraint)).join("\n")};`,
    "",
    "/** What an estimator can do and needs. */",
    "export type TraitName =",
    ...schema.traits.flatMap(({ name, doc, ability, usual }, i) => [
      `  /** ${ability ? `Takes or gives ${doc}.` : usual ? `Where it is not: ${doc}` : doc} */`,
      `  | ${JSON.stringify(name)}${i + 1 < schema.traits.length ? "" : ";"}`,
    ]),
    "",
    `export type EstimatorKind = ${union(schema.estimator_kinds)};`,
    "",
    "/** How close results come to scikit-learn's: equal to the bit, to 1e-10, to the same optimum, or as the parts do. */",
    `export type ExactnessClass = ${union(schema.exactness_classes)};`,
    "",
    "/** What `code` of a refusal may be; each has a sentence in the reference. */",
    `export type ErrorCode =\n  | ${quoted(Object.keys(errors)).join("\n  | ")};`,
    "",
    `export type ScorerKind = ${union(schema.scorers.map(({ kind }) => kind))};`,
    "",
    "/** Data that are drawn from a seed. */",
    `export type DatasetName = ${union(schema.datasets.map(({ name }) => name))};`,
    "",
    "/** What a splitter must be given beside the number of rows. */",
    `export type SplitterNeed = ${union(schema.splitters.flatMap(({ needs }) => needs))};`,
    "",
  ].join("\n"),
);

/* ---------- The command ---------- */

// Python's says what it takes; Node's takes the same.
writeFileSync(
  `${folder}command.ts`,
  [
    "// Generated from cpp/python/keepfit/command.json by web/lib/generate.mjs.",
    "",
    `export const command = ${readFileSync(`${root}cpp/python/keepfit/command.json`, "utf8").trim()};`,
    "",
  ].join("\n"),
);

/* ---------- Constructors ---------- */

function typeOf(constraint) {
  switch (constraint.type) {
    case "interval":
    case "number":
      return ["number"];
    case "options":
      return constraint.options.map((option) => JSON.stringify(option));
    case "none":
      return ["null"];
    case "boolean":
    case "string":
      return [constraint.type];
    case "estimator":
      return ["AnyRecipe"];
    case "steps":
      return ["Steps"];
    case "transformers":
      return ["Transformers"];
    case "list":
      return ["readonly ParamValue[]"];
    case "mapping":
      return ["{ readonly [label: string]: number }"];
    default:
      return ["ParamValue"];
  }
}

// Where a number means a count or, with a fraction, a share, 1.0 must be said as float(1).
const isAmbiguous = ({ constraint }) =>
  ["int", "float"].every((numeric) => constraint.some((each) => each.numeric === numeric));

const unionOf = (param) =>
  [...new Set([...param.constraint.flatMap(typeOf), ...(isAmbiguous(param) ? ["Float"] : [])])].join(" | ");

/** A value as one writes it in JavaScript. */
function written(value) {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return JSON.stringify(value);
}

// A star and a slash would end the comment.
const comment = (...lines) => lines.map((line) => ` * ${line.replaceAll("*/", "* /")}`.trimEnd());
const sentence = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);

// What an estimator is made of is given first, by itself, or among the other hyperparameters: ColumnTransformer([...],
// { remainder: "drop" }), ColumnTransformer({ transformers: [...], remainder: "drop" }).
const isPart = (param) => param.constraint.some(({ type }) => type === "steps" || type === "transformers");

function interfaceOf(estimator) {
  const fields = estimator.params
    .filter((param) => !isPart(param))
    .flatMap((param) => [
      "  /**",
      ...comment(
        sentence(param.doc),
        "",
        `${param.text}. Default: \`${written(param.default)}\`.${param.since ? ` Since ${param.since}.` : ""}`,
      ).map((line) => `  ${line}`),
      "   */",
      `  readonly ${param.name}?: ${unionOf(param)};`,
    ]);
  if (fields.length === 0) return [];
  return [
    "",
    `/** Hyperparameters of {@link ${estimator.name}}. */`,
    `export interface ${estimator.name}Params {`,
    ...fields,
    "}",
  ];
}

function constructorOf(estimator) {
  const { name } = estimator;
  const parts = estimator.params.filter(isPart);
  const others = estimator.params.filter((param) => !isPart(param));
  const learned = estimator.fitted.flatMap((field) => comment(`- \`${field.name}\`: ${field.doc}`));
  const signature = parts.map((param) => `${param.name}: ${unionOf(param)}`);
  if (others.length > 0) signature.push(`params: ${name}Params = {}`);
  const made = [...parts.map(({ name: part }) => part), ...(others.length > 0 ? ["...params"] : [])];
  const types = parts.map((param) => `{ readonly ${param.name}: ${unionOf(param)} }`);
  if (others.length > 0) types.push(`${name}Params`);
  const answer = `Recipe<"${name}", ${types.join(" & ") || "object"}>`;
  const doc = [
    "/**",
    ...comment(sentence(estimator.doc)),
    ...(learned.length > 0 ? [" *", ...comment("Learned by fitting:"), ...learned] : []),
    " */",
  ];
  if (parts.length === 0) {
    return [
      ...doc,
      `export function ${name}(${signature.join(", ")}): ${answer} {`,
      `  return { class: "${name}", params: { ${made.join(", ")} } };`,
      "}",
    ];
  }
  // One of two forms: the first part alone, or all in one object.
  const [first] = parts;
  const other = others.length > 0 ? `, params: ${name}Params = {}` : "";
  return [
    ...doc,
    `export function ${name}(${first.name}: ${unionOf(first)}${other.replace(`: ${name}Params = {}`, `?: ${name}Params`)}): ${answer};`,
    `export function ${name}(params: ${types.join(" & ")}): ${answer};`,
    `export function ${name}(first: ${unionOf(first)} | (${types.join(" & ")})${other}): ${answer} {`,
    `  return { class: "${name}", params: Array.isArray(first) ? { ${first.name}: first${others.length > 0 ? ", ...params" : ""} } : { ...(first as ${types.join(" & ")}) } };`,
    "}",
  ];
}

const estimators = [...schema.estimators].sort((a, b) => (a.name < b.name ? -1 : 1));
const body = [
  "/** Every estimator the engine knows. */",
  `export type EstimatorName = ${estimators.map(({ name }) => JSON.stringify(name)).join(" | ") || "never"};`,
  ...estimators.flatMap((estimator) => [...interfaceOf(estimator), "", ...constructorOf(estimator)]),
  "",
].join("\n");
const types = ["AnyRecipe", "Float", "ParamValue", "Recipe", "Steps", "Transformers"].filter((type) =>
  new RegExp(`\\b${type}\\b`).test(body),
);
const source = [
  "// Generated from the engine's schema by web/lib/generate.mjs.",
  `import type { ${types.join(", ")} } from "../types.js";`,
  "",
  body,
].join("\n");

/* ---------- What Python needs to know ---------- */

// The defaults once more, with those floats said that 1 and 1.0 would make different.
const { decodeWithFloats } = await library("./codec.ts");
const withFloats = decodeWithFloats(host.call("schema", encodeMessage({})).bytes);
const spelt = (value) => {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value); // NaN, Infinity
  if (Array.isArray(value)) return `[${value.map(spelt).join(", ")}]`;
  return typeof value === "number" ? written(value) : JSON.stringify(value);
};
const unsaid = (value) => {
  if (Array.isArray(value)) return value.map(unsaid);
  return typeof value?.$float === "number" ? value.$float : value;
};
const catalogue = withFloats.estimators
  .sort((a, b) => (a.name < b.name ? -1 : 1))
  .map((estimator) => {
    const params = estimator.params.map((param) => {
      const share = isAmbiguous(param);
      return `${JSON.stringify(param.name)}: ${spelt(share ? param.default : unsaid(param.default))}`;
    });
    const shares = estimator.params.filter(isAmbiguous).map(({ name }) => name);
    const entry = [`module: "${estimator.module}"`, `params: { ${params.join(", ")} }`];
    if (shares.length > 0) entry.push(`shares: ${JSON.stringify(shares)}`);
    const takes = (param, numeric) =>
      param.constraint.some((each) => each.numeric === numeric || each.type === "number");
    const counts = estimator.params.filter((param) => takes(param, "int") && !takes(param, "float"));
    if (counts.length > 0) entry.push(`counts: ${JSON.stringify(counts.map(({ name }) => name))}`);
    if (estimator.unsupported.length > 0) entry.push(`unsupported: ${JSON.stringify(estimator.unsupported)}`);
    return `  ${estimator.name}: { ${entry.join(", ")} },`;
  });
writeFileSync(
  `${folder}catalogue.ts`,
  [
    "// Generated from the engine's schema by web/lib/generate.mjs.",
    'import type { ParamValue } from "../types.js";',
    "",
    "export interface CatalogueEntry {",
    "  /** Below sklearn. */",
    "  readonly module: string;",
    "  /** Every parameter in scikit-learn's order, with its default. */",
    "  readonly params: { readonly [name: string]: ParamValue };",
    "  /** Those to which 1 and 1.0 differ. */",
    "  readonly shares?: readonly string[];",
    "  /** Those that take whole numbers and none with a point. */",
    "  readonly counts?: readonly string[];",
    "  /** Parameters that only scikit-learn has. */",
    "  readonly unsupported?: readonly string[];",
    "}",
    "",
    "export const catalogue: { readonly [name: string]: CatalogueEntry } = {",
    ...catalogue,
    "};",
    "",
    "/** Below sklearn.model_selection, with the names of their parameters in order. */",
    "export const splitters: { readonly [name: string]: readonly string[] } = {",
    ...schema.splitters.map(({ name, params }) => `  ${name}: ${JSON.stringify(params.map((each) => each.name))},`),
    "};",
    "",
  ].join("\n"),
);

// JSON has neither NaN nor infinities; web/lib/schema.ts makes numbers of them again.
const plain = (_key, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value);

writeFileSync(`${folder}estimators.ts`, source);
writeFileSync(`${folder}schema.json`, `${JSON.stringify(schema, plain)}\n`);
for (const file of [
  "keepfit.wasm",
  ...[first, ...parts.map(({ name }) => name)].map(fileOf),
  "keepfit-tables.wasm",
  "keepfit-interchange.wasm",
  "keepfit-onnx.wasm",
  "keepfit-pmml.wasm",
  "keepfit-skops.wasm",
])
  copyFileSync(join(dirname(engine), file), join(folder, file));
copyFileSync(join(root, "node_modules/chardetng-wasm/dist/chardetng_wasm_bg.wasm"), join(folder, "chardetng.wasm"));
