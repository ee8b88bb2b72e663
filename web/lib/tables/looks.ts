/** What the beginning of a text looks like, where nothing was read wrongly and yet not what is meant. */
import type { ReadNote } from "../types.js";
import { counted } from "../words.js";

const note = (code: string, message: string): ReadNote => ({ code, column: null, message });

// What two bytes of UTF-8 are in Windows-1252: no language writes such pairs.
const twice =
  /\p{L}*(?:[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’\u201c\u201d•–—˜™š›œžŸ]|â€[\u0080-\u00bf™œžš\u201c\u201d¦¢˜])\p{L}*/gu;

/** Text in UTF-8 that was taken for Windows-1252 and saved so. */
export function twiceEncodedNote(head: string): ReadNote[] {
  const found = head.match(twice) ?? [];
  if (found.length < 2) return [];
  const message = `Letters look wrong, as in '${found[0]!.slice(0, 40)}': text in UTF-8 was taken for another encoding and saved so. Mend it where the file comes from.`;
  return [note("twice_encoded", message)];
}

/**
 * Lines that were read as one column, but lie in columns of a fixed width some of whose cells are empty: blanks cannot
 * tell which.
 */
export function fixedWidthNote(head: string): ReadNote[] {
  const lines = head
    .split(/\r\n|\r|\n/)
    .slice(0, 200)
    .filter((line) => line.trim() !== "");
  if (lines.length < 4 || lines.some((line) => line.includes("\t"))) return [];
  if (lines.filter((line) => /\S {2,}\S/.test(line)).length * 10 < lines.length * 6) return [];
  const isFree = (at: number): boolean => lines.every((line) => (line[at] ?? " ") === " ");
  const width = Math.max(...lines.map((line) => line.length));
  const parts: [from: number, to: number][] = [];
  for (let at = 0, from = -1; at <= width; at++) {
    const free = at === width || isFree(at);
    if (!free && from < 0) from = at;
    if (free && from >= 0) {
      parts.push([from, at]);
      from = -1;
    }
  }
  if (parts.length < 2 || !lines.some((line) => parts.some(([from, to]) => line.slice(from, to).trim() === "")))
    return [];
  const message = `The lines seem to hold ${counted(parts.length, "column")} of a fixed width, some of whose cells are empty, and are read as one. Save the table with commas or tabs, or write a dash where a cell is empty.`;
  return [note("fixed_width", message)];
}
