import { effect } from "@preact/signals-core";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { createEngine } from "../lib/index.js";
import { addressOf, begin, follow, type Asked } from "./actions/begin.js";
import { showGallery } from "./actions/gallery.js";
import { goBack, openNamed, openTableFile } from "./actions/open-data.js";
import { openModelFile } from "./actions/open-model.js";
import { refreshShelf } from "./actions/saved-models.js";
import "./parts/kf-history.js";
import "./shared/controls.js";
import { acceptDrops } from "./shared/drop.js";
import { visible } from "./shared/foreign.js";
import { icon } from "./shared/icons.js";
import { notice } from "./shared/part.js";
import { styles } from "./shared/styles.js";
import { theme } from "./shared/theme.js";
import { steps } from "./steps/index.js";
import type { Step } from "./steps/step.js";
import { openShelf } from "./store/shelf.js";
import { Store } from "./store/store.js";

/**
 * The playground: fit a pipeline, save it, load it, and see that it predicts the same bytes.
 *
 * @attr dataset   Name of the sample to begin with, or of what draws data (make_moons); the first sample when absent.
 * @attr model     Class of the estimator to begin with at the end of the pipeline.
 * @attr hide      Steps to leave out, separated by spaces: title data pipeline fit save verify use compare gallery.
 * @slot links     What the page around wants to link to, below the title.
 * @attr gallery   Show a gallery of files made to mislead, opened live, at the end.
 * @attr theme     "light" or "dark"; follows the reader's system when absent.
 * @attr address   Keep the state in the page's address (after the #). For a page that belongs to one playground.
 */
export class KeepfitPlayground extends LitElement {
  static override properties = {
    sample: { attribute: "dataset" },
    model: {},
    hide: {},
    gallery: { type: Boolean },
    theme: { reflect: true },
    address: { type: Boolean },
    dark: { state: true },
  };
  /** `dataset` is taken: every element has one, for its data-* attributes. */
  declare sample: string | null;
  declare model: string | null;
  declare hide: string | null;
  declare gallery: boolean;
  declare theme: string | null;
  declare address: boolean;
  declare dark: boolean;

  readonly #store = new Store();
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  #begun = false;
  #galleryAsked = false;
  /** Of what follows the store while this stands in a page. */
  #stops: (() => void)[] = [];

