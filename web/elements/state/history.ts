// The way back and forth through choices. Plain values: nothing here knows of time or of a page.
import { look, type Choices, type View } from "./choices.js";
import { same } from "./json.js";

/** Choices as they were, and what was done to them next, in words. */
interface Moment {
  readonly choices: Choices;
  readonly said: string;
}

export interface History {
  readonly past: readonly Moment[];
  readonly present: Choices;
  /** The next first; `said` is what led to it. */
  readonly future: readonly Moment[];
  /** What is going on: a slider that is dragged, a field that is typed in. Until another is, it is one change. */
  readonly gesture: string | undefined;
}

const longest = 500;

export const begin = (present: Choices): History => ({ past: [], present, future: [], gesture: undefined });

/** Choices that differ in nothing but what is looked at are the same to the history. */
const alike = (a: Choices, b: Choices): boolean => same({ ...a, view: b.view }, b);

/** @param gesture Of changes with the same name, one after the other, the history keeps the first and the last. */
export function commit(history: History, choices: Choices, said: string, gesture?: string): History {
  const { past, present } = history;
  if (alike(present, choices)) return { ...history, present: choices, gesture: gesture && history.gesture };
  const goesOn = gesture !== undefined && gesture === history.gesture && past.length > 0;
  const before = goesOn ? past.slice(0, -1) : past;
  const from = goesOn ? past.at(-1)!.choices : present;
  // Dragged to where it was: nothing was done.
  if (goesOn && alike(from, choices)) return { past: before, present: choices, future: [], gesture: undefined };
  return { past: [...before, { choices: from, said }].slice(-longest), present: choices, future: [], gesture };
}

/** Looks at something else, which is nothing to undo. */
export const lookAt = (history: History, view: Partial<View>): History => ({
  ...history,
  present: look(history.present, view),
});

/** The gesture is over: the next change is one of its own. */
export const settle = (history: History): History => ({ ...history, gesture: undefined });

/** What would be undone or done again, in words; undefined where nothing can be. */
export const undoable = ({ past }: History): string | undefined => past.at(-1)?.said;
export const redoable = ({ future }: History): string | undefined => future[0]?.said;

/** Whether there is anything to go back or forth to. */
export const hasBegun = ({ past, future }: History): boolean => past.length + future.length > 0;

/** How the page is laid out stays on the way: what is undone is seen where one is. */
const unfolded = (choices: Choices, { view: { code, frame, tab, live, show, hide } }: Choices): Choices =>
  look(choices, { code, frame, tab, live, show, hide });

export function undo(history: History): History {
  const { past, present, future } = history;
  const last = past.at(-1);
  if (!last) return history;
  return {
    past: past.slice(0, -1),
    present: unfolded(last.choices, present),
    future: [{ choices: present, said: last.said }, ...future],
    gesture: undefined,
  };
}

export function redo(history: History): History {
  const { past, present, future } = history;
  const [next] = future;
  if (!next) return history;
  return {
    past: [...past, { choices: present, said: next.said }],
    present: unfolded(next.choices, present),
    future: future.slice(1),
    gesture: undefined,
  };
}
