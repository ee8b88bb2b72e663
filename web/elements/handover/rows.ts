// Rows that a model and its copy in another form are both asked about: those of the file's proof, and drawn ones that
// look like the data, of which no row is known.
import { decodeMessage } from "../../lib/codec.js";
import type { ColumnTable, Description, InputColumn, Inspection, KeepfitError, Model } from "../../lib/index.js";
import type { WireTable } from "../../lib/table.js";
import { breathe } from "../shared/breathe.js";

export type Values = Float64Array | (string | null)[];

export interface Asked {
  readonly columns: readonly (readonly [name: string, values: Values])[];
  readonly rows: number;
  /** How many of them, the first, are rows of the proof. */
  readonly proof: number;
  /** The file that they are from, where they are somebody's own. */
  readonly own?: string;
  /** The place of each among all rows that there were, where some were left out. */
  readonly places?: readonly number[];
}

/** Rows that are asked about at once; in between the page can answer. */
export const piece = 50;

export const drawnRows = 200;

/** The same numbers on every machine: xorshift of 32 bits, from a fixed seed. */
function numbers(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A value between the smallest and the largest seen, in the digits that the data may have; or a text seen. */
function draw({ kind, min, max, median, categories, most_frequent }: InputColumn, next: () => number): number | string {
  const at = next();
  if (kind === "text") {
    const seen = categories?.length ? categories : [most_frequent ?? ""];
    return seen[Math.floor(at * seen.length)]!;
  }
  if (min === undefined || max === undefined) return median ?? 0;
  const value = min + (max - min) * at;
  return Number.isInteger(min) && Number.isInteger(max) && max - min > 20
    ? Math.round(value)
    : Number(value.toPrecision(4));
}

/** Where the fit has met missing values, one in twelve is missing here, too. */
export function drawRows(input: readonly InputColumn[], count: number): readonly (readonly [string, Values])[] {
  const next = numbers();
  const drawn = Array.from({ length: count }, () =>
    input.map((column) => {
      const missing = next() < 1 / 12 && column.missing > 0;
      const value = draw(column, next);
      return missing ? null : value;
    }),
  );
  return input.map(({ name, kind }, j) => [
    name,
    kind === "text"
      ? drawn.map((row) => row[j] as string | null)
      : Float64Array.from(drawn, (row) => (row[j] as number | null) ?? NaN),
  ]);
}

/** The rows of a file's proof that were answered, by column. */
function answeredRows(bytes: Uint8Array, { sections }: Inspection): [string, Values][] {
  const [offset, length] = sections["proof"] ?? [0, 0];
  const proof = length ? (decodeMessage(bytes.subarray(offset, offset + length)) as { X: WireTable } | null) : null;
  if (!proof) return [];
  const { X } = proof;
  if ("columns" in X)
    return X.columns.map(([name, values]) => [
      name,
      "codes" in values
        ? Array.from(values.codes, (code) => (code < 0 ? null : values.categories[code]!))
        : Float64Array.from(values),
    ]);
  const { data, shape } = X.data;
  const [rows = 0, columns = 0] = shape;
  // So columns are called that have no names.
  return Array.from({ length: columns }, (_, j) => [
    `x${j}`,
    Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]!),
  ]);
}

export function rowsToAsk(bytes: Uint8Array, inspection: Inspection, { input }: Description, count = drawnRows): Asked {
  const proof = new Map(answeredRows(bytes, inspection));
  const drawn = drawRows(input, count);
  const known = drawn.every(([name, values]) => {
    const own = proof.get(name);
    return own !== undefined && own instanceof Float64Array === values instanceof Float64Array;
  });
  const rows = known && drawn[0] ? proof.get(drawn[0][0])!.length : 0;
  return {
    columns: known ? drawn.map(([name, values]) => [name, joined(proof.get(name)!, values)]) : drawn,
    rows: rows + count,
    proof: rows,
  };
}

function joined(a: Values, b: Values): Values {
  if (!(a instanceof Float64Array)) return [...a, ...(b as (string | null)[])];
  const out = new Float64Array(a.length + b.length);
  out.set(a);
  out.set(b as Float64Array, a.length);
  return out;
}

export const tableOf = ({ columns }: Pick<Asked, "columns">): ColumnTable => ({ columns });

/** Some of the rows. */
export const rowsFrom = ({ columns }: Pick<Asked, "columns">, from: number, to: number): Pick<Asked, "columns"> => ({
  columns: columns.map(([name, values]) => [name, values.slice(from, to)]),
});

/** The rows that the model does not refuse, as it does an unknown category that its recipe says nothing of. */
export async function answerable(model: Model, asked: Asked, signal?: AbortSignal): Promise<Asked> {
  const { methods } = await model.describe();
  const ask = async (from: number, to: number): Promise<boolean> => {
    const X = tableOf(rowsFrom(asked, from, to));
    try {
      await (methods.includes("predict") ? model.predict(X) : model.transform(X));
      return true;
    } catch (error) {
      if (typeof (error as KeepfitError).code !== "string") throw error;
      return false;
    }
  };
  const places: number[] = [];
  for (let from = 0; from < asked.rows; from += piece) {
    signal?.throwIfAborted();
    await breathe();
    const to = Math.min(asked.rows, from + piece);
    const all = await ask(from, to);
    for (let row = from; row < to; row++) if (all || (await ask(row, row + 1))) places.push(row);
  }
  if (places.length === asked.rows) return asked;
  return {
    columns: asked.columns.map(([name, values]) => [
      name,
      values instanceof Float64Array
        ? Float64Array.from(places, (row) => values[row]!)
        : places.map((row) => values[row]!),
    ]),
    rows: places.length,
    ...(asked.own !== undefined && { own: asked.own }),
    proof: places.filter((row) => row < asked.proof).length,
    places,
  };
}
