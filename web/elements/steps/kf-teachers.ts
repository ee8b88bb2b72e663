import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { pageAddress } from "../actions/share.js";
import { define } from "../shared/define.js";
import "../shared/controls.js";
import { controlNames, type StepControls } from "../shared/control-names.js";
import { icon } from "../shared/icons.js";
import { namesIn } from "../shared/left-out.js";
import { count } from "../shared/words.js";
import { handout, type Handout, type Lesson } from "../state/handout.js";
import { Connected } from "../store/connected.js";
import { teachersStyles } from "./teachers-styles.js";

const words = {
  about: "What is chosen on this page now, with no more around it than what is ticked here.",
  shown: "What is seen",
  all: "Tick all",
  steps: "Tick the steps alone",
  looks: "How it begins",
  theme: "Theme",
  live: "Fits on every change",
  seed: "Seed of the split",
  accent: "A colour of your own",
  colour: "The colour",
  data: "The data chosen here, with target and reading",
  recipe: "The pipeline chosen here",
  proposed: "The pipeline is the one that is proposed for the data.",
  file: "Address of your file",
  ownFile:
    "Your file is on this machine alone. Put it beside your page, and say here where it is; a frame or a link needs the whole address, of a host that lets other pages read it.",
  copy: "Copy",
  copied: "Copied.",
  notCopied: "The browser does not let this page copy. The text is selected: copy it with Ctrl+C.",
} as const;

const themes = { "": "as the page around", light: "light", dark: "dark" } as const;
const lives = { null: "where all is in one view", true: "yes", false: "no" } as const;

type Part = keyof Handout;

const parts: readonly { readonly part: Part; readonly title: string; readonly tells: string }[] = [
  {
    part: "tag",
    title: "HTML for your page",
    tells: "A script and a tag; the playground takes the width of your text.",
  },
  { part: "frame", title: "A frame", tells: "For platforms that take frames and no scripts." },
  { part: "link", title: "A link", tells: "Opens this page as it is set here." },
];

const names = controlNames.map(({ step }) => step);

/** What a lesson seldom needs, and the playground as an element leaves out unasked. */
const seldom = ["gallery", "teachers"];

/** To begin with, where one of one's own is wanted. */
const firstAccent = "#2b59c3";

/** Makes a playground for a class out of what is chosen: as a tag, as a frame, as a link. */
export class KfTeachers extends Connected {
  static override properties = {
    ...Connected.properties,
    out: { state: true },
    said: { state: true },
    lesson: { state: true },
  };
  /** Steps and controls that are left out. */
  declare out: ReadonlySet<string>;
  /** What is chosen here; all else is as on this page. */
  declare lesson: Partial<Lesson>;
  /** Which was copied, and what came of it. */
  declare said: { readonly of: Part; readonly text: string } | undefined;

