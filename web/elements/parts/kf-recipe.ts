import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Schema } from "../../lib/index.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { notice, Part } from "../shared/part.js";
import { count, listed } from "../shared/words.js";
import type { Arrival, Failing } from "../state/arrives.js";
import { boxAt, boxesIn, flows, takesAt, wayOf, type Arrow, type Box, type Group, type Way } from "../state/diagram.js";
import { chosenBy } from "../state/part-columns.js";
import { isRecipe, parted } from "../state/recipe.js";
import type { Place } from "../state/surgery.js";
import { boxKeys, boxMenu } from "./box-menu.js";
import { draggedOver, droppedColumn, droppedStep, dragStep, placeAt } from "./drag.js";
import "./kf-menu.js";
import type { KfMenu } from "./kf-menu.js";
import { madeStyles } from "../plots/made.js";
import { recipeStyles } from "./recipe-styles.js";
import { troubleIn } from "./failing.js";

/** What is asked for and takes another choice: which estimator. */
export interface Asking {
  readonly path: string;
  readonly what: "insert" | "choose" | "wrap";
  readonly place: Place;
}

/**
 * The pipeline as boxes in the order the data goes through them, to be changed by mouse and by keys. Sends `choose`
 * with the path of a box, `ask` with an `Asking`, and `build` with what is to be done to the recipe.
 */
export class KfRecipe extends Part {
  static override properties = {
    root: { attribute: false },
    schema: { attribute: false },
    chosen: {},
    edited: { attribute: false },
    warned: { attribute: false },
    failing: { attribute: false },
    left: { attribute: false },
    refused: { attribute: false },
    made: { attribute: false },
    renaming: { state: true },
  };
  declare root: Box;
  declare schema: Schema;
  declare chosen: string;
  /** Paths of the boxes in which something differs from what a reader began with. */
  declare edited: ReadonlySet<string>;
  /** Paths of the boxes that the last fit warned of. */
  declare warned: ReadonlyMap<string, unknown>;
  /** What will fail, by path. */
  declare failing: ReadonlyMap<string, readonly Failing[]>;
  /** Columns that no part takes, by the path of what has a remainder. */
  declare left: ReadonlyMap<string, readonly Arrival[]>;
  /** What was asked for last and cannot be done, with the path of its box. */
  declare refused: { readonly message: string; readonly hint: string; readonly where: string } | undefined;
  /** What comes out of boxes, by path. */
  declare made: ReadonlyMap<string, TemplateResult> | undefined;
  /** Path of the box whose name is being typed. */
  declare renaming: string | undefined;

  #focus = false;
  #dragged = "";

  /** The box that is chosen next takes the focus. */
  focusNext(): void {
    this.#focus = true;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has("renaming") && this.renaming !== undefined) {
      const field = this.renderRoot.querySelector<HTMLInputElement>("input.name");
      field?.focus();
      field?.select();
    }
    if (!this.#focus || !(changed.has("root") || changed.has("chosen"))) return;
    this.#focus = false;
    this.#boxElement(this.chosen)?.focus();
  }

