// The steps of the page, in their order.
import { gallery } from "./gallery.js";
import { comparing } from "./kf-step-compare.js";
import { data } from "./kf-step-data.js";
import { fitting } from "./kf-step-fit.js";
import { pipeline } from "./kf-step-pipeline.js";
import { saving } from "./kf-step-save.js";
import { using } from "./kf-step-use.js";
import { verifying } from "./kf-step-verify.js";
import type { Step } from "./step.js";

export const steps: readonly Step[] = [data, pipeline, fitting, saving, verifying, using, comparing, gallery];
