import { Decoder, encode, Encoder, ExtData, ExtensionCodec } from "@msgpack/msgpack";
import { KeepfitError, reasonOf } from "./errors.js";
import { float, isFloat } from "./float.js";
import { readQuickly, writeQuickly } from "./quick.js";
import type { Tensor } from "./types.js";

/** Element types of arrays on the border, by MessagePack ext type. */
const kinds = [
  { type: 1, array: Float64Array },
  { type: 2, array: Float32Array },
  { type: 3, array: Int32Array },
  { type: 4, array: Uint8Array },
  { type: 5, array: BigInt64Array },
] as const;

type Elements = Float64Array | Float32Array | Int32Array | Uint8Array | BigInt64Array;

function isTensor(value: object): value is Tensor<Elements> {
  const { data, shape } = value as { data?: unknown; shape?: unknown };
  return ArrayBuffer.isView(data) && Array.isArray(shape);
}

/** ndim, three zero bytes, the extents, then the elements, all little-endian (as every host of JavaScript is). */
function pack(data: Elements, shape: readonly number[]): Uint8Array {
  const start = 4 + 4 * shape.length;
  const payload = new Uint8Array(start + data.byteLength);
  const view = new DataView(payload.buffer);
  payload[0] = shape.length;
  shape.forEach((extent, axis) => view.setUint32(4 + 4 * axis, extent, true));
  payload.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  if (data instanceof Float64Array) {
    for (let i = 0; i < data.length; i++) {
      if (data[i] !== data[i]) {
        view.setUint32(start + 8 * i, 0, true);
        view.setUint32(start + 8 * i + 4, 0x7ff80000, true);
      }
    }
  } else if (data instanceof Float32Array) {
    for (let i = 0; i < data.length; i++) {
      if (data[i] !== data[i]) view.setUint32(start + 4 * i, 0x7fc00000, true);
    }
  }
  return payload;
}

function unpack(payload: Uint8Array, kind: (typeof kinds)[number]): Elements | Tensor<Elements> {
  const dimensions = payload[0] ?? 0;
  const start = 4 + 4 * dimensions;
  if (dimensions === 0 || payload.length < start) throw new Error("an array lacks its shape");
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis, true));
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (start + count * kind.array.BYTES_PER_ELEMENT !== payload.length) {
    throw new Error(`an array of shape (${shape.join(", ")}) has ${payload.length - start} bytes`);
  }
  // A copy: it has a buffer of its own (which can be transferred) and is aligned.
  const data = new kind.array(payload.slice(start).buffer);
  return dimensions === 1 ? data : { data, shape };
}

/** The library asks every extension about every value. What most values are is seen at a glance. */
class ArrayCodec extends ExtensionCodec {
  override tryToEncode(value: unknown, context: undefined): ExtData | null {
    if (Array.isArray(value)) return null;
    if (value instanceof Float64Array) return new ExtData(1, pack(value, [value.length]));
    const plain = Object.getPrototypeOf(value) === Object.prototype;
    return plain && !isTensor(value as object) ? null : super.tryToEncode(value, context);
  }
}

const extensions = new ArrayCodec();
for (const kind of kinds) {
  extensions.register({
    type: kind.type,
    encode: (value: unknown) => {
      if (typeof value !== "object" || value === null) return null;
      // A bare Uint8Array is binary (the bytes of a file), not an array of numbers.
      if (value instanceof kind.array) return value instanceof Uint8Array ? null : pack(value, [value.length]);
      return isTensor(value) && value.data instanceof kind.array ? pack(value.data, value.shape) : null;
    },
    decode: (payload) => unpack(payload, kind),
  });
}

/** Whether a `float(...)` stands somewhere inside. */
function holdsFloat(value: unknown): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) return value.some(holdsFloat);
  if (isFloat(value)) return true;
  for (const key in value) if (holdsFloat((value as { [key: string]: unknown })[key])) return true;
  return false;
}

/** The head of a list or a map of n entries; `wide` is the type with a length of two bytes, the next has four. */
function head(n: number, short: number, wide: number): number[] {
  if (n < 16) return [short | n];
  return n < 65536 ? [wide, n >> 8, n & 255] : [wide + 1, n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
}

const newEncoder = (): Encoder => new Encoder({ extensionCodec: extensions, ignoreUndefined: true });
const newDecoder = (): Decoder => new Decoder({ extensionCodec: extensions });
/** Made once, since making them takes longer than most messages. They keep what they wrote and read last. */
let encoder = newEncoder();
let decoder = newDecoder();
/** More is not kept. */
const keptAtMost = 1 << 16;

function encodeWhole(value: unknown): Uint8Array {
  const bytes = encoder.encode(value);
  if (bytes.length > keptAtMost) encoder = newEncoder();
  return bytes;
}

function decodeWhole(bytes: Uint8Array): unknown {
  try {
    return decoder.decode(bytes);
  } finally {
    if (bytes.length > keptAtMost) decoder = newDecoder();
  }
}

// The encoder writes whole numbers as integers or, if told so, all numbers as floats; what holds both is put together
// here.
function encodeParts(value: unknown, into: Uint8Array[]): void {
  if (!holdsFloat(value)) {
    into.push(encodeWhole(value));
  } else if (isFloat(value)) {
    into.push(encode(value.$float, { forceIntegerToFloat: true }));
  } else if (Array.isArray(value)) {
    into.push(Uint8Array.from(head(value.length, 0x90, 0xdc)));
    for (const item of value) encodeParts(item, into);
  } else {
    const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
    into.push(Uint8Array.from(head(entries.length, 0x80, 0xde)));
    for (const [key, item] of entries) {
      into.push(encode(key));
      encodeParts(item, into);
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * MessagePack as the engine reads it: 1-d typed arrays and `{ data, shape }` become typed arrays of the border, a bare
 * `Uint8Array` becomes binary, `float(1)` a float, keys whose value is undefined are left out.
 */
export function encodeMessage(value: unknown): Uint8Array {
  try {
    const quick = writeQuickly(value);
    if (quick) return quick;
    if (!holdsFloat(value)) return encodeWhole(value);
    const parts: Uint8Array[] = [];
    encodeParts(value, parts);
    return joined(parts);
  } catch (error) {
    throw new KeepfitError(
      {
        code: "bad_value",
        message: `A value cannot be handed to the engine: ${reasonOf(error)}.`,
        hint: "Use plain numbers, strings, arrays and objects.",
      },
      { cause: error },
    );
  }
}

/** `decodeMessage`, but whole numbers that were written as floats become `float(n)`. */
export function decodeWithFloats(bytes: Uint8Array): unknown {
  // The decoder has no option for this; a test notices should its inner name change.
  const decoder = new Decoder({ extensionCodec: extensions }) as unknown as {
    decode(bytes: Uint8Array): unknown;
    readF64(): unknown;
  };
  const read = decoder.readF64.bind(decoder);
  decoder.readF64 = () => {
    const value = read() as number;
    return Number.isInteger(value) ? float(value) : value;
  };
  return decoder.decode(bytes);
}

/**
 * The inverse of `encodeMessage`. 1-d arrays become typed arrays, others `{ data, shape }`; each has its own buffer.
 */
export function decodeMessage(bytes: Uint8Array): unknown {
  try {
    return readQuickly(bytes) ?? decodeWhole(bytes);
  } catch (error) {
    throw new KeepfitError(
      { code: "bad_message", message: `A MessagePack value cannot be read: ${reasonOf(error)}.` },
      { cause: error },
    );
  }
}
