import type { Reading } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { number } from "../shared/words.js";

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
];
const thousandsMarks: readonly [string, string][] = [
  ["", "none"],
  [",", "comma"],
  [".", "point"],
  [" ", "space"],
  ["'", "apostrophe"],
];
export const decimalMarks: readonly [string, string][] = [
  [".", "point"],
  [",", "comma"],
];
const called = (names: readonly [string, string][], value: string): string =>
  names.find(([each]) => each === value)?.[1] ?? visible(value, 20);

/** A file's form in a few words. */
export function readInWords(reading: Reading): string {
  const { form, encoding, delimiter, header, decimal, thousands, sheet, compression } = reading;
  const zipped = compression ? ", gzip" : "";
  if (form === "xlsx") return `Excel${sheet ? `, sheet “${visible(sheet, 40)}”` : ""}`;
  if (form === "parquet") return `Parquet${zipped}`;
  if (form === "json") return `JSON records${zipped}`;
  if (form === "ndjson") return `JSON, a record per line${zipped}`;
  if (form === "arff") return `ARFF${zipped}`;
  return [
    encodings.find(([label]) => label === encoding.toLowerCase())?.[1].replace(/ \(.*/, "") ?? encoding,
    `${called(delimiters, delimiter)} between cells`,
    header === null ? "no names of columns" : `names in line ${number(header)}`,
    `decimal ${called(decimalMarks, decimal)}`,
    ...(thousands ? [`thousands ${called(thousandsMarks, thousands)}`] : []),
    ...(compression ? ["gzip"] : []),
  ].join(", ");
}
