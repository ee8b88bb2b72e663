import type { Model, Reading } from "../../lib/index.js";
import { readingOf } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { readingIn } from "../state/card-reading.js";
import { fitKind, openedKind } from "../state/results.js";
import type { Store } from "./store.js";

/** What step 6 predicts with. */
export interface Current {
  readonly model: Model;
  readonly title: string;
  readonly target: string;
  readonly reading: Reading | undefined;
}

/** The model that was loaded, or else the one that was fitted. */
export function currentOf({ results }: Store): Current | undefined {
  const opened = results.get(openedKind);
  if (opened)
    return {
      model: opened.model,
      title: `“${visible(opened.name, 80)}”${opened.from === "page" ? "" : ", loaded in step 5"}`,
      target: String(opened.card.target?.["name"] ?? ""),
      reading: readingIn(opened.card),
    };
  const fit = results.get(fitKind);
  return (
    fit && {
      model: fit.model,
      title: "the pipeline fitted in step 3",
      target: fit.table.target,
      reading: readingOf(fit.table),
    }
  );
}
