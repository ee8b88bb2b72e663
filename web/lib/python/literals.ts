// Numbers and strings as Python writes them.
import type { Py } from "./values.js";

/** undefined: none that a parameter takes (a complex number), or none of Python (007). */
export function readNumber(text: string): Py | undefined {
  const plain = text.replaceAll("_", "").toLowerCase();
  if (/^0[xob]/.test(plain)) return Number(plain);
  if (plain.endsWith("j") || /^0+[1-9]\d*$/.test(plain)) return undefined;
  const value = Number(plain);
  return /[.e]/.test(plain) ? { $float: value } : value;
}

const escapes = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["a", "\x07"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["\n", ""],
]);

/** undefined: bytes, or a string with fields to be filled in. */
export function readString(text: string): string | undefined {
  const [, prefix, , body] = /^([a-z]*)("""|'''|"|')([^]*)\2$/i.exec(text) ?? [];
  if (body === undefined || /[bft]/i.test(prefix!)) return undefined;
  if (/r/i.test(prefix!)) return body;
  return body.replace(
    /\\(x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[0-7]{1,3}|\r\n|[^])/gi,
    (whole: string, escape: string) => {
      if (/^[xuU]/.test(escape) && escape.length > 1) {
        const code = parseInt(escape.slice(1), 16);
        return code > 0x10ffff ? whole : String.fromCodePoint(code);
      }
      if (/^[0-7]/.test(escape)) return String.fromCodePoint(parseInt(escape, 8));
      return escapes.get(escape === "\r\n" ? "\n" : escape) ?? whole;
    },
  );
}
