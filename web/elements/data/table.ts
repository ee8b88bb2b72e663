import { take, takeTarget } from "../../lib/index.js";
import type { ColumnTable, TargetLike } from "../../lib/index.js";
import type { Coded, Column, Kind } from "./columns.js";
import type { ParsedTable } from "./parse.js";
import type { Sample } from "./samples.js";

export type Task = "classification" | "regression";

/** The open data set, with the choices made about its columns. */
export interface DataTable extends ParsedTable {
  /** The sample's name or the file's name. */
  name: string;
  title: string;
  sample?: Sample;
  /** One for each column, in order. */
  kinds: Kind[];
  target: string;
  task: Task;
}

export interface Training {
  X: ColumnTable;
  y: TargetLike;
  rows: number;
  /** Rows left out because their target is missing. */
  dropped: number;
  features: Column[];
}

const rowCount = (values: Float64Array | Coded): number =>
  values instanceof Float64Array ? values.length : values.codes.length;

export const findColumn = (table: DataTable, name: string): Column | undefined =>
  table.columns.find((column) => column.name === name);

export const features = (table: DataTable): Column[] =>
  table.columns.filter((column, index) => column.name !== table.target && table.kinds[index] !== "ignore");

/** Texts are classes; so are numbers that are few, whole and repeat. */
export function guessTask(column: Column | undefined): Task {
  const numbers = column?.summary.numbers;
  if (!column || !numbers) return "classification";
  const { distinct } = column.summary;
  return numbers.whole && distinct <= 10 && distinct * 5 <= rowCount(column.values) ? "classification" : "regression";
}

/** X and y as the engine takes them: ignored columns and rows without a target left out. */
export function training(table: DataTable): Training {
  const target = findColumn(table, table.target);
  if (!target) throw new Error("No target is chosen. Choose the column to predict in step 1.");
  const used = features(table);
  if (used.length === 0)
    throw new Error("No column is left to predict from. Set at least one column to number or text in step 1.");
  const columns = new Map(used.map((column) => [column.name, column.values] as const));
  const X: ColumnTable = { columns };
  if (target.summary.missing === 0) return { X, y: target.values, rows: table.rows, dropped: 0, features: used };
  const kept = presentRows(target.values);
  if (kept.length === 0) throw new Error(`Column “${target.name}” is empty. Choose another target in step 1.`);
  return {
    X: take(X, kept) as ColumnTable,
    y: takeTarget(target.values, kept),
    rows: kept.length,
    dropped: table.rows - kept.length,
    features: used,
  };
}

function presentRows(values: Float64Array | Coded): Int32Array {
  const kept: number[] = [];
  for (let row = 0; row < rowCount(values); row++) {
    const missing = values instanceof Float64Array ? Number.isNaN(values[row]) : values.codes[row]! < 0;
    if (!missing) kept.push(row);
  }
  return Int32Array.from(kept);
}