  constructor() {
    super();
    this.dark = this.#scheme.matches;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme.addEventListener("change", this.#followScheme);
    document.addEventListener("visibilitychange", this.#seen);
    document.addEventListener("keydown", this.#key);
    if (this.address) addEventListener("hashchange", this.#followAddress);
    if (this.hasUpdated) this.requestUpdate();
    this.#stops.push(effect(() => void (this.#store.choices, this.#writeAddress())));
    if (this.#begun) return;
    this.#begun = true;
    // Once the attributes are in place.
    queueMicrotask(() => void begin(this.#store, this.#asked(), createEngine(), openShelf));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme.removeEventListener("change", this.#followScheme);
    document.removeEventListener("visibilitychange", this.#seen);
    document.removeEventListener("keydown", this.#key);
    removeEventListener("hashchange", this.#followAddress);
    for (const stop of this.#stops.splice(0)) stop();
    this.#stopDrawing?.();
  }

  #stopDrawing: (() => void) | undefined;

  /** Drawn again when what was read of the store while drawing has changed. */
  protected override performUpdate(): void {
    this.#stopDrawing?.();
    let drawn = false;
    this.#stopDrawing = effect(() => {
      if (drawn) return this.requestUpdate();
      drawn = true;
      super.performUpdate();
    });
  }

  #asked(): Asked {
    const { sample, model, hide } = this;
    return { sample, model, hide, address: this.address ? location.hash : undefined };
  }

  /** Another tab may have saved or deleted something in the meantime. */
  #seen = () => {
    if (document.visibilityState === "visible") void refreshShelf(this.#store).catch(() => {});
  };

  #followScheme = () => (this.dark = this.#scheme.matches);

  #followAddress = () => {
    if (location.hash !== addressOf(this.#store)) void follow(this.#store, this.#asked());
  };

  #writeAddress(): void {
    const hash = this.address ? addressOf(this.#store) : undefined;
    if (hash === undefined || hash === location.hash) return;
    history.replaceState(history.state, "", hash || location.pathname + location.search);
  }

  /**
   * Undo and redo by keys, where the playground has the page or the focus: in a field they are the field's own, and in
   * another element of the page they are meant for that.
   */
  #key = (event: KeyboardEvent) => {
    const way = wayOf(event);
    if (!way || event.defaultPrevented || event.composedPath().some(isField)) return;
    const { activeElement } = document;
    const idle = !activeElement || activeElement === document.body;
    if (activeElement !== this && !(idle && this.address)) return;
    if ((way === "undo" ? this.#store.undoable : this.#store.redoable) === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    void goBack(this.#store, way);
  };

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("hide") && (this.hide !== null || changed.get("hide") !== undefined))
      this.#store.look({ hide: this.hide });
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.get("sample") !== undefined && this.sample) void openNamed(this.#store, this.sample);
    if (this.#galleryAsked || !this.#shown().some(({ name }) => name === "gallery")) return;
    this.#galleryAsked = true;
    void showGallery(this.#store, () => import("./steps/kf-step-gallery.js"));
  }

  get #hidden(): ReadonlySet<string> {
    return new Set((this.#store.choices.view.hide ?? "").split(/\s+/));
  }

  #shown(): Step[] {
    const hidden = this.#hidden;
    return steps.filter(({ name }) => !hidden.has(name) && (name !== "gallery" || this.gallery));
  }

  override render() {
    const shown = this.#shown();
    const dark = this.theme ? this.theme === "dark" : this.dark;
    const drops = acceptDrops((file) => this.#takeFile(file));
    return html`<div
      class="frame wa-theme-default ${dark ? "wa-dark" : "wa-light"}"
      @dragover=${drops.over}
      @dragleave=${drops.leave}
      @drop=${drops.drop}
    >
      ${this.#hidden.has("title") ? nothing : this.#title()}
      <div class="layout">
        ${shown.length > 1 ? this.#rail(shown) : nothing}
        <div class="steps">${this.#engineNotice()} ${shown.map((step) => this.#step(step))}</div>
      </div>
      <p class="visually-hidden" role="status" aria-live="polite">${visible(this.#store.jobs.status, 400)}</p>
    </div>`;
  }

  #title(): TemplateResult {
    return html`<header>
      <h1>Keepfit</h1>
      <p>Fit a pipeline in this page, keep it as a file, and see that what you load predicts the same bytes.</p>
      <slot name="links"></slot>
    </header>`;
  }

  #engineNotice() {
    const trouble = this.#store.jobs.trouble("engine");
    const { engine } = this.#store.services;
    if (trouble) return notice("bad", trouble);
    return engine?.note ? notice("warn", { message: engine.note, hint: "" }) : nothing;
  }

  #rail(shown: readonly Step[]): TemplateResult {
    const store = this.#store;
    const isDone = (step: Step) => step.isDone?.(store) ?? false;
    return html`<div class="rail">
      <nav aria-label="Steps">
        <ol>
          ${shown.map(
            (step) =>
              html`<li class=${isDone(step) ? "done" : ""}>
                <button @click=${() => this.#go(step.name)}>
                  <span class="mark">${isDone(step) ? icon("check") : steps.indexOf(step) + 1}</span>${step.title}
                </button>
              </li>`,
          )}
        </ol>
      </nav>
      ${this.#history()}
    </div>`;
  }

  /** The way back and forth, once there is one. */
  #history() {
    const store = this.#store;
    if (store.undoable === undefined && store.redoable === undefined) return nothing;
    return html`<kf-history
      .undoable=${store.undoable}
      .redoable=${store.redoable}
      @undo=${() => void goBack(store, "undo")}
      @redo=${() => void goBack(store, "redo")}
    ></kf-history>`;
  }

  #step(step: Step): TemplateResult {
    const { name, title, take } = step;
    const drops = acceptDrops((file) =>
      take && (take.models || !isModel(file)) ? void take.file(this.#store, file) : this.#takeFile(file),
    );
    return html`<section id=${name} aria-labelledby="title-${name}">
      <h2 id="title-${name}" tabindex="-1"><span class="ordinal">${steps.indexOf(step) + 1}</span>${title}</h2>
      <div
        class="body ${take ? "dropzone" : ""}"
        @go=${({ detail }: CustomEvent<string>) => this.#go(detail)}
        @dragover=${drops.over}
        @dragleave=${drops.leave}
        @drop=${drops.drop}
      >
        ${step.draw(this.#store)}
      </div>
    </section>`;
  }

  /** A file dropped outside the two places for files goes where its name says. */
  #takeFile(file: File): void {
    if (isModel(file)) void openModelFile(this.#store, file);
    else void openTableFile(this.#store, file);
  }

  #go(name: string): void {
    const heading = this.renderRoot.querySelector<HTMLElement>(`#title-${name}`);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    heading?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
    heading?.focus({ preventScroll: true });
  }

  static override styles = [
    ...theme,
    styles,
    css`
      :host {
        all: initial;
        display: block;
        container-type: inline-size;
        text-align: start;
      }
      :host([hidden]) {
        display: none;
      }
      .frame {
        background: var(--paper);
        color: var(--ink);
        font: 400 15px/1.5 var(--wa-font-family-body);
        -webkit-font-smoothing: antialiased;
        container-type: inline-size;
        min-height: inherit;
      }
      header,
      .layout {
        max-width: 1160px;
        margin-inline: auto;
        padding-inline: 32px;
      }
      header {
        padding-top: 44px;
      }
      h1 {
        margin: 0 0 4px;
        font-size: 34px;
        font-weight: 700;
        letter-spacing: -0.035em;
        line-height: 1.1;
      }
      header p {
        font-size: 17px;
        color: var(--ink-quiet);
        max-width: 60ch;
      }
      slot[name="links"]::slotted(a) {
        color: var(--accent-ink);
        text-underline-offset: 3px;
        text-decoration-thickness: 1px;
      }
      .layout {
        display: grid;
        grid-template-columns: 172px minmax(0, 1fr);
        gap: 44px;
        padding-block: 36px 72px;
      }
      .layout:not(:has(.rail)) {
        grid-template-columns: minmax(0, 1fr);
      }
      .rail {
        position: sticky;
        top: 28px;
        align-self: start;
        display: grid;
        gap: 18px;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
      }
      nav button {
        display: flex;
        align-items: center;
        gap: 11px;
        width: 100%;
        font: inherit;
        font-size: 14px;
        color: var(--ink-quiet);
        text-align: left;
        border: 0;
        background: none;
        padding: 7px 6px;
        cursor: pointer;
        border-radius: var(--wa-border-radius-s);
      }
      nav button:hover,
      nav .done button {
        color: var(--ink);
      }
      nav li {
        position: relative;
      }
      nav li + li::before {
        content: "";
        position: absolute;
        left: 17px;
        top: -8px;
        height: 16px;
        width: 1.5px;
        background: var(--line);
      }
      .mark {
        flex: none;
        width: 24px;
        height: 24px;
        display: grid;
        place-items: center;
        border-radius: 50%;
        border: 1.5px solid var(--line);
        background: var(--paper);
        font-size: 12px;
        font-weight: 600;
        position: relative;
      }
      .done .mark {
        border-color: var(--accent);
        background: var(--accent);
        color: #fff;
        font-size: 13px;
      }
      .steps {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 56px;
      }
      h2 {
        display: flex;
        align-items: baseline;
        gap: 12px;
        margin: 0 0 16px;
        font-size: 22px;
        font-weight: 650;
        letter-spacing: -0.02em;
        line-height: 1.25;
        scroll-margin-top: 24px;
      }
      h2:focus {
        outline: none;
      }
      h2:focus-visible {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 4px;
        border-radius: 4px;
      }
      .ordinal {
        font-size: 15px;
        font-weight: 600;
        color: var(--accent-ink);
        font-variant-numeric: tabular-nums;
      }
      .body {
        container-type: inline-size;
      }
      .frame[data-over] {
        outline: 2px dashed var(--accent);
        outline-offset: -6px;
      }
      @container (max-width: 860px) {
        header,
        .layout {
          padding-inline: 24px;
        }
        header {
          padding-top: 32px;
        }
        .layout {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
          padding-block: 28px 48px;
        }
        nav {
          display: none;
        }
        /* Where there is no room beside the steps, the way back stands at their lower edge, in reach of a thumb. */
        .rail,
        .steps {
          grid-area: 1 / 1;
        }
        .rail {
          top: auto;
          bottom: 12px;
          align-self: end;
          justify-self: end;
          margin-bottom: -36px;
          gap: 0;
          z-index: 2;
        }
      }
      @container (max-width: 480px) {
        header,
        .layout {
          padding-inline: 16px;
        }
        header {
          padding-top: 24px;
        }
        .steps {
          gap: 44px;
        }
      }
    `,
  ];
}

/** Ctrl+Z, or Command+Z on a Mac, and with Shift the other way; Ctrl+Y does the latter, too. */
function wayOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): "undo" | "redo" | undefined {
  if (altKey || ctrlKey === metaKey) return undefined;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && ctrlKey && !shiftKey ? "redo" : undefined;
}

/** Whether something is typed into it, which has an undo of its own. */
const isField = (target: EventTarget): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("textarea, input:not([type=checkbox], [type=radio], [type=button])"));

const isModel = (file: File): boolean => file.name.endsWith(".keepfit");

customElements.define("keepfit-playground", KeepfitPlayground);

declare global {
  interface HTMLElementTagNameMap {
    "keepfit-playground": KeepfitPlayground;
  }
}
