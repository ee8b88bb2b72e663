/** The values of a table that was read, in whichever thread its reader lives. */
import type { AnswerOf, Dispatch as Ask, RequestOf } from "../protocol.js";
import type { WireColumn } from "../table.js";
import { Pace, type Stop } from "./pace.js";

/** Values that cross at once; the answer of one call lies in memory twice. */
const valuesAtOnce = 1 << 19;

/** The column without some rows; categories that are gone with them are no categories any more. */
function without(column: WireColumn, kept: Int32Array): WireColumn {
  if (column instanceof Float64Array) {
    const values = new Float64Array(kept.length);
    for (let i = 0; i < kept.length; i++) values[i] = column[kept[i]!]!;
    return values;
  }
  const codes = new Int32Array(kept.length);
  const moved = new Int32Array(column.categories.length).fill(-1);
  for (let i = 0; i < kept.length; i++) {
    const code = (codes[i] = column.codes[kept[i]!]!);
    if (code >= 0) moved[code] = 0;
  }
  const categories = column.categories.filter((_, code) => moved[code] === 0);
  let next = 0;
  for (let code = 0; code < moved.length; code++) if (moved[code] === 0) moved[code] = next++;
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) codes[i] = moved[codes[i]!]!;
  return { codes, categories };
}

export async function takeTable(
  ask: Ask,
  { table, columns, target }: RequestOf<"table_take">,
  stop: Stop,
): Promise<AnswerOf<"table_take">> {
  const pace = new Pace(stop, columns.length);
  let y: WireColumn | undefined;
  let kept: Int32Array | undefined;
  let dropped = new Int32Array(0);
  if (target !== null) {
    y = ask("table_columns", { table, columns: Int32Array.of(target) }).columns[0]!;
    const missing =
      y instanceof Float64Array
        ? y.map((value) => (value !== value ? 1 : 0))
        : y.codes.map((code) => (code < 0 ? 1 : 0));
    const rows = Int32Array.from(missing, (_, i) => i);
    dropped = rows.filter((row) => missing[row] === 1);
    if (dropped.length > 0) {
      kept = rows.filter((row) => missing[row] === 0);
      y = without(y, kept);
    }
  }
  const taken: WireColumn[] = [];
  let group = 1;
  for (let at = 0; at < columns.length; at += group) {
    if (at > 0) {
      const first = taken[0]!;
      const rows = first instanceof Float64Array ? first.length : first.codes.length;
      group = Math.max(1, Math.floor(valuesAtOnce / Math.max(rows, 1)));
    }
    const next = ask("table_columns", { table, columns: columns.slice(at, at + group) }).columns;
    for (const column of next) taken.push(kept ? without(column, kept) : column);
    await pace.at(at);
  }
  return { columns: taken, ...(y === undefined ? {} : { y }), dropped };
}
