import { css, html, nothing, type PropertyValues } from "lit";
import { compareSides } from "../actions/compare-files.js";
import { fitEnded } from "../actions/fit-pipeline.js";
import { openTableFile } from "../actions/open-data.js";
import { openModelFile, openSaved } from "../actions/open-model.js";
import {
  askToKeep,
  bringBackSaved,
  downloadSaved,
  duplicateSaved,
  freeName,
  removeSaved,
  reviseSaved,
  saveFit,
  undoRemove,
} from "../actions/saved-models.js";
import { cancelExchange, exchanging, exportShelf, importShelf } from "../actions/shelf-exchange.js";
import { chooseSigning, downloadKey, openKey } from "../actions/signing.js";
import "../parts/kf-shelf.js";
import type { Revision } from "../parts/kf-shelf.js";
import { importReport, storageWords } from "../parts/shelf-words.js";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { chooseFile, modelFiles } from "../shared/files.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { notice } from "../shared/part.js";
import { shortKey } from "../shared/words.js";
import { fitKind } from "../state/results.js";
import { entryOf } from "../state/shelf-entry.js";
import { Connected } from "../store/connected.js";
import type { SaveChoice } from "../store/store.js";
import { Late } from "../store/late.js";
import "./kf-hand-on.js";
import type { Step } from "./step.js";

export const step: Step = {
  draw: (store) => html`<kf-step-save .store=${store}></kf-step-save>`,
  isDone: ({ desk }) => desk.savedAs !== undefined,
  // A table dropped beside the shelf is one to learn from, as anywhere else.
  take: {
    models: true,
    control: "import",
    async file(store, file) {
      if (/\.(zip|keepfit)$/i.test(file.name)) await importShelf(store, file);
      else if (modelFiles.some((end) => file.name.toLowerCase().endsWith(end))) await openModelFile(store, file);
      else await openTableFile(store, file);
    },
  },
};

// For few who come here, so they are fetched once they are unfolded.
const handing = new Late("hand-over", "What hands over", () => import("./kf-hand-over.js"));
const teaching = new Late("teachers", "What is for teachers", () => import("./kf-teachers.js"));

interface Download {
  readonly name: string;
  readonly what: "model" | "companion";
}

const checked = (event: Event) => (event.target as HTMLInputElement).checked;

interface Revise {
  readonly revision: Revision;
  done(): void;
}

export class KfStepSave extends Connected {
  static override properties = {
    ...Connected.properties,
    name: { state: true },
    saving: { state: true },
    answered: { state: true },
    taught: { state: true },
    handed: { state: true },
  };
  declare name: string | undefined;
  /** While it saves: whether over another. The shelf holds the name before the saving ends, which is no other then. */
  declare saving: { readonly over: boolean } | undefined;
  /** What the browser said when asked to keep the models. */
  declare answered: boolean | undefined;
  /** Whether what is for teachers is unfolded. */
  declare taught: boolean | undefined;
  /** Whether what hands over to other programs is. */
  declare handed: boolean | undefined;

  override render() {
    const { store } = this;
    const { savedAs, saved, removed, lead } = store.desk;
    const { shelf } = store.services;
    const fit = store.results.get(fitKind);
    return html`<div class="stack" data-lead=${lead ?? nothing}>
      ${fit ? this.#form() : html`<p class="quiet" data-with="fit saving">${saved.length ? "Fit a pipeline in step 3 to save it beside these." : "Fit a pipeline in step 3; then it can be saved here."}</p>`}
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
      ${this.#shelf()}
      <kf-hand-on data-control="hand-on" .store=${store}></kf-hand-on>
      ${this.#handOver()} ${this.#teachers()}
      ${shelf?.warning ? notice("warn", { message: shelf.warning, hint: "" }) : this.#storageFacts()}
    </div>`;
  }

