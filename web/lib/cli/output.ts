// What the command prints, reads and writes.
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { asJson } from "./text.js";

/* ---------- What is printed ---------- */

// A file may hold what moves the cursor of a terminal, or turns text around.
const controls = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;

/** Text with the marks written out that would be no text to a terminal. Line ends stay. */
const shown = (text: string): string =>
  text.replace(controls, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);

const line = (sentence: string): string => `${shown(sentence.replaceAll("\n", "\\n"))}\n`;

/** On a line of its own, whatever is in it. */
export const say = (sentence: string): void => void process.stdout.write(line(sentence));

export const sayJson = (value: unknown): void => void process.stdout.write(`${shown(asJson(value))}\n`);

export const tell = (sentence: string): void => void process.stderr.write(line(sentence));

/* ---------- Files ---------- */

/** A file cannot be read or written; which, and why. */
export class Trouble extends Error {}

const why: ReadonlyMap<string, string> = new Map([
  ["EISDIR", "This is a folder, not a file."],
  ["ENAMETOOLONG", "The name is too long."],
  ["ENOSPC", "No room is left."],
]);
const whyNotRead: ReadonlyMap<string, string> = new Map([
  ...why,
  ["ENOENT", "There is no such file."],
  ["ENOTDIR", "There is no such file."],
  ["EACCES", "It may not be read."],
  ["EPERM", "It may not be read."],
]);
const whyNotWritten: ReadonlyMap<string, string> = new Map([
  ...why,
  ["ENOENT", "There is no such folder."],
  ["ENOTDIR", "There is no such folder."],
  ["EACCES", "It may not be written."],
  ["EPERM", "It may not be written."],
  ["EROFS", "It may not be written."],
]);

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

const unread = (path: string, error: unknown): Trouble =>
  new Trouble(`${path}: ${whyNotRead.get(codeOf(error)) ?? `It cannot be read (${codeOf(error)}).`}`);

export const unwritten = (error: unknown, path = "standard output"): Trouble =>
  new Trouble(`${path}: ${whyNotWritten.get(codeOf(error)) ?? `It cannot be written (${codeOf(error)}).`}`);

/** @throws Trouble where it cannot be read. */
export function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unread(path, error);
  }
}

export async function readInput(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of process.stdin) pieces.push(piece as Uint8Array);
  } catch (error) {
    throw unread("standard input", error);
  }
  return Buffer.concat(pieces);
}

/** Whether it is a file, and no folder or device; undefined where there is nothing. */
function isFile(path: string): boolean | undefined {
  try {
    return statSync(path).isFile();
  } catch {
    return undefined;
  }
}

/** Whether a file would be replaced that may not be. */
export const isTaken = (path: string, force: boolean): boolean => path !== "-" && !force && isFile(path) === true;

/** Whole or absent: a file that was there is replaced at once, or not at all. */
function writeWhole(path: string, data: Uint8Array): void {
  const temporary = join(dirname(path), `.keepfit-${process.pid}-${Math.random().toString(36).slice(2)}`);
  const file = openSync(temporary, "wx");
  try {
    try {
      writeFileSync(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

/**
 * Whole, or not at all; to the standard output where it is `-`.
 *
 * @throws Trouble where it cannot be written.
 */
export function write(path: string, data: Uint8Array): void {
  if (path === "-") return void process.stdout.write(data);
  try {
    const there = isFile(path);
    if (there === false) writeFileSync(path, data);
    else writeWhole(there ? realpathSync(path) : path, data);
  } catch (error) {
    throw unwritten(error, path);
  }
}
