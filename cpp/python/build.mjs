// npm run python [-- spark [bench | filter] | filter]: the Python package: the engine in the form that wasmtime reads,
// a wheel of it in build/python, its tests in an environment of its own, and how long things take.
// "built" takes the engine as it lies in build/wasm; "wheel" ends when the wheel is made.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ensurePython } from "../../tests/python.mjs";
import { buildLibrary, buildTypes } from "../../web/build.mjs";
import { buildWasm } from "../toolchain/build.mjs";
import { ensurePackages, main, root, Stop } from "../toolchain/setup.mjs";
import { ifChanged, inBuild, run } from "../toolchain/steps.mjs";

const folder = (...parts) => inBuild("python", ...parts);
const modules = ["keepfit", "keepfit-interchange", "keepfit-onnx", "keepfit-pmml", "keepfit-skops"];
const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;

/** Debian's is too old to translate, and it is needed here alone: no dependency of the project. */
const binaryen = {
  version: "132.0.0",
  sha512: "4Usg7yEvwO3FMso3Oov6qkOOHSod1IEv+boKkh77kTljM+eNBouqCTbqWswGzbG+vDNO/b/v2C4gfEh1WgB9Lg==",
};
const wasmOpt = folder("binaryen", "package", "bin", "wasm-opt");

function fetchBinaryen() {
  const { version, sha512 } = binaryen;
  const stamp = folder("binaryen", "version");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === version) return;
  console.log(`Fetching Binaryen ${version}.`);
  rmSync(folder("binaryen"), { recursive: true, force: true });
  mkdirSync(folder("binaryen"), { recursive: true });
  const quietly = { cwd: folder("binaryen"), encoding: "utf8", shell: process.platform === "win32" };
  const packed = spawnSync("npm", ["pack", `binaryen@${version}`, "--silent"], quietly);
  const file = folder("binaryen", `binaryen-${version}.tgz`);
  if (packed.status !== 0 || !existsSync(file))
    throw new Stop(`Binaryen ${version} could not be fetched from npm: ${packed.stderr || packed.error?.message}`);
  const digest = createHash("sha512").update(readFileSync(file)).digest("base64");
  if (digest !== sha512)
    throw new Stop(`binaryen-${version}.tgz is not the file that was looked at when it was chosen.`);
  if (spawnSync("tar", ["xzf", `binaryen-${version}.tgz`], quietly).status !== 0)
    throw new Stop(`tar could not unpack binaryen-${version}.tgz.`);
  rmSync(file);
  writeFileSync(stamp, version);
}

/**
 * Emscripten writes exceptions in the form that came before the standard; wasmtime reads the standard's alone. Every
 * feature is named: with all of them Binaryen writes types that others refuse.
 */
const flags = [
  "simd",
  "exception-handling",
  "bulk-memory",
  "bulk-memory-opt",
  "sign-ext",
  "mutable-globals",
  "nontrapping-float-to-int",
  "reference-types",
  "multivalue",
].map((feature) => `--enable-${feature}`);

async function translate() {
  for (const name of modules) {
    const from = inBuild("wasm", `${name}.wasm`);
    if (!existsSync(from)) throw new Stop(`${relative(root, from)} was not built.`);
    await ifChanged(
      `python.${name}`,
      [relative(root, from), "cpp/python/build.mjs"],
      folder(`${name}.wasm`),
      async () => {
        fetchBinaryen();
        const args = [wasmOpt, from, ...flags, "--translate-to-exnref", "-o", folder(`${name}.wasm`)];
        if ((await run(process.execPath, args)) !== 0)
          throw new Stop(`Binaryen could not translate ${name}.wasm; its message is above.`);
      },
    );
  }
}

const wheel = () => folder(`keepfit-${version}-py3-none-any.whl`);

