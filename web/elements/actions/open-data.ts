import type { ColumnChoice, Engine, OpenTable, ParamValue, ReadOptions } from "../../lib/index.js";
import { drawingInWords, ownPoints, pointsIn } from "../data/drawn.js";
import { findColumn, isOwn, withTarget, type ChosenKind, type DataTable, type Task } from "../data/table.js";
import { breathe } from "../shared/breathe.js";
import { visible } from "../shared/foreign.js";
import { count } from "../shared/words.js";
import * as changes from "../state/changes.js";
import { dataNamed, defaults, type Choices, type DataChoice } from "../state/choices.js";
import { same } from "../state/json.js";
import type { Preset } from "../state/presets.js";
import { proposalFor } from "../state/proposal.js";
import type { Report } from "../store/jobs.js";
import type { SaidBefore, Store } from "../store/store.js";
import { likelyTarget, merged, sources, tableOf, titleOf, type Untargeted } from "./sources.js";

/** Opens a sample, or draws data, by name. */
export async function openNamed(store: Store, name: string): Promise<void> {
  await openChoices(store, changes.setData(store.choices, dataNamed(name)));
}

/** Begins with an example: its data and its pipeline; what is looked at stays. */
export async function openPreset(store: Store, { title, choices }: Preset): Promise<void> {
  const { recipe } = choices;
  const wanted: Choices = { ...defaults, ...choices, recipe: null, view: { ...store.choices.view, box: "model" } };
  const settled = (mine: Choices, table: DataTable) =>
    recipe ? changes.withRecipe(mine, proposalFor(table, mine.split), recipe) : mine;
  await openChoices(store, wanted, settled, { said: `the example “${title}”` });
}

/**
 * Draws the open data with other parameters. What is shown stays until they are there; what is refused is said beside
 * the parameters, at `drawing`.
 */
export async function drawAnew(
  store: Store,
  params: Readonly<Record<string, ParamValue | undefined>>,
  gesture?: string,
): Promise<void> {
  const { name } = store.choices.data;
  const choices = changes.setDrawing(store.choices, params);
  await openChoices(store, choices, undefined, { said: drawingInWords(name, params), gesture, place: drawing });
}

/** Adds a row to data that are drawn: a value for each column, and what is true. */
export async function addPoint(store: Store, point: readonly number[]): Promise<void> {
  const points = pointsIn(store.choices.data.params ?? {});
  await drawAnew(store, { [ownPoints]: [...points, point] as ParamValue });
}

/** Where it is said why data could not be drawn. */
export const drawing = "drawing";

/** `told`: what a person says of a file that could not be read without. */
export async function openTableFile(store: Store, file: File, told?: ReadOptions): Promise<void> {
  const key = store.services.keep(file);
  const choices = changes.setData(store.choices, { from: "file", name: file.name, key, ...(told ? { told } : {}) });
  await openChoices(store, choices);
}

/**
 * Opens the data of choices beside what is open, and takes the choices once that is done. `settled`: they once their
 * table is known; the recipe is as chosen then, and what it throws leaves all as it was. Without it what is chosen of
 * the present recipe is carried over. `how`: how it stands in the history, and where it is said that it failed.
 */
export async function openChoices(
  store: Store,
  choices: Choices,
  settled?: (choices: Choices, table: DataTable, engine: Engine) => Choices | Promise<Choices>,
  how: { said?: string; gesture?: string | undefined; place?: string } = {},
): Promise<boolean> {
  const { data } = choices;
  const title = titleOf(data);
  return reading(store, title, { ...showing(data, store, title), place: how.place }, async (engine, report) => {
    store.remember({ unread: undefined });
    const table = await tableFor(engine, store, choices, report);
    const mine = targeted(choices, table);
    const whole = settled && (await orClose(store, table, async () => settled(mine, table, engine)));
    takeTable(store, table, report, () => {
      store.remember({ saidBefore: saidOf(store) ?? (isOwn(table) ? undefined : store.desk.saidBefore) });
      const said = how.said ?? `opening ${visible(title, 60)}`;
      if (whole) store.commit(whole, said, { table, whole: true });
      else store.commit(mine, said, { table, gesture: how.gesture });
    });
    return `${table.drawn ? "Drew" : "Read"} ${count(table.rows, "row")} and ${count(table.columns.length, "column")} of ${visible(title, 80)}.`;
  });
}

