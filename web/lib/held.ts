// What the engine keeps between calls: models, and data that were handed over for many of them.
import type { Caller, Calls, Session } from "./calls.js";
import { KeepfitError } from "./errors.js";
import { rowsOf, targetToWire, type WireTable, type WireTarget } from "./table.js";
import type { CallOptions, EngineOptions, HeldData, Schema, TableLike, TargetLike } from "./types.js";

/** What the caller has too, so that an engine that starts again can be given it again. */
export interface Holdable {
  readonly kind: "model" | "data";
  released: boolean;
  /** Refuses to be used any more, or by another engine. */
  checkUse(holder: Holdings): void;
  /** The number under which the engine knows it from now on. */
  handOver(call: Caller): Promise<number>;
}

/** What one engine holds. */
export class Holdings {
  readonly calls: Calls;
  /** How the engine was started: other modules are started likewise. */
  readonly options: EngineOptions;
  /** What the engine says of itself. */
  readonly schema: () => Promise<Schema>;

  constructor(calls: Calls, options: EngineOptions, schema: () => Promise<Schema>) {
    this.calls = calls;
    this.options = options;
    this.schema = schema;
  }

  /** A call about something held, which is handed over first where the running engine does not have it. */
  ask<Result>(
    what: Holdable,
    options: CallOptions | undefined,
    work: (call: Caller, handle: number, session: Session) => Promise<Result>,
  ): Promise<Result> {
    return this.calls.submit(options, async (call, session) =>
      work(call, await this.handleOf(what, call, session), session),
    );
  }

  /** As `ask`, within a call. */
  async handleOf(what: Holdable, call: Caller, session: Session): Promise<number> {
    what.checkUse(this);
    const known = session.handles.get(what);
    if (known !== undefined) return known;
    // Calls that come while it is handed over wait for the same.
    const handing = what.handOver(call);
    session.handles.set(what, handing);
    try {
      const handle = await handing;
      this.remember(session, what, handle);
      return handle;
    } catch (error) {
      session.handles.delete(what);
      throw error;
    }
  }

  remember(session: Session, what: Holdable, handle: number): void {
    session.handles.set(what, handle);
    this.#collector.register(what, { session, handle, kind: what.kind });
  }

  async forget(what: Holdable): Promise<void> {
    what.released = true;
    const { session } = this.calls;
    const handle = await Promise.resolve(session?.handles.get(what)).catch(() => undefined);
    if (handle === undefined || this.calls.closed) return;
    session!.handles.delete(what);
    await this.#free(session!, handle, what.kind);
  }

  async #free(session: Session, handle: number, kind: Holdable["kind"]): Promise<void> {
    await this.calls.submit(undefined, async (call, running) => {
      if (running !== session) return;
      if (kind === "data") await call("drop", { data: handle });
      else await call("release", { model: handle });
    });
  }

  // What nobody has any more is freed, some time later.
  readonly #collector = new FinalizationRegistry<{ session: Session; handle: number; kind: Holdable["kind"] }>(
    ({ session, handle, kind }) => {
      if (session !== this.calls.session || this.calls.closed) return;
      void this.#free(session, handle, kind).catch(() => {});
    },
  );
}

export class HeldTable implements HeldData, Holdable {
  readonly kind = "data";
  readonly #holder: Holdings;
  released = false;

  constructor(
    holder: Holdings,
    readonly X: WireTable,
    readonly y: WireTarget | undefined,
  ) {
    this.#holder = holder;
  }

  get rows(): number {
    return rowsOf(this.X);
  }

  get names(): readonly string[] | undefined {
    return "columns" in this.X ? this.X.columns.map(([name]) => name) : undefined;
  }

  checkUse(holder: Holdings): void {
    if (this.#holder === holder && !this.released) return;
    throw new KeepfitError({
      code: this.released ? "released" : "bad_type",
      where: "X",
      message: this.released ? "These data were released." : "These data are held by another engine.",
      hint: "Hold them again with hold(X, y) of this engine.",
    });
  }

  async handOver(call: Caller): Promise<number> {
    return (await call("hold", structuredClone({ X: this.X, y: this.y }))).data;
  }

  async release(): Promise<void> {
    await this.#holder.forget(this);
  }
}

/** The target that goes with X; held data have their own. */
export function targetBeside(X: TableLike | HeldData, y: TargetLike | undefined): WireTarget | undefined {
  if (!(X instanceof HeldTable)) return targetToWire(y as TargetLike);
  if (y === undefined || y === null) return undefined;
  throw new KeepfitError({
    code: "bad_type",
    where: "y",
    message: "Held data bring their own y; another one cannot be given beside them.",
    hint: "Leave y out, or give X as a table.",
  });
}
