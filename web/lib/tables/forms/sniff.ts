/** What a file is, told by its first bytes; and refusals of what is no table, which say what it is and what to do. */
import { KeepfitError } from "../../errors.js";
import type { TableForm } from "../../types.js";
import { markOf, utf16Of } from "../encoding.js";

/** Bytes that are looked at. */
export const headSize = 1 << 16;

/** `zip` is an Excel file or none. */
export type Found = TableForm | "gzip" | "zip";

function refuse(what: string, hint: string): never {
  throw new KeepfitError({ code: "not_a_table", where: "source", message: `This is ${what}, not a table.`, hint });
}

const asTable = "Open it in the program it belongs to and save the table as CSV.";
const packed = "Unpack it and give the file that is inside; of packed files only .gz is read.";
const python = "In Python, save the table with df.to_csv(path, index=False) or df.to_parquet(path).";
const r = "In R, save the table with write.csv(data, path, row.names = FALSE).";

/** First bytes, as Latin-1 text; where they do not stand at the beginning, from which byte. */
const magics: readonly (readonly [magic: string, what: string, hint: string, at?: number])[] = [
  ["\xd0\xcf\x11\xe0", "an old Excel (.xls) or Office file", "Open it and save it as .xlsx or CSV."],
  ["\x89PNG", "a picture (PNG)", asTable],
  ["\xff\xd8\xff", "a picture (JPEG)", asTable],
  ["GIF8", "a picture (GIF)", asTable],
  ["RIFF", "a sound, picture or video (RIFF)", asTable],
  [
    "%PDF",
    "a PDF document",
    "Copy the table into a spreadsheet and save it as CSV, or look for the data as a file of their own.",
  ],
  ["SQLite format 3\0", "a SQLite database", "Export one of its tables as CSV."],
  ["\x93NUMPY", "a NumPy array (.npy)", "In Python, save it with numpy.savetxt(path, array, delimiter=',')."],
  ["\x89HDF", "an HDF5 file", python],
  ["CDF", "a netCDF file", python],
  ["ARROW1", "a Feather (Arrow) file", python],
  ["FEA1", "a Feather file", python],
  ["ORC", "an ORC file", python],
  ["Obj\x01", "an Avro file", python],
  ["RDX", "an R data file", r],
  ["RDA", "an R data file", r],
  ["X\n\0\0\0", "an R data file (.rds)", r],
  ["$FL", "an SPSS file (.sav)", "In SPSS, save it as CSV."],
  ["<stata_dta>", "a Stata file", "In Stata, use: export delimited."],
  ...["n", "o", "q", "r", "s"].flatMap((version) =>
    ["\x01", "\x02"].map(
      (order) => [`${version}${order}\x01\0`, "a Stata file (.dta)", "In Stata, use: export delimited."] as const,
    ),
  ),
  ["\xc2\xea\x81\x60\xb3\x14\x11\xcf", "a SAS data set", "In SAS, use: proc export with dbms=csv.", 12],
  ["HEADER RECORD*******LIB", "a SAS transport file (.xpt)", "In SAS, use: proc export with dbms=csv."],
  ["PARE", "an encrypted Parquet file", "Save it without encryption."],
  ["MATLAB 5", "a MATLAB file (.mat)", "In MATLAB, use writetable or writematrix."],
  ["BZh", "a file packed with bzip2", packed],
  ["\xfd7zXZ", "a file packed with xz", packed],
  ["\x28\xb5\x2f\xfd", "a file packed with zstd", packed],
  ["7z\xbc\xaf", "a 7-Zip archive", packed],
  ["Rar!", "a RAR archive", packed],
  ["ustar", "a tar archive", packed, 257],
  ["\x7fELF", "a program", asTable],
  ["{\\rtf", "a text document (RTF)", "Copy the table into a spreadsheet and save it as CSV."],
];

/** A pipeline's file begins with a map whose first key is its name. */
const keepfit = /^[\x80-\x8f]\xa7keepfit/;

/** A pickle of protocol 2 or later: a version, and often a frame. */
const pickle = /^\x80[\x02-\x05][\x95}\])(cK\x8c]/;

