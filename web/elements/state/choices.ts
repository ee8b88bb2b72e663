// What a person chose, as one value: plain, immutable, whole. Undo, the address, presets, lessons and a model's own
// history are all this value; what is computed from it stands in results.
import type { AnyRecipe, ReadOptions } from "../../lib/index.js";
import { findGenerator, type DrawnParams } from "../data/drawn.js";
import type { Task } from "../data/table.js";
import { fromText, toText } from "./json.js";
import { isRecipe, isWord, partsIn } from "./recipe.js";

/** Which data, and what was said of how they are read. */
export interface DataChoice {
  /** Which of the page's sources: "sample", "drawn", "file", "url". */
  readonly from: string;
  /** What in it: the sample's name, that of what draws them, the file's name, its address. */
  readonly name: string;
  /** With what they are drawn. */
  readonly params?: DrawnParams;
  /** Which of the files that this page was given; only this page can tell. */
  readonly key?: string;
  /** What had to be said before it could be read at all. */
  readonly told?: ReadOptions;
  /** What was said of the reading afterwards, the first first. */
  readonly said: readonly ReadOptions[];
}

export interface SplitChoice {
  readonly test_size: number;
  readonly random_state: number;
  readonly stratify: boolean;
}

/** How a pipeline is cross-validated. */
export interface ValidationChoice {
  /** A splitter's class; empty for the usual one. */
  readonly splitter: string;
  readonly folds: number;
  /** Names of scorers; none for the usual ones. */
  readonly metrics: readonly string[];
}

/** One parameter to tune: its path, and the values as they are typed. */
export interface Axis {
  readonly path: string;
  readonly text: string;
}

/** What studies are asked for, beside how they validate. */
export interface StudyChoice {
  /** How the candidates of a search are found: all of a grid, or some of it, drawn. */
  readonly search: "grid" | "random";
  /** How many are drawn. */
  readonly n_iter: number;
  /** Whether a search scores the rows that it fits on, too. */
  readonly train_scores: boolean;
  /** Whether a cross-validation scores them, too. */
  readonly cv_train_scores: boolean;
  /** The hyperparameter of the validation curve, its values as they are typed; null: none yet. */
  readonly curve: Axis | null;
  /** How often the rows held out are drawn again. */
  readonly n_resamples: number;
}

/** What is looked at; it changes no result. */
export interface View {
  /** Steps of the page, and single controls, to leave out, separated by spaces. */
  readonly hide: string | null;
  /** The only steps to show; null: all of them. */
  readonly show: string | null;
  /** Path of the box of the pipeline whose form is shown. */
  readonly box: string;
  /** Whether the pipeline's code is unfolded. */
  readonly code: boolean;
  /** How the page is laid out: all in one view, or step below step; null: as its width suggests. */
  readonly frame: Frame | null;
  /** In one view: the step that stands beside data and pipeline. */
  readonly tab: string;
  /** Whether the page fits by itself what is quickly fitted; null: in one view. */
  readonly live: boolean | null;
}

export const frames = ["workspace", "steps"] as const;
export type Frame = (typeof frames)[number];

export interface Choices {
  readonly data: DataChoice;
  /** null: the one that is proposed for the data. */
  readonly target: string | null;
  /** null: the one that is proposed for the target. */
  readonly task: Task | null;
  /** The whole recipe, as the library takes it; null: the one that is proposed for data, target and split. */
  readonly recipe: AnyRecipe | null;
  readonly split: SplitChoice;
  readonly validation: ValidationChoice;
  readonly axes: readonly Axis[];
  readonly study: StudyChoice;
  readonly view: View;
}

/** As many as a page should be asked for. */
export const mostCandidates = 2000;
export const mostResamples = 20_000;

export const defaults: Choices = {
  data: { from: "sample", name: "penguins", said: [] },
  target: null,
  task: null,
  recipe: null,
  split: { test_size: 0.25, random_state: 0, stratify: true },
  validation: { splitter: "", folds: 5, metrics: [] },
  axes: [],
  study: { search: "grid", n_iter: 10, train_scores: false, cv_train_scores: false, curve: null, n_resamples: 1000 },
  view: { hide: null, show: null, box: "model", code: false, frame: null, tab: "fit", live: null },
};

export const look = (choices: Choices, view: Partial<View>): Choices => ({
  ...choices,
  view: { ...choices.view, ...view },
});

/** Whether data are named by the address of their file: names of samples have neither dots nor slashes. */
export const isAddress = (name: string): boolean => /[./]|^\w+:/.test(name);

/** The data that an address or an attribute names. */
export function dataNamed(name: string): DataChoice {
  if (isAddress(name)) return { from: "url", name, said: [] };
  const generator = findGenerator(name);
  return generator ? { from: "drawn", name, params: generator.first, said: [] } : { from: "sample", name, said: [] };
}

