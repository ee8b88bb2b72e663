// Why a row is answered as it is: a table of what adds up, a way through questions, rows nearby, trees that answer.
import { html, nothing, type TemplateResult } from "lit";
import { bare } from "../plots/bars.js";
import { foreign, visible } from "../shared/foreign.js";
import { styled } from "../shared/styled.js";
import { count, number, short } from "../shared/words.js";
import type { RowAsked } from "../state/row-asked.js";
import { arrivalOf } from "../why/arrival.js";
import type { Contributions, Sum, Term } from "../why/contributions.js";
import { decimalsFor, fixed, summing } from "../why/decimals.js";
import { leading, type DecisionPath, type Question } from "../why/decision-path.js";
import type { ManyTrees } from "../why/many-trees.js";
import { inOwnWords, type Neighbours } from "../why/neighbours.js";

const shownTerms = 20;
const shownColumns = 5;
const shownAsked = 12;

export const valueText = (value: number | string | null | undefined): TemplateResult =>
  value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))
    ? html`<span class="quiet">missing</span>`
    : typeof value === "number"
      ? html`${short(value)}`
      : foreign(value, 40);

const bar = (share: number, far = false) =>
  html`<span class="track"
    ><span class="bar ${far ? "far" : ""}" style=${styled({ width: `${Math.min(1, share) * 100}%` })}></span
  ></span>`;

// ---- linear -------------------------------------------------------------------------------------------------------

/** @param at Which of the sums is shown. */
export function drawLinear(asked: RowAsked, why: Contributions, at: number, choose: (at: number) => void) {
  const { class: name } = asked.learned;
  const sum = why.sums[at]!;
  const many = why.sums.length > 1;
  return html`
    <p>
      ${name} multiplies each column by its coefficient and adds up.
      ${many ? "The class with the highest score is the answer." : ruleFor(asked, sum)}
    </p>
    ${
      many
        ? html`<div class="row">
            <label for="of">Score for</label>
            <select
              id="of"
              class="pick"
              @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}
            >
              ${why.sums.map(
                ({ label, score }, i) =>
                  html`<option value=${i} .selected=${i === at}>${visible(label!, 40)}: ${short(score)}</option>`,
              )}
            </select>
          </div>`
        : nothing
    }
    ${
      sum.complete
        ? sumTable(asked, sum)
        : html`<p class="warn-ink" data-incomplete>
              What the columns add up to is not yet the answer: the target was transformed before the fit, and is
              transformed back.
            </p>
            ${sumTable(asked, { ...sum, score: totalOf(sum) })}`
    }
  `;
}

const totalOf = ({ intercept, terms }: Sum): number => terms.reduce((sum, { adds }) => sum + adds, intercept);

function ruleFor({ description }: RowAsked, { label }: Sum): TemplateResult {
  if (!description.classes) return html`The sum is the answer.`;
  const [other] = description.classes as ArrayLike<string | number> & Iterable<string | number>;
  return html`A score above 0 answers ${foreign(label!, 40)}, else ${foreign(String(other), 40)}.`;
}

function sumTable(asked: RowAsked, { intercept, terms, score }: Sum) {
  const sorted = terms.map((term, i) => ({ ...term, i })).sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds));
  const own = bare(asked.arriving.names);
  const given = new Map(
    arrivalOf(asked).flatMap((from) =>
      from.arrives.map(({ name }) => [name, from.column === undefined ? undefined : from.given]),
    ),
  );
  const givenOf = ({ name }: Term) =>
    given.get(name) === undefined ? html`<span class="quiet">made</span>` : valueText(given.get(name));
  const top = sorted.slice(0, shownTerms);
  const others = sorted.slice(shownTerms).reduce((sum, { adds }) => sum + adds, 0);
  const parts = [intercept, ...top.map(({ adds }) => adds), ...(sorted.length > top.length ? [others] : [])];
  const decimals = decimalsFor([...parts, score]);
  const shown = summing(parts, score, decimals);
  const largest = Math.max(...parts.map(Math.abs), 1e-300);
  const adds = (part: number) =>
    html`<td class="number" data-adds>${fixed(shown[part]!, decimals)}</td>
      <td class="tug" aria-hidden="true">${tug(parts[part]! / largest)}</td>`;
  const line = (term: Term & { i: number }, part: number) =>
    html`<tr>
      <th scope="row">
        ${foreign(own[term.i]!, 60)}<span class="narrow">${short(term.value)} × ${short(term.coefficient)}</span>
      </th>
      <td class="wide">${givenOf(term)}</td>
      <td class="number wide">${short(term.value)}</td>
      <td class="number wide">${short(term.coefficient)}</td>
      ${adds(part)}
    </tr>`;
  return html`<div class="scroller framed" tabindex="0" role="region" aria-label="What each column adds">
      <table class="sum">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col" class="wide">Value</th>
            <th scope="col" class="number wide">reaches the model as</th>
            <th scope="col" class="number wide">× coefficient</th>
            <th scope="col" class="number">= adds</th>
            <td class="tug" aria-hidden="true"></td>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Intercept</th>
            <td class="wide"></td>
            <td class="wide"></td>
            <td class="wide"></td>
            ${adds(0)}
          </tr>
          ${top.map((term, i) => line(term, i + 1))}
          ${
            sorted.length > top.length
              ? html`<tr>
                  <th scope="row">${count(sorted.length - top.length, "other column")}</th>
                  <td class="wide"></td>
                  <td class="wide"></td>
                  <td class="wide"></td>
                  ${adds(parts.length - 1)}
                </tr>`
              : nothing
          }
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum</th>
            <td class="wide"></td>
            <td class="wide"></td>
            <td class="wide"></td>
            <td class="number" data-score>${fixed(score, decimals)}</td>
            <td class="tug" aria-hidden="true"></td>
          </tr>
        </tfoot>
      </table>
    </div>
    <p class="small quiet">What is added is rounded so that it comes to the sum as it is written here.</p>`;
}

