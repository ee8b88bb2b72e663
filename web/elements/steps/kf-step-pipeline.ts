import { html, nothing, type TemplateResult } from "lit";
import type { AnyRecipe } from "../../lib/index.js";
import { build, remedyName, takesOf, type Build } from "../actions/build.js";
import { resetRecipe } from "../actions/choose.js";
import { takeCode, type Code } from "../actions/code.js";
import { isText } from "../data/table.js";
import { define } from "../shared/define.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count, listed } from "../shared/words.js";
import { arrivesAt } from "../state/arrives.js";
import { boxAt, boxesIn, boxOf, mayHoldIt, mayStand, takesAt, type Box } from "../state/diagram.js";
import { same } from "../state/json.js";
import { flatten, isRecipe, partsIn, tree, type Node } from "../state/recipe.js";
import { madeAt, madeBefore, madeKind } from "../state/made.js";
import { madePicture, seriesOf } from "../plots/made.js";
import { fitKind } from "../state/results.js";
import { Connected } from "../store/connected.js";
import { failingNotice } from "../parts/failing.js";
import type { KfCode } from "../parts/kf-code.js";
import "../parts/kf-picker.js";
import type { KfPicker } from "../parts/kf-picker.js";
import "../parts/kf-recipe.js";
import type { Asking, KfRecipe } from "../parts/kf-recipe.js";
import { byStep } from "../parts/warnings.js";
import "./kf-box-editor.js";
import type { Step } from "./step.js";

export const step: Step = {
  draw: (store) => html`<kf-step-pipeline .store=${store}></kf-step-pipeline>`,
  isDone: ({ table }) => table !== undefined,
};

export class KfStepPipeline extends Connected {
  override render() {
    const { store } = this;
    const { recipe, start, services, choices, table } = store;
    if (!recipe || !start || !table)
      return html`<p class="quiet">
        Choose a data set in step 1; a pipeline that suits its columns is proposed here.
      </p>`;
    const { schema } = services;
    if (!schema)
      return html`<p class="quiet">
        ${services.engine ? "What estimators there are is on its way." : "The engine is starting."}
      </p>`;
    const root = boxOf(recipe, schema, takesOf(store));
    const base = new Map(flatten(tree(start, schema)).map((node) => [node.path, node]));
    const nodes = flatten(tree(recipe, schema));
    const edited = new Set(
      recipe === start ? [] : nodes.filter((node) => differs(node, base.get(node.path))).map(({ path }) => path),
    );
    const boxes = boxesIn(root);
    const chosen = boxes.find(({ path }) => path === choices.view.box) ?? lastOf(boxes);
    const arrives = arrivesAt(recipe, schema, table);
    const trouble = store.jobs.trouble("pipeline");
    const isDrawn = trouble !== undefined && boxes.some(({ path }) => path === trouble.where);
    return html`<div class="stack">
      <p class="said">${this.#said(nodes, edited.size)}</p>
      <kf-recipe
        data-control="boxes"
        .root=${root}
        .schema=${schema}
        .chosen=${chosen.path}
        .edited=${edited}
        .warned=${this.#warned()}
        .failing=${arrives.failing}
        .left=${arrives.left}
        .refused=${isDrawn ? trouble : undefined}
        .made=${this.#made(root, boxes)}
        @choose=${({ detail }: CustomEvent<string>) => store.look({ box: detail })}
        @build=${({ detail }: CustomEvent<Build>) => build(store, detail)}
        @ask=${({ detail }: CustomEvent<Asking>) => this.#ask(detail)}
      ></kf-recipe>
      ${isDrawn ? nothing : this.trouble("pipeline")} ${this.#failing(boxes, chosen)}
      <kf-box-editor
        data-control="editor"
        .store=${store}
        .root=${root}
        .box=${chosen}
        .base=${base.get(chosen.path)}
        .edited=${edited.has(chosen.path)}
        .warnings=${this.#warned().get(chosen.path)}
        @ask=${({ detail }: CustomEvent<Asking>) => this.#ask(detail)}
      ></kf-box-editor>
      ${this.#code(recipe)}
      <kf-picker @pick=${({ detail }: CustomEvent<string>) => this.#picked(detail)}></kf-picker>
    </div>`;
  }

