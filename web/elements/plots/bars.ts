import { distinct, visible } from "../shared/foreign.js";
import type { Plotting } from "./figure.js";
import { font, type Ink } from "./ink.js";
import { widthOf } from "./layout.js";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Stands at the end of the bar. */
  readonly text: string;
}

/** Names without the parts of a ColumnTransformer before them, where they are told apart without. */
export function bare(names: readonly string[]): readonly string[] {
  const own = names.map((name) => name.slice(name.includes("__") ? name.lastIndexOf("__") + 2 : 0));
  return new Set(own).size === own.length ? own : names;
}

/** A bar for each name, to either side of nought. */
export function bars(all: readonly Bar[], label: string, width: number, ink: Ink, Plot: Plotting): Element {
  const most = Math.max(8, Math.floor((width * 0.42 - 18) / 7.2));
  const names = distinct(all.map(({ name }) => visible(name, 60)).map((name) => cut(name, most)));
  const shown = all.map((bar, i) => ({ ...bar, name: names[i]! }));
  const ends = Math.max(...all.map(({ text }) => widthOf(text, 12))) + 8;
  const [low, high] = [Math.min(0, ...all.map(({ value }) => value)), Math.max(0, ...all.map(({ value }) => value))];
  const marginLeft = Math.min(width * 0.46, 14 + Math.max(...names.map((name) => widthOf(name))));
  const text = (left: boolean) =>
    Plot.text(
      shown.filter(({ value }) => value < 0 === left),
      {
        x: "value",
        y: "name",
        text: "text",
        textAnchor: left ? "end" : "start",
        dx: left ? -4 : 4,
        fill: ink.text,
        fontSize: 12,
        fontVariant: "tabular-nums",
      },
    );
  return Plot.plot({
    width,
    height: shown.length * 25 + 52,
    marginLeft,
    marginTop: 6,
    marginBottom: 42,
    marginRight: 6,
    insetLeft: low < 0 ? ends : 0,
    insetRight: high > 0 ? ends : 0,
    style: { ...font, color: ink.quiet },
    x: {
      domain: [low, high],
      label,
      labelArrow: false,
      ticks: Math.max(2, Math.floor((width - marginLeft) / 110)),
      grid: true,
    },
    y: { domain: names, label: null, tickSize: 0 },
    marks: [
      Plot.barX(shown, {
        x: "value",
        y: "name",
        fill: ({ value }: Bar) => (value < 0 ? ink.series[1]! : ink.high),
        insetTop: 4,
        insetBottom: 4,
        rx: 2,
      }),
      Plot.ruleX([0], { stroke: ink.quiet }),
      text(true),
      text(false),
    ],
  });
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
