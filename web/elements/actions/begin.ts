// From nothing to choices with their data: by the page's address, by the element's attributes.
import type { Engine, EngineOptions, ParamValue } from "../../lib/index.js";
import { fetchSample, findSample } from "../data/samples.js";
import { fileIn, readable, readAddress, resolved, withFile, writeAddress, type Wanted } from "../state/address.js";
import { recipeOf, withEdits, withRecipe } from "../state/changes.js";
import { dataNamed, defaults, type Choices } from "../state/choices.js";
import { strangersIn } from "../state/edits.js";
import { refuseEnd } from "../state/ends.js";
import { findPreset } from "../state/presets.js";
import { proposalFor } from "../state/proposal.js";
import type { Shelf } from "../store/shelf.js";
import type { Desk, Store } from "../store/store.js";
import { codeIn, readCode, takeCode } from "./code.js";
import { openChoices } from "./open-data.js";
import { openLinked } from "./open-model.js";
import { refreshShelf } from "./saved-models.js";

/** What the page around asks for; null where it says nothing. */
export interface Asked {
  /** A sample, what draws data, or the address of a file. */
  readonly sample: string | null;
  readonly model: string | null;
  /** The whole recipe, as JSON or Python, or the name of an example, whose data come with it. */
  readonly recipe: string | null;
  readonly seed: string | null;
  readonly hide: string | null;
  readonly show: string | null;
  readonly live: boolean | null;
  /** What stands behind the # of the page's address, or such words as an attribute; undefined where there are none. */
  readonly address: string | undefined;
  /** Whether those words are an attribute: then they are what a reader begins with, and no change of theirs. */
  readonly worded?: boolean;
}

const beginning = ({ sample, recipe, seed, hide, show, live }: Asked): Choices => ({
  ...defaults,
  data: sample ? dataNamed(sample) : (findPreset(recipe ?? "")?.choices.data ?? defaults.data),
  split: { ...defaults.split, random_state: seedIn(seed) ?? defaults.split.random_state },
  view: { ...defaults.view, hide, show, live },
});

/** A seed as it is written; undefined where none is. */
export const seedIn = (text: string | null): number | undefined =>
  text && /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 ? Number(text) : undefined;

/** Other data, and what was asked for together with them. */
export const takeNamed = async (store: Store, asked: Asked): Promise<void> => {
  const { view } = store.choices;
  const named = { ...asked, address: undefined, model: null };
  await take(
    store,
    wantedBy(named, (choices) => ({ ...choices, view })),
    named,
  );
};

/** Another recipe of the page around; readers begin with it from then on. */
export async function takeGiven(store: Store, code: string): Promise<void> {
  if (!(await takeCode(store, codeIn(code)))) return;
  const { recipe, table, choices } = store;
  if (recipe && table) store.remember({ given: { recipe, data: choices.data.name, target: table.target } });
}

/** What the attributes and the address say; words that cannot be meant are told. */
function wantedBy(asked: Asked, change = (choices: Choices) => choices): Wanted {
  const wanted = readAddress(asked.address ?? "", change(beginning(asked)));
  const isNoSeed = asked.seed !== null && asked.seed !== "" && seedIn(asked.seed) === undefined;
  return isNoSeed ? { ...wanted, unread: [...wanted.unread, `seed=${asked.seed}`] } : wanted;
}

export async function begin(
  store: Store,
  asked: Asked,
  start: (options: EngineOptions) => Promise<Engine>,
  openShelf: (onLost: (error: unknown) => void) => Promise<Shelf>,
): Promise<void> {
  const { services, jobs } = store;
  const { data } = wantedBy(asked).choices;
  // Samples come as they were read.
  const engine = start({ fitAhead: "together", tablesAhead: data.from !== "sample" });
  services.start(engine).catch((error) => jobs.fail("engine", error));
  // While the engine is on its way; whoever reads it says what went wrong.
  const sample = data.from === "sample" ? findSample(data.name) : undefined;
  if (sample) void Promise.all([sample.prepared(), fetchSample(sample)]).catch(() => {});
  openShelf((lost) => jobs.fail("save", lost))
    .then(async (shelf) => {
      services.keepOn(shelf);
      await refreshShelf(store);
    })
    .catch((error) => jobs.fail("save", error));
  store.remember({ linked: fileIn(asked.address ?? "") });
  await readable(asked.address ?? "");
  await take(store, wantedBy(asked), asked);
  await takeLinked(store);
}

