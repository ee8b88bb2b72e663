/** ARFF, the form of Weka and OpenML: attributes with types, then rows. */
import { KeepfitError } from "../../errors.js";
import { type Cell, type Converted, type CsvWriter } from "./csv.js";
import { counted } from "../../words.js";

function refuse(line: number, message: string, hint = "See the description of ARFF by Weka."): never {
  throw new KeepfitError({ code: "bad_arff", where: `line ${line}`, message: `Line ${line}: ${message}`, hint });
}

const escapes = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
]);

/** The values of a line; a quoted one says so. `stops` end a value. */
function valuesOf(text: string, line: number, stops: string): { text: string; quoted: boolean }[] {
  const values: { text: string; quoted: boolean }[] = [];
  let at = 0;
  const blanks = (): void => {
    while (/\s/.test(text[at] ?? "") && !stops.includes(text[at]!)) at++;
  };
  for (;;) {
    blanks();
    const quote = text[at];
    if (quote === "'" || quote === '"') {
      let value = "";
      at++;
      for (; text[at] !== quote; at++) {
        if (at >= text.length) refuse(line, `a quote (${quote}) is not closed.`, "Close it, or write \\' inside.");
        if (text[at] === "\\" && at + 1 < text.length) value += escapes.get(text[++at]!) ?? text[at]!;
        else value += text[at]!;
      }
      at++;
      blanks();
      values.push({ text: value, quoted: true });
    } else {
      const from = at;
      while (at < text.length && !stops.includes(text[at]!)) at++;
      values.push({ text: text.slice(from, at).trim(), quoted: false });
    }
    if (at >= text.length) return values;
    if (!stops.includes(text[at]!)) refuse(line, `something follows a quoted value: '${text.slice(at, at + 20)}'.`);
    at++;
  }
}

interface Attribute {
  readonly name: string;
  readonly numeric: boolean;
  readonly text: boolean;
}

function attribute(rest: string, line: number): Attribute {
  const match = /^\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s{]+)\s*([^]*)$/.exec(rest);
  if (!match || match[2] === "") refuse(line, "an attribute needs a name and a type.");
  const name = valuesOf(match[1]!, line, "")[0]!.text;
  const type = match[2]!.trim();
  if (/^(numeric|real|integer)\b/i.test(type)) return { name, numeric: true, text: false };
  if (/^(string\b|\{)/i.test(type)) return { name, numeric: false, text: true };
  if (/^date\b/i.test(type)) return { name, numeric: false, text: false };
  refuse(
    line,
    `the type '${type.slice(0, 30)}' of '${name}' is not known here.`,
    "Known are numeric, real, integer, string, date and {lists, of, values}.",
  );
}

export function writeArff(text: string, writer: CsvWriter): Converted {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const attributes: Attribute[] = [];
  let at = 0;
  for (; ; at++) {
    if (at >= lines.length) refuse(lines.length, "there is no @data.");
    const line = lines[at]!.trim();
    if (line === "" || line.startsWith("%")) continue;
    const match = /^@(\w+)([^]*)$/.exec(line);
    const what = match?.[1]?.toLowerCase();
    if (what === "data") break;
    if (what === "attribute") attributes.push(attribute(match![2]!, at + 1));
    // What KEEL says beside it: which attributes are put in, and which come out.
    else if (!/^(relation|inputs?|outputs?)$/.test(what ?? ""))
      refuse(at + 1, `'${line.slice(0, 30)}' is neither @attribute nor @data.`);
  }
  if (attributes.length === 0) refuse(at + 1, "no @attribute stands above @data.");
  // The records keep their lines.
  for (let i = 0; i < at; i++) writer.blank();
  writer.row(attributes.map(({ name }) => name));
  for (at++; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line === "" || line.startsWith("%")) {
      writer.blank();
      continue;
    }
    if (line.startsWith("{")) {
      refuse(
        at + 1,
        "the rows are sparse ({index value, ...}), which are not read.",
        "In Weka, use the filter SparseToNonSparse and save again.",
      );
    }
    const values = valuesOf(line, at + 1, line.includes(",") ? "," : "\t");
    // An instance may have a weight behind its values, in braces.
    if (values.length === attributes.length + 1 && /^\{.*\}$/.test(values.at(-1)!.text)) values.pop();
    if (values.length !== attributes.length) {
      refuse(
        at + 1,
        `there ${values.length === 1 ? "is" : "are"} ${counted(values.length, "value")} for ${counted(attributes.length, "attribute")}.`,
        "Mend that line.",
      );
    }
    writer.row(
      values.map((value, i): Cell => {
        if (!value.quoted && value.text === "?") return null;
        if (!attributes[i]!.numeric) return value.text;
        const number = Number(value.text);
        if (value.text === "" || (number !== number && value.text !== "NaN")) {
          refuse(
            at + 1,
            `'${attributes[i]!.name}' is numeric, but holds '${value.text.slice(0, 30)}'.`,
            "Mend that value; ? stands for a missing one.",
          );
        }
        return /^[+-]?\d+$/.test(value.text) ? BigInt(value.text) : number;
      }),
    );
  }
  writer.end();
  return { header: true, texts: attributes.flatMap(({ text }, i) => (text ? [i] : [])) };
}
