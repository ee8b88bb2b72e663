/** The modules that read and write files of other programs; each is fetched when it is needed first. */
import { type Backend, chooseBackend } from "../backend.js";
import type { EngineOptions } from "../types.js";

/** A host whose engine is not cut into modules, as tests of the native one are, starts that instead. */
export interface OtherHost {
  readonly startModule?: () => Promise<Backend>;
}

export async function withModule<Answer>(
  engine: EngineOptions & OtherHost,
  wasm: NonNullable<EngineOptions["wasm"]>,
  ask: (module: Backend) => Promise<Answer>,
): Promise<Answer> {
  const first = engine.startModule ? await engine.startModule() : (await chooseBackend({ ...engine, wasm })).first;
  try {
    return await ask(first);
  } finally {
    first.end();
  }
}
