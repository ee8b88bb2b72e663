/** Parquet, column by column and row group by row group. */
import {
  type FileMetaData,
  parquetMetadataAsync,
  type ParquetParsers,
  parquetScan,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { KeepfitError, reasonOf } from "../../errors.js";
import { type Cell, type Converted, type CsvWriter, Stamp } from "./csv.js";

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

/** What pandas wrote of its columns: their zones, and in which unit durations are counted. */
interface Known {
  readonly zone?: string;
  readonly unit?: string;
}

function knownOf(metadata: FileMetaData): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  try {
    const text = metadata.key_value_metadata?.find(({ key }) => key === "pandas")?.value ?? "{}";
    const { columns = [] } = JSON.parse(text) as { columns?: { [key: string]: unknown }[] };
    for (const { field_name, name, numpy_type, metadata: more } of columns) {
      const zone = (more as { timezone?: unknown } | null)?.timezone;
      const unit = /^timedelta64\[(\w+)\]$/.exec(String(numpy_type))?.[1];
      known.set(String(field_name ?? name), {
        ...(typeof zone === "string" ? { zone } : {}),
        ...(unit === undefined ? {} : { unit }),
      });
    }
  } catch {
    // Another program's.
  }
  return known;
}

const hour = 3_600_000;

/** Times in a zone, as a clock there shows them; undefined where this platform does not know the zone. */
function clockOf(zone: string): ((time: Stamp) => Stamp) | undefined {
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
  return ({ text }) => {
    const [whole = "", rest] = text.split(".");
    const utc = Date.parse(`${whole.replace(" ", "T")}${whole.length > 10 ? "" : "T00:00:00"}Z`);
    if (Number.isNaN(utc)) return new Stamp(text);
    const there = new Date(utc + aheadAt(utc)).toISOString().slice(0, 19).replace("T", " ");
    return new Stamp(rest === undefined ? there.replace(" 00:00:00", "") : `${there}.${rest}`);
  };
}

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
}

const isGroup = (tree: SchemaTree): boolean =>
  tree.children.length > 0 &&
  tree.element.repetition_type !== "REPEATED" &&
  !["LIST", "MAP", "MAP_KEY_VALUE"].includes(tree.element.converted_type ?? "") &&
  !["LIST", "MAP", "VARIANT"].includes(tree.element.logical_type?.type ?? "");

function leavesOf(tree: SchemaTree, path: readonly string[] = []): Leaf[] {
  const here = [...path, tree.element.name];
  if (isGroup(tree)) return tree.children.flatMap((child) => leavesOf(child, here));
  const { type, converted_type, logical_type } = tree.element;
  const text =
    converted_type === "UTF8" ||
    converted_type === "ENUM" ||
    ["STRING", "ENUM", "UUID"].includes(logical_type?.type ?? "") ||
    (type === "BYTE_ARRAY" && converted_type === undefined && tree.children.length === 0);
  const logical = logical_type as { type?: string; unit?: string } | undefined;
  const unit = logical?.type === "TIME" ? logical.unit : converted_type;
  const perSecond =
    logical?.type === "TIME" || converted_type?.startsWith("TIME_M")
      ? { MILLIS: 1e3, TIME_MILLIS: 1e3, MICROS: 1e6, TIME_MICROS: 1e6, NANOS: 1e9 }[String(unit)]
      : undefined;
  return [{ name: here.join("."), path: here, text, ...(perSecond === undefined ? {} : { perSecond }) }];
}

/** pandas says which columns are the index of its table; one without a name is written under such a name. */
const madeUp = /^__index_level_\d+__$/;

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return value as Cell;
  if (value instanceof Stamp) return value;
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return Number.isSafeInteger(Number(inner)) ? Number(inner) : String(inner);
    return inner instanceof Stamp ? inner.text : ArrayBuffer.isView(inner) ? [...(inner as Uint8Array)] : inner;
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
    const tops = parquetSchema(metadata).children;
    const leaves = tops.flatMap((top) => leavesOf(top));
    if (leaves.length === 0) {
      throw new KeepfitError({
        code: "no_table",
        where: "source",
        message: "The Parquet file has no columns.",
        hint: "Choose another file.",
      });
    }
    writer.row(leaves.map(({ name }) => (madeUp.test(name) ? "" : name)));
    const scan = await parquetScan({ file, metadata, parsers, compressors, geoparquet: false });
    const rows = Number(metadata.num_rows);
    const nested = new Set<string>();
    const notes: NonNullable<Converted["notes"]>[number][] = [];
    const known = knownOf(metadata);
    const clocks = leaves.map(({ name }) => {
      const { zone, unit } = known.get(name) ?? {};
      if (unit !== undefined) {
        const units: { [unit: string]: string } = {
          s: "seconds",
          ms: "milliseconds",
          us: "microseconds",
          ns: "nanoseconds",
        };
        const message = `'${name}' holds durations, which are read as numbers of ${units[unit] ?? unit}.`;
        notes.push({ code: "durations", message });
      }
      if (zone === undefined || zone === "UTC") return undefined;
      const clock = clockOf(zone);
      const message = `The times of '${name}' are those ${clock ? `of a clock in ${zone}` : `in UTC, because the zone '${zone}' is not known here`}.`;
      notes.push({ code: "zone", message });
      return clock;
    });
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
          const { path, name, perSecond } = leaves[j]!;
          for (let k = 1; k < path.length; k++) {
            value =
              typeof value === "object" && value !== null && Object.hasOwn(value, path[k]!)
                ? (value as { [key: string]: unknown })[path[k]!]
                : null;
          }
          if (perSecond !== undefined) value = timeOfDay(value, perSecond);
          if (value instanceof Stamp) value = clocks[j]?.(value) ?? value;
          if (typeof value === "object" && value !== null && !(value instanceof Stamp)) nested.add(name);
          row[j] = cellOf(value);
        }
        writer.row(row);
        if (i % block === block - 1) await report((rowStart + i) / rows);
      }
    }
    writer.end();
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
                message: `'${first}'${nested.size > 1 ? ` and ${nested.size - 1} more columns hold` : " holds"} lists inside a cell; they are kept as their JSON text.`,
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
