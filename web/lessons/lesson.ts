import type { AnyRecipe } from "../lib/index.js";
import type { Choices } from "../elements/state/choices.js";

/** What happened: an event of the element, a press of one of the lesson's own buttons, or that the page was opened. */
export interface Happened {
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** The element's id; empty where none had a part in it. */
  readonly at: string;
}

/** What a lesson remembers from one visit to the next: plain JSON. */
export type Memory = Record<string, unknown>;

/**
 * Whether what happened is what is waited for, given all that it may remember. Once true, it stays so until the reader
 * starts over. A text says so, too, and stands beside the tick.
 */
export type Check = (happened: Happened, memory: Memory) => boolean | string;

/** The element, as programs use it. */
export interface Stage extends HTMLElement {
  readonly ready: Promise<unknown>;
  readonly choices: Choices;
  /** The recipe that these choices fit, proposed or chosen. */
  readonly recipe: AnyRecipe;
  /** The column that is predicted. */
  readonly target: string;
  choose(choices: object): Promise<unknown>;
  save(name?: string): Promise<Uint8Array>;
  open(bytes: Uint8Array, name?: string): Promise<Answer>;
}

/** What opening a file comes to. */
export interface Answer {
  readonly identical: boolean;
  readonly refused?: { readonly code: string; readonly message: string };
}

/** What the parts of a lesson are given of its page. */
export interface Around {
  readonly stage: Stage;
  readonly memory: Memory;
  /** Tells the checks that something happened. */
  happen(name: string, detail?: Readonly<Record<string, unknown>>): void;
}

export interface Lesson {
  /** Keeps of what happened what its checks will need. */
  readonly remember?: (happened: Happened, memory: Memory) => void;
  /** By the names that the text gives them (`data-check`). */
  readonly checks: Readonly<Record<string, Check>>;
  /** What the lesson's own buttons do (`data-act`). What is answered is said beside the button. */
  readonly acts?: Readonly<Record<string, (around: Around, button: HTMLButtonElement) => Promise<string>>>;
  /** Parts of the text that are made anew when something happens (`data-fill`). */
  readonly fills?: Readonly<Record<string, (place: HTMLElement, around: Around, happened: Happened) => void>>;
}
