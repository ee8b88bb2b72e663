import { css, html, nothing } from "lit";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { icon } from "../shared/icons.js";
import { valuesOf } from "../shared/param-text.js";
import { Part } from "../shared/part.js";
import { count } from "../shared/words.js";
import type { Axis } from "../state/choices.js";

/** Values of one hyperparameter, as they are typed. Sends `type` with the text, `settle` and `remove`. */
export class KfAxis extends Part {
  static override properties = { axis: { attribute: false }, of: {}, complaint: {} };
  declare axis: Axis;
  /** The estimator that has it, in words. */
  declare of: string;
  /** What is wrong with the values; empty where nothing is. */
  declare complaint: string;
  /** What is typed and has not come back yet: what came back of letters before must not take its place. */
  #typed: string | undefined;

  override willUpdate(): void {
    if (this.axis.text === this.#typed) this.#typed = undefined;
  }

  override render() {
    const { axis, complaint } = this;
    const name = axis.path.split("__").at(-1)!;
    return html`<div class="field">
        <label for="values">${name} <span class="quiet">of ${this.of}</span></label>
        <input
          class="typed"
          id="values"
          aria-describedby="about"
          aria-invalid=${complaint ? "true" : nothing}
          .value=${this.#typed ?? axis.text}
          autocomplete="off"
          spellcheck="false"
          @input=${this.#type}
          @change=${() => this.send("settle")}
        />
        <span id="about" class="small ${complaint ? "bad-ink" : "quiet"}" role=${complaint ? "alert" : nothing}
          >${complaint || `${count(valuesOf(axis.text).length, "value")}, separated by commas`}</span
        >
      </div>
      <wa-button size="s" appearance="plain" @click=${() => this.send("remove")}
        >${icon("trash")}<span class="visually-hidden">Do not try ${name}</span></wa-button
      >`;
  }

  #type = (event: Event) => {
    this.#typed = (event.target as HTMLInputElement).value;
    this.send("type", this.#typed);
  };

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
        align-items: start;
      }
      wa-button {
        margin-top: 22px;
      }
      label .quiet {
        font-weight: 400;
      }
    `,
  ];
}
define("kf-axis", KfAxis);