async function makeWheel(python) {
  const inputs = ["cpp/python", "LICENSE", "package.json", ...modules.map((name) => `build/python/${name}.wasm`)];
  await ifChanged("python.wheel", inputs, wheel(), async () => {
    const stage = folder("package");
    rmSync(stage, { recursive: true, force: true });
    for (const each of readdirSync(folder())) if (each.endsWith(".whl")) rmSync(folder(each));
    const source = join(root, "cpp", "python");
    const wanted = (path) => !/__pycache__|\.wasm$|\.gitignore$/.test(path);
    for (const each of ["keepfit", "pyproject.toml", "README.md"])
      cpSync(join(source, each), join(stage, each), { recursive: true, filter: wanted });
    cpSync(join(root, "LICENSE"), join(stage, "LICENSE"));
    writeFileSync(join(stage, "keepfit", "_version.py"), `__version__ = "${version}"\n`);
    for (const name of modules) cpSync(folder(`${name}.wasm`), join(stage, "keepfit", `${name}.wasm`));
    // The same sources make the same wheel: no times stand in it.
    const env = { SOURCE_DATE_EPOCH: "315532800" };
    const args = ["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"];
    if ((await run(python, [...args, "--wheel-dir", folder(), stage], { env })) !== 0 || !existsSync(wheel()))
      throw new Stop("The wheel could not be built; pip's message is above.");
  });
  const size = statSync(wheel()).size.toLocaleString("en");
  console.log(`${relative(root, wheel())}: ${size} bytes.`);
}

/** Into the environment of the tests, as its users install it. */
async function install(python, room) {
  const marker = inBuild(`${room}-venv`, "keepfit.stamp");
  const now = createHash("sha256").update(readFileSync(wheel())).digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === now) return;
  const args = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--force-reinstall"];
  if ((await run(python, [...args, wheel()])) !== 0) throw new Stop("The wheel could not be installed.");
  writeFileSync(marker, now);
}

/** Runs a program of Python's; `otherwise` is said where it fails. */
async function runPython(python, args, otherwise, env = {}) {
  if ((await run(python, args, { env })) !== 0) throw new Stop(otherwise);
}

const types = ["-m", "mypy", "--ignore-missing-imports", "--python-version", "3.10", "--cache-dir", folder("mypy")];
const tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", join(root, "tests", "python")];

/** @param asked  "bench" measures instead of testing; anything else is what pytest's -k takes. */
async function overSpark(asked) {
  const python = ensurePython("spark", "tests/python/spark/requirements.txt");
  await install(python, "spark");
  const env = { KEEPFIT_CACHE: folder("cache") };
  if (asked === "bench")
    return await runPython(python, ["tests/python/spark/bench.py"], "The measurements over Spark failed.", env);
  const chosen = [...(asked ? ["-k", asked] : []), "tests/python/spark"];
  await runPython(python, [...tests, ...chosen], "Some tests over Spark failed.", env);
}

/** @param filter  What pytest's -k takes; without one everything, and measurements at the end. */
async function testAll(python, filter) {
  await runPython(python, [...types, "cpp/python/keepfit"], "Some types do not fit; mypy's message is above.");
  await install(python, "python");
  const expected = folder("expected.msgpack");
  if ((await run(process.execPath, ["tests/python/expected.mjs", expected])) !== 0)
    throw new Stop("What Node answers could not be written.");
  await buildTypes();
  // Its command is compared with Python's.
  await buildLibrary();
  const handed = folder("handed");
  if ((await run(process.execPath, ["tests/python/handed.mjs", handed])) !== 0)
    throw new Stop("The folders that the page hands over could not be written.");
  const env = { KEEPFIT_CACHE: folder("cache"), KEEPFIT_EXPECTED: expected, KEEPFIT_HANDED: handed };
  const chosen = [...(filter ? ["-k", filter] : []), "tests/python", "--ignore", "tests/python/spark"];
  await runPython(python, [...tests, ...chosen], "Some tests of the Python package failed.", env);
  const alone = { KEEPFIT_CACHE: folder("bench-cache") };
  if (!filter) await runPython(python, ["tests/python/bench.py"], "The measurements failed.", alone);
}

await main(async () => {
  const asked = process.argv.slice(2);
  const known = ["built", "wheel", "spark"];
  if (!asked.includes("built")) {
    await ensurePackages();
    await buildWasm();
  }
  mkdirSync(folder(), { recursive: true });
  await translate();
  const python = ensurePython("python");
  await makeWheel(python);
  if (asked.includes("wheel")) return;
  const rest = asked.filter((each) => !known.includes(each)).join(" ");
  if (asked.includes("spark")) return await overSpark(rest);
  await testAll(python, rest);
});
