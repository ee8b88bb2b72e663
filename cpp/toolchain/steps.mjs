// What steps of a build are made of: running a program, and doing only what has changed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { root, withLock } from "./setup.mjs";

export const inBuild = (...parts) => join(root, "build", ...parts);

// Debian's emcc finds its JavaScript packages only here.
const nodePath = [process.env.NODE_PATH, "/usr/share/nodejs"].filter((p) => p && existsSync(p)).join(":");
export const environment = {
  ...process.env,
  ...(nodePath && { NODE_PATH: nodePath }),
  ...(!process.stdout.isTTY && { NO_COLOR: "1", FORCE_COLOR: undefined }),
};

/** Runs a program to its end. Its output goes straight through, but for the lines that `hide` fits. */
export function run(command, args, { env = {}, hide } = {}) {
  return new Promise((done, fail) => {
    const stdio = hide ? ["inherit", "pipe", "inherit"] : "inherit";
    const child = spawn(command, args, { cwd: root, stdio, env: { ...environment, ...env } });
    if (hide)
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (!hide.test(line)) console.log(line);
      });
    child.on("error", fail);
    child.on("close", (status, signal) => done(status ?? signal));
  });
}

let spentHere = 0;

/** Milliseconds that builds took in this process. */
export const spent = () => spentHere;

export async function timed(work) {
  const before = performance.now();
  try {
    return await work();
  } finally {
    spentHere += performance.now() - before;
  }
}

export const tool = (...path) => join(root, "node_modules", ...path);

/* ---------- What changed ---------- */

function* filesBelow(path) {
  if (!existsSync(path)) return;
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const file = join(path, entry.name);
    if (entry.name === "generated") continue; // made from the others
    if (entry.isDirectory()) yield* filesBelow(file);
    else yield file;
  }
}

function hashOf(inputs) {
  const hash = createHash("sha256");
  for (const input of inputs) {
    const path = join(root, input);
    if (!existsSync(path)) continue;
    let files = [path];
    try {
      files = [...filesBelow(path)];
    } catch (error) {
      if (error.code !== "ENOTDIR") throw error;
    }
    for (const file of files)
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update("\0");
  }
  return hash.digest("hex");
}

/** Does a step only if its inputs changed since it last succeeded, or what it makes is gone. */
export async function ifChanged(step, inputs, makes, work) {
  await withLock(
    step,
    async () =>
      await timed(async () => {
        const stamp = inBuild("stamps", step);
        const now = hashOf(inputs);
        if (existsSync(makes) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
        rmSync(stamp, { force: true });
        await work();
        writeFileSync(stamp, now);
      }),
  );
}
