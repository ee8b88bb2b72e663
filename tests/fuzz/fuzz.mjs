// npm run fuzz -- MINUTES [target]: builds the fuzz targets and runs them one after another, MINUTES in all. What they
// learn is kept in build/fuzz-corpus, what they find in build/fuzz-finds. A find becomes a file of tests/hostile and a
// test.
// npm run fuzz -- sweep [STRIDE]: tries every small change of all seeds, or each STRIDE-th.
// npm run fuzz -- coverage [STRIDE]: which lines of what a file or a message can reach were reached.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildFuzz } from "../../cpp/toolchain/build.mjs";
import { main, root, Stop } from "../../cpp/toolchain/setup.mjs";
import { inBuild } from "../../cpp/toolchain/steps.mjs";
import { coverage } from "./coverage.mjs";
import { files, requests, seeds, smallFile } from "./seeds.mjs";

const sanitizers = {
  // Who took the memory is of interest when something is found, and costs much of the time.
  ASAN_OPTIONS: "detect_leaks=0:malloc_context_size=2:quarantine_size_mb=8:max_malloc_fill_size=0",
  UBSAN_OPTIONS: "print_stacktrace=1",
};
// libFuzzer is told of what the sanitizers find; the sweep of what aborts.
const aborting = Object.fromEntries(
  Object.entries(sanitizers).map(([key, value]) => [key, `${value}:abort_on_error=1`]),
);

/** Runs a program of build/fuzz; with `show` its output can be followed. */
async function runs(name, args, { show = false, env = {} } = {}) {
  const child = spawn(inBuild("fuzz", `fuzz_${name}`), args, {
    cwd: root,
    env: { ...process.env, ...sanitizers, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-200_000);
      if (show) process.stderr.write(chunk);
    });
  const status = await new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, signal) => done(code ?? signal));
  });
  return { status, output };
}

export const targets = Object.keys(seeds);

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
    `-max_len=${target === "audit" ? smallFile : 16384}`,
    "-timeout=20",
    // No input of a few kilobytes may take more than this, at once or in all.
    "-malloc_limit_mb=256",
    "-rss_limit_mb=2048",
    "-print_final_stats=1",
    `-artifact_prefix=${finds}/`,
    ...(bounded ? ["-seed=1"] : []),
    // How rare a feature is costs more to keep count of than a small file to look at.
    ...(target === "audit" ? ["-entropic=0"] : []),
    learned,
    ...seeds[target](),
  ];
  const { status, output } = await runs(target, args, { show });
  const executions = Number(
    /^(\d+) files looked at/m.exec(output)?.[1] ??
      /stat::number_of_executed_units: (\d+)/.exec(output)?.[1] ??
      /^#(\d+)/m.exec(output)?.[1] ??
      0,
  );
  const found = readdirSync(finds).filter((name) => !before.has(name));
  if (status !== 0 && !found.length) found.push(`status ${status}`);
  if (target === "audit")
    for (const name of found.filter((each) => existsSync(join(finds, each)))) await leaveFile(join(finds, name));
  return { executions, finds: found.map((name) => join("build", "fuzz-finds", target, name)), output };
}

/** The input of a find of `audit` gives way to the very file that its changes led to. */
const leaveFile = (path) => runs("audit", ["-runs=1", path], { env: { KEEPFIT_FIND: path } });

/** Each `stride`-th small change of all files and requests. @returns {Promise<{ said: string, finds: string[] }>} */
export async function sweep(stride) {
  const said = [],
    finds = [];
  for (const what of ["files", "requests"]) {
    const find = inBuild("fuzz-finds", `sweep.${what}`);
    mkdirSync(inBuild("fuzz-finds"), { recursive: true });
    rmSync(find, { force: true });
    const { status, output } = await runs("sweep", [what, String(stride), find, ...files(), ...requests()], {
      env: aborting,
    });
    said.push(output.trim().split("\n").at(-1));
    if (status === 0) continue;
    console.log(output.slice(-6000));
    finds.push(existsSync(find) ? join("build", "fuzz-finds", `sweep.${what}`) : `status ${status}`);
  }
  return { said: said.join("; "), finds };
}

/** The short run that belongs to the tests: one test per target, and one for the sweep. */
export async function boundedRun(seconds, stride) {
  const result = { passed: 0, failed: [], skipped: [] };
  const swept = await sweep(stride);
  console.log(`fuzz sweep: ${swept.finds.length ? swept.finds.join(", ") : swept.said}`);
  if (swept.finds.length) result.failed.push(`sweep: ${swept.finds.join(", ")}`);
  else result.passed++;
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
    const [what, only] = process.argv.slice(2);
    if (what === "coverage") {
      if (!(await coverage(only ? Number(only) : undefined))) process.exitCode = 1;
      return;
    }
    if (what !== "sweep" && (!(Number(what) > 0) || (only && !targets.includes(only))))
      throw new Stop(
        `npm run fuzz -- MINUTES [target], sweep [STRIDE] or coverage; targets are ${targets.join(", ")}.`,
      );
    await buildFuzz();
    if (what === "sweep") {
      const { said, finds } = await sweep(Number(only ?? 1));
      console.log(finds.length ? finds.join(", ") : said);
      if (finds.length) process.exitCode = 1;
      return;
    }
    const chosen = only ? [only] : targets;
    let all = 0;
    for (const target of chosen) {
      const seconds = Math.round((Number(what) * 60) / chosen.length);
      const { executions, finds } = await fuzz(target, seconds, { show: process.stdout.isTTY });
      all += executions;
      const each = Math.round(executions / seconds).toLocaleString("en");
      console.log(
        `${target}: ${executions.toLocaleString("en")} executions in ${seconds} s, ${each} a second, ` +
          `${finds.length ? finds.join(", ") : "no finding"}`,
      );
      if (finds.length) process.exitCode = 1;
    }
    if (chosen.length > 1) console.log(`${all.toLocaleString("en")} executions in all`);
  });
