import { css, html, nothing } from "lit";
import { openModelFile, openSaved } from "../session/open-model.js";
import { chooseFile } from "../shared/files.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { bytesInWords, count } from "../shared/words.js";
import { verdict, verdictStyles } from "../parts/verdict.js";
import "../parts/kf-inspector.js";

export class KfStepVerify extends Part {
  override render() {
    const { saved, opened, opening, engine } = this.session;
    return html`<div class="stack">
      <div class="row">
        ${
          saved.length
            ? html`<label class="small"
                  >Saved model
                  <select class="pick" id="saved">
                    ${saved.map(({ name }) => html`<option value=${name} ?selected=${name === this.session.savedAs}>${name}</option>`)}
                  </select></label
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
      ${this.trouble("verify")} ${opening ? html`<p class="quiet" aria-busy="true">Loading ${opening}</p>` : nothing}
      ${
        opened
          ? html`<p class="said">
                Loaded <strong>${opened.name}</strong>, ${bytesInWords(opened.size)}, from
                ${opened.from === "store" ? "this browser's storage" : "a file"}: every byte checked,
                ${count(opened.inspection.rows.length, "value")} audited, no code run.
              </p>
              ${verdict(opened)}
              <div class="panel padded">
                <kf-inspector .inspection=${opened.inspection} .size=${opened.size}></kf-inspector>
              </div>`
          : nothing
      }
    </div>`;
  }

  #load = () => {
    const name = (this.renderRoot.querySelector("#saved") as HTMLSelectElement).value;
    void openSaved(this.session, name);
  };

  #open = async () => {
    const file = await chooseFile("Keepfit model", [".keepfit"]);
    if (file) await openModelFile(this.session, file);
  };

  static override styles = [
    ...Part.styles,
    verdictStyles,
    css`
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
