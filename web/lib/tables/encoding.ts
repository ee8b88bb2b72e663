/** In which encoding a file's text is, and its text as UTF-8. */
import { KeepfitError, reasonOf } from "../errors.js";
import { compileEngine } from "../wasm.js";
import { commonIn } from "./eastern.js";
import { type Decoder, decoderOf, encodingName, westernOf } from "./western.js";

export interface Mark {
  readonly encoding: string;
  readonly length: number;
}

/** The byte order mark that a file begins with. */
export function markOf(head: Uint8Array): Mark | undefined {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "utf-8", length: 3 };
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw new KeepfitError({
      code: "bad_encoding",
      where: "byte 1",
      message: "The file's text is in UTF-32, which browsers do not read.",
      hint: "Save it as UTF-8.",
    });
  }
  if (a === 0xff && b === 0xfe) return { encoding: "utf-16le", length: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: "utf-16be", length: 2 };
  return undefined;
}

/**
 * UTF-16 without a mark, told by its zero bytes: every table has characters such as line feeds whose one byte is 0,
 * always the same one of two. Other text has no zero bytes, and other files have them anywhere.
 */
export function utf16Of(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const units = head.length >> 1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < 2 * units; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const [most, least] = [Math.max(even, odd), Math.min(even, odd)];
  if (units < 2 || most < units / 20 || least > most / 20) return undefined;
  const encoding = odd > even ? "utf-16le" : "utf-16be";
  const text = new TextDecoder(encoding).decode(head.subarray(0, 2 * units));
  // Other files' zeros may lie like that; their characters hardly do.
  const strange = /[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g;
  // And a table of more than a line has line ends.
  return (text.slice(0, -1).match(strange)?.length ?? 0) === 0 && /[\n\r,;\t|]/.test(text) ? encoding : undefined;
}

/** Decodes the pieces of one stream: a character may lie across two of them. */
export class Decoding {
  readonly #decoder: Decoder;
  readonly #encoder = new TextEncoder();

  constructor(encoding: string) {
    this.#decoder = decoderOf(encoding);
  }

  /** UTF-8 of what is complete so far. */
  take(piece: Uint8Array): Uint8Array {
    return this.#encoder.encode(this.#decoder.decode(piece, { stream: true }));
  }

  end(): Uint8Array {
    return this.#encoder.encode(this.#decoder.decode());
  }
}

/**
 * Node's decoder of windows-1252 forgets the signs from 0x80 to 0x9f where it is given all at once, and knows them in a
 * stream.
 */
export function decoded(encoding: string, bytes: Uint8Array): string {
  const decoder = decoderOf(encoding);
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
}

const looked = 1 << 24;

/**
 * Whether text is UTF-8 all the same, but for a place or two: cut off within a character, damaged, or put together from
 * several files.
 */
export async function isNearlyUtf8(pieces: AsyncIterable<Uint8Array>): Promise<boolean> {
  const decoder = new TextDecoder("utf-8");
  let [good, bad, size] = [0, 0, 0];
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    bad += text.match(/\ufffd/g)?.length ?? 0;
    good += text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
    if ((size += piece.length) > looked) break;
  }
  return good >= 20 && bad * 20 <= good;
}

