// Run by golden.mjs. tables: pandas' answers to the drawn tables of table_cases.mjs, as hashes, into
// tests/golden/tables/drawn.json. tables_many N [seed]: N tables of other draws, compared at once and not kept; one
// that differs is made as small as it can be and shown.
import fc from "fast-check";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { bytesOf, drawnCases, hashOf, readBy, tableCase, written } from "./table_cases.mjs";

const root = resolve(import.meta.dirname, "..", "..");
const kept = 1000;

function pandas(python, env) {
  const child = spawn(python, [join(import.meta.dirname, "tables_side.py")], {
    stdio: ["pipe", "pipe", "inherit"],
    env,
  });
  // It answers in the order in which it is asked, and need not be waited for before it is asked again.
  const waiting = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => waiting.shift().resolve(JSON.parse(line)));
  lines.on("close", () => {
    for (const { reject } of waiting.splice(0)) reject(new Error("pandas' side has ended."));
  });
  return {
    ask: (file, bytes) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(
          `${JSON.stringify({ bytes: bytes.toString("base64"), encoding: file.encoding, ...file.pandas })}\n`,
        );
      }),
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
  const { buildWasm } = await import("../../cpp/toolchain/build.mjs");
  const { buildLibrary, buildTypes } = await import("../../web/build.mjs");
  for (const step of [buildWasm, buildTypes, buildLibrary]) await step();
  const { createEngine } = await import(join(root, "build", "lib", "index.js"));
  const engine = await createEngine({ worker: false });
  const side = pandas(python, env);
  const started = Date.now();
  /** pandas reads it in its own process, and meanwhile others are read here. */
  const asked = (drawn) => {
    const file = written(drawn);
    const bytes = bytesOf(file);
    const answer = side.ask(file, bytes);
    answer.catch(() => {});
    return { file, bytes, answer };
  };
  const compare = async ({ file, bytes, answer }) => {
    const ours = await readBy(engine, bytes).catch((error) => ({ error: String(error.message) }));
    const theirs = await answer;
    if (!Array.isArray(theirs)) return "refused";
    if (JSON.stringify(ours) === JSON.stringify(theirs)) return "alike";
    throw new Error(`${JSON.stringify(file)}\nkeepfit ${JSON.stringify(ours)}\npandas  ${JSON.stringify(theirs)}`);
  };
  const found = { alike: 0, refused: 0, different: 0 };
  let first;
  const batch = 1000;
  for (let done = 0; done < count; done += batch) {
    const drawn = fc.sample(tableCase, { seed: seed + done, numRuns: Math.min(batch, count - done) });
    for (const each of drawn.map(asked)) {
      const how = await compare(each).catch(() => "different");
      found[how]++;
      if (how === "different") first ??= seed + done;
    }
    if ((done + batch) % 10_000 === 0)
      console.log(
        `${done + batch} tables, ${found.different} read otherwise (${Math.round((Date.now() - started) / 1000)} s).`,
      );
  }
  // The first of them again, as small as it can be.
  const small =
    first === undefined
      ? undefined
      : await fc.check(
          fc.asyncProperty(tableCase, (drawn) => compare(asked(drawn)).then(() => {})),
          { numRuns: batch, seed: first },
        );
  engine.close();
  side.end();
  console.log(
    `${found.alike} of ${count} tables are read as pandas reads them, ${found.different} otherwise; ${found.refused} pandas refuses (seed ${seed}).`,
  );
  if (small === undefined) return;
  console.log(`One, made small:\n${small.errorInstance?.message ?? small.error}`);
  process.exitCode = 1;
}
