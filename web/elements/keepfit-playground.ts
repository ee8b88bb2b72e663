import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { createEngine } from "../lib/index.js";
import { readAddress, writeAddress } from "./session/address.js";
import { showGallery } from "./session/gallery.js";
import { refreshShelf } from "./session/keep.js";
import { openSample, openTableFile, setTarget } from "./session/open-data.js";
import { predictFile } from "./session/batch.js";
import { isIdentical, openModelFile } from "./session/open-model.js";
import { Session, stepNames, type StepName } from "./session/session.js";
import { openShelf } from "./session/shelf.js";
import "./shared/controls.js";
import { acceptDrops } from "./shared/drop.js";
import { icon } from "./shared/icons.js";
import { visible } from "./shared/foreign.js";
import { notice } from "./shared/part.js";
import { styles } from "./shared/styles.js";
import { theme } from "./shared/theme.js";
import "./steps/kf-step-compare.js";
import "./steps/kf-step-data.js";
import "./steps/kf-step-fit.js";
import "./steps/kf-step-pipeline.js";
import "./steps/kf-step-save.js";
import "./steps/kf-step-use.js";
import "./steps/kf-step-verify.js";

const titles: Record<StepName, string> = {
  data: "Data",
  pipeline: "Pipeline",
  fit: "Fit and evaluate",
  save: "Save",
  verify: "Load and verify",
  use: "Use",
  compare: "Compare",
  gallery: "Gallery",
};

