import { css } from "lit";

/** How what is for teachers looks. */
export const teachersStyles = css`
  :host,
  fieldset,
  section,
  .carried {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 18px;
  }
  fieldset {
    gap: 10px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-bottom: 6px;
    font-size: var(--wa-font-size-m);
    font-weight: 600;
  }
  section,
  .carried {
    gap: 6px;
  }
  p {
    max-width: 72ch;
  }
  [role="status"]:empty {
    display: none;
  }
  .steps {
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-m);
  }
  .step {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    padding: 8px 12px;
  }
  .step + .step {
    border-top: 1px solid var(--line);
  }
  .step > label {
    font-weight: 550;
  }
  label:has([type="checkbox"]) {
    display: flex;
    align-items: baseline;
    gap: 8px;
    width: fit-content;
    cursor: pointer;
  }
  [type="checkbox"] {
    flex: none;
    width: 15px;
    height: 15px;
    margin: 0;
    translate: 0 2px;
    accent-color: var(--accent);
  }
  details {
    padding-left: 23px;
  }
  summary {
    position: absolute;
    right: 12px;
    top: 9px;
    color: var(--ink-quiet);
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary .icon {
    margin-right: 4px;
  }
  [open] > summary .icon {
    rotate: 90deg;
  }
  .controls {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr));
    gap: 5px 20px;
    padding-block: 6px 4px;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 170px), 1fr));
    gap: 12px 20px;
  }
  [type="color"] {
    width: 64px;
    height: 32px;
    padding: 2px;
    border: 1px solid var(--line-strong);
    border-radius: var(--wa-border-radius-s);
    background: var(--field);
  }
  pre {
    margin: 0;
    max-height: 300px;
    overflow: auto;
    padding: 12px 14px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-m);
    background: var(--sunken);
    font-size: 13px;
    line-height: 1.55;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @media (pointer: coarse) {
    label:has([type="checkbox"]) {
      min-height: 32px;
    }
  }
`;
