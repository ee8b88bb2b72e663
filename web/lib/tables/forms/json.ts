/** JSON and NDJSON as a table: records, rows, or columns, as pandas and others write them. */
import { KeepfitError, reasonOf } from "../../errors.js";
import { type Cell, type Converted, type CsvWriter, Stamp, stamp } from "./csv.js";
import { counted } from "../../words.js";

type Json = unknown;
type Entries = [name: string, value: Json][];

function refuse(message: string, hint: string, cause?: unknown): never {
  throw new KeepfitError({ code: "bad_json", where: "source", message, hint }, { cause });
}

const shapes =
  'A table in JSON is a list of records [{"a": 1}, ...], a list of rows [["a"], [1], ...], or columns {"a": [1, ...], ...}.';

const isRecord = (value: Json): value is object =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof Stamp);

/** A whole number that a JavaScript number cannot hold, by its digits. */
class Digits {
  constructor(readonly text: string) {}
}

// No JSON text holds this: control characters are escaped there.
const mark = "\u0001";

/** `JSON.parse`, but whole numbers beyond 2^53 keep their digits: most are identifiers. */
function parse(text: string): Json {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const kept = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"\\u0001${token}"` : token,
  );
  return JSON.parse(kept, (_, value: Json) =>
    typeof value === "string" && value.startsWith(mark) && /^\u0001-?\d+$/.test(value)
      ? new Digits(value.slice(1))
      : value,
  );
}

/** Line and column of the place that an error of the parser names. */
function placed(text: string, error: unknown): string {
  const at = /position (\d+)/.exec(reasonOf(error))?.[1];
  if (at === undefined) return "";
  const before = text.slice(0, Number(at)).split(/\r\n|\r|\n/);
  return ` on line ${before.length}`;
}

/** One cell; what is nested and no record becomes its JSON text. */
function cellOf(value: Json): Cell {
  if (value === null || value === undefined) return null;
  if (value instanceof Digits) return BigInt(value.text);
  if (value instanceof Date) return stamp(value);
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return value;
    default:
      return JSON.stringify(value, (_, inner: Json) =>
        inner instanceof Digits ? inner.text : typeof inner === "bigint" ? String(inner) : inner,
      );
  }
}

/** Columns by name, in the order in which they are first seen. Names are keys of a Map, whatever they are. */
class Names {
  readonly places = new Map<string, number>();
  nested = new Set<string>();

  placeOf(name: string): number {
    let place = this.places.get(name);
    if (place === undefined) this.places.set(name, (place = this.places.size));
    return place;
  }
}

const depthLimit = 16;

/** Puts a record's values into their places; what is inside inner records under names such as `address.city`. */
function flatten(record: object, names: Names, row: Cell[], prefix = "", depth = 0): void {
  for (const [key, value] of Object.entries(record) as Entries) {
    const name = prefix + key;
    if (isRecord(value) && !(value instanceof Digits) && depth < depthLimit) {
      flatten(value, names, row, `${name}.`, depth + 1);
      continue;
    }
    if (typeof value === "object" && value !== null && !(value instanceof Date) && !(value instanceof Digits))
      names.nested.add(name);
    row[names.placeOf(name)] = cellOf(value);
  }
}

function nestedNote(names: Names): NonNullable<Converted["notes"]> {
  if (names.nested.size === 0) return [];
  const [first] = names.nested;
  const others = names.nested.size > 1 ? ` and ${names.nested.size - 1} more columns hold` : " holds";
  return [{ code: "nested", message: `“${first}”${others} lists inside a cell; they are kept as their JSON text.` }];
}

/** Records as CSV. Rows of the same keys come in two passes: first all names are found, then rows are written. */
export function writeRecords(records: readonly Json[], writer: CsvWriter): Converted {
  const names = new Names();
  const rows: Cell[][] = [];
  records.forEach((record, i) => {
    if (!isRecord(record)) {
      refuse(`Record ${i + 1} is ${describe(record)}, while the first is an object of named values.`, shapes);
    }
    const row: Cell[] = [];
    flatten(record, names, row);
    rows.push(row);
  });
  if (names.places.size === 0) refuse("The records name no columns.", shapes);
  writer.row([...names.places.keys()]);
  for (const row of rows) {
    // Left to right without holes.
    for (let i = 0; i < names.places.size; i++) row[i] ??= null;
    writer.row(row);
  }
  writer.end();
  return { header: true, notes: nestedNote(names) };
}

function describe(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (value === null) return "null";
  return typeof value === "object"
    ? "an object"
    : `${typeof value === "string" ? "the text" : "the value"} ${JSON.stringify(value)?.slice(0, 40)}`;
}

function writeRows(rows: readonly Json[], writer: CsvWriter, header: readonly Cell[] | undefined): Converted {
  if (header) writer.row(header);
  rows.forEach((row, i) => {
    if (!Array.isArray(row)) refuse(`Number ${i + 1} of the list is ${describe(row)}, while the first is a list.`, shapes);
    writer.row(row.map(cellOf));
  });
  writer.end();
  return header ? { header: true } : {};
}

/** Columns, each a list of values or an object of values by row. */
function writeColumns(columns: Entries, writer: CsvWriter): Converted {
  const first = columns[0]![1];
  if (Array.isArray(first)) {
    const lists = columns.map(([name, values]) => {
      if (!Array.isArray(values))
        refuse(`Column “${name}” is ${describe(values)}, while the first is a list of values.`, shapes);
      if (values.length !== first.length) {
        refuse(
          `Column “${name}” has ${counted(values.length, "value")}, “${columns[0]![0]}” has ${first.length}.`,
          "Give each column as many values as there are rows.",
        );
      }
      return values as Json[];
    });
    writer.row(columns.map(([name]) => name));
    for (let i = 0; i < first.length; i++) writer.row(lists.map((values) => cellOf(values[i])));
  } else {
    const rows = new Map<string, number>();
    const lists = columns.map(([name, values]) => {
      if (!isRecord(values))
        refuse(`Column “${name}” is ${describe(values)}, while the first is an object of values by row.`, shapes);
      const list: Json[] = [];
      for (const [key, value] of Object.entries(values) as Entries) {
        if (!rows.has(key)) rows.set(key, rows.size);
        list[rows.get(key)!] = value;
      }
      return list;
    });
    writer.row(columns.map(([name]) => name));
    for (let i = 0; i < rows.size; i++) writer.row(lists.map((values) => cellOf(values[i])));
  }
  writer.end();
  return { header: true };
}

/** Of an object: the list that is most likely the table. */
function writeObject(whole: object, writer: CsvWriter): Converted {
  const entries = new Map(Object.entries(whole) as Entries);
  const [data, columns] = [entries.get("data"), entries.get("columns")];
  // pandas' orient="split" and "table".
  if (Array.isArray(data) && Array.isArray(columns) && (data.length === 0 || Array.isArray(data[0]))) {
    return writeRows(
      data,
      writer,
      columns.map((name) => String(cellOf(name))),
    );
  }
  // GeoJSON: what is said of each place.
  const features = entries.get("features");
  if (entries.get("type") === "FeatureCollection" && Array.isArray(features)) {
    return writeRecords(
      features.map((feature) => (feature as { properties?: Json } | null)?.properties ?? {}),
      writer,
    );
  }
  const values = [...entries];
  if (values.length === 0) refuse("The file holds an empty object.", shapes);
  if (values.every(([, value]) => Array.isArray(value) && !value.some(isRecord))) return writeColumns(values, writer);
  // Records within an envelope: {"count": 2, "results": [...]}; the longest list of them is the table.
  const lists = values
    .filter(
      ([, value]) => Array.isArray(value) && value.length > 0 && (value.every(isRecord) || value.every(Array.isArray)),
    )
    .sort(([, a], [, b]) => (b as Json[]).length - (a as Json[]).length);
  if (lists.length > 0) {
    const [name, list] = lists[0]! as [string, Json[]];
    const made = isRecord(list[0]) ? writeRecords(list, writer) : writeRows(list, writer, undefined);
    const others = lists.slice(1).map(([other]) => `“${other}”`);
    const left = others.length > 0 ? ` ${others.join(", ")} ${others.length === 1 ? "is" : "are"} left out.` : "";
    return {
      ...made,
      notes: [
        ...(made.notes ?? []),
        { code: "inside", message: `The table is the list “${name}” of the file.${left}` },
      ],
    };
  }
  // {"data": {...}} or {"columns": {...}} around what is a table by itself.
  for (const inner of [data, columns]) if (isRecord(inner)) return writeObject(inner, writer);
  // pandas' orient="columns" and "index": objects of values. Names by number are rows.
  if (values.every(([, value]) => isRecord(value))) {
    const byRow =
      values.every(([name]) => /^\d+$/.test(name)) &&
      !Object.keys(values[0]![1] as object).every((key) => /^\d+$/.test(key));
    return byRow
      ? writeRecords(
          values.map(([, value]) => value),
          writer,
        )
      : writeColumns(values, writer);
  }
  refuse("The file is JSON, but holds no table.", shapes);
}

/** A JSON text as CSV. */
export function writeJson(text: string, writer: CsvWriter): Converted {
  let whole: Json;
  try {
    whole = parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    refuse(
      `The JSON text is broken${placed(text, error)}: ${reasonOf(error)}.`,
      "Get the file again, or mend it there.",
      error,
    );
  }
  if (!Array.isArray(whole)) {
    if (isRecord(whole)) return writeObject(whole, writer);
    refuse(`The JSON text is ${describe(whole)}, not a table.`, shapes);
  }
  if (whole.length === 0) refuse("The JSON text is an empty list.", shapes);
  if (Array.isArray(whole[0])) return writeRows(whole, writer, undefined);
  if (isRecord(whole[0])) return writeRecords(whole, writer);
  writer.row(["value"]);
  for (const value of whole) writer.row([cellOf(value)]);
  writer.end();
  return { header: true };
}

/** One JSON value a line. */
export function writeLines(text: string, writer: CsvWriter): Converted {
  const values: Json[] = [];
  text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .forEach((line, i) => {
      if (line.trim() === "") return;
      try {
        values.push(parse(line));
      } catch (error) {
        refuse(`Line ${i + 1} is no JSON: ${reasonOf(error)}.`, "Mend that line, or leave it out.", error);
      }
    });
  return Array.isArray(values[0]) ? writeRows(values, writer, undefined) : writeRecords(values, writer);
}
