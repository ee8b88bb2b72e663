// npm run bench [-- NAME ...]: builds what the benchmarks here need (library, page, native host, a Python with
// the others' libraries), then runs them one after the other. Machines are shared and noisy: every benchmark
// compares within its own run and prints medians. KEEPFIT_BENCH_PYTHON names a Python to take instead.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildNative, buildWasm } from "../../cpp/toolchain/build.mjs";
import * as setup from "../../cpp/toolchain/setup.mjs";
import { buildLibrary, buildPage, buildTypes } from "../../web/build.mjs";
import { ensurePython } from "../python.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const known = readdirSync(folder)
  .filter((name) => name.endsWith(".bench.mjs"))
  .map((name) => name.replace(".bench.mjs", ""));

await setup.main(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new setup.Stop(`There is no benchmark named ${unknown.join(", ")}; there are ${known.join(", ")}.`);
  setup.ensureTools([...setup.nativeNeeds, ...setup.engineNeeds, ...setup.browserNeeds]);
  await setup.ensurePackages();
  for (const step of [buildNative, buildWasm, buildTypes, buildLibrary, buildPage]) await step();
  const env = { ...process.env, KEEPFIT_BENCH_PYTHON: process.env.KEEPFIT_BENCH_PYTHON ?? ensurePython() };
  let failed = 0;
  for (const name of wanted.length > 0 ? wanted : known) {
    console.log(`\n== ${name} ==`);
    failed +=
      spawnSync(process.execPath, [`${folder}${name}.bench.mjs`], { stdio: "inherit", env }).status === 0 ? 0 : 1;
  }
  process.exitCode = failed > 0 ? 1 : 0;
});
