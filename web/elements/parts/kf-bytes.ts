import { css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Inspection } from "../../lib/index.js";
import { anyBreak, copiesOf, type Break } from "../bytes/break.js";
import { hexOf } from "../bytes/hex.js";
import { placesOf } from "../bytes/rows.js";
import { chainTo, childrenOf, elementAt, namesOf, wholeOf, type ElementAt, type Span } from "../bytes/walk.js";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { styled } from "../shared/styled.js";
import { bytesInWords, number } from "../shared/words.js";
import type { Breaks } from "../state/verified.js";
import { attemptView, caughtStyles, tallyView } from "./caught.js";
import "./kf-contents.js";
import "./kf-hex.js";

const words = {
  parts: "Parts of the file",
  about: "A line of the tree lights its bytes, a byte its line.",
  breaking: "Break a copy",
  invite:
    "Choose a byte above and one of its bits: a copy with that bit changed is opened as any file is. The file itself stays as it is.",
  bits: "Bit to change",
  breakIt: "Break this bit",
  any: "Any byte, any bit",
  many: (copies: number) => `${copies} at random`,
  stop: "Stop",
  mend: "Make the digest right again afterwards",
  mendAbout: "as somebody would who knows the format: then the checks behind it are seen at work",
  untouched: "The stored file is untouched:",
  touched: "The stored file is not what it was:",
} as const;

/** The bytes of a file beside what they mean, and what happens when one of their bits is another. */
export class KfBytes extends Part {
  static override properties: PropertyDeclarations = {
    bytes: { attribute: false },
    inspection: { attribute: false },
    breaks: { attribute: false },
    work: { attribute: false },
    at: { state: true },
    chosen: { state: true },
    open: { state: true },
    bit: { state: true },
    mend: { state: true },
  };
  declare bytes: Uint8Array;
  declare inspection: Inspection;
  declare breaks: Breaks | undefined;
  /** How far the breaking of many has come, while something is being broken. */
  declare work: { readonly done: number; readonly total: number } | undefined;
  declare at: number;
  declare chosen: Span;
  declare open: ReadonlySet<Span>;
  declare bit: number;
  declare mend: boolean;
  #whole: Span | undefined;
  #places: ReadonlyMap<string, Span> = new Map();

