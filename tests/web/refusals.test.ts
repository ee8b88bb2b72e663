// Every sentence in which the engine and the library refuse something, taken from their sources and held to a few rules
// of language. KEEPFIT_REPORT=1 prints them all, to be read aloud.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { root } from "./helpers.js";

/** Source files of the engine, by path. The bare engine and its hosts alike. */
const sources = readdirSync(`${root}cpp`, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(cpp|h)$/.test(name))
  .map((name) => ({ name: `cpp/${name}`, text: readFileSync(`${root}cpp/${name}`, "utf8") }));

/** The end of what opens at `from`, and the places of its commas. */
function span(text: string, from: number): { end: number; commas: number[] } {
  const commas: number[] = [];
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const c = text[at]!;
    if (c === '"' || c === "'") {
      for (at++; text[at] !== c; at++) if (text[at] === "\\") at++;
    } else if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) {
      if (--depth === 0) return { end: at, commas };
    } else if (c === "," && depth === 1) commas.push(at);
  }
  return { end: text.length, commas };
}

interface Argument {
  /** With … for what is put in while running. */
  readonly sentence: string;
  readonly source: string;
}

function argument(source: string): Argument {
  const parts: string[] = [];
  let rest = source.trim();
  const literal = /"((?:[^"\\]|\\.)*)"/g;
  let last = 0;
  for (const found of rest.matchAll(literal)) {
    // A literal inside a call or a condition is a part of what is put in.
    const before = rest.slice(last, found.index);
    if (/[A-Za-z0-9_)\]]/.test(before.replace(/\bstd::string\(\s*$/, ""))) parts.push("…");
    parts.push(found[1]!.replace(/\\(.)/g, "$1"));
    last = found.index + found[0].length;
  }
  rest = rest.slice(last);
  if (/[A-Za-z0-9_]/.test(rest)) parts.push("…");
  return { sentence: parts.join(""), source: source.trim() };
}

interface Refusal {
  readonly place: string;
  readonly message: Argument;
  readonly hint: Argument | undefined;
}

