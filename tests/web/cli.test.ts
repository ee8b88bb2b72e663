// The command in Node: what tests/command expects of it and of Python's.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { run } from "../../build/lib/cli/run.js";

/** A file: its text, null for a folder, bytes, or a file of this project: less or more of it. */
type Given =
  | string
  | null
  | { readonly base64: string }
  | { readonly from: string; readonly cut?: number; readonly more?: string };

interface Case {
  readonly title: string;
  /** Of the two commands, where they are not alike. */
  readonly only?: "node" | "python";
  readonly files?: { readonly [name: string]: Given };
  /** Calls that only have to go well. */
  readonly before?: readonly (readonly string[])[];
  readonly run: readonly string[];
  readonly input?: string;
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What files hold then: a text, something (true), or that there is none (null). */
  readonly writes?: { readonly [name: string]: string | true | null };
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const casesOf = (name: string): Case[] =>
  JSON.parse(readFileSync(join(root, "tests", "command", name), "utf8").replaceAll("{version}", version)) as Case[];

function bytesOf(given: Exclude<Given, null>): Uint8Array {
  if (typeof given === "string") return Buffer.from(given);
  if ("base64" in given) return Buffer.from(given.base64, "base64");
  const whole = readFileSync(join(root, given.from));
  return Buffer.concat([whole.subarray(0, given.cut ?? whole.length), Buffer.from(given.more ?? "")]);
}

let folder: string;
const home = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keepfit-command-"));
  process.chdir(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

async function called(args: readonly string[], input = ""): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [Uint8Array[], Uint8Array[]] = [[], []];
  const into = (pieces: Uint8Array[]) => (piece: string | Uint8Array) => pieces.push(Buffer.from(piece as string)) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(into(out));
  vi.spyOn(process.stderr, "write").mockImplementation(into(err));
  vi.spyOn(process, "stdin", "get").mockReturnValue(Readable.from([Buffer.from(input)]) as typeof process.stdin);
  try {
    const code = await run(args);
    return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
  } finally {
    vi.restoreAllMocks();
  }
}

describe.each(["cases.json", "predicted.json"])("%s", (name) => {
  const cases = casesOf(name).filter(({ only }) => only !== "python");
  test.each(cases)("$title", async ({ files = {}, before = [], run: args, input, code, out, err, writes = {} }) => {
    for (const [path, given] of Object.entries(files)) {
      mkdirSync(given === null ? path : dirname(path), { recursive: true });
      if (given !== null) writeFileSync(path, bytesOf(given));
    }
    for (const each of before) expect(await called(each), each.join(" ")).toMatchObject({ code: 0 });
    expect(await called(args, input)).toEqual({ code, out, err });
    for (const [path, held] of Object.entries(writes)) {
      const found = ((): string | null => {
        try {
          return readFileSync(path, "utf8");
        } catch {
          return null;
        }
      })();
      if (held === true) expect(found, path).not.toBeNull();
      else expect(found, path).toBe(held);
    }
  });
});
