import { css, html, type PropertyValues } from "lit";
import { takeTarget } from "../../lib/index.js";
import type { Confusion, Labels } from "../../lib/index.js";
import type { Fit } from "../session/session.js";
import { distinct, visible } from "../shared/foreign.js";
import { Part } from "../shared/part.js";
import { count, listed } from "../shared/words.js";
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
  const { confusion, predicted } = fit.evaluation;
  if (confusion) return asPicture(confusionPlot(confusion, width, ink), confusionInWords(confusion));
  const truth = takeTarget(fit.training.y, fit.split.test) as Labels;
  const target = visible(fit.table.target, 60);
  return asPicture(
    againstTruthPlot(truth, predicted, target, width, ink),
    `Predicted against true ${target} of ${count(predicted.length, "row")}`,
  );
}

/** One picture with one description, in place of the many labels of its parts. */
function asPicture(plot: Element, label: string): Element {
  for (const part of plot.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", label);
  return plot;
}

function confusionInWords({ labels, matrix }: Confusion): string {
  const names = distinct(Array.from(labels, String));
  const rows = names.map((actual, i) => {
    const found = names
      .map((name, j) => ({ name, times: matrix.data[i * names.length + j]! }))
      .filter(({ times }) => times > 0);
    return `${actual}: ${listed(found.map(({ name, times }) => `${times} as ${name}`)) || "none"}`;
  });
  return `Confusion matrix. ${rows.join("; ")}.`;
}
customElements.define("kf-fit-plot", KfFitPlot);
