// What each column adds to the score of a linear model: its coefficient times its value.
import type { FittedValue, Tensor } from "../../lib/index.js";
import { coefficientsOf } from "../plots/coefficients.js";
import type { RowAsked } from "../state/row-asked.js";

export interface Term {
  /** The column, as it reaches the model. */
  readonly name: string;
  readonly value: number;
  readonly coefficient: number;
  readonly adds: number;
}

/** What makes up one score. */
export interface Sum {
  /** The class that it speaks for; of a regressor none. */
  readonly label: string | undefined;
  readonly intercept: number;
  readonly terms: readonly Term[];
  /** As the model itself gives it. */
  readonly score: number;
  /** Whether terms and intercept come to the score; they do not where the target was transformed. */
  readonly complete: boolean;
}

export interface Contributions {
  readonly kind: "linear";
  readonly sums: readonly Sum[];
  /** The sum that decided: that of the class that won, or the only one. */
  readonly first: number;
}

export const isLinear = ({ learned }: RowAsked): boolean =>
  learned.attributes.includes("coef_") && learned.attributes.includes("intercept_");

export function contributionsOf(asked: RowAsked): Contributions {
  const { learned, arriving, description, label } = asked;
  const classes = Array.from((description.classes ?? []) as ArrayLike<string | number>, String);
  const rows = coefficientsOf(learned);
  const intercepts = numbersIn(learned.fitted!.fitted["intercept_"]);
  const values = arriving.columns.map(([, column]) => Number(column[0]));
  const sums = rows.map((coefficients, at): Sum => {
    const terms = arriving.names.map((name, j): Term => {
      const [value, coefficient] = [values[j]!, coefficients[j]!];
      return { name, value, coefficient, adds: value * coefficient };
    });
    const intercept = intercepts[at] ?? 0;
    const score = classes.length ? (asked.scores?.[at] ?? NaN) : Number(label);
    // One score for two classes speaks for the second.
    const of = rows.length > 1 ? classes[at] : classes.at(-1);
    return {
      label: of,
      intercept,
      terms,
      score,
      complete: comesTo(score, [intercept, ...terms.map(({ adds }) => adds)]),
    };
  });
  return { kind: "linear", sums, first: rows.length > 1 ? Math.max(0, classes.indexOf(String(label))) : 0 };
}

function numbersIn(value: FittedValue | undefined): ArrayLike<number> {
  if (typeof value === "number") return [value];
  return value instanceof Float64Array ? value : ((value as Tensor | undefined)?.data ?? []);
}

/** Added up in another order than the model does, the last bits may differ, and no more. */
function comesTo(score: number, parts: readonly number[]): boolean {
  const sum = parts.reduce((total, part) => total + part, 0);
  const size = parts.reduce((total, part) => total + Math.abs(part), 0);
  return Math.abs(sum - score) <= 1e-12 * Math.max(size, Math.abs(score));
}
