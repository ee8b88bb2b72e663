import { css, html, nothing } from "lit";
import type { StorageEstimate } from "../../lib/index.js";
import { downloadSaved, removeSaved, renameSaved, saveFit, undoRemove } from "../session/keep.js";
import { openSaved } from "../session/open-model.js";
import type { ShelfItem } from "../session/shelf.js";
import { icon } from "../shared/icons.js";
import { notice, Part } from "../shared/part.js";
import { bytesInWords, count, metricName, short, when } from "../shared/words.js";

export class KfStepSave extends Part {
  static override properties = { name: { state: true }, renaming: { state: true }, storage: { state: true } };
  declare name: string | undefined;
  declare renaming: string | undefined;
  declare storage: StorageEstimate | undefined;

  override render() {
    const { fit, savedAs, saved, shelf, removed } = this.session;
    return html`<div class="stack">
      ${fit ? this.#form() : html`<p class="quiet">${saved.length ? "Fit a pipeline in step 3 to save it beside these." : "Fit a pipeline in step 3; then it can be saved here."}</p>`}
      ${this.trouble("save")}
      ${
        savedAs && fit
          ? html`<p class="said">
              Saved <strong>${savedAs}</strong>; the bytes were read back and are equal to what was fitted.
            </p>`
          : nothing
      }
      ${
        removed
          ? html`<p class="small" role="status">
              Deleted “${removed.item.name}”.
              <button class="link" @click=${() => undoRemove(this.session)}>Undo</button>
            </p>`
          : nothing
      }
      ${saved.length ? this.#list() : nothing}
      ${shelf?.warning ? notice("warn", { message: shelf.warning, hint: "" }) : this.#storageFacts()}
    </div>`;
  }

  #proposedName(): string {
    const { fit, saved } = this.session;
    const base = fit!.table.name.replace(/\.\w+$/, "");
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}-${n}`;
      if (!saved.some((item) => item.name === name)) return name;
    }
  }

  #form() {
    const name = this.name ?? this.#proposedName();
    const taken = this.session.saved.some((item) => item.name === name);
    const save = () => this.#save(name, taken);
    return html`<div class="row end">
      <wa-input
        class="name"
        size="s"
        label="Name"
        .value=${name}
        @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => event.key === "Enter" && save()}
      ></wa-input>
      <wa-button size="s" variant="brand" ?disabled=${!name.trim() || this.session.saving} @click=${save}
        >${icon("save", "start")}${taken ? "Save over it" : "Save"}</wa-button
      >
      ${taken ? html`<span class="small warn-ink">There is a model of this name; saving replaces it.</span>` : nothing}
    </div>`;
  }

  async #save(name: string, replace: boolean): Promise<void> {
    if (!(await saveFit(this.session, name.trim(), replace))) return;
    this.name = undefined;
    await this.session.shelf?.persist().catch(() => false);
    this.storage = await this.session.shelf?.estimate().catch(() => undefined);
  }

  #list() {
    const { saved } = this.session;
    return html`<ul class="panel list" aria-label="Saved models">
      ${saved.map((item) => (this.renaming === item.name ? this.#renameRow(item) : this.#item(item)))}
    </ul>`;
  }

  #item(item: ShelfItem) {
    const { dataset, model, metric, fingerprint } = item.summary as {
      dataset?: string;
      model?: string;
      metric?: [string, number];
      fingerprint?: string;
    };
    const facts = [model, dataset, metric?.length ? `${metricName(metric[0])} ${short(metric[1])}` : undefined].filter(
      Boolean,
    );
    const act = (what: string) => `${what} ${item.name}`;
    return html`<li data-name=${item.name}>
      <div class="facts">
        <span class="title">${item.name}</span>
        <span class="small quiet">${facts.join(" · ")}</span>
        <span class="small quiet"
          >${when(item.saved)} ·
          ${bytesInWords(item.size)}${fingerprint ? html` · <code>${fingerprint.slice(0, 8)}</code>` : nothing}</span
        >
      </div>
      <div class="row actions">
        <wa-button size="s" variant="brand" appearance="outlined" @click=${() => openSaved(this.session, item.name)}
          >Load<span class="visually-hidden"> ${item.name}</span></wa-button
        >
        <wa-button
          size="s"
          appearance="outlined"
          title=${act("Download the file of")}
          @click=${() => downloadSaved(this.session, item.name, "model")}
          >${icon("download", "start")}.keepfit<span class="visually-hidden"> of ${item.name}</span></wa-button
        >
        <wa-button
          size="s"
          appearance="outlined"
          title=${act("Download the readable card of")}
          @click=${() => downloadSaved(this.session, item.name, "companion")}
          >${icon("download", "start")}.json<span class="visually-hidden"> of ${item.name}</span></wa-button
        >
        <wa-button size="s" appearance="plain" title=${act("Rename")} @click=${() => (this.renaming = item.name)}
          >${icon("pencil")}<span class="visually-hidden">${act("Rename")}</span></wa-button
        >
        <wa-button
          size="s"
          appearance="plain"
          title=${act("Delete")}
          @click=${() => removeSaved(this.session, item.name)}
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
      if (!to || to === item.name || (await renameSaved(this.session, item.name, to))) this.renaming = undefined;
    };
    return html`<li>
      <wa-input
        class="name"
        size="s"
        label="New name for ${item.name}"
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
    if (this.session.saved.length === 0) return nothing;
    const { storage } = this;
    const kept = storage?.persisted
      ? "The browser has agreed to keep them until you delete them."
      : "The browser may clear them when it needs room; a downloaded file is yours.";
    const used =
      storage?.usage !== undefined && storage.quota
        ? ` ${bytesInWords(storage.usage)} of ${bytesInWords(storage.quota)} in use.`
        : "";
    return html`<p class="small quiet">
      ${count(this.session.saved.length, "model")} in this browser's storage for this site. ${kept}${used}
    </p>`;
  }

  static override styles = [
    ...Part.styles,
    css`
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
