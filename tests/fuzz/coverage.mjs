// npm run fuzz -- coverage: replays all seeds and all small changes of them in a build that counts, and prints which
// lines and branches of what a file or a message can reach were reached. Every line that was not stands in
// uncovered.json with its reason; the verb fails where one does not, or where one that does was reached after all.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { buildCoverage } from "../../cpp/toolchain/build.mjs";
import { llvmTool, root, Stop } from "../../cpp/toolchain/setup.mjs";
import { inBuild } from "../../cpp/toolchain/steps.mjs";
import { files, requests, seeds } from "./seeds.mjs";

/** Read whole: what files and messages are made of, parsed with, refused by, answered with. */
const whole = [
  /^cpp\/persistence\//,
  /^cpp\/border\//,
  /^cpp\/tables\/operations\.cpp$/,
  /^cpp\/core\/(node|node_reading|declaration|constraint|registry|value|wire)\.(cpp|h)$/,
  /^cpp\/core\/(steps|labels|column|text|errors)\.(cpp|h)$/,
];
/** Of the other sources, what loading calls: check_fitted, what only it calls, and how parameters are set. */
const parts = [
  [/^cpp\/core\/estimator\.cpp$/, /::(set_param|param|adopt_fitted|ensure_params)$/],
  [
    /^cpp\/(?!core|tables|interchange|metrics|inspection|toolchain|wasm)/,
    /(^|::)(audit\w*|check|check_(fitted|boosted|scale|importances|unseen|listed|members|parts|steps))$/,
  ],
];

