import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { define } from "../shared/define.js";
import { Part } from "../shared/part.js";
import { count } from "../shared/words.js";
import { mostCandidates, type StudyChoice } from "../state/choices.js";
import { checkStyles, trainCheck } from "./train-check.js";

/** How the candidates of a search are found, and what is scored of them. Sends `choose` with what is chosen. */
export class KfSearchChoice extends Part {
  static override properties = { study: { attribute: false }, grid: { type: Number } };
  declare study: StudyChoice;
  /** How many candidates the whole grid has. */
  declare grid: number;

  override render() {
    const { search, n_iter, train_scores } = this.study;
    return html`<div class="row end">
      <div class="field">
        <label for="search">Candidates</label>
        <select
          id="search"
          class="pick"
          @change=${(event: Event) => this.send("choose", { search: (event.target as HTMLSelectElement).value })}
        >
          <option value="grid" .selected=${live(search === "grid")}>all of the grid</option>
          <option value="random" .selected=${live(search === "random")}>some, drawn at random</option>
        </select>
      </div>
      ${
        search === "random"
          ? html`<div class="field">
              <label for="n_iter">How many</label>
              <input
                class="typed"
                id="n_iter"
                type="number"
                min="1"
                max=${mostCandidates}
                step="1"
                .value=${live(String(n_iter))}
                @change=${(event: Event) => this.#draw(event.target as HTMLInputElement)}
              />
            </div>`
          : nothing
      }
      ${trainCheck(train_scores, (checked) => this.send("choose", { train_scores: checked }))}
      ${search === "random" && this.grid ? html`<p class="small quiet">Of ${count(this.grid, "combination")}, drawn with the seed of the split.</p>` : nothing}
    </div>`;
  }

  #draw(input: HTMLInputElement): void {
    const n_iter = Math.min(mostCandidates, Math.max(1, Math.round(Number(input.value) || 10)));
    input.value = String(n_iter);
    this.send("choose", { n_iter });
  }

  static override styles = [
    ...Part.styles,
    checkStyles,
    css`
      .row {
        gap: 12px 18px;
      }
      .typed {
        width: 84px;
        font-variant-numeric: tabular-nums;
      }
      p {
        flex-basis: 100%;
      }
    `,
  ];
}
define("kf-search-choice", KfSearchChoice);
