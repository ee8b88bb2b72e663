import { html, LitElement, nothing, type TemplateResult } from "lit";
import { breathe } from "./breathe.js";
import { visible } from "./foreign.js";
import { icon } from "./icons.js";
import { styles } from "./styles.js";
import { forThePage } from "./words.js";

/** A piece of the page: takes values, sends events. */
export class Part extends LitElement {
  static override styles = [styles];

  /** Each is drawn in a task of its own: all of them at once would stop the page for longer than a blink. */
  protected override async scheduleUpdate(): Promise<void> {
    await breathe();
    this.performUpdate();
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
