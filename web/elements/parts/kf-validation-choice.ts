import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { define } from "../shared/define.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { scorerName } from "../shared/words.js";
import type { ValidationChoice } from "../state/choices.js";

/**
 * How a pipeline is cross-validated: the splitter, how many folds, and by which metrics it is judged. Sends `choose`
 * with what is chosen.
 */
export class KfValidationChoice extends Part {
  static override properties = {
    splitters: { attribute: false },
    splitter: {},
    folds: { type: Number },
    scorers: { attribute: false },
    metrics: { attribute: false },
    single: { type: Boolean },
  };
  /** What there is to choose from, by name. */
  declare splitters: readonly string[];
  declare scorers: readonly string[];
  declare splitter: string;
  declare folds: number;
  declare metrics: readonly string[];
  /** Only the first metric counts. */
  declare single: boolean;

  constructor() {
    super();
    this.single = false;
  }

  override render() {
    const { metrics, scorers } = this;
    const shown = this.single ? metrics.slice(0, 1) : metrics;
    return html`<div class="row end">
      <div class="field">
        <label for="splitter">Splits</label>
        <select
          id="splitter"
          class="pick"
          @change=${(event: Event) => this.#set({ splitter: (event.target as HTMLSelectElement).value })}
        >
          ${this.splitters.map((name) => html`<option value=${name} .selected=${live(name === this.splitter)}>${name}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="folds">How many</label>
        <input
          class="typed"
          id="folds"
          type="number"
          min="2"
          max="50"
          step="1"
          .value=${String(this.folds)}
          @change=${(event: Event) => this.#setFolds(event.target as HTMLInputElement)}
        />
      </div>
      <div class="field grow">
        <label for="metric">${this.single ? "Metric" : "Metrics"}</label>
        <div class="row metrics">
          ${
            this.single
              ? nothing
              : shown.map(
                  (name) =>
                    html`<span class="tag plain" data-chosen-metric=${name}
                      >${scorerName(name)}${
                        shown.length > 1
                          ? html`<button
                              class="drop"
                              aria-label="Leave out ${scorerName(name)}"
                              @click=${() => this.#set({ metrics: metrics.filter((each) => each !== name) })}
                            >
                              ${icon("xmark")}
                            </button>`
                          : nothing
                      }</span
                    >`,
                )
          }
          <select
            id="metric"
            class="pick ${this.single ? "" : "add"}"
            @change=${(event: Event) => this.#pick(event.target as HTMLSelectElement)}
          >
            ${this.single ? nothing : html`<option value="" .selected=${live(true)}>add ...</option>`}
            ${scorers
              .filter((name) => this.single || !metrics.includes(name))
              .map(
                (name) =>
                  html`<option value=${name} .selected=${live(this.single && name === shown[0])}>
                    ${scorerName(name)}
                  </option>`,
              )}
          </select>
        </div>
      </div>
    </div>`;
  }

  #setFolds(input: HTMLInputElement): void {
    const folds = Math.min(50, Math.max(2, Math.round(Number(input.value) || 5)));
    input.value = String(folds);
    this.#set({ folds });
  }

  #pick(select: HTMLSelectElement): void {
    const name = select.value;
    if (!name) return;
    const others = this.metrics.filter((each) => each !== name);
    this.#set({ metrics: this.single ? [name, ...others] : [...others, name] });
    if (!this.single) select.value = "";
  }

  #set(change: Partial<ValidationChoice>): void {
    this.send("choose", change);
  }

  static override styles = [
    ...Part.styles,
    css`
      .row {
        gap: 12px 18px;
      }
      .field {
        align-self: start;
      }
      .field.grow {
        flex-basis: 200px;
        grid-template-columns: minmax(0, 1fr);
      }
      .typed {
        width: 76px;
        font-variant-numeric: tabular-nums;
      }
      .add {
        width: 104px;
      }
      .metrics {
        gap: 6px;
        min-height: 33px;
      }
      .tag {
        font-size: 13px;
        color: var(--ink);
      }
      .drop {
        appearance: none;
        border: 0;
        background: none;
        padding: 3px;
        margin-right: -5px;
        color: var(--ink-quiet);
        font-size: 11px;
        cursor: pointer;
        line-height: 1;
      }
      .drop:hover {
        color: var(--ink);
      }
    `,
  ];
}
define("kf-validation-choice", KfValidationChoice);
