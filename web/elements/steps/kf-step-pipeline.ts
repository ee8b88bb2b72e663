import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ParamValue } from "../../lib/index.js";
import { editParam, resetRecipe, swapEstimator } from "../session/edit-recipe.js";
import { alternatives, flatten, tree, type Node } from "../session/plan.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { count, listed } from "../shared/words.js";
import { namesOf } from "../parts/kf-recipe.js";
import "../parts/kf-param-form.js";
import { byStep, warningList } from "../parts/warnings.js";

export class KfStepPipeline extends Part {
  static override properties = { chosen: { state: true } };
  declare chosen: string;

  constructor() {
    super();
    this.chosen = "model";
  }

  override render() {
    const { recipe, proposed, schema } = this.session;
    if (!recipe || !proposed)
      return html`<p class="quiet">
        Choose a data set in step 1; a pipeline that suits its columns is proposed here.
      </p>`;
    if (!schema) return html`<p class="quiet">The engine is starting.</p>`;
    const root = tree(recipe, schema);
    const base = new Map(flatten(tree(proposed, schema)).map((node) => [node.path, node]));
    const nodes = flatten(root);
    const edited = new Set(nodes.filter((node) => this.#differs(node)).map((node) => node.path));
    const chosen = nodes.find((node) => node.path === this.chosen) ?? nodes.at(-1)!;
    return html`<div class="stack">
      <p class="said">${this.#said(nodes, edited.size)}</p>
      <kf-recipe
        .root=${root}
        .chosen=${chosen.path}
        .edited=${edited}
        .warned=${this.#warned()}
        @choose=${(event: CustomEvent<string>) => (this.chosen = event.detail)}
      ></kf-recipe>
      ${this.#editor(chosen, base.get(chosen.path), edited)} ${this.trouble("pipeline")}
    </div>`;
  }

  /** What the fit warned of, as long as it is the fit of this pipeline. */
  #warned(): ReturnType<typeof byStep> {
    const { fit, fitIsStale } = this.session;
    return byStep(fit && !fitIsStale ? fit.warnings : []);
  }

  #differs({ path, children }: Node): boolean {
    const own = new Set(children.map((child) => child.path));
    return [...this.session.edits.keys()].some((key) => {
      if (key === path) return true;
      const inside = path ? key.startsWith(`${path}__`) && key.slice(path.length + 2) : key;
      return typeof inside === "string" && !inside.includes("__") && !own.has(key);
    });
  }

  #said(nodes: Node[], edits: number) {
    const leaves = nodes.filter(({ children }) => children.length === 0);
    const model = leaves.at(-1)!;
    const classes = [...new Set(leaves.slice(0, -1).map(({ recipe }) => recipe.class))];
    return html`Data goes through ${listed(classes)}, then <strong>${model.recipe.class}</strong> predicts
      ${foreign(this.session.table!.target, 80)}.
      ${
        edits
          ? html`${count(edits, "part")} changed.
              <button class="link" @click=${() => resetRecipe(this.session)}>Go back to the proposal</button>`
          : "This is a proposal made from the columns; choose a box to change it."
      }`;
  }

  #editor(node: Node, base: Node | undefined, edited: ReadonlySet<string>): TemplateResult {
    const { session } = this;
    if (!node.schema)
      return html`<p class="notice bad">
        ${icon("warning")}<span>The engine knows no estimator called ${node.recipe.class}.</span>
      </p>`;
    const others = alternatives(node, session.schema!);
    const sameClass = base?.recipe.class === node.recipe.class;
    const { where = "" } = session.troubles.fit ?? {};
    return html`<div class="panel padded editor">
      <div class="row head">
        <h3>${node.path ? node.path.replaceAll("__", " › ") : "pipeline"}</h3>
        ${
          others.length > 1
            ? html`<select
                class="pick"
                id="estimator"
                aria-label="Estimator for ${node.name}"
                @change=${(event: Event) => swapEstimator(session, node.path, (event.target as HTMLSelectElement).value, base?.recipe.class)}
              >
                ${others.map(({ name }) => html`<option value=${name} .selected=${live(name === node.recipe.class)}>${name}</option>`)}
              </select>`
            : html`<span class="tag plain">${node.recipe.class}</span>`
        }
        ${edited.has(node.path) ? html`<span class="tag">changed</span>` : nothing}
      </div>
      <p class="quiet small doc">${node.schema.doc}${node.columns ? html` Sees ${namesOf(node.columns)}.` : nothing}</p>
      ${warningList(this.#warned().get(node.path), "step")}
      <kf-param-form
        .estimator=${node.schema}
        .values=${node.recipe.params as Record<string, ParamValue>}
        .proposed=${(sameClass ? base!.recipe.params : {}) as Record<string, ParamValue>}
        .blamed=${where.split(/__|\./).at(-1) ?? ""}
        @edit=${({ detail }: CustomEvent<{ name: string; value: ParamValue | undefined }>) => editParam(session, node.path, detail.name, detail.value)}
      ></kf-param-form>
    </div>`;
  }

  static override styles = [
    ...Part.styles,
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
customElements.define("kf-step-pipeline", KfStepPipeline);
