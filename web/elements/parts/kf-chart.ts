import { css, html, LitElement, type PropertyValues } from "lit";
import { styles } from "../shared/styles.js";

/** A chart that fills its width. Colours are the theme's variables, so that it follows light and dark by itself. */
export class KfChart extends LitElement {
  static override properties = { draw: { attribute: false }, label: {}, widest: { type: Number } };
  declare draw: (width: number) => Element;
  /** The picture in words. */
  declare label: string;
  declare widest: number;
  #drawn: [unknown, number] | undefined;
  #sizes = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.widest = 640;
  }

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

  override updated(_changed: PropertyValues<this>): void {
    const width = Math.min(this.widest, Math.round(this.clientWidth));
    if (width === 0 || (this.#drawn?.[0] === this.draw && this.#drawn[1] === width)) return;
    this.#drawn = [this.draw, width];
    const plot = this.draw(width);
    // One picture with one description, in place of the many labels of its parts.
    for (const part of plot.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", this.label);
    this.renderRoot.querySelector("figure")!.replaceChildren(plot);
  }

  static override styles = [
    styles,
    css`
      figure svg {
        display: block;
        max-width: 100%;
        height: auto;
      }
    `,
  ];
}
customElements.define("kf-chart", KfChart);
