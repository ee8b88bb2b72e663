import type { DataTable } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { count } from "../shared/words.js";
import type { SplitChoice } from "./choices.js";

/** How many rows are held out, as the split counts. */
export const heldOutOf = (rows: number, { test_size }: Pick<SplitChoice, "test_size">): number =>
  Math.ceil(rows * test_size);

/** The rows that have a target. */
export const rowsWithTarget = (table: DataTable): number =>
  table.rows - (table.columns.find(({ name }) => name === table.target)?.summary.missing ?? 0);

/** Why the shares of the classes cannot be kept equal; empty where they can. */
export function notStratified(table: DataTable, split: SplitChoice): string {
  const rows = rowsWithTarget(table);
  const heldOut = heldOutOf(rows, split);
  const { counts } = table;
  const alone = [...counts].filter(([, times]) => times === 1).map(([value]) => `“${visible(String(value), 40)}”`);
  if (counts.size === 0) return "there are very many classes";
  if (alone.length === 1) return `class ${alone[0]} has one row`;
  if (alone.length > 1) return `${count(alone.length, "class", "classes")} have one row each`;
  if (heldOut < counts.size)
    return `${count(heldOut, "row")} held out cannot hold ${count(counts.size, "class", "classes")}`;
  if (rows - heldOut < counts.size)
    return `${count(rows - heldOut, "row")} to fit on cannot hold ${count(counts.size, "class", "classes")}`;
  return "";
}

/** Rows are stratified by the target where that was asked for and can be done. */
export const stratifies = (table: DataTable, split: SplitChoice): boolean =>
  table.task === "classification" && split.stratify && notStratified(table, split) === "";

/** Whether all rows fitted on may be of one class. */
export function mayBeOneClass(table: DataTable, split: SplitChoice): boolean {
  if (table.task !== "classification" || table.counts.size === 0) return false;
  if (table.counts.size < 2) return true;
  const rows = rowsWithTarget(table);
  return !stratifies(table, split) && Math.max(...table.counts.values()) >= rows - heldOutOf(rows, split);
}

/** How the rows of a table are split, as the engine takes it. */
export const splitFor = (table: DataTable, split: SplitChoice): SplitChoice => ({
  ...split,
  stratify: stratifies(table, split),
});
