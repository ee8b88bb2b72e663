// JSON, YAML and Markdown as other programs read them.

/** A number that Python takes for a float: MLflow refuses whole numbers where floats are meant. */
export function float(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** A cell of a row as JSON; what is missing is null, and what JSON has not is text. */
export const cell = (value: number | string | null): string =>
  value === null || (typeof value === "number" && Number.isNaN(value))
    ? "null"
    : typeof value === "string"
      ? JSON.stringify(value)
      : Number.isFinite(value)
        ? float(value)
        : `"${value}"`;

/** JSON of letters that every reader takes, whatever it holds for printable. */
export const ascii = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A text in YAML, within double quotes. */
export const quoted = (text: string): string =>
  `"${text.replace(/["\\]|[^\x20-\x7e\p{L}\p{M}\p{N}]/gu, (letter) => {
    const code = letter.codePointAt(0)!;
    if (letter === '"' || letter === "\\") return `\\${letter}`;
    // Half of a pair is no letter at all.
    if (code >= 0xd800 && code <= 0xdfff) return "\\ufffd";
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  })}"`;

/** A text in YAML, within single quotes; of printable letters. */
export const single = (text: string): string => `'${text.replaceAll("'", "''")}'`;
