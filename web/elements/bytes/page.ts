// One HTML file that holds a model. The build makes what shows it; model and engine take the place of marks.
import { gzipSync } from "fflate";
import { sha256 } from "../../lib/hash.js";
import { toBase64 } from "../shared/base64.js";

/** What stands in the page in their place; each once. */
export const marks = {
  title: "__KEEPFIT_TITLE__",
  model: "__KEEPFIT_MODEL__",
  engine: "__KEEPFIT_ENGINE__",
  hash: "__KEEPFIT_ENGINE_SHA256__",
  more: "__KEEPFIT_MORE__",
  moreHash: "__KEEPFIT_MORE_SHA256__",
} as const;

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text of a file as HTML shows it, letter by letter. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter]!);

const packed = (part: Uint8Array): string => toBase64(gzipSync(part, { level: 9, mtime: 0 }));

/**
 * The page with a model in it, and the engine that opens it.
 *
 * @param more  The part of the engine that less usual estimators need; undefined where the model has none.
 * @throws Error where the page lacks a mark: it is another page than this makes.
 */
export async function filledPage(
  page: string,
  title: string,
  model: Uint8Array,
  engine: Uint8Array,
  more?: Uint8Array,
): Promise<string> {
  // The title last: no name is then taken for a mark.
  const parts: [mark: string, text: string][] = [
    [marks.hash, await sha256(engine)],
    [marks.engine, packed(engine)],
    [marks.moreHash, more ? await sha256(more) : ""],
    [marks.more, more ? packed(more) : ""],
    [marks.model, toBase64(model)],
    [marks.title, escaped(title)],
  ];
  let filled = page;
  for (const [mark, text] of parts) {
    const at = filled.indexOf(mark);
    if (at < 0) throw new Error("What the page is made of is not as this version makes it; reload this page.");
    // Not String.replace, to which $& in a name means something.
    filled = filled.slice(0, at) + text + filled.slice(at + mark.length);
  }
  return filled;
}
