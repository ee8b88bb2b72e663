// A playground as its page has it: attributes, what programs may do, when it lives. What is seen of it is drawn by
// keepfit-playground.ts.
import { effect } from "@preact/signals-core";
import { LitElement, type PropertyValues } from "lit";
import { createEngine } from "../lib/index.js";
import type { AnyRecipe } from "../lib/index.js";
import { addressOf, begin, beginAgain, follow, seedIn, takeNamed, takeGiven, type Asked } from "./actions/begin.js";
import { setSplit } from "./actions/choose.js";
import { fromHere } from "./actions/fetched.js";
import { keepUp } from "./actions/live.js";
import { goBack, openNamed } from "./actions/open-data.js";
import { heedShelf, refreshShelf } from "./actions/saved-models.js";
import { tell } from "./program/events.js";
import { Program } from "./program/program.js";
import { keepKeys } from "./site/keys.js";
import { whenNear } from "./site/near.js";
import { SiteTheme } from "./site/theme.js";
import { namesChoices } from "./state/address.js";
import { isAddress, type Choices } from "./state/choices.js";
import { toText } from "./state/json.js";
import { openShelf } from "./store/shelf.js";
import { Store } from "./store/store.js";

/**
 * The playground: fit a pipeline, save it, load it, and see that it predicts the same bytes.
 *
 * @attr dataset   What to begin with: a sample's name, what draws data (make_moons), or the address of a CSV file.
 * @attr recipe    The pipeline to begin with, as JSON, as Python, or the name of an example.
 * @attr model     Class of the estimator to begin with at the end of the proposed pipeline.
 * @attr seed      Seed of the split into rows fitted on and held out.
 * @attr show      The only steps to show, separated by spaces: title data pipeline fit save verify use compare gallery.
 * @attr hide      Steps, and single controls by their `data-control`, to leave out.
 * @attr choices   What else is chosen at the beginning, in the words of a link, as they stand behind its #.
 * @attr live      Whether what is quickly fitted is fitted again after every change: "true" or "false".
 * @attr saved-as  The name that is proposed for saving.
 * @attr gallery   Show a gallery of files made to mislead, opened live, at the end.
 * @attr theme     "light" or "dark"; else it follows the page around.
 * @attr address   Keep the state in the page's address (after the #). For a page that belongs to one playground.
 * @slot links     What the page around wants to link to, below the title.
 */
export class PlaygroundElement extends LitElement {
  static override properties = {
    sample: { attribute: "dataset" },
    code: { attribute: "recipe" },
    model: {},
    seed: {},
    show: {},
    hide: {},
    words: { attribute: "choices" },
    live: {},
    saveAs: { attribute: "saved-as" },
    gallery: { type: Boolean },
    theme: { reflect: true },
    address: { type: Boolean },
    awake: { state: true },
  };
  /** `dataset` is taken: every element has one, for its data-* attributes. */
  declare sample: string | null;
  /** `recipe` is the one that is chosen. */
  declare code: string | null;
  declare model: string | null;
  declare seed: string | number | null;
  declare show: string | null;
  declare hide: string | null;
  /** `choices` are those that are chosen. */
  declare words: string | null;
  declare live: string | boolean | null;
  declare saveAs: string | null;
  declare gallery: boolean;
  declare theme: string | null;
  declare address: boolean;
  declare awake: boolean;

  protected readonly store = new Store();
  readonly #program = new Program(this.store, () => this.#wake());
  protected readonly around = new SiteTheme(this);
  /** Of what follows the store while this stands in a page. */
  protected readonly stops: (() => void)[] = [];

  constructor() {
    super();
    this.awake = false;
    keepKeys(this);
    tell(this.store, (event, detail) =>
      this.dispatchEvent(new CustomEvent(`keepfit-${event}`, { detail, bubbles: true, composed: true })),
    );
  }

  // ---- for programs -----------------------------------------------------------------------------------------------

  /** Resolves once there are data and an engine; rejects with a KeepfitError where there will be none. */
  get ready(): Promise<void> {
    return this.#program.ready();
  }
  get choices(): Choices {
    return this.#program.choices;
  }
  /** The recipe that these choices fit, proposed or chosen; what is set is the attribute. */
  get recipe(): AnyRecipe | undefined {
    return this.#program.recipe;
  }
  set recipe(recipe: AnyRecipe | string | null) {
    this.code = recipe === null || typeof recipe === "string" ? recipe : toText(recipe);
  }
  /** The column that is predicted. */
  get target(): string | undefined {
    return this.#program.target;
  }
  readonly choose = this.#program.choose;
  readonly fit = this.#program.fit;
  readonly save = this.#program.save;
  readonly open = this.#program.open;
  readonly undo = this.#program.undo;
  readonly redo = this.#program.redo;

