import type { LastStep, Tensor } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count, listed, short } from "../shared/words.js";
import { bare, bars } from "./bars.js";
import { chosenClass, classControl } from "./calibration.js";
import type { FitPlot, Shown } from "./fit-plot.js";

/** So many fit into a picture; the others stand in its table. */
export const mostBars = 20;

export const coefficients: FitPlot = {
  name: "coefficients",
  title: "Coefficients",
  suits: (_, { last }) => last.attributes.includes("coef_"),
  async make(_, ask, chosen) {
    const [learned, { description }] = await Promise.all([ask.learned(), ask.about()]);
    const classes = Array.from((description.classes ?? []) as ArrayLike<string | number>, (label) => ({
      name: visible(String(label), 24),
    }));
    const rows = coefficientsOf(learned);
    const at = rows.length > 1 ? chosenClass(rows, chosen["class"]) : 0;
    // One row for two classes speaks of the second.
    const name = rows.length > 1 ? classes[at]?.name : classes.at(-1)?.name;
    const shown = draw(learned, rows[at]!, name, this.title);
    return rows.length > 1 && rows.length === classes.length
      ? { ...shown, controls: [classControl(classes, at)] }
      : shown;
  },
};

/** A row for each class; of two classes, and of numbers, one. */
export function coefficientsOf({ fitted, names }: LastStep): Float64Array[] {
  const found = fitted!.fitted["coef_"] as Float64Array | Tensor;
  const data = found instanceof Float64Array ? found : found.data;
  return Array.from({ length: data.length / names.length }, (_, row) =>
    data.subarray(row * names.length, (row + 1) * names.length),
  );
}

function draw(learned: LastStep, values: Float64Array, name: string | undefined, title: string): Shown {
  const sorted = bare(learned.names)
    .map((column, i) => ({ column, value: values[i]! }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const top = sorted.slice(0, mostBars);
  const logistic = learned.class.startsWith("LogisticRegression");
  const odds = (value: number) => `×${short(Math.exp(value))}`;
  const said = ({ column, value }: (typeof top)[number]) => `${visible(column, 40)} ${short(value)}`;
  return {
    figure: {
      title,
      words: `Coefficients of ${learned.class}${name ? ` for ${name}` : ""}, the largest first: ${listed(top.slice(0, 6).map(said))}.`,
      note: `${name ? `For ${name}. ` : ""}For one more in a column as the model gets it: scaled columns are counted in what they were scaled by.${
        logistic ? " Behind the bars: by how much that multiplies the odds." : ""
      }${sorted.length > top.length ? ` The first ${top.length} of ${count(sorted.length, "column")}; the table has all.` : ""}`,
      draw: (width, ink, plot) =>
        bars(
          top.map(({ column, value }) => ({ name: column, value, text: logistic ? odds(value) : short(value) })),
          "coefficient",
          width,
          ink,
          plot,
        ),
      columns: ["column", "coefficient", ...(logistic ? ["odds ratio"] : [])],
      rows: () => sorted.map(({ column, value }) => [column, value, ...(logistic ? [Math.exp(value)] : [])]),
    },
  };
}
