// Values as text, as Python's command writes them.

/** A number as Python prints it: every digit that counts, and a point or an exponent. */
export function floatText(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const size = Math.abs(x);
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(x) ? `${x}.0` : String(x);
  const [digits, exponent] = x.toExponential().split("e") as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

/** The same for JSON: whole numbers have no point, and what is not finite is text. */
function jsonNumber(x: number): string {
  if (!Number.isFinite(x)) return JSON.stringify(String(x));
  return Number.isInteger(x) && Math.abs(x) < 1e15 && !Object.is(x, -0) ? String(x) : floatText(x);
}

interface Nested {
  readonly data: Iterable<unknown>;
  readonly shape: readonly number[];
}

/** Nested lists, row after row. */
function nested({ data, shape }: Nested): unknown {
  let items: unknown[] = [...data];
  for (const extent of shape.slice(1).reverse()) {
    const groups = extent > 0 ? items.length / extent : 0;
    items = Array.from({ length: groups }, (_, i) => items.slice(i * extent, (i + 1) * extent));
  }
  return items;
}

/** JSON, on a line for each value where there is an indent. */
export function asJson(value: unknown, indent = 2, depth = 0): string {
  if (typeof value === "number") return jsonNumber(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const set = (open: string, items: readonly string[], close: string): string => {
    if (!items.length) return open + close;
    if (!indent) return open + items.join(", ") + close;
    const pad = " ".repeat(indent * depth);
    const inner = `\n${pad}${" ".repeat(indent)}`;
    return `${open}${inner}${items.join(`,${inner}`)}\n${pad}${close}`;
  };
  const within = (each: unknown): string => asJson(each, indent, depth + 1);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("hex"));
  if (ArrayBuffer.isView(value)) return set("[", [...(value as unknown as Iterable<unknown>)].map(within), "]");
  if (Array.isArray(value)) return set("[", value.map(within), "]");
  const { data, shape } = value as Partial<Nested>;
  if (ArrayBuffer.isView(data) && shape) return asJson(nested({ data, shape } as Nested), indent, depth);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return set(
    "{",
    entries.map(([key, item]) => `${JSON.stringify(key)}: ${within(item)}`),
    "}",
  );
}

/** In a sentence: text as it is, everything else as JSON. */
export const worded = (value: unknown): string => (typeof value === "string" ? value : asJson(value, 0));
