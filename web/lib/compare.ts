import { KeepfitError } from "./errors.js";
import type {
  CallOptions,
  Comparison,
  Difference,
  Labels,
  Model,
  Probabilities,
  TableLike,
  Transformed,
} from "./types.js";
import { counted } from "./words.js";

/** One output as columns of equal length, whatever it was. */
interface Output {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly values: Float64Array | readonly (string | null)[] }[];
}

// The bytes of a column of numbers, for comparisons that see every bit: the sign of zero, the pattern of NaN.
function words(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** How many doubles lie between two finite ones, in units in the last place; huge distances are rounded. */
export function ulpsBetween(a: number, b: number): number | undefined {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  const order = (x: number): bigint => {
    view.setFloat64(0, x);
    const bits = view.getBigInt64(0);
    // Negative doubles count downwards from zero; both zeros share a place.
    return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
  };
  const distance = order(a) - order(b);
  return Number(distance < 0n ? -distance : distance);
}

function shape(output: Output): string {
  return `${counted(output.columns[0]?.values.length ?? 0, "row")} of ${counted(output.columns.length, "column")}`;
}

interface Tally {
  predictions: number;
  bytes: number;
  first?: Difference;
}

function compareOutputs(expected: Output, got: Output, tally: Tally): void {
  const utf8 = new TextEncoder();
  const differ = (difference: Omit<Difference, "output">): void => {
    // Rows before columns: "the first" is the first in reading order.
    const earlier =
      tally.first?.output === expected.name ? tally.first.row <= difference.row : tally.first !== undefined;
    if (!earlier) tally.first = { output: expected.name, ...difference };
  };
  const names = (output: Output): string => output.columns.map(({ name }) => name).join("\n");
  if (shape(expected) !== shape(got) || names(expected) !== names(got)) {
    const column = expected.columns.find(({ name }, i) => name !== got.columns[i]?.name)?.name ?? "";
    const same = shape(expected) === shape(got);
    differ({
      row: 0,
      column,
      expected: same ? column : shape(expected),
      got: same
        ? (got.columns[expected.columns.findIndex(({ name }, i) => name !== got.columns[i]?.name)]?.name ?? null)
        : shape(got),
    });
    return;
  }
  expected.columns.forEach(({ name, values }, index) => {
    const others = got.columns[index]!.values;
    tally.predictions += values.length;
    if (values instanceof Float64Array && others instanceof Float64Array) {
      tally.bytes += values.byteLength;
      const a = words(values);
      const b = words(others);
      for (let i = 0; i < a.length; i++) {
        if (a[i] === b[i]) continue;
        const row = i >> 1;
        const ulps = ulpsBetween(values[row]!, others[row]!);
        differ({
          row,
          column: name,
          expected: values[row]!,
          got: others[row]!,
          ...(ulps === undefined ? {} : { ulps }),
        });
        return;
      }
      return;
    }
    const sizes = new Map<string | null, number>([[null, 0]]);
    let found = false;
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      if (typeof value === "string") {
        let size = sizes.get(value);
        if (size === undefined) sizes.set(value, (size = utf8.encode(value).length));
        tally.bytes += size;
      } else if (value !== null) {
        tally.bytes += 8;
      }
      if (!found && value !== others[row]) {
        found = true;
        differ({ row, column: name, expected: value, got: others[row]! });
      }
    }
  });
}

function labelsAsOutput(labels: Labels): Output {
  return { name: "predict", columns: [{ name: "", values: labels }] };
}

function probabilitiesAsOutput({ data, shape: [rows, width], classes }: Probabilities): Output {
  const columns = Array.from({ length: width }, (_, column) => ({
    name: String(classes[column]),
    values: Float64Array.from({ length: rows }, () => 0),
  }));
  // Moved as words, so that no NaN changes its pattern on the way.
  const from = words(data);
  columns.forEach(({ values }, column) => {
    const to = words(values);
    for (let row = 0; row < rows; row++) {
      to[2 * row] = from[2 * (row * width + column)]!;
      to[2 * row + 1] = from[2 * (row * width + column) + 1]!;
    }
  });
  return { name: "predict_proba", columns };
}

function transformedAsOutput({ columns }: Transformed): Output {
  return { name: "transform", columns: columns.map(([name, values]) => ({ name, values })) };
}

const outputs: readonly {
  readonly name: string;
  run(model: Model, X: TableLike, options?: CallOptions): Promise<Output>;
}[] = [
  { name: "predict", run: async (model, X, options) => labelsAsOutput(await model.predict(X, options)) },
  {
    name: "predict_proba",
    run: async (model, X, options) => probabilitiesAsOutput(await model.predictProba(X, options)),
  },
  { name: "transform", run: async (model, X, options) => transformedAsOutput(await model.transform(X, options)) },
];

async function outputOf(run: Promise<Output>): Promise<Output | undefined> {
  return run.catch((error: unknown) => {
    if (error instanceof KeepfitError && error.code === "no_method") return undefined;
    throw error;
  });
}

/**
 * Compares everything two pipelines say about the n rows of X - labels, probabilities, transformed values, where they
 * have them - byte for byte: 0 and -0 differ.
 */
export async function compare(a: Model, b: Model, X: TableLike, options?: CallOptions): Promise<Comparison> {
  const tally: Tally = { predictions: 0, bytes: 0 };
  const steps: string[] = [];
  let rows = 0;
  for (const { name, run } of outputs) {
    const expected = await outputOf(run(a, X, options));
    const got = await outputOf(run(b, X, options));
    if (!expected && !got) continue;
    steps.push(name);
    if (!expected || !got) {
      const says = (output: Output | undefined): string => (output ? shape(output) : "nothing");
      tally.first ??= { output: name, row: 0, column: "", expected: says(expected), got: says(got) };
      continue;
    }
    rows = Math.max(rows, expected.columns[0]?.values.length ?? 0);
    compareOutputs(expected, got, tally);
  }
  return { identical: tally.first === undefined, rows, ...tally, steps };
}

function show(value: number | string | null): string {
  return Object.is(value, -0) ? "-0" : typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Units in the last place say something of what is close; of the rest it is told by how much it differs. */
function distanceText(ulps: number, expected: Difference["expected"], got: Difference["got"]): string {
  if (ulps <= closeUlps) return ` (${counted(ulps, "unit")} in the last place apart)`;
  const by = Math.abs(Number(expected) - Number(got));
  return Number.isFinite(by) ? ` (${Number(by.toPrecision(3))} apart)` : "";
}
const closeUlps = 1000;

/** The first difference as a sentence. */
export function differenceText({ output, row, column, expected, got, ulps }: Difference): string {
  const place = column === "" ? `row ${row + 1}` : `row ${row + 1}, column ${JSON.stringify(column)}`;
  const distance = ulps === undefined ? "" : distanceText(ulps, expected, got);
  return `${output} differs first in ${place}: expected ${show(expected)}, got ${show(got)}${distance}.`;
}

/**
 * Resolves where two pipelines say the same bytes about X.
 *
 * @throws KeepfitError `"different"`, naming the first output, row and column that differ, and the distance.
 */
export async function assertIdentical(a: Model, b: Model, X: TableLike, options?: CallOptions): Promise<Comparison> {
  const comparison = await compare(a, b, X, options);
  if (comparison.first) {
    throw new KeepfitError({
      code: "different",
      where: comparison.first.output,
      message: `The pipelines are not identical: ${differenceText(comparison.first)}`,
      hint: "Compare their fingerprints: other data, another recipe or another seed give another pipeline.",
    });
  }
  return comparison;
}
