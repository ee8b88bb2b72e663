import { css, html, type TemplateResult } from "lit";
import { foreign } from "../shared/foreign.js";

/** The first lines as they stand in a file. `is`: what a line is to the reading, from its number. */
export const firstLines = (lines: readonly string[], is: (line: number) => string = () => ""): TemplateResult =>
  html`<ol class="lines" tabindex="0" aria-label="The first lines of the file">
    ${lines.map((line, at) => html`<li class=${is(at + 1)}><span class="line">${at + 1}</span><code>${foreign(line, 400)}</code></li>`)}
  </ol>`;

export const firstLinesStyles = css`
  .lines {
    list-style: none;
    margin: 6px 0 0;
    padding: 6px 0;
    max-height: 230px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-m);
    background: var(--sunken);
    font-size: 13px;
  }
  .lines:focus-visible {
    outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
  }
  .lines li {
    display: grid;
    grid-template-columns: 36px max-content;
    white-space: pre;
    line-height: 1.55;
  }
  .line {
    color: var(--ink-quiet);
    text-align: right;
    padding-right: 10px;
    font-variant-numeric: tabular-nums;
    user-select: none;
  }
  .lines .header code {
    font-weight: 650;
    color: var(--accent-ink);
  }
  .lines .passed code {
    color: var(--ink-quiet);
  }
`;
