import type { Card, ColumnReading, Reading } from "../../lib/index.js";

const isText = (value: unknown): value is string => typeof value === "string";
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isTextIfAny = (value: unknown): boolean => value === undefined || isTextOrNull(value);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const kinds = ["number", "text", "boolean", "date"];

/**
 * How the data of a model were read, where its card says so in the form that a reading has: the file may be anybody's.
 */
export function readingIn(card: Card): Reading | undefined {
  const reading = card.reading as Partial<Record<keyof Reading, unknown>> | undefined;
  if (!reading) return undefined;
  const { form, name, sha256, bytes, sheet, compression, encoding, delimiter, quote, header } = reading;
  const { decimal, thousands, missing, columns, comment, skip, skipEnd, style, holdsDelimiter, skipUneven } = reading;
  const whole =
    [form, sha256, encoding, delimiter].every(isText) &&
    [name, sheet, compression].every((each) => each === undefined || isText(each)) &&
    (header === null || typeof header === "number") &&
    (decimal === "." || decimal === ",") &&
    [thousands, comment, quote].every(isTextOrNull) &&
    [skip, bytes].every((each) => typeof each === "number") &&
    (skipEnd === undefined || typeof skipEnd === "number") &&
    [style, holdsDelimiter].every(isTextIfAny) &&
    (skipUneven === undefined || typeof skipUneven === "boolean") &&
    isTexts(missing) &&
    Array.isArray(columns) &&
    columns.every(isColumn);
  return whole ? (reading as Reading) : undefined;
}

function isColumn(value: unknown): boolean {
  const column = (value ?? {}) as Partial<Record<keyof ColumnReading, unknown>>;
  const { name, header, kind, use, why, unit, decimal, thousands, missing, keepMissing, order, yearsFrom, part, of } =
    column;
  return (
    isText(name) &&
    kinds.includes(kind as string) &&
    typeof use === "boolean" &&
    [header, why, unit, decimal, thousands, order, part, of].every(isTextIfAny) &&
    (yearsFrom === undefined || typeof yearsFrom === "number") &&
    (missing === undefined || isTexts(missing)) &&
    (keepMissing === undefined || typeof keepMissing === "boolean")
  );
}
