import { css, html, nothing, type TemplateResult } from "lit";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { distanceInWords, number } from "../shared/words.js";
import type { Doubtful } from "../state/results.js";

/** A file whose proof rows do not give what they gave at the save: where, and by how much. */
export function failedProof(
  { name, replay }: Doubtful,
  onLook: (() => void) | undefined,
  busy: boolean,
): TemplateResult {
  // Few ever see one.
  void import("../shared/controls.js").catch(() => {});
  const first = replay.first!;
  const step = first.step
    ? html`step <code>${foreign(first.step.replaceAll("__", " › "))}</code>`
    : "the whole pipeline";
  const facts: [string, TemplateResult | string][] = [
    ["First difference", html`${first.method} of ${step}`],
    ["Row", html`${number(first.row + 1)}${first.rule ? html`, ${foreign(first.rule)}` : nothing}`],
    ...(first.output && first.method !== "predict"
      ? [["Output column", foreign(first.output)] as [string, TemplateResult]]
      : []),
    ["Expected", html`<code>${foreign(first.expected)}</code>`],
    ["Got", html`<code>${foreign(first.got)}</code>`],
    ...(first.ulps === null || first.ulps === undefined
      ? []
      : [["Distance", distanceInWords(first.ulps, first.expected, first.got)] as [string, string]]),
  ];
  return html`<div class="failed" role="alert" data-proof="failed">
    <div class="seal" aria-hidden="true">${icon("differ")}</div>
    <div>
      <p class="word">The proof of ${foreign(name, 80)} fails</p>
      <p>
        The file is whole, but a proof row does not give what it gave where the file was saved: the pipeline or its
        proof was changed, or this engine computes something else.
        ${onLook ? "It was not loaded." : "It is loaded to be looked at; do not rely on what it predicts."}
      </p>
    </div>
    <dl>
      ${facts.map(
        ([term, fact]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${fact}</dd>
          </div>`,
      )}
    </dl>
    ${
      onLook
        ? html`<div class="look">
            <wa-button size="s" variant="danger" appearance="outlined" ?disabled=${busy} @click=${onLook}
              >Look at it anyway</wa-button
            >
          </div>`
        : nothing
    }
  </div>`;
}

export const failedProofStyles = css`
  .failed {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 16px 18px;
    padding: 20px;
    border: 1px solid var(--bad-line);
    border-radius: var(--wa-border-radius-l);
    background: var(--bad-wash);
    line-height: 1.5;
  }
  .failed .seal {
    background: var(--bad-ink);
    color: var(--bad-wash);
  }
  .failed p {
    max-width: 66ch;
  }
  .failed dl {
    grid-column: 1 / -1;
    display: grid;
    gap: 4px;
    padding-top: 14px;
    border-top: 1px solid color-mix(in srgb, var(--ink) 12%, transparent);
    font-size: 14px;
  }
  .failed dl > div {
    display: grid;
    grid-template-columns: 130px minmax(0, 1fr);
    gap: 0 16px;
  }
  .failed dt {
    color: var(--ink-quiet);
  }
  .failed dd {
    overflow-wrap: anywhere;
  }
  .failed .look {
    grid-column: 1 / -1;
  }
`;
