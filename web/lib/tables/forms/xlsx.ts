/** Excel's .xlsx: one of its sheets. */
import { unzipSync, zipSync } from "fflate";
import readXlsxFile from "read-excel-file/universal";
import { KeepfitError, reasonOf } from "../../errors.js";
import { type Cell, type Converted, type CsvWriter, Kinds, Stamp, stamp } from "./csv.js";
import { counted } from "../../words.js";
import { layoutOf, sayHidden, unmerge } from "./layout.js";
import { withShown } from "./shown.js";

type Value = string | boolean | Date | Digits | null;

// A small packed file may hold terabytes.
const unpackedLimit = 1_000_000_000;

function refuse(code: string, message: string, hint: string, cause?: unknown): never {
  throw new KeepfitError({ code, where: "source", message, hint }, { cause });
}

/** The file's parts, unpacked here: the reader would start workers of its own, which a page's policy may forbid. */
function unpack(bytes: Uint8Array): { readonly [path: string]: Uint8Array } {
  const seen: string[] = [];
  let size = 0;
  let parts: { [path: string]: Uint8Array };
  try {
    parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        seen.push(name);
        if (!/^xl\/.*\.(xml|rels)$|^\[Content_Types\]\.xml$|^_rels\//.test(name)) return false;
        if (/^xl\/(drawings|charts|media|theme|pivot|comments|threaded|printerSettings|calcChain)/.test(name))
          return false;
        size += originalSize;
        if (size > unpackedLimit) {
          refuse("too_large", `The Excel file holds more than ${unpackedLimit / 1e9} GB.`, "Save the sheet as CSV.");
        }
        return true;
      },
    });
  } catch (error) {
    if (error instanceof KeepfitError) throw error;
    refuse(
      "bad_xlsx",
      `The file is a damaged Excel file or zip archive: ${reasonOf(error)}.`,
      "Get the file again.",
      error,
    );
  }
  const has = (start: string) => seen.some((name) => name.startsWith(start));
  if (has("xl/workbook.bin"))
    refuse("not_a_table", "This is a binary Excel file (.xlsb), which is not read.", "Save it as .xlsx or CSV.");
  if (!has("xl/workbook")) {
    const mime = seen.includes("mimetype");
    if (has("word/"))
      refuse(
        "not_a_table",
        "This is a Word document, not a table.",
        "Copy the table into a spreadsheet and save it as CSV.",
      );
    if (has("ppt/"))
      refuse(
        "not_a_table",
        "This is a presentation, not a table.",
        "Copy the table into a spreadsheet and save it as CSV.",
      );
    if (mime && has("content.xml"))
      refuse("not_a_table", "This is an OpenDocument file (.ods), which is not read.", "Save it as .xlsx or CSV.");
    if (seen.some((name) => /\.np[yz]$/.test(name)))
      refuse(
        "not_a_table",
        "These are NumPy arrays (.npz), not a table.",
        "In Python, save them with numpy.savetxt(path, array, delimiter=',').",
      );
    const inside = seen.filter((name) => !name.endsWith("/")).slice(0, 3);
    refuse(
      "not_a_table",
      `This is a zip archive${inside.length > 0 ? ` (with ${inside.join(", ")})` : ""}, not a table.`,
      "Unpack it and give the file that is inside; of packed files only .gz is read.",
    );
  }
  return parts;
}

/** Some cells of a sheet, and the first of them. */
interface Some {
  readonly count: number;
  readonly first: string;
}

