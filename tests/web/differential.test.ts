// Two readers of MessagePack, the engine's and the library's, on the same bytes. The library does not audit, so what is
// compared is this:
//   1. What the engine's reader accepts, the library's accepts, and both see the same tree: values, types of numbers,
//      element types and shapes of arrays, zeros with their signs. (Every NaN counts as the same.)
//   2. What the library's reader refuses, the engine's refuses.
//   3. What the engine's reader alone refuses, it refuses by a rule of the profile that is stricter than MessagePack
//      (limits, keys, text, numbers, extensions), and never for being cut off or for an unknown byte.
import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeMessage, decodeWithFloats } from "../../web/lib/codec.js";
import { root } from "./helpers.js";
import { NativeHost } from "./native-host.js";

// The profile's own rules, by the words of the engine's refusals.
const stricter = [
  /key that is not text/,
  /the key '.*' twice/s,
  /32-bit float/,
  /not valid UTF-8/,
  /larger than 2\^63/,
  /unknown type/,
  /malformed header/,
  /array's shape/,
  /array without elements/,
  /nested more than/,
  /claims \d+ entries/,
];

const files = ["tests/hostile", "tests/fuzz/corpus/files"].flatMap((folder) =>
  readdirSync(root + folder)
    .filter((name) => name.endsWith(".keepfit"))
    .map((name): [string, Uint8Array] => [
      `${folder}/${name}`,
      new Uint8Array(readFileSync(`${root}${folder}/${name}`)),
    ]),
);

/** The same numbers on every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const out = [...bytes];
  for (let changes = 1 + random(3); changes > 0 && out.length > 0; changes--) {
    const at = random(out.length);
    const kind = random(5);
    if (kind === 0) out[at] = random(256);
    else if (kind === 1) out[at]! ^= 1 << random(8);
    else if (kind === 2) out.splice(at, 1 + random(4));
    else if (kind === 3) out.splice(at, 0, 0xc0 + random(64));
    else out.length = at;
  }
  return Uint8Array.from(out);
}

interface Outcome {
  readonly tree?: unknown;
  readonly refusal?: string;
}

/** Every NaN of an array the one that the engine writes: which one it was is all that its writer does not repeat. */
function oneNaN(value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Float32Array) {
    for (let i = 0; i < value.length; i++) if (Number.isNaN(value[i])) value[i] = NaN;
  } else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(oneNaN);
  }
  return value;
}

function read(bytes: Uint8Array): Outcome {
  try {
    return { tree: oneNaN(decodeWithFloats(bytes)) };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

describe("the engine's reader and the library's", () => {
  let host: NativeHost;
  beforeAll(() => {
    host = new NativeHost();
  });
  afterAll(() => host.end());

  /** "both", "neither" or "library" (which alone accepted). */
  async function compare(bytes: Uint8Array, name: string): Promise<string> {
    const library = read(bytes);
    const { ok, bytes: answer } = await host.call("echo", bytes);
    if (ok) {
      expect(library.refusal, `${name}: the engine reads what the library refuses`).toBeUndefined();
      // The engine's tree, written by the engine; -0 and NaN count.
      expect(isDeepStrictEqual(read(answer).tree, library.tree), `${name}: the trees differ`).toBe(true);
      return "both";
    }
    const { code, message } = decodeMessage(answer) as { code: string; message: string };
    if (library.refusal !== undefined) return "neither";
    expect(
      stricter.some((rule) => rule.test(message)),
      `${name}: only the engine refuses: ${code}: ${message}`,
    ).toBe(true);
    return "library";
  }

  test("agree on every hostile file and every seed", async () => {
    for (const [name, bytes] of files) await compare(bytes, name);
  });

  test("agree on files changed at random", async () => {
    const random = randomNumbers(2026);
    const seen = { both: 0, neither: 0, library: 0 };
    for (let i = 0; i < 4000; i++) {
      const [name, bytes] = files[random(files.length)]!;
      if (bytes.length > 8000) continue;
      const which = await compare(mutated(bytes, random), `${name}, change ${i}`);
      seen[which as keyof typeof seen]++;
    }
    // Each kind was met, or nothing was compared.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });

  test("agree on small messages made of every first byte", async () => {
    const random = randomNumbers(7);
    for (let first = 0; first < 256; first++) {
      for (let i = 0; i < 24; i++) {
        const bytes = Uint8Array.from([
          first,
          ...Array.from({ length: random(20) }, () => (random(3) ? random(4) : random(256))),
        ]);
        await compare(bytes, `0x${Buffer.from(bytes).toString("hex")}`);
      }
    }
  });
});
