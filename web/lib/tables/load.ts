/**
 * From the bytes of a file to a table, in whichever thread the reader of tables lives.
 *
 * What others keep well, each fetched when a file needs it: chardetng-wasm (Firefox's detector; made for short texts,
 * where ICU's and Mozilla's older ones guessed a third of ours), hyparquet with hyparquet-compressors (no dependencies
 * but two decompressors), read-excel-file (the maintained reader of .xlsx that runs in a worker without the DOM),
 * fflate (zip; gzip of several members).
 */
import { KeepfitError } from "../errors.js";
import { type Hashing, sha256, sha256InPieces } from "../hash.js";
import type { Dispatch as Ask, RequestOf } from "../protocol.js";
import type { ColumnChoice, ReadNote, TableForm } from "../types.js";
import { counted } from "../words.js";
import { decoded as textOf, Decoding, isNearlyUtf8, isValid } from "./encoding.js";
import { type Converted, CsvWriter, dialect } from "./forms/csv.js";
import { headSize, sniff } from "./forms/sniff.js";
import { encodingNote, firstGuess, otherEncoding } from "./guess.js";
import { fixedWidthNote, twiceEncodedNote } from "./looks.js";
import { Pace, type Stop } from "./pace.js";
import { concat, type Content, contentOf, handyContentOf, headOf, wholeOf } from "./source.js";
import { type Typed, typedChoices, typesOf } from "./typed.js";
import {
  type HostReading,
  type Loaded,
  type LoadRequest,
  type PackedRead,
  packRead,
  readerOptions,
  type Taken,
  type WireOptions,
  type WireRead,
} from "./wire.js";

export { takeTable } from "./take.js";

/** Text of other forms becomes a JavaScript string, which has no more characters. */
const textLimit = 500_000_000;

/** Larger ones are not hashed while they are read. */
const digestAlone = 32 << 20;

/** What the reader accepts; it says so itself, but a packed file is not unpacked further to hear it. */
const sizeLimit = 1_000_000_000;

function tooLarge(bytes: number, limit: number, what: string): KeepfitError {
  const gigabytes = (size: number) => `${(size / 1e9).toFixed(size < 1e9 ? 2 : 1)} GB`;
  return new KeepfitError({
    code: "too_large",
    where: "source",
    message: `${what} has ${gigabytes(bytes)}; at most ${gigabytes(limit)} can be read.`,
    hint: "Give a part of its rows or columns, or a sample of it.",
  });
}

/** Appends text to a new table; what passes by is hashed. */
async function appendText(
  ask: Ask,
  content: Content,
  encoding: string,
  pace: Pace,
  hashing?: Hashing,
): Promise<number> {
  const { table } = ask("table_open", { size: encoding === "utf-8" ? content.size : 0 });
  try {
    // UTF-8 goes as it is: the reader refuses what is none.
    const decoding = encoding === "utf-8" ? undefined : new Decoding(encoding);
    let done = 0;
    let more = true;
    if (!decoding && content.fill && content.size > 0) {
      // No call of the reader before all is there: its memory could grow, and what is read would be lost.
      const place = ask("table_place", { table, size: content.size });
      more = false;
      for await (const piece of content.fill(place, () => (more = true))) {
        hashing?.update(piece);
        done += piece.length;
        await pace.at((pace.total / 2) * (done / content.size));
      }
      ask("table_filled", { table, size: done });
    }
    for await (const piece of more ? content.pieces(true, done) : []) {
      hashing?.update(piece);
      const bytes = decoding ? decoding.take(piece) : piece;
      if (bytes.length > 0) ask("table_append", { table, bytes });
      done += piece.length;
      if (content.size > 0) await pace.at((pace.total / 2) * (done / content.size));
    }
    const rest = decoding?.end();
    if (rest && rest.length > 0) ask("table_append", { table, bytes: rest });
    return table;
  } catch (error) {
    close(ask, table, error);
    throw error;
  }
}

