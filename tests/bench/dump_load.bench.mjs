// Writing and reading a large model with every check on (digest, limits, audit, canonical form; proof rows besides),
// beside joblib for scikit-learn's model of the same kind.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decode, encode, ExtData } from "@msgpack/msgpack";

const root = fileURLToPath(new URL("../..", import.meta.url));
const repeats = Number(process.env["KEEPFIT_BENCH_REPEATS"] ?? 15);
const [rows, columns] = [10_000, 20];

/** The engine's border, natively. */
class Host {
  #child = spawn(join(root, "build/native/keepfit_host"), { stdio: ["pipe", "pipe", "inherit"] });
  #received = [];
  #length = 0;
  #waiting;
  constructor() {
    this.#child.stdout.on("data", (chunk) => {
      this.#received.push(chunk);
      this.#length += chunk.length;
      if (this.#length < 8) return;
      const head = this.#received[0].length >= 8 ? this.#received[0] : Buffer.concat(this.#received);
      if (this.#length < 8 + head.readUInt32LE(4)) return;
      const all = Buffer.concat(this.#received);
      [this.#received, this.#length] = [[], 0];
      this.#waiting(all);
    });
  }
  async call(op, request) {
    const field = (bytes) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.length);
      return [size, bytes];
    };
    const frame = Buffer.concat([...field(Buffer.from(op)), ...field(Buffer.from(encode(request)))]);
    const answer = await new Promise((done) => {
      this.#waiting = done;
      this.#child.stdin.write(frame);
    });
    const value = decode(answer.subarray(8));
    if (answer.readUInt32LE(0) !== 0) throw new Error(`${op}: ${value.message}`);
    return value;
  }
  end() {
    this.#child.stdin.end();
  }
}

const array = (type, values, shape = [values.length]) => {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head[0] = shape.length;
  shape.forEach((extent, i) => head.writeUInt32LE(extent, 4 + 4 * i));
  return new ExtData(type, Buffer.concat([head, Buffer.from(values.buffer)]));
};
const milliseconds = (value) => (value === undefined ? "" : `${value.toFixed(1)} ms`).padStart(11);
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

// Numbers that both sides make in the same way.
let state = 1;
const draw = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const X = Float64Array.from({ length: rows * columns }, draw);
const codes = Int32Array.from({ length: rows }, (_, i) =>
  X[i * columns] + X[i * columns + 1] * X[i * columns + 2] + 0.6 * draw() > 1.05 ? 1 : 0,
);

const host = new Host();
const { estimators } = await host.call("schema", {});
const forest = estimators.some(({ name }) => name === "RandomForestClassifier");
const recipe = forest
  ? { class: "RandomForestClassifier", params: { n_estimators: 100, random_state: 0 } }
  : { class: "DecisionTreeClassifier", params: { random_state: 0 } };
console.log(
  forest
    ? `A forest of 100 trees on ${rows} x ${columns}.`
    : `One deep decision tree on ${rows} x ${columns}: the engine has no forest yet.`,
);
const { model } = await host.call("fit", {
  recipe,
  X: { data: array(1, X, [rows, columns]) },
  y: { codes: array(3, codes), categories: ["no", "yes"] },
});

// The pipe takes time too; the same bytes through it without work are measured and taken off.
const times = { dump: [], load: [], proofs: [], there: [], back: [] };
let file, proved;
for (let i = 0; i < repeats; i++) {
  const timed = async (into, op, request) => {
    const start = performance.now();
    const answer = await host.call(op, request);
    into.push(performance.now() - start);
    return answer;
  };
  file = (await timed(times.dump, "dump", { model, proof: false })).bytes;
  proved = (await host.call("dump", { model, proof: true })).bytes;
  const { model: loaded } = await timed(times.load, "load", { bytes: file });
  const { model: again } = await timed(times.proofs, "load", { bytes: proved });
  await host.call("release", { model: loaded });
  await host.call("release", { model: again });
  await timed(times.there, "version", { bytes: file });
  await timed(times.back, "echo", { bytes: file });
}
host.end();
const one = median(times.there);
const ours = {
  bytes: file.length,
  write: median(times.dump) - Math.max(0, median(times.back) - one),
  read: median(times.load) - one,
  prove: median(times.proofs) - one,
};

const python = process.env["KEEPFIT_BENCH_PYTHON"];
const theirs = [];
if (python) {
  const folder = mkdtempSync(join(tmpdir(), "keepfit-bench-"));
  writeFileSync(join(folder, "X.bin"), Buffer.from(X.buffer));
  writeFileSync(join(folder, "y.bin"), Buffer.from(codes.buffer));
  const script = `
import json, os, statistics, sys, time
import joblib, numpy as np, sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier
folder, forest, repeats = sys.argv[1], sys.argv[2] == "true", int(sys.argv[3])
X = np.fromfile(folder + "/X.bin").reshape(${rows}, ${columns})
y = np.array(["no", "yes"])[np.fromfile(folder + "/y.bin", dtype=np.int32)]
model = (RandomForestClassifier(n_estimators=100, random_state=0) if forest else DecisionTreeClassifier(random_state=0)).fit(X, y)
out = []
for compress in (0, 3):
    path = folder + "/model.joblib"
    write, read = [], []
    for _ in range(repeats):
        start = time.perf_counter(); joblib.dump(model, path, compress=compress); write.append(time.perf_counter() - start)
        start = time.perf_counter(); joblib.load(path); read.append(time.perf_counter() - start)
    out.append({"name": f"joblib, compress={compress}", "bytes": os.path.getsize(path), "write": 1e3 * statistics.median(write), "read": 1e3 * statistics.median(read)})
print(json.dumps({"version": sklearn.__version__, "out": out}))
`;
  const result = spawnSync(python, ["-c", script, folder, String(forest), String(repeats)], { encoding: "utf8" });
  rmSync(folder, { recursive: true, force: true });
  if (result.status === 0) theirs.push(...JSON.parse(result.stdout).out);
  else console.log(result.stderr);
}

const line = (name, bytes, write, read) =>
  console.log(
    `${name.padEnd(28)} ${(bytes / 1e6).toFixed(2).padStart(7)} MB ${milliseconds(write)} ${milliseconds(read)}`,
  );
console.log(
  `${"medians of ".padEnd(11)}${String(repeats).padEnd(17)} ${"size".padStart(10)} ${"write".padStart(11)} ${"read".padStart(11)}`,
);
line("keepfit, all checks", ours.bytes, ours.write, ours.read);
line("keepfit, with proof rows", proved.length, undefined, ours.prove);
for (const { name, bytes, write, read } of theirs) {
  line(name, bytes, write, read);
  console.log(
    `${"  keepfit / this".padEnd(28)} ${(ours.bytes / bytes).toFixed(2).padStart(7)}    ${(ours.write / write).toFixed(2).padStart(8)}    ${(ours.read / read).toFixed(2).padStart(8)}`,
  );
}
