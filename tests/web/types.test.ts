// The types say what the engine says: its whole schema, written down as TypeScript, is a Schema.
import ts from "typescript";
import { beforeAll, expect, expectTypeOf, test } from "vitest";
import { createEngine, type Constraint, type EstimatorSchema, type Schema } from "../../web/lib/index.js";
import { root } from "./helpers.js";

let schema: Schema;
beforeAll(async () => {
  const engine = await createEngine();
  schema = await engine.schema();
  engine.close();
});

/** A value as a literal of TypeScript: unlike JSON it has the numbers that are not finite. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}: ${literal(each)}`)
      .join(", ")} }`;
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** Of values that shall be of types of the library, what the compiler has against each. */
function complaints(values: Record<string, readonly [type: string, value: unknown]>): Record<string, string[]> {
  const file = `${root}tests/web/schema-as-types.ts`;
  const names = Object.keys(values);
  const source = [
    'import type { Constraint, Schema } from "../../web/lib/types.js";',
    ...names.map((name) => `export const ${name} = ${literal(values[name]![1])} satisfies ${values[name]![0]};`),
  ].join("\n");
  const { config } = ts.readConfigFile(`${root}web/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, `${root}web`);
  options.types = []; // nothing of the hosts is asked
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, source, version) : getSourceFile(name, version);
  const program = ts.createProgram([file], options, host);
  const inSource = program.getSourceFile(file)!;
  const found = Object.fromEntries(names.map((name) => [name, [] as string[]]));
  for (const { start, messageText } of program.getSemanticDiagnostics(inSource))
    found[names[inSource.getLineAndCharacterOfPosition(start!).line - 1]!]!.push(
      ts.flattenDiagnosticMessageText(messageText, "\n"),
    );
  return found;
}

test("all that the engine declares fits the types, and nothing else does", { timeout: 60_000 }, () => {
  const constraints = schema.estimators.flatMap(({ params }) => params.flatMap(({ constraint }) => constraint));
  const kinds = new Set<string>(constraints.map(({ type }) => type));
  // Those that were once missing.
  for (const kind of ["cv", "grid", "distributions", "interval", "options"]) expect(kinds).toContain(kind);
  const traitless = { ...schema.estimators[0], traits: {} };
  const found = complaints({
    constraints: ["readonly Constraint[]", constraints],
    schema: ["Schema", schema],
    unknownKind: ["Constraint", { type: "colour" }],
    unknownField: ["Constraint", { type: "none", low: 1 }],
    traitless: ["Schema", { ...schema, estimators: [traitless] }],
  });
  expect(found["constraints"]).toEqual([]);
  expect(found["schema"]).toEqual([]);
  for (const name of ["unknownKind", "unknownField", "traitless"]) expect(found[name], name).toHaveLength(1);
});

test("a kind of constraint is known by its type, without a cast", () => {
  expectTypeOf<Extract<Constraint, { type: "interval" }>["numeric"]>().toEqualTypeOf<"float" | "int">();
  expectTypeOf<Extract<Constraint, { type: "interval" }>["low"]>().toEqualTypeOf<number | null>();
  expectTypeOf<Extract<Constraint, { type: "none" }>>().not.toBeNever();
  expectTypeOf<EstimatorSchema["traits"]["accepts_text"]>().toEqualTypeOf<boolean>();
  // @ts-expect-error: no estimator has such a trait.
  type None = EstimatorSchema["traits"]["accepts_colours"];
  expectTypeOf<None>().not.toBeNever();
});
