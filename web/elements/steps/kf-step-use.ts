import { css, html, nothing, type PropertyValues } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import type { Description, InputColumn, Model } from "../../lib/index.js";
import { predictRow, usualRow, type Answer, type TypedRow } from "../session/predict-row.js";
import { Part } from "../shared/part.js";
import { short } from "../shared/words.js";

export class KfStepUse extends Part {
  static override properties = { description: { state: true }, typed: { state: true }, answer: { state: true } };
  declare description: Description | undefined;
  declare typed: TypedRow;
  declare answer: Answer | undefined;
  #model: Model | undefined;
  #asked = 0;

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const model = this.session.current?.model;
    if (model === this.#model) return;
    this.#model = model;
    this.description = undefined;
    this.answer = undefined;
    if (model) void this.#begin(model);
  }

  async #begin(model: Model): Promise<void> {
    try {
      const description = await model.describe();
      if (model !== this.#model) return;
      this.typed = usualRow(description);
      this.description = description;
      await this.#predict();
    } catch (error) {
      this.session.trouble("use", error);
    }
  }

  override render() {
    const { current } = this.session;
    if (!current)
      return html`<p class="quiet">Fit a pipeline in step 3 or load one in step 5; then it can predict here.</p>`;
    if (!this.description) return html`<div class="stack">${this.trouble("use")}</div>`;
    return html`<div class="stack">
      <p class="said">
        Predicts with ${current.title}. Change a value and the prediction follows; an empty one counts as missing.
      </p>
      <div class="two">
        <div class="panel padded">
          <div class="fields">${this.description.input.map((column) => this.#field(column))}</div>
        </div>
        <div class="panel padded answer" aria-live="polite">
          ${this.trouble("use")} ${this.answer ? this.#answer(this.answer, current.target) : nothing}
        </div>
      </div>
    </div>`;
  }

  #field({ name, kind, categories, min, max }: InputColumn) {
    const value = this.typed[name] ?? "";
    const hint = min !== undefined && max !== undefined ? `seen: ${short(min)} to ${short(max)}` : "";
    return html`<label class="field">
      <span class="name" title=${name}>${name}</span>
      ${
        kind === "text" && categories
          ? html`<select class="pick" data-field=${name} @change=${(event: Event) => this.#type(name, event)}>
              ${categories.map((category) => html`<option value=${category} ?selected=${category === value}>${category}</option>`)}
              <option value="" ?selected=${value === ""}>missing</option>
            </select>`
          : html`<input
              data-field=${name}
              inputmode="decimal"
              placeholder="missing"
              .value=${value}
              @input=${(event: Event) => this.#type(name, event)}
            />`
      }
      <span class="quiet hint">${hint}</span>
    </label>`;
  }

  #answer({ label, probabilities }: Answer, target: string) {
    const number = Number(label);
    return html`
      <p class="quiet small">${target ? `Predicted ${target}` : "Prediction"}</p>
      <p class="label" data-answer>${probabilities.length === 0 && !Number.isNaN(number) ? short(number) : label}</p>
      <ul>
        ${probabilities.slice(0, 12).map(
          ({ label: name, share }) =>
            html`<li>
              <span class="class">${name}</span>
              <span class="track"><span class="bar" style=${styleMap({ width: `${share * 100}%` })}></span></span>
              <span class="share">${(share * 100).toFixed(1)} %</span>
            </li>`,
        )}
      </ul>
    `;
  }

  #type(name: string, event: Event): void {
    this.typed = { ...this.typed, [name]: (event.target as HTMLInputElement).value };
    void this.#predict();
  }

  async #predict(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const answer = await predictRow(this.session, this.description!, this.typed);
      if (asked !== this.#asked) return;
      this.answer = answer;
      if (this.session.troubles.use) {
        this.session.settle("use");
        this.session.changed();
      }
    } catch (error) {
      if (asked !== this.#asked) return;
      this.answer = undefined;
      this.session.trouble("use", error);
    }
  }

  static override styles = [
    ...Part.styles,
    css`
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
        gap: 16px;
        align-items: start;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 150px), 1fr));
        gap: 14px 18px;
        max-height: 420px;
        overflow: auto;
        margin: -6px;
        padding: 6px;
      }
      .field {
        display: grid;
        gap: 3px;
        min-width: 0;
        align-content: start;
      }
      .name {
        font-size: 13px;
        font-weight: 500;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .hint {
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      input,
      .field .pick {
        font: inherit;
        font-size: 14px;
        width: 100%;
        padding: 6px 9px;
        border: 1px solid var(--line-strong);
        border-radius: var(--wa-border-radius-s);
        background-color: var(--field);
        color: inherit;
        font-variant-numeric: tabular-nums;
      }
      input:focus-visible {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 1px;
      }
      input::placeholder {
        color: var(--warn-ink);
        opacity: 1;
      }
      .label {
        font-size: var(--wa-font-size-2xl);
        font-weight: 650;
        letter-spacing: -0.02em;
        line-height: 1.2;
        margin: 2px 0 16px;
        overflow-wrap: anywhere;
      }
      .answer li {
        display: grid;
        grid-template-columns: minmax(70px, 28%) minmax(0, 1fr) 62px;
        gap: 12px;
        align-items: center;
        padding: 5px 0;
        font-size: 14px;
      }
      .class {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .track {
        height: 10px;
        border-radius: 5px;
        background: var(--sunken);
        box-shadow: inset 0 0 0 1px var(--line);
        overflow: hidden;
      }
      .bar {
        display: block;
        height: 100%;
        min-width: 2px;
        border-radius: 5px;
        background: var(--accent);
        transition: width 160ms;
      }
      .share {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
}
customElements.define("kf-step-use", KfStepUse);
