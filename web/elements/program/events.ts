// What happens to a playground, as events for programs: whoever did it.
import { effect, untracked } from "@preact/signals-core";
import { same } from "../state/json.js";
import type { Choices } from "../state/choices.js";
import { doubtfulKind, fitKind, openedKind, savedKind, studyKind } from "../state/results.js";
import { breaksKind } from "../state/verified.js";
import type { Store } from "../store/store.js";
import { brokenOf, copyOf, doubtOf, fittedOf, refusedOf, unopened, verifiedOf } from "./told.js";

export const events = ["change", "fitted", "saved", "verified", "studied", "broken", "error"] as const;
export type EventName = (typeof events)[number];
export type Send = (event: EventName, detail: object) => void;

/** Sends what happens, for as long as there is a store: each when all that belongs to it is there to be read. */
export function tell(store: Store, send: Send): void {
  const { results, jobs } = store;
  const later: Send = (event, detail) => queueMicrotask(() => send(event, detail));
  whenever(
    () => store.choices,
    (choices, before) => {
      // The first that come with data are where everything begins; what is looked at is nobody's business.
      if (!began.has(store) || alike(choices, before)) return void (store.table && began.add(store));
      later("change", { choices: copyOf(choices), recipe: copyOf(store.recipe) });
    },
  );
  whenever(
    () => results.get(fitKind),
    (fit) => fit && later("fitted", fittedOf(fit)),
  );
  whenever(
    () => results.get(savedKind),
    (saved) => saved && later("saved", { ...saved }),
  );
  whenever(
    () => results.get(openedKind)?.model,
    (model) => {
      if (model) later("verified", verifiedOf(results.get(openedKind)!));
    },
  );
  whenever(
    () => results.get(studyKind),
    (study) => study && later("studied", copyOf(study)),
  );
  whenever(
    () => results.get(doubtfulKind),
    (doubtful) => doubtful && later("verified", doubtOf(doubtful)),
  );
  whenever(
    () => results.get(breaksKind),
    (breaks, before) => breaks && later("broken", brokenOf(breaks, before)),
  );
  whenever(
    () => jobs.failure,
    (failure) => {
      if (!failure) return;
      later("error", { place: failure.place, ...refusedOf(failure) });
      if (failure.place === "verify") later("verified", unopened(jobs.work("verify")?.name ?? "", failure));
    },
  );
}

const began = new WeakSet<Store>();

const alike = (a: Choices, b: Choices | undefined): boolean => b !== undefined && same({ ...a, view: b.view }, b);

/** Calls `then` when a value has become another one. */
function whenever<Value>(look: () => Value, then: (value: Value, before: Value | undefined) => void): void {
  let before: Value | undefined;
  effect(() => {
    const value = look();
    if (value === before) return;
    const was = before;
    before = value;
    untracked(() => then(value, was));
  });
}
