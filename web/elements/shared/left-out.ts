// Controls that the page around leaves out, by their `data-control`: they lie in parts that know nothing of it. Each
// root of the playground adopts one sheet, so that what is drawn later is left out as well, and nothing is walked.
import type { LitElement } from "lit";

interface LeftOut {
  readonly sheet: CSSStyleSheet;
  readonly parts: Set<LitElement>;
  names: ReadonlySet<string>;
}

const around = new WeakMap<Element, LeftOut>();

/**
 * Leaves controls, and steps that are spoken of, out of all that is drawn in an element, and will be. `data-with` marks
 * words that speak of some and go with any of them, `data-without` what stands in the place of one, and `data-holder`
 * what is nothing without the controls in it.
 */
export function leaveOut(element: LitElement, names: ReadonlySet<string>): void {
  let out = around.get(element);
  if (!out) {
    around.set(element, (out = { sheet: new CSSStyleSheet(), parts: new Set(), names: new Set() }));
    adopt(element, out);
  }
  if (out.names.size === names.size && [...names].every((name) => out.names.has(name))) return;
  out.names = names;
  out.sheet.replaceSync(rules([...names].filter((name) => /^[\w-]+$/.test(name))));
  for (const part of out.parts) part.requestUpdate();
}

/** Leaves out of a part what the element around it does, from now on; it is drawn again when that changes. */
export function keepOut(part: LitElement): LeftOut | undefined {
  for (let at: Element | undefined = part; at; at = (at.getRootNode() as Partial<ShadowRoot>).host) {
    const out = around.get(at);
    if (!out) continue;
    adopt(part, out);
    out.parts.add(part);
    return out;
  }
  return undefined;
}

/** Names as `hide` and `show` have them. */
export const namesIn = (text: string | null): ReadonlySet<string> =>
  new Set((text ?? "").split(/[\s,]+/).filter(Boolean));

/** The part has left its element. */
export const letBe = (part: LitElement, out: LeftOut | undefined): void => void out?.parts.delete(part);

function adopt({ renderRoot }: LitElement, { sheet }: LeftOut): void {
  const root = renderRoot as ShadowRoot;
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

function rules(names: readonly string[]): string {
  if (!names.length) return "";
  const any = (attribute: string): string => `:is(${names.map((name) => `[data-${attribute}~="${name}"]`).join()})`;
  const out = any("control");
  const empty = `[data-holder]:has(${out}):not(:has([data-control]:not(${out},${out} *)))`;
  return `${out},${any("with")},${empty}{display:none!important}${any("without")}{display:revert!important}`;
}
