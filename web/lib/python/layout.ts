// Python set out in lines: what fits stays on one, what does not is broken after its bracket, one item to a line.

/** Text, or brackets around items. */
export type Doc = string | { readonly open: string; readonly items: readonly Doc[]; readonly close: string };

const width = 88;

/** Text put before the first line of something. */
export const prefixed = (text: string, doc: Doc): Doc =>
  typeof doc === "string" ? text + doc : { ...doc, open: text + doc.open };

export function flat(doc: Doc): string {
  if (typeof doc === "string") return doc;
  const items = doc.items.map(flat);
  // A tuple of one is told from brackets by its comma.
  const comma = doc.close === ")" && doc.open === "(" && items.length === 1 ? "," : "";
  return `${doc.open}${items.join(", ")}${comma}${doc.close}`;
}

/** `reserved` columns at the end of the last line belong to what follows. */
export function setOut(doc: Doc, indent = 0, reserved = 0): string {
  const line = flat(doc);
  if (typeof doc === "string" || doc.items.length === 0 || indent + line.length + reserved <= width) return line;
  const [only] = doc.items;
  // A list that is the only argument keeps its brackets beside those of the call.
  if (doc.items.length === 1 && doc.close === ")" && typeof only === "object" && only.open === "[") {
    return `${doc.open}${setOut({ ...only, items: only.items }, indent, reserved + 1 + width)}${doc.close}`;
  }
  const inner = " ".repeat(indent + 4);
  const items = doc.items.map((item) => `${inner}${setOut(item, indent + 4, 1)},\n`);
  return `${doc.open}\n${items.join("")}${" ".repeat(indent)}${doc.close}`;
}
