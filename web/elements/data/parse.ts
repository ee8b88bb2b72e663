import Papa from "papaparse";
import { encodeColumn, guessKind, type Column, type Kind, type Problem } from "./columns.js";

/** A file as read: every cell still a string, kept so that a column can be read again as another kind. */
export interface RawTable {
  names: string[];
  cells: string[][];
  /** For each row, the line of the file it begins on; the header is line 1. */
  lines: number[];
  decimalComma: boolean;
  problems: Problem[];
  /** All problems, also those past the end of the list. */
  problemCount: number;
}

export interface ParsedTable {
  columns: Column[];
  rows: number;
  /** The first rows as they stand in the file, for the table on the page. */
  head: string[][];
  problems: Problem[];
  problemCount: number;
}

const listedProblems = 200;
export const headRows = 50;

/** Reads a CSV piece by piece; the thread is free between the pieces. */
export function readCsv(file: Blob, onProgress: (done: number) => void): Promise<RawTable> {
  return new Promise((resolve, reject) => {
    const table: RawTable = { names: [], cells: [], lines: [], decimalComma: false, problems: [], problemCount: 0 };
    let line = 1;
    Papa.parse<string[]>(file as File, {
      chunkSize: 1 << 18,
      skipEmptyLines: false,
      chunk: ({ data, errors, meta }) => {
        table.decimalComma = meta.delimiter === ";";
        for (const error of errors) {
          if (error.type !== "Quotes") continue;
          report(
            table,
            line + (error.row ?? 0),
            "a quotation mark is opened and not closed, or text follows a closed one.",
          );
        }
        for (const row of data) {
          if (table.names.length === 0) readHeader(table, row);
          else readRow(table, row, line);
          line += 1 + row.reduce((breaks, cell) => breaks + countLineBreaks(cell), 0);
        }
        onProgress(meta.cursor);
      },
      complete: () => resolve(table),
      error: (error: Error) => reject(error),
    });
  });
}

function countLineBreaks(cell: string): number {
  let count = 0;
  for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) count++;
  return count;
}

export function report(table: RawTable, line: number, text: string): void {
  table.problemCount += 1;
  if (table.problems.length < listedProblems) table.problems.push({ line, text });
}

function readHeader(table: RawTable, row: string[]): void {
  const seen = new Map<string, number>();
  row.forEach((cell, index) => {
    const clean = cell.replace(/^\uFEFF/, "").trim();
    const wanted = clean || `column_${index + 1}`;
    if (!clean) report(table, 1, `column ${index + 1} has no name; it is called “${wanted}” here.`);
    const times = (seen.get(wanted) ?? 0) + 1;
    seen.set(wanted, times);
    const name = times === 1 ? wanted : `${wanted}_${times}`;
    if (times > 1)
      report(table, 1, `the name “${wanted}” stands more than once; column ${index + 1} is called “${name}” here.`);
    table.names.push(name);
    table.cells.push([]);
  });
}

function readRow(table: RawTable, row: string[], line: number): void {
  if (row.length === 1 && row[0]!.trim() === "") return;
  const width = table.names.length;
  if (row.length < width) {
    report(table, line, `${row.length} cells where the header has ${width}; the rest are taken as missing.`);
  } else if (row.length > width) {
    report(table, line, `${row.length} cells where the header has ${width}; what is past the last column is left out.`);
  }
  for (let column = 0; column < width; column++) table.cells[column]!.push(row[column] ?? "");
  table.lines.push(line);
}

/** Reads one column as the kind that was asked for; numbers that are none are listed and taken as missing. */
export function readColumn(table: RawTable, index: number, kind: Exclude<Kind, "ignore">): Column {
  const name = table.names[index]!;
  return encodeColumn(name, table.cells[index]!, kind, table.decimalComma, (row, cell) =>
    report(
      table,
      table.lines[row]!,
      `“${cell.slice(0, 40)}” in column “${name}” is not a number; it is taken as missing.`,
    ),
  );
}

/** @param kinds  where given, the kinds to use in place of guesses. */
export function readTable(table: RawTable, kinds: Record<string, Kind> = {}): ParsedTable {
  const columns = table.names.map((name, index) => {
    const wanted = kinds[name];
    return readColumn(
      table,
      index,
      wanted && wanted !== "ignore" ? wanted : guessKind(table.cells[index]!, table.decimalComma),
    );
  });
  const rows = table.lines.length;
  const head = Array.from({ length: Math.min(headRows, rows) }, (_, row) => table.cells.map((cells) => cells[row]!));
  const problems = [...table.problems].sort((a, b) => a.line - b.line);
  return { columns, rows, head, problems, problemCount: table.problemCount };
}
