// Data that the engine draws from a seed, as sklearn.datasets draws them.
import type { Dataset, DatasetName, Engine, ParamValue } from "../../lib/index.js";
import { breathe } from "../shared/breathe.js";
import { visible } from "../shared/foreign.js";
import { pythonOf, textOf } from "../shared/param-text.js";
import { number } from "../shared/words.js";
import type { Task } from "./task.js";

export type DrawnParams = Readonly<Record<string, ParamValue>>;

/** Where a slider goes from and to; by factors instead of steps where the values are of many sizes. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly factors?: boolean;
}

export interface Generator {
  readonly name: DatasetName;
  readonly title: string;
  /** What is drawn at first: few rows and columns, so that a picture shows it. All else is as in the schema. */
  readonly first: DrawnParams;
  /** The parameters that matter first, with the slider of each; what they may be beyond it the schema says. */
  readonly sliders: Readonly<Record<string, Range>>;
  /** What is chosen at first otherwise than by scikit-learn's defaults, and why. */
  readonly said?: string;
}

const rows: Range = { low: 20, high: 5000, step: 10, factors: true };
const seed: Range = { low: 0, high: 100, step: 1 };

export const generators: readonly Generator[] = [
  {
    name: "make_moons",
    title: "Two moons",
    first: { n_samples: 200, noise: 0.2, random_state: 0 },
    sliders: { n_samples: rows, noise: { low: 0, high: 0.6, step: 0.01 }, random_state: seed },
  },
  {
    name: "make_circles",
    title: "Circles",
    first: { n_samples: 200, noise: 0.1, factor: 0.5, random_state: 0 },
    sliders: { n_samples: rows, noise: { low: 0, high: 0.5, step: 0.01 }, random_state: seed },
    said: "The inner circle is half as large as the outer one; at scikit-learn's 0.8 noise hides the gap.",
  },
  {
    name: "make_blobs",
    title: "Blobs",
    first: { n_samples: 200, centers: 3, cluster_std: 1, random_state: 0 },
    sliders: { n_samples: rows, cluster_std: { low: 0, high: 5, step: 0.1 }, random_state: seed },
  },
  {
    name: "make_classification",
    title: "Classes in a cube",
    first: {
      n_samples: 200,
      n_features: 2,
      n_redundant: 0,
      n_clusters_per_class: 1,
      class_sep: 1,
      random_state: 0,
    },
    sliders: { n_samples: rows, class_sep: { low: 0.05, high: 4, step: 0.05 }, random_state: seed },
    said: "It begins with two columns and one cluster per class, so that a picture shows it; scikit-learn's defaults make 20 columns.",
  },
  {
    name: "make_regression",
    title: "Straight line",
    first: { n_samples: 200, n_features: 1, n_informative: 1, noise: 10, random_state: 0 },
    sliders: { n_samples: rows, noise: { low: 0, high: 100, step: 1 }, random_state: seed },
    said: "It begins with one column, so that a picture shows it; scikit-learn's defaults make 100.",
  },
  {
    name: "make_friedman1",
    title: "Curved sum",
    first: { n_samples: 200, noise: 1, random_state: 0 },
    sliders: { n_samples: rows, noise: { low: 0, high: 10, step: 0.1 }, random_state: seed },
    said: "Of its ten columns only the first five are part of the sum.",
  },
];

export const findGenerator = (name: string): Generator | undefined => generators.find((each) => each.name === name);

/** The parameters with some of them changed; undefined: as at first. Those of the first values come first. */
export function withParams(
  { first }: Generator,
  params: DrawnParams,
  change: Readonly<Record<string, ParamValue | undefined>>,
): DrawnParams {
  const said = Object.entries({ ...params, ...change }).filter(([, value]) => value !== undefined);
  return { ...first, ...(Object.fromEntries(said) as DrawnParams) };
}

/** Among the parameters of data that are drawn: rows that a person added, each a value per column and what is true. */
export const ownPoints = "own_points";

/** As many as an address has room for. */
const mostPoints = 200;

/** The rows that were added; of `wide` numbers each, where it is known how many columns are drawn. */
export function pointsIn(params: DrawnParams, wide?: number): readonly (readonly number[])[] {
  const { [ownPoints]: points = [] } = params;
  const isPoint = (point: unknown): boolean =>
    Array.isArray(point) && point.every((value) => Number.isFinite(value)) && point.length === (wide ?? point.length);
  if (Array.isArray(points) && points.length <= mostPoints && points.every(isPoint)) return points as never;
  throw {
    message: `Points of one's own are up to ${mostPoints} lists of numbers, a value for each column and what is true.`,
    hint: "Take them away, or draw as many columns as they were added to.",
  };
}

