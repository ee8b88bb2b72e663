import { compare } from "../../lib/index.js";
import type { Card, Description, Engine, Model, ProofResult } from "../../lib/index.js";
import { takeRows } from "../data/table.js";
import { modelName } from "../shared/files.js";
import { visible } from "../shared/foreign.js";
import type { SplitChoice } from "../state/choices.js";
import { readProof } from "../state/proof-record.js";
import {
  doubtfulKind,
  fitKind,
  isIdentical,
  openedKind,
  type Loaded,
  type Opened,
  type Proof,
} from "../state/results.js";
import { examinedKind } from "../state/verified.js";
import type { Failure } from "../store/jobs.js";
import type { Store } from "../store/store.js";
import { isCheck, predictionCheck } from "./check.js";
import { keepFile } from "./compare-files.js";
import { splitRows } from "./split-rows.js";

/** Beyond this many rows a comparison is made on the held-out rows only. */
const comparedRows = 20_000;

export const openSaved = (store: Store, name: string): Promise<void> =>
  opening(store, name, name, "store", () => store.services.shelf!.get(name));

export const openModelFile = (store: Store, file: File): Promise<void> =>
  opening(store, modelName(file.name), file.name, "file", async () => new Uint8Array(await file.arrayBuffer()));

/** Opens the model that a link holds. It is one like any other: checked, audited, proved. */
export const openLinked = (store: Store, packed: string): Promise<void> =>
  opening(store, "from the link", "the link", "link", async () => {
    const { unpackedFile } = await import("../bytes/link.js");
    try {
      return unpackedFile(packed);
    } catch {
      throw {
        message: "The model in the link is cut off or changed.",
        hint: "Take the whole link from where it was made; chats and mails may shorten long ones.",
      };
    }
  });

/** Opens a model that the page itself shows, by itself: no data are looked for to compare predictions on. */
export const openAlone = (store: Store, name: string, file: string, read: () => Promise<Uint8Array>): Promise<void> =>
  opening(store, name, file, "page", read);

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
  results.drop(examinedKind);
  const shown = visible(name, 80);
  const inWords = (error: unknown) => {
    const { message, hint = "", code = "", where = "" } = error as Partial<Failure> & { message: string };
    return { message: `“${visible(file, 80)}” was not loaded. ${message}`, hint, code, where };
  };
  const close = () =>
    void results
      .get(openedKind)
      ?.model.release()
      .catch(() => {});
  return store.jobs.run("verify", { name, says: `Loading “${shown}”.`, settles: ["use"], inWords }, async () => {
    const [engine, given] = await Promise.all([store.services.starting, read()]);
    const { model, bytes, taken } = await loadProven(engine, given, report).catch(async (error: { code?: string }) => {
      if (error.code !== "not_keepfit") throw error;
      return (await import("./take-sklearn.js")).takeSklearn(store, engine, file, given, error);
    });
    if (from === "file" && !report) keepFile(store, { name: taken ? `${name}.keepfit` : file, bytes });
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
    const proof = from === "page" ? alone : await prove(store, model, inspection.card, description);
    close();
    const opened = {
      name: from === "link" ? (inspection.card.name ?? name) : name,
      from,
      bytes,
      size: bytes.length,
      taken,
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
    // The address names it no longer.
    if (from !== "link") store.remember({ linked: undefined });
    if (model.proof?.identical !== false) results.drop(doubtfulKind);
    return `${taken ? "Taken" : "Loaded"} “${shown}”. ${verdict(proof, model.proof)}`;
  });
}

async function loadProven(engine: Engine, bytes: Uint8Array, report: boolean): Promise<Loaded> {
  try {
    return { model: await engine.load(bytes, { report }), bytes };
  } catch (error) {
    if ((error as { code?: string }).code === "proof_failed") return { model: undefined, bytes };
    throw error;
  }
}

const alone: Proof = { kind: "none", reason: "There is nothing on this page to compare its predictions with." };

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
  if (card.source)
    return {
      kind: "none",
      reason: "Files of scikit-learn's hold no predictions. Let Python make some, and compare them below.",
    };
  if (!isCheck(card.check)) return { kind: "none", reason: "The file holds no record of predictions to compare with." };
  const { findData } = await import("./find-data.js");
  const found = await findData(store, card, description);
  if (!found) {
    const name = card.dataset?.name;
    return {
      kind: "none",
      reason: `The data it was fitted on${name ? ` (“${visible(name, 80)}”)` : ""} is not open here. Open it in step 1 and load the model again to compare its predictions.`,
    };
  }
  const rows = await splitRows(store.services.engine!, found.data, card.split as unknown as SplitChoice).catch(
    (error: { code?: string }) => {
      if (error.code !== "part_unavailable") throw error;
    },
  );
  if (!rows)
    return {
      kind: "none",
      reason:
        "What splits the data as they were split for the fit could not be fetched. Load the model again to compare its predictions.",
    };
  const got = await predictionCheck(loaded, await takeRows(found.data.X, rows.test), rows.test.length);
  return { kind: "record", expected: card.check, got, dataset: found.title };
}

function verdict(proof: Proof, replay: ProofResult | null): string {
  if (proof.kind === "none")
    return replay?.identical ? "Its proof rows are identical." : "No predictions were compared.";
  return isIdentical(proof) ? "Its predictions are identical." : "Its predictions differ.";
}
