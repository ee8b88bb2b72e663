// Choices in the page's address: `#dataset=penguins&model=DecisionTreeClassifier&model__max_depth=3&seed=1`. What is as
// at the beginning is left out. One row of the table is all there is to say of one word. Data that are drawn have their
// parameters as a model has its own, all of them: `#dataset=make_moons&dataset__n_samples=200&dataset__noise=0.2`.
import type { AnyRecipe, ParamValue } from "../../lib/index.js";
import { textOf, valueOf } from "../shared/param-text.js";
import {
  look,
  dataNamed,
  defaults,
  frames,
  mostCandidates,
  mostResamples,
  readingsFrom,
  recipeFrom,
  textsFrom,
  type Choices,
} from "./choices.js";
import { setAxes, setDrawing, setSplit, setStudy, setValidation, withEdits } from "./changes.js";
import { editsBetween, type Edits } from "./edits.js";
import { fromText, same, toText } from "./json.js";
import { fetchPacking, packed, packs, unpacked } from "./packed.js";

/** What stands in an address and cannot be meant. */
const unmeant = (): never => {
  throw new RangeError("It cannot be meant.");
};
const truth = (text: string): boolean => (text === "true" || text === "false" ? text === "true" : unmeant());

interface Row {
  readonly name: string;
  /** The choices with what stands in the address; throws where that cannot be meant. */
  read(text: string, choices: Choices): Choices;
  /** undefined: as at the beginning. */
  write(choices: Choices): string | undefined;
}

const unless = <T>(value: T, usual: T, text: (value: T) => string = String): string | undefined =>
  same(value, usual) ? undefined : text(value);

/** A file of one's own cannot be named by an address: neither can what was said of it alone. */
const isNamed = ({ data }: Choices): boolean => data.from !== "file";

const isCount = (text: string, most: number): boolean =>
  /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most;

const rows: readonly Row[] = [
  {
    name: "dataset",
    read: (name, choices) => (name ? { ...choices, data: dataNamed(name) } : choices),
    write: (choices) => (isNamed(choices) ? choices.data.name : undefined),
  },
  {
    name: "read",
    read: (text, choices) => ({ ...choices, data: { ...choices.data, said: readingsFrom(fromText(text)) } }),
    write: (choices) => (isNamed(choices) ? unless(choices.data.said, [], toText) : undefined),
  },
  {
    name: "target",
    read: (target, choices) => ({ ...choices, target }),
    write: (choices) => (isNamed(choices) ? (choices.target ?? undefined) : undefined),
  },
  {
    name: "task",
    read: (task, choices) => (task === "classification" || task === "regression" ? { ...choices, task } : unmeant()),
    write: (choices) => (isNamed(choices) ? (choices.task ?? undefined) : undefined),
  },
  {
    name: "recipe",
    read: (text, choices) => ({ ...choices, recipe: recipeFrom(unpacked(text)) }),
    // Written where it is no matter of edits; see `writeAddress`.
    write: () => undefined,
  },
  {
    name: "test_size",
    read: (text, choices) =>
      Number(text) > 0 && Number(text) < 1 ? setSplit(choices, { test_size: Number(text) }) : unmeant(),
    write: ({ split }) => unless(split.test_size, defaults.split.test_size),
  },
  {
    name: "seed",
    read: (text, choices) =>
      /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 ? setSplit(choices, { random_state: Number(text) }) : unmeant(),
    write: ({ split }) => unless(split.random_state, defaults.split.random_state),
  },
  {
    name: "stratify",
    read: (text, choices) => setSplit(choices, { stratify: truth(text) }),
    write: ({ split }) => unless(split.stratify, defaults.split.stratify),
  },
  {
    name: "splitter",
    read: (splitter, choices) => setValidation(choices, { splitter }),
    write: ({ validation }) => unless(validation.splitter, ""),
  },
  {
    name: "folds",
    read: (text, choices) =>
      Number.isInteger(Number(text)) && Number(text) >= 2 && Number(text) <= 50
        ? setValidation(choices, { folds: Number(text) })
        : unmeant(),
    write: ({ validation }) => unless(validation.folds, defaults.validation.folds),
  },
  {
    name: "metrics",
    read: (text, choices) => setValidation(choices, { metrics: textsFrom(fromText(text)) }),
    write: ({ validation }) => unless(validation.metrics, [], toText),
  },
  {
    name: "tune",
    // A pair for each: its path, and what is typed.
    read: (text, choices) => {
      const pairs = fromText(text);
      if (!Array.isArray(pairs)) throw new TypeError("It is no list.");
      return setAxes(
        choices,
        pairs.map(textsFrom).map(([path = "", typed = ""]) => ({ path, text: typed })),
      );
    },
    write: ({ axes }) => unless(axes, [], (all) => toText(all.map(({ path, text }) => [path, text]))),
  },
  {
    name: "search",
    read: (search, choices) => (search === "random" || search === "grid" ? setStudy(choices, { search }) : unmeant()),
    write: ({ study }) => unless(study.search, defaults.study.search),
  },
  {
    name: "n_iter",
    read: (text, choices) => (isCount(text, mostCandidates) ? setStudy(choices, { n_iter: Number(text) }) : unmeant()),
    write: ({ study }) => unless(study.n_iter, defaults.study.n_iter),
  },
  {
    name: "train_scores",
    read: (text, choices) => setStudy(choices, { train_scores: truth(text) }),
    write: ({ study }) => unless(study.train_scores, defaults.study.train_scores),
  },
  {
    name: "cv_train_scores",
    read: (text, choices) => setStudy(choices, { cv_train_scores: truth(text) }),
    write: ({ study }) => unless(study.cv_train_scores, defaults.study.cv_train_scores),
  },
  {
    name: "curve",
    read: (text, choices) => {
      const [path, typed, ...rest] = textsFrom(fromText(text));
      if (path === undefined || typed === undefined || rest.length) throw new TypeError("It is no pair.");
      return setStudy(choices, { curve: { path, text: typed } });
    },
    write: ({ study: { curve } }) => (curve ? toText([curve.path, curve.text]) : undefined),
  },
  {
    name: "n_resamples",
    read: (text, choices) =>
      isCount(text, mostResamples) ? setStudy(choices, { n_resamples: Number(text) }) : unmeant(),
    write: ({ study }) => unless(study.n_resamples, defaults.study.n_resamples),
  },
  {
    name: "hide",
    read: (hide, choices) => (hide ? look(choices, { hide }) : choices),
    write: ({ view }) => view.hide || undefined,
  },
  {
    name: "show",
    read: (show, choices) => (show ? look(choices, { show }) : choices),
    write: ({ view }) => view.show || undefined,
  },
  {
    name: "box",
    read: (box, choices) => look(choices, { box }),
    write: ({ view }) => unless(view.box, defaults.view.box),
  },
  {
    name: "code",
    read: (text, choices) => look(choices, { code: text === "open" }),
    write: ({ view }) => (view.code ? "open" : undefined),
  },
  {
    name: "frame",
    read: (text, choices) => look(choices, { frame: frames.find((frame) => frame === text) ?? unmeant() }),
    write: ({ view }) => view.frame ?? undefined,
  },
  {
    name: "tab",
    read: (tab, choices) => look(choices, { tab }),
    write: ({ view }) => unless(view.tab, defaults.view.tab),
  },
  {
    name: "live",
    read: (text, choices) => look(choices, { live: truth(text) }),
    write: ({ view }) => (view.live === null ? undefined : String(view.live)),
  },
  { name: "file", read: (_, choices) => choices, write: () => undefined },
];

