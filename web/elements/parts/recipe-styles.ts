import { css } from "lit";

/** The look of the diagram. */
export const recipeStyles = css`
  :host {
    container-type: inline-size;
  }
  .flow {
    padding: 4px 0;
  }
  .holder {
    position: relative;
    min-width: 0;
    display: grid;
  }
  .holder[draggable="true"] {
    cursor: grab;
  }
  .sequence {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    row-gap: 12px;
    min-width: 0;
  }
  .parallel {
    display: grid;
    gap: 10px;
    min-width: 0;
  }

  /* The way of the data, with room to put something on it. */
  .arrow {
    flex: none;
    width: 34px;
    height: 22px;
    position: relative;
    display: grid;
    place-items: center;
    background: linear-gradient(var(--line-strong), var(--line-strong)) center / calc(100% - 6px) 1.5px no-repeat;
  }
  .arrow::after {
    content: "";
    position: absolute;
    right: 4px;
    top: 7.5px;
    width: 7px;
    height: 7px;
    border: solid var(--line-strong);
    border-width: 1.5px 1.5px 0 0;
    rotate: 45deg;
  }
  .plus {
    width: 22px;
    height: 22px;
    padding: 0;
    display: grid;
    place-items: center;
    border: 1px solid var(--accent);
    border-radius: 50%;
    background: var(--card);
    color: var(--accent-ink);
    cursor: pointer;
    opacity: 0;
    scale: 0.6;
    z-index: 1;
    transition:
      opacity 120ms,
      scale 120ms;
  }
  .plus .icon {
    width: 13px;
    height: 13px;
    stroke-width: 2.4;
  }
  .arrow:hover .plus,
  .plus:focus-visible {
    opacity: 1;
    scale: 1;
  }
  .beside {
    justify-self: start;
    display: flex;
    align-items: center;
    gap: 5px;
    padding: 3px 10px 3px 7px;
    border: 1px dashed var(--line-strong);
    border-radius: 99px;
    background: none;
    color: var(--ink-quiet);
    font: inherit;
    font-size: 12px;
    cursor: pointer;
  }
  .beside:hover,
  .beside:focus-visible {
    border-color: var(--accent);
    color: var(--accent-ink);
  }

  /* What is made of others. */
  .group {
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-l);
    padding: 6px 12px 12px;
    background: var(--sunken);
    min-width: 0;
  }
  .group .group {
    background: var(--card);
    border-radius: var(--wa-border-radius-m);
    padding: 4px 10px 10px;
  }
  .group .group .group {
    background: var(--sunken);
  }
  .outer > .group {
    border-color: transparent;
    background: none;
    padding: 0;
  }
  .outer > .group .group {
    background: var(--sunken);
    border-radius: var(--wa-border-radius-l);
    padding: 6px 12px 12px;
  }
  .outer > .group .group .group {
    background: var(--card);
    border-radius: var(--wa-border-radius-m);
    padding: 4px 10px 10px;
  }
  .group.classifier:not(.outer > .group),
  .group.regressor:not(.outer > .group) {
    border-color: var(--accent-line);
  }
  .caption {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
    margin: 0 0 6px -5px;
    padding: 4px 34px 4px 5px;
    border-radius: var(--wa-border-radius-s);
    font-size: 13px;
    color: var(--ink-quiet);
    cursor: pointer;
  }
  .caption .step {
    color: var(--ink);
    font-size: 13px;
  }
  .caption:hover .of,
  .caption[aria-pressed="true"] .of {
    color: var(--accent-ink);
  }
  .holder:has(> .group > .caption[aria-pressed="true"]) > .group {
    border-color: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }
  .outer:has(> .group > .caption[aria-pressed="true"]) > .group {
    border-color: transparent;
    box-shadow: none;
  }
  .outer > .group > .caption[aria-pressed="true"] {
    color: var(--accent-ink);
    text-decoration: underline;
    text-underline-offset: 4px;
  }

  /* A step. */
  .box,
  .word {
    display: grid;
    gap: 1px;
    align-content: start;
    padding: 8px 34px 10px 14px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-m);
    background: var(--card);
    min-width: 0;
    cursor: pointer;
    transition:
      border-color 120ms,
      box-shadow 120ms;
  }
  .box {
    box-shadow: var(--lift);
  }
  .group .group .box {
    background: var(--sunken);
    box-shadow: none;
  }
  .outer > .group .group .box {
    background: var(--card);
  }
  .outer > .group .group .group .box {
    background: var(--sunken);
  }
  .box.classifier,
  .box.regressor,
  .outer > .group .group .box.classifier,
  .outer > .group .group .box.regressor {
    border-color: var(--accent-line);
    background: var(--accent-wash);
  }
  .outer > .group > .sequence > .holder > .box.classifier,
  .outer > .group > .sequence > .holder > .box.regressor {
    padding-block: 16px;
  }
  .word {
    border-style: dashed;
    border-color: var(--line-strong);
    background: none;
    padding-block: 6px 7px;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
  }
  .word .what {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-size: 13px;
    color: var(--ink-quiet);
  }
  .box:hover,
  .word:hover,
  .box[aria-pressed="true"],
  .word[aria-pressed="true"] {
    border-color: var(--accent) !important;
  }
  .box[aria-pressed="true"],
  .word[aria-pressed="true"] {
    box-shadow: 0 0 0 1px var(--accent);
  }
  [data-box]:focus-visible {
    outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
    outline-offset: 2px;
  }
  .step {
    font-size: 12px;
    color: var(--ink-quiet);
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  .class {
    font-weight: 600;
    font-size: 14px;
    overflow-wrap: anywhere;
  }
  .columns {
    font-size: 12px;
    color: var(--ink-quiet);
  }
  .caption .columns {
    margin-left: auto;
  }
  .name.typed {
    width: 130px;
    padding: 1px 5px;
    font-size: 13px;
    margin-left: -6px;
  }
  .dot {
    display: inline-block;
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--accent);
    margin-left: 6px;
    vertical-align: 1px;
  }
  .warned {
    color: var(--warn-ink);
    font-size: 13px;
    margin-left: 6px;
  }
  .fails {
    display: flex;
    align-items: center;
    gap: 5px;
    margin-top: 3px;
    font-size: 12px;
    font-weight: 500;
    color: var(--bad-ink);
  }
  .holder:has(> .box > .fails) > .box {
    border-color: var(--bad-ink) !important;
  }

  /* All that can be done with it. */
  .more {
    position: absolute;
    top: 5px;
    right: 5px;
    width: 26px;
    height: 24px;
    padding: 0;
    display: grid;
    place-items: center;
    border: 0;
    border-radius: var(--wa-border-radius-s);
    background: none;
    color: var(--ink-quiet);
    cursor: pointer;
    opacity: 0;
  }
  .more .icon {
    stroke-width: 3;
  }
  .holder.outer > .more {
    top: 0;
    right: auto;
    left: 132px;
  }
  .more:hover {
    background: var(--accent-wash);
    color: var(--accent-ink);
  }
  .more:focus-visible,
  .holder:has(> [aria-pressed="true"], > .group > [aria-pressed="true"]) > .more,
  .holder:has(> .box:hover, > .word:hover, > .group > .caption:hover, > .more:hover) > .more,
  .holder:has(> [data-box]:focus-visible, > .group > [data-box]:focus-visible) > .more {
    opacity: 1;
  }
  .refused {
    grid-row: 2;
    margin-top: 6px;
    max-width: 46ch;
  }
  .target {
    border-top: 1px dashed var(--line-strong);
    padding-top: 8px;
    margin-top: 4px;
  }
  .of-target {
    width: 100%;
    font-size: 12px;
    color: var(--ink-quiet);
  }

  /* The keys. */
  .keys {
    margin-top: 10px;
  }
  .keys summary {
    cursor: pointer;
    width: fit-content;
    list-style: none;
  }
  .keys summary::-webkit-details-marker {
    display: none;
  }
  .keys dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr));
    gap: 4px 18px;
    margin-top: 8px;
  }
  .keys dl > div {
    display: flex;
    gap: 8px;
    align-items: baseline;
  }
  kbd {
    display: inline-block;
    padding: 0 6px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-s);
    background: var(--card);
    font: 12px/1.6 var(--wa-font-family-body);
    color: var(--ink);
    white-space: nowrap;
  }
  @media (pointer: coarse) {
    .keys {
      display: none;
    }
  }

  /* Where what is dragged would go. */
  .holder[data-drop]::before {
    content: "";
    position: absolute;
    z-index: 2;
    pointer-events: none;
    border-radius: 3px;
    background: var(--accent);
  }
  .holder[data-drop="before"]::before {
    inset: 0 auto 0 -5px;
    width: 4px;
  }
  .holder[data-drop="after"]::before {
    inset: 0 -5px 0 auto;
    width: 4px;
  }
  .holder[data-drop="beside"]::before {
    inset: auto 0 -6px 0;
    height: 4px;
  }
  .holder[data-drop="inside"]::before,
  .holder[data-drop="column"]::before {
    inset: -1px;
    background: color-mix(in srgb, var(--accent) 14%, transparent);
    border: 2px dashed var(--accent);
    border-radius: var(--wa-border-radius-l);
  }
  @media (pointer: coarse) {
    .plus,
    .more {
      opacity: 1;
      scale: 1;
    }
    .more {
      width: 34px;
      height: 34px;
      top: 1px;
      right: 1px;
    }
    .box,
    .word,
    .caption {
      padding-right: 40px;
    }
  }
  /* Where the data go down, parts that get the same stand beside each other as long as they have room. */
  @container (min-width: 400px) and (max-width: 560px) {
    .outer > .group .parallel {
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 170px), 1fr));
      align-items: start;
    }
    .outer > .group .parallel .box {
      padding-inline: 10px 8px;
    }
    .outer > .group .parallel .box > .step {
      margin-right: 20px;
    }
    .outer > .group .parallel .class {
      font-size: 13px;
    }
    .outer > .group .parallel .caption .columns {
      margin-left: 0;
    }
    .outer > .group > .sequence > .holder > .box {
      grid-template-columns: auto minmax(0, 1fr);
      column-gap: 18px;
    }
    .outer > .group > .sequence > .holder > .box > .made {
      grid-area: 1 / 2 / span 3 / 2;
      justify-self: end;
      min-width: 130px;
      margin-top: 0;
    }
  }
  @container (max-width: 560px) {
    .sequence.outer,
    .group .group .sequence {
      flex-flow: column nowrap;
      align-items: stretch;
      row-gap: 0;
    }
    .sequence.outer > .arrow,
    .group .group .sequence > .arrow {
      rotate: 90deg;
      margin: 6px auto;
    }
    .holder[data-drop="before"]::before {
      inset: -5px 0 auto 0;
      width: auto;
      height: 4px;
    }
    .holder[data-drop="after"]::before {
      inset: auto 0 -5px 0;
      width: auto;
      height: 4px;
    }
  }
`;
