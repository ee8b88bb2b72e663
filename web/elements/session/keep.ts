import type { Card } from "../../lib/index.js";
import { hashOf } from "../data/hash.js";
import { readingOf, takeRows } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { bytesInWords } from "../shared/words.js";
import { predictionCheck } from "./check.js";
import { readProof } from "./proof-record.js";
import { studyCards } from "./studies.js";
import type { Fit, SaveChoice, Session } from "./session.js";
import { download } from "../shared/files.js";

/** What the file says about itself: enough to compare predictions again without this page's memory. */
async function cardOf(name: string, fit: Fit, session: Session): Promise<Card> {
  const { table, training, split } = fit;
  const check = await predictionCheck(fit.model, await takeRows(training.X, split.test), split.test.length);
  return {
    name,
    dataset: { name: table.name, sha256: await hashOf(training.X, training.y), rows: training.rows },
    reading: readingOf(table),
    target: { name: table.target, task: table.task },
    split: { test_size: split.test_size, random_state: split.random_state, stratify: split.stratify },
    metrics: fit.evaluation.metrics,
    baseline: fit.baseline.metrics,
    ...(studyCards(session, fit.key) as Pick<Card, "cv" | "search">),
    check: { ...check },
  };
}

/** The held-out rows are handed over only when asked for: those chosen of them will stand in the file. */
async function proofOf({ training, split }: Fit, { proof }: SaveChoice) {
  if (proof !== "held-out") return proof === "made";
  return takeRows(training.X, split.test);
}

export async function saveFit(session: Session, name: string, replace = false): Promise<boolean> {
  const { fit, shelf, engine, saveChoice, signingKey } = session;
  if (!fit || !shelf || !engine || session.saving) return false;
  session.settle("save");
  session.saving = true;
  session.changed(`Saving “${visible(name, 80)}”.`);
  try {
    const card = await cardOf(name, fit, session);
    const unsigned = await fit.model.dump({ card, proof: await proofOf(fit, saveChoice) });
    const signed = saveChoice.sign && signingKey;
    const bytes = signed ? await engine.sign(unsigned, signingKey.pair) : unsigned;
    const inspection = await engine.inspect(bytes);
    const summary = {
      dataset: fit.table.title,
      model: lastStep(fit),
      metric: Object.entries(fit.evaluation.metrics)[0] ?? [],
      fingerprint: fit.fingerprint,
      trainingRows: inspection.holds_training_rows,
      takenRows: readProof(bytes, inspection)?.taken ?? 0,
      ...(signed ? { signedBy: signingKey.id } : {}),
    };
    await shelf.save(name, bytes, summary, { replace });
    session.savedAs = name;
    await refreshShelf(
      session,
      `Saved “${visible(name, 80)}”, ${bytesInWords(bytes.length)}; read back and found equal.`,
    );
    return true;
  } catch (error) {
    session.trouble("save", error);
    return false;
  } finally {
    session.saving = false;
    session.changed();
  }
}

function lastStep(fit: Fit): string {
  const { steps } = fit.recipe.params as { steps?: [string, { class: string }][] };
  return steps?.at(-1)?.[1].class ?? fit.recipe.class;
}

export async function refreshShelf(session: Session, status?: string): Promise<void> {
  session.saved = (await session.shelf?.list()) ?? [];
  session.storage = await session.shelf?.estimate().catch(() => undefined);
  session.changed(status);
}

export async function renameSaved(session: Session, from: string, to: string): Promise<boolean> {
  return attempt(session, async () => {
    await session.shelf!.rename(from, to);
    if (session.savedAs === from) session.savedAs = to;
    await refreshShelf(session, `Renamed “${from}” to “${to}”.`);
  });
}

/** Deleting keeps the bytes at hand until the next deletion, so that it can be undone. */
export async function removeSaved(session: Session, name: string): Promise<boolean> {
  return attempt(session, async () => {
    const item = session.saved.find((saved) => saved.name === name)!;
    const bytes = await session.shelf!.get(name);
    await session.shelf!.remove(name);
    session.removed = { item, bytes };
    if (session.savedAs === name) session.savedAs = undefined;
    await refreshShelf(session, `Deleted “${name}”. It can be brought back with Undo.`);
  });
}

export async function undoRemove(session: Session): Promise<boolean> {
  const { removed } = session;
  if (!removed) return false;
  return attempt(session, async () => {
    await session.shelf!.save(removed.item.name, removed.bytes, removed.item.summary);
    session.removed = undefined;
    await refreshShelf(session, `“${removed.item.name}” is back.`);
  });
}

export async function downloadSaved(session: Session, name: string, what: "model" | "companion"): Promise<boolean> {
  return attempt(session, async () => {
    const bytes = await session.shelf!.get(name);
    if (what === "model")
      download(`${name}.keepfit`, new Blob([bytes as BlobPart], { type: "application/vnd.msgpack" }));
    else download(`${name}.json`, new Blob([await session.engine!.companion(bytes)], { type: "application/json" }));
    session.changed(`Downloading ${name}.${what === "model" ? "keepfit" : "json"}.`);
  });
}

/** Asks the browser to keep what is saved until the reader deletes it. Some browsers ask the reader in turn. */
export async function askToKeep(session: Session): Promise<boolean> {
  const agreed = (await session.shelf?.persist().catch(() => false)) ?? false;
  await refreshShelf(
    session,
    agreed ? "The browser keeps the saved models." : "The browser did not agree to keep them.",
  );
  return agreed;
}

async function attempt(session: Session, action: () => Promise<void>): Promise<boolean> {
  session.settle("save");
  try {
    await action();
    return true;
  } catch (error) {
    session.trouble("save", error);
    return false;
  }
}
