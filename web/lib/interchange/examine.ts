/** Looks into pickles: `engine.examineSklearn`. The module for it is fetched when the first one is met. */
import { chooseBackend, interchangeModule } from "../backend.js";
import type { EngineOptions, ExamineOptions, FileSource, PickleReport } from "../types.js";
import { askUnpacked, bytesOf } from "./unpack.js";

export async function examinePickle(
  engine: EngineOptions,
  source: FileSource,
  { from = 0, count = 0, ...options }: ExamineOptions,
): Promise<PickleReport> {
  const given = await bytesOf(source);
  const { first } = await chooseBackend({ ...engine, wasm: engine.interchangeWasm ?? interchangeModule() });
  const ask = (bytes: Uint8Array) => first.call("examine_pickle", { bytes, from, count }, options);
  try {
    const { answer, compression } = await askUnpacked(given, ask);
    return { bytes: given.length, ...(compression && { compression }), ...answer };
  } finally {
    first.end();
  }
}
