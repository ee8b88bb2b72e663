// The Python that golden results and benchmarks are made with: build/golden-venv, from requirements.txt.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, Stop } from "../../cpp/toolchain/setup.mjs";

const venv = join(root, "build", "golden-venv");
const windows = process.platform === "win32";
const python = windows ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");

/** Its path, after it was made where it is missing or out of date. */
export function ensurePython() {
  const requirements = join(root, "tests", "golden", "requirements.txt");
  const stamp = join(venv, "requirements.stamp");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  console.log("Making build/golden-venv from tests/golden/requirements.txt.");
  mkdirSync(dirname(venv), { recursive: true });
  const run = (command, ...args) => {
    const { error, status } = spawnSync(command, args, { stdio: "inherit" });
    if (error?.code === "ENOENT") throw new Stop(`${command} was not found. Python 3.11 or newer with venv is needed.`);
    if (status !== 0) throw new Stop(`${command} ${args.join(" ")} ended with status ${status}.`);
  };
  run(process.env.PYTHON ?? (windows ? "python" : "python3"), "-m", "venv", venv);
  run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements);
  writeFileSync(stamp, wanted);
  return python;
}
