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

const widest = 88;

/** For people to read: names in their own order, and on one line what fits on one. `fromText` reads it. */
export function toPretty(value: unknown, indent = ""): string {
  if (isLost(value)) return toText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const [open, close, parts] = Array.isArray(value)
    ? ["[", "]", value.map((each) => toPretty(each, inner))]
    : ["{", "}", said(value).map((name) => `${JSON.stringify(name)}: ${toPretty(of(value, name), inner)}`)];
  const flat = `${open}${parts.join(", ")}${close}`;
  if (!parts.some((part) => part.includes("\n")) && indent.length + flat.length <= widest) return flat;
  return `${open}\n${parts.map((part) => `${inner}${part}`).join(",\n")}\n${indent}${close}`;
}

/** The line, from 1, at which a text ceases to be JSON. Not every browser says it in what it throws. */
export function brokenLine(text: string): number {
  let at = 0;
  const takes = (pattern: RegExp): boolean => {
    const found = new RegExp(pattern, "y");
    found.lastIndex = at;
    const length = found.exec(text)?.[0].length;
    at += length ?? 0;
    return length !== undefined;
  };
  const next = (pattern: RegExp): boolean => (takes(/[ \t\r\n]*/), takes(pattern));
  const quoted = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/;
  const several = (each: () => boolean, close: RegExp): boolean => {
    if (next(close)) return true;
    do if (!each()) return false;
    while (next(/,/));
    return next(close);
  };
  const value = (): boolean => {
    if (next(/\[/)) return several(value, /\]/);
    if (next(/\{/)) return several(() => next(quoted) && next(/:/) && value(), /\}/);
    return next(quoted) || next(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/);
  };
  try {
    value();
    next(/$/);
  } catch {
    // Nested so deep that it is found no more: about where it got to.
  }
  return text.slice(0, at).split("\n").length;
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
