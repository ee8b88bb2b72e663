import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { AnyRecipe, ParamValue } from "../../lib/index.js";
import { editParam, resetRecipe, swapEstimator } from "../actions/choose.js";
import { takeCode, type Code } from "../actions/code.js";
import { isText } from "../data/table.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count, listed } from "../shared/words.js";
import { same } from "../state/json.js";
import { alternatives, flatten, partsIn, tree, type Node } from "../state/recipe.js";
import { fitKind } from "../state/results.js";
import { Connected } from "../store/connected.js";
import type { KfCode } from "../parts/kf-code.js";
import { namesOf } from "../parts/kf-recipe.js";
import "../parts/kf-param-form.js";
import { byStep, warningList } from "../parts/warnings.js";
import type { Step } from "./step.js";

export const pipeline: Step = {
  name: "pipeline",
  title: "Pipeline",
  pane: true,
  draw: (store) => html`<kf-step-pipeline .store=${store}></kf-step-pipeline>`,
  isDone: ({ table }) => table !== undefined,
};

export class KfStepPipeline extends Connected {
  override render() {
    const { recipe, proposed, services, choices } = this.store;
    const { schema } = services;
    if (!recipe || !proposed)
      return html`<p class="quiet">
        Choose a data set in step 1; a pipeline that suits its columns is proposed here.
      </p>`;
    if (!schema) return html`<p class="quiet">The engine is starting.</p>`;
    const root = tree(recipe, schema);
    const base = new Map(flatten(tree(proposed, schema)).map((node) => [node.path, node]));
    const nodes = flatten(root);
    const edited = new Set(
      recipe === proposed ? [] : nodes.filter((node) => differs(node, base.get(node.path))).map(({ path }) => path),
    );
    const chosen = nodes.find((node) => node.path === choices.view.box) ?? nodes.at(-1)!;
    return html`<div class="stack">
      <p class="said">${this.#said(nodes, edited.size)}</p>
      <kf-recipe
        .root=${root}
        .chosen=${chosen.path}
        .edited=${edited}
        .warned=${this.#warned()}
        @choose=${(event: CustomEvent<string>) => this.store.look({ box: event.detail })}
      ></kf-recipe>
      ${this.#editor(chosen, base.get(chosen.path), edited)} ${this.trouble("pipeline")} ${this.#code(recipe)}
    </div>`;
  }

  /** The pipeline as code; what reads and writes Python is fetched once it is unfolded. */
  #code(recipe: AnyRecipe): TemplateResult {
    const { code } = this.store.choices.view;
    const unfold = ({ target }: Event) => this.store.look({ code: (target as HTMLDetailsElement).open });
    if (code && !this.#loading) this.#loading = this.#load();
    return html`<details class="panel fold" id="code" ?open=${code} @toggle=${unfold}>
      <summary>
        <span class="title">Code</span>
        <span class="quiet">The pipeline as Python for scikit-learn or as JSON, to take away or to paste.</span>
        ${icon("chevron-down")}
      </summary>
      <div class="inside">${this.#loaded ? this.#codeOf(recipe) : this.trouble("code")}</div>
    </details>`;
  }

