import { effect, untracked } from "@preact/signals-core";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { goBack, openTableFile } from "./actions/open-data.js";
import { openModelFile } from "./actions/open-model.js";
import { layout } from "./layout.js";
import "./parts/kf-history.js";
import { PlaygroundElement } from "./playground-element.js";
import { define } from "./shared/define.js";
import { acceptDrops } from "./shared/drop.js";
import { visible } from "./shared/foreign.js";
import { icon } from "./shared/icons.js";
import { leaveOut, namesIn } from "./shared/left-out.js";
import { notice } from "./shared/part.js";
import { styles } from "./shared/styles.js";
import { theme } from "./shared/theme.js";
import { steps } from "./steps/index.js";
import type { Step, StepHead } from "./steps/step.js";
import { Late } from "./store/late.js";

const fetched: ReadonlyMap<string, Late<Step>> = new Map(
  steps.map(({ name, title, fetch }) => [
    name,
    new Late(`step ${name}`, `The step “${title}”`, async () => (await fetch()).step),
  ]),
);

/** What `show` and `hide` name beside single controls. */
const places: readonly string[] = ["title", ...steps.map(({ name }) => name)];

/** What is seen of a playground: its frame, around its steps. */
export class KeepfitPlayground extends PlaygroundElement {
  readonly #store = this.store;

