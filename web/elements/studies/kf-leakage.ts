import { html, nothing } from "lit";
import { openChoices } from "../actions/open-data.js";
import { leakageFigure } from "../plots/studies/leakage.js";
import type { Bounds } from "../plots/studies/scores.js";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { meanOf } from "../shared/sums.js";
import { count, duration, listed, scorerName, short } from "../shared/words.js";
import { setData } from "../state/changes.js";
import { defaults } from "../state/choices.js";
import { fitKind, keyOf, kind, ofOneMetric, type Studied } from "../state/results.js";
import type { Store } from "../store/store.js";
import { warningList } from "../parts/warnings.js";
import { compareLeakage, noise, partedAtModel, type Leaked } from "./leak.js";
import { boundsOf, cvOf, metricsOf } from "./scoring.js";
import { StudyPart } from "./study-part.js";
import { rowsFittedOn, run, type Study } from "./study.js";

export interface Compared extends Studied, Leaked {
  readonly metric: string;
  readonly bounds: Bounds;
  readonly rows: number;
  /** The steps that were fitted on all rows, by name. */
  readonly names: readonly string[];
}

const comparedKind = kind<Compared>("leakage", ofOneMetric);

export async function compareWays(store: Store): Promise<void> {
  await run(store, "leakage", "Preparing in both ways.", async (engine, options, choices) => {
    const { recipe } = store;
    const parted = recipe && partedAtModel(recipe);
    if (!parted) return "There is nothing to compare.";
    const [cv, metric] = [cvOf(store), metricsOf(store)[0]!];
    const bounds = boundsOf(store, metric);
    const { X, y, rows } = await rowsFittedOn(store, engine);
    const started = performance.now();
    const leaked = await compareLeakage(engine, recipe, parted, X, y, { cv, scoring: metric, ...options });
    const milliseconds = performance.now() - started;
    const fitKey = keyOf(fitKind, choices);
    const { names } = parted;
    store.results.put(comparedKind, { fitKey, milliseconds, metric, bounds, rows, names, ...leaked }, choices);
    const found = { [metric]: { inside: meanOf(leaked.inside), before: meanOf(leaked.before) } };
    return { said: "Compared both ways of preparing.", found };
  });
}

/** Opens noise with a pipeline that selects columns, as one change, and compares. */
export async function showOnNoise(store: Store): Promise<void> {
  const { name, params, recipe } = noise;
  const choices = setData(
    { ...store.choices, axes: [], study: { ...store.choices.study, curve: null } },
    { from: "drawn", name, params },
  );
  const opened = await openChoices(
    store,
    { ...choices, split: defaults.split, validation: defaults.validation },
    (mine) => ({ ...mine, recipe, view: { ...mine.view, box: "keep" } }),
    { said: "opening noise to show leakage", place: "leakage" },
  );
  if (opened) await compareWays(store);
}

export const leakage: Study = {
  name: "leakage",
  draw: (store) => html`<kf-leakage data-control="leakage" .store=${store}></kf-leakage>`,
};

/** The same folds, with the steps before the model fitted inside them, and with these fitted on all rows first. */
export class KfLeakage extends StudyPart {
  readonly study = "leakage";

  override render() {
    return this.panel("Leakage", "What if the preparation had seen every row?", () => this.#inside());
  }

  #inside() {
    const { store } = this;
    const parted = store.recipe && partedAtModel(store.recipe);
    const compared = store.results.get(comparedKind);
    const { choices } = store;
    const onNoise =
      choices.data.name === noise.name && choices.data.params?.["n_features"] === noise.params["n_features"];
    return html`
      ${
        parted
          ? html`<p class="small">
              Cross-validates twice on the same folds: with
              ${listed(parted.names.map((name) => `“${visible(name, 40)}”`))} fitted anew inside each fold, as the
              pipeline does, and with ${parted.names.length === 1 ? "it" : "them"} fitted on all rows before the folds
              are made, as is often done by mistake.
            </p>`
          : html`<p class="small" data-nothing>
              No step before the model learns from rows here, so nothing can leak: there is a model alone.
            </p>`
      }
      ${this.validation(true)}
      <div class="row">
        ${this.starter("Compare", () => compareWays(store), !!parted)}
        ${
          store.jobs.work(this.study) || store.jobs.work("data")
            ? nothing
            : html`<wa-button
                size="s"
                variant="neutral"
                appearance="outlined"
                ?disabled=${!store.services.engine}
                @click=${() => void showOnNoise(store)}
                >${icon("table", "start")}Show it on noise</wa-button
              >`
        }
        <span class="small quiet"
          >${onNoise ? "Undo brings back what was open." : "Opens 80 rows of noise in 800 columns, with two classes by chance. Undo brings back what is open."}</span
        >
      </div>
      ${this.progress("fits")} ${this.trouble("leakage")} ${this.stale(comparedKind)}
      ${compared ? this.#result(compared) : nothing}
    `;
  }

  #result(compared: Compared) {
    const { inside, before, metric, bounds, rows, names, milliseconds, warnings } = compared;
    const score = scorerName(metric);
    if (inside.every(Number.isNaN) || before.every(Number.isNaN)) return this.noScore(score, warnings);
    const [honest, leaky] = [meanOf(inside), meanOf(before)];
    return html`<div class="stack ${this.store.results.isStale(comparedKind) ? "old" : ""}" data-study="leakage">
      <p class="said">
        ${score} <strong data-way="inside">${short(honest)}</strong> prepared inside each fold, and
        <strong data-way="before">${short(leaky)}</strong> prepared on all ${count(rows, "row")} first, in
        ${duration(milliseconds)}. ${verdict(honest, leaky)}
      </p>
      <p class="small" data-why>
        Why: ${listed(names.map((name) => `“${visible(name, 40)}”`))} fitted on all rows
        ${names.length === 1 ? "has" : "have"} already looked at the rows that the folds then hold out, and where a step
        chooses by the target it chose what fits those rows by chance.
      </p>
      ${warningList(warnings)}
      ${this.figure("leakage", compared, () => leakageFigure({ score, bounds, inside, before }))}
    </div>`;
  }
}

/** What the difference means, in a sentence. */
function verdict(honest: number, leaky: number): string {
  const difference = leaky - honest;
  if (difference === 0)
    return "Here it makes no difference; with steps that choose by the target it can make all of it.";
  return difference > 0
    ? `The second looks better by ${short(Number(difference.toPrecision(3)))}, having seen the rows it is measured on; new rows would meet the first.`
    : "Here the second is no better; it is wrong all the same, and with steps that choose by the target far too good.";
}

define("kf-leakage", KfLeakage);
