import type { CodedText, ColumnSummary } from "../../lib/index.js";
import { breathe } from "../shared/breathe.js";

export type Task = "classification" | "regression";

/** What kind of task a target asks for, and why, in a sentence. */
export interface Proposed {
  task: Task;
  why: string;
}

// Names that say what whole numbers are. Words, not parts of words: `discount` counts nothing.
const amounts =
  /^(n|num|no|number|count|counts|quality|score|scores|rating|rank|stars|grade|points|visits|age|days|years|months|hours|times|amount|total|sum|quantity|qty|size|rings|children|siblings|goals|price)$/;
const codes =
  /^(class|classes|label|labels|category|cat|type|kind|group|cluster|species|digit|code|segment|diagnosis|outcome|target|sex|gender)$/;

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);

const says = (name: string, words: RegExp): boolean => wordsOf(name).some((word) => words.test(word));

/**
 * The one place that decides whether numbers are classes or amounts.
 *
 * - Text is classes; fractions and many different numbers are amounts.
 * - Two different values are classes: survived, sex, passed. No scale has two points.
 * - A name that says so decides: visits, quality and number of rings are amounts, class, type and digit are codes.
 * - Up to three whole numbers are codes (cyl 4/6/8, Pclass 1/2/3, kinds 0/1/2): a straight line through three points
 * says less
 *   than three classes, and counts and scales that people record have more steps.
 * - From four on whole numbers are a scale or a count (quality 3 to 9, 0 to 7 visits): their order carries what a
 * classifier would
 *   not see, and the rarest steps have too few rows to be classes.
 * - Except where they run without a gap from 0 or 1 and are all about equally frequent over many rows: so are classes
 * that were
 *   collected one by one (digits); counts and ratings gather somewhere.
 *
 * Codes are proposed only where each is met often; where it is wrong, the choice stands beside the target.
 */
export function proposeTask(
  name: string,
  { numbers, distinct }: ColumnSummary,
  counts: ReadonlyMap<number | string, number>,
): Proposed {
  const classes = (why: string): Proposed => ({ task: "classification", why });
  const amount = (why: string): Proposed => ({ task: "regression", why });
  if (!numbers) return classes("Each different value is a class.");
  if (!numbers.whole) return amount("Its values are fractions.");
  if (distinct === 2) return classes("It has two values.");
  const rows = [...counts.values()].reduce((sum, times) => sum + times, 0);
  if (distinct > 30 || distinct * 3 > rows) return amount("It has many different values.");
  if (says(name, amounts)) return amount("Its name says that it counts or rates.");
  if (says(name, codes)) return classes("Its name says that it is a code.");
  if (distinct <= 3) return classes("A few whole numbers are taken for codes of classes.");
  const times = [...counts.values()];
  const even = Math.min(...times) >= 50 && Math.min(...times) >= 0.75 * Math.max(...times);
  const run = (numbers.min === 0 || numbers.min === 1) && numbers.max - numbers.min + 1 === distinct;
  if (even && run) return classes("Its whole numbers are all about equally frequent, as codes of classes are.");
  return amount("Its whole numbers are taken for a count or a scale.");
}

// So many rows are counted before the page may draw again.
const piece = 200_000;

/**
 * How often each value of a target stands in it, missing ones left out; nothing where there are very many different
 * numbers.
 */
export async function countValues(values: Float64Array | CodedText): Promise<Map<number | string, number>> {
  const counts = new Map<number | string, number>();
  if (values instanceof Float64Array) {
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      if (Number.isNaN(value)) continue;
      counts.set(value, (counts.get(value) ?? 0) + 1);
      if (counts.size > 5000) return new Map();
      if (row % piece === piece - 1) await breathe();
    }
    return counts;
  }
  const { codes } = values;
  const times = new Int32Array(values.categories.length);
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! >= 0) times[codes[row]!]!++;
    if (row % (5 * piece) === 5 * piece - 1) await breathe();
  }
  values.categories.forEach((category, code) => times[code] && counts.set(category, times[code]));
  return counts;
}
