import type { CodedText, Column, ColumnTable, Description, InputColumn, Labels } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count, short } from "../shared/words.js";
import { truthOf, type Ask } from "../state/ask.js";
import type { Fit } from "../state/results.js";
import { thinned } from "./curves.js";
import type { Cell, Figure, Plotting } from "./figure.js";
import type { Control, FitPlot } from "./fit-plot.js";
import { font, seriesOf, type Ink } from "./ink.js";
import { svg, widthOf } from "./layout.js";
import { padOver } from "./pad.js";
import { fieldOfLabels, paintSurface, type Field } from "./surface.js";

const side = 100;
const mostDots = 1500;

/** Columns of numbers that the pipeline was fitted to. */
const numbersOf = (input: readonly InputColumn[]): InputColumn[] =>
  input.filter(({ kind, min, max }) => kind === "number" && min !== undefined && max !== undefined && min < max);

export const decisionSurface: FitPlot = {
  name: "surface",
  whole: true,
  title: "Decision surface",
  suits: (_, { description }) => numbersOf(description.input).length > 1,
  async make(fit, ask, chosen) {
    const { description } = await ask.about();
    const columns = numbersOf(description.input);
    const names = columns.map(({ name }) => name);
    const [first, second] = await chosenColumns(names, ask, chosen["x"], chosen["y"]);
    const [x, y] = [first, second].map((name) => axisOf(columns.find((column) => column.name === name)!)) as [
      Axis,
      Axis,
    ];
    const field = await fieldOf(
      ask,
      gridOf(description.input, x, y),
      description.classes,
      description.methods.includes("predict_proba"),
    );
    const labels = addable(fit, description);
    const add = labels.find((label) => label === chosen["add"]);
    return {
      figure: surfaceFigure(fit, description.input, description.classes, x, y, field, this.title, add),
      controls: [
        {
          kind: "column",
          name: "x",
          label: "Column across",
          names: names.filter((name) => name !== second),
          value: first,
        },
        { kind: "column", name: "y", label: "Column up", names: names.filter((name) => name !== first), value: second },
        ...(labels.length ? [addingControl(labels, add)] : []),
      ],
    };
  },
};

/** Classes of which points can be added: to data that are drawn, where two columns say all of a row. */
function addable({ table }: Fit, { input, classes }: Description): string[] {
  return table.drawn && input.length === 2 && classes ? Array.from(classes as ArrayLike<string | number>, String) : [];
}

const addingControl = (labels: readonly string[], add: string | undefined): Control => ({
  kind: "choice",
  name: "add",
  control: "points",
  label: "A click adds",
  options: [{ value: "", text: "nothing" }, ...labels.map((value) => ({ value, text: `a point of class ${value}` }))],
  value: add ?? "",
});

/** A point that somebody asks for, by the names of columns; whoever has the data adds it. */
export interface AddedPoint {
  readonly values: Readonly<Record<string, number>>;
  readonly label: number;
}

/** The two chosen; else those most relied on, where that is quickly found out, else the first two. */
async function chosenColumns(names: readonly string[], ask: Ask, x?: string, y?: string): Promise<[string, string]> {
  const known = [x, y].filter((name): name is string => name !== undefined && names.includes(name));
  if (known.length === 2) return known as [string, string];
  const relied = names.length > 2 ? await ask.reliedOn().catch(() => undefined) : undefined;
  const order = [...(relied ?? []).filter((name) => names.includes(name)), ...names].filter(
    (name) => !known.includes(name),
  );
  if (x !== undefined && names.includes(x)) return [x, order[0]!];
  if (y !== undefined && names.includes(y)) return [order[0]!, y];
  return [order[0]!, order.find((name) => name !== order[0])!];
}

export interface Axis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** The range fitted on and a little more. */
function axisOf({ name, min, max }: InputColumn): Axis {
  const more = (max! - min!) * 0.06;
  return { name, low: min! - more, high: max! + more };
}

const along = ({ low, high }: Axis, i: number): number => low + ((high - low) * i) / (side - 1);

/** A number for each place of the grid. */
function places(value: (at: number) => number): Float64Array {
  const all = new Float64Array(side * side);
  for (let at = 0; at < all.length; at++) all[at] = value(at);
  return all;
}

/** The rows of the grid: two columns run over their ranges, the others stay where they are most often. */
export function gridOf(input: readonly InputColumn[], x: Axis, y: Axis): ColumnTable {
  const rows = side * side;
  const columns = new Map<string, Column>();
  for (const column of input) {
    const { name, kind } = column;
    if (name === x.name)
      columns.set(
        name,
        places((at) => along(x, at % side)),
      );
    else if (name === y.name)
      columns.set(
        name,
        places((at) => along(y, Math.floor(at / side))),
      );
    else if (kind === "number") columns.set(name, new Float64Array(rows).fill(column.median ?? NaN));
    else {
      const usual = column.most_frequent;
      const coded: CodedText = {
        codes: new Int32Array(rows).fill(usual === undefined ? -1 : 0),
        categories: usual === undefined ? [] : [usual],
      };
      columns.set(name, coded);
    }
  }
  return { columns };
}

