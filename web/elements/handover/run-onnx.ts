// What an ONNX file answers, run by onnxruntime itself, beside what the model answers.
import type * as Runtime from "onnxruntime-web/wasm";
import { ulpsBetween } from "../../lib/compare.js";
import type { Model, OnnxExport } from "../../lib/index.js";
import { breathe } from "../shared/breathe.js";
import { answerable, type Asked, piece, rowsFrom, tableOf } from "./rows.js";

export type { Runtime };

export interface RunDifference {
  /** From 0. */
  readonly row: number;
  /** `label`, `probabilities`, ... */
  readonly output: string;
  readonly expected: number | string | null;
  readonly got: number | string | null;
  readonly ulps?: number;
}

export interface OnnxRun {
  readonly rows: number;
  readonly proof: number;
  /** The file that the rows are from, where they are somebody's own. */
  readonly own?: string;
  /** Rows that the model itself refuses, and that were not compared. */
  readonly refused: number;
  /** Which outputs were compared. */
  readonly outputs: readonly string[];
  /** Labels and other texts that differ. */
  readonly flips: number;
  /** Numbers compared, and those of them that differ in any bit. */
  readonly numbers: number;
  readonly different: number;
  /** The largest differences of numbers; infinite where one is a number and the other none. */
  readonly absolute: number;
  readonly ulps: number;
  readonly first: RunDifference | undefined;
  readonly milliseconds: number;
}

/** An operation that the browser's onnxruntime does not have. */
export interface Lacking {
  readonly lacking: string;
}

export const isLacking = (run: OnnxRun | Lacking): run is Lacking => "lacking" in run;

type Cells = ArrayLike<number | string | null>;

/** The model's own answers, row after row, for an output of the file. */
async function answered(model: Model, role: string, rows: Pick<Asked, "columns">): Promise<Cells> {
  const X = tableOf(rows);
  if (role === "probabilities") return (await model.predictProba(X)).data;
  if (role === "label" || role === "prediction") return model.predict(X);
  const { columns, rows: count } = await model.transform(X);
  const alone = /^transformed_(\d+)$/.exec(role);
  const wanted = alone ? [columns[Number(alone[1])]!] : columns;
  return Array.from({ length: count }, (_, row) => wanted.map(([, values]) => values[row]!)).flat();
}

/** The role of an output: where a column has its name already, something stands behind it. */
const roleOf = (output: string): string => output.replace(/(_out)+$/, "");

/** @throws what the engine refuses, and an `AbortError`. */
export async function runOnnx(
  runtime: typeof Runtime,
  { bytes, report }: OnnxExport,
  model: Model,
  all: Asked,
  signal?: AbortSignal,
): Promise<OnnxRun | Lacking> {
  const begun = performance.now();
  let session: Runtime.InferenceSession;
  try {
    session = await runtime.InferenceSession.create(bytes, { executionProviders: ["wasm"], logSeverityLevel: 3 });
  } catch (error) {
    const [, operation] = /find an implementation for (\w+)/i.exec((error as Error).message) ?? [];
    if (operation === undefined) throw error;
    return { lacking: operation };
  }
  try {
    const asked = await answerable(model, all, signal);
    const tally = new Tally();
    for (let from = 0; from < asked.rows; from += piece) {
      signal?.throwIfAborted();
      await breathe();
      const rows = rowsFrom(asked, from, from + piece);
      const got = await session.run(feeds(runtime, rows, report));
      for (const [name] of report.outputs) {
        const expected = await answered(model, roleOf(name), rows);
        tally.add(roleOf(name), from, Math.min(piece, asked.rows - from), expected, cellsOf(got[name]!));
      }
    }
    const { first, ...counted } = tally;
    return {
      rows: asked.rows,
      proof: asked.proof,
      ...(asked.own !== undefined && { own: asked.own }),
      refused: all.rows - asked.rows,
      outputs: report.outputs.map(([name]) => roleOf(name)),
      ...counted,
      first: first && { ...first, row: asked.places?.[first.row] ?? first.row },
      milliseconds: performance.now() - begun,
    };
  } finally {
    await session.release();
  }
}

function feeds(
  { Tensor }: typeof Runtime,
  { columns }: Pick<Asked, "columns">,
  { inputs }: OnnxExport["report"],
): Record<string, Runtime.Tensor> {
  const byName = new Map(columns);
  return Object.fromEntries(
    inputs.map(([name]) => {
      const values = byName.get(name)!;
      const shape = [values.length, 1];
      return [
        name,
        values instanceof Float64Array
          ? new Tensor("float64", values, shape)
          : // There is no missing text in ONNX; the empty one stands for it.
            new Tensor(
              "string",
              values.map((value) => value ?? ""),
              shape,
            ),
      ];
    }),
  );
}

function cellsOf({ data }: Runtime.Tensor): Cells {
  return data instanceof BigInt64Array ? Array.from(data, Number) : (data as unknown as Cells);
}

class Tally {
  flips = 0;
  numbers = 0;
  different = 0;
  absolute = 0;
  ulps = 0;
  first: RunDifference | undefined;

  add(output: string, from: number, rows: number, expected: Cells, got: Cells): void {
    const width = expected.length / rows;
    if (expected.length !== got.length) {
      this.absolute = this.ulps = Infinity;
      this.#differs(from, output, `${expected.length} values`, `${got.length} values`, undefined);
      return;
    }
    for (let i = 0; i < expected.length; i++) {
      const [a, b] = [expected[i]!, got[i]!];
      const row = from + Math.floor(i / width);
      if (output === "label" || typeof a !== "number" || typeof b !== "number") {
        if ((a ?? "") === (b ?? "")) continue;
        this.flips++;
        this.#differs(row, output, a, b, undefined);
        continue;
      }
      this.numbers++;
      if (Object.is(a, b)) continue;
      this.different++;
      const ulps = ulpsBetween(a, b);
      this.ulps = Math.max(this.ulps, ulps ?? Infinity);
      this.absolute = Math.max(this.absolute, Number.isFinite(a - b) ? Math.abs(a - b) : Infinity);
      this.#differs(row, output, a, b, ulps);
    }
  }

  #differs(row: number, output: string, expected: Cells[number], got: Cells[number], ulps: number | undefined): void {
    if (this.first && this.first.row <= row) return;
    this.first = { row, output, expected, got, ...(ulps !== undefined && { ulps }) };
  }
}
