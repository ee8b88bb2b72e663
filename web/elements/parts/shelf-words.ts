// What is said below the shelf: what an import did, and how long a browser keeps what a page stores.
import { html, nothing, type TemplateResult } from "lit";
import type { StorageEstimate } from "../../lib/index.js";
import { foreign } from "../shared/foreign.js";
import { notice } from "../shared/part.js";
import { bytesInWords, count, listed } from "../shared/words.js";
import type { Imported } from "../state/imported.js";

const mostListed = 50;

export function importReport({ from, taken, there, refused, others, listDamaged }: Imported, close: () => void) {
  const line = (file: string, said: TemplateResult | string) => html`<li><bdi>${foreign(file, 80)}</bdi>: ${said}</li>`;
  const name = (text: string) => html`“${foreign(text, 80)}”`;
  const special = taken.filter(({ wanted, alike }) => wanted !== undefined || alike !== undefined);
  return html`<div class="panel padded stack small" role="status" data-imported>
    <p>
      From ${foreign(from, 80)}:
      <strong data-taken>${count(taken.length, "model")} imported</strong
      >${there.length ? `, ${there.length} there already` : ""}${refused.length ? `, ${refused.length} refused` : ""}.
      <button class="link" @click=${close}>Close</button>
    </p>
    ${
      refused.length
        ? html`<div>
            <h4>Refused</h4>
            <ul data-refused>
              ${refused.slice(0, mostListed).map(({ file, reason }) => line(file, html`${foreign(reason, 400)}`))}
              ${more(refused.length)}
            </ul>
          </div>`
        : nothing
    }
    ${
      special.length
        ? html`<ul data-renamed>
            ${special
              .slice(0, mostListed)
              .map(({ file, name: as, wanted, alike }) =>
                line(
                  file,
                  html`${wanted === undefined ? nothing : html`saved as ${name(as)}, as there is another ${name(wanted)}`}${wanted !== undefined && alike !== undefined ? "; " : nothing}${alike === undefined ? nothing : html`the same pipeline as ${name(alike)}, by its fingerprint`}`,
                ),
              )}
            ${more(special.length)}
          </ul>`
        : nothing
    }
    ${
      there.length
        ? html`<ul data-there>
            ${there.slice(0, mostListed).map(({ file, name: as }) => line(file, html`the same bytes as ${name(as)}; left as it is`))}
            ${more(there.length)}
          </ul>`
        : nothing
    }
    ${listDamaged ? html`<p class="warn-ink" data-list-damaged>Its list of names, dates, tags and notes is damaged; models have the names of their files.</p>` : nothing}
    ${others.length ? html`<p class="quiet">No models, and left aside: ${foreign(listed(others.slice(0, 5)), 200)}${others.length > 5 ? ` and ${others.length - 5} more` : ""}.</p>` : nothing}
  </div>`;
}

const more = (many: number) =>
  many > mostListed ? html`<li class="quiet">and ${count(many - mostListed, "other", "others")}.</li>` : nothing;

/** @param answered What the browser said when it was asked to keep the models. */
export function storageWords(
  saved: number,
  { usage, quota, persisted }: StorageEstimate,
  answered: boolean | undefined,
  ask: () => void,
) {
  const full = usage !== undefined && quota ? usage / quota : 0;
  return html`<div class="small quiet storage" data-control="storage" data-storage>
    <p>
      ${count(saved, "model")} in this browser's storage for this
      site${usage !== undefined && quota ? `, ${bytesInWords(usage)} of ${bytesInWords(quota)} in use` : ""}.
      ${
        persisted
          ? "The browser has agreed to keep them until you delete them."
          : html`The browser may clear them when it needs room<span data-with="download"
                >; a downloaded file is yours</span
              >.
              ${
                answered === false
                  ? html`<span role="status"
                      >Asked to keep them, it did not agree; it may when you use this page more.</span
                    >`
                  : html`<button class="link" @click=${ask}>Ask it to keep them</button>`
              }`
      }
    </p>
    <details>
      <summary>How to keep a model for good</summary>
      <ul class="ways">
        <li data-with="download">
          Download its file<span data-with="export">, or export all</span>, and put it where you keep what matters.
          <span data-with="verify open-file"
            >Opened again in step 5, today or in years, it proves that it predicts the same bytes.</span
          >
        </li>
        <li>
          ${
            persisted
              ? "This browser clears the storage of this site only when you tell it to: by clearing the site's data, or deleting the profile."
              : "Without such a promise a browser clears the storage of sites when the disk is full, the least used first; Safari does after seven days without a visit."
          }
        </li>
        <li>
          A private window forgets all of it when it is closed. In a page that embeds this one the models are kept for
          that page alone.
        </li>
      </ul>
    </details>
    ${
      full > 0.8
        ? notice("warn", {
            message: `The browser's room for this site is ${Math.round(full * 100)} % full.`,
            hint: "Delete saved models, or download what you want to keep.",
          })
        : nothing
    }
  </div>`;
}
