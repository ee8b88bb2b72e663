// A CSV file in, a CSV file out.
import type { Description, Engine, InputWarning, Labels, Model, TableLike } from "../types.js";
import { counted } from "../words.js";
import { Misuse, type Options } from "./command.js";
import { checkFree } from "./convert.js";
import { cellOf, csvOf, type CsvTable, numbersOf, readCsv } from "./csv.js";
import { read, readInput, tell, write } from "./output.js";
import { refuse, sentenceOf } from "./refusal.js";

/** Names of the columns; undefined where the model was fitted without. */
function namesOf({ rows, feature_names_in }: Description): readonly string[] | undefined {
  const own = rows.find(({ path }) => path === "feature_names_in_");
  // What is described then are names that stand for positions.
  return !own || (own.shape.length === 1 && own.shape[0] === 0) ? undefined : feature_names_in;
}

const some = (names: readonly string[]): string =>
  names
    .slice(0, 5)
    .map((name) => `'${name}'`)
    .join(", ") + (names.length > 5 ? " and others" : "");

/** The columns that the model looks at, as what it was fitted on: numbers or text. */
function columnsFor(about: Description, table: CsvTable, decimal: "." | ","): TableLike {
  const names = namesOf(about);
  const { header, rows } = table;
  const kinds = new Map(about.input.map(({ name, kind }) => [name, kind]));
  const place = new Map(header.map((name, j) => [name, j]));
  const wanted = names ?? header;
  const unused = new Set(about.unused_columns);
  const absent = wanted.filter((name) => !place.has(name) && !unused.has(name));
  if (absent.length)
    refuse("missing_columns", "input", `The table has no column ${some(absent)}.`, `It has ${some(header)}.`);
  const known = new Set(wanted);
  const extra = header.filter((name) => !known.has(name));
  if (extra.length) {
    const more = extra.length > 5 ? ` and ${extra.length - 5} more` : "";
    tell(`Left out, as the model was fitted without: ${extra.slice(0, 5).join(", ")}${more}.`);
  }
  const columns = wanted.flatMap((name, i): [string, Float64Array | (string | null)[]][] => {
    const j = place.get(name);
    if (j === undefined) return [];
    const kind = kinds.get(names ? name : `x${i}`) ?? "number";
    return [[name, kind === "text" ? rows.map((row) => row[j] || null) : numbersOf(table, j, decimal)]];
  });
  if (names) return { columns };
  // By position: numbers alone, or under the names that stand for positions.
  const numbers = columns.map(([, column]) => column).filter((column) => column instanceof Float64Array);
  if (numbers.length < columns.length) {
    const own = about.feature_names_in;
    const called = (i: number): string => (own.length === columns.length ? own[i]! : `x${i}`);
    return { columns: columns.map(([, column], i) => [called(i), column] as const) };
  }
  const data = new Float64Array(rows.length * numbers.length);
  numbers.forEach((column, j) => column.forEach((value, i) => (data[i * numbers.length + j] = value)));
  return { data, shape: [rows.length, numbers.length] };
}

/** Labels as text. Classes that are whole numbers are written without a point. */
function labelsText(labels: Labels, { kind }: Description): string[] {
  if (!(labels instanceof Float64Array)) return labels.map(cellOf);
  const whole = kind !== "regressor" && labels.every((label) => Number.isInteger(label) && Math.abs(label) < 2 ** 53);
  return Array.from(labels, whole ? String : cellOf);
}

interface Answers {
  readonly names: readonly string[];
  row(i: number): readonly string[];
}

async function answersOf(model: Model, about: Description, method: string, X: TableLike): Promise<Answers> {
  const options = { onWarning: (warning: { message: string; hint: string }) => tell(sentenceOf(warning)) };
  if (method === "predict") {
    const labels = labelsText(await model.predict(X, options), about);
    return { names: ["prediction"], row: (i) => [labels[i]!] };
  }
  if (method === "transform") {
    const { columns } = await model.transform(X, options);
    const names = about.feature_names_out ?? columns.map((_, j) => `x${j}`);
    return { names, row: (i) => columns.map(([, column]) => cellOf(column[i]!)) };
  }
  const isProba = method === "predict_proba";
  const { data, shape } = await (isProba ? model.predictProba(X, options) : model.decisionFunction(X, options));
  const [, width] = shape;
  const classes = about.classes ? labelsText(about.classes, about) : [];
  const word = isProba ? "probability" : "score";
  const names = Array.from({ length: width }, (_, j) => (width === classes.length ? `${word} ${classes[j]}` : word));
  return { names, row: (i) => Array.from(data.subarray(i * width, (i + 1) * width), cellOf) };
}

/** What in the table lies outside of what the model was fitted on. */
function tellOutside(outside: readonly InputWarning[], { lines }: CsvTable): void {
  for (const { column, kind, count, row, value, seen, looks_like, code_points } of outside) {
    const rows = `${counted(count, "row")}, first in line ${lines[row]}`;
    if (kind === "missing") tell(`Column '${column}' is missing in ${rows}; in the fit it never was.`);
    else if (kind === "range") tell(`Column '${column}' is outside of what was fitted, ${seen}, in ${rows}: ${value}.`);
    else {
      tell(`Column '${column}' holds what the fit had not, in ${rows}: '${value}' (seen: ${seen}).`);
      if (looks_like !== undefined && code_points) {
        const [one, other] = code_points;
        tell(`'${value}' looks like a category that was seen, but is written ${one}, not ${other}.`);
      }
    }
  }
}

export async function predict(engine: Engine, [file, table]: readonly string[], options: Options): Promise<number> {
  const { delimiter: given, keep = false, output = "-" } = options;
  const delimiter = given === "tab" || given === "\\t" ? "\t" : given;
  if (delimiter !== undefined && ([...delimiter].length !== 1 || '"\r\n'.includes(delimiter)))
    throw new Misuse("predict", "--delimiter must be one character, and no quotation mark.");
  checkFree(output, options.force);
  const model = await engine.load(read(file!));
  const about = await model.describe();
  const methods = options.method ?? [about.methods.includes("predict") ? "predict" : "transform"];
  const data = table === "-" ? await readInput() : read(table!);
  const csv = readCsv(data, {
    columns: namesOf(about)?.filter((name) => !about.unused_columns.includes(name)),
    width: about.n_features_in,
    delimiter,
    encoding: options.encoding,
  });
  const X = columnsFor(about, csv, options.decimal ?? ".");
  const answers: Answers[] = keep ? [{ names: csv.header, row: (i) => csv.rows[i]! }] : [];
  for (const method of methods) answers.push(await answersOf(model, about, method, X));
  if (csv.rows.length) tellOutside(await model.inputWarnings(X), csv);
  const records = csv.rows.map((_, i) => answers.flatMap((answer) => answer.row(i)));
  write(output, csvOf([answers.flatMap(({ names }) => names), ...records], csv.delimiter));
  return 0;
}
