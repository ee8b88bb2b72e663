import { css, html, nothing, type TemplateResult } from "lit";
import type { PickleGlobal, PickleReport, PickleRole } from "../../lib/index.js";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { bytesInWords, count, listed, number } from "../shared/words.js";

const roles: Readonly<Record<PickleRole, string>> = {
  foreign: "foreign to such files",
  estimator: "estimator",
  part: "part of one",
  data: "arrays and numbers",
  type: "only named",
  skipped: "not needed",
  inert: "data beside it",
};

/** What a pickle, or a file of skops, would do in Python: what it would call, what it names, its instructions. */
export class KfPickle extends Part {
  static override properties = { report: { attribute: false } };
  declare report: PickleReport;

  override render() {
    const { report } = this;
    const { harmless, bytes, compression, protocol, instructions, arrays, versions, result } = report;
    const skops = report.format === "skops";
    const inert = report.globals.some(({ role }) => role === "inert");
    const made = result
      ? html`It makes
          <code>${foreign(`${result.module}.${result.name}`, 120)}</code
          >${versions.length ? html`, saved by scikit-learn ${foreign(listed([...versions]), 60)}` : nothing}.`
      : nothing;
    return html`<div class="card ${harmless ? "" : "warns"}">
      <p class="word">
        ${icon(harmless ? "info" : "differ")}
        ${harmless ? (inert ? "Nothing is in it but what scikit-learn's files have, and data" : "Nothing is in it that files of scikit-learn do not have") : "Loading it in Python would do more than make a model"}
      </p>
      <p>
        ${made} ${bytesInWords(bytes)}${compression ? `, packed with ${compression}` : ""}, protocol
        ${protocol}${skops ? " of skops" : ""},
        ${skops ? count(instructions, "entry", "entries") : count(instructions, "instruction")}${arrays ? ` and ${count(arrays, "array")} between them` : ""}.
        ${
          harmless
            ? skops
              ? "skops makes only what is trusted, and trusts what scikit-learn has. A Keepfit file holds values alone, and is audited before one of them is used."
              : "All the same Python runs it to find that out: who loads a pickle trusts whoever wrote it. A Keepfit file holds values alone, and is audited before one of them is used."
            : nothing
        }
      </p>
      ${this.#contents()} ${this.#calls()} ${this.#findings()} ${this.#names()} ${this.#lines()}
    </div>`;
  }

  #contents(): TemplateResult | typeof nothing {
    const { contents, harmless } = this.report;
    if (!contents || !harmless) return nothing;
    const { kind, estimators, others, others_met } = contents;
    const told = others.slice(0, 12);
    const left = others_met > told.length ? [...told, `${number(others_met - told.length)} more`] : told;
    const paths = (all: readonly string[]) => foreign(listed([...all]), 600);
    return html`<p data-contents>
      It holds ${kind} with
      ${estimators.length ? html`${estimators.length > 1 ? "estimators" : "the estimator"} at ${paths(estimators.slice(0, 12))}` : "no estimator that Keepfit has"}.
      ${others_met ? html`Reading leaves behind ${paths(left)}.` : nothing}
    </p>`;
  }

  #calls(): TemplateResult | typeof nothing {
    const { calls, calls_met } = this.report;
    if (!calls_met) return nothing;
    return html`<h3>It would call</h3>
      <ol class="calls" data-calls>
        ${calls.map(
          (call) =>
            html`<li>
              <code>${foreign(call.callee, 200)}</code
              >${call.arguments === "()" ? nothing : html` with <code>${foreign(call.arguments, 200)}</code>`}
              <span class="quiet small">byte ${number(call.at)}, ${call.opcode}</span>
            </li>`,
        )}
      </ol>
      ${calls_met > calls.length ? html`<p class="small quiet">and ${count(calls_met - calls.length, "more call")}</p>` : nothing}`;
  }

  #findings(): TemplateResult | typeof nothing {
    const { findings, findings_met } = this.report;
    if (!findings_met) return nothing;
    return html`<h3>What is odd in it</h3>
      <ul data-findings>
        ${findings.map(
          ({ at, message }) =>
            html`<li>${foreign(message, 400)} <span class="quiet small">byte ${number(at)}</span></li>`,
        )}
      </ul>
      ${findings_met > findings.length ? html`<p class="small quiet">and ${count(findings_met - findings.length, "more finding")}</p>` : nothing}`;
  }

  #names(): TemplateResult {
    const ours = ({ role }: PickleGlobal) => role !== "foreign";
    const { globals } = this.report;
    const all = [...globals.filter((each) => !ours(each)), ...globals.filter(ours)];
    return html`<details ?open=${all.some((each) => !ours(each))}>
      <summary>${count(all.length, "name")} that Python would look up</summary>
      <div class="scroller framed" tabindex="0" role="region" aria-label="Names">
        <table data-names>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">What it is</th>
              <th scope="col" class="number">First at byte</th>
              <th scope="col" class="number">Called</th>
            </tr>
          </thead>
          <tbody>
            ${all.map(
              (each) =>
                html`<tr class=${each.role}>
                  <th scope="row"><code>${foreign(each.module, 120)}.${foreign(each.name, 120)}</code></th>
                  <td>${roles[each.role]}</td>
                  <td class="number">${number(each.at)}</td>
                  <td class="number">${number(each.calls)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  #lines(): TemplateResult | typeof nothing {
    const { lines, instructions } = this.report;
    if (!lines.length) return nothing;
    return html`<details>
      <summary>${this.report.format === "skops" ? "Its entries, in schema.json" : "Its instructions"}</summary>
      <div class="scroller framed" tabindex="0" role="region" aria-label="Instructions">
        <table class="lines" data-lines>
          <thead>
            <tr>
              <th scope="col" class="number">Byte</th>
              <th scope="col">Instruction</th>
              <th scope="col">Argument</th>
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              ([at, opcode, argument]) =>
                html`<tr>
                  <td class="number">${number(at)}</td>
                  <td><code>${opcode}</code></td>
                  <td><code>${foreign(argument, 120)}</code></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${instructions > lines.length ? html`<p class="small quiet">and ${count(instructions - lines.length, "more instruction")}</p>` : nothing}
    </details>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      .card {
        display: grid;
        gap: 10px;
        padding: 14px 16px;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-l);
        background: var(--card);
      }
      .card.warns {
        border-color: var(--bad-line);
      }
      .card > * {
        margin: 0;
        min-width: 0;
      }
      .word {
        font-weight: 600;
      }
      .warns .word {
        color: var(--bad-ink);
      }
      h3 {
        font-size: 14px;
      }
      ol,
      ul {
        display: grid;
        gap: 4px;
        padding-left: 22px;
        max-height: 300px;
        overflow: auto;
      }
      li {
        overflow-wrap: anywhere;
      }
      summary {
        cursor: pointer;
        font-weight: 500;
      }
      .scroller {
        max-height: 320px;
        margin-top: 8px;
      }
      tbody th {
        font-weight: 400;
        text-align: left;
      }
      tr.foreign th {
        color: var(--bad-ink);
        font-weight: 600;
      }
      code {
        overflow-wrap: anywhere;
      }
    `,
  ];
}
define("kf-pickle", KfPickle);
