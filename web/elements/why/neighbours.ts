// The training rows that a row is answered by.
import type { Tensor } from "../../lib/index.js";
import { originIn } from "./decision-path.js";
import type { RowAsked } from "../state/row-asked.js";

export interface Neighbour {
  /** Its place among the rows fitted on, from 0. */
  readonly place: number;
  readonly distance: number;
  readonly target: number | string;
  /** Its part in the vote or the mean; all of them make 1. */
  readonly share: number;
  /** Its columns as they reach the model. */
  readonly values: Float64Array;
}

export interface Neighbours {
  readonly kind: "neighbours";
  readonly metric: string;
  readonly byDistance: boolean;
  readonly of: number;
  readonly rows: readonly Neighbour[];
  /** Whether a row as near as the last of them was left out: which of them counts, the model's search decides. */
  readonly tied: boolean;
  /** Whether these rows, so weighed, give the answer. */
  readonly complete: boolean;
}

export const hasNeighbours = ({ learned }: RowAsked): boolean =>
  learned.attributes.includes("fit_X_") && learned.attributes.includes("fit_y_") && learned.class.startsWith("KNeigh");

export function neighboursOf(asked: RowAsked): Neighbours {
  const { params, fitted } = asked.learned.fitted!;
  const { data, shape } = fitted["fit_X_"] as Tensor;
  const wide = shape[1]!;
  const query = Float64Array.from(asked.arriving.columns, ([, column]) => Number(column[0]));
  const metric = String(fitted["effective_metric_"]);
  const far = measure(metric, Number(params["p"]));
  const count = data.length / wide;
  const distances = Float64Array.from({ length: count }, (_, row) =>
    far(data.subarray(row * wide, (row + 1) * wide), query),
  );
  const order = Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]! || a - b);
  const k = Number(params["n_neighbors"]);
  const [last, next] = [distances[order[k - 1]!]!, distances[order[k]!]];
  const byDistance = params["weights"] === "distance";
  const shares = weigh(
    order.slice(0, k).map((row) => distances[row]!),
    byDistance,
  );
  const classes = asked.description.classes;
  const y = fitted["fit_y_"] as Int32Array | Float64Array;
  const rows = order.slice(0, k).map((place, i): Neighbour => ({
    place,
    distance: distances[place]!,
    target: classes ? classes[y[place]!]! : y[place]!,
    share: shares[i]!,
    values: data.subarray(place * wide, (place + 1) * wide),
  }));
  const tied = next !== undefined && Math.abs(next - last) <= 1e-12 * Math.max(1e-300, last);
  return { kind: "neighbours", metric, byDistance, of: count, rows, tied, complete: gives(asked, rows) };
}

type Measure = (a: Float64Array, b: Float64Array) => number;

/** Columns are added up in their order, as the engine does. */
function measure(metric: string, p: number): Measure {
  const added =
    (each: (away: number) => number, end: (sum: number) => number): Measure =>
    (a, b) => {
      let sum = 0;
      for (let j = 0; j < a.length; j++) sum += each(a[j]! - b[j]!);
      return end(sum);
    };
  const same = (sum: number) => sum;
  if (metric === "euclidean") return added((away) => away * away, Math.sqrt);
  if (metric === "manhattan") return added(Math.abs, same);
  if (metric === "chebyshev") return (a, b) => a.reduce((most, value, j) => Math.max(most, Math.abs(value - b[j]!)), 0);
  return added(
    (away) => Math.abs(away) ** p,
    (sum) => sum ** (1 / p),
  );
}

/** Where some are at no distance, those alone count. */
function weigh(distances: readonly number[], byDistance: boolean): number[] {
  const none = distances.filter((distance) => distance === 0).length;
  const weights = distances.map((distance) => (!byDistance ? 1 : none ? Number(distance === 0) : 1 / distance));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function gives({ description, label, shares }: RowAsked, rows: readonly Neighbour[]): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  const { classes } = description;
  const sumOf = (part: (row: Neighbour) => number) => rows.reduce((sum, row) => sum + part(row), 0);
  if (!classes)
    return near(
      sumOf(({ share, target }) => share * Number(target)),
      Number(label),
    );
  return Array.from(classes as ArrayLike<string | number>).every((name, k) =>
    near(
      sumOf(({ share, target }) => (target === name ? share : 0)),
      shares?.[k] ?? NaN,
    ),
  );
}

/** A row that the model keeps, by the columns of the data as far as they can be told; else as it reaches the model. */
export function inOwnWords(asked: RowAsked, values: Float64Array): Map<string, number | string> {
  const found = new Map<string, number | string>();
  asked.arriving.names.forEach((name, at) => {
    const origin = originIn(asked, at);
    if (!origin) found.set(name, values[at]!);
    else if (origin.kind === "number") found.set(origin.column, origin.original(values[at]!));
    else if (values[at] === 1) found.set(origin.column, origin.category);
    else if (!found.has(origin.column)) found.set(origin.column, "");
  });
  return found;
}
