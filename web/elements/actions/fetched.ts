import { visible } from "../shared/foreign.js";

/** The last part of an address, which is the file's name to people. */
export function fileNameOf(address: string): string {
  const last = address.split(/[?#]/)[0]!.split("/").filter(Boolean).at(-1) ?? address;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** An address that a page gives, meant from where the page stands; what is none stays as it is, to be refused. */
export const fromHere = (address: string): string =>
  URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI).href : address;

/** The file at an address, as the server has it; what is answered instead of it is told apart. */
export async function fetched(address: string, signal?: AbortSignal): Promise<Blob> {
  const shown = `“${visible(address, 160)}”`;
  if (!URL.canParse(address, document.baseURI))
    throw { code: "fetch_failed", message: `${shown} is no address.`, hint: "Check how it is written." };
  const answer = await fetch(address, signal ? { signal } : {}).catch((error: Error) => {
    if (error.name === "AbortError") throw error;
    throw {
      code: "fetch_failed",
      message: `${shown} could not be fetched.`,
      hint: "Another origin must allow it (Access-Control-Allow-Origin), and so must the page's own policy (connect-src).",
    };
  });
  if (!answer.ok)
    throw {
      code: "fetch_failed",
      message: `The server answered ${answer.status} for ${shown}.`,
      hint: "Check the address.",
    };
  if (/\btext\/html\b/.test(answer.headers.get("Content-Type") ?? ""))
    throw { code: "fetch_failed", message: `At ${shown} there is a page, not a file.`, hint: "Check the address." };
  return answer.blob();
}
