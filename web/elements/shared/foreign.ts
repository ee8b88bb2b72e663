import { html, type TemplateResult } from "lit";
import { number } from "./words.js";

// Text that a file brought along. It is shown as it is, letter by letter: what cannot be seen, or would turn or cover
// the words around it, is written out, and what is very long is cut. Joiners stay: scripts and emoji need them.
const unseen =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])[\p{Cf}\u034f\u115f\u1160\u3164\uffa0]|(?<=\p{M}{4})\p{M}+/gu;

const short: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function spelled(found: string): string {
  if (/^\p{M}{2}/u.test(found)) return `[${number([...found].length)} more marks]`;
  const code = found.codePointAt(0)!.toString(16).toUpperCase();
  return short[found] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`);
}

/** The beginning of a long text, not in the middle of a character. */
function beginning(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
}

const rest = (text: string): string => `… (${number(text.length)} characters in all)`;

/** The same as a string, for options, attributes and sentences. */
export function visible(text: string, limit = 160): string {
  const shown = beginning(text, limit).replace(unseen, spelled);
  return text.length > limit ? shown + rest(text) : shown;
}

/** Text of a file in an element of its own, so that its direction ends where it ends. */
export function foreign(text: string, limit = 160): TemplateResult {
  const parts: (string | TemplateResult)[] = [];
  const shown = beginning(text, limit);
  let end = 0;
  for (const { 0: found, index } of shown.matchAll(unseen)) {
    parts.push(shown.slice(end, index), html`<span class="unseen">${spelled(found)}</span>`);
    end = index + found.length;
  }
  parts.push(shown.slice(end));
  return html`<bdi class="foreign">${parts}</bdi
    >${text.length > limit ? html`<span class="rest">${rest(text)}</span>` : ""}`;
}

/** Labels for a picture, each different from the others even where two begin alike. */
export function distinct(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const shown = visible(label, 40);
    const times = (seen.get(shown) ?? 0) + 1;
    seen.set(shown, times);
    return times > 1 ? `${shown} (${times})` : shown;
  });
}
