// The data that a model was made from, found again by what its card says of them.
import type { Card, Description, Engine, ReadOptions } from "../../lib/index.js";
import { hashOf } from "../data/hash.js";
import { columnsOf, findColumn, isText, trainingOf, type DataTable, type Task, type Training } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { readingIn } from "../state/card-reading.js";
import type { Store } from "../store/store.js";
import { readNamed, tableOf } from "./sources.js";

export interface FoundData {
  readonly data: Training;
  readonly title: string;
  /** As `datasetHash` makes it. */
  readonly sha256: string;
}

/** The very data the card names, told by its hash: the table that is open, or a sample of that name. */
export async function findData(store: Store, card: Card, description: Description): Promise<FoundData | undefined> {
  const wanted = card.dataset?.sha256;
  if (!wanted) return undefined;
  const engine = store.services.engine!;
  const matches = async (table: DataTable | undefined) => {
    const same = table && likeTheCard(table, card, description);
    if (!same) return undefined;
    const data = await trainingOf(same);
    return (await hashOf(data.X, data.y)) === wanted ? { data, title: same.title, sha256: wanted } : undefined;
  };
  const { table } = store;
  const open = (await matches(table)) ?? (table && (await beside(table, engine, card, description, matches)));
  if (open) return open;
  const found = await readNamed(engine, card.dataset);
  if (!found) return undefined;
  try {
    return (await matches(found)) ?? (await beside(found, engine, card, description, matches));
  } finally {
    found.open.close();
  }
}

/** The same file read once more, as it was read for the fit. */
async function beside<Found>(
  table: DataTable,
  engine: Engine,
  card: Card,
  { input, classes }: Description,
  look: (table: DataTable) => Promise<Found>,
): Promise<Found | undefined> {
  const target = String(card.target?.["name"] ?? "");
  const reading = readingIn(card);
  if (reading ? reading.sha256 !== table.open.reading.sha256 : !findColumn(table, target)) return undefined;
  const targetKind = classes && !(classes instanceof Float64Array) ? ("text" as const) : ("number" as const);
  const options: ReadOptions = reading
    ? { reading }
    : {
        ...table.options,
        columns: [
          ...input
            .filter(({ name }) => table.columns.some((column) => column.name === name && column.of === undefined))
            .map(({ name, kind }) => ({
              name,
              kind: kind === "text" ? ("text" as const) : ("number" as const),
              use: true,
            })),
          { name: target, kind: targetKind },
        ],
      };
  const open = await engine.openTable(table.source, { name: table.name, ...options });
  try {
    const columns = columnsOf(open, options);
    return await look({ ...table, open, options, columns, rows: open.reading.rows });
  } finally {
    open.close();
  }
}

/** The table with those columns used that the fit used; undefined where it lacks one, or reads it as something else. */
function likeTheCard(table: DataTable, card: Card, { input, classes }: Description): DataTable | undefined {
  const name = String(card.target?.["name"] ?? "");
  const target = findColumn(table, name);
  if (!target || isText(target) !== Boolean(classes && !(classes instanceof Float64Array))) return undefined;
  const wanted = new Map(input.map((column) => [column.name, column.kind === "text"]));
  const found = table.columns.filter((column) => wanted.has(column.name) && column.name !== name);
  if (found.length !== wanted.size || found.some((column) => isText(column) !== wanted.get(column.name)))
    return undefined;
  const columns = table.columns.map((column) => ({ ...column, use: wanted.has(column.name) }));
  return { ...table, columns, target: name, task: (card.target?.["task"] as Task | undefined) ?? table.task };
}

/** The data of a file that a person gives for it, whatever their hash; refused where the columns are others. */
export async function dataIn(engine: Engine, file: File, card: Card, description: Description): Promise<FoundData> {
  const reading = readingIn(card);
  const options: ReadOptions = { name: file.name, ...(reading ? { reading } : {}) };
  const open = await engine.openTable(file, options);
  try {
    const found = { options, target: "" };
    const { name } = file;
    const table = await tableOf({ name, title: name, source: file, open, openedAs: options, options, found });
    const target = String(card.target?.["name"] ?? "");
    const like = likeTheCard({ ...table, target, task: "regression", why: "", counts: new Map() }, card, description);
    if (!like)
      throw {
        message: `“${visible(name, 80)}” does not have the columns that this model was fitted on.`,
        hint: "Choose the file whose name and columns the card tells, under What it holds.",
      };
    const data = await trainingOf(like);
    return { data, title: name, sha256: await hashOf(data.X, data.y) };
  } finally {
    open.close();
  }
}