function refusals(): Refusal[] {
  const found: Refusal[] = [];
  for (const { name, text } of sources) {
    for (const match of text.matchAll(
      /\b(throw Error|return Error|Error [a-z]+|throw about|return about)\s*([({])\s*"/g,
    )) {
      const open = match.index + match[0].lastIndexOf(match[2]!);
      const { end, commas } = span(text, open);
      const bounds = [open, ...commas, end];
      const given = bounds.slice(0, -1).map((from, i) => argument(text.slice(from + 1, bounds[i + 1])));
      const at = match[1]!.endsWith("about") ? 3 : 2;
      const line = text.slice(0, match.index).split("\n").length;
      if (given[at]) found.push({ place: `${name}:${line}`, message: given[at], hint: given[at + 1] });
    }
  }
  return found;
}

const all = refusals();
if (process.env.KEEPFIT_REPORT) {
  for (const { place, message, hint } of all)
    console.log(`${place}\n    ${message.sentence}\n    ${hint?.sentence ?? ""}`);
}

// Sentences begin with a capital, with what is put in, or with the name of a parameter, an attribute or a method.
const begins = (sentence: string): boolean =>
  /^[A-Z…'"]/.test(sentence) ||
  /^[a-zA-Z]+(_[a-zA-Z]*)+\b/.test(sentence) ||
  /^[a-z]+(=| of | must | needs a | has | and )/.test(sentence) ||
  sentence.startsWith("scikit-learn");

/** Sentences with a message that no rule is broken by. */
function broken(rule: (refusal: Refusal) => boolean): string[] {
  return all.filter(rule).map(({ place, message, hint }) => `${place}: ${message.sentence} | ${hint?.sentence ?? ""}`);
}

describe("what the engine refuses", () => {
  test("there is a lot of it", () => expect(all.length).toBeGreaterThan(300));

  test("begins with a capital or a name", () => {
    expect(broken(({ message }) => !begins(message.sentence))).toEqual([]);
    expect(broken(({ hint }) => !!hint?.sentence && !begins(hint.sentence))).toEqual([]);
  });

  test("ends with a full stop", () => {
    expect(broken(({ message }) => !/[.…]$/.test(message.sentence))).toEqual([]);
    expect(broken(({ hint }) => !!hint?.sentence && !/[.…]$/.test(hint.sentence))).toEqual([]);
  });

  test("a number and its noun agree: counted(n, …)", () => {
    const noun =
      "rows|columns|classes|values|labels|estimators|categories|entries|strings|features|names|members|bytes|texts|folds|groups|steps|layers|weights|items|numbers|parts|nodes|trees";
    const wrong = new RegExp(`(?:std::to_string\\([^;"]*\\)|repr\\([^;"]*\\)) \\+\\s*" (?:${noun})\\b`);
    const lines = sources.flatMap(({ name, text }) =>
      text.split("\n").flatMap((line, i) => (wrong.test(line) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(lines).toEqual([]);
    // "there are 1": are_counted(n, …).
    const there = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/here are "\s*\+(?!\s*names)[^;]{0,40}/g)].map(([found]) => `${name}: ${found}`),
    );
    expect(there).toEqual([]);
  });

  test("an article fits its noun: with_article(…)", () => {
    // What follows may stand on the next line.
    const article = /\b[Aa]n? "(?:\s*\+|\) \+\n)(?!\s*(kind_name|\(any_kind|\(scorer|\(ensemble|shape_name))/g;
    const lines = sources.flatMap(({ name, text }) =>
      [...text.matchAll(article)].map(({ index }) => {
        const line = text.slice(0, index).split("\n").length;
        return `${name}:${line}: ${text.split("\n")[line - 1]!.trim()}`;
      }),
    );
    expect(lines).toEqual([]);
  });

  test("rows count from 1: row_text(…)", () => {
    const lines = sources.flatMap(({ name, text }) =>
      text
        .split("\n")
        .flatMap((line, i) =>
          /[Rr]ow " ?\+/.test(line) && !/core\/errors\./.test(name) ? [`${name}:${i + 1}: ${line.trim()}`] : [],
        ),
    );
    expect(lines).toEqual([]);
  });
});

describe("what the library refuses", () => {
  const library = readdirSync(`${root}web/lib`, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ts$/.test(name) && !name.startsWith("generated"))
    .map((name) => ({ name: `web/lib/${name}`, text: readFileSync(`${root}web/lib/${name}`, "utf8") }));
  const found = (rule: RegExp): string[] =>
    library.flatMap(({ name, text }) =>
      text.split("\n").flatMap((line, i) => (rule.test(line) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
    );

  test("a number and its noun agree: counted(n, …)", () => {
    // A label of a task is no sentence.
    expect(found(/^(?!.*foldTask\().*\$\{[^}]*\} (rows|columns|values|categories|classes|entries|labels)\b/)).toEqual(
      [],
    );
  });

  test("what is cited of a table stands between single quotation marks, as in the engine", () => {
    expect(found(/[“”]/).filter((line) => line.startsWith("web/lib/tables/") && !line.includes("encoding.ts"))).toEqual(
      [],
    );
    const engine = sources.filter(
      ({ name, text }) => name.startsWith("cpp/tables/") && /[“”]|\\xe2\\x80\\x9[cd]/.test(text),
    );
    expect(engine.map(({ name }) => name)).toEqual([]);
  });

  test("rows count from 1", () => {
    expect(found(/\b[Rr]ow \$\{(?!(error\.)?row \+ 1)/)).toEqual([]);
  });

  test("no name of a column becomes a key", () => {
    expect(found(/columns\[(name|key)\]|columns: Object\.fromEntries/)).toEqual([]);
  });
});