  constructor() {
    super();
    this.lesson = {};
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has("out") || changed.has("lesson")) this.said = undefined;
    if (this.out) return;
    const { hide, show } = this.store.choices.view;
    const shown = namesIn(show);
    this.out = new Set([...namesIn(hide), ...names.filter((step) => show && !shown.has(step)), ...seldom]);
  }

  get #lesson(): Lesson {
    const { data, split, view } = this.store.choices;
    return {
      hidden: this.out,
      theme: "",
      live: view.live,
      seed: split.random_state,
      data: true,
      recipe: true,
      accent: "",
      file: `https://your.host/${encodeURIComponent(data.name)}`,
      ...this.lesson,
    };
  }

  #set(change: Partial<Lesson>): void {
    this.lesson = { ...this.lesson, ...change };
  }

  override render() {
    const { choices, proposed } = this.store;
    const lesson = this.#lesson;
    const made = handout(choices, proposed, lesson, names, pageAddress());
    return html`<p class="small quiet">${words.about}</p>
      <fieldset>
        <legend>${words.shown}</legend>
        <p class="row small">
          <button class="link" data-act="all" @click=${() => (this.out = new Set(seldom))}>${words.all}</button>
          <button class="link" data-act="steps" @click=${this.#stepsAlone}>${words.steps}</button>
        </p>
        <div class="steps">${controlNames.map((each) => this.#step(each))}</div>
      </fieldset>
      <fieldset>
        <legend>${words.looks}</legend>
        ${this.#begins(lesson)} ${this.#carried(lesson)}
      </fieldset>
      ${parts.map(
        ({ part, title, tells }) =>
          html`<section data-handout=${part}>
            <div class="row">
              <h3>${title}</h3>
              <span class="grow"></span>
              <wa-button
                data-copy=${part}
                size="s"
                variant="neutral"
                appearance="outlined"
                @click=${() => void this.#copy(part, made[part])}
                >${icon("copy", "start")}${words.copy}<span class="visually-hidden"> ${title}</span></wa-button
              >
            </div>
            <p class="small quiet">${tells}</p>
            <pre class="code" tabindex="0" aria-label=${title}>${made[part]}</pre>
            <p class="small quiet" role="status">${this.said?.of === part ? this.said.text : ""}</p>
          </section>`,
      )}`;
  }

  // ---- what is seen -----------------------------------------------------------------------------------------------

  #step({ step, title, controls }: StepControls): TemplateResult {
    const all = Object.entries(controls);
    const out = all.filter(([name]) => this.out.has(name)).length;
    const isOut = this.out.has(step);
    return html`<div class="step">
      ${this.#tick(step, title)}
      ${
        isOut
          ? nothing
          : html`<details>
              <summary class="small">
                ${icon("chevron-right")}${out ? `${out} of ${all.length} left out` : count(all.length, "control")}<span
                  class="visually-hidden"
                >
                  of ${title}</span
                >
              </summary>
              <div class="controls small">${all.map(([name, what]) => this.#tick(name, what))}</div>
            </details>`
      }
    </div>`;
  }

  #tick(name: string, title: string): TemplateResult {
    return html`<label title=${name}
      ><input
        type="checkbox"
        data-tick=${name}
        .checked=${live(!this.out.has(name))}
        @change=${({ target }: Event) => this.#leave(name, !(target as HTMLInputElement).checked)}
      />
      <span>${title}</span></label
    >`;
  }

  #leave(name: string, isOut: boolean): void {
    const out = new Set(this.out);
    if (isOut) out.add(name);
    else out.delete(name);
    this.out = out;
  }

  /** What is seen of each step with none of its controls is little: for a page where a program does the rest. */
  #stepsAlone = () => {
    const controls = controlNames.flatMap((each) => Object.keys(each.controls));
    this.out = new Set([...names.filter((step) => this.out.has(step)), ...controls]);
  };

  // ---- how it begins ----------------------------------------------------------------------------------------------

  #begins({ theme, live: fits, seed, accent }: Lesson): TemplateResult {
    const options = (all: Readonly<Record<string, string>>, chosen: string) =>
      Object.entries(all).map(
        ([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`,
      );
    const valueOf = ({ target }: Event) => (target as HTMLInputElement).value;
    return html`<div class="fields">
      <div class="field">
        <label for="theme">${words.theme}</label>
        <select
          class="pick"
          id="theme"
          @change=${(event: Event) => this.#set({ theme: valueOf(event) as Lesson["theme"] })}
        >
          ${options(themes, theme)}
        </select>
      </div>
      <div class="field">
        <label for="fits">${words.live}</label>
        <select
          class="pick"
          id="fits"
          @change=${(event: Event) => this.#set({ live: JSON.parse(valueOf(event)) as Lesson["live"] })}
        >
          ${options(lives, String(fits))}
        </select>
      </div>
      <div class="field">
        <label for="seed">${words.seed}</label>
        <input
          class="typed"
          id="seed"
          type="number"
          min="0"
          max="4294967295"
          .value=${live(String(seed))}
          @change=${(event: Event) => this.#set({ seed: Math.min(2 ** 32 - 1, Math.max(0, Math.floor(Number(valueOf(event)) || 0))) })}
        />
      </div>
      <div class="field">
        ${this.#check("accent", words.accent, accent !== "", (on) => this.#set({ accent: on ? firstAccent : "" }))}
        ${
          accent
            ? html`<input
                type="color"
                aria-label=${words.colour}
                .value=${live(accent)}
                @change=${(event: Event) => this.#set({ accent: valueOf(event) })}
              />`
            : nothing
        }
      </div>
    </div>`;
  }

  #carried({ data, recipe, file }: Lesson): TemplateResult {
    const { choices } = this.store;
    return html`<div class="carried small">
      ${this.#check("data", words.data, data, (on) => this.#set({ data: on }))}
      ${
        choices.recipe === null
          ? html`<p class="quiet">${words.proposed}</p>`
          : this.#check("recipe", words.recipe, data && recipe, (on) => this.#set({ recipe: on }), !data)
      }
      ${
        data && choices.data.from === "file"
          ? html`<p class="warn-ink">${words.ownFile}</p>
              <div class="field">
                <label for="file">${words.file}</label>
                <input
                  class="typed"
                  id="file"
                  .value=${live(file)}
                  @change=${({ target }: Event) => this.#set({ file: (target as HTMLInputElement).value.trim() })}
                />
              </div>`
          : nothing
      }
    </div>`;
  }

  #check(name: string, text: string, on: boolean, set: (on: boolean) => void, disabled = false): TemplateResult {
    return html`<label class="small"
      ><input
        type="checkbox"
        data-carry=${name}
        ?disabled=${disabled}
        .checked=${live(on)}
        @change=${({ target }: Event) => set((target as HTMLInputElement).checked)}
      />
      <span>${text}</span></label
    >`;
  }

  /** A page in a frame may not be let near the clipboard: then the person copies what is selected. */
  async #copy(part: Part, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.said = { of: part, text: words.copied };
    } catch {
      const code = this.renderRoot.querySelector<HTMLElement>(`[data-handout=${part}] pre`)!;
      code.focus();
      getSelection()?.selectAllChildren(code);
      this.said = { of: part, text: words.notCopied };
    }
  }

  static override styles = [...Connected.styles, teachersStyles];
}
define("kf-teachers", KfTeachers);
