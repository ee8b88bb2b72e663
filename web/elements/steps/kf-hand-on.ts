import { css, html, nothing, type TemplateResult } from "lit";
import { choicesLink, downloadPage, linkedKind, makeLink, pageKind, sharing, type Linked } from "../actions/share.js";
import { commonLink, handyLink, longestLink } from "../bytes/link.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { styled } from "../shared/styled.js";
import { bytesInWords, number } from "../shared/words.js";
import { Connected } from "../store/connected.js";
import type { ShelfItem } from "../store/shelf.js";

const words = {
  title: "Hand it on",
  about: "as a link, or as one page that opens by itself",
  choices: "A link to what is chosen",
  choicesAbout: "Data, pipeline, split and what is looked at. Nothing is sent to a server.",
  ownFile: "A file of your own is not in the link: whoever opens it gives the data again.",
  model: "A saved model",
  noModel: "Save a model above; then it can be handed on here.",
  link: "A link with the model in it",
  linkAbout:
    "The whole file stands behind the # of the link, which browsers send to no server. Opening it checks and proves the model as any file.",
  page: "One page that opens by itself",
  pageAbout:
    "An HTML file with the model, its card and proof, a form to predict with, and the engine that runs them. It needs no network and no server: it opens from a disk, and verifies itself.",
  copy: "Copy the link",
  copied: "Copied.",
  notCopied: "The browser does not let this page copy. The link is selected: copy it with Ctrl+C.",
  make: "Make the page",
  making: "Making it",
} as const;

/** Whether something was made of this saved model: another may come under the same name. */
const isOf = (made: { readonly name: string; readonly saved: string }, { name, saved }: ShelfItem): boolean =>
  made.name === name && made.saved === saved;

/** How far a link gets. */
const reach = (length: number): string =>
  length <= handyLink
    ? "short enough for any chat or mail"
    : length <= commonLink
      ? "short enough for most chats and mails"
      : length <= longestLink
        ? "browsers open it; chats and mails may cut it"
        : "too long for a link: hand on the file or the page";

/** Ways to give what was made here to somebody else. */
export class KfHandOn extends Connected {
  static override properties = {
    ...Connected.properties,
    chosen: { state: true },
    open: { state: true },
    said: { state: true },
  };
  declare chosen: string | undefined;
  declare open: boolean;
  /** Which link was copied, and what came of it. */
  declare said: { readonly of: "choices" | "model"; readonly text: string } | undefined;

