/**
 * Numbers of an Excel sheet that are shown as codes: 00000 keeps the zero of a postal code, 000-00-0000 makes nine
 * digits a social security number. What is shown is what people mean; the number below it has lost it.
 */

type Parts = { readonly [path: string]: Uint8Array };

/** A format that makes codes of numbers: what it shows for whole numbers that are not negative. */
export type Show = (digits: string) => string | undefined;

const attribute = (tag: string, name: string): string => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "";

const entities: { readonly [name: string]: string } = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };
const plain = (xml: string): string =>
  xml.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, dec?: string, name?: string) =>
    hex || dec ? String.fromCodePoint(parseInt(hex ?? dec!, hex ? 16 : 10)) : (entities[name!] ?? all),
  );
const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.codePointAt(0)};`);

type Piece = { readonly digit: "0" | "#" } | { readonly literal: string };

/** One section of a format: places of digits, and what stands between them; undefined where it measures something. */
function piecesOf(section: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  const tokens = section.replace(/\[[^\]]*\]/g, "").match(/"[^"]*"|\\.|_.|\*.|./gu) ?? [];
  for (const token of tokens) {
    if (token === "0" || token === "#") pieces.push({ digit: token });
    else if (token.startsWith('"')) pieces.push({ literal: token.slice(1, -1) });
    else if (token.startsWith("\\") && token.length > 1) pieces.push({ literal: token.slice(1) });
    else if (/^[-()/ +:]$/.test(token)) pieces.push({ literal: token });
    // As wide as a sign, or filled up: nothing of it is text.
    else if (!/^[_*]./u.test(token)) return undefined;
  }
  return pieces;
}

function isCode(pieces: readonly Piece[]): boolean {
  const digits = pieces.flatMap((piece) => ("digit" in piece ? [piece.digit] : [])).join("");
  // Places that are filled with zeros, or digits that a sign other than a blank keeps apart: # ### ### is a quantity.
  if (/^0[0#]/.test(digits)) return true;
  const at = pieces.findIndex((piece) => "digit" in piece);
  const last = pieces.findLastIndex((piece) => "digit" in piece);
  return digits.length > 2 && pieces.slice(at, last).some((piece) => "literal" in piece && /[^\s]/.test(piece.literal));
}

function filled(pieces: readonly Piece[], digits: string): string {
  const places = pieces.filter((piece) => "digit" in piece).length;
  const rest = digits.length > places ? digits.slice(0, digits.length - places) : "";
  const own = digits.slice(rest.length).padStart(places, " ");
  let at = 0;
  return pieces
    .map((piece) => {
      if ("literal" in piece) return piece.literal;
      const digit = own[at++]!;
      const shown = digit === " " ? (piece.digit === "0" ? "0" : "") : digit;
      // More digits than places stand before the first.
      return at === 1 ? rest + shown : shown;
    })
    .join("");
}

/** What a number format shows, where that is a code. */
export function codeFormat(format: string): Show | undefined {
  const sections = format.match(/(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])+/gu) ?? [];
  const conditions = sections.map((section) => /\[(<=|>=|<>|<|>|=)(\d+(?:\.\d+)?)\]/.exec(section));
  const shown = sections.map(piecesOf);
  // Without a condition the first section is that of the numbers from 0 on.
  const used = conditions[0] ? shown.slice(0, 2) : shown.slice(0, 1);
  if (used.length === 0 || !used.every((pieces) => pieces !== undefined && isCode(pieces))) return undefined;
  return (digits) => {
    if (!/^\d+$/.test(digits)) return undefined;
    const [, sign, bound] = conditions[0] ?? [];
    const [value, limit] = [Number(digits), Number(bound)];
    const first =
      sign === undefined ||
      { "<=": value <= limit, ">=": value >= limit, "<>": value !== limit, "<": value < limit, ">": value > limit }[
        sign
      ];
    const pieces = (first ? used[0] : used[1]) as Piece[] | undefined;
    return pieces && filled(pieces, digits);
  };
}

/** The cell formats of the file, by their place, that show codes. */
function formatsOf(styles: string): Map<string, string> {
  const own = new Map(
    (styles.match(/<(?:\w+:)?numFmt\s[^>]*>/g) ?? []).map((tag) => [
      attribute(tag, "numFmtId"),
      plain(attribute(tag, "formatCode")),
    ]),
  );
  const cells = /<(?:\w+:)?cellXfs\b[^]*?<\/(?:\w+:)?cellXfs>/.exec(styles)?.[0] ?? "";
  const found = new Map<string, string>();
  (cells.match(/<(?:\w+:)?xf\s[^>]*>/g) ?? []).forEach((tag, i) => {
    const format = own.get(attribute(tag, "numFmtId"));
    if (format !== undefined && codeFormat(format)) found.set(String(i), format);
  });
  return found;
}

/** A → 0, AB → 27. */
const columnOf = (address: string): number =>
  [.../^[A-Z]*/.exec(address)![0]].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** The parts with such numbers as the texts that are shown; and by sheet the columns that have some, with a format. */
export function withShown(parts: Parts): { parts: Parts; formats: Map<string, Map<number, string>> } {
  const formats = new Map<string, Map<number, string>>();
  const styles = parts["xl/styles.xml"];
  const codes = styles ? formatsOf(new TextDecoder().decode(styles)) : new Map<string, string>();
  if (codes.size === 0) return { parts, formats };
  const shows = new Map([...codes].map(([style, format]) => [style, codeFormat(format)!]));
  const made: { [path: string]: Uint8Array } = { ...parts };
  for (const path of Object.keys(parts)) {
    if (!/^xl\/worksheets\/[^/]*\.xml$/.test(path)) continue;
    const columns = new Map<number, string>();
    const xml = new TextDecoder()
      .decode(parts[path])
      .replace(/<c(\s[^>]*[^/])>([^]*?)<\/c>/g, (cell, tag: string, inside: string) => {
        const style = attribute(tag, "s");
        const show = shows.get(style);
        if (!show || !["", "n"].includes(attribute(tag, "t"))) return cell;
        const number = /<v>([^<]*)<\/v>/.exec(inside)?.[1] ?? "";
        const text = show(
          /[.e]/i.test(number) && Number.isSafeInteger(Number(number)) ? String(Number(number)) : number,
        );
        if (text === undefined) return cell;
        const address = attribute(tag, "r");
        columns.set(columnOf(address), codes.get(style)!);
        return `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
      });
    if (columns.size === 0) continue;
    made[path] = new TextEncoder().encode(xml);
    formats.set(path, columns);
  }
  return { parts: made, formats };
}
