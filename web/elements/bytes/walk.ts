// Where every value of a file lies: MessagePack walked without being taken apart, and only as far as somebody looks.

export type SpanKind = "map" | "list" | "text" | "number" | "nil" | "boolean" | "bytes" | "array";

/** A value of a file, with its key where it has one: bytes from `from` up to `to`, the value itself from `value`. */
export interface Span {
  readonly name: string;
  readonly kind: SpanKind;
  readonly from: number;
  readonly value: number;
  readonly to: number;
  /** How many entries or items a map or a list has. */
  readonly size: number;
  readonly parent: Span | undefined;
}

interface Head {
  readonly kind: SpanKind;
  /** How many bytes stand before what it holds, or before the next value. */
  readonly length: number;
  /** Bytes of a text, of bytes and of an array that follow the head; entries of a map, items of a list. */
  readonly size: number;
}

/** Element types of arrays, by MessagePack ext type. */
const dtypes = [
  { name: "float64", size: 8, read: (view: DataView, at: number) => view.getFloat64(at, true) },
  { name: "float32", size: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) },
  { name: "int32", size: 4, read: (view: DataView, at: number) => view.getInt32(at, true) },
  { name: "uint8", size: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  { name: "int64", size: 8, read: (view: DataView, at: number) => view.getBigInt64(at, true) },
] as const;

const numberSizes: readonly number[] = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8]; // from 0xca on
const extSizes: readonly number[] = [1, 2, 4, 8, 16]; // from 0xd4 on

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A length of 1, 2 or 4 bytes, behind the first byte of a value. */
function lengthAt(view: DataView, at: number, width: number): number {
  return width === 1 ? view.getUint8(at + 1) : width === 2 ? view.getUint16(at + 1) : view.getUint32(at + 1);
}

/** @throws RangeError where there is no value. */
function headAt(view: DataView, at: number): Head {
  const first = view.getUint8(at);
  const fixed = (kind: SpanKind, length: number, size = 0): Head => ({ kind, length, size });
  const counted = (kind: SpanKind, width: number, more = 0): Head =>
    fixed(kind, 1 + width + more, lengthAt(view, at, width));
  if (first < 0x80 || first >= 0xe0) return fixed("number", 1);
  if (first < 0x90) return fixed("map", 1, first & 15);
  if (first < 0xa0) return fixed("list", 1, first & 15);
  if (first < 0xc0) return fixed("text", 1, first & 31);
  if (first === 0xc0) return fixed("nil", 1);
  if (first === 0xc2 || first === 0xc3) return fixed("boolean", 1);
  if (first >= 0xc4 && first <= 0xc6) return counted("bytes", 1 << (first - 0xc4));
  if (first >= 0xc7 && first <= 0xc9) return counted("array", 1 << (first - 0xc7), 1);
  if (first >= 0xca && first <= 0xd3) return fixed("number", 1 + numberSizes[first - 0xca]!);
  if (first >= 0xd4 && first <= 0xd8) return fixed("array", 2, extSizes[first - 0xd4]!);
  if (first >= 0xd9 && first <= 0xdb) return counted("text", 1 << (first - 0xd9));
  if (first === 0xdc || first === 0xdd) return counted("list", first === 0xdc ? 2 : 4);
  if (first === 0xde || first === 0xdf) return counted("map", first === 0xde ? 2 : 4);
  throw new RangeError(`No value begins at byte ${at}.`);
}

/** The end of the value that begins at a byte; without recursion, so that no depth is too deep. */
function endOf(view: DataView, at: number): number {
  for (let left = 1; left > 0; left--) {
    const { kind, length, size } = headAt(view, at);
    at += length;
    if (kind === "map") left += 2 * size;
    else if (kind === "list") left += size;
    else at += size;
  }
  if (at > view.byteLength) throw new RangeError("A value goes on behind the end of the file.");
  return at;
}

const utf8 = new TextDecoder();

export function textOf(bytes: Uint8Array, at: number): string {
  const { length, size } = headAt(viewOf(bytes), at);
  return utf8.decode(bytes.subarray(at + length, at + length + size));
}

/** The whole of a file, as one value. */
export function wholeOf(bytes: Uint8Array): Span {
  const { kind, size } = headAt(viewOf(bytes), 0);
  return { name: "", kind, from: 0, value: 0, to: bytes.length, size, parent: undefined };
}

const known = new WeakMap<Span, readonly Span[]>();

/** What a map or a list holds, in its order; empty for anything else. */
export function childrenOf(bytes: Uint8Array, span: Span): readonly Span[] {
  let found = known.get(span);
  if (!found) known.set(span, (found = span.kind === "map" || span.kind === "list" ? inside(bytes, span) : []));
  return found;
}

function inside(bytes: Uint8Array, parent: Span): Span[] {
  const view = viewOf(bytes);
  const spans: Span[] = [];
  let at = parent.value + headAt(view, parent.value).length;
  for (let i = 0; i < parent.size; i++) {
    const from = at;
    const value = parent.kind === "map" ? endOf(view, at) : at;
    const name = parent.kind === "map" ? textOf(bytes, from) : (calledItself(bytes, view, value) ?? String(i));
    const { kind, size } = headAt(view, value);
    at = endOf(view, value);
    spans.push({ name, kind, from, value, to: at, size, parent });
  }
  return spans;
}

