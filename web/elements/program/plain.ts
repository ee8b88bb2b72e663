// Whether a program gave plain JSON: said before anything else looks at it, in a sentence.
import { visible } from "../shared/foreign.js";
import { Refusal } from "../state/choices.js";

const deepest = 100;

const strange: Readonly<Record<string, string>> = { function: "a function", symbol: "a symbol", bigint: "a BigInt" };

/** Throws where a value is no plain JSON, NaN and infinities aside; undefined may stand beside other words only. */
export function refuseUnplain(value: unknown, where: string, above: readonly object[] = []): void {
  const told = strange[typeof value];
  if (told) refuse(where, `${told}`);
  if (typeof value !== "object" || value === null) return;
  if (above.includes(value)) refuse(where, "a value that holds itself");
  if (above.length >= deepest) refuse(where, `nested more than ${deepest} deep`);
  if (!Array.isArray(value) && !isRecord(value)) refuse(where, `a ${className(value)}`);
  for (const [name, inner] of Object.entries(value))
    refuseUnplain(inner, Array.isArray(value) ? `${where}[${name}]` : `${where}.${visible(name, 40)}`, [
      ...above,
      value,
    ]);
}

/** In whatever page it was made. */
function isRecord(value: object): boolean {
  const made = Object.getPrototypeOf(value) as object | null;
  return made === null || Object.getPrototypeOf(made) === null;
}

const className = (value: object): string => visible(value.constructor?.name || "value of a class", 40);

function refuse(where: string, is: string): never {
  const short = where.length > 80 ? `${where.slice(0, 80)}…` : where;
  throw new Refusal(
    `${short} is ${is}, and choices are plain JSON.`,
    "Take numbers, texts, true, false, null, lists and objects.",
  );
}
