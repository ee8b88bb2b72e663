/** Parquet, column by column and row group by row group. */
import {
  type FileMetaData,
  parquetMetadataAsync,
  type ParquetParsers,
  parquetScan,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors as packed } from "hyparquet-compressors";
import { KeepfitError, reasonOf } from "../../errors.js";
import { counted } from "../../words.js";
import { type ArrowType, arrowTypes } from "./arrow.js";
import { type Cell, type Converted, type CsvWriter, Stamp } from "./csv.js";

/** Of nothing, such as the dictionary of a column without values, LZ4 makes a byte, which the package does not take. */
const compressors: typeof packed = Object.fromEntries(
  Object.entries(packed).map(([name, unpack]) => [
    name,
    (bytes: Uint8Array, size: number) => (size === 0 ? new Uint8Array(0) : unpack!(bytes, size)),
  ]),
);

/** Time since 1970 as text; times carry as many digits of a second as they need. */
function time(value: bigint | number, perSecond: bigint): Stamp | null {
  const all = BigInt(value);
  const rest = ((all % perSecond) + perSecond) % perSecond;
  const seconds = (all - rest) / perSecond;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const digits = String(rest)
    .padStart(String(perSecond).length - 1, "0")
    .replace(/0+$/, "");
  const text = date.toISOString().slice(0, -5).replace("T", " ");
  return new Stamp(digits === "" ? text.replace(" 00:00:00", "") : `${text}.${digits}`);
}

const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (value) => time(value, 1000n),
  timestampFromMicroseconds: (value) => time(value, 1_000_000n),
  timestampFromNanoseconds: (value) => time(value, 1_000_000_000n),
  dateFromDays: (days) => time(BigInt(days) * 86_400n, 1n),
};

/** What pandas and Arrow wrote of the columns, by their places: zones, and in which unit durations are counted. */
interface Known extends ArrowType {
  readonly period?: string;
}

function knownOf(metadata: FileMetaData, names: readonly string[]): readonly Known[] {
  const entry = (key: string): string | undefined =>
    metadata.key_value_metadata?.find((entry) => entry.key === key)?.value ?? undefined;
  const arrow = arrowTypes(entry("ARROW:schema"));
  const pandas = new Map<string, Known>();
  try {
    const { columns = [] } = JSON.parse(entry("pandas") ?? "{}") as { columns?: { [key: string]: unknown }[] };
    for (const { field_name, name, numpy_type, metadata: more } of columns) {
      const zone = (more as { timezone?: unknown } | null)?.timezone;
      const [, kind, unit] = /^(timedelta64|period)\[(.+)\]$/.exec(String(numpy_type)) ?? [];
      pandas.set(String(field_name ?? name), {
        ...(typeof zone === "string" ? { zone } : {}),
        ...(kind === "timedelta64" ? { unit: unit! } : kind === "period" ? { period: unit! } : {}),
      });
    }
  } catch {
    // Another program's.
  }
  return names.map((name, i) => ({ ...arrow[i], ...pandas.get(name) }));
}

const hour = 3_600_000;

