// Builds what changed: the native engine with its tests, the WebAssembly module, the library, the page.
// npm run build: everything that a user of the package needs. Node built-ins only; Vite and TypeScript run as programs.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { clang, engineNeeds, ensurePackages, ensureTools, main, nativeNeeds, root, Stop, withLock } from "./setup.mjs";

const inBuild = (...parts) => join(root, "build", ...parts);
const inWasm = (file) => inBuild("wasm", file);
export const wasmFile = inWasm("keepfit.wasm");
export const tablesFile = inWasm("keepfit-tables.wasm");
/** What may be fetched, in bytes after brotli -q 11. A page that opens a saved model waits for the first one alone. */
const modules = [
  {
    title: "Engine, what opens, proves and predicts",
    file: inWasm("keepfit-predict.wasm"),
    limit: 307_200,
    parts: true,
  },
  { title: "Engine, what fits", file: inWasm("keepfit-fit.wasm"), limit: 307_200, parts: true },
  { title: "Engine, whole", file: wasmFile, limit: 614_400 },
  { title: "Reader of tables", file: tablesFile, limit: 163_840 },
];

// Debian's emcc finds its JavaScript packages only here.
const nodePath = [process.env.NODE_PATH, "/usr/share/nodejs"].filter((p) => p && existsSync(p)).join(":");
const environment = {
  ...process.env,
  ...(nodePath && { NODE_PATH: nodePath }),
  ...(!process.stdout.isTTY && { NO_COLOR: "1", FORCE_COLOR: undefined }),
};

/** Runs a program to its end. Its output goes straight through, but for the lines that `hide` fits. */
export function run(command, args, { env = {}, hide } = {}) {
  return new Promise((done, fail) => {
    const stdio = hide ? ["inherit", "pipe", "inherit"] : "inherit";
    const child = spawn(command, args, { cwd: root, stdio, env: { ...environment, ...env } });
    if (hide)
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (!hide.test(line)) console.log(line);
      });
    child.on("error", fail);
    child.on("close", (status, signal) => done(status ?? signal));
  });
}

let spentHere = 0;

/** Milliseconds that builds took in this process. */
export const spent = () => spentHere;

async function timed(work) {
  const before = performance.now();
  try {
    return await work();
  } finally {
    spentHere += performance.now() - before;
  }
}

export const tool = (...path) => join(root, "node_modules", ...path);

/* ---------- What changed ---------- */

function* filesBelow(path) {
  if (!existsSync(path)) return;
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const file = join(path, entry.name);
    if (entry.name === "generated") continue; // made from the others
    if (entry.isDirectory()) yield* filesBelow(file);
    else yield file;
  }
}

function hashOf(inputs) {
  const hash = createHash("sha256");
  for (const input of inputs) {
    const path = join(root, input);
    if (!existsSync(path)) continue;
    let files = [path];
    try {
      files = [...filesBelow(path)];
    } catch (error) {
      if (error.code !== "ENOTDIR") throw error;
    }
    for (const file of files)
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update("\0");
  }
  return hash.digest("hex");
}