/** Whether all of it is text of that encoding. */
export function isValid(encoding: string, pieces: readonly Uint8Array[]): boolean {
  if (encoding === "ibm850") return true;
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for (const piece of pieces) decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

// ---------------------------------------------------------------------------------------------------------------
// Text that is not Unicode

const sampleLimit = 1 << 16;
const longest = 1000;
const bar = 0x7c;

/** Whether nearly every line has as many of a byte as the others: half a character stands now here, now there. */
function separates(piece: Uint8Array, byte: number): boolean {
  const counts: number[] = [];
  for (let from = 0, to: number; counts.length < 1000 && (to = piece.indexOf(0x0a, from)) >= 0; from = to + 1)
    counts.push(piece.subarray(from, to).filter((one) => one === byte).length);
  const usual = counts.toSorted((a, b) => a - b)[counts.length >> 1] ?? 0;
  return counts.length >= 3 && usual > 0 && counts.filter((count) => count === usual).length >= 0.9 * counts.length;
}

/**
 * The distinct words of a text that are not plain ASCII, up to 64 KiB of them. A table says the same few words again
 * and again beside many digits; neither tells anything about the language. Cut only at bytes that no encoding uses
 * within a character.
 */
export function wordsOf(pieces: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Set<string>();
  const words: Uint8Array[] = [];
  let size = 0;
  const first = pieces[0] ?? new Uint8Array();
  const bars = separates(first, bar) && ![0x09, 0x2c, 0x3b].some((other) => separates(first, other));
  // GB18030 has digits within characters, the others nothing below "@".
  const ends = (byte: number): boolean => byte < 0x30 || byte === 0x3b || (bars && byte === bar);
  for (const [i, piece] of pieces.entries()) {
    for (let at = 0; at < piece.length; at++) {
      if (piece[at]! < 0x80) continue;
      let from = at;
      while (from > 0 && !ends(piece[from - 1]!)) from--;
      let to = at + 1;
      while (to < piece.length && !ends(piece[to]!)) to++;
      at = to;
      // What lies across two pieces would be half a character.
      if ((from === 0 && i > 0) || (to === piece.length && i < pieces.length - 1)) continue;
      const word = piece.slice(from, Math.min(to, from + longest));
      const key = String.fromCharCode(...word);
      if (seen.has(key)) continue;
      seen.add(key);
      words.push(word);
      size += word.length;
      if (size > sampleLimit) return words;
    }
  }
  return words;
}

interface Detector {
  readonly memory: WebAssembly.Memory;
  __wbindgen_malloc(size: number): number;
  __wbindgen_free(at: number, size: number): void;
  __wbindgen_add_to_stack_pointer(by: number): number;
  encodingdetector_new(): number;
  encodingdetector_feed(detector: number, bytes: number, length: number, last: number): number;
  __wbg_encodingdetector_free(detector: number): void;
  encodingdetector_guess(answer: number, detector: number, domain: number, length: number, utf8: number): void;
}

let detector: Promise<Detector> | undefined;

// The package has glue of its own, which only some bundlers understand.
async function startDetector(): Promise<Detector> {
  const module = await compileEngine(new URL("../generated/chardetng.wasm", import.meta.url));
  const { exports } = await WebAssembly.instantiate(module, {
    "./chardetng_wasm_bg.js": {
      __wbindgen_throw() {
        throw new Error("the detector of encodings failed");
      },
    },
  });
  return exports as unknown as Detector;
}

async function guess(sample: Uint8Array): Promise<string> {
  try {
    return guessBy(await (detector ??= startDetector()), sample);
  } catch (error) {
    detector = undefined;
    throw error;
  }
}

function guessBy(wasm: Detector, sample: Uint8Array): string {
  const bytes = wasm.__wbindgen_malloc(sample.length);
  new Uint8Array(wasm.memory.buffer).set(sample, bytes);
  // It frees the sample itself.
  const found = wasm.encodingdetector_new();
  wasm.encodingdetector_feed(found, bytes, sample.length, 1);
  const answer = wasm.__wbindgen_add_to_stack_pointer(-16);
  wasm.encodingdetector_guess(answer, found, 0, 0, 0);
  const [at, length] = new Int32Array(wasm.memory.buffer, answer, 2) as unknown as readonly [number, number];
  const name = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, at, length).slice());
  wasm.__wbindgen_add_to_stack_pointer(16);
  wasm.__wbindgen_free(at, length);
  wasm.__wbg_encodingdetector_free(found);
  return name;
}

function joined(words: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(words.reduce((sum, { length }) => sum + length + 1, 0));
  let at = 0;
  for (const word of words) {
    whole.set(word, at);
    at += word.length;
    whole[at++] = 0x0a;
  }
  return whole;
}

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && /[A-Za-z]/.test(String.fromCharCode(byte));

/** £ 5, 3 m², 25 °C, 5 µm, ±1, “so” – signs that tables in English have too. */
function isSigns(words: readonly Uint8Array[]): boolean {
  const signs = new Set([..."£€°µ²³±§©®½¼¾×÷·–—…“”‘’•™¥¢«»ºª"].map((sign) => sign.codePointAt(0)!));
  return words.every((word) =>
    [...decoded("windows-1252", word)].every((character, i, all) => {
      const code = character.codePointAt(0)!;
      if (code < 0x80) return true;
      if (!signs.has(code)) return false;
      if (/[“”‘’–—…«»]/.test(character)) return true;
      const [before, after] = [all[i - 1] ?? "", all[i + 1] ?? ""];
      if (/[²³]/.test(character)) return /[A-Za-z]/.test(before) && !/[A-Za-z\u0080-\uffff]/.test(after);
      // A degree before its scale, a micro before its unit; else no letter is near.
      if (/[°µ]/.test(character))
        return !/[A-Za-z\u0080-\uffff]/.test(before) && !/[a-z]{4}/.test(all.slice(i + 1).join(""));
      return !/[A-Za-z]/.test(before) && !/[A-Za-z]/.test(after);
    }),
  );
}