/** To the right of the middle what is added, to the left what is taken away. */
const tug = (share: number) =>
  html`<span class="middle"
    ><span
      class="bar ${share < 0 ? "far" : ""}"
      style=${styled({ width: `${Math.abs(share) * 50}%`, [share < 0 ? "right" : "left"]: "50%" })}
    ></span
  ></span>`;

// ---- one tree -----------------------------------------------------------------------------------------------------

export function drawPath(_: RowAsked, { questions, leaf, classes }: DecisionPath) {
  const label = leading(leaf, classes);
  const next = (i: number) => questions[i + 1]?.rows ?? leaf.rows;
  const total = classes ? leaf.answer.reduce((sum, part) => sum + part, 0) || 1 : 1;
  return html`
    <p>
      ${questions.length ? `The tree asks ${count(questions.length, "question")}; each answer leads to the next.` : "The tree is one leaf: it answers every row alike."}
    </p>
    <ol class="path" aria-label="The way through the tree">
      ${questions.map((question, i) => questionLine(question, next(i)))}
      <li class="leaf" data-leaf>
        <strong
          >Leaf:
          ${label === undefined ? `answers ${short(leaf.answer[0]!)}` : html`answers <bdi>${label}</bdi>`}</strong
        >
        <span class="small quiet"
          >${leaf.rows === undefined ? "" : `${count(leaf.rows, "row")} of the fit ${leaf.rows === 1 ? "is" : "are"} in it${classes ? ", by their weights:" : "."}`}</span
        >
        ${
          classes && label !== undefined
            ? html`<ul class="bars">
                ${Array.from(leaf.answer, (part, k) => ({ share: part / total, name: classes[k]! }))
                  .filter(({ share }) => share > 0)
                  .sort((a, b) => b.share - a.share)
                  .map(
                    ({ share, name }) =>
                      html`<li>
                        ${foreign(name, 30)} ${bar(share)} <span class="number">${(share * 100).toFixed(1)} %</span>
                      </li>`,
                  )}
              </ul>`
            : nothing
        }
      </li>
    </ol>
  `;
}

const questionLine = ({ holds, value, rows }: Question, next: number | undefined) =>
  html`<li data-question>
    <strong><bdi>${holds}</bdi></strong>
    <span>here ${valueText(value)}</span>
    ${rows === undefined || next === undefined ? nothing : html`<span class="small quiet">${number(next)} of ${count(rows, "row")} went this way in the fit</span>`}
  </li>`;

// ---- neighbours ---------------------------------------------------------------------------------------------------

const metrics = new Map([
  ["euclidean", "Euclid's distance"],
  ["manhattan", "the sum of differences"],
  ["chebyshev", "the largest difference"],
  ["minkowski", "Minkowski's distance"],
]);

