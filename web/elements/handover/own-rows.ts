// Rows of somebody's own table, read as the model's data were, for both to be asked about.
import type { CodedText, Engine, InputColumn, OpenTable, Reading, ReadOptions } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count, listed } from "../shared/words.js";
import type { Asked, Values } from "./rows.js";

/** Every few dozen rows are asked about at once: of a longer table the first ones. */
export const mostOwnRows = 10_000;

export const tableName = (file: string): string => visible(file, 80);

const cells = (values: Float64Array | CodedText, rows: number): Values =>
  values instanceof Float64Array
    ? values.slice(0, rows)
    : Array.from(values.codes.subarray(0, rows), (code) => values.categories[code] ?? null);

/** @throws {message, hint} where the table has no rows, or lacks columns that the model has seen. */
export async function ownRows(
  engine: Engine,
  file: File,
  input: readonly InputColumn[],
  reading: Reading | undefined,
  signal: AbortSignal,
): Promise<Asked> {
  const told: ReadOptions = { name: file.name, ...(reading && { reading }), signal };
  let open: OpenTable = await engine.openTable(file, told);
  try {
    if (!reading) {
      const kinds = new Map(
        input.map(({ name, kind }) => [name, kind === "text" ? ("text" as const) : ("number" as const)]),
      );
      const columns = open.reading.columns
        .filter(({ name }) => kinds.has(name))
        .map(({ name }) => ({ name, kind: kinds.get(name)!, use: true }));
      const found = open;
      open = await found.reread({ ...told, columns });
      found.close();
    }
    const places = new Map(open.reading.columns.map(({ name }, at) => [name, at]));
    const lacking = input.map(({ name }) => name).filter((name) => !places.has(name));
    if (lacking.length) {
      const some = lacking.slice(0, 12).map((name) => visible(name, 60));
      throw {
        message: `“${tableName(file.name)}” lacks ${count(lacking.length, "column")} of the model: ${listed(some)}${lacking.length > some.length ? " …" : ""}.`,
        hint: "Choose a table that has them, named as in the model's own data.",
      };
    }
    const rows = Math.min(open.reading.rows, mostOwnRows);
    if (rows === 0)
      throw { message: `“${tableName(file.name)}” has no rows to compare.`, hint: "Choose another table." };
    const values = await open.columns(input.map(({ name }) => places.get(name)!));
    return { columns: input.map(({ name }, i) => [name, cells(values[i]!, rows)]), rows, proof: 0, own: file.name };
  } finally {
    open.close();
  }
}
