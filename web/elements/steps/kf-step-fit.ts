import { css, html, nothing } from "lit";
import { askOf } from "../actions/ask-fit.js";
import { setSplit } from "../actions/choose.js";
import { cancelFit, fitPipeline, unasked } from "../actions/fit-pipeline.js";
import "../shared/controls.js";
import { addPoint } from "../actions/open-data.js";
import type { AddedPoint } from "../plots/decision-surface.js";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { notice } from "../shared/part.js";
import { count, duration, metricName, short } from "../shared/words.js";
import type { SplitChoice } from "../state/choices.js";
import { atOnce, isQuick } from "../state/live.js";
import { fitKind, type Fit } from "../state/results.js";
import { mayBeOneClass, notStratified, stratifies } from "../state/split.js";
import { Connected } from "../store/connected.js";
import { Late } from "../store/late.js";
import type { StudyPart } from "../studies/study-part.js";
import "../parts/kf-pictures.js";
import { warningList } from "../parts/warnings.js";
import type { Step } from "./step.js";

export const step: Step = {
  draw: (store) => html`<kf-step-fit .store=${store}></kf-step-fit>`,
  isDone: ({ results }) => results.get(fitKind) !== undefined && !results.isStale(fitKind),
};

const studies = new Late(
  "studies",
  "What else can be found out",
  async () => (await import("../studies/index.js")).studies,
);

const lowerIsBetter = new Set(["log_loss", "mse", "mae"]);

