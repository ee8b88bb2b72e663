/** What is said of records and rows in JSON. */
import { counted } from "../../words.js";
import type { Converted } from "./csv.js";

type Notes = NonNullable<Converted["notes"]>;

/** Whether the names of the rows are 0, 1, 2, ... and say nothing. */
const isCounted = (index: readonly unknown[]): boolean => index.every((name, i) => String(name) === String(i));

/** That they are left out, as pandas writes and reads them: beside the columns. */
export function indexNote(index: readonly unknown[] | undefined): Notes {
  if (!index || isCounted(index)) return [];
  const some = index.slice(0, 3).map((name) => `'${String(name).slice(0, 30)}'`);
  return [
    {
      code: "row_names",
      message: `The names of the rows (${some.join(", ")}${index.length > 3 ? ", ..." : ""}) are left out. To have them as a column, write the file with df.reset_index().to_json(...).`,
    },
  ];
}

/** Records that are not there. */
export function nullNote(places: readonly number[]): Notes {
  if (places.length === 0) return [];
  const [first] = places;
  const message =
    places.length === 1
      ? `Record ${first} is null: a row without any value.`
      : `${counted(places.length, "record")} are null, first number ${first}: rows without any value.`;
  return [{ code: "null_record", message }];
}

/** What most likely wrote a text that is nearly JSON. */
export function remedy(json: string): string {
  const start = json.slice(0, 2000).trimStart();
  if (/^(\[\s*)?[[{]\s*'/.test(start))
    return "Texts between ' are how Python prints them: write it with json.dump or DataFrame.to_json.";
  if (/^\/[/*]/.test(start)) return "JSON has no comments: take them out.";
  if (/^[\w.$]+\s*\(/.test(start)) return "It is a call of JavaScript (JSONP): keep what stands between its brackets.";
  if (/,\s*[\]}]/.test(json.slice(-2000))) return "JSON has no comma behind the last value of a list: take it out.";
  return "Get the file again, or mend it there.";
}