  // ---- in its page ------------------------------------------------------------------------------------------------

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#leaving);
    document.addEventListener("visibilitychange", this.#seen);
    document.addEventListener("keydown", this.#key);
    if (this.address) addEventListener("hashchange", this.#followAddress);
    addEventListener("pagehide", this.#writeAddressNow);
    if (this.hasUpdated) this.requestUpdate();
    this.stops.push(
      effect(() => void (this.store.choices, this.store.table, this.store.services.schema, this.#writeAddress())),
    );
    this.stops.push(keepUp(this.store), heedShelf(this.store));
    // Once the attributes are in place.
    queueMicrotask(() =>
      this.address || this.awake ? void this.#wake() : this.stops.push(whenNear(this, this.#wake)),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#seen);
    document.removeEventListener("keydown", this.#key);
    removeEventListener("hashchange", this.#followAddress);
    removeEventListener("pagehide", this.#writeAddressNow);
    for (const stop of this.stops.splice(0)) stop();
    this.#stopDrawing?.();
    this.#leaving = setTimeout(this.#leave, keptFor);
  }

  #leaving: ReturnType<typeof setTimeout> | undefined;
  #begun: Promise<void> | undefined;
  /** Whether it was out of the page for so long that its engine was ended. */
  #left = false;

  /** Fetches engine and data, and draws. Resolves once the first data are open, or could not be opened. */
  #wake = (): Promise<void> => {
    if (!this.#begun || this.#left) {
      this.#begun = this.#left
        ? beginAgain(this.store, createEngine())
        : begin(this.store, this.#asked(), createEngine, openShelf);
      this.#left = false;
      this.awake = true;
    }
    return this.#begun;
  };

  /** Out of the page, and not to be moved: its threads end. */
  #leave = () => {
    if (!this.#begun || this.isConnected) return;
    this.#left = true;
    this.store.end();
  };

  #stopDrawing: (() => void) | undefined;

  /** Drawn again when what was read of the store while drawing has changed. */
  protected override performUpdate(): void {
    this.#stopDrawing?.();
    let drawn = false;
    this.#stopDrawing = effect(() => {
      if (drawn) return this.requestUpdate();
      drawn = true;
      super.performUpdate();
    });
  }

  /** What the attributes said when it was last taken from them. */
  #taken: Partial<Pick<Asked, "sample" | "seed" | "recipe"> & { words: string | null }> = {};

  #asked(): Asked {
    const { code: recipe = null, model = null, hide = null, show = null, words = null } = this;
    const isOwn = this.address && namesChoices(location.hash);
    const address = isOwn ? location.hash : (words ?? undefined);
    this.#taken = { sample: this.#sampleAsked(), seed: this.#seedAsked(), recipe, words };
    return {
      sample: this.#sampleAsked(),
      seed: this.#seedAsked(),
      recipe,
      model,
      hide: wordsOf(hide),
      show: wordsOf(show) || null,
      live: isTold(this.live),
      address,
      worded: !isOwn && words !== null,
    };
  }

  /** The address of a file is meant from where the page stands. */
  #sampleAsked(): string | null {
    const { sample } = this;
    return sample && isAddress(sample) ? fromHere(sample) : (sample ?? null);
  }

  #seedAsked = (): string | null => (this.seed === null || this.seed === undefined ? null : String(this.seed));

  /** The browser may have cleared something in the meantime. */
  #seen = () => {
    if (document.visibilityState === "visible") void refreshShelf(this.store).catch(() => {});
  };

  /** What stood in the address when an ordinary anchor took its place, which stays until something is chosen. */
  #anchored: string | undefined;

  #followAddress = () => {
    // What was on its way there is of the past.
    clearTimeout(this.#addressLater);
    this.#knownHash = location.hash;
    const mine = addressOf(this.store);
    if (location.hash && !namesChoices(location.hash)) this.#anchored = mine;
    else if (location.hash !== mine) {
      this.#followed++;
      void follow(this.store, this.#asked()).finally(this.#hasFollowed);
    }
  };

  /** Addresses whose data are on their way: of what is chosen until then, nothing is written over them. */
  #followed = 0;

  /** Whether something was to be written meanwhile. */
  #owed = false;

  readonly #hasFollowed = (): void => {
    this.#followed--;
    if (this.#owed && !this.#followed) this.#writeAddress();
  };

  /** Browsers are slow at it, and slow down who does it often: while something is dragged it waits for a pause. */
  #writeAddress(): void {
    clearTimeout(this.#addressLater);
    const now = performance.now();
    if (now - this.#changed < still) this.#addressLater = setTimeout(this.#writeAddressNow, still);
    else this.#writeAddressNow();
    this.#changed = now;
  }

  #changed = -Infinity;
  #addressLater: ReturnType<typeof setTimeout> | undefined;
  /** As it was written or followed last. */
  #knownHash = location.hash;

  readonly #writeAddressNow = (): void => {
    clearTimeout(this.#addressLater);
    this.#owed = this.#followed > 0;
    const hash = this.address && !this.#owed ? addressOf(this.store) : undefined;
    if (hash === undefined || hash === location.hash) return;
    // Another one was set, and whoever did it has not been told yet: it is followed in a moment, or is the page's own.
    if (location.hash !== this.#knownHash) {
      this.#knownHash = location.hash;
      this.#addressLater = setTimeout(this.#writeAddressNow, still);
      return;
    }
    if (location.hash && !namesChoices(location.hash) && (this.#anchored ??= hash) === hash) return;
    this.#anchored = undefined;
    history.replaceState(history.state, "", hash || location.pathname + location.search);
    this.#knownHash = location.hash;
  };

  /**
   * Undo and redo by keys, where the playground has the page or the focus: in a field they are the field's own, and in
   * another element of the page they are meant for that.
   */
  #key = (event: KeyboardEvent) => {
    const way = wayOf(event);
    if (!way || event.defaultPrevented || event.composedPath().some(isField)) return;
    const { activeElement } = document;
    const idle = !activeElement || activeElement === document.body;
    if (activeElement !== this && !(idle && this.address)) return;
    if ((way === "undo" ? this.store.undoable : this.store.redoable) === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    void goBack(this.store, way);
  };

  override willUpdate(changed: PropertyValues<this>): void {
    const told = (name: "show" | "hide" | "live"): boolean =>
      changed.has(name) && ((this[name] ?? null) !== null || changed.get(name) !== undefined);
    if (told("hide")) this.store.look({ hide: wordsOf(this.hide) });
    if (told("show")) this.store.look({ show: wordsOf(this.show) || null });
    if (told("live")) this.store.look({ live: isTold(this.live) });
    if (changed.has("saveAs")) this.store.remember({ saveAs: this.saveAs?.trim() || undefined });
  }

  override updated(_changed: PropertyValues<this>): void {
    if (this.#begun) this.#takeChanged();
  }

  /** Attributes that were set otherwise since. */
  #takeChanged(): void {
    const { store } = this;
    const before = this.#taken;
    if ((this.words ?? null) !== before.words) return void follow(store, this.#asked());
    const { sample, seed, recipe } = this.#asked();
    const number = seedIn(seed);
    const isOther = sample !== before.sample && !!sample;
    const isMore = seed !== before.seed || (recipe !== before.recipe && !!recipe);
    // Set together, or while the data are on their way.
    if (isMore && (isOther || (sample && store.jobs.work("data")))) return void takeNamed(store, this.#asked());
    if (isOther) void openNamed(store, sample);
    if (number !== undefined && seed !== before.seed) setSplit(store, { random_state: number });
    if (recipe && recipe !== before.recipe) void takeGiven(store, recipe);
  }
}

/** Frameworks may set a list of names. */
const wordsOf = (names: unknown): string | null =>
  names === null || names === undefined ? null : Array.isArray(names) ? names.join(" ") : String(names);

/** Ctrl+Z, or Command+Z on a Mac, and with Shift the other way; Ctrl+Y does the latter, too. */
function wayOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): "undo" | "redo" | undefined {
  if (altKey || ctrlKey === metaKey) return undefined;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && ctrlKey && !shiftKey ? "redo" : undefined;
}

/** What an attribute says that may be on or off: without a value it is on. */
const isTold = (value: string | boolean | null | undefined): boolean | null =>
  value === null || value === undefined ? null : value !== "false" && value !== false;

/** How long, in milliseconds, an element that was taken out of its page may come back with all that it has. */
const keptFor = 15_000;

/** Choices that did not change for so long, in milliseconds, are written into the address. */
const still = 200;

/** Whether something is typed into it, which has an undo of its own. */
const isField = (target: EventTarget): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("textarea, input:not([type=checkbox], [type=radio], [type=button])"));

/** Frameworks set a property where an element has one, and every element has a `dataset`: the attribute is meant. */
Object.defineProperty(PlaygroundElement.prototype, "dataset", {
  configurable: true,
  enumerable: true,
  get(this: HTMLElement): DOMStringMap {
    return Reflect.get(HTMLElement.prototype, "dataset", this) as DOMStringMap;
  },
  set(this: HTMLElement, name: unknown) {
    if (name === null || name === undefined) this.removeAttribute("dataset");
    else this.setAttribute("dataset", String(name));
  },
});
