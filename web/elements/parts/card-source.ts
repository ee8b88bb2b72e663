import { css, html, nothing, type TemplateResult } from "lit";
import type { Card } from "../../lib/index.js";
import { foreign, visible } from "../shared/foreign.js";
import { count, listed } from "../shared/words.js";

const formats: Readonly<Record<string, string>> = {
  pickle: "a pickle",
  joblib: "a file of joblib's",
  skops: "a file of skops'",
};

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => text(each) !== undefined) : [];

/** The file of another program that a model was taken from, as its card says it: whatever stands there. */
export function sourceFacts(card: Card): TemplateResult | typeof nothing {
  const source = card.source as { readonly [name: string]: unknown } | undefined;
  if (typeof source !== "object" || source === null) return nothing;
  const format = text(source["format"]);
  const version = text(source["scikit-learn"]);
  const skops = text(source["skops"]);
  const facts: [string, string | undefined][] = [
    ["Taken from", format && (formats[format] ?? visible(format, 40))],
    ["Saved by", version && `scikit-learn ${visible(version, 40)}${skops ? `, skops ${visible(skops, 40)}` : ""}`],
    ["NumPy", text(source["numpy"])],
    ["Protocol", typeof source["protocol"] === "number" ? String(source["protocol"]) : undefined],
    ["SHA-256 of that file", text(source["sha256"])],
  ];
  const notes = texts(source["notes"]);
  return html`<div class="source" data-source>
    <dl class="facts">
      ${facts.map(([name, value]) =>
        value
          ? html`<div>
              <dt>${name}</dt>
              <dd class=${name.startsWith("SHA") ? "code" : ""}>${foreign(value, 80)}</dd>
            </div>`
          : nothing,
      )}
    </dl>
    ${
      notes.length
        ? html`<ul class="small" data-notes>
            ${notes.map((note) => html`<li>${foreign(note, 600)}</li>`)}
          </ul>`
        : nothing
    }
    ${leftBehind(source["left"])}
  </div>`;
}

function leftBehind(left: unknown): TemplateResult | typeof nothing {
  const classes = Object.entries((left ?? {}) as object).map(([name, value]) => [name, texts(value)] as const);
  const many = classes.reduce((sum, [, attributes]) => sum + attributes.length, 0);
  if (many === 0) return nothing;
  return html`<details class="small">
    <summary>${count(many, "attribute")} left behind, which no prediction needs</summary>
    <dl class="left">
      ${classes.map(
        ([name, attributes]) =>
          html`<div>
            <dt><code>${foreign(name, 80)}</code></dt>
            <dd>${foreign(listed(attributes), 600)}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
}

export const sourceStyles = css`
  .source {
    display: grid;
    gap: 10px;
  }
  .source .facts {
    padding-top: 0;
    border-top: 0;
  }
  .source summary {
    cursor: pointer;
    font-weight: 500;
  }
  .source .left {
    display: grid;
    gap: 6px;
    margin-top: 8px;
    padding: 0;
    border: 0;
  }
  .source .left dd {
    overflow-wrap: anywhere;
  }
`;
