import type { Tensor } from "../../../lib/index.js";
import type { Figure } from "../figure.js";
import { bestInWords, nameOf, tableOf, valuesTried, type Candidate, type Searched } from "./candidates.js";
import { curveFigure } from "./curve.js";

/** A mean and a deviation as two scores that have them: a search keeps no more. */
const twoOf = ({ mean, deviation }: { mean: number; deviation: number }): [number, number] => [
  mean - deviation,
  mean + deviation,
];

/** A search over one hyperparameter, as a curve along its values. */
export function searchLine(searched: Searched): Figure {
  const { candidates, paths, shown, score, bounds } = searched;
  const path = paths[0]!;
  const values = valuesTried(searched, path);
  const along = values.map((value) => candidates.find(({ params }) => Object.is(params[path], value))!);
  const grid = (of: (candidate: Candidate) => { mean: number; deviation: number }): Tensor => ({
    data: Float64Array.from(along.flatMap((candidate) => twoOf(of(candidate)))),
    shape: [values.length, 2],
  });
  const nothing = { mean: NaN, deviation: NaN };
  const curve = curveFigure({
    title: `${score} by ${nameOf(path)}`,
    axis: nameOf(path),
    values,
    shown,
    score,
    bounds,
    best: along.indexOf(candidates[0]!),
    parts: [
      { name: "rows held out", scores: grid((candidate) => candidate) },
      ...(candidates.some(({ train }) => train)
        ? [{ name: "rows fitted", scores: grid(({ train }) => train ?? nothing) }]
        : []),
    ],
  });
  return { ...curve, words: `${curve.words} ${bestInWords(searched)}`, ...tableOf(searched) };
}
