import type { Figure, Plotting } from "../figure.js";
import type { Ink } from "../ink.js";
import { bestInWords, nameOf, shareOf, tableOf, valuesTried, type Searched } from "./candidates.js";
import { styled, widthOf } from "./scores.js";

/** A search over two hyperparameters: a cell for each pair of values, the darker the better. */
export function searchHeat(searched: Searched): Figure {
  const [across, down] = searched.paths.map(nameOf);
  return {
    title: `${searched.score} by ${across} and ${down}`,
    widest: 620,
    words: `${searched.score} for each ${across} and ${down}. ${bestInWords(searched)}`,
    note: "The stronger the colour the better; the best is framed.",
    draw: (width, ink, plot) => drawHeat(searched, width, ink, plot),
    ...tableOf(searched),
  };
}

function drawHeat(searched: Searched, width: number, ink: Ink, Plot: Plotting): Element {
  const { candidates, paths, shown } = searched;
  const [across = "", down = ""] = paths;
  const share = shareOf(searched);
  const cells = candidates
    .filter(({ mean }) => Number.isFinite(mean))
    .map((candidate) => ({
      x: shown(candidate.params[across]),
      y: shown(candidate.params[down]),
      best: candidate === candidates[0],
      share: share(candidate.mean),
      text: candidate.mean.toFixed(3),
    }));
  type Each = (typeof cells)[number];
  const [columns, rows] = [valuesTried(searched, across).map(shown), valuesTried(searched, down).map(shown)];
  const marginLeft = Math.min(width * 0.4, 24 + Math.max(nameOf(down).length, ...rows.map((row) => row.length)) * 7.2);
  const side = Math.min(92, (width - marginLeft - 10) / columns.length);
  const tilted = Math.max(...columns.map(widthOf)) > side - 4;
  const best = cells.filter((cell) => cell.best);
  return Plot.plot({
    width: Math.round(marginLeft + columns.length * side + 10),
    height: rows.length * 36 + (tilted ? 104 : 62),
    marginLeft,
    marginTop: tilted ? 92 : 50,
    marginBottom: 8,
    marginRight: 10,
    padding: 0.05,
    style: styled(ink),
    color: { type: "linear", domain: [0, 1], range: [ink.low, ink.high] },
    x: {
      axis: "top",
      domain: columns,
      label: nameOf(across),
      labelAnchor: "right",
      labelArrow: false,
      tickSize: 0,
      ...(tilted ? { tickRotate: -40 } : {}),
    },
    y: { domain: rows, label: nameOf(down), labelAnchor: "top", labelArrow: false, tickSize: 0 },
    marks: [
      Plot.cell(cells, { x: "x", y: "y", fill: "share", rx: 4 }),
      Plot.cell(best, { x: "x", y: "y", stroke: ink.text, strokeWidth: 2.2, fill: "none", rx: 4 }),
      ...(side >= 42
        ? [
            Plot.text(cells, {
              x: "x",
              y: "y",
              text: "text",
              fill: ({ share }: Each) => (share > 0.62 ? ink.onHigh : ink.text),
              fontWeight: 600,
            }),
          ]
        : []),
    ],
  });
}
