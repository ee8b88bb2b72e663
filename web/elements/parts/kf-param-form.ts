import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { EstimatorSchema, ParamSchema, ParamValue } from "../../lib/index.js";
import { icon } from "../shared/icons.js";
import { textOf, valueOf } from "../shared/param-text.js";
import { styles } from "../shared/styles.js";
import { isNode, refusal } from "../state/recipe.js";
import { offers, type Offer } from "./param-offers.js";

/**
 * A form for one estimator's hyperparameters, made from the engine's schema alone. Fires `edit` with name and value.
 */
export class KfParamForm extends LitElement {
  static override properties = {
    estimator: { attribute: false },
    values: { attribute: false },
    proposed: { attribute: false },
    blamed: {},
    said: {},
  };
  declare estimator: EstimatorSchema;
  /** Those hyperparameters that are stated; the rest take their defaults. */
  declare values: Record<string, ParamValue>;
  /** What the page proposed; a reset goes back to it. */
  declare proposed: Record<string, ParamValue>;
  /** The hyperparameter the engine refused, if any. */
  declare blamed: string;
  /** What it said of that. */
  declare said: string | undefined;

  override render() {
    const params = this.estimator.params.filter((param) => !isNode(param));
    if (params.length === 0)
      return html`<p class="quiet small">${this.estimator.name} has no hyperparameters to set.</p>`;
    return html`<div class="fields">${params.map((param) => this.#field(param))}</div>`;
  }

  #field(param: ParamSchema): TemplateResult {
    const value = Object.hasOwn(this.values, param.name) ? (this.values[param.name] ?? null) : param.default;
    const base = Object.hasOwn(this.proposed, param.name) ? this.proposed[param.name]! : param.default;
    const changed = textOf(value) !== textOf(base);
    const complaint =
      refusal(this.estimator, param, value) ||
      (this.blamed === param.name ? this.said || "The engine refused this value." : "");
    return html`<div class="field ${changed ? "changed" : ""} ${complaint ? "refused" : ""}" data-param=${param.name}>
      ${this.#control(param, value)}
      <p class="doc">${param.doc}</p>
      ${complaint ? html`<p class="complaint" role="alert">${complaint}</p>` : nothing}
      ${
        changed
          ? html`<button class="link reset" @click=${() => this.#edit(param.name, undefined)}>
              ${icon("undo")} back to ${textOf(base)}<span class="visually-hidden"> for ${param.name}</span>
            </button>`
          : nothing
      }
    </div>`;
  }

  #control(param: ParamSchema, value: ParamValue): TemplateResult {
    const offer = offers(param);
    if (offer.boolean && offer.fixed.length === 0 && !offer.interval) {
      return html`<wa-checkbox
        size="s"
        ?checked=${value === true}
        @change=${(event: Event) => this.#edit(param.name, (event.target as HTMLInputElement).checked)}
        ><span class="label">${param.name}</span></wa-checkbox
      >`;
    }
    if (offer.interval && offer.fixed.length === 0) return this.#number(param, offer, value, true);
    if (offer.fixed.length > 0) return this.#choice(param, offer, value);
    return this.#text(param, value);
  }

  #choice(param: ParamSchema, offer: Offer, value: ParamValue): TemplateResult {
    const at = offer.fixed.findIndex((fixed) => fixed === value);
    const free = at < 0;
    const freeWord = offer.interval ? "number" : "other";
    return html`<div class="pair">
      <wa-select
        size="s"
        label=${param.name}
        value=${free ? "free" : String(at)}
        @change=${(event: Event) => this.#choose(event, param, offer)}
      >
        ${offer.fixed.map((fixed, index) => html`<wa-option value=${String(index)}>${textOf(fixed)}</wa-option>`)}
        ${offer.interval || offer.typed ? html`<wa-option value="free">${freeWord}</wa-option>` : nothing}
      </wa-select>
      ${free ? (offer.interval ? this.#number(param, offer, value, false) : this.#text(param, value, false)) : nothing}
    </div>`;
  }

  #number(param: ParamSchema, { interval, several }: Offer, value: ParamValue, labelled: boolean): TemplateResult {
    const { low, high, numeric } = interval!;
    const bound = (limit: number | null) => (limit === null || !Number.isFinite(limit) || several ? nothing : limit);
    return html`<wa-input
      type="number"
      size="s"
      label=${param.name}
      class=${labelled ? "" : "unlabelled"}
      without-spin-buttons
      .value=${value === null || typeof value !== "number" ? "" : String(value)}
      min=${bound(low)}
      max=${bound(high)}
      step=${numeric === "int" && !several ? 1 : "any"}
      @change=${(event: Event) => this.#edit(param.name, Number((event.target as HTMLInputElement).value || NaN))}
    ></wa-input>`;
  }

  #text(param: ParamSchema, value: ParamValue, labelled = true): TemplateResult {
    return html`<wa-input
      size="s"
      label=${param.name}
      class=${labelled ? "" : "unlabelled"}
      .value=${textOf(value)}
      @change=${(event: Event) => this.#editText(event, param)}
    ></wa-input>`;
  }

  #choose(event: Event, param: ParamSchema, offer: Offer): void {
    const chosen = (event.target as HTMLInputElement).value;
    if (chosen !== "free") return this.#edit(param.name, offer.fixed[Number(chosen)]!);
    this.#edit(
      param.name,
      offer.interval ? offer.start : param.constraint.some(({ type }) => type === "mapping") ? {} : 0,
    );
  }

  #editText(event: Event, param: ParamSchema): void {
    // Plain text stays text; the engine says whether it may.
    this.#edit(param.name, valueOf((event.target as HTMLInputElement).value));
  }

  #edit(name: string, value: ParamValue | undefined): void {
    this.dispatchEvent(new CustomEvent("edit", { detail: { name, value } }));
  }

  static override styles = [
    styles,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
        gap: 18px 28px;
        align-items: start;
      }
      .field {
        position: relative;
        display: grid;
        gap: 5px;
        min-width: 0;
      }
      .field.changed::before {
        content: "";
        position: absolute;
        inset: 2px auto 2px -12px;
        width: 3px;
        border-radius: 2px;
        background: var(--accent);
      }
      .field.refused::before {
        background: var(--bad-ink);
      }
      .doc {
        font-size: 13px;
        line-height: 1.45;
        color: var(--ink-quiet);
      }
      .complaint {
        font-size: 13px;
        line-height: 1.45;
        color: var(--bad-ink);
      }
      .reset {
        font-size: 13px;
        justify-self: start;
      }
      .label {
        font-weight: 500;
        font-size: 13px;
      }
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 6px;
      }
      .pair:has(.unlabelled) {
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        align-items: end;
      }
      .unlabelled::part(form-control-label),
      .unlabelled::part(label) {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
    `,
  ];
}
customElements.define("kf-param-form", KfParamForm);
