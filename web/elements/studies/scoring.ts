// By what a pipeline is judged: splits and scorers, as chosen or as usual.
import { signal, type Signal } from "@preact/signals-core";
import type { CrossValidation, ScorerSchema, SplitterSchema } from "../../lib/index.js";
import type { Bounds } from "../plots/studies/scores.js";
import type { DataTable } from "../data/table.js";
import type { ValidationChoice } from "../state/choices.js";
import { same } from "../state/json.js";
import type { Store } from "../store/store.js";

/** Splitters that need no groups, and scorers for the task. */
export const splittersOf = ({ services }: Store): readonly SplitterSchema[] =>
  (services.schema?.splitters ?? []).filter(
    ({ needs, params }) => !needs.includes("groups") && params.some(({ name }) => name === "n_splits"),
  );

/** Scorers for the task that can be meant for the target. */
export function scorersOf(store: Store): readonly ScorerSchema[] {
  const { table } = store;
  const { schema } = store.services;
  if (!schema || !table) return [];
  const names = suitableFor(store, table);
  return schema.scorers.filter(({ name, kind }) => kind === table.task && (names?.includes(name) ?? true));
}

/** What a score can be at all. */
export function boundsOf(store: Store, name: string): Bounds {
  const found = store.services.schema?.scorers.find((scorer) => scorer.name === name);
  return [found?.low ?? -Infinity, found?.high ?? Infinity];
}

type Names = readonly string[] | undefined;

const suitable = new WeakMap<DataTable["counts"], Signal<Names>>();

/** The names of the scorers that the engine says can be meant for the target; undefined until it has said so. */
function suitableFor({ services }: Store, { counts, columns, target }: DataTable): Names {
  const known = suitable.get(counts);
  if (known) return known.value;
  const { engine } = services;
  if (!engine) return undefined;
  const names = signal<Names>(undefined);
  suitable.set(counts, names);
  // What a target can be scored by is a matter of its different values.
  const { min = NaN, max = NaN } = columns.find(({ name }) => name === target)?.summary.numbers ?? {};
  const values = counts.size ? [...counts.keys()] : [min, max].filter((value) => !Number.isNaN(value));
  engine.suitableScorers(values as string[]).then(
    (found) => (names.value = found),
    () => suitable.delete(counts),
  );
  return names.value;
}

const usual = {
  classification: ["accuracy", "balanced_accuracy", "f1_macro"],
  regression: ["r2", "neg_mean_absolute_error", "neg_root_mean_squared_error"],
};

function usualMetrics(store: Store): readonly string[] {
  const known = new Set(scorersOf(store).map(({ name }) => name));
  return usual[store.table!.task].filter((name) => known.has(name));
}

export function metricsOf(store: Store): readonly string[] {
  const known = new Set(scorersOf(store).map(({ name }) => name));
  const chosen = store.choices.validation.metrics.filter((name) => known.has(name));
  return chosen.length ? chosen : usualMetrics(store);
}

const usualSplitter = ({ table }: Store): string => (table!.task === "classification" ? "StratifiedKFold" : "KFold");

/** What is as usual is not chosen: results of the one are those of the other. */
export function asChosen(store: Store, change: Partial<ValidationChoice>): Partial<ValidationChoice> {
  const { splitter, metrics } = change;
  return {
    ...change,
    ...(splitter === usualSplitter(store) ? { splitter: "" } : {}),
    ...(metrics && same(metrics, usualMetrics(store)) ? { metrics: [] } : {}),
  };
}

export function splitterOf(store: Store): string {
  const { splitter } = store.choices.validation;
  const found = splittersOf(store).find(({ name }) => name === splitter);
  return found?.name ?? usualSplitter(store);
}

export function cvOf(store: Store): CrossValidation {
  const { validation, split } = store.choices;
  const name = splitterOf(store);
  const params = splittersOf(store).find((splitter) => splitter.name === name)?.params ?? [];
  const has = (param: string) => params.some((each) => each.name === param);
  // Folds are taken in the order of the rows, which the split has shuffled already.
  const seeded = has("random_state") && !has("shuffle");
  return {
    class: name,
    params: { n_splits: validation.folds, ...(seeded ? { random_state: split.random_state } : {}) },
  };
}
