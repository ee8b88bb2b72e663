import { effect } from "@preact/signals-core";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { createEngine } from "../lib/index.js";
import { openAlone, openDoubtful } from "./actions/open-model.js";
import { fetched, fileNameOf, fromHere } from "./actions/fetched.js";
import { layout } from "./layout.js";
import { failedProof, failedProofStyles } from "./parts/failed-proof.js";
import { modelCard, ownProof, ownProofStyles } from "./parts/own-proof.js";
import { tell } from "./program/events.js";
import { doubtOf, unopened, verifiedOf, type Verified } from "./program/told.js";
import { define } from "./shared/define.js";
import { acceptDrops } from "./shared/drop.js";
import { chooseFile, download, modelFiles, modelName } from "./shared/files.js";
import { visible } from "./shared/foreign.js";
import { icon } from "./shared/icons.js";
import { namesIn } from "./shared/left-out.js";
import { notice } from "./shared/part.js";
import { styles } from "./shared/styles.js";
import { theme } from "./shared/theme.js";
import { keepKeys } from "./site/keys.js";
import { whenNear } from "./site/near.js";
import { SiteTheme } from "./site/theme.js";
import { doubtfulKind, openedKind, type Opened } from "./state/results.js";
import "./steps/kf-step-use.js";
import { Late } from "./store/late.js";
import { BareStore } from "./store/bare.js";

const inspector = new Late("inspector", "What shows the contents", () => import("./parts/kf-inspector.js"));

/** What is in a `<keepfit-model>`, which fetches it. */
export class KfModel extends LitElement {
  static override properties = {
    src: {},
    hide: {},
    theme: {},
    awake: { state: true },
    unfolded: { state: true },
  };
  declare src: string | null;
  declare hide: string | null;
  declare theme: string | null;
  declare awake: boolean;
  /** Whether the contents are looked at. */
  declare unfolded: boolean;

  readonly #store = new BareStore();
  readonly #around = new SiteTheme(this);
  #stopDrawing: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;
  #leaving: ReturnType<typeof setTimeout> | undefined;
  /** The address of what is open, or on its way. */
  #shown: string | undefined;
  #opening: Promise<Verified> | undefined;

  constructor() {
    super();
    this.awake = false;
    this.unfolded = false;
    keepKeys(this);
    tell(this.#store, (event, detail) =>
      this.dispatchEvent(new CustomEvent(`keepfit-${event}`, { detail, bubbles: true, composed: true })),
    );
  }

  /** Resolves with what came of opening the file that `src` names, which is fetched then, in view or not. */
  get ready(): Promise<Verified> {
    this.#wake();
    return this.#opening ?? Promise.resolve(nothingOpen);
  }

