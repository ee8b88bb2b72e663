// npm run golden [-- name ...]: makes build/golden-venv from requirements.txt where it is missing or out of date, then
// writes tests/golden/fixtures/<name>.json (all of them without a name), or with "sample_data" the playground's CSV
// files. npm run golden -- warnings [name ...]: tests/golden/warnings.json alone, without the fixtures. npm run golden
// -- draws FIRST COUNT [ESTIMATOR ...]: random pipelines that are compared and not kept; -- ties_many: the same over
// tables full of equal rows (many_draws.py). npm run golden -- tables:
// files of every form and pandas' answers to them and to drawn tables (tables.mjs, table_forms.py). npm run golden --
// pictures: the numbers behind the page's pictures of a fit (pictures.py); -- why: what it says of why a row is
// answered as it is (why.py); -- pickles: honest and hostile pickles, what others find in them (pickles.py), and what
// scanners say of them (scanners.py, in an environment of its own). npm run golden --
// python: what recipeToPython writes is run in scikit-learn (scripts.mjs, scripts.py), and so is the code that the
// lessons show (steps.mjs, steps.py). npm run golden --
// tables_many COUNT [FIRST]: drawn tables that are compared with pandas and not kept. npm run golden -- sklearn_files
// [VERSION ...]: models that four versions of scikit-learn fitted, saved and asked, each in an environment of its own
// (sklearn_files.py), which Python 3.11 has packages for.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackages, root, Stop } from "../../cpp/toolchain/setup.mjs";
import { ensurePython } from "../python.mjs";

const here = dirname(fileURLToPath(import.meta.url));
function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: "inherit", ...options });
  if (result.error?.code === "ENOENT")
    fail(`${command} was not found. The golden results need Python 3.11 or newer with its venv module.`);
  if (result.status !== 0) fail(`${command} ${args.join(" ")} ended with status ${result.status}.`);
  return result.stdout?.toString() ?? "";
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function pythonOf(...room) {
  try {
    return ensurePython(...room);
  } catch (error) {
    return fail(error instanceof Stop ? error.message : error);
  }
}

/** Where they cannot be installed, one that has none of them: then that is what is written down. */
function scannersPython() {
  try {
    return ensurePython("scanners", "tests/golden/requirements-scanners.txt");
  } catch (error) {
    console.error(`The scanners of pickles are left out. ${error.message}`);
    return python;
  }
}

const python = pythonOf();

// Reference numbers must not depend on the processor that makes them: numpy's dispatched kernels have their own exp and
// log and their own sort order of ties, and BLAS sums in an order that depends on the kernel and on the thread count.
function environmentOf(python) {
  const asked = [
    "try: from numpy._core._multiarray_umath import __cpu_dispatch__ as d",
    "except ImportError: from numpy.core._multiarray_umath import __cpu_dispatch__ as d",
    "print(*d)",
  ];
  const dispatch = run(python, ["-c", asked.join("\n")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NPY_DISABLE_CPU_FEATURES: "" },
  }).trim();
  return {
    ...process.env,
    NPY_DISABLE_CPU_FEATURES: dispatch,
    OPENBLAS_CORETYPE: "Prescott",
    OPENBLAS_NUM_THREADS: "1",
    OMP_NUM_THREADS: "1",
    MKL_NUM_THREADS: "1",
    PYTHONHASHSEED: "0",
    PYTHONDONTWRITEBYTECODE: "1",
    // numpy says on every import that a feature which this processor lacks cannot be disabled.
    PYTHONWARNINGS: "ignore",
  };
}

const env = environmentOf(python);

/**
 * What the engine declares of itself: random pipelines are drawn from its parameters and held to its exactness classes.
 */
async function writeSchema() {
  const { buildNative } = await import("../../cpp/toolchain/build.mjs");
  await ensurePackages();
  const { decode, encode } = await import("@msgpack/msgpack");
  await buildNative();
  const field = (bytes) => [new Uint8Array(new Uint32Array([bytes.length]).buffer), bytes];
  const input = Buffer.concat([...field(Buffer.from("schema")), ...field(encode({}))]);
  const host = join(root, "build", "native", "keepfit_host");
  const { stdout, status } = spawnSync(host, { input, maxBuffer: 1 << 26 });
  if (status !== 0) fail(`${host} did not answer what estimators there are.`);
  const folder = join(root, "build", "golden");
  mkdirSync(folder, { recursive: true });
  const noInfinity = (_, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value);
  writeFileSync(join(folder, "schema.json"), JSON.stringify(decode(stdout.subarray(8)), noInfinity));
}

const names = process.argv.slice(2);
if (names[0] === "draws" || names[0] === "ties_many") {
  await writeSchema();
  const kind = names[0] === "draws" ? "made" : "tied";
  run(python, [join(here, "many_draws.py"), kind, ...names.slice(1)], { env });
  process.exit();
}
if (names[0] === "tables_many") {
  const { compareMany } = await import("./tables.mjs");
  await compareMany(
    python,
    env,
    Number(names[1] ?? 10_000),
    names[2] === undefined ? Date.now() % 2 ** 31 : Number(names[2]),
  );
  process.exit();
}
if (names[0] === "sklearn_files") {
  const older = readdirSync(join(here, "sklearn_files"))
    .map((file) => /^requirements-(.*)\.txt$/.exec(file)?.[1])
    .filter(Boolean);
  const own = /^scikit-learn==(.*)$/m.exec(readFileSync(join(here, "requirements.txt"), "utf8"))[1];
  for (const version of names.length > 1 ? names.slice(1) : [...older, own]) {
    const pins = `tests/golden/sklearn_files/requirements-${version}.txt`;
    const its = version === own ? python : pythonOf(`sklearn-${version}`, pins);
    run(its, [join(here, "sklearn_files.py")], { env: environmentOf(its) });
  }
  process.exit();
}
if (names[0] === "python") {
  const { buildWasm } = await import("../../cpp/toolchain/build.mjs");
  const { buildLibrary, buildTypes } = await import("../../web/build.mjs");
  await buildWasm();
  await buildTypes();
  await buildLibrary();
  await writeSchema();
  const { writeScripts } = await import("./scripts.mjs");
  await writeScripts();
  run(python, [join(here, "scripts.py")], { env });
  const { writeSteps } = await import("./steps.mjs");
  await writeSteps();
  run(python, [join(here, "steps.py")], { env });
  process.exit();
}
if (names.length === 0 || names.includes("tables")) {
  const { writeTables } = await import("./tables.mjs");
  run(python, [join(here, "table_forms.py")], { env });
  const wanted = readFileSync(join(here, "requirements.txt"), "utf8");
  await writeTables(python, env, /^pandas==.*$/m.exec(wanted)[0]);
}
if (names.length === 0 || names.includes("pictures")) run(python, [join(here, "pictures.py")], { env });
if (names.length === 0 || names.includes("pickles")) {
  run(python, [join(here, "pickles.py")], { env });
  run(scannersPython(), [join(here, "scanners.py")], { env });
}
if (names.length === 0 || names.includes("why")) run(python, [join(here, "why.py")], { env });
if (names.includes("sample_data")) run(python, [join(here, "sample_data.py")], { env });
const fixtures = names.filter((name) => !["sample_data", "tables", "pickles", "pictures", "why"].includes(name));
if (fixtures.length > 0 || names.length === 0) {
  await writeSchema();
  run(python, [join(here, "generate.py"), ...fixtures], { env });
}
