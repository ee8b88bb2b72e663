// What may be left out beside whole steps: every `data-control` of the page, as `hide` names it. Names are promises.

/** The controls of a step of the page; `title`: those around the steps. */
export interface StepControls {
  readonly step: string;
  /** What the page calls it. */
  readonly title: string;
  /** What each is, by its name. */
  readonly controls: Readonly<Record<string, string>>;
}

export const controlNames: readonly StepControls[] = [
  {
    step: "title",
    title: "Title and frame",
    controls: {
      history: "Undo and redo",
      frame: "The switch between one view and step by step",
      steps: "The list of the steps",
    },
  },
  {
    step: "data",
    title: "Data",
    controls: {
      samples: "The samples to choose from",
      "own-file": "A file of one's own",
      drawn: "The drawn data to choose from",
      examples: "The examples, with what to try",
      target: "The target and the task",
      task: "The task alone: a number or a class",
      draw: "All that data are drawn with",
      "draw-sliders": "The sliders of drawn data",
      "draw-more": "The other parameters of drawn data",
      "draw-python": "The lines of Python that draw the same",
      points: "Points of one's own",
      findings: "What was found out about the file",
      table: "The table of the data",
      kinds: "The kinds of the columns",
      reading: "How the file was read",
    },
  },
  {
    step: "pipeline",
    title: "Pipeline",
    controls: {
      reset: "The way back to the proposal",
      boxes: "The pipeline as boxes",
      build: "All that changes its shape: menus, keys, dragging",
      editor: "All that can be set of a box",
      estimator: "Which estimator a box is",
      columns: "The columns of a part",
      params: "The hyperparameters",
      "more-params": "The hyperparameters below “More”",
      "before-after": "The first rows before and after a step",
      code: "The pipeline as code",
    },
  },
  {
    step: "fit",
    title: "Fit and evaluate",
    controls: {
      split: "How the rows are split, with the seed",
      seed: "The seed of the split alone",
      live: "The switch “Fit on every change”",
      "fit-button": "The button that fits",
      scores: "The scores beside the baseline",
      pictures: "All pictures of the fit",
      "picture-titles": "The choice of pictures",
      "picture-confusion": "Picture: true against predicted class",
      "picture-against-truth": "Picture: predicted against true value",
      "picture-surface": "Picture: decision surface",
      "picture-threshold": "Picture: threshold",
      "picture-roc": "Picture: ROC curve",
      "picture-precision-recall": "Picture: precision and recall",
      "picture-calibration": "Picture: calibration",
      "picture-residuals": "Picture: residuals",
      "picture-coefficients": "Picture: coefficients",
      "picture-importances": "Picture: importances",
      "picture-tree": "Picture: tree",
      "picture-rounds": "Picture: score per round",
      "figure-files": "Figures as tables and files",
      studies: "All studies",
      "cross-validation": "Study: cross-validation",
      interval: "Study: interval of the score",
      "validation-curve": "Study: validation curve",
      tuning: "Study: tuning",
      "learning-curve": "Study: learning curve",
      reliance: "Study: what it relies on",
      leakage: "Study: leakage",
      validation: "How studies validate: folds, splitter, metrics",
    },
  },
  {
    step: "save",
    title: "Save",
    controls: {
      saving: "All that saves",
      "save-name": "The name to save under",
      proof: "The choice of proof rows",
      sign: "The signature",
      shelf: "All saved models",
      find: "Finding and sorting saved models",
      load: "Loading a saved model",
      note: "Renaming, tags and a note",
      duplicate: "Duplicating a saved model",
      delete: "Deleting a saved model",
      download: "The download of a file",
      companion: "The download of its card as JSON",
      "compare-two": "Choosing two to compare",
      export: "The export of all",
      import: "The import",
      storage: "What is said of the browser's storage",
      "hand-on": "All that hands on",
      link: "A link to what is chosen",
      "model-link": "A link with the model in it",
      "model-page": "One page that opens by itself",
      "hand-over": "All that hands over to other programs",
      "hand-onnx": "The model as ONNX",
      "onnx-run": "Running the ONNX file here",
      "hand-pmml": "The model as PMML",
      "hand-skops": "The model for scikit-learn",
      "hand-python": "The recipe as Python code",
      "hand-zip": "The folder for MLflow, DVC and Hugging Face",
      teachers: "For teachers",
    },
  },
  {
    step: "verify",
    title: "Load and verify",
    controls: {
      "load-saved": "The choice of a saved model to load",
      "open-file": "Opening a file",
      "bring-back": "Bringing back how a file was made",
      "compare-python": "Comparing with what Python predicted",
      "side-by-side": "Predictions side by side",
      contents: "What the file holds",
      bytes: "The bytes of the file, and what breaks",
      hex: "Its bytes in hex",
      break: "Breaking a copy",
      refit: "Fitting it again",
      pickles: "Pickles made to mislead",
    },
  },
  {
    step: "use",
    title: "Use",
    controls: {
      form: "The form and its answer",
      why: "Why this answer",
      batch: "Predictions for a whole file",
    },
  },
  {
    step: "compare",
    title: "Compare",
    controls: {
      "open-to-compare": "Opening files to compare",
      differences: "What differs, value by value",
      sizes: "Sizes of the steps",
    },
  },
  {
    step: "gallery",
    title: "Gallery",
    controls: { "open-hostile": "Opening a file of the gallery in step 5" },
  },
];

const told = new Set<string>();

/** Says of names that stand among those of controls, once each, that there is nothing they could mean. */
export function tellUnknown(names: readonly string[], steps: readonly string[]): void {
  const known = controlNames.flatMap(({ controls }) => Object.keys(controls));
  const unknown = names.filter((name) => !known.includes(name) && !told.has(name));
  for (const name of unknown) told.add(name);
  if (unknown.length)
    console.warn(
      `keepfit-playground: there is nothing called ${unknown.join(", ")} to show or to hide. ` +
        `Steps: ${steps.join(", ")}. Controls, which can be hidden: ${known.join(", ")}.`,
    );
}
