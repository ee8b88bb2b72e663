import { css, html, nothing, type TemplateResult } from "lit";
import type { ParamValue } from "../../lib/index.js";
import { build, remedyName } from "../actions/build.js";
import { editParam } from "../actions/choose.js";
import { failingNotice } from "../parts/failing.js";
import { beforeAndAfter } from "../plots/made.js";
import "../parts/kf-param-form.js";
import type { ParamEdit } from "../parts/kf-param-form.js";
import "../parts/kf-part-columns.js";
import type { Asking } from "../parts/kf-recipe.js";
import { warningList } from "../parts/warnings.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { arrivesAt, hasNames, type Arrives } from "../state/arrives.js";
import { around, type Box } from "../state/diagram.js";
import { madeAt, madeBefore, madeKind } from "../state/made.js";
import { usersOf } from "../state/part-columns.js";
import { isRecipe, type Node } from "../state/recipe.js";
import { Connected } from "../store/connected.js";

const words: Readonly<Record<string, string>> = {
  passthrough: "The data pass this place as they are.",
  drop: "What would go through this place is left out.",
};

/**
 * All that can be set of one box: which estimator it is, its columns, its hyperparameters. Sends `ask` with an `Asking`
 * where another estimator is to be chosen.
 */
export class KfBoxEditor extends Connected {
  static override properties = {
    ...Connected.properties,
    root: { attribute: false },
    box: { attribute: false },
    base: { attribute: false },
    edited: { type: Boolean },
    warnings: { attribute: false },
  };
  declare root: Box;
  declare box: Box;
  /** What a reader begins with in its place. */
  declare base: Node | undefined;
  declare edited: boolean;
  declare warnings: Parameters<typeof warningList>[0];

  get #arrives(): Arrives {
    const { recipe, services, table } = this.store;
    return arrivesAt(recipe!, services.schema!, table!);
  }

  override render() {
    const { box } = this;
    const { inner, path, schema } = box;
    if (isRecipe(inner) && !schema)
      return html`<p class="notice bad">
        ${icon("warning")}<span>The engine knows no estimator called ${visible(inner.class, 60)}.</span>
      </p>`;
    return html`<div class="panel padded editor">
      <div class="row head">
        <h3>${path ? visible(path.replaceAll("__", " › "), 200) : "pipeline"}</h3>
        <button
          class="pick"
          id="estimator"
          data-control="estimator"
          aria-haspopup="dialog"
          aria-label="Estimator for ${visible(box.name, 60)}: ${this.#now}. Choose another"
          @click=${() => this.send("ask", { path, what: "choose", place: "before" } satisfies Asking)}
        >
          ${this.#now}
        </button>
        <span data-without="estimator">${this.#now}</span>
        ${this.edited ? html`<span class="tag">changed</span>` : nothing}
      </div>
      <p class="quiet small doc">${this.#doc()}</p>
      ${this.#failing()} ${warningList(this.warnings, "step")} ${this.#columns()}
      ${isRecipe(inner) ? this.#form() : nothing} ${this.#made()}
    </div>`;
  }

  get #now(): string {
    const { inner } = this.box;
    return isRecipe(inner) ? visible(inner.class, 60) : (inner ?? "None");
  }

  #doc() {
    const { inner, schema, slot } = this.box;
    if (isRecipe(inner)) return schema!.doc;
    return inner === null ? slot.doc : `${words[inner] ?? ""} ${slot.at === undefined ? slot.doc : ""}`;
  }

  #failing() {
    const { box, store } = this;
    const failing = this.#arrives.failing.get(box.path) ?? [];
    return failing.map((each) => {
      return failingNotice(box.name, this.#now, each, remedyName(each), () =>
        build(store, { act: "mend", path: box.path, failing: each }),
      );
    });
  }

  /** Of a part its own columns; of what has parts those that none of them takes. */
  #columns(): TemplateResult | typeof nothing {
    const { box, root, store } = this;
    const parent = box.slot.columns
      ? around(root, box)
      : box.groups.some(({ boxes }) => boxes[0]?.slot.columns)
        ? box
        : undefined;
    if (!parent || !box.slot.columns) return nothing;
    const flow = this.#arrives.at.get(parent.path);
    const offered = flow && hasNames(flow) ? flow.columns : undefined;
    const parts = parent.groups.filter(({ list }) => list).flatMap(({ boxes }) => boxes);
    const others = parts.filter((each) => each.path !== box.path);
    const remainder = parent.groups.find(({ role, list }) => role === "beside" && !list)?.boxes[0]?.inner;
    return html`<kf-part-columns
      data-control="columns"
      .columns=${box.columns}
      .offered=${offered}
      .users=${offered ? usersOf(others, offered) : new Map()}
      .left=${this.#arrives.left.get(parent.path) ?? []}
      .remainder=${isRecipe(remainder) ? remainder.class : (remainder ?? "")}
      @columns=${({ detail }: CustomEvent<ParamValue>) => build(store, { act: "columns", path: box.path, columns: detail })}
      @remainder=${({ detail }: CustomEvent<string>) => build(store, { act: "remainder", path: parent.path, word: detail })}
    ></kf-part-columns>`;
  }

  /** The first rows before this step and after it, as the last fit has them. */
  #made(): TemplateResult | typeof nothing {
    const { box, store } = this;
    const { results, live } = store;
    const made = results.get(madeKind);
    const step = made && madeAt(made, this.root, box.path);
    if (!made || !step || (results.isStale(madeKind) && !live)) return nothing;
    const before = madeBefore(made, this.root, box.path);
    return html`<details class="made-of" data-control="before-after">
      <summary>${icon("chevron-right")} Before and after, the first rows fitted on</summary>
      ${beforeAndAfter(before, step)}
    </details>`;
  }

  #form(): TemplateResult {
    const { box, base, store } = this;
    const recipe = box.inner as Node["recipe"];
    const sameClass = base?.recipe.class === recipe.class;
    const { where = "" } = store.jobs.trouble("fit") ?? {};
    return html`<kf-param-form
      data-control="params"
      .estimator=${box.schema}
      .values=${recipe.params as Record<string, ParamValue>}
      .proposed=${(sameClass ? base.recipe.params : {}) as Record<string, ParamValue>}
      .blamed=${where.split(/__|\./).at(-1) ?? ""}
      @edit=${({ detail }: CustomEvent<ParamEdit>) => editParam(store, box.path, detail.name, detail.value, detail.gesture)}
    ></kf-param-form>`;
  }

  static override styles = [
    ...Connected.styles,
    css`
      .editor {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .head {
        gap: 8px 12px;
      }
      .head h3 {
        overflow-wrap: anywhere;
      }
      .head .pick {
        font-size: 14px;
        font-weight: 600;
        cursor: pointer;
        text-align: left;
      }
      .head .pick:hover {
        border-color: var(--accent);
      }
      .made-of summary {
        cursor: pointer;
        font-size: 14px;
        font-weight: 500;
        list-style: none;
        width: fit-content;
      }
      .made-of summary::-webkit-details-marker {
        display: none;
      }
      .made-of[open] summary .icon {
        rotate: 90deg;
      }
      .sides {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
        gap: 12px 20px;
        margin-top: 10px;
      }
      .side {
        overflow-x: auto;
      }
      .side caption {
        text-align: left;
        font-size: 13px;
        font-weight: 600;
        padding-bottom: 4px;
      }
      .doc {
        max-width: 72ch;
        overflow-wrap: anywhere;
      }
      @media (pointer: coarse) {
        .head .pick {
          min-height: 40px;
        }
      }
    `,
  ];
}
define("kf-box-editor", KfBoxEditor);
