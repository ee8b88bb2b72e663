// What step 3 can find out, in the order of the page.
import { crossValidation } from "./kf-cross-validation.js";
import { interval } from "./kf-interval.js";
import { leakage } from "./kf-leakage.js";
import { learningCurve } from "./kf-learning-curve.js";
import { reliance } from "./kf-reliance.js";
import { tuning } from "./kf-tuning.js";
import { validationCurve } from "./kf-validation-curve.js";
import type { Store } from "../store/store.js";
import type { Study } from "./study.js";

export const studies: readonly Study[] = [
  crossValidation,
  interval,
  validationCurve,
  tuning,
  learningCurve,
  reliance,
  leakage,
];

/** What was found out about a fitted pipeline, for the card of its file. */
export const foundOut = (store: Store, fitKey: string): object =>
  Object.assign({}, ...studies.map(({ card }) => card?.(store, fitKey))) as object;
