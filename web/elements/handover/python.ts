import { recipeToPython } from "../../lib/python/index.js";
import { count } from "../shared/words.js";
import { few, stepsOf, type Form, type Given } from "./form.js";

/** The recipe as Python that fits it anew. */
export const scriptOf = ({ recipe, description: { classes } }: Given): string =>
  recipeToPython(recipe, { labels: classes && !(classes instanceof Float64Array) ? "text" : "number" });

export const python: Form = {
  id: "python",
  control: "hand-python",
  title: "Python code",
  about: "A script that builds the same pipeline in scikit-learn, fits it on your X and y, and saves it there.",
  make(given) {
    const text = scriptOf(given);
    return Promise.resolve({
      file: `${given.name}.py`,
      content: new Blob([text], { type: "text/x-python" }),
      facts: [
        ["Steps", few(stepsOf(given.description), 12)],
        ["Written as", count(text.trimEnd().split("\n").length, "line")],
      ],
      left: ["All that was learned: the script fits anew.", "The data: X and y are yours to load."],
      notes: [],
    });
  },
};
