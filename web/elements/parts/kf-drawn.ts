import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { DatasetSchema, EstimatorSchema, ParamSchema, ParamValue } from "../../lib/index.js";
import {
  drawnInPython,
  findGenerator,
  ownPoints,
  pointsIn,
  type Drawn,
  type Generator,
  type Range,
} from "../data/drawn.js";
import { define } from "../shared/define.js";
import { icon } from "../shared/icons.js";
import { textOf } from "../shared/param-text.js";
import { Part } from "../shared/part.js";
import { count } from "../shared/words.js";
import "./kf-param-form.js";

type Change = Readonly<Record<string, ParamValue | undefined>>;

/** What was asked for: parameters by name, undefined for their first values, and of which movement it is part. */
export interface Drawing {
  readonly params: Change;
  readonly gesture: string | undefined;
}

/** So long a slider rests before what it says is drawn. */
const rest = 100;
/** Places of a slider that goes by factors. */
const places = 200;

/**
 * What data are drawn with: sliders for what matters first, a form for the rest, and the same in Python. Sends `draw`
 * with a `Drawing`; what is chosen stands here until the data of it are there.
 */
export class KfDrawn extends Part {
  static override properties = {
    drawn: { attribute: false },
    schema: { attribute: false },
    trouble: { attribute: false },
    asked: { state: true },
    copied: { state: true },
  };
  /** How the open data were drawn. */
  declare drawn: Drawn;
  declare schema: DatasetSchema;
  /** Why the last could not be drawn. */
  declare trouble: { readonly message: string; readonly hint: string } | undefined;
  /** What is asked for and not drawn yet. */
  declare asked: Change;
  /** What came of copying, in a word. */
  declare copied: string;

  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What was touched last: a refusal that names no parameter stands there. */
  #last = "";
  #movement = 0;

  constructor() {
    super();
    this.asked = {};
    this.copied = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("drawn")) return;
    const before = changed.get("drawn") as Drawn | undefined;
    if (before?.name !== this.drawn.name) clearTimeout(this.#timer);
    else if (this.#timer !== undefined) return;
    this.#timer = undefined;
    this.asked = {};
    this.copied = "";
  }

  get #generator(): Generator {
    return findGenerator(this.drawn.name)!;
  }

