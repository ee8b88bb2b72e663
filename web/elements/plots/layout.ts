// What pictures are put together from, below the level of a chart.
import { font, type Ink } from "./ink.js";

const names = "http://www.w3.org/2000/svg";

/** An element of SVG; children that are text become text. */
export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Element | string)[]
): SVGElement {
  const element = document.createElementNS(names, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** How wide a text is drawn, nearly. */
export const widthOf = (text: string, size = 13): number => text.length * size * 0.56;

/** The beginning of a text that has so much room. */
export function fitted(text: string, room: number, size = 13): string {
  const most = Math.max(1, Math.floor(room / (size * 0.56)));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

export interface Entry {
  readonly text: string;
  readonly color: string;
  /** How its line is dashed: colours alone do not tell things apart. */
  readonly dash?: string;
}

/** Dashes for several lines, the first without any. */
const dashes = ["", "7 4", "2 3", "10 3 2 3", "4 2", "1 4"];
export const dashOf = (place: number): string => dashes[place % dashes.length]!;

const sizeOf = (chart: Element): [number, number] => [
  Number(chart.getAttribute("width")),
  Number(chart.getAttribute("height")),
];

const rowHeight = 21;

/** The chart with a line for each of its lines below it. */
export function withLegend(chart: Element, entries: readonly Entry[], ink: Ink): SVGElement {
  const [width, height] = sizeOf(chart);
  const longest = Math.max(...entries.map(({ text }) => widthOf(text) + 44));
  const across = Math.max(1, Math.min(entries.length, Math.floor(width / longest)));
  const room = width / across;
  const rows = entries.map(({ text, color, dash = "" }, i) => {
    const [x, y] = [(i % across) * room + 6, height + 14 + Math.floor(i / across) * rowHeight];
    return svg(
      "g",
      {},
      svg("line", { x1: x, x2: x + 26, y1: y, y2: y, stroke: color, "stroke-width": 2.5, "stroke-dasharray": dash }),
      svg("text", { x: x + 33, y: y + 4.5, fill: ink.text, "font-size": 13 }, fitted(text, room - 40)),
    );
  });
  return together([[chart, 0, 0]], width, height + 8 + Math.ceil(entries.length / across) * rowHeight, rows);
}

/** Charts side by side where they have room, else one below the other. */
export function beside(charts: readonly Element[], width: number, gap = 16): SVGElement {
  const sizes = charts.map(sizeOf);
  const across = sizes.reduce((sum, [wide]) => sum + wide + gap, -gap) <= width;
  let at = 0;
  const placed = charts.map((chart, i): [Element, number, number] => {
    const place: [Element, number, number] = across ? [chart, at, 0] : [chart, 0, at];
    at += sizes[i]![across ? 0 : 1] + gap;
    return place;
  });
  const [wide, high] = [Math.max(...sizes.map(([w]) => w)), Math.max(...sizes.map(([, h]) => h))];
  return across ? together(placed, at - gap, high) : together(placed, wide, at - gap);
}

function together(
  charts: readonly (readonly [Element, number, number])[],
  width: number,
  height: number,
  others: readonly Element[] = [],
): SVGElement {
  const whole = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "font-size": 13 });
  whole.style.fontFamily = font.fontFamily;
  for (const [chart, x, y] of charts) {
    chart.setAttribute("x", String(x));
    chart.setAttribute("y", String(y));
    whole.append(chart);
  }
  whole.append(...others);
  return whole;
}
