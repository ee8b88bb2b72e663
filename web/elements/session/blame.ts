import type { DataTable, Training } from "../data/table.js";
import { number } from "../shared/words.js";

/** A refusal that names a row, as the library gives it. */
interface Blamed {
  message: string;
  hint?: string;
  where?: string;
  code?: string;
  /** Row of what was given, from 1. */
  row?: number;
}

/**
 * A refusal of a fit counts the rows it was given, which the split has shuffled. A person looks into the table and into the file: the
 * row is said as it stands there.
 */
export async function inTheTable(
  thrown: unknown,
  table: DataTable,
  training: Training | undefined,
  rows: Int32Array | undefined,
): Promise<unknown> {
  const error = thrown as Blamed;
  const given = error?.row;
  if (!training || typeof given !== "number") return thrown;
  const ofTraining = rows ? rows[given - 1] : given - 1;
  if (ofTraining === undefined) return thrown;
  const at = training.kept ? training.kept[ofTraining]! : ofTraining;
  const place = await placeOf(table, at);
  const said = new RegExp(`\\brow ${given}\\b(?: of (?:X|y|the table))?`);
  return {
    code: error.code,
    where: error.where ?? "",
    hint: error.hint ?? "",
    message: said.test(error.message)
      ? error.message.replace(said, place)
      : `${error.message.replace(/\.$/, "")}, in ${place}.`,
  };
}

/** “row 4 (line 5)” of the table's row at this place, from 0. */
export async function placeOf({ open }: DataTable, at: number): Promise<string> {
  const [line] = await open.lineOf(Int32Array.of(at)).catch(() => []);
  return `row ${number(at + 1)}${line ? ` (line ${number(line)})` : ""}`;
}
