// A field over a picture on which a place is pointed at: by a click, or by arrows and Enter.
import { short } from "../shared/words.js";

interface Span {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where the cross was left, in shares of the field: the picture is drawn anew after each point. */
let [right, up] = [0.5, 0.5];

/** @param choose What to do with the values at the place, each with no more digits than a hand can aim at. */
export function padOver(
  { left, top, width, height }: Area,
  x: Span,
  y: Span,
  label: string,
  ink: string,
  choose: (x: number, y: number) => void,
): HTMLElement {
  const pad = document.createElement("div");
  pad.dataset["pad"] = "";
  pad.tabIndex = 0;
  pad.setAttribute("role", "application");
  pad.setAttribute("aria-label", `${label} Arrow keys move the cross, Enter adds a point there.`);
  pad.style.cssText = `position:absolute;left:${left}px;top:${top}px;width:${width}px;height:${height}px;cursor:crosshair;touch-action:manipulation`;
  const cross = document.createElement("div");
  cross.style.cssText = `position:absolute;width:13px;height:13px;margin:-7px;pointer-events:none;background:linear-gradient(${ink},${ink}) center/13px 1.5px no-repeat,linear-gradient(${ink},${ink}) center/1.5px 13px no-repeat`;
  const said = document.createElement("span");
  said.setAttribute("aria-live", "polite");
  said.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
  pad.append(cross, said);
  const at = (share: number, { low, high }: Span) => Number((low + (high - low) * share).toPrecision(4));
  const show = () => {
    cross.hidden = !pad.matches(":focus-visible");
    Object.assign(cross.style, { left: `${100 * right}%`, top: `${100 * (1 - up)}%` });
  };
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
  };
  const within = (share: number) => Math.max(0, Math.min(1, share));
  pad.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (!step) return choose(at(right, x), at(up, y));
    const far = event.shiftKey ? 0.1 : 0.02;
    [right, up] = [within(right + far * step[0]), within(up + far * step[1])];
    said.textContent = `${x.name} ${short(at(right, x))}, ${y.name} ${short(at(up, y))}`;
    show();
  });
  for (const event of ["focus", "blur"]) pad.addEventListener(event, show);
  pad.addEventListener("click", ({ clientX, clientY }) => {
    const box = pad.getBoundingClientRect();
    choose(at((clientX - box.left) / box.width, x), at(1 - (clientY - box.top) / box.height, y));
  });
  show();
  return pad;
}
