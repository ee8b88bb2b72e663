// Small messages, of which there is one to and fro for every row that is predicted: what they are made of is written
// and read here without asking what else a value might be, in the bytes of the library that codec.ts takes for all
// others. Where anything else is met, `undefined` leaves the message to it as a whole.
import type { Tensor } from "./types.js";

/** Longer messages gain little, and deeper ones are not sent. */
const most = 1 << 13;
const deepest = 16;
const paper = new Uint8Array(most);
const sheet = new DataView(paper.buffer);
let at = 0;

// ---- writing ------------------------------------------------------------------------------------------------------

export function writeQuickly(value: unknown): Uint8Array | undefined {
  at = 0;
  // No single piece but an array takes more than the margin, and those look for themselves.
  return write(value, 0) ? paper.slice(0, at) : undefined;
}

const margin = 300;

function write(value: unknown, depth: number): boolean {
  if (at > most - margin || depth > deepest) return false;
  switch (typeof value) {
    case "string":
      return writeText(value);
    case "number":
      return writeNumber(value);
    case "boolean":
      paper[at++] = value ? 0xc3 : 0xc2;
      return true;
    case "object":
      return value === null ? ((paper[at++] = 0xc0), true) : writeObject(value, depth + 1);
    default:
      return false;
  }
}

function writeText(text: string): boolean {
  const { length } = text;
  if (length > 255) return false;
  if (length < 32) paper[at++] = 0xa0 | length;
  else {
    paper[at++] = 0xd9;
    paper[at++] = length;
  }
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return false;
    paper[at++] = code;
  }
  return true;
}

function writeNumber(value: number): boolean {
  if (!Number.isInteger(value)) {
    paper[at++] = 0xcb;
    if (value === value) sheet.setFloat64(at, value);
    else (sheet.setUint32(at, 0x7ff80000), sheet.setUint32(at + 4, 0));
    at += 8;
  } else if (value < -32 || value > 0xffffffff) {
    return false;
  } else if (value < 128) {
    paper[at++] = value & 255;
  } else if (value < 256) {
    paper[at++] = 0xcc;
    paper[at++] = value;
  } else if (value < 65536) {
    paper[at++] = 0xcd;
    sheet.setUint16(at, value);
    at += 2;
  } else {
    paper[at++] = 0xce;
    sheet.setUint32(at, value);
    at += 4;
  }
  return true;
}

function writeObject(value: object, depth: number): boolean {
  if (Array.isArray(value)) {
    const { length } = value;
    if (length < 16) paper[at++] = 0x90 | length;
    else {
      // The categories of a column of text; longer ones than the paper holds are seen by that.
      paper[at++] = 0xdc;
      sheet.setUint16(at, length);
      at += 2;
    }
    for (let i = 0; i < length; i++) if (!write(value[i], depth)) return false;
    return true;
  }
  if (ArrayBuffer.isView(value)) return writeArray(value, undefined);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  const { data, shape, $float } = value as { data?: unknown; shape?: unknown; $float?: unknown };
  if (ArrayBuffer.isView(data) && Array.isArray(shape)) return writeArray(data, shape as readonly number[]);
  if ($float !== undefined) return false;
  const head = at++;
  let entries = 0;
  for (const key in value) {
    const item = (value as { [key: string]: unknown })[key];
    if (item === undefined) continue;
    if (++entries > 15 || !writeText(key) || !write(item, depth)) return false;
  }
  paper[head] = 0x80 | entries;
  return true;
}

function writeArray(data: ArrayBufferView, shape: readonly number[] | undefined): boolean {
  const real = data instanceof Float64Array;
  if (!real && !(data instanceof Int32Array)) return false;
  const axes = shape ? shape.length : 1;
  const size = 4 + 4 * axes + data.byteLength;
  if (at + size + 4 > most) return false;
  if (size === 8 || size === 16) paper[at++] = size === 8 ? 0xd7 : 0xd8;
  else if (size < 256) {
    paper[at++] = 0xc7;
    paper[at++] = size;
  } else {
    paper[at++] = 0xc8;
    sheet.setUint16(at, size);
    at += 2;
  }
  paper[at++] = real ? 1 : 3;
  sheet.setUint32(at, axes, true);
  at += 4;
  for (let axis = 0; axis < axes; axis++, at += 4) sheet.setUint32(at, shape ? shape[axis]! : data.length, true);
  if (!real) {
    for (let i = 0; i < data.length; i++, at += 4) sheet.setInt32(at, data[i]!, true);
    return true;
  }
  for (let i = 0; i < data.length; i++, at += 8) {
    const number = data[i]!;
    if (number === number) sheet.setFloat64(at, number, true);
    else (sheet.setUint32(at, 0, true), sheet.setUint32(at + 4, 0x7ff80000, true));
  }
  return true;
}

