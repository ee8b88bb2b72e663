// npm test [-- check|native|fuzz|web|e2e|firefox|hosts|asan|soak ... [filter]]: set-up, build, every runner, what each
// cost, and one closing line over all of them.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { boundedRun } from "./fuzz/fuzz.mjs";
import * as engine from "../cpp/toolchain/build.mjs";
import * as setup from "../cpp/toolchain/setup.mjs";
import { run, spent, tool } from "../cpp/toolchain/steps.mjs";
import * as web from "../web/build.mjs";
const { root, Stop } = setup;

const results = (...parts) => join(root, "build", ...parts);
const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** @typedef {{ passed: number, failed: string[], skipped: string[] }} Result */

/** @returns {Result} */
const sumOf = (one, other) => ({
  passed: one.passed + other.passed,
  failed: [...one.failed, ...other.failed],
  skipped: [...one.skipped, ...other.skipped],
});

/** What GoogleTest has as a pattern, `Ridge*:*Lasso*`, as an expression. */
const asExpression = (filter) =>
  filter
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
    .replaceAll(":", "|");

/** GoogleTest: counted case by case in the files of the shards, which a crash leaves missing. */
async function googleTest(folder, filter) {
  const shards = results(folder, "results");
  rmSync(shards, { recursive: true, force: true });
  const env = filter ? { GTEST_FILTER: /[*:?]/.test(filter) ? filter : `*${filter}*` } : {};
  const args = ["--test-dir", results(folder), "-j", "2", "--output-on-failure", "--no-tests=error"];
  const status = await run("ctest", args, { env });
  const result = { passed: 0, failed: [], skipped: [] };
  const files = existsSync(shards) ? readdirSync(shards).filter((name) => name.endsWith(".json")) : [];
  for (const file of files)
    for (const suite of readJson(join(shards, file)).testsuites)
      for (const test of suite.testsuite) {
        const name = `${suite.name}.${test.name}`;
        if (test.failures?.length) result.failed.push(name);
        else if (test.status === "NOTRUN" || test.result === "SKIPPED") result.skipped.push(name);
        else result.passed++;
      }
  if (status !== 0 && !result.failed.length) result.failed.push("a runner that broke off without naming a failed test");
  return result;
}

/**
 * @param filter  Part of a file's or of a test's name.
 * @param only  Files and a pattern of names, where a verb runs a part; `left` counts what that leaves out.
 */
async function vitest(project, filter, settings = {}, only = undefined) {
  const file = results("results", `${project}.json`);
  mkdirSync(results("results"), { recursive: true });
  rmSync(file, { force: true });
  const args = [
    "run",
    "--config",
    "tests/vitest.config.ts",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
  ];
  args.push(`--outputFile.json=${file}`);
  const folder = join(root, "tests", project);
  const names = existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((n) => n.endsWith(".test.ts"))
    : [];
  // A filter that fits a file's name selects files, otherwise tests by their names.
  if (filter) args.push(...(names.some((name) => name.includes(filter)) ? [filter] : ["-t", filter]));
  if (only) args.push(...(only.files ?? []), "-t", only.names);
  const status = await run(process.execPath, [tool("vitest", "vitest.mjs"), ...args], {
    env: { ...settings, KEEPFIT_CHROMIUM: setup.chromium() ?? "", KEEPFIT_FIREFOX: setup.firefox() ?? "" },
  });
  if (!existsSync(file))
    throw new Stop(names.length ? "Vitest left no result." : `There are no tests in tests/${project}.`);
  const result = { passed: 0, failed: [], skipped: [], left: 0 };
  for (const suite of readJson(file).testResults) {
    const before = result.failed.length;
    const inFile = suite.name.slice(root.length + 1);
    for (const test of suite.assertionResults) {
      const name = `${inFile}: ${test.fullName}`;
      if (test.status === "passed") result.passed++;
      else if (test.status === "failed") result.failed.push(name);
      // With a filter the tests left out are reported as skipped; nobody asked for them.
      else if (only) result.left++;
      else if (!filter) result.skipped.push(name);
    }
    if (suite.status === "failed" && result.failed.length === before)
      result.failed.push(`${inFile} (could not be run)`);
  }
  if (status !== 0 && !result.failed.length) result.failed.push("an error outside of the tests");
  return result;
}

/** GoogleTest's, then golden results asked of the host beside them. */
async function nativeTests(folder, filter) {
  const result = await googleTest(folder, filter);
  // A pattern that leaves tests out says nothing of these.
  if (filter.includes("-")) return result;
  return sumOf(result, await vitest("native", asExpression(filter), { KEEPFIT_HOST: folder }));
}

const minutes = (seconds) => `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2)} s`;

/** A step whose failure counts, but does not keep the tests from running. */
async function also(step, result) {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.log(error.message);
    result.failed.push(error.message);
  }
}

async function buildForBrowsers() {
  for (const step of [engine.buildNative, engine.buildWasm, web.buildTypes, web.buildLibrary, web.buildPage])
    await step();
}

