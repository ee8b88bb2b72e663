// The folders that the page hands over, unpacked: node tests/python/handed.mjs <to>. Of frozen files, and of a model
// with scores whose name and columns are hard on every format. tests/python/test_hand_over.py opens them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { createServer } from "vite";
import { root } from "../../cpp/toolchain/setup.mjs";

const [, , to] = process.argv;
const vite = await createServer({
  root,
  configFile: false,
  logLevel: "error",
  appType: "custom",
  cacheDir: join(root, "build", "vite"),
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { createEngine } = await vite.ssrLoadModule("/web/lib/index.ts");
const { forms } = await vite.ssrLoadModule("/web/elements/handover/index.ts");
const bundle = forms.find(({ id }) => id === "zip");

const engine = await createEngine({ worker: false });
rmSync(to, { recursive: true, force: true });

async function hand(folder, name, bytes) {
  const model = await engine.load(bytes);
  const [inspection, description, recipe] = [await engine.inspect(bytes), await model.describe(), await model.params()];
  const { signal } = new AbortController();
  const given = { name, bytes, model, card: inspection.card, inspection, description, recipe, engine, signal };
  const { content } = await bundle.make(given, "");
  for (const [path, file] of Object.entries(unzipSync(new Uint8Array(await content.arrayBuffer())))) {
    const place = join(to, folder, path.slice(path.indexOf("/") + 1));
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, file);
  }
  writeFileSync(join(to, `${folder}.zip`), new Uint8Array(await content.arrayBuffer()));
}

for (const name of [
  "pipeline_penguins_logistic",
  "ridge",
  "k_means",
  "standard_scaler",
  "column_transformer",
  "one_hot_encoder",
  "linear_svc",
  "k_neighbors_classifier",
])
  await hand(name, name, new Uint8Array(readFileSync(join(root, "tests/golden/models/v1", `${name}.keepfit`))));

// Letters that end texts, rows and headers elsewhere.
const hard = `it's "x" | \`y\` \u2028 --- : #1 <b> é 猫 \u{1f427}\n- a: b`;
const text = [`a'"`, "null", "猫 | `"];
const rows = Array.from({ length: 60 }, (_, i) => i);
const X = {
  columns: [
    ["yes: no", rows.map((i) => (i % 11 ? (i * 7) % 50 : null))],
    [hard, rows.map((i) => (i % 13 ? text[i % 3] : null))],
  ],
};
const y = rows.map((i) => (i % 3 ? `no: "1"` : "yes"));
const step = (name, params = {}) => ({ class: name, params });
const recipe = step("Pipeline", {
  steps: [
    [
      "prepare",
      step("ColumnTransformer", {
        transformers: [
          ["number", step("SimpleImputer"), ["yes: no"]],
          ["text", step("OneHotEncoder", { sparse_output: false, handle_unknown: "ignore" }), [hard]],
        ],
      }),
    ],
    ["model", step("LogisticRegression")],
  ],
});
const fitted = await engine.fit(recipe, X, y);
const baseline = await engine.fit(step("DummyClassifier"), X, y);
await hand(
  "hard",
  hard,
  await fitted.dump({ card: { name: hard }, dataset: { name: hard, X, y }, heldOut: { X, y }, baseline }),
);
engine.close();
await vite.close();
