import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createEngine,
  type Engine,
  KeepfitError,
  type ReadOptions,
  type TableRead,
  type TableSource,
} from "../../web/lib/index.js";
import { Decoding } from "../../web/lib/tables/encoding.js";
import { rejection, root, wasmFile } from "./helpers.js";
import { LoopbackWorker } from "./loopback.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const zip = (parts: { readonly [path: string]: Uint8Array }): Uint8Array => zipSync({ ...parts });
const modelFile = (): string =>
  readdirSync(`${root}tests/golden/models`, { recursive: true }).find((name) =>
    String(name).endsWith(".keepfit"),
  )! as string;

const rows = (n: number, row: (i: number) => string | readonly unknown[]): string =>
  Array.from({ length: n }, (_, i) => {
    const cells = row(i);
    return typeof cells === "string" ? cells : cells.join(",");
  }).join("\n");

const read = (source: TableSource, options?: ReadOptions): Promise<TableRead> => engine.readTable(source, options);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf16 = (text: string, big = false, mark = true): Uint8Array => {
  const units = [...(mark ? "\ufeff" : ""), ...text].join("");
  const bytes = new Uint8Array(2 * units.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < units.length; i++) view.setUint16(2 * i, units.charCodeAt(i), !big);
  return bytes;
};

function numbers(table: TableRead, name: string): number[] {
  const column = table.X.columns.get(name);
  if (!(column instanceof Float64Array)) throw new Error(`${name} is no number column`);
  return [...column];
}

function texts(table: TableRead, name: string): (string | null)[] {
  const column = table.X.columns.get(name);
  if (!column || column instanceof Float64Array) throw new Error(`${name} is no text column`);
  return [...column.codes].map((code) => (code < 0 ? null : column.categories[code]!));
}

const names = (table: TableRead): string[] => [...table.X.columns.keys()];
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

async function refusal(source: TableSource, options?: ReadOptions): Promise<KeepfitError> {
  const error = await rejection(read(source, options));
  expect(error).toBeInstanceOf(KeepfitError);
  return error as KeepfitError;
}

