import { css, html, nothing, type TemplateResult } from "lit";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count, metricName, number, short, shortKey, when } from "../shared/words.js";
import type { Card } from "../../lib/index.js";
import type { Opened } from "../state/results.js";

/** What a model that stands by itself says of itself: what it is, of which data, how good, made when. */
export function modelCard({ card, description, size, name }: Opened): TemplateResult {
  const facts: [string, string | undefined][] = [
    ["Predicts", card.target && visible(String(card.target["name"] ?? ""), 60)],
    ["From", count(description.input.length, "column")],
    ["Data", card.dataset?.name && visible(card.dataset.name, 60)],
    ...scoreOf(card),
    ["Saved", card.created && when(card.created)],
    ["Size", `${number(size)} bytes`],
  ];
  return html`<header class="model">
    <h2>${foreign(card.name || name, 80)}</h2>
    <dl class="small">
      ${facts.map(([term, value]) =>
        value
          ? html`<div>
              <dt>${term}</dt>
              <dd>${value}</dd>
            </div>`
          : nothing,
      )}
    </dl>
  </header>`;
}

/** The first metric, beside what always saying the same would have scored. */
function scoreOf({ metrics = {}, baseline = {} }: Card): [string, string][] {
  return Object.entries(metrics)
    .slice(0, 1)
    .map(([name, score]) => {
      const base = (baseline as Record<string, unknown>)[name];
      const beside = typeof base === "number" ? `; ${short(base)} by always saying the same` : "";
      return [metricName(name), `${short(Number(score))} on held-out rows${beside}`];
    });
}

/** What opening the file has shown: its proof rows were tried, its signature checked. */
export function ownProof({ replay, fingerprints, signature, inspection }: Opened): TemplateResult {
  const tone = !replay ? "unknown" : replay.identical ? "same" : "differ";
  const says = {
    same: "Predicts as where it was saved.",
    differ: "Predicts otherwise than where it was saved.",
    unknown: "It holds no proof rows.",
  }[tone];
  const fingerprint = fingerprints.find(({ label }) => label === "in the file")?.value ?? "";
  return html`<div class="proof ${tone}" data-proof=${tone}>
    ${icon(tone === "same" ? "equal" : tone === "differ" ? "differ" : "info")}
    <div>
      <p>
        <strong>${says}</strong>
        ${replay ? html`${count(replay.rows, "proof row")}, ${number(replay.bytes)} bytes of outputs tried in this browser.` : nothing}
      </p>
      <p class="small quiet">
        Every byte checked, ${count(inspection.rows.length, "value")} audited, no code run. Fingerprint
        <code title=${fingerprint}>${fingerprint.slice(0, 16)}</code>${
          signature ? html`; ${signedBy(signature)}` : nothing
        }.
      </p>
    </div>
  </div>`;
}

function signedBy({ key, valid }: NonNullable<Opened["signature"]>): TemplateResult {
  const short = html`<code title=${visible(key)}>${visible(shortKey(key), 40)}</code>`;
  if (valid === false) return html`<strong class="bad-ink">key ${short} did not sign this</strong>`;
  return html`signed by key ${short}${valid === null ? ", which this browser cannot check" : ""}`;
}

export const ownProofStyles = css`
  .model {
    margin: 0;
    padding: 0;
    max-width: none;
  }
  .model h2 {
    margin: 0 0 10px;
    font-size: 22px;
    font-weight: 650;
    letter-spacing: -0.02em;
    overflow-wrap: anywhere;
  }
  .model dl {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 26px;
  }
  .model dt {
    color: var(--ink-quiet);
  }
  .model dd {
    font-weight: 550;
  }
  .proof {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 12px;
    padding: 14px 16px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-l);
    background: var(--sunken);
  }
  .proof .icon {
    font-size: 20px;
    margin-top: 2px;
  }
  .proof.same {
    background: var(--accent-wash);
    border-color: var(--accent-line);
  }
  .proof.same .icon {
    color: var(--accent-ink);
  }
  .proof.differ {
    background: var(--bad-wash);
    border-color: var(--bad-line);
  }
  .proof code {
    overflow-wrap: anywhere;
  }
`;