  constructor() {
    super();
    this.at = 0;
    this.bit = 0;
    this.mend = false;
    this.open = new Set();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("bytes")) return;
    this.#whole = wholeOf(this.bytes);
    this.#places = placesOf(this.bytes, this.#whole, this.inspection);
    this.at = 0;
    this.chosen = this.#whole;
    this.open = new Set();
  }

  /** Lights the bytes of a row of the inspection. */
  show(path: string): void {
    const span = this.#places.get(path);
    if (span) this.#choose(span);
  }

  focusBytes(): void {
    this.renderRoot.querySelector("kf-hex")?.shadowRoot?.querySelector<HTMLElement>(".grid")?.focus();
  }

  #choose(span: Span): void {
    this.chosen = span;
    this.at = span.value;
    this.#unfoldTo(span);
  }

  #unfoldTo(span: Span): void {
    const open = new Set(this.open);
    for (let { parent } = span; parent; parent = parent.parent) open.add(parent);
    this.open = open;
  }

  #goTo(at: number): void {
    this.at = at;
    this.chosen = chainTo(this.bytes, this.#whole!, at).at(-1)!;
    this.#unfoldTo(this.chosen);
  }

  override render() {
    const { chosen } = this;
    const whole = this.#whole!;
    const element = elementAt(this.bytes, chosen, this.at);
    const last = this.breaks?.attempts[0]?.how;
    return html`
      <p class="small quiet" data-with="hex">${words.about}</p>
      ${this.#parts(whole)}
      <div class="views">
        <kf-contents
          .bytes=${this.bytes}
          .whole=${whole}
          .chosen=${chosen}
          .open=${this.open}
          @chosen=${({ detail }: CustomEvent<Span>) => this.#choose(detail)}
          @fold=${({ detail }: CustomEvent<ReadonlySet<Span>>) => (this.open = detail)}
        ></kf-contents>
        <kf-hex
          data-control="hex"
          .bytes=${this.bytes}
          .at=${this.at}
          .lit=${chosen === whole ? undefined : chosen}
          .element=${element}
          .broken=${last}
          @at=${({ detail }: CustomEvent<number>) => this.#goTo(detail)}
        ></kf-hex>
      </div>
      ${this.#here(element)} ${this.#breaker()}
    `;
  }

  /** The five parts, each as wide as its share of the file. */
  #parts(whole: Span): TemplateResult {
    const parts = childrenOf(this.bytes, whole);
    return html`<div class="parts" role="group" aria-label=${words.parts}>
      ${parts.map((part) => {
        const inside = part.from <= this.at && this.at < part.to;
        return html`<button
          class=${inside ? "inside" : ""}
          style=${styled({ "flex-grow": Math.max(part.to - part.from, this.bytes.length / 30) })}
          title="${part.name}: ${bytesInWords(part.to - part.from)}"
          @click=${() => this.#choose(part)}
        >
          <span>${foreign(part.name, 20)}</span>
        </button>`;
      })}
    </div>`;
  }

  #here(element: ElementAt | undefined): TemplateResult {
    const names = namesOf(this.chosen);
    return html`<p class="here small" role="status">
      Byte <strong>${number(this.at)}</strong> of ${number(this.bytes.length)},
      <code>${hexOf([this.bytes[this.at]!])}</code>:
      ${names.length ? foreign(names.join(" › "), 300) : "the head of the file, by which it is known"}${
        element ? html` <code>[${element.index.join(", ")}]</code> = <code>${element.text}</code>` : nothing
      }
    </p>`;
  }

  #breaker(): TemplateResult {
    const { breaks, work, bit, mend, at } = this;
    const busy = work !== undefined;
    const byte = this.bytes[at]!;
    const ask = (how: Break) => this.send("break", how);
    return html`<div class="breaker" data-control="break">
      <h3>${words.breaking}</h3>
      <p class="small quiet">${words.invite}</p>
      <div class="row">
        <div class="bits" role="group" aria-label="${words.bits}, byte ${at}">
          ${[7, 6, 5, 4, 3, 2, 1, 0].map(
            (each) =>
              html`<button
                aria-pressed=${each === bit}
                aria-label="bit ${each}, ${(byte >> each) & 1}"
                title="bit ${each}"
                @click=${() => (this.bit = each)}
              >
                ${(byte >> each) & 1}
              </button>`,
          )}
        </div>
        <wa-button data-act="break" size="s" variant="brand" ?disabled=${busy} @click=${() => ask({ at, bit, mend })}
          >${words.breakIt}</wa-button
        >
        <wa-button
          data-act="any"
          size="s"
          variant="neutral"
          appearance="outlined"
          ?disabled=${busy}
          @click=${() => this.#any()}
          >${words.any}</wa-button
        >
        <wa-button
          data-act="many"
          size="s"
          variant="neutral"
          appearance="outlined"
          ?disabled=${busy}
          @click=${() => this.send("many", mend)}
          >${words.many(copiesOf(this.bytes.length))}</wa-button
        >
        ${
          work?.total
            ? html`<span class="small quiet">${number(work.done)} of ${number(work.total)}</span
                ><button class="link small" @click=${() => this.send("stop")}>${words.stop}</button>`
            : nothing
        }
      </div>
      <div class="mend">
        <wa-checkbox
          data-choice="mend"
          size="s"
          .checked=${live(mend)}
          @change=${({ target }: Event) => (this.mend = (target as HTMLInputElement).checked)}
          >${words.mend}</wa-checkbox
        >
        <span class="small quiet">${words.mendAbout}</span>
      </div>
      ${breaks ? this.#outcome(breaks) : nothing}
    </div>`;
  }

  #any(): void {
    const how = anyBreak(this.bytes.length, this.mend);
    this.#goTo(how.at);
    this.bit = how.bit;
    this.send("break", how);
  }

  #outcome({ attempts, tally, before, after }: Breaks): TemplateResult {
    const same = before === after;
    return html`${tally ? tallyView(tally) : nothing}
      <ul class="attempts" aria-live="polite">
        ${attempts.map(attemptView)}
      </ul>
      <p class="small ${same ? "quiet" : "bad-ink"}" data-untouched=${same}>
        ${icon(same ? "check" : "warning")} ${same ? words.untouched : words.touched} SHA-256
        <code>${before.slice(0, 16)}</code> before, <code>${after.slice(0, 16)}</code> now.
      </p>`;
  }

  static override styles = [
    ...Part.styles,
    caughtStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .parts {
        display: flex;
        gap: 2px;
      }
      .parts button {
        flex: 1 1 0;
        min-width: 26px;
        font: inherit;
        font-size: 12px;
        padding: 4px 6px;
        border: 1px solid var(--line);
        background: var(--sunken);
        color: var(--ink-quiet);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        cursor: pointer;
      }
      .parts button:first-child {
        border-radius: var(--wa-border-radius-s) 0 0 var(--wa-border-radius-s);
      }
      .parts button:last-child {
        border-radius: 0 var(--wa-border-radius-s) var(--wa-border-radius-s) 0;
      }
      .parts .inside {
        background: var(--accent-wash);
        border-color: var(--accent-line);
        color: var(--accent-ink);
        font-weight: 600;
      }
      .views {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 652px);
        gap: 12px;
      }
      .here {
        overflow-wrap: anywhere;
      }
      .breaker {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
        padding-top: 14px;
        border-top: 1px solid var(--line);
      }
      .bits {
        display: flex;
        border: 1px solid var(--line-strong);
        border-radius: var(--wa-border-radius-s);
        overflow: hidden;
      }
      .bits button {
        font: 500 13px var(--wa-font-family-code);
        width: 26px;
        height: 30px;
        padding: 0;
        border: 0;
        background: var(--field);
        color: var(--ink-quiet);
        cursor: pointer;
      }
      .bits button:nth-child(5) {
        border-left: 1px solid var(--line);
      }
      .bits button:focus-visible {
        outline-offset: -3px;
      }
      .bits [aria-pressed="true"] {
        background: var(--accent-wash);
        color: var(--accent-ink);
        font-weight: 700;
        box-shadow: inset 0 -2px 0 var(--accent);
      }
      .mend {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
      }
      @container (max-width: 1000px) {
        .views {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (pointer: coarse) {
        .bits button {
          width: 34px;
          height: 44px;
        }
      }
    `,
  ];
}
define("kf-bytes", KfBytes);
