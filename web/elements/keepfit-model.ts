// The element that pages name. It is small, and there at once; what is in it is fetched when it comes near: its scripts
// and its engine at the same time. The build makes it one script that imports nothing.
import type { KfModel } from "./model-element.js";
import type { Verified } from "./program/told.js";
import { otherCopy } from "./shared/copies.js";
import { whenNear } from "./site/near.js";

/** The scripts that the element's own begins with: the build knows them, and a page of sources finds them by itself. */
declare const __BEGINS_WITH__: readonly string[] | undefined;
const scripts = typeof __BEGINS_WITH__ === "undefined" ? [] : __BEGINS_WITH__;

/** Has the browser fetch what will be asked for in a moment. */
function fetchAhead(): void {
  const links = [
    ...scripts.map((script) => ({ rel: "modulepreload", href: new URL(script, import.meta.url).href })),
    { rel: "preload", as: "fetch", href: new URL("../lib/generated/keepfit-predict.wasm", import.meta.url).href },
  ];
  for (const link of links) document.head.append(Object.assign(document.createElement("link"), link, shared));
}
const shared = { crossOrigin: "anonymous" };

/**
 * One saved model: what it is, the proof that it predicts here as where it was saved, a form to predict with, and what
 * is in the file. It needs only the part of the engine that predicts.
 *
 * @attr src    Address of a .keepfit file. Without it a file can be opened or dropped.
 * @attr hide   Parts to leave out, separated by spaces: card proof use contents.
 * @attr theme  "light" or "dark"; else it follows the page around.
 */
export class KeepfitModel extends HTMLElement {
  static readonly observedAttributes = ["src", "hide", "theme"];
  #inner: Promise<KfModel> | undefined;
  #stopWaiting: (() => void) | undefined;
  readonly #root = this.attachShadow({ mode: "open" });

  constructor() {
    super();
    this.#root.innerHTML = "<style>:host { display: block; }</style>";
  }

  /** Resolves with what came of opening the file that `src` names, which is fetched then, in view or not. */
  get ready(): Promise<Verified> {
    return this.#fetch().then((inner) => inner.ready);
  }

  /** Opens the bytes of a file in the place of the one that is shown. */
  readonly open = (bytes: Uint8Array | ArrayBuffer, name?: string): Promise<Verified> =>
    this.#fetch().then((inner) => inner.open(bytes, name));

  connectedCallback(): void {
    this.#stopWaiting = whenNear(this, () => void this.#fetch().catch(this.#say));
  }
  disconnectedCallback(): void {
    this.#stopWaiting?.();
  }
  attributeChangedCallback(name: "src" | "hide" | "theme"): void {
    void this.#inner?.then((inner) => (inner[name] = this.getAttribute(name))).catch(() => {});
  }

  /** Once, and again where it could not be. */
  #fetch(): Promise<KfModel> {
    this.#inner ??= this.#begin().catch((error: unknown) => {
      this.#inner = undefined;
      throw error;
    });
    return this.#inner;
  }

  async #begin(): Promise<KfModel> {
    const other = otherCopy();
    if (other?.folder) await import(/* @vite-ignore */ `${other.folder}model-element.js`);
    else {
      fetchAhead();
      await import("./model-element.js");
    }
    const inner = document.createElement("kf-model") as KfModel;
    for (const name of ["src", "hide", "theme"] as const) inner[name] = this.getAttribute(name);
    this.#root.querySelector("p")?.remove();
    this.#root.append(inner);
    return inner;
  }

  #say = ({ message }: Error): void => {
    const said = this.#root.querySelector("p") ?? this.#root.appendChild(document.createElement("p"));
    said.setAttribute("role", "alert");
    said.textContent = `What shows the model could not be fetched: ${message}`;
  };
}

for (const name of ["src", "hide", "theme"] as const)
  Object.defineProperty(KeepfitModel.prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: HTMLElement): string | null {
      return this.getAttribute(name);
    },
    set(this: HTMLElement, value: unknown) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    },
  });

if (!customElements.get("keepfit-model")) customElements.define("keepfit-model", KeepfitModel);

declare global {
  interface HTMLElementTagNameMap {
    "keepfit-model": KeepfitModel;
  }
}