export function drawNeighbours(asked: RowAsked, { metric, byDistance, of, rows, tied, complete }: Neighbours) {
  const own = rows.map(({ values }) => inOwnWords(asked, values));
  const names = [...(own[0]?.keys() ?? [])];
  const shown = names.slice(0, shownColumns);
  const isClass = asked.description.classes !== undefined;
  return html`
    <p>
      ${asked.learned.class} keeps the ${count(of, "row")} that it was fitted on. The
      ${count(rows.length, "nearest of them", "nearest of them")}
      ${isClass ? "vote" : "are averaged"}${byDistance ? ", a nearer one counting more" : ", each counting the same"}.
      Near is meant by ${metrics.get(metric) ?? metric} of the columns as they reach the model.
    </p>
    ${
      tied || !complete
        ? html`<p class="small warn-ink" data-tied>
            ${tied ? "Other rows are just as near as the last of these; which of them count is decided by the model's search, and may be others than are shown." : "These rows do not quite give the answer; the model may have told equally near ones apart in another way."}
          </p>`
        : nothing
    }
    <div class="scroller framed" tabindex="0" role="region" aria-label="The nearest rows">
      <table>
        <thead>
          <tr>
            <th scope="col">Row of the fit</th>
            <th scope="col" class="number">Distance</th>
            <th scope="col">${isClass ? "Class" : "Target"}</th>
            <th scope="col" class="number">Counts</th>
            ${shown.map((name) => html`<th scope="col">${foreign(name, 24)}</th>`)}
          </tr>
        </thead>
        <tbody>
          <tr class="own">
            <th scope="row">this row</th>
            <td></td>
            <td></td>
            <td></td>
            ${shown.map((name) => html`<td>${valueText(ownValue(asked, name))}</td>`)}
          </tr>
          ${rows.map(
            ({ place, distance, target, share }, i) =>
              html`<tr data-neighbour=${place}>
                <th scope="row">${number(place + 1)}</th>
                <td class="number">${short(distance)}</td>
                <td>${valueText(target)}</td>
                <td class="number">${(share * 100).toFixed(1)} %</td>
                ${shown.map((name) => html`<td>${valueText(own[i]!.get(name))}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${names.length > shown.length ? html`<p class="small quiet">The first ${shown.length} of ${count(names.length, "column")}.</p>` : nothing}
  `;
}

/** As it was typed; of what has no column of the data as it reaches the model. */
const ownValue = ({ given, arriving }: RowAsked, name: string): number | string | null =>
  given.has(name) ? given.get(name)! : (arriving.columns.get(name)?.[0] ?? null);

// ---- many trees ---------------------------------------------------------------------------------------------------

export function drawTrees(asked: RowAsked, why: ManyTrees) {
  const own = bare(asked.arriving.names);
  const { trees, votes, questions } = why;
  const most = Math.max(1, ...why.asked.map(({ count: times }) => times));
  return html`
    <p>${how(asked, why)}</p>
    ${
      votes
        ? html`<ul class="bars" aria-label="Trees by what they answer">
            ${votes.slice(0, shownAsked).map(
              ({ label, count: times }) =>
                html`<li data-votes=${label}>
                  ${foreign(label, 30)} ${bar(times / trees)}
                  <span class="number">${number(times)} of ${number(trees)}</span>
                </li>`,
            )}
          </ul>`
        : nothing
    }
    <h4>What they ask</h4>
    <p class="small quiet">
      On the way of this row the trees ask ${count(questions, "question")}, so often about each column. That says where
      they look, not by how much it moves the answer.
    </p>
    <ul class="bars" aria-label="Questions by column">
      ${why.asked
        .slice(0, shownAsked)
        .map(
          ({ column, count: times }) =>
            html`<li>
              ${foreign(own[column]!, 40)} ${bar(times / most)} <span class="number">${number(times)}</span>
            </li>`,
        )}
    </ul>
    ${why.asked.length > shownAsked ? html`<p class="small quiet">and ${count(why.asked.length - shownAsked, "other column")}.</p>` : nothing}
  `;
}

function how({ learned }: RowAsked, { trees, boosted, weighed, votes, answers }: ManyTrees): string {
  const many = count(trees, "tree");
  if (boosted)
    return `${learned.class} adds up ${many}, each fitted on what those before it had left over. No single one answers the row, so no one way through questions can be shown.`;
  const weights = weighed ? " In the answer some count for more than others." : "";
  if (votes)
    return `${learned.class} asks ${many}, each of which was fitted a little differently. By themselves they answer:${weights}`;
  const sorted = answers!.toSorted();
  const at = (share: number) => short(sorted[Math.round(share * (sorted.length - 1))]!);
  return `${learned.class} asks ${many}. They answer from ${at(0)} to ${at(1)}, half of them between ${at(0.25)} and ${at(0.75)}.${weights || " Their mean is the answer."}`;
}
