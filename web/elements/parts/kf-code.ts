import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { AnyRecipe } from "../../lib/index.js";
import { recipeToPython } from "../../lib/python/index.js";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { icon } from "../shared/icons.js";
import { notice, Part } from "../shared/part.js";
import { styled } from "../shared/styled.js";
import { toPretty } from "../state/json.js";

type Language = "python" | "json";

const words = {
  languages: [
    ["python", "Python"],
    ["json", "JSON"],
  ],
  language: "Language",
  field: { python: "The pipeline as Python", json: "The pipeline as JSON" },
  about: {
    python: "Edit it here or paste your own: what makes the pipeline is read as data, and nothing is run.",
    json: "The recipe as the library takes it. Edit it here or paste your own.",
  },
  edited: "This is not the pipeline yet.",
  apply: "Apply",
  reading: "Reading",
  back: "Back to the pipeline",
  copy: "Copy",
  copied: "Copied.",
  notCopied: "The browser does not let this page copy. The text is selected: copy it with Ctrl+C.",
  goTo: (line: number) => `Go to line ${line}`,
  stands: (place: string) => `It stands in ${place}.`,
  noPython: (reason: string) => `This pipeline cannot be written as Python: ${reason}`,
} as const;

const most = 24;
const least = 8;

/** A pipeline as code, to take away and to paste. Sends `apply` with the language and the text. */
export class KfCode extends Part {
  static override properties: PropertyDeclarations = {
    recipe: { attribute: false },
    labels: {},
    refused: { attribute: false },
    busy: { type: Boolean },
    language: { state: true },
    drafts: { state: true },
    said: { state: true },
    top: { state: true },
  };
  declare recipe: AnyRecipe;
  /** What the target's labels are: so are the keys of `class_weight` written. */
  declare labels: "number" | "text";
  /** Why what was last applied is no pipeline. */
  declare refused: { readonly message: string; readonly hint: string; readonly where: string } | undefined;
  declare busy: boolean;
  declare language: Language;
  /** What is typed and not yet the pipeline; it stays until it is, or is dropped. */
  declare drafts: Readonly<Partial<Record<Language, string>>>;
  declare said: string;
  /** How far the field is scrolled: its numbers follow. */
  declare top: number;
  /** In which language something was applied last. */
  #asked: Language | undefined;
  #printed: { of: AnyRecipe; key: string; text: string; trouble: string } | undefined;

  constructor() {
    super();
    this.language = "python";
    this.drafts = {};
    this.said = "";
    this.top = 0;
  }

  /** The pipeline in the language that is shown. Recipes name every column, so it is written once. */
  get #text(): { text: string; trouble: string } {
    const key = `${this.language} ${this.labels}`;
    if (this.#printed?.of !== this.recipe || this.#printed.key !== key)
      this.#printed = { of: this.recipe, key, ...this.#print() };
    return this.#printed;
  }

