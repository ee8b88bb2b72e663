import { css, html, nothing, type PropertyValues } from "lit";
import { live } from "lit/directives/live.js";
import type { Description, InputColumn, InputWarning, Model, Reading } from "../../lib/index.js";
import { define } from "../shared/define.js";
import { foreign, visible } from "../shared/foreign.js";
import { notice, Part } from "../shared/part.js";
import { styled } from "../shared/styled.js";
import { count, listed, short } from "../shared/words.js";
import {
  dateColumns,
  partsOfDate,
  predictRow,
  usualDate,
  usualRow,
  warnRow,
  type Answer,
  type DateColumn,
  type TypedRow,
} from "../state/row.js";

/** A row as it was answered, or why it was not. */
export interface Answered {
  readonly typed: TypedRow;
  readonly refused?: unknown;
}

/** More fields than this are not drawn at once. */
const most = 60;

/** A row to fill in, and what the model answers. Sends `answered` with an `Answered` after each change. */
export class KfForm extends Part {
  static override properties = {
    model: { attribute: false },
    description: { attribute: false },
    reading: { attribute: false },
    target: {},
    trouble: { attribute: false },
    typed: { state: true },
    dates: { state: true },
    answer: { state: true },
    warnings: { state: true },
    free: { state: true },
    wanted: { state: true },
  };
  declare model: Model;
  declare description: Description;
  /** How the data were read that it was fitted on. */
  declare reading: Reading | undefined;
  /** What it predicts, where that has a name. */
  declare target: string;
  /** What is said in the place of an answer. */
  declare trouble: { message: string; hint: string } | undefined;
  declare typed: TypedRow;
  /** The dates whose parts the pipeline takes, and what is typed for each. */
  declare dates: ReadonlyMap<DateColumn, string>;
  declare answer: Answer | undefined;
  declare warnings: ReadonlyMap<string, InputWarning>;
  /** Text columns in which something else than a known category is typed. */
  declare free: ReadonlySet<string>;
  /** Letters of the columns to show, where there are very many. */
  declare wanted: string;
  #asked = 0;

  constructor() {
    super();
    this.wanted = "";
  }

