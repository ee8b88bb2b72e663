// A figure as files that stand alone.
import { csvCell, csvLine, harmless } from "../state/csv.js";
import type { Cell, Figure } from "./figure.js";

const svgNames = "http://www.w3.org/2000/svg";

/** Numbers in full, texts so that no spreadsheet takes them for formulas. */
export function csvOf({ columns, rows }: Pick<Figure, "columns" | "rows">): string {
  const cell = (value: Cell) => csvCell(typeof value === "number" ? numberText(value) : harmless(value));
  return [columns, ...rows()].map((cells) => csvLine(cells.map(cell))).join("");
}

const numberText = (value: number): string => (Number.isNaN(value) ? "" : String(value));

/** What an element has from the one around it unless it says otherwise. */
const inherited = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "font-family",
  "font-size",
  "font-weight",
  "font-variant-numeric",
  "text-anchor",
] as const;
/** What only a page makes use of. */
const ofThePage = /^(aria-|data-)|^(role|tabindex|class|style)$/;

/**
 * The drawing as an SVG that needs nothing around it: colours that come from the theme are numbers, fonts are named,
 * canvases below it are images in it.
 */
export function svgOf(drawn: Element, title: string, words: string, ground: string): string {
  const shown = drawn instanceof SVGSVGElement ? drawn : drawn.querySelector("svg")!;
  const copy = shown.cloneNode(true) as SVGSVGElement;
  const copies = [copy, ...copy.querySelectorAll("*")];
  [shown, ...shown.querySelectorAll("*")].forEach((element, i) => settle(element, copies[i]!, i === 0));
  for (const style of copy.querySelectorAll("style")) style.remove();
  const width = Number(shown.getAttribute("width")) || shown.clientWidth;
  const height = Number(shown.getAttribute("height")) || shown.clientHeight;
  copy.setAttribute("xmlns", svgNames);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.prepend(
    textElement("title", title),
    textElement("desc", words),
    groundOf(copy, ground),
    ...Array.from(drawn.querySelectorAll("canvas"), (canvas) => imageOf(canvas, shown, width)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** What the page's styles make of an element, said by the element itself. */
function settle(element: Element, copy: Element, isWhole: boolean): void {
  const style = getComputedStyle(element);
  const around = isWhole ? undefined : getComputedStyle(element.parentElement!);
  for (const { name } of [...copy.attributes]) if (ofThePage.test(name)) copy.removeAttribute(name);
  if (style.display === "none") copy.setAttribute("display", "none");
  if (style.opacity !== "1") copy.setAttribute("opacity", style.opacity);
  for (const name of inherited) {
    const value = style.getPropertyValue(name);
    if (value === around?.getPropertyValue(name)) copy.removeAttribute(name);
    else copy.setAttribute(name, plainColour(value));
  }
}

const plain = new Map<string, string>();
let probe: CanvasRenderingContext2D | null | undefined;

/** Spaces of colours that few viewers of SVG know become the nearest of sRGB. */
function plainColour(value: string): string {
  if (value === "rgba(0, 0, 0, 0)") return "none";
  if (!/^(oklab|oklch|lab|lch|color|hwb)\(/.test(value)) return value;
  let known = plain.get(value);
  if (known === undefined) {
    probe ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
      willReadFrequently: true,
    });
    probe!.clearRect(0, 0, 1, 1);
    probe!.fillStyle = value;
    probe!.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = probe!.getImageData(0, 0, 1, 1).data as unknown as number[];
    known = alpha === 255 ? `rgb(${red}, ${green}, ${blue})` : `rgba(${red}, ${green}, ${blue}, ${alpha! / 255})`;
    plain.set(value, known);
  }
  return known;
}

function textElement(name: "title" | "desc", text: string): SVGElement {
  const element = document.createElementNS(svgNames, name);
  // XML has no way to say these at all.
  // eslint-disable-next-line no-control-regex
  element.textContent = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd");
  return element;
}

function groundOf({ viewBox }: SVGSVGElement, fill: string): SVGElement {
  const { x, y, width, height } = viewBox.baseVal;
  const ground = document.createElementNS(svgNames, "rect");
  for (const [name, value] of Object.entries({ x, y, width, height, fill })) ground.setAttribute(name, String(value));
  return ground;
}

function imageOf(canvas: HTMLCanvasElement, shown: SVGSVGElement, width: number): SVGElement {
  const [place, whole] = [canvas.getBoundingClientRect(), shown.getBoundingClientRect()];
  const scale = width / whole.width;
  const image = document.createElementNS(svgNames, "image");
  const at = {
    x: (place.x - whole.x) * scale,
    y: (place.y - whole.y) * scale,
    width: place.width * scale,
    height: place.height * scale,
  };
  for (const [name, value] of Object.entries(at)) image.setAttribute(name, String(Number(value.toFixed(2))));
  image.setAttribute("preserveAspectRatio", "none");
  image.setAttribute("href", canvas.toDataURL("image/png"));
  return image;
}

/** A name for a file, of what a figure is called. */
export const fileName = (title: string, ending: string): string =>
  `${title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60)}.${ending}`;
