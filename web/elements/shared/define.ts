import { otherCopy } from "./copies.js";

/**
 * Registers an element unless its name is taken, or another version of these scripts is in charge of the page, which
 * then brings the tags that pages name.
 */
export function define(name: string, element: CustomElementConstructor): void {
  const other = otherCopy();
  if (customElements.get(name)) return;
  if (!other) customElements.define(name, element);
  else if (other.folder && name.startsWith("keepfit-"))
    import(/* @vite-ignore */ `${other.folder}${name}.js`).catch((error: unknown) => console.error(error));
}
