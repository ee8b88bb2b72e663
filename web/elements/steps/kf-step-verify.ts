import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Model } from "../../lib/index.js";
import { keyed } from "lit/directives/keyed.js";
import { bringBack, bringing } from "../actions/bring-back.js";
import { breakCopy, breaking, breakMany, stopBreaking } from "../actions/break-file.js";
import { openDoubtful, openModelFile, openSaved } from "../actions/open-model.js";
import { comparePython, comparingPython } from "../actions/compare-python.js";
import { cancelRefit, fitAgain, refitting } from "../actions/refit.js";
import { putSideBySide } from "../actions/side-by-side.js";
import type { Break } from "../bytes/break.js";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { acceptDrops } from "../shared/drop.js";
import { chooseFile, modelFiles, tableFiles } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { bytesInWords, count, number, shortKey } from "../shared/words.js";
import { doubtfulKind, isIdentical, openedKind, type Doubtful, type Opened, type Taken } from "../state/results.js";
import { breaksKind, examinedKind, pythonKind, refitKind, sidesKind } from "../state/verified.js";
import { Connected } from "../store/connected.js";
import { Late } from "../store/late.js";
import type { ShelfItem } from "../store/shelf.js";
import type { KfBytes } from "../parts/kf-bytes.js";
import { refitted, refittedStyles } from "../parts/refitted.js";
import { takenFrom } from "../parts/taken.js";
import { verdict, verdictStyles } from "../parts/verdict.js";
import { failedProof, failedProofStyles } from "../parts/failed-proof.js";
import "../parts/kf-inspector.js";
import "../parts/kf-side-by-side.js";
import type { Step } from "./step.js";

export const step: Step = {
  draw: (store) => html`<kf-step-verify .store=${store}></kf-step-verify>`,
  isDone: ({ results }) => {
    const opened = results.get(openedKind);
    return opened !== undefined && isIdentical(opened.proof) && opened.replay?.identical !== false;
  },
  take: { models: true, control: "open-file", file: openModelFile },
};

// What shows the bytes of a file, for whoever looks at them.
const bytesView = new Late("bytes", "What shows the bytes", () => import("../parts/kf-bytes.js"));

const pickleView = new Late("pickle", "What shows a pickle", () => import("../parts/kf-pickle.js"));

const pythonView = new Late("python-view", "What compares with Python", () => import("../parts/kf-compare-python.js"));

const roomView = new Late("room-view", "The room of pickles", () => import("./kf-pickle-room.js"));

const sources: Readonly<Record<Opened["from"], string>> = {
  store: "this browser's storage",
  file: "a file",
  link: "a link",
  page: "this page",
};

export class KfStepVerify extends Connected {
  static override properties = {
    ...Connected.properties,
    bytesShown: { state: true },
    roomShown: { state: true },
  };
  /** Whether the bytes were looked at; what shows them is fetched then. */
  declare bytesShown: boolean;
  declare roomShown: boolean;

  #shown: Opened | undefined;
  /** The saved model that was spoken of last: loaded from the shelf, or just saved. */
  #lately: string | undefined;

