// What is handed on: a link to what is chosen, a link with a model in it, one page that holds a model and all it needs.
import { addresses, firstPart } from "../../lib/generated/addresses.js";
import { createEngine, KeepfitError } from "../../lib/index.js";
import { longestLink, packedFile } from "../bytes/link.js";
import { filledPage } from "../bytes/page.js";
import { download } from "../shared/files.js";
import { visible } from "../shared/foreign.js";
import { bytesInWords } from "../shared/words.js";
import { withFile, writeAddress } from "../state/address.js";
import { kind } from "../state/results.js";
import type { ShelfItem } from "../store/shelf.js";
import type { Store } from "../store/store.js";

/** Where what is handed on is made, and where it is said why it could not be. */
export const sharing = "share";

/** The page that the links lead to: the playground beside this script, whatever page shows it now. */
export const pageAddress = (): string =>
  new URL(import.meta.env.DEV ? location.pathname : "./", import.meta.env.DEV ? location.href : import.meta.url).href;

/** A link to all that is chosen. */
export const choicesLink = ({ choices, proposed }: Store): string => pageAddress() + writeAddress(choices, proposed);

/** A saved model as a link; without one where it is too large. */
export interface Linked {
  readonly name: string;
  /** When it was saved: another model may come under the same name. */
  readonly saved: string;
  /** How long the link is, or would be. */
  readonly length: number;
  readonly link: string | undefined;
}

export const linkedKind = kind<Linked>("linked");

/** Measures a saved model as a link. */
export const makeLink = (store: Store, { name, saved }: ShelfItem): Promise<boolean> =>
  store.jobs.run(sharing, { instead: true }, async ({ signal }) => {
    const bytes = await store.services.shelf!.get(name);
    const link = pageAddress() + withFile("", packedFile(bytes));
    signal.throwIfAborted();
    const { length } = link;
    store.results.put(
      linkedKind,
      { name, saved, length, link: length > longestLink ? undefined : link },
      store.choices,
    );
  });

export interface MadePage {
  readonly name: string;
  readonly saved: string;
  readonly size: number;
}

export const pageKind = kind<MadePage>("page");

/** One file that opens by itself, from a disk and without a network: the engine, the model, and what shows them. */
export const downloadPage = (store: Store, { name, saved }: ShelfItem): Promise<boolean> =>
  store.jobs.run(sharing, { says: "Making the page.", instead: true }, async ({ signal }) => {
    const bytes = await store.services.shelf!.get(name);
    const { card } = await (await store.services.starting).inspect(bytes);
    const [empty, engine] = await Promise.all([template(signal), engineBytes(firstPart(), signal)]);
    const more = (await opensWith(engine, bytes)) ? undefined : await engineBytes(addresses["predict-more"](), signal);
    const page = new Blob([await filledPage(empty, card.name ?? name, bytes, engine, more)], { type: "text/html" });
    download(`${name}.html`, page);
    store.results.put(pageKind, { name, saved, size: page.size }, store.choices);
    return `Downloading ${visible(name, 80)}.html, ${bytesInWords(page.size)}.`;
  });

/** The page without a model, which the build makes and this fetches when it is needed. */
async function template(signal: AbortSignal): Promise<string> {
  const address = new URL("./standalone.html", import.meta.env.DEV ? location.href : import.meta.url);
  return (await fetched(address, signal)).text();
}

/** A part of the engine; most likely the browser still has it. */
async function engineBytes(address: URL, signal: AbortSignal): Promise<Uint8Array> {
  return new Uint8Array(await (await fetched(address, signal)).arrayBuffer());
}

/** Whether this part of the engine alone opens a model. */
async function opensWith(wasm: Uint8Array, model: Uint8Array): Promise<boolean> {
  const engine = await createEngine({ wasm });
  try {
    await engine.load(model);
    return true;
  } catch (error) {
    if (error instanceof KeepfitError && error.code === "part_unavailable") return false;
    throw error;
  } finally {
    engine.close();
  }
}

async function fetched(address: URL, signal: AbortSignal): Promise<Response> {
  const name = address.pathname.split("/").at(-1);
  const answer = await fetch(address, { signal }).catch((error: Error) => {
    if (error.name === "AbortError") throw error;
    throw {
      message: `${name}, of which the page is made, could not be fetched.`,
      hint: "Look at the network, then make it again.",
    };
  });
  if (!answer.ok)
    throw {
      message: `${name}, of which the page is made, could not be fetched: the server answered ${answer.status}.`,
      hint: "Reload this page.",
    };
  return answer;
}
