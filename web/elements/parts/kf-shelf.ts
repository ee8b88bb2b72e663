import { css, html, nothing } from "lit";
import { define } from "../shared/define.js";
import { chooseFile } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { bytesInWords, count, metricName, short, when } from "../shared/words.js";
import { matches, orders, sorted, tagsFrom, tagsOf, type Order, type ShelfEntry } from "../state/shelf-entry.js";

const orderNames: Record<Order, string> = {
  saved: "newest first",
  name: "name",
  data: "data",
  score: "score",
  size: "size",
};

/** From so many on they are looked for rather than looked at. */
const searchedFrom = 4;

/** What is changed of a saved model. */
export interface Revision {
  readonly name: string;
  readonly to: string;
  readonly tags: readonly string[];
  readonly note: string;
}

/**
 * Saved models as cards. Sends `load`, `duplicate`, `remove` and `bring-back` with a name, `download` with a name and
 * what of it, `revise` with a `Revision` and what is called when it is done, `compare` with two names, `export`,
 * `import` with a file, and `stop`.
 */
export class KfShelf extends Part {
  static override properties = {
    entries: { attribute: false },
    work: { attribute: false },
    words: { state: true },
    order: { state: true },
    tag: { state: true },
    revised: { state: true },
    chosen: { state: true },
  };
  declare entries: readonly ShelfEntry[];
  /** An export or import under way. */
  declare work: { name: string; stage: string; done: number; total: number } | undefined;
  declare words: string;
  declare order: Order;
  declare tag: string | undefined;
  /** The one whose name, tags and note are being changed. */
  declare revised: string | undefined;
  /** Those that are to be compared, two at most. */
  declare chosen: readonly string[];

  constructor() {
    super();
    this.words = "";
    this.order = "saved";
    this.chosen = [];
  }

  override render() {
    const { entries } = this;
    const tags = tagsOf(entries);
    // A tag that the last model has lost hides nothing.
    const tag = this.tag !== undefined && tags.includes(this.tag) ? this.tag : undefined;
    const shown = sorted(
      entries.filter((entry) => matches(entry, this.words, tag)),
      this.order,
    );
    return html`<div class="stack">
      ${this.#tools(tags, tag)} ${this.#progress()}
      ${
        shown.length
          ? html`<ul class="cards" aria-label="Saved models">
              ${shown.map((entry) => (this.revised === entry.name ? this.#form(entry) : this.#card(entry)))}
            </ul>`
          : entries.length
            ? html`<p class="quiet" role="status">None of ${count(entries.length, "model")} fits.</p>`
            : nothing
      }
    </div>`;
  }

  // ---- above the cards ----------------------------------------------------------------------------------------------

  #tools(tags: readonly string[], tag: string | undefined) {
    const { entries, chosen } = this;
    const many = entries.length > 1;
    const pair = chosen.filter((name) => entries.some((entry) => entry.name === name));
    return html`<div class="tools" data-holder>
      ${
        entries.length >= searchedFrom
          ? html`<input
              class="typed find"
              data-control="find"
              type="search"
              placeholder="find"
              aria-label="Find a saved model"
              .value=${this.words}
              @input=${(event: Event) => (this.words = (event.target as HTMLInputElement).value)}
            />`
          : nothing
      }
      ${
        many
          ? html`<label class="small" data-control="find"
              >Sorted by
              <select
                class="pick"
                id="order"
                @change=${(event: Event) => (this.order = (event.target as HTMLSelectElement).value as Order)}
              >
                ${orders.map((order) => html`<option value=${order} .selected=${order === this.order}>${orderNames[order]}</option>`)}
              </select></label
            >`
          : nothing
      }
      ${tags.map(
        (one) =>
          html`<button
            class="chip"
            data-control="find"
            data-tag=${one}
            aria-pressed=${String(one === tag)}
            @click=${() => (this.tag = one === tag ? undefined : one)}
          >
            ${foreign(one)}
          </button>`,
      )}
      ${entries.length ? nothing : html`<span class="small quiet">No model is saved in this browser yet.</span>`}
      <span class="grow"></span>
      ${
        many
          ? html`<wa-button
              size="s"
              appearance="outlined"
              data-control="compare-two"
              data-act="compare"
              ?disabled=${pair.length !== 2}
              title="Choose two by their boxes"
              @click=${() => this.send("compare", pair)}
              >${icon("differ", "start")}Compare two</wa-button
            >`
          : nothing
      }
      ${
        entries.length
          ? html`<wa-button
              size="s"
              appearance="outlined"
              data-control="export"
              data-act="export"
              ?disabled=${this.work !== undefined}
              @click=${() => this.send("export")}
              >${icon("download", "start")}Export all</wa-button
            >`
          : nothing
      }
      <wa-button
        size="s"
        appearance="outlined"
        data-control="import"
        data-act="import"
        ?disabled=${this.work !== undefined}
        @click=${this.#import}
        >${icon("folder", "start")}Import</wa-button
      >
    </div>`;
  }

  #progress() {
    if (!this.work) return nothing;
    const { name, stage, done, total } = this.work;
    const share = total > 0 ? Math.floor((100 * done) / total) : 0;
    return html`<div class="row" aria-busy="true">
      <wa-progress-bar class="grow" value=${share} label="${stage} ${visible(name, 80)}"></wa-progress-bar>
      <span class="small quiet">${stage} ${foreign(name, 60)}, ${done} of ${total}</span>
      <wa-button size="s" appearance="outlined" @click=${() => this.send("stop")}
        >${icon("stop", "start")}Stop</wa-button
      >
    </div>`;
  }

  #import = async () => {
    const file = await chooseFile("Saved models", [".zip", ".keepfit"]);
    if (file) this.send("import", file);
  };