async function fieldOf(
  ask: Ask,
  grid: ColumnTable,
  classes: Labels | undefined,
  probabilities: boolean,
): Promise<Field> {
  if (classes && probabilities) {
    const { data, shape } = await ask.predictProba(grid);
    return { side, classes: shape[1], values: data, range: [0, 1] };
  }
  const said = await ask.predict(grid);
  if (classes) {
    const places = new Map(Array.from(classes as ArrayLike<string | number>, (label, k) => [label, k]));
    return fieldOfLabels(
      Array.from(said as ArrayLike<string | number>, (label) => places.get(label)!),
      classes.length,
      side,
    );
  }
  const values = said as Float64Array;
  return { side, classes: 0, values, range: [Math.min(...values), Math.max(...values)] };
}

interface Dot {
  readonly x: number;
  readonly y: number;
  /** The class's place, or the number. */
  readonly truth: number;
  readonly held: boolean;
}

function dotsOf(fit: Fit, classes: Labels | undefined, x: Axis, y: Axis): Dot[] {
  const { training, split } = fit;
  const columns = training.X.columns as ReadonlyMap<string, Column>;
  const [across, up] = [columns.get(x.name) as Float64Array, columns.get(y.name) as Float64Array];
  const places = classes && new Map(Array.from(classes as ArrayLike<string | number>, (label, k) => [label, k]));
  const part = (rows: Int32Array, held: boolean) => {
    const truth = truthOf(fit, rows);
    return Array.from(rows, (row, i): Dot => {
      const value = truth[i]!;
      return { x: across[row]!, y: up[row]!, truth: places ? (places.get(value) ?? -1) : Number(value), held };
    });
  };
  return [...part(split.train, false), ...part(split.test, true)].filter((dot) => !Number.isNaN(dot.x + dot.y));
}

/** What the picture says at a place: that of the nearest point of the grid. */
function saidAt(field: Field, x: Axis, y: Axis, dot: Dot): { best: number; value: number } {
  const place = (value: number, { low, high }: Axis) =>
    Math.max(0, Math.min(side - 1, Math.round(((value - low) / (high - low)) * (side - 1))));
  const at = place(dot.y, y) * side + place(dot.x, x);
  if (field.classes === 0) return { best: -1, value: field.values[at]! };
  const row = field.values.subarray(at * field.classes, (at + 1) * field.classes);
  const best = row.indexOf(Math.max(...row));
  return { best, value: row[best]! };
}

function surfaceFigure(
  fit: Fit,
  input: readonly InputColumn[],
  classes: Labels | undefined,
  x: Axis,
  y: Axis,
  field: Field,
  title: string,
  add: string | undefined,
): Figure {
  const { training, split } = fit;
  const names = classes && Array.from(classes as ArrayLike<string | number>, String);
  const dots = dotsOf(fit, classes, x, y);
  const others = input.length - 2;
  const missing = split.train.length + split.test.length - dots.length;
  const held = dots.filter((dot) => dot.held).length;
  const said = names ? "the class" : visible(fit.table.target, 40);
  const [across, up] = [visible(x.name, 40), visible(y.name, 40)];
  const kept = others
    ? ` ${others === 1 ? "The other column stays at its median or most frequent value" : `The other ${others} columns stay at their medians or most frequent values`}, so points of rows that differ there may lie on another colour.`
    : "";
  const words = `What is predicted for ${said} over ${across} from ${short(x.low)} to ${short(x.high)} and ${up} from ${short(y.low)} to ${short(y.high)}, with ${count(dots.length, "row")}, ${held} of them held out.${others ? " The other columns stay at their medians or most frequent values." : ""}`;
  return {
    title,
    words,
    lively: add !== undefined,
    note: `${names ? "Shaded by probability; the line is where one class gives way to another." : `Shaded by the ${said} predicted, from ${short(field.range[0])} to ${short(field.range[1])}.`} Rows held out have a bold rim.${missing ? ` ${count(missing, "row")} without a value in one of the two columns cannot be shown.` : ""}${kept}`,
    draw: (width, ink, plot) => {
      const whole = draw(dots, names, x, y, field, width, ink, plot);
      if (add !== undefined) whole.append(padFor(whole, x, y, add, words, ink));
      return whole;
    },
    drawn: {
      of: [training, split, x.name, x.low, x.high, y.name, y.low, y.high, add, ...(names ?? field.range)],
      repaint: (drawing, ink) => paintSurface(drawing.querySelector("canvas")!, field, ink),
    },
    columns: [x.name, y.name, "row", "true", "predicted here", ...(names ? ["its probability"] : [])],
    rows: () =>
      dots.map((dot): Cell[] => {
        const { best, value } = saidAt(field, x, y, dot);
        const part = dot.held ? "held out" : "fitted on";
        return names
          ? [dot.x, dot.y, part, names[dot.truth] ?? "", names[best]!, value]
          : [dot.x, dot.y, part, dot.truth, value];
      }),
  };
}

