import { decodeMessage } from "../../lib/codec.js";
import type { Column, ColumnTable, Inspection, Labels, Tensor } from "../../lib/index.js";
import type { WireTable, WireText } from "../../lib/table.js";

/** A row of a file's proof: why it is there, its values, and what the pipeline made of it. */
export interface ProofRow {
  rule: string;
  values: string[];
  /** The label predicted, where there is one; the code of the refusal for a refused row. */
  outcome: string;
}

/** The proof as it stands in a file. */
export interface ProofRecord {
  columns: string[];
  answered: ProofRow[];
  refused: ProofRow[];
  /** Rows for one step alone, beside the values where its output jumps. */
  probes: { step: string; rules: string[] }[];
  /** How many steps have outputs in it. */
  steps: number;
  /** How many rows were taken from the data when it was saved. */
  taken: number;
  bytes: number;
}

interface Output {
  step: string;
  method: string;
  output: unknown;
}

interface Written {
  rules: string[];
  X: WireTable;
  outputs: Output[];
  refused: { rules: string[]; X: WireTable; codes: string[] };
  probes: { step: string; rules: string[]; outputs: Output[] }[];
}

function written(bytes: Uint8Array, { sections }: Inspection): { proof: Written; length: number } | undefined {
  const [offset, length] = sections["proof"] ?? [0, 0];
  const proof = length ? (decodeMessage(bytes.subarray(offset, offset + length)) as Written | null) : null;
  return proof ? { proof, length } : undefined;
}

/** Reads the proof of a file the engine has accepted; undefined where the file has none. */
export function readProof(bytes: Uint8Array, inspection: Inspection): ProofRecord | undefined {
  const found = written(bytes, inspection);
  if (!found) return undefined;
  const { proof, length } = found;
  const { columns, rows } = asText(proof.X);
  const predictions = predicted(proof.outputs);
  const refused = asText(proof.refused.X).rows;
  const outputs = [...proof.outputs, ...proof.probes.flatMap((probe) => probe.outputs)];
  return {
    columns,
    answered: proof.rules.map((rule, i) => ({ rule, values: rows[i] ?? [], outcome: predictions[i] ?? "" })),
    refused: proof.refused.rules.map((rule, i) => ({
      rule,
      values: refused[i] ?? [],
      outcome: proof.refused.codes[i] ?? "",
    })),
    probes: proof.probes.map(({ step, rules }) => ({ step, rules })),
    steps: new Set(outputs.map(({ step }) => step).filter(Boolean)).size || 1,
    // Beside a model of scikit-learn's there are no data; its rows were made from the model, or given.
    taken: inspection.card.source
      ? 0
      : [...proof.rules, ...proof.refused.rules].filter((rule) => rule === "ordinary").length,
    bytes: length,
  };
}

type Values = ArrayLike<number> | WireText;

function texts(values: Values): string[] {
  if (!("codes" in values)) return Array.from(values, (value) => (Number.isNaN(value) ? "missing" : text(value)));
  return Array.from(values.codes, (code) => (code < 0 ? "missing" : values.categories[code]!));
}

const text = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

function asText(X: WireTable): { columns: string[]; rows: string[][] } {
  if (!("columns" in X)) return { columns: [], rows: [] };
  const columns = X.columns.map(([, values]) => texts(values as Values));
  return {
    columns: X.columns.map(([name]) => name),
    rows: Array.from({ length: columns[0]?.length ?? 0 }, (_, row) => columns.map((values) => values[row]!)),
  };
}

/** What the pipeline itself said: its outermost step. */
function outermost(outputs: Output[], wanted: string): unknown {
  const all = outputs.filter(({ method }) => method === wanted);
  return (all.find(({ step }) => step === "") ?? all.at(-1))?.output;
}

function predicted(outputs: Output[]): string[] {
  const labels = outermost(outputs, "predict");
  return labels ? texts(labels as Values) : [];
}

/** The rows of a proof and what the pipeline predicted for them where it was saved, as it was: not a bit is lost. */
export interface RecordedPredictions {
  readonly X: ColumnTable;
  readonly labels: Labels;
  /** Probabilities, row after row. */
  readonly data: Float64Array | undefined;
}

export function recordedPredictions(bytes: Uint8Array, inspection: Inspection): RecordedPredictions | undefined {
  const { X, outputs } = written(bytes, inspection)?.proof ?? {};
  const labels = outputs && (outermost(outputs, "predict") as Values | undefined);
  if (!labels || !X || !("columns" in X)) return undefined;
  const proba = outermost(outputs, "predict_proba") as Float64Array | Tensor | undefined;
  return {
    X: { columns: X.columns.map(([name, values]): [string, Column] => [name, values as Column]) },
    labels: labels instanceof Float64Array ? labels : texts(labels),
    data: proba && "shape" in proba ? proba.data : proba,
  };
}