/** After a trap the whole instance is lost, and asking it more would hide why. */
function close(ask: Ask, table: number, error: unknown): void {
  if (error instanceof KeepfitError) ask("table_close", { table });
}

/** Appends what a converter writes. */
async function convert(
  ask: Ask,
  pace: Pace,
  work: (writer: CsvWriter) => Converted | Promise<Converted>,
): Promise<{ table: number; converted: Converted }> {
  const { table } = ask("table_open", { size: 0 });
  try {
    const converted = await work(new CsvWriter((bytes) => void ask("table_append", { table, bytes })));
    await pace.at(pace.total / 2);
    return { table, converted };
  } catch (error) {
    close(ask, table, error);
    throw error;
  }
}

/** What a saved reading and this file have otherwise, as far as the host knows; columns are compared by the reader. */
function differences(host: HostReading, { reading }: WireOptions, bytesAscii: boolean): ReadNote[] {
  if (!reading) return [];
  const notes: ReadNote[] = [];
  const say = (message: string) => notes.push({ code: "differs", column: null, message });
  if (reading.form !== host.form)
    say(`The saved reading is of ${formName(reading.form)}; this is ${formName(host.form)}.`);
  else if (reading.form === "csv" && reading.encoding !== host.encoding && !bytesAscii) {
    say(`The saved reading is of text in ${reading.encoding}; this text is ${host.encoding}.`);
  }
  if (reading.sheet !== undefined && host.sheet !== undefined && reading.sheet !== host.sheet) {
    say(`The saved reading is of the sheet '${reading.sheet}'; this is '${host.sheet}'.`);
  }
  return notes;
}

function formName(form: TableForm): string {
  const names: { [form in TableForm]: string } = {
    csv: "delimited text",
    parquet: "a Parquet file",
    xlsx: "an Excel file",
    json: "JSON",
    ndjson: "NDJSON",
    arff: "ARFF",
  };
  return names[form];
}

