import { compare } from "../../lib/index.js";
import type { Card, Description, Engine, Model, ReadOptions } from "../../lib/index.js";
import { hashOf } from "../data/hash.js";
import {
  columnsOf,
  findColumn,
  isText,
  takeRows,
  trainingOf,
  type DataTable,
  type Task,
  type Training,
} from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { readingIn } from "../state/card-reading.js";
import type { SplitChoice } from "../state/choices.js";
import { readProof } from "../state/proof-record.js";
import { doubtfulKind, fitKind, isIdentical, openedKind, type Opened, type Proof } from "../state/results.js";
import type { Store } from "../store/store.js";
import { isCheck, predictionCheck } from "./check.js";
import { keepFile } from "./compare-files.js";
import { readNamed } from "./sources.js";
import { splitRows } from "./split-rows.js";

/** Beyond this many rows a comparison is made on the held-out rows only. */
const comparedRows = 20_000;

export const openSaved = (store: Store, name: string): Promise<void> =>
  opening(store, name, name, "store", () => store.services.shelf!.get(name));

export const openModelFile = (store: Store, file: File): Promise<void> =>
  opening(store, file.name.replace(/\.keepfit$/, ""), file.name, "file", async () => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    keepFile(store, { name: file.name, bytes });
    return bytes;
  });

/** Opens a file whose proof fails all the same: the reader has seen that it does, and asked. */
export async function openDoubtful(store: Store): Promise<void> {
  const { name, from, bytes } = store.results.get(doubtfulKind)!;
  await opening(store, name, name, from, async () => bytes, true);
}

/** Resolves when the models that were asked for before are open. */
const before = new WeakMap<Store, Promise<unknown>>();

// One after the other, and not before the engine has started: a file may be dropped at any time.
async function opening(
  store: Store,
  name: string,
  file: string,
  from: Opened["from"],
  read: () => Promise<Uint8Array>,
  report = false,
): Promise<void> {
  const turn = (before.get(store) ?? Promise.resolve()).then(() => openNow(store, name, file, from, read, report));
  before.set(store, turn);
  await turn;
}

function openNow(
  store: Store,
  name: string,
  file: string,
  from: Opened["from"],
  read: () => Promise<Uint8Array>,
  report: boolean,
): Promise<boolean> {
  const { results } = store;
  // In one view what is loaded has a tab of its own.
  if (store.desk.frame === "workspace") store.look({ tab: "verify" });
  const shown = visible(name, 80);
  const inWords = (error: unknown) => {
    const { message, hint = "" } = error as { message: string; hint?: string };
    return { message: `“${visible(file, 80)}” was not loaded. ${message}`, hint };
  };
  const close = () =>
    void results
      .get(openedKind)
      ?.model.release()
      .catch(() => {});
  return store.jobs.run("verify", { name, says: `Loading “${shown}”.`, settles: ["use"], inWords }, async () => {
    const engine = await store.services.starting;
    const bytes = await read();
    const model = await loadProven(engine, bytes, report);
    if (!model) {
      close();
      results.drop(openedKind);
      results.put(doubtfulKind, { name, from, bytes, replay: await engine.verify(bytes) }, store.choices);
      return `“${shown}” was not loaded: its proof fails.`;
    }
    const inspection = await engine.inspect(bytes);
    const description = await model.describe();
    const inFile = await engine.fingerprint(bytes);
    const fit = results.get(fitKind);
    const fitted = fit?.fingerprint === inFile ? fit : undefined;
    const fingerprints = [
      ...(fitted ? [{ label: "fitted here", value: fitted.fingerprint }] : []),
      { label: "in the file", value: inFile },
      { label: "once loaded", value: await model.fingerprint() },
    ];
    const proof = await prove(store, model, inspection.card, description);
    close();
    const opened = {
      name,
      from,
      size: bytes.length,
      model,
      card: inspection.card,
      inspection,
      description,
      fingerprints,
      proof,
      replay: model.proof,
      record: readProof(bytes, inspection),
      signature: model.signature,
    };
    results.put(openedKind, opened, store.choices);
    if (model.proof?.identical !== false) results.drop(doubtfulKind);
    return `Loaded “${shown}”. ${verdict(proof)}`;
  });
}

/** The model, or undefined where its proof rows give something else than at the save. */
async function loadProven(engine: Engine, bytes: Uint8Array, report: boolean): Promise<Model | undefined> {
  try {
    return await engine.load(bytes, { report });
  } catch (error) {
    if ((error as { code?: string }).code === "proof_failed") return undefined;
    throw error;
  }
}

/**
 * Holds the loaded model against the best witness there is: the fitted model itself, or the record made at the save.
 */
async function prove(store: Store, loaded: Model, card: Card, description: Description): Promise<Proof> {
  const fit = store.results.get(fitKind);
  if (fit && fit.fingerprint === (await loaded.fingerprint())) {
    const all = fit.training.rows <= comparedRows;
    const X = all ? fit.training.X : await takeRows(fit.training.X, fit.split.test);
    return { kind: "model", comparison: await compare(fit.model, loaded, X), rows: all ? "all" : "held-out" };
  }
  if (!isCheck(card.check)) return { kind: "none", reason: "The file holds no record of predictions to compare with." };
  const found = await findData(store, card, description);
  if (!found) {
    const name = card.dataset?.name;
    return {
      kind: "none",
      reason: `The data it was fitted on${name ? ` (“${visible(name, 80)}”)` : ""} is not open here. Open it in step 1 and load the model again to compare its predictions.`,
    };
  }
  const rows = await splitRows(store.services.engine!, found.data, card.split as unknown as SplitChoice);
  const got = await predictionCheck(loaded, await takeRows(found.data.X, rows.test), rows.test.length);
  return { kind: "record", expected: card.check, got, dataset: found.title };
}

/** The very data the card names, told by its hash: the table that is open, or a sample of that name. */
async function findData(
  store: Store,
  card: Card,
  description: Description,
): Promise<{ data: Training; title: string } | undefined> {
  const wanted = card.dataset?.sha256;
  if (!wanted) return undefined;
  const engine = store.services.engine!;
  const matches = async (table: DataTable | undefined) => {
    const same = table && likeTheCard(table, card, description);
    if (!same) return undefined;
    const data = await trainingOf(same);
    return (await hashOf(data.X, data.y)) === wanted ? { data, title: same.title } : undefined;
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

function verdict(proof: Proof): string {
  if (proof.kind === "none") return "No predictions were compared.";
  return isIdentical(proof) ? "Its predictions are identical." : "Its predictions differ.";
}
