// Columns that arrive at a model, told by the columns of the data that they were made of: found in the rows themselves,
// whatever made them.
import type { CodedText, Column, ColumnTable, LastStep } from "../../lib/index.js";

export type Origin =
  /** Made of a column of numbers: as it is, scaled or moved. */
  | { readonly kind: "number"; readonly column: string; original(value: number): number }
  /** 1 where a column of text holds this. */
  | { readonly kind: "category"; readonly column: string; readonly category: string };

/** Where a column of `arriving` comes from; undefined where that cannot be told. */
export function originOf(arriving: NonNullable<LastStep["X"]>, at: number, X: ColumnTable): Origin | undefined {
  const [name, made] = arriving.columns[at]!;
  if (!(made instanceof Float64Array)) return undefined;
  for (const [column, values] of X.columns as ReadonlyMap<string, Column>) {
    if (values instanceof Float64Array) {
      if (!isCalled(name, column)) continue;
      const line = lineBetween(values, made);
      return line && { kind: "number", column, original: (value) => (value - line.offset) / line.factor };
    }
    const text = values as CodedText;
    const category = text.categories.find((one) => isCalled(name, `${column}_${one}`));
    if (category !== undefined && marks(text, category, made)) return { kind: "category", column, category };
  }
  return undefined;
}

/** Parts of a ColumnTransformer put their name before. */
const isCalled = (name: string, wanted: string): boolean => name === wanted || name.endsWith(`__${wanted}`);

/** made = factor * value + offset in all rows that have a value; undefined where that does not hold. */
function lineBetween(values: Float64Array, made: Float64Array): { factor: number; offset: number } | undefined {
  let [low, high] = [-1, -1];
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value) || Number.isNaN(made[row]!)) continue;
    if (low < 0 || value < values[low]!) low = row;
    if (high < 0 || value > values[high]!) high = row;
  }
  if (low < 0 || values[low] === values[high]) return undefined;
  const factor = (made[high]! - made[low]!) / (values[high]! - values[low]!);
  const offset = factor === 1 && made[low] === values[low] ? 0 : made[low]! - factor * values[low]!;
  if (factor === 0) return undefined;
  const near = 1e-9 * Math.max(Math.abs(made[low]!), Math.abs(made[high]!), 1e-300);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isNaN(value) && Math.abs(factor * value + offset - made[row]!) > near) return undefined;
  }
  return { factor, offset };
}

function marks({ codes, categories }: CodedText, category: string, made: Float64Array): boolean {
  const code = categories.indexOf(category);
  return codes.every((one, row) => made[row] === (one === code ? 1 : 0));
}
