/** Looks into pickles: `engine.examineSklearn`. */
import { interchangeModule } from "../backend.js";
import type { EngineOptions, ExamineOptions, FileSource, PickleReport } from "../types.js";
import { withModule } from "./module.js";
import { askUnpacked, bytesOf } from "./unpack.js";

export async function examinePickle(
  engine: EngineOptions,
  source: FileSource,
  { from = 0, count = 0, ...options }: ExamineOptions,
): Promise<PickleReport> {
  const given = await bytesOf(source);
  return withModule(engine, engine.interchangeWasm ?? interchangeModule(), async (module) => {
    const ask = (bytes: Uint8Array) => module.call("examine_pickle", { bytes, from, count }, options);
    const { answer, compression } = await askUnpacked(given, ask);
    return { bytes: given.length, ...(compression && { compression }), ...answer };
  });
}
