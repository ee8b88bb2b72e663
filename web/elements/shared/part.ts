import { html, LitElement, nothing, type TemplateResult } from "lit";
import { breathe } from "./breathe.js";
import { visible } from "./foreign.js";
import { icon } from "./icons.js";
import { keepOut, letBe } from "./left-out.js";
import { styles } from "./styles.js";
import { forThePage } from "./words.js";

/** So long, in milliseconds, pieces are drawn one after the other before the page may do something else. */
const slice = 8;
/** Since when pieces are drawn in this turn. */
let begun: number | undefined;

/** Whether enough was drawn in this turn; what a person does begins one, so its answer is never put off. */
function enough(): boolean {
  if (begun !== undefined) return performance.now() > begun + slice;
  begun = performance.now();
  setTimeout(() => (begun = undefined));
  return false;
}

/** Pieces in the page that are still to be drawn. */
const waiting = new Set<Part>();

/**
 * Draws what is still to be drawn before a person's next act is answered: what answers it was made as its piece was
 * drawn, and must know of the act before. A slider is dragged on while pictures follow as they can.
 */
function catchUp(event: Event): void {
  if (event.type === "input" && (event.composedPath()[0] as { type?: unknown }).type === "range") return;
  let left = 1000;
  for (const part of waiting) if (left-- > 0) part.drawNow();
}
for (const act of ["click", "keydown", "input", "change", "drop"])
  globalThis.addEventListener?.(act, catchUp, { capture: true });

/** A piece of the page: takes values, sends events. */
export class Part extends LitElement {
  static override styles = [styles];
  #leftOut: ReturnType<typeof keepOut>;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.isUpdatePending) waiting.add(this);
    this.#leftOut = keepOut(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    letBe(this, this.#leftOut);
  }

  /** Whether the page around leaves out all of these controls or steps. */
  protected lacks(...names: readonly string[]): boolean {
    return names.every((name) => this.#leftOut?.names.has(name));
  }

  override requestUpdate(...about: Parameters<LitElement["requestUpdate"]>): void {
    super.requestUpdate(...about);
    if (this.isUpdatePending && this.isConnected) waiting.add(this);
  }

  /** Some are drawn in one task, the others in later ones: all at once would stop the page for longer than a blink. */
  protected override async scheduleUpdate(): Promise<void> {
    while (enough()) await breathe();
    // It may have been drawn meanwhile.
    if (this.isUpdatePending) this.performUpdate();
  }

  protected override performUpdate(): void {
    waiting.delete(this);
    super.performUpdate();
  }

  /** Draws what is to be drawn of this at once. */
  drawNow(): void {
    waiting.delete(this);
    if (this.isConnected && this.isUpdatePending) this.performUpdate();
  }

  protected send(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export const notice = (
  tone: "bad" | "warn" | "plain",
  { message, hint }: { message: string; hint: string },
): TemplateResult => html`
  <div class="notice ${tone}" role=${tone === "bad" ? "alert" : "note"}>
    ${icon(tone === "plain" ? "info" : "warning")}
    <div>
      <bdi>${visible(message, 800)}</bdi>
      ${hint ? html`<span class="quiet">${visible(forThePage(hint), 800)}</span>` : nothing}
    </div>
  </div>
`;