/** Goes on with what was chosen, with another engine: results and data were lost with the one before. */
export async function beginAgain(store: Store, engine: Promise<Engine>): Promise<void> {
  store.services.start(engine).catch((error) => store.jobs.fail("engine", error));
  await openChoices(store, store.choices, (choices) => choices);
}

/** Takes what another address says; a file of one's own, which no address names, stays open. */
export async function follow(store: Store, asked: Asked): Promise<void> {
  const { data, target, task } = store.choices;
  const own = store.table && data.from === "file" ? { data, target, task } : {};
  const linked = fileIn(asked.address ?? "");
  const other = linked !== store.desk.linked;
  store.remember({ linked });
  await readable(asked.address ?? "");
  await take(store, readAddress(asked.address ?? "", { ...beginning(asked), ...own }));
  if (other) await takeLinked(store);
}

/** Opens the model that the address holds, if it holds one. */
const takeLinked = async (store: Store): Promise<void> => {
  const { linked } = store.desk;
  if (linked !== undefined) await openLinked(store, linked);
};

/** The address of what is chosen; nothing before there are data, and the schema that goes with what packs recipes. */
export const addressOf = ({ choices, proposed, table, desk, services }: Store): string | undefined =>
  table && (services.schema || !choices.recipe) ? withFile(writeAddress(choices, proposed), desk.linked) : undefined;

/**
 * @param asked What the page around asks for, which a reader begins with, but for what their address says. Where its
 * recipe cannot be read, that is said, and the proposal stays.
 */
async function take(store: Store, wanted: Wanted, asked?: Asked): Promise<void> {
  const { recipe: code = null, model = null, worded = false } = asked ?? {};
  store.look(wanted.choices.view);
  let unreadable: unknown;
  let refused: unknown;
  const unread = [...wanted.unread];
  let given: Desk["given"];
  const open = await openChoices(store, wanted.choices, async (choices, table, engine) => {
    const proposed = proposalFor(table, choices.split);
    const read = async (code: string) =>
      findPreset(code)?.choices.recipe ??
      (await readCode(engine, codeIn(code)).catch((error) => void (unreadable = error)));
    const recipe = code ? await read(code) : undefined;
    // An address may hold another one, whole.
    const isTaken = wanted.choices.recipe === null;
    const based = recipe && isTaken ? withRecipe(choices, proposed, recipe) : choices;
    const models = new Map(model ? [["model", model]] : []);
    const { target } = wanted.choices;
    if (target !== null && table.target !== target) unread.push(`target=${target}`);
    const all = new Map<string, ParamValue>([...(isTaken ? models : []), ...wanted.edits]);
    const strangers = strangersIn(
      recipeOf(resolved({ ...wanted, choices: based, edits: all }, proposed), proposed),
      wanted.edits,
    );
    unread.push(...strangers);
    const edits = new Map([...all].filter(([name]) => !strangers.includes(name)));
    let taken = resolved({ ...wanted, choices: based, edits }, proposed);
    if (edits.size)
      try {
        refuseEnd(recipeOf(taken, proposed), await engine.schema(), table);
      } catch (error) {
        refused = error;
        taken = resolved({ ...wanted, choices: based, edits: new Map() }, proposed);
      }
    if (asked) {
      const begun = recipe ? withRecipe(choices, proposed, recipe) : { ...choices, recipe: null };
      const { recipe: first } = worded || refused ? taken : withEdits(begun, proposed, models);
      given = first ? { recipe: first, data: choices.data.name, target: table.target } : undefined;
    }
    return taken;
  });
  if (asked && open) store.remember({ given });
  const trouble = wanted.choices.recipe === null ? (unreadable ?? refused) : refused;
  if (trouble) store.jobs.fail("pipeline", trouble);
  if (open && unread.length)
    store.jobs.fail("data", {
      message: `What is asked for cannot be read where it says “${unread.join("”, “")}”.`,
      hint: "What else it says is chosen. Take the whole address from where it was made.",
    });
}