/** Names of functions without what stands around them: "Tree::check". Of a lambda the function in which it stands. */
function plainNames(mangled) {
  const input = mangled.map((name) => name.slice(name.lastIndexOf(":") + 1)).join("\n");
  const { stdout, status } = spawnSync(llvmTool("llvm-cxxfilt"), { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Stop("llvm-cxxfilt, which belongs to llvm-cov, could not be run.");
  return stdout.split("\n").map((name) => {
    let text = name
      .replaceAll("(anonymous namespace)::", "")
      .replaceAll("[abi:cxx11]", "")
      .replaceAll("operator()", "operator_call");
    for (let before = ""; before !== text;) [before, text] = [text, text.replace(/<[^<>]*>/g, "")];
    text = text.replace(/\(.*$/, "").replaceAll("keepfit::", "").replaceAll("operator_call", "operator()");
    return text.slice(text.lastIndexOf(" ") + 1);
  });
}

/** Of each source {lines: Map(number -> count), branches: [[line, taken]], functions: [[line, name]]}. */
function parseLcov(text) {
  const sources = new Map();
  let now;
  for (const row of text.split("\n")) {
    const [key, rest] = [row.slice(0, row.indexOf(":")), row.slice(row.indexOf(":") + 1)];
    if (key === "SF") sources.set(relative(root, rest), (now = { lines: new Map(), branches: [], functions: [] }));
    else if (key === "DA") now.lines.set(Number(rest.split(",")[0]), Number(rest.split(",")[1]));
    else if (key === "BRDA") now.branches.push([Number(rest.split(",")[0]), Number(rest.split(",")[3]) > 0]);
    else if (key === "FN") now.functions.push([Number(rest.split(",")[0]), rest.slice(rest.indexOf(",") + 1)]);
  }
  return sources;
}

/** The last line of the function that begins at `start`, as sources are laid out: its brace stands where it began. */
function endOf(text, start) {
  let head = start;
  while (head > 1 && !/^\s*[\w~[].*[({]/.test(text[head - 1])) head--; // a body below a long head
  while (
    /^\s{4,}/.test(text[head - 1]) &&
    !/\[.*\]/.test(text[head - 1]) &&
    head > 1 &&
    /^\s*\S/.test(text[head - 2])
  ) {
    if (/[;{}]\s*$/.test(text[head - 2])) break;
    head--;
  }
  if (/\}\s*$/.test(text[start - 1]) && !/\{\s*$/.test(text[start - 1])) return start;
  const indent = /^\s*/.exec(text[head - 1])[0];
  for (let line = start + 1; line <= text.length; line++) if (text[line - 1].startsWith(`${indent}}`)) return line;
  return text.length;
}

/** The lines that count, each with the function in which it stands. */
function measured(path, found, text) {
  const names = plainNames(found.functions.map(([, name]) => name));
  const functions = found.functions
    .map(([line], i) => ({ line, name: names[i], end: endOf(text, line) }))
    .sort((a, b) => a.line - b.line || b.end - a.end);
  const inside = (line) => functions.findLast((f) => f.line <= line && line <= f.end);
  const wanted = parts.find(([where]) => where.test(path))?.[1];
  const all = whole.some((where) => where.test(path));
  const counts = (line) => all || (wanted && wanted.test(inside(line)?.name ?? ""));
  return {
    lines: [...found.lines].filter(([line]) => counts(line)).map(([line, count]) => ({ line, reached: count > 0 })),
    branches: found.branches.filter(([line]) => counts(line)).map(([, taken]) => taken),
    nameAt: (line) => inside(line)?.name ?? "",
  };
}

async function replay(profiles, stride) {
  const nothing = inBuild("coverage", "nothing");
  rmSync(nothing, { recursive: true, force: true });
  mkdirSync(nothing, { recursive: true });
  const find = inBuild("fuzz-finds", "coverage.find");
  mkdirSync(inBuild("fuzz-finds"), { recursive: true });
  const runs = Object.entries(seeds).map(([target, folders]) => [target, ["-runs=0", nothing, ...folders()]]);
  for (const what of ["files", "requests"])
    runs.push(["sweep", [what, String(stride), find, ...files(), ...requests()]]);
  for (const [i, [target, args]] of runs.entries()) {
    const env = { ...process.env, LLVM_PROFILE_FILE: join(profiles, `${i}.profraw`) };
    const before = performance.now();
    const output = [];
    const status = await new Promise((done, fail) => {
      const child = spawn(inBuild("coverage", `fuzz_${target}`), args, { cwd: root, env });
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
      child.on("error", fail);
      child.on("close", (code, signal) => done(code ?? signal));
    });
    const text = Buffer.concat(output).toString();
    if (status !== 0)
      throw new Stop(`${text.slice(-3000)}\n${target} broke off (${status}); see ${relative(root, find)}.`);
    const said = target === "sweep" ? `: ${text.trim().split("\n").at(-1)}` : "";
    console.log(`replayed ${target}${said} (${Math.round((performance.now() - before) / 1000)} s)`);
  }
}

const percent = (part, all) => (all ? `${((100 * part) / all).toFixed(1)} %` : "-");

function table(rows) {
  const head = ["", "lines", "reached", "", "branches", "taken", ""];
  const cells = rows.map((r) => [
    r.name,
    r.lines,
    r.reached,
    percent(r.reached, r.lines),
    r.branches,
    r.taken,
    percent(r.taken, r.branches),
  ]);
  const widths = head.map((text, i) => Math.max(text.length, ...cells.map((row) => String(row[i]).length)));
  for (const row of [head, ...cells])
    console.log(row.map((cell, i) => (i ? String(cell).padStart(widths[i]) : cell.padEnd(widths[0]))).join("  "));
}

// Each third change meets what all meet, in a third of the time.
const third = 3;

/** Prints the report; returns whether every line that was not reached is explained, and nothing else. */
export async function coverage(stride = third) {
  await buildCoverage();
  const profiles = inBuild("coverage", "profiles");
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(profiles, { recursive: true });
  await replay(profiles, stride);
  return report(profiles);
}

/** The same of what was counted before. */
export function report(profiles) {
  const merged = inBuild("coverage", "all.profdata");
  const llvm = (name, args) => {
    const result = spawnSync(llvmTool(name), args, { encoding: "utf8", maxBuffer: 2 ** 30, cwd: root });
    if (result.status !== 0) throw new Stop(`${name} failed: ${result.stderr}`);
    return result.stdout;
  };
  const raw = readdirSync(profiles).map((name) => join(profiles, name));
  llvm("llvm-profdata", ["merge", "-sparse", ...raw, "-o", merged]);
  // Every program holds the whole engine; one will do.
  const lcov = llvm("llvm-cov", [
    "export",
    "-format=lcov",
    `-instr-profile=${merged}`,
    inBuild("coverage", "fuzz_border"),
    join(root, "cpp"),
  ]);
  const known = JSON.parse(readFileSync(join(root, "tests", "fuzz", "uncovered.json"), "utf8"));
  const explained = new Map();
  for (const [reason, lines] of Object.entries(known.lines))
    for (const [path, functions] of Object.entries(lines))
      for (const [name, texts] of Object.entries(functions))
        for (const text of texts) {
          const key = JSON.stringify([path, name, text]);
          explained.set(key, [...(explained.get(key) ?? []), reason]);
        }
  const rooms = new Map(),
    unexplained = [],
    reasons = new Map();
  for (const [path, found] of [...parseLcov(lcov)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = readFileSync(join(root, path), "utf8").split("\n");
    const { lines, branches, nameAt } = measured(path, found, text);
    if (!lines.length) continue;
    const room = path.split("/").slice(0, 2).join("/");
    const sum = rooms.get(room) ?? { name: room, lines: 0, reached: 0, branches: 0, taken: 0 };
    rooms.set(room, sum);
    sum.lines += lines.length;
    sum.reached += lines.filter((l) => l.reached).length;
    sum.branches += branches.length;
    sum.taken += branches.filter(Boolean).length;
    for (const { line } of lines.filter((l) => !l.reached)) {
      const entry = [path, nameAt(line), text[line - 1].trim()];
      const reason = explained.get(JSON.stringify(entry))?.shift();
      if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      else unexplained.push({ line, entry });
    }
  }
  const rows = [...rooms.values()];
  const all = { name: "all", lines: 0, reached: 0, branches: 0, taken: 0 };
  for (const row of rows) for (const key of ["lines", "reached", "branches", "taken"]) all[key] += row[key];
  console.log("");
  table([...rows, all]);
  console.log("");
  for (const [reason, count] of reasons) console.log(`${count} not reached: ${known.reasons[reason]}`);
  for (const { line, entry } of unexplained)
    console.log(`not reached and not explained: ${entry[0]}:${line} ${entry[1]}: ${entry[2]}`);
  const stale = [...explained].flatMap(([key, left]) => left.map(() => JSON.parse(key)));
  for (const [path, name, text] of stale) console.log(`explained, but reached or gone: ${path} ${name}: ${text}`);
  return !unexplained.length && !stale.length;
}
