// How sources are written: one formatter for each language, used by npm run format and npm run check.
// They come from npm, so that everybody has the same version: clang-format and Ruff as WebAssembly, Prettier.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./setup.mjs";

/** One width for everything that is formatted. */
export const width = 120;

/** The files of the tree that fit some of git's patterns: those in the index and those that are new. */
export function files(...patterns) {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns];
  const names = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
  return [...new Set(names)].filter((name) => existsSync(join(root, name)));
}

export const read = (file) => readFileSync(join(root, file), "utf8");

/** Made by programs, or compared byte by byte: not ours to lay out. */
const asTheyAre = [":!web/playground/data", ":!tests/golden/fixtures", ":!tests/tables", ":!tests/hostile"];

async function clangFormat() {
  const { format } = await import("@wasm-fmt/clang-format");
  const style = `{${read(".clang-format").trim().split("\n").join(", ")}}`;
  return (text, file) => format(text, file, style);
}

async function prettier() {
  const { format } = await import("prettier");
  const options = JSON.parse(read("package.json")).prettier;
  return (text, file) => format(text, { ...options, filepath: file });
}

/** Ruff's own choice (Pyflakes and what of pycodestyle is no layout), and the order of imports. */
const ruffOptions = {
  "line-length": width,
  "target-version": "py311",
  lint: { select: ["E4", "E7", "E9", "F", "I"], ignore: ["E701", "E731", "E741", "E402"] },
};

function ruff() {
  const { Workspace, PositionEncoding } = createRequire(import.meta.url)("@astral-sh/ruff-wasm-nodejs");
  return new Workspace(ruffOptions, PositionEncoding.Utf16);
}

/** What Ruff finds in Python besides the layout: `{ line, message }`. */
export function pythonLinter() {
  const workspace = ruff();
  return (text) =>
    workspace.check(text).map(({ start_location, message, code }) => ({
      line: start_location.row,
      message: `${message} (${code ?? "syntax"})`,
    }));
}

/** Imports in order, then the layout. */
function python() {
  const workspace = ruff();
  return (text) => {
    const edits = workspace.check(text).flatMap(({ code, fix }) => (code === "I001" ? (fix?.edits ?? []) : []));
    const lines = text.split("\n");
    const at = ({ row, column }) => lines.slice(0, row - 1).reduce((n, line) => n + line.length + 1, column - 1);
    // From the last to the first, so that the places of the others stay.
    const places = edits.map(({ content, ...edit }) => [at(edit.location), at(edit.end_location), content ?? ""]);
    for (const [from, to, content] of places.sort(([a], [b]) => b - a))
      text = text.slice(0, from) + content + text.slice(to);
    return workspace.format(text);
  };
}

/** Each with `formatter()`, which gives a function of a text and the name of its file. */
export const languages = [
  { title: "C++", patterns: ["*.cpp", "*.h", "*.c"], formatter: clangFormat },
  {
    title: "TypeScript, JavaScript, HTML and CSS",
    patterns: ["*.ts", "*.mjs", "*.html", "*.css"],
    formatter: prettier,
  },
  { title: "Python", patterns: ["*.py"], formatter: async () => python() },
].map((each) => ({ ...each, files: () => files(...each.patterns, ...asTheyAre) }));
