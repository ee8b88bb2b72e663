// npm run fuzz -- MINUTES [target]: builds the fuzz targets and runs them one after another, MINUTES in all. What they
// learn is kept in build/fuzz-corpus, what they find in build/fuzz-finds. A find becomes a file of tests/hostile and a
// test.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildFuzz } from "../../cpp/toolchain/build.mjs";
import { ensureTools, fuzzNeeds, main, root, Stop } from "../../cpp/toolchain/setup.mjs";

const inBuild = (...parts) => join(root, "build", ...parts);
const corpus = (name) => join(root, "tests", "fuzz", "corpus", name);
const seeds = {
  load_predict: () => corpus("files"),
  inspect: () => corpus("files"),
  border: () => corpus("requests"),
  tables: tableSeeds,
};
export const targets = Object.keys(seeds);

/** The tables of tests/tables behind twelve bytes that ask for nothing, and what once was found. */
function tableSeeds() {
  const folder = inBuild("fuzz-seeds", "tables");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const tables = join(root, "tests", "tables");
  for (const name of readdirSync(tables).filter((each) => each.endsWith(".csv")))
    writeFileSync(join(folder, name), Buffer.concat([Buffer.alloc(12), readFileSync(join(tables, name))]));
  for (const name of readdirSync(corpus("tables")))
    writeFileSync(join(folder, name), readFileSync(join(corpus("tables"), name)));
  return folder;
}

/**
 * Runs one target for some seconds from the seeds (and, unless bounded, from what earlier runs learned).
 * @returns {Promise<{ executions: number, finds: string[], output: string }>}
 */
export async function fuzz(target, seconds, { bounded = false, show = false } = {}) {
  const finds = inBuild("fuzz-finds", target);
  // What is learned goes to the first folder, never to the seeds; a bounded run starts from the seeds alone.
  const learned = inBuild("fuzz-corpus", bounded ? `${target}.bounded` : target);
  if (bounded) rmSync(learned, { recursive: true, force: true });
  for (const folder of [finds, learned]) mkdirSync(folder, { recursive: true });
  const before = new Set(readdirSync(finds));
  const args = [
    `-max_total_time=${seconds}`,
    "-max_len=16384",
    "-timeout=20",
    // No input of a few kilobytes may take more than this, at once or in all.
    "-malloc_limit_mb=256",
    "-rss_limit_mb=2048",
    "-print_final_stats=1",
    `-artifact_prefix=${finds}/`,
    ...(bounded ? ["-seed=1"] : []),
    learned,
    seeds[target](),
  ];
  const child = spawn(inBuild("fuzz", `fuzz_${target}`), args, {
    cwd: root,
    env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0", UBSAN_OPTIONS: "print_stacktrace=1" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-200_000);
      if (show) process.stderr.write(chunk);
    });
  const status = await new Promise((done, fail) => (child.on("error", fail), child.on("close", done)));
  const executions = Number(
    /stat::number_of_executed_units: (\d+)/.exec(output)?.[1] ?? /^#(\d+)/m.exec(output)?.[1] ?? 0,
  );
  const found = readdirSync(finds).filter((name) => !before.has(name));
  if (status !== 0 && !found.length) found.push(`status ${status}`);
  return { executions, finds: found.map((name) => join("build", "fuzz-finds", target, name)), output };
}

/** The short run that belongs to the tests: one test per target. */
export async function boundedRun(seconds) {
  const result = { passed: 0, failed: [], skipped: [] };
  for (const target of targets) {
    const { executions, finds, output } = await fuzz(target, seconds, { bounded: true });
    const sound = !finds.length && executions > 100;
    console.log(
      `fuzz ${target}: ${executions.toLocaleString("en")} executions, ${finds.length ? finds.join(", ") : "no finding"}`,
    );
    if (sound) result.passed++;
    else {
      console.log(output.slice(-6000));
      result.failed.push(`${target}: ${finds.length ? finds.join(", ") : `only ${executions} executions`}`);
    }
  }
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main(async () => {
    const [minutes, only] = process.argv.slice(2);
    if (!(Number(minutes) > 0) || (only && !targets.includes(only)))
      throw new Stop(`npm run fuzz -- MINUTES [target]; targets are ${targets.join(", ")}.`);
    ensureTools(fuzzNeeds);
    await buildFuzz();
    const chosen = only ? [only] : targets;
    let all = 0;
    for (const target of chosen) {
      const seconds = Math.round((Number(minutes) * 60) / chosen.length);
      const { executions, finds } = await fuzz(target, seconds, { show: process.stdout.isTTY });
      all += executions;
      console.log(
        `${target}: ${executions.toLocaleString("en")} executions in ${seconds} s, ${finds.length ? finds.join(", ") : "no finding"}`,
      );
      if (finds.length) process.exitCode = 1;
    }
    if (chosen.length > 1) console.log(`${all.toLocaleString("en")} executions in all`);
  });
