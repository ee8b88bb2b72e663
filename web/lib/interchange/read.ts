/** Models out of pickles and files of joblib's: `engine.readSklearn`. Nothing in such a file is run. */
import { interchangeModule } from "../backend.js";
import { KeepfitError } from "../errors.js";
import { sha256 } from "../hash.js";
import type { AnswerOf } from "../protocol.js";
import type { CallOptions, EngineOptions, FileSource, Schema } from "../types.js";
import { withModule } from "./module.js";
import { askUnpacked, bytesOf } from "./unpack.js";

/** A file of Keepfit's that has still to be loaded, which audits it, and rows to make its proof from. */
export async function readPickle(
  engine: EngineOptions,
  source: FileSource,
  schema: Schema,
  part: string | undefined,
  options: CallOptions,
): Promise<AnswerOf<"read_sklearn">> {
  const given = await bytesOf(source);
  const hash = await sha256(given);
  return withModule(engine, engine.interchangeWasm ?? interchangeModule(), async (module) => {
    const which = part === undefined ? {} : { part };
    const ask = (bytes: Uint8Array) => module.call("read_sklearn", { bytes, schema, sha256: hash, ...which }, options);
    return (await askUnpacked(given, ask)).answer;
  });
}

/** What the audit says of a model that was taken out of another file. */
export function notTaken(error: unknown): unknown {
  const refusals = /^(audit_.*|bad_parameter|not_canonical|limit|unknown_estimator)$/;
  if (!(error instanceof KeepfitError) || !refusals.test(error.code)) return error;
  return new KeepfitError({
    code: "not_taken",
    where: error.where,
    message: error.message,
    hint: "The file holds a model that Keepfit has nothing like, or one that was changed; nothing was taken from it.",
  });
}
