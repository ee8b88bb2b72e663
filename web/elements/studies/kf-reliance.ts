import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { takeTarget } from "../../lib/index.js";
import type { Engine, Model, PartialDependence, PermutationImportance, PoolOptions } from "../../lib/index.js";
import { takeRows } from "../data/table.js";
import { dependenceFigure } from "../plots/studies/dependence.js";
import { dependenceGridFigure } from "../plots/studies/dependence-grid.js";
import { importanceFigure, type Importance } from "../plots/studies/importance.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { count, duration, listed, scorerName } from "../shared/words.js";
import { fitKind, kind, type Fit } from "../state/results.js";
import type { Store } from "../store/store.js";
import "../parts/kf-column-choice.js";
import { StudyPart } from "./study-part.js";
import { run, type Study } from "./study.js";

/** It is about a fitted model, whatever is chosen since. */
export interface Relied {
  readonly model: Model;
  readonly milliseconds: number;
  readonly metric: string;
  readonly repeats: number;
  readonly rows: number;
  readonly importance: PermutationImportance;
  /** What is looked at: one column or two. */
  readonly columns: readonly string[];
  readonly dependence: PartialDependence | undefined;
}

const reliedKind = kind<Relied>("reliance");

export const reliance: Study = {
  name: "reliance",
  draw: (store) => html`<kf-reliance data-control="reliance" .store=${store}></kf-reliance>`,
};

const repeats = 10;

export async function measureReliance(store: Store): Promise<void> {
  await run(store, "reliance", "Shuffling one column after the other.", async (engine, options, choices) => {
    const fit = store.results.get(fitKind)!;
    const { model, training: data, split, table } = fit;
    const metric = table.task === "classification" ? "accuracy" : "r2";
    const [X, y] = [await takeRows(data.X, split.test), takeTarget(data.y, split.test)];
    const started = performance.now();
    const importance = await engine.permutationImportance(model, X, y, {
      scoring: metric,
      n_repeats: repeats,
      random_state: split.random_state,
      ...options,
    });
    const milliseconds = performance.now() - started;
    const names = [...(data.X.columns as ReadonlyMap<string, unknown>).keys()];
    const means = importance.importances_mean;
    const columns = [names[means.indexOf(Math.max(...means))]!];
    const dependence = await dependenceOf(fit, engine, columns, options).catch(() => undefined);
    const rows = split.test.length;
    const relied = { model, milliseconds, metric, repeats, rows, importance, columns, dependence };
    store.results.put(reliedKind, relied, choices);
    return `Measured how much the pipeline relies on ${count(names.length, "column")}.`;
  });
}

async function dependenceOf(
  { model, training, split }: Fit,
  engine: Engine,
  columns: readonly string[],
  { signal }: PoolOptions,
) {
  return engine.partialDependence(model, await takeRows(training.X, split.test), columns, {
    grid_resolution: columns.length === 2 ? 10 : 40,
    ...(signal ? { signal } : {}),
  });
}

/** Looks at the average answers along other columns. */
export async function lookAlong(store: Store, columns: readonly string[]): Promise<void> {
  await run(store, "reliance", "Moving through the values of a column.", async (engine, options) => {
    const dependence = await dependenceOf(store.results.get(fitKind)!, engine, columns, options);
    store.results.amend(reliedKind, { columns, dependence });
    return `Drew the average prediction along ${columns.join(" and ")}.`;
  });
}

/** What a fitted pipeline relies on: permutation importance, and partial dependence along one column or two. */
export class KfReliance extends StudyPart {
  static override properties = { ...StudyPart.properties, output: { state: true } };
  declare output: number;
  readonly study = "reliance";

  constructor() {
    super();
    this.output = 0;
  }

  override render() {
    return this.panel("What it relies on", "Which columns matter, and how do predictions follow them?", () => {
      const fit = this.store.results.get(fitKind);
      const relied = this.store.results.get(reliedKind);
      if (!fit) return html`<p class="quiet small">Fit the pipeline first.</p>`;
      const current = relied?.model === fit.model ? relied : undefined;
      return html`<div class="row">${this.starter("Measure", () => measureReliance(this.store))}</div>
        ${this.store.jobs.work(this.study)?.total ? this.progress("columns") : nothing} ${this.trouble("reliance")}
        ${current ? this.#result(current, fit) : nothing}`;
    });
  }

