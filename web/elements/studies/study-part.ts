import { css, html, nothing, type TemplateResult } from "lit";
import type { Warning } from "../../lib/index.js";
import { setValidation } from "../actions/choose.js";
import type { Figure } from "../plots/figure.js";
import "../shared/controls.js";
import { icon } from "../shared/icons.js";
import { notice } from "../shared/part.js";
import type { ValidationChoice } from "../state/choices.js";
import type { Kind } from "../state/results.js";
import { Connected } from "../store/connected.js";
import "../parts/kf-figure.js";
import "../parts/kf-validation-choice.js";
import { warningList } from "../parts/warnings.js";
import { asChosen, metricsOf, scorersOf, splitterOf, splittersOf } from "./scoring.js";

/** A fold-out panel of step 3: a question about the pipeline, a button that finds out, and the answer. */
export abstract class StudyPart extends Connected {
  abstract readonly study: string;
  readonly #figures = new Map<string, { of: unknown; figure: Figure }>();

  /** A figure, made once for what it shows, as the same one is not drawn again. */
  protected figure(name: string, of: unknown, make: () => Figure): TemplateResult {
    let known = this.#figures.get(name);
    if (!known || known.of !== of) this.#figures.set(name, (known = { of, figure: make() }));
    return html`<kf-figure .figure=${known.figure}></kf-figure>`;
  }

  protected panel(title: string, question: string, inside: () => TemplateResult): TemplateResult {
    return html`<details class="panel fold" @toggle=${() => this.requestUpdate()}>
      <summary>
        <span class="title">${title}</span>
        <span class="quiet">${question}</span>
        ${icon("chevron-down")}
      </summary>
      ${this.renderRoot.querySelector("details")?.open ? html`<div class="stack inside">${inside()}</div>` : nothing}
    </details>`;
  }

  /** Opens it for somebody who was led here. */
  unfold(): void {
    const panel = this.renderRoot.querySelector("details")!;
    panel.open = true;
    const summary = panel.querySelector("summary")!;
    summary.focus();
    summary.scrollIntoView({ block: "start" });
  }

  /** Starts the study, or stops it: one button, which keeps the focus. */
  protected starter(words: string, start: () => Promise<void>, possible = true): TemplateResult {
    const { jobs, services } = this.store;
    const runs = jobs.work(this.study) !== undefined;
    const click = ({ detail }: MouseEvent) => {
      if (!runs) void start();
      // The second click of two was meant for what stood here before.
      else if (detail < 2) jobs.stop(this.study);
    };
    return html`<wa-button
      size="s"
      variant=${runs ? "neutral" : "brand"}
      appearance="outlined"
      ?disabled=${!runs && (!services.engine || !possible)}
      @click=${click}
      >${icon(runs ? "stop" : "play", "start")}${runs ? "Stop" : words}</wa-button
    >`;
  }

  protected progress(noun: string): TemplateResult | typeof nothing {
    const work = this.store.jobs.work(this.study);
    if (!work) return nothing;
    const share = work.total > 0 ? (work.done / work.total) * 100 : undefined;
    return html`<div class="progress" aria-busy="true">
      <p class="small quiet">
        ${work.total > 1 ? `${Math.floor(work.done)} of ${work.total} ${noun}` : work.total === 1 ? `${noun}: ${Math.floor(work.done * 100)} %` : "Getting ready"}
      </p>
      <wa-progress-bar ?indeterminate=${share === undefined} value=${share ?? 0} label=${noun}></wa-progress-bar>
    </div>`;
  }

  /** Whether what was found out is of other choices; while it is found out anew, that is not said. */
  protected stale(kind: Kind<unknown>): TemplateResult | typeof nothing {
    return this.store.results.isStale(kind) && !this.store.jobs.work(this.study)
      ? notice("warn", { message: "Something above was changed since.", hint: "Run it again to bring it up to date." })
      : nothing;
  }

  /** Offers to put what was found into the pipeline, or says that it is there. */
  protected useRow(used: boolean, words: string, use: () => Promise<void>): TemplateResult {
    return html`<div class="row">
      ${
        used
          ? html`<span class="tag">${icon("check")} in the pipeline above</span>`
          : html`<wa-button size="s" variant="brand" @click=${() => void use()}
              >${icon("check", "start")}${words}</wa-button
            >`
      }
      <span class="small quiet"
        >${used ? html`<span data-with="save">What step 4 saves is fitted with it.</span>` : "Puts it into the pipeline and fits that."}</span
      >
    </div>`;
  }

  /** What is said instead of an answer where no score has a value. */
  protected noScore(score: string, warnings: readonly Warning[]): TemplateResult {
    return html`<div class="stack" data-study=${this.study}>
      ${notice("warn", {
        message: `${score} has no value on any of the folds: there is nothing to compare.`,
        hint: "Choose another metric, fewer folds, or data with more rows of each class.",
      })}
      ${warningList(warnings)}
    </div>`;
  }

  /** How it is validated. `single`: by the first metric alone. */
  protected validation(single = false): TemplateResult {
    const { store } = this;
    return html`<kf-validation-choice
      data-control="validation"
      .splitters=${splittersOf(store).map(({ name }) => name)}
      .splitter=${splitterOf(store)}
      .folds=${store.choices.validation.folds}
      .scorers=${scorersOf(store).map(({ name }) => name)}
      .metrics=${metricsOf(store)}
      ?single=${single}
      @choose=${({ detail }: CustomEvent<Partial<ValidationChoice>>) => setValidation(store, asChosen(store, detail))}
    ></kf-validation-choice>`;
  }

  static override styles = [
    ...Connected.styles,
    css`
      .progress {
        display: grid;
        gap: 6px;
      }
      .old {
        filter: grayscale(1);
      }
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
        gap: 20px 28px;
        align-items: start;
      }
      tbody th {
        font-weight: 500;
        color: var(--ink);
      }
    `,
  ];
}
