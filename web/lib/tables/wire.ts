/** What the messages about tables hold. */
import type {
  ColumnChoice,
  ColumnReading,
  ColumnSummary,
  ReadNote,
  ReadOptions,
  ReadProblem,
  Reading,
  ReadWeight,
  TableForm,
} from "../types.js";
import { pack, type Packed, unpack } from "./pack.js";
import type { FileSource } from "./source.js";
import type { Typed } from "./typed.js";

/** What only the host knows of a reading; the rest the reader of tables finds out. */
export interface HostReading {
  readonly form: TableForm;
  readonly name?: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly sheet?: string;
  readonly encoding: string;
  readonly mark: boolean;
  readonly compression?: "gzip";
}

/** A reading as it crosses to another thread. */
export interface PackedRead extends Omit<WireRead, "reading" | "columns"> {
  readonly reading: Omit<WireRead["reading"], "columns">;
  readonly readings: Packed;
  readonly summaries: Packed;
}

export function packRead({ reading: { columns: readings, ...reading }, columns, ...rest }: WireRead): PackedRead {
  return { ...rest, reading, readings: pack(readings), summaries: pack(columns) };
}

// More columns than this are unpacked in tasks of their own: a page must be able to draw in between.
const many = 10_000;

export async function unpackRead({ reading, readings, summaries, ...rest }: PackedRead): Promise<WireRead> {
  const pause = () => (readings.count > many ? new Promise((resolve) => setTimeout(resolve)) : undefined);
  const columns = unpack<ColumnReading>(readings);
  await pause();
  const told = unpack<ColumnSummary>(summaries);
  // What is made of both goes over all columns, too.
  await pause();
  return { ...rest, reading: { ...reading, columns }, columns: told };
}

/** What `table_read` answers. */
export interface WireRead {
  readonly reading: Omit<Reading, keyof HostReading>;
  readonly columns: readonly ColumnSummary[];
  readonly problems: readonly ReadProblem[];
  readonly weight: ReadWeight;
  readonly notes: readonly ReadNote[];
}

/** The options that travel: all but those that are functions or signals. */
export type WireOptions = Omit<ReadOptions, "signal" | "onProgress" | "onWarning"> & {
  /** Summaries of the columns are for those who look at them. */
  readonly summaries?: false;
  /** Columns for which nothing is chosen that an earlier reading of the same source did not take. */
  readonly kept?: readonly string[];
};

/** A reading, and the choices for columns that it was made with. */
export interface Taken {
  readonly read: WireRead;
  readonly choices: readonly ColumnChoice[];
}

export interface LoadRequest {
  readonly source: Blob | Uint8Array | FileSource | { readonly records: readonly unknown[] };
  readonly options: WireOptions;
  /** What a server said of the bytes. */
  readonly mediaType?: string | undefined;
  readonly charset?: string | undefined;
}

export interface Loaded {
  readonly table: number;
  readonly host: HostReading;
  readonly read: PackedRead;
  /** Said by the host, once for all readings of these bytes. */
  readonly notes: readonly ReadNote[];
  /** What the form settles, whatever the options are. */
  readonly fixed: { readonly [option: string]: unknown };
  /** What the form says of columns, ... */
  readonly typed: Typed;
  /** ... and the choices for them that `read` was made with. */
  readonly choices: readonly ColumnChoice[];
  readonly sheets?: readonly string[];
}

/**
 * The options of `table_read`: those of the reader, what the form settles, and the columns whose kind it knows, unless
 * somebody chose another. Encoding and form of a saved reading are compared by the host (`differences` in load.ts), its
 * columns by the reader.
 */
export function readerOptions(
  options: WireOptions,
  { fixed, choices }: Pick<Loaded, "fixed" | "choices">,
): { [option: string]: unknown } {
  const { name: _name, target: _target, form: _kind, sheet: _sheet, encoding: _encoding, kept, ...rest } = options;
  // A column stands in the list once.
  const merged = new Map<string, ColumnChoice & { readonly kept?: true; readonly form?: true }>(
    choices.map((choice) => [choice.name, { ...choice, form: true }]),
  );
  const earlier = new Set(kept);
  if (merged.size === 0 && earlier.size === 0) return { ...rest, ...fixed };
  for (const choice of options.columns ?? []) {
    const { form: _form, ...known } = merged.get(choice.name) ?? {};
    merged.set(choice.name, { ...known, ...choice, ...(earlier.has(choice.name) ? { kept: true } : {}) });
  }
  return { ...rest, ...fixed, columns: [...merged.values()] };
}
