import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { ParamValue } from "../../lib/index.js";
import {
  candidateCount,
  complaintOf,
  proposedValues,
  tunables,
  tunePipeline,
  useBest,
  type Tunable,
  type Tuned,
} from "../session/studies.js";
import type { Axis } from "../session/session.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { textOf, valuesOf } from "../shared/param-text.js";
import { notice } from "../shared/part.js";
import { count, duration, scorerName, short } from "../shared/words.js";
import "./kf-chart.js";
import "./kf-validation-choice.js";
import { StudyPart } from "./study-part.js";
import { tuningPlot } from "./study-plots.js";
import { warningList } from "./warnings.js";

const mostCandidates = 2000;
const rowLimit = 100;

/** A grid search over hyperparameters of the pipeline. */
export class KfTuning extends StudyPart {
  protected readonly study = "tune";
  #picture: { of: Tuned; draw: (width: number) => Element } | undefined;

  override render() {
    return this.panel("Tuning", "Which values of the hyperparameters do best?", () => this.#inside());
  }

  #inside() {
    const { session } = this;
    const { axes, tuned, validation } = session;
    const all = tunables(session);
    const wrong = axes.some((axis) => complaintOf(session, axis));
    const candidates = candidateCount(session);
    const fits = candidates * validation.folds;
    return html`
      <ul class="axes">
        ${axes.map((axis, at) => this.#axis(axis, at, all))}
      </ul>
      <div class="field">
        <label for="add">${axes.length ? "Also tune" : "Tune"}</label>
        <select id="add" class="pick" @change=${(event: Event) => this.#add(event.target as HTMLSelectElement, all)}>
          <option value="" .selected=${live(true)}>choose a hyperparameter ...</option>
          ${groups(all).map(
            ([path, own]) =>
              html`<optgroup label="${path.replaceAll("__", " › ") || "pipeline"} (${own[0]!.node.recipe.class})">
                ${own
                  .filter((each) => !axes.some((axis) => axis.path === each.path))
                  .map((each) => html`<option value=${each.path}>${each.name}</option>`)}
              </optgroup>`,
          )}
        </select>
      </div>
      <kf-validation-choice .session=${session} single></kf-validation-choice>
      <div class="row">
        ${this.starter("Try all", () => tunePipeline(session), axes.length > 0 && !wrong && candidates <= mostCandidates)}
        ${
          axes.length && !wrong
            ? html`<span class="small quiet"
                >${count(candidates, "candidate")} × ${count(validation.folds, "split")} =
                ${count(fits, "fit")}${candidates > mostCandidates ? `; at most ${count(mostCandidates, "candidate")}` : ""}</span
              >`
            : nothing
        }
      </div>
      ${this.progress("fits")} ${this.trouble("tune")} ${tuned ? this.#result(tuned) : nothing}
    `;
  }

