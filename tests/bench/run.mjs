// npm run bench [-- NAME ...]: runs the benchmarks of this folder, one after the other. Machines are shared and noisy: every
// benchmark compares within its own run and prints medians.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const known = readdirSync(folder)
  .filter((name) => name.endsWith(".bench.mjs"))
  .map((name) => name.replace(".bench.mjs", ""));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark named ${unknown.join(", ")}; there are ${known.join(", ")}.`);
  process.exit(1);
}
let failed = 0;
for (const name of wanted.length > 0 ? wanted : known) {
  console.log(`\n== ${name} ==`);
  failed += spawnSync(process.execPath, [`${folder}${name}.bench.mjs`], { stdio: "inherit" }).status === 0 ? 0 : 1;
}
process.exit(failed > 0 ? 1 : 0);
