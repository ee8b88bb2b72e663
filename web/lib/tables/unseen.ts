/** Names of columns that hold what nobody sees: a program that is told the name as it looks finds no such column. */
import type { ReadNote } from "../types.js";

/** Letters without a shape, and blanks that are not the usual one. Joiners are part of some scripts and of emoji. */
const unseen = /(?![\u200c\u200d])\p{Cf}|(?! )\p{Zs}|[\u2028\u2029\u3164\u115f\u1160]/gu;

/** Only names with such a letter can hold one that is not seen: most have none, and wide tables have many names. */
const beyondAscii = /[\u0080-\uffff]/;

const known: ReadonlyMap<string, string> = new Map([
  ["\u00a0", "a no-break space"],
  ["\u202f", "a narrow no-break space"],
  ["\u3000", "a wide blank"],
  ["\u00ad", "a soft hyphen"],
  ["\u200b", "a blank without width"],
  ["\u2060", "a joiner without width"],
  ["\ufeff", "a byte-order mark"],
  ["\u200e", "a mark of direction"],
  ["\u200f", "a mark of direction"],
]);

const most = 5;

/** `said`: what is said of the columns already, such as that two names look the same. */
export function unseenNotes(columns: readonly { readonly name: string }[], said: readonly ReadNote[]): ReadNote[] {
  const alike = new Set(said.flatMap(({ code, column }) => (code === "look_alike" ? [column] : [])));
  const notes: ReadNote[] = [];
  columns.forEach(({ name }, i) => {
    if (notes.length === most || !beyondAscii.test(name) || alike.has(name)) return;
    const found = [...new Set(name.match(unseen) ?? [])].map((letter) => {
      const point = `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
      return `${known.get(letter) ?? "a letter that is not seen"} (${point})`;
    });
    if (found.length === 0) return;
    const message = `The name of column ${i + 1}, '${name.replace(unseen, (letter) => (/\p{Zs}/u.test(letter) ? " " : ""))}', holds ${found.join(", ")}: it is another name than the one that is seen.`;
    notes.push({ code: "unseen", column: name, message });
  });
  return notes;
}