/** What a drawn table is: as a sample's facts say of that. */
export interface Drawn {
  readonly name: DatasetName;
  readonly params: DrawnParams;
  readonly target: string;
  readonly task: Task;
  readonly columns: readonly { readonly name: string; readonly kind: "number" }[];
}

const target = "y";
/** The page keeps them as text, too: of more it would run out of memory. */
const most = 2_000_000;

/** Draws data, as a file of which every number is read as the one that was drawn. */
export async function drawnFile(engine: Engine, name: string, given: DrawnParams): Promise<[Drawn, Blob]> {
  const schema = (await engine.schema()).datasets.find((each) => each.name === name);
  const generator = findGenerator(name);
  if (!schema || !generator)
    throw { message: `Nothing is known to draw data called “${visible(name, 80)}”.`, hint: "Choose other data." };
  const params = withParams(generator, given, {});
  const { [ownPoints]: _, ...asDrawn } = params;
  const usual = (param: string) => schema.params.find((each) => each.name === param)?.default;
  const extent = (param: string, otherwise: number) => Number(params[param] ?? usual(param) ?? otherwise);
  const numbers = extent("n_samples", 1) * (extent("n_features", 2) + 1);
  if (numbers > most)
    throw {
      message: `n_samples of ${name} would make ${number(numbers)} numbers; this page draws up to ${number(most)}.`,
      hint: "Ask for fewer rows or columns.",
    };
  const { X, y } = await engine.makeDataset(generator.name, asDrawn);
  const points = pointsIn(params, X.columns.size + 1);
  const columns = [...X.columns.keys(), target].map((column) => ({ name: column, kind: "number" as const }));
  return [{ name: generator.name, params, target, task: schema.kind, columns }, await asFile({ X, y }, points)];
}

/** As text that is read as the same number, to the bit. */
const written = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

async function asFile({ X, y }: Dataset, points: readonly (readonly number[])[]): Promise<Blob> {
  const columns = [...X.columns.values(), y];
  const parts = [`${[...X.columns.keys(), target].join(",")}\n`];
  let since = performance.now();
  for (let row = 0; row < y.length; row++) {
    parts.push(`${columns.map((values) => written(values[row]!)).join(",")}\n`);
    if (row % 1000 !== 999 || performance.now() - since < 12) continue;
    await breathe();
    since = performance.now();
  }
  for (const point of points) parts.push(`${point.map(written).join(",")}\n`);
  return new Blob(parts, { type: "text/csv" });
}

// Where scikit-learn takes a tuple and no list.
const tuples = new Set(["center_box"]);

function argument(name: string, value: unknown): string {
  // None is a new draw each time to scikit-learn, and 0 to the engine.
  if (name === "random_state") return pythonOf(value ?? 0);
  return tuples.has(name) && Array.isArray(value) ? pythonOf(value).replace(/^\[(.*)\]$/, "($1)") : pythonOf(value);
}

/** `make_moons(n_samples=200, noise=0.2, random_state=0)` */
export function drawnCall(name: string, params: Readonly<Record<string, unknown>>): string {
  const { random_state = null, [ownPoints]: _, ...rest } = params;
  const said = [...Object.entries(rest), ["random_state", random_state] as const];
  return `${name}(${said.map(([param, value]) => `${param}=${argument(param, value)}`).join(", ")})`;
}

/** The same data in Python. */
export function drawnInPython(name: string, params: DrawnParams): string {
  const points = pointsIn(params);
  const draw = [`from sklearn.datasets import ${name}`, `X, y = ${drawnCall(name, params)}`];
  if (points.length === 0) return draw.join("\n");
  const rows = pythonOf(points.map((point) => point.slice(0, -1)));
  const truth = pythonOf(points.map((point) => point.at(-1)));
  return ["import numpy as np", ...draw, `X = np.vstack([X, ${rows}])`, `y = np.append(y, ${truth})`].join("\n");
}

/** What a card says of drawn data; undefined where it names none that can be drawn here. */
export function drawnOf(dataset: object | undefined): { name: DatasetName; params: DrawnParams } | undefined {
  const { name, params } = { ...dataset } as { name?: unknown; params?: unknown };
  const generator = findGenerator(String(name));
  if (!generator || typeof params !== "object" || params === null || Array.isArray(params)) return undefined;
  return { name: generator.name, params: params as DrawnParams };
}

/** A change of one parameter, as it would be undone. */
export const drawingInWords = (name: string, params: Readonly<Record<string, ParamValue | undefined>>): string => {
  const [[param, value] = ["", undefined], ...more] = Object.entries(params);
  if (param === ownPoints) return value === undefined ? `points added to ${name}` : `a point in ${name}`;
  return more.length || value === undefined ? `how ${name} is drawn` : `${param} ${textOf(value)} of ${name}`;
};
