import { effect, untracked } from "@preact/signals-core";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { createEngine } from "../lib/index.js";
import { addressOf, begin, follow, type Asked } from "./actions/begin.js";
import { showGallery } from "./actions/gallery.js";
import { goBack, openNamed, openTableFile } from "./actions/open-data.js";
import { keepUp } from "./actions/live.js";
import { openModelFile } from "./actions/open-model.js";
import { refreshShelf } from "./actions/saved-models.js";
import { layout } from "./layout.js";
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
    this.#stops.push(effect(() => void (this.#store.choices.view.frame, untracked(() => this.#layOut()))));
    this.#stops.push(keepUp(this.#store));
    this.#sizes.observe(this);
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
    this.#sizes.disconnect();
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
    const { frame } = this.#store.desk;
    return html`<div
      class="frame ${frame === "workspace" ? frame : "stepwise"} wa-theme-default ${dark ? "wa-dark" : "wa-light"}"
      @dragover=${drops.over}
      @dragleave=${drops.leave}
      @drop=${drops.drop}
    >
      ${frame === "workspace" ? this.#workspace(shown) : this.#steps(shown)}
      <p class="visually-hidden" role="status" aria-live="polite">${visible(this.#store.jobs.status, 400)}</p>
    </div>`;
  }

  /** Step below step. */
  #steps(shown: readonly Step[]): TemplateResult {
    return html`${this.#hidden.has("title") ? nothing : this.#title()}
      <div class="layout">
        ${shown.length > 1 ? this.#rail(shown) : nothing}
        <div class="steps">${this.#engineNotice()} ${shown.map((step) => this.#step(step))}</div>
      </div>`;
  }

  /** Cause and effect in one look: what is chosen on the left, what comes of it on the right. */
  #workspace(shown: readonly Step[]): TemplateResult {
    const beside = shown.filter(({ pane }) => pane);
    const tabs = shown.filter(({ pane }) => !pane);
    const chosen = tabs.find(({ name }) => name === this.#store.choices.view.tab) ?? tabs[0];
    if (chosen) this.#visited.add(chosen.name);
    const panes = ["none", "one", "two", "three"][beside.length + (chosen ? 1 : 0)]!;
    return html`${this.#title()}
      <div class="notices">${this.#engineNotice()}</div>
      <div class="panes ${panes}">
        ${beside.map(
          (step) =>
            html`<section class="pane" id=${step.name} aria-labelledby="title-${step.name}">
              ${this.#heading(step)}
              <div class="scroll">${this.#body(step)}</div>
            </section>`,
        )}
        ${chosen ? this.#tabs(tabs, chosen) : nothing}
      </div>`;
  }

  #tabs(tabs: readonly Step[], chosen: Step): TemplateResult {
    const open = tabs.filter(({ name }) => this.#visited.has(name));
    return html`<div class="pane">
      <div class="tabs" role="tablist" aria-label="Steps" @keydown=${this.#tabKey}>
        ${tabs.map(
          (step) =>
            html`<button
              class="tab"
              role="tab"
              id="title-${step.name}"
              aria-selected=${step === chosen}
              aria-controls=${step.name}
              tabindex=${step === chosen ? 0 : -1}
              @click=${() => this.#store.look({ tab: step.name })}
            >
              <span class="ordinal">${steps.indexOf(step) + 1}</span>${step.tab ?? step.title}
            </button>`,
        )}
      </div>
      ${repeat(
        open,
        ({ name }) => name,
        (step) =>
          html`<section
            class="scroll"
            role="tabpanel"
            id=${step.name}
            aria-labelledby="title-${step.name}"
            ?hidden=${step !== chosen}
          >
            ${this.#body(step)}
          </section>`,
      )}
    </div>`;
  }

  /** Those that were looked at stay as they were left. */
  readonly #visited = new Set<string>();

  #tabKey = (event: KeyboardEvent) => {
    const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")];
    const at = all.indexOf(event.target as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all.at(to % all.length)!;
    next.focus();
    next.click();
  };

  #title(): TemplateResult {
    return html`<header>
      <h1>Keepfit</h1>
      <p>Fit a pipeline in this page, keep it as a file, and see that what you load predicts the same bytes.</p>
      <slot name="links"></slot>
      ${this.#tools()}
    </header>`;
  }

  /** In one view the way back stands above; how the page is laid out can be chosen where there is room. */
  #tools() {
    const { frame } = this.#store.desk;
    const workspace = frame === "workspace";
    if (!workspace && !this.#roomy) return nothing;
    return html`<div class="tools">
      ${workspace ? this.#history() : nothing}
      <button class="switch" id="frame" @click=${() => this.#store.look({ frame: workspace ? "steps" : "workspace" })}>
        ${icon(workspace ? "rows" : "columns")}${workspace ? "Step by step" : "One view"}
      </button>
    </div>`;
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
    return html`<section id=${step.name} aria-labelledby="title-${step.name}">
      ${this.#heading(step)} ${this.#body(step)}
    </section>`;
  }

  #heading({ name, title }: Step, at = steps.findIndex((step) => step.name === name)): TemplateResult {
    return html`<h2 id="title-${name}" tabindex="-1"><span class="ordinal">${at + 1}</span>${title}</h2>`;
  }

  #body({ take, draw }: Step): TemplateResult {
    const drops = acceptDrops((file) =>
      take && (take.models || !isModel(file)) ? void take.file(this.#store, file) : this.#takeFile(file),
    );
    return html`<div
      class="body ${take ? "dropzone" : ""}"
      @go=${({ detail }: CustomEvent<string>) => this.#go(detail)}
      @dragover=${drops.over}
      @dragleave=${drops.leave}
      @drop=${drops.drop}
    >
      ${draw(this.#store)}
    </div>`;
  }

  /** A file dropped outside the two places for files goes where its name says. */
  #takeFile(file: File): void {
    if (isModel(file)) void openModelFile(this.#store, file);
    else void openTableFile(this.#store, file);
  }

  async #go(name: string): Promise<void> {
    if (this.#store.desk.frame === "workspace" && !steps.find((step) => step.name === name)?.pane) {
      this.#store.look({ tab: name });
      await this.updateComplete;
    }
    const heading = this.renderRoot.querySelector<HTMLElement>(`#title-${name}`);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    heading?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
    heading?.focus({ preventScroll: true });
  }

  // ---- how the page is laid out -----------------------------------------------------------------------------------

  #width = 0;
  readonly #sizes = new ResizeObserver(([entry]) => {
    this.#width = entry!.contentRect.width;
    this.#layOut();
  });

  /** Whether everything has room in one view. */
  get #roomy(): boolean {
    return this.#width >= narrowest;
  }

  #layOut(): void {
    const chosen = this.#store.choices.view.frame;
    const usual = this.address && this.#width >= usualFrom ? "workspace" : "steps";
    const frame = this.#roomy ? (chosen ?? usual) : "steps";
    if (frame !== this.#store.desk.frame) this.#store.remember({ frame });
    this.requestUpdate();
  }

  static override styles = [...theme, styles, layout];
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

/** So wide, in pixels, the playground must be for one view, and so wide for it to be the usual one. */
const narrowest = 1000;
const usualFrom = 1260;

const isModel = (file: File): boolean => file.name.endsWith(".keepfit");

customElements.define("keepfit-playground", KeepfitPlayground);

declare global {
  interface HTMLElementTagNameMap {
    "keepfit-playground": KeepfitPlayground;
  }
}
