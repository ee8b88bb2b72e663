import { css, html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { bringBack, bringing } from "../actions/bring-back.js";
import { openDoubtful, openModelFile, openSaved } from "../actions/open-model.js";
import { chooseFile } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { bytesInWords, count, number, shortKey } from "../shared/words.js";
import { doubtfulKind, isIdentical, openedKind, type Doubtful, type Opened } from "../state/results.js";
import { Connected } from "../store/connected.js";
import { verdict, verdictStyles } from "../parts/verdict.js";
import { failedProof, failedProofStyles } from "../parts/failed-proof.js";
import "../parts/kf-inspector.js";
import type { Step } from "./step.js";

export const verifying: Step = {
  name: "verify",
  title: "Load and verify",
  tab: "Load",
  draw: (store) => html`<kf-step-verify .store=${store}></kf-step-verify>`,
  isDone: ({ results }) => {
    const opened = results.get(openedKind);
    return opened !== undefined && isIdentical(opened.proof) && opened.replay?.identical !== false;
  },
  take: { models: true, file: openModelFile },
};

export class KfStepVerify extends Connected {
  override render() {
    const { desk, results, services, jobs } = this.store;
    const { saved, savedAs } = desk;
    const { engine } = services;
    const [opened, doubtful] = [results.get(openedKind), results.get(doubtfulKind)];
    const opening = jobs.work("verify")?.name;
    return html`<div class="stack">
      <div class="row">
        ${
          saved.length
            ? html`<label class="small"
                  >Saved model
                  ${keyed(
                    [savedAs, ...saved.map(({ name }) => name)].join("\n"),
                    html`<select class="pick" id="saved">
                      ${saved.map(({ name }) => html`<option value=${name} ?selected=${name === savedAs}>${visible(name, 60)}</option>`)}
                    </select>`,
                  )}</label
                >
                <wa-button size="s" variant="brand" ?disabled=${!engine || opening !== undefined} @click=${this.#load}
                  >Load and verify</wa-button
                >
                <span class="small quiet">or</span>`
            : nothing
        }
        <wa-button
          size="s"
          variant=${saved.length ? "neutral" : "brand"}
          appearance="outlined"
          ?disabled=${!engine || opening !== undefined}
          @click=${this.#open}
          >${icon("folder", "start")}Open a file</wa-button
        >
        <span class="small quiet">or drop a .keepfit file here</span>
      </div>
      ${this.trouble("verify")}
      ${opening ? html`<p class="quiet" aria-busy="true">Loading ${foreign(opening, 80)}</p>` : nothing}
      ${doubtful ? this.#doubtful(doubtful) : nothing}
      ${
        opened
          ? html`<p class="said">
                Loaded <strong>${foreign(opened.name, 80)}</strong>, ${bytesInWords(opened.size)}, from
                ${opened.from === "store" ? "this browser's storage" : "a file"}: every byte checked,
                ${count(opened.inspection.rows.length, "value")} audited, no code run.
              </p>
              ${this.#checks(opened)} ${verdict(opened)}
              <p class="row small">
                <button class="link" data-act="bring-back" @click=${() => void bringBack(this.store)}>
                  Bring back how it was made
                </button>
                <span class="quiet">its data, target, split and pipeline become what is chosen in steps 1 to 3</span>
              </p>
              ${this.trouble(bringing)}
              <div class="panel padded">
                <kf-inspector
                  .inspection=${opened.inspection}
                  .record=${opened.record}
                  .size=${opened.size}
                ></kf-inspector>
              </div>`
          : nothing
      }
    </div>`;
  }

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

  #open = async () => {
    const file = await chooseFile("Keepfit model", [".keepfit"]);
    if (file) await openModelFile(this.store, file);
  };

  static override styles = [
    ...Connected.styles,
    verdictStyles,
    failedProofStyles,
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
customElements.define("kf-step-verify", KfStepVerify);