  #valueOf({ name, default: usual }: ParamSchema): ParamValue {
    const { first } = this.#generator;
    if (!Object.hasOwn(this.asked, name)) return this.drawn.params[name] ?? usual;
    return this.asked[name] === undefined ? (first[name] ?? usual) : this.asked[name]!;
  }

  /** The parameter that a refusal is about. */
  get #blamed(): string {
    if (!this.trouble) return "";
    const [, named = ""] = /^(\w+) of \w+ /.exec(this.trouble.message) ?? [];
    return this.schema.params.some(({ name }) => name === named) ? named : this.#last;
  }

  override render() {
    const { schema } = this;
    const generator = this.#generator;
    const first = schema.params.filter(({ name }) => Object.hasOwn(generator.sliders, name));
    const order = Object.keys(generator.sliders);
    first.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    return html`<section class="panel padded stack" aria-label="How it is drawn">
      <p class="small quiet">${schema.doc} ${generator.said ?? ""}</p>
      <div class="sliders" data-control="draw-sliders">
        ${first.map((param) => this.#slider(param, generator.sliders[param.name]!))}
      </div>
      ${this.#points()}
      <details class="more" data-control="draw-more">
        <summary>${icon("chevron-right")} More</summary>
        ${this.#more(first)}
      </details>
      ${this.#python()}
    </section>`;
  }

  /** Rows that were added by hand. */
  #points() {
    const { length } = pointsIn(this.drawn.params);
    if (length === 0) return nothing;
    return html`<p class="small" data-control="points" data-points=${length}>
      ${count(length, "point")} added by hand.
      <button class="link" data-act="no-points" @click=${() => this.#ask({ [ownPoints]: undefined })}>
        Take ${length === 1 ? "it" : "them"} away
      </button>
    </p>`;
  }

  #slider(param: ParamSchema, range: Range): TemplateResult {
    const { name } = param;
    const value = this.#valueOf(param);
    const base = this.#generator.first[name] ?? param.default;
    const changed = textOf(value) !== textOf(base);
    const complaint = this.#blamed === name ? this.#complaint : "";
    const amount = typeof value === "number" ? value : 0;
    const limit = param.constraint.find((rule) => rule.type === "interval");
    return html`<div class="slider ${complaint ? "refused" : ""}" data-param=${name}>
      <label class="name" for=${name}>${name}</label>
      <div class="pair">
        <input
          type="range"
          id=${name}
          min=${range.factors ? 0 : range.low}
          max=${range.factors ? places : range.high}
          step=${range.factors ? 1 : range.step}
          aria-valuetext=${textOf(value)}
          .value=${live(String(range.factors ? placeOf(amount, range) : amount))}
          @pointerdown=${this.#moves}
          @focus=${this.#moves}
          @input=${(event: Event) => this.#slid(name, Number((event.target as HTMLInputElement).value), range)}
        />
        <input
          class="typed"
          type="number"
          aria-label="${name} as a number"
          step=${limit?.numeric === "int" ? 1 : "any"}
          .value=${live(typeof value === "number" ? String(value) : "")}
          @change=${(event: Event) => this.#ask({ [name]: Number((event.target as HTMLInputElement).value || NaN) })}
        />
      </div>
      <p class="small quiet">${param.doc}</p>
      ${complaint ? html`<p class="small bad-ink" role="alert">${complaint}</p>` : nothing}
      <p class="row small">
        ${
          name === "random_state"
            ? html`<button class="link" data-act="new-seed" @click=${() => this.#ask({ [name]: another(value) })}>
                New seed
              </button>`
            : nothing
        }
        ${
          changed
            ? html`<button class="link reset" @click=${() => this.#ask({ [name]: undefined })}>
                ${icon("undo")} back to ${textOf(base)}<span class="visually-hidden"> for ${name}</span>
              </button>`
            : nothing
        }
      </p>
    </div>`;
  }

  get #complaint(): string {
    const { message = "", hint = "" } = this.trouble ?? {};
    return hint ? `${message} ${hint}` : message;
  }

  #more(first: readonly ParamSchema[]): TemplateResult {
    const { schema } = this;
    const rest = schema.params.filter((param) => !first.includes(param));
    const values = Object.fromEntries(schema.params.map((param) => [param.name, this.#valueOf(param)]));
    return html`<kf-param-form
      .estimator=${{ ...schema, params: rest } as unknown as EstimatorSchema}
      .values=${values}
      .proposed=${this.#generator.first}
      .blamed=${this.#blamed}
      .said=${this.#complaint}
      @edit=${({ detail }: CustomEvent<{ name: string; value: ParamValue | undefined }>) => this.#ask({ [detail.name]: detail.value })}
    ></kf-param-form>`;
  }

  #python(): TemplateResult {
    const { name, params } = this.drawn;
    return html`<div class="python" data-control="draw-python">
      <p class="small quiet">
        Number for number what scikit-learn draws:
        <button class="link" data-act="copy" @click=${this.#copy}>Copy</button>
        <span role="status">${this.copied}</span>
      </p>
      <pre class="code" tabindex="0">${drawnInPython(name, params)}</pre>
    </div>`;
  }

  /** A movement of a slider is one change, however often it is drawn in between. */
  #moves = () => void this.#movement++;

  #slid(name: string, at: number, range: Range): void {
    this.#last = name;
    this.asked = { ...this.asked, [name]: range.factors ? valueAt(at, range) : at };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(`draw ${name} ${this.#movement}`), rest);
  }

  #ask(change: Change): void {
    this.#last = Object.keys(change)[0]!;
    this.asked = { ...this.asked, ...change };
    this.#send();
  }

  // All that is asked for: what another change came before is not lost.
  #send(gesture?: string): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.send("draw", { params: this.asked, gesture } satisfies Drawing);
  }

  #copy = async () => {
    const { name, params } = this.drawn;
    try {
      await navigator.clipboard.writeText(drawnInPython(name, params));
      this.copied = "Copied.";
    } catch {
      getSelection()?.selectAllChildren(this.renderRoot.querySelector("pre")!);
      this.copied = "The browser does not let this page copy: the lines are selected.";
    }
  };

  static override styles = [
    ...Part.styles,
    css`
      .sliders {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
        gap: 18px 28px;
        align-items: start;
      }
      .slider {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
        min-width: 0;
      }
      .name {
        font-size: 13px;
        font-weight: 500;
      }
      .pair {
        display: flex;
        align-items: center;
        gap: 10px;
      }
      input[type="range"] {
        flex: 1 1 0;
        min-width: 60px;
        height: 24px;
        margin: 0;
        accent-color: var(--accent-ink);
      }
      input[type="range"]:focus-visible {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 2px;
        border-radius: 4px;
      }
      .typed {
        width: 84px;
        font-variant-numeric: tabular-nums;
      }
      .refused .typed {
        border-color: var(--bad-ink);
      }
      .more summary {
        cursor: pointer;
        font-size: 14px;
        font-weight: 500;
        list-style: none;
        justify-self: start;
        width: fit-content;
      }
      .more summary::-webkit-details-marker {
        display: none;
      }
      .more[open] summary .icon {
        rotate: 90deg;
      }
      .more[open] summary {
        margin-bottom: 14px;
      }
      .python {
        display: grid;
        gap: 6px;
      }
      pre {
        margin: 0;
        padding: 10px 12px;
        border-radius: var(--wa-border-radius-m);
        background: var(--sunken);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font-size: 13px;
        line-height: 1.5;
      }
    `,
  ];
}
define("kf-drawn", KfDrawn);

const placeOf = (value: number, { low, high }: Range): number =>
  Math.round((places * Math.log(Math.max(value, low) / low)) / Math.log(high / low));

/** Two digits are enough where a slider goes by factors. */
function valueAt(place: number, { low, high, step }: Range): number {
  const exact = low * (high / low) ** (place / places);
  const coarse = Math.max(step, 10 ** (Math.floor(Math.log10(exact)) - 1));
  return Math.min(high, Math.round(exact / coarse) * coarse);
}

/** A seed that is another one. */
function another(seed: ParamValue): number {
  const next = Math.floor(Math.random() * 1000);
  return next === seed ? next + 1 : next;
}