describe("a table is read as it is meant", () => {
  test("a letter of two bytes lies across the pieces of a file", async () => {
    const line = (i: number) => `${i},${i % 2 ? "Zürich" : "Bern"},${"ab"[i % 2]}\n`;
    let text = "x,town,y\n";
    let size = text.length;
    // The two bytes of one letter are bytes 262143 and 262144.
    let i = 0;
    for (; ; i++) {
      const next = line(i);
      const length = utf8(next).length;
      if (size + length > 262_143 - 40) break;
      text += next;
      size += length;
    }
    const last = `${"1".repeat(262_142 - size - 2)},Zürich,a\n`;
    expect(last.indexOf("ü")).toBe(262_142 - size);
    text += last + rows(2000, (k) => line(k).trim());
    const bytes = utf8(text);
    expect([...bytes.subarray(262_142, 262_144)]).toEqual([0xc3, 0xbc]);
    const table = await read(new Blob([bytes as Uint8Array<ArrayBuffer>]), { target: "y" });
    expect(new Set(texts(table, "town"))).toEqual(new Set(["Bern", "Zürich"]));
    expect(table.reading.encoding).toBe("utf-8");
  });

  test("names that are given twice stay two", async () => {
    const table = await read("a,a,a_2,y\n" + rows(40, (i) => [i, (i * 7) % 40, (i * 11) % 40, "pq"[i % 2]]), {
      target: "y",
    });
    expect(new Set(names(table)).size).toBe(3);
    const columns = [...table.X.columns.values()];
    expect(columns).toEqual([
      Float64Array.from(upTo(40)),
      Float64Array.from(upTo(40), (i) => (i * 7) % 40),
      Float64Array.from(upTo(40), (i) => (i * 11) % 40),
    ]);
  });

  test.each([["constructor"], ["__proto__"], ["toString"], ["hasOwnProperty"], ["10"], [""]])(
    "a column may be called %j",
    async (name) => {
      const table = await read(
        `grid,${name},z\n` + rows(40, (i) => [(i * 3) % 9, ["Red", "Blue", "Green"][i % 3], (i * 7) % 11]),
      );
      expect(table.reading.columns).toHaveLength(3);
      const second = table.reading.columns[1]!;
      expect(second.header).toBe(name);
      expect(texts(table, second.name).slice(0, 3)).toEqual(["Red", "Blue", "Green"]);
      const records = await read(
        Array.from({ length: 4 }, (_, i) =>
          Object.fromEntries([
            ["k", i % 3],
            [name || "x", "uv"[i % 2]!],
          ]),
        ),
      );
      expect(texts(records, name || "x")).toEqual(["u", "v", "u", "v"]);
    },
  );

  test("line ends are mixed in one file", async () => {
    const table = await read("x,z,y\r\n" + rows(40, (i) => [i, (i * 7) % 11, "ab"[i % 2]]), { target: "y" });
    expect(table.reading.rows).toBe(40);
    expect(new Set(table.reading.lineEnds)).toEqual(new Set(["\r\n", "\n"]));
    const old = await read("x,z\r" + rows(40, (i) => [i, (i * 7) % 11]).replaceAll("\n", "\r"));
    expect(old.reading.rows).toBe(40);
  });

  test("sep= names the delimiter, and decimal commas are found", async () => {
    const text = "sep=;\r\nlength;width;kind\r\n" + rows(40, (i) => `${i},5;${(i * 7) % 11};${"ab"[i % 2]}\r`);
    for (const source of [text, `\ufeff${text}`, utf16(text)]) {
      const table = await read(source, { target: "kind" });
      expect(names(table)).toEqual(["length", "width"]);
      expect(numbers(table, "length")).toEqual(upTo(40).map((i) => i + 0.5));
      expect(table.reading).toMatchObject({ delimiter: ";", decimal: "," });
      expect(table.y).toMatchObject({ categories: ["a", "b"] });
    }
  });

  test("comments stand above the header", async () => {
    const table = await read(
      "# made by a machine\n# on a Monday\nt,p,y\n" + rows(40, (i) => [i, (i * 7) % 11, "ab"[i % 2]]),
    );
    expect(table.reading.columns.map(({ name }) => name)).toEqual(["t", "p", "y"]);
    expect(table.reading).toMatchObject({ header: 3, comment: "#", rows: 40 });
  });

  test.each([
    ["tabs", "w\tz\ty\n" + rows(60, (i) => `${i},25\t${(i * 7) % 13}\t${"ab"[i % 2]}`)],
    ["quotes", "w,z,y\n" + rows(60, (i) => `"${i},25",${(i * 7) % 13},${"ab"[i % 2]}`)],
  ])("a decimal comma beside %s", async (_, text) => {
    const table = await read(text);
    expect(numbers(table, "w")).toEqual(upTo(60).map((i) => i + 0.25));
    expect(numbers(table, "z")).toEqual(upTo(60).map((i) => (i * 7) % 13));
  });

  test("numbers are decorated", async () => {
    const text = "margin,price,units,y\n" + rows(60, (i) => `${i}.5%,$${i + 1}.00,"1,${100 + i}",${"ab"[i % 2]}`);
    const table = await read(text, { target: "y" });
    expect(numbers(table, "margin")).toEqual(upTo(60).map((i) => i + 0.5));
    expect(numbers(table, "price")).toEqual(upTo(60).map((i) => i + 1));
    expect(numbers(table, "units")).toEqual(upTo(60).map((i) => 1100 + i));
    expect(table.reading.columns[0]).toMatchObject({ unit: "%" });
  });

  test("a quoted missing mark is a value", async () => {
    const table = await read(
      "code,x,y\n" + rows(60, (i) => [['"NA"', "DE", "FR"][i % 3], (i * 7) % 11, ["a", "b", "b"][i % 3]]),
    );
    expect(new Set(texts(table, "code"))).toEqual(new Set(["NA", "DE", "FR"]));
    const bare = await read("code,x\n" + rows(60, (i) => [["NA", "DE", "FR"][i % 3], (i * 7) % 11]));
    expect(new Set(texts(bare, "code"))).toEqual(new Set([null, "DE", "FR"]));
  });

  test("a file without a header has its names made up, which is said", async () => {
    const table = await read(rows(40, (i) => [`${i}.5`, (i * 7) % 11, "ab"[i % 2]]));
    expect(table.reading).toMatchObject({ rows: 40, header: null });
    expect(table.reading.columns.every(({ header }) => header === null)).toBe(true);
    expect(table.notes.map(({ code }) => code)).toContain("no_header");
  });

  test("every line ends in a delimiter too many", async () => {
    const table = await read("x,z,y,\n" + rows(40, (i) => [i, (i * 7) % 11, "ab"[i % 2], ""]), { target: "y" });
    expect(names(table)).toEqual(["x", "z"]);
    expect(table.reading.trailing).toBe(true);
  });

  test("a number that is too large is said with its line and row", async () => {
    const table = await read("x,z,y\n" + rows(40, (i) => [i, i === 3 ? "1e400" : i, "ab"[i % 2]]), { target: "y" });
    expect(table.problems).toContainEqual(expect.objectContaining({ line: 5, row: 4, column: "z" }));
    expect(table.weight.count).toBeGreaterThan(0);
  });

  test("rows without their target are left out, which is said with their lines", async () => {
    const text = "x,town,y\n" + rows(40, (i) => [i, ["Bern", "Zug", "Chur"][i % 3], i === 4 || i === 10 ? "" : i * 2]);
    const table = await read(text, { target: "y" });
    expect(table.y).toEqual(
      Float64Array.from(
        upTo(40).filter((i) => i !== 4 && i !== 10),
        (i) => 2 * i,
      ),
    );
    expect(numbers(table, "x")).toEqual(upTo(40).filter((i) => i !== 4 && i !== 10));
    const note = table.notes.find(({ code }) => code === "missing_target");
    expect(note?.message).toContain("2 rows are left out");
    expect(note?.message).toContain("lines 6, 12");
    const alone = await read("town,y\nBern,1\nZug,\nChur,3\nBern,4\n", { target: "y" });
    expect(alone.X.columns.get("town")).toEqual({ codes: Int32Array.of(0, 1, 0), categories: ["Bern", "Chur"] });
  });

  test("what was read fits", async () => {
    const source = readFileSync(`${root}web/playground/data/penguins.csv`);
    const { X, y } = await read(source, { target: "species" });
    const model = await engine.fit({ class: "DummyClassifier", params: {} }, X, y);
    expect(await model.score(X, y!)).toBeGreaterThan(0.4);
  });

  test("tells the file's SHA-256, size and name", async () => {
    const bytes = utf8("a,b\n1,2\n3,4\n");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    for (const source of [
      new File([bytes as Uint8Array<ArrayBuffer>], "small.csv"),
      bytes,
      bytes.buffer as ArrayBuffer,
    ]) {
      const table = await read(source, { name: "small.csv" });
      expect(table.reading).toMatchObject({ name: "small.csv", bytes: 12, sha256, form: "csv" });
    }
    expect((await read(new File([bytes as Uint8Array<ArrayBuffer>], "small.csv"))).reading.name).toBe("small.csv");
  });
});

// ---------------------------------------------------------------------------------------------------------------

/** Letters as the bytes that the platform decodes to them. */
const encoders = new Map<string, Map<string, readonly number[]>>();
function encode(text: string, encoding: string): Uint8Array {
  let table = encoders.get(encoding);
  if (!table) {
    table = new Map();
    const decoder = new TextDecoder(encoding, { fatal: true });
    const add = (...bytes: number[]): void => {
      try {
        const letter = decoder.decode(Uint8Array.from(bytes));
        if ([...letter].length === 1 && !table!.has(letter)) table!.set(letter, bytes);
      } catch {
        // No letter.
      }
    };
    for (let a = 0; a < 256; a++) add(a);
    if (!/^(windows|koi8|iso|macintosh)/.test(encoding))
      for (let a = 0x81; a < 0xff; a++) for (let b = 0x40; b < 0xff; b++) add(a, b);
    encoders.set(encoding, table);
  }
  return Uint8Array.from(
    [...text].flatMap((letter) => {
      const bytes = table.get(letter);
      if (!bytes) throw new Error(`${encoding} has no ${letter}`);
      return [...bytes];
    }),
  );
}

