import { LitElement, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import type { Place, Session, Trouble } from "../session/session.js";
import { visible } from "./foreign.js";
import { icon } from "./icons.js";
import { styles } from "./styles.js";

/** A piece of the playground: draws its session and draws again whenever that changes. */
export class Part extends LitElement {
  static override properties: PropertyDeclarations = { session: { attribute: false } };
  static override styles = [styles];
  declare session: Session;

  #redraw = () => this.requestUpdate();

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("session")) return;
    (changed.get("session") as Session | undefined)?.removeEventListener("change", this.#redraw);
    this.session?.addEventListener("change", this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session?.removeEventListener("change", this.#redraw);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.session?.addEventListener("change", this.#redraw);
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
      <bdi>${visible(message, 800)}</bdi> ${hint ? html`<span class="quiet">${visible(hint, 800)}</span>` : nothing}
    </div>
  </div>
`;
