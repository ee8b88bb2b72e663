// What the engine says of itself, as the build wrote it down from the engine's own answer: none of its parts need be
// there for it.
import { schemaFile } from "./generated/addresses.js";
import type { EngineOptions, Schema } from "./types.js";
import { fileBytes } from "./wasm.js";

/** JSON has neither NaN nor infinities; they were written as texts. */
const numbered = (_key: string, value: unknown): unknown =>
  value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;

export const schemaFrom = (text: string): Schema => JSON.parse(text, numbered) as Schema;

/** Rejects where the file that lies beside the library cannot be had; the engine can be asked all the same. */
export async function writtenSchema(): Promise<Schema> {
  const address = schemaFile();
  if (address.protocol === "file:") return schemaFrom(new TextDecoder().decode(await fileBytes(address)));
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return schemaFrom(await response.text());
}

const unwritten = (): Promise<never> => Promise.reject(new Error("The engine must be asked."));

/** The schema of one engine, found out once; the engine is asked where nothing is written down. */
export type SchemaSource = (ask: () => Promise<Schema>) => Promise<Schema>;

function onceFrom(written: () => Promise<Schema>): SchemaSource {
  let found: Promise<Schema> | undefined;
  return (ask) =>
    (found ??= written()
      .catch(ask)
      .catch((error: unknown) => {
        found = undefined;
        throw error;
      }));
}

/** Of an engine of which nothing is written down. */
export const asked = (): SchemaSource => onceFrom(unwritten);

/** Of an engine that is started so. */
export function schemaSource({ wasm, fitAhead }: EngineOptions): SchemaSource {
  // Only the library's own engine is known to say what was written down.
  if (wasm !== undefined) return asked();
  if (fitAhead !== "together") return onceFrom(writtenSchema);
  const early = writtenSchema();
  early.catch(() => {});
  return onceFrom(() => early);
}
