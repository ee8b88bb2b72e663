const whole = new Intl.NumberFormat("en");

export const number = (value: number): string => whole.format(value);

/** `3 rows`, `1 row`. */
export const count = (value: number, noun: string, plural = `${noun}s`): string =>
  `${number(value)} ${value === 1 ? noun : plural}`;

/** A measured value, short: four significant digits, no trailing zeros. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  // Years and the like read badly with a separator.
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return Math.abs(value) < 1e4 ? String(value) : number(value);
  return Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4
    ? value.toExponential(2)
    : String(Number(value.toPrecision(4)));
}

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(1, Math.round(milliseconds))} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

export function bytesInWords(bytes: number): string {
  if (bytes < 10_000) return `${number(bytes)} bytes`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${size.toFixed(1)} ${unit}`;
}

export function when(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

// A map, as the names may come from a file.
const spelled = new Map([
  ["r2", "R²"],
  ["mse", "Mean squared error"],
  ["mae", "Mean absolute error"],
  ["f1_macro", "F1, macro"],
  ["roc_auc", "ROC AUC"],
]);

export function metricName(key: string): string {
  const words = spelled.get(key) ?? key.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const scorers = new Map([
  ["r2", "R²"],
  ["d2_tweedie_score", "D², Tweedie"],
]);

/** A scorer in words: `f1_macro` is "F1, macro", `neg_log_loss` "Log loss, negated". */
export function scorerName(name: string): string {
  const loss = name.startsWith("neg_");
  const bare = loss ? name.slice(4) : name;
  const words = (scorers.get(bare) ?? bare.replaceAll("_", " "))
    .replace(/^roc auc/, "ROC AUC")
    .replace(/ (macro|micro|weighted|samples|ovr|ovo)\b/g, ", $1");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${loss ? ", negated" : ""}`;
}

/**
 * How far apart two numbers are, which may be the farthest two of many: to the last place where they are close, else
 * in digits that are the same. Where the two stand beside it as text, it says by how much they differ, too.
 */
export function distanceInWords(ulps: number, a?: unknown, b?: unknown): string {
  if (ulps <= 1000) return `${count(ulps, "unit in the last place", "units in the last place")} apart`;
  const digits = Math.floor(-Math.log10(ulps * Number.EPSILON));
  const by = Math.abs(Number(a) - Number(b));
  const close = digits >= 3;
  const far = close ? `the same in ${digits} digits` : "not close";
  return by > 0 && Number.isFinite(by) ? `${far}${close ? "," : ":"} differs by ${short(by)}` : far;
}

/** The beginning of a public key, in groups that can be read out. */
export const shortKey = (id: string): string => id.slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");

/** "a, b and c". */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** Advice as it can be followed on the page, which has no `error_score`. */
export const forThePage = (hint: string): string =>
  hint
    .replace(
      /Mend the cause, or set error_score to 'raise' to be stopped by it\./,
      "Look at what the step is given: its values in step 2, or too few rows in a split.",
    )
    .replace(/[;,]?[^;,.]*\berror_score\b[^.;]*/, "");