/** Over the picture, which is an image of its own then. */
function padFor(whole: HTMLElement, x: Axis, y: Axis, add: string, words: string, ink: Ink): HTMLElement {
  const chart = whole.querySelector("svg")!;
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", words);
  const { left, top, width, height } = whole.querySelector("canvas")!.style;
  const area = { left: parseFloat(left), top: parseFloat(top), width: parseFloat(width), height: parseFloat(height) };
  const pad = padOver(area, x, y, `A point of class ${add}.`, ink.text, (across, up) => {
    const detail: AddedPoint = { values: { [x.name]: across, [y.name]: up }, label: Number(add) };
    pad.dispatchEvent(new CustomEvent("point", { detail, bubbles: true, composed: true }));
  });
  return pad;
}

const symbols = ["circle", "square2", "triangle", "diamond2", "cross", "star"] as const;

function draw(
  dots: readonly Dot[],
  names: readonly string[] | undefined,
  x: Axis,
  y: Axis,
  field: Field,
  width: number,
  ink: Ink,
  Plot: Plotting,
): HTMLElement {
  const [left, top, right, bottom] = [52, 28, 10, 42];
  const height = Math.min(370, Math.round(width * 0.86));
  const canvas = document.createElement("canvas");
  const [wide, high] = [width - left - right, height - top - bottom];
  const dense = Math.min(2, globalThis.devicePixelRatio || 1);
  Object.assign(canvas, { width: Math.round(wide * dense), height: Math.round(high * dense) });
  Object.assign(canvas.style, {
    position: "absolute",
    left: `${left}px`,
    top: `${top}px`,
    width: `${wide}px`,
    height: `${high}px`,
    borderRadius: "3px",
  });
  paintSurface(canvas, field, ink);
  const shown = thinned(dots, mostDots);
  const shade = ([low, top]: readonly [number, number]) => ({
    type: "linear" as const,
    domain: [low, top],
    range: [ink.low, ink.high],
  });
  const paint = ({ truth }: Dot) => (names ? seriesOf(ink, truth) : truth);
  const dotsOf = (held: boolean) =>
    Plot.dot(
      shown.filter((dot) => dot.held === held),
      {
        x: "x",
        y: "y",
        fill: paint,
        stroke: held ? ink.text : ink.card,
        strokeWidth: held ? 1.6 : 0.8,
        r: names ? 3.6 : 4,
        ...(names ? { symbol: ({ truth }: Dot) => symbols[Math.max(0, truth) % symbols.length]! } : {}),
      },
    );
  const chart = Plot.plot({
    width,
    height,
    marginLeft: left,
    marginTop: top,
    marginRight: right,
    marginBottom: bottom,
    style: { ...font, color: ink.quiet, position: "relative" } as never,
    x: {
      domain: [x.low, x.high],
      label: visible(x.name, 40),
      labelArrow: false,
      ticks: Math.max(2, Math.floor(wide / 90)),
    },
    y: { domain: [y.low, y.high], label: visible(y.name, 40), labelArrow: false, ticks: 5 },
    color: names ? { type: "identity" } : shade(field.range),
    symbol: { type: "identity" } as never,
    marks: [dotsOf(false), dotsOf(true)],
  });
  const whole = document.createElement("div");
  whole.style.cssText = `position:relative;width:${width}px`;
  whole.append(canvas, names ? withClasses(chart, names, width, height, ink, Plot) : chart);
  return whole;
}

/** The classes with their signs, below. */
function withClasses(
  chart: Element,
  names: readonly string[],
  width: number,
  height: number,
  ink: Ink,
  Plot: Plotting,
): Element {
  const shown = names.slice(0, 12).map((name) => visible(name, 24));
  const longest = Math.max(...shown.map((name) => widthOf(name))) + 34;
  const across = Math.max(1, Math.min(shown.length, Math.floor((width - 44) / longest)));
  const rows = Math.ceil(shown.length / across);
  const signs = Plot.plot({
    width,
    height: rows * 22 + 4,
    margin: 0,
    marginLeft: 52,
    style: { ...font, color: ink.text },
    x: { axis: null, domain: [0, Math.max(1, (width - 52) / longest)] },
    y: { axis: null, domain: [rows, 0] },
    symbol: { type: "identity" } as never,
    color: { type: "identity" },
    marks: [
      Plot.dot(shown, {
        x: (_: string, i: number) => (i % across) + 8 / longest,
        y: (_: string, i: number) => Math.floor(i / across) + 0.5,
        fill: (_: string, i: number) => seriesOf(ink, i),
        symbol: (_: string, i: number) => symbols[i % symbols.length]!,
        r: 4.5,
      }),
      Plot.text(shown, {
        x: (_: string, i: number) => (i % across) + 20 / longest,
        y: (_: string, i: number) => Math.floor(i / across) + 0.5,
        text: (name: string) => name,
        textAnchor: "start",
        fill: ink.text,
      }),
    ],
  });
  signs.setAttribute("y", String(height));
  const high = height + rows * 22 + 4;
  const whole = svg("svg", { width, height: high, viewBox: `0 0 ${width} ${high}`, "font-size": 13 }, chart, signs);
  whole.style.position = "relative";
  return whole;
}