/** The word under which a link holds a whole model; it is no choice, and stays as it is. */
export const fileWord = "file";

/** The model that stands in an address, packed. */
export const fileIn = (hash: string): string | undefined =>
  new URLSearchParams(hash.replace(/^#/, "")).get(fileWord) ?? undefined;

/** An address with a model in it, or with none. */
export function withFile(hash: string, file: string | undefined): string {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  if (file === undefined) words.delete(fileWord);
  else words.set(fileWord, file);
  return words.size ? `#${words}` : "";
}

const own = new Set(rows.map(({ name }) => name));

/** What stands before the parameters of data that are drawn. */
const drawing = "dataset__";

/** Choices as an address names them: what it says of the proposed recipe waits until there is one. */
export interface Wanted {
  readonly choices: Choices;
  readonly edits: Edits;
  /** Words that could not be read. */
  readonly unread: readonly string[];
}

/** Whether an address names choices: an ordinary anchor of the page, which may stand there too, does not. */
export function namesChoices(hash: string): boolean {
  if (!hash.includes("=")) return false;
  const words = [...new URLSearchParams(hash.replace(/^#/, "")).keys()];
  return words.some((word) => own.has(word) || word === "model" || word.includes("__"));
}

/** What an address needs to be read: to be waited for first. Where it cannot be had, the word is told as unread. */
export async function readable(hash: string): Promise<void> {
  if (new URLSearchParams(hash.replace(/^#/, "")).has("recipe")) await fetchPacking().catch(() => {});
}

/** @param beginning What is meant where the address says nothing. */
export function readAddress(hash: string, beginning: Choices = defaults): Wanted {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const unread: string[] = [];
  let choices = beginning;
  for (const { name, read } of rows) {
    const text = words.get(name);
    if (text === null) continue;
    try {
      choices = read(text, choices);
    } catch {
      unread.push(name);
    }
  }
  const edits = new Map<string, ParamValue>();
  for (const [key, text] of words) {
    if (choices.data.from === "drawn" && key.startsWith(drawing))
      choices = setDrawing(choices, { [key.slice(drawing.length)]: valueOf(text) });
    else if (!own.has(key)) edits.set(key, valueOf(text));
  }
  return { choices, edits, unread };
}

/** The choices that are wanted, now that the proposal for their data is known. */
export const resolved = ({ choices, edits }: Wanted, proposed: AnyRecipe): Choices =>
  withEdits(choices, proposed, edits);

/**
 * @param proposed The recipe that is proposed for the data; without it nothing is said of the recipe, nor of one that
 * must be packed before it can be.
 */
export function writeAddress(choices: Choices, proposed: AnyRecipe | undefined): string {
  const words = new URLSearchParams();
  for (const { name, write } of rows) {
    const text = write(choices);
    if (text !== undefined) words.set(name, text);
  }
  for (const [name, value] of Object.entries(choices.data.params ?? {})) words.set(drawing + name, textOf(value));
  if (choices.recipe && proposed) {
    const edits = editsBetween(proposed, choices.recipe);
    if (edits && isPlain(edits)) for (const [key, value] of edits) words.set(key, textOf(value));
    else if (isNamed(choices) && packs()) words.set("recipe", packed(choices.recipe));
  }
  return words.size ? `#${words}` : "";
}

/** Whether edits come back from an address as they were. */
const isPlain = (edits: Edits): boolean =>
  [...edits].every(([key, value]) => !own.has(key) && !key.startsWith(drawing) && same(valueOf(textOf(value)), value));
