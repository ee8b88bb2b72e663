// The lessons, in their order: a folder for each, with its text and what its checks wait for.

/** A page that teaches. */
export interface Listed {
  /** Its folder, and its address: lessons/NAME.html. */
  readonly name: string;
  readonly title: string;
  /** Where there is little room for that. */
  readonly short?: string;
  /** One sentence, for whoever chooses. */
  readonly about: string;
  /** How long it takes. */
  readonly minutes: number;
  /** The tag of the element that stands beside the text; a page to read has none. */
  readonly stage?: string;
}

export const lessons: readonly Listed[] = [
  {
    name: "saving",
    title: "Saving and loading models",
    about: "Fit a pipeline, lose it, save it, and assert that what comes back predicts the same bytes.",
    minutes: 15,
    stage: `<keepfit-playground id="stage" dataset="penguins"></keepfit-playground>`,
  },
  {
    name: "leakage",
    title: "Pipelines and leakage",
    about: "Why a scaler and a model belong in one object, and what a cross-validation says when they do not.",
    minutes: 10,
    // A model alone: the scaler is the reader's to put there.
    stage: `<keepfit-playground id="stage" dataset="wine"
          recipe='{"class":"Pipeline","params":{"steps":[["model",{"class":"KNeighborsClassifier","params":{}}]]}}'
        ></keepfit-playground>`,
  },
  {
    name: "lab",
    title: "Lab: from mixed columns to a tuned tree",
    about: "Encode, scale, cross-validate, tune max_depth, save the winner with its table, and load it elsewhere.",
    minutes: 15,
    stage: `<keepfit-playground id="stage" dataset="penguins"></keepfit-playground>
        <template id="other">
          <keepfit-playground id="second" dataset="penguins" show="verify use"></keepfit-playground>
        </template>
        <div class="other"></div>`,
  },
  {
    name: "embed",
    title: "Embed this in your tutorial",
    about: "One script and one tag, for plain pages, Markdown sites, frames and notebooks.",
    minutes: 5,
  },
  {
    name: "leaving",
    title: "When to leave the browser",
    short: "Leave the browser",
    about: "What a page is too small for, and the three lines that go on in Python, in MLflow and on a cluster.",
    minutes: 5,
  },
];
