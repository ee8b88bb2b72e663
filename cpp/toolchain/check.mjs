// npm run check: what can be said of the sources without building them, in seconds. npm test runs it first.
// Every rule gives the places that break it; tests/web/check.test.ts breaks each of them.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackages, main, root, Stop } from "./setup.mjs";

/** @typedef {{ file: string, line?: number, message: string }} Problem */

/** `[number, text]` of every line. */
const numbered = (text) => text.split("\n").map((line, i) => [i + 1, line]);

/* ---------- Layout ---------- */

/** Files that were in order stay so until they or the formatters change. */
function remembered() {
  const file = join(root, "build", "stamps", "formatted.json");
  const formatters = ["package-lock.json", ".clang-format", "package.json", "cpp/toolchain/style.mjs"];
  const version = createHash("sha256");
  for (const each of formatters) version.update(readFileSync(join(root, each)));
  const key = version.digest("hex");
  let known = new Set();
  try {
    const stored = JSON.parse(readFileSync(file, "utf8"));
    if (stored.key === key) known = new Set(stored.known);
  } catch {}
  const seen = new Set();
  const id = (name, text) => createHash("sha256").update(`${name}\0${text}`).digest("base64").slice(0, 24);
  return {
    has: (name, text) => known.has(id(name, text)) && !!seen.add(id(name, text)),
    add: (name, text) => seen.add(id(name, text)),
    keep: () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ key, known: [...seen] }));
    },
  };
}

async function layout() {
  const { languages, read } = await import("./style.mjs");
  const memory = remembered();
  const problems = [];
  for (const { title, files, formatter } of languages) {
    let format;
    for (const file of files()) {
      const text = read(file);
      if (memory.has(file, text)) continue;
      format ??= await formatter();
      let formatted;
      try {
        formatted = await format(text, file);
      } catch (error) {
        problems.push({ file, message: `It cannot be read as ${title}: ${error.message ?? error}` });
        continue;
      }
      if (formatted === text) memory.add(file, text);
      else {
        const after = formatted.split("\n");
        const line = numbered(text).find(([number, each]) => each !== after[number - 1])?.[0];
        problems.push({ file, line, message: "This is not how npm run format lays it out." });
      }
    }
  }
  memory.keep();
  return problems;
}

async function python() {
  const { files, pythonLinter, read } = await import("./style.mjs");
  const lint = pythonLinter();
  return files("*.py").flatMap((file) => lint(read(file)).map((found) => ({ file, ...found })));
}

/* ---------- What stands in a file ---------- */

/** What no formatter breaks: a text or an address; and a template, which Prettier leaves as it stands. */
const unbreakable = /"[^"]{60,}|https?:\/\/\S{40,}|R"\(|^#define /;
const comment = /^\s*(\/\/|\/?\*)/;

/** Of what Prettier lays out, only comments can be too wide. @returns {Problem[]} */
export function widthOf(file, text, width) {
  const prettier = /\.(ts|mjs|css)$/.test(file);
  return numbered(text)
    .filter(([, line]) => [...line].length > width && !unbreakable.test(line) && (!prettier || comment.test(line)))
    .map(([line, each]) => ({
      file,
      line,
      message: `This line is ${[...each].length} characters long; ${width} fit.`,
    }));
}

/** @returns {Problem[]} */
export function conflictsOf(file, text) {
  return numbered(text)
    .filter(([, line]) => /^(<{7}|>{7}|\|{7})( |$)|^={7}$/.test(line))
    .map(([line]) => ({ file, line, message: "A merge left its mark here." }));
}

