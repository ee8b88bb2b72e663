import { css, html, nothing, type TemplateResult } from "lit";
import type { Comparison, Difference } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count, distanceInWords, listed, number } from "../shared/words.js";
import { isIdentical, type Opened } from "../state/results.js";

/** The outcome of holding a loaded model against what was fitted, and what exactly was compared. */
export function verdict(opened: Opened): TemplateResult {
  const { proof } = opened;
  const tone = proof.kind === "none" ? "unknown" : isIdentical(proof) ? "same" : "differ";
  const word = { same: "Identical", differ: "Not identical", unknown: "Not compared" }[tone];
  return html`<div class="verdict ${tone}" data-verdict=${tone}>
    <div class="seal" aria-hidden="true">
      ${icon(tone === "same" ? "equal" : tone === "differ" ? "differ" : "info")}
    </div>
    <div class="words">
      <p class="word">${word}</p>
      <p>${basis(opened)}</p>
      ${proof.kind === "model" && proof.comparison.first ? html`<p class="bad-ink">${difference(proof.comparison.first)}</p>` : nothing}
    </div>
    <dl>
      ${opened.fingerprints.map(
        ({ label, value }) =>
          html`<div>
            <dt>Fingerprint ${label}</dt>
            <dd><code data-fingerprint=${label}>${value}</code></dd>
          </div>`,
      )}
      ${
        proof.kind === "record"
          ? html`<div>
                <dt>Predictions, recorded at the save</dt>
                <dd><code data-predictions="recorded">${proof.expected.sha256}</code></dd>
              </div>
              <div>
                <dt>Predictions of the loaded model</dt>
                <dd><code data-predictions="loaded">${proof.got.sha256}</code></dd>
              </div>`
          : nothing
      }
    </dl>
  </div>`;
}

function basis({ proof }: Opened): TemplateResult | string {
  if (proof.kind === "none") return proof.reason;
  if (proof.kind === "record") {
    const { rows, predictions, bytes, outputs } = proof.got;
    return html`Compared ${amounts(predictions, bytes)}: ${listed(outputs)} on the ${count(rows, "held-out row")} of
    ${visible(proof.dataset, 80)}, by SHA-256, with what the fitted pipeline predicted when it was saved.`;
  }
  const { comparison } = proof;
  return html`Compared ${amounts(comparison.predictions, comparison.bytes)}: ${listed(comparison.steps)} on
  ${proof.rows === "all" ? "all" : "the"} ${count(comparison.rows, proof.rows === "all" ? "row" : "held-out row")}, byte
  by byte, with the pipeline fitted in step 3.`;
}

const amounts = (predictions: Comparison["predictions"], bytes: number) =>
  html`<strong data-count="predictions">${count(predictions, "prediction")}</strong>,
    <strong data-count="bytes">${number(bytes)} bytes</strong>`;

function difference({ output, row, column, expected, got, ulps }: Difference): string {
  const place = `${output}, row ${number(row + 1)}${column ? `, ${visible(column, 80)}` : ""}`;
  return `First difference: ${place}: ${visible(String(expected), 80)} was fitted, ${visible(String(got), 80)} was loaded${ulps === undefined ? "" : ` (${distanceInWords(ulps, expected, got)})`}.`;
}

export const verdictStyles = css`
  .verdict {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 16px 18px;
    padding: 20px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-l);
    background: var(--sunken);
  }
  .verdict.same {
    background: var(--accent-wash);
    border-color: var(--accent-line);
  }
  .verdict.differ {
    background: var(--bad-wash);
    border-color: var(--bad-line);
  }
  .seal {
    width: 44px;
    height: 44px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-size: 22px;
    background: var(--line);
    color: var(--ink-quiet);
  }
  .same .seal {
    background: var(--accent);
    color: #fff;
  }
  .differ .seal {
    background: var(--bad-ink);
    color: var(--bad-wash);
  }
  .words {
    line-height: 1.5;
    max-width: 66ch;
  }
  .word {
    font-size: var(--wa-font-size-xl);
    font-weight: 650;
    letter-spacing: -0.015em;
    line-height: 1.25;
    margin-bottom: 2px;
  }
  .verdict dl {
    grid-column: 1 / -1;
    display: grid;
    gap: 6px;
    padding-top: 14px;
    border-top: 1px solid color-mix(in srgb, var(--ink) 12%, transparent);
    font-size: 13px;
  }
  .verdict dl > div {
    display: grid;
    grid-template-columns: 230px minmax(0, 1fr);
    gap: 0 16px;
  }
  .verdict dt {
    color: var(--ink-quiet);
  }
  .verdict dd code {
    overflow-wrap: anywhere;
  }
  @container (max-width: 640px) {
    .verdict dl > div {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
