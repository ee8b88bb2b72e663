import { css, html, nothing } from "lit";
import { openSaved } from "../actions/open-model.js";
import { askToKeep, downloadSaved, removeSaved, renameSaved, saveFit, undoRemove } from "../actions/saved-models.js";
import { chooseSigning, downloadKey, openKey } from "../actions/signing.js";
import { chooseFile } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { notice } from "../shared/part.js";
import { bytesInWords, count, metricName, short, shortKey, when } from "../shared/words.js";
import { fitKind } from "../state/results.js";
import { Connected } from "../store/connected.js";
import type { ShelfItem } from "../store/shelf.js";
import type { SaveChoice } from "../store/store.js";
import { studies } from "../studies/index.js";
import type { Step } from "./step.js";

export const saving: Step = {
  name: "save",
  title: "Save",
  draw: (store) => html`<kf-step-save .store=${store}></kf-step-save>`,
  isDone: ({ desk }) => desk.savedAs !== undefined,
};

export class KfStepSave extends Connected {
  static override properties = {
    ...Connected.properties,
    name: { state: true },
    renaming: { state: true },
    answered: { state: true },
  };
  declare name: string | undefined;
  declare renaming: string | undefined;
  /** What the browser said when asked to keep the models. */
  declare answered: boolean | undefined;

  override render() {
    const { store } = this;
    const { savedAs, saved, removed } = store.desk;
    const { shelf } = store.services;
    const fit = store.results.get(fitKind);
    return html`<div class="stack">
      ${fit ? this.#form() : html`<p class="quiet">${saved.length ? "Fit a pipeline in step 3 to save it beside these." : "Fit a pipeline in step 3; then it can be saved here."}</p>`}
      ${this.trouble("save")}
      ${
        savedAs && fit
          ? html`<p class="said">
              Saved <strong>${foreign(savedAs, 80)}</strong>; the bytes were read back and are equal to what was fitted.
            </p>`
          : nothing
      }
      ${
        removed
          ? html`<p class="small" role="status">
              Deleted “${foreign(removed.item.name, 80)}”.
              <button class="link" @click=${() => undoRemove(store)}>Undo</button>
            </p>`
          : nothing
      }
      ${saved.length ? this.#list() : nothing}
      ${shelf?.warning ? notice("warn", { message: shelf.warning, hint: "" }) : this.#storageFacts()}
    </div>`;
  }