  override connectedCallback(): void {
    super.connectedCallback();
    // Known before anything is drawn: what is drawn is fetched.
    this.#width = this.getBoundingClientRect().width;
    this.stops.push(effect(() => void (this.#store.choices.view.frame, untracked(() => this.#layOut()))));
    this.#sizes.observe(this);
    if (this.address && location.hash === "#teachers") this.ready.then(() => this.#teach()).catch(() => {});
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { hide, show } = this.#store.choices.view;
    const named = namesIn(hide);
    leaveOut(this, new Set([...named, ...places.filter((name) => !this.#isShown(name))]));
    const others = [...named, ...namesIn(show)].filter((name) => !places.includes(name));
    if (others.length)
      void import("./shared/control-names.js").then(({ tellUnknown }) => tellUnknown(others, places)).catch(() => {});
  }

  #isOut(control: string): boolean {
    return namesIn(this.#store.choices.view.hide).has(control);
  }

  /** Whether a part of the page is shown, as far as the page around has a say. */
  #isShown(part: string): boolean {
    const { show, hide } = this.#store.choices.view;
    const asked = namesIn(show);
    // Where none of the names is a step, something was misspelt.
    return !namesIn(hide).has(part) && (asked.has(part) || !places.some((place) => asked.has(place)));
  }

  #shown(): StepHead[] {
    return steps.filter(({ name }) => this.#isShown(name) && (name !== "gallery" || this.gallery));
  }

  override render() {
    const shown = this.#shown();
    const drops = acceptDrops((file) => this.#takeFile(file));
    const { frame } = this.#store.desk;
    return html`<div
      class="frame ${this.#isWaiting ? "waiting" : ""} ${shown.length < 3 ? "few" : ""} ${frame === "workspace" ? frame : "stepwise"} wa-theme-default ${this.around.classes(this.theme)}"
      @dragover=${drops.over}
      @dragleave=${drops.leave}
      @drop=${drops.drop}
    >
      ${!this.awake ? nothing : frame === "workspace" ? this.#workspace(shown) : this.#steps(shown)}
      <p class="visually-hidden" role="status" aria-live="polite">${visible(this.#store.jobs.status, 400)}</p>
    </div>`;
  }

  /** Step below step. */
  #steps(shown: readonly StepHead[]): TemplateResult {
    return html`${this.#isShown("title") ? this.#title() : nothing}
      <div class="layout">
        ${shown.length > 1 ? this.#rail(shown) : nothing}
        <div class="steps">${this.#engineNotice()} ${shown.map((step) => this.#step(step))}</div>
      </div>`;
  }

  /** Cause and effect in one look: what is chosen on the left, what comes of it on the right. */
  #workspace(shown: readonly StepHead[]): TemplateResult {
    const beside = shown.filter(({ pane }) => pane);
    const tabs = shown.filter(({ pane }) => !pane);
    const chosen = tabs.find(({ name }) => name === this.#store.choices.view.tab) ?? tabs[0];
    if (chosen) this.#visited.add(chosen.name);
    const panes = ["none", "one", "two", "three"][beside.length + (chosen ? 1 : 0)]!;
    return html`${this.#isShown("title") ? this.#title() : nothing}
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

  #tabs(tabs: readonly StepHead[], chosen: StepHead): TemplateResult {
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
      <slot
        name="links"
        class=${this.#isOut("teachers") || !this.#isShown("save") ? "untaught" : ""}
        @click=${this.#lead}
      ></slot>
      ${this.#tools()}
    </header>`;
  }

  /** A link of the page around may lead to what is for teachers. */
  #lead = (event: Event) => {
    if (!(event.target as Element).matches('[href="#teachers"]')) return;
    event.preventDefault();
    this.#teach();
  };

  #teach(): void {
    this.#store.look({ tab: "save" });
    this.#store.remember({ lead: "teachers" });
  }

  /** In one view the way back stands above; how the page is laid out can be chosen where there is room. */
  #tools() {
    const { frame } = this.#store.desk;
    const workspace = frame === "workspace";
    if (!workspace && !this.#roomy) return nothing;
    return html`<div class="tools" data-holder>
      ${workspace ? this.#history() : nothing}
      <button
        class="switch"
        id="frame"
        data-control="frame"
        @click=${() => this.#store.look({ frame: workspace ? "steps" : "workspace" })}
      >
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

  #rail(shown: readonly StepHead[]): TemplateResult | typeof nothing {
    const store = this.#store;
    const isDone = ({ name }: StepHead) => fetched.get(name)!.of(store)?.isDone?.(store) ?? false;
    const history = this.#history();
    if (this.#isOut("steps") && (history === nothing || this.#isOut("history"))) return nothing;
    return html`<div class="rail">
      <nav aria-label="Steps" data-control="steps">
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
      ${history}
    </div>`;
  }

  /** The way back and forth, once there is one. */
  #history() {
    const store = this.#store;
    if (store.undoable === undefined && store.redoable === undefined) return nothing;
    return html`<kf-history
      data-control="history"
      .undoable=${store.undoable}
      .redoable=${store.redoable}
      @undo=${() => void goBack(store, "undo")}
      @redo=${() => void goBack(store, "redo")}
    ></kf-history>`;
  }

  #step(step: StepHead): TemplateResult {
    return html`<section id=${step.name} aria-labelledby="title-${step.name}">
      ${this.#heading(step)} ${this.#body(step)}
    </section>`;
  }

  #heading({ name, title }: StepHead, at = steps.findIndex((step) => step.name === name)): TemplateResult {
    return html`<h2 id="title-${name}" tabindex="-1"><span class="ordinal">${at + 1}</span>${title}</h2>`;
  }

  #body(head: StepHead): TemplateResult {
    const step = fetched.get(head.name)!.of(this.#store);
    if (!step) return this.#coming(head);
    const { take, draw } = step;
    const drops = acceptDrops((file) => {
      if (!take || (isModel(file) && !take.models)) this.#takeFile(file);
      else if (!this.#isOut(take.control)) void take.file(this.#store, file);
    });
    return html`<div
      class="body ${take && !this.#isOut(take.control) ? "dropzone" : ""}"
      @go=${({ detail }: CustomEvent<string>) => this.#go(detail)}
      @dragover=${drops.over}
      @dragleave=${drops.leave}
      @drop=${drops.drop}
    >
      ${draw(this.#store)}
    </div>`;
  }

  /** What stands in the place of a step until it is there. */
  #coming({ name }: StepHead): TemplateResult {
    const late = fetched.get(name)!;
    const trouble = this.#store.jobs.trouble(late.place);
    if (!trouble) return html`<div class="body" aria-busy="true"></div>`;
    return html`${notice("bad", trouble)}
      <p><button class="link" @click=${() => void late.ask(this.#store)}>Fetch it again</button></p>`;
  }

  /** A file dropped outside the two places for files goes where its name says. */
  #takeFile(file: File): void {
    const model = isModel(file);
    if (this.#isOut(model ? "open-file" : "own-file")) return;
    void (model ? openModelFile : openTableFile)(this.#store, file);
  }

  async #go(name: string): Promise<void> {
    if (!this.#isShown(name)) return;
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

  /** Before the first data are drawn, room is kept for what comes, so that the page below does not jump. */
  get #isWaiting(): boolean {
    const { table, jobs } = this.#store;
    return !table && !jobs.trouble("data") && !jobs.trouble("engine");
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

/** So wide, in pixels, the playground must be for one view, and so wide for it to be the usual one. */
const narrowest = 1000;
const usualFrom = 1260;

/** Those of scikit-learn, too. */
const isModel = (file: File): boolean => /\.(keepfit|pkl|pickle|joblib|skops)$/i.test(file.name);

define("keepfit-playground", KeepfitPlayground);

declare global {
  interface HTMLElementTagNameMap {
    "keepfit-playground": KeepfitPlayground;
  }
}
