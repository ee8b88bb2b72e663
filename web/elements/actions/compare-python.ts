import type { CodedText, OpenTable, ReadOptions } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count } from "../shared/words.js";
import { compareAnswers, flagsAsNumbers, predictionColumn } from "../state/python-rows.js";
import { openedKind } from "../state/results.js";
import { pythonKind } from "../state/verified.js";
import type { Store } from "../store/store.js";

/** Where it is under way, and where it is said why it could not be done. */
export const comparingPython = "python";

/** Holds what the loaded model predicts against what Python did, for the rows of a file that has both. */
export async function comparePython(store: Store, file: File): Promise<void> {
  const opened = store.results.get(openedKind);
  if (!opened) return;
  store.results.drop(pythonKind);
  const { model } = opened;
  const { input, classes } = opened.description;
  const job = { name: file.name, says: "Comparing with Python.", instead: true };
  const open: OpenTable[] = [];
  await store.jobs.run(comparingPython, { ...job, inWords }, async ({ signal, onProgress }) => {
    const engine = await store.services.starting;
    const told: ReadOptions = { name: file.name, signal, onProgress };
    open.push(await engine.openTable(file, told));
    const { columns, rows, form } = open[0]!.reading;
    const wanted = predictionColumn(
      // Parts of a date stand nowhere in the file.
      columns.filter(({ of }) => of === undefined).map(({ name }) => name),
      input.map(({ name }) => name),
    );
    if (rows === 0) throw { message: "The file has no rows.", hint: "Write some with the lines of Python beside." };
    const kinds = new Map(input.map(({ name, kind }) => [name, kind === "text" ? "text" : "number"]));
    kinds.set(wanted, classes && !(classes instanceof Float64Array) ? "text" : "number");
    const flags = new Set(columns.filter(({ kind }) => kind === "boolean").map(({ name }) => name));
    const chosen = [...kinds].map(([name, kind]) => ({
      name,
      kind: kind === "text" || flags.has(name) ? ("text" as const) : ("number" as const),
      use: true,
    }));
    // As pandas writes them: an empty cell is a missing value, and NA is a text like others.
    const marks = form === "csv" ? { missing: [""] } : {};
    open.push(await open[0]!.reread({ ...told, ...marks, columns: chosen }));
    const taken = open[1]!.reading.columns;
    const values = await open[1]!.columns(chosen.map(({ name }) => taken.findIndex((each) => each.name === name)));
    const byName = new Map(
      chosen.map(({ name }, i): [string, Float64Array | CodedText] => [
        name,
        kinds.get(name) === "number" ? flagsAsNumbers(values[i]!) : values[i]!,
      ]),
    );
    const expected = byName.get(wanted)!;
    byName.delete(wanted);
    const got = await model.predict({ columns: byName }, { signal, onProgress });
    const answers = compareAnswers(expected, got);
    if (store.results.get(openedKind) !== opened) return;
    store.results.put(pythonKind, { of: model, name: file.name, column: wanted, ...answers }, store.choices);
    return answers.different === 0
      ? `Equal in all ${count(answers.rows, "row")}.`
      : `Different in ${count(answers.different, "row")} of ${answers.rows}.`;
  });
  for (const table of open) table.close();

  function inWords(error: unknown): unknown {
    const {
      message,
      hint = "",
      code = "",
      where = "",
    } = error as { [key in "message" | "hint" | "code" | "where"]: string };
    return { message: `“${visible(file.name, 80)}” was not compared. ${message}`, hint, code, where };
  }
}