/** How an item of a list calls itself: `[name, ...]`, `{"name": ...}`, `{"step": ..., "method": ...}`. */
function calledItself(bytes: Uint8Array, view: DataView, at: number): string | undefined {
  const { kind, length, size } = headAt(view, at);
  if (size === 0) return undefined;
  const first = at + length;
  const isText = (where: number): boolean => headAt(view, where).kind === "text";
  if (kind === "list") return size > 1 && isText(first) ? textOf(bytes, first) : undefined;
  if (kind !== "map" || !isText(first)) return undefined;
  const second = endOf(view, first);
  if (!isText(second)) return undefined;
  const name = textOf(bytes, second);
  if (textOf(bytes, first) === "name") return name;
  if (textOf(bytes, first) !== "step" || size < 2) return undefined;
  const third = endOf(view, second);
  const method = textOf(bytes, third) === "method" ? textOf(bytes, endOf(view, third)) : "";
  return [name || "the whole", method].filter(Boolean).join(", ");
}

/** From the whole down to the innermost value that a byte belongs to. */
export function chainTo(bytes: Uint8Array, whole: Span, at: number): Span[] {
  const chain = [whole];
  for (;;) {
    const spans = childrenOf(bytes, chain.at(-1)!);
    // Of many, the one is found by halves.
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle]!.to <= at) low = middle + 1;
      else high = middle;
    }
    const found = spans[low];
    if (!found || at < found.from) return chain;
    chain.push(found);
  }
}

/** The names that lead to a value, from the outermost. */
export function namesOf(span: Span): string[] {
  const names: string[] = [];
  for (let at: Span | undefined = span; at?.parent; at = at.parent) names.unshift(at.name);
  return names;
}

// ---- arrays -------------------------------------------------------------------------------------------------------

export interface ArrayFacts {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where the elements begin, and how long one is. */
  readonly elements: number;
  readonly width: number;
  readonly count: number;
}

/** What an array of a file is made of; undefined for an ext value that is none. */
export function arrayFacts(bytes: Uint8Array, { kind, value }: Span): ArrayFacts | undefined {
  if (kind !== "array") return undefined;
  const view = viewOf(bytes);
  const { length, size } = headAt(view, value);
  const dtype = dtypes[view.getUint8(value + length - 1) - 1];
  const body = value + length;
  const axes = size > 0 ? view.getUint8(body) : 0;
  if (!dtype || axes < 1 || 4 + 4 * axes > size) return undefined;
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(body + 4 + 4 * axis, true));
  const count = shape.reduce((product, extent) => product * extent, 1);
  return { dtype: dtype.name, shape, elements: body + 4 + 4 * axes, width: dtype.size, count };
}

const numberText = (value: number | bigint): string => (Object.is(value, -0) ? "-0" : String(value));

/** An element of an array as text. */
export function elementText(bytes: Uint8Array, { dtype, elements, width }: ArrayFacts, index: number): string {
  const { read } = dtypes.find(({ name }) => name === dtype)!;
  return numberText(read(viewOf(bytes), elements + index * width));
}

export interface ElementAt {
  readonly index: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The element of an array that a byte is of; undefined in its head. */
export function elementAt(bytes: Uint8Array, span: Span, at: number): ElementAt | undefined {
  const facts = arrayFacts(bytes, span);
  if (!facts || at < facts.elements) return undefined;
  const flat = Math.floor((at - facts.elements) / facts.width);
  let rest = flat;
  const index = facts.shape.toReversed().map((extent) => {
    const here = rest % extent;
    rest = Math.floor(rest / extent);
    return here;
  });
  const from = facts.elements + flat * facts.width;
  return { index: index.reverse(), from, to: from + facts.width, text: elementText(bytes, facts, flat) };
}

// ---- values as text -----------------------------------------------------------------------------------------------

const previewed = 6;

/** What a value is, short; a text of the file is as it stands there. */
export function previewOf(bytes: Uint8Array, span: Span): string {
  const view = viewOf(bytes);
  switch (span.kind) {
    case "text":
      return textOf(bytes, span.value);
    case "nil":
      return "nil";
    case "boolean":
      return view.getUint8(span.value) === 0xc3 ? "true" : "false";
    case "number":
      return numberText(numberAt(view, span.value));
    case "bytes":
      return `${span.size} bytes`;
    case "map":
    case "list":
      return "";
    case "array":
      return arrayPreview(bytes, span);
  }
}

function arrayPreview(bytes: Uint8Array, span: Span): string {
  const facts = arrayFacts(bytes, span);
  if (!facts) return "";
  const shown = Array.from({ length: Math.min(facts.count, previewed) }, (_, i) => elementText(bytes, facts, i));
  return `[${shown.join(", ")}${facts.count > previewed ? ", ..." : ""}]`;
}

function numberAt(view: DataView, at: number): number | bigint {
  const first = view.getUint8(at);
  if (first < 0x80) return first;
  if (first >= 0xe0) return first - 256;
  const readers: ((at: number) => number | bigint)[] = [
    (from) => view.getFloat32(from),
    (from) => view.getFloat64(from),
    (from) => view.getUint8(from),
    (from) => view.getUint16(from),
    (from) => view.getUint32(from),
    (from) => view.getBigUint64(from),
    (from) => view.getInt8(from),
    (from) => view.getInt16(from),
    (from) => view.getInt32(from),
    (from) => view.getBigInt64(from),
  ];
  return readers[first - 0xca]!(at + 1);
}
