// Fitting and predicting beside scikit-learn: the engine as WebAssembly in this process, scikit-learn in a Python
// beside it, one thread each, the same bytes of data, in turns. Shown is the median of each and their ratio; and how
// far the answers for the rows held out are apart. `keepfit` is the time of a whole call with a message that lies
// ready, data included, of which `border` is what carrying and reading the message takes (the same message, sent to an
// operation that does nothing). scikit-learn's data lie ready in its memory; so do ours under `held`, where the call
// names data that the engine holds. A row alone goes from JavaScript's values to JavaScript's values; `inside` is the
// engine's part of it. KEEPFIT_BENCH_ROWS=knn,forest runs some rows only; KEEPFIT_BENCH_REPEATS (7) is the number of
// turns; KEEPFIT_BENCH_CLOCK=cpu takes the time on the processor instead of that on the wall, on both sides, for a
// machine that others use too.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { EngineHost } = await import(join(root, "build/lib/wasm.js"));
const { encodeMessage, decodeMessage } = await import(join(root, "build/lib/codec.js"));
const engine = process.env["KEEPFIT_BENCH_WASM"] ?? join(root, "build/wasm/keepfit.wasm");
const repeats = Number(process.env["KEEPFIT_BENCH_REPEATS"] ?? 7);
const folder = join(root, "build/bench");
const clock = process.env["KEEPFIT_BENCH_CLOCK"] ?? "wall";
const now =
  clock === "cpu"
    ? () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6
    : () => performance.now() / 1e3;
mkdirSync(folder, { recursive: true });

// ---- scikit-learn's side ------------------------------------------------------------------------------------------
const python = process.env["KEEPFIT_BENCH_PYTHON"];
const child = spawn(python, [join(root, "tests/bench/sklearn_side.py"), folder, clock], {
  stdio: ["pipe", "pipe", "inherit"],
});
const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const answered = async () => {
  const { value, done } = await answers.next();
  if (done) throw new Error("scikit-learn's side has ended.");
  return JSON.parse(value);
};
const ask = (line) => (child.stdin.write(`${line}\n`), answered());

// ---- the engine's side --------------------------------------------------------------------------------------------
const host = new EngineHost(new WebAssembly.Module(readFileSync(engine)));
const call = (op, bytes) => {
  const { ok, bytes: answer } = host.call(op, bytes);
  const value = decodeMessage(answer);
  if (!ok) throw new Error(`${op}: ${value.message}`);
  return value;
};
const tell = (op, request) => call(op, encodeMessage(request));
const step = (name, params = {}) => ({ class: name, params });
const pipeline = (...steps) => step("Pipeline", { steps: steps.map((each, i) => [`s${i}`, each]) });
const random_state = 0;
const numbers = ["n0", "n1", "n2", "n3", "n4"],
  texts = ["c0", "c1", "c2", "c3"];
const depths = [1, 2, 3, 4, 6, 8, 12, null];
const workloads = [
  [
    "logistic",
    "scaler + logistic regression 100,000 x 20",
    "clf100k",
    pipeline(step("StandardScaler"), step("LogisticRegression")),
  ],
  ["tree", "decision tree 10,000 x 20", "clf10k", step("DecisionTreeClassifier", { random_state })],
  ["forest", "forest of 100 trees 10,000 x 20", "clf10k", step("RandomForestClassifier", { random_state })],
  [
    "hist",
    "histogram boosting, 100 rounds 100,000 x 20",
    "clf100k",
    step("HistGradientBoostingClassifier", { early_stopping: false, random_state }),
  ],
  ["knn", "5 nearest neighbours 10,000 x 20", "clf10k", step("KNeighborsClassifier")],
  ["pca", "PCA to 10 of 100,000 x 20", "clf100k", step("PCA", { n_components: 10 })],
  ["kmeans", "k-means, 8 clusters 100,000 x 20", "clf100k", step("KMeans", { n_clusters: 8, n_init: 1, random_state })],
  ["bayes", "Gaussian naive Bayes 100,000 x 20", "clf100k", step("GaussianNB")],
  ["ridge", "Ridge 100,000 x 20", "reg100k", step("Ridge")],
  ["lasso", "Lasso 100,000 x 20", "reg100k", step("Lasso")],
  [
    "columns",
    "impute, scale, one-hot + logistic, 20,000 mixed",
    "mixed20k",
    pipeline(
      step("ColumnTransformer", {
        transformers: [
          ["num", pipeline(step("SimpleImputer", { strategy: "median" }), step("StandardScaler")), numbers],
          [
            "cat",
            pipeline(
              step("SimpleImputer", { strategy: "most_frequent" }),
              step("OneHotEncoder", { handle_unknown: "ignore" }),
            ),
            texts,
          ],
        ],
      }),
      step("LogisticRegression", { max_iter: 200 }),
    ),
  ],
  [
    "search",
    "grid search, 8 depths x 5 folds, breast cancer",
    "breast_cancer",
    step("DecisionTreeClassifier", { random_state }),
  ],
];

