// Python as a listing: coloured by its grammar, with a button that copies it.
import { parser } from "@lezer/python";

const keyword = /^(import|from|as|assert|for|in|with|def|return|not|and|or|is|None|Boolean)$/;

const kindOf = (name: string): string | undefined =>
  name === "String" || name === "FormatString"
    ? "string"
    : name === "Comment"
      ? "comment"
      : name === "Number"
        ? "number"
        : keyword.test(name)
          ? "word"
          : undefined;

/** The code with a span around each text, number, comment and keyword. */
function coloured(code: string): DocumentFragment {
  const made = document.createDocumentFragment();
  let at = 0;
  parser.parse(code).iterate({
    enter({ name, from, to }) {
      const kind = kindOf(name);
      if (!kind || from < at) return;
      made.append(code.slice(at, from));
      made.append(
        Object.assign(document.createElement("span"), { className: kind, textContent: code.slice(from, to) }),
      );
      at = to;
    },
  });
  made.append(code.slice(at));
  return made;
}

/** Fills a figure with a listing; what stands there already is replaced. */
export function list(figure: HTMLElement, code: string, caption: string, language = "python"): void {
  if (figure.dataset["shown"] === code) return;
  figure.dataset["shown"] = code;
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  const text = document.createElement("code");
  if (language === "python") text.append(coloured(code));
  else text.textContent = code;
  pre.append(text);
  pre.setAttribute("aria-label", caption);
  const head = document.createElement("figcaption");
  const copy = Object.assign(document.createElement("button"), { className: "copy", textContent: "Copy" });
  copy.addEventListener("click", () => void copyCode(copy, code, text));
  head.append(caption, copy);
  figure.replaceChildren(head, pre);
}

/** A page in a frame may not be let near the clipboard: then the reader copies what is selected. */
async function copyCode(button: HTMLElement, code: string, text: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(code);
    button.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(text);
    button.textContent = "Press Ctrl+C";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
}
