import type { TemplateResult } from "lit";
import type { Store } from "../store/store.js";

/** A step of the page, as what draws it says it. */
export interface Step {
  draw(store: Store): TemplateResult;
  /** Whether it is marked as done. */
  isDone?(store: Store): boolean;
  /**
   * Takes a file that is dropped on it; `models`: also one that holds a model; `control`: what it does the same as, and
   * is left out with.
   */
  readonly take?: {
    readonly models: boolean;
    readonly control: string;
    file(store: Store, file: File): Promise<void>;
  };
}

/** What is known of a step before it is fetched. */
export interface StepHead {
  /** Its place, as `hide` and links name it. */
  readonly name: string;
  readonly title: string;
  /** In one view: what it is called among the tabs, if not by its title. */
  readonly tab?: string;
  /** In one view: whether it has a place of its own beside the tabs. */
  readonly pane?: boolean;
  fetch(): Promise<{ readonly step: Step }>;
}
