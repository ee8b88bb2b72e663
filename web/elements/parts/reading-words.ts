import type { ColumnReading, Reading, TableForm } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { bytesInWords, number } from "../shared/words.js";

// The words for how a file was read: beside the choices while it is open, and wherever a model's card says it.

// Labels of the platform's decoder, with what people call them.
export const encodings: readonly [string, string][] = [
  ["utf-8", "UTF-8"],
  ["utf-16le", "UTF-16, little end first"],
  ["utf-16be", "UTF-16, big end first"],
  ["windows-1252", "Windows-1252 (Western)"],
  ["iso-8859-2", "ISO 8859-2 (Central European)"],
  ["windows-1250", "Windows-1250 (Central European)"],
  ["windows-1251", "Windows-1251 (Cyrillic)"],
  ["koi8-r", "KOI8-R (Russian)"],
  ["windows-1253", "Windows-1253 (Greek)"],
  ["windows-1254", "Windows-1254 (Turkish)"],
  ["windows-1255", "Windows-1255 (Hebrew)"],
  ["windows-1256", "Windows-1256 (Arabic)"],
  ["shift_jis", "Shift_JIS (Japanese)"],
  ["euc-jp", "EUC-JP (Japanese)"],
  ["gb18030", "GB18030 (Chinese)"],
  ["big5", "Big5 (Chinese)"],
  ["euc-kr", "EUC-KR (Korean)"],
  ["macintosh", "Macintosh"],
  ["ibm850", "IBM 850 (DOS)"],
];
export const delimiters: readonly [string, string][] = [
  [",", "comma"],
  [";", "semicolon"],
  ["\t", "tab"],
  ["|", "bar"],
  [" ", "space"],
  [":", "colon"],
  ["^", "caret"],
  ["~", "tilde"],
  ["\x01", "control character U+0001"],
  ["\x1f", "control character U+001F"],
];
export const thousandsMarks: readonly [string, string][] = [
  ["", "none"],
  [",", "comma"],
  [".", "point"],
  [" ", "space"],
  ["'", "apostrophe"],
  ["_", "underscore"],
];
export const decimalMarks: readonly [string, string][] = [
  [".", "point"],
  [",", "comma"],
];
export const quotes: readonly [string, string][] = [
  ['"', 'double: "'],
  ["'", "single: '"],
  ["", "none"],
];
export const orders: readonly [NonNullable<ColumnReading["order"]>, string][] = [
  ["ymd", "year, month, day"],
  ["dmy", "day, month, year"],
  ["mdy", "month, day, year"],
];
export const writings: readonly [string, string][] = [
  ["", "plainly"],
  ["quoted", "lines in quotation marks"],
  ["framed", "lines between bars"],
  ["formulas", 'cells as ="0123"'],
  ["aligned", "cells apart by blanks"],
  ["doubled", "cells apart by :: or ||"],
];
/** The hundred years that years of two digits mean, by the first of them. */
export const centuries: readonly [string, string][] = [1969, 1950, 1930, 1900, 2000].map((from) => [
  String(from),
  yearsInWords(from),
]);
export const yesNo: readonly [string, string][] = [
  ["yes", "yes"],
  ["no", "no"],
];
export const kinds: readonly [string, string][] = [
  ["number", "number"],
  ["text", "text"],
  ["boolean", "yes/no"],
  ["date", "date"],
];

export function yearsInWords(from: number): string {
  return `${from} to ${from + 99}`;
}

/** What each thing that is found out, or chosen, is called. */
export const labels = {
  encoding: "Encoding",
  delimiter: "Delimiter",
  quote: "Quotation mark",
  header: "Names of columns",
  skip: "Lines to skip",
  skipEnd: "Lines to skip at the end",
  comment: "Comments begin with",
  rowNames: "Row names first",
  style: "Written",
  holdsDelimiter: "May hold the delimiter",
  skipUneven: "Lines of other lengths",
  decimal: "Decimal mark",
  thousands: "Thousands mark",
  missing: "Missing is written",
  sheet: "Sheet",
  kind: "Kind",
  keepMissing: "Missing values",
  order: "Order",
  yearsFrom: "Years of two digits",
  parts: "As columns",
} as const;

