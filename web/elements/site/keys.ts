// Sites have shortcuts of single keys, and cannot see that a key was typed into a field deep inside of an element.

const kinds = ["keydown", "keypress", "keyup"] as const;
const moving = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);
const pressing = new Set(["Enter", " "]);

/** Keys that are typed into a field, or move or press something within the element, stay in it. */
export function keepKeys(element: HTMLElement): void {
  for (const kind of kinds) element.addEventListener(kind, keep);
}

function keep(event: KeyboardEvent): void {
  const [target] = event.composedPath();
  const { key, ctrlKey, metaKey } = event;
  // What the page around has put into the element is the page's.
  if (!(target instanceof Element) || target.getRootNode() === (event.currentTarget as Element).getRootNode()) return;
  const typed = !(ctrlKey || metaKey) || event.getModifierState("AltGraph");
  if (!typed || key === "Tab" || key === "Escape" || /^F\d+$/.test(key)) return;
  if (takesKeys(target) || event.defaultPrevented || moving.has(key) || pressing.has(key)) event.stopPropagation();
}

const fields =
  "textarea, select, input:not([type=checkbox], [type=radio], [type=button]), " +
  "[role=textbox], [role=searchbox], [role=combobox], [role=listbox], [role=spinbutton], [role=slider]";

const takesKeys = (target: Element): boolean =>
  target.matches(fields) || (target instanceof HTMLElement && target.isContentEditable);