  /** The model to hand on: the one chosen, the one saved last, or the first. */
  get #item(): ShelfItem | undefined {
    const { saved, savedAs } = this.store.desk;
    const called = (wanted: string | undefined) => saved.find(({ name }) => name === wanted);
    return called(this.chosen) ?? called(savedAs) ?? saved[0];
  }

  override render() {
    if (this.lacks("link", "model-link", "model-page")) return nothing;
    return html`<details
      class="panel fold"
      @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}
    >
      <summary>
        <span class="title">${words.title}</span><span class="quiet small">${words.about}</span>${icon("chevron-down")}
      </summary>
      ${this.open ? html`<div class="inside">${this.#choices()} ${this.#model()} ${this.trouble(sharing)}</div>` : nothing}
    </details>`;
  }

  #choices(): TemplateResult | typeof nothing {
    const { store } = this;
    if (!store.table) return nothing;
    const link = choicesLink(store);
    return html`<section data-hand="choices" data-control="link">
      <h3>${words.choices}</h3>
      <p class="small quiet">${words.choicesAbout}</p>
      ${store.choices.data.from === "file" ? html`<p class="small warn-ink">${words.ownFile}</p>` : nothing}
      ${this.#link("choices", link)}
    </section>`;
  }

  #link(of: "choices" | "model", link: string): TemplateResult {
    return html`<div class="row">
        <input
          class="typed link-text"
          readonly
          data-link=${of}
          aria-label=${of === "choices" ? words.choices : words.link}
          .value=${link}
          @focus=${({ target }: Event) => (target as HTMLInputElement).select()}
        />
        <wa-button
          data-copy=${of}
          size="s"
          variant="neutral"
          appearance="outlined"
          @click=${() => void this.#copy(of, link)}
          >${icon("copy", "start")}${words.copy}</wa-button
        >
      </div>
      <p class="small quiet" role="status">${this.said?.of === of ? this.said.text : ""}</p>`;
  }

  /** A page in a frame may not be let near the clipboard: then the person copies what is selected. */
  async #copy(of: "choices" | "model", link: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      this.said = { of, text: words.copied };
    } catch {
      this.renderRoot.querySelector<HTMLInputElement>(`[data-link=${of}]`)?.focus();
      this.said = { of, text: words.notCopied };
    }
  }

  #model(): TemplateResult | typeof nothing {
    const { saved } = this.store.desk;
    const item = this.#item;
    if (this.lacks("model-link", "model-page")) return nothing;
    if (!item) return html`<p class="small quiet" data-with="saving">${words.noModel}</p>`;
    const linked = this.store.results.get(linkedKind);
    return html`<label class="small which"
        >${words.model}
        <select
          class="pick"
          id="handed"
          @change=${({ target }: Event) => (this.chosen = (target as HTMLSelectElement).value)}
        >
          ${saved.map((each) => html`<option value=${each.name} ?selected=${each === item}>${visible(each.name, 60)}</option>`)}
        </select></label
      >
      <section data-hand="model" data-control="model-link">
        <h3>${words.link}</h3>
        <p class="small quiet">${words.linkAbout}</p>
        ${linked && isOf(linked, item) ? this.#measured(linked) : nothing}
      </section>
      ${this.#page(item)}`;
  }

  /** Measured when it is looked at. */
  override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed as never);
    const item = this.#item;
    const linked = this.store.results.get(linkedKind);
    if (!this.open || !item || (linked && isOf(linked, item))) return;
    if (this.store.jobs.work(sharing) || this.store.jobs.trouble(sharing)) return;
    void makeLink(this.store, item);
  }

  #measured({ length, link }: Linked): TemplateResult {
    const share = Math.min(1, length / longestLink);
    const tone = link === undefined ? "bad" : length > commonLink ? "warn" : "";
    return html`<div class="meter ${tone}" data-length=${length}>
        <div class="track" aria-hidden="true">
          <div class="bar" style=${styled({ width: `${100 * share}%` })}></div>
        </div>
        <p class="small ${tone ? `${tone}-ink` : "quiet"}">
          ${number(length)} of at most ${number(longestLink)} characters: ${reach(length)}.
        </p>
      </div>
      ${link === undefined ? nothing : this.#link("model", link)}`;
  }

  #page(item: ShelfItem): TemplateResult {
    const { jobs, results } = this.store;
    const made = results.get(pageKind);
    const busy = jobs.work(sharing) !== undefined;
    return html`<section data-hand="page" data-control="model-page">
      <h3>${words.page}</h3>
      <p class="small quiet">${words.pageAbout}</p>
      <div class="row">
        <wa-button
          data-act="page"
          size="s"
          variant="neutral"
          appearance="outlined"
          ?disabled=${busy}
          @click=${() => void downloadPage(this.store, item)}
          >${icon("download", "start")}${words.make}</wa-button
        >
        ${
          made && isOf(made, item)
            ? html`<span class="small quiet" data-page-size=${made.size}
                >${visible(made.name, 60)}.html, ${bytesInWords(made.size)}</span
              >`
            : nothing
        }
      </div>
    </section>`;
  }

  static override styles = [
    ...Connected.styles,
    css`
      .inside {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 18px;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 6px;
      }
      p {
        max-width: 72ch;
      }
      [role="status"]:empty {
        display: none;
      }
      .link-text {
        flex: 1 1 220px;
        width: auto;
        min-width: 0;
        font-family: var(--wa-font-family-code);
        font-size: 13px;
        text-overflow: ellipsis;
      }
      .which .pick {
        margin-left: 6px;
        font-weight: 600;
      }
      .track {
        height: 6px;
        border-radius: 3px;
        background: var(--sunken);
        box-shadow: inset 0 0 0 1px var(--line);
        overflow: hidden;
        margin-block: 4px;
      }
      .bar {
        height: 100%;
        min-width: 2px;
        background: var(--accent);
      }
      .warn .bar {
        background: var(--warn-ink);
      }
      .bad .bar {
        background: var(--bad-ink);
      }
    `,
  ];
}
define("kf-hand-on", KfHandOn);