export const called = (names: readonly (readonly [string, string])[], value: string): string =>
  names.find(([each]) => each === value)?.[1] ?? visible(value, 20);

export const headerInWords = ({ header, form }: Pick<Reading, "header" | "form">): string =>
  header === null ? "none: made up" : `in ${form === "xlsx" ? "row" : "line"} ${number(header)}`;

/** The marks that may be typed: the empty cell always counts. */
export const marksInWords = (marks: readonly string[]): string => marks.filter((mark) => mark !== "").join(", ");

const forms: Record<TableForm, string> = {
  csv: "delimited text",
  xlsx: "Excel",
  parquet: "Parquet",
  json: "JSON records",
  ndjson: "JSON, a record per line",
  arff: "ARFF",
};

const encodingInWords = (encoding: string): string => called(encodings, encoding.toLowerCase()).replace(/ \(.*/, "");

/** A file's form in a few words. */
export function readInWords(reading: Reading): string {
  const { form, encoding, delimiter, header, decimal, thousands, sheet, compression } = reading;
  const zipped = compression ? ["gzip"] : [];
  if (form !== "csv")
    return [
      Object.hasOwn(forms, form) ? forms[form] : visible(form, 20),
      ...(sheet === undefined ? [] : [`sheet “${visible(sheet, 40)}”`]),
      ...zipped,
    ].join(", ");
  return [
    encodingInWords(encoding),
    `${reading.style === "aligned" ? "blanks" : reading.style === "doubled" ? "a mark that stands twice" : called(delimiters, delimiter)} between cells`,
    header === null ? "no names of columns" : `names in line ${number(header)}`,
    `decimal ${called(decimalMarks, decimal)}`,
    ...(thousands ? [`thousands ${called(thousandsMarks, thousands)}`] : []),
    ...zipped,
  ].join(", ");
}

/** All that a reading says of the file as a whole, each with what it is called. */
export function readingFacts(reading: Reading): [label: string, words: string][] {
  const { form, name, bytes, sha256, compression, sheet, encoding, mark } = reading;
  const { delimiter, quote, skip, skipEnd = 0, comment, rowNames, decimal, thousands, missing } = reading;
  const { style, holdsDelimiter, skipUneven } = reading;
  const facts: [string, string | undefined][] = [
    ["File", name],
    ["Form", `${Object.hasOwn(forms, form) ? forms[form] : form}${compression ? `, packed with ${compression}` : ""}`],
    ["Size", bytesInWords(bytes)],
    [labels.sheet, sheet],
  ];
  if (form === "csv")
    facts.push(
      [labels.encoding, `${called(encodings, encoding.toLowerCase())}${mark ? ", with a mark before it" : ""}`],
      [labels.delimiter, called(delimiters, delimiter)],
      [labels.quote, called(quotes, quote ?? "")],
    );
  if (form === "csv" || form === "xlsx")
    facts.push([labels.header, headerInWords(reading)], [labels.skip, skip > 0 ? number(skip) : undefined]);
  if (form === "csv")
    facts.push(
      [labels.comment, comment ?? undefined],
      [labels.skipEnd, skipEnd > 0 ? number(skipEnd) : undefined],
      [labels.rowNames, rowNames ? "yes" : "no"],
      [labels.style, style ? called(writings, style) : undefined],
      [labels.holdsDelimiter, holdsDelimiter ? visible(holdsDelimiter, 60) : undefined],
      [labels.skipUneven, skipUneven ? "left out" : undefined],
      [labels.decimal, called(decimalMarks, decimal)],
      [labels.thousands, thousands ? called(thousandsMarks, thousands) : undefined],
    );
  facts.push([labels.missing, marksInWords(missing) || "nothing"], ["SHA-256 of the file", sha256]);
  return facts.flatMap(([label, words]) => (words ? [[label, words]] : []));
}
