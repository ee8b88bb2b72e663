import { effect } from "@preact/signals-core";
import { nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { notice, Part } from "../shared/part.js";
import type { Store } from "./store.js";

// Signals are those of @preact/signals-core: they find out by themselves what a drawing has read, so that no list of it
// can be wrong; they are small, know no framework, and are kept well.

/** A piece of the page that draws what it reads of the store, and again when any of that has changed. */
export class Connected extends Part {
  static override properties: PropertyDeclarations = { store: { attribute: false } };
  declare store: Store;
  #stop: (() => void) | undefined;

  protected override performUpdate(): void {
    this.#stop?.();
    let drawn = false;
    this.#stop = effect(() => {
      if (drawn) return this.requestUpdate();
      drawn = true;
      super.performUpdate();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  /** What went wrong in a place, until the next attempt. */
  protected trouble(place: string): TemplateResult | typeof nothing {
    const trouble = this.store.jobs.trouble(place);
    return trouble ? notice("bad", trouble) : nothing;
  }
}
