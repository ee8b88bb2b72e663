// Files in Node, which are read ahead and straight into the reader's memory: the same as their bytes.
import { createHash } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CodedText, createEngine, type Engine, type TableRead } from "../../web/lib/index.js";
import { type Content, contentOf, handyContentOf } from "../../web/lib/tables/source.js";
import { root } from "./helpers.js";

const piece = 1 << 20;
let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await createEngine();
  folder = mkdtempSync(join(tmpdir(), "keepfit-tables-"));
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

/** A table of so many bytes, whose lines are of many lengths. */
function tableOf(size: number): Uint8Array {
  let text = "length,town,width\n";
  for (let i = 0; text.length < size; i++)
    text += `${((i * 7919) % 1000003) / 10 ** (i % 5)},${["Bern", "Basel", '"St. Gallen"', ""][(i * i) % 4]},${-i}\n`;
  // Its last line becomes a number of ones.
  const whole = text.slice(0, text.lastIndexOf("\n", size - 20) + 1);
  return new TextEncoder().encode(`${`${whole}1,Bern,`.padEnd(size - 1, "1").slice(0, size - 1)}\n`);
}

function fileOf(bytes: Uint8Array): string {
  const file = join(folder, `${bytes.length}.csv`);
  writeFileSync(file, bytes);
  return file;
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of pieces) parts.push(part.slice());
  return Buffer.concat(parts);
}

/** Values as bytes, which are compared faster. */
const valuesOf = ({ X }: TableRead): Map<string, unknown> =>
  new Map(
    [...X.columns].map(([name, column]) => [
      name,
      column instanceof Float64Array
        ? Buffer.from(column.buffer).toString("base64")
        : { ...column, codes: Buffer.from((column as CodedText).codes.buffer).toString("base64") },
    ]),
  );

describe("a file is read as its bytes are", () => {
  // Whole ones, a byte more and a byte less than pieces, fewer and more than are read ahead.
  const sizes = [1000, piece - 1, piece, piece + 1, 2 * piece, 5 * piece - 1, 6 * piece, 6 * piece + 1];
  test.each(sizes)("%i bytes", async (size) => {
    const bytes = tableOf(size);
    expect(bytes.length).toBe(size);
    const table = await engine.readTable(pathToFileURL(fileOf(bytes)));
    const { reading, problems, notes } = table;
    const same = await engine.readTable(bytes, { name: `${size}.csv` });
    expect(reading.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(reading).toEqual(same.reading);
    expect([problems, notes]).toEqual([same.problems, same.notes]);
    expect(valuesOf(table)).toEqual(valuesOf(same));
  });

  test("bytes that are no UTF-8 in its last piece, too", async () => {
    const bytes = tableOf(3 * piece);
    bytes.set([0x42, 0xe4, 0x72, 0x2c], bytes.lastIndexOf(10, bytes.length - 2) + 1);
    const table = await engine.readTable(pathToFileURL(fileOf(bytes)));
    expect(table.reading.encoding).toBe("windows-1252");
    expect(valuesOf(table)).toEqual(valuesOf(await engine.readTable(bytes)));
  });

  test("a call that is cancelled while it is read ends, and the next one goes on", async () => {
    const file = pathToFileURL(fileOf(tableOf(8 * piece)));
    const stop = new AbortController();
    const options = { signal: stop.signal, onProgress: () => stop.abort() };
    await expect(engine.readTable(file, options)).rejects.toMatchObject({ code: "cancelled" });
    expect((await engine.readTable(file)).X.columns.size).toBe(3);
  });
});

/** How many threads Node starts during some work, as it tells itself. */
async function threadsFor(work: () => Promise<void>): Promise<number> {
  let count = 0;
  const onStart = (): void => void count++;
  subscribe("worker_threads", onStart);
  try {
    await work();
  } finally {
    unsubscribe("worker_threads", onStart);
  }
  return count;
}

describe("a thread that read a large file", () => {
  // Threads run what is built.
  test("reads the next one, too; and of two at once one stays", { timeout: 120_000 }, async () => {
    const address = pathToFileURL(`${root}build/lib/index.js`).href;
    const own = await ((await import(address)) as typeof import("../../web/lib/index.js")).createEngine();
    // So large that its reader is free as soon as it is read.
    const large = tableOf(33 << 20);
    const file = pathToFileURL(fileOf(large));
    const read = async (): Promise<void> => void expect((await own.readTable(file)).reading.rows).toBeGreaterThan(1e6);
    expect(await threadsFor(read)).toBe(1);
    expect(await threadsFor(read)).toBe(0);
    expect(await threadsFor(async () => void (await Promise.all([read(), read()])))).toBe(1);
    expect(await threadsFor(read)).toBe(0);
    own.close();
  });
});

describe("a file whose size changes while it is read", () => {
  const into = async (content: Content, size: number): Promise<{ place: Uint8Array; size: number; more: boolean }> => {
    const place = new Uint8Array(size).fill(255);
    let more = false;
    let done = 0;
    for await (const part of content.fill!(place, () => (more = true))) {
      expect(part.byteOffset).toBe(done);
      done += part.length;
    }
    return { place, size: done, more };
  };

  test.each([piece, 3 * piece, 3 * piece + 5])("it has grown to %i bytes", async (size) => {
    const bytes = tableOf(size);
    const content = contentOf({ file: fileOf(bytes), size: size - 100 });
    const filled = await into(content, size - 100);
    expect([filled.size, filled.more]).toEqual([size - 100, true]);
    expect(Buffer.compare(filled.place, bytes.subarray(0, size - 100))).toBe(0);
    expect(Buffer.compare(await all(content.pieces(true, size - 100)), bytes.subarray(size - 100))).toBe(0);
    expect(Buffer.compare(await all((await handyContentOf({ file: fileOf(bytes), size: 10 })).pieces()), bytes)).toBe(
      0,
    );
  });

  test.each([0, 5, piece, 2 * piece + 5])("it has shrunk to %i bytes", async (size) => {
    const bytes = size > 0 ? tableOf(Math.max(size, 50)).subarray(0, size) : new Uint8Array(0);
    const file = fileOf(bytes);
    const filled = await into(contentOf({ file, size: 4 * piece }), 4 * piece);
    expect([filled.size, filled.more]).toEqual([size, false]);
    expect(Buffer.compare(filled.place.subarray(0, size), bytes)).toBe(0);
    expect(Buffer.compare(await all((await handyContentOf({ file, size: 1000 })).pieces()), bytes)).toBe(0);
  });

  test("of a blob, pieces begin where they are asked for", async () => {
    const bytes = tableOf(9 * piece);
    const content = contentOf(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    expect(Buffer.compare(await all(content.pieces(false, 5, 1000)), bytes.subarray(5))).toBe(0);
  });
});