const words: { readonly [encoding: string]: readonly string[] } = {
  "windows-1252": [
    "größe Bär Bür",
    "Köln München Zürich",
    "café crème élève",
    "niño España señor",
    "Malmö Göteborg Östersund",
    "São Coração",
    "København Tønder Ærø",
    "£5 25°C",
    "5µm 3m²",
    "François Québec",
    "Müller Weiß",
  ],
  "windows-1250": [
    "Łódź Kraków Gdańsk",
    "Škoda Plzeň Brno",
    "Győr Székesfehérvár",
    "żółty ćma",
    "Ľubica Košice",
    "příliš žluťoučký",
    "mężczyzna kobieta",
  ],
  "windows-1251": ["Москва Казань Пермь", "да нет", "муж жен", "город село", "Київ Львів", "цена товар"],
  "koi8-r": ["Москва Казань Пермь", "имя возраст", "да нет", "муж жен", "город село"],
  shift_jis: [
    "東京 大阪 京都",
    "名前 年齢 身長",
    "さくら ひまわり",
    "データ テスト",
    "ﾃｽﾄ ﾃﾞｰﾀ",
    "男 女",
    "北海道 青森県",
    "品種 りんご",
  ],
  "euc-jp": ["東京 大阪 京都", "名前 年齢 身長", "さくら ひまわり", "データ テスト", "北海道 青森県 岩手県"],
  gb18030: [
    "北京 上海 广州",
    "姓名 年龄 身高",
    "中国 城市",
    "苹果 香蕉",
    "浙江省 江苏省",
    "是 否",
    "男 女",
    "张三 李四",
    "高 低",
    "中 日",
    "语文 数学",
  ],
  big5: ["台北 高雄 台中", "姓名 年齡 身高", "城市 人口", "蘋果 香蕉", "品種 臺灣"],
  "euc-kr": ["서울 부산 대구", "이름 나이 키", "남 여", "한국 도시", "사과 바나나", "경기도 강원도"],
  "windows-1253": ["Αθήνα Θεσσαλονίκη Πάτρα"],
  "windows-1254": ["İstanbul Eskişehir Muğla"],
  "windows-1255": ["ירושלים חיפה"],
  "windows-1256": ["القاهرة الرياض"],
};

describe("encodings", () => {
  // A bar is a byte of some characters too; and numbers beside words make no other words of them.
  test.each(Object.entries(words).flatMap(([encoding, all]) => all.map((some) => [encoding, some] as const)))(
    "%s between bars: %s",
    async (encoding, some) => {
      const list = some.split(" ");
      const row = (i: number) => `${i * 37}|${list[i % list.length]}|${(i * 7919) % 2003}`;
      const text = `n_${list[0]}|${list.at(-1)}|y\n${Array.from({ length: 60 }, (_, i) => row(i)).join("\n")}\n`;
      const table = await read(encode(text, encoding));
      expect([table.reading.encoding, table.reading.delimiter]).toEqual([encoding, "|"]);
      expect(table.reading.columns[0]!.header).toBe(`n_${list[0]}`);
    },
  );

  test("a bar that is half of a character in every line separates nothing", async () => {
    const text = `名前,ポイント\n${rows(30, (i) => [["東京", "大阪"][i % 2], `${i}ポイント`])}`;
    const table = await read(encode(text, "shift_jis"));
    expect([table.reading.encoding, table.reading.delimiter]).toEqual(["shift_jis", ","]);
    expect(table.reading.columns.map(({ header }) => header)).toEqual(["名前", "ポイント"]);
  });

  test.each(Object.entries(words).flatMap(([encoding, all]) => all.map((some) => [encoding, some] as const)))(
    "%s: %s",
    async (encoding, some) => {
      const list = some.split(" ");
      const text = `id,${list[0]},y\n` + rows(40, (i) => [(i * 7) % 40, list[i % list.length], (i * 3) % 11]);
      const table = await read(encode(text, encoding));
      expect(table.reading.encoding).toBe(encoding);
      expect(table.reading.columns[1]!.header).toBe(list[0]);
      const shown = new Set(
        table.reading.columns[1]!.kind !== "number" ? texts(table, table.reading.columns[1]!.name) : [],
      );
      if (/^[^\d]+$/.test(some)) expect(shown).toEqual(new Set(list));
      const note = table.notes.find(({ code }) => code === "encoding");
      expect(note?.message).toContain(encoding);
      // The way back is one of reading, not of guessing.
      expect((await read(encode(text, encoding), { encoding })).notes.map(({ code }) => code)).not.toContain(
        "encoding",
      );
    },
  );

  test.each([
    ["utf-8", (text: string) => utf8(text)],
    ["utf-8", (text: string) => utf8(`\ufeff${text}`)],
    ["utf-16le", (text: string) => utf16(text)],
    ["utf-16be", (text: string) => utf16(text, true)],
    ["utf-16le", (text: string) => utf16(text, false, false)],
    ["utf-16be", (text: string) => utf16(text, true, false)],
  ] as const)("%s, with and without a mark", async (encoding, make) => {
    const text = "id,ort,y\n" + rows(40, (i) => [(i * 3) % 40, ["Zürich", "東京", "😀"][i % 3], i % 5]);
    const bytes = make(text);
    const table = await read(bytes);
    expect(table.reading).toMatchObject({ encoding, mark: bytes[0]! > 0x7f, rows: 40 });
    expect(table.reading.columns[0]!.header).toBe("id");
    expect(new Set(texts(table, "ort"))).toEqual(new Set(["Zürich", "東京", "😀"]));
    expect(table.notes.map(({ code }) => code)).not.toContain("encoding");
  });

  test.each([...Object.keys(words), "utf-16le", "utf-16be", "utf-8"])(
    "%s is one stream, wherever it is cut",
    (encoding) => {
      const text = `\ufeff${words[encoding]?.join("|") ?? "Zürich 東京 😀"}`.slice(encoding.startsWith("utf") ? 0 : 1);
      const bytes =
        encoding === "utf-8"
          ? utf8(text)
          : encoding.startsWith("utf-16")
            ? utf16(text.slice(1), encoding.endsWith("be"))
            : encode(text, encoding);
      for (let cut = 0; cut <= bytes.length; cut++) {
        const decoding = new Decoding(encoding);
        const parts = [decoding.take(bytes.subarray(0, cut)), decoding.take(bytes.subarray(cut)), decoding.end()];
        expect(Buffer.concat(parts).toString("utf8"), `cut at ${cut}`).toBe(text.replace("\ufeff", ""));
      }
    },
  );

  test("the byte that is not UTF-8 may stand far down", async () => {
    const line = `${"1234567,".repeat(20)}a\n`;
    const start = `${upTo(21)
      .map((i) => `c${i}`)
      .join(",")}\n`;
    const bytes = latin1(start + line.repeat(40_000) + line.replace("a\n", "größe"));
    const table = await read(bytes);
    expect(table.reading.encoding).toBe("windows-1252");
    expect(texts(table, "c20").at(-1)).toBe("größe");
  });

  test("what was chosen stands, and bytes that do not fit it are said", async () => {
    const text = "größe,x\n" + rows(20, (i) => [["Bär", "Bür"][i % 2], i]);
    const table = await read(latin1(text), { encoding: "utf-8" });
    expect(table.reading.encoding).toBe("utf-8");
    expect(table.reading.columns[0]!.header).toBe("gr\ufffd\ufffde");
    expect(table.notes.map(({ code }) => code)).toContain("bad_encoding");
    const other = await read(latin1(text), { encoding: "windows-1251" });
    expect(other.reading.columns[0]!.header).toBe("grцЯe");
    expect(await refusal("a,b\n1,2", { encoding: "klingon" })).toMatchObject({ code: "bad_option", where: "encoding" });
  });

  test("what a server or a saved reading says decides where the bytes allow it", async () => {
    const bytes = encode("имя,x\n" + rows(20, (i) => [["вид", "да"][i % 2], i]), "koi8-r");
    const saved = (await read(bytes, { encoding: "koi8-r" })).reading;
    expect((await read(bytes, { reading: saved })).reading.encoding).toBe("koi8-r");
    const response = new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": "text/csv; charset=koi8-r" },
    });
    expect((await read(response)).reading.encoding).toBe("koi8-r");
    const wrong = new Response(utf8("größe,x\n1,2\n3,4") as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": "text/csv; charset=iso-8859-1" },
    });
    expect((await read(wrong)).reading).toMatchObject({ encoding: "utf-8", columns: [{ header: "größe" }, {}] });
  });
});