/** Closes a table that is not taken after all. */
async function orClose<Value>(store: Store, table: DataTable, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (table.open !== store.table?.open) table.open.close();
    throw error;
  }
}

/** Puts a table in the place of the one that is open; another may have been asked for while it was read. */
function takeTable(store: Store, table: DataTable, { signal }: Report, take: () => void): void {
  const before = store.table;
  if (signal.aborted) {
    if (table.open !== before?.open) table.open.close();
    signal.throwIfAborted();
  }
  take();
  if (before && before.open !== table.open) before.open.close();
}

const sameSource = (a: DataChoice, b: DataChoice): boolean => same({ ...a, said: [] }, { ...b, said: [] });

/** What is said of the reading, put together, over how it was found. */
function optionsOf({ options }: DataTable["found"], { from, said }: DataChoice): ReadOptions {
  const all = said.reduce(merged, options);
  if (from !== "drawn" || !said.length) return all;
  // Of columns that are not drawn this time nothing is said.
  const there = new Set(options.columns?.map(({ name }) => name));
  return { ...all, columns: (all.columns ?? []).filter(({ name }) => there.has(name)) };
}

/** Data that are open, or drawn otherwise, are there in a blink; of all else it is shown that they are read. */
const showing = (data: DataChoice, { table, choices }: Store, title: string): { says?: string; stage?: string } =>
  table && (same(data, choices.data) || (data.from === "drawn" && table.drawn?.name === data.name))
    ? { stage: quiet }
    : { says: `Reading ${visible(title, 80)}.` };

/** The table that choices describe: the open one, read again where it must be, if it is of the same data. */
async function tableFor(engine: Engine, store: Store, choices: Choices, report: Report): Promise<DataTable> {
  const { data } = choices;
  const open = store.table;
  const near = open && sameSource(data, store.choices.data) ? open : undefined;
  const source = sources.get(data.from);
  if (!source) throw { message: `This page has no data of the sort “${visible(data.from, 40)}”.`, hint: "" };
  const found: Untargeted = near ?? (await source(engine, data, store, report));
  const opened = near ? [] : [found.open];
  const close = (kept?: OpenTable) => opened.forEach((open) => open !== kept && open.close());
  try {
    const options = optionsOf(found.found, data);
    let table = found;
    if (needsReading(found.openedAs, options)) {
      const open = await found.open.reread({ ...options, ...report });
      opened.push(open);
      table = await tableOf({ ...found, open, openedAs: options, options });
    } else if (!same(options, found.options)) table = await tableOf({ ...found, options });
    const whole = await withChosenTarget(table, choices, near);
    close(whole.open);
    return whole;
  } catch (error) {
    close();
    throw error;
  }
}

/** The target that is chosen or proposed; where it is not there any more, what stands in its place. */
async function withChosenTarget(
  table: Untargeted,
  choices: Choices,
  before: DataTable | undefined,
): Promise<DataTable> {
  const { found, sample, drawn } = table;
  const wanted = choices.target ?? found.target;
  const at = before && findColumn(before, wanted)?.at;
  const there = [wanted, table.columns[at ?? -1]?.name, found.target].find((name) => name && findColumn(table, name));
  const target = there ?? likelyTarget(table.columns);
  const { kind } = findColumn(table, target)!;
  const facts = [sample, drawn].find((each) => each?.target === target);
  // What a sample says of its target holds while that is read as the sample has it.
  const proposed = facts?.columns.find(({ name }) => name === target)?.kind === kind ? facts?.task : undefined;
  const task = choices.task !== null && target === wanted ? choices.task : proposed;
  if (
    before &&
    before.open === table.open &&
    before.target === target &&
    (task ?? "") === (before.why ? "" : before.task)
  )
    return { ...table, target, counts: before.counts, task: before.task, why: before.why };
  return withTarget(table, target, task);
}

