// Holding what the engine answers to what a fixture expects.
import { expect } from "vitest";
import { infinities, type Tolerance } from "../../web/fixtures.js";

/** Numbers, strings and lists of whatever the library answers. */
export function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null && "data" in value && "shape" in value) {
    const { data, shape } = value as { data: ArrayLike<number>; shape: readonly number[] };
    const nest = (from: number, axis: number): unknown => {
      const step = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      return Array.from({ length: shape[axis]! }, (_, i) =>
        axis === shape.length - 1 ? Number(data[from + i]) : nest(from + i * step, axis + 1),
      );
    };
    return nest(0, 0);
  }
  if (typeof value === "object" && value !== null)
    return Object.entries(value).map(([key, item]) => [key, plain(item)]);
  return value;
}

function close(expected: unknown, got: unknown, { class: kind, rtol = 0, atol = 0 }: Tolerance): boolean {
  if (expected === null) return got === null || (typeof got === "number" && Number.isNaN(got));
  if (typeof expected === "string" && typeof got === "number") return infinities[expected] === got;
  const a = typeof expected === "boolean" ? Number(expected) : expected;
  const b = typeof got === "boolean" ? Number(got) : got;
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  if (a === b) return true;
  return kind !== "exact" && Math.abs(a - b) <= atol + rtol * Math.abs(a);
}

/** The first difference beyond the tolerance, as a sentence. Axes of length 1 may be missing on either side. */
function firstDifference(expected: unknown, got: unknown, tolerance: Tolerance, path = ""): string | undefined {
  if (!Array.isArray(expected)) {
    if (Array.isArray(got) && got.length === 1) return firstDifference(expected, got[0], tolerance, path);
    return close(expected, got, tolerance) ? undefined : `${path || "value"}: expected ${expected}, got ${got}`;
  }
  if (!Array.isArray(got)) {
    if (expected.length === 1) return firstDifference(expected[0], got, tolerance, path);
    return `${path || "value"}: expected a list of ${expected.length}, got ${got}`;
  }
  if (expected.length !== got.length) {
    const [inner] = expected as unknown[];
    if (expected.length === 1 && Array.isArray(inner)) return firstDifference(inner, got, tolerance, `${path}[0]`);
    if (got.length === 1 && Array.isArray(got[0])) return firstDifference(expected, got[0], tolerance, path);
    return `${path || "value"}: expected ${expected.length} items, got ${got.length}`;
  }
  for (let i = 0; i < expected.length; i++) {
    const difference = firstDifference(expected[i], got[i], tolerance, `${path}[${i}]`);
    if (difference) return difference;
  }
  return undefined;
}

/** Compares, and knows how often. */
export class Comparison {
  #count = 0;

  check(key: string, expected: unknown, got: unknown, tolerance: Tolerance): void {
    this.#count++;
    const bare = key.split("__").at(-1)!;
    const own = tolerance.keys?.[key] ?? tolerance.keys?.[bare] ?? tolerance;
    const difference = firstDifference(expected, plain(got), own);
    if (difference) expect.fail(`${key} differs beyond the ${own.class} tolerance: ${difference}`);
  }

  same(key: string, expected: unknown, got: unknown): void {
    this.#count++;
    expect(plain(got), key).toEqual(expected);
  }

  /** A case that compares nothing says nothing. */
  done(): void {
    if (this.#count === 0) expect.fail("nothing was compared");
  }
}

const encoder = new TextEncoder();

/** FNV-1a, 32 bits, of numbers row by row (NaN and 0 in one form each) and of texts as UTF-8 with a zero byte. */
export function hashOf(result: unknown): number {
  let hash = 0x811c9dc5;
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  const add = (each: Uint8Array) => {
    for (const byte of each) hash = Math.imul(hash ^ byte, 0x01000193);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "string") add(encoder.encode(`${value}\0`));
    else {
      const number = value === null ? NaN : Number(value) + 0;
      if (Number.isNaN(number)) view.setBigUint64(0, 0x7ff8000000000000n, true);
      else view.setFloat64(0, number, true);
      add(bytes);
    }
  };
  visit(result);
  return hash >>> 0;
}
