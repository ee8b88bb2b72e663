// Reading tables beside pandas.read_csv (its C engine): the library in a process of its own, reading the file from disk
// into a table of columns, and pandas in another, in turns. Shown are medians, their ratio, and how much memory either
// took beyond what it had before, as a multiple of the file. KEEPFIT_BENCH_ROWS=numbers,wide runs some rows only;
// KEEPFIT_BENCH_REPEATS (5) is the number of turns; KEEPFIT_BENCH_CLOCK=cpu takes the time on the processor, of all
// threads, instead of that on the wall, for a machine that others use too.
import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "build/bench");
const repeats = Number(process.env["KEEPFIT_BENCH_REPEATS"] ?? 5);
const clock = process.env["KEEPFIT_BENCH_CLOCK"] ?? "wall";
const now = () => {
  const { user, system } = process.cpuUsage();
  return clock === "cpu" ? (user + system) / 1e6 : performance.now() / 1e3;
};

/** The most memory this process has had, in bytes. */
const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;

// ---- the library's side, in a process of its own
// ---------------------------------------------------------------------
if (process.argv[2] === "read") {
  const { createEngine } = await import(pathToFileURL(join(root, "build/lib/index.js")).href);
  const engine = await createEngine({ worker: false });
  await engine.readTable("a,b\n1,2\n");
  for await (const line of createInterface({ input: process.stdin })) {
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    const start = now();
    const { X, reading } = await engine.readTable(pathToFileURL(line));
    const seconds = now() - start;
    // pandas is asked for the same: every column.
    console.log(
      JSON.stringify({
        seconds,
        memory: peak() - before,
        rows: reading.rows,
        columns: reading.columns.length,
        used: X.columns.size,
      }),
    );
  }
  engine.close();
  process.exit();
}

// ---- files ---------------------------------------------------------------------------------------------------------
mkdirSync(folder, { recursive: true });
let state = 1;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const number = () => ((random() - 0.5) * 10 ** Math.floor(random() * 6)).toFixed(6);
const words = ["Bern", "Zürich", "Genève", "Chur", "Basel", "St. Gallen", "Luzern", "Lugano", '"a, b"', "Zug"];
const mixed = (i, j) => {
  switch (j % 5) {
    case 0:
      return number();
    case 1:
      return String(Math.floor(random() * 100_000));
    case 2:
      return words[Math.floor(random() * words.length)];
    case 3:
      return random() < 0.05 ? "" : (random() * 100).toFixed(2);
    default:
      return random() < 0.5 ? "yes" : "no";
  }
};
const shapes = [
  ["numbers", "100,000 x 20 numbers", 100_000, 20, number],
  ["mixed", "1,000,000 x 20 mixed", 1_000_000, 20, mixed],
  ["wide", "30 x 5,000 numbers", 30, 5000, number],
  ["thousand", "1,000 x 1,500 numbers", 1000, 1500, number],
  ["flat", "30 x 1,500 numbers", 30, 1500, number],
  ["tall", "1,500 x 30 numbers", 1500, 30, number],
  ["wide_mixed", "30 x 5,000 mixed", 30, 5000, mixed],
];
async function write(path, rows, columns, cell) {
  if (existsSync(path)) return;
  const out = createWriteStream(path);
  const put = async (text) => out.write(text) || (await new Promise((done) => out.once("drain", done)));
  await put(`${Array.from({ length: columns }, (_, j) => `c${j}`).join(",")}\n`);
  for (let i = 0; i < rows; i += 1000) {
    let text = "";
    for (let k = i; k < Math.min(rows, i + 1000); k++) {
      for (let j = 0; j < columns; j++) text += (j > 0 ? "," : "") + cell(k, j);
      text += "\n";
    }
    await put(text);
  }
  await new Promise((done) => out.end(done));
}

// ---- pandas' side --------------------------------------------------------------------------------------------------
const python = process.env["KEEPFIT_BENCH_PYTHON"];
const { buildWasm } = await import("../../cpp/toolchain/build.mjs");
const { buildLibrary, buildTypes } = await import("../../web/build.mjs");
for (const step of [buildWasm, buildTypes, buildLibrary]) await step();

// Settings that pin kernels for golden results are none of pandas' usual ones.
const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _l2, NPY_DISABLE_CPU_FEATURES: _features, ...env } = process.env;
function side(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} has ended.`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}
const script = `
import gc, json, sys, time
import pandas as pd
clock = time.process_time if sys.argv[1] == 'cpu' else time.perf_counter
def peak():
    return int(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1]) * 1024
def rss():
    return int(next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1]) * 1024
for line in sys.stdin:
    if line == '\\n':
        print(json.dumps({'version': pd.__version__}), flush=True)
        continue
    gc.collect()
    before = rss()
    start = clock()
    frame = pd.read_csv(line.rstrip('\\n'), engine='c')
    seconds = clock() - start
    print(json.dumps({'seconds': seconds, 'memory': peak() - before, 'rows': len(frame)}), flush=True)
    del frame
`;
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const shown = (s) => (s >= 0.1 ? `${(s * 1e3).toFixed(0)} ms` : `${(s * 1e3).toFixed(1)} ms`);
const line = (...cells) =>
  console.log(cells.map((each, i) => (i === 0 ? each.padEnd(26) : String(each).padStart(11))).join(" "));

const probe = side(python, ["-c", script, clock]);
const { version } = await probe.ask("");
probe.end();
console.log(
  `pandas ${version}; medians of ${repeats} turns (small files: ${5 * repeats}) after some to warm up, ${clock} time; a fresh process for each shape, whose first turn tells the memory.`,
);
line("", "file", "keepfit", "pandas", "ratio", "memory", "pandas'");
const wanted = process.env["KEEPFIT_BENCH_ROWS"]?.split(",");
const medians = new Map();
for (const [id, title, rows, columns, cell] of shapes) {
  if (wanted && !wanted.includes(id)) continue;
  const path = join(folder, `table_${id}.csv`);
  state = 1;
  await write(path, rows, columns, cell);
  const size = statSync(path).size;
  const ours = side(process.execPath, ["--expose-gc", fileURLToPath(import.meta.url), "read"]);
  const theirs = side(python, ["-c", script, clock]);
  await theirs.ask("");
  const [a, b] = [[], []];
  let memory, other;
  // What takes some milliseconds is repeated until both are warm.
  const warm = size < 3e6 ? 20 : 1;
  for (let i = 0; i < warm + repeats * (size < 3e6 ? 5 : 1); i++) {
    const x = await ours.ask(path);
    const y = await theirs.ask(path);
    if (x.rows !== y.rows || x.columns !== columns)
      throw new Error(`${title}: ${x.rows} rows and ${x.columns} columns were read.`);
    if (i === 0) [memory, other] = [x.memory, y.memory];
    else if (i >= warm) (a.push(x.seconds), b.push(y.seconds));
  }
  ours.end();
  theirs.end();
  const [x, y] = [median(a), median(b)];
  medians.set(id, x);
  const times = (bytes) => (size > 4e6 ? `${(bytes / size).toFixed(1)} x` : "");
  line(
    title,
    size > 1e6 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e3).toFixed(0)} kB`,
    shown(x),
    shown(y),
    (x / y).toFixed(2),
    times(memory),
    times(other),
  );
}
if (medians.has("flat") && medians.has("tall")) {
  console.log(`30 x 1,500 takes ${(medians.get("flat") / medians.get("tall")).toFixed(2)} of the time of 1,500 x 30.`);
}