/** Does a step only if its inputs changed since it last succeeded, or what it makes is gone. */
async function ifChanged(step, inputs, makes, work) {
  await withLock(
    step,
    async () =>
      await timed(async () => {
        const stamp = inBuild("stamps", step);
        const now = hashOf(inputs);
        if (existsSync(makes) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
        rmSync(stamp, { force: true });
        await work();
        writeFileSync(stamp, now);
      }),
  );
}

/* ---------- C++ ---------- */

/** Whoever builds Keepfit into something else, with another compiler, is not held to this. */
const strict = ["-DCMAKE_COMPILE_WARNING_AS_ERROR=ON"];

const cmake = (...given) => timed(() => cmakeBuild(...given));

async function cmakeBuild(name, configure, targets = []) {
  const folder = inBuild(name);
  const cache = join(folder, "CMakeCache.txt");
  // A build folder that was copied or moved belongs to another tree.
  if (existsSync(cache) && !readFileSync(cache, "utf8").includes(`CMAKE_HOME_DIRECTORY:INTERNAL=${root}\n`))
    rmSync(folder, { recursive: true, force: true });
  const quiet = { encoding: "utf8", cwd: root, env: environment };
  if (!existsSync(join(folder, "build.ninja"))) {
    const [command, ...args] = configure;
    const result = spawnSync(command, [...args, ...strict, "-S", ".", "-B", folder, "-G", "Ninja"], quiet);
    if (result.status !== 0) {
      console.error(result.stdout + result.stderr);
      rmSync(cache, { force: true });
      throw new Stop(`CMake could not configure build/${name}; its own message is above.`);
    }
  }
  const version = spawnSync("ninja", ["--version"], quiet).stdout?.trim() ?? "";
  const [major, minor] = version.split(".").map(Number);
  // In a log only what goes wrong is of interest; a terminal shows the progress.
  const hush = !process.stdout.isTTY && (major > 1 || minor >= 11) ? ["--quiet"] : [];
  const soon = setTimeout(() => console.log(`Compiling build/${name}.`), hush.length ? 1500 : 0);
  const status = await run("ninja", ["-C", folder, "-j", String(availableParallelism()), ...hush, ...targets], {
    ...(hush.length && { hide: /^ninja: (no work|Entering)|^-- / }),
  });
  clearTimeout(soon);
  if (status !== 0) throw new Stop(`The C++ build in build/${name} failed; the compiler's message is above.`);
}

/** build/native: keepfit_tests, keepfit_host. */
export async function buildNative() {
  await withLock("native", () => cmake("native", ["cmake"]));
}

/** build/asan: the same with the address and undefined-behaviour sanitizers. */
export async function buildSanitized() {
  await withLock("asan", () => cmake("asan", ["cmake", "-DKEEPFIT_SANITIZE=ON"]));
}

/** build/fuzz: the fuzz targets, with the sanitizers. */
export async function buildFuzz() {
  const compiler = clang();
  const configure = [
    "cmake",
    `-DCMAKE_CXX_COMPILER=${compiler}`,
    `-DCMAKE_C_COMPILER=${compiler.replace("clang++", "clang")}`,
  ];
  await withLock("fuzz", () => cmake("fuzz", [...configure, "-DKEEPFIT_FUZZ=ON", "-DKEEPFIT_TESTS=OFF"]));
}

/** build/wasm: the engine, its parts and the reader of tables, with their sizes, limits and imports checked. */
export async function buildWasm() {
  await withLock("wasm", () => cmake("wasm", ["emcmake", "cmake"]));
  const report = inBuild("stamps", "wasm.size");
  const inputs = [...modules.map(({ file }) => relative(root, file)), "cpp/toolchain/build.mjs"];
  await ifChanged("wasm.checks", inputs, report, () => {
    writeFileSync(report, modules.map(checkModule).join("\n"));
  });
  console.log(readFileSync(report, "utf8"));
}

function checkModule({ title, file, limit, parts }) {
  if (!existsSync(file)) throw new Stop(`${relative(root, file)} was not built.`);
  const bytes = readFileSync(file);
  const foreign = WebAssembly.Module.imports(new WebAssembly.Module(bytes))
    .map((each) => `${each.module}.${each.name}`)
    .filter((name) => name !== "keepfit.progress" && !(parts && name.startsWith("keepfit:")));
  if (foreign.length)
    throw new Stop(`${title}: it must import nothing but keepfit.progress. It also imports ${foreign.join(", ")}.`);
  const packed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
  const [raw, small, most] = [bytes.length, packed, limit].map((n) => n.toLocaleString("en"));
  if (packed > limit) throw new Stop(`${title}: ${small} bytes after brotli -q 11; the limit is ${most} bytes.`);
  return `${title}: ${raw} bytes, ${small} after brotli -q 11 (limit ${most}).`;
}

/* ---------- Web ---------- */

const common = ["package-lock.json", "package.json", "web/vite.config.ts", "web/tsconfig.json"];
const built = [...modules.map(({ file }) => relative(root, file)), "build/wasm/parts.json"];

/** web/lib/generated: the types that the engine's schema declares. */
export async function buildTypes() {
  const script = join(root, "web", "lib", "generate.mjs");
  if (!existsSync(script))
    throw new Stop("web/lib/generate.mjs is missing, so the library's types cannot be generated.");
  await ifChanged(
    "types",
    ["package-lock.json", "web/lib", ...built],
    join(root, "web", "lib", "generated", "keepfit.wasm"),
    async () => {
      if ((await run(process.execPath, [script])) !== 0)
        throw new Stop("The library's types could not be generated from the engine's schema; the reason is above.");
    },
  );
}

/** build/lib: the library as ES modules with declarations, the engine beside it. */
export async function buildLibrary() {
  const made = inBuild("lib", "index.js");
  await ifChanged("lib", [...common, "web/tsconfig.lib.json", "web/lib", ...built], made, async () => {
    rmSync(inBuild("lib"), { recursive: true, force: true });
    const status = await run(process.execPath, [tool("typescript", "bin", "tsc"), "-p", "web/tsconfig.lib.json"]);
    if (status !== 0) throw new Stop("The library does not compile; TypeScript's message is above.");
    mkdirSync(inBuild("lib", "generated"), { recursive: true });
    const generated = join(root, "web", "lib", "generated");
    for (const name of readdirSync(generated).filter((each) => each.endsWith(".wasm")))
      copyFileSync(join(generated, name), inBuild("lib", "generated", name));
    console.log("Built build/lib.");
  });
}

/** build/web: the page, the element's bundle, the worker, the engine and the sample data. */
export async function buildPage() {
  if (!existsSync(join(root, "web", "playground", "index.html")))
    throw new Stop("web/playground/index.html is missing, so the page cannot be built.");
  await ifChanged(
    "web",
    // The page shows the hostile files of the tests.
    [...common, "web/lib", "web/elements", "web/playground", "web/lessons", "tests/hostile", ...built],
    inBuild("web", "index.html"),
    async () => {
      const status = await run(process.execPath, [
        tool("vite", "bin", "vite.js"),
        "build",
        "--config",
        "web/vite.config.ts",
        "--logLevel",
        "warn",
      ]);
      if (status !== 0) throw new Stop("The page does not build; Vite's message is above.");
      console.log("Built build/web.");
    },
  );
}

/** Types of everything below web/ and tests/. */
export async function checkTypes() {
  await ifChanged(
    "typecheck",
    [...common, "web/lib", "web/elements", "web/playground", "web/lessons", "tests"],
    root,
    async () => {
      if (
        (await run(process.execPath, [tool("typescript", "bin", "tsc"), "-p", "web/tsconfig.json", "--noEmit"])) !== 0
      )
        throw new Stop("Some types do not fit; TypeScript's message is above.");
    },
  );
}

const parts = {
  native: { needs: nativeNeeds, steps: [buildNative] },
  wasm: { needs: engineNeeds, steps: [buildWasm] },
  types: { needs: engineNeeds, steps: [buildWasm, buildTypes] },
  lib: { needs: engineNeeds, steps: [buildWasm, buildTypes, buildLibrary] },
  web: { needs: engineNeeds, steps: [buildWasm, buildTypes, buildPage] },
  all: { needs: engineNeeds, steps: [buildWasm, buildTypes, buildLibrary, buildPage] },
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main(async () => {
    const part = parts[process.argv[2] ?? "all"];
    if (!part) throw new Stop(`npm run build takes one of: ${Object.keys(parts).join(", ")}.`);
    ensureTools(part.needs);
    await ensurePackages();
    for (const step of part.steps) await step();
  });
