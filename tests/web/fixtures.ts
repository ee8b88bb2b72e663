// The fixtures of tests/golden: what is fitted in them, on which rows, and what is asked about.
import { readdirSync, readFileSync } from "node:fs";
import { take, takeTarget } from "../../web/lib/take.js";
import type { AnyRecipe, TableLike, TargetLike } from "../../web/lib/types.js";
import { dataset, root } from "./helpers.js";

export interface Tolerance {
  readonly class: "exact" | "tight" | "converged" | "refused";
  readonly rtol?: number;
  readonly atol?: number;
  readonly keys?: { readonly [key: string]: Tolerance };
}

export type Plain = null | boolean | number | string | readonly Plain[];

export interface Case {
  readonly name: string;
  readonly tolerance: Tolerance;
  readonly expect: { readonly [key: string]: unknown } & { readonly error?: boolean };
}

export interface EstimatorCase extends Case {
  readonly recipe: AnyRecipe;
  readonly data: { readonly dataset: string } | { readonly table: string } | WrittenTable;
  readonly train?: readonly number[];
  readonly test?: readonly number[];
  readonly sample_weight?: readonly number[];
  readonly inverse_of?: readonly (readonly (number | null)[])[];
  readonly use?: WrittenTable["X"];
}

export const folder = `${root}tests/golden/fixtures/`;
export const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

export const infinities: Record<string, number> = { Infinity: Infinity, "-Infinity": -Infinity };

/** A column of a fixture: numbers with null for NaN and words for infinities, or text. */
export function column(values: readonly Plain[]): (number | null)[] | (string | null)[] {
  const text = values.some((value) => typeof value === "string" && !(value in infinities));
  if (text) return values as (string | null)[];
  return values.map((value) => (typeof value === "string" ? infinities[value]! : (value as number | null)));
}

export interface WrittenTable {
  readonly X: { readonly columns: readonly [string, Plain[]][] };
  readonly y?: Plain[];
}

const written = ({ X, y }: WrittenTable) => ({
  X: { columns: new Map(X.columns.map(([name, values]) => [name, column(values)])) },
  y: y && (column(y) as TargetLike),
});

const madeTables = new Map<string, ReturnType<typeof written>>();

/** A table of random_tables.json, or a sample data set. */
function tableOf(name: string): { X: TableLike; y: TargetLike | undefined } {
  if (madeTables.size === 0) {
    const { cases } = JSON.parse(readFileSync(`${folder}random_tables.json`, "utf8")) as {
      cases: (WrittenTable & { name: string })[];
    };
    for (const each of cases) madeTables.set(each.name, written(each));
  }
  return madeTables.get(name) ?? dataset(name);
}

export function dataOf({
  data,
  train,
  test,
  sample_weight,
  use,
}: Pick<EstimatorCase, "data" | "train" | "test" | "sample_weight" | "use">) {
  const { X, y } = "dataset" in data ? dataset(data.dataset) : "table" in data ? tableOf(data.table) : written(data);
  const pick = (rows: readonly number[] | undefined): [TableLike, TargetLike | undefined] =>
    rows ? [take(X, rows), y && takeTarget(y, rows)] : [X, y];
  const weights = sample_weight && (train ? train.map((row) => sample_weight[row]!) : sample_weight);
  const asked: [TableLike, TargetLike | undefined] = use ? [written({ X: use }).X, undefined] : pick(test ?? train);
  return { fit: [...pick(train), weights && { sample_weight: weights }] as const, use: asked };
}

/** 1.0 in the text of a case, unlike 1, is a float. */
function withFloats(line: string): { recipe?: unknown; options?: unknown } {
  const marked = line.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+\.0(?=[,}\]])/g, (found) =>
    found.startsWith('"') ? found : `{"$float":${found}}`,
  );
  const { recipe, options } = JSON.parse(marked) as { recipe?: unknown; options?: unknown };
  return { ...(recipe ? { recipe } : {}), ...(options ? { options } : {}) };
}

/** The cases of a file, one a line; in their recipes and options whole floats stay floats. */
export function parsed(text: string): { cases: Case[] } {
  const { cases } = JSON.parse(text) as { cases: Case[] };
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.endsWith('"cases":[')) + 1;
  const read = (each: Case, line: string) =>
    /\.0[,}\]]/.test(line) ? { ...each, ...withFloats(line.replace(/,$/, "")) } : each;
  return { cases: cases.map((each, i) => read(each, lines[first + i]!)) };
}
