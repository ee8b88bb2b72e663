// What each command does, and what it ends with.
import { createEngine } from "../engine.js";
import type { Engine, FileComparison, PickleReport, Row } from "../types.js";
import { counted } from "../words.js";
import type { Options } from "./command.js";
import { convert } from "./convert.js";
import { read, say, sayJson, tell, Trouble } from "./output.js";
import { predict } from "./predict.js";
import { KeepfitError, sentenceOf } from "./refusal.js";
import { worded } from "./text.js";

type Run = (engine: Engine, args: readonly string[], options: Options) => Promise<number>;

const shapeOf = ({ shape }: Row): string => ((shape as Row["shape"] | null) === null ? "" : `(${shape.join(", ")})`);

const inspect: Run = async (engine, [file], { json }) => {
  const found = await engine.inspect(read(file!));
  if (json) {
    sayJson(found);
    return 0;
  }
  const { card } = found;
  for (const name of ["name", "created", "notes", "parent"] as const)
    if (card[name]) say(`${name.padEnd(10)}${worded(card[name])}`);
  const { fitted_with = "?", saved_with = "?" } = card.engine ?? {};
  say(`${"engine".padEnd(10)}${worded(fitted_with)}, saved with ${worded(saved_with)}`);
  if (found.holds_training_rows) say("It holds rows that it was fitted on.");
  const told = ["min", "max", "median", "categories", "most_frequent"] as const;
  for (const column of card.input ?? []) {
    const known = told.flatMap((name) =>
      column[name] === undefined ? [] : [`, ${name.replaceAll("_", " ")} ${worded(column[name])}`],
    );
    say(`${"column".padEnd(10)}${column.name}: ${column.kind}${known.join("")}`);
  }
  for (const [metric, value] of Object.entries(card.metrics ?? {}))
    say(`${"metric".padEnd(10)}${metric} ${worded(value)}`);
  for (const row of found.rows) {
    const text = `${"  ".repeat(row.level)}${row.name || row.path} ${row.dtype}${shapeOf(row)} ${row.preview}`;
    say(text.replace(/ +$/, ""));
  }
  return 0;
};

async function verified(engine: Engine, file: string): Promise<number> {
  try {
    const model = await engine.load(read(file), { report: true });
    await model.release();
    const { proof } = model;
    if (!proof?.rows) {
      say(`${file}: It has no proof in it.`);
      return 1;
    }
    if (proof.identical) {
      say(`${file}: identical, ${counted(proof.rows, "row")} through ${counted(proof.steps, "step")}.`);
      return 0;
    }
    say(`${file}: different. ${proof.first!.message}`);
    return 1;
  } catch (error) {
    if (error instanceof Trouble) {
      tell(error.message);
      return 2;
    }
    if (!(error instanceof KeepfitError)) throw error;
    say(`${file}: ${sentenceOf(error)}`);
    return 1;
  }
}

const verify: Run = async (engine, files) => {
  let worst = 0;
  for (const file of files) worst = Math.max(worst, await verified(engine, file));
  return worst;
};

/** Estimators of scikit-learn's that Keepfit has not are no sign of harm, nor of none. */
function unknownIn({ findings, globals }: PickleReport): string {
  const names = [
    ...new Set(globals.filter(({ role }) => role === "foreign").map(({ module, name }) => `${module}.${name}`)),
  ];
  const isOwn = findings.length === 0 && names.length > 0 && names.every((name) => name.startsWith("sklearn."));
  return isOwn ? `${names.slice(0, 3).join(", ")}${names.length > 3 ? " and others" : ""}` : "";
}

const examine: Run = async (engine, [file], { json, lines = 0 }) => {
  const found = await engine.examineSklearn(read(file!), { count: lines });
  const status = found.harmless ? 0 : 1;
  if (json) {
    sayJson(found);
    return status;
  }
  for (const { callee, arguments: given, opcode, at } of found.calls)
    say(`It would call ${callee} with ${given} (${opcode} at byte ${at}).`);
  if (found.calls_met > found.calls.length)
    say(`It would make ${counted(found.calls_met - found.calls.length, "more call")}.`);
  for (const { message, at } of found.findings) say(`${message} (Byte ${at}.)`);
  for (const { role, module, name } of found.globals) say(`${role.padEnd(12)}${module}.${name}`);
  for (const [at, opcode, argument] of found.lines)
    say(`${String(at).padStart(10)} ${opcode} ${argument ?? ""}`.replace(/ +$/, ""));
  const unknown = unknownIn(found);
  if (found.harmless) say("It makes models of scikit-learn's and data, and nothing else.");
  else if (unknown) say(`Keepfit has no ${unknown}, so it cannot say what else the file does. Nothing of it was run.`);
  else say("It does more than make a model of scikit-learn's. Nothing of it was run.");
  return status;
};

function difference({ part, path, kind, a, b }: FileComparison["rows"][number]): string {
  const [left, right] = [kind === "only_b" ? "nothing" : a, kind === "only_a" ? "nothing" : b];
  return `${`${part} ${path}`.replace(/ +$/, "")}: ${left} | ${right}`;
}

const diff: Run = async (engine, [a, b], { json }) => {
  const [left, right] = [read(a!), read(b!)];
  const found = await engine.diff(left, right);
  if (json) sayJson(found);
  else {
    found.rows.forEach((row) => say(difference(row)));
    say(
      found.identical
        ? "The files are identical."
        : found.same_pipeline
          ? "The pipelines are the same."
          : "The pipelines differ.",
    );
  }
  return found.identical ? 0 : 1;
};

const runs: { readonly [command: string]: Run } = { inspect, verify, predict, convert, examine, diff };

/** Runs one. @throws Trouble, Misuse, KeepfitError */
export async function perform(command: string, args: readonly string[], options: Options): Promise<number> {
  // Parts of the engine are read as they are needed: what predicts needs nothing that fits.
  const engine = await createEngine({ worker: false });
  try {
    return await runs[command]!(engine, args, options);
  } finally {
    engine.close();
  }
}