/** The choices as the table has them: a target that is not there is not chosen. */
function targeted(choices: Choices, { target, found }: DataTable): Choices {
  const chosen = target === found.target ? null : target;
  return target === (choices.target ?? found.target)
    ? { ...choices, target: chosen }
    : changes.setTarget(choices, chosen);
}

function reading(
  store: Store,
  name: string,
  { says, stage = "", place = "data" }: { says?: string | undefined; stage?: string; place?: string | undefined },
  read: (engine: Engine, report: Report) => Promise<string | void>,
): Promise<boolean> {
  const stopped = () => (store.table ? "Reading was stopped; what was open stays." : "Reading was stopped.");
  const job = { name, says, stage, stopped, settles: ["pipeline", "fit", drawing], place, instead: true };
  return store.jobs.run("data", job, async (report) => {
    const engine = await store.services.starting.catch(() => undefined);
    // Why there is none is said above all steps.
    if (engine) return read(engine, report);
  });
}

export const cancelReading = (store: Store): void => store.jobs.stop("data");

// ---- how it is read -----------------------------------------------------------------------------------------------

/** Whether reading differently is more than a matter of which columns are used, which the page overlays. */
function needsReading(before: ReadOptions, after: ReadOptions): boolean {
  const bare = ({ columns = [], ...rest }: ReadOptions) => ({
    ...rest,
    columns: columns.map(({ use: _, ...each }) => each).filter((each) => Object.keys(each).length > 1),
  });
  const used = ({ columns = [] }: ReadOptions) =>
    columns.filter(({ use }) => use !== undefined).map(({ name }) => name);
  const said = new Set(used(after));
  return !same(bare(before), bare(after)) || used(before).some((name) => !said.has(name));
}

/** Work on the table of which nothing is shown: it is done before anybody could look. */
const quiet = "quiet";

async function atRest(store: Store): Promise<void> {
  while (store.jobs.work("data")?.stage === quiet) await breathe();
}

/** Takes other choices of the same data, once the file was read again where it must be. */
async function readWith(
  store: Store,
  change: (choices: Choices) => Choices,
  said: string,
  done: string,
): Promise<void> {
  await atRest(store);
  const { table } = store;
  if (!table || store.jobs.work("data")) return;
  let choices = change(store.choices);
  const asItIs = !needsReading(table.openedAs, optionsOf(table.found, choices.data));
  const says = asItIs ? undefined : `Reading ${visible(table.title, 80)} again.`;
  await reading(store, table.title, { says, stage: asItIs ? quiet : "" }, async (engine, report) => {
    let next = await tableFor(engine, store, choices, report);
    const kindOf = (of: DataTable) => findColumn(of, of.target)?.kind;
    // A task was chosen for a target as it was read.
    if (choices.task !== null && kindOf(next) !== kindOf(table)) {
      choices = changes.setTask(choices, null);
      next = await withChosenTarget(next, choices, undefined);
    }
    takeTable(store, next, report, () => store.commit(targeted(choices, next), said, { table: next }));
    return done;
  });
}

/** Reads the open file again with something said about it. */
export const readAgain = (store: Store, change: ReadOptions, said: string): Promise<void> =>
  readWith(store, (choices) => changes.setReading(choices, change), "how the data are read", said);

/** What a person changed about how the open file is read; undefined where nothing. */
function saidOf({ table, choices }: Store): SaidBefore | undefined {
  if (!table || !isOwn(table) || choices.data.said.length === 0) return undefined;
  const { options: found } = table.found;
  const { columns = [], name: _name, ...rest } = table.options;
  const changed = Object.entries(rest).filter(([key, value]) => found[key as keyof ReadOptions] !== value);
  const before = new Map((found.columns ?? []).map((choice) => [choice.name, JSON.stringify(choice)]));
  const own = columns.filter((choice) => JSON.stringify(choice) !== before.get(choice.name));
  if (changed.length + own.length === 0) return undefined;
  return {
    file: table.title,
    form: table.open.reading.form,
    options: { ...Object.fromEntries(changed), ...(own.length ? { columns: own } : {}) },
  };
}

