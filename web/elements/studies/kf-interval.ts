import { css, html, nothing } from "lit";
import { takeTarget } from "../../lib/index.js";
import type { BootstrapScore, Model } from "../../lib/index.js";
import { setStudy } from "../actions/choose.js";
import { takeRows } from "../data/table.js";
import { percent, resamplesFigure } from "../plots/studies/resamples.js";
import type { Bounds } from "../plots/studies/scores.js";
import { define } from "../shared/define.js";
import { count, duration, number, scorerName, short } from "../shared/words.js";
import { mostResamples, type Choices } from "../state/choices.js";
import { fitKind, kind } from "../state/results.js";
import type { Store } from "../store/store.js";
import { warningList } from "../parts/warnings.js";
import { boundsOf, metricsOf } from "./scoring.js";
import { StudyPart } from "./study-part.js";
import { run, type Study } from "./study.js";

/** It is about a fitted model, whatever is chosen of the pipeline since. */
export interface Resampled {
  readonly model: Model;
  readonly milliseconds: number;
  readonly rows: number;
  readonly seed: number;
  readonly n_resamples: number;
  readonly metrics: readonly string[];
  readonly bounds: readonly Bounds[];
  readonly scores: { readonly [metric: string]: BootstrapScore };
}

const resampledKind = kind<Resampled>("interval", ({ validation, study }: Choices) => ({
  metrics: validation.metrics,
  n_resamples: study.n_resamples,
}));

const level = 0.95;

export async function resampleScores(store: Store): Promise<void> {
  await run(store, "interval", "Drawing the held-out rows again.", async (engine, options, choices) => {
    const { model, training, split } = store.results.get(fitKind)!;
    const metrics = metricsOf(store);
    const bounds = metrics.map((name) => boundsOf(store, name));
    const { n_resamples } = choices.study;
    const [X, y] = [await takeRows(training.X, split.test), takeTarget(training.y, split.test)];
    const started = performance.now();
    const scores = await engine.bootstrapScore(model, X, y, {
      scoring: metrics,
      n_resamples,
      confidence_level: level,
      random_state: split.random_state,
      ...options,
    });
    const milliseconds = performance.now() - started;
    const about = { model, milliseconds, rows: split.test.length, seed: split.random_state, n_resamples };
    store.results.put(resampledKind, { ...about, metrics, bounds, scores }, choices);
    return `Measured on ${count(n_resamples, "resample")} in ${duration(milliseconds)}.`;
  });
}

export const interval: Study = {
  name: "interval",
  draw: (store) => html`<kf-interval data-control="interval" .store=${store}></kf-interval>`,
};

/** The held-out score with an interval: how far it depends on which rows happened to be held out. */
export class KfInterval extends StudyPart {
  readonly study = "interval";

  override render() {
    return this.panel("Interval of the score", "How sure is the score on the held-out rows?", () => {
      const { store } = this;
      const fit = store.results.get(fitKind);
      if (!fit) return html`<p class="quiet small">Fit the pipeline first.</p>`;
      const found = store.results.get(resampledKind);
      const current = found?.model === fit.model ? found : undefined;
      return html`<div class="row end">
          <div class="field">
            <label for="resamples">Resamples</label>
            <input
              class="typed"
              id="resamples"
              type="number"
              min="1"
              max=${mostResamples}
              step="1"
              .value=${String(store.choices.study.n_resamples)}
              @change=${(event: Event) => this.#set(event.target as HTMLInputElement)}
            />
          </div>
          ${this.starter("Draw again and again", () => resampleScores(store))}
        </div>
        ${store.jobs.work(this.study)?.total ? this.progress("resamples") : nothing} ${this.trouble("interval")}
        ${current ? this.stale(resampledKind) : nothing} ${current ? this.#result(current) : nothing}`;
    });
  }

  #set(input: HTMLInputElement): void {
    const n_resamples = Math.min(mostResamples, Math.max(1, Math.round(Number(input.value) || 1000)));
    input.value = String(n_resamples);
    setStudy(this.store, "the number of resamples", { n_resamples });
  }

  #result(found: Resampled) {
    const { metrics, bounds, scores, rows, seed, n_resamples, milliseconds } = found;
    const known = metrics.filter((name) => !Number.isNaN(scores[name]!.low));
    const { warnings } = scores[metrics[0]!]!;
    if (known.length === 0) return this.noScore(metrics.map(scorerName).join(", "), warnings);
    return html`<div class="stack ${this.store.results.isStale(resampledKind) ? "old" : ""}" data-study="interval">
      <p class="said">
        Drew ${number(n_resamples)} times as many rows as there are from the ${count(rows, "row")} held out, with
        replacement, and measured on each; seed ${seed}, in ${duration(milliseconds)}. ${percent(level)} of those scores
        lie in the interval (percentiles).
      </p>
      ${warningList(warnings)} ${this.#table(found)} ${this.#lost(found)}
      <p class="small quiet">
        The pipeline is not fitted again: this is how far the score depends on which rows were held out, not how far it
        depends on those fitted on. Cross-validation shows that.
      </p>
      <div class="pictures">
        ${known.map(
          (name) =>
            html`<div>
              <h3>${scorerName(name)}</h3>
              ${this.figure(name, found, () =>
                resamplesFigure({
                  name: scorerName(name),
                  ...scores[name]!,
                  level,
                  bounds: bounds[metrics.indexOf(name)]!,
                }),
              )}
            </div>`,
        )}
      </div>
    </div>`;
  }

  #table({ metrics, scores }: Resampled) {
    return html`<div class="scroller" tabindex="0" role="region" aria-label="Intervals by metric">
      <table>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" class="number">Held out</th>
            <th scope="col" class="number">${percent(level)} interval</th>
          </tr>
        </thead>
        <tbody>
          ${metrics.map((name) => {
            const { score, low, high } = scores[name]!;
            return html`<tr>
              <th scope="row">${scorerName(name)}</th>
              <td class="number">${told(score)}</td>
              <td class="number" data-interval=${name}>
                ${Number.isNaN(low) ? "not defined" : `${told(low)} to ${told(high)}`}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  /** Resamples on which a score is not defined. */
  #lost({ metrics, scores, n_resamples }: Resampled) {
    const lost = metrics.filter((name) => scores[name]!.undefined > 0);
    if (lost.length === 0) return nothing;
    return html`<p class="small" data-lost>
      ${lost.map((name) => `${scorerName(name)} is not defined on ${number(scores[name]!.undefined)} of ${count(n_resamples, "resample")}`).join("; ")}:
      ${this.store.results.get(fitKind)?.table.task === "classification" ? "no row of some class was drawn there." : "the rows drawn there do not allow it."}
      Those are left out of the interval.
    </p>`;
  }

  static override styles = [
    ...StudyPart.styles,
    css`
      td,
      th {
        padding: 5px 0 5px 12px;
        white-space: nowrap;
      }
      th:first-child {
        padding-left: 0;
        white-space: normal;
      }
      .typed {
        width: 96px;
        font-variant-numeric: tabular-nums;
      }
      h3 {
        font-size: 13px;
        margin-bottom: 6px;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
        gap: 16px 28px;
      }
    `,
  ];
}

const told = (value: number): string => (Number.isNaN(value) ? "not defined" : short(value));

define("kf-interval", KfInterval);
