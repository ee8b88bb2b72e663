// Curves of scores against what is true, as scikit-learn has them: `positive` is 1 where a row is of the class, `score`
// what the model says for it.

/** 1 for the rows of a class. */
export const isOf = (truth: ArrayLike<number | string>, label: number | string): Uint8Array =>
  Uint8Array.from(truth as ArrayLike<number>, (value: number | string) => (value === label ? 1 : 0));

/** For every distinct score, the highest first: how many rows score as much, and how many of them are positive. */
interface Counts {
  readonly thresholds: number[];
  readonly hits: number[];
  readonly falseAlarms: number[];
}

function countsOf(positive: Uint8Array, score: Float64Array): Counts {
  const order = Uint32Array.from(score, (_, row) => row).sort((a, b) => score[b]! - score[a]!);
  const counts: Counts = { thresholds: [], hits: [], falseAlarms: [] };
  let [hits, falseAlarms] = [0, 0];
  order.forEach((row, i) => {
    if (positive[row]) hits++;
    else falseAlarms++;
    // Equal scores are passed together.
    if (i + 1 < order.length && score[order[i + 1]!] === score[row]) return;
    counts.thresholds.push(score[row]!);
    counts.hits.push(hits);
    counts.falseAlarms.push(falseAlarms);
  });
  return counts;
}

export interface Roc {
  readonly falsePositive: readonly number[];
  readonly truePositive: readonly number[];
  /** Infinity first: no row is taken as positive. */
  readonly thresholds: readonly number[];
  readonly area: number;
}

/** roc_curve with every threshold, and auc. Rates are NaN where no row could be such a one. */
export function rocCurve(positive: Uint8Array, score: Float64Array): Roc {
  const { thresholds, hits, falseAlarms } = countsOf(positive, score);
  const rates = (counts: number[]) => [0, ...counts].map((value) => value / counts.at(-1)!);
  const [falsePositive, truePositive] = [rates(falseAlarms), rates(hits)];
  let area = 0;
  for (let i = 1; i < truePositive.length; i++)
    area += ((falsePositive[i]! - falsePositive[i - 1]!) * (truePositive[i]! + truePositive[i - 1]!)) / 2;
  return { falsePositive, truePositive, thresholds: [Infinity, ...thresholds], area };
}

export interface PrecisionRecall {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  /** One less than points: the last stands for no row at all. */
  readonly thresholds: readonly number[];
  /** average_precision_score: what precision is on average, weighted by the gain in recall. */
  readonly average: number;
}

/** precision_recall_curve: the lowest threshold first. */
export function precisionRecallCurve(positive: Uint8Array, score: Float64Array): PrecisionRecall {
  const { thresholds, hits, falseAlarms } = countsOf(positive, score);
  const all = hits.at(-1)!;
  const precision = hits.map((hit, i) => hit / (hit + falseAlarms[i]!));
  const recall = hits.map((hit) => (all > 0 ? hit / all : 1));
  let average = 0;
  if (all > 0) recall.forEach((value, i) => (average += (value - (recall[i - 1] ?? 0)) * precision[i]!));
  return {
    precision: [...precision.reverse(), 1],
    recall: [...recall.reverse(), 0],
    thresholds: thresholds.reverse(),
    average,
  };
}

export type Binning = "uniform" | "quantile";

export interface CalibrationBin {
  readonly mean: number;
  /** Of the rows, how many are positive. */
  readonly share: number;
  readonly rows: number;
}

/** calibration_curve: bins that hold rows, from low to high probabilities. */
export function calibrationCurve(
  positive: Uint8Array,
  probability: Float64Array,
  count: number,
  binning: Binning,
): CalibrationBin[] {
  const edges = binning === "uniform" ? uniformEdges(count) : quantileEdges(probability, count);
  const bins = Array.from({ length: count }, () => ({ sum: 0, hits: 0, rows: 0 }));
  probability.forEach((value, row) => {
    let at = 0;
    while (at < count - 1 && edges[at]! < value) at++;
    const bin = bins[at]!;
    bin.sum += value;
    bin.hits += positive[row]!;
    bin.rows++;
  });
  return bins
    .filter(({ rows }) => rows > 0)
    .map(({ sum, hits, rows }) => ({ mean: sum / rows, share: hits / rows, rows }));
}

const uniformEdges = (count: number): number[] => Array.from({ length: count - 1 }, (_, i) => (i + 1) * (1 / count));

/** As np.percentile finds them between the ends. */
function quantileEdges(values: Float64Array, count: number): number[] {
  const sorted = values.slice().sort();
  return Array.from({ length: count - 1 }, (_, i) => {
    const place = ((i + 1) / count) * (sorted.length - 1);
    const low = Math.floor(place);
    const [a, b] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
    const share = place - low;
    return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share);
  });
}

/** brier_score_loss of one class: the mean squared distance of probabilities from 0 and 1. */
export function brierScore(positive: Uint8Array, probability: Float64Array): number {
  let sum = 0;
  probability.forEach((value, row) => (sum += (value - positive[row]!) ** 2));
  return sum / probability.length;
}

/** Rows by what is true and what is said, and the shares that follow. */
export interface AtThreshold {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
  /** NaN where no row is taken as positive. */
  readonly precision: number;
  /** NaN where none is. */
  readonly recall: number;
}

/** Rows are taken as positive from the threshold on. */
export function atThreshold(positive: Uint8Array, score: Float64Array, threshold: number): AtThreshold {
  const counts = [0, 0, 0, 0];
  score.forEach((value, row) => counts[positive[row]! * 2 + (value >= threshold ? 1 : 0)]!++);
  const [trueNegative, falsePositive, falseNegative, truePositive] = counts as [number, number, number, number];
  return {
    truePositive,
    falsePositive,
    trueNegative,
    falseNegative,
    precision: truePositive / (truePositive + falsePositive),
    recall: truePositive / (truePositive + falseNegative),
  };
}

/** Of very many points as many as a picture has room for, the first and the last among them. */
export function thinned<Point>(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => points[Math.round(i * step)]!);
}
