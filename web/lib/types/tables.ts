// Tables that are read from files: how, and what was found.
import type { CallOptions } from "./calls.js";
import type { CodedText } from "./data.js";

/** What a file turned out to be; with `encoding` and `delimiter` it tells how its bytes became cells. */
export type TableForm = "csv" | "parquet" | "xlsx" | "json" | "ndjson" | "arff";

/** What a column was read as. A boolean column is text of its two words; a date column is used through its parts. */
export type ReadKind = "number" | "text" | "boolean" | "date";

/** How a table of text is written beside its delimiter. */
export type TableStyle = "quoted" | "framed" | "formulas" | "aligned" | "doubled";

export type DatePart = "year" | "month" | "day" | "weekday";

/**
 * Where a table comes from: the bytes of a file, a `Blob` (a file that was dropped or chosen), the answer of a `fetch`,
 * the text itself, or records; in Node also the URL of a file.
 */
export type TableSource =
  string | URL | Uint8Array | ArrayBuffer | Blob | Response | readonly { readonly [column: string]: unknown }[];

/** How to read one column. Columns are a list, so that a name never becomes the key of an object. */
export interface ColumnChoice {
  readonly name: string;
  readonly kind?: ReadKind;
  /** Whether it stands in `X`. */
  readonly use?: boolean;
  /** What stands for a missing value, instead of the file's list. */
  readonly missing?: readonly string[];
  /** Missing values are a category of their own. */
  readonly keepMissing?: boolean;
  readonly decimal?: "." | ",";
  /** The one mark that separates groups of digits: `,`, `.`, `'`, `_` or a space; null for none. */
  readonly thousands?: string | null;
  /** In which order the numbers of a date stand. */
  readonly order?: "ymd" | "dmy" | "mdy";
  /** The first of the hundred years that years of two digits mean; 1969 where nobody says: 68 is 2068, 69 is 1969. */
  readonly yearsFrom?: number;
  /** Number columns made from a date, in its place: `date_year`, ... A weekday counts from 0 = Monday. */
  readonly parts?: readonly DatePart[];
}

/**
 * How to read a table. What is left out is found out, and said in the reading; what is not known is refused
 * (`"bad_option"`).
 */
export interface ReadOptions extends CallOptions {
  /** The file's name, for messages and the card. */
  readonly name?: string;
  /** The column that becomes y. Rows without it are left out, which is said in `notes`. */
  readonly target?: string;
  readonly form?: TableForm;
  /** Which sheet of an Excel file. */
  readonly sheet?: string;
  /** A label of the platform's `TextDecoder`: `"windows-1252"`, `"shift_jis"`, ... */
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly quote?: '"' | "'" | null;
  readonly escape?: "\\" | null;
  /** Lines that begin with it are no rows. */
  readonly comment?: string | null;
  /** How many lines, or rows of a sheet, above the header are no part of the table. */
  readonly skip?: number;
  /** How many lines at the end, blank ones not counted, are no part of it: sums, sources. */
  readonly skipEnd?: number;
  /** Whether the first line names the columns. */
  readonly header?: boolean;
  /** Whether the first column, which has no header, names the rows, as R writes it. */
  readonly rowNames?: boolean;
  /**
   * How the table is written beside its delimiter: each line between quotation marks as a whole (`"quoted"`), between
   * bars as in Markdown (`"framed"`), cells as `="0123"` (`"formulas"`), at least two blanks apart (`"aligned"`), or
   * apart by `::` or `||` (`"doubled"`); null for none of these.
   */
  readonly style?: TableStyle | null;
  /**
   * The column whose cells may hold the delimiter between no quotation marks: what a line has too much belongs to it.
   * Null for none.
   */
  readonly holdsDelimiter?: string | null;
  /** Whether lines with more or fewer cells than there are columns are left out. */
  readonly skipUneven?: boolean;
  readonly decimal?: "." | ",";
  /** The one mark that separates groups of digits: `,`, `.`, `'`, `_` or a space; null for none. */
  readonly thousands?: string | null;
  readonly missing?: readonly string[];
  /** Choices for columns, by their names; one for a column that is not there is refused. */
  readonly columns?: readonly ColumnChoice[];
  /**
   * A saved reading: its kinds and marks are applied by the columns' names; where this file differs is said in `notes`.
   */
  readonly reading?: Reading;
}

/** How one column was read. */
export interface ColumnReading {
  /** Distinct among the table's names. */
  readonly name: string;
  /** As it stands in the file; null where it was made up. */
  readonly header: string | null;
  readonly kind: ReadKind;
  /** Whether it stands in `X`. */
  readonly use: boolean;
  /** Why it is read as it is, where that needs a word: ... */
  readonly code?:
    | "index"
    | "identifier"
    | "leading_zeros"
    | "beyond_2_53"
    | "many_values"
    | "quantities"
    | "date"
    | "empty"
    | "trailing"
    | "row_names"
    | (string & {});
  /** ... and that word, as a sentence. */
  readonly why?: string;
  readonly decimal?: "." | ",";
  readonly thousands?: string | null;
  /** What stood beside the numbers: `"%"`, `"$"`. */
  readonly unit?: string;
  readonly missing?: readonly string[];
  readonly keepMissing?: boolean;
  readonly order?: "ymd" | "dmy" | "mdy";
  /** The first of the hundred years that its years of two digits mean. */
  readonly yearsFrom?: number;
  /** Made from this part of the date column `of`. */
  readonly part?: DatePart;
  readonly of?: string;
}

