import type { Column, Kind } from "./columns.js";
import { readColumn, readCsv, readTable, type ParsedTable } from "./parse.js";

/** An open CSV; the same code whether it runs in the worker or, where none can be started, on the page. */
export interface CsvFile {
  table: ParsedTable;
  recode(index: number, kind: Exclude<Kind, "ignore">): Column;
}

export async function openCsv(
  file: Blob,
  kinds: Record<string, Kind>,
  onProgress: (done: number) => void,
): Promise<CsvFile> {
  const raw = await readCsv(file, onProgress);
  const table = readTable(raw, kinds);
  return { table, recode: (index, kind) => readColumn(raw, index, kind) };
}
