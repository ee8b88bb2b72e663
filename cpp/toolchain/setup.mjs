// Finds the tools and headers that Keepfit is built with and installs what is missing. Node built-ins only: this runs
// before any npm package is there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(fileURLToPath(import.meta.url), "..", "..", "..");

/** A failure that is explained by its message alone. */
export class Stop extends Error {}

export function onPath(...names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const file = join(folder || ".", name);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {}
    }
  return undefined;
}

/** A file at one of some places relative to the folder of a program, whose name may be a link. */
const beside = (program, ...places) =>
  program && places.map((place) => resolve(realpathSync(program), "..", place)).find((file) => existsSync(file));

const application = (...names) =>
  process.platform === "darwin" ? names.map((n) => `/Applications/${n}`).find((file) => existsSync(file)) : undefined;

const prefixes = ["/usr/include", "/usr/local/include", "/opt/homebrew/include", "/opt/local/include"];
if (process.env.HOMEBREW_PREFIX) prefixes.push(join(process.env.HOMEBREW_PREFIX, "include"));
const header = (...files) => prefixes.flatMap((p) => files.map((f) => join(p, f))).find((file) => existsSync(file));

export const chromium = () =>
  process.env.KEEPFIT_CHROMIUM ??
  onPath("chromium", "chromium-browser", "google-chrome") ??
  application("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome");
export const firefox = () =>
  process.env.KEEPFIT_FIREFOX ?? onPath("firefox-esr", "firefox") ?? application("Firefox.app/Contents/MacOS/firefox");

/** Clang with libFuzzer and the sanitizers; `undefined` where either is missing. */
export const clang = () => onPath("clang++", ...versions.map((n) => `clang++-${n}`));
const versions = [20, 19, 18, 17, 16, 15, 14];
function fuzzer() {
  const compiler = clang();
  if (!compiler) return undefined;
  const folder = spawnSync(compiler, ["-print-runtime-dir"], { encoding: "utf8" }).stdout?.trim() ?? "";
  const resources = spawnSync(compiler, ["-print-resource-dir"], { encoding: "utf8" }).stdout?.trim() ?? "";
  return [folder, join(resources, "lib", "linux"), join(resources, "lib", "darwin")]
    .filter((each) => existsSync(each))
    .find((each) => readdirSync(each).some((name) => name.startsWith("libclang_rt.fuzzer")));
}

/** A tool of LLVM of the same version as Clang, which its profiles need; `undefined` where it is missing. */
export function llvmTool(name) {
  const version = /\d+$/.exec(clang() ?? "")?.[0];
  return beside(clang(), name) ?? (version && onPath(`${name}-${version}`));
}

