import { css, html, type PropertyValues } from "lit";
import { takeTarget } from "../../lib/index.js";
import type { Labels } from "../../lib/index.js";
import type { Fit } from "../session/session.js";
import { Part } from "../shared/part.js";
import { againstTruthPlot, confusionPlot, inkOf } from "./plots.js";

/** The picture of a fit on the held-out rows: a confusion matrix, or predicted against true values. */
export class KfFitPlot extends Part {
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
    const { fit } = this.session;
    const width = Math.round(this.clientWidth);
    if (!fit || width === 0) return;
    const ink = inkOf(this);
    const inputs = [fit, width, ink.high];
    if (inputs.every((input, index) => input === this.#drawn[index])) return;
    this.#drawn = inputs;
    const figure = this.renderRoot.querySelector("figure")!;
    figure.replaceChildren(draw(fit, Math.min(width, 520), ink));
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

function draw(fit: Fit, width: number, ink: ReturnType<typeof inkOf>): Element {
  if (fit.evaluation.confusion) return confusionPlot(fit.evaluation.confusion, width, ink);
  const truth = takeTarget(fit.training.y, fit.split.test) as Labels;
  return againstTruthPlot(truth, fit.evaluation.predicted, fit.table.target, width, ink);
}
customElements.define("kf-fit-plot", KfFitPlot);
