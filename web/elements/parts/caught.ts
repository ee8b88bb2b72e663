import { css, html, nothing, type TemplateResult } from "lit";
import type { FileDifference } from "../../lib/index.js";
import { noticedBy, noticedInWords, type Caught } from "../bytes/break.js";
import { hexOf } from "../bytes/hex.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { styled } from "../shared/styled.js";
import { count, number } from "../shared/words.js";
import type { Attempt, Tally } from "../state/verified.js";

/** What noticed, in a word or two. */
export const catcher = (caught: Caught): string => noticedInWords(noticedBy(caught));

/** What noticed a broken copy, and in which words. */
export function attemptView({ how, was, is, place, caught }: Attempt): TemplateResult {
  const [before, after] = hexOf([was, is]);
  return html`<li data-caught=${caught.by === "check" ? caught.stage : caught.by}>
    <p class="what">
      <span class="tag ${caught.by === "nothing" ? "warn" : caught.by === "mended" ? "plain" : ""}"
        >${icon(caught.by === "check" ? "check" : caught.by === "nothing" ? "warning" : "info")}${
          caught.by === "check" ? `refused by ${catcher(caught)}` : catcher(caught)
        }</span
      >
      <span class="small"
        >Byte ${number(how.at)}, bit ${how.bit}: <code>${before}</code> → <code>${after}</code>, in
        ${place.length ? foreign(place.join(" › "), 160) : "the head of the file"}${how.mend ? ", digest made right" : ""}</span
      >
    </p>
    <p class="small">${sentence(caught)}</p>
  </li>`;
}

function sentence(caught: Caught): TemplateResult | string {
  switch (caught.by) {
    case "check":
      return html`<code>${caught.code}</code> ${foreign(caught.message, 400)}${
          caught.where && caught.where !== "file"
            ? html` <span class="quiet">At ${foreign(caught.where, 120)}.</span>`
            : nothing
        }`;
    case "signature":
      return "It loads, and its signature does not hold any more: pipeline or card are not what was signed.";
    case "fingerprint":
      return html`It is a sound model, but another one, which its fingerprint tells:
        <code>${caught.was.slice(0, 12)}</code> became <code>${caught.is.slice(0, 12)}</code>.
        ${differences(caught.differences)}`;
    case "nothing":
      return html`It loads, with the same pipeline: what the file says of itself is guarded by the digest, and by a
      signature where there is one. ${differences(caught.differences)}`;
    case "mended":
      return "The digest was broken, then made right again: this is the stored file.";
  }
}

function differences(all: readonly FileDifference[]): TemplateResult | typeof nothing {
  const [first] = all;
  if (!first) return nothing;
  const more = all.length > 1 ? `, and ${count(all.length - 1, "more difference")}` : "";
  return html`<span class="quiet"
    >${first.part === "card" ? "In the card, " : ""}${foreign(first.path.replaceAll("__", " › "), 120)}:
    <code>${visible(first.a, 60)}</code> → <code>${visible(first.b, 60)}</code>${more}.</span
  >`;
}

/** Which checks caught how many of many copies. */
export function tallyView({ mend, tries, by }: Tally): TemplateResult {
  return html`<div class="tally" data-tally=${tries}>
    <p class="small">
      ${count(tries, "copy", "copies")}, one bit changed in each${mend ? " and the digest made right again" : ""};
      noticed by
    </p>
    <dl class="small">
      ${by.map(
        ({ caught, times }) =>
          html`<div>
            <dt>${catcher(caught)}${caught.by === "check" ? html` <code>${caught.code}</code>` : nothing}</dt>
            <dd>
              <span class="share" style=${styled({ width: `${(100 * times) / tries}%` })}></span
              ><span>${number(times)}</span>
            </dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

export const caughtStyles = css`
  .attempts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
  }
  .attempts li {
    display: grid;
    gap: 4px;
    padding: 10px 14px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-m);
    overflow-wrap: anywhere;
  }
  .attempts li:not(:first-child) {
    color: var(--ink-quiet);
  }
  .attempts .what {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
  }
  .tally dl {
    display: grid;
    gap: 4px;
    margin-top: 6px;
  }
  .tally dl > div {
    display: grid;
    grid-template-columns: minmax(0, 24ch) minmax(0, 1fr);
    gap: 12px;
    align-items: center;
  }
  .tally dt {
    overflow-wrap: anywhere;
  }
  .tally dd {
    display: flex;
    gap: 8px;
    align-items: center;
    font-variant-numeric: tabular-nums;
  }
  .tally .share {
    height: 8px;
    min-width: 2px;
    flex: none;
    max-width: calc(100% - 5ch);
    border-radius: 4px;
    background: var(--accent);
  }
  @container (max-width: 480px) {
    .tally dl > div {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
  }
`;
