import { css, html, type PropertyValues } from "lit";
import type { FitPlot } from "../plots/fit-plot.js";
import { inkOf } from "../plots/ink.js";
import { Part } from "../shared/part.js";
import type { Fit } from "../state/results.js";

/** A picture of a fit on the held-out rows. */
export class KfFitPlot extends Part {
  static override properties = { fit: { attribute: false }, plot: { attribute: false } };
  declare fit: Fit;
  declare plot: FitPlot;
  #drawn: unknown[] = [];
  #sizes = new ResizeObserver(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  override render() {
    return html`<figure></figure>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { fit, plot } = this;
    const width = Math.round(this.clientWidth);
    if (width === 0) return;
    const ink = inkOf(this);
    const inputs = [fit, plot, width, ink.high];
    if (inputs.every((input, index) => input === this.#drawn[index])) return;
    this.#drawn = inputs;
    const figure = this.renderRoot.querySelector("figure")!;
    figure.replaceChildren(asPicture(plot.draw(fit, Math.min(width, 520), ink), plot.words(fit)));
  }

  static override styles = [
    ...Part.styles,
    css`
      figure svg {
        display: block;
        max-width: 100%;
        height: auto;
      }
    `,
  ];
}

/** One picture with one description, in place of the many labels of its parts. */
function asPicture(plot: Element, label: string): Element {
  for (const part of plot.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", label);
  return plot;
}

customElements.define("kf-fit-plot", KfFitPlot);