// Where a list of Debian packages has alternatives, the first one that the system offers is taken.
const needs = {
  emscripten: { name: "Emscripten", found: () => onPath("emcc"), apt: ["emscripten"], brew: "emscripten" },
  // Emscripten may bring its own, beside itself.
  binaryen: {
    name: "Binaryen",
    found: () =>
      onPath("wasm-split") ?? beside(onPath("emcc"), "../libexec/binaryen/bin/wasm-split", "../bin/wasm-split"),
    apt: ["binaryen"],
    brew: "binaryen",
  },
  cmake: { name: "CMake", found: () => onPath("cmake"), apt: ["cmake"], brew: "cmake" },
  ninja: { name: "Ninja", found: () => onPath("ninja"), apt: ["ninja-build"], brew: "ninja" },
  eigen: {
    name: "Eigen",
    found: () => header("eigen3/Eigen/Core", "Eigen/Core"),
    apt: ["libeigen3-dev"],
    brew: "eigen",
  },
  msgpack: {
    name: "msgpack-c for C++",
    found: () => header("msgpack.hpp"),
    apt: ["libmsgpack-cxx-dev", "libmsgpack-dev"],
    brew: "msgpack-cxx",
  },
  xxhash: { name: "xxHash", found: () => header("xxhash.h"), apt: ["libxxhash-dev"], brew: "xxhash" },
  fastFloat: {
    name: "fast_float",
    found: () => header("fast_float/fast_float.h"),
    apt: ["libfast-float-dev"],
    brew: "fast_float",
  },
  protozero: {
    name: "protozero",
    found: () => header("protozero/pbf_writer.hpp"),
    apt: ["libprotozero-dev"],
    brew: "protozero",
  },
  compiler: { name: "a C++20 compiler", found: () => onPath("c++", "g++", "clang++"), apt: ["g++"], brew: "llvm" },
  googletest: { name: "GoogleTest", found: () => header("gtest/gtest.h"), apt: ["libgtest-dev"], brew: "googletest" },
  json: {
    name: "nlohmann-json",
    found: () => header("nlohmann/json.hpp"),
    apt: ["nlohmann-json3-dev"],
    brew: "nlohmann-json",
  },
  clang: { name: "Clang", found: clang, apt: ["clang"], brew: "llvm" },
  fuzzer: {
    name: "libFuzzer and the sanitizers of Clang",
    found: fuzzer,
    apt: [`libclang-rt-${/\d+$/.exec(clang() ?? "")?.[0] ?? 14}-dev`, "libclang-rt-dev"],
    brew: "llvm",
  },
  coverage: {
    name: "llvm-cov and llvm-profdata",
    found: () => llvmTool("llvm-cov") && llvmTool("llvm-profdata"),
    apt: [`llvm-${/\d+$/.exec(clang() ?? "")?.[0] ?? 14}`, "llvm"],
    brew: "llvm",
  },
  chromium: {
    name: "Chromium",
    found: chromium,
    apt: ["chromium", "chromium-browser"],
    brew: "--cask google-chrome",
  },
  firefox: { name: "Firefox", found: firefox, apt: ["firefox-esr", "firefox"], brew: "--cask firefox" },
};

export const fuzzNeeds = [
  "cmake",
  "ninja",
  "eigen",
  "msgpack",
  "xxhash",
  "fastFloat",
  "protozero",
  "json",
  "clang",
  "fuzzer",
];
export const coverageNeeds = [...fuzzNeeds, "coverage"];
export const engineNeeds = [
  "emscripten",
  "binaryen",
  "cmake",
  "ninja",
  "eigen",
  "msgpack",
  "xxhash",
  "fastFloat",
  "protozero",
];
export const nativeNeeds = [
  "cmake",
  "ninja",
  "compiler",
  "eigen",
  "msgpack",
  "xxhash",
  "fastFloat",
  "protozero",
  "googletest",
  "json",
];
export const browserNeeds = ["chromium", "firefox"];

/** Makes sure that the named tools are there, installing them where the system has a package manager that we know. */
export function ensureTools(wanted) {
  const missing = () => [...new Set(wanted)].filter((key) => !needs[key].found()).map((key) => needs[key]);
  const absent = missing();
  if (!absent.length) return;
  const names = absent.map((need) => need.name).join(", ");
  if (onPath("apt-get")) installWithApt(absent, names);
  else if (onPath("brew")) installWithBrew(absent, names);
  else throw new Stop(`Install ${names} with your system's package manager, then run this again.`);
  const still = missing();
  if (still.length)
    throw new Stop(`${still.map((need) => need.name).join(", ")} cannot be found even after the installation.`);
}