  /** Opens the bytes of a file in the place of the one that is shown. */
  readonly open = (bytes: Uint8Array | ArrayBuffer, name = "model"): Promise<Verified> => {
    this.#wake(false);
    return this.#open(name, `${name}.keepfit`, async () => new Uint8Array(bytes));
  };

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#leaving);
    // It was fetched because it is near, or because it was asked.
    if (!this.hasUpdated) return;
    this.requestUpdate();
    this.#stopWaiting = whenNear(this, () => this.#wake());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWaiting?.();
    this.#stopDrawing?.();
    this.#leaving = setTimeout(this.#leave, keptFor);
  }

  /** @param all Whether what `src` names is opened, too. */
  #wake(all = true): void {
    if (!this.awake) {
      this.awake = true;
      const { services, jobs } = this.#store;
      services.start(createEngine({ fitAhead: false }), false).catch((error) => jobs.fail("engine", error));
    }
    if (all && this.src && this.src !== this.#shown) this.#fetch(this.src);
  }

  #leave = () => {
    this.awake = false;
    this.#shown = undefined;
    this.#store.end();
  };

  #fetch(src: string): void {
    this.#shown = src;
    const address = fromHere(src);
    const file = fileNameOf(address);
    void this.#open(modelName(file), file, async () => {
      const content = await fetched(address);
      return new Uint8Array(await content.arrayBuffer());
    });
  }

  #open(name: string, file: string, read: () => Promise<Uint8Array>): Promise<Verified> {
    const { results, jobs } = this.#store;
    this.#opening = (async () => {
      const before = [results.get(openedKind), results.get(doubtfulKind)];
      await openAlone(this.#store, name, file, read);
      const [opened, doubtful] = [results.get(openedKind), results.get(doubtfulKind)];
      if (opened && opened !== before[0]) return verifiedOf(opened);
      if (doubtful && doubtful !== before[1]) return doubtOf(doubtful);
      return unopened(name, jobs.failure!);
    })();
    return this.#opening;
  }

  protected override firstUpdated(): void {
    this.#wake();
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.awake && changed.has("src")) this.#wake();
    const strange = changed.has("hide") ? [...namesIn(this.hide)].filter((name) => !parts.includes(name)) : [];
    if (strange.length)
      console.warn(`keepfit-model: there is nothing called ${strange.join(", ")} to hide. Parts: ${parts.join(", ")}.`);
  }

  /** Drawn again when what was read of the store while drawing has changed. */
  protected override performUpdate(): void {
    this.#stopDrawing?.();
    let drawn = false;
    this.#stopDrawing = effect(() => {
      if (drawn) return this.requestUpdate();
      drawn = true;
      super.performUpdate();
    });
  }

  override render() {
    const drops = acceptDrops(this.#take);
    const { results, jobs } = this.#store;
    const opened = results.get(openedKind);
    const trouble = jobs.trouble("engine") ?? jobs.trouble("verify");
    const waits = !opened && !trouble && !results.get(doubtfulKind);
    return html`<div
      class="frame ${waits && this.src ? "waiting few" : ""} wa-theme-default ${this.#around.classes(this.theme)}"
      @dragover=${drops.over}
      @dragleave=${drops.leave}
      @drop=${drops.drop}
    >
      <div class="stack">
        ${trouble ? notice("bad", trouble) : nothing} ${this.#doubtful()}
        ${opened ? this.#opened(opened) : waits ? this.#empty() : nothing}
      </div>
      <p class="visually-hidden" role="status" aria-live="polite">${visible(jobs.status, 400)}</p>
    </div>`;
  }

  #empty() {
    if (this.src) return this.awake ? html`<p class="quiet" aria-busy="true">Loading the model.</p>` : nothing;
    return html`<p class="quiet">
      <button class="link" data-act="open-file" @click=${this.#choose}>Open a file</button> or drop one here: a
      .keepfit, or a model of scikit-learn's.
    </p>`;
  }

  #take = (file: File) => {
    this.#wake(false);
    void this.#open(modelName(file.name), file.name, async () => new Uint8Array(await file.arrayBuffer()));
  };

  #choose = async () => {
    const file = await chooseFile("Model", modelFiles);
    if (file) this.#take(file);
  };

  #doubtful() {
    const { results, jobs } = this.#store;
    const doubtful = results.get(doubtfulKind);
    if (!doubtful) return nothing;
    const look = results.get(openedKind) ? undefined : () => void openDoubtful(this.#store);
    return failedProof(doubtful, look, jobs.work("verify") !== undefined);
  }

  #opened(opened: Opened) {
    const hidden = namesIn(this.hide);
    const part = (name: string, drawn: unknown) => (hidden.has(name) ? nothing : drawn);
    return html`
      ${part("card", modelCard(opened))} ${part("proof", ownProof(opened))}
      ${part("use", html`<kf-step-use .store=${this.#store}></kf-step-use>`)}
      ${part(
        "contents",
        html`<details
          class="panel fold"
          @toggle=${({ target }: Event) => (this.unfolded = (target as HTMLDetailsElement).open)}
        >
          <summary>
            <span class="title">What is in the file</span>
            <span class="quiet">every value, and what it does not hold</span>${icon("chevron-down")}
          </summary>
          <div class="inside">
            <p><button class="link" @click=${() => keep(opened)}>Download the file</button></p>
            ${this.#contents(opened)}
          </div>
        </details>`,
      )}
    `;
  }

  /** Looked at by few, so it is fetched then. */
  #contents({ inspection, record, size }: Opened) {
    const trouble = this.#store.jobs.trouble(inspector.place);
    if (trouble) return notice("bad", trouble);
    if (!this.unfolded || !inspector.of(this.#store)) return nothing;
    return html`<kf-inspector .inspection=${inspection} .record=${record} .size=${size}></kf-inspector>`;
  }

  static override styles = [
    ...theme,
    styles,
    layout,
    failedProofStyles,
    ownProofStyles,
    css`
      .frame > .stack {
        padding: 24px;
        gap: 20px;
      }
      @container (max-width: 480px) {
        .frame > .stack {
          padding: 16px;
        }
      }
    `,
  ];
}

/** What `hide` may name. */
const parts = ["card", "proof", "use", "contents"];

const nothingOpen: Verified = {
  name: "",
  identical: false,
  against: "nothing",
  predictions: 0,
  bytes: 0,
  fingerprint: null,
};

/** How long, in milliseconds, an element that was taken out of its page may come back with its threads. */
const keptFor = 15_000;

const keep = ({ name, bytes }: Opened): void =>
  download(`${name}.keepfit`, new Blob([bytes as BlobPart], { type: "application/vnd.msgpack" }));

define("kf-model", KfModel);
