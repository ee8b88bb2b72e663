/** JSON and NDJSON as a table: records, rows, or columns, as pandas and others write them. */
import { KeepfitError, reasonOf } from "../../errors.js";
import { type Cell, type Converted, type CsvWriter, Kinds, Stamp, stamp } from "./csv.js";
import { counted } from "../../words.js";
import { indexNote, nullNote, remedy } from "./json-notes.js";
import { keysIn } from "./keys.js";

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

/** Where some of them are null, at least one is none. */
const isRecordOrNull = (value: Json, _: number, all: readonly Json[]): boolean =>
  isRecord(value) || (value === null && all.some(isRecord));

/** A whole number that a JavaScript number cannot hold, by its digits. */
class Digits {
  constructor(readonly text: string) {}
}

// No JSON text holds this: control characters are escaped there.
const mark = "\u0001";

/**
 * `JSON.parse`, but whole numbers beyond 2^53 keep their digits (most are identifiers), and NaN and Infinity are read
 * as Python writes them.
 */
function parse(text: string): Json {
  const read = (json: string, revive?: (key: string, value: Json) => Json): Json => {
    try {
      return JSON.parse(json, revive);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw new BrokenJson(placed(json, error), error);
    }
  };
  if (!/\d{16}|\bNaN\b|\bInfinity\b/.test(text)) return read(text);
  const kept = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|-?Infinity\b|NaN\b/g, (token) =>
    /^(?:NaN|-?Infinity)$/.test(token) || (/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)))
      ? `"\\u0001${token}"`
      : token,
  );
  return read(kept, (_, value) => {
    if (typeof value !== "string" || !value.startsWith(mark)) return value;
    const token = value.slice(1);
    if (/^(?:NaN|-?Infinity)$/.test(token)) return Number(token);
    return /^-?\d+$/.test(token) ? new Digits(token) : value;
  });
}

/** Keys that stand twice in one object, of which `JSON.parse` keeps the last alone. */
class Again {
  #first: { key: string; line: number } | undefined;
  #count = 0;

  /** Looks at a text that was parsed; `line`: of its start, from 1. */
  look(text: string, parsed: Json, line = 1): void {
    if (keysIn(text) === keysOf(parsed)) return;
    // Which they are is looked for only where there are some.
    const open: (Set<string> | undefined)[] = [];
    for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
      if (token === "{") open.push(new Set());
      else if (token === "[") open.push(undefined);
      else if (token === "}" || token === "]") open.pop();
      else if (token.endsWith(":")) {
        const key = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string;
        const keys = open.at(-1);
        if (!keys?.has(key)) keys?.add(key);
        else if (this.#count++ === 0)
          this.#first = { key, line: line + (text.slice(0, index).match(/\r\n|\r|\n/g)?.length ?? 0) };
      }
    }
  }

  get notes(): NonNullable<Converted["notes"]> {
    if (!this.#first) return [];
    const { key, line } = this.#first;
    const others = this.#count > 1 ? ` (one of ${counted(this.#count, "such place")})` : "";
    const message = `The key '${key.slice(0, 40)}' stands twice in its object on line ${line}${others}; of its values the last is read.`;
    return [{ code: "repeated_keys", message }];
  }
}

/** How many keys it has once it is parsed. */
function keysOf(value: Json): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + keysOf(each), 0);
  if (!isRecord(value) || value instanceof Digits) return 0;
  const values = Object.values(value) as Json[];
  return values.reduce<number>((sum, each) => sum + keysOf(each), values.length);
}

class BrokenJson {
  constructor(
    readonly place: string,
    readonly cause: unknown,
  ) {}
}

/** Line of the place that an error of the parser names. */
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
  /** Those with a value that is none of a table: a function, a symbol, a Map. */
  unread = new Set<string>();

  placeOf(name: string): number {
    let place = this.places.get(name);
    if (place === undefined) this.places.set(name, (place = this.places.size));
    return place;
  }
}

const depthLimit = 16;

