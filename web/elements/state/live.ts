// When the page fits by itself.
import { features, type DataTable } from "../data/table.js";
import type { Fit } from "./results.js";

/** A fit that took no longer than this, in milliseconds, is made again on every change. */
export const atOnce = 300;
/** Of data with no more cells than these a first fit is made unasked. */
const fewCells = 100_000;

/** Whether a fit to the table is quick enough to be made unasked: as the last one was, or as few cells promise. */
export function isQuick(table: DataTable, last: Fit | undefined): boolean {
  if (last && last.table.open === table.open) return last.milliseconds <= atOnce;
  const cells = table.rows * features(table).length;
  return (
    cells <= fewCells &&
    (!last || last.milliseconds <= atOnce || cells * 4 <= last.table.rows * features(last.table).length)
  );
}
