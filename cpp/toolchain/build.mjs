// Builds the engine: native with its tests, and as WebAssembly modules. web/build.mjs makes library and page of those.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { checkModule, modules } from "./modules.mjs";
import {
  clang,
  coverageNeeds,
  engineNeeds,
  ensureTools,
  fuzzNeeds,
  nativeNeeds,
  root,
  Stop,
  withLock,
} from "./setup.mjs";
import { environment, ifChanged, inBuild, run, timed } from "./steps.mjs";

/** Whoever builds Keepfit into something else, with another compiler, is not held to this. */
const strict = ["-DCMAKE_COMPILE_WARNING_AS_ERROR=ON"];

/** With what it needs, whichever verb asks for it. */
function cmake(needed, ...given) {
  ensureTools(needed);
  return timed(() => cmakeBuild(...given));
}

async function cmakeBuild(name, configure, targets = []) {
  const folder = inBuild(name);
  const cache = join(folder, "CMakeCache.txt");
  // A build folder that was copied or moved belongs to another tree.
  if (existsSync(cache) && !readFileSync(cache, "utf8").includes(`CMAKE_HOME_DIRECTORY:INTERNAL=${root}\n`))
    rmSync(folder, { recursive: true, force: true });
  const quiet = { encoding: "utf8", cwd: root, env: environment };
  if (!existsSync(join(folder, "build.ninja"))) {
    const [command, ...args] = configure();
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
  await withLock("native", () => cmake(nativeNeeds, "native", () => ["cmake"]));
}

/** build/asan: the same with the address and undefined-behaviour sanitizers. */
export async function buildSanitized() {
  await withLock("asan", () => cmake(nativeNeeds, "asan", () => ["cmake", "-DKEEPFIT_SANITIZE=ON"]));
}

const withClang = () => [
  "cmake",
  `-DCMAKE_CXX_COMPILER=${clang()}`,
  `-DCMAKE_C_COMPILER=${clang().replace("clang++", "clang")}`,
  "-DKEEPFIT_FUZZ=ON",
  "-DKEEPFIT_TESTS=OFF",
];

/** build/fuzz: the fuzz targets, with the sanitizers. */
export async function buildFuzz() {
  await withLock("fuzz", () => cmake(fuzzNeeds, "fuzz", withClang));
}

/** build/coverage: the same targets, counting what they reach. */
export async function buildCoverage() {
  await withLock("coverage", () => cmake(coverageNeeds, "coverage", () => [...withClang(), "-DKEEPFIT_COVERAGE=ON"]));
}

/** build/wasm: the engine, its parts and the reader of tables, with their sizes, limits and imports checked. */
export async function buildWasm() {
  await withLock("wasm", () => cmake(engineNeeds, "wasm", () => ["emcmake", "cmake"]));
  const report = inBuild("stamps", "wasm.size");
  const inputs = [...modules.map(({ file }) => relative(root, file)), "cpp/toolchain/modules.mjs"];
  await ifChanged("wasm.checks", inputs, report, () => {
    writeFileSync(report, modules.map(checkModule).join("\n"));
  });
  console.log(readFileSync(report, "utf8"));
}