/** Puts a record's values into their places; what is inside inner records under names such as `address.city`. */
function flatten(record: object, names: Names, row: Cell[], prefix = "", depth = 0): void {
  for (const [key, given] of Object.entries(record) as Entries) {
    const name = prefix + key;
    const boxed = given instanceof Number || given instanceof String || given instanceof Boolean;
    const value: Json = boxed ? given.valueOf() : given;
    if (typeof value === "function" || typeof value === "symbol" || value instanceof Map || value instanceof Set) {
      names.unread.add(name);
      row[names.placeOf(name)] = null;
      continue;
    }
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
  const [strange] = names.unread;
  if (strange !== undefined) {
    const others = names.unread.size > 1 ? ` and ${counted(names.unread.size - 1, "more column")} hold` : " holds";
    const unread = `'${strange}'${others} functions, symbols or collections, which are no values of a table; they are taken as missing.`;
    return [{ code: "unread", message: unread }, ...nestedNote(Object.assign(new Names(), { nested: names.nested }))];
  }
  if (names.nested.size === 0) return [];
  const [first] = names.nested;
  const others = names.nested.size > 1 ? ` and ${counted(names.nested.size - 1, "more column")} hold` : " holds";
  return [{ code: "nested", message: `'${first}'${others} lists inside a cell; they are kept as their JSON text.` }];
}

/** Records as CSV. Rows of the same keys come in two passes: first all names are found, then rows are written. */
export function writeRecords(records: readonly Json[], writer: CsvWriter): Converted {
  const names = new Names();
  const rows: Cell[][] = [];
  const empty: number[] = [];
  records.forEach((record, i) => {
    if (record === null) {
      empty.push(i + 1);
      rows.push([]);
      return;
    }
    if (!isRecord(record)) {
      const first =
        i > 0 && isRecord(records[0])
          ? ", while the first is an object of named values"
          : ", not an object of named values";
      refuse(`Record ${i + 1} is ${describe(record)}${first}.`, shapes);
    }
    const row: Cell[] = [];
    flatten(record, names, row);
    rows.push(row);
  });
  if (names.places.size === 0) refuse("The records name no columns.", shapes);
  writer.row([...names.places.keys()]);
  const kinds = new Kinds();
  for (const row of rows) {
    // Left to right without holes.
    for (let i = 0; i < names.places.size; i++) row[i] ??= null;
    kinds.add(row);
    writer.row(row);
  }
  writer.end();
  return { header: true, ...kinds.found, notes: [...nullNote(empty), ...nestedNote(names)] };
}

function describe(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (value === null) return "null";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? `the text '${value.slice(0, 40)}'` : `the value ${String(value)}`;
}

function writeRows(rows: readonly Json[], writer: CsvWriter, header: readonly Cell[] | undefined): Converted {
  if (header) writer.row(header);
  const kinds = new Kinds();
  rows.forEach((row, i) => {
    if (!Array.isArray(row))
      refuse(`Number ${i + 1} of the list is ${describe(row)}, while the first is a list.`, shapes);
    const cells = row.map(cellOf);
    // The first may be the names of the columns.
    if (header || i > 0) kinds.add(cells);
    writer.row(cells);
  });
  writer.end();
  return { ...(header ? { header: true } : {}), ...kinds.found };
}

/** Columns, each a list of values or an object of values by row. */
function writeColumns(columns: Entries, writer: CsvWriter): Converted {
  const first = columns[0]![1];
  const kinds = new Kinds();
  const names = columns.map(([name]) => name);
  const write = (row: readonly Cell[]): void => {
    kinds.add(row);
    writer.row(row);
  };
  let index: readonly string[] | undefined;
  writer.row(names);
  if (Array.isArray(first)) {
    const lists = columns.map(([name, values]) => {
      if (!Array.isArray(values))
        refuse(`Column '${name}' is ${describe(values)}, while the first is a list of values.`, shapes);
      if (values.length !== first.length) {
        refuse(
          `Column '${name}' has ${counted(values.length, "value")}, '${columns[0]![0]}' has ${first.length}.`,
          "Give each column as many values as there are rows.",
        );
      }
      return values as Json[];
    });
    for (let i = 0; i < first.length; i++) write(lists.map((values) => cellOf(values[i])));
  } else {
    const rows = new Map<string, number>();
    const lists = columns.map(([name, values]) => {
      if (!isRecord(values))
        refuse(`Column '${name}' is ${describe(values)}, while the first is an object of values by row.`, shapes);
      const list: Json[] = [];
      for (const [key, value] of Object.entries(values) as Entries) {
        if (!rows.has(key)) rows.set(key, rows.size);
        list[rows.get(key)!] = value;
      }
      return list;
    });
    index = [...rows.keys()];
    for (let i = 0; i < rows.size; i++) write(lists.map((values) => cellOf(values[i])));
  }
  writer.end();
  return { header: true, ...kinds.found, notes: indexNote(index) };
}

/** How many of the lists of values hold more than one kind of them. */
function mixedKinds(lists: readonly (readonly Json[])[]): number {
  const kindOf = (value: Json) => (value instanceof Digits ? "number" : typeof value);
  return lists.filter((values) => new Set(values.filter((value) => value !== null).map(kindOf)).size > 1).length;
}

/**
 * Of an object of objects: whether the outer names are those of the rows. Each column holds one kind of value; else
 * there are more rows than columns.
 */
function namesRows(outer: Entries): boolean {
  const records = outer.map(([, value]) => Object.entries(value as object) as Entries);
  const inner = [...new Set(records.flatMap((entries) => entries.map(([name]) => name)))];
  const isCount = (names: readonly string[]): boolean => names.every((name) => /^\d+$/.test(name));
  const [rows, columns] = [isCount(outer.map(([name]) => name)), isCount(inner)];
  if (rows !== columns) return rows;
  const byRecord = mixedKinds(records.map((entries) => entries.map(([, value]) => value)));
  const byName = mixedKinds(
    inner.map((name) =>
      outer.map(([, value]) => new Map(Object.entries(value as object) as Entries).get(name) ?? null),
    ),
  );
  return byRecord === byName ? !rows && outer.length > inner.length : byRecord > byName;
}

/** Whether a list of records, or of rows, stands in an object or in the one object that is in it. */
function holdsList(object: object): boolean {
  const values = Object.values(object) as Json[];
  const [inner, ...others] = values.filter(isRecord);
  return (
    values.some(
      (value) =>
        Array.isArray(value) && value.length > 0 && (value.every(isRecordOrNull) || value.every(Array.isArray)),
    ) ||
    (inner !== undefined && others.length === 0 && holdsList(inner))
  );
}

/** Of an object: the list that is most likely the table. */
function writeObject(whole: object, writer: CsvWriter): Converted {
  const entries = new Map(Object.entries(whole) as Entries);
  const [data, columns, index] = [entries.get("data"), entries.get("columns"), entries.get("index")];
  // pandas' orient="split", ...
  if (Array.isArray(data) && Array.isArray(columns) && (data.length === 0 || Array.isArray(data[0]))) {
    const made = writeRows(
      data,
      writer,
      columns.map((name) => String(cellOf(name))),
    );
    return { ...made, notes: indexNote(Array.isArray(index) ? index : undefined) };
  }
  // ... and "table", whose schema says which columns name the rows.
  const schema = entries.get("schema");
  if (Array.isArray(data) && data.length > 0 && data.every(isRecord) && isRecord(schema)) {
    const made = writeRecords(data, writer);
    const { primaryKey } = schema as { primaryKey?: Json };
    const keys = new Set([primaryKey].flat().map(String));
    return { ...made, indexes: Object.keys(data[0] as object).flatMap((name, at) => (keys.has(name) ? [at] : [])) };
  }
  // GeoJSON: what is said of each place.
  const features = entries.get("features");
  if (entries.get("type") === "FeatureCollection" && Array.isArray(features)) {
    const made = writeRecords(
      features.map((feature) => (feature as { properties?: Json } | null)?.properties ?? {}),
      writer,
    );
    const shaped = features.some((feature) => (feature as { geometry?: Json } | null)?.geometry);
    const message =
      "The shapes of the places (geometry) are left out; to use where they are, write longitude and latitude among their properties.";
    return { ...made, notes: [...(made.notes ?? []), ...(shaped ? [{ code: "geometry", message }] : [])] };
  }
  const values = [...entries];
  if (values.length === 0) refuse("The file holds an empty object.", shapes);
  if (values.every(([, value]) => Array.isArray(value) && !value.some(isRecord))) return writeColumns(values, writer);
  // Records within an envelope: {"count": 2, "results": [...]}; the longest list of them is the table.
  const lists = values
    .filter(
      ([, value]) =>
        Array.isArray(value) && value.length > 0 && (value.every(isRecordOrNull) || value.every(Array.isArray)),
    )
    .sort(([, a], [, b]) => (b as Json[]).length - (a as Json[]).length);
  if (lists.length > 0) {
    const [name, list] = lists[0]! as [string, Json[]];
    const made = isRecord(list.find((value) => value !== null))
      ? writeRecords(list, writer)
      : writeRows(list, writer, undefined);
    const others = lists.slice(1).map(([other]) => `'${other}'`);
    const left = others.length > 0 ? ` ${others.join(", ")} ${others.length === 1 ? "is" : "are"} left out.` : "";
    return {
      ...made,
      notes: [
        ...(made.notes ?? []),
        { code: "inside", message: `The table is the list '${name}' of the file.${left}` },
      ],
    };
  }
  // {"data": {...}} or {"columns": {...}} around what is a table by itself.
  for (const inner of [data, columns]) if (isRecord(inner)) return writeObject(inner, writer);
  // An envelope within an envelope.
  const inner = values.flatMap(([, value]) => (isRecord(value) ? [value] : []));
  if (inner.length === 1 && holdsList(inner[0]!)) return writeObject(inner[0]!, writer);
  // pandas' orient="columns" and "index": objects of values.
  if (values.every(([, value]) => isRecord(value))) {
    if (!namesRows(values)) return writeColumns(values, writer);
    const made = writeRecords(
      values.map(([, value]) => value),
      writer,
    );
    const index = values.map(([name]) => name);
    return {
      ...made,
      notes: [...(made.notes ?? []), ...(index.every((name) => /^\d+$/.test(name)) ? [] : indexNote(index))],
    };
  }
  // What an interface answers for one thing.
  if (!values.some(([, value]) => Array.isArray(value))) {
    const made = writeRecords([whole], writer);
    return {
      ...made,
      notes: [
        ...(made.notes ?? []),
        { code: "one_record", message: "The file holds one record, which is read as one row." },
      ],
    };
  }
  refuse(
    "The file is JSON, but holds no table.",
    `${shapes} A single record is one in a list: [{"a": 1, "b": [2, 3]}].`,
  );
}

/** What is nested deeper than this thread can follow is no table. */
function followed(work: () => Converted): Converted {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse("The JSON text is nested too deeply to be a table.", shapes, error);
  }
}

