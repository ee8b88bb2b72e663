import { css, html, nothing, type TemplateResult } from "lit";
import { cancelStudy } from "../session/studies.js";
import type { StudyName } from "../session/session.js";
import { icon } from "../shared/icons.js";
import { notice, Part } from "../shared/part.js";

/** A fold-out panel of step 3: a question about the pipeline, a button that finds out, and the answer. */
export abstract class StudyPart extends Part {
  protected abstract readonly study: StudyName;

  protected override get progressOf() {
    return this.study;
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

  /** Starts the study, or stops it. */
  protected starter(words: string, start: () => Promise<void>, possible = true): TemplateResult {
    return this.session.work[this.study]
      ? html`<wa-button
          size="s"
          variant="neutral"
          appearance="outlined"
          @click=${() => cancelStudy(this.session, this.study)}
          >${icon("stop", "start")}Stop</wa-button
        >`
      : html`<wa-button
          size="s"
          variant="brand"
          appearance="outlined"
          ?disabled=${!this.session.engine || !possible}
          @click=${() => void start()}
          >${icon("play", "start")}${words}</wa-button
        >`;
  }

  protected progress(noun: string): TemplateResult | typeof nothing {
    const work = this.session.work[this.study];
    if (!work) return nothing;
    const share = work.total > 0 ? (work.done / work.total) * 100 : undefined;
    return html`<div class="progress" aria-busy="true">
      <p class="small quiet">
        ${work.total > 0 ? `${Math.floor(work.done)} of ${work.total} ${noun}` : "Getting ready"}
      </p>
      <wa-progress-bar ?indeterminate=${share === undefined} value=${share ?? 0} label=${noun}></wa-progress-bar>
    </div>`;
  }

  protected stale(key: string | undefined): TemplateResult | typeof nothing {
    return key !== undefined && key !== this.session.key && !this.session.work[this.study]
      ? notice("warn", { message: "Something above was changed since.", hint: "Run it again to bring it up to date." })
      : nothing;
  }

  static override styles = [
    ...Part.styles,
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