describe("packed with gzip", () => {
  test.each([
    ["utf-8", utf8],
    ["utf-16le", utf16],
    ["windows-1252", latin1],
  ] as const)("%s", async (encoding, make) => {
    const packed = gzipSync(make("größe,x\n" + rows(40, (i) => [["Bär", "Bür"][i % 2], (i * 7) % 40])));
    const table = await read(packed);
    expect(table.reading).toMatchObject({ compression: "gzip", encoding, form: "csv", bytes: packed.length });
    expect(new Set(texts(table, "größe"))).toEqual(new Set(["Bär", "Bür"]));
  });

  test("other forms, and files of several members", async () => {
    const json = await read(gzipSync('[{"a": 1, "b": "u"}, {"a": 2, "b": "v"}]'));
    expect(json.reading).toMatchObject({ compression: "gzip", form: "json" });
    expect(numbers(json, "a")).toEqual([1, 2]);
    const two = await read(Buffer.concat([gzipSync("a,b\n1,2\n"), gzipSync("3,4\n")]));
    expect(numbers(two, "a")).toEqual([1, 3]);
  });

  test("members where the platform refuses what follows the first", async () => {
    const platform = globalThis.DecompressionStream;
    // As browsers do: one member is given, then the stream breaks.
    vi.stubGlobal(
      "DecompressionStream",
      class {
        readonly readable: unknown;
        readonly writable: unknown;
        constructor() {
          const pipe = new TransformStream<Uint8Array, Uint8Array>({
            transform(_, controller) {
              controller.enqueue(utf8("a,b\n1,2\n"));
              controller.error(new TypeError("Junk found after end of compressed data."));
            },
          });
          [this.readable, this.writable] = [pipe.readable, pipe.writable];
        }
      },
    );
    try {
      const two = await read(Buffer.concat([gzipSync("a,b\n1,2\n"), gzipSync("3,4\n5,6\n")]));
      expect(numbers(two, "a")).toEqual([1, 3, 5]);
      // Junk that is no member stays an error.
      expect(await refusal(gzipSync("a,b\n1,2\n"))).toMatchObject({ code: "bad_gzip" });
    } finally {
      vi.stubGlobal("DecompressionStream", platform);
    }
  });

  test("what stands behind the packed data is left out and said", async () => {
    const text = "a,b\n" + rows(3000, (i) => [i, (i * 7919) % 1000]);
    const whole = gzipSync(text);
    for (const rest of ["garbage behind it", "x", "\x1f\x8b\x08 no member"]) {
      const table = await read(Buffer.concat([whole, latin1(rest)])).catch((error: unknown) => error as KeepfitError);
      // What begins as another member is one that is damaged.
      if (rest.startsWith("\x1f")) {
        expect(table).toMatchObject({ code: "bad_gzip" });
        continue;
      }
      expect((table as TableRead).reading.rows).toBe(3000);
      expect(numbers(table as TableRead, "b").at(-1)).toBe((2999 * 7919) % 1000);
      const note = (table as TableRead).notes.find(({ code }) => code === "gzip_rest");
      expect(note?.message).toContain(`${rest.length} byte${rest.length === 1 ? " " : "s "}behind the packed data`);
    }
    // Zeros fill up a block.
    const filled = await read(Buffer.concat([whole, new Uint8Array(500)]));
    expect(filled.reading.rows).toBe(3000);
    expect(filled.notes.map(({ code }) => code)).not.toContain("gzip_rest");
    // Behind data that are damaged nothing is left out.
    const flipped = Uint8Array.from(whole);
    flipped[flipped.length - 6]! ^= 1;
    expect(await refusal(Buffer.concat([flipped, latin1("garbage")]))).toMatchObject({ code: "bad_gzip" });
  });

  test("damage is refused", async () => {
    const whole = gzipSync(rows(5000, (i) => [i, Math.sin(i)]));
    const flipped = Uint8Array.from(whole);
    flipped[flipped.length - 6]! ^= 1;
    for (const bytes of [whole.subarray(0, whole.length - 12), flipped]) {
      const error = await refusal(bytes);
      expect(error.code).toBe("bad_gzip");
      expect(error.message).toContain("damaged");
    }
  });
});