export async function loadTable(ask: Ask, request: LoadRequest, stop: Stop): Promise<Loaded> {
  const { options, mediaType, charset, source } = request;
  if ("records" in source) return loadRecords(ask, source.records, options, stop);
  const packed = await handyContentOf(source);
  const { size } = packed;
  if (size > sizeLimit) throw tooLarge(size, sizeLimit, options.name ?? "The file");
  const pace = new Pace(stop, 2 * size);
  await pace.at(0);

  const wholeSource = (content: Content) =>
    wholeOf(content, sizeLimit, (size) => tooLarge(size, sizeLimit, "The file"));
  let content = packed;
  let head = await headOf(content, headSize);
  let name = options.name;
  let compression: "gzip" | undefined;
  const notes: ReadNote[] = [];
  let digest: Promise<string> | undefined;
  let found = sniff(head, name, mediaType);
  if (found === "gzip") {
    const { gunzip } = await import("./forms/gzip.js");
    const bytes = await wholeSource(packed);
    digest = sha256(bytes);
    const paced = async function* (): AsyncGenerator<Uint8Array> {
      let done = 0;
      for await (const piece of contentOf(bytes).pieces()) {
        yield piece;
        done += piece.length;
        await pace.at((pace.total / 2) * (done / size));
      }
    };
    // Said once, however often it is unpacked.
    const onRest = (rest: number): void => {
      if (notes.some(({ code }) => code === "gzip_rest")) return;
      const message = `${counted(rest, "byte")} behind the packed data (.gz) ${rest === 1 ? "is" : "are"} no part of it and left out: the file may be damaged, or two files in one.`;
      notes.push({ code: "gzip_rest", column: null, message });
    };
    content = { size: 0, pieces: () => gunzip(paced, onRest) };
    compression = "gzip";
    head = await headOf(content, headSize);
    name = name?.replace(/\.gz$/i, "");
    found = sniff(head, name, undefined);
    if (found === "gzip") {
      throw new KeepfitError({
        code: "not_a_table",
        where: "source",
        message: "The file is packed with gzip twice.",
        hint: "Unpack it once.",
      });
    }
  }
  const form: TableForm = options.form ?? (found === "zip" ? "xlsx" : found);
  const plain = { encoding: "utf-8", mark: false };

  let table: number;
  let text: { encoding: string; mark: boolean } = plain;
  let converted: Converted = {};
  let fixed: { [option: string]: unknown } = {};
  let read: WireRead | undefined;

  if (form === "csv") {
    const guess = firstGuess(head, options);
    text = guess;
    const start = async (): Promise<number> => {
      // A choice of UTF-8 for bytes that are not is decoded here: what is none becomes a mark of its own.
      const hashing = digest ? undefined : sha256InPieces();
      const opened = await appendText(ask, content, text.encoding, pace, hashing);
      try {
        if (hashing) digest = Promise.resolve(hashing.hex());
        // While the platform computes it, reading goes on; but it copies what it is given, and a large file is not held
        // twice.
        if (!digest) {
          digest =
            text.encoding === "utf-8" ? ask("table_digest", { table: opened }) : wholeSource(content).then(sha256);
          digest.catch(() => {});
          if (size > digestAlone) await digest;
        }
        read = ask(
          "table_read",
          { table: opened, options: readerOptions(options, { fixed, choices: [] }) },
          pace.parsing,
        );
        return opened;
      } catch (error) {
        close(ask, opened, error);
        throw error;
      }
    };
    try {
      table = await start();
    } catch (error) {
      if (!(error instanceof KeepfitError) || error.code !== "bad_encoding" || text.encoding !== "utf-8") throw error;
      if (options.encoding !== undefined || guess.mark || (await isNearlyUtf8(content.pieces()))) {
        const lossy = content;
        content = { size: 0, pieces: () => reencoded(lossy) };
        notes.push({
          code: "bad_encoding",
          column: null,
          message: `Some of the text is not UTF-8 (${error.where}); it shows as '\ufffd'.`,
        });
      } else {
        const encoding = await otherEncoding(content, options, charset);
        text = { encoding, mark: false };
        notes.push(encodingNote(encoding));
      }
      table = await start();
    }
  } else {
    fixed = { ...dialect, ...(options.decimal === undefined ? { decimal: "." } : {}) };
    const whole = async () => {
      const all = await wholeSource(content);
      digest ??= sha256(all);
      digest.catch(() => {});
      await pace.at(pace.total / 4);
      return all;
    };
    const decoded = async (): Promise<string> => {
      const all = await whole();
      const guess = firstGuess(head, options);
      let { encoding } = guess;
      if (!guess.sure && !isValid("utf-8", [all])) {
        encoding = await otherEncoding(content, options, charset);
        notes.push(encodingNote(encoding));
      }
      text = { encoding, mark: guess.mark };
      if (all.length > textLimit) throw tooLarge(all.length, textLimit, "The text");
      return textOf(encoding, all);
    };
    ({ table, converted } = await convert(ask, pace, async (writer) => {
      switch (form) {
        case "parquet": {
          const { writeParquet } = await import("./forms/parquet.js");
          return writeParquet(await whole(), writer, (share) => pace.at((pace.total / 4) * (1 + share)));
        }
        case "xlsx": {
          const { writeXlsx } = await import("./forms/xlsx.js");
          const { sheet, skip, reading } = options;
          return writeXlsx(await whole(), writer, { sheet, skip, usual: reading?.sheet });
        }
        case "json":
        case "ndjson": {
          const json = await import("./forms/json.js");
          const input = await decoded();
          return form === "json" ? json.writeJson(input, writer) : json.writeLines(input, writer);
        }
        case "arff": {
          const { writeArff } = await import("./forms/arff.js");
          return writeArff(await decoded(), writer);
        }
        default:
          throw new KeepfitError({
            code: "bad_option",
            where: "form",
            message: `There is no form '${String(form)}'.`,
            hint: "Known are 'csv', 'parquet', 'xlsx', 'json', 'ndjson' and 'arff'.",
          });
      }
    }));
    const { header, skip } = converted;
    fixed = { ...fixed, ...(header === undefined ? {} : { header }), ...(skip === undefined ? {} : { skip }) };
  }

  try {
    const typed = typesOf(converted);
    const taken = readTyped(ask, table, typed, options, fixed, read, pace);
    if (form === "csv") {
      const beginning = textOf(text.encoding, head);
      notes.push(...twiceEncodedNote(beginning));
      if (taken.read.reading.columns.length === 1) notes.push(...fixedWidthNote(beginning));
    }
    notes.push(...((converted.notes ?? []) as ReadNote[]).map((note) => ({ ...note, column: null })));
    const host: HostReading = {
      form,
      ...(options.name === undefined ? {} : { name: options.name }),
      sha256: await digest!,
      bytes: size,
      ...(converted.sheet === undefined ? {} : { sheet: converted.sheet }),
      encoding: text.encoding,
      mark: text.mark,
      ...(compression ? { compression } : {}),
    };
    const ascii =
      form === "csv" &&
      text.encoding === "utf-8" &&
      options.reading !== undefined &&
      !compression &&
      (await isAscii(packed));
    notes.push(...differences(host, options, ascii));
    return {
      table,
      host,
      ...taken,
      read: packRead(taken.read),
      notes,
      fixed,
      typed,
      ...(converted.sheets ? { sheets: converted.sheets } : {}),
    };
  } catch (error) {
    close(ask, table, error);
    throw error;
  }
}

