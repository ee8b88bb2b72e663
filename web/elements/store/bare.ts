import { batch, computed, signal } from "@preact/signals-core";
import type { AnyRecipe, ReadOptions, StorageEstimate, TableForm } from "../../lib/index.js";
import type { DataTable } from "../data/table.js";
import { defaults, type Choices, type Frame, type SplitChoice, type View } from "../state/choices.js";
import * as past from "../state/history.js";
import type { Imported } from "../state/imported.js";
import type { NamedFile } from "../state/results.js";
import { Jobs } from "./jobs.js";
import { Results } from "./results.js";
import { Services } from "./services.js";
import type { ShelfItem } from "./shelf.js";

/** A file in which no more than one column was found: its first lines are shown, to say how they are cut. */
export interface Unread {
  readonly file: File;
  readonly lines: readonly string[];
  readonly delimiter: string;
}

/** What a person said of the file that was open before: it holds for another file only where they ask for it. */
export interface SaidBefore {
  readonly file: string;
  readonly form: TableForm;
  readonly options: ReadOptions;
}

/** A pair of keys, held by this page only until it is closed. */
export interface SigningKey {
  readonly pair: CryptoKeyPair;
  /** The public key in hex. */
  readonly id: string;
}

/** What a save puts into the file beside the pipeline and its card. */
export interface SaveChoice {
  /** Proof rows: none, made from what the card says of the columns, or those and a few rows of the held-out part. */
  readonly proof: "none" | "made" | "held-out";
  readonly sign: boolean;
}

/** What else this page remembers until it is closed: files at hand, and how files are written. */
export interface Desk {
  readonly unread: Unread | undefined;
  readonly saidBefore: SaidBefore | undefined;
  readonly saved: readonly ShelfItem[];
  readonly storage: StorageEstimate | undefined;
  readonly removed: { readonly item: ShelfItem; readonly bytes: Uint8Array } | undefined;
  /** What the last import took, and what it did not. */
  readonly imported: Imported | undefined;
  /** Which two are compared: `saved:NAME` or `file:NAME`. */
  readonly sides: { readonly a?: string; readonly b?: string };
  /** The name under which the present fit was saved. */
  readonly savedAs: string | undefined;
  /** The name under which the page around would have it saved. */
  readonly saveAs: string | undefined;
  readonly saveChoice: SaveChoice;
  readonly signingKey: SigningKey | undefined;
  /** Whether the file of predictions repeats the columns of the table. */
  readonly batchColumns: boolean;
  /** Whether those of its cells that a spreadsheet would take for a formula get an apostrophe. */
  readonly batchGuarded: boolean;
  /** Files opened lately, the last first; they can be compared. */
  readonly files: readonly NamedFile[];
  /** The model that stands in the page's address, packed, while that is the one to look at. */
  readonly linked: string | undefined;
  /** What somebody was led to, until that is shown. */
  readonly lead: "teachers" | undefined;
  /** How the page is laid out at present. */
  readonly frame: Frame;
  /** The pipeline that the page around begins with, and the data that it is for. */
  readonly given: { readonly recipe: AnyRecipe; readonly data: string; readonly target: string } | undefined;
}

const emptyDesk: Desk = {
  unread: undefined,
  saidBefore: undefined,
  saved: [],
  storage: undefined,
  removed: undefined,
  imported: undefined,
  sides: {},
  savedAs: undefined,
  saveAs: undefined,
  saveChoice: { proof: "made", sign: false },
  signingKey: undefined,
  batchColumns: true,
  batchGuarded: true,
  files: [],
  linked: undefined,
  lead: undefined,
  frame: "steps",
  given: undefined,
};

/** How a change stands in the history. */
export interface Commit {
  /** The table of the new choices, where it is another one. */
  readonly table?: DataTable;
  readonly gesture?: string | undefined;
  /** The recipe is as it is to be, whatever was proposed before. */
  readonly whole?: boolean;
}

/** What is made of choices where there are data. */
export interface Planning {
  /** The recipe that the page would fit unasked. */
  propose(table: DataTable, split: SplitChoice): AnyRecipe;
  /** The recipe of choices, over the one that is proposed. */
  recipeOf(choices: Choices, proposed: AnyRecipe): AnyRecipe;
  /** Choices over another proposal than before. */
  rebased(choices: Choices, before: AnyRecipe, after: AnyRecipe): Choices;
}