  #axis(axis: Axis, at: number, all: readonly Tunable[]) {
    const found = all.find(({ path }) => path === axis.path);
    const name = axis.path.split("__").at(-1)!;
    const complaint = complaintOf(this.session, axis);
    return html`<li class="axis" data-axis=${axis.path}>
      <div class="field">
        <label for="axis-${at}"
          >${name} <span class="quiet">of ${found?.node.recipe.class ?? axis.path.replaceAll("__", " › ")}</span></label
        >
        <input
          class="typed"
          id="axis-${at}"
          aria-describedby="about-${at}"
          .value=${axis.text}
          autocomplete="off"
          spellcheck="false"
          @input=${(event: Event) => this.#type(at, (event.target as HTMLInputElement).value)}
        />
        <span id="about-${at}" class="small ${complaint ? "bad-ink" : "quiet"}" role=${complaint ? "alert" : nothing}
          >${complaint || `${count(valuesOf(axis.text).length, "value")}, separated by commas`}</span
        >
      </div>
      <wa-button size="s" appearance="plain" @click=${() => this.#remove(at)}
        >${icon("trash")}<span class="visually-hidden">Do not tune ${name}</span></wa-button
      >
    </li>`;
  }

  #result(tuned: Tuned) {
    const { candidates, paths, metric, milliseconds } = tuned;
    const best = candidates[0]!;
    const { key } = this.session;
    const [used, old] = [tuned.used === key, tuned.key !== key && tuned.used !== key];
    if (Number.isNaN(best.mean))
      return html`<div class="stack" data-study="tune">
        ${notice("warn", { message: `No candidate has a ${scorerName(metric)}: there is no best.`, hint: "Choose another metric." })}
        ${warningList(tuned.warnings)}
      </div>`;
    if (this.#picture?.of !== tuned) {
      const draw = (width: number) =>
        tuningPlot(candidates, paths, (value) => visible(textOf(value as ParamValue), 20), scorerName(metric), width);
      this.#picture = { of: tuned, draw };
    }
    return html`${
        old
          ? notice("warn", {
              message: "Something above was changed since.",
              hint: "Try again to bring it up to date.",
            })
          : nothing
      }
      <div class="stack ${old ? "old" : ""}" data-study="tune">
        <p class="said">
          Best of ${count(candidates.length, "candidate")}:
          <strong
            >${paths.map((path) => `${path.split("__").at(-1)} = ${visible(textOf(best.params[path] as ParamValue), 40)}`).join(", ")}</strong
          >
          with ${scorerName(metric)} ${short(best.mean)} ± ${short(best.deviation)}, found in ${duration(milliseconds)}.
        </p>
        <div class="row">
          ${
            used
              ? html`<span class="tag">${icon("check")} in the pipeline above</span>`
              : html`<wa-button size="s" variant="brand" @click=${() => void useBest(this.session)}
                  >${icon("check", "start")}Use the best</wa-button
                >`
          }
          <span class="small quiet"
            >${used ? "What step 4 saves is fitted with it." : "Puts it into the pipeline and fits that."}</span
          >
        </div>
        ${warningList(tuned.warnings)}
        <div class="two">
          ${
            paths.length <= 2
              ? html`<kf-chart
                  .draw=${this.#picture!.draw}
                  widest="520"
                  label="${scorerName(metric)} by ${paths.map((path) => path.split("__").at(-1)).join(" and ")}"
                ></kf-chart>`
              : nothing
          }
          <div class="scroller" tabindex="0" role="region" aria-label="Candidates by rank">
            <table>
              <thead>
                <tr>
                  <th scope="col">Rank</th>
                  ${paths.map((path) => html`<th scope="col" title=${path}>${path.split("__").at(-1)}</th>`)}
                  <th scope="col" class="number">${scorerName(metric)}</th>
                </tr>
              </thead>
              <tbody>
                ${candidates.slice(0, rowLimit).map(
                  (candidate) =>
                    html`<tr class=${candidate === best ? "best" : ""}>
                      <th scope="row">${candidate.rank}</th>
                      ${paths.map((path) => html`<td>${visible(textOf(candidate.params[path] as ParamValue), 40)}</td>`)}
                      <td class="number">
                        ${candidate.mean.toFixed(4)} <span class="quiet">± ${candidate.deviation.toFixed(4)}</span>
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
            ${
              candidates.length > rowLimit
                ? html`<p class="small quiet">and ${count(candidates.length - rowLimit, "more candidate")}</p>`
                : nothing
            }
          </div>
        </div>
      </div>`;
  }

  #add(select: HTMLSelectElement, all: readonly Tunable[]): void {
    const found = all.find(({ path }) => path === select.value);
    select.value = "";
    if (!found) return;
    this.session.axes = [...this.session.axes, { path: found.path, text: proposedValues(found) }];
    this.session.changed();
  }

  #type(at: number, text: string): void {
    this.session.axes = this.session.axes.map((axis, i) => (i === at ? { ...axis, text } : axis));
    this.session.changed();
  }

  #remove(at: number): void {
    this.session.axes = this.session.axes.filter((_, i) => i !== at);
    this.session.changed();
  }

  static override styles = [
    ...StudyPart.styles,
    css`
      .axes:empty {
        display: none;
      }
      .axes {
        display: grid;
        gap: 12px;
      }
      .axis {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
        align-items: start;
      }
      .axis wa-button {
        margin-top: 22px;
      }
      .axis label .quiet {
        font-weight: 400;
      }
      #add {
        justify-self: start;
      }
      .scroller {
        max-height: 320px;
      }
      td,
      th {
        padding-block: 5px;
        white-space: nowrap;
      }
      .best > * {
        font-weight: 600;
        color: var(--accent-ink);
      }
    `,
  ];
}

/** By step, in order of appearance. */
function groups(all: readonly Tunable[]): [string, Tunable[]][] {
  const found = new Map<string, Tunable[]>();
  for (const each of all) found.set(each.node.path, [...(found.get(each.node.path) ?? []), each]);
  return [...found];
}

customElements.define("kf-tuning", KfTuning);
