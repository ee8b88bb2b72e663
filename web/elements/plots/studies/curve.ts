import type { Tensor } from "../../../lib/index.js";
import { short } from "../../shared/words.js";
import type { Figure, Plotting } from "../figure.js";
import { seriesOf, type Ink } from "../ink.js";
import { valueAxis, type ValueAxis } from "./axis.js";
import { apart, bandsOf, domainOf, styled, widthOf, withRoom, type Band, type Bounds } from "./scores.js";

/** Scores with each of several values, of rows that are told apart by what they are for. */
export interface Curve {
  readonly title: string;
  /** What the values are of. */
  readonly axis: string;
  readonly values: readonly unknown[];
  readonly shown: (value: unknown) => string;
  readonly parts: readonly { readonly name: string; readonly scores: Tensor }[];
  readonly score: string;
  readonly bounds: Bounds;
  /** The value that is marked. */
  readonly best?: number | undefined;
  readonly note?: string;
}

interface Point extends Band {
  readonly part: number;
  readonly name: string;
  readonly at: number;
  readonly number: boolean;
  readonly best: boolean;
}

/** Mean scores along the values, with a band of one standard deviation over the folds. */
export function curveFigure(curve: Curve): Figure {
  const { axis, score, parts, bounds } = curve;
  const bands = parts.map(({ scores }) => bandsOf(scores, bounds));
  return {
    title: curve.title,
    widest: 620,
    words: inWords(curve, bands),
    note: curve.note ?? "The bands are one standard deviation over the folds to each side.",
    draw: (width, ink, plot) => drawCurve(curve, bands, width, ink, plot),
    columns: [axis, ...parts.flatMap(({ name }) => [`${score}, ${name}: mean`, `${score}, ${name}: std`])],
    rows: () =>
      curve.values.map((value, i) => [
        typeof value === "number" ? value : curve.shown(value),
        ...bands.flatMap((part) => [part[i]!.mean, part[i]!.deviation]),
      ]),
  };
}

function inWords({ axis, values, shown, parts, score }: Curve, bands: readonly Band[][]): string {
  const told = parts.map(({ name }, part) => {
    const all = bands[part]!;
    const [first, last] = [all[0], all.at(-1)];
    return first && last ? `${name} from ${short(first.mean)} to ${short(last.mean)}` : name;
  });
  return `${score} for ${axis} from ${shown(values[0])} to ${shown(values.at(-1))}: ${told.join("; ")}.`;
}

function drawCurve(curve: Curve, bands: readonly Band[][], width: number, ink: Ink, Plot: Plotting): Element {
  const { parts, score, bounds } = curve;
  const axis = valueAxis(curve.values, curve.shown);
  const points = bands.flatMap((all, part) =>
    all.map((band, i): Point => ({
      ...band,
      part,
      name: parts[part]!.name,
      at: axis.places[i]!.at,
      number: axis.places[i]!.number,
      best: part === 0 && i === curve.best,
    })),
  );
  const known = points.filter(({ mean }) => Number.isFinite(mean));
  const domain = domainOf(
    known.flatMap(({ low, high }) => [low, high]),
    bounds,
  );
  const height = Math.round(Math.min(300, Math.max(220, width * 0.6)));
  const named = parts.length > 1;
  const roomy = named && width >= 440;
  const margins = {
    marginLeft: 54,
    marginTop: named && !roomy ? 66 : 30,
    marginBottom: 44,
    marginRight: roomy ? 24 + Math.max(...parts.map(({ name }) => widthOf(name))) : 18,
  };
  const colour = ({ part }: Point) => seriesOf(ink, part);
  const line = known.filter(({ number }) => number).sort((a, b) => a.at - b.at);
  const alone = known.filter(({ number }) => !number);
  return Plot.plot({
    width,
    height,
    ...margins,
    style: styled(ink),
    x: { domain: [0, 1], ...ticksOf(axis, width - margins.marginLeft - margins.marginRight), label: null, inset: 8 },
    y: { domain, label: score, labelArrow: false, ticks: 5, grid: true, tickFormat: short },
    marks: [
      Plot.areaY(line, { x: "at", y1: "low", y2: "high", z: "name", fill: colour, fillOpacity: 0.16 }),
      ...(axis.border === undefined
        ? []
        : [Plot.ruleX([axis.border], { stroke: ink.quiet, strokeDasharray: "2,3", strokeOpacity: 0.7 })]),
      Plot.line(line, { x: "at", y: "mean", z: "name", stroke: colour, strokeWidth: 2 }),
      Plot.ruleX(alone, {
        x: "at",
        y1: "low",
        y2: "high",
        stroke: colour,
        strokeOpacity: 0.45,
        strokeWidth: 5,
        dx: ({ part }: Point) => part,
      } as never),
      Plot.dot(known, { x: "at", y: "mean", fill: colour, symbol: ({ part }: Point) => symbols[part % 2]!, r: 3.6 }),
      Plot.dot(
        known.filter(({ best }) => best),
        {
          x: "at",
          y: "mean",
          stroke: ink.text,
          strokeWidth: 1.8,
          r: 7,
        },
      ),
      ...(named ? names(curve, known, roomy, domain, height, margins, ink, Plot) : []),
      Plot.text([`${curve.axis}${axis.scale === "log" ? ", by factors" : ""}`], {
        frameAnchor: "bottom",
        dy: 38,
        fill: ink.quiet,
      }),
    ],
  });
}

const symbols = ["circle", "square"] as const;

/** A tick for each value whose label has room. */
function ticksOf({ places }: ValueAxis, width: number) {
  const all = [...new Map(places.map((place) => [place.at, place])).values()].sort((a, b) => a.at - b.at);
  const kept = withRoom(
    all.map(({ at }) => at * width),
    all.map(({ text }) => widthOf(text)),
  ).map((i) => all[i]!);
  const texts = new Map(kept.map(({ at, text }) => [at, text]));
  return { ticks: [...texts.keys()], tickFormat: (at: number) => texts.get(at) ?? "" };
}

/** At the ends of the lines, apart from each other; where there is no room for that, above. */
function names(
  { parts }: Curve,
  points: readonly Point[],
  roomy: boolean,
  domain: Bounds,
  height: number,
  { marginTop, marginBottom }: { marginTop: number; marginBottom: number },
  ink: Ink,
  Plot: Plotting,
) {
  if (!roomy) {
    return parts.map(({ name }, part) =>
      Plot.text([`${part ? "■" : "●"} ${name}`], {
        frameAnchor: "top-left",
        textAnchor: "start",
        dx: -50,
        dy: -44 + part * 18,
        fill: seriesOf(ink, part),
        fontWeight: 600,
      }),
    );
  }
  const ends = parts.map((_, part) => {
    const own = points.filter((point) => point.part === part);
    return own.reduce((last, point) => (point.at >= last.at ? point : last), own[0]!);
  });
  if (ends.some((end) => end === undefined)) return [];
  const gap = (16 * (domain[1] - domain[0])) / (height - marginTop - marginBottom);
  const places = apart(
    ends.map(({ mean }) => mean),
    gap,
    domain,
  );
  return [
    Plot.text(ends, {
      x: () => 1,
      y: (_: Point, i: number) => places[i]!,
      text: "name",
      dx: 16,
      textAnchor: "start",
      fill: ({ part }: Point) => seriesOf(ink, part),
      fontWeight: 600,
    }),
  ];
}
