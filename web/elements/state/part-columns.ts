// Which columns a part of a column transformer is given, as recipes say it: by name, by place, by kind.
import type { ColumnSelection, ParamValue } from "../../lib/index.js";

/** A column as far as choosing it goes. */
export interface Named {
  readonly name: string;
  readonly text: boolean;
}

type Selector = Extract<ColumnSelection, { readonly selector: object }>["selector"];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a choice by kind or by name says; undefined where it is another. */
export const selectorOf = (choice: ParamValue | undefined): Selector | undefined =>
  isObject(choice) && isObject(choice["selector"]) ? (choice["selector"] as Selector) : undefined;

const kindsIn = (kinds: Selector["dtype_include"]): readonly string[] =>
  kinds === null || kinds === undefined ? [] : typeof kinds === "string" ? [kinds] : kinds;

function bySelector({ pattern, dtype_include, dtype_exclude }: Selector, columns: readonly Named[]): number[] {
  const [wanted, unwanted] = [kindsIn(dtype_include), kindsIn(dtype_exclude)];
  // The engine's own expressions are a part of these; what is none fits nothing.
  let fits: RegExp | undefined;
  try {
    fits = pattern ? new RegExp(pattern, "u") : undefined;
  } catch {
    return [];
  }
  return columns.flatMap(({ name, text }, at) => {
    const kind = text ? "text" : "number";
    const taken = (!dtype_include || wanted.includes(kind)) && !unwanted.includes(kind) && (!fits || fits.test(name));
    return taken ? [at] : [];
  });
}

function bySlice(ends: readonly unknown[], columns: readonly Named[]): number[] {
  const named = ends.some((end) => typeof end === "string");
  const place = (end: unknown, usual: number, past: number): number => {
    if (typeof end === "string") return columns.findIndex(({ name }) => name === end) + past;
    if (typeof end !== "number") return usual;
    return Math.max(0, Math.min(columns.length, end < 0 ? columns.length + end : end));
  };
  const step = typeof ends[2] === "number" ? ends[2] : 1;
  if (step < 1) return [];
  const [from, to] = ends;
  const first = place(from, 0, 0);
  const end = place(to, columns.length, named ? 1 : 0);
  return columns.flatMap((_, at) => (at >= first && at < end && (at - first) % step === 0 ? [at] : []));
}

/** The places of the columns that are chosen; those that are not there are left out. */
export function placesOf(choice: ParamValue | undefined, columns: readonly Named[]): number[] {
  const selector = selectorOf(choice);
  if (selector) return bySelector(selector, columns);
  if (isObject(choice) && Array.isArray(choice["slice"])) return bySlice(choice["slice"], columns);
  if (!Array.isArray(choice)) return [];
  if (choice.length > 0 && choice.every((each) => typeof each === "boolean"))
    return choice.flatMap((taken, at) => (taken && at < columns.length ? [at] : []));
  // A table may have columns by the ten thousand.
  const known = new Map(columns.map(({ name }, at) => [name, at]));
  return choice.flatMap((each) => {
    const at = typeof each === "string" ? (known.get(each) ?? -1) : Number(each);
    const place = at < 0 && typeof each === "number" ? columns.length + at : at;
    return place >= 0 && place < columns.length ? [place] : [];
  });
}

/** Names that are chosen and stand nowhere. */
export function absentIn(choice: ParamValue | undefined, columns: readonly Named[]): string[] {
  const known = new Set(columns.map(({ name }) => name));
  return Array.isArray(choice)
    ? choice.filter((each): each is string => typeof each === "string" && !known.has(each))
    : [];
}

/** For each column the parts that are given it. */
export function usersOf(
  parts: readonly { readonly name: string; readonly columns?: ParamValue }[],
  columns: readonly Named[],
): Map<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const part of parts)
    for (const at of placesOf(part.columns, columns)) {
      const { name } = columns[at]!;
      const known = users.get(name);
      if (known) known.push(part.name);
      else users.set(name, [part.name]);
    }
  return users;
}

/** How columns are chosen, in words, where they are not named. */
export function chosenBy(choice: ParamValue | undefined): string {
  const selector = selectorOf(choice);
  if (!selector) return isObject(choice) ? "by their places" : "";
  const kinds = kindsIn(selector.dtype_include);
  const but = kindsIn(selector.dtype_exclude);
  const words = [
    kinds.length ? `every ${kinds.join(" and ")} column` : "every column",
    ...(but.length ? [`but ${but.join(" and ")}`] : []),
    ...(selector.pattern ? [`with ${selector.pattern} in its name`] : []),
  ];
  return words.join(" ");
}
