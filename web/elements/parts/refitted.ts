import { css, html, nothing, type TemplateResult } from "lit";
import type { FileDifference } from "../../lib/index.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count, distanceInWords, duration, number } from "../shared/words.js";
import type { Refit } from "../state/verified.js";

const most = 12;

/** What the same fit once more gave: the same fingerprint, or what differs. */
export function refitted(refit: Refit, wanted: string | undefined): TemplateResult {
  const { data, milliseconds, expected, got, files, predictions } = refit;
  const same = expected === got;
  const known = wanted === undefined || wanted === data.sha256;
  const rows = (files?.rows ?? []).filter(({ part }) => part === "pipeline");
  return html`<div class="refit ${same ? "same" : "differ"}" data-refit=${same ? "same" : "differs"}>
    <p class="word">${icon(same ? "equal" : "differ")}${same ? "The same fingerprint" : "Another fingerprint"}</p>
    <p class="small">
      Fitted again on ${count(data.rows, "row")} of ${foreign(data.title, 80)} in ${duration(milliseconds)};
      ${
        predictions.identical
          ? html`all ${number(predictions.predictions)} predictions are the same bytes.`
          : html`its predictions differ.`
      }
    </p>
    <dl class="small">
      ${fact("Fingerprint in the file", expected)} ${fact("Fitted again", got)}
      ${
        known
          ? nothing
          : html`${fact("Data named in the file, SHA-256", wanted ?? "")} ${fact("Data fitted on now", data.sha256)}`
      }
    </dl>
    ${known || same ? nothing : html`<p class="small">These are other data than those the file names; hence another model.</p>`}
    ${
      rows.length
        ? html`<div class="scroller framed" tabindex="0" role="region" aria-label="What differs">
            <table>
              <thead>
                <tr>
                  <th scope="col">What differs</th>
                  <th scope="col">In the file</th>
                  <th scope="col">Fitted again</th>
                </tr>
              </thead>
              <tbody>
                ${rows.slice(0, most).map(difference)}
              </tbody>
            </table>
          </div>`
        : nothing
    }
    ${rows.length > most ? html`<p class="small quiet">And ${count(rows.length - most, "more difference")}.</p>` : nothing}
  </div>`;
}

const fact = (term: string, value: string): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd><code>${visible(value, 80)}</code></dd>
  </div>`;

function difference({ path, a, b, count: many, ulps, since, means }: FileDifference): TemplateResult {
  const more = [
    many === undefined ? "" : count(many, "element"),
    ulps === undefined
      ? ""
      : many === undefined
        ? distanceInWords(ulps, a, b)
        : `the farthest ${distanceInWords(ulps)}`,
    since === undefined ? "" : `since engine ${visible(since, 20)}${means ? `: ${visible(means, 80)}` : ""}`,
  ].filter(Boolean);
  return html`<tr>
    <th scope="row">
      ${foreign(path.replaceAll("__", " › ") || "pipeline", 120)}
      ${more.length ? html`<span class="quiet">${more.join(", ")}</span>` : nothing}
    </th>
    <td><code>${visible(a, 80)}</code></td>
    <td><code>${visible(b, 80)}</code></td>
  </tr>`;
}

export const refittedStyles = css`
  .refit {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    padding: 16px;
    border: 1px solid var(--accent-line);
    border-radius: var(--wa-border-radius-m);
    background: var(--accent-wash);
  }
  .refit.differ {
    border-color: var(--warn-line);
    background: var(--warn-wash);
  }
  .refit .word {
    display: flex;
    gap: 8px;
    align-items: center;
    font-size: var(--wa-font-size-l);
    font-weight: 650;
    margin: 0;
  }
  .refit dl {
    display: grid;
    gap: 4px;
  }
  .refit dl > div {
    display: grid;
    grid-template-columns: minmax(0, 230px) minmax(0, 1fr);
    gap: 0 16px;
  }
  .refit dt {
    color: var(--ink-quiet);
  }
  .refit dd {
    overflow-wrap: anywhere;
  }
  .refit .scroller {
    background: var(--card);
  }
  .refit th .quiet {
    display: block;
    font-weight: 400;
  }
  .refit td {
    overflow-wrap: anywhere;
    font-size: 13px;
  }
  @container (max-width: 640px) {
    .refit dl > div {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