/** A transcendental function of the host's library would give other bits on another host. @returns {Problem[]} */
export function hostsMathematicsOf(file, text) {
  const call =
    /std::(exp|expm1|exp2|log|log1p|log2|log10|pow|tanh|sinh|cosh|sin|cos|tan|erf|erfc|tgamma|lgamma|cbrt|hypot)\(/;
  return numbered(text)
    .filter(([, line]) => call.test(line))
    .map(([line, each]) => ({
      file,
      line,
      message: `${call.exec(each)[0]}) differs between hosts. Take the function of core/math.h.`,
    }));
}

/** A source that is longer is read by nobody: it is cut along its seam, or stands in `long` with the reason. */
export const longest = 500;

/** @returns {Problem[]} */
export function lengthOf(file, text, reasons) {
  const lines = text.split("\n").length - 1;
  if (lines <= longest)
    return reasons[file] ? [{ file, message: `It is named in long-sources.json, but has only ${lines} lines.` }] : [];
  return reasons[file]
    ? []
    : [{ file, message: `${lines} lines; ${longest} are allowed, or a reason in cpp/toolchain/long-sources.json.` }];
}

/** Where a refusal is made, with its code: in C++, in the library. */
const refusalsInEngine = [/\b(?:Error|about)\s*(?:\w+\s*)?[({]\s*"(\w+)"\s*,/g, /\brefusal\(\s*\{\s*"(\w+)"/g];
const refusalsInLibrary = [/new KeepfitError\(\s*\{\s*code: "(\w+)"/g, /\brefuse\(\s*"(\w+)"/g];

/** Codes of refusals that the list of them lacks. @returns {Problem[]} */
export function strangeCodesOf(file, text, known) {
  const code = text.replace(/^\s*(\/\/|\*).*$/gm, "");
  return (file.endsWith(".ts") ? refusalsInLibrary : refusalsInEngine).flatMap((made) =>
    [...code.matchAll(made)]
      .filter(([, name]) => !known.has(name))
      .map((match) => ({
        file,
        line: code.slice(0, match.index).split("\n").length,
        message: `The code "${match[1]}" of this refusal is not in ${codesFile}.`,
      })),
  );
}

const codesFile = "cpp/core/errors.json";

async function codes() {
  const { files, read } = await import("./style.mjs");
  const listed = Object.keys(JSON.parse(read(codesFile)));
  const sources = files("cpp/**/*.cpp", "cpp/**/*.h", "web/lib/*.ts").map((file) => [file, read(file)]);
  // Some are put together: "unknown_" and what is unknown.
  const all = [...sources.map(([, text]) => text), ...files("cpp/python/**/*.py").map(read)].join("\n");
  const unused = listed.filter((code) => !all.includes(`"${code}"`) && !/^unknown_(model|data)$/.test(code));
  return [
    ...sources.flatMap(([file, text]) => strangeCodesOf(file, text, new Set(listed))),
    ...unused.map((code) => ({ file: codesFile, message: `No refusal has the code "${code}".` })),
  ];
}

/* ---------- Rooms ---------- */

/**
 * The table of rooms in a README. Its last column says what the rooms of a row may use besides themselves: names of
 * rooms, "this row", "the rows above". Returns a map from room to the rooms allowed.
 */
export function roomsIn(readme, column) {
  const lines = readme.split("\n");
  const head = lines.findIndex((line) => line.startsWith("| room |") && line.includes(`| ${column} |`));
  if (head < 0) throw new Stop(`The table of rooms with a column "${column}" is missing.`);
  const quoted = (cell) => [...cell.matchAll(/`([^`]+)`/g)].flatMap((match) => match[1].split(" "));
  const names = (cell) => quoted(cell).map((name) => name.replace(/\/$/, ""));
  const rules = new Map();
  for (const line of lines.slice(head + 2)) {
    if (!line.startsWith("|")) break;
    const cells = line.split("|").slice(1, -1);
    const row = names(cells[0]);
    const above = cells.at(-1).includes("the rows above") ? [...rules.keys()] : [];
    const beside = cells.at(-1).includes("this row") ? row : [];
    const allowed = [...names(cells.at(-1)), ...above, ...beside];
    for (const room of row) rules.set(room, new Set([room, ...allowed]));
  }
  return rules;
}

/** The room of a file: the longest one that its path begins with. */
const roomOf = (path, rules) =>
  [...rules.keys()].filter((room) => path.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];

/** @returns {Problem[]} */
export function arrowsOf(file, text, top, rules, arrow) {
  const own = roomOf(file.slice(top.length), rules);
  const problems = [];
  for (const [line, each] of numbered(text))
    for (const match of each.matchAll(arrow)) {
      const target = match[1].startsWith(".") ? posix.join(posix.dirname(file), match[1]).slice(top.length) : match[1];
      const other = roomOf(target, rules);
      if (!other || !own || rules.get(own).has(other)) continue;
      problems.push({
        file,
        line,
        message: `${own}/ may not use ${other}/ (the table of rooms in ${top}README.md says what it may).`,
      });
    }
  return problems;
}

export const includes = /^\s*#include "([^"]+)"/g;
export const imports = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g;

/** Imports that a program makes when it runs: not those of types alone. */
const atRunTime = /^(?:import|export)\b(?!\s+type\b)[^"]*?"(\.[^"]+)"|\bimport\s*\(\s*"(\.[^"]+)"/gm;
const ofAnyKind = /^(?:import|export)\b[^"]*?"(\.[^"]+)"|\bimport\s*\(\s*"(\.[^"]+)"/gm;

/**
 * Files that import each other in a circle. In the library types may refer to each other; elsewhere nothing does.
 * @param sources `[file, text]` of all of them. @returns {Problem[]}
 */
export function circlesOf(sources) {
  const known = new Set(sources.map(([file]) => file));
  const arrows = new Map(
    sources.map(([file, text]) => {
      const found = [...text.matchAll(file.startsWith("web/lib/") ? atRunTime : ofAnyKind)];
      const targets = found.map((match) => posix.join(posix.dirname(file), match[1] ?? match[2]));
      return [file, targets.map((target) => target.replace(/\.js$/, ".ts")).filter((target) => known.has(target))];
    }),
  );
  const problems = [];
  const done = new Set();
  const visit = (file, way) => {
    const at = way.indexOf(file);
    if (at >= 0) {
      const circle = [...way.slice(at), file].map((each) => each.replace(/^web\//, ""));
      problems.push({ file, message: `These import each other in a circle: ${circle.join(" > ")}.` });
    }
    if (done.has(file)) return;
    done.add(file);
    for (const target of arrows.get(file)) visit(target, [...way, file]);
  };
  for (const file of known) visit(file, []);
  return problems;
}

async function circles() {
  const { files, read } = await import("./style.mjs");
  return circlesOf(files("web/**/*.ts").map((file) => [file, read(file)]));
}

async function each(patterns, rule) {
  const { files, read } = await import("./style.mjs");
  return files(...patterns).flatMap((file) => rule(file, read(file)));
}

async function rooms() {
  const { read } = await import("./style.mjs");
  const engine = roomsIn(read("cpp/README.md"), "may include");
  const page = roomsIn(read("web/README.md"), "may import");
  return [
    ...(await each(["cpp/**/*.cpp", "cpp/**/*.h"], (file, text) => arrowsOf(file, text, "cpp/", engine, includes))),
    ...(await each(["web/**/*.ts"], (file, text) => arrowsOf(file, text, "web/", page, imports))),
  ];
}

/* ---------- All of it ---------- */

const text = [
  "*",
  ":!*.png",
  ":!*.wasm",
  ":!*.keepfit",
  ":!tests/golden/fixtures",
  ":!tests/tables",
  ":!tests/hostile",
];

/** In the order in which they are run. */
export const rules = [
  { title: "no mark of a merge", find: () => each(text, conflictsOf) },
  { title: "layout", find: layout },
  {
    title: "width",
    find: async () => {
      const { width } = await import("./style.mjs");
      return await each(["*.cpp", "*.h", "*.c", "*.ts", "*.mjs", "*.css"], (file, text) => widthOf(file, text, width));
    },
  },
  {
    title: "length",
    find: async () => {
      const reasons = JSON.parse(readFileSync(join(root, "cpp", "toolchain", "long-sources.json"), "utf8"));
      return await each(["cpp/**/*.cpp", "cpp/**/*.h", "cpp/**/*.mjs", "web/**/*.ts", "web/**/*.mjs"], (file, text) =>
        lengthOf(file, text, reasons),
      );
    },
  },
  { title: "Python", find: python },
  { title: "rooms", find: rooms },
  { title: "no circle of imports", find: circles },
  { title: "codes of refusals", find: codes },
  { title: "the engine's own mathematics", find: () => each(["cpp/**/*.cpp", "cpp/**/*.h"], hostsMathematicsOf) },
];

/** Prints what breaks a rule. @returns {Promise<{ passed: number, failed: string[], skipped: string[] }>} */
export async function check() {
  const result = { passed: 0, failed: [], skipped: [] };
  for (const { title, find } of rules) {
    const problems = await find();
    for (const { file, line, message } of problems.slice(0, 20))
      console.log(`${file}${line ? `:${line}` : ""}: ${message}`);
    if (problems.length > 20) console.log(`... and ${problems.length - 20} more of this rule.`);
    if (problems.length) result.failed.push(`${title} (${problems.length})`);
    else result.passed++;
  }
  return result;
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1])
  await main(async () => {
    await ensurePackages();
    const { passed, failed } = await check();
    if (existsSync(join(root, "web", "lib", "generated"))) {
      const { checkTypes } = await import("../../web/build.mjs");
      await checkTypes();
    } else console.log("Types are checked once the engine is built: they are made from its schema.");
    if (failed.length) throw new Stop(`Broken: ${failed.join(", ")}. npm run format mends the layout.`);
    console.log(`${passed} rules hold.`);
  });
