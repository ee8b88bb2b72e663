// Apps and sites as other people make them, each by its own tool, with the elements in them as the page on embedding
// says: its snippets are put in their places, so what it says is what is built. `npm test` builds the apps, with npm's
// packages of this repository; `npm test -- hosts` also the sites, whose tools are installed then.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackages, main, root, Stop } from "../../cpp/toolchain/setup.mjs";
import { tool } from "../../cpp/toolchain/steps.mjs";
import { ensurePython } from "../python.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(root, "build", "hosts");
const sources = join(built, "sources");

/** Where each snippet goes. What stands there already comes before it. */
const places = {
  react: ["react/Lesson.jsx"],
  vue: ["vue/Lesson.vue"],
  "vue-config": ["vue/vite.config.js"],
  vitepress: ["vitepress/.vitepress/config.js"],
  mkdocs: ["mkdocs/mkdocs.yml"],
  sphinx: ["sphinx/conf.py"],
  markdown: ["mkdocs/docs/pasted.md", "sphinx/pasted.md"],
  notebook: ["notebook/cell"],
};

/** Where a site has the files that it hands out as they are. */
const files = { vitepress: "public", mkdocs: "docs", sphinx: "files" };
const model = join(root, "tests", "golden", "models", "v1", "pipeline_penguins_logistic.keepfit");

/** The snippets that are tried here. */
export const snippets = Object.keys(places);

/** A snippet of the page on embedding. */
function snippet(name) {
  const page = readFileSync(join(root, "web", "lessons", "embed", "text.html"), "utf8");
  const found = new RegExp(`data-snippet="${name}"[^>]*>\\s*<pre><code>([^]*?)</code></pre>`).exec(page)?.[1];
  if (found === undefined) throw new Stop(`The page on embedding has no snippet "${name}".`);
  const text = found.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return `${text}\n`;
}

/** Copies what a host's author has, and puts the snippets in. */
function writeSources(names) {
  for (const name of names) {
    const folder = join(sources, name);
    mkdirSync(folder, { recursive: true });
    for (const old of readdirSync(folder)) if (old !== "node_modules") rmSync(join(folder, old), { recursive: true });
    if (existsSync(join(here, name))) cpSync(join(here, name), folder, { recursive: true });
    if (files[name]) cpSync(model, join(folder, files[name], "penguins.keepfit"));
  }
  for (const [from, to] of Object.entries(places))
    for (const place of to.filter((each) => names.includes(each.split("/")[0]))) {
      const file = join(sources, place);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${existsSync(file) ? readFileSync(file, "utf8") : ""}${snippet(from)}`);
    }
}

function run(command, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status !== 0) throw new Stop(`${stdout}${stderr}\n${command} ${args.join(" ")} ended with status ${status}.`);
}

const npm = (command, folder, ...args) => run(process.execPath, [command, ...args], { cwd: folder });

/** React and Vue, as they are while one develops: then they complain the most, and React mounts everything twice. */
export function buildApps() {
  const names = ["react", "vue"];
  writeSources(names);
  const env = { ...process.env, NODE_ENV: "development" };
  for (const name of names) {
    const args = ["build", "--mode", "development", "--emptyOutDir", "--outDir", join(built, name)];
    run(process.execPath, [tool("vite", "bin/vite.js"), ...args], { cwd: join(sources, name), env });
  }
}

/** A notebook that was run: the cell, and beside it what the cell gives. */
function writeNotebook() {
  const cell = readFileSync(join(sources, "notebook", "cell"), "utf8");
  const lines = (text) => text.split(/(?<=\n)/);
  const output = {
    output_type: "display_data",
    data: { "text/html": lines(cell.replace(/^%%html\n/, "")), "text/plain": ["<IPython.core.display.HTML object>"] },
    metadata: {},
  };
  const code = { cell_type: "code", id: "lesson", execution_count: 1, metadata: {}, source: lines(cell) };
  const cells = [
    { cell_type: "markdown", id: "title", metadata: {}, source: ["# Wines"] },
    { ...code, outputs: [output] },
  ];
  const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(sources, "notebook", "index.ipynb"), JSON.stringify(notebook));
}

export async function buildSites() {
  writeSources(["vitepress", "mkdocs", "sphinx", "notebook"]);
  const at = (name) => join(sources, name);
  await ensurePackages(at("vitepress"));
  npm("node_modules/vitepress/bin/vitepress.js", at("vitepress"), "build", "--outDir", join(built, "vitepress"));
  const python = ensurePython("hosts");
  const module = (name, ...args) => run(python, ["-m", name, ...args]);
  module("mkdocs", "build", "--strict", "-q", "-f", join(at("mkdocs"), "mkdocs.yml"), "-d", join(built, "mkdocs"));
  module("sphinx", "-q", "-E", "-W", at("sphinx"), join(built, "sphinx"));
  writeNotebook();
  const convert = ["--to", "html", "--output-dir", join(built, "notebook"), join(at("notebook"), "index.ipynb")];
  module("nbconvert", ...convert);
  module("nbconvert", ...convert, "--theme", "dark", "--output", "dark");
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main(async () => {
    buildApps();
    if (process.argv[2] !== "apps") await buildSites();
  });