// How often each of а..я stands in Russian text, in thousandths.
const russian = [
  80, 16, 45, 17, 30, 85, 9, 16, 74, 12, 35, 44, 32, 67, 110, 28, 47, 55, 63, 26, 2, 10, 5, 14, 7, 4, 1, 19, 17, 3, 6,
  20,
];

/** How much words look like Cyrillic ones, as a mean of letters' frequencies; 0 where one cannot be one. */
function cyrillic(encoding: string, words: readonly Uint8Array[]): number {
  const decoder = new TextDecoder(encoding);
  let sum = 0;
  let letters = 0;
  for (const word of words) {
    const text = decoder.decode(word);
    for (const part of text.match(/[^\0-\x7f]+/g) ?? []) {
      if (!/^(?:[\u0400-\u042f]?[\u0430-\u045f]+|[\u0400-\u042f]+)$/.test(part)) return 0;
      for (const letter of part.toLowerCase()) {
        sum += russian[letter.codePointAt(0)! - 0x430] ?? 8;
        letters++;
      }
      // Names of columns and places are rarely all capitals.
      if (/^[\u0400-\u042f]{2,}$/.test(part)) sum -= 15 * part.length;
    }
  }
  return letters === 0 ? 0 : Math.max(0, sum / letters);
}

/**
 * Whether the words, read so, are of Chinese, Japanese or Korean characters, which stand beside Latin letters as good
 * as never.
 */
function isEastern(encoding: string, words: readonly Uint8Array[]): boolean {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const few = words.reduce((sum, word) => sum + word.filter((byte) => byte >= 0x80).length, 0) < 8;
  const east = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff01-\uff9f]/;
  try {
    return words.every((word) => {
      const text = decoder.decode(word);
      return (
        [...text].every((character) => character < "\x80" || east.test(character)) &&
        // A single sign beside a letter of any size is an umlaut of ours that happens to be half of one of theirs.
        !(few ? /[A-Za-z][^\0-\x7f]|[^\0-\x7f][A-Za-z]/ : /[a-z][^\0-\x7f]|[^\0-\x7f][a-z]/).test(text)
      );
    });
  } catch {
    return false;
  }
}

/** Which of the encodings that write two bytes from 0xa1 for a character. */
function eastern(words: readonly Uint8Array[]): string | undefined {
  const leads: number[] = [];
  let pairs = true;
  for (const word of words) {
    for (let i = 0; i < word.length; i++) {
      if (word[i]! < 0x80) continue;
      if (word[i]! < 0xa1 || !(word[i + 1]! >= 0xa1)) pairs = false;
      leads.push(word[i++]!);
    }
  }
  const all = (low: number, high: number) => leads.every((lead) => lead >= low && lead <= high);
  if (pairs) {
    // Syllables of Korean have a block of their own; kana likewise; the commonest Chinese characters end at 0xd7, which
    // Japanese ones have only up to 0xcf.
    if (all(0xb0, 0xc8) && isEastern("euc-kr", words)) return "euc-kr";
    if (leads.some((lead) => lead === 0xa4 || lead === 0xa5) && isEastern("euc-jp", words)) return "euc-jp";
    if (all(0xb0, 0xd7) && isEastern("gb18030", words)) return "gb18030";
  } else {
    const starts = words.filter((word) =>
      word.some((byte) => (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xea)),
    );
    if (starts.length === words.length && isEastern("shift_jis", words)) return "shift_jis";
    // Half-width kana: single bytes from 0xa6 to 0xdf.
    if (
      words.every((word) => word.every((byte) => byte < 0x80 || (byte >= 0xa6 && byte <= 0xdf))) &&
      words.some((word) => word.length > 2 && word.includes(0xde))
    )
      if (isEastern("shift_jis", words)) return "shift_jis";
  }
  if (all(0xa4, 0xc6) && isEastern("big5", words)) return "big5";
  return undefined;
}

