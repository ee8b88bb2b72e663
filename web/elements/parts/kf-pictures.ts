import { css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { FitPlot } from "../plots/fit-plot.js";
import { define } from "../shared/define.js";
import { Part } from "../shared/part.js";
import type { Ask } from "../state/ask.js";
import type { Fit } from "../state/results.js";
import "./kf-picture.js";

/** So many are open at first. */
const first = 2;

/** The pictures that suit a fit: titles to choose from, and those chosen. What stands in the slot comes before them. */
export class KfPictures extends Part {
  static override properties = {
    fit: { attribute: false },
    ask: { attribute: false },
    dense: { type: Boolean, reflect: true },
    plots: { state: true },
    open: { state: true },
  };
  declare fit: Fit;
  declare ask: Ask;
  /** Whether there is little room: what is small stands side by side. */
  declare dense: boolean;
  /** Those that suit; undefined until that is known. */
  declare plots: readonly FitPlot[] | undefined;
  /** By name; undefined until one is opened or closed. */
  declare open: ReadonlySet<string> | undefined;
  #asked: Ask | undefined;

  override willUpdate(): void {
    if (this.#asked === this.ask) return;
    this.#asked = this.ask;
    void this.#choose(this.fit, this.ask);
  }

  async #choose(fit: Fit, ask: Ask): Promise<void> {
    const [{ fitPlots }, about] = await Promise.all([import("../plots/index.js"), ask.about()]).catch(() => {
      // The fit is over before it was looked at.
      return [{ fitPlots: [] as readonly FitPlot[] }, undefined] as const;
    });
    if (this.#asked !== ask) return;
    const plots = about ? fitPlots.filter((plot) => plot.suits(fit, about)) : [];
    // Of two columns one picture shows everything.
    this.plots =
      columnsOf(fit) === 2 ? plots.sort((a, b) => Number(b.whole ?? false) - Number(a.whole ?? false)) : plots;
  }

  override render() {
    const plots = (this.plots ?? []).filter(({ name }) => !this.lacks(`picture-${name}`));
    const open = this.open ?? new Set(plots.slice(0, first).map(({ name }) => name));
    const pair = columnsOf(this.fit) === 2;
    return html`${
        plots.length > 1
          ? html`<div class="titles" data-control="picture-titles" role="group" aria-label="Pictures of the fit">
              ${plots.map(
                ({ name, title }) =>
                  html`<button
                    data-control="picture-${name}"
                    aria-pressed=${open.has(name)}
                    data-picture=${name}
                    @click=${() => this.#toggle(name, open)}
                  >
                    ${title}
                  </button>`,
              )}
            </div>`
          : nothing
      }
      <div class="grid">
        <slot></slot>
        ${repeat(
          plots.filter(({ name }) => open.has(name)),
          ({ name }) => name,
          (plot) =>
            html`<kf-picture
              class="panel padded ${plot.wide || (plot.whole && pair) ? "wide" : ""}"
              data-control="picture-${plot.name}"
              id="picture-${plot.name}"
              .fit=${this.fit}
              .ask=${this.ask}
              .plot=${plot}
            ></kf-picture>`,
        )}
      </div>`;
  }

  #toggle(name: string, open: ReadonlySet<string>): void {
    const next = new Set(open);
    if (!next.delete(name)) next.add(name);
    this.open = next;
  }

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 14px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr));
        gap: 16px;
        align-items: start;
      }
      /* Two beside each other; what is read by itself, or has long lines, has all of the width. */
      :host([dense]) .grid {
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
        grid-auto-flow: dense;
        gap: 12px;
      }
      :host([dense]) .padded {
        padding: 16px;
      }
      :host([dense]) .wide {
        grid-column: 1 / -1;
      }
      .titles {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .titles button {
        font: inherit;
        font-size: 13px;
        line-height: 1.4;
        padding: 4px 12px;
        border: 1px solid var(--line-strong);
        border-radius: 99px;
        background: var(--card);
        color: var(--ink);
        cursor: pointer;
      }
      .titles button[aria-pressed="true"] {
        border-color: var(--accent);
        background: var(--accent-wash);
        color: var(--accent-ink);
        font-weight: 550;
      }
    `,
  ];
}
/** How many columns are predicted from. */
const columnsOf = ({ training }: Fit): number =>
  [...(training.X.columns as ReadonlyMap<string, unknown>).keys()].length;

define("kf-pictures", KfPictures);
