import { css } from "lit";

/** How what hands over to other programs looks. */
export const handOverStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 22px;
  }
  section,
  .report,
  .run,
  .result {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  section + section {
    padding-top: 20px;
    border-top: 1px solid var(--line);
  }
  p,
  .ways,
  .notes {
    max-width: 72ch;
  }
  .which .pick {
    margin-left: 6px;
    font-weight: 600;
  }
  .ways {
    display: grid;
    gap: 4px;
  }
  .ways label {
    display: flex;
    align-items: baseline;
    gap: 8px;
    cursor: pointer;
  }
  .ways strong {
    font-weight: 600;
  }
  [type="radio"] {
    flex: none;
    width: 15px;
    height: 15px;
    margin: 0;
    translate: 0 2px;
    accent-color: var(--accent);
  }
  .report {
    gap: 12px;
    padding: 14px 16px;
    margin-top: 4px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-l);
    background: var(--sunken);
  }
  .file {
    overflow-wrap: anywhere;
  }
  .file strong {
    font-weight: 600;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
    gap: 10px 24px;
  }
  .notes {
    list-style: disc;
    padding-left: 18px;
  }
  .files summary {
    cursor: pointer;
    color: var(--accent-ink);
  }
  .files .scroller {
    margin-top: 8px;
    background: var(--card);
  }
  .files td:nth-child(-n + 2) {
    white-space: nowrap;
  }
  .files td:last-child {
    min-width: 220px;
  }
  .run {
    padding-top: 12px;
    border-top: 1px solid var(--line);
  }
  .result {
    gap: 8px;
  }
  .result:not(.same, .differ) {
    background: var(--card);
  }
`;