test.each<[string, readonly string[], readonly string[]]>([
  ["ibm850", ["K\x94ln", "M\x81nchen", "gr\x94\xe1er"], ["Köln", "München", "größer"]],
  ["macintosh", ["K\x9aln", "M\x9fnchen", "gr\x9a\xa7er"], ["Köln", "München", "größer"]],
  ["windows-1250", ["\xa3\xf3d\x9f", "Krak\xf3w", "Wroc\xb3aw"], ["Łódź", "Kraków", "Wrocław"]],
])("few words in %s", async (encoding, bytes, words) => {
  const table = await read(latin1(`x,town,y\n${rows(30, (i) => [i * 1.5, bytes[i % 3], "ab"[i % 2]])}\n`));
  expect(table.reading.encoding).toBe(encoding);
  expect(texts(table, "town").slice(0, 3)).toEqual(words);
  expect(table.notes.map(({ code }) => code)).toContain("encoding");
});

describe("what is no table is refused by what it is", () => {
  const ascii = (text: string, size = 600): Uint8Array => {
    const bytes = new Uint8Array(size);
    bytes.set(latin1(text));
    return bytes;
  };
  test.each<[string, Uint8Array, RegExp]>([
    ["png", ascii("\x89PNG\r\n\x1a\n"), /picture/],
    ["pdf", ascii("%PDF-1.7\n"), /PDF/],
    ["xls", ascii("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), /old Excel/],
    ["sqlite", ascii("SQLite format 3\0"), /SQLite/],
    ["pickle", ascii("\x80\x04\x95\x1e\0"), /pickle/],
    ["rds", gzipSync(ascii("X\n\0\0\0\x03")), /R data/],
    ["keepfit", readFileSync(`${root}tests/golden/models/${modelFile()}`), /pipeline/],
    ["html", utf8("  <!DOCTYPE html>\n<html><body><table>"), /web page/],
    ["xml", utf8('<?xml version="1.0"?><rows/>'), /XML/],
    ["zip", zip({ "a.csv": utf8("a,b") }), /zip archive \(with a\.csv\)/],
    ["ods", zip({ mimetype: utf8("x"), "content.xml": utf8("x") }), /OpenDocument/],
    ["docx", zip({ "[Content_Types].xml": utf8("x"), "word/document.xml": utf8("x") }), /Word/],
    [
      "lfs",
      utf8(`version https://git-lfs.github.com/spec/v1\noid sha256:${"4d7a2146".repeat(8)}\nsize 12345\n`),
      /pointer of Git LFS, which stands in a repository for a file that is kept elsewhere/,
    ],
    ["annex", utf8("/annex/objects/SHA256E-s1234--4d7a21.csv\n"), /pointer of git-annex/],
    ["dvc", utf8("outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 12\n  path: a.csv\n"), /pointer of DVC/],
    ["latex", utf8("\\begin{table}\n\\begin{tabular}{lr}\n a & b \\\\\n x & 1 \\\\\n\\end{tabular}\n"), /LaTeX/],
    ["wiki", utf8('{| class="wikitable"\n! a !! b\n|-\n| x || 1\n|}\n'), /wiki text/],
    [
      "html table",
      utf8('<table border="1" class="dataframe">\n<tr><th>a</th></tr>\n</table>'),
      /a table written in HTML/,
    ],
    [
      "stata",
      utf8(
        "     +---------------------+\n     | make          price |\n     |---------------------|\n  1. | AMC Concord   4,099 |\n  2. | AMC Pacer     4,749 |\n     +---------------------+\n",
      ),
      /listing of Stata/,
    ],
    [
      "julia",
      utf8("2\u00d72 DataFrame\n Row \u2502 a      b\n     \u2502 Int64  String\n   1 \u2502     1  x\n"),
      /as Julia prints it/,
    ],
    [
      "apache",
      utf8('127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326\n'.repeat(4)),
      /log of a web server/,
    ],
    [
      "logfmt",
      utf8('time=2024-01-01T00:00:00Z level=info msg="it began" took=3\n'.repeat(4)),
      /log of names and values/,
    ],
    ["noise", Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 7919) % 256), /binary/],
  ])("%s", async (_, bytes, what) => {
    const error = await refusal(bytes);
    expect(error.code).toBe("not_a_table");
    expect(error.message).toMatch(what);
    expect(error.hint).not.toBe("");
  });

  test("but for zeros in its cells, where all else is text", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i * 1.5},${i % 5 ? "ab" : "c\0\0"},${i % 3}\n`).join("");
    const table = await read(utf8(`x,name,y\n${rows}`));
    expect(texts(table, "name").slice(0, 2)).toEqual(["c\0\0", "ab"]);
    expect(numbers(table, "y").slice(0, 4)).toEqual([0, 1, 2, 0]);
  });

  test("what stands above a table may be long", async () => {
    const started = process.cpuUsage();
    const blank = await read("\n".repeat(300_000) + "a,b,c\n1,2,3\n4,5,6\n");
    expect(numbers(blank, "c")).toEqual([3, 6]);
    const returns = await read("\r".repeat(300_000) + "a,b,c\r1,2,3\r4,5,6\r");
    expect(numbers(returns, "c")).toEqual([3, 6]);
    const wide = Array.from({ length: 300_000 }, (_, i) => `v${i}`).join(",");
    expect(await refusal(`${wide}\n`.repeat(20))).toMatchObject({
      code: "too_large",
      message: expect.stringContaining("300000 columns"),
    });
    // Of the processor: other programs may keep it busy.
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });

  test("nothing at all", async () => {
    expect(await refusal(new Uint8Array(0), { name: "x.csv" })).toMatchObject({
      code: "empty_file",
      message: expect.stringContaining("x.csv"),
    });
    expect(await refusal("")).toMatchObject({ code: "empty_file" });
    expect(await refusal(new Blob([]))).toMatchObject({ code: "empty_file" });
    expect(await refusal([])).toMatchObject({ code: "no_table" });
    expect((await refusal("\n\n\n")).code).toBe("no_table");
  });

  test("an address, an answer that is none, a wrong type", async () => {
    expect((await refusal("https://example.org/a.csv")).hint).toContain("fetch");
    const missing = new Response("<h1>Not found</h1>", { status: 404, statusText: "Not Found" });
    expect(await refusal(missing)).toMatchObject({
      code: "bad_response",
      message: expect.stringContaining("404 (Not Found)"),
    });
    const page = new Response("<html></html>", { headers: { "content-type": "text/html; charset=utf-8" } });
    expect((await refusal(page)).message).toContain("web page");
    expect(await refusal(42 as unknown as string)).toMatchObject({ code: "bad_type" });
    expect(await refusal([[1, 2]] as never)).toMatchObject({ code: "bad_type" });
    expect(await refusal("a,b\n1,2\n", { target: "c" })).toMatchObject({ code: "bad_option", where: "target" });
  });

  test("options that are not known, with the nearest that is", async () => {
    const text = "alpha;beta\n1;x\n2;y\n3;x\n";
    const refusals: readonly (readonly [options: object, where: string, message: RegExp, hint: RegExp])[] = [
      [
        { delimeter: ";" },
        "delimeter",
        /^The option 'delimeter' is not known\.$/,
        /^Perhaps 'delimiter' is meant\. Known are name, /,
      ],
      [{ encodng: "utf-8" }, "encodng", /'encodng'/, /^Perhaps 'encoding' is meant/],
      [{ summaries: false }, "summaries", /'summaries'/, /^Known are name, target,/],
      [
        { columns: [{ name: "alpha", kindd: "text" }] },
        "column 'alpha'",
        /^The choice 'kindd'/,
        /^Perhaps 'kind' is meant/,
      ],
      [{ columns: [{ name: "alpha", kept: true }] }, "column 'alpha'", /^The choice 'kept'/, /^Known are name, kind,/],
      [
        { columns: [{ name: "alpa" }] },
        "columns",
        /^There is no column 'alpa', for which/,
        /^Perhaps 'alpha' is meant\.$/,
      ],
      [{ columns: [{ name: "beta", parts: ["day"] }] }, "column 'beta'", /^Parts of a date/, /kind: 'date'/],
      [{ columns: [{ name: "alpha", order: "dmy" }] }, "column 'alpha'", /^An order of day/, /kind: 'date'/],
      [{ thousands: "x" }, "thousands", /^The option thousands must be/, /./],
      [{ target: "gamma" }, "target", /^There is no column 'gamma'/, /^Name one of these/],
      [{ target: "alpa" }, "target", /^There is no column 'alpa'/, /^Perhaps 'alpha' is meant\.$/],
    ];
    const table = await engine.openTable(text);
    for (const [options, where, message, hint] of refusals) {
      for (const call of [() => read(text, options), () => table.reread(options).then((each) => each.data())]) {
        const error = (await rejection(call())) as KeepfitError;
        expect(error).toMatchObject({ name: "KeepfitError", code: "bad_option", where });
        expect(error.message).toMatch(message);
        expect(error.hint).toMatch(hint);
      }
    }
    table.close();
  });

  test("a target that is missing in every row", async () => {
    const text = "w,y,z\n" + rows(20, (i) => [i % 7, "", i % 3]);
    expect(await refusal(text, { target: "y" })).toMatchObject({
      code: "empty_input",
      where: "target",
      message: "The target 'y' is missing in every row (20 rows), so none is left.",
    });
    expect((await read(text, { target: "z" })).reading.rows).toBe(20);
  });

  test("what is too large is refused with its size and the limit", async () => {
    const huge = new Blob(["a,b\n"]);
    Object.defineProperty(huge, "size", { value: 2_400_000_000 });
    const error = await refusal(huge);
    expect(error.code).toBe("too_large");
    expect(error.message).toContain("2.4 GB");
    expect(error.message).toContain("1.0 GB");
  });
});

describe("a model's reading of files that are read otherwise by now", () => {
  const lines = (line: (i: number) => string): string => Array.from({ length: 30 }, (_, i) => `${line(i)}\n`).join("");
  test.each<[string, string, ReadOptions, string[]]>([
    [
      "marks that stand twice",
      lines((i) => `${(i * 7) % 11}::${i % 5}::${i}.5`),
      { delimiter: ":", style: null },
      ["column_1", "column_3", "column_5"],
    ],
    [
      "names behind a mark of their own",
      `# a b c\n${lines((i) => `${i}.5 ${(i * 7) % 11} ${i % 2}`)}`,
      { comment: "#", header: false },
      ["column_1", "column_2", "column_3"],
    ],
  ])("%s: the columns are those that it was fitted on", async (_what, text, before, names) => {
    const saved = await read(text, before);
    expect([...saved.X.columns.keys()]).toEqual(names);
    const again = await read(text, { reading: JSON.parse(JSON.stringify(saved.reading)) as typeof saved.reading });
    expect(again.X).toEqual(saved.X);
    // Without it, another way is found.
    expect([...(await read(text)).X.columns.keys()]).not.toEqual(names);
  });
});