// ---- reading ------------------------------------------------------------------------------------------------------

let given: Uint8Array = paper;
let words: DataView = sheet;
let end = 0;

/** Stands for what is left to the library: a damaged message, too. */
const unread = Symbol();

export function readQuickly(bytes: Uint8Array): unknown {
  if (bytes.length > most) return undefined;
  given = bytes;
  words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  [at, end] = [0, bytes.length];
  const value = read(0);
  return value === unread || at !== end ? undefined : value;
}

function read(depth: number): unknown {
  if (at >= end || depth > deepest) return unread;
  const head = given[at++]!;
  if (head < 0x80) return head;
  if (head < 0x90) return readMap(head & 15, depth + 1);
  if (head < 0xa0) return readList(head & 15, depth + 1);
  if (head < 0xc0) return readText(head & 31);
  if (head >= 0xe0) return head - 256;
  switch (head) {
    case 0xc0:
      return null;
    case 0xc2:
      return false;
    case 0xc3:
      return true;
    case 0xc7:
      return at < end ? readArray(given[at++]!) : unread;
    case 0xcb:
      at += 8;
      return at > end ? unread : words.getFloat64(at - 8);
    case 0xcc:
      return at < end ? given[at++] : unread;
    case 0xd7:
      return readArray(8);
    case 0xd8:
      return readArray(16);
    default:
      return unread;
  }
}

function readList(length: number, depth: number): unknown {
  const list: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const item = read(depth);
    if (item === unread) return unread;
    list.push(item);
  }
  return list;
}

function readMap(entries: number, depth: number): unknown {
  const map: { [key: string]: unknown } = {};
  for (let i = 0; i < entries; i++) {
    const head = at < end ? given[at++]! : 0;
    const key = (head & 0xe0) === 0xa0 ? readText(head & 31) : unread;
    // One that would not be set like the others is refused by the library.
    if (typeof key !== "string" || key === "__proto__") return unread;
    const value = read(depth);
    if (value === unread) return unread;
    map[key] = value;
  }
  return map;
}

/** Texts that were read lately, by a few of their bits: most are names that come again and again. */
const lately: string[] = Array.from({ length: 256 }, () => "");

function readText(length: number): unknown {
  const start = at;
  if ((at += length) > end) return unread;
  let mark = length;
  for (let i = start; i < at; i++) {
    const code = given[i]!;
    if (code > 127) return unread;
    mark = (mark * 31 + code) & 255;
  }
  const known = lately[mark]!;
  let same = known.length === length;
  for (let i = 0; same && i < length; i++) same = known.charCodeAt(i) === given[start + i];
  return same ? known : (lately[mark] = String.fromCharCode(...given.subarray(start, at)));
}

function readArray(size: number): unknown {
  const type = given[at];
  const start = at + 1;
  at = start + size;
  if (at > end || size < 8 || (type !== 1 && type !== 3)) return unread;
  const axes = given[start]!;
  const width = type === 1 ? 8 : 4;
  let count = 1;
  for (let axis = 0; axis < axes; axis++) {
    if (4 + 4 * axis + 4 > size) return unread;
    count *= words.getUint32(start + 4 + 4 * axis, true);
  }
  const from = start + 4 + 4 * axes;
  if (axes === 0 || from + count * width !== at) return unread;
  const data = type === 1 ? new Float64Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++)
    data[i] = type === 1 ? words.getFloat64(from + 8 * i, true) : words.getInt32(from + 4 * i, true);
  if (axes === 1) return data;
  const shape = Array.from({ length: axes }, (_, axis) => words.getUint32(start + 4 + 4 * axis, true));
  return { data, shape } satisfies Tensor<typeof data>;
}
