import { visible } from "../shared/foreign.js";
import { count, listed, short } from "../shared/words.js";
import { bare, bars } from "./bars.js";
import { mostBars } from "./coefficients.js";
import type { FitPlot } from "./fit-plot.js";

export const importances: FitPlot = {
  name: "importances",
  title: "Importances",
  suits: (_, { last }) => last.attributes.includes("feature_importances_"),
  async make(_, ask) {
    const { names, fitted, class: what } = await ask.learned();
    const values = fitted!.fitted["feature_importances_"] as Float64Array;
    const sorted = bare(names)
      .map((column, i) => ({ column, value: values[i]! }))
      .sort((a, b) => b.value - a.value);
    const top = sorted.slice(0, mostBars);
    return {
      figure: {
        title: this.title,
        words: `Importances in ${what}, the largest first: ${listed(top.slice(0, 6).map(({ column, value }) => `${visible(column, 40)} ${short(value)}`))}.`,
        note: `How much each column makes nodes purer, on the rows fitted on, as shares of all. Columns of many values look better in it than they are.${
          sorted.length > top.length
            ? ` The first ${top.length} of ${count(sorted.length, "column")}; the table has all.`
            : ""
        }`,
        leads: { study: "reliance", words: "Find out what is lost when a column is shuffled" },
        draw: (width, ink, plot) =>
          bars(
            top.map(({ column, value }) => ({ name: column, value, text: short(value) })),
            "importance",
            width,
            ink,
            plot,
          ),
        columns: ["column", "importance"],
        rows: () => sorted.map(({ column, value }) => [column, value]),
      },
    };
  },
};
