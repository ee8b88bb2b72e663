/** How a sheet of Excel lies: cells that are merged, rows and columns that are not shown. */
import { rowText } from "../../column.js";
import { counted } from "../../words.js";
import type { Converted } from "./csv.js";

/** From 0, ends included. */
interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export interface Layout {
  readonly merged: readonly Area[];
  readonly hiddenRows: readonly number[];
  readonly hiddenColumns: readonly (readonly [from: number, to: number])[];
}

type Notes = NonNullable<Converted["notes"]>[number][];

const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1;

function areaOf(ref: string): Area | undefined {
  const [, left, top, right, bottom] = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(ref) ?? [];
  if (left === undefined) return undefined;
  return { left: columnOf(left), top: Number(top) - 1, right: columnOf(right!), bottom: Number(bottom) - 1 };
}

/** `xml`: of a sheet. */
export function layoutOf(xml: string): Layout {
  const all = (pattern: RegExp): string[][] => [...xml.matchAll(pattern)];
  return {
    merged: all(/<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]*)"/g)
      .flatMap(([, ref]) => areaOf(ref!) ?? [])
      .sort((a, b) => a.top - b.top || a.left - b.left),
    hiddenRows: all(/<(?:\w+:)?row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"/g).map(
      ([, row]) => Number(row) - 1,
    ),
    hiddenColumns: all(/<(?:\w+:)?col\s(?=[^>]*\bhidden="(?:1|true)")[^>]*>/g).map(([tag]) => {
      const place = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(tag!)?.[1]) - 1;
      return [place("min"), place("max")] as const;
    }),
  };
}

/** What lies in a table is read whether it is shown or not. */
export function sayHidden(
  { hiddenRows, hiddenColumns }: Layout,
  { top, left, right }: { readonly top: number; readonly left: number; readonly right: number },
  length: number,
  notes: Notes,
): void {
  const rows = hiddenRows.filter((row) => row > top && row < length).length;
  let columns = 0;
  for (const [from, to] of hiddenColumns) columns += Math.max(0, Math.min(to + 1, right) - Math.max(from, left));
  const what = [rows > 0 ? counted(rows, "row") : "", columns > 0 ? counted(columns, "column") : ""].filter(Boolean);
  if (what.length === 0) return;
  const one = rows + columns === 1;
  notes.push({
    code: "hidden",
    message: `${what.join(" and ")} that Excel does not show ${one ? "is" : "are"} read, too.`,
  });
}

type Cell = unknown;

/**
 * Merged cells hold their value once. Below the names each row has it; names that are merged over several columns stand
 * before those below them. Returns whether the row of names took the one below it.
 */
export function unmerge(
  rows: Cell[][],
  merged: readonly Area[],
  { top, left, right }: { readonly top: number; readonly left: number; readonly right: number },
  notes: Notes,
): boolean {
  const inside = merged.filter((area) => area.top >= top && area.left >= left && area.right < right);
  const named = joinNames(rows, inside, top, left, right);
  if (named !== undefined) {
    const message = `Names that are merged over several columns stand before the names below them, as in '${named}'.`;
    notes.push({ code: "merged_names", message });
  }
  const first = named === undefined ? top + 1 : top + 2;
  let filled = 0;
  let place = "";
  for (const area of inside) {
    const value = rows[area.top]?.[area.left] ?? null;
    if (area.top < first || area.bottom === area.top || area.left !== area.right || value === null) continue;
    for (let i = area.top + 1; i <= area.bottom && i < rows.length; i++) {
      rows[i]![area.left] = value;
      filled++;
    }
    place ||= `${rowText(area.top)} to ${area.bottom + 1}`;
  }
  if (filled > 0) {
    const message = `Cells that are merged over several rows hold their value in each of these (${counted(filled, "cell")} filled, the first in ${place}).`;
    notes.push({ code: "merged", message });
  }
  return named !== undefined;
}

/** Two rows of names as one: returns the first name that was put together, or nothing where there are none. */
function joinNames(
  rows: Cell[][],
  merged: readonly Area[],
  top: number,
  left: number,
  right: number,
): string | undefined {
  const [upper, lower, data] = [[...rows[top]!], rows[top + 1], rows[top + 2]];
  const wide = merged.filter((area) => area.top === top && area.bottom === top && area.right > area.left);
  if (wide.length === 0 || !lower || !data) return undefined;
  const under = lower.slice(left, right).filter((cell) => cell !== null);
  // Names are text; numbers begin below them.
  if (under.length === 0 || under.some((cell) => typeof cell !== "string")) return undefined;
  if (data.slice(left, right).every((cell) => cell === null || typeof cell === "string")) return undefined;
  let first: string | undefined;
  for (let j = left; j < right; j++) {
    const area = wide.find((each) => j >= each.left && j <= each.right);
    const parts = [area ? upper[area.left] : upper[j], lower[j]];
    const words = parts.filter((part): part is string => typeof part === "string" && part.trim() !== "");
    if (area && words.length === 2) first ??= words.join(" ");
    if (words.length > 0) rows[top]![j] = words.join(" ");
  }
  return first;
}
