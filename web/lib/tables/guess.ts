/** In which encoding a text is, where nobody says it for certain. */
import type { ReadNote } from "../types.js";
import { detect, isValid, markOf, utf16Of } from "./encoding.js";
import { encodingName } from "./western.js";
import type { Content } from "./source.js";
import type { WireOptions } from "./wire.js";

interface Text {
  readonly encoding: string;
  readonly mark: boolean;
}

/** What is known of the text's encoding before any of it is decoded; `sure` where nothing can speak against it. */
export function firstGuess(head: Uint8Array, options: WireOptions): Text & { readonly sure: boolean } {
  const mark = markOf(head);
  const text = (encoding: string, sure: boolean) => ({ encoding, mark: mark !== undefined, sure });
  if (options.encoding !== undefined) return text(encodingName(options.encoding), true);
  if (mark) return text(mark.encoding, mark.encoding !== "utf-8");
  const wide = utf16Of(head);
  if (wide) return text(wide, true);
  return text("utf-8", false);
}

/** The encoding of a text that turned out not to be UTF-8. */
export async function otherEncoding(
  content: Content,
  { reading }: WireOptions,
  charset: string | undefined,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content.pieces()) {
    pieces.push(piece);
    size += piece.length;
    if (size > 64 << 20) break;
  }
  const whole = size <= 64 << 20;
  // Where one was said, by the saved reading or by the server, and fits, guessing is not needed. (That a server says
  // UTF-8 counts for nothing: many say it of everything.)
  for (const said of [reading?.encoding, charset]) {
    if (said === undefined || /^utf-?(8|16)/i.test(said)) continue;
    try {
      const encoding = encodingName(said);
      if (isValid(encoding, whole ? pieces : pieces.slice(0, -1))) return encoding;
    } catch {
      // Servers name encodings that are none.
    }
  }
  return detect(pieces);
}

export function encodingNote(encoding: string): ReadNote {
  const other = encoding === "windows-1252" ? "utf-8" : "windows-1252";
  return {
    code: "encoding",
    column: null,
    message: `The text is not UTF-8; it is read as ${encoding}, which its words look like. Where letters look wrong, choose another encoding.`,
    options: { encoding: other },
    label: `Read as ${other}`,
  };
}
