import { svg, html, type TemplateResult } from "lit";

const paths = {
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  "chevron-down": "M6 9l6 6 6-6",
  "chevron-right": "M9 6l6 6-6 6",
  "chevron-left": "M15 6l-6 6 6 6",
  "chevron-up": "M6 15l6-6 6 6",
  xmark: "M6 6l12 12M18 6L6 18",
  "circle-xmark": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 9l6 6M15 9l-6 6",
  indeterminate: "M6 12h12",
  minus: "M6 12h12",
  plus: "M12 6v12M6 12h12",
  folder: "M3.5 18V6.5h6l2 2.5h9v9z",
  download: "M12 4v11M7.5 11L12 15.5 16.5 11M5 20h14",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
  pencil: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  save: "M5 4h11l3 3v13H5zM8.5 4v5h6V4M8 20v-6h8v6",
  play: "M8 5.5v13l10.5-6.5z",
  stop: "M7 7h10v10H7z",
  undo: "M9 7L5 11l4 4M5 11h9.5a4.5 4.5 0 0 1 0 9H11",
  redo: "M15 7l4 4-4 4M19 11H9.5a4.5 4.5 0 0 0 0 9H13",
  rows: "M4 5h16v5H4zM4 14h16v5H4z",
  columns: "M4 5h4.5v14H4zM11 5h3.5v14H11zM17 5h3v14h-3z",
  table: "M4 5h16v14H4zM4 10h16M10 5v14",
  warning: "M12 4.5L3.5 19.5h17zM12 10.5v4M12 17v.3",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.3",
  key: "M14.5 4.5a5 5 0 1 0-3.6 8.5L4 20v0h3v-2.5h2.5V15l1.9-1.9A5 5 0 0 0 14.5 4.5zM15.6 8.3v.1",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  equal: "M6 9.5h12M6 14.5h12",
  differ: "M6 9.5h12M6 14.5h12M15 5L9 19",
  more: "M5 12v.01M12 12v.01M19 12v.01",
  search: "M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5",
  "add-before": "M13 6h7v12h-7zM4 12h6M7 9v6",
  "add-after": "M4 6h7v12H4zM14 12h6M17 9v6",
  "add-beside": "M4 4h16v7H4zM12 14v6M9 17h6",
  "add-inside": "M4 5h16v14H4zM12 9v6M9 12h6",
  swap: "M7 4L3.5 7.5 7 11M3.5 7.5H17M17 13l3.5 3.5L17 20M20.5 16.5H7",
  left: "M19 12H5M11 6l-6 6 6 6",
  right: "M5 12h14M13 6l6 6-6 6",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  wrap: "M8 4H4v16h4M16 4h4v16h-4M9.5 9.5h5v5h-5z",
  unwrap: "M7 4H4v4M17 4h3v4M7 20H4v-4M17 20h3v-4M9 9h6v6H9z",
  through: "M3 12h18M15 6.5l6 5.5-6 5.5",
  drop: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM6.4 6.4l11.2 11.2",
};

const drawings = new Map<string, string>(Object.entries(paths));
/** The path of an icon, in a square of 24. */
export const shape = (name: string): string => drawings.get(name) ?? "";

/** A small line icon; decoration only, the words beside it carry the meaning. */
export const icon = (name: string, slot?: string): TemplateResult =>
  html`<svg
    class="icon"
    slot=${slot ?? ""}
    viewBox="0 0 24 24"
    width="1.15em"
    height="1.15em"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${svg`<path d=${shape(name)}></path>`}
  </svg>`;
