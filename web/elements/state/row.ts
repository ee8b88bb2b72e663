import type {
  Column,
  ColumnTable,
  DatePart,
  Description,
  InputColumn,
  InputWarning,
  Model,
  Reading,
} from "../../lib/index.js";
import { visible } from "../shared/foreign.js";

/** What answers a row, and how the data were read that it was fitted on. */
export interface Answering {
  readonly model: Model;
  readonly reading: Reading | undefined;
}

export interface Answer {
  label: string;
  /** Most probable first; empty for a regressor. */
  probabilities: { label: string; share: number }[];
}

/** What is typed for each column; an empty string is a missing value. */
export type TypedRow = ReadonlyMap<string, string>;

/** A date of the data whose parts the pipeline takes, each as a column of its own. */
export interface DateColumn {
  name: string;
  parts: ReadonlyMap<DatePart, string>;
}

/** The dates behind what a pipeline takes, as far as its reading tells. */
export function dateColumns({ input }: Description, reading: Reading | undefined): DateColumn[] {
  const numbers = new Set(input.filter(({ kind }) => kind !== "text").map(({ name }) => name));
  const found = new Map<string, Map<DatePart, string>>();
  for (const { name, of, part } of reading?.columns ?? []) {
    if (of === undefined || part === undefined || !numbers.has(name)) continue;
    const parts = found.get(of) ?? new Map<DatePart, string>();
    found.set(of, parts.set(part, name));
  }
  return [...found].map(([name, parts]) => ({ name, parts }));
}

/**
 * What a date, `2024-03-09`, says in the columns of its parts, as the reader of tables has them: weekdays count from
 * Monday, which is 0.
 */
export function partsOfDate(date: string, { parts }: DateColumn): TypedRow {
  const [, year, month, day] = /^(\d{4,6})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  if (day === undefined) return new Map([...parts.values()].map((column) => [column, ""]));
  const time = new Date(0);
  time.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const values: Record<DatePart, number> = {
    year: time.getUTCFullYear(),
    month: time.getUTCMonth() + 1,
    day: time.getUTCDate(),
    weekday: (time.getUTCDay() + 6) % 7,
  };
  return new Map([...parts].map(([part, column]) => [column, String(values[part])]));
}

/** A date from the usual values of its parts; nothing where those were always missing. */
export function usualDate(row: TypedRow, { parts }: DateColumn): string {
  const usual = (part: DatePart, otherwise: number): number => {
    const value = row.get(parts.get(part) ?? "");
    return value ? Math.round(Number(value)) : otherwise;
  };
  if ([...parts.values()].every((column) => !row.get(column))) return "";
  const year = usual("year", new Date().getFullYear());
  const month = Math.min(12, Math.max(1, usual("month", 6)));
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Math.min(last, Math.max(1, usual("day", 15)));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

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

export function tableOf({ input }: Description, row: TypedRow, reading: Reading | undefined): ColumnTable {
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
  { model, reading }: Answering,
  description: Description,
  row: TypedRow,
): Promise<Map<string, InputWarning>> {
  const found = await model.inputWarnings(tableOf(description, row, reading));
  return new Map(found.map((warning) => [warning.column, warning]));
}

export async function predictRow(
  { model, reading }: Answering,
  description: Description,
  row: TypedRow,
): Promise<Answer> {
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