const doubles = (file) => {
  const bytes = readFileSync(join(folder, file));
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};
/** The rows [from, to) of a part of the data, as the border takes them. */
function reader(name, part, meta) {
  const X = doubles(`${name}.X${part}.bin`);
  const width = meta.n_features,
    n = X.length / width;
  const codes = meta.categories && doubles(`${name}.C${part}.bin`);
  const y = doubles(`${name}.y${part}.bin`);
  const table = (from = 0, to = n) => {
    if (!codes) return { data: { data: X.slice(from * width, to * width), shape: [to - from, width] } };
    const rows = to - from;
    const column = (j) => Float64Array.from({ length: rows }, (_, i) => X[(from + i) * width + j]);
    const text = (j) => ({
      codes: Int32Array.from({ length: rows }, (_, i) => codes[(from + i) * texts.length + j]),
      categories: meta.categories[j],
    });
    return {
      columns: [...numbers.map((each, j) => [each, column(j)]), ...texts.map((each, j) => [each, text(j)])],
      rows,
    };
  };
  return { n, y, table };
}

function ours(id, name, recipe) {
  const meta = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
  const train = reader(name, "tr", meta),
    test = reader(name, "te", meta);
  const use = id === "pca" ? "transform" : "predict";
  const X = train.table();
  const wanted =
    id === "search" ? step("GridSearchCV", { estimator: recipe, param_grid: { max_depth: depths }, cv: 5 }) : recipe;
  const fitting = encodeMessage({ recipe: wanted, X, y: train.y });
  const { data } = tell("hold", { X, y: train.y });
  let model;
  const seconds = (work) => {
    const start = now();
    work();
    return now() - start;
  };
  const fit = () => {
    if (model !== undefined) tell("release", { model });
    return seconds(() => ({ model } = call("fit", fitting)));
  };
  const nothing = (request) => seconds(() => host.call("version", request));
  const turns = { fit };
  turns.predict = () => {
    const request = encodeMessage({ model, X });
    return seconds(() => call(use, request));
  };
  const held = { predict: () => seconds(() => tell(use, { model, data })) };
  held.fit = () => {
    let own;
    const time = seconds(() => (own = tell("fit", { recipe: wanted, data }).model));
    tell("release", { model: own });
    return time;
  };
  const borders = { fit: () => nothing(fitting), predict: () => nothing(encodeMessage({ model, X })) };
  let singles;
  const loop = (work) => {
    let count = 0;
    const start = now();
    while (now() - start < 0.1) for (let i = 0; i < 64; i++, count++) work(count % 256);
    return (now() - start) / count;
  };
  const tables = () => (singles ??= Array.from({ length: 256 }, (_, i) => test.table(i, i + 1)));
  turns.one = () => loop((i) => tell(use, { model, X: tables()[i] }));
  borders.one = () => {
    const requests = tables().map((each) => encodeMessage({ model, X: each }));
    return loop((i) => host.call(use, requests[i])) - loop((i) => host.call("version", requests[i]));
  };
  const answers = () => {
    const request = { model, X: test.table() };
    if (use === "transform") {
      const columns = tell(use, request).X.columns.map(([, values]) => values);
      return { rows: test.n, row: (i) => columns.map((each) => each[i]) };
    }
    const { labels } = tell("predict", request);
    const proba = ["ridge", "lasso", "kmeans"].includes(id) ? undefined : tell("predict_proba", request).proba;
    return {
      rows: test.n,
      row: (i) => [labels[i], ...(proba ? proba.data.subarray(i * proba.shape[1], (i + 1) * proba.shape[1]) : [])],
    };
  };
  return {
    turns,
    held,
    borders,
    answers,
    end: () => (tell("release", { model }), tell("drop", { data })),
    labelled: !["pca", "ridge", "lasso"].includes(id),
    rows: test.n,
  };
}