  #handOver() {
    return html`<details
      class="panel fold"
      data-control="hand-over"
      @toggle=${(event: Event) => (this.handed = (event.target as HTMLDetailsElement).open)}
    >
      <summary>
        <span class="title">Hand over</span
        ><span class="quiet small">to other programs: ONNX, PMML, scikit-learn, or one folder for MLflow and DVC</span
        >${icon("chevron-down")}
      </summary>
      ${this.handed && handing.of(this.store) ? html`<kf-hand-over class="inside" .store=${this.store}></kf-hand-over>` : nothing}
      ${this.trouble(handing.place)}
    </details>`;
  }

  /** A page that belongs to one playground is where others are made; in other pages they are used. */
  #teachers() {
    const page = (this.getRootNode() as ShadowRoot).host?.hasAttribute("address");
    if (!page) return nothing;
    return html`<details
      class="panel fold"
      id="teachers"
      data-control="teachers"
      @toggle=${(event: Event) => (this.taught = (event.target as HTMLDetailsElement).open)}
    >
      <summary>
        <span class="title">For teachers</span
        ><span class="quiet small">a page, a frame or a link with only what a class needs</span>${icon("chevron-down")}
      </summary>
      ${this.taught && teaching.of(this.store) ? html`<kf-teachers class="inside" .store=${this.store}></kf-teachers>` : nothing}
      ${this.trouble(teaching.place)}
    </details>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const fold = this.store.desk.lead === "teachers" && this.renderRoot.querySelector<HTMLDetailsElement>("#teachers");
    if (!fold) return;
    this.store.remember({ lead: undefined });
    fold.open = true;
    fold.scrollIntoView({ block: "start" });
    fold.querySelector("summary")!.focus({ preventScroll: true });
  }

  #form() {
    const name = this.name ?? freeName(this.store);
    const taken = this.saving?.over ?? this.store.desk.saved.some((item) => item.name === name);
    const save = () => this.#save(name, taken);
    return html`<div class="form" data-control="saving">${this.#nameRow(name, taken, save)} ${this.#options()}</div>`;
  }

  #nameRow(name: string, taken: boolean, save: () => void) {
    return html`<div class="row end">
      <wa-input
        class="name"
        data-control="save-name"
        size="s"
        label="Name"
        .value=${name}
        @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => event.key === "Enter" && save()}
      ></wa-input>
      <wa-button
        class=${this.saving || this.store.jobs.work("save") ? "busy" : ""}
        size="s"
        variant="brand"
        ?disabled=${!name.trim()}
        @click=${save}
        >${icon("save", "start")}${taken ? "Save over it" : "Save"}</wa-button
      >
      ${taken ? html`<span class="small warn-ink">There is a model of this name; saving replaces it.</span>` : nothing}
    </div>`;
  }

  async #save(name: string, replace: boolean): Promise<void> {
    if (this.saving) return;
    const { store } = this;
    this.saving = { over: replace };
    try {
      // What is chosen is what is meant, not what was fitted before.
      if (store.results.isStale(fitKind) && store.jobs.work("fit")) {
        await fitEnded(store);
        if (store.results.isStale(fitKind)) return;
      }
      const key = store.results.keyOf(fitKind)!;
      const { foundOut } = await import("../studies/index.js");
      if (await saveFit(store, name.trim(), foundOut(store, key), replace)) this.name = undefined;
    } finally {
      this.saving = undefined;
    }
  }

  #options() {
    const set = (change: Partial<SaveChoice>) =>
      this.store.remember({ saveChoice: { ...this.store.desk.saveChoice, ...change } });
    return html`<div class="options small" data-holder>
      <div data-control="proof">${this.#proofChoice(set)}</div>
      <div data-control="sign">${this.#signChoice()}</div>
    </div>`;
  }

  #proofChoice(set: (change: Partial<SaveChoice>) => void) {
    const { saveChoice } = this.store.desk;
    return html`<wa-checkbox
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
      }`;
  }

  #signChoice() {
    const { saveChoice, signingKey } = this.store.desk;
    return html`<wa-checkbox
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
      }`;
  }

  #openKey = async () => {
    const file = await chooseFile("Key", [".json", ".jwk"]);
    if (file) await openKey(this.store, file);
  };

  #shelf() {
    const { store } = this;
    const { saved, imported } = store.desk;
    return html`<kf-shelf
        data-control="shelf"
        .entries=${saved.map(entryOf)}
        .work=${store.jobs.work(exchanging)}
        @load=${({ detail }: CustomEvent<string>) => void this.#load(detail)}
        @download=${({ detail: { name, what } }: CustomEvent<Download>) => void downloadSaved(store, name, what)}
        @duplicate=${({ detail }: CustomEvent<string>) => void duplicateSaved(store, detail)}
        @remove=${({ detail }: CustomEvent<string>) => void removeSaved(store, detail)}
        @bring-back=${({ detail }: CustomEvent<string>) => void this.#bringBack(detail)}
        @revise=${({ detail }: CustomEvent<Revise>) => void this.#revise(detail)}
        @compare=${({ detail }: CustomEvent<[string, string]>) => this.#compare(detail)}
        @export=${() => void exportShelf(store)}
        @import=${({ detail }: CustomEvent<File>) => void importShelf(store, detail)}
        @stop=${() => cancelExchange(store)}
      ></kf-shelf>
      ${imported ? importReport(imported, () => store.remember({ imported: undefined })) : nothing}`;
  }

  async #revise({ revision: { name, to, tags, note }, done }: Revise): Promise<void> {
    if (await reviseSaved(this.store, name, to, { tags, note })) done();
  }

  /** What came of it is seen in step 5. */
  async #load(name: string): Promise<void> {
    await openSaved(this.store, name);
    this.#go("verify");
  }

  async #bringBack(name: string): Promise<void> {
    if (await bringBackSaved(this.store, name)) this.#go("data");
    else this.#go("verify");
  }

  #compare([a, b]: [string, string]): void {
    this.store.remember({ sides: { a: `saved:${a}`, b: `saved:${b}` } });
    void compareSides(this.store, `saved:${a}`, `saved:${b}`);
    this.#go("compare");
  }

  #go(step: string): void {
    this.dispatchEvent(new CustomEvent("go", { detail: step, bubbles: true, composed: true }));
  }

  #storageFacts() {
    const { storage, saved } = this.store.desk;
    if (saved.length === 0) return nothing;
    const known = storage ?? { usage: undefined, quota: undefined, persisted: false };
    return storageWords(saved.length, known, this.answered, () => void this.#ask());
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
      h4 {
        font-size: 13px;
        font-weight: 600;
      }
      .storage summary {
        cursor: pointer;
        color: var(--accent-ink);
      }
      .ways {
        list-style: disc;
        padding-left: 20px;
        margin-top: 6px;
        max-width: 76ch;
      }
    `,
  ];
}
define("kf-step-save", KfStepSave);