  #print(): { text: string; trouble: string } {
    if (this.language === "json") return { text: `${toPretty(this.recipe)}\n`, trouble: "" };
    try {
      return { text: recipeToPython(this.recipe, { labels: this.labels }), trouble: "" };
    } catch (error) {
      return { text: "", trouble: words.noPython((error as Error).message) };
    }
  }

  /** What was applied is the pipeline; what was typed since stays. */
  drop({ language, text }: { readonly language: Language; readonly text: string }): void {
    if (this.drafts[language] === text) this.#keep(language, undefined);
  }

  #keep(language: Language, text: string | undefined): void {
    const { [language]: _, ...others } = this.drafts;
    this.drafts = text === undefined ? others : { ...others, [language]: text };
    this.said = "";
  }

  get #field(): HTMLTextAreaElement {
    return this.renderRoot.querySelector("textarea")!;
  }

  override render() {
    const { language } = this;
    const { text: printed, trouble } = this.#text;
    const draft = this.drafts[language];
    const text = draft ?? printed;
    const refused = draft !== undefined && this.#asked === language && !this.busy ? this.refused : undefined;
    const line = Number(/^line (\d+)$/.exec(refused?.where ?? "")?.[1] ?? 0);
    return html`<div class="all">
      <div class="row">
        <div class="switch" role="group" aria-label=${words.language}>
          ${words.languages.map(
            ([each, word]) =>
              html`<button
                data-language=${each}
                aria-pressed=${each === language}
                @click=${() => ((this.language = each), (this.said = ""), (this.top = 0))}
              >
                ${word}
              </button>`,
          )}
        </div>
        <span class="grow"></span>
        <wa-button size="s" variant="neutral" appearance="outlined" @click=${() => void this.#copy(text)}
          >${icon("copy", "start")}${words.copy}</wa-button
        >
        <span class="quiet small said-here" role="status">${this.said}</span>
      </div>
      ${trouble && draft === undefined ? notice("bad", { message: trouble, hint: "" }) : nothing}
      ${this.#editor(text, printed, line, refused !== undefined)} ${refused ? this.#refusal(refused, line) : nothing}
      ${
        draft === undefined
          ? html`<p class="quiet small">${words.about[language]}</p>`
          : html`<div class="row">
              <wa-button class="apply" size="s" variant="brand" ?disabled=${this.busy} @click=${() => this.#apply()}
                >${this.busy ? words.reading : words.apply}</wa-button
              >
              <wa-button
                class="back"
                size="s"
                variant="neutral"
                appearance="outlined"
                @click=${() => (this.#keep(language, undefined), this.#field.focus())}
                >${words.back}</wa-button
              >
              <span class="quiet small">${words.edited}</span>
            </div>`
      }
    </div>`;
  }

  #editor(text: string, printed: string, wrong: number, invalid: boolean): TemplateResult {
    const lines = text.split("\n").length;
    const rows = Math.min(Math.max(lines, least), most);
    return html`<div class="editor">
      <div class="numbers" aria-hidden="true">
        <div style=${styled({ translate: `0 ${-this.top}px` })}>
          ${Array.from({ length: lines }, (_, at) => html`<div class=${at + 1 === wrong ? "wrong" : ""}>${at + 1}</div>`)}
        </div>
      </div>
      <textarea
        rows=${rows}
        wrap="off"
        spellcheck="false"
        autocapitalize="off"
        autocomplete="off"
        autocorrect="off"
        aria-label=${words.field[this.language]}
        aria-invalid=${invalid}
        aria-describedby=${invalid ? "refusal" : nothing}
        aria-keyshortcuts="Control+Enter"
        .value=${live(text)}
        @input=${({ target }: Event) => {
          const { value } = target as HTMLTextAreaElement;
          this.#keep(this.language, value === printed ? undefined : value);
        }}
        @scroll=${({ target }: Event) => (this.top = (target as HTMLElement).scrollTop)}
        @keydown=${this.#key}
      ></textarea>
    </div>`;
  }

  #refusal({ message, hint, where }: NonNullable<KfCode["refused"]>, line: number): TemplateResult {
    const place = line === 0 && where.includes(" > ") ? words.stands(where.replaceAll(" > ", " › ")) : "";
    return html`<div id="refusal" class="refusal">
      ${notice("bad", { message, hint: [hint, place].filter(Boolean).join(" ") })}
      ${line ? html`<button class="link small" @click=${() => this.#goTo(line)}>${words.goTo(line)}</button>` : nothing}
    </div>`;
  }

  /** Keys pressed here are for the field alone, undo and redo too. */
  #key = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#apply();
  };

  #apply(): void {
    const { language } = this;
    const text = this.drafts[language];
    if (text === undefined || this.busy) return;
    this.#asked = language;
    this.send("apply", { language, text });
  }

  #goTo(line: number): void {
    const field = this.#field;
    const from = field.value.split("\n", line - 1).reduce((length, each) => length + each.length + 1, 0);
    const to = field.value.indexOf("\n", from);
    field.focus();
    field.setSelectionRange(from, to < 0 ? field.value.length : to);
    field.scrollTop = (line - 3) * (field.scrollHeight / field.value.split("\n").length);
  }

  /** A page in a frame may not be let near the clipboard: then the person copies what is selected. */
  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.said = words.copied;
    } catch {
      this.#field.focus();
      this.#field.select();
      this.said = words.notCopied;
    }
  }

  static override styles = [
    ...Part.styles,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .switch {
        display: flex;
        border: 1px solid var(--line-strong);
        border-radius: var(--wa-border-radius-s);
        overflow: hidden;
      }
      .switch button {
        appearance: none;
        border: 0;
        font: inherit;
        font-size: 13px;
        font-weight: 500;
        padding: 5px 12px;
        color: var(--ink-quiet);
        background: var(--field);
        cursor: pointer;
      }
      .switch button:focus-visible {
        outline-offset: -3px;
      }
      .switch button[aria-pressed="true"] {
        color: var(--accent-ink);
        background: var(--accent-wash);
        box-shadow: inset 0 -2px 0 var(--accent);
      }
      .said-here {
        flex-basis: 100%;
        text-align: right;
      }
      .said-here:empty {
        position: absolute;
      }
      .editor {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        border: 1px solid var(--line-strong);
        border-radius: var(--wa-border-radius-m);
        background: var(--field);
        overflow: hidden;
        font-family: var(--wa-font-family-code);
        font-size: 13px;
        line-height: 20px;
      }
      .editor:focus-within {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 1px;
      }
      .numbers {
        overflow: hidden;
        contain: size;
        min-width: 4ch;
        width: 4ch;
        padding: 8px 6px 0 0;
        text-align: right;
        color: var(--ink-quiet);
        background: var(--sunken);
        border-right: 1px solid var(--line);
        user-select: none;
      }
      .numbers .wrong {
        color: var(--bad-ink);
        background: var(--bad-wash);
        font-weight: 700;
      }
      textarea {
        font: inherit;
        color: inherit;
        background: none;
        border: 0;
        outline: 0;
        margin: 0;
        padding: 8px 12px;
        width: 100%;
        resize: vertical;
        tab-size: 4;
      }
      .refusal {
        display: grid;
        gap: 6px;
        justify-items: start;
      }
      .refusal .notice {
        width: 100%;
      }
      .refusal .link {
        font-size: 13px;
      }
      @media (pointer: coarse) {
        .switch button {
          min-height: 44px;
          min-width: 44px;
        }
      }
    `,
  ];
}
define("kf-code", KfCode);