  #codeOf(recipe: AnyRecipe): TemplateResult {
    const { store } = this;
    const { columns, target } = store.table!;
    const column = columns.find(({ name }) => name === target);
    const apply = async ({ detail, target: part }: CustomEvent<Code>) => {
      if (await takeCode(store, detail)) (part as KfCode).drop(detail);
    };
    return html`<kf-code
      .recipe=${recipe}
      .labels=${column && isText(column) ? "text" : "number"}
      .refused=${store.jobs.trouble("code")}
      .busy=${store.jobs.work("code") !== undefined}
      @apply=${apply}
    ></kf-code>`;
  }

  #loading: Promise<void> | undefined;
  #loaded = false;

  async #load(): Promise<void> {
    this.#loaded = await this.store.jobs.run("code", {}, async () => void (await import("../parts/kf-code.js")));
    // Fetched again when it is unfolded again, where it could not be.
    if (!this.#loaded) this.#loading = undefined;
    this.requestUpdate();
  }

  /** What the fit warned of, as long as it is the fit of this pipeline. */
  #warned(): ReturnType<typeof byStep> {
    const { results } = this.store;
    const fit = results.get(fitKind);
    return byStep(fit && !results.isStale(fitKind) ? fit.warnings : []);
  }

  #said(nodes: Node[], edits: number) {
    const leaves = nodes.filter(({ children }) => children.length === 0);
    const model = leaves.at(-1)!;
    const classes = [...new Set(leaves.slice(0, -1).map(({ recipe }) => recipe.class))];
    return html`${classes.length ? `Data goes through ${listed(classes)}, then ` : ""}<strong
        >${model.recipe.class}</strong
      >
      predicts ${foreign(this.store.table!.target, 80)}.
      ${
        edits
          ? html`${count(edits, "part")} changed.
              <button class="link" @click=${() => resetRecipe(this.store)}>Go back to the proposal</button>`
          : "This is a proposal made from the columns; choose a box to change it."
      }`;
  }

  #editor(node: Node, base: Node | undefined, edited: ReadonlySet<string>): TemplateResult {
    const { store } = this;
    if (!node.schema)
      return html`<p class="notice bad">
        ${icon("warning")}<span>The engine knows no estimator called ${node.recipe.class}.</span>
      </p>`;
    const others = alternatives(node, store.services.schema!);
    const sameClass = base?.recipe.class === node.recipe.class;
    const { where = "" } = store.jobs.trouble("fit") ?? {};
    return html`<div class="panel padded editor">
      <div class="row head">
        <h3>${node.path ? node.path.replaceAll("__", " › ") : "pipeline"}</h3>
        ${
          others.length > 1
            ? html`<select
                class="pick"
                id="estimator"
                aria-label="Estimator for ${node.name}"
                @change=${(event: Event) => swapEstimator(store, node.path, (event.target as HTMLSelectElement).value)}
              >
                ${others.map(({ name }) => html`<option value=${name} .selected=${live(name === node.recipe.class)}>${name}</option>`)}
              </select>`
            : html`<span class="tag plain">${node.recipe.class}</span>`
        }
        ${edited.has(node.path) ? html`<span class="tag">changed</span>` : nothing}
      </div>
      <p class="quiet small doc">
        ${node.schema.doc}${node.columns ? html` Sees ${namesOf(node.columns)}.` : node.chosenBy ? html` Sees ${node.chosenBy}.` : nothing}
      </p>
      ${warningList(this.#warned().get(node.path), "step")}
      <kf-param-form
        .estimator=${node.schema}
        .values=${node.recipe.params as Record<string, ParamValue>}
        .proposed=${(sameClass ? base!.recipe.params : {}) as Record<string, ParamValue>}
        .blamed=${where.split(/__|\./).at(-1) ?? ""}
        @edit=${({ detail }: CustomEvent<{ name: string; value: ParamValue | undefined }>) => editParam(store, node.path, detail.name, detail.value)}
      ></kf-param-form>
    </div>`;
  }

  static override styles = [
    ...Connected.styles,
    css`
      .editor {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
      }
      .head .pick {
        font-weight: 600;
      }
      .doc {
        margin-bottom: 10px;
        max-width: 72ch;
        overflow-wrap: anywhere;
      }
    `,
  ];
}
/** Whether a step is another one than is proposed in its place; what stands inside of it speaks for itself. */
function differs({ recipe, columns, children }: Node, base: Node | undefined): boolean {
  if (!base || recipe.class !== base.recipe.class || !same(columns, base.columns)) return true;
  const own = ({ class: _, params }: Node["recipe"], holders: ReadonlySet<unknown>) =>
    Object.fromEntries(Object.entries(params).filter(([name]) => !holders.has(name)));
  const holders = new Set(heldIn(recipe).concat(heldIn(base.recipe)));
  const names = (nodes: readonly Node[]) => nodes.map(({ name }) => name);
  return !same(own(recipe, holders), own(base.recipe, holders)) || !same(names(children), names(base.children));
}

/** Parameters in which other estimators stand. */
const heldIn = (recipe: Node["recipe"]): string[] => [...new Set(partsIn(recipe).map(({ param }) => param))];

customElements.define("kf-step-pipeline", KfStepPipeline);
