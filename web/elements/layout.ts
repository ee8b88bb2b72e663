import { css } from "lit";

/** How the playground lies in its page: its title, its steps one below the other, or all of them in one view. */
export const layout = css`
  :host {
    all: initial;
    display: block;
    container-type: inline-size;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  .frame {
    background: var(--paper);
    color: var(--ink);
    font: 400 15px/1.5 var(--wa-font-family-body);
    -webkit-font-smoothing: antialiased;
    container-type: inline-size;
    min-height: inherit;
  }
  .waiting {
    min-height: var(--keepfit-height, 100vh);
  }
  .waiting.few {
    min-height: var(--keepfit-height, min(100vh, 480px));
  }
  header,
  .layout {
    max-width: 1160px;
    margin-inline: auto;
    padding-inline: 32px;
  }
  header {
    padding-top: 44px;
  }
  h1 {
    margin: 0 0 4px;
    font-size: 34px;
    font-weight: 700;
    letter-spacing: -0.035em;
    line-height: 1.1;
  }
  header p {
    font-size: 17px;
    color: var(--ink-quiet);
    max-width: 60ch;
  }
  slot[name="links"]::slotted(a) {
    color: var(--accent-ink);
    text-underline-offset: 3px;
    text-decoration-thickness: 1px;
  }
  slot.untaught::slotted([href="#teachers"]) {
    display: none !important;
  }
  .stepwise slot[name="links"]::slotted(a) {
    display: inline-block;
    margin-right: 18px;
  }
  .layout {
    display: grid;
    grid-template-columns: 172px minmax(0, 1fr);
    gap: 44px;
    padding-block: 36px 72px;
  }
  .layout:not(:has(.rail)) {
    grid-template-columns: minmax(0, 1fr);
  }
  .rail {
    position: sticky;
    top: calc(var(--keepfit-top, 0px) + 28px);
    align-self: start;
    display: grid;
    gap: 18px;
  }
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
  }
  nav button {
    display: flex;
    align-items: center;
    gap: 11px;
    width: 100%;
    font: inherit;
    font-size: 14px;
    color: var(--ink-quiet);
    text-align: left;
    border: 0;
    background: none;
    padding: 7px 6px;
    cursor: pointer;
    border-radius: var(--wa-border-radius-s);
  }
  nav button:hover,
  nav .done button {
    color: var(--ink);
  }
  nav li {
    position: relative;
  }
  nav li + li::before {
    content: "";
    position: absolute;
    left: 17px;
    top: -8px;
    height: 16px;
    width: 1.5px;
    background: var(--line);
  }
  .mark {
    flex: none;
    width: 24px;
    height: 24px;
    display: grid;
    place-items: center;
    border-radius: 50%;
    border: 1.5px solid var(--line);
    background: var(--paper);
    font-size: 12px;
    font-weight: 600;
    position: relative;
  }
  .done .mark {
    border-color: var(--accent);
    background: var(--accent);
    color: #fff;
    font-size: 13px;
  }
  .steps {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 56px;
  }
  h2 {
    display: flex;
    align-items: baseline;
    gap: 12px;
    margin: 0 0 16px;
    font-size: 22px;
    font-weight: 650;
    letter-spacing: -0.02em;
    line-height: 1.25;
    scroll-margin-top: calc(var(--keepfit-top, 0px) + 24px);
  }
  h2:focus {
    outline: none;
  }
  h2:focus-visible {
    outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
    outline-offset: 4px;
    border-radius: 4px;
  }
  .ordinal {
    font-size: 15px;
    font-weight: 600;
    color: var(--accent-ink);
    font-variant-numeric: tabular-nums;
  }
  .body {
    container-type: inline-size;
  }
  .frame[data-over] {
    outline: 2px dashed var(--accent);
    outline-offset: -6px;
  }
  @container (max-width: 860px) {
    header,
    .layout {
      padding-inline: 24px;
    }
    header {
      padding-top: 32px;
    }
    .layout {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
      padding-block: 0 48px;
    }
    /* Where there is no room beside the steps, they and the way back stay above: it would cover what is read. */
    .rail {
      top: var(--keepfit-top, 0px);
      grid-area: 1 / 1;
      display: flex;
      align-items: center;
      justify-content: flex-end;
      gap: 0;
      margin: 16px -24px 20px;
      background: var(--paper);
      border-bottom: 1px solid var(--line);
      z-index: 3;
    }
    nav {
      flex: 1 1 auto;
      min-width: 0;
      padding: 6px 20px;
      overflow-x: auto;
      scrollbar-width: none;
    }
    ol {
      grid-auto-flow: column;
      justify-content: start;
      gap: 2px;
    }
    nav li + li::before {
      content: none;
    }
    nav button {
      gap: 6px;
      white-space: nowrap;
    }
    .mark {
      width: 20px;
      height: 20px;
      font-size: 11px;
    }
    h2 {
      scroll-margin-top: calc(var(--keepfit-top, 0px) + 64px);
    }
    .layout:not(:has(nav)) {
      padding-block-start: 28px;
    }
    .steps {
      grid-area: 2 / 1;
    }
    kf-history {
      flex: none;
      padding: 4px 12px 4px 8px;
    }
  }
  @container (max-width: 480px) {
    header,
    .layout {
      padding-inline: 16px;
    }
    .rail {
      margin-inline: -16px;
    }
    nav {
      padding-inline: 12px;
    }
    header {
      padding-top: 24px;
    }
    .steps {
      gap: 44px;
    }
  }

  /* All in one view: data, pipeline and result side by side, each with a scroll of its own. */
  .workspace {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    height: 860px;
  }
  :host([address]) .workspace {
    height: 100vh;
    height: 100dvh;
  }
  .workspace header {
    display: flex;
    align-items: center;
    gap: 6px 20px;
    max-width: none;
    margin: 0;
    padding: 9px 24px;
    border-bottom: 1px solid var(--line);
  }
  .workspace h1 {
    margin: 0;
    font-size: 20px;
  }
  .workspace header p {
    display: none;
  }
  .tools {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-left: auto;
  }
  .stepwise header {
    position: relative;
  }
  .stepwise .tools {
    position: absolute;
    top: 48px;
    right: 32px;
  }
  .switch {
    display: flex;
    align-items: center;
    gap: 7px;
    font: inherit;
    font-size: 13px;
    color: var(--ink-quiet);
    padding: 6px 10px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-m);
    background: var(--card);
    cursor: pointer;
  }
  .switch:hover {
    color: var(--ink);
    border-color: var(--accent);
  }
  .panes {
    grid-row: 3;
    display: grid;
    grid-template-columns: minmax(300px, 22fr) minmax(340px, 33fr) minmax(400px, 45fr);
    min-height: 0;
  }
  .panes.two {
    grid-template-columns: minmax(360px, 45fr) minmax(400px, 55fr);
  }
  .panes.one {
    grid-template-columns: minmax(0, 1fr);
  }
  .pane {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    min-height: 0;
    min-width: 0;
    /* What changes in one is laid out and painted there alone. */
    contain: strict;
  }
  .pane + .pane {
    border-left: 1px solid var(--line);
  }
  .pane > h2,
  .tabs {
    margin: 0;
    padding: 12px 20px 10px;
    font-size: 15px;
    letter-spacing: -0.01em;
  }
  .pane .ordinal {
    font-size: 13px;
  }
  .scroll {
    overflow: auto;
    overscroll-behavior: contain;
    padding: 6px 20px 28px;
    scrollbar-gutter: stable;
  }
  .scroll > .body {
    min-height: 100%;
  }
  .tabs {
    display: flex;
    gap: 2px;
    padding: 6px 14px 0;
    overflow-x: auto;
    border-bottom: 1px solid var(--line);
    margin-bottom: 8px;
  }
  .tab {
    display: flex;
    align-items: baseline;
    gap: 7px;
    flex: none;
    font: inherit;
    font-size: 14px;
    font-weight: 500;
    color: var(--ink-quiet);
    padding: 7px 9px 8px;
    border: 0;
    border-bottom: 2px solid transparent;
    margin-bottom: -1px;
    background: none;
    cursor: pointer;
  }
  .tab:hover {
    color: var(--ink);
  }
  .tab[aria-selected="true"] {
    color: var(--ink);
    font-weight: 600;
    border-bottom-color: var(--accent);
  }
  .tab .ordinal {
    font-size: 12px;
  }
  .notices {
    grid-row: 2;
    padding: 0 24px;
  }
  .notices:not(:empty) {
    padding-block: 10px;
  }
`;
