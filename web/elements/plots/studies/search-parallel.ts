import { short } from "../../shared/words.js";
import type { Figure, Plotting } from "../figure.js";
import type { Ink } from "../ink.js";
import { valueAxis } from "./axis.js";
import { bestInWords, nameOf, shareOf, tableOf, valuesTried, type Searched } from "./candidates.js";
import { cut, styled, withRoom } from "./scores.js";

/** A search over more hyperparameters: an axis for each and one for the score, a line for each candidate. */
export function searchParallel(searched: Searched): Figure {
  const names = searched.paths.map(nameOf);
  return {
    title: `${searched.score} of each candidate`,
    widest: 720,
    words: `Candidates over ${names.join(", ")} and their ${searched.score}. ${bestInWords(searched)}`,
    note: "A line for each candidate, the stronger its colour the better; the best is the thick one.",
    draw: (width, ink, plot) => drawParallel(searched, width, ink, plot),
    ...tableOf(searched),
  };
}

/** So many lines can still be told apart; the best and the worst of more. */
const mostLines = 300;

function drawParallel(searched: Searched, width: number, ink: Ink, Plot: Plotting): Element {
  const { paths, shown, score } = searched;
  const known = searched.candidates.filter(({ mean }) => Number.isFinite(mean));
  const drawn = known.length > mostLines ? [...known.slice(0, mostLines / 2), ...known.slice(-mostLines / 2)] : known;
  const share = shareOf(searched);
  const axes = paths.map((path, axis) => {
    const values = valuesTried(searched, path);
    const { places } = valueAxis(values, shown);
    return { axis, name: nameOf(path), values, places, at: new Map(values.map((value, i) => [value, places[i]!.at])) };
  });
  const last = paths.length;
  const lines = drawn
    .map((candidate) => ({ candidate, share: share(candidate.mean) }))
    .reverse()
    .flatMap(({ candidate, share }) =>
      [...axes.map(({ axis, at }) => [axis, at.get(candidate.params[paths[axis]!])!]), [last, share]].map(
        ([axis, at]) => ({
          axis: axis!,
          at: at!,
          share,
          line: candidate.rank === 1 && candidate === searched.candidates[0] ? "best" : drawn.indexOf(candidate),
        }),
      ),
    );
  const height = 316;
  const inner = height - 88;
  const room = (width - 60) / Math.max(1, last);
  const labels = axes.flatMap(({ axis, places }) =>
    withRoom(
      places.map(({ at }) => at * inner),
      places.map(() => 13),
      2,
    ).map((i) => ({ axis, ...places[i]!, text: cut(places[i]!.text, room - 14) })),
  );
  const [worst, best] = [known.at(-1)!.mean, known[0]!.mean];
  const ends = [
    { axis: last, at: 1, text: short(Number(best.toPrecision(3))) },
    ...(best > worst ? [{ axis: last, at: 0, text: short(Number(worst.toPrecision(3))) }] : []),
  ];
  // Where names would meet, every other one stands higher.
  const stairs = room < 130;
  const names = [...axes.map(({ name }) => name), score];
  const titles = names.map((name, axis) => ({
    axis,
    name: cut(
      name,
      room * (stairs ? (axis === 0 || axis === last ? 1.2 : 1.35) : axis === 0 || axis === last ? 0.7 : 0.95),
    ),
    dy: stairs && axis % 2 === 0 ? -40 : -22,
    anchor: axis === 0 ? ("start" as const) : axis === last ? ("end" as const) : ("middle" as const),
  }));
  const named = titles.map(({ dy, anchor, ...title }) =>
    Plot.text([title], {
      x: "axis",
      y: () => 1,
      text: "name",
      dy,
      dx: anchor === "end" ? 40 : 0,
      textAnchor: anchor,
      fill: ink.text,
      fontWeight: 600,
    }),
  );
  return Plot.plot({
    width,
    height,
    marginTop: 60,
    marginBottom: 28,
    marginLeft: 14,
    marginRight: 46,
    style: styled(ink),
    x: { type: "linear", domain: [0, last], axis: null },
    y: { domain: [0, 1], axis: null },
    color: { type: "linear", domain: [0, 1], range: [ink.low, ink.high] },
    marks: [
      Plot.ruleX([...axes.keys(), last], { stroke: ink.quiet, strokeOpacity: 0.5 }),
      Plot.line(
        lines.filter(({ line }) => line !== "best"),
        { x: "axis", y: "at", z: "line", stroke: "share", strokeWidth: 1.4, strokeOpacity: 0.85, curve: "monotone-x" },
      ),
      Plot.line(
        lines.filter(({ line }) => line === "best"),
        { x: "axis", y: "at", stroke: ink.text, strokeWidth: 3, curve: "monotone-x" },
      ),
      Plot.text([...labels, ...ends], {
        x: "axis",
        y: "at",
        text: "text",
        dx: 5,
        textAnchor: "start",
        fill: ink.text,
        stroke: ink.card,
        strokeWidth: 4,
      }),
      ...named,
    ],
  });
}