  /** With another model it begins anew, with the row that was usual in the fit. */
  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!changed.has("description")) return;
    this.answer = undefined;
    this.warnings = new Map();
    this.free = new Set();
    const usual = usualRow(this.description);
    const dates = dateColumns(this.description, this.reading);
    this.dates = new Map(dates.map((date) => [date, usualDate(usual, date)]));
    this.typed = new Map([...usual, ...[...this.dates].flatMap(([date, typed]) => [...partsOfDate(typed, date)])]);
    void this.#predict();
  }

  override render() {
    return html`<div class="two">
      <div class="panel padded">${this.#fields(this.description.input)}</div>
      <div class="panel padded answer" aria-live="polite">
        ${this.trouble ? notice("bad", this.trouble) : nothing} ${this.answer ? this.#answer(this.answer) : nothing}
      </div>
    </div>`;
  }

  /** Of very many columns those that are looked for; the others keep their usual value. */
  #fields(input: readonly InputColumn[]) {
    const wanted = this.wanted.trim().toLowerCase();
    const all = this.#all(input);
    const found = wanted ? all.filter(({ of }) => of.name.toLowerCase().includes(wanted)) : all;
    return html`${
        input.length > most
          ? html`<p class="find">
              <input
                class="typed"
                type="search"
                placeholder="find a column"
                aria-label="Find a column to change"
                .value=${this.wanted}
                @input=${(event: Event) => (this.wanted = (event.target as HTMLInputElement).value)}
              />
              <span class="small quiet"
                >${found.length > most ? `The first ${most} of ` : ""}${count(found.length, "column")}; the others keep
                their usual value.</span
              >
            </p>`
          : nothing
      }
      <div class="fields">
        ${found.slice(0, most).map(({ of, index }) => ("parts" in of ? this.#date(of, index, input) : this.#field(of, index)))}
      </div>`;
  }

  /** The columns in their order, each date once in place of its parts. */
  #all(input: readonly InputColumn[]): { of: InputColumn | DateColumn; index: number }[] {
    const dateOf = new Map(
      [...this.dates.keys()].flatMap((date) => [...date.parts.values()].map((name) => [name, date])),
    );
    const fields = new Set(input.map((column) => dateOf.get(column.name) ?? column));
    return [...fields].map((of, index) => ({ of, index }));
  }

  #date(date: DateColumn, index: number, input: readonly InputColumn[]) {
    const { name, parts } = date;
    const warned = [...parts].flatMap(([part, column]) => {
      const warning = this.warnings.get(column);
      return warning ? [[part, warning, seenOf(input.find((each) => each.name === column))] as const] : [];
    });
    const gone = warned.length > 1 && warned.every(([, { kind }]) => kind === "missing");
    const said = gone
      ? this.#warning(warned[0]![1], "")
      : warned.map(([part, warning, seen]) => `${part} ${this.#warning(warning, seen)}`).join("; ");
    const years = seenOf(input.find((each) => each.name === parts.get("year")));
    return html`<div class="field">
      <label class="name" for="field-${index}" title=${visible(name)}>${foreign(name, 80)}</label>
      <input
        class="typed"
        id="field-${index}"
        type="date"
        data-date=${name}
        aria-describedby="hint-${index}"
        .value=${live(this.dates.get(date) ?? "")}
        @input=${(event: Event) => this.#typeDate(date, (event.target as HTMLInputElement).value)}
      />
      <span
        id="hint-${index}"
        class="hint ${said ? "warn-ink" : "quiet"}"
        data-warning=${warned[0]?.[1].kind ?? nothing}
        >${said || `fills its ${listed([...parts.keys()])}${years ? `; year ${years}` : ""}`}</span
      >
    </div>`;
  }

  #field(column: InputColumn, index: number) {
    const { name } = column;
    const value = this.typed.get(name) ?? "";
    const warning = this.warnings.get(name);
    const hint = seenOf(column);
    return html`<div class="field">
      <label class="name" for="field-${index}" title=${visible(name)}>${foreign(name, 80)}</label>
      ${this.#control(column, index, value)}
      <span id="hint-${index}" class="hint ${warning ? "warn-ink" : "quiet"}" data-warning=${warning?.kind ?? nothing}
        >${warning ? this.#warning(warning, hint) : hint}</span
      >
    </div>`;
  }

  #control({ name, kind, categories }: InputColumn, index: number, value: string) {
    const type = (event: Event) => this.#type(name, (event.target as HTMLInputElement).value);
    const text = kind === "text";
    if (!text || !categories) return this.#input(name, index, value, text, `field-${index}`, type);
    const free = this.free.has(name);
    const chosen = free ? "free" : value === "" ? "missing" : String(categories.indexOf(value));
    return html`<select
        class="pick"
        id="field-${index}"
        data-field=${name}
        aria-describedby="hint-${index}"
        @change=${(event: Event) => this.#choose(name, categories, (event.target as HTMLSelectElement).value)}
      >
        ${categories.map((category, at) => html`<option value=${at} .selected=${live(String(at) === chosen)}>${visible(category, 60)}</option>`)}
        <option value="missing" .selected=${live(chosen === "missing")}>missing</option>
        <option value="free" .selected=${live(free)}>something else</option>
      </select>
      ${free ? this.#input(name, index, value, true, `free-${index}`, type) : nothing}`;
  }

  #input(name: string, index: number, value: string, text: boolean, id: string, type: (event: Event) => void) {
    return html`<input
      class="typed"
      id=${id}
      data-field=${id.startsWith("free") ? nothing : name}
      data-free=${id.startsWith("free") ? name : nothing}
      aria-label=${id.startsWith("free") ? `${visible(name, 60)}, something else` : nothing}
      aria-describedby="hint-${index}"
      inputmode=${text ? "text" : "decimal"}
      placeholder="missing"
      .value=${value}
      @input=${type}
    />`;
  }

  /** What the pipeline never saw while it was fitted; it answers all the same. */
  #warning({ kind, seen, looks_like, code_points }: InputWarning, hint: string) {
    if (kind === "range") return `outside what was ${hint || `seen: ${visible(seen, 60)}`}`;
    if (kind === "category" && looks_like !== undefined)
      return `new: looks like “${visible(looks_like, 60)}”, but is ${code_points![0]} where that is ${code_points![1]}`;
    if (kind === "category") return `new: not among the ${visible(seen, 60)} seen`;
    return "never missing in the fit";
  }

  #answer({ label, probabilities }: Answer) {
    const { target } = this;
    const number = Number(label);
    return html`
      <p class="quiet small">${target ? html`Predicted ${foreign(target, 60)}` : "Prediction"}</p>
      <p class="label" data-answer>
        ${probabilities.length === 0 && !Number.isNaN(number) ? short(number) : foreign(label, 80)}
      </p>
      <ul>
        ${probabilities.slice(0, 12).map(
          ({ label: name, share }) =>
            html`<li>
              <span class="class">${foreign(name, 30)}</span>
              <span class="track"><span class="bar" style=${styled({ width: `${share * 100}%` })}></span></span>
              <span class="share">${(share * 100).toFixed(1)} %</span>
            </li>`,
        )}
      </ul>
    `;
  }

  #type(name: string, value: string): void {
    this.typed = new Map([...this.typed, [name, value]]);
    void this.#predict(name);
  }

  #typeDate(date: DateColumn, typed: string): void {
    this.dates = new Map([...this.dates, [date, typed]]);
    this.typed = new Map([...this.typed, ...partsOfDate(typed, date)]);
    void this.#predict(...date.parts.values());
  }

  #choose(name: string, categories: readonly string[], choice: string): void {
    const free = new Set(this.free);
    if (choice === "free") free.add(name);
    else free.delete(name);
    this.free = free;
    this.#type(name, categories[Number(choice)] ?? "");
  }

  /** @param changed Columns in which something else is typed now. */
  async #predict(...changed: string[]): Promise<void> {
    const asked = ++this.#asked;
    const { description, typed } = this;
    void this.#warn(asked, changed);
    let refused: unknown;
    const answer = await predictRow(this, description, typed).catch((error: unknown) => void (refused = error));
    if (asked !== this.#asked) return;
    this.answer = answer || undefined;
    this.send("answered", { typed, ...(answer ? {} : { refused }) } satisfies Answered);
  }

  /** Said also where the pipeline refuses the row; of what is no number nothing is known. */
  async #warn(asked: number, changed: readonly string[]): Promise<void> {
    const left = () => new Map([...this.warnings].filter(([column]) => !changed.includes(column)));
    const warnings = await warnRow(this, this.description, this.typed).catch(left);
    if (asked === this.#asked) this.warnings = warnings;
  }

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: block;
      }
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
        gap: 16px;
        align-items: start;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 150px), 1fr));
        gap: 14px 18px;
        margin: -6px;
        padding: 6px;
      }
      /* Beside the answer, which must stay in sight; on a phone the form is as long as it is. */
      @container (min-width: 640px) {
        .fields {
          max-height: 560px;
          overflow: auto;
        }
      }
      .find {
        display: grid;
        gap: 4px;
        margin-bottom: 14px;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .hint {
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      .typed,
      .field .pick {
        width: 100%;
        font-variant-numeric: tabular-nums;
        text-overflow: ellipsis;
      }
      .typed::placeholder {
        color: var(--warn-ink);
        opacity: 1;
      }
      .label {
        font-size: var(--wa-font-size-2xl);
        font-weight: 650;
        letter-spacing: -0.02em;
        line-height: 1.2;
        margin: 2px 0 16px;
        overflow-wrap: anywhere;
      }
      .answer li {
        display: grid;
        grid-template-columns: minmax(70px, 28%) minmax(0, 1fr) 62px;
        gap: 12px;
        align-items: center;
        padding: 5px 0;
        font-size: 14px;
      }
      .class {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .track {
        height: 10px;
        border-radius: 5px;
        background: var(--sunken);
        box-shadow: inset 0 0 0 1px var(--line);
        overflow: hidden;
      }
      .bar {
        display: block;
        height: 100%;
        min-width: 2px;
        border-radius: 5px;
        background: var(--accent);
        transition: width 160ms;
      }
      .share {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
}
const seenOf = ({ min, max }: Partial<InputColumn> = {}): string =>
  min === undefined || max === undefined
    ? ""
    : min === max
      ? `seen: ${short(min)}`
      : `seen: ${short(min)} to ${short(max)}`;

define("kf-form", KfForm);
