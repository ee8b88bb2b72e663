/** Options of a reading: which there are, and one over the other. */
import type { ColumnChoice, ReadOptions } from "../types.js";
import { nearest } from "../words.js";
import { refuse } from "./refuse.js";
import type { WireOptions } from "./wire.js";

const keysOf = <Shape>(keys: { readonly [key in keyof Required<Shape>]: true }): readonly string[] => Object.keys(keys);

const optionNames = keysOf<ReadOptions>({
  name: true,
  target: true,
  form: true,
  sheet: true,
  encoding: true,
  delimiter: true,
  quote: true,
  escape: true,
  comment: true,
  skip: true,
  skipEnd: true,
  header: true,
  rowNames: true,
  style: true,
  holdsDelimiter: true,
  skipUneven: true,
  decimal: true,
  thousands: true,
  missing: true,
  columns: true,
  reading: true,
  signal: true,
  onProgress: true,
  onWarning: true,
});
const choiceNames = keysOf<ColumnChoice>({
  name: true,
  kind: true,
  use: true,
  missing: true,
  keepMissing: true,
  decimal: true,
  thousands: true,
  order: true,
  yearsFrom: true,
  parts: true,
});

/** Refuses what nobody reads: it is mistyped, or meant for something else. */
function checkNames(given: object, known: readonly string[], where: string, what: string): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const like = nearest(name, known);
    refuse(
      "bad_option",
      where || name,
      `${what} '${name}' is not known.`,
      `${like === undefined ? "" : `Perhaps '${like}' is meant. `}Known are ${known.join(", ")}.`,
    );
  }
}

export function checkOptions(options: ReadOptions): void {
  if (typeof options !== "object" || options === null) {
    refuse("bad_type", "options", "The options must be an object.", "Leave them out to have all found out.");
  }
  checkNames(options, optionNames, "", "The option");
  const { reading, columns } = options;
  if (Array.isArray(columns)) {
    for (const choice of columns as readonly unknown[]) {
      if (typeof choice !== "object" || choice === null) continue;
      checkNames(choice, choiceNames, `column '${String((choice as ColumnChoice).name)}'`, "The choice");
    }
  }
  if (reading !== undefined && reading !== null && !Array.isArray((reading as Partial<typeof reading>).columns)) {
    refuse(
      "bad_option",
      "reading",
      "The option reading is not the reading of a table: it has no list of columns.",
      "Give the reading of another table, as it stands in a model's card.",
    );
  }
}

/** Options without what cannot travel. */
export function wireOptions({
  signal: _signal,
  onProgress: _progress,
  onWarning: _warning,
  ...rest
}: ReadOptions): WireOptions {
  return rest;
}

/** A choice for a column, and one that was made later. What the later kind has no use for goes. */
function later(before: ColumnChoice | undefined, now: ColumnChoice): ColumnChoice {
  const { parts, order, yearsFrom, decimal, thousands, ...rest } = { ...before, ...now };
  const kind = now.kind ?? before?.kind;
  return {
    ...rest,
    ...((kind ?? "date") === "date"
      ? { ...(parts && { parts }), ...(order && { order }), ...(yearsFrom && { yearsFrom }) }
      : {}),
    ...((kind ?? "number") === "number"
      ? { ...(decimal && { decimal }), ...(thousands === undefined ? {} : { thousands }) }
      : {}),
  };
}

/** The choices of `change` over those made before: as options they stand in the place of all of them. */
export function over(before: readonly ColumnChoice[], change: readonly ColumnChoice[]): readonly ColumnChoice[] {
  const merged = new Map(before.map((choice) => [choice.name, choice]));
  for (const choice of change) merged.set(choice.name, later(merged.get(choice.name), choice));
  return [...merged.values()];
}

/** Columns about which nothing new is said that could be refused: the earlier reading took it. */
export function keptOf(before: readonly ColumnChoice[] = [], now: readonly ColumnChoice[] = []): string[] {
  const earlier = new Map(before.map((choice) => [choice.name, choice]));
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return now.flatMap(({ name, parts, order, yearsFrom }) => {
    const was = earlier.get(name);
    return was && same([was.parts, was.order, was.yearsFrom], [parts, order, yearsFrom]) ? [name] : [];
  });
}
