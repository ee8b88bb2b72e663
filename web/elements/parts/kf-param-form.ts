import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { EstimatorSchema, ParamSchema, ParamValue } from "../../lib/index.js";
import { breathe } from "../shared/breathe.js";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { icon } from "../shared/icons.js";
import { floatOf, shownOf, textOf, valueOf } from "../shared/param-text.js";
import { Part } from "../shared/part.js";
import { count } from "../shared/words.js";
import { placeOf } from "../state/diagram.js";
import { isGoing, refusal } from "../state/recipe.js";
import { placeIn, places, scaleOf, valueIn, type Scale } from "../state/scale.js";
import { offers, type Offer } from "./param-offers.js";

/** A value that a hyperparameter is given, undefined for what was proposed; and of which movement it is part. */
export interface ParamEdit {
  readonly name: string;
  readonly value: ParamValue | undefined;
  readonly gesture?: string;
}

/**
 * A form for one estimator's hyperparameters, made from the engine's schema alone: those that people change first, and
 * the others below a fold. Sends `edit` with a `ParamEdit`.
 */
export class KfParamForm extends Part {
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
  /** What a reader began with; a reset goes back to it. */
  declare proposed: Record<string, ParamValue>;
  /** The hyperparameter the engine refused, if any. */
  declare blamed: string;
  /** What it said of that. */
  declare said: string | undefined;

  override render() {
    const { estimator } = this;
    // Estimators are boxes of the diagram; what is going away is shown where it is set.
    const params = estimator.params.filter((param) => !placeOf(param) && !(isGoing(param) && !this.#isChanged(param)));
    if (params.length === 0) return html`<p class="quiet small">${estimator.name} has no hyperparameters to set.</p>`;
    const first = (estimator.first ?? []).flatMap((name) => params.find((param) => param.name === name) ?? []);
    if (first.length === 0) return html`<div class="fields">${params.map((param) => this.#field(param))}</div>`;
    const rest = params.filter((param) => !first.includes(param));
    return html`<div class="fields">${first.map((param) => this.#field(param))}</div>
      ${rest.length ? this.#more(rest) : nothing}`;
  }

  #more(rest: readonly ParamSchema[]): TemplateResult {
    const told = rest.filter((param) => this.#isChanged(param) || this.#complaint(param) !== "");
    return html`<details
      class="more"
      data-control="more-params"
      ?open=${told.length > 0 || this.#unfolded}
      @toggle=${this.#fold}
    >
      <summary>
        ${icon("chevron-right")} More
        <span class="quiet small"
          >${count(rest.length, "hyperparameter")}${told.length ? `, ${told.length} changed` : ""}</span
        >
      </summary>
      <div class="fields">${rest.map((param) => this.#field(param))}</div>
    </details>`;
  }

  /** What a person has unfolded stays so, whichever form it is. */
  #unfolded = false;

  #fold = (event: Event) => void (this.#unfolded = (event.target as HTMLDetailsElement).open);

  #valueOf({ name, default: usual, share }: ParamSchema): ParamValue {
    if (Object.hasOwn(this.values, name)) return this.values[name] ?? null;
    return share ? { $float: usual as number } : usual;
  }

  #baseOf({ name, default: usual, share }: ParamSchema): ParamValue {
    if (Object.hasOwn(this.proposed, name)) return this.proposed[name]!;
    return share ? { $float: usual as number } : usual;
  }

  #isChanged(param: ParamSchema): boolean {
    return textOf(this.#valueOf(param)) !== textOf(this.#baseOf(param));
  }

  #complaint(param: ParamSchema): string {
    const refused = refusal(this.estimator, param, this.#valueOf(param));
    return refused || (this.blamed === param.name ? this.said || "The engine refused this value." : "");
  }