/** Choices that cannot be meant, or a change that cannot be made; said to a person. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly hint = "",
  ) {
    super(message);
  }
}

// ---- from anybody's text ------------------------------------------------------------------------------------------

type Check = (value: unknown, where: string) => void;

const refuse = (where: string, must: string): never => {
  throw new Refusal(`These choices cannot be read: ${where} must be ${must}.`, "Take them from where they were made.");
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Check = (value, where) => typeof value === "string" || refuse(where, "a text");
const flag: Check = (value, where) => typeof value === "boolean" || refuse(where, "true or false");
const whole =
  (low: number, high: number): Check =>
  (value, where) =>
    (Number.isInteger(value) && (value as number) >= low && (value as number) <= high) ||
    refuse(where, `a whole number from ${low} to ${high}`);
const share: Check = (value, where) =>
  (typeof value === "number" && value > 0 && value < 1) || refuse(where, "a number between 0 and 1");
const nullOr =
  (check: Check): Check =>
  (value, where) =>
    value === null || check(value, where);
const listOf =
  (check: Check): Check =>
  (value, where) =>
    Array.isArray(value) ? value.forEach((each, i) => check(each, `${where} ${i + 1}`)) : refuse(where, "a list");
const record =
  (checks: Record<string, Check>, optional: readonly string[] = []): Check =>
  (value, where) => {
    if (!isObject(value)) return refuse(where, "an object");
    for (const [name, check] of Object.entries(checks))
      if (Object.hasOwn(value, name)) check(value[name], `${where}.${name}`);
      else if (!optional.includes(name)) refuse(where, `an object with "${name}"`);
    const strange = Object.keys(value).find((name) => !Object.hasOwn(checks, name));
    return strange === undefined ? undefined : refuse(where, `without "${strange.slice(0, 40)}", which is not known`);
  };
// The reader of tables refuses what it does not know of these, by name, and so does what draws data.
const options: Check = (value, where) => isObject(value) || refuse(where, "an object");

const deepest = 40;

/** Whether a value is a recipe through and through; the engine judges classes and hyperparameters. */
function recipe(value: unknown, where: string, depth = 0): void {
  if (!isRecipe(value) || typeof value.class !== "string" || !isObject(value.params))
    return refuse(where, "a recipe, { class, params }");
  if (depth > deepest) return refuse(where, `nested ${deepest} deep at most`);
  for (const part of partsIn(value)) {
    if (typeof part.inner === "string") isWord(part.inner) || refuse(`${where}.${part.name}`, "a recipe");
    else recipe(part.inner, `${where}.${part.name}`, depth + 1);
  }
}

const task: Check = (value, where) =>
  value === "classification" || value === "regression" || refuse(where, `"classification" or "regression"`);

const frame: Check = (value, where) =>
  frames.some((each) => each === value) || refuse(where, `"${frames.join('" or "')}"`);
const axis = record({ path: text, text });

const check = record({
  data: record({ from: text, name: text, params: options, key: text, told: options, said: listOf(options) }, [
    "params",
    "key",
    "told",
  ]),
  target: nullOr(text),
  task: nullOr(task),
  recipe: nullOr(recipe),
  split: record({ test_size: share, random_state: whole(0, 2 ** 32 - 1), stratify: flag }),
  validation: record({ splitter: text, folds: whole(2, 50), metrics: listOf(text) }),
  axes: listOf(axis),
  study: record({
    search: (value, where) => value === "grid" || value === "random" || refuse(where, '"grid" or "random"'),
    n_iter: whole(1, mostCandidates),
    train_scores: flag,
    cv_train_scores: flag,
    curve: nullOr(axis),
    n_resamples: whole(1, mostResamples),
  }),
  view: record({
    hide: nullOr(text),
    show: nullOr(text),
    box: text,
    code: flag,
    frame: nullOr(frame),
    tab: text,
    live: nullOr(flag),
  }),
});

/** Choices from foreign JSON; what is missing is as at the beginning. Throws a sentence where it cannot be meant. */
export function choicesFrom(value: unknown): Choices {
  if (!isObject(value)) return refuse("they", "an object");
  // Both grew by some words; choices that were written before have them as at the beginning.
  const { show, code, frame, tab, live } = defaults.view;
  const view = isObject(value["view"]) ? { show, code, frame, tab, live, ...value["view"] } : value["view"];
  const { cv_train_scores } = defaults.study;
  const study = isObject(value["study"]) ? { cv_train_scores, ...value["study"] } : value["study"];
  const all = {
    ...defaults,
    ...value,
    ...(view === undefined ? {} : { view }),
    ...(study === undefined ? {} : { study }),
  };
  check(all, "choices");
  return all as unknown as Choices;
}

export const recipeFrom = (value: unknown): AnyRecipe => (recipe(value, "the recipe"), value as AnyRecipe);

export const readingsFrom = (value: unknown): readonly ReadOptions[] => (
  listOf(options)(value, "what is said of the reading"),
  value as readonly ReadOptions[]
);

export const textsFrom = (value: unknown): readonly string[] => (listOf(text)(value, "the list"), value as string[]);

export const choicesToText = (choices: Choices): string => toText(choices);

export function choicesFromText(given: string): Choices {
  let value: unknown;
  try {
    value = fromText(given);
  } catch {
    throw new Refusal("These choices cannot be read: they are no JSON.", "Take them from where they were made.");
  }
  return choicesFrom(value);
}
