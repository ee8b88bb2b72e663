import type { Labels, Model, Probabilities, TableLike } from "../../lib/index.js";
import { takeRows } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { recordedPredictions } from "../state/proof-record.js";
import { fitKind, openedKind, type Opened } from "../state/results.js";
import { sidesKind, type Pair, type Sides } from "../state/verified.js";
import type { Store } from "../store/store.js";

/** What two models, or a model and a record, say of the same rows. */
export async function putSideBySide(store: Store): Promise<void> {
  const opened = store.results.get(openedKind);
  if (!opened || store.results.get(sidesKind)?.of === opened.model) return;
  store.results.drop(sidesKind);
  await store.jobs.run("sides", { instead: true }, async () => {
    const sides = (await besideFitted(store, opened)) ?? (await besideRecord(opened));
    if (sides && store.results.get(openedKind) === opened) store.results.put(sidesKind, sides, store.choices);
  });
}

interface Outputs {
  readonly labels: Labels;
  readonly probabilities: Probabilities | undefined;
}

async function outputsOf(model: Model, X: TableLike): Promise<Outputs | undefined> {
  const { classes, methods } = await model.describe();
  if (!methods.includes("predict")) return undefined;
  return {
    labels: await model.predict(X),
    probabilities: classes && methods.includes("predict_proba") ? await model.predictProba(X) : undefined,
  };
}

async function besideFitted(store: Store, opened: Opened): Promise<Sides | undefined> {
  const fit = store.results.get(fitKind);
  if (!fit || opened.proof.kind !== "model" || fit.fingerprint !== (await opened.model.fingerprint())) return undefined;
  const { training, split } = fit;
  const X = opened.proof.rows === "all" ? training.X : await takeRows(training.X, split.test);
  const [left, right] = [await outputsOf(fit.model, X), await outputsOf(opened.model, X)];
  return left && right && { of: opened.model, left: "fitted", rows: left.labels.length, pairs: pairsOf(left, right) };
}

async function besideRecord({ model, bytes, inspection }: Opened): Promise<Sides | undefined> {
  const record = recordedPredictions(bytes, inspection);
  const right = record && (await outputsOf(model, record.X));
  if (!record || !right) return undefined;
  const { labels, data } = record;
  const probabilities = right.probabilities && data ? { ...right.probabilities, data } : undefined;
  return { of: model, left: "recorded", rows: labels.length, pairs: pairsOf({ labels, probabilities }, right) };
}

function pairsOf(left: Outputs, right: Outputs): Pair[] {
  const [a, b] = [left.probabilities, right.probabilities];
  const labels = { name: "labels", left: left.labels, right: right.labels };
  if (!a || !b) return [labels];
  return [labels, ...Array.from(b.classes as ArrayLike<string | number>, (name, at) => shares(String(name), a, b, at))];
}

const shares = (name: string, left: Probabilities, right: Probabilities, at: number): Pair => ({
  name: `probability of ${visible(name, 40)}`,
  left: column(left, at),
  right: column(right, at),
});

/** One class's probabilities, moved as words, so that no NaN changes its pattern on the way. */
function column({ data, shape: [rows, width] }: Probabilities, at: number): Float64Array {
  const out = new Float64Array(rows);
  const from = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
  const to = new Uint32Array(out.buffer);
  for (let row = 0; row < rows; row++) {
    to[2 * row] = from[2 * (row * width + at)]!;
    to[2 * row + 1] = from[2 * (row * width + at) + 1]!;
  }
  return out;
}
