/**
 * What forms that tell texts from numbers say of their columns, and the reader, which sees delimited text, takes
 * otherwise.
 */
import type { ColumnChoice, ReadNote } from "../types.js";
import { counted } from "../words.js";
import type { Converted } from "./forms/csv.js";
import type { WireOptions, WireRead } from "./wire.js";

/** By the columns' places, which stay what they are however the table is read. */
export type Typed = Pick<Converted, "texts" | "indexes" | "mixed" | "codes">;

export const typesOf = ({ texts, indexes, mixed, codes }: Converted): Typed => ({
  ...(texts && { texts }),
  ...(indexes && { indexes }),
  ...(mixed && { mixed }),
  ...(codes && { codes }),
});

const placesOf = (read: WireRead) => read.reading.columns.filter(({ of }) => of === undefined);

/**
 * Texts that were taken for numbers, and names of rows for a feature, as choices; but what somebody said of a column,
 * now or in a saved reading, stands above its form. `applied`: such choices that `read` was made with.
 */
export function typedChoices(
  { texts = [], indexes = [] }: Typed,
  read: WireRead,
  options: WireOptions,
  applied: readonly ColumnChoice[] = [],
): ColumnChoice[] {
  const places = placesOf(read);
  const saved = new Set(options.reading?.columns.map(({ name }) => name));
  const said = new Map(options.columns?.map((choice) => [choice.name, choice]));
  const before = new Map(applied.map((choice) => [choice.name, choice]));
  const choices: ColumnChoice[] = [];
  for (const at of texts) {
    const column = places[at];
    if (!column || saved.has(column.name) || said.get(column.name)?.kind) continue;
    // Dates and words of yes and no are text in any form.
    if (column.kind === "number" || before.get(column.name)?.kind) choices.push({ name: column.name, kind: "text" });
  }
  for (const at of indexes) {
    const column = places[at];
    if (!column || saved.has(column.name) || said.get(column.name)?.use !== undefined) continue;
    if (column.use || before.get(column.name)?.use === false) choices.push({ name: column.name, use: false });
  }
  return choices;
}

/**
 * What these choices are, and where texts that look like numbers stand among numbers: zeros in front of them, say, are
 * lost.
 */
export function typedNotes(
  { mixed = [], codes = [] }: Typed,
  choices: readonly ColumnChoice[],
  read: WireRead,
): ReadNote[] {
  const shown = new Map(codes.map(({ at, format }) => [placesOf(read)[at]?.name, format]));
  const notes: ReadNote[] = choices
    .filter(({ name }) => !shown.has(name))
    .map(({ name, kind }) =>
      kind === "text"
        ? {
            code: "text",
            column: name,
            message: `Column '${name}' is text in the file, although its values look like numbers; it stays text.`,
            options: { columns: [{ name, kind: "number" }] },
            label: "Read as numbers",
          }
        : {
            code: "index",
            column: name,
            message: `Column '${name}' is left out: it names the rows.`,
            options: { columns: [{ name, use: true }] },
            label: "Use it all the same",
          },
    );
  for (const [name, format] of shown) {
    if (name === undefined) continue;
    const column = placesOf(read).find((each) => each.name === name)!;
    if (column.kind === "number") continue;
    notes.push({
      code: "format",
      column: name,
      message: `Column '${name}' is shown as codes (number format ${format}), and is read as the text that is shown.`,
      // Other marks than zeros in front are no number.
      ...(/^[0#]+$/.test(format)
        ? { options: { columns: [{ name, kind: "number", use: true }] }, label: "Read as numbers" }
        : {}),
    });
  }
  const texts = choices.filter(({ name, kind }) => kind === "text" && !shown.has(name));
  if (texts.length > 1) {
    const some = texts.slice(0, 3).map(({ name }) => `'${name}'`);
    notes.unshift({
      code: "texts",
      column: null,
      message: `${counted(texts.length, "column")} are text in the file, although their values look like numbers: ${some.join(", ")}${texts.length > some.length ? ", ..." : ""}.`,
      options: { columns: texts.map(({ name }) => ({ name, kind: "number" })) },
      label: "Read all of them as numbers",
    });
  }
  const places = placesOf(read);
  for (const { at, example, count } of mixed) {
    const column = places[at];
    if (column?.kind !== "number") continue;
    const { name } = column;
    notes.push({
      code: "mixed_types",
      column: name,
      message: `Column '${name}' holds numbers and ${counted(count, "text")} that ${count === 1 ? "looks like one" : "look like numbers"}, such as '${example.slice(0, 40)}'; it is read as numbers.`,
      options: { columns: [{ name, kind: "text" }] },
      label: "Read it as text",
    });
  }
  return notes;
}
