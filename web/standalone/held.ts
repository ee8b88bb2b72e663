// What this page holds beside its script: the model and the engine, as blocks of letters.
import { sha256 } from "../lib/hash.js";
import { fromBase64 } from "../elements/shared/base64.js";

function block(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found) return found;
  throw { message: `This page lacks its ${id}: it is cut off or was changed.`, hint: "Get it again from its source." };
}

function bytesOf(id: string): Uint8Array<ArrayBuffer> {
  try {
    return fromBase64(block(id).textContent!.trim());
  } catch (error) {
    if ("hint" in (error as object)) throw error;
    throw {
      message: `The ${id} in this page is not as it was written: the page is damaged.`,
      hint: "Get it again from its source; nothing was loaded.",
    };
  }
}

export const heldModel = (): Uint8Array<ArrayBuffer> => bytesOf("model");

/** The engine, unfolded, and only as it was when the page was made. */
export const heldEngine = (): Promise<Uint8Array> => heldPart("engine");

/** What the engine needs besides for less usual estimators, where this model has some. */
export const heldMore = async (): Promise<Uint8Array | undefined> =>
  block("more").dataset["sha256"] ? heldPart("more") : undefined;

async function heldPart(id: "engine" | "more"): Promise<Uint8Array> {
  const packed = new Blob([bytesOf(id)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const engine = await new Response(packed).arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => new Uint8Array(),
  );
  if ((await sha256(engine)) !== block(id).dataset["sha256"])
    throw {
      message: "The engine in this page is not as it was when the page was made: the page is damaged.",
      hint: "Get it again from its source; nothing was loaded.",
    };
  return engine;
}