  #field(param: ParamSchema): TemplateResult {
    const value = this.#valueOf(param);
    const changed = this.#isChanged(param);
    const complaint = this.#complaint(param);
    return html`<div class="field ${changed ? "changed" : ""} ${complaint ? "refused" : ""}" data-param=${param.name}>
      ${this.#control(param, value)}
      <p class="doc">
        ${param.doc} ${isBoolean(param) ? nothing : html`<span class="may">${capital(param.text)}.</span>`}
      </p>
      ${complaint ? html`<p class="complaint" role="alert">${complaint}</p>` : nothing}
      ${
        changed
          ? html`<button class="link reset" @click=${() => this.#edit(param.name, undefined)}>
              ${icon("undo")} back to ${shownOf(this.#baseOf(param))}<span class="visually-hidden">
                for ${param.name}</span
              >
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
    if (offer.interval && offer.fixed.length === 0)
      return html`<span class="label">${param.name}</span>${this.#number(param, offer, value)}`;
    if (offer.fixed.length > 0) return this.#choice(param, offer, value);
    return this.#text(param, value);
  }

  #choice(param: ParamSchema, offer: Offer, value: ParamValue): TemplateResult {
    const at = offer.fixed.findIndex((fixed) => Object.is(fixed, value));
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
        ${free && !offer.interval ? this.#text(param, value, false) : nothing}
      </div>
      ${free && offer.interval ? this.#number(param, offer, value) : nothing}`;
  }

  /** A field for a number, and a slider beside it where it is clear from where to where that goes. */
  #number(param: ParamSchema, { intervals, several }: Offer, value: ParamValue): TemplateResult {
    const float = floatOf(value);
    const number = typeof value === "number" ? value : float;
    // A whole number is a count where both are taken; a share is what has a point.
    const isShare = float !== undefined || (number !== undefined && !Number.isInteger(number));
    const interval = intervals.find(({ numeric }) => (numeric === "float") === isShare) ?? intervals[0]!;
    const scale = scaleOf(param, interval);
    const bound = (limit: number | null) => (limit === null || !Number.isFinite(limit) || several ? nothing : limit);
    return html`<div class="amount ${scale ? "slides" : ""}">
      ${scale ? this.#slider(param, scale, number ?? scale.low, several && interval.numeric === "float") : nothing}
      <wa-input
        type="number"
        size="s"
        label=${param.name}
        class="unlabelled"
        without-spin-buttons
        .value=${number === undefined ? "" : shownOf(value)}
        min=${bound(interval.low)}
        max=${bound(interval.high)}
        step=${interval.numeric === "int" && !several ? 1 : "any"}
        @change=${(event: Event) => this.#edit(param.name, typedNumber((event.target as HTMLInputElement).value, several))}
      ></wa-input>
    </div>`;
  }

  #slider({ name }: ParamSchema, scale: Scale, value: number, isShare: boolean): TemplateResult {
    const slid = ({ target }: Event) => {
      const next = valueIn(Number((target as HTMLInputElement).value), scale);
      this.#edit(name, isShare && Number.isInteger(next) ? { $float: next } : next, `slide ${name} ${movement}`);
    };
    return html`<input
      type="range"
      aria-label=${name}
      aria-valuetext=${textOf(value)}
      min="0"
      max=${places}
      .value=${live(String(placeIn(value, scale)))}
      @pointerdown=${moves}
      @focus=${moves}
      @input=${slid}
    />`;
  }

  #text(param: ParamSchema, value: ParamValue, labelled = true): TemplateResult {
    return html`<wa-input
      size="s"
      label=${param.name}
      class=${labelled ? "" : "unlabelled"}
      .value=${shownOf(value)}
      @change=${(event: Event) => this.#editText(event, param)}
    ></wa-input>`;
  }

  #choose(event: Event, param: ParamSchema, offer: Offer): void {
    const chosen = (event.target as HTMLInputElement).value;
    if (chosen !== "free") return this.#edit(param.name, offer.fixed[Number(chosen)]!);
    const isMap = param.constraint.some(({ type }) => type === "mapping");
    this.#edit(param.name, offer.interval ? offer.start : isMap ? {} : 0);
    void this.#focusField(param.name);
  }

  /** What is to be typed next, once it is there. */
  async #focusField(name: string): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      await breathe();
      const field = this.renderRoot.querySelector<HTMLElement & { select(): void }>(`[data-param="${name}"] wa-input`);
      if (!field) continue;
      field.focus();
      return field.select();
    }
  }

  #editText(event: Event, param: ParamSchema): void {
    // Plain text stays text; the engine says whether it may.
    this.#edit(param.name, valueOf((event.target as HTMLInputElement).value));
  }

  #edit(name: string, value: ParamValue | undefined, gesture?: string): void {
    const detail: ParamEdit = { name, value, ...(gesture === undefined ? {} : { gesture }) };
    this.send("edit", detail);
  }

  static override styles = [
    ...Part.styles,
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
      .may {
        white-space: normal;
        opacity: 0.92;
      }
      .amount {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-items: center;
        gap: 10px;
        text-align: left;
      }
      .amount.slides {
        grid-template-columns: minmax(0, 1fr) 92px;
      }
      input[type="range"] {
        width: 100%;
        min-width: 0;
        height: 24px;
        margin: 0;
        accent-color: var(--accent-ink);
      }
      input[type="range"]:focus-visible {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 2px;
        border-radius: 4px;
      }
      .more {
        margin-top: 18px;
      }
      .more summary {
        display: flex;
        align-items: baseline;
        gap: 8px;
        width: fit-content;
        cursor: pointer;
        font-size: 14px;
        font-weight: 500;
        list-style: none;
      }
      .more summary::-webkit-details-marker {
        display: none;
      }
      .more[open] summary .icon {
        rotate: 90deg;
      }
      .more .fields {
        margin-top: 14px;
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
define("kf-param-form", KfParamForm);

/** A movement of a slider is one change, however often it is drawn in between. */
let movement = 0;
const moves = (): void => void movement++;

const isBoolean = ({ constraint }: ParamSchema): boolean => constraint.every(({ type }) => type === "boolean");

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** 1.0 is a share where 1 is a count. */
function typedNumber(typed: string, several: boolean): ParamValue {
  const value = Number(typed || NaN);
  return several && Number.isInteger(value) && /[.e]/i.test(typed) ? { $float: value } : value;
}
