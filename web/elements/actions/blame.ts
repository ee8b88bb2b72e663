import { inRows, KeepfitError } from "../../lib/index.js";
import type { DataTable, Training } from "../data/table.js";
import { number } from "../shared/words.js";

/**
 * A refusal of a fit counts the rows it was given, which the split has shuffled. A person looks into the table and into
 * the file: the row is said as it stands there.
 */
export async function inTheTable(
  thrown: unknown,
  table: DataTable,
  training: Training | undefined,
  rows: Int32Array | undefined,
): Promise<unknown> {
  if (!training || !rows) return thrown;
  const given = inRows(thrown, rows);
  const error = training.kept ? inRows(given, training.kept) : given;
  if (!(error instanceof KeepfitError) || error.row === undefined) return thrown;
  const place = await placeOf(table, error.row);
  const said = new RegExp(`\\b[Rr]ow ${error.row + 1}\\b`);
  const message = said.test(error.message)
    ? error.message.replace(said, (word) => place.replace("row", word.slice(0, 3)))
    : `${error.message.replace(/\.$/, "")}: ${place}.`;
  return new KeepfitError({ ...error.toJSON(), message }, { cause: thrown });
}

/** “row 4 (line 5)” of the table's row at this place, from 0. */
export async function placeOf({ open }: DataTable, at: number): Promise<string> {
  const [line] = await open.lineOf([at]).catch(() => []);
  return `row ${number(at + 1)}${line ? ` (line ${number(line)})` : ""}`;
}
