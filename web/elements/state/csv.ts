// Tables out: as RFC 4180 has them, or in the dialect of the file they are made from.
import type { Reading } from "../../lib/index.js";
import type { Dialect } from "./results.js";

export const plain: Dialect = { delimiter: ",", quote: '"', decimal: "." };

/** The dialect of a file; of one that is not text, the plain one. */
export const dialectOf = ({ form, delimiter, quote, decimal }: Reading): Dialect =>
  form === "csv" ? { delimiter, quote: quote ?? '"', decimal } : plain;

/** A number as the dialect writes it. */
export const csvNumber = (value: number, { decimal }: Dialect): string =>
  Number.isNaN(value) ? "" : String(value).replace(".", decimal);

const number = /^\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?\s*$/;

/**
 * Text of a model, not of the table: one that a spreadsheet would take for a formula gets an apostrophe before it, as
 * files of predictions are opened in one, and models come from anybody.
 */
export const harmless = (text: string): string =>
  /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r]/.test(text) && !number.test(text) ? `'${text}` : text;

/** By a dialect's marks, what does not stand in a cell of its own accord. */
const marked = new Map<string, RegExp>();

/**
 * What a reader would take for something else outside of quotation marks: separators, the marks themselves, blanks at
 * an end, and what at an end may be a mark of another dialect or begins a comment.
 */
function needsQuotes({ delimiter, quote }: Dialect): RegExp {
  const key = delimiter + quote;
  let found = marked.get(key);
  if (!found) {
    const signs = [delimiter, quote, ...(delimiter === " " ? ["\t"] : [])].map((sign) =>
      sign.replace(/[\\\]^-]/, "\\$&"),
    );
    found = new RegExp(`[${signs.join("")}\\r\\n]|^[ \\t"'#]|[ \\t"']$`);
    marked.set(key, found);
  }
  return found;
}

/**
 * A cell of which nothing is lost when it is read again. `told`: between quotation marks also where it could do
 * without.
 */
export function csvCell(text: string, dialect: Dialect = plain, told = false): string {
  const { delimiter, quote } = dialect;
  const needed = text === "" ? delimiter === " " : needsQuotes(dialect).test(text);
  return needed || told ? `${quote}${text.replaceAll(quote, quote + quote)}${quote}` : text;
}

export const csvLine = (cells: readonly string[], { delimiter }: Dialect = plain): string =>
  `${cells.join(delimiter)}\r\n`;
