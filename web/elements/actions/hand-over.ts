// A saved model for other programs: what is made of it, and what an ONNX file answers when it is run.
import { KeepfitError, type Engine, type Model } from "../../lib/index.js";
import type { Form, Given, Made } from "../handover/form.js";
import { isLacking, type Lacking, type OnnxRun, runOnnx } from "../handover/run-onnx.js";
import { ownRows } from "../handover/own-rows.js";
import { drawnRows, rowsToAsk } from "../handover/rows.js";
import { download } from "../shared/files.js";
import { visible } from "../shared/foreign.js";
import { bytesInWords, count } from "../shared/words.js";
import { readingIn } from "../state/card-reading.js";
import { kind } from "../state/results.js";
import type { Report } from "../store/jobs.js";
import type { ShelfItem } from "../store/shelf.js";
import type { Store } from "../store/store.js";

/** Where a form is made, and where it is said why it could not be. */
export const makingOf = ({ id }: Form): string => `hand-over-${id}`;

/** Where ONNX is run. */
export const running = "hand-over-run";

/** What was made of a saved model. */
export interface Handed {
  readonly name: string;
  /** When it was saved: another may come under the same name. */
  readonly saved: string;
  readonly way: string;
  readonly made: Made;
  readonly run?: OnnxRun | Lacking;
}

/** By the form. */
export const handedKind = kind<Readonly<Record<string, Handed>>>("handed");

export function makeForm(store: Store, { name, saved }: ShelfItem, form: Form, way: string): Promise<boolean> {
  const shown = visible(name, 80);
  const inWords = (error: unknown) => refusal(error, form.title);
  const job = { says: `Making ${form.title} of “${shown}”.`, instead: true, inWords };
  return store.jobs.run(makingOf(form), job, (report) =>
    withModel(store, name, async (model, bytes, engine) => {
      const [inspection, description, recipe] = await Promise.all([
        engine.inspect(bytes),
        model.describe(),
        model.params(),
      ]);
      const { card } = inspection;
      const { signal } = report;
      const given: Given = { name, bytes, model, card, inspection, description, recipe, engine, signal };
      const made = await form.make(given, way);
      signal.throwIfAborted();
      put(store, form.id, { name, saved, way, made });
      return `${visible(made.file, 80)} is made: ${bytesInWords(made.content.size)}.`;
    }),
  );
}

export const downloadMade = ({ file, content }: Made): void => download(file, content);

function put(store: Store, id: string, handed: Handed): void {
  store.results.put(handedKind, { ...store.results.get(handedKind), [id]: handed }, store.choices);
}

async function withModel<Answer>(
  store: Store,
  name: string,
  work: (model: Model, bytes: Uint8Array, engine: Engine) => Promise<Answer>,
): Promise<Answer> {
  const [engine, bytes] = await Promise.all([store.services.starting, store.services.shelf!.get(name)]);
  const model = await engine.load(bytes);
  try {
    return await work(model, bytes, engine);
  } finally {
    void model.release().catch(() => {});
  }
}

/** Why nothing was made, with the step by its name and class: the engine says the whole way to it. */
function refusal(error: unknown, title: string): unknown {
  if (!(error instanceof KeepfitError) || error.code !== "not_exported") return error;
  const { where, message, hint } = error;
  const way = where.split(" > ");
  const steps = way.flatMap((part) => /^step '(.*)'$/s.exec(part)?.[1] ?? []);
  const [, column] = /^column '(.*)'$/s.exec(where) ?? [];
  const what = steps.length
    ? `The step “${visible(steps.join(" > "), 120)}” (${way.at(-1)!})`
    : column !== undefined
      ? `Column “${visible(column, 80)}”`
      : "This model";
  return { message: `${what} cannot be written as ${title}. ${message}`, hint, where };
}

/**
 * Runs the ONNX file that was made, by onnxruntime in this page, and holds its answers against the model's: over the
 * rows of a table, or over those of the proof and drawn ones.
 */
export function runMade(store: Store, id: string, handed: Handed, table?: File): Promise<boolean> {
  const { onnx } = handed.made;
  if (!onnx) return Promise.resolve(false);
  const job = { says: "Fetching onnxruntime.", stage: "Fetching onnxruntime", instead: true };
  return store.jobs.run(running, job, async ({ signal }: Report, at) => {
    const { loadRuntime } = await import("../handover/runtime.js").catch(unfetched);
    const runtime = await loadRuntime().catch(unfetched);
    signal.throwIfAborted();
    at("Asking both");
    return withModel(store, handed.name, async (model, bytes, engine) => {
      const [inspection, description] = await Promise.all([engine.inspect(bytes), model.describe()]);
      const rows = table
        ? await ownRows(engine, table, description.input, readingIn(inspection.card), signal)
        : rowsToAsk(bytes, inspection, description, drawnRows);
      const run = await runOnnx(runtime, onnx, model, rows, signal);
      if (store.results.get(handedKind)?.[id] !== handed) return undefined;
      put(store, id, { ...handed, run });
      return isLacking(run)
        ? `The browser's onnxruntime lacks ${run.lacking}.`
        : run.flips + run.different
          ? `Compared in ${count(run.rows, "row")}: see what differs.`
          : `Equal in all ${count(run.rows, "row")}.`;
    });
  });
}

function unfetched(error: unknown): never {
  throw {
    message: `onnxruntime could not be fetched: ${(error as Error).message}`,
    hint: "Look at the network, then check again. The file itself is made without it.",
  };
}
