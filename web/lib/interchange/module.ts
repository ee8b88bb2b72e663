/** The module that reads and writes files of other programs; it is fetched when the first one is met. */
import { chooseBackend, interchangeModule, type Backend } from "../backend.js";
import type { EngineOptions } from "../types.js";

export async function withInterchange<Answer>(
  engine: EngineOptions,
  ask: (module: Backend) => Promise<Answer>,
): Promise<Answer> {
  const { first } = await chooseBackend({ ...engine, wasm: engine.interchangeWasm ?? interchangeModule() });
  try {
    return await ask(first);
  } finally {
    first.end();
  }
}
