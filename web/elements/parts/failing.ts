import { html, type TemplateResult } from "lit";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count } from "../shared/words.js";
import type { Failing } from "../state/arrives.js";

/** What arrives and is not taken, in short. */
export const troubleIn: Readonly<Record<Failing["trouble"], string>> = {
  text: "text arrives",
  missing: "missing values arrive",
  negative: "negative numbers arrive",
  infinite: "infinite values arrive",
};

const refuses: Readonly<Record<Failing["trouble"], string>> = {
  text: "takes no text",
  missing: "takes no missing values",
  negative: "takes no negative numbers",
  infinite: "takes no infinite values",
};

/** A step that will fail, why, and what would mend it: `mend` is called for that. */
export function failingNotice(
  name: string,
  estimator: string,
  failing: Failing,
  remedy: string | undefined,
  mend: () => void,
): TemplateResult {
  const { columns, trouble } = failing;
  const named = columns.filter((column) => column.name !== "");
  const which = named.length === 1 ? html`in ${foreign(named[0]!.name, 60)}` : `in ${count(columns.length, "column")}`;
  return html`<div class="notice warn" data-failing=${trouble}>
    ${icon("warning")}
    <div>
      <strong>${visible(name, 60)} will fail:</strong> ${visible(estimator, 60)} ${refuses[trouble]}, and
      ${troubleIn[trouble]} ${which}.
      ${
        remedy
          ? html`<button class="link" data-act="mend" data-control="build" @click=${mend}>
              Put ${visible(remedy, 60)} before it
            </button>`
          : ""
      }
    </div>
  </div>`;
}
