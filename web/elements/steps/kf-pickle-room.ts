import { css, html, nothing, type TemplateResult } from "lit";
import { groups, honest, leftOut, scanners, type RoomFile, type Verdict } from "../gallery/pickles.js";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { count, listed } from "../shared/words.js";

const all = groups.flatMap(({ files }) => files);

const words: Readonly<Record<Verdict, string>> = {
  flags: "warns",
  clean: "clean",
  error: "cannot read it",
  "not scanned": "not looked at",
};

const codes: Readonly<Record<string, string>> = {
  harmful: "Refused as harmful",
  not_taken: "Refused: holds no model it has",
  bad_source: "Refused: not as scikit-learn writes",
  compressed: "Refused: packed",
  damaged: "Refused: damaged",
};

/** Pickles made to mislead, what they try, and what is said of them. Sends `file` with one that is to be opened. */
export class KfPickleRoom extends Part {
  override render() {
    return html`<p class="small">
        ${count(all.length, "pickle")} made again for this page after what was found in the wild and in reports on
        scanners. What they would run is <code>id</code>, which prints who one is. Open one: it is looked into like any
        other file, and nothing of it is run.
      </p>
      ${this.#sums()} ${groups.map(({ title, files }, i) => this.#group(title, files, i === 0))}`;
  }

  #sums(): TemplateResult {
    const refused = all.filter((each) => each.refused).length;
    return html`<ul class="small sums">
        <li>
          <strong>Keepfit</strong> takes a model out of ${refused === all.length ? "none" : all.length - refused} of
          them: what it does not know by name and shape it does not read.
        </li>
        ${scanners.map(({ name, version, flagsHonest, errsHonest }, i) => {
          const said = (verdict: Verdict) => all.filter(({ verdicts }) => verdicts[i] === verdict).length;
          return html`<li>
            <strong>${name}</strong> ${version} warns of ${said("flags")}, calls ${said("clean")} clean and cannot read
            ${said("error")}; of ${honest} honest files of scikit-learn it warns of ${flagsHonest} and cannot read
            ${errsHonest}.
          </li>`;
        })}
      </ul>
      ${leftOut.length ? html`<p class="small quiet">${listed(leftOut)} could not be installed where this was made.</p>` : nothing}
      <p class="small quiet">
        Clean is right for some: not all of them would do harm. A scanner looks for names that it knows to be bad;
        Keepfit takes only those that it knows to be needed.
      </p>`;
  }

  #group(title: string, files: readonly RoomFile[], open: boolean): TemplateResult {
    return html`<details ?open=${open}>
      <summary>
        <span class="title">${title}</span> <span class="small quiet">${count(files.length, "file")}</span>
      </summary>
      <div class="scroller framed" tabindex="0" role="region" aria-label=${title}>
        <table>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Keepfit</th>
              ${scanners.map(({ name }) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${files.map((each) => this.#file(each))}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  #file(each: RoomFile): TemplateResult {
    const { file, trick, verdicts } = each;
    return html`<tr data-pickle=${file}>
      <th scope="row">
        <button class="link" data-control="open-file" @click=${() => this.send("file", opened(each))}>${file}</button>
        <span class="trick">${foreign(trick)}</span>
      </th>
      <td data-label="Keepfit">${ours(each)}</td>
      ${verdicts.map(
        (verdict, i) =>
          html`<td data-label=${scanners[i]!.name} class=${verdict.replace(" ", "-")}>
            ${verdict === "flags" ? icon("warning") : nothing}${words[verdict]}
          </td>`,
      )}
    </tr>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      p,
      .sums {
        max-width: 78ch;
      }
      .sums {
        display: grid;
        gap: 4px;
      }
      summary {
        cursor: pointer;
      }
      .title {
        font-weight: 600;
      }
      .scroller {
        margin-top: 8px;
        max-height: none;
      }
      tbody th {
        font-weight: 400;
        text-align: left;
        min-width: 240px;
        vertical-align: top;
        white-space: normal;
      }
      button {
        overflow-wrap: anywhere;
        text-align: left;
      }
      .trick {
        display: block;
        font-size: 13px;
        color: var(--ink);
      }
      td {
        font-size: 13px;
        vertical-align: top;
      }
      td.flags {
        color: var(--bad-ink);
      }
      td .icon {
        margin-right: 5px;
        vertical-align: -2px;
      }
      td.clean,
      td.error,
      td.not-scanned {
        color: var(--ink-quiet);
      }
      /* Too narrow for five columns: what is said goes below the file. */
      @container (max-width: 640px) {
        thead {
          display: none;
        }
        tbody tr {
          display: grid;
          padding: 8px 0;
          border-bottom: 1px solid var(--line);
        }
        tbody tr > * {
          border-bottom: 0;
          padding-block: 2px;
          min-width: 0;
        }
        td::before {
          content: attr(data-label) ": ";
          color: var(--ink-quiet);
        }
      }
    `,
  ];
}

/** What is told of it here. */
function ours({ calls, findings, foreign: names, refused }: RoomFile): string {
  const told = [
    ...(calls ? [count(calls, "call")] : []),
    ...(names ? [count(names, "foreign name")] : []),
    ...(findings ? [count(findings, "oddity", "oddities")] : []),
  ];
  return `${codes[refused] ?? refused}${told.length ? `; tells ${listed(told)}` : ""}`;
}

function opened({ file, bytes }: RoomFile): File {
  const text = atob(bytes);
  return new File([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], file);
}

define("kf-pickle-room", KfPickleRoom);
