// Run by golden.mjs. tables: pandas' answers to the drawn tables of table_cases.mjs, as hashes, into tests/golden/tables/drawn.json.
// tables_many N [seed]: N tables of other draws, compared at once and not kept; one that differs is made as small as it can be and shown.
import fc from "fast-check";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { bytesOf, drawnCases, hashOf, readBy, tableCase, written } from "./table_cases.mjs";

const root = resolve(import.meta.dirname, "..", "..");
const kept = 1000;

function pandas(python, env) {
  const child = spawn(python, [join(import.meta.dirname, "tables_side.py")], { stdio: ["pipe", "pipe", "inherit"], env });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(file, bytes) {
      child.stdin.write(`${JSON.stringify({ bytes: bytes.toString("base64"), encoding: file.encoding, ...file.pandas })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("pandas' side has ended.");
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

/** Writes the fixture: for each drawn table a hash of pandas' answer; null where pandas refuses it. */
export async function writeTables(python, env, versions) {
  const side = pandas(python, env);
  const answers = [];
  for (const drawn of drawnCases(kept)) {
    const file = written(drawn);
    const answer = await side.ask(file, bytesOf(file));
    answers.push(Array.isArray(answer) ? hashOf(answer) : null);
  }
  side.end();
  const path = join(import.meta.dirname, "tables", "drawn.json");
  mkdirSync(join(import.meta.dirname, "tables"), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ made_by: versions, answers })}\n`);
  console.log(`${path}: ${answers.filter(Boolean).length} of ${kept} drawn tables have an answer.`);
}

export async function compareMany(python, env, count, seed) {
  const { buildLibrary, buildTypes, buildWasm } = await import("../../cpp/toolchain/build.mjs");
  for (const step of [buildWasm, buildTypes, buildLibrary]) await step();
  const { createEngine } = await import(join(root, "build", "lib", "index.js"));
  const engine = await createEngine({ worker: false });
  const side = pandas(python, env);
  let [compared, refused] = [0, 0];
  const started = Date.now();
  const property = fc.asyncProperty(tableCase, async (drawn) => {
    const file = written(drawn);
    const bytes = bytesOf(file);
    const theirs = await side.ask(file, bytes);
    if (!Array.isArray(theirs)) return void refused++;
    const ours = await readBy(engine, bytes).catch((error) => ({ error: String(error.message) }));
    if (++compared % 10_000 === 0) console.log(`${compared} tables are read alike (${Math.round((Date.now() - started) / 1000)} s).`);
    if (JSON.stringify(ours) === JSON.stringify(theirs)) return;
    throw new Error(`${JSON.stringify(file)}\nkeepfit ${JSON.stringify(ours)}\npandas  ${JSON.stringify(theirs)}`);
  });
  const result = await fc.check(property, { numRuns: count, seed, endOnFailure: false });
  engine.close();
  side.end();
  if (result.failed) {
    console.log(`After ${result.numRuns} tables (seed ${result.seed}) one is read otherwise; made small:\n${result.errorInstance?.message ?? result.error}`);
    process.exitCode = 1;
  } else console.log(`${compared} tables are read as pandas reads them; ${refused} pandas refuses (seed ${result.seed}).`);
}

