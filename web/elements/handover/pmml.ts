import { count } from "../shared/words.js";
import type { Form } from "./form.js";
import { few, stepsOf, unusedInWords } from "./form.js";

export const pmml: Form = {
  id: "pmml",
  control: "hand-pmml",
  title: "PMML",
  about: "An XML file for scoring engines, which check it by the proof rows in it before they answer.",
  async make({ name, model, description }) {
    const { text, report } = await model.toPmml();
    return {
      file: `${name}.pmml`,
      content: new Blob([text], { type: "application/xml" }),
      facts: [
        ["Steps", few(stepsOf(description), 12)],
        ["Written as", "PMML 4.4"],
        [
          "Verifies itself by",
          report.verification ? count(report.verification, "proof row") : "nothing: the file has no proof rows",
        ],
      ],
      left: [...unusedInWords(description), "The signature, for which PMML has no place."],
      notes: report.notes,
    };
  },
};
