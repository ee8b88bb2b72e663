import { decodeMessage, decodeWithFloats, encodeMessage } from "./codec.js";
import { type ErrorData, KeepfitError } from "./errors.js";
import { classesOf, withNeededFloats } from "./float.js";
import { engineParts, type PartName } from "./generated/parts.js";
import { sha256 } from "./hash.js";
import type { AnswerOf, Dispatch, OpName, Operate, RequestOf, SlowOp } from "./protocol.js";
import type { AnyRecipe } from "./types.js";
import { type EngineHost, PartMissing, PartTrap } from "./wasm.js";

/** Where the parts of the engine come from. */
export type PartSource = (part: string) => Promise<WebAssembly.Module>;

const partNames = Object.keys(engineParts) as PartName[];
const doorsTo = (part: PartName): readonly string[] => engineParts[part].behind;

/** The part that an operation begins in, where that is not the first one. */
const partOf = new Map(
  partNames.flatMap((part) => engineParts[part].operations.map((op) => [op as string, part] as const)),
);

/** Answers operations with one instance of the engine, in whichever thread it lives. */
export function dispatcher(host: EngineHost, source: PartSource): Operate {
  function ask<Op extends OpName>(op: Op, request: object, stop?: (done: number, total: number) => boolean): unknown {
    const { ok, bytes } = host.call(op, encodeMessage(request), stop);
    const value = decodeMessage(bytes);
    if (!ok) throw new KeepfitError(value as ErrorData);
    return value;
  }

  function askWithFloats(op: OpName, request: object): unknown {
    const { ok, bytes } = host.call(op, encodeMessage(request));
    if (!ok) throw new KeepfitError(decodeMessage(bytes) as ErrorData);
    return decodeWithFloats(bytes);
  }

  /** The bytes are for a restarted engine only; the proof is made when a file is asked for. */
  function withBytes(fit: () => unknown): AnswerOf<"fit"> {
    const started = performance.now();
    const answer = fit();
    const milliseconds = performance.now() - started;
    const { model, warnings } = answer as AnswerOf<"release"> & { model: number };
    const { bytes } = ask("dump", { model, card: {}, proof: false }) as AnswerOf<"dump">;
    return { model, bytes, milliseconds, ...(warnings && { warnings }) };
  }

  // Operations that are more than one call of the engine.
  const composed: {
    [Op in OpName]?: (
      request: RequestOf<Op>,
      stop?: (done: number, total: number) => boolean,
    ) => Op extends SlowOp ? Promise<AnswerOf<Op>> : AnswerOf<Op>;
  } = {
    fit: (request, stop) => withBytes(() => ask("fit", request, stop)),
    fit_search: (request, stop) => withBytes(() => ask("fit_search", request, stop)),
    // Goes back to the engine, to which 1 and 1.0 differ.
    search_plan: (request) => askWithFloats("search_plan", request) as AnswerOf<"search_plan">,
    params(request) {
      const recipe = askWithFloats("params", request) as AnyRecipe;
      const { estimators } = ask("declarations", { classes: classesOf(recipe) }) as AnswerOf<"declarations">;
      return withNeededFloats(recipe, estimators);
    },
    // Much text goes straight to its place.
    table_append({ table, bytes }) {
      const { address } = ask("table_room", { table, size: bytes.length }) as AnswerOf<"table_room">;
      host.write(address, bytes);
      return ask("table_filled", { table, size: bytes.length }) as AnswerOf<"table_filled">;
    },
    table_place(request) {
      const { address } = ask("table_room", request) as AnswerOf<"table_room">;
      return host.view(address, request.size);
    },
    async table_digest({ table }) {
      const { address, size } = ask("table_text", { table }) as AnswerOf<"table_text">;
      return sha256(host.view(address, size));
    },
    // So do many values.
    table_columns(request) {
      const { columns } = ask("table_where", request) as AnswerOf<"table_where">;
      return {
        columns: columns.map(({ address, rows, categories }) =>
          categories
            ? { codes: new Int32Array(host.read(address, 4 * rows)), categories }
            : new Float64Array(host.read(address, 8 * rows)),
        ),
      };
    },
    // Fetched when a table is read, which most pages of models never do; as one piece, because in the worker of another
    // origin Firefox loses modules that two of them share.
    table_load: async (request, stop) => (await import("./tables/load.js")).loadTable(dispatch, request, stop),
    table_reread: async (request, stop) => (await import("./tables/load.js")).rereadTable(dispatch, request, stop),
    table_take: async (request, stop) => (await import("./tables/load.js")).takeTable(dispatch, request, stop),
  };

  const dispatch: Dispatch = (op, request, stop) => {
    const handler = composed[op] as ((request: object, stop?: unknown) => never) | undefined;
    return handler ? handler(request, stop) : (ask(op, request, stop) as never);
  };

  async function complete(part: string): Promise<void> {
    host.add(part, await source(part));
  }

  /** A part that would be met halfway: all doors to it are those of parts that are there, or that is begun in. */
  function likely(begins: PartName): PartName | undefined {
    const passed = new Set([begins, ...partNames.filter((part) => !host.lacks(part))].flatMap(doorsTo));
    return partNames.find((part) => host.lacks(part) && doorsTo(part).every((door) => passed.has(door)));
  }

  const operate: Operate = (op, request, stop) => {
    const begins = partOf.get(op);
    if (begins === undefined) return attempt(op, request, stop);
    if (host.lacks(begins)) return complete(begins).then(() => operate(op, request, stop));
    const also = likely(begins);
    if (also === undefined) return attempt(op, request, stop);
    // Where it cannot be had, that is said once it is met.
    return complete(also)
      .catch(() => {})
      .then(() => attempt(op, request, stop));
  };

  const attempt: Operate = (op, request, stop) => {
    try {
      return dispatch(op, request, stop);
    } catch (error) {
      // Which part an operation needs is found by the build, which may be wrong in one thing or another.
      if (error instanceof PartMissing) return complete(error.part).then(() => operate(op, request, stop));
      // The next engine starts with it.
      if (error instanceof PartTrap)
        return source(error.part).then(() => {
          throw error;
        });
      throw error;
    }
  };
  return operate;
}

/** A fresh engine's first answer; once more from another where it was lost for lack of a part, which is there then. */
export async function firstAnswer<Answer>(ask: () => Answer | Promise<Answer>, renew: () => void): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PartTrap)) throw error;
    renew();
    return ask();
  }
}