/**
 * The encoding of a text that is not UTF-8. chardetng (Firefox's) is made for pages, that is for sentences; where a
 * table has a few short words only, what those can be in the encodings that people's files have decides. Nothing here
 * can be certain: it is said and can be changed.
 */
export async function detect(pieces: readonly Uint8Array[]): Promise<string> {
  const words = wordsOf(pieces).filter((word) => !isSigns([word]));
  if (words.length === 0) return "windows-1252";
  const sample = joined(words);
  let found: string;
  try {
    found = encodingName(await guess(sample));
  } catch (error) {
    if (error instanceof KeepfitError && error.code !== "engine_unavailable") throw error;
    throw new KeepfitError(
      {
        code: "engine_unavailable",
        where: "encoding",
        message: `The file's text is not UTF-8, and what finds out its encoding could not be loaded: ${reasonOf(error)}.`,
        hint: 'Say the encoding: { encoding: "windows-1252" }.',
      },
      { cause: error },
    );
  }
  if (found === "gbk") found = "gb18030";
  // Few bytes are text of several encodings; then the common characters of each decide.
  const few = found !== "shift_jis" && sample.length <= 60 ? commonIn(words) : undefined;
  if (few !== undefined && isEastern(few, words)) return few;
  if (["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"].includes(found)) {
    // Beyond a few words it knows better.
    if (sample.length > 200 || isEastern(found, words)) return found;
    return eastern(words) ?? westernOf(words) ?? "windows-1252";
  }
  // Letters of the Baltic, Turkey, Greece and the east are where Western Europe has its own.
  const old = /125[3-8]|8859-(?!1$|2$|15)|koi8|1251/.test(found) ? undefined : westernOf(words);
  if (old !== undefined) return old;
  const text = decoded(found, sample);
  const latin = decoded("windows-1252", sample);
  // Where both read the same, it is the one that is common.
  if (found !== "windows-1252" && text === latin) return "windows-1252";
  if (sample.length <= 400) {
    const solid = words.every(
      (word) => !word.some((byte, i) => byte >= 0x80 && (isLetter(word[i - 1]) || isLetter(word[i + 1]))),
    );
    const alone = words.reduce((sum, { length }) => sum + length, 0) < 3;
    // Greek, Arabic and Hebrew have all their letters where Cyrillic has; a final letter within a word is none of
    // Hebrew.
    const other =
      /125[36]|8859-[67]/.test(found) || (found === "windows-1255" && !/[םןץףך][א-ת]/.test(text) ? 48 : false);
    if (solid && !alone && other !== true) {
      const [windows, koi] = [cyrillic("windows-1251", words), cyrillic("koi8-r", words)];
      if (Math.max(windows, koi) >= (other || 30)) return windows >= koi ? "windows-1251" : "koi8-r";
    }
    const east = other ? undefined : eastern(words);
    if (east) return east;
    if (alone) return "windows-1252";
    // Old Macintosh files: their letters are those bytes that elsewhere are quotation marks and dashes.
    if (found === "windows-1252" && sample.every((byte) => byte < 0xa0 || byte === 0xa7)) {
      const mac = decoded("macintosh", sample);
      if (/^[\0-\x7fÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûüß]+$/.test(mac)) return "macintosh";
    }
  }
  // A single letter that both have is French: château, Haïti; and so is œu.
  const letters = (of: string): string[] => [...new Set(of.toLowerCase().match(/[^\0-\x7f]/g) ?? [])];
  if (/1257|8859-(?:4|13)$/.test(found) && letters(latin).length === 1 && /^[âïîéèêëôûçüöä]$/.test(letters(latin)[0]!))
    return "windows-1252";
  if (/1250|8859-2$/.test(found) && letters(latin).every((letter) => letter === "œ") && /œu/i.test(latin))
    return "windows-1252";
  // Windows has taken the place of these; they are equal in their letters.
  const windows: { [encoding: string]: string } = {
    "koi8-u": /[ґєіїҐЄІЇ]/.test(text) ? "koi8-u" : "koi8-r",
    "iso-8859-5": cyrillic("windows-1251", words) >= 30 ? "windows-1251" : "iso-8859-5",
    "iso-8859-4": "windows-1257",
  };
  return windows[found] ?? found;
}
