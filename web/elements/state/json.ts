// Choices as text. JSON has no NaN, no infinities and no -0, which are hyperparameters all the same.
import { textOf, valueOf } from "../shared/param-text.js";
import type { ParamValue } from "../../lib/index.js";

const mark = "$number";

const isLost = (value: unknown): value is number =>
  typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0));

/** The same text for the same value: names in the order of their letters. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (isLost(each)) return { [mark]: textOf(each) };
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    const entries = Object.entries(each).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** What `toText` wrote; throws where it is no JSON. */
export function fromText(text: string): unknown {
  return JSON.parse(text, (_, each: unknown) => {
    if (typeof each !== "object" || each === null || !Object.hasOwn(each, mark)) return each;
    const told = (each as Record<string, unknown>)[mark];
    const value: ParamValue = typeof told === "string" ? valueOf(told) : null;
    return Object.keys(each).length === 1 && isLost(value) ? value : each;
  });
}

/** Whether two plain values say the same. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, i) => same(each, b[i]));
  const names = said(a);
  return (
    names.length === said(b).length && names.every((name) => Object.hasOwn(b, name) && same(of(a, name), of(b, name)))
  );
}

const of = (value: object, name: string): unknown => (value as Record<string, unknown>)[name];
const said = (value: object): string[] => Object.keys(value).filter((name) => of(value, name) !== undefined);