/** How a file was read: what was found out or chosen. Plain JSON; a card keeps it as `reading`. */
export interface Reading {
  readonly form: TableForm;
  readonly name?: string;
  /** SHA-256 of the source's bytes, in hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly sheet?: string;
  /** As the platform's `TextDecoder` calls it. */
  readonly encoding: string;
  /** Whether the file begins with a byte order mark. */
  readonly mark: boolean;
  readonly compression?: "gzip";
  readonly delimiter: string;
  readonly quote: string | null;
  readonly escape: string | null;
  readonly lineEnds: readonly string[];
  /** The file's line that names the columns, from 1; null where there is none and the names are made up. */
  readonly header: number | null;
  readonly skip: number;
  /** Lines left out at the end; absent in readings that were saved before there was such an option. */
  readonly skipEnd?: number;
  readonly comment: string | null;
  readonly rowNames: boolean;
  /** Whether every line ends in a delimiter too many. */
  readonly trailing: boolean;
  /** These three are absent in readings that were saved before there were such options. */
  readonly style?: TableStyle | null;
  readonly holdsDelimiter?: string | null;
  readonly skipUneven?: boolean;
  readonly decimal: "." | ",";
  readonly thousands: string | null;
  readonly missing: readonly string[];
  readonly rows: number;
  /** The column that became y: a file that is to be predicted need not have it. */
  readonly target?: string;
  readonly columns: readonly ColumnReading[];
}

/** What a column holds, in the order of `Reading.columns`. */
export interface ColumnSummary {
  readonly missing: number;
  readonly distinct: number;
  /** There are more distinct numbers than `distinct`, which are counted up to some thousands. */
  readonly more?: boolean;
  readonly numbers?: {
    readonly min: number;
    readonly max: number;
    readonly median: number;
    /** All are whole numbers. */
    readonly whole: boolean;
    /** How many lie in each of 16 equal parts from min to max. */
    readonly bins: readonly number[];
  };
  /** Most frequent first; at most 24. */
  readonly texts?: readonly { readonly value: string; readonly count: number }[];
}

/** One place where the file is not what the reading makes of it. */
export interface ReadProblem {
  readonly code: string;
  /** The file's line, from 1. Of a file that is not text: the record, the header being the first. */
  readonly line: number | null;
  /** The table's row, from 1. */
  readonly row: number | null;
  readonly column: string | null;
  readonly message: string;
  readonly remedy?: ReadRemedy;
}

/**
 * A reading that would serve better: options that stand in the place of those used, `{ ...table.options,
 * ...remedy.options }`.
 */
export interface ReadRemedy {
  readonly label: string;
  readonly options: ReadOptions;
}

/** Something that was decided for the reader of the file, with the way back. */
export interface ReadNote {
  readonly code: string;
  readonly column: string | null;
  readonly message: string;
  readonly options?: ReadOptions;
  readonly label?: string;
}

/** How much of the table its problems touch. */
export interface ReadWeight {
  /** All problems, of which `problems` lists the first. */
  readonly count: number;
  readonly rows: number;
  /** Of all rows. */
  readonly share: number;
  readonly headline?: string;
  readonly remedies: readonly ReadRemedy[];
}

/** A table that was read: n rows of the used columns, text dictionary-coded, and what was found out on the way. */
export interface TableRead {
  readonly X: { readonly columns: ReadonlyMap<string, Float64Array | CodedText> };
  readonly y?: Float64Array | CodedText;
  readonly reading: Reading;
  readonly problems: readonly ReadProblem[];
  readonly weight: ReadWeight;
  readonly notes: readonly ReadNote[];
}

/** Cells as they stand in the file, without their quotes; those of `head` are cut where they are very long. */
export interface TableHead {
  /** Row by row. */
  readonly cells: readonly (readonly string[])[];
  readonly missing: readonly (readonly boolean[])[];
  /** The file's line of each row. */
  readonly lines: Int32Array;
}

/** A table that stays open, to be looked at and read again. */
export interface OpenTable {
  readonly reading: Reading;
  readonly summaries: readonly ColumnSummary[];
  readonly problems: readonly ReadProblem[];
  readonly weight: ReadWeight;
  readonly notes: readonly ReadNote[];
  /** The options that led here: `reread({ ...table.options, ...remedy.options })`. */
  readonly options: ReadOptions;
  /** The sheets of an Excel file. */
  readonly sheets?: readonly string[];
  /** Values of the columns at these places of `reading.columns`. */
  columns(at: readonly number[], options?: CallOptions): Promise<(Float64Array | CodedText)[]>;
  /** The rows from `from` (the first is 0), the columns from `columnFrom`. */
  head(from: number, count: number, columnFrom: number, columnCount: number): Promise<TableHead>;
  /** As `head`, of all columns that stand in the file and with every cell whole. */
  cells(from: number, count: number, options?: CallOptions): Promise<TableHead>;
  /** The file's first lines, as they are. */
  lines(count: number): Promise<readonly string[]>;
  /** The file's line, from 1, of table rows counted from 0. */
  lineOf(rows: Int32Array | readonly number[]): Promise<Int32Array>;
  /** The same source read with other options. This one stays as it is. */
  reread(options: ReadOptions): Promise<OpenTable>;
  /** X of the used columns, and y where there is a target: `options.target`, or the one named here. */
  data(target?: string, options?: CallOptions): Promise<TableRead>;
  /** Frees the table. Using it afterwards rejects. */
  close(): void;
}
