import { css, html, nothing } from "lit";
import { asExpected, galleryKind, openGallery, type Reception } from "../actions/gallery.js";
import { openModelFile } from "../actions/open-model.js";
import { fetchHostile, hostile as files, type Hostile } from "../gallery/files.js";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count, duration } from "../shared/words.js";
import { Connected } from "../store/connected.js";
import type { Step } from "./step.js";

export const step: Step = {
  draw: (store) => html`<kf-step-gallery .store=${store}></kf-step-gallery>`,
  isDone: ({ results, jobs }) => !jobs.work("gallery") && (results.get(galleryKind)?.size ?? 0) > 0,
};

const groups: { title: string; rules: string[] }[] = [
  {
    title: "Damaged, or no model at all",
    rules: ["empty_file", "not_keepfit", "newer_format", "damaged", "truncated", "trailing_bytes"],
  },
  { title: "Lies about its own shape", rules: ["limit", "malformed", "not_canonical"] },
  {
    title: "Says what no model may say",
    rules: [
      "unknown_estimator",
      "bad_parameter",
      "audit_names",
      "audit_type",
      "audit_shape",
      "audit_values",
      "audit_depth",
      "audit_card",
    ],
  },
  { title: "Well formed, but not what was saved", rules: ["proof_failed", "audit_proof"] },
  { title: "Sound, with words that play tricks", rules: ["accepted"] },
];
const known = new Set(groups.flatMap(({ rules }) => rules));

/** Files made to mislead, opened live. */
export class KfStepGallery extends Connected {
  override render() {
    const { store } = this;
    const { engine } = store.services;
    const busy = store.jobs.work("gallery") !== undefined;
    const receptions = store.results.get(galleryKind) ?? new Map<string, Reception>();
    const all = [...groups, { title: "Others", rules: [] }].map(({ title, rules }) => ({
      title,
      files: files.filter(({ rule }) => (rules.length ? rules.includes(rule) : !known.has(rule))),
    }));
    return html`<div class="stack">
      <p class="said">
        ${count(files.length, "file")} made to mislead whoever opens them. Open them here: the engine of this page is
        asked to load each, and says which rule refuses it.
      </p>
      <div class="row">
        <wa-button size="s" variant="brand" ?disabled=${!engine || busy} @click=${() => openGallery(store)}
          >${receptions.size && !busy ? "Open them again" : "Open them all"}</wa-button
        >
        ${receptions.size ? html`<span class="small" data-gallery=${busy ? "busy" : "done"}>${this.#sum(receptions)}</span>` : nothing}
      </div>
      ${this.trouble("gallery")}
      <div class="groups">
        ${all.map((group) => (group.files.length ? this.#group(group.title, group.files, receptions) : nothing))}
      </div>
    </div>`;
  }

  #sum(receptions: ReadonlyMap<string, Reception>) {
    const refused = [...receptions.values()].filter(({ kind }) => kind === "refused").length;
    const unexpected = files.filter((entry) => {
      const reception = receptions.get(entry.file);
      return reception && !asExpected(entry, reception);
    }).length;
    return html`${count(receptions.size, "file")} opened, ${refused} refused, no code
    run.${unexpected ? html` <strong class="bad-ink">${count(unexpected, "file")} met another rule than expected.</strong>` : nothing}`;
  }

  #group(title: string, files: Hostile[], receptions: ReadonlyMap<string, Reception>) {
    const opened = files.filter(({ file }) => receptions.has(file));
    const good = opened.filter((entry) => asExpected(entry, receptions.get(entry.file)!));
    return html`<details class="panel">
      <summary>
        <span class="row facts">
          <span class="title">${title}</span>
          <span class="small quiet">${count(files.length, "file")}</span>
          ${
            opened.length < files.length
              ? nothing
              : good.length === files.length
                ? html`<span class="tag">${icon("check")}as expected</span>`
                : html`<span class="tag bad">${files.length - good.length} not as expected</span>`
          }
        </span>
      </summary>
      <ul>
        ${files.map((entry) => this.#file(entry, receptions.get(entry.file)))}
      </ul>
    </details>`;
  }

  #file(entry: Hostile, reception: Reception | undefined) {
    return html`<li
      data-file=${entry.file}
      data-reception=${reception ? (asExpected(entry, reception) ? "expected" : "unexpected") : nothing}
    >
      <div class="row head">
        <h3>${foreign(entry.title)}</h3>
        ${entry.reference ? html`<span class="small quiet">${foreign(entry.reference)}</span>` : nothing}
      </div>
      <dl class="small">
        <div>
          <dt>It is meant to</dt>
          <dd>${foreign(entry.intent)}</dd>
        </div>
        <div>
          <dt>Keepfit</dt>
          <dd>${reception ? this.#reception(entry, reception) : html`<span class="quiet">not opened yet</span>`}</dd>
        </div>
        <div>
          <dt>As a pickle</dt>
          <dd>${foreign(entry.pickle)}</dd>
        </div>
      </dl>
    </li>`;
  }

  #reception(entry: Hostile, reception: Reception) {
    const surprise = asExpected(entry, reception)
      ? nothing
      : html`<p class="bad-ink">
          Expected: ${entry.rule === "accepted" ? "that it opens" : html`<code>${foreign(entry.rule)}</code>`}.
        </p>`;
    if (reception.kind === "opened")
      return html`Opened in ${duration(reception.milliseconds)}.
        ${reception.name ? html`Its name reads ${foreign(reception.name)}` : "It has no name."}
        <button class="link" data-control="open-hostile" data-with="verify" @click=${() => this.#show(entry)}>
          Open it in step 5</button
        >${surprise}`;
    return html`<span class="tag plain"><code>${foreign(reception.code)}</code></span>
      ${foreign(reception.message, 300)}
      ${reception.where && reception.where !== "file" ? html`<span class="quiet">At ${foreign(reception.where)}.</span>` : nothing}${surprise}`;
  }

  #show = async (entry: Hostile) => {
    try {
      const bytes = await fetchHostile(entry);
      await openModelFile(this.store, new File([bytes as BlobPart], entry.file));
      this.dispatchEvent(new CustomEvent("go", { detail: "verify", bubbles: true, composed: true }));
    } catch (error) {
      this.store.jobs.fail("gallery", error);
    }
  };

  static override styles = [
    ...Connected.styles,
    css`
      .groups {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
      }
      .panel {
        overflow: hidden;
      }
      summary {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 12px;
        padding: 12px 18px;
        cursor: pointer;
      }
      summary::before {
        content: "";
        width: 7px;
        height: 7px;
        border: solid currentColor;
        border-width: 0 1.8px 1.8px 0;
        rotate: -45deg;
        transition: rotate 120ms;
      }
      details[open] summary::before {
        rotate: 45deg;
      }
      .facts {
        gap: 4px 12px;
      }
      summary .title {
        font-weight: 600;
      }
      li {
        padding: 14px 18px;
        border-top: 1px solid var(--line);
      }
      .head {
        justify-content: space-between;
        gap: 2px 16px;
        margin-bottom: 6px;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px 24px;
      }
      dt {
        font-size: 12px;
        color: var(--ink-quiet);
      }
      dd {
        overflow-wrap: anywhere;
      }
      @container (max-width: 640px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
}
define("kf-step-gallery", KfStepGallery);
