import { html, nothing, type PropertyValues } from "lit";
import type { Description, Model } from "../../lib/index.js";
import { askWhy } from "../actions/why-row.js";
import { define } from "../shared/define.js";
import { download } from "../shared/files.js";
import { icon } from "../shared/icons.js";
import { notice } from "../shared/part.js";
import type { Answered } from "../parts/kf-form.js";
import "../parts/kf-form.js";
import { batchKind, openedKind } from "../state/results.js";
import type { RowAsked } from "../state/row-asked.js";
import { Connected } from "../store/connected.js";
import { currentOf, type Current } from "../store/current.js";
import { Late } from "../store/late.js";
import type { Step } from "./step.js";

export const step: Step = {
  draw: (store) => html`<kf-step-use .store=${store}></kf-step-use>`,
  take: {
    models: false,
    control: "batch",
    file: async (store, file) => (await import("../actions/batch.js")).predictFile(store, file),
  },
};

/** How long, in milliseconds, a model must have stayed the last one. */
const soon = 250;

const batchPart = new Late("batch part", "What predicts a whole file", async () => {
  const [actions] = await Promise.all([import("../actions/batch.js"), import("../parts/kf-batch.js")]);
  return actions;
});

export class KfStepUse extends Connected {
  static override properties = {
    ...Connected.properties,
    asked: { state: true },
    row: { state: true },
    why: { state: true },
    untold: { state: true },
    isWhyOpen: { state: true },
  };
  /** What is asked, and what it takes. */
  declare asked: (Current & { readonly description: Description }) | undefined;
  /** The row that was answered last, or refused. */
  declare row: Answered | undefined;
  /** What it takes to say why; asked for once that is opened. */
  declare why: RowAsked | undefined;
  /** Why it cannot be said of this row. */
  declare untold: string;
  declare isWhyOpen: boolean;
  #model: Model | undefined;
  /** How often something was typed: what was asked of an earlier row is not said of this one. */
  #typed = 0;

  constructor() {
    super();
    this.untold = "";
    this.isWhyOpen = false;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const current = currentOf(this.store);
    const model = current?.model;
    if (model === this.#model) return;
    const follows = this.#model !== undefined && model !== undefined;
    this.#model = model;
    clearTimeout(this.#later);
    // While something is dragged there is one model after the other: the last one answers.
    if (follows) this.#later = setTimeout(() => this.#renew(currentOf(this.store)), soon);
    else this.#renew(current);
  }

  #later: ReturnType<typeof setTimeout> | undefined;

  #renew(current: Current | undefined): void {
    this.asked = undefined;
    this.row = undefined;
    this.why = undefined;
    if (current) void this.#begin(current);
  }

  async #begin(current: Current): Promise<void> {
    try {
      const description = await current.model.describe();
      if (current.model === this.#model) this.asked = { ...current, description };
    } catch (error) {
      this.store.jobs.fail("use", error);
    }
  }

  override render() {
    const { store, asked } = this;
    if (!currentOf(store))
      return html`<div class="stack">
        <p class="quiet">
          ${
            this.lacks("verify")
              ? "Fit a pipeline in step 3; then it can predict here."
              : this.lacks("fit")
                ? "Load a model in step 5; then it can predict here."
                : "Fit a pipeline in step 3 or load one in step 5; then it can predict here."
          }
        </p>
        ${this.trouble("batch")}
      </div>`;
    if (!asked) return html`<div class="stack">${this.trouble("use")}</div>`;
    return html`<div class="stack">
      ${
        store.results.get(openedKind)?.replay?.identical === false
          ? notice("warn", {
              message: "The proof rows of this model fail.",
              hint: "It is loaded to be looked at; do not rely on what it predicts.",
            })
          : nothing
      }
      <p class="said">
        Predicts with ${asked.title}.<span data-with="form">
          Change a value and the prediction follows; an empty one counts as missing.</span
        >
      </p>
      <kf-form
        data-control="form"
        .model=${asked.model}
        .description=${asked.description}
        .reading=${asked.reading}
        .target=${asked.target}
        .trouble=${store.jobs.trouble("use")}
        @input=${() => void this.#typed++}
        @answered=${({ detail }: CustomEvent<Answered>) => this.#take(detail)}
      ></kf-form>
      ${this.#why()} ${this.row ? this.#batch(asked) : nothing}
    </div>`;
  }

  #take(row: Answered): void {
    this.row = row;
    if ("refused" in row) {
      this.why = undefined;
      this.untold = "This row is not answered.";
      this.store.jobs.fail("use", row.refused);
    } else {
      this.store.jobs.settle("use");
      if (this.isWhyOpen) void this.#explain();
    }
  }

  #why() {
    return html`<details
      class="panel fold"
      data-control="why"
      data-with="form"
      ?open=${this.isWhyOpen}
      @toggle=${(event: Event) => {
        this.isWhyOpen = (event.target as HTMLDetailsElement).open;
        if (this.isWhyOpen) void this.#explain();
      }}
    >
      <summary>
        <span class="title">Why this answer</span>
        <span class="quiet">what in this row the model goes by</span>${icon("chevron-down")}
      </summary>
      <div class="inside">
        ${this.why ? html`<kf-why .asked=${this.why}></kf-why>` : html`<p class="quiet">${this.untold || "Asking the model."}</p>`}
      </div>
    </details>`;
  }

  /** Needed by few, so it is fetched then. */
  async #explain(): Promise<void> {
    const { asked, row } = this;
    if (!asked || !row) return;
    const typed = this.#typed;
    const isOver = () => row !== this.row || typed !== this.#typed;
    try {
      const [why] = await Promise.all([askWhy(asked, asked.description, row.typed), import("../parts/kf-why.js")]);
      if (!isOver()) this.why = why;
    } catch (error) {
      if (isOver()) return;
      this.why = undefined;
      this.untold = (error as Error).message;
    }
  }

  /** Fetched once there is a first answer. */
  #batch({ model }: Current) {
    const { store } = this;
    const actions = batchPart.of(store);
    if (!actions) return this.trouble(batchPart.place);
    const batch = store.results.get(batchKind);
    return html`<kf-batch
      data-control="batch"
      .work=${store.jobs.work("batch")}
      .batch=${batch?.model === model ? batch : undefined}
      .columns=${store.desk.batchColumns}
      .guarded=${store.desk.batchGuarded}
      .trouble=${this.trouble("batch")}
      @file=${({ detail }: CustomEvent<File>) => void actions.predictFile(store, detail)}
      @stop=${() => actions.cancelBatch(store)}
      @columns=${({ detail }: CustomEvent<boolean>) => store.remember({ batchColumns: detail })}
      @guarded=${({ detail }: CustomEvent<boolean>) => store.remember({ batchGuarded: detail })}
      @download=${() => batch && download(batch.predictions.name, batch.predictions.content)}
    ></kf-batch>`;
  }
}

define("kf-step-use", KfStepUse);
