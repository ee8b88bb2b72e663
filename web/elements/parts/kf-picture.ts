import { css, html, nothing, type PropertyValues } from "lit";
import { live } from "lit/directives/live.js";
import type { Chosen, Control, FitPlot, Shown } from "../plots/fit-plot.js";
import { define } from "../shared/define.js";
import { Part } from "../shared/part.js";
import type { Ask } from "../state/ask.js";
import type { Fit } from "../state/results.js";
import { short } from "../shared/words.js";
import "./kf-column-choice.js";
import "./kf-figure.js";

/** A picture of a fit, with what may be chosen of it; it is made once it comes into sight. */
export class KfPicture extends Part {
  static override properties = {
    fit: { attribute: false },
    ask: { attribute: false },
    plot: { attribute: false },
    chosen: { state: true },
    shown: { state: true },
    trouble: { state: true },
  };
  declare fit: Fit;
  declare ask: Ask;
  declare plot: FitPlot;
  declare chosen: Chosen;
  declare shown: Shown | undefined;
  declare trouble: string;
  #seen = false;
  #made: unknown[] = [];
  #sight = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.#seen = true;
      this.#sight.disconnect();
      this.requestUpdate();
    },
    { rootMargin: "300px" },
  );

  constructor() {
    super();
    this.chosen = {};
    this.trouble = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#seen) this.#sight.observe(this);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.disconnect();
  }

  override render() {
    const { shown, trouble } = this;
    return html`<h3>${this.plot.title}</h3>
      ${shown?.controls?.length ? html`<div class="row">${shown.controls.map((control) => this.#control(control))}</div>` : nothing}
      ${trouble ? html`<p class="small quiet" data-trouble>${trouble}</p>` : nothing}
      ${shown ? html`<kf-figure .figure=${shown.figure}></kf-figure>` : trouble ? nothing : html`<div class="coming" aria-busy=${this.#seen ? "true" : nothing}></div>`}`;
  }

  #control(control: Control) {
    const { name, label } = control;
    const choose = (value: string) => (this.chosen = { ...this.chosen, [name]: value });
    const read = (event: Event) => choose((event.target as HTMLInputElement).value);
    if (control.kind === "column")
      return html`<kf-column-choice
        .names=${control.names}
        .value=${control.value}
        name="${this.plot.name}-${name}"
        label=${label}
        @choose=${({ detail }: CustomEvent<string>) => choose(detail)}
      ></kf-column-choice>`;
    if (control.kind === "choice")
      return html`<label class="small" data-control=${control.control ?? nothing}>
        ${label}
        <select class="pick" id="${this.plot.name}-${name}" @change=${read}>
          ${control.options.map(({ value, text }) => html`<option value=${value} .selected=${live(value === control.value)}>${text}</option>`)}
        </select>
      </label>`;
    return html`<label class="small slider">
      <span>${label} <output>${short(control.value)}</output></span>
      <input
        type="range"
        id="${this.plot.name}-${name}"
        min=${control.min}
        max=${control.max}
        step=${control.step}
        .value=${live(String(control.value))}
        @input=${read}
      />
    </label>`;
  }

  override willUpdate(): void {
    const inputs = [this.fit, this.ask, this.plot, this.chosen];
    if (!this.#seen || inputs.every((input, i) => input === this.#made[i])) return;
    this.#made = inputs;
    void this.#make(inputs);
  }

  /** What comes after something else was chosen is not shown any more. */
  async #make(inputs: unknown[]): Promise<void> {
    const { fit, ask, plot, chosen } = this;
    try {
      const shown = await plot.make(fit, ask, chosen);
      if (this.#made !== inputs) return;
      this.shown = shown;
      this.trouble = "";
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      // The fit is over, and another one takes its place.
      if (this.#made !== inputs || code === "released") return;
      this.shown = undefined;
      this.trouble = message;
    }
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has("shown") || changed.has("trouble"))
      this.toggleAttribute("data-made", !!(this.shown || this.trouble));
  }

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        align-content: start;
      }
      /* Names of classes may be long. */
      .row > label:not(.slider) {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 6px;
        max-width: 100%;
      }
      .pick {
        min-width: 0;
      }
      .coming {
        min-height: 260px;
      }
      .row {
        gap: 6px 12px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        max-width: 100%;
      }
      .slider {
        flex: 1 1 200px;
        flex-wrap: wrap;
      }
      .slider input {
        flex: 1 1 120px;
        min-width: 0;
        accent-color: var(--accent);
      }
      output {
        display: inline-block;
        min-width: 5ch;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
}
define("kf-picture", KfPicture);
