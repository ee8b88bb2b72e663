/** Parquet, column by column and row group by row group. */
import { parquetMetadataAsync, parquetScan, parquetSchema, type ParquetParsers, type SchemaTree } from "hyparquet";
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

/** Where the values of a column of the table stand: in a column of the file, or inside of it. */
interface Leaf {
  readonly name: string;
  readonly path: readonly string[];
  readonly text: boolean;
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
  return [{ name: here.join("."), path: here, text }];
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
          const { path, name } = leaves[j]!;
          for (let k = 1; k < path.length; k++) {
            value =
              typeof value === "object" && value !== null && Object.hasOwn(value, path[k]!)
                ? (value as { [key: string]: unknown })[path[k]!]
                : null;
          }
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
          ? []
          : [
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
