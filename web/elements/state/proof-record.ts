import { decodeMessage } from "../../lib/codec.js";
import type { Inspection } from "../../lib/index.js";
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

/** Reads the proof of a file the engine has accepted; undefined where the file has none. */
export function readProof(bytes: Uint8Array, { sections }: Inspection): ProofRecord | undefined {
  const [offset, length] = sections["proof"] ?? [0, 0];
  const proof = length ? (decodeMessage(bytes.subarray(offset, offset + length)) as Written | null) : null;
  if (!proof) return undefined;
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
    taken: [...proof.rules, ...proof.refused.rules].filter((rule) => rule === "ordinary").length,
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

/** The pipeline's own labels: those of its outermost step. */
function predicted(outputs: Output[]): string[] {
  const labels = outputs.filter(({ method }) => method === "predict");
  const outermost = labels.find(({ step }) => step === "") ?? labels.at(-1);
  return outermost ? texts(outermost.output as Values) : [];
}