type Parts = { readonly [path: string]: Uint8Array };

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const attribute = (tag: string, name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
const sheetTags = (parts: Parts): string[] => textOf(parts["xl/workbook.xml"]).match(/<(?:\w+:)?sheet\s[^>]*>/g) ?? [];

/** Whether Excel shows the n-th sheet. */
const isShown = (parts: Parts, n: number): boolean => !/hidden/i.test(attribute(sheetTags(parts)[n] ?? "", "state"));

/** Where in the file the n-th sheet stands. */
function pathOf(parts: Parts, n: number): string {
  const id = attribute(sheetTags(parts)[n] ?? "", "(?:\\w+:)id");
  const relations = textOf(parts["xl/_rels/workbook.xml.rels"]).match(/<(?:\w+:)?Relationship\s[^>]*>/g) ?? [];
  const target = attribute(relations.find((tag) => attribute(tag, "Id") === id) ?? "", "Target");
  return target.replace(/^\/?(?:xl\/)?/, "xl/");
}

/**
 * Cells of a sheet that the reader hands over as if they were empty: those with an error (#N/A, #DIV/0!), and
 * formulas that no program has computed yet.
 */
function emptiesOf(sheet: Uint8Array | undefined): { errors: Some; formulas: Some } {
  const none = { count: 0, first: "" };
  if (!sheet) return { errors: none, formulas: none };
  const xml = textOf(sheet);
  const errors = xml.match(/<c\s[^>]*\bt="e"[^>]*>(?:(?!<\/c>)[^])*?<v>[^<]*/g) ?? [];
  const formulas = xml.match(/<c\s[^>]*>\s*<f(?:\s[^>]*)?>[^<]*<\/f>\s*(?:<v\s*\/>|<v>\s*<\/v>)?\s*<\/c>/g) ?? [];
  const [error = "", formula = ""] = [errors[0], formulas[0]];
  return {
    errors: { count: errors.length, first: `${/[^>]*$/.exec(error)![0]} in ${attribute(error, "r")}` },
    formulas: { count: formulas.length, first: attribute(formula, "r") },
  };
}

const day = 86_400_000;

/** Days since 1899-12-30, as Excel counts them. */
const serialOf = (time: Date): number => time.getTime() / day + 25_569;

/** A time of day or a duration: it has no day, or the first days of Excel's calendar with hours. */
const isDuration = (value: Value | undefined): boolean =>
  value instanceof Date && serialOf(value) < 61 && (serialOf(value) < 1 || !Number.isInteger(serialOf(value)));

/** 30:15:00 */
function duration(time: Date): Stamp {
  const seconds = Math.round(serialOf(time) * 86_400);
  const two = (value: number): string => String(value).padStart(2, "0");
  return new Stamp(`${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`);
}

/** Excel counts a 29 February 1900, so that what stands before is a day later. */
const dated = (time: Date): Stamp | null =>
  stamp(serialOf(time) >= 1 && serialOf(time) < 60 ? new Date(time.getTime() + day) : time);

const filled = (row: readonly Value[]): number => row.reduce<number>((sum, value) => sum + (value === null ? 0 : 1), 0);

interface Extent {
  /** The row that names the columns or is the first of the data. */
  readonly top: number;
  readonly left: number;
  readonly right: number;
}

/** Where on a sheet the table is: titles and notes above it, and empty columns beside it, are no part of it. */
function extentOf(rows: readonly (readonly Value[])[], skip: number | undefined): Extent | undefined {
  const counts = rows.map(filled);
  const widest = Math.max(0, ...counts.slice(skip ?? 0, (skip ?? 0) + 200));
  if (widest === 0) return undefined;
  // Of two columns a title is half a row.
  const two =
    widest === 2 && counts.filter((count) => count === 2).length * 2 > counts.filter((count) => count > 0).length;
  // The first row that is about as full as others are; titles are one or two cells above many. Where somebody says what
  // is above the table, the first that is not empty.
  const top = counts.findIndex((count, i) =>
    skip === undefined ? count > 0 && (two ? count === 2 : count >= widest / 2 || widest <= 2) : count > 0 && i >= skip,
  );
  let left = Infinity;
  let right = 0;
  for (const row of rows.slice(top)) {
    row.forEach((value, i) => {
      if (value === null) return;
      left = Math.min(left, i);
      right = Math.max(right, i + 1);
    });
  }
  return { top, left, right };
}

function cellOf(value: Value | undefined): Cell {
  if (value === null || value === undefined) return null;
  if (value instanceof Digits) return numberOf(value.digits);
  if (value instanceof Date) return dated(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return value;
}

/** The digits of a number, to tell them from text. */
class Digits {
  constructor(readonly digits: string) {}
}

function numberOf(digits: string): Cell {
  // Excel writes 0.1 as 0.10000000000000001: the shortest text of the same number.
  const number = Number(digits);
  if (/^-?\d+$/.test(digits) && !Number.isSafeInteger(number)) return BigInt(digits);
  return number;
}

/** What stands in rows above a table, shortened. */
function titlesOf(rows: readonly (readonly Value[])[]): string {
  const titles = rows.flatMap((row) => {
    const words = row.flatMap((value) => (value === null ? [] : [String(cellOf(value) ?? "")])).join(" ");
    return words === "" ? [] : [`'${words.length > 60 ? `${words.slice(0, 57)}...` : words}'`];
  });
  return titles.length > 3 ? [...titles.slice(0, 3), "..."].join(", ") : titles.join(", ");
}

/** What is said of a sheet; the rest is found out. */
interface Wanted {
  readonly sheet: string | undefined;
  /** The sheet of a saved reading, which another file need not have. */
  readonly usual: string | undefined;
  /** How many rows above the table are no part of it. */
  readonly skip: number | undefined;
}

export async function writeXlsx(bytes: Uint8Array, writer: CsvWriter, wanted: Wanted): Promise<Converted> {
  const { parts, formats } = withShown(unpack(bytes));
  let sheets: { sheet: string; data: Value[][] }[];
  try {
    sheets = (await readXlsxFile(zipSync({ ...parts }, { level: 0 }).buffer as ArrayBuffer, {
      trim: false,
      parseNumber: (text: string) => new Digits(text),
    })) as unknown as typeof sheets;
  } catch (error) {
    refuse(
      "bad_xlsx",
      `The Excel file cannot be read: ${reasonOf(error)}.`,
      "Open it, save it again as .xlsx or CSV, and give that.",
      error,
    );
  }
  // A cell of blanks looks empty.
  for (const { data } of sheets)
    for (const row of data)
      row.forEach((value, j) => typeof value === "string" && value.trim() === "" && (row[j] = null));
  const names = sheets.map(({ sheet }) => sheet);
  const listed = names.map((name) => `'${name}'`).join(", ");
  // A table has more than one row; a cover sheet has a title.
  const some = sheets.filter(({ data }) => data.filter((row) => filled(row) > 0).length > 1);
  const shown = some.filter((sheet) => isShown(parts, sheets.indexOf(sheet)));
  const tables = shown.length > 0 ? shown : some;
  const chosen =
    wanted.sheet === undefined
      ? (sheets.find(({ sheet }) => sheet === wanted.usual) ??
        tables.find(({ data }) => data.some((row) => filled(row) > 1)) ??
        tables[0] ??
        sheets[0])
      : sheets.find(({ sheet }) => sheet === wanted.sheet);
  if (!chosen) {
    refuse(
      "bad_option",
      wanted.sheet === undefined
        ? "The Excel file has no sheets."
        : `There is no sheet '${wanted.sheet}'; there are ${listed}.`,
      "Choose one of these.",
    );
  }
  const extent = extentOf(chosen.data, wanted.skip);
  if (!extent && wanted.skip !== undefined && extentOf(chosen.data, 0))
    refuse(
      "no_table",
      `The sheet '${chosen.sheet}' has nothing below its first ${counted(wanted.skip, "row")}.`,
      "Skip fewer rows.",
    );
  if (!extent)
    refuse(
      "no_table",
      `The sheet '${chosen.sheet}' is empty.`,
      names.length > 1 ? `Choose another: ${listed}.` : "Choose another file.",
    );
  const { top, left, right } = extent;
  const notes: NonNullable<Converted["notes"]>[number][] = [];
  if (wanted.sheet === undefined && names.length > 1) {
    const others = names.filter((name) => name !== chosen.sheet);
    const other = sheets.find(({ sheet, data }) => sheet !== chosen.sheet && extentOf(data, 0) !== undefined)?.sheet;
    notes.push({
      code: "sheet",
      message: `The sheet '${chosen.sheet}' is read; the file has ${others.length === 1 ? "another" : "others"}: ${others.map((name) => `'${name}'`).join(", ")}.`,
      // An empty sheet cannot be read.
      ...(other === undefined ? {} : { options: { sheet: other }, label: `Read '${other}'` }),
    });
  }
  const above = chosen.data.slice(0, top).filter((row) => filled(row) > 0);
  if (above.length > 0 && wanted.skip === undefined) {
    notes.push({
      code: "above",
      message: `${above.length === 1 ? "A row" : counted(above.length, "row")} above the table ${above.length === 1 ? "is" : "are"} left out: ${titlesOf(above)}.`,
      options: { skip: 0 },
      label: "Read from the first row",
    });
  }
  const path = pathOf(parts, sheets.indexOf(chosen));
  const layout = layoutOf(textOf(parts[path]));
  const named = unmerge(chosen.data, layout.merged, extent, notes);
  sayHidden(layout, extent, chosen.data.length, notes);
  const kinds = new Kinds();
  const durations = new Set<number>();
  for (const row of chosen.data.slice(top)) row.forEach((value, j) => isDuration(value) && durations.add(j));
  chosen.data.forEach((row, i) => {
    const cells = row.slice(left, right);
    // Rows of the sheet keep their numbers, also those above the table, which are passed over but can be looked at.
    if (filled(i < top ? row : cells) === 0 || (named && i === top + 1)) return writer.blank();
    if (i < top)
      return writer.row(row.map((value) => (typeof value === "string" ? value.replace(/\s+/g, " ") : cellOf(value))));
    const written = Array.from({ length: right - left }, (_, j) => {
      const value = cells[j];
      return value instanceof Date && durations.has(left + j) && serialOf(value) < 61 ? duration(value) : cellOf(value);
    });
    // The first may be the names of the columns.
    if (i > top) kinds.add(written);
    writer.row(written);
  });
  writer.end();
  const { errors, formulas } = emptiesOf(parts[path]);
  if (errors.count > 0) {
    notes.push({
      code: "errors",
      message: `${errors.count === 1 ? "One cell holds an error of Excel" : `${errors.count} cells hold errors of Excel`} (${errors.first}), taken as missing.`,
    });
  }
  if (formulas.count > 0) {
    const { count, first } = formulas;
    notes.push({
      code: "formulas",
      message: `${count === 1 ? "One cell holds a formula" : `${count} cells hold formulas`} without a saved result (${count === 1 ? "" : "the first in "}${first}), taken as missing: open the file in Excel and save it there.`,
    });
  }
  const codes = [...(formats.get(path) ?? [])]
    .filter(([column]) => column >= left && column < right)
    .map(([column, format]) => ({ at: column - left, format }));
  return {
    ...kinds.found,
    ...(codes.length > 0 ? { codes } : {}),
    notes,
    sheet: chosen.sheet,
    sheets: names,
    skip: top,
  };
}