  /** What is most likely to be loaded: that one, else the one that was saved last, here or on another page. */
  get #likely(): string | undefined {
    const { saved } = this.store.desk;
    if (saved.some(({ name }) => name === this.#lately)) return this.#lately;
    return saved.reduce<ShelfItem | undefined>(
      (last, item) => (last && last.saved >= item.saved ? last : item),
      undefined,
    )?.name;
  }
  #savedAs: string | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { results, desk } = this.store;
    const opened = results.get(openedKind);
    if (opened !== this.#shown && opened?.from === "store") this.#lately = opened.name;
    if (desk.savedAs !== this.#savedAs && desk.savedAs) this.#lately = desk.savedAs;
    this.#savedAs = desk.savedAs;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const opened = this.store.results.get(openedKind);
    if (opened === this.#shown) return;
    this.#shown = opened;
    void putSideBySide(this.store);
    // Who opens a link to a model wants to see it.
    if (opened?.from === "link")
      this.dispatchEvent(new CustomEvent("go", { detail: "verify", bubbles: true, composed: true }));
  }

  override render() {
    const { desk, results, services, jobs } = this.store;
    const { saved } = desk;
    const { engine } = services;
    const [opened, doubtful] = [results.get(openedKind), results.get(doubtfulKind)];
    const opening = jobs.work("verify")?.name;
    return html`<div class="stack">
      <div class="row" data-holder>
        ${
          saved.length
            ? html`<label class="small" data-control="load-saved"
                  >Saved model
                  ${keyed(
                    [this.#likely, ...saved.map(({ name }) => name)].join("\n"),
                    html`<select class="pick" id="saved">
                      ${saved.map(({ name }) => html`<option value=${name} ?selected=${name === this.#likely}>${visible(name, 60)}</option>`)}
                    </select>`,
                  )}</label
                >
                <wa-button
                  data-control="load-saved"
                  class=${opening === undefined ? "" : "busy"}
                  size="s"
                  variant="brand"
                  ?disabled=${!engine}
                  @click=${this.#load}
                  >Load and verify</wa-button
                >
                <span class="small quiet" data-with="load-saved open-file">or</span>`
            : nothing
        }
        <wa-button
          data-control="open-file"
          class=${opening === undefined ? "" : "busy"}
          size="s"
          variant=${saved.length ? "neutral" : "brand"}
          appearance="outlined"
          ?disabled=${!engine}
          @click=${this.#open}
          >${icon("folder", "start")}Open a file</wa-button
        >
        <span class="small quiet" data-with="open-file"
          >or drop one here: a .keepfit, or a model of scikit-learn's (pickle, joblib, skops)</span
        >
      </div>
      ${this.trouble("verify")}
      ${opening ? html`<p class="quiet" aria-busy="true">Loading ${foreign(opening, 80)}</p>` : nothing}
      ${this.#examined()} ${doubtful ? this.#doubtful(doubtful) : nothing}
      ${
        opened
          ? html`${
                opened.taken
                  ? this.#taken(opened, opened.taken)
                  : html`<p class="said">
                      Loaded <strong>${foreign(opened.name, 80)}</strong>, ${bytesInWords(opened.size)}, from
                      ${sources[opened.from]}: every byte checked, ${count(opened.inspection.rows.length, "value")}
                      audited, no code run.
                    </p>`
              }
              ${this.#checks(opened)} ${this.#examined(opened.model)} ${verdict(opened)}
              ${opened.card.source ? this.#python(opened) : nothing}
              ${
                opened.card.source
                  ? nothing
                  : html`<p class="row small" data-control="bring-back">
                      <button class="link" data-act="bring-back" @click=${() => void bringBack(this.store)}>
                        Bring back how it was made
                      </button>
                      <span class="quiet"
                        >its data, target, split and pipeline become what is chosen in steps 1 to 3</span
                      >
                    </p>`
              }
              ${this.trouble(bringing)} ${this.#sides(opened)}
              <div class="panel padded" data-control="contents">
                <kf-inspector
                  .inspection=${opened.inspection}
                  .record=${opened.record}
                  .size=${opened.size}
                  ?placed=${!this.lacks("bytes")}
                  @place=${({ detail }: CustomEvent<string>) => void this.#show(detail)}
                ></kf-inspector>
              </div>
              ${this.#bytes(opened)} ${opened.card.source ? nothing : this.#again(opened)}`
          : nothing
      }
      ${this.#room()}
    </div>`;
  }

  #taken(opened: Opened, taken: Taken) {
    const { bytes, name, fingerprints } = opened;
    const own = fingerprints.find(({ label }) => label === "in the file")?.value;
    const kept = this.store.desk.saved.find(({ summary }) => summary["fingerprint"] === own)?.name;
    return takenFrom(opened, taken, kept, async () => {
      const { importShelf } = await import("../actions/shelf-exchange.js");
      await importShelf(this.store, new File([bytes as BlobPart], `${name}.keepfit`));
    });
  }

  #python({ taken, card, description, model }: Opened) {
    if (!description.methods.includes("predict")) return nothing;
    const { results, jobs } = this.store;
    const beside = results.get(pythonKind);
    const format = String(card.source?.format);
    if (!pythonView.of(this.store)) return this.trouble(pythonView.place);
    return html`<kf-compare-python
      data-control="compare-python"
      .file=${taken?.file ?? `model.${format === "pickle" ? "pkl" : format}`}
      .format=${format}
      .input=${description.input.map(({ name }) => name)}
      .beside=${beside?.of === model ? beside : undefined}
      ?busy=${jobs.work(comparingPython) !== undefined}
      .trouble=${this.trouble(comparingPython)}
      @file=${({ detail }: CustomEvent<File>) => void comparePython(this.store, detail)}
    ></kf-compare-python>`;
  }

  /** Beside a model that was taken just now there is only what it said itself a moment ago. */
  #sides({ model, taken }: Opened) {
    if (taken) return nothing;
    const sides = this.store.results.get(sidesKind);
    return sides?.of === model
      ? html`<div class="panel padded" data-control="side-by-side">
          <kf-side-by-side .sides=${sides}></kf-side-by-side>
        </div>`
      : this.trouble("sides");
  }

  #bytes({ bytes, inspection, model }: Opened): TemplateResult {
    const { results, jobs } = this.store;
    const breaks = results.get(breaksKind);
    return html`<details class="panel fold" id="bytes" data-control="bytes" @toggle=${this.#unfold}>
      <summary>
        <span class="title">Its bytes<span data-with="break">, and what breaks</span></span>
        <span class="quiet small"
          >what each byte means<span data-with="break">, and which check notices when one bit changes</span></span
        >
        ${icon("chevron-down")}
      </summary>
      <div class="inside">
        ${
          this.bytesShown && bytesView.of(this.store)
            ? html`<kf-bytes
                .bytes=${bytes}
                .inspection=${inspection}
                .breaks=${breaks?.of === model ? breaks : undefined}
                .work=${jobs.work(breaking)}
                @break=${({ detail }: CustomEvent<Break>) => void breakCopy(this.store, detail)}
                @many=${({ detail }: CustomEvent<boolean>) => void breakMany(this.store, detail)}
                @stop=${() => stopBreaking(this.store)}
              ></kf-bytes>`
            : nothing
        }
        ${this.trouble(bytesView.place)} ${this.trouble(breaking)}
      </div>
    </details>`;
  }

  #unfold = ({ currentTarget }: Event) => {
    if ((currentTarget as HTMLDetailsElement).open) this.bytesShown = true;
  };

  /** Lights the bytes of a row of what the file holds. */
  async #show(path: string): Promise<void> {
    const fold = this.renderRoot.querySelector<HTMLDetailsElement>("#bytes")!;
    if (!bytesView.of(this.store)) await bytesView.ask(this.store);
    this.bytesShown = true;
    fold.open = true;
    await this.updateComplete;
    const bytes = this.renderRoot.querySelector<KfBytes>("kf-bytes");
    if (!bytes) return;
    await bytes.updateComplete;
    bytes.show(path);
    fold.scrollIntoView({ block: "start", behavior: "auto" });
    bytes.focusBytes();
  }

  #again({ model, card }: Opened): TemplateResult {
    const { results, jobs } = this.store;
    const refit = results.get(refitKind);
    const busy = jobs.work(refitting) !== undefined;
    const wanted = typeof card.dataset?.sha256 === "string" ? card.dataset.sha256 : undefined;
    const drops = acceptDrops((file) => void fitAgain(this.store, file));
    return html`<div
      class="panel padded stack dropzone"
      data-control="refit"
      data-part="refit"
      @dragover=${drops.over}
      @dragleave=${drops.leave}
      @drop=${drops.drop}
    >
      <div>
        <h3>Fit it again and compare</h3>
        <p class="small quiet">
          From the recipe in the file and the data that it names by their SHA-256: the same data, recipe and seed give
          the same bytes.
        </p>
      </div>
      <div class="row">
        <wa-button
          data-act="refit"
          size="s"
          variant="brand"
          appearance="outlined"
          ?disabled=${busy}
          @click=${() => void fitAgain(this.store)}
          >${busy ? "Fitting" : "Fit it again"}</wa-button
        >
        ${
          busy
            ? html`<wa-button size="s" appearance="outlined" @click=${() => cancelRefit(this.store)}>Stop</wa-button>`
            : html`<button class="link small" @click=${this.#giveData}>Give its data as a file</button>
                <span class="small quiet">or drop it here</span>`
        }
      </div>
      ${this.trouble(refitting)} ${refit?.of === model ? refitted(refit, wanted) : nothing}
    </div>`;
  }

  #giveData = async () => {
    const file = await chooseFile("Table", tableFiles);
    if (file) await fitAgain(this.store, file);
  };

  #doubtful(doubtful: Doubtful) {
    const looking = this.store.results.get(openedKind) !== undefined;
    return failedProof(
      doubtful,
      looking ? undefined : () => void openDoubtful(this.store),
      this.store.jobs.work("verify") !== undefined,
    );
  }

  /** What the file says of itself and was checked, in a line each. */
  #checks({ replay, record, signature }: Opened) {
    return html`<ul class="checks small">
      ${
        !replay
          ? html`<li class="quiet" data-proof="none">${icon("minus")}<span>It holds no proof rows.</span></li>`
          : replay.identical
            ? html`<li data-proof="identical">
                ${icon("check")}<span
                  >${count(replay.rows, "proof row")}, ${count(replay.steps, "output")} of
                  ${count(record?.steps ?? 1, "step")}, ${number(replay.bytes)} bytes: identical.</span
                >
              </li>`
            : nothing
      }
      ${
        signature
          ? html`<li
              data-signature=${signature.valid === null ? "unchecked" : signature.valid ? "valid" : "invalid"}
              class=${signature.valid === false ? "bad-ink" : ""}
            >
              ${icon(signature.valid ? "key" : "warning")}<span
                >${
                  signature.valid === false
                    ? html`Its signature by key <code>${foreign(shortKey(signature.key), 40)}</code> is not valid:
                        pipeline or card were changed after they were signed.`
                    : html`Signed by key
                        <code title=${visible(signature.key)}>${foreign(shortKey(signature.key), 40)}</code>${
                          signature.valid === null
                            ? ", which this browser cannot check."
                            : ": whoever holds it signed this pipeline and card. Who that is, and whether the model is good, the signature does not say."
                        }`
                }</span
              >
            </li>`
          : nothing
      }
    </ul>`;
  }

  #load = () => {
    const name = (this.renderRoot.querySelector("#saved") as HTMLSelectElement).value;
    void openSaved(this.store, name);
  };

  /** Files that nobody should load in Python, for whoever wants to see some. */
  #room(): TemplateResult {
    return html`<details
      class="panel fold"
      data-control="pickles"
      @toggle=${({ currentTarget }: Event) => (this.roomShown = (currentTarget as HTMLDetailsElement).open)}
    >
      <summary>
        <span class="title">Files that would do more</span>
        <span class="quiet small">pickles made to mislead, and what scanners say of them</span>
        ${icon("chevron-down")}
      </summary>
      <div class="inside">
        ${
          this.roomShown && roomView.of(this.store)
            ? html`<kf-pickle-room
                @file=${({ detail }: CustomEvent<File>) => void openModelFile(this.store, detail)}
              ></kf-pickle-room>`
            : nothing
        }
        ${this.trouble(roomView.place)}
      </div>
    </details>`;
  }

  /** What a file of Python's would do: one that was refused, or the one that the model was taken from. */
  #examined(of?: Model) {
    const examined = this.store.results.get(examinedKind);
    if (examined?.of !== of || !examined) return nothing;
    return pickleView.of(this.store)
      ? html`<kf-pickle .report=${examined.report}></kf-pickle>`
      : this.trouble(pickleView.place);
  }

  #open = async () => {
    const file = await chooseFile("Model of Keepfit or scikit-learn", modelFiles);
    if (file) await openModelFile(this.store, file);
  };

  static override styles = [
    ...Connected.styles,
    verdictStyles,
    failedProofStyles,
    refittedStyles,
    css`
      .checks {
        display: grid;
        gap: 3px;
        margin-top: -8px;
        max-width: 78ch;
      }
      .checks li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 8px;
      }
      .checks .icon {
        margin-top: 3px;
      }
      .checks [data-proof="identical"] .icon,
      .checks [data-signature="valid"] .icon {
        color: var(--accent-ink);
      }
      label .pick {
        margin-left: 6px;
        font-weight: 600;
        font-size: 14px;
        padding-block: 6px;
      }
    `,
  ];
}
define("kf-step-verify", KfStepVerify);