describe("an open table", () => {
  const text =
    "id,w,when,y\n" +
    rows(60, (i) => `${i};${i},5;2024-01-${String(1 + (i % 28)).padStart(2, "0")};${"ab"[i % 2]}`).replaceAll(";", ";");

  test("is looked at, read again and taken", async () => {
    const table = await engine.openTable(text.replace("id,w,when,y", "id;w;when;y"));
    expect(table.reading.delimiter).toBe(";");
    expect(table.summaries[1]!.numbers).toMatchObject({ min: 0.5, max: 59.5, whole: false });
    expect(await table.lines(2)).toEqual(["id;w;when;y", "0;0,5;2024-01-01;a"]);
    const long = await engine.openTable(`a,b\n1,${"x".repeat(5000)}\n"NA",NA\n`);
    const { cells, missing } = await long.cells(0, 9);
    expect(cells).toEqual([
      ["1", "x".repeat(5000)],
      ["NA", "NA"],
    ]);
    expect(missing.map((row) => row[1])).toEqual([false, true]);
    long.close();
    const head = await table.head(2, 2, 1, 2);
    expect(head.cells).toEqual([
      ["2,5", "2024-01-03"],
      ["3,5", "2024-01-04"],
    ]);
    expect([...head.lines]).toEqual([4, 5]);
    expect([...(await table.lineOf([0, 59]))]).toEqual([2, 61]);
    expect(await table.columns([1])).toEqual([Float64Array.from(upTo(60), (i) => i + 0.5)]);

    const other = await table.reread({
      ...table.options,
      columns: [
        { name: "when", parts: ["month", "day"] },
        { name: "id", use: true },
      ],
    });
    const { X } = await other.data();
    expect([...X.columns.keys()]).toEqual(["id", "w", "when_month", "when_day", "y"]);
    expect([...(X.columns.get("when_day") as Float64Array)].slice(0, 3)).toEqual([1, 2, 3]);
    // The first one still is what it was, and either can go first.
    expect([...(await table.data("y")).X.columns.keys()]).not.toContain("when_day");
    expect([...(await other.data("y")).X.columns.keys()]).toContain("when_day");
    table.close();
    expect(await rejection(table.lines(1))).toMatchObject({ code: "released" });
    expect(await other.lines(1)).toEqual(["id;w;when;y"]);
    other.close();
  });

  test("is read again in another encoding or as another form", async () => {
    const table = await engine.openTable(latin1("größe,x\n" + rows(20, (i) => [["Bär", "Bür"][i % 2], i])));
    const other = await table.reread({ encoding: "windows-1251" });
    expect(other.reading.columns[0]!.header).toBe("grцЯe");
    table.close();
    expect((await other.lines(1))[0]).toBe("grцЯe,x");
    other.close();
  });

  test("a reading that fails leaves the other", async () => {
    const table = await engine.openTable("a,b\n1,2\n3,4\n");
    expect(await rejection(table.reread({ delimiter: "ab" } as ReadOptions))).toMatchObject({ code: "bad_option" });
    expect(numbers(await table.data(), "b")).toEqual([2, 4]);
    table.close();
  });

  test("choices made before stay, though other names or kinds make them void: then that is said", async () => {
    const text = "id;w;when\n" + rows(40, (i) => `${i % 9};${i},5;${String(1 + (i % 28)).padStart(2, "0")}.01.2024`);
    const table = await engine.openTable(text, {
      columns: [
        { name: "when", parts: ["day"] },
        { name: "id", kind: "text" },
      ],
    });
    const other = await table.reread({ ...table.options, header: false });
    const said = other.notes.filter(({ code }) => code === "choice_unused").map(({ message }) => message);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain("'when'");
    // Also where the source is decoded again, and after that.
    const encoded = await other.reread({ ...other.options, encoding: "windows-1252" });
    expect(encoded.notes.filter(({ code }) => code === "choice_unused")).toHaveLength(2);
    expect(await encoded.lines(1)).toEqual(["id;w;when"]);
    // A kind that has no parts, said later of the same column.
    const words = await table.reread({
      ...table.options,
      columns: [
        { name: "when", kind: "text", parts: ["day"] },
        { name: "id", kind: "text" },
      ],
    });
    expect(words.reading.columns.map(({ kind }) => kind)).toEqual(["text", "number", "text"]);
    expect(words.options).not.toHaveProperty("kept");
    // What is new is refused as ever.
    expect(await rejection(table.reread({ ...table.options, columns: [{ name: "gone" }] }))).toMatchObject({
      code: "bad_option",
    });
    for (const each of [table, other, encoded, words]) each.close();
  });

  test("a saved reading knows its target, which a new file need not have", async () => {
    const text = (target: boolean) =>
      (target ? "w,v,y\n" : "w,v\n") + rows(20, (i) => [`${i}%`, i % 7, ...(target ? ["ab"[i % 2]] : [])]);
    const { reading } = await read(text(true), { target: "y" });
    expect(reading.target).toBe("y");
    const next = await read(text(false), { reading: JSON.parse(JSON.stringify(reading)) as typeof reading });
    expect(next.notes.map(({ code }) => code)).toEqual(["unit"]);
    expect(next.reading.target).toBeUndefined();
    // Chosen when the data are taken.
    const open = await engine.openTable(text(true));
    expect((await open.data("y")).reading.target).toBe("y");
    open.close();
    const plain = await read(text(false).replaceAll("%", ""), { reading });
    expect(plain.notes.map(({ code }) => code)).toEqual(["unit_differs"]);
  });

  test("a saved reading is applied, and what differs is said", async () => {
    const saved = (
      await read("code,w,y\n" + rows(40, (i) => [`0${i % 5}`, i + 0.5, i % 3]), {
        columns: [{ name: "y", kind: "text" }],
      })
    ).reading;
    const plain = JSON.parse(JSON.stringify(saved)) as typeof saved;
    const table = await read(latin1("größe;code;w\n" + rows(40, (i) => `Bär;${100 + (i % 5)};${i},5`)), {
      reading: plain,
    });
    expect(texts(table, "code")[0]).toBe("100");
    expect(numbers(table, "w")[1]).toBe(1.5);
    const said = table.notes.map(({ message }) => message).join("\n");
    expect(said).toContain("windows-1252");
    expect(said).toMatch(/y/);
    const json = await read('[{"code": "07", "w": 1.5, "y": 2}, {"code": "08", "w": 2.5, "y": 1}]', { reading: plain });
    expect(texts(json, "y")).toEqual(["2", "1"]);
    expect(json.notes.map(({ message }) => message).join()).toContain("delimited text");
    const ascii = await read("code,w,y\n" + rows(40, (i) => [`0${i % 5}`, i + 0.5, i % 3]), {
      reading: { ...plain, encoding: "windows-1252" },
    });
    expect(ascii.notes.map(({ message }) => message).join()).not.toContain("windows-1252");
  });
});