  #boxElement(path: string): HTMLElement | undefined {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("[data-box]")].find(
      ({ dataset }) => dataset["box"] === path,
    );
  }

  override render() {
    return html`<div class="flow" @keydown=${this.#key} @dragend=${this.#dragEnd}>${this.#draw(this.root)}</div>
      <details class="keys small quiet" data-control="build">
        <summary>${icon("info")} By keyboard</summary>
        <dl id="keys">
          ${boxKeys.map(
            ([keys, does]) =>
              html`<div>
                <dt><kbd>${keys}</kbd></dt>
                <dd>${does}</dd>
              </div>`,
          )}
        </dl>
      </details>
      <kf-menu @act=${({ detail }: CustomEvent<string>) => this.#act(this.#menuOf, detail)}></kf-menu>`;
  }

  // ---- boxes ------------------------------------------------------------------------------------------------------

  #draw(box: Box): TemplateResult {
    const drawn = box.groups.some(({ boxes }) => boxes.length > 0) ? this.#group(box) : this.#leaf(box);
    const movable = box.slot.at !== undefined && this.renaming === undefined && !this.lacks("build");
    const shape = box.groups.length ? "around" : "";
    return html`<div
      class="holder ${shape} ${box.path === "" ? "outer" : ""}"
      draggable=${movable ? "true" : "false"}
      data-holds=${box.path}
      @dragstart=${(event: DragEvent) => movable && ((this.#dragged = box.path), dragStep(event, box.path))}
      @dragover=${(event: DragEvent) => this.#over(event, box)}
      @dragleave=${(event: DragEvent) => (event.currentTarget as HTMLElement).removeAttribute("data-drop")}
      @drop=${(event: DragEvent) => this.#drop(event, box)}
    >
      ${drawn}${this.#more(box)}${this.#refusal(box)}
    </div>`;
  }

  #leaf(box: Box): TemplateResult {
    const { inner, path } = box;
    const kind = isRecipe(inner) ? `box ${box.schema?.kind ?? ""}` : "word";
    return html`<div
      class=${kind}
      role="button"
      tabindex="0"
      data-box=${path}
      aria-pressed=${this.chosen === path}
      @click=${() => this.#choose(box)}
    >
      ${this.#name(box)}
      ${isRecipe(inner) ? html`<span class="class">${visible(inner.class, 60)}</span>` : this.#word(box)}
      ${this.#columns(box)}${this.#troubles(box)}${this.made?.get(path) ?? nothing}
    </div>`;
  }

  #name(box: Box) {
    if (this.renaming !== box.path) return html`<span class="step">${visible(box.name, 60)}${this.#dots(box)}</span>`;
    return html`<input
      class="name typed"
      aria-label="Name of ${visible(box.name, 60)}"
      .value=${live(box.name)}
      size="10"
      @click=${(event: Event) => event.stopPropagation()}
      @keydown=${(event: KeyboardEvent) => this.#nameKey(event, box)}
      @blur=${(event: Event) => this.#named(box, (event.target as HTMLInputElement).value)}
    />`;
  }

  #word({ path, inner, slot }: Box): TemplateResult {
    const rest = slot.at === undefined ? this.left.get(parted(path)[0]) : undefined;
    const words: Readonly<Record<string, string>> = {
      passthrough: rest ? "the other columns pass" : "passes as it is",
      drop: rest ? "the other columns are dropped" : "left out",
    };
    if (inner === null) return html`<span class="what">None</span>`;
    const said = words[String(inner)] ?? String(inner);
    const none = rest?.length === 0;
    return html`<span class="what"
        >${none ? "no column is left" : html`${icon(inner === "drop" ? "drop" : "through")} ${said}`}</span
      >
      ${rest?.length ? html`<span class="columns" title=${namesOf(rest.map(({ name }) => name))}>${count(rest.length, "column")}</span>` : nothing}`;
  }

  #group(box: Box): TemplateResult {
    const { path, inner } = box;
    return html`<div class="group ${box.schema?.kind ?? ""}">
      <div
        class="caption"
        role="button"
        tabindex="0"
        data-box=${path}
        aria-pressed=${this.chosen === path}
        @click=${() => this.#choose(box)}
      >
        ${this.#name(box)} <span class="of">${isRecipe(inner) ? visible(inner.class, 60) : ""}</span>
        ${this.#columns(box)}${this.#troubles(box)}${this.made?.get(path) ?? nothing}
      </div>
      ${this.#inside(box)}
    </div>`;
  }

  /** What stands inside: side by side what gets the same, behind it what gets the answers. */
  #inside(box: Box): TemplateResult {
    const beside = box.groups.filter((group) => !flows(group) || (group.role === "beside" && !group.list));
    const rest = box.groups.filter((group) => !beside.includes(group) && group.boxes.length > 0);
    const [target, flow] = [rest.filter(({ role }) => role === "target"), rest.filter(({ role }) => role !== "target")];
    const parts = [
      ...(beside.length ? [this.#parallel(box, beside)] : []),
      ...flow.map((group) => this.#sequence(box, group)),
    ];
    const drawn = parts.flatMap((part, i) => (i ? [html`<span class="arrow"></span>`, part] : [part]));
    return html`${parts.length === 1 ? drawn : html`<div class="sequence">${drawn}</div>`}
    ${target.map((group) => this.#sequence(box, group))}`;
  }

  #parallel(box: Box, groups: readonly Group[]): TemplateResult {
    const list = groups.find((group) => group.list);
    return html`<div class="parallel">
      ${groups.flatMap(({ boxes }) => boxes).map((each) => this.#draw(each))}
      ${
        list
          ? html`<button
              class="beside"
              data-control="build"
              tabindex="-1"
              data-add="inside ${box.path}"
              @click=${() => this.#ask(box.path, "insert", "inside")}
            >
              ${icon("plus")} part
            </button>`
          : nothing
      }
    </div>`;
  }

  #sequence(box: Box, { role, list, boxes }: Group): TemplateResult {
    const drawn = boxes.flatMap((each, i) => {
      if (!list) return [this.#draw(each)];
      const before = boxes[i - 1];
      const add = i > 0 || box.path === "" ? [this.#plus(each, before)] : [];
      return [...add, this.#draw(each)];
    });
    return html`<div class="sequence ${box.path === "" ? "outer" : ""} ${role === "target" ? "target" : ""}">
      ${role === "target" ? html`<span class="of-target">the target goes through</span>` : nothing}${drawn}
    </div>`;
  }

  /** Between two steps: what is put there comes before the second. */
  #plus(box: Box, before: Box | undefined): TemplateResult {
    const where = before ? `between ${visible(before.name, 40)} and ${visible(box.name, 40)}` : "at the beginning";
    return html`<span class="arrow"
      ><button
        class="plus"
        data-control="build"
        tabindex="-1"
        title="Add a step ${where}"
        aria-label="Add a step ${where}"
        data-add="before ${box.path}"
        @click=${() => this.#ask(box.path, "insert", "before")}
        @dragover=${(event: DragEvent) => draggedOver(event) === "step" && this.#accept(event)}
        @drop=${(event: DragEvent) => this.#dropBefore(event, box)}
      >
        ${icon("plus")}
      </button></span
    >`;
  }

  #columns({ columns }: Box) {
    if (columns === undefined) return nothing;
    if (!Array.isArray(columns)) return html`<span class="columns">${chosenBy(columns)}</span>`;
    return html`<span class="columns" title=${namesOf(columns as (string | number)[])}
      >${count(columns.length, "column")}</span
    >`;
  }

  #dots({ path }: Box) {
    return [
      this.edited.has(path)
        ? html`<span class="dot" title="Changed"><span class="visually-hidden">, changed</span></span>`
        : nothing,
      this.warned?.has(path)
        ? html`<span class="warned" title="The fit warns of this step" data-warned=${path}
            >${icon("warning")}<span class="visually-hidden">, the fit warns of it</span></span
          >`
        : nothing,
    ];
  }

  #troubles({ path }: Box) {
    const failing = this.failing?.get(path);
    if (!failing) return nothing;
    return html`<span class="fails" data-fails=${path}
      >${icon("warning")} ${listed(failing.map(({ trouble }) => troubleIn[trouble]))}</span
    >`;
  }

  /** All that can be done, at the corner of the box. */
  #more(box: Box) {
    return html`<button
      class="more"
      data-control="build"
      tabindex=${this.chosen === box.path ? 0 : -1}
      title="Change ${visible(box.name, 60)}"
      aria-label="Change ${visible(box.name, 60)}"
      aria-haspopup="menu"
      data-more=${box.path}
      @click=${(event: Event) => this.#menu(box, event.currentTarget as HTMLElement)}
    >
      ${icon("more")}
    </button>`;
  }

  #refusal({ path }: Box) {
    return this.refused?.where === path ? html`<div class="refused">${notice("bad", this.refused)}</div>` : nothing;
  }

  // ---- what is done -----------------------------------------------------------------------------------------------

  #choose({ path }: Box): void {
    this.send("choose", path);
  }

  #menuOf = "";

  #menu(box: Box, anchor: HTMLElement): void {
    this.#menuOf = box.path;
    if (this.chosen !== box.path) this.#choose(box);
    const menu = this.renderRoot.querySelector("kf-menu") as KfMenu;
    menu.open(anchor, `Change ${visible(box.name, 60)}`, boxMenu(this.root, box, this.schema));
  }

  #ask(path: string, what: Asking["what"], place: Place): void {
    this.send("ask", { path, what, place } satisfies Asking);
  }

  #build(detail: unknown): void {
    this.#focus = true;
    this.send("build", detail);
  }

  #act(path: string, id: string): void {
    const [verb, rest = ""] = [id.split(" ")[0]!, id.slice(id.indexOf(" ") + 1)];
    if (verb === "add") this.#ask(path, "insert", rest as Place);
    else if (verb === "choose" || verb === "wrap") this.#ask(path, verb, "before");
    else if (verb === "rename") this.renaming = path;
    else if (verb === "move") this.#build({ act: "move", path, way: rest as Way });
    else if (verb === "word") this.#build({ act: "word", path, word: rest });
    else this.#build({ act: verb, path });
  }

  #nameKey(event: KeyboardEvent, box: Box): void {
    event.stopPropagation();
    if (event.key === "Enter") this.#named(box, (event.target as HTMLInputElement).value);
    if (event.key === "Escape") this.#named(box, box.name);
  }

  #named(box: Box, name: string): void {
    if (this.renaming !== box.path) return;
    this.renaming = undefined;
    if (name !== box.name) return this.#build({ act: "rename", path: box.path, name });
    void this.updateComplete.then(() => this.#boxElement(box.path)?.focus());
  }

  #key = (event: KeyboardEvent) => {
    const element = event.composedPath()[0] as HTMLElement;
    const box = element.dataset?.["box"] === undefined ? undefined : boxAt(this.root, element.dataset["box"]);
    if (!box || event.defaultPrevented) return;
    if (this.#keyed(event, box, element)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  /** Whether the key means something here. */
  #keyed(event: KeyboardEvent, box: Box, element: HTMLElement): boolean {
    const { key, altKey } = event;
    const { path, slot } = box;
    const control = event.ctrlKey || event.metaKey;
    const arrow = /^Arrow(Left|Right|Up|Down)$/.exec(key)?.[1] as Arrow | undefined;
    const plain = !control && !altKey;
    if (arrow && plain) return (this.#go(element, arrow === "Left" || arrow === "Up" ? -1 : 1), true);
    if (plain && (key === "Enter" || key === " ")) return (this.#choose(box), true);
    if (this.lacks("build")) return false;
    if (arrow && altKey && !control)
      return (this.#build({ act: "move", path, way: wayOf(box, arrow, event.shiftKey) }), true);
    if (control && !altKey && key.toLowerCase() === "d")
      return slot.at !== undefined && (this.#build({ act: "duplicate", path }), true);
    if (!plain) return false;
    if (key === "F2" && slot.at !== undefined) return ((this.renaming = path), true);
    if (key === "Delete" || key === "Backspace") return (this.#build({ act: "remove", path }), true);
    if (key === "+") {
      const place = takesAt(box, "after", this.schema) ? "after" : "before";
      return takesAt(box, place, this.schema) !== undefined && (this.#ask(path, "insert", place), true);
    }
    if (key.toLowerCase() === "m" || key === "ContextMenu" || (key === "F10" && event.shiftKey))
      return (this.#menu(box, element), true);
    return false;
  }

  #go(element: HTMLElement, by: number): void {
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>("[data-box]")];
    all[all.indexOf(element) + by]?.focus();
  }

  // ---- dragging ---------------------------------------------------------------------------------------------------

  #accept(event: DragEvent): void {
    event.preventDefault();
    event.stopPropagation();
  }

  #over(event: DragEvent, box: Box): void {
    const dragged = this.lacks("build") ? undefined : draggedOver(event);
    const holder = event.currentTarget as HTMLElement;
    const onto = this.#dragged === box.path || this.#dragged === "" || !box.path.startsWith(`${this.#dragged}__`);
    // A column goes to the part that is given columns, whatever of it is below the pointer.
    if (!dragged || (dragged === "column" && box.columns === undefined) || !onto) return;
    this.#accept(event);
    const place = dragged === "column" ? "column" : this.#dragged === box.path ? "" : placeAt(event, box);
    for (const other of this.renderRoot.querySelectorAll("[data-drop]"))
      if (other !== holder) other.removeAttribute("data-drop");
    if (place) holder.dataset["drop"] = place;
  }

  #drop(event: DragEvent, box: Box): void {
    const dragged = this.lacks("build") ? undefined : draggedOver(event);
    if (!dragged || (dragged === "column" && box.columns === undefined)) return;
    this.#accept(event);
    const place = placeAt(event, box);
    this.#dragEnd();
    if (dragged === "column") return this.send("build", { act: "take", path: box.path, column: droppedColumn(event) });
    this.#moved(droppedStep(event), box, place);
  }

  #dropBefore(event: DragEvent, box: Box): void {
    if (draggedOver(event) !== "step") return;
    this.#accept(event);
    this.#dragEnd();
    this.#moved(droppedStep(event), box, "before");
  }

  #moved(path: string, { path: to }: Box, place: Place): void {
    if (path !== to && boxesIn(this.root).some((box) => box.path === path))
      this.#build({ act: "drop", path, to, place });
  }

  #dragEnd = () => {
    this.#dragged = "";
    for (const marked of this.renderRoot.querySelectorAll("[data-drop]")) marked.removeAttribute("data-drop");
  };

  static override styles = [...Part.styles, recipeStyles, madeStyles];
}

const shownNames = 30;

/** Names of columns, of very many the first. */
export function namesOf(columns: readonly (string | number)[]): string {
  const first = columns.slice(0, shownNames).map((name) => visible(String(name), 60));
  const more = columns.length - first.length;
  return more ? `${first.join(", ")} and ${count(more, "other", "others")}` : listed(first);
}

define("kf-recipe", KfRecipe);
