// Pictures of a fit, in the order of the page.
import { againstTruth } from "./against-truth.js";
import { confusion } from "./confusion.js";
import type { FitPlot } from "./fit-plot.js";

export const fitPlots: readonly FitPlot[] = [confusion, againstTruth];
