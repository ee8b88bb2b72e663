import { html, svg, type TemplateResult } from "lit";
import type { ColumnSummary } from "../../lib/index.js";

const width = 104;
const height = 26;

/** A column's distribution at a glance: counts over its range, or of its most frequent texts. */
export function spark(summary: ColumnSummary, label: string): TemplateResult {
  const counts = summary.numbers?.bins ?? summary.texts?.slice(0, 16).map(({ count }) => count) ?? [];
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  const gap = summary.numbers ? 1 : 2;
  return html`<svg
    class="spark"
    viewBox="0 0 ${width} ${height}"
    width=${width}
    height=${height}
    role="img"
    aria-label=${label}
  >
    ${counts.map((count, index) => {
      const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
      return svg`<rect x=${index * step} y=${height - tall} width=${Math.min(step - gap, 22)} height=${tall} rx="1"></rect>`;
    })}
    <line x1="0" x2=${width} y1=${height - 0.5} y2=${height - 0.5}></line>
  </svg>`;
}