/** What was said of the file before and can be said of this one, too. */
export function sayable({ table, desk: { saidBefore } }: Store): ReadOptions | undefined {
  if (!table || !isOwn(table) || !saidBefore || saidBefore.form !== table.open.reading.form) return undefined;
  const { columns = [], sheet, holdsDelimiter, ...rest } = saidBefore.options;
  const here = columns.filter(({ name }) => findColumn(table, name));
  const holds = holdsDelimiter === null || (holdsDelimiter !== undefined && findColumn(table, holdsDelimiter));
  const options = {
    ...rest,
    ...(here.length ? { columns: here } : {}),
    ...(holds ? { holdsDelimiter } : {}),
    ...(sheet !== undefined && table.open.sheets?.includes(sheet) ? { sheet } : {}),
  };
  return Object.keys(options).length ? options : undefined;
}

/** Reads the open file as the one before was read once a person had changed that. */
export async function readAsBefore(store: Store): Promise<void> {
  const options = sayable(store);
  if (!options) return;
  const { file } = store.desk.saidBefore!;
  store.remember({ saidBefore: undefined });
  await readAgain(store, options, `It is read as you said of ${visible(file, 80)}.`);
}

/** Back to how it was read before the last change. */
export const undoReading = (store: Store): Promise<void> =>
  readWith(store, (choices) => changes.unsayReading(choices), "how the data are read", "The last change is undone.");

/** Back to what was found out, without anything said. */
export const readAsFound = (store: Store): Promise<void> =>
  readWith(
    store,
    (choices) => changes.unsayReading(choices, true),
    "how the data are read",
    "It is read as it was found.",
  );

export async function setKind(store: Store, name: string, kind: ChosenKind): Promise<void> {
  const shown = visible(name, 80);
  const say = (choice: ColumnChoice, said: string, done: string) =>
    readWith(store, (choices) => changes.setColumn(choices, choice), said, done);
  if (kind === "ignore") return say({ name, use: false }, `leaving out ${shown}`, `Column ${shown} is left out.`);
  const column = findColumn(store.table!, name);
  // A column that was left out and is said to be something is wanted; a date is used by its parts.
  const use = kind !== "date";
  if (column?.kind === kind) return say({ name, use }, `using ${shown}`, `Column ${shown} is used.`);
  return say({ name, kind, use }, `reading ${shown} as ${kind}`, `Column ${shown} is now ${kind}.`);
}

/** Says something else about one column. */
export const setColumn = (store: Store, choice: ColumnChoice): Promise<void> => {
  const shown = visible(choice.name, 80);
  return readWith(
    store,
    (choices) => changes.setColumn(choices, choice),
    `how ${shown} is read`,
    `Column ${shown} is read again.`,
  );
};

export async function setTarget(store: Store, name: string): Promise<void> {
  const { table } = store;
  if (!table || table.target === name || !findColumn(table, name)) return;
  const shown = visible(name, 80);
  await readWith(
    store,
    (choices) => changes.setTarget(choices, name),
    `the target ${shown}`,
    `The target is now ${shown}.`,
  );
}

export const setTask = (store: Store, task: Task): Promise<void> =>
  readWith(store, (choices) => changes.setTask(choices, task), `the task ${task}`, `The task is now ${task}.`);

// ---- back and forth -----------------------------------------------------------------------------------------------

/** Undoes the last change of the choices, or does it again, with the data that belong to them. */
export async function goBack(store: Store, way: "undo" | "redo"): Promise<void> {
  await atRest(store);
  const what = way === "undo" ? store.undoable : store.redoable;
  if (what === undefined || store.jobs.work("data")) return;
  const done = `${way === "undo" ? "Undone" : "Done again"}: ${what}.`;
  const { table, choices: now } = store;
  const choices = store.back(way);
  const { data, target, task } = now;
  if (!table || same([choices.data, choices.target, choices.task], [data, target, task])) {
    store.jobs.settle("data", "pipeline", "fit");
    store.go(way, table);
    return store.jobs.say(done);
  }
  const near = sameSource(choices.data, data) && !needsReading(table.openedAs, optionsOf(table.found, choices.data));
  const title = titleOf(choices.data);
  await reading(store, title, near ? { stage: quiet } : showing(choices.data, store, title), async (engine, report) => {
    const next = await tableFor(engine, store, choices, report);
    takeTable(store, next, report, () => store.go(way, next));
    return done;
  });
}
