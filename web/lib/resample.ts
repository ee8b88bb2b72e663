// The score of a fitted model on rows that are drawn again, in a worker.
import { KeepfitError } from "./errors.js";
import type { AnswerOf } from "./protocol.js";
import { askedFor, namesOf, said, withModel, type Desk } from "./selection.js";
import { checkLengths, type WireTable, type WireTarget } from "./table.js";
import type { BootstrapOptions, BootstrapScore } from "./types.js";

/** np.percentile of ascending values, between two of them in proportion. */
export function percentile(ascending: Float64Array, percent: number): number {
  if (ascending.length === 0) return NaN;
  const where = (ascending.length - 1) * (percent / 100);
  const below = Math.floor(where);
  const [low, high] = [ascending[below]!, ascending[Math.min(below + 1, ascending.length - 1)]!];
  const part = where - below;
  // As NumPy's lerp has it: from the nearer end.
  return part >= 0.5 ? high - (high - low) * (1 - part) : low + (high - low) * part;
}

function summary(score: number, scores: Float64Array, level: number): Omit<BootstrapScore, "warnings"> {
  const defined = scores.filter((each) => !Number.isNaN(each)).sort();
  const tail = ((1 - level) / 2) * 100;
  return {
    score,
    scores,
    low: percentile(defined, tail),
    high: percentile(defined, 100 - tail),
    undefined: scores.length - defined.length,
  };
}

export async function bootstrapScore(
  desk: Desk,
  bytes: Uint8Array,
  X: WireTable,
  y: WireTarget,
  options: BootstrapOptions,
): Promise<BootstrapScore | { [scorer: string]: BootstrapScore }> {
  checkLengths(X, y);
  const { scoring, n_resamples = 1000, confidence_level: level = 0.95, random_state = null } = options;
  if (!(level > 0 && level < 1)) {
    throw new KeepfitError({
      code: "bad_value",
      where: "confidence_level",
      message: `confidence_level must be a number in (0, 1). Got ${String(level)}.`,
      hint: "The default is 0.95.",
    });
  }
  // All draws come from one stream, so that one worker makes them.
  const request = { scoring: namesOf(scoring), n_resamples, random_state };
  const task = {
    label: "the resamples",
    run: (call: Parameters<ReturnType<typeof withModel>["prepare"]>[0], held: { data: number; model: number }) =>
      call("bootstrap_score", { ...held, ...request }),
  };
  const [answer] = await desk.pool.run({ ...withModel(bytes, X, y), tasks: [task] }, options);
  const { score, scores } = answer as AnswerOf<"bootstrap_score">;
  const warnings = said([answer!], options);
  const of = (name: string): BootstrapScore => ({ ...summary(score[name]!, scores[name]!, level), warnings });
  const names = askedFor(scoring);
  return Array.isArray(scoring) ? Object.fromEntries(names.map((name) => [name, of(name)])) : of(names[0]!);
}