// ---- both in turns ------------------------------------------------------------------------------------------------
const measured = {
  logistic: ["fit", "predict", "one"],
  tree: ["fit"],
  forest: ["fit", "predict", "one"],
  hist: ["fit", "predict", "one"],
  knn: ["predict"],
  pca: ["fit"],
  kmeans: ["fit"],
  bayes: ["fit", "predict"],
  ridge: ["fit"],
  lasso: ["fit"],
  columns: ["fit", "predict", "one"],
  search: ["fit"],
};
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const shown = (s) =>
  s >= 0.1 ? `${(s * 1e3).toFixed(0)} ms` : s >= 1e-3 ? `${(s * 1e3).toFixed(1)} ms` : `${(s * 1e6).toFixed(1)} us`;
const line = (...cells) =>
  console.log(cells.map((each, i) => (i === 0 ? each.padEnd(50) : each.padStart(10))).join(" "));

const versions = await answered();
console.log(
  `scikit-learn ${versions.sklearn}, NumPy ${versions.numpy}; medians of ${repeats} turns, one thread each, ${clock} time.`,
);
line("", "", "keepfit", "sklearn", "ratio", "border", "held", "ratio", "inside");
const wanted = process.env["KEEPFIT_BENCH_ROWS"]?.split(",");
for (const [id, title, data, recipe] of workloads) {
  if (wanted && !wanted.includes(id)) continue;
  await ask(`load ${id}`);
  const mine = ours(id, data, recipe);
  const rows = measured[id];
  const ops = rows[0] === "fit" ? rows : ["fit", ...rows];
  for (const op of ops) {
    const a = [],
      b = [],
      parts = [],
      kept = [];
    // The first turn warms both up.
    for (let i = 0; i <= repeats; i++) {
      const x = mine.turns[op](),
        y = await ask(op);
      const z = mine.held[op]?.();
      if (i > 0) (a.push(x), b.push(y), parts.push(mine.borders[op]()), kept.push(z));
    }
    if (!rows.includes(op)) continue;
    const [x, y] = [median(a), median(b)];
    const part = shown(median(parts)),
      one = op === "one";
    const z = one ? undefined : median(kept);
    const others = one ? ["", "", "", part] : [part, shown(z), (z / y).toFixed(2)];
    line(op === rows[0] ? title : "", one ? "one row" : op, shown(x), shown(y), (x / y).toFixed(2), ...others);
  }
  await ask("answers");
  const theirs = doubles("answers.bin"),
    got = mine.answers();
  const width = theirs.length / got.rows;
  let labels = 0,
    largest = 0;
  for (let i = 0; i < got.rows; i++) {
    const row = got.row(i);
    labels += row[0] !== theirs[i * width];
    for (let j = mine.labelled ? 1 : 0; j < width; j++)
      largest = Math.max(largest, Math.abs(row[j] - theirs[i * width + j]));
  }
  const numbersApart =
    width > (mine.labelled ? 1 : 0)
      ? `largest difference of a number ${largest === 0 ? "0" : largest.toExponential(1)}`
      : "";
  mine.end();
  console.log(
    `  ${[mine.labelled ? `${labels} of ${got.rows} labels differ` : "", numbersApart].filter(Boolean).join(", ")}`,
  );
}
child.stdin.end();
