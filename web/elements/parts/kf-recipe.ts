import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { styles } from "../shared/styles.js";
import { count, listed } from "../shared/words.js";
import type { Node } from "../state/recipe.js";

/** The pipeline as boxes in the order the data goes through them. Choosing a box fires `choose` with its path. */
export class KfRecipe extends LitElement {
  static override properties = {
    root: { attribute: false },
    chosen: {},
    edited: { attribute: false },
    warned: { attribute: false },
  };
  declare root: Node;
  declare chosen: string;
  /** Paths of the boxes in which something differs from the proposal. */
  declare edited: ReadonlySet<string>;
  /** Paths of the boxes that the last fit warned of. */
  declare warned: ReadonlyMap<string, unknown>;

  override render() {
    return html`<div class="flow">${this.#draw(this.root)}</div>`;
  }

  #draw(node: Node): TemplateResult {
    if (node.children.length === 0) return this.#box(node);
    const inside = node.children.map((child) => this.#draw(child));
    if (node.path === "") return html`<div class="sequence outer">${this.#withArrows(inside)}</div>`;
    return html`<div class="group">
      <button class="caption" aria-pressed=${this.chosen === node.path} @click=${() => this.#choose(node)}>
        <span class="step">${node.name}</span> ${node.recipe.class}${this.#dot(node)}
        ${node.columns ? html`<span class="columns" title=${namesOf(node.columns)}>${count(node.columns.length, "column")}</span>` : node.chosenBy ? html`<span class="columns">${node.chosenBy}</span>` : nothing}
      </button>
      <div class=${node.layout}>${node.layout === "sequence" ? this.#withArrows(inside) : inside}</div>
    </div>`;
  }

  #withArrows(items: TemplateResult[]) {
    return items.map((item, index) => (index ? [html`<span class="arrow" aria-hidden="true"></span>`, item] : item));
  }

  #box(node: Node): TemplateResult {
    return html`<button
      class="box ${node.schema?.kind ?? ""}"
      aria-pressed=${this.chosen === node.path}
      @click=${() => this.#choose(node)}
    >
      <span class="step">${node.name}${this.#dot(node)}</span>
      <span class="class">${node.recipe.class}</span>
    </button>`;
  }

  #dot(node: Node) {
    return [
      this.edited.has(node.path)
        ? html`<span class="dot" title="Changed"><span class="visually-hidden">, changed</span></span>`
        : nothing,
      this.warned?.has(node.path)
        ? html`<span class="warned" title="The fit warns of this step" data-warned=${node.path}
            >${icon("warning")}<span class="visually-hidden">, the fit warns of it</span></span
          >`
        : nothing,
    ];
  }

  #choose(node: Node): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: node.path }));
  }

  static override styles = [
    styles,
    css`
      :host {
        container-type: inline-size;
      }
      .flow {
        padding: 4px 0;
      }
      .sequence {
        display: flex;
        align-items: center;
        gap: 0;
      }
      .parallel {
        display: grid;
        gap: 10px;
      }
      .arrow {
        flex: none;
        width: 24px;
        height: 10px;
        margin: 0 4px;
        position: relative;
        background: linear-gradient(var(--line-strong), var(--line-strong)) center / 100% 1.5px no-repeat;
      }
      .arrow::after {
        content: "";
        position: absolute;
        right: 0;
        top: 1.5px;
        width: 7px;
        height: 7px;
        border: solid var(--line-strong);
        border-width: 1.5px 1.5px 0 0;
        rotate: 45deg;
      }
      .group {
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-l);
        padding: 8px 12px 12px;
        background: var(--sunken);
        min-width: 0;
      }
      .group .group {
        background: var(--card);
        border-radius: var(--wa-border-radius-m);
        padding: 6px 10px 10px;
      }
      button {
        font: inherit;
        color: inherit;
        cursor: pointer;
        text-align: left;
      }
      .caption {
        border: 0;
        background: none;
        padding: 3px 4px;
        margin: 0 0 7px -4px;
        font-size: 13px;
        border-radius: var(--wa-border-radius-s);
        color: var(--ink-quiet);
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 2px 7px;
        width: calc(100% + 8px);
      }
      .caption .step {
        color: var(--ink);
      }
      .columns {
        margin-left: auto;
      }
      .box {
        display: grid;
        gap: 1px;
        padding: 9px 14px 10px;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-m);
        background: var(--card);
        box-shadow: var(--lift);
        transition: border-color 120ms;
        min-width: 0;
      }
      .group .group .box {
        background: var(--sunken);
        box-shadow: none;
      }
      .box.classifier,
      .box.regressor {
        border-color: var(--accent-line);
        background: var(--accent-wash);
        padding-block: 16px;
      }
      .step {
        font-size: 12px;
        color: var(--ink-quiet);
        font-weight: 500;
      }
      .class {
        font-weight: 600;
        font-size: 14px;
        overflow-wrap: anywhere;
      }
      .box:hover,
      .box[aria-pressed="true"] {
        border-color: var(--accent);
      }
      .box[aria-pressed="true"] {
        box-shadow: 0 0 0 1px var(--accent);
      }
      .caption:hover,
      .caption[aria-pressed="true"] {
        color: var(--accent-ink);
      }
      .caption[aria-pressed="true"] {
        text-decoration: underline;
        text-underline-offset: 4px;
      }
      .dot {
        display: inline-block;
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: var(--accent);
        margin-left: 6px;
        vertical-align: 1px;
      }
      .warned {
        color: var(--warn-ink);
        font-size: 13px;
        margin-left: 6px;
      }
      @container (max-width: 560px) {
        .sequence.outer,
        .group .group .sequence {
          flex-direction: column;
          align-items: stretch;
        }
        .arrow {
          rotate: 90deg;
          margin: 9px auto;
        }
      }
    `,
  ];
}
const shownNames = 30;

/** Names of columns, of very many the first. */
export function namesOf(columns: readonly (string | number)[]): string {
  const first = columns.slice(0, shownNames).map((name) => visible(String(name), 60));
  const more = columns.length - first.length;
  return more ? `${first.join(", ")} and ${count(more, "other", "others")}` : listed(first);
}

customElements.define("kf-recipe", KfRecipe);
