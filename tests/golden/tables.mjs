// Run by golden.mjs. tables: pandas' answers to the drawn tables of table_cases.mjs, as hashes, into
// tests/golden/tables/drawn.json. tables_many N [FIRST]: N tables of table_draws.mjs, compared at once and not kept;
// one that differs is made as small as it can be and shown.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { bytesOf, columnsBy, digestOf, drawnCases, hashOf, readBy, written } from "./table_cases.mjs";
import { drawnTable, madeSmall } from "./table_draws.mjs";

const root = resolve(import.meta.dirname, "..", "..");
const kept = 1000;

/** pandas, in a process of its own. It answers in the order in which it is asked, and need not be waited for. */
function pandas(python, env) {
  const child = spawn(python, [join(import.meta.dirname, "tables_side.py")], {
    stdio: ["pipe", "pipe", "inherit"],
    env,
  });
  const waiting = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => waiting.shift().resolve(JSON.parse(line)));
  lines.on("close", () => {
    for (const { reject } of waiting.splice(0)) reject(new Error("pandas' side has ended."));
  });
  const ask = (digest, asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      const cases = asked.map(({ file, bytes }) => ({ size: bytes.length, encoding: file.encoding, ...file.pandas }));
      child.stdin.write(`${JSON.stringify({ digest, cases })}\n`);
      child.stdin.write(Buffer.concat(asked.map(({ bytes }) => bytes)));
    });
  return {
    digests: (asked) => ask(true, asked),
    values: async (each) => (await ask(false, [each]))[0],
    end: () => child.stdin.end(),
  };
}

function asFile(drawn) {
  const file = written(drawn);
  return { file, bytes: bytesOf(file) };
}

/** Writes the fixture: for each drawn table a hash of pandas' answer; null where pandas refuses it. */
export async function writeTables(python, env, versions) {
  const side = pandas(python, env);
  const answers = [];
  for (const drawn of drawnCases(kept)) {
    const answer = await side.values(asFile(drawn));
    answers.push(Array.isArray(answer) ? hashOf(answer) : null);
  }
  side.end();
  const path = join(import.meta.dirname, "tables", "drawn.json");
  mkdirSync(join(import.meta.dirname, "tables"), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ made_by: versions, answers })}\n`);
  console.log(`${path}: ${answers.filter(Boolean).length} of ${kept} drawn tables have an answer.`);
}

/** The tables from number `first` on, as many as `size`: their files, with pandas' digests on their way. */
function batchOf(side, first, size) {
  const files = Array.from({ length: size }, (_, k) => ({ number: first + k, ...asFile(drawnTable(first + k)) }));
  const digests = side.digests(files);
  digests.catch(() => {});
  return { files, digests };
}

export async function compareMany(python, env, count, first) {
  const { buildWasm } = await import("../../cpp/toolchain/build.mjs");
  const { buildLibrary, buildTypes } = await import("../../web/build.mjs");
  for (const step of [buildWasm, buildTypes, buildLibrary]) await step();
  const { createEngine } = await import(join(root, "build", "lib", "index.js"));
  const engine = await createEngine({ worker: false });
  const side = pandas(python, env);
  const started = Date.now();
  const found = { alike: 0, refused: 0 };
  const different = [];
  /** What both say of one table, where they differ. */
  const difference = async (drawn) => {
    const asked = asFile(drawn);
    const [theirs, ours] = [
      await side.values(asked),
      await readBy(engine, asked.bytes).catch((error) => ({ error: String(error.message) })),
    ];
    if (!Array.isArray(theirs) || JSON.stringify(ours) === JSON.stringify(theirs)) return undefined;
    return `${JSON.stringify(asked.file)}\nkeepfit ${JSON.stringify(ours)}\npandas  ${JSON.stringify(theirs)}`;
  };
  const size = 500;
  let next = batchOf(side, first, Math.min(size, count));
  for (let done = 0; done < count; done += size) {
    const { files, digests } = next;
    if (done + size < count) next = batchOf(side, first + done + size, Math.min(size, count - done - size));
    // pandas reads them in its own process, and meanwhile they are read here.
    const ours = [];
    for (const { bytes } of files) ours.push(await columnsBy(engine, bytes).then(digestOf, () => undefined));
    for (const [k, theirs] of (await digests).entries()) {
      if (typeof theirs !== "string") found.refused++;
      else if (theirs === ours[k]) found.alike++;
      else different.push(files[k].number);
    }
    if ((done + size) % 50_000 === 0)
      console.log(
        `${done + size} tables, ${different.length} read otherwise (${Math.round((Date.now() - started) / 1000)} s).`,
      );
  }
  const seconds = (Date.now() - started) / 1000;
  console.log(
    `${found.alike} of ${count} tables are read as pandas reads them, ${different.length} otherwise; ` +
      `${found.refused} pandas refuses (numbers ${first} to ${first + count - 1}, ${Math.round(count / seconds)} a second).`,
  );
  for (const number of different.slice(0, 3)) {
    const small = await madeSmall(drawnTable(number), difference);
    console.log(`Table ${number}, made small:\n${await difference(small)}`);
  }
  if (different.length > 0) console.log(`Numbers that differ: ${different.slice(0, 200).join(" ")}`);
  engine.close();
  side.end();
  if (different.length > 0) process.exitCode = 1;
}
