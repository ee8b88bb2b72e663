import type { Column, ColumnTable, Description, InputColumn, InputWarning, Reading } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import type { Session } from "./session.js";

export interface Answer {
  label: string;
  /** Most probable first; empty for a regressor. */
  probabilities: { label: string; share: number }[];
}

/** What is typed for each column; an empty string is a missing value. */
export type TypedRow = ReadonlyMap<string, string>;

/** The usual values of what the pipeline saw: median or most frequent text. */
export function usualRow({ input }: Description): TypedRow {
  return new Map(input.map((column) => [column.name, usualValue(column)]));
}

function usualValue({ kind, median, most_frequent, categories }: InputColumn): string {
  if (kind === "text") return most_frequent ?? categories?.[0] ?? "";
  // The middle of two values has digits that nobody wrote: 10.350000000000001.
  return median === undefined ? "" : String(Number(median.toPrecision(15)));
}

/** A number as it is typed; where the model's own data had decimal commas, one is taken for such. */
function numberOf(typed: string, name: string, reading: Reading | undefined): number {
  if (typed === "") return NaN;
  const mark = reading?.columns.find((column) => column.name === name)?.decimal ?? reading?.decimal;
  return Number(mark === "," && /^[^.,]*,[^.,]*$/.test(typed) ? typed.replace(",", ".") : typed);
}

function tableOf({ input }: Description, row: TypedRow, reading: Reading | undefined): ColumnTable {
  const columns = new Map(
    input.map(({ name, kind }): [string, Column] => {
      const typed = (row.get(name) ?? "").trim();
      if (kind === "text") return [name, [typed === "" ? null : typed]];
      const value = numberOf(typed, name, reading);
      if (typed !== "" && Number.isNaN(value))
        throw {
          message: `“${visible(typed, 80)}” in column “${visible(name, 80)}” is not a number.`,
          hint: "Type a number, or leave it empty for a missing value.",
        };
      return [name, Float64Array.of(value)];
    }),
  );
  return { columns };
}

/** Where the row leaves what the pipeline saw while it was fitted, by column. */
export async function warnRow(
  session: Session,
  description: Description,
  row: TypedRow,
): Promise<Map<string, InputWarning>> {
  const { model, reading } = session.current!;
  const found = await model.inputWarnings(tableOf(description, row, reading));
  return new Map(found.map((warning) => [warning.column, warning]));
}

export async function predictRow(session: Session, description: Description, row: TypedRow): Promise<Answer> {
  const { model, reading } = session.current!;
  const { classes } = description;
  const X = tableOf(description, row, reading);
  const [label] = await model.predict(X);
  if (!classes) return { label: String(label), probabilities: [] };
  const { data, classes: names } = await model.predictProba(X);
  const probabilities = Array.from(names as ArrayLike<string | number>, (name, index) => ({
    label: String(name),
    share: data[index]!,
  }));
  return { label: String(label), probabilities: probabilities.sort((a, b) => b.share - a.share) };
}
