import { compare } from "../../lib/index.js";
import type { Card, Description, Engine, Model, ReadOptions } from "../../lib/index.js";
import { hashOf } from "../data/hash.js";
import { findSample } from "../data/samples.js";
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
import { readingIn } from "./card-reading.js";
import { isCheck, predictionCheck } from "./check.js";
import { keepFile } from "./compare-files.js";
import { readSample } from "./open-data.js";
import { readProof } from "./proof-record.js";
import type { Opened, Proof, Session, SplitChoice } from "./session.js";
import { splitRows } from "./split.js";

/** Beyond this many rows a comparison is made on the held-out rows only. */
const comparedRows = 20_000;

export async function openSaved(session: Session, name: string): Promise<void> {
  await opening(session, name, name, "store", () => session.shelf!.get(name));
}

export async function openModelFile(session: Session, file: File): Promise<void> {
  const name = file.name.replace(/\.keepfit$/, "");
  await opening(session, name, file.name, "file", async () => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    keepFile(session, { name: file.name, bytes });
    return bytes;
  });
}

/** Opens a file whose proof fails all the same: the reader has seen that it does, and asked. */
export async function openDoubtful(session: Session): Promise<void> {
  const { name, from, bytes } = session.doubtful!;
  await opening(session, name, name, from, async () => bytes, true);
}

async function opening(
  session: Session,
  name: string,
  file: string,
  from: Opened["from"],
  read: () => Promise<Uint8Array>,
  report = false,
): Promise<void> {
  // One after the other, and not before the engine has started: a file may be dropped at any time.
  const before = session.openings;
  let done = () => {};
  session.openings = new Promise((resolve) => (done = resolve));
  await before;
  session.settle("verify", "use");
  session.opening = name;
  const shown = visible(name, 80);
  session.changed(`Loading “${shown}”.`);
  try {
    const engine = await session.starting!;
    const bytes = await read();
    const model = await loadProven(engine, bytes, report);
    if (!model) {
      void session.opened?.model.release().catch(() => {});
      session.opened = undefined;
      session.doubtful = { name, from, bytes, replay: await engine.verify(bytes) };
      session.changed(`“${shown}” was not loaded: its proof fails.`);
      return;
    }
    const inspection = await engine.inspect(bytes);
    const description = await model.describe();
    const inFile = await engine.fingerprint(bytes);
    const fitted = session.fit?.fingerprint === inFile ? session.fit : undefined;
    const fingerprints = [
      ...(fitted ? [{ label: "fitted here", value: fitted.fingerprint }] : []),
      { label: "in the file", value: inFile },
      { label: "once loaded", value: await model.fingerprint() },
    ];
    const proof = await prove(session, model, inspection.card, description);
    void session.opened?.model.release().catch(() => {});
    session.opened = {
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
    if (model.proof?.identical !== false) session.doubtful = undefined;
    session.changed(`Loaded “${shown}”. ${verdict(proof)}`);
  } catch (error) {
    const { message, hint = "" } = error as { message: string; hint?: string };
    session.trouble("verify", { message: `“${visible(file, 80)}” was not loaded. ${message}`, hint });
  } finally {
    session.opening = undefined;
    session.changed();
    done();
  }
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
async function prove(session: Session, loaded: Model, card: Card, description: Description): Promise<Proof> {
  const { fit } = session;
  if (fit && fit.fingerprint === (await loaded.fingerprint())) {
    const all = fit.training.rows <= comparedRows;
    const X = all ? fit.training.X : await takeRows(fit.training.X, fit.split.test);
    return { kind: "model", comparison: await compare(fit.model, loaded, X), rows: all ? "all" : "held-out" };
  }
  if (!isCheck(card.check)) return { kind: "none", reason: "The file holds no record of predictions to compare with." };
  const found = await findData(session, card, description);
  if (!found) {
    const name = card.dataset?.name;
    return {
      kind: "none",
      reason: `The data it was fitted on${name ? ` (“${visible(name, 80)}”)` : ""} is not open here. Open it in step 1 and load the model again to compare its predictions.`,
    };
  }
  const rows = await splitRows(session.engine!, found.data, card.split as unknown as SplitChoice);
  const got = await predictionCheck(loaded, await takeRows(found.data.X, rows.test), rows.test.length);
  return { kind: "record", expected: card.check, got, dataset: found.title };
}

/** The very data the card names, told by its hash: the table that is open, or a sample of that name. */
async function findData(
  session: Session,
  card: Card,
  description: Description,
): Promise<{ data: Training; title: string } | undefined> {
  const wanted = card.dataset?.sha256;
  if (!wanted) return undefined;
  const engine = session.engine!;
  const matches = async (table: DataTable | undefined) => {
    const same = table && likeTheCard(table, card, description);
    if (!same) return undefined;
    const data = await trainingOf(same);
    return (await hashOf(data.X, data.y)) === wanted ? { data, title: same.title } : undefined;
  };
  const { table } = session;
  const open = (await matches(table)) ?? (table && (await beside(table, engine, card, description, matches)));
  if (open) return open;
  const sample = findSample(card.dataset?.name ?? "");
  if (!sample) return undefined;
  const found = await readSample(engine, sample);
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

export function isIdentical(proof: Proof): boolean {
  if (proof.kind === "model") return proof.comparison.identical;
  if (proof.kind === "record")
    return proof.expected.sha256 === proof.got.sha256 && proof.expected.bytes === proof.got.bytes;
  return false;
}

function verdict(proof: Proof): string {
  if (proof.kind === "none") return "No predictions were compared.";
  return isIdentical(proof) ? "Its predictions are identical." : "Its predictions differ.";
}
