import { html } from "lit";
import { galleryKind } from "../actions/gallery.js";
import type { Step } from "./step.js";

/** Its element is fetched when a page shows it. */
export const gallery: Step = {
  name: "gallery",
  title: "Gallery",
  draw: (store) => html`<kf-step-gallery .store=${store}></kf-step-gallery>`,
  isDone: ({ results, jobs }) => !jobs.work("gallery") && (results.get(galleryKind)?.receptions.size ?? 0) > 0,
};
