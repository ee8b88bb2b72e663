// The steps of the page, in their order. Each is fetched when a page shows it.
import type { StepHead } from "./step.js";

export const steps: readonly StepHead[] = [
  { name: "data", title: "Data", pane: true, fetch: () => import("./kf-step-data.js") },
  { name: "pipeline", title: "Pipeline", pane: true, fetch: () => import("./kf-step-pipeline.js") },
  { name: "fit", title: "Fit and evaluate", tab: "Result", fetch: () => import("./kf-step-fit.js") },
  { name: "save", title: "Save", fetch: () => import("./kf-step-save.js") },
  { name: "verify", title: "Load and verify", tab: "Load", fetch: () => import("./kf-step-verify.js") },
  { name: "use", title: "Use", fetch: () => import("./kf-step-use.js") },
  { name: "compare", title: "Compare", fetch: () => import("./kf-step-compare.js") },
  { name: "gallery", title: "Gallery", fetch: () => import("./kf-step-gallery.js") },
];
