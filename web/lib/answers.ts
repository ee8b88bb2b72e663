// The engine's answers in the form that callers get.
import type { WireConfusion, WireStepOutput } from "./protocol.js";
import type { WireTable, WireText } from "./table.js";
import type { Confusion, Labels, NamedColumns, StepOutput, Transformed, TransformedColumn } from "./types.js";

function textOf(column: WireText): (string | null)[] {
  return Array.from(column.codes, (code) => (code < 0 ? null : column.categories[code]!));
}

export function labelsOf(labels: Float64Array | WireText): Labels {
  return labels instanceof Float64Array ? labels : (textOf(labels) as string[]);
}

export function confusionOf({ labels, matrix }: WireConfusion): Confusion {
  return { labels: labelsOf(labels), matrix };
}

/** A list that also finds columns by name; not by keys, which two of one name would share. */
function namedColumns(entries: (readonly [string, TransformedColumn])[]): NamedColumns {
  const get = (name: string, nth = 0): TransformedColumn | undefined =>
    entries.filter(([own]) => own === name)[nth]?.[1];
  return Object.defineProperty(entries, "get", { value: get }) as unknown as NamedColumns;
}

export function transformedOf(X: WireTable): Transformed {
  if ("columns" in X) {
    return {
      names: X.columns.map(([name]) => name),
      columns: namedColumns(
        X.columns.map(([name, column]) => [name, column instanceof Float64Array ? column : textOf(column)]),
      ),
      rows: X.rows,
    };
  }
  const { data, shape } = X.data;
  const [rows = 0, width = 0] = shape;
  const names = Array.from({ length: width }, (_, column) => `x${column}`);
  const columns = names.map(
    (name, column) => [name, Float64Array.from({ length: rows }, (_, row) => data[row * width + column]!)] as const,
  );
  return { names, columns: namedColumns(columns), rows };
}

export const stepOutputOf = ({ path, width, X, labels, proba }: WireStepOutput): StepOutput => ({
  path,
  width,
  ...(X ? { X: transformedOf(X) } : {}),
  ...(labels ? { labels: labelsOf(labels) } : {}),
  ...(proba ? { proba } : {}),
});
