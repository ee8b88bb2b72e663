import { count } from "../shared/words.js";
import { font, seriesOf, type Ink } from "./ink.js";
import { fitted, svg, widthOf } from "./layout.js";

/** A tree as it is drawn: one entry per node, node 0 the root. */
export interface Shape {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly depth: Int32Array;
  /** What leads to the node from the one above. */
  readonly conditions: readonly string[];
  readonly rows: Float64Array;
  /** Of classifiers. */
  readonly classes: readonly string[] | undefined;
  /** Rows of each class in a node, or the sum of what is true in it. */
  readonly sums: Float64Array;
  readonly answers: readonly string[];
  /** Whether limits are said otherwise than the tree keeps them: as they were before a column was scaled. */
  readonly unscaled: boolean;
}

const [rowHeight, indent, widestBar] = [44, 20, 120];
/** Down to this level nodes are open at first. */
const openTo = 3;
/** More are not drawn at once: a browser would take too long over them. */
const mostDrawn = 500;

const folds = new WeakMap<Shape, Set<number>>();

/** Nodes below each other, each indented below what it is part of; they fold, by mouse and by keyboard. */
export function drawTree(shape: Shape, width: number, ink: Ink): Element {
  const { left, depth } = shape;
  let open = folds.get(shape);
  if (!open)
    folds.set(
      shape,
      (open = new Set(Array.from(left.keys()).filter((node) => left[node]! >= 0 && depth[node]! < openTo))),
    );
  const opened = open;
  const whole = document.createElement("div");
  let at = 0;
  const show = (focus: boolean) => {
    const nodes = shownOf(shape, opened);
    whole.replaceChildren(picture(shape, nodes, opened, at, width, ink));
    if (focus) whole.querySelector<SVGElement>(`[data-node="${at}"]`)?.focus();
  };
  const turn = (node: number, to = !opened.has(node)) => {
    at = node;
    if (left[node]! >= 0) opened[to ? "add" : "delete"](node);
    show(true);
  };
  whole.addEventListener("click", (event) => {
    const node = (event.target as Element).closest("[data-node]")?.getAttribute("data-node");
    if (node) turn(Number(node));
  });
  whole.addEventListener("keydown", (event) => {
    const nodes = shownOf(shape, opened);
    const place = nodes.indexOf(at);
    const go = (node: number | undefined) => {
      at = node ?? at;
      show(true);
    };
    const isOpen = opened.has(at);
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(nodes[place + 1]),
      ArrowUp: () => go(nodes[place - 1]),
      Home: () => go(nodes[0]),
      End: () => go(nodes.at(-1)),
      ArrowRight: () => (isOpen ? go(nodes[place + 1]) : turn(at, true)),
      ArrowLeft: () =>
        isOpen ? turn(at, false) : go(nodes.slice(0, place).findLast((node) => depth[node]! < depth[at]!)),
      Enter: () => turn(at),
      " ": () => turn(at),
    };
    const work = keys[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  });
  show(false);
  return whole;
}

/** The nodes that no fold hides, from the top. */
function shownOf({ left, right }: Shape, open: ReadonlySet<number>): number[] {
  const [shown, waiting] = [[] as number[], [0]];
  for (let node = waiting.pop(); node !== undefined && shown.length < mostDrawn; node = waiting.pop()) {
    shown.push(node);
    if (left[node]! >= 0 && open.has(node)) waiting.push(right[node]!, left[node]!);
  }
  return shown;
}

function picture(
  shape: Shape,
  nodes: readonly number[],
  open: ReadonlySet<number>,
  at: number,
  width: number,
  ink: Ink,
): SVGElement {
  const legend = shape.classes && shape.classes.length <= ink.series.length ? legendOf(shape.classes, width, ink) : [];
  const lines = legend.at(-1)?.line ?? -1;
  const top = (lines + 1) * 22;
  const height = top + nodes.length * rowHeight + 4;
  const whole = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "tree", "font-size": 13 });
  whole.setAttribute("aria-label", "The nodes of the tree");
  whole.style.fontFamily = font.fontFamily;
  whole.append(...legend.map(({ drawn }) => drawn));
  const places = new Map(nodes.map((node, i) => [node, top + i * rowHeight]));
  for (const node of nodes) whole.append(...branches(shape, node, places, ink));
  for (const node of nodes)
    whole.append(nodeOf(shape, node, places.get(node)!, open.has(node), node === at, width, ink));
  return whole;
}

