// Random tables as people's files have them, for the comparison of the reader of tables with pandas: what is drawn here
// is written as bytes, and read by both. pandas is told delimiter, encoding and decimal mark; the reader finds them
// out.
import fc from "fast-check";
import { createHash } from "node:crypto";

const words = {
  latin: ["Köln", "Zürich", "größe", "Bär", "Müller", "Straße", "Genève", "café", "España", "Malmö", "Tür", "blau"],
  chinese: ["北京", "上海", "广州", "姓名", "年龄", "苹果", "香蕉", "浙江省", "城市", "人口", "产品", "数量"],
  japanese: [
    "東京",
    "大阪",
    "さくら",
    "ひまわり",
    "データ",
    "テスト",
    "北海道",
    "青森県",
    "りんご",
    "みかん",
    "名前",
    "身長",
  ],
  russian: [
    "Москва",
    "Казань",
    "город",
    "село",
    "имя",
    "возраст",
    "цена",
    "товар",
    "женщина",
    "мужчина",
    "Пермь",
    "вид",
  ],
  plain: ["red", "green", "blue", "Bern", "north", "x-large", "Mr Smith", "tea", "O'Hara", "a/b", "50mm", "yes please"],
};

export const encodings = [
  ["utf-8", "latin"],
  ["utf-8", "plain"],
  ["utf-8", "japanese"],
  ["utf-8-sig", "latin"],
  ["utf-16", "chinese"],
  ["utf-16-le", "latin"],
  ["cp1252", "latin"],
  ["cp1251", "russian"],
  ["gb18030", "chinese"],
  ["shift_jis", "japanese"],
];

export const marks = ["", "", "", "NA", "NaN", "null", "N/A", "nan", "NULL", "None"];

/** Cells that are true of one kind of column; what stands in the file and has to be quoted there. */
const kinds = {
  int: fc.integer({ min: -2000, max: 2000 }).map(String),
  big: fc.integer({ min: -(2 ** 52), max: 2 ** 52 }).map(String),
  float: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((x) => x.toFixed(4)),
  precise: fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((x) => !Object.is(x, -0) && !Number.isInteger(x))
    .map(String),
  word: fc.nat({ max: 11 }),
  // Sentences hold everything that has a meaning elsewhere.
  free: fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.nat({ max: 11 }) },
        { weight: 2, arbitrary: fc.constantFrom(",", ";", "\t", "|", '"', "'", "\n", " ", "#", ":", "%") },
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .filter((parts) => parts.some((part) => typeof part === "number")),
};

const column = fc.constantFrom("int", "int", "big", "float", "float", "precise", "word", "word", "free").chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    mark: fc.constantFrom(...marks),
    missing: fc.constantFrom(0, 0, 0, 0.1, 0.4),
    cells: fc.array(kinds[kind], { minLength: 40, maxLength: 40 }),
    holes: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
  }),
);

export const tableCase = fc.record({
  columns: fc.array(column, { minLength: 2, maxLength: 6 }),
  rows: fc.integer({ min: 6, max: 40 }),
  delimiter: fc.constantFrom(",", ",", ";", "\t", "|"),
  quotes: fc.constantFrom("needed", "needed", "texts", "all"),
  end: fc.constantFrom("\n", "\n", "\r\n", "\r", "mixed"),
  last: fc.boolean(),
  encoding: fc.constantFrom(...encodings),
  decimal: fc.constantFrom(".", ".", ","),
  short: fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
  blank: fc.array(fc.nat({ max: 60 }), { maxLength: 2 }),
});