/**
 * All that one playground knows: choices with their history, the table that they describe, results, and work under way.
 * Steps draw what they read of it and are drawn again when that changes; actions change it. Nothing is shared between
 * two playgrounds on a page but the shelf.
 */
export class BareStore {
  /** @param planning Without it there are no data and no recipe, as where a saved model is all there is. */
  constructor(private readonly planning?: Planning) {}

  readonly services = new Services();
  readonly jobs = new Jobs();
  readonly results = new Results(() => this.choices);
  readonly #history = signal(past.begin(defaults));
  readonly #table = signal<DataTable | undefined>(undefined);
  readonly #desk = signal(emptyDesk);
  readonly #choices = computed(() => this.#history.value.present);
  readonly #split = computed(() => this.choices.split);
  readonly #proposed = computed(() => this.table && this.planning?.propose(this.table, this.#split.value));
  readonly #recipe = computed(() => this.proposed && this.planning?.recipeOf(this.choices, this.proposed));

  get choices(): Choices {
    return this.#choices.value;
  }
  /** What would be undone, in words. */
  get undoable(): string | undefined {
    return past.undoable(this.#history.value);
  }
  get redoable(): string | undefined {
    return past.redoable(this.#history.value);
  }
  /** The open data, read and looked at as the choices say; undefined before the first are. */
  get table(): DataTable | undefined {
    return this.#table.value;
  }
  /** The recipe that the page would fit unasked. */
  get proposed(): AnyRecipe | undefined {
    return this.#proposed.value;
  }
  /** What a reader's changes are held against: what the page around begins with, as long as its data are open. */
  get start(): AnyRecipe | undefined {
    const { given } = this.desk;
    const holds = given?.data === this.choices.data.name && given.target === this.table?.target;
    return holds ? given.recipe : this.proposed;
  }
  get recipe(): AnyRecipe | undefined {
    return this.#recipe.value;
  }
  /** Whether what is quickly fitted is fitted unasked. */
  get live(): boolean {
    return this.choices.view.live ?? this.desk.frame === "workspace";
  }
  get desk(): Desk {
    return this.#desk.value;
  }

  /**
   * Takes other choices; what is chosen of the recipe is carried over where another one is proposed for them. Choices
   * before there is a table are where everything begins, and nothing to come back to.
   */
  commit(choices: Choices, said: string, { table = this.table, gesture, whole }: Commit = {}): void {
    batch(() => {
      const history = this.#history.peek();
      const before = this.proposed;
      const after = table && this.planning?.propose(table, choices.split);
      const next = before && after && !whole ? this.planning!.rebased(choices, before, after) : choices;
      const begun = this.table !== undefined || past.hasBegun(history);
      this.#history.value = begun ? past.commit(history, next, said, gesture) : past.begin(next);
      this.#table.value = table;
    });
  }

  /** A change of the recipe, or of whatever else the proposal is needed for. */
  edit(said: string, change: (choices: Choices, proposed: AnyRecipe) => Choices, gesture?: string): void {
    if (this.proposed) this.commit(change(this.choices, this.proposed), said, { gesture });
  }

  /** Where undo or redo would lead. */
  back(way: "undo" | "redo"): Choices {
    return past[way](this.#history.peek()).present;
  }

  /** Goes there; `table` is that of the choices there. */
  go(way: "undo" | "redo", table: DataTable | undefined): void {
    batch(() => {
      this.#history.value = past[way](this.#history.peek());
      this.#table.value = table;
    });
  }

  /** The gesture is over: the next change is one of its own. */
  settle(): void {
    this.#history.value = past.settle(this.#history.peek());
  }

  /** Ends what runs, and lets go of all that was computed and opened; what was chosen stays, with its history. */
  end(): void {
    batch(() => {
      this.jobs.stopAll();
      this.services.end();
      this.results.clear();
      this.#table.value = undefined;
      this.remember({ savedAs: undefined });
    });
  }

  look(view: Partial<View>): void {
    const { present } = this.#history.peek();
    if (Object.entries(view).some(([name, value]) => present.view[name as keyof View] !== value))
      this.#history.value = past.lookAt(this.#history.peek(), view);
  }

  remember(change: Partial<Desk>): void {
    this.#desk.value = { ...this.#desk.peek(), ...change };
  }
}