/** From a node to those right below it that are shown. */
function branches(
  { left, right, depth }: Shape,
  node: number,
  places: ReadonlyMap<number, number>,
  ink: Ink,
): SVGElement[] {
  const [x, y] = [depth[node]! * indent + 8, places.get(node)! + 20];
  return [left[node]!, right[node]!]
    .map((child) => places.get(child))
    .filter((place) => place !== undefined)
    .map((place) =>
      svg("path", {
        d: `M${x},${y}V${place + 14}H${x + indent - 8}`,
        fill: "none",
        stroke: ink.quiet,
        "stroke-opacity": 0.6,
        "stroke-width": 1.2,
      }),
    );
}

function nodeOf(
  shape: Shape,
  node: number,
  y: number,
  isOpen: boolean,
  isCurrent: boolean,
  width: number,
  ink: Ink,
): SVGElement {
  const { left, depth, conditions, rows, answers } = shape;
  const isLeaf = left[node]! < 0;
  const x = depth[node]! * indent;
  const said = [count(rows[node]!, "row"), answers[node]!, ...sharesInWords(shape, node)].filter(Boolean).join(", ");
  const group = svg("g", {
    role: "treeitem",
    tabindex: isCurrent ? 0 : -1,
    "data-node": node,
    "aria-level": depth[node]! + 1,
    ...(isLeaf ? {} : { "aria-expanded": String(isOpen) }),
  });
  group.style.cursor = isLeaf ? "default" : "pointer";
  const barWidth = Math.max(30, Math.min(widestBar, (width - x - 18) * 0.4));
  const bar = barOf(shape, node, x + 18, y + 25, barWidth, ink);
  const after = x + 18 + (bar.length ? barWidth + 8 : 0);
  group.append(
    svg("rect", {
      x: x + 1,
      y: y + 2,
      width: Math.max(40, width - x - 2),
      height: rowHeight - 3,
      rx: 4,
      fill: "transparent",
    }),
    isLeaf
      ? svg("circle", { cx: x + 8, cy: y + 14, r: 3.5, fill: ink.quiet })
      : svg("path", {
          d: isOpen ? `M${x + 3},${y + 11}h10l-5,7z` : `M${x + 5},${y + 9}v10l7,-5z`,
          fill: ink.high,
        }),
    svg(
      "text",
      { x: x + 18, y: y + 18.5, fill: ink.text, "font-weight": 550 },
      fitted(conditions[node]!, width - x - 22, 13.4),
      // A screen reader reads both lines as one.
      svg("tspan", { fill: "none" }, ": "),
    ),
    ...bar,
    svg("text", { x: after, y: y + 35, fill: ink.quiet, "font-size": 12 }, fitted(said, width - after - 2, 12)),
  );
  return group;
}

function sharesInWords({ classes, sums }: Shape, node: number): string[] {
  return (classes ?? []).flatMap((name, k) => {
    const rows = sums[node * classes!.length + k]!;
    return rows > 0 ? [`${rows} ${name}`] : [];
  });
}

/** The shares of the classes. */
function barOf(
  { classes, sums, rows }: Shape,
  node: number,
  x: number,
  y: number,
  width: number,
  ink: Ink,
): SVGElement[] {
  const total = rows[node]!;
  if (!classes || total === 0) return [];
  let from = 0;
  const parts = classes.flatMap((_, k) => {
    const share = sums[node * classes.length + k]! / total;
    if (share === 0) return [];
    const part = svg("rect", {
      x: x + from * width,
      y,
      width: Math.max(0.8, share * width - 0.8),
      height: 11,
      fill: seriesOf(ink, k),
    });
    from += share;
    return [part];
  });
  return parts;
}

function legendOf(classes: readonly string[], width: number, ink: Ink): { drawn: SVGElement; line: number }[] {
  let [x, line] = [4, 0];
  return classes.map((name, k) => {
    const wide = widthOf(name) + 30;
    if (x + wide > width && x > 4) [x, line] = [4, line + 1];
    const drawn = svg(
      "g",
      {},
      svg("rect", { x, y: line * 22 + 3, width: 14, height: 11, fill: seriesOf(ink, k) }),
      svg("text", { x: x + 20, y: line * 22 + 13, fill: ink.text }, name),
    );
    x += wide + 8;
    return { drawn, line };
  });
}
