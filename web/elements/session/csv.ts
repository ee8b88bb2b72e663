// Tables out, as RFC 4180 has them.

const number = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/**
 * A cell of a CSV file. Text that a spreadsheet would take for a formula gets an apostrophe before it: a file of predictions is opened in
 * one, and its texts come from whoever wrote the table.
 */
export function csvCell(text: string): string {
  const safe = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r]/.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe.trim() !== safe ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(",")}\r\n`;
