// What stands in the element beside a text, in shadow roots within shadow roots.

/** What stands in an element or in any within it. */
export function within(root: ParentNode, selector: string): Element | undefined {
  for (const each of root.querySelectorAll("*")) {
    if (each.matches(selector)) return each;
    const found = each.shadowRoot && within(each.shadowRoot, selector);
    if (found) return found;
  }
  return undefined;
}

/** Opens the fold of a part of an element, which may be about to be drawn. */
export async function unfold({ shadowRoot }: Element, part: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const fold = shadowRoot && within(shadowRoot, part)?.shadowRoot?.querySelector("details");
    if (fold) {
      fold.open = true;
      return;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