/** Times in a zone, as a clock there shows them; undefined where this platform does not know the zone. */
function clockOf(zone: string): ((time: Stamp) => Stamp) | undefined {
  const [, sign, hours, minutes] = /^(?:UTC|GMT)?([+-])(\d\d?):?(\d\d)?$/.exec(zone) ?? [];
  if (sign !== undefined) {
    const ahead = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
    return (time) => moved(time, () => ahead);
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
  // How much its clocks are ahead changes at most from hour to hour.
  const ahead = new Map<number, number>();
  const aheadAt = (time: number): number => {
    const key = Math.floor(time / (hour / 4));
    let found = ahead.get(key);
    if (found === undefined) {
      const start = key * (hour / 4);
      const parts = new Map(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
      found =
        Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - start;
      ahead.set(key, found);
    }
    return found;
  };
  return (time) => moved(time, aheadAt);
}

/** A time in UTC as a clock shows it that is so many milliseconds ahead. */
function moved({ text }: Stamp, aheadAt: (time: number) => number): Stamp {
  const [whole = "", rest] = text.split(".");
  const utc = Date.parse(`${whole.replace(" ", "T")}${whole.length > 10 ? "" : "T00:00:00"}Z`);
  if (Number.isNaN(utc)) return new Stamp(text);
  const there = new Date(utc + aheadAt(utc)).toISOString().slice(0, 19).replace("T", " ");
  return new Stamp(rest === undefined ? there.replace(" 00:00:00", "") : `${there}.${rest}`);
}

/** What a clock shows, and what is said of zones, durations and periods. */
function clocksOf(leaves: readonly Leaf[], known: readonly Known[], notes: Notes) {
  return leaves.map(({ name, column, instant }) => {
    const { zone, unit, period } = known[column] ?? {};
    if (unit !== undefined) {
      const message = `'${name}' holds durations, which are read as numbers of ${units.get(unit) ?? unit}.`;
      notes.push({ code: "durations", message });
    }
    if (period !== undefined) {
      const message = `'${name}' holds periods (${period}), which are read as numbers counted from 1970.`;
      notes.push({ code: "periods", message });
    }
    if (zone === undefined && instant) notes.push({ code: "zone", message: `The times of '${name}' are in UTC.` });
    if (zone === undefined || zone === "UTC") return undefined;
    const clock = clockOf(zone);
    const message = `The times of '${name}' are those ${clock ? `of a clock in ${zone}` : `in UTC, because the zone '${zone}' is not known here`}.`;
    notes.push({ code: "zone", message });
    return clock;
  });
}

const units: ReadonlyMap<string, string> = new Map([
  ["s", "seconds"],
  ["ms", "milliseconds"],
  ["us", "microseconds"],
  ["ns", "nanoseconds"],
]);

/** A time of day as a clock shows it. */
function timeOfDay(value: unknown, perSecond: number): Stamp | null {
  if (typeof value !== "number" && typeof value !== "bigint") return null;
  const all = Number(value) / perSecond;
  const seconds = Math.floor(all);
  const two = (part: number): string => String(part).padStart(2, "0");
  const rest =
    all === seconds
      ? ""
      : String((all - seconds).toFixed(6))
          .slice(1)
          .replace(/0+$/, "");
  return new Stamp(
    `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${rest}`,
  );
}

/** Where the values of a column of the table stand: in a column of the file, or inside of it. */
interface Leaf {
  readonly name: string;
  readonly path: readonly string[];
  readonly text: boolean;
  /** Of a time of day, how many of its units are a second. */
  readonly perSecond?: number;
  /** Of a decimal number, how many of its digits stand behind the point. */
  readonly scale?: number;
  /** Whether it is a time in UTC. */
  readonly instant: boolean;
  /** The place of the file's column. */
  readonly column: number;
}

type Notes = NonNullable<Converted["notes"]>[number][];

const isGroup = (tree: SchemaTree): boolean =>
  tree.children.length > 0 &&
  tree.element.repetition_type !== "REPEATED" &&
  !["LIST", "MAP", "MAP_KEY_VALUE"].includes(tree.element.converted_type ?? "") &&
  !["LIST", "MAP", "VARIANT"].includes(tree.element.logical_type?.type ?? "");

function leavesOf(tree: SchemaTree, header: string, column: number, path: readonly string[] = []): Leaf[] {
  const here = [...path, tree.element.name];
  if (isGroup(tree))
    return tree.children.flatMap((child) => leavesOf(child, `${header}.${child.element.name}`, column, here));
  const { type, converted_type, logical_type } = tree.element;
  const text =
    converted_type === "UTF8" ||
    converted_type === "ENUM" ||
    ["STRING", "ENUM", "UUID"].includes(logical_type?.type ?? "") ||
    (type === "BYTE_ARRAY" && converted_type === undefined && tree.children.length === 0);
  const logical = logical_type as Logical | undefined;
  const scale = takeDecimal(tree);
  const unit = logical?.type === "TIME" ? logical.unit : converted_type;
  const perSecond =
    logical?.type === "TIME" || converted_type?.startsWith("TIME_M")
      ? { MILLIS: 1e3, TIME_MILLIS: 1e3, MICROS: 1e6, TIME_MICROS: 1e6, NANOS: 1e9 }[String(unit)]
      : undefined;
  const instant = logical?.type === "TIMESTAMP" && logical.isAdjustedToUTC === true;
  return [
    {
      name: header,
      path: here,
      text: text && scale === undefined,
      instant,
      column,
      ...(perSecond === undefined ? {} : { perSecond }),
      ...(scale === undefined ? {} : { scale }),
    },
  ];
}

interface Logical {
  readonly type?: string;
  readonly unit?: string;
  readonly scale?: number;
  readonly isAdjustedToUTC?: boolean;
}

/**
 * How many digits of a decimal number stand behind its point; undefined for what is none. Its values then come as the
 * whole numbers that the file holds: as doubles, long ones would lose digits.
 */
function takeDecimal({ element, children }: SchemaTree): number | undefined {
  const logical = element.logical_type as Logical | undefined;
  if (children.length > 0 || (element.converted_type !== "DECIMAL" && logical?.type !== "DECIMAL")) return undefined;
  if (element.repetition_type === "REPEATED") return undefined;
  const scale = element.scale ?? logical?.scale ?? 0;
  delete element.converted_type;
  delete element.logical_type;
  return scale;
}

/** A whole number as bytes, the highest first, in two's complement. */
function wholeOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

function decimal(value: unknown, scale: number): Cell {
  if (value === null || value === undefined) return null;
  const whole = value instanceof Uint8Array ? wholeOf(value) : BigInt(value as number | bigint);
  if (scale === 0) return whole;
  return Number(`${whole}e-${scale}`);
}

/** Columns of one name are told apart by their places. Returns the names that they have in the file. */
function tellApart(metadata: FileMetaData): string[] {
  const tops = parquetSchema(metadata).children.map(({ element }) => element);
  const names = tops.map(({ name }) => name);
  if (new Set(names).size === names.length) return names;
  // Chunks of columns stand in the order of the leaves.
  const leaves = parquetSchema(metadata).children.map((tree) => countLeaves(tree));
  tops.forEach((element, i) => (element.name = String(i)));
  for (const { columns } of metadata.row_groups) {
    let at = 0;
    leaves.forEach((count, i) => {
      for (const end = at + count; at < end; at++) columns[at]!.meta_data!.path_in_schema[0] = String(i);
    });
  }
  return names;
}

const countLeaves = ({ children }: SchemaTree): number =>
  children.length === 0 ? 1 : children.reduce((sum, child) => sum + countLeaves(child), 0);

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as the text that they are, or as their digits. */
function textOf(bytes: Uint8Array, onRaw: (digits: string) => void): string {
  try {
    const text = strict.decode(bytes);
    if (!/[\0-\x08\x0e-\x1f]/.test(text)) return text;
  } catch {
    // No text.
  }
  const digits = `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  onRaw(digits);
  return digits;
}

/** pandas says which columns are the index of its table; one without a name is written under such a name. */
const madeUp = /^__index_level_\d+__$/;

function cellOf(value: unknown, onRaw: (digits: string) => void): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return value as Cell;
  if (value instanceof Stamp) return value;
  if (value instanceof Uint8Array) return textOf(value, onRaw);
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return Number.isSafeInteger(Number(inner)) ? Number(inner) : String(inner);
    if (inner instanceof Uint8Array) return textOf(inner, onRaw);
    return inner instanceof Stamp ? inner.text : ArrayBuffer.isView(inner) ? [...(inner as Int32Array)] : inner;
  });
}

const block = 1 << 16;

/** Parquet as CSV. `report` is told the share of rows written; it throws to stop. */
export async function writeParquet(
  bytes: Uint8Array,
  writer: CsvWriter,
  report: (share: number) => Promise<void>,
): Promise<Converted> {
  const file = {
    byteLength: bytes.length,
    slice: (from: number, to?: number) => bytes.slice(from, to).buffer as ArrayBuffer,
  };
  try {
    const metadata = await parquetMetadataAsync(file, { parsers, geoparquet: false });
    const headers = tellApart(metadata);
    const tops = parquetSchema(metadata).children;
    const leaves = tops.flatMap((top, i) => leavesOf(top, headers[i]!, i));
    if (leaves.length === 0) {
      throw new KeepfitError({
        code: "no_table",
        where: "source",
        message: "The Parquet file has no columns.",
        hint: "Choose another file.",
      });
    }
    writer.row(leaves.map(({ name }) => (madeUp.test(name) ? "" : name)));
    const scan = await parquetScan({ file, metadata, parsers, compressors, geoparquet: false, utf8: false });
    const rows = Number(metadata.num_rows);
    const nested = new Set<string>();
    const notes: Notes = [];
    const clocks = clocksOf(leaves, knownOf(metadata, headers), notes);
    const raw = new Map<string, string>();
    for (const { rowStart, rowEnd } of scan.ranges) {
      const columns = new Map<string, ArrayLike<unknown>>();
      for (const { element } of tops) {
        columns.set(element.name, await scan.readColumn({ column: element.name, rowStart, rowEnd }));
        await report(rowStart / Math.max(rows, 1));
      }
      const sources = leaves.map(({ path }) => columns.get(path[0]!)!);
      const row: Cell[] = [];
      for (let i = 0; i < rowEnd - rowStart; i++) {
        for (let j = 0; j < leaves.length; j++) {
          let value = sources[j]![i];
          const { path, name, perSecond, scale } = leaves[j]!;
          for (let k = 1; k < path.length; k++) {
            value =
              typeof value === "object" && value !== null && Object.hasOwn(value, path[k]!)
                ? (value as { [key: string]: unknown })[path[k]!]
                : null;
          }
          if (perSecond !== undefined) value = timeOfDay(value, perSecond);
          if (scale !== undefined) value = decimal(value, scale);
          if (value instanceof Stamp) value = clocks[j]?.(value) ?? value;
          if (typeof value === "object" && value !== null && !(value instanceof Stamp || value instanceof Uint8Array))
            nested.add(name);
          row[j] = cellOf(value, (digits) => raw.has(name) || raw.set(name, digits));
        }
        writer.row(row);
        if (i % block === block - 1) await report((rowStart + i) / rows);
      }
    }
    writer.end();
    for (const [name, digits] of raw) {
      const message = `'${name}' holds bytes that are no text; they are kept as their digits, such as ${digits.slice(0, 26)}${digits.length > 26 ? "..." : ""}.`;
      notes.push({ code: "bytes", message });
    }
    const [first] = nested;
    return {
      header: true,
      texts: leaves.flatMap(({ text }, i) => (text ? [i] : [])),
      indexes: leaves.flatMap(({ name }, i) => (madeUp.test(name) ? [i] : [])),
      notes:
        first === undefined
          ? notes
          : [
              ...notes,
              {
                code: "nested",
                message: `'${first}'${nested.size > 1 ? ` and ${counted(nested.size - 1, "more column")} hold` : " holds"} lists inside a cell; they are kept as their JSON text.`,
              },
            ],
    };
  } catch (error) {
    if (error instanceof KeepfitError) throw error;
    throw new KeepfitError(
      {
        code: "bad_parquet",
        where: "source",
        message: `The Parquet file cannot be read: ${reasonOf(error)}.`,
        hint: "Get the file again; or save the table as CSV where it comes from.",
      },
      { cause: error },
    );
  }
}