/**
 * The playground: fit a pipeline, save it, load it, and see that it predicts the same bytes.
 *
 * @attr dataset   Name of the sample to begin with; the first sample when absent.
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

  readonly #session = new Session();
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  #begun = false;

  constructor() {
    super();
    this.dark = this.#scheme.matches;
    this.#session.addEventListener("change", () => {
      this.requestUpdate();
      this.#writeAddress();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme.addEventListener("change", this.#followScheme);
    document.addEventListener("visibilitychange", this.#seen);
    if (this.address) addEventListener("hashchange", this.#followAddress);
    if (this.#begun) return;
    this.#begun = true;
    // Once the attributes are in place.
    queueMicrotask(() => void this.#begin());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme.removeEventListener("change", this.#followScheme);
    document.removeEventListener("visibilitychange", this.#seen);
    removeEventListener("hashchange", this.#followAddress);
  }

  async #begin(): Promise<void> {
    const session = this.#session;
    const shelf = openShelf((lost) => session.trouble("save", lost)).then(async (found) => {
      session.shelf = found;
      await refreshShelf(session);
    });
    session.starting = createEngine().then(async (found) => {
      session.engine = found;
      session.schema = await found.schema();
      session.changed();
      return found;
    });
    session.starting.catch((error) => session.trouble("engine", error));
    shelf.catch((error) => session.trouble("save", error));
    if (this.model) session.edits = new Map([["model", this.model]]);
    await this.#applyAddress();
  }

  async #applyAddress(): Promise<void> {
    const session = this.#session;
    const wanted = this.address ? readAddress(location.hash) : undefined;
    if (wanted) {
      this.hide = wanted.hide ?? this.hide;
      session.edits = new Map([...session.edits, ...wanted.edits]);
      session.split = { ...session.split, ...wanted.split };
    }
    const name = wanted?.dataset ?? this.sample ?? "penguins";
    if (session.table?.name !== name) await openSample(session, name);
    if (wanted?.target) await setTarget(session, wanted.target);
    session.changed();
  }

  /** Another tab may have saved or deleted something in the meantime. */
  #seen = () => {
    if (document.visibilityState === "visible") void refreshShelf(this.#session).catch(() => {});
  };

  #followScheme = () => (this.dark = this.#scheme.matches);

  #followAddress = () => {
    if (location.hash === writeAddress(this.#session, this.hide)) return;
    this.#session.edits = new Map();
    void this.#applyAddress();
  };

  #writeAddress(): void {
    if (!this.address || !this.#session.table) return;
    const hash = writeAddress(this.#session, this.hide);
    if (hash !== location.hash) history.replaceState(history.state, "", hash || location.pathname + location.search);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.get("sample") !== undefined && this.sample) void openSample(this.#session, this.sample);
    if (this.#shown().includes("gallery")) void showGallery(this.#session);
  }

  #shown(): StepName[] {
    const hidden = new Set((this.hide ?? "").split(/\s+/));
    return stepNames.filter((name) => !hidden.has(name) && (name !== "gallery" || this.gallery));
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
      ${/(^|\s)title(\s|$)/.test(this.hide ?? "") ? nothing : this.#title()}
      <div class="layout">
        ${shown.length > 1 ? this.#rail(shown) : nothing}
        <div class="steps">${this.#engineNotice()} ${shown.map((name) => this.#step(name))}</div>
      </div>
      <p class="visually-hidden" role="status" aria-live="polite">${visible(this.#session.status, 400)}</p>
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
    const { troubles, engine } = this.#session;
    if (troubles.engine) return notice("bad", troubles.engine);
    return engine?.note ? notice("warn", { message: engine.note, hint: "" }) : nothing;
  }

  #rail(shown: readonly StepName[]): TemplateResult {
    return html`<nav aria-label="Steps">
      <ol>
        ${shown.map(
          (name) =>
            html`<li class=${this.#isDone(name) ? "done" : ""}>
              <button @click=${() => this.#go(name)}>
                <span class="mark">${this.#isDone(name) ? icon("check") : stepNames.indexOf(name) + 1}</span
                >${titles[name]}
              </button>
            </li>`,
        )}
      </ol>
    </nav>`;
  }

  #isDone(name: StepName): boolean {
    const { table, fit, fitIsStale, savedAs, opened, compared, gallery } = this.#session;
    if (name === "data" || name === "pipeline") return table !== undefined;
    if (name === "fit") return fit !== undefined && !fitIsStale;
    if (name === "save") return savedAs !== undefined;
    if (name === "verify")
      return opened !== undefined && isIdentical(opened.proof) && opened.replay?.identical !== false;
    if (name === "compare") return compared !== undefined;
    if (name === "gallery") return gallery !== undefined && !gallery.busy && gallery.receptions.size > 0;
    return false;
  }

  #step(name: StepName): TemplateResult {
    const take = takers.get(name);
    const drops = acceptDrops((file) =>
      take && (name === "verify" || !isModel(file)) ? void take(this.#session, file) : this.#takeFile(file),
    );
    return html`<section id=${name} aria-labelledby="title-${name}">
      <h2 id="title-${name}" tabindex="-1">
        <span class="ordinal">${stepNames.indexOf(name) + 1}</span>${titles[name]}
      </h2>
      <div class="body ${take ? "dropzone" : ""}" @dragover=${drops.over} @dragleave=${drops.leave} @drop=${drops.drop}>
        ${this.#body(name)}
      </div>
    </section>`;
  }

  #body(name: StepName): TemplateResult {
    const session = this.#session;
    if (name === "data") return html`<kf-step-data .session=${session}></kf-step-data>`;
    if (name === "pipeline") return html`<kf-step-pipeline .session=${session}></kf-step-pipeline>`;
    if (name === "fit") return html`<kf-step-fit .session=${session}></kf-step-fit>`;
    if (name === "save") return html`<kf-step-save .session=${session}></kf-step-save>`;
    if (name === "verify") return html`<kf-step-verify .session=${session}></kf-step-verify>`;
    if (name === "use") return html`<kf-step-use .session=${session}></kf-step-use>`;
    if (name === "compare") return html`<kf-step-compare .session=${session}></kf-step-compare>`;
    return html`<kf-step-gallery
      .session=${session}
      @go=${({ detail }: CustomEvent<StepName>) => this.#go(detail)}
    ></kf-step-gallery>`;
  }

  /** A file dropped outside the two places for files goes where its name says. */
  #takeFile(file: File): void {
    if (isModel(file)) void openModelFile(this.#session, file);
    else void openTableFile(this.#session, file);
  }

  #go(name: StepName): void {
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
      .layout:not(:has(nav)) {
        grid-template-columns: minmax(0, 1fr);
      }
      nav {
        position: sticky;
        top: 28px;
        align-self: start;
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

/** The steps that take files of their own. */
const takers = new Map<StepName, (session: Session, file: File) => Promise<void>>([
  ["data", openTableFile],
  ["verify", openModelFile],
  ["use", predictFile],
]);

const isModel = (file: File): boolean => file.name.endsWith(".keepfit");

customElements.define("keepfit-playground", KeepfitPlayground);

declare global {
  interface HTMLElementTagNameMap {
    "keepfit-playground": KeepfitPlayground;
  }
}
