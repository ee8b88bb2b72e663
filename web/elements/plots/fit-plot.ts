import type { Fit } from "../state/results.js";
import type { Ink } from "./ink.js";

/** A picture of a fit on the held-out rows. */
export interface FitPlot {
  readonly title: string;
  suits(fit: Fit): boolean;
  draw(fit: Fit, width: number, ink: Ink): Element;
  /** The picture in words. */
  words(fit: Fit): string;
}
