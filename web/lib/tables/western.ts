/** Latin letters in old encodings: those of DOS and Macintosh, and the one of Central Europe. */
import { KeepfitError } from "../errors.js";

/** What DOS wrote in Western Europe, and the command line of Windows still does: its characters from 0x80 on. */
const dos =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";
const dosNames = /^(?:ibm|cp|csibm)?-?850$/i;

/** What decodes a stream of bytes: the platform's, but for an encoding that browsers do not have. */
export interface Decoder {
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

export function decoderOf(encoding: string): Decoder {
  if (encoding !== "ibm850") return new TextDecoder(encoding);
  return {
    decode: (bytes = new Uint8Array(0)) =>
      Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : dos[byte - 0x80]!)).join(""),
  };
}

/** The platform's own name of an encoding. */
export function encodingName(label: string): string {
  if (dosNames.test(label.trim())) return "ibm850";
  try {
    return new TextDecoder(label).encoding;
  } catch (error) {
    throw new KeepfitError(
      {
        code: "bad_option",
        where: "encoding",
        message: `There is no encoding called '${label}' on this platform.`,
        hint: 'Use a label such as "utf-8", "windows-1252", "shift_jis" or "gb18030".',
      },
      { cause: error },
    );
  }
}

const western = "ÄÅÆÇÉÈÊËÑÖØÜÀÁÂÃÍÎÓÔÕÚŒŠŽáàâäãåæçéèêëíìîïñóòôöõøúùûüßœšžÿ";
const central = "ĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽŐŰÄÖÜąćęłńóśźżáčďéěíňřšťúůýžőűäöüßôľĺŕâăîșțşţđ";
/** Letters that tables have most often. */
const frequent = "éüöäèàçñáíóãßåøêëÉÖÜÄÅ";

/** How many of the words it may be, all their letters being such ones and none of them a capital within a word. */
function share(texts: readonly string[], letters: string): number {
  const good = texts.filter(
    (text) =>
      [...text].every((letter) => letter < "\x80" || letters.includes(letter)) &&
      !/\p{L}(?![A-Z])\p{Lu}\p{Ll}|\p{Ll}(?![A-Z])\p{Lu}/u.test(text),
  );
  return good.length / texts.length;
}

/**
 * The one of them that words with Latin letters are in, where Windows' own encoding of Western Europe would make signs
 * or capitals of letters that stand within words.
 */
export function westernOf(words: readonly Uint8Array[]): string | undefined {
  const beside = (word: Uint8Array): boolean => /[A-Za-z]/.test(String.fromCharCode(...word));
  if (words.length === 0 || !words.every(beside)) return undefined;
  // As a stream: see decoded() of encoding.ts.
  const texts = (encoding: string): string[] => words.map((word) => decoderOf(encoding).decode(word, { stream: true }));
  if (share(texts("windows-1252"), western) === 1) return undefined;
  const [mac, old] = [texts("macintosh"), texts("ibm850")];
  const [asMac, asOld] = [share(mac, western), share(old, western)];
  const usual = (all: readonly string[]): number => [...all.join("")].filter((one) => frequent.includes(one)).length;
  // ź, or ü of a Macintosh: München is met more often than Mźnchen.
  const common = asMac === 1 && [...mac.join("")].every((one) => one < "\x80" || frequent.includes(one));
  if (!common && share(texts("windows-1250"), central) === 1) return "windows-1250";
  if (Math.max(asMac, asOld) < 0.95) return undefined;
  return asMac > asOld || (asMac === asOld && usual(mac) >= usual(old)) ? "macintosh" : "ibm850";
}