/** A JSON text as CSV. */
export const writeJson = (text: string, writer: CsvWriter): Converted =>
  followed(() => {
    const again = new Again();
    return withNotes(writeWhole(text, writer, again), again);
  });

/** Repeated keys come first: what is read depends on them. */
const withNotes = (made: Converted, { notes }: Again): Converted =>
  notes.length > 0 ? { ...made, notes: [...notes, ...(made.notes ?? [])] } : made;

function writeWhole(text: string, writer: CsvWriter, again: Again): Converted {
  let whole: Json;
  const json = text.replace(/^\ufeff/, "");
  try {
    whole = parse(json);
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    refuse(`The JSON text is broken${error.place}: ${reasonOf(error.cause)}.`, remedy(json), error.cause);
  }
  again.look(json, whole);
  if (!Array.isArray(whole)) {
    if (isRecord(whole)) return writeObject(whole, writer);
    refuse(`The JSON text is ${describe(whole)}, not a table.`, shapes);
  }
  if (whole.length === 0) refuse("The JSON text is an empty list.", shapes);
  if (Array.isArray(whole[0])) return writeRows(whole, writer, undefined);
  const first = whole.find((value) => value !== null);
  if (isRecord(first)) return writeRecords(whole, writer);
  writer.row(["value"]);
  const kinds = new Kinds();
  for (const value of whole) {
    const row = [cellOf(value)];
    kinds.add(row);
    writer.row(row);
  }
  writer.end();
  return { header: true, ...kinds.found };
}

/** One JSON value a line. */
export const writeLines = (text: string, writer: CsvWriter): Converted => followed(() => writeEach(text, writer));

function writeEach(text: string, writer: CsvWriter): Converted {
  const values: Json[] = [];
  const again = new Again();
  text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .forEach((line, i) => {
      if (line.trim() === "") return;
      try {
        const value = parse(line);
        again.look(line, value, i + 1);
        values.push(value);
      } catch (error) {
        if (!(error instanceof BrokenJson)) throw error;
        refuse(`Line ${i + 1} is no JSON: ${reasonOf(error.cause)}.`, "Mend that line, or leave it out.", error.cause);
      }
    });
  return withNotes(
    Array.isArray(values[0]) ? writeRows(values, writer, undefined) : writeRecords(values, writer),
    again,
  );
}