  #result(relied: Relied, fit: Fit) {
    const names = [...(fit.training.X.columns as ReadonlyMap<string, unknown>).keys()];
    const { importance, metric, repeats, rows, milliseconds } = relied;
    const ranked: Importance[] = names
      .map((name, i) => ({ name, mean: importance.importances_mean[i]!, deviation: importance.importances_std[i]! }))
      .sort((a, b) => b.mean - a.mean);
    const leaders = ranked.filter(({ mean, deviation }) => mean > deviation && mean > 0).slice(0, 3);
    return html`<div class="stack" data-study="reliance">
      <p class="said">
        Shuffled each of ${count(names.length, "column")} ${repeats} times in the ${count(rows, "row")} held out, in
        ${duration(milliseconds)}.
        ${
          leaders.length
            ? html`The most is lost without <strong>${listed(leaders.map(({ name }) => visible(name, 40)))}</strong>.`
            : "No column alone makes a clear difference."
        }
      </p>
      <div class="two">
        <div class="stack part">
          <h3>Permutation importance</h3>
          ${this.figure("importance", importance, () => importanceFigure(ranked, scorerName(metric)))}
        </div>
        <div class="stack part">
          <h3>Partial dependence</h3>
          ${this.#columns(relied, ranked)} ${this.#dependence(relied, fit)}
        </div>
      </div>
    </div>`;
  }

  #columns({ columns, dependence }: Relied, ranked: readonly Importance[]) {
    const [first = "", second = ""] = columns;
    const names = ranked.map(({ name }) => name);
    const classes = dependence?.classes;
    return html`<div class="row">
      <kf-column-choice
        .names=${names}
        .value=${first}
        name="along"
        label="Column to move along"
        @choose=${({ detail }: CustomEvent<string>) => this.#look(detail, "")}
      ></kf-column-choice>
      <span class="small">and</span>
      <kf-column-choice
        .names=${names.filter((name) => name !== first)}
        .value=${second}
        name="and"
        label="and column"
        none="no other column"
        @choose=${({ detail }: CustomEvent<string>) => this.#look(first, detail)}
      ></kf-column-choice>
      ${
        second && classes && dependence.average!.shape[0]! > 1
          ? html`<select
              class="pick"
              aria-label="Class"
              @change=${(event: Event) => (this.output = Number((event.target as HTMLSelectElement).value))}
            >
              ${Array.from(classes as ArrayLike<string | number>, (name, i) => html`<option value=${i} .selected=${live(i === this.output)}>${visible(String(name), 40)}</option>`)}
            </select>`
          : nothing
      }
    </div>`;
  }

  #dependence(relied: Relied, fit: Fit) {
    const { dependence, columns } = relied;
    if (!dependence) return html`<p class="small quiet">There is none for this pipeline and column.</p>`;
    const { classes } = dependence;
    const target = visible(fit.table.target, 40);
    const names = classes ? Array.from(classes as ArrayLike<string | number>, String) : [target];
    // Of two classes the probability is that of the second.
    const outputs = dependence.average!.shape[0] === 1 && classes ? [names.at(-1)!] : names;
    const output = Math.min(this.output, outputs.length - 1);
    const answer = classes
      ? outputs.length === 1
        ? `probability of ${visible(outputs[0]!, 24)}`
        : "probability"
      : `predicted ${target}`;
    const [first = "", second = ""] = columns.map((name) => visible(name, 40));
    if (columns.length === 2) {
      const meant = classes ? `probability of ${visible(outputs[output]!, 40)}` : answer;
      return this.figure(`dependence ${output}`, dependence, () =>
        dependenceGridFigure({ dependence, output, columns: [first, second], answer: meant }),
      );
    }
    return this.figure("dependence", dependence, () =>
      dependenceFigure({ dependence, outputs, column: first, answer }),
    );
  }

  #look(first: string, second: string): void {
    void lookAlong(this.store, second ? [first, second] : [first]);
  }

  static override styles = [
    ...StudyPart.styles,
    css`
      .part {
        gap: 12px;
      }
      .part .row {
        gap: 8px;
      }
      .pick {
        font-size: 14px;
        padding: 4px 24px 4px 9px;
      }
    `,
  ];
}

define("kf-reliance", KfReliance);
