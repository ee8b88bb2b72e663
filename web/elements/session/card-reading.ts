import type { Card, Reading } from "../../lib/index.js";

const isText = (value: unknown): value is string => typeof value === "string";
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const kinds = ["number", "text", "boolean", "date"];

/** How the data of a model were read, where its card says so in the form that a reading has: the file may be anybody's. */
export function readingIn(card: Card): Reading | undefined {
  const reading = card.reading as Partial<Record<keyof Reading, unknown>> | undefined;
  if (!reading) return undefined;
  const { form, sha256, encoding, delimiter, header, decimal, thousands, missing, columns, comment, skip } = reading;
  const whole =
    [form, sha256, encoding, delimiter].every(isText) &&
    (header === null || typeof header === "number") &&
    (decimal === "." || decimal === ",") &&
    [thousands, comment].every(isTextOrNull) &&
    typeof skip === "number" &&
    Array.isArray(missing) &&
    missing.every(isText) &&
    Array.isArray(columns) &&
    columns.every(isColumn);
  return whole ? (reading as Reading) : undefined;
}

function isColumn(value: unknown): boolean {
  const { name, kind, use } = (value ?? {}) as { name?: unknown; kind?: unknown; use?: unknown };
  return isText(name) && kinds.includes(kind as string) && typeof use === "boolean";
}
