// Pictures of a fit, in the order of the page: the first that suit it are open.
import { againstTruth } from "./against-truth.js";
import { calibration } from "./calibration.js";
import { coefficients } from "./coefficients.js";
import { confusion } from "./confusion.js";
import { decisionSurface } from "./decision-surface.js";
import type { FitPlot } from "./fit-plot.js";
import { importances } from "./importances.js";
import { precisionRecall } from "./precision-recall.js";
import { residuals } from "./residuals.js";
import { roc } from "./roc.js";
import { rounds } from "./rounds.js";
import { threshold } from "./threshold.js";
import { tree } from "./tree.js";

export const fitPlots: readonly FitPlot[] = [
  confusion,
  againstTruth,
  decisionSurface,
  threshold,
  roc,
  precisionRecall,
  calibration,
  residuals,
  coefficients,
  importances,
  tree,
  rounds,
];