  /** What comes out of each box, as the last fit has it; the outermost answers as the last of its steps does. */
  #made(root: Box, boxes: readonly Box[]): ReadonlyMap<string, TemplateResult> | undefined {
    const { results, live } = this.store;
    const made = results.get(madeKind);
    if (!made || (results.isStale(madeKind) && !live)) return undefined;
    const series = seriesOf(made.target, made.rows);
    return new Map(
      boxes.flatMap(({ path, groups }): [string, TemplateResult][] => {
        const step = madeAt(made, root, path);
        if (!step || (path === "" && groups.length)) return [];
        if (groups.some(({ list }) => list) && !step.answer)
          return [[path, html`<span class="columns">→ ${count(step.width, "column")}</span>`]];
        return [[path, madePicture(step, series, madeBefore(made, root, path))]];
      }),
    );
  }

  /** Steps that will fail, but for the one whose form says so. */
  #failing(boxes: readonly Box[], chosen: Box) {
    const { store } = this;
    const { failing } = arrivesAt(store.recipe!, store.services.schema!, store.table!);
    return boxes
      .filter(({ path }) => path !== chosen.path)
      .flatMap(({ path, name, inner }) =>
        (failing.get(path) ?? []).map((each) =>
          failingNotice(name, isRecipe(inner) ? inner.class : name, each, remedyName(each), () =>
            build(store, { act: "mend", path, failing: each }),
          ),
        ),
      );
  }

  #asked: Asking | undefined;

  /** Which estimator? Of those that may stand there, set against what arrives. */
  #ask(asked: Asking): void {
    const { store } = this;
    const schema = store.services.schema!;
    const root = boxOf(store.recipe!, schema, takesOf(store));
    const box = boxAt(root, asked.path);
    if (!box) return;
    this.#asked = asked;
    const { at } = arrivesAt(store.recipe!, schema, store.table!);
    const picker = this.renderRoot.querySelector("kf-picker") as KfPicker;
    const name = visible(box.name, 60);
    if (asked.what === "wrap") return picker.open(`Wrap ${name} in`, mayHoldIt(box, schema), undefined);
    const inside = asked.what === "insert" && asked.place === "inside";
    // After a step arrives what that makes, which is not known before it is fitted.
    const flow = asked.place === "after" && asked.what === "insert" ? undefined : at.get(asked.path);
    const takes = asked.what === "insert" ? (takesAt(box, asked.place, schema) ?? []) : box.slot.takes;
    const heading = asked.what === "choose" ? `Estimator for ${name}` : `Add ${inside ? "in" : asked.place} ${name}`;
    const now = asked.what === "choose" && isRecipe(box.inner) ? box.inner.class : "";
    picker.open(heading, mayStand(takes, schema), flow, now);
  }

  #picked(name: string): void {
    if (!this.#asked) return;
    const { path, place, what } = this.#asked;
    (this.renderRoot.querySelector("kf-recipe") as KfRecipe).focusNext();
    build(this.store, what === "insert" ? { act: "insert", path, place, name } : { act: what, path, name });
  }

  /** The pipeline as code; what reads and writes Python is fetched once it is unfolded. */
  #code(recipe: AnyRecipe): TemplateResult {
    const { code } = this.store.choices.view;
    const unfold = ({ target }: Event) => this.store.look({ code: (target as HTMLDetailsElement).open });
    if (code && !this.#loading) this.#loading = this.#load();
    return html`<details class="panel fold" id="code" data-control="code" ?open=${code} @toggle=${unfold}>
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
    const proposes = this.store.start === this.store.proposed;
    const model = predictorOf(nodes[0]!);
    const before = nodes.slice(0, nodes.indexOf(model)).filter(({ children }) => children.length === 0);
    const classes = [...new Set(before.map(({ recipe }) => recipe.class))];
    return html`${classes.length ? `Data goes through ${listed(classes)}, then ` : ""}<strong
        >${model.recipe.class}</strong
      >
      predicts ${foreign(this.store.table!.target, 80)}.
      ${
        edits
          ? html`${count(edits, "part")} changed.
              <button class="link" data-control="reset" @click=${() => resetRecipe(this.store)}>
                Go back to the ${proposes ? "proposal" : "beginning"}
              </button>`
          : html`This is ${proposes ? "a proposal made from the columns" : "what the page begins with"}<span
                data-with="boxes editor"
                >; choose a box to change it</span
              >.`
      }`;
  }
}

/** Who predicts: the last of what only hands on; a vote and the like are one that asks others. */
const predictorOf = (node: Node): Node =>
  node.schema?.kind === "composite" && node.children.length ? predictorOf(node.children.at(-1)!) : node;

/** What is chosen at first: the step that predicts. */
const lastOf = (boxes: readonly Box[]): Box =>
  boxes.filter(({ inner, groups }) => isRecipe(inner) && groups.length === 0).at(-1) ?? boxes.at(-1)!;

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

define("kf-step-pipeline", KfStepPipeline);
