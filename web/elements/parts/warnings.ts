import { html, nothing, type TemplateResult } from "lit";
import type { Warning } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count, forThePage } from "../shared/words.js";

const shown = 8;

// What a fitted step keeps inside is no step of the recipe.
const inner = new Set(["_model", "best_estimator_"]);

/** The step a warning or refusal comes from, as the recipe's paths are written: `prepare__num__impute`. */
export const stepOf = (where: string): string =>
  Array.from(where.matchAll(/step '([^']*)'/g), ([, name]) => name!)
    .filter((name) => !inner.has(name))
    .join("__");

/** Warnings by the step they come from. */
export function byStep(warnings: readonly Warning[]): Map<string, Warning[]> {
  const found = new Map<string, Warning[]>();
  for (const warning of warnings) {
    const step = stepOf(warning.where);
    found.set(step, [...(found.get(step) ?? []), warning]);
  }
  return found;
}

/**
 * What the engine warned of, each once, with its step and how often. `of`: leaves the steps out, where they are plain.
 */
export function warningList(
  warnings: readonly Warning[] | undefined,
  of: "all" | "step" = "all",
): TemplateResult | typeof nothing {
  // They may come from a file, which may be anybody's.
  warnings = warnings?.filter?.(({ code, where, message, hint }) =>
    [code, where, message, hint].every((each) => typeof each === "string"),
  );
  if (!warnings?.length) return nothing;
  return html`<ul class="warnings" aria-label="Warnings">
    ${warnings.slice(0, shown).map(({ code, where, message, hint, count: times }) => {
      const step = stepOf(where).replaceAll("__", " › ");
      return html`<li class="notice warn" data-warning-code=${visible(code, 60)}>
        ${icon("warning")}
        <div>
          <strong>${visible(code, 60)}</strong>${of === "all" && step ? html` at ${visible(step, 80)}` : nothing}:
          <bdi>${visible(message, 600)}</bdi>
          ${hint ? html`<span class="quiet">${visible(forThePage(hint), 600)}</span>` : nothing}
          ${times > 1 ? html`<span class="quiet">(${count(times, "time")})</span>` : nothing}
        </div>
      </li>`;
    })}
    ${warnings.length > shown ? html`<li class="small quiet">and ${count(warnings.length - shown, "other", "others")}</li>` : nothing}
  </ul>`;
}
