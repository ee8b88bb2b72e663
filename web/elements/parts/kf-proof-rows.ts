import { css, html, LitElement, nothing } from "lit";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { styles } from "../shared/styles.js";
import { count } from "../shared/words.js";
import type { ProofRecord, ProofRow } from "../state/proof-record.js";

// A table of everything would be slow to draw, and nobody reads it.
const mostColumns = 60;
const mostRows = 300;

/** The proof of a file: its rows, why each is there, and what the pipeline made of it. */
export class KfProofRows extends LitElement {
  static override properties = { record: { attribute: false } };
  declare record: ProofRecord;

  override render() {
    const { columns, answered, refused, probes } = this.record;
    return html`<details>
      <summary>
        Proof rows
        <span class="quiet"
          >${count(answered.length, "row")}
          answered${
            refused.length ? `, ${refused.length} that must be refused` : ""
          }${probes.length ? `, ${count(probes.length, "step")} probed at its thresholds` : ""}</span
        >
      </summary>
      <div class="scroller framed" tabindex="0" role="region" aria-label="The proof rows">
        <table>
          <thead>
            <tr>
              <th scope="col">Why it is there</th>
              <th scope="col">Outcome</th>
              ${columns.slice(0, mostColumns).map((name) => html`<th scope="col">${foreign(name, 40)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${answered.slice(0, mostRows).map((row) => this.#row(row, false))}
            ${refused.slice(0, mostRows).map((row) => this.#row(row, true))}
          </tbody>
        </table>
      </div>
      ${
        columns.length > mostColumns || answered.length > mostRows
          ? html`<p class="small quiet">
              Shown are at most ${mostRows} rows and ${mostColumns} of ${count(columns.length, "column")}.
            </p>`
          : nothing
      }
      ${probes.map(
        ({ step, rules }) =>
          html`<p class="small">
            ${count(rules.length, "row")} for
            ${step ? html`step <code>${foreign(step.replaceAll("__", " › "), 120)}</code>` : "the pipeline"} alone:
            <span class="quiet">${foreign(rules.slice(0, 5).join("; "), 300)}${rules.length > 5 ? "; ..." : ""}</span>
          </p>`,
      )}
    </details>`;
  }

  #row({ rule, outcome, values }: ProofRow, refused: boolean) {
    return html`<tr class=${refused ? "refused" : ""}>
      <th scope="row">
        ${rule === "ordinary" ? html`<span class="tag warn">a row of the data</span>` : foreign(rule, 80)}
      </th>
      <td>${refused ? html`<span class="tag plain">refused: ${foreign(outcome, 60)}</span>` : foreign(outcome, 60)}</td>
      ${values.slice(0, mostColumns).map((value) => html`<td class="number">${value === "missing" ? html`<span class="warn-ink">missing</span>` : foreign(value, 40)}</td>`)}
      ${values.length ? nothing : html`<td></td>`}
    </tr>`;
  }

  static override styles = [
    styles,
    css`
      summary {
        cursor: pointer;
        font-size: 14px;
        font-weight: 600;
        padding: 2px 0;
      }
      summary .quiet {
        font-weight: 400;
        margin-left: 6px;
      }
      .scroller {
        margin-top: 10px;
        max-height: 320px;
      }
      p {
        margin-top: 8px;
        overflow-wrap: anywhere;
      }
      th,
      td {
        padding-block: 5px;
        font-size: 13px;
        white-space: nowrap;
        overflow-wrap: normal;
      }
      tbody th {
        font-weight: 500;
        color: var(--ink);
      }
      thead th:nth-child(n + 3) {
        text-align: right;
      }
    `,
  ];
}
define("kf-proof-rows", KfProofRows);
