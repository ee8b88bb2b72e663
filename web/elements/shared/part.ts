import { LitElement, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import type { Place, Session, Trouble } from "../session/session.js";
import { breathe } from "./breathe.js";
import { visible } from "./foreign.js";
import { icon } from "./icons.js";
import { styles } from "./styles.js";
import { forThePage } from "./words.js";

/** A piece of the playground: draws its session and draws again whenever that changes. */
export class Part extends LitElement {
  static override properties: PropertyDeclarations = { session: { attribute: false } };
  static override styles = [styles];
  /** What it shows how far it is: others are not drawn again for that. */
  protected get progressOf(): Place | undefined {
    return undefined;
  }
  declare session: Session;

  #redraw = () => this.requestUpdate();

  #follow(session: Session | undefined, how: "addEventListener" | "removeEventListener"): void {
    session?.[how]("change", this.#redraw);
    if (this.progressOf) session?.[how](`progress of ${this.progressOf}`, this.#redraw);
  }

  /** Each part is drawn in a task of its own: all of them at once would stop the page for longer than a blink. */
  protected override async scheduleUpdate(): Promise<void> {
    await breathe();
    super.scheduleUpdate();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("session")) return;
    this.#follow(changed.get("session") as Session | undefined, "removeEventListener");
    this.#follow(this.session, "addEventListener");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(this.session, "removeEventListener");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow(this.session, "addEventListener");
  }

  /** What went wrong in a step, in place, until the next attempt. */
  protected trouble(step: Place): TemplateResult | typeof nothing {
    const trouble = this.session.troubles[step];
    return trouble ? notice("bad", trouble) : nothing;
  }
}

export const notice = (
  tone: "bad" | "warn" | "plain",
  { message, hint }: Omit<Trouble, "where">,
): TemplateResult => html`
  <div class="notice ${tone}" role=${tone === "bad" ? "alert" : "note"}>
    ${icon(tone === "plain" ? "info" : "warning")}
    <div>
      <bdi>${visible(message, 800)}</bdi>
      ${hint ? html`<span class="quiet">${visible(forThePage(hint), 800)}</span>` : nothing}
    </div>
  </div>
`;
