// The values of a hyperparameter along an axis.

/** A value's place, from 0 to 1. */
export interface Place {
  readonly text: string;
  readonly at: number;
  /** Whether it is a number among numbers; what is none, such as None, has a place of its own behind them. */
  readonly number: boolean;
}

export interface ValueAxis {
  /** In the order of the values that were given. */
  readonly places: readonly Place[];
  readonly scale: "linear" | "log" | "words";
  /** Where numbers end and what is none begins; undefined where there is one sort alone. */
  readonly border: number | undefined;
}

/** How unequal steps are. */
function unevenness(values: readonly number[]): number {
  const steps = values.slice(1).map((value, i) => value - values[i]!);
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  return Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / steps.length) / mean;
}

/** Whether the steps between numbers are factors rather than differences. */
function byFactors(numbers: readonly number[]): boolean {
  const values = [...new Set(numbers)].sort((a, b) => a - b);
  const [least = 0, greatest = 0] = [values[0], values.at(-1)];
  if (values.length < 2 || least <= 0) return false;
  if (values.length === 2) return greatest / least > 50;
  return unevenness(values.map(Math.log)) < unevenness(values);
}

/** What is no number takes this much of an axis. */
const aside = 0.16;

export function valueAxis(values: readonly unknown[], shown: (value: unknown) => string): ValueAxis {
  const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
  const numbers = values.filter(isNumber);
  const others = [...new Set(values.filter((value) => !isNumber(value)).map(shown))];
  if (new Set(numbers).size < 2) {
    // One number, or none: each value has its step.
    const texts = [...new Set([...numbers.map(shown), ...others])];
    const at = (text: string) => (texts.length === 1 ? 0.5 : texts.indexOf(text) / (texts.length - 1));
    const places = values.map((value) => ({ text: shown(value), at: at(shown(value)), number: false }));
    return { places, scale: "words", border: undefined };
  }
  const log = byFactors(numbers);
  const on = (value: number) => (log ? Math.log(value) : value);
  const [low, high] = [on(Math.min(...numbers)), on(Math.max(...numbers))];
  const end = 1 - Math.min(0.5, aside * others.length);
  const places = values.map((value): Place => {
    const text = shown(value);
    if (isNumber(value)) return { text, at: ((on(value) - low) / (high - low)) * end, number: true };
    return { text, at: end + ((others.indexOf(text) + 1) / others.length) * (1 - end), number: false };
  });
  const border = others.length ? end + (1 - end) / others.length / 2 : undefined;
  return { places, scale: log ? "log" : "linear", border };
}
