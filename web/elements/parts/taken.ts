import { html, nothing, type TemplateResult } from "lit";
import { download } from "../shared/files.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { bytesInWords, count } from "../shared/words.js";
import type { Opened, Taken } from "../state/results.js";

/** Where a model of scikit-learn's was taken from, and the ways to keep it. `kept`: its name among the saved models. */
export function takenFrom(
  opened: Opened,
  { file, size }: Taken,
  kept: string | undefined,
  keep: () => void,
): TemplateResult {
  const { name, card, bytes, inspection } = opened;
  const { "scikit-learn": version, skops } = card.source!;
  return html`<p class="said">
      Taken from <strong>${foreign(file, 80)}</strong>, ${bytesInWords(size)}, saved by scikit-learn
      ${foreign(version, 40)}${skops ? html` with skops ${foreign(skops, 40)}` : nothing}:
      ${count(inspection.rows.length, "value")} read as data and audited, nothing of it was run.
    </p>
    <div class="row" data-taken>
      ${
        kept === undefined
          ? html`<wa-button size="s" appearance="outlined" data-control="import" data-act="keep" @click=${keep}
              >${icon("download", "start")}Keep it in this browser</wa-button
            >`
          : html`<span class="small" data-with="import">Kept in this browser as ${foreign(kept, 80)}.</span>`
      }
      <button
        class="link small"
        data-act="download"
        @click=${() => download(`${name}.keepfit`, new Blob([bytes as BlobPart], { type: "application/vnd.msgpack" }))}
      >
        Download it as a .keepfit
      </button>
      <span class="small quiet">${bytesInWords(bytes.length)}</span>
    </div>`;
}
