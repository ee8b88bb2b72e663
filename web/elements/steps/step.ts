import type { TemplateResult } from "lit";
import type { Store } from "../store/store.js";

/** A step of the page. */
export interface Step {
  /** Its place, as `hide` and links name it. */
  readonly name: string;
  readonly title: string;
  /** In one view: what it is called among the tabs, if not by its title. */
  readonly tab?: string;
  /** In one view: whether it has a place of its own beside the tabs. */
  readonly pane?: boolean;
  draw(store: Store): TemplateResult;
  /** Whether it is marked as done. */
  isDone?(store: Store): boolean;
  /** Takes a file that is dropped on it; `models`: also one that holds a model. */
  readonly take?: { readonly models: boolean; file(store: Store, file: File): Promise<void> };
}
