// The Python of a room of the tests, with the packages that its requirements.txt pins: build/golden-venv makes golden
// results and benchmarks, build/hosts-venv builds sites, build/sklearn-1.2.2-venv and its like are older scikit-learns.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, Stop } from "../cpp/toolchain/setup.mjs";

const windows = process.platform === "win32";

/** Its path, after it was made where it is missing or out of date. `list`: the file of pins. */
export function ensurePython(room = "golden", list = `tests/${room}/requirements.txt`) {
  const venv = join(root, "build", `${room}-venv`);
  const python = windows ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
  const requirements = join(root, list);
  const stamp = join(venv, "requirements.stamp");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  console.log(`Making build/${room}-venv from ${list}.`);
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