describe.each(["this thread", "a thread of its own"])("long calls in %s", (where) => {
  const long = utf8("a,b,c\n" + rows(600_000, (i) => [i, (i * 7919) % 1000, "uvw"[i % 3]]));
  let own: Engine;
  beforeAll(async () => {
    // Only the built library has a worker's script; in Node what is long runs there.
    const library =
      where === "this thread"
        ? { createEngine }
        : ((await import(pathToFileURL(`${root}build/lib/index.js`).href)) as typeof import("../../web/lib/index.js"));
    own = await library.createEngine();
  });
  afterAll(() => own.close());

  /** Ends the call after some bytes. In this thread only the listener is heard. */
  const cancelAt = (share: number) => {
    const controller = new AbortController();
    const state = { at: 0 };
    return {
      state,
      signal: controller.signal,
      onProgress: ({ done, total }: { done: number; total: number }) => {
        if (controller.signal.aborted || done < share * total) return;
        state.at = performance.now();
        controller.abort();
      },
    };
  };

  test("report progress in bytes: reading, then parsing", async () => {
    const seen: { done: number; total: number }[] = [];
    const table = await own.readTable(long, { onProgress: (progress) => seen.push(progress) });
    expect(table.reading.rows).toBe(600_000);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.every(({ total }) => total === 2 * long.length)).toBe(true);
    expect(seen.every(({ done }, i) => i === 0 || done >= seen[i - 1]!.done)).toBe(true);
    expect(seen.some(({ done }) => done > long.length)).toBe(true);
  });

  test.each([0, 0.3, 0.5, 0.7])("are cancelled at once after %f of it, and leave nothing behind", async (share) => {
    const { state, ...options } = cancelAt(share);
    expect(await rejection(own.readTable(long, options))).toMatchObject({ code: "cancelled", name: "AbortError" });
    expect(performance.now() - state.at).toBeLessThan(200);
    expect((await own.readTable("a,b\n1,2\n")).reading.rows).toBe(1);
  });

  test("a cancelled reading leaves the open table usable", async () => {
    const table = await own.openTable(long);
    const { state: _state, ...options } = cancelAt(0.1);
    expect(await rejection(table.reread({ header: false, ...options }))).toMatchObject({ code: "cancelled" });
    const { X, y } = await table.data("c");
    expect([...(X.columns.get("a") as Float64Array).subarray(0, 3)]).toEqual([0, 1, 2]);
    expect(y).toMatchObject({ categories: ["u", "v", "w"] });
    table.close();
  });

  test("reject when the engine or the table is closed", async () => {
    const another = await (where === "this thread"
      ? createEngine()
      : (
          (await import(pathToFileURL(`${root}build/lib/index.js`).href)) as typeof import("../../web/lib/index.js")
        ).createEngine());
    const table = await another.openTable(long);
    const taking = rejection(table.data());
    table.close();
    expect(await taking).toMatchObject({ code: "released" });
    const small = await another.openTable("a,b\n1,2\n");
    const reading = rejection(another.readTable(long));
    await new Promise((resolve) => setTimeout(resolve, 20));
    another.close();
    expect(await reading).toMatchObject({ code: "closed" });
    expect(await rejection(small.lines(1))).toMatchObject({ code: "closed" });
    expect(await rejection(another.readTable("a,b\n1,2"))).toMatchObject({ code: "closed" });
  });

  test("a listener that throws ends the call with what it threw", async () => {
    const thrown = new Error("no more");
    const error = await rejection(
      own.readTable(long, {
        onProgress() {
          throw thrown;
        },
      }),
    );
    expect(error).toBe(thrown);
    expect((await own.readTable("a,b\n1,2\n")).reading.rows).toBe(1);
  });

  test("a call that was cancelled before is none", async () => {
    expect(await rejection(own.readTable("a,b\n1,2", { signal: AbortSignal.abort() }))).toMatchObject({
      code: "cancelled",
    });
  });
});

