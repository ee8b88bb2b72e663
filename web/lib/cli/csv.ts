// Tables as the command reads and writes them: CSV after RFC 4180. Nothing in it is guessed that would change an
// answer, hence the reader of tables that people have is not asked.
import { counted } from "../words.js";
import { refuse } from "./refusal.js";
import { floatText } from "./text.js";

export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** In which each row ends; the first is 1. */
  readonly lines: readonly number[];
  readonly delimiter: string;
}

const missing: ReadonlySet<string> = new Set(["", "na", "n/a", "nan", "null", "none", "?"]);
const number = /^(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|[+-]?inf(?:inity)?)$/i;
const delimiters = [",", ";", "\t", "|"];
const marks = [
  { bytes: [0xef, 0xbb, 0xbf], name: "utf-8", decoder: "utf-8" },
  { bytes: [0xff, 0xfe], name: "utf-16", decoder: "utf-16le" },
  { bytes: [0xfe, 0xff], name: "utf-16", decoder: "utf-16be" },
];

function textOf(data: Uint8Array, encoding = "utf-8"): string {
  const mark = marks.find(({ bytes }) => bytes.every((byte, i) => data[i] === byte));
  const { name, decoder } = mark ?? { name: encoding, decoder: encoding };
  try {
    const rest = data.subarray(mark?.bytes.length ?? 0);
    const strict = new TextDecoder(decoder, { fatal: true, ignoreBOM: true });
    // Given all at once, Node forgets the signs from 0x80 to 0x9f of windows-1252.
    return strict.decode(rest, { stream: true }) + strict.decode();
  } catch {
    refuse(
      "bad_encoding",
      "input",
      `The table is no text in ${name.toUpperCase()}.`,
      "Save it as CSV in UTF-8, or name its encoding with --encoding.",
    );
  }
}

function unreadable(line: number, how: string): never {
  const hint = "Write a quotation mark within quotation marks twice.";
  refuse("unreadable", "input", `Line ${line} cannot be read: ${how}.`, hint);
}

/** Cells of each record and the line in which it ends. Lines that are empty are no records. */
function* recordsOf(text: string, delimiter: string): Generator<{ cells: string[]; line: number }> {
  const end = text.length;
  const cellEnd = new RegExp(`[\\r\\n${/[\\\]^-]/.test(delimiter) ? "\\" : ""}${delimiter}]`, "gu");
  let at = 0;
  let line = 0;
  while (at < end) {
    line++;
    const cells: string[] = [];
    for (;;) {
      let cell: string;
      if (text[at] === '"') {
        cell = "";
        for (;;) {
          const close = text.indexOf('"', at + 1);
          const upTo = close < 0 ? end : close;
          const piece = text.slice(at + 1, upTo);
          cell += piece;
          line += piece.match(/\r\n|\r|\n/g)?.length ?? 0;
          // The end of the last line begins no other.
          if (close < 0) unreadable(/[\r\n]$/.test(piece) ? line - 1 : line, "a quotation mark is not closed");
          at = close + 1;
          if (text[at] !== '"') break;
          cell += '"';
        }
      } else {
        cellEnd.lastIndex = at;
        const to = cellEnd.exec(text)?.index ?? end;
        cell = text.slice(at, to);
        at = to;
      }
      cells.push(cell);
      if (at < end && text.startsWith(delimiter, at)) {
        at += delimiter.length;
        continue;
      }
      if (at < end && text[at] !== "\r" && text[at] !== "\n") unreadable(line, "text follows a closing quotation mark");
      break;
    }
    const quoted = at > 0 && text[at - 1] === '"';
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    if (cells.length > 1 || cells[0] !== "" || quoted) yield { cells, line };
  }
}

/** The delimiter by which the first line has what the model asks for. */
function delimiterOf(text: string, columns: readonly string[] | undefined, width: number): string {
  for (const delimiter of delimiters) {
    let header: ReadonlySet<string> | undefined;
    let count = 0;
    try {
      const first = recordsOf(text, delimiter).next();
      const cells = first.done ? [] : first.value.cells;
      header = new Set(cells);
      count = cells.length;
    } catch {
      continue;
    }
    if (columns ? columns.every((name) => header.has(name)) : count === width) return delimiter;
  }
  return ",";
}

export interface CsvOptions {
  /** Those that the model needs; undefined where it knows their number alone. */
  readonly columns: readonly string[] | undefined;
  /** How many columns it was fitted on. */
  readonly width: number;
  readonly delimiter: string | undefined;
  readonly encoding: string | undefined;
}

/** @throws KeepfitError what is wrong with the table, by line. */
export function readCsv(data: Uint8Array, { columns, width, delimiter: given, encoding }: CsvOptions): CsvTable {
  const text = textOf(data, encoding);
  const delimiter = given ?? delimiterOf(text, columns, width);
  let header: readonly string[] | undefined;
  const rows: string[][] = [];
  const lines: number[] = [];
  for (const { cells, line } of recordsOf(text, delimiter)) {
    if (!header) {
      header = cells;
      continue;
    }
    if (cells.length !== header.length) {
      refuse(
        "ragged_table",
        "input",
        `Line ${line} has ${counted(cells.length, "cell")}, but the first line has ${header.length}.`,
        "Look at quotation marks, and whether --delimiter is right.",
      );
    }
    rows.push(cells);
    lines.push(line);
  }
  if (!header) refuse("empty_file", "input", "The table is empty.", "Its first line must name the columns.");
  const seen = new Set<string>();
  for (const name of header) {
    if (seen.has(name)) refuse("bad_table", "input", `There are two columns named '${name}'.`, "Rename one.");
    seen.add(name);
  }
  return { header, rows, lines, delimiter };
}

/**
 * A column of numbers.
 *
 * @throws KeepfitError `"mixed_types"`, with the line of what is none.
 */
export function numbersOf({ header, rows, lines }: CsvTable, j: number, decimal: "." | ","): Float64Array {
  return Float64Array.from(rows, (row, i) => {
    const text = row[j]!.replace(/^[ \t\xa0]+|[ \t\xa0]+$/g, "");
    const points = decimal === "," ? (text.includes(".") ? "" : text.replaceAll(",", ".")) : text;
    if (number.test(points)) return Number(points.replace(/inf(inity)?/i, "Infinity"));
    const word = text.toLowerCase();
    if (missing.has(word)) return NaN;
    if (word === "true" || word === "false") return Number(word === "true");
    const letters = [...row[j]!];
    const short = letters.length > 40 ? `${letters.slice(0, 40).join("")}...` : row[j];
    return refuse(
      "mixed_types",
      `column '${header[j]}'`,
      `Column '${header[j]}' holds '${short}' in line ${lines[i]}, which is no number.`,
      "Write numbers with a point, or say --decimal ,; leave cells empty where a value is missing.",
    );
  });
}

/** A value as it is written: numbers with every digit that counts, as Python prints them; nothing where missing. */
export const cellOf = (value: number | string | null): string =>
  value === null || Number.isNaN(value) ? "" : typeof value === "string" ? value : floatText(value);

/** A cell is put in quotation marks where it must be; lines end in a line feed. */
export function csvOf(records: Iterable<readonly string[]>, delimiter: string): Uint8Array {
  const special = (text: string): boolean => /["\r\n]/.test(text) || text.includes(delimiter);
  const lines: string[] = [];
  for (const record of records) {
    const cells = record.map((text) => (special(text) ? `"${text.replaceAll('"', '""')}"` : text));
    lines.push(cells.join(delimiter) || '""', "\n");
  }
  return Buffer.from(lines.join(""), "utf8");
}
