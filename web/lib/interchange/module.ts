/** The modules that read and write files of other programs; each is fetched when it is needed first. */
import { type Backend, chooseBackend } from "../backend.js";
import type { EngineOptions } from "../types.js";

export async function withModule<Answer>(
  engine: EngineOptions,
  wasm: NonNullable<EngineOptions["wasm"]>,
  ask: (module: Backend) => Promise<Answer>,
): Promise<Answer> {
  const { first } = await chooseBackend({ ...engine, wasm });
  try {
    return await ask(first);
  } finally {
    first.end();
  }
}
