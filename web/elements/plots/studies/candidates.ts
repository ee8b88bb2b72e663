import { short } from "../../shared/words.js";
import type { Cell, Figure } from "../figure.js";
import type { Bounds } from "./scores.js";

/** A candidate of a search. */
export interface Candidate {
  /** Values of the hyperparameters searched over, by path. */
  readonly params: { readonly [path: string]: unknown };
  readonly mean: number;
  readonly deviation: number;
  readonly rank: number;
  /** On the rows fitted on, where that was asked for. */
  readonly train?: { readonly mean: number; readonly deviation: number };
  /** To fit and to score, on average over the splits. */
  readonly milliseconds?: number;
}

/** What a search found, for its pictures. */
export interface Searched {
  /** By rank. */
  readonly candidates: readonly Candidate[];
  readonly paths: readonly string[];
  readonly shown: (value: unknown) => string;
  readonly score: string;
  readonly bounds: Bounds;
}

export const nameOf = (path: string): string => path.split("__").at(-1)!;

/** The numbers of any picture of a search. */
export function tableOf({ candidates, paths, shown, score }: Searched): Pick<Figure, "columns" | "rows"> {
  const trained = candidates.some(({ train }) => train);
  return {
    columns: [
      "rank",
      ...paths,
      `${score}: mean`,
      `${score}: std`,
      ...(trained ? ["rows fitted on: mean", "rows fitted on: std"] : []),
      "milliseconds",
    ],
    rows: () =>
      candidates.map(({ params, mean, deviation, rank, train, milliseconds = NaN }): readonly Cell[] => [
        rank,
        ...paths.map((path) => (typeof params[path] === "number" ? (params[path] as number) : shown(params[path]))),
        mean,
        deviation,
        ...(trained ? [train?.mean ?? NaN, train?.deviation ?? NaN] : []),
        milliseconds,
      ]),
  };
}

/** The values tried of a hyperparameter: numbers ascending, then the others as they come. */
export function valuesTried({ candidates }: Searched, path: string): unknown[] {
  const values = [...new Set(candidates.map(({ params }) => params[path]))];
  const isNumber = (value: unknown): value is number => typeof value === "number";
  return [...values.filter(isNumber).sort((a, b) => a - b), ...values.filter((value) => !isNumber(value))];
}

/** Where between the worst and the best candidate, from 0 to 1. */
export function shareOf({ candidates }: Searched): (mean: number) => number {
  const { low, high } = candidates.reduce(
    (ends, { mean }) =>
      Number.isFinite(mean) ? { low: Math.min(ends.low, mean), high: Math.max(ends.high, mean) } : ends,
    { low: Infinity, high: -Infinity },
  );
  return (mean) => (high > low ? (mean - low) / (high - low) : 1);
}

export function bestInWords({ candidates, paths, shown, score }: Searched): string {
  const [best] = candidates;
  if (!best) return "";
  const values = paths.map((path) => `${nameOf(path)} ${shown(best.params[path])}`).join(", ");
  return `The best is ${values} with ${score} ${short(best.mean)} ± ${short(best.deviation)}.`;
}