  #proposedName(): string {
    const { saved } = this.store.desk;
    const base = this.store.results.get(fitKind)!.table.name.replace(/\.\w+$/, "");
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}-${n}`;
      if (!saved.some((item) => item.name === name)) return name;
    }
  }

  #form() {
    const name = this.name ?? this.#proposedName();
    const taken = this.store.desk.saved.some((item) => item.name === name);
    const save = () => this.#save(name, taken);
    return html`<div class="form">${this.#nameRow(name, taken, save)} ${this.#options()}</div>`;
  }

  #nameRow(name: string, taken: boolean, save: () => void) {
    return html`<div class="row end">
      <wa-input
        class="name"
        size="s"
        label="Name"
        .value=${name}
        @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => event.key === "Enter" && save()}
      ></wa-input>
      <wa-button
        size="s"
        variant="brand"
        ?disabled=${!name.trim() || this.store.jobs.work("save") !== undefined}
        @click=${save}
        >${icon("save", "start")}${taken ? "Save over it" : "Save"}</wa-button
      >
      ${taken ? html`<span class="small warn-ink">There is a model of this name; saving replaces it.</span>` : nothing}
    </div>`;
  }

  async #save(name: string, replace: boolean): Promise<void> {
    const { store } = this;
    const key = store.results.keyOf(fitKind)!;
    const found = Object.assign({}, ...studies.map(({ card }) => card?.(store, key))) as object;
    if (await saveFit(store, name.trim(), found, replace)) this.name = undefined;
  }

  #options() {
    const { saveChoice, signingKey } = this.store.desk;
    const set = (change: Partial<SaveChoice>) =>
      this.store.remember({ saveChoice: { ...this.store.desk.saveChoice, ...change } });
    const checked = (event: Event) => (event.target as HTMLInputElement).checked;
    return html`<div class="options small">
      <wa-checkbox
        size="s"
        data-choice="proof"
        .checked=${saveChoice.proof !== "none"}
        @change=${(event: Event) => set({ proof: checked(event) ? "made" : "none" })}
        >Proof rows</wa-checkbox
      >
      <p class="quiet">
        Rows made from the columns' ranges and categories, with what every step gives for them. Each load tries them
        again.
      </p>
      ${
        saveChoice.proof === "none"
          ? nothing
          : html`<div class="inner">
              <wa-checkbox
                size="s"
                data-choice="held-out"
                .checked=${saveChoice.proof === "held-out"}
                @change=${(event: Event) => set({ proof: checked(event) ? "held-out" : "made" })}
                >and a few held-out rows</wa-checkbox
              >
              <p class=${saveChoice.proof === "held-out" ? "warn-ink" : "quiet"}>
                These rows of your data then stand in the file, readable by anyone who has it.
              </p>
            </div>`
      }
      <wa-checkbox
        size="s"
        data-choice="sign"
        .checked=${saveChoice.sign}
        @change=${(event: Event) => void chooseSigning(this.store, checked(event))}
        >Sign it</wa-checkbox
      >
      ${
        saveChoice.sign && signingKey
          ? html`<p>
              With key <code title=${signingKey.id}>${shortKey(signingKey.id)}</code>, which only this page has until it
              is closed. <button class="link" @click=${() => downloadKey(this.store)}>Download the key</button> or
              <button class="link" @click=${this.#openKey}>open another</button>. Whoever has the file of the key can
              sign as you.
            </p>`
          : html`<p class="quiet">Says that the holder of a key saved exactly this, and no more than that.</p>`
      }
    </div>`;
  }

  #openKey = async () => {
    const file = await chooseFile("Key", [".json", ".jwk"]);
    if (file) await openKey(this.store, file);
  };

  #list() {
    const { saved } = this.store.desk;
    return html`<ul class="panel list" aria-label="Saved models">
      ${saved.map((item) => (this.renaming === item.name ? this.#renameRow(item) : this.#item(item)))}
    </ul>`;
  }

  #item(item: ShelfItem) {
    const { dataset, model, metric, fingerprint, trainingRows, takenRows, signedBy } = item.summary as {
      dataset?: string;
      model?: string;
      metric?: [string, number];
      fingerprint?: string;
      trainingRows?: boolean;
      takenRows?: number;
      signedBy?: string;
    };
    const facts = [model, dataset, metric?.length ? `${metricName(metric[0])} ${short(metric[1])}` : undefined].filter(
      (fact) => fact !== undefined,
    );
    const name = visible(item.name, 60);
    const act = (what: string) => `${what} ${name}`;
    return html`<li data-name=${item.name}>
      <div class="facts">
        <span class="title">${foreign(item.name, 80)}</span>
        <span class="small quiet">${foreign(facts.join(" · "))}</span>
        <span class="small quiet"
          >${when(item.saved)} ·
          ${bytesInWords(item.size)}${fingerprint ? html` · <code>${visible(fingerprint.slice(0, 8))}</code>` : nothing}${
            signedBy ? html` · signed` : nothing
          }</span
        >
        ${
          trainingRows || takenRows
            ? html`<span class="small warn-ink" data-holds="data"
                >The file holds rows of your
                data${trainingRows ? ": this kind of model is made of them" : `: ${takenRows} of its proof rows`}.</span
              >`
            : nothing
        }
      </div>
      <div class="row actions">
        <wa-button size="s" variant="brand" appearance="outlined" @click=${() => openSaved(this.store, item.name)}
          >Load<span class="visually-hidden"> ${name}</span></wa-button
        >
        <wa-button
          size="s"
          appearance="outlined"
          title=${act("Download the file of")}
          @click=${() => downloadSaved(this.store, item.name, "model")}
          >${icon("download", "start")}.keepfit<span class="visually-hidden"> of ${name}</span></wa-button
        >
        <wa-button
          size="s"
          appearance="outlined"
          title=${act("Download the readable card of")}
          @click=${() => downloadSaved(this.store, item.name, "companion")}
          >${icon("download", "start")}.json<span class="visually-hidden"> of ${name}</span></wa-button
        >
        <wa-button size="s" appearance="plain" title=${act("Rename")} @click=${() => (this.renaming = item.name)}
          >${icon("pencil")}<span class="visually-hidden">${act("Rename")}</span></wa-button
        >
        <wa-button size="s" appearance="plain" title=${act("Delete")} @click=${() => removeSaved(this.store, item.name)}
          >${icon("trash")}<span class="visually-hidden">${act("Delete")}</span></wa-button
        >
      </div>
    </li>`;
  }

  #renameRow(item: ShelfItem) {
    const done = async (event: Event) => {
      const field = (event.currentTarget as HTMLElement)
        .closest("li")!
        .querySelector("wa-input") as unknown as HTMLInputElement;
      const to = field.value.trim();
      if (!to || to === item.name || (await renameSaved(this.store, item.name, to))) this.renaming = undefined;
    };
    return html`<li>
      <wa-input
        class="name"
        size="s"
        label="New name for ${visible(item.name, 60)}"
        .value=${item.name}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter") void done(event);
          if (event.key === "Escape") this.renaming = undefined;
        }}
      ></wa-input>
      <div class="row actions">
        <wa-button size="s" variant="brand" @click=${done}>Rename</wa-button>
        <wa-button size="s" appearance="plain" @click=${() => (this.renaming = undefined)}>Cancel</wa-button>
      </div>
    </li>`;
  }

  #storageFacts() {
    const { storage, saved } = this.store.desk;
    if (saved.length === 0) return nothing;
    const { usage, quota, persisted } = storage ?? { usage: undefined, quota: undefined, persisted: false };
    const full = usage !== undefined && quota ? usage / quota : 0;
    return html`<div class="small quiet storage" data-storage>
      <p>
        ${count(saved.length, "model")} in this browser's storage for this
        site${usage !== undefined && quota ? `, ${bytesInWords(usage)} of ${bytesInWords(quota)} in use` : ""}.
        ${
          persisted
            ? "The browser has agreed to keep them until you delete them."
            : html`The browser may clear them when it needs room; a downloaded file is yours.
              ${
                this.answered === false
                  ? html`<span role="status"
                      >Asked to keep them, it did not agree; it may when you use this page more.</span
                    >`
                  : html`<button class="link" @click=${this.#ask}>Ask it to keep them</button>`
              }`
        }
      </p>
      ${
        full > 0.8
          ? notice("warn", {
              message: `The browser's room for this site is ${Math.round(full * 100)} % full.`,
              hint: "Delete saved models, or download what you want to keep.",
            })
          : nothing
      }
    </div>`;
  }

  #ask = async () => {
    this.answered = await askToKeep(this.store);
  };

  static override styles = [
    ...Connected.styles,
    css`
      .form,
      .storage {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
      }
      .options {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        max-width: 68ch;
      }
      .options p,
      .options .inner {
        margin-left: 26px;
      }
      .options p {
        margin-bottom: 8px;
      }
      .name {
        flex: 0 1 300px;
        min-width: 0;
      }
      .list li {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        align-items: center;
        gap: 10px 24px;
        padding: 13px 18px;
        border-bottom: 1px solid var(--line);
      }
      .list li:last-child {
        border-bottom: 0;
      }
      .facts {
        display: grid;
        gap: 1px;
        min-width: 0;
      }
      .title {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .actions {
        gap: 6px;
      }
    `,
  ];
}
customElements.define("kf-step-save", KfStepSave);