export class KfStepFit extends Connected {
  override render() {
    const { store } = this;
    const { table, results } = store;
    const fit = results.get(fitKind);
    const work = store.jobs.work("fit");
    // What is fitted unasked is there before one could read that it is on its way.
    const fitting = work?.stage === unasked ? undefined : work;
    const soon =
      store.live &&
      table !== undefined &&
      !fitting &&
      (work !== undefined || isQuick(table, fit)) &&
      !store.jobs.trouble("fit");
    const { engine } = store.services;
    if (!table) return html`<p class="quiet" data-with="data">Choose a data set in step 1 first.</p>`;
    return html`<div
      class="stack"
      @lead=${({ detail }: CustomEvent<string>) => this.#unfold(detail)}
      @point=${({ detail }: CustomEvent<AddedPoint>) => this.#add(detail)}
    >
      <div class="row end controls" data-holder>
        ${this.#inOneView ? nothing : this.#split()} ${this.#live()}
        ${this.#inOneView ? html`${this.#foldedSplit()}<span class="grow"></span>` : nothing}
        ${
          fitting
            ? html`<wa-button size="s" variant="neutral" appearance="outlined" @click=${() => cancelFit(store)}
                >${icon("stop", "start")}Cancel</wa-button
              >`
            : nothing
        }
        <wa-button
          class=${fitting ? "busy" : ""}
          data-control="fit-button"
          size="s"
          variant="brand"
          ?disabled=${!engine}
          @click=${() => fitPipeline(store)}
          >${icon("play", "start")}${fit ? "Fit again" : "Fit"}</wa-button
        >
      </div>
      ${fitting ? this.#progress(fitting) : nothing} ${this.trouble("fit")}
      ${
        results.isStale(fitKind) && !fitting && !soon
          ? notice("warn", {
              message: "Something above was changed after this fit.",
              hint: this.lacks("fit-button") ? "" : "Fit again to bring the results up to date.",
            })
          : nothing
      }
      ${fit ? this.#result(fit, results.isStale(fitKind) && !soon) : nothing}
      <div class="studies" data-control="studies" data-holder>
        ${studies.of(store)?.map((study) => study.draw(store))}
      </div>
      ${this.trouble(studies.place)}
    </div>`;
  }

  #add({ values, label }: AddedPoint): void {
    const { drawn } = this.store.table!;
    if (!drawn) return;
    const columns = drawn.columns.filter(({ name }) => name !== drawn.target);
    void addPoint(this.store, [...columns.map(({ name }) => values[name]!), label]);
  }

  /** Shows a study that something else leads to. */
  #unfold(name: string): void {
    const parts = this.renderRoot.querySelectorAll<StudyPart>(".studies > *");
    [...parts].find(({ study }) => study === name)?.unfold();
  }

  #split() {
    const { table } = this.store;
    const { split } = this.store.choices;
    const set = (change: Partial<SplitChoice>) => setSplit(this.store, change);
    const read = (event: Event) => Number((event.target as HTMLInputElement).value);
    const unequal = table!.task === "classification" ? notStratified(table!, split) : "";
    return html`
      <wa-input
        type="number"
        class="short"
        data-control="split"
        size="s"
        label="Held out, %"
        min="1"
        max="99"
        step="1"
        without-spin-buttons
        .value=${String(Math.round(split.test_size * 100))}
        @change=${(event: Event) => set({ test_size: Math.min(99, Math.max(1, read(event) || 25)) / 100 })}
      ></wa-input>
      <wa-input
        type="number"
        class="short"
        data-control="split seed"
        size="s"
        label="Seed"
        min="0"
        max="4294967295"
        step="1"
        without-spin-buttons
        .value=${String(split.random_state)}
        @change=${(event: Event) => set({ random_state: Math.max(0, Math.floor(read(event) || 0)) })}
      ></wa-input>
      ${
        table!.task === "classification"
          ? html`<wa-checkbox
              data-control="split"
              size="s"
              .checked=${stratifies(table!, split)}
              ?disabled=${unequal !== ""}
              @change=${(event: Event) => set({ stratify: (event.target as HTMLInputElement).checked })}
              >Keep class shares equal</wa-checkbox
            >`
          : nothing
      }
      <span class="grow"></span>
      ${
        unequal && split.stratify
          ? html`<p class="small quiet unequal" data-with="split" data-unequal>
              The split does not keep the shares of the classes equal: ${unequal}.
            </p>`
          : nothing
      }
    `;
  }

  get #inOneView(): boolean {
    return this.store.desk.frame === "workspace";
  }

  /** How the rows are split, in a line that unfolds. */
  #foldedSplit() {
    const { test_size, random_state } = this.store.choices.split;
    return html`<details class="split" data-control="split">
      <summary>
        ${icon("chevron-right")} ${Math.round(test_size * 100)} % held out<span data-with="seed"
          >, seed ${random_state}</span
        >
      </summary>
      <div class="row end">${this.#split()}</div>
    </details>`;
  }

  /** Whether the page fits by itself. */
  #live() {
    const { store } = this;
    return html`<wa-checkbox
      size="s"
      data-control="live"
      id="live"
      title="What takes no longer than ${duration(atOnce)} is fitted again after every change."
      .checked=${store.live}
      @change=${(event: Event) => store.look({ live: (event.target as HTMLInputElement).checked })}
      >Fit on every change</wa-checkbox
    >`;
  }

  #progress({ done, total }: { done: number; total: number }) {
    const share = total > 0 ? Math.round((done / total) * 100) : undefined;
    return html`<div class="progress" aria-busy="true">
      <p class="small quiet">Fitting${share === undefined ? "" : `, ${share} %`}</p>
      <wa-progress-bar ?indeterminate=${share === undefined} value=${share ?? 0} label="Fitting"></wa-progress-bar>
    </div>`;
  }

  #result(fit: Fit, stale: boolean) {
    const { train, test } = fit.split;
    const dropped = fit.training.dropped;
    return html`
      <p class="said">
        Fitted on <strong>${count(train.length, "row")}</strong> in ${duration(fit.milliseconds)} and measured on the
        <strong>${count(test.length, "row")}</strong> held
        out${dropped ? html`; ${count(dropped, "row")} where ${foreign(fit.table.target, 80)} is missing ${dropped === 1 ? "was" : "were"} left out` : nothing}.
      </p>
      ${this.#plainly(fit)} ${warningList(fit.warnings)}
      <kf-pictures
        data-control="pictures"
        class=${stale ? "stale" : ""}
        ?dense=${this.#inOneView}
        .fit=${fit}
        .ask=${askOf(this.store.services.engine!, fit)}
      >
        <div class="panel padded ${this.#inOneView ? "strip" : ""}" data-control="scores">
          <h3>On the held-out rows</h3>
          ${this.#inOneView ? this.#strip(fit) : this.#metrics(fit)}
        </div>
      </kf-pictures>
    `;
  }

  /** A result that is no better than looking at no column, in words. */
  #plainly({ evaluation, baseline, table, split }: Fit) {
    const [[key, value] = ["", NaN]] = Object.entries(evaluation.metrics);
    const dummy = new Map(Object.entries(baseline.metrics)).get(key) ?? NaN;
    if (table.counts.size === 1)
      return notice("warn", {
        message: `Every row has the same ${table.target}: there is nothing to tell apart.`,
        hint: this.lacks("data") || this.lacks("target") ? "" : "Choose another target in step 1.",
      });
    const few = mayBeOneClass(table, split)
      ? notice("plain", {
          message:
            "There are so few rows that those fitted on may all be of one class. A decision tree is proposed, as it can be fitted even then.",
          hint: "With more rows of each class, a logistic regression is proposed.",
        })
      : nothing;
    if (Number.isNaN(value) || Number.isNaN(dummy) || value > dummy) return few;
    const than = `${metricName(key)} ${short(value)} against ${short(dummy)}`;
    return html`${few}${notice("warn", {
      message:
        value < dummy
          ? `It does worse than the baseline, which looks at no column: ${than}.`
          : `It does no better than the baseline, which looks at no column: ${than}.`,
      hint: "What it found in the rows fitted on does not hold for the others. Look at the columns, or try another estimator.",
    })}`;
  }

  /** The same in little room: the pictures are seen with it. */
  #strip({ evaluation, baseline }: Fit) {
    const dummies = new Map(Object.entries(baseline.metrics));
    return html`<dl class="metrics">
      ${Object.entries(evaluation.metrics).map(([key, value], index) => {
        const dummy = dummies.get(key);
        return html`<div class=${index === 0 ? "first" : ""}>
          <dt>${metricName(key)}</dt>
          <dd>
            <span class="value ${isBetter(key, value, dummy) ? "better" : ""}" data-metric=${key}>${score(value)}</span>
            ${
              dummy === undefined
                ? nothing
                : html`<span class="hint"
                    >baseline ${score(dummy)}${lowerIsBetter.has(key) ? ", lower is better" : ""}</span
                  >`
            }
          </dd>
        </div>`;
      })}
    </dl>`;
  }

  #metrics({ evaluation, baseline }: Fit) {
    const dummies = new Map(Object.entries(baseline.metrics));
    return html`<table>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" class="number">Pipeline</th>
            <th scope="col" class="number">Baseline</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(evaluation.metrics).map(([key, value], index) => {
            const dummy = dummies.get(key);
            return html`<tr class=${index === 0 ? "first" : ""}>
              <th scope="row">
                ${metricName(key)}${lowerIsBetter.has(key) ? html`<span class="hint">lower is better</span>` : nothing}
              </th>
              <td class="number value ${isBetter(key, value, dummy) ? "better" : ""}" data-metric=${key}>
                ${score(value)}
              </td>
              <td class="number quiet">${dummy === undefined ? "" : score(dummy)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
      <p class="small quiet foot">
        The baseline looks at no column: it always answers
        ${evaluation.confusion ? "with the shares of the classes" : "the mean"} of the rows fitted on.
      </p>`;
  }

  static override styles = [
    ...Connected.styles,
    css`
      .studies {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
      }
      .split summary {
        cursor: pointer;
        font-size: 13px;
        color: var(--ink-quiet);
        list-style: none;
        width: fit-content;
      }
      .split summary::-webkit-details-marker {
        display: none;
      }
      .controls .split summary {
        margin-bottom: 7px;
      }
      /* Below the button, which stays where it is. */
      .split[open] {
        order: 1;
        flex-basis: 100%;
      }
      .split[open] summary .icon {
        rotate: 90deg;
      }
      .short {
        width: 112px;
      }
      .controls wa-checkbox {
        margin-bottom: 7px;
      }
      .unequal {
        order: 1;
        flex-basis: 100%;
      }
      .progress {
        display: grid;
        gap: 6px;
      }
      kf-pictures.stale {
        filter: grayscale(1);
      }
      table {
        margin-top: 8px;
      }
      th,
      td {
        padding-inline: 0 12px;
      }
      td:last-child,
      th:last-child {
        padding-right: 0;
      }
      tbody th {
        font-weight: 500;
        color: var(--ink);
        font-size: 14px;
        white-space: normal;
      }
      .hint {
        display: block;
        font-size: 12px;
        font-weight: 400;
        color: var(--ink-quiet);
      }
      .value {
        font-weight: 600;
      }
      .first .value {
        font-size: var(--wa-font-size-xl);
        letter-spacing: -0.01em;
      }
      .strip {
        grid-column: 1 / -1;
        padding-block: 12px;
      }
      .metrics {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(100px, 1fr));
        gap: 8px 14px;
        margin: 6px 0 0;
      }
      .metrics dt {
        font-size: 13px;
        color: var(--ink-quiet);
      }
      .metrics dd {
        margin: 0;
        font-variant-numeric: tabular-nums;
      }
      .metrics .value {
        font-size: var(--wa-font-size-l);
      }
      .better {
        color: var(--accent-ink);
      }
      .foot {
        margin-top: 12px;
      }
    `,
  ];
}
const isBetter = (key: string, value: number, dummy: number | undefined): boolean =>
  dummy !== undefined && (lowerIsBetter.has(key) ? value < dummy : value > dummy);

/** Some scores have no value for the rows there are. */
const score = (value: number): string => (Number.isNaN(value) ? "not defined" : short(value));

define("kf-step-fit", KfStepFit);