/** Reads an open table again, with other options. */
export async function rereadTable(ask: Ask, request: RequestOf<"table_read">, stop: Stop): Promise<PackedRead> {
  return packRead(ask("table_read", request, stop));
}

/** Reads what a converter wrote; where the form knows better what columns are, once more. */
function readTyped(
  ask: Ask,
  table: number,
  typed: Typed,
  options: WireOptions,
  fixed: Loaded["fixed"],
  first: WireRead | undefined,
  pace: Pace,
): Taken {
  const reading = (choices: readonly ColumnChoice[]): WireRead =>
    ask("table_read", { table, options: readerOptions(options, { fixed, choices }) }, pace.parsing);
  const read = first ?? reading([]);
  const choices = typedChoices(typed, read, options);
  return { read: choices.length > 0 ? reading(choices) : read, choices };
}

async function isAscii(content: Content): Promise<boolean> {
  for await (const piece of content.pieces(true)) if (piece.some((byte) => byte >= 0x80)) return false;
  return true;
}

/** UTF-8 with what is none replaced by its mark. */
async function* reencoded(content: Content): AsyncGenerator<Uint8Array> {
  const decoding = new Decoding("utf-8");
  for await (const piece of content.pieces()) yield decoding.take(piece);
  yield decoding.end();
}

async function loadRecords(ask: Ask, records: readonly unknown[], options: WireOptions, stop: Stop): Promise<Loaded> {
  const { writeRecords } = await import("./forms/json.js");
  const pace = new Pace(stop, 0);
  const parts: Uint8Array[] = [];
  let size = 0;
  const writer = new CsvWriter((piece) => {
    parts.push(piece);
    size += piece.length;
  });
  const converted = writeRecords(records, writer);
  const bytes = concat(parts, size);
  const table = await appendText(ask, contentOf(bytes), "utf-8", pace);
  try {
    const fixed = { ...dialect, header: true, ...(options.decimal === undefined ? { decimal: "." } : {}) };
    const typed = typesOf(converted);
    const taken = readTyped(ask, table, typed, options, fixed, undefined, pace);
    const host: HostReading = {
      form: "json",
      ...(options.name === undefined ? {} : { name: options.name }),
      sha256: await sha256(bytes),
      bytes: size,
      encoding: "utf-8",
      mark: false,
    };
    const notes = ((converted.notes ?? []) as ReadNote[]).map((note) => ({ ...note, column: null }));
    return {
      table,
      host,
      ...taken,
      read: packRead(taken.read),
      notes: [...notes, ...differences(host, options, true)],
      fixed,
      typed,
    };
  } catch (error) {
    close(ask, table, error);
    throw error;
  }
}