/** The file: its text, the encoding as Python calls it, and what pandas must be told. */
export function written(drawn) {
  const [encoding, language] = drawn.encoding;
  const { delimiter, decimal, quotes, columns } = drawn;
  const list = words[language];
  // A table that has no number tells nothing apart from its header.
  const textOf = (parts) =>
    typeof parts === "number"
      ? list[parts]
      : parts.map((part) => (typeof part === "number" ? list[part] : part)).join("");
  const quote = (text) => `"${text.replaceAll('"', '""')}"`;
  const cell = (text, isText) => {
    const needed =
      text.includes(delimiter) || /["\n\r]/.test(text) || text !== text.trim() || (isText && /^[#']/.test(text));
    return needed || quotes === "all" || (quotes === "texts" && isText) ? quote(text) : text;
  };
  const names = columns.map((_, j) => `c${j}_${list[j]}`);
  const lines = [names.map((name) => cell(name, true))];
  const gone = [];
  for (let i = 0; i < drawn.rows; i++) {
    const cells = columns.map(({ kind, mark, missing, cells: drawnCells, holes }, j) => {
      // The first rows are whole, so that every column has a value of its kind.
      if (i > 1 && holes[i] < missing) return (gone.push([i, j]), mark);
      const value = drawnCells[i];
      if (kind === "word" || kind === "free") return cell(textOf(value), true);
      return cell(decimal === "," ? value.replace(".", ",") : value, false);
    });
    if (i > 1 && drawn.short.includes(i)) cells.splice(Math.max(1, cells.length - 1));
    // Empty rows at a file's end are left out here and kept by pandas; both on purpose.
    if (cells.every((each) => each === ""))
      cells[0] = cell(
        columns[0].kind === "word" || columns[0].kind === "free" ? textOf(columns[0].cells[i]) : "7",
        false,
      );
    lines.push(cells);
  }
  let k = 0;
  const end = () => (drawn.end === "mixed" ? ["\n", "\r\n"][k++ % 2] : drawn.end);
  let text = "";
  lines.forEach((cells, i) => {
    if (i > 0) text += end();
    // After two bare carriage returns pandas takes the first cell for the one before.
    if (i > 1 && drawn.end !== "\r" && drawn.blank.includes(i)) text += end();
    text += cells.join(delimiter);
  });
  if (drawn.last) text += end();
  return { text, encoding, pandas: { sep: delimiter, decimal } };
}

/** The bytes, where JavaScript can write the encoding; else Python has to. */
export function bytesOf({ text, encoding }) {
  if (encoding === "utf-8") return Buffer.from(text);
  if (encoding === "utf-8-sig") return Buffer.from(`\ufeff${text}`);
  if (encoding === "utf-16") return Buffer.from(`\ufeff${text}`, "utf16le");
  if (encoding === "utf-16-le") return Buffer.from(text, "utf16le");
  const label = { cp1252: "windows-1252", cp1251: "windows-1251" }[encoding] ?? encoding;
  const table = tableOf(label);
  const bytes = [];
  for (const letter of text) bytes.push(...table.get(letter));
  return Buffer.from(bytes);
}

const tables = new Map();
function tableOf(label) {
  if (tables.has(label)) return tables.get(label);
  const table = new Map();
  const decoder = new TextDecoder(label, { fatal: true });
  const add = (...bytes) => {
    try {
      const letter = decoder.decode(Uint8Array.from(bytes));
      if ([...letter].length === 1 && !table.has(letter)) table.set(letter, bytes);
    } catch {
      // No letter.
    }
  };
  for (let a = 0; a < 256; a++) add(a);
  if (!label.startsWith("windows")) for (let a = 0x81; a < 0xff; a++) for (let b = 0x40; b < 0xff; b++) add(a, b);
  tables.set(label, table);
  return table;
}

/** What both say, in one form: [header, values] of each column; numbers by their bits, missing values as null. */
export function answerOf(columns) {
  const bits = new DataView(new ArrayBuffer(8));
  return columns.map(([name, values]) => [
    name,
    values.map((value) => {
      if (typeof value !== "number") return value;
      if (value !== value) return null;
      bits.setFloat64(0, value === 0 ? 0 : value);
      return bits.getBigUint64(0).toString(16).padStart(16, "0");
    }),
  ]);
}

/** The same as bytes for a hash that is quickly made on either side: of each column its name and its values. */
export function digestOf(columns) {
  const hash = createHash("md5");
  for (const [name, column] of columns) {
    hash.update(`${name}\0`);
    const codes = column instanceof Float64Array ? undefined : column.codes;
    // A column without a value has no kind.
    if (column.every?.((x) => x !== x) ?? codes.every((code) => code < 0)) {
      hash.update(`none ${(codes ?? column).length}\0`);
    } else if (codes) {
      hash.update(Array.from(codes, (code) => (code < 0 ? "\x01" : column.categories[code])).join("\0") + "\0");
    } else {
      // One zero, one NaN.
      const values = Float64Array.from(column, (x) => (x === 0 ? 0 : x !== x ? NaN : x));
      hash.update(new Uint8Array(values.buffer));
    }
  }
  return hash.digest("hex");
}

export const hashOf = (answer) => createHash("sha256").update(JSON.stringify(answer)).digest("hex").slice(0, 12);

/** What the library's reader says of a file: [header, values] of each column, as it hands them over. */
export async function columnsBy(engine, bytes, options) {
  const table = await engine.openTable(bytes, options);
  try {
    const values = await table.columns(table.reading.columns.map((_, i) => i));
    return table.reading.columns.map(({ header }, i) => [header, values[i]]);
  } finally {
    table.close();
  }
}

/** The same in the form in which pandas' answers are kept. */
export async function readBy(engine, bytes, options) {
  const columns = await columnsBy(engine, bytes, options);
  return answerOf(
    columns.map(([header, column]) => {
      if (column instanceof Float64Array) return [header, [...column]];
      return [header, Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]))];
    }),
  );
}

export const seed = 20260731;
export const drawnCases = (count) => fc.sample(tableCase, { seed, numRuns: count });