function installWithApt(absent, names) {
  const typed = `apt-get install ${absent.map((need) => need.apt[0]).join(" ")}`;
  let before = [];
  if (process.getuid?.() !== 0) {
    // Without a terminal nobody can answer sudo's question for a password.
    before = process.stdin.isTTY ? ["sudo"] : ["sudo", "-n"];
    if (!onPath("sudo") || (!process.stdin.isTTY && spawnSync("sudo", ["-n", "true"]).status !== 0))
      throw new Stop(`${names} must be installed first. Type, as root: ${typed}`);
  }
  // Hundreds of lines that matter only when it fails, unless somebody is watching.
  const output = process.stdout.isTTY ? "inherit" : "pipe";
  const apt = (...args) => {
    const [command, ...rest] = [...before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
    const stdio = ["inherit", output, output];
    const result = spawnSync(command, rest, { stdio, encoding: "utf8", maxBuffer: 2 ** 28 });
    if (result.status !== 0) console.log(`${result.stdout ?? ""}${result.stderr ?? ""}`);
    return result.status === 0;
  };
  console.log(`Installing ${names} with apt-get.`);
  apt("update", "-qq"); // one unreachable source need not matter; the installation tells
  const offered = (name) =>
    /Candidate: (?!\(none\))/.test(
      spawnSync("apt-cache", ["policy", name], { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } }).stdout ?? "",
    );
  const packages = absent.map((need) => need.apt.find(offered) ?? need.apt[0]);
  // A machine that was just started may be installing its own updates: wait for them.
  const waiting = ["-o", "DPkg::Lock::Timeout=600"];
  if (!apt("install", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", ...waiting, ...packages))
    throw new Stop(`apt-get could not install ${names}; its own message is above. To try by hand: ${typed}`);
}

function installWithBrew(absent, names) {
  console.log(`Installing ${names} with Homebrew.`);
  for (const need of absent)
    if (spawnSync("brew", ["install", ...need.brew.split(" ")], { stdio: "inherit" }).status !== 0)
      throw new Stop(`Homebrew could not install ${need.name}. To try by hand: brew install ${need.brew}`);
}

/** Installs the npm packages of a folder's lock file, unless they are there already. */
export async function ensurePackages(folder = root) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Stop(`Keepfit needs Node 20.19 or newer; this is ${process.version}.`);
  const lock = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const stamp = join(folder, "node_modules", ".keepfit-lock");
  const current = () => existsSync(stamp) && readFileSync(stamp, "utf8") === lock;
  if (current()) return;
  // npm ci empties the folder first, and would do so through a link, to packages that another tree is using.
  const packages = lstatSync(join(folder, "node_modules"), { throwIfNoEntry: false });
  if (packages?.isSymbolicLink())
    throw new Stop(
      "node_modules is a link, and what it leads to does not fit package-lock.json. Remove the link, then run this again.",
    );
  await withLock("packages", () => {
    if (current()) return;
    console.log("Installing the npm packages.");
    const npm = process.env.npm_execpath;
    const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    const result = npm?.endsWith(".js")
      ? spawnSync(process.execPath, [npm, ...args], { cwd: folder, stdio: "inherit" })
      : spawnSync("npm", args, { cwd: folder, stdio: "inherit" });
    if (result.status !== 0) throw new Stop("npm ci failed; its own message is above.");
    writeFileSync(stamp, lock);
  });
}

const held = new Set();

/** Keeps two runs in the same folder from doing the same step at once. A lock whose process has ended is taken over. */
export async function withLock(name, work) {
  if (held.has(name)) return await work();
  const folder = join(root, "build", "stamps", `${name}.lock`);
  const owner = join(folder, "pid");
  mkdirSync(join(root, "build", "stamps"), { recursive: true });
  for (let told = false; ;) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (!alive(owner, folder)) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!told) console.log(`Waiting for another run that is busy with: ${name}.`);
    told = true;
    await new Promise((done) => setTimeout(done, 300));
  }
  writeFileSync(owner, String(process.pid));
  held.add(name);
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    held.delete(name);
    process.off("exit", release);
    release();
  }
}

function alive(owner, folder) {
  try {
    process.kill(Number(readFileSync(owner, "utf8")), 0);
    return true;
  } catch (error) {
    if (error.code === "EPERM") return true;
    if (error.code === "ESRCH") return false;
    // No number in it yet: its owner is just writing it, unless the folder is old.
    try {
      return Date.now() - statSync(folder).mtimeMs < 5000;
    } catch {
      return true; // it has just been released
    }
  }
}

/** Runs a verb: a Stop ends it with its sentence, anything else with its stack. */
export async function main(verb) {
  process.on("SIGINT", () => process.exit(130));
  process.on("SIGTERM", () => process.exit(143));
  try {
    await verb();
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    process.exit(1);
  }
}