describe("in a browser", () => {
  beforeEach(() => {
    vi.stubGlobal("Worker", LoopbackWorker);
    vi.stubGlobal("origin", "https://page.example");
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    LoopbackWorker.started = [];
  });

  test("each open table has a worker of its own, ended with it or kept for the next", async () => {
    const own = await createEngine({
      wasm: readFileSync(wasmFile),
      tablesWasm: readFileSync(wasmFile.replace("keepfit.wasm", "keepfit-tables.wasm")),
    });
    expect(LoopbackWorker.started).toHaveLength(1);
    const one = await own.openTable(new Blob(["a,b\n1,2\n3,4\n"]));
    const two = await own.openTable("a,b\n5,6\n7,8\n");
    expect(LoopbackWorker.started).toHaveLength(3);
    expect(await one.columns([0])).toEqual([Float64Array.of(1, 3)]);
    expect(await two.columns([1])).toEqual([Float64Array.of(6, 8)]);
    one.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    // The one that is free serves the next.
    expect(
      (
        await own.readTable([
          { a: 1, b: "x" },
          { a: 2, b: "y" },
        ])
      ).reading.rows,
    ).toBe(2);
    expect(LoopbackWorker.started).toHaveLength(3);
    // A worker that dies takes its table with it; the source is read again.
    const worker = LoopbackWorker.started.slice(1).find(({ terminated }) => !terminated)!;
    expect(worker).toBeDefined();
    for (const each of LoopbackWorker.started.slice(1)) each.fail("out of memory");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await two.columns([1])).toEqual([Float64Array.of(6, 8)]);
    two.close();
    own.close();
    expect(LoopbackWorker.started.every(({ terminated }) => terminated)).toBe(true);
  });

  test("bytes are handed over as a Blob, and cancelling ends the worker", async () => {
    const own = await createEngine({
      wasm: readFileSync(wasmFile),
      tablesWasm: readFileSync(wasmFile.replace("keepfit.wasm", "keepfit-tables.wasm")),
    });
    const long = utf8("a,b\n" + rows(900_000, (i) => [i, i % 7]));
    expect(long.length).toBeGreaterThan(4 << 20);
    const controller = new AbortController();
    const reading = rejection(own.readTable(long, { signal: controller.signal, onProgress: () => controller.abort() }));
    expect(await reading).toMatchObject({ code: "cancelled" });
    expect(LoopbackWorker.started.slice(1).some(({ terminated }) => terminated)).toBe(true);
    expect((await own.readTable(long)).reading.rows).toBe(900_000);
    own.close();
  });
});
