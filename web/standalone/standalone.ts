// One page that holds a model: it checks and proves the model whenever it is opened, then answers with it.
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { createEngine } from "../lib/engine.js";
import type { Description, Engine, Inspection, Model } from "../lib/index.js";
import type { Answered } from "../elements/parts/kf-form.js";
import "../elements/parts/kf-form.js";
import "../elements/parts/kf-inspector.js";
import { verdictStyles } from "../elements/parts/verdict.js";
import { foreign, visible } from "../elements/shared/foreign.js";
import { icon } from "../elements/shared/icons.js";
import { notice } from "../elements/shared/part.js";
import { styles } from "../elements/shared/styles.js";
import { tokens } from "../elements/shared/tokens.js";
import { bytesInWords, count, number } from "../elements/shared/words.js";
import { readingIn } from "../elements/state/card-reading.js";
import { readProof } from "../elements/state/proof-record.js";
import { heldEngine, heldModel, heldMore } from "./held.js";

interface Verified {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly model: Model;
  readonly inspection: Inspection;
  readonly description: Description;
  readonly fingerprint: string;
  readonly engine: Engine;
}

export class KeepfitStandalone extends LitElement {
  static override properties = {
    verified: { state: true },
    trouble: { state: true },
    unanswered: { state: true },
    dark: { state: true },
  };
  declare verified: Verified | undefined;
  declare trouble: { message: string; hint: string } | undefined;
  /** Why the row that is typed has no answer. */
  declare unanswered: { message: string; hint: string } | undefined;
  declare dark: boolean;
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    this.dark = this.#scheme.matches;
    this.#scheme.addEventListener("change", () => (this.dark = this.#scheme.matches));
    this.#verify().catch((error: unknown) => (this.trouble = troubleOf(error)));
  }

  /** As on the page that made this: the file is parsed, audited, built, and its proof rows are tried. */
  async #verify(): Promise<void> {
    const bytes = heldModel();
    const engine = await createEngine({ worker: false, wasm: await heldEngine(), predictMoreWasm: await heldMore() });
    const model = await engine.load(bytes);
    this.verified = {
      bytes,
      model,
      engine,
      inspection: await engine.inspect(bytes),
      description: await model.describe(),
      fingerprint: await engine.fingerprint(bytes),
    };
  }

  override render() {
    const { verified, trouble } = this;
    return html`<div class="frame ${this.dark ? "wa-dark" : "wa-light"}">
      <div class="page stack">
        ${
          trouble
            ? html`<h1>This model was not loaded</h1>
                <div data-refused>${notice("bad", trouble)}</div>`
            : verified
              ? this.#whole(verified)
              : html`<p class="quiet" aria-busy="true">Checking the model</p>`
        }
        <p class="small quiet">
          Made by Keepfit. This page holds all that it needs: the model as data, and the engine that reads it. It sends
          nothing anywhere, and its own policy forbids it to.
        </p>
      </div>
    </div>`;
  }

  #whole(verified: Verified): TemplateResult {
    const { model, inspection, description, bytes } = verified;
    const { card } = inspection;
    const target = String(card.target?.["name"] ?? "");
    return html`<header>
        <h1>${foreign(card.name ?? "A model", 120)}</h1>
        <p class="quiet">
          ${target ? html`Predicts ${foreign(target, 60)}` : "A fitted pipeline"}${card.dataset?.name ? html`, from what it learned of ${foreign(card.dataset.name, 80)}` : nothing}.
        </p>
      </header>
      ${this.#verdict(verified)}
      ${
        description.methods.includes("predict")
          ? html`<section aria-labelledby="use">
              <h2 id="use">Use it</h2>
              <kf-form
                .model=${model}
                .description=${description}
                .reading=${readingIn(card)}
                .target=${target}
                .trouble=${this.unanswered}
                @answered=${({ detail }: CustomEvent<Answered>) =>
                  (this.unanswered = "refused" in detail ? troubleOf(detail.refused) : undefined)}
              ></kf-form>
            </section>`
          : nothing
      }
      <section aria-labelledby="inside">
        <h2 id="inside">What is in it</h2>
        <div class="panel padded">
          <kf-inspector
            .inspection=${inspection}
            .record=${readProof(bytes, inspection)}
            .size=${bytes.length}
          ></kf-inspector>
        </div>
      </section>
      <p>
        <button class="link" data-act="file" @click=${() => this.#download(verified)}>
          Take out the file, ${visible(fileName(card.name), 60)}
        </button>
        <span class="quiet small"
          >${bytesInWords(bytes.length)}; the playground opens it, and any program with Keepfit</span
        >
      </p>`;
  }

  #verdict({ model, inspection, fingerprint, engine, bytes }: Verified): TemplateResult {
    const { proof, signature } = model;
    return html`<div class="verdict ${proof ? "same" : ""}" data-verdict=${proof ? "same" : "unproved"}>
      <div class="seal" aria-hidden="true">${icon(proof ? "check" : "info")}</div>
      <div class="words">
        <p class="word">${proof ? "Verified" : "Whole, with no proof rows"}</p>
        <p>
          Just now: ${number(bytes.length)} bytes checked, ${count(inspection.rows.length, "value")}
          audited${
            proof
              ? html`, ${count(proof.rows, "proof row")} tried again: ${number(proof.bytes)} bytes, identical to what
                they were at the save.`
              : ". It holds no rows to prove itself by."
          }
          ${signature ? (signature.valid ? "Its signature holds." : signature.valid === false ? "Its signature does not hold." : "This browser cannot check its signature.") : nothing}
        </p>
      </div>
      <dl>
        <div>
          <dt>Fingerprint</dt>
          <dd><code data-fingerprint>${fingerprint}</code></dd>
        </div>
        <div>
          <dt>Engine</dt>
          <dd>${engine.version.engine}</dd>
        </div>
      </dl>
    </div>`;
  }

  #download({ bytes, inspection }: Verified): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: "application/vnd.msgpack" }));
    link.download = fileName(inspection.card.name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  static override styles = [
    tokens,
    styles,
    verdictStyles,
    css`
      .frame {
        container-type: inline-size;
        font: 15px / 1.5 var(--wa-font-family-body);
        color: var(--ink);
        background: var(--paper);
        min-height: 100vh;
      }
      .page {
        max-width: 1000px;
        margin: 0 auto;
        padding: clamp(16px, 5vw, 48px) clamp(12px, 4vw, 32px);
        gap: 28px;
      }
      h1 {
        font-size: var(--wa-font-size-2xl);
        letter-spacing: -0.02em;
        line-height: 1.2;
        margin: 0 0 4px;
        overflow-wrap: anywhere;
      }
      h2 {
        font-size: var(--wa-font-size-l);
        margin-bottom: 12px;
      }
    `,
  ];
}
customElements.define("keepfit-standalone", KeepfitStandalone);

const troubleOf = (thrown: unknown): { message: string; hint: string } => {
  const { message = String(thrown), hint = "" } = (thrown ?? {}) as { message?: string; hint?: string };
  return { message, hint };
};

const fileName = (name: string | undefined): string =>
  `${(name ?? "model").replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, "-").slice(0, 80)}.keepfit`;