  // ---- a card -------------------------------------------------------------------------------------------------------

  #card(entry: ShelfEntry) {
    const { model, dataset, metric, fingerprint, signedBy, tags, note } = entry;
    const name = visible(entry.name, 60);
    return html`<li data-name=${entry.name}>
      <div class="head">
        <span class="title">${foreign(entry.name, 80)}</span>
        ${this.#changes(entry.name, name)}
      </div>
      <span class="small">${foreign([model, dataset].filter(Boolean).join(" · "))}</span>
      ${metric ? html`<span class="small" data-score>${metricName(metric[0])} <strong>${short(metric[1])}</strong></span>` : nothing}
      <span class="small quiet"
        >${when(entry.saved)} ·
        ${bytesInWords(entry.size)}${
          fingerprint
            ? html` · <code title="Fingerprint ${fingerprint}">${visible(fingerprint.slice(0, 8))}</code>`
            : nothing
        }${signedBy ? html` · signed` : nothing}</span
      >
      ${tags.length ? html`<span class="tags">${tags.map((tag) => html`<span class="tag plain">${foreign(tag)}</span>`)}</span>` : nothing}
      ${note ? html`<p class="small note">${note.split("\n").map((line, i) => html`${i ? html`<br />` : nothing}${foreign(line, 400)}`)}</p>` : nothing}
      ${this.#holds(entry)} ${this.#actions(entry.name, name)}
    </li>`;
  }

  #holds({ trainingRows, takenRows }: ShelfEntry) {
    if (!trainingRows && !takenRows) return nothing;
    return html`<span class="small warn-ink" data-holds="data"
      >The file holds rows of your
      data${trainingRows ? ": this kind of model is made of them" : `: ${takenRows} of its proof rows`}.</span
    >`;
  }

  /** What is done to it, as small signs beside its name. */
  #changes(key: string, name: string) {
    const small = (control: string, sign: string, what: string, act: () => void) =>
      html`<wa-button data-control=${control} size="s" appearance="plain" title=${what} @click=${act}
        >${icon(sign)}<span class="visually-hidden">${what}</span></wa-button
      >`;
    return html`<span class="signs">
      ${small("note", "pencil", `Rename ${name}, or write tags and a note`, () => (this.revised = key))}
      ${small("duplicate", "copy", `Duplicate ${name}`, () => this.send("duplicate", key))}
      ${small("bring-back", "undo", `Bring back how ${name} was made`, () => this.send("bring-back", key))}
      ${small("delete", "trash", `Delete ${name}`, () => this.send("remove", key))}
    </span>`;
  }

  #actions(key: string, name: string) {
    return html`<div class="row actions" data-holder>
      <wa-button
        data-control="load"
        size="s"
        variant="brand"
        appearance="outlined"
        @click=${() => this.send("load", key)}
        >Load<span class="visually-hidden"> ${name}</span></wa-button
      >
      <wa-button
        data-control="download"
        size="s"
        appearance="outlined"
        title="Download the file of ${name}"
        @click=${() => this.send("download", { name: key, what: "model" })}
        >${icon("download", "start")}.keepfit<span class="visually-hidden"> of ${name}</span></wa-button
      >
      <wa-button
        data-control="companion"
        size="s"
        appearance="outlined"
        title="Download the readable card of ${name}"
        @click=${() => this.send("download", { name: key, what: "companion" })}
        >${icon("download", "start")}.json<span class="visually-hidden"> of ${name}</span></wa-button
      >
      ${
        this.entries.length > 1
          ? html`<label class="small quiet choose" data-control="compare-two"
              ><input
                type="checkbox"
                data-choose
                .checked=${this.chosen.includes(key)}
                @change=${(event: Event) => this.#choose(key, (event.target as HTMLInputElement).checked)}
              />
              compare<span class="visually-hidden"> ${name}</span></label
            >`
          : nothing
      }
    </div>`;
  }

  #choose(name: string, on: boolean): void {
    const others = this.chosen.filter((one) => one !== name);
    // The one before the last gives way.
    this.chosen = on ? [...others.slice(-1), name] : others;
  }

  // ---- what is written about it -------------------------------------------------------------------------------------

  #form({ name, tags, note }: ShelfEntry) {
    const shown = visible(name, 60);
    const keys = (event: KeyboardEvent) => {
      if (event.key === "Escape") this.revised = undefined;
      if (event.key === "Enter" && !(event.target instanceof HTMLTextAreaElement)) this.#revise(event, name);
    };
    return html`<li data-revised=${name} @keydown=${keys}>
      <wa-input class="name" size="s" data-of="name" label="New name for ${shown}" .value=${name}></wa-input>
      <wa-input size="s" data-of="tags" label="Tags, with commas between them" .value=${tags.join(", ")}></wa-input>
      <div class="field">
        <label for="note">Note</label>
        <textarea id="note" class="typed" rows="3" maxlength="2000" .value=${note}></textarea>
      </div>
      <p class="small quiet">
        Tags and note stay in this browser<span data-with="export"> and in an export of all</span>; they are not part of
        the file.
      </p>
      <div class="row actions">
        <wa-button size="s" variant="brand" @click=${(event: Event) => this.#revise(event, name)}>Done</wa-button>
        <wa-button size="s" appearance="plain" @click=${() => (this.revised = undefined)}>Cancel</wa-button>
      </div>
    </li>`;
  }

  #revise(event: Event, name: string): void {
    const card = (event.currentTarget as HTMLElement).closest("li")!;
    const field = (of: string) => card.querySelector<HTMLElement & { value: string }>(`[data-of="${of}"]`)!.value;
    const revision: Revision = {
      name,
      to: field("name").trim() || name,
      tags: tagsFrom(field("tags")),
      note: card.querySelector("textarea")!.value.trim(),
    };
    this.send("revise", { revision, done: () => (this.revised = undefined) });
  }

  static override styles = [
    ...Part.styles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 10px;
      }
      .find {
        flex: 0 1 180px;
        min-width: 0;
      }
      .tools .pick {
        margin-left: 6px;
      }
      .chip {
        font: inherit;
        font-size: 12px;
        padding: 3px 10px;
        border-radius: 99px;
        border: 1px solid var(--line-strong);
        background: var(--card);
        color: var(--ink);
        cursor: pointer;
      }
      .chip[aria-pressed="true"] {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--card);
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 360px), 1fr));
        gap: 12px;
      }
      .cards > li {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 3px;
        padding: 14px 16px 12px;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-l);
        background: var(--card);
      }
      .cards > li[data-revised] {
        gap: 10px;
      }
      .head {
        display: flex;
        justify-content: space-between;
        align-items: flex-start;
        gap: 10px;
      }
      .title {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .choose {
        margin-left: auto;
        white-space: nowrap;
      }
      .choose input {
        accent-color: var(--accent);
        vertical-align: -2px;
      }
      .tags {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .note {
        overflow-wrap: anywhere;
      }
      .actions {
        gap: 6px;
        margin-top: 8px;
        align-self: end;
      }
      .signs {
        display: flex;
        flex: none;
        margin: -4px -8px 0 0;
      }
      .signs wa-button::part(base) {
        padding: 0;
        width: 30px;
        height: 30px;
      }
      textarea {
        font: inherit;
        font-size: 14px;
        width: 100%;
        resize: vertical;
      }
    `,
  ];
}
define("kf-shelf", KfShelf);
