import type { Column, ColumnTable, Description, InputColumn, InputWarning } from "../../lib/index.js";
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
  return median === undefined ? "" : String(median);
}

function tableOf({ input }: Description, row: TypedRow): ColumnTable {
  const columns = new Map(
    input.map(({ name, kind }): [string, Column] => {
      const typed = (row.get(name) ?? "").trim();
      if (kind === "text") return [name, [typed === "" ? null : typed]];
      const value = typed === "" ? NaN : Number(typed);
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
  const found = await session.current!.model.inputWarnings(tableOf(description, row));
  return new Map(found.map((warning) => [warning.column, warning]));
}

export async function predictRow(session: Session, description: Description, row: TypedRow): Promise<Answer> {
  const { model } = session.current!;
  const { classes } = description;
  const X = tableOf(description, row);
  const [label] = await model.predict(X);
  if (!classes) return { label: String(label), probabilities: [] };
  const { data, classes: names } = await model.predictProba(X);
  const probabilities = Array.from(names as ArrayLike<string | number>, (name, index) => ({
    label: String(name),
    share: data[index]!,
  }));
  return { label: String(label), probabilities: probabilities.sort((a, b) => b.share - a.share) };
}
