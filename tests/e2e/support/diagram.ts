import type { Tab } from "./tab.js";

// The diagram of the pipeline, as a person changes it.

interface Keyboard {
  down(key: string): Promise<void>;
  up(key: string): Promise<void>;
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
}
export const keyboardOf = (tab: Tab): Keyboard => (tab.page as { keyboard: Keyboard }).keyboard;

/** Presses a key while others are held. */
export async function press(tab: Tab, ...keys: string[]): Promise<void> {
  const keyboard = keyboardOf(tab);
  const held = keys.slice(0, -1);
  for (const key of held) await keyboard.down(key);
  await keyboard.press(keys.at(-1)!);
  for (const key of held.reverse()) await keyboard.up(key);
  await tab.drawn();
}

/** Paths of the boxes, in their order. */
export const boxes = (tab: Tab): Promise<string[]> =>
  tab.run(`return all("kf-recipe [data-box]", here).map(({ dataset }) => dataset.box)`);

/** Waits until the diagram is this. */
export const drawn = (tab: Tab, wanted: readonly string[]): Promise<unknown> =>
  tab.until(`diagram of ${wanted.join(", ")}`, async () => String(await boxes(tab)) === String(wanted), 8000);

export const chosen = (tab: Tab): Promise<string> =>
  tab.run(`return all("kf-recipe [data-box][aria-pressed=true]", here)[0]?.dataset.box`);

/** Path of the box that has the focus. */
export const focused = (tab: Tab): Promise<string | undefined> =>
  tab.run(`
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.dataset?.box;
  `);

export async function focus(tab: Tab, path: string): Promise<void> {
  await tab.run(`all('kf-recipe [data-box="${path}"]', here)[0].focus()`);
}

/** Does something to a box by its menu. */
export async function act(tab: Tab, path: string, id: string): Promise<void> {
  await tab.click(`kf-recipe [data-more="${path}"]`);
  await tab.click(`kf-menu [data-act="${id}"]`);
}

/** Drags from one element to a point of another, given as shares of its width and height. */
export async function drag(tab: Tab, from: string, to: string, x: number, y: number): Promise<void> {
  await tab.run(`
    const [source] = all(${JSON.stringify(from)}, here);
    const [target] = all(${JSON.stringify(to)}, here);
    const dataTransfer = new DataTransfer();
    const at = target.getBoundingClientRect();
    const point = { clientX: at.x + at.width * ${x}, clientY: at.y + at.height * ${y} };
    const fire = (element, name) =>
      element.dispatchEvent(new DragEvent(name, { bubbles: true, composed: true, cancelable: true, dataTransfer, ...point }));
    fire(source, "dragstart");
    fire(target, "dragenter");
    fire(target, "dragover");
    fire(target, "drop");
    fire(source, "dragend");
  `);
}
