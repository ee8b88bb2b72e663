import { css } from "lit";

/** Type, tables, notices and small controls: the look that all parts of the playground share. */
export const styles = css`
  :host {
    display: block;
  }
  /* Shown where the control in whose place it stands is left out. */
  [data-without] {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  h4,
  p,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  h3 {
    font-size: var(--wa-font-size-m);
    font-weight: 600;
    letter-spacing: -0.005em;
  }
  .quiet {
    color: var(--ink-quiet);
  }
  .small {
    font-size: 13px;
    line-height: 1.5;
  }
  .number,
  td.number,
  th.number {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  code,
  .code {
    font-family: var(--wa-font-family-code);
    font-size: 0.92em;
  }
  a {
    color: var(--accent-ink);
    text-underline-offset: 3px;
    text-decoration-thickness: 1px;
  }
  .icon {
    flex: none;
    vertical-align: -0.2em;
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 12px;
  }
  .row.end {
    align-items: flex-end;
  }
  .grow {
    flex: 1 1 0;
    min-width: 0;
  }

  /* What a step says it did. */
  .said {
    font-size: var(--wa-font-size-m);
    line-height: 1.55;
    max-width: 68ch;
  }
  .said strong {
    font-weight: 600;
  }

  .panel {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-l);
    box-shadow: var(--lift);
  }
  .panel.padded {
    padding: 20px;
  }

  .notice {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 2px 10px;
    padding: 11px 14px;
    border-radius: var(--wa-border-radius-m);
    border: 1px solid var(--line);
    background: var(--sunken);
    font-size: 14px;
    line-height: 1.5;
  }
  .notice > .icon {
    margin-top: 2px;
  }
  .notice > div {
    overflow-wrap: anywhere;
  }
  .notice.bad {
    background: var(--bad-wash);
    border-color: var(--bad-line);
  }
  .notice.bad > .icon,
  .bad-ink {
    color: var(--bad-ink);
  }
  .notice.warn {
    background: var(--warn-wash);
    border-color: var(--warn-line);
  }
  .notice.warn > .icon,
  .warn-ink {
    color: var(--warn-ink);
  }

  .warnings {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  .warnings strong {
    font-weight: 600;
  }

  .scroller {
    overflow: auto;
    overscroll-behavior-x: contain;
    max-width: 100%;
  }
  .scroller thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--card);
  }
  .framed {
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-m);
  }
  /* What something says of itself, name by name. */
  .facts dt {
    font-size: 12px;
    color: var(--ink-quiet);
  }
  .facts dd {
    font-size: 14px;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .facts .code {
    font-size: 13px;
  }
  .scroller:focus-visible,
  button:focus-visible,
  select:focus-visible,
  summary:focus-visible,
  a:focus-visible {
    outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
    outline-offset: var(--wa-focus-ring-offset);
    border-radius: var(--wa-border-radius-s);
  }
  table {
    border-collapse: separate;
    border-spacing: 0;
    width: 100%;
    font-size: 14px;
    line-height: 1.4;
  }
  th {
    text-align: left;
    font-weight: 600;
    font-size: 13px;
    color: var(--ink-quiet);
    white-space: nowrap;
  }
  th,
  td {
    padding: 8px 12px;
    border-bottom: 1px solid var(--line);
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }

  /* A native select: dense tables have dozens, where a full control would be heavy. */
  .pick {
    appearance: none;
    font: inherit;
    font-size: 13px;
    color: inherit;
    padding: 3px 24px 3px 8px;
    border: 1px solid var(--line-strong);
    border-radius: var(--wa-border-radius-s);
    background-color: var(--field);
    background-image:
      linear-gradient(45deg, transparent 50%, currentColor 50%),
      linear-gradient(-45deg, transparent 50%, currentColor 50%);
    background-size: 5px 5px;
    background-position:
      right 13px center,
      right 8px center;
    background-repeat: no-repeat;
    max-width: 100%;
  }
  .pick option {
    background: var(--field);
    color: var(--ink);
  }
  /* A native field that one types in. */
  .typed {
    font: inherit;
    font-size: 14px;
    width: 100%;
    max-width: 100%;
    padding: 6px 9px;
    border: 1px solid var(--line-strong);
    border-radius: var(--wa-border-radius-s);
    background-color: var(--field);
    color: inherit;
  }
  .typed:focus-visible {
    outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
    outline-offset: 1px;
  }
  /* Smaller type would make a phone zoom in on what is typed. */
  @media (pointer: coarse) {
    .typed,
    wa-input::part(input) {
      font-size: 16px;
    }
  }
  /* A field with its label above and a word below. */
  .field {
    display: grid;
    gap: 3px;
    min-width: 0;
    align-content: start;
  }
  .field > label,
  .field > .name {
    font-size: 13px;
    font-weight: 500;
  }
  .field .pick {
    font-size: 14px;
    padding: 6px 24px 6px 9px;
  }

  /* Below a bar that stays. */
  .fold,
  .fold > summary {
    scroll-margin-top: 64px;
  }
  /* A line that opens what stands below it. */
  .fold > summary {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
    padding: 14px 48px 14px 20px;
    cursor: pointer;
    list-style: none;
    position: relative;
    font-size: 14px;
    line-height: 1.45;
    border-radius: var(--wa-border-radius-l);
  }
  .fold > summary::-webkit-details-marker {
    display: none;
  }
  .fold > summary > .title {
    font-size: var(--wa-font-size-m);
    font-weight: 600;
  }
  .fold > summary > .icon {
    position: absolute;
    right: 18px;
    top: 17px;
    color: var(--ink-quiet);
    transition: rotate 120ms;
  }
  .fold[open] > summary > .icon {
    rotate: 180deg;
  }
  .fold > .inside {
    padding: 4px 20px 20px;
  }

  .link {
    appearance: none;
    border: 0;
    background: none;
    padding: 0;
    font: inherit;
    color: var(--accent-ink);
    text-decoration: underline;
    text-underline-offset: 3px;
    text-decoration-thickness: 1px;
    cursor: pointer;
  }

  /* Text of a file: what had to be written out is set apart from what stands there. */
  .foreign {
    overflow-wrap: anywhere;
  }
  .unseen,
  .rest {
    font-size: 0.88em;
    color: var(--ink-quiet);
  }
  .unseen {
    font-family: var(--wa-font-family-code);
    border-bottom: 1px dotted currentColor;
  }

  .tag {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 8px;
    border-radius: 99px;
    font-size: 12px;
    font-weight: 500;
    line-height: 1.6;
    background: var(--accent-wash);
    color: var(--accent-ink);
    border: 1px solid var(--accent-line);
    white-space: nowrap;
  }
  .tag.warn {
    background: var(--warn-wash);
    color: var(--warn-ink);
    border-color: var(--warn-line);
  }
  .tag.bad {
    background: var(--bad-wash);
    color: var(--bad-ink);
    border-color: var(--bad-line);
  }
  .tag.plain {
    background: var(--sunken);
    color: var(--ink-quiet);
    border-color: var(--line);
  }

  .dropzone {
    outline: 2px dashed transparent;
    outline-offset: 6px;
    border-radius: var(--wa-border-radius-l);
    transition: outline-color 120ms;
  }
  .dropzone[data-over] {
    outline-color: var(--accent);
  }

  wa-button::part(base) {
    font-weight: 550;
  }
  /* What is under way: it keeps the focus, and does nothing when it is pressed once more. */
  wa-button.busy {
    opacity: 0.55;
  }
  wa-input::part(form-control-label),
  wa-select::part(form-control-label) {
    font-size: 13px;
  }
  wa-input::part(hint),
  wa-select::part(hint) {
    font-size: 13px;
    line-height: 1.45;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition: none !important;
      animation: none !important;
    }
    wa-progress-bar::part(indicator) {
      animation: none;
    }
  }
`;
