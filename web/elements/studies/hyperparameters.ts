// Choosing a hyperparameter of the pipeline, for the studies that try values of one or several.
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { isProposed, type Tunable } from "../state/tunable.js";

/** A select of those to propose, by step. */
export const tunableSelect = (
  id: string,
  label: string,
  all: readonly Tunable[],
  choose: (found: Tunable) => void,
): TemplateResult => {
  const chosen = (event: Event) => {
    const select = event.target as HTMLSelectElement;
    const found = all.find(({ path }) => path === select.value);
    select.value = "";
    if (found) choose(found);
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} class="pick" @change=${chosen}>
      <option value="" .selected=${live(true)}>choose a hyperparameter ...</option>
      ${groups(all.filter(isProposed)).map(
        ([path, own]) =>
          html`<optgroup label="${path.replaceAll("__", " › ") || "pipeline"} (${own[0]!.node.recipe.class})">
            ${own.map((each) => html`<option value=${each.path}>${each.name}</option>`)}
          </optgroup>`,
      )}
    </select>
  </div>`;
};

function groups(all: readonly Tunable[]): [string, Tunable[]][] {
  const found = new Map<string, Tunable[]>();
  for (const each of all) found.set(each.node.path, [...(found.get(each.node.path) ?? []), each]);
  return [...found];
}

/** Whose hyperparameter it is, in words. */
export const ownerOf = (all: readonly Tunable[], path: string): string =>
  all.find((each) => each.path === path)?.node.recipe.class ?? path.replaceAll("__", " › ");