/** In the names of tests in Firefox, and of no others. */
const firefox = "in firefox";
/** Where browsers differ: storage, files, frames, threads, layout, bits. A verb of its own runs the others there. */
const differing = ["store", "history", "fingerprint", "library-tables", "share", "hosts", "embedded", "workspace"];

/** Everything in Chromium, and in Firefox what differs from browser to browser. */
async function inBrowsers() {
  const most = await vitest("e2e", "", {}, { names: `^(?!.*${firefox})` });
  const files = differing.map((name) => `tests/e2e/${name}.test.ts`);
  const rest = await vitest("e2e", "", {}, { files, names: firefox });
  const left = most.left - rest.passed - rest.failed.length;
  console.log(`${left} tests in Firefox are left to npm test -- firefox.`);
  return sumOf(most, rest);
}

const runners = {
  check: { needs: [], run: async () => (await import("../cpp/toolchain/check.mjs")).check() },
  native: {
    needs: setup.nativeNeeds,
    run: async (filter) => (await engine.buildNative(), await nativeTests("native", filter)),
  },
  asan: {
    needs: setup.nativeNeeds,
    run: async (filter) => (await engine.buildSanitized(), await nativeTests("asan", filter)),
  },
  fuzz: {
    needs: setup.fuzzNeeds,
    run: async () => (await engine.buildFuzz(), await boundedRun(16, 50)),
  },
  web: {
    needs: [...setup.nativeNeeds, ...setup.engineNeeds],
    run: async (filter) => {
      await engine.buildNative(); // for the tests that compare the two hosts
      await engine.buildWasm();
      await web.buildTypes();
      const early = { failed: [] };
      await also(web.buildLibrary, early);
      if (!filter) await also(web.checkTypes, early);
      const result = await vitest("web", filter);
      result.failed.unshift(...early.failed);
      return result;
    },
  },
  soak: {
    needs: [...setup.nativeNeeds, ...setup.engineNeeds, ...setup.browserNeeds],
    run: async () => {
      await buildForBrowsers();
      const long = ["killed in the middle", "random changes", "no barriers, and nothing scrolls", "looks "];
      const soak = { KEEPFIT_SOAK: "1" };
      return sumOf(await vitest("web", "shelf-model", soak), await vitest("e2e", long.join("|"), soak));
    },
  },
  e2e: {
    needs: [...setup.nativeNeeds, ...setup.engineNeeds, ...setup.browserNeeds],
    run: async (filter) => {
      await buildForBrowsers();
      return filter ? await vitest("e2e", filter) : await inBrowsers();
    },
  },
  // Sites that other tools make, which come from npm and PyPI.
  hosts: {
    needs: [...setup.nativeNeeds, ...setup.engineNeeds, ...setup.browserNeeds],
    run: async (filter) => {
      await buildForBrowsers();
      await (await import("./hosts/hosts.mjs")).buildSites();
      return await vitest("hosts", filter);
    },
  },
  firefox: {
    needs: [...setup.nativeNeeds, ...setup.engineNeeds, ...setup.browserNeeds],
    run: async () => {
      await buildForBrowsers();
      return await vitest("e2e", "", {}, { names: firefox });
    },
  },
};

await setup.main(async () => {
  const given = process.argv.slice(2);
  const chosen = [];
  while (given[0] in runners) chosen.push(given.shift());
  const filter = given.join(" ");
  const names = chosen.length ? chosen : ["check", "native", "fuzz", "web", "e2e"];
  setup.ensureTools(names.flatMap((name) => runners[name].needs));
  await setup.ensurePackages();

  const sum = { passed: 0, failed: [], skipped: [] };
  const stages = [];
  for (const name of names) {
    console.log(`\n== ${name} ==`);
    const before = { at: performance.now(), building: spent() };
    let result;
    try {
      result = await runners[name].run(filter);
      if (!filter && !result.passed && !result.failed.length) result.failed.push("no test was run");
    } catch (error) {
      console.log(error instanceof Stop ? error.message : error);
      result = { passed: 0, failed: [error instanceof Stop ? error.message : String(error)], skipped: [] };
    }
    stages.push({
      name,
      all: (performance.now() - before.at) / 1000,
      building: (spent() - before.building) / 1000,
    });
    sum.passed += result.passed;
    sum.failed.push(...result.failed.map((each) => `${name}: ${each}`));
    sum.skipped.push(...result.skipped.map((each) => `${name}: ${each}`));
  }

  console.log("");
  for (const { name, all, building } of stages)
    console.log(`${name.padEnd(7)} ${minutes(all)}, of which ${minutes(building)} building`);
  console.log("");
  for (const each of sum.skipped) console.log(`skipped  ${each}`);
  for (const each of sum.failed) console.log(`failed   ${each}`);
  const none = !sum.passed && !sum.failed.length;
  if (none) console.log(filter ? `No test fits "${filter}".` : "No test was run.");
  console.log(`${sum.passed} passed, ${sum.failed.length} failed, ${sum.skipped.length} skipped`);
  process.exitCode = none || sum.failed.length ? 1 : 0;
});
