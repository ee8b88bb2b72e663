// The values of a row before preprocessing and after it.
import type { RowAsked } from "../state/row-asked.js";

export interface Arrived {
  readonly name: string;
  readonly value: number | string | null;
}

export interface Arrival {
  /** The column of the data; of what is made of several, or cannot be told, none. */
  readonly column: string | undefined;
  readonly given: number | string | null;
  readonly arrives: readonly Arrived[];
}

/**
 * Each column of the data with what reaches the model of it, by their names, and in the end what has no name of one.
 * Columns that go nowhere are there too, with nothing.
 */
export function arrivalOf({ description, arriving, given }: RowAsked): Arrival[] {
  const parts = new Map<string | undefined, Arrived[]>(description.input.map(({ name }) => [name, []]));
  parts.set(undefined, []);
  const known = new Map(description.input.flatMap(({ name, categories }) => namesFrom(name, categories)));
  for (const [name, column] of arriving.columns) {
    const bare = [name, name.slice(name.lastIndexOf("__") + 2)];
    const from = bare.map((each) => known.get(each)).find((each) => each !== undefined);
    parts.get(from)!.push({ name, value: column[0]! });
  }
  return [...parts]
    .filter(([column, arrives]) => column !== undefined || arrives.length > 0)
    .map(([column, arrives]) => ({
      column,
      given: column === undefined ? null : (given.get(column) ?? null),
      arrives,
    }));
}

const namesFrom = (name: string, categories: readonly string[] = []): [string, string][] => [
  ...categories.map((category): [string, string] => [`${name}_${category}`, name]),
  [name, name],
];