/** Small texts that stand for a file which is kept elsewhere. */
const pointers: readonly (readonly [pattern: RegExp, what: string, hint: string])[] = [
  [
    /^version https:\/\/git-lfs\.github\.com\/spec\/v\d/,
    "a pointer of Git LFS, which stands in a repository for a file that is kept elsewhere",
    "Fetch the file itself: with 'git lfs pull' in the repository, or with the button 'Download raw file' on GitHub.",
  ],
  [
    /^(?:\.\.\/)*(?:\.git)?\/annex\/objects\//,
    "a pointer of git-annex, which stands in a repository for a file that is kept elsewhere",
    "Fetch the file itself, with 'git annex get' and its name.",
  ],
  [
    /^outs:\s+- (?:md5|etag|hash|size|path): /,
    "a pointer of DVC, which stands in a repository for a file that is kept elsewhere",
    "Fetch the file itself, with 'dvc pull' and its name.",
  ],
];

/** Text that holds data, but is written for a program to run or to show. */
const programs: readonly (readonly [pattern: RegExp, what: string, hint: string])[] = [
  [
    /^(?:--[^\n\r]*[\r\n]+|\/\*[^]*?\*\/;?|SET\s[^;]*;|\s)*(?:INSERT\s+INTO|CREATE\s+TABLE|DROP\s+TABLE)\s/i,
    "a file of SQL statements",
    "Run it in a database and export the table as CSV.",
  ],
  [
    /^(?:export\s+)?(?:var|let|const)\s+[\w$]+\s*=\s*[[{]/,
    "JavaScript",
    "Keep what stands behind the equals sign, without the semicolon, and save it as .json.",
  ],
  [/^(?:[\w.]+\s*(?:<-|=)\s*)?structure\(list\(/, "R's code of a table (dput)", r],
  [/\\begin\{(?:tabular|tabularx|longtable|array|table)\*?\}/, "LaTeX source", "Save what it was made from as CSV."],
  [
    /^\{\|[^\n\r]*[\r\n]+\s*[|!]/,
    "wiki text (MediaWiki)",
    "Copy the table from the page into a spreadsheet and save it as CSV.",
  ],
  [
    /^\+-+\+\s*[\r\n]+\s*\|[^\n\r]*\|\s*[\r\n]+\s*[|+]-+[|+]\s*[\r\n]+\s*1\. \|/,
    "a listing of Stata, cut to the width of a screen",
    "In Stata, use: export delimited.",
  ],
  [
    /^\d+[\u00d7x]\d+ (?:Sub)?DataFrame\b/,
    "a table as Julia prints it, cut to the size of a screen",
    'In Julia, save it with CSV.write("table.csv", df).',
  ],
  [
    /^\S+ \S+ [^[\n\r"]{1,80}\[\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}\] "/,
    "a log of a web server",
    "Turn its lines into a table, such as with GoAccess or a script, and save that as CSV.",
  ],
  [
    /^(?:(?:\[?[\w.:+/-]+\]?[ \t]+){0,3}(?:[\w.-]+=(?:"[^"\n\r]*"|[^\s",;|]*)(?:[ \t]+|(?=[\r\n]|$))){3,}(?:[\r\n]+|$)){3,}/,
    "a log of names and values (key=value)",
    "Turn each line into a JSON object, one a line, and save the file as .ndjson.",
  ],
  [
    /^(?:[-+]?\d[\d.eE+-]*(?:[ \t]+\d+:[-+]?[\d.][\d.eE+-]*)+[ \t]*(?:[\r\n]+|$)){3,}/,
    "a sparse table of svmlight (label place:value ...)",
    "In Python, read it with sklearn.datasets.load_svmlight_file and save X.toarray() as CSV.",
  ],
  [
    /^(?:---[^\n\r]*[\r\n]+)?- [\w\x22' -]+: [^\n\r]*[\r\n]+(?: {2,}[\w\x22' -]+:[^\n\r]*[\r\n]+)+- [\w\x22' -]+: /,
    "YAML",
    "Save it as JSON: in Python, json.dump(yaml.safe_load(file), out).",
  ],
  [/^BEGIN:VCALENDAR\s/, "a calendar (iCalendar)", asTable],
  [/^BEGIN:VCARD\s/, "address cards (vCard)", asTable],
];

/**
 * A character per byte. (The decoder called latin1 is that of Windows-1252, where bytes from 0x80 to 0x9f are others.)
 */
const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/**
 * Whether zeros stand in it as they do in no text: programs with fields of a fixed size leave some in cells, where at
 * least nine bytes in ten are text and no other sign is met that text does not have.
 */
function isBinary(bytes: Uint8Array): boolean {
  let zeros = 0;
  let signs = 0;
  let ends = 0;
  for (const byte of bytes) {
    zeros += byte === 0 ? 1 : 0;
    ends += byte === 10 || byte === 13 ? 1 : 0;
    // U+0001 and U+001F separate cells.
    signs += byte < 32 && byte > 1 && !(byte >= 9 && byte <= 13) && byte !== 26 && byte !== 31 ? 1 : 0;
  }
  return zeros > 0 && (zeros * 10 > bytes.length || signs > 0 || ends < 2);
}

/** The beginning of a file's text, whatever its encoding; what matters is ASCII. */
function textOf(head: Uint8Array): string {
  const encoding = markOf(head)?.encoding ?? utf16Of(head) ?? "utf-8";
  return new TextDecoder(encoding).decode(head);
}

/** Whether a JSON text begins as a table would; a CSV may begin with a bracket too. */
function looksLikeJson(text: string): boolean {
  return /^\s*(?:\[\s*(?:[[{\]]|"(?:[^"\\]|\\.)*"\s*[,\]]|-?\d[\d.eE+-]*\s*,|(?:null|true|false|NaN|-?Infinity)\s*[,\]]|$)|\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\}))/.test(
    text,
  );
}

/** One value by line, each an object or a list; a single one where the file is called so. */
function isLines(text: string, named: boolean): boolean {
  const [first = "", second = ""] = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  try {
    // Python writes numbers that JSON does not have.
    const value: unknown = JSON.parse(first.replace(/-?\b(?:NaN|Infinity)\b/g, "null"));
    return typeof value === "object" && (second === "" ? named : /^\s*(?:[{[]|null\s*$)/.test(second));
  } catch {
    return false;
  }
}

/** What the file is. `mediaType` is what a server said of it. */
export function sniff(head: Uint8Array, name: string | undefined, mediaType: string | undefined): Found {
  if (head.length === 0) {
    throw new KeepfitError({
      code: "empty_file",
      where: "source",
      message: `${name === undefined ? "The file" : name} is empty: it has no bytes.`,
      hint: "Choose another file, or save this one again.",
    });
  }
  const raw = latin1(head.subarray(0, 512));
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (raw.startsWith("PAR1")) return "parquet";
  if (raw.startsWith("PK\x03\x04") || raw.startsWith("PK\x05\x06")) return "zip";
  if (keepfit.test(raw))
    refuse("a fitted pipeline (.keepfit)", "Load it with engine.load(bytes), or on the page under 'Load'.");
  if (pickle.test(raw)) {
    refuse("a Python pickle", `A pickle is a program, which is never run here. ${python}`);
  }
  for (const [magic, what, hint, at = 0] of magics) if (raw.startsWith(magic, at)) refuse(what, hint);

  const mark = markOf(head);
  const wide = mark?.encoding.startsWith("utf-16") || utf16Of(head) !== undefined;
  // A disk's blocks are filled up with zeros, as when a program was cut off.
  const filled = head.findLastIndex((byte) => byte !== 0) + 1;
  if (!wide && (filled === 0 || isBinary(head.subarray(0, filled)))) {
    refuse("a binary file of a kind that is not known here", "Save the table as CSV, Parquet, Excel (.xlsx) or JSON.");
  }
  const text = textOf(head).replace(/^\ufeff/, "");
  const trimmed = text.trimStart().slice(0, 4096);
  for (const [pattern, what, hint] of [...pointers, ...programs]) if (pattern.test(trimmed)) refuse(what, hint);
  if (/^<table\b/i.test(trimmed) || /^<html\b[^>]*schemas-microsoft-com/i.test(trimmed)) {
    refuse("a table written in HTML", "Open it in a browser or a spreadsheet and save the table as CSV or .xlsx.");
  }
  if (
    /^(?:<!--[^]*?-->\s*)?<(?:!doctype\s+html|html|head|body|script|table|div)\b/i.test(trimmed) ||
    (mediaType === "text/html" && trimmed.startsWith("<"))
  ) {
    refuse(
      "a web page (HTML)",
      "The address or the file is a page about the data: look for its download link; on GitHub use the button 'Raw'.",
    );
  }
  if (/^<\?xml\b|^<[a-z][\w:.-]*(?:\s[^<>]*)?>\s*</i.test(trimmed)) refuse("an XML document", asTable);
  if (/^(?:%[^\n\r]*[\r\n]+|\s)*@relation\b/i.test(trimmed)) return "arff";
  const named = /\.(ndjson|jsonl)$/i.test(name ?? "");
  if (looksLikeJson(text)) return isLines(text, named) ? "ndjson" : "json";
  if (/\bjson\b/.test(mediaType ?? "") || /\.(json|geojson)$/i.test(name ?? "")) return "json";
  if (named) return "ndjson";
  return "csv";
}
