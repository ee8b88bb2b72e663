import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ColumnTable, TargetLike } from "../../web/lib/index.js";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const wasmFile = `${root}web/lib/generated/keepfit.wasm`;

export interface Dataset {
  readonly X: ColumnTable;
  readonly y: TargetLike;
  readonly rows: number;
}

interface Meta {
  readonly target: string;
  readonly columns: readonly { readonly name: string; readonly kind: "number" | "text" }[];
}

const datasets = new Map<string, Dataset>();

/** One of the playground's sample data sets. */
export function dataset(name: string): Dataset {
  let found = datasets.get(name);
  if (!found) {
    const meta = JSON.parse(readFileSync(`${root}web/playground/data/${name}.json`, "utf8")) as Meta;
    const text = readFileSync(`${root}web/playground/data/${name}.csv`, "utf8");
    // Without the reader of tables, which is tested against this; the samples have no quotation marks.
    const [header = [], ...data] = text
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    const columns = meta.columns.map(({ name: column, kind }) => {
      const cells = data.map((cells) => cells[header.indexOf(column)]!);
      return [
        column,
        kind === "text" ? cells.map((cell) => cell || null) : cells.map((cell) => (cell === "" ? null : Number(cell))),
      ] as const;
    });
    const y = columns.find(([column]) => column === meta.target)![1] as string[] | number[];
    const X = { columns: new Map(columns.filter(([column]) => column !== meta.target)) };
    datasets.set(name, (found = { X, y, rows: data.length }));
  }
  return found;
}

/** The error a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("The promise was expected to reject.");
}
