// What a program may do with a playground, as a person may: each waits until what went before is done.
import { effect } from "@preact/signals-core";
import { KeepfitError } from "../../lib/index.js";
import type { AnyRecipe } from "../../lib/index.js";
import { fitPipeline } from "../actions/fit-pipeline.js";
import { goBack } from "../actions/open-data.js";
import { openModelFile } from "../actions/open-model.js";
import { freeName, saveFit } from "../actions/saved-models.js";
import type { Choices } from "../state/choices.js";
import { doubtfulKind, fitKind, openedKind } from "../state/results.js";
import type { Failure } from "../store/jobs.js";
import type { Store } from "../store/store.js";
import {
  choosing,
  codeOf,
  copyOf,
  doubtOf,
  fittedOf,
  unopened,
  verifiedOf,
  type Fitted,
  type Verified,
} from "./told.js";

export class Program {
  #turn: Promise<unknown> = Promise.resolve();

  /** @param begun Resolves once the first data are open, or could not be opened. */
  constructor(
    private readonly store: Store,
    private readonly begun: () => Promise<void>,
  ) {}

  /** Resolves once there are data and an engine; rejects with the reason where there will be none. */
  async ready(): Promise<void> {
    await this.begun();
    await this.store.services.ready;
    if (!this.store.table) throw refusal(this.store.jobs.failure, "No data were opened.");
    await until(() => this.store.services.shelf !== undefined);
  }

  get choices(): Choices {
    return copyOf(this.store.choices);
  }

  /** The recipe that these choices fit, proposed or chosen. */
  get recipe(): AnyRecipe | undefined {
    return copyOf(this.store.recipe);
  }

  /** The column that is predicted. */
  get target(): string | undefined {
    return this.store.table?.target;
  }

  choose = (part: unknown): Promise<void> =>
    this.#next(async (store, failed) => {
      // Most pages have no program.
      const { choose } = await import("./choose.js");
      if (!(await choose(store, part))) throw failed(choosing, "The choices were not taken.");
    });

  fit = (): Promise<Fitted> =>
    this.#next(async (store, failed) => {
      while (store.jobs.work("fit")) await until(() => !store.jobs.work("fit"));
      if (!(await fitPipeline(store))) throw failed("fit", "The fit was stopped.");
      return fittedOf(store.results.get(fitKind)!);
    });

  /** The bytes of the present fit, kept under a name as a person's save is; without one under the name of its data. */
  save = (name?: string, how?: { replace?: boolean }): Promise<Uint8Array> =>
    this.#next(async (store, failed) => {
      if (name !== undefined && name !== null && (typeof name !== "string" || /\p{Cs}/u.test(name)))
        throw unfit("The name of a model is a text of whole characters.", "save");
      const replace = how?.replace === true;
      if (!store.results.get(fitKind) || store.results.isStale(fitKind)) throw unfitted();
      const told = name?.trim() || freeName(store);
      const { foundOut } = await import("../studies/index.js");
      const found = foundOut(store, store.results.keyOf(fitKind)!);
      if (!(await saveFit(store, told, found, replace))) throw failed("save", "The model was not saved.");
      return store.services.shelf!.get(told);
    });

  open = (bytes: Uint8Array | ArrayBuffer, name: unknown = "model"): Promise<Verified> =>
    this.#next(async (store) => {
      if (!ArrayBuffer.isView(bytes) && !(bytes instanceof ArrayBuffer) && !((bytes as unknown) instanceof Blob))
        throw unfit("open takes the bytes of a file: a Uint8Array, an ArrayBuffer or a Blob.", "open");
      if (typeof name !== "string") throw unfit("The name of a model is a text.", "open");
      const { results, jobs } = store;
      const before = [results.get(openedKind), results.get(doubtfulKind)];
      await openModelFile(store, new File([bytes as BlobPart], `${name}.keepfit`));
      const [opened, doubtful] = [results.get(openedKind), results.get(doubtfulKind)];
      if (opened && opened !== before[0]) return verifiedOf(opened);
      if (doubtful && doubtful !== before[1]) return doubtOf(doubtful);
      return unopened(name, jobs.failure!);
    });

  /** Whether there was something to undo. */
  undo = (): Promise<boolean> => this.#back("undo");
  redo = (): Promise<boolean> => this.#back("redo");

  #back(way: "undo" | "redo"): Promise<boolean> {
    return this.#next(async (store) => {
      const before = store.choices;
      await goBack(store, way);
      return store.choices !== before;
    });
  }

  #next<Value>(work: (store: Store, failed: Failed) => Promise<Value>): Promise<Value> {
    const { store } = this;
    const turn = this.#turn.then(async () => {
      await this.ready();
      while (store.jobs.work("data")) await until(() => !store.jobs.work("data"));
      const before = store.jobs.failure;
      return work(store, (place, otherwise) => {
        const { failure } = store.jobs;
        return refusal(failure?.place === place && failure !== before ? failure : undefined, otherwise);
      });
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

/** What went wrong at a place, as the library throws it; `otherwise`: it was stopped. */
type Failed = (place: string, otherwise: string) => KeepfitError;

function refusal(failure: Failure | undefined, otherwise: string): KeepfitError {
  if (!failure) return new KeepfitError({ code: "cancelled", message: otherwise });
  const { message, hint, where } = failure;
  return new KeepfitError({ code: codeOf(failure), message, hint, where });
}

const unfit = (message: string, where: string) => new KeepfitError({ code: "bad_type", message, where });

const unfitted = () =>
  new KeepfitError({
    code: "not_fitted",
    message: "What is chosen is not fitted, so there is nothing to save.",
    hint: "Call fit() first.",
  });

/** Resolves once something is so. */
export function until(holds: () => boolean): Promise<void> {
  return new Promise((done) => {
    let stop: (() => void) | undefined;
    let over = false;
    stop = effect(() => {
      if (over || !holds()) return;
      over = true;
      queueMicrotask(() => (stop?.(), done()));
    });
  });
}
