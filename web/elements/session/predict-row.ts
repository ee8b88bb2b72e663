import type { Column, ColumnTable, Description, InputColumn } from "../../lib/index.js";
import type { Session } from "./session.js";
import { findColumn } from "../data/table.js";

export interface Answer {
  label: string;
  /** Most probable first; empty for a regressor. */
  probabilities: { label: string; share: number }[];
}

/** What is typed for each column; an empty string is a missing value. */
export type TypedRow = Record<string, string>;

/** The middle of what the pipeline saw: the open table's median or most frequent text, else the range's middle. */
export function usualRow({ input }: Description, session: Session): TypedRow {
  return Object.fromEntries(input.map((column) => [column.name, usualValue(column, session)]));
}

function usualValue({ name, kind, min, max, categories }: InputColumn, session: Session): string {
  const summary = session.table && findColumn(session.table, name)?.summary;
  if (kind === "text") return summary?.texts?.find(({ value }) => categories?.includes(value) ?? true)?.value ?? categories?.[0] ?? "";
  const median = summary?.numbers?.median;
  if (median !== undefined && (min === undefined || median >= min) && (max === undefined || median <= max)) return String(median);
  return min !== undefined && max !== undefined ? String(Number(((min + max) / 2).toPrecision(4))) : "";
}

export async function predictRow(session: Session, { input, classes }: Description, row: TypedRow): Promise<Answer> {
  const { model } = session.current!;
  const columns = new Map(
    input.map(({ name, kind }): [string, Column] => {
      const typed = (row[name] ?? "").trim();
      if (kind === "text") return [name, [typed === "" ? null : typed]];
      const value = typed === "" ? NaN : Number(typed);
      if (typed !== "" && Number.isNaN(value)) throw { message: `“${typed}” in column “${name}” is not a number.`, hint: "Type a number, or leave it empty for a missing value." };
      return [name, Float64Array.of(value)];
    }),
  );
  const X: ColumnTable = { columns };
  const [label] = await model.predict(X);
  if (!classes) return { label: String(label), probabilities: [] };
  const { data, classes: names } = await model.predictProba(X);
  const probabilities = Array.from(names as ArrayLike<string | number>, (name, index) => ({ label: String(name), share: data[index]! }));
  return { label: String(label), probabilities: probabilities.sort((a, b) => b.share - a.share) };
}

