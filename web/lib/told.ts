// Refusals of text where numbers are needed name the cell that is most likely meant.
import { rowText } from "./column.js";
import { KeepfitError } from "./errors.js";
import type { WireTable } from "./table.js";

const ofText: ReadonlySet<string> = new Set(["text_input", "wrong_kind"]);

interface Cell {
  readonly row: number;
  readonly text: string;
  /** Whether all of the column are numbers, written as text. */
  readonly number: boolean;
}

const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));

/** The first cell of the column that is no number, or else the first. */
function cellOf(table: WireTable, name: string): Cell | undefined {
  if (!("columns" in table)) return undefined;
  for (const [own, column] of table.columns) {
    if (own !== name || column instanceof Float64Array) continue;
    const { codes, categories } = column;
    const numbers = categories.map(isNumber);
    const other = codes.findIndex((code) => code >= 0 && !numbers[code]);
    const row = other >= 0 ? other : codes.findIndex((code) => code >= 0);
    if (row >= 0) return { row, text: categories[codes[row]!]!, number: other < 0 };
  }
  return undefined;
}

/** Whether text was refused in a column that has a name, and no row was named. */
export const isOfText = (error: unknown): error is KeepfitError & { readonly column: string } =>
  error instanceof KeepfitError &&
  ofText.has(error.code) &&
  error.column !== undefined &&
  error.row === undefined &&
  error.message.includes(" holds text");

/** The same refusal with row and value. `fitted`: the kind that the column had in the fit, where there was one. */
export function withCell(
  error: KeepfitError & { readonly column: string },
  table: WireTable,
  fitted?: string,
): KeepfitError {
  const cell = cellOf(table, error.column);
  if (!cell) return error;
  const { row, text, number } = cell;
  const short = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  const message = error.message.replace(" holds text", ` holds text, such as '${short}' in ${rowText(row)}`);
  const hint = number
    ? "These are numbers written as text: give them as numbers."
    : fitted === "number"
      ? "The fit had numbers there: give numbers, and null where a value is missing."
      : error.hint;
  return new KeepfitError({ ...error.toJSON(), message, hint, row }, { cause: error });
}
