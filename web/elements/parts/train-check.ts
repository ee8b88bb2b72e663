import { css, html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** Whether a study scores the rows that it fits on, too. */
export const trainCheck = (checked: boolean, choose: (checked: boolean) => void): TemplateResult =>
  html`<label class="check"
    ><input
      type="checkbox"
      id="train"
      .checked=${live(checked)}
      @change=${(event: Event) => choose((event.target as HTMLInputElement).checked)}
    />
    Score the rows fitted on, too</label
  >`;

export const checkStyles = css`
  .check {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    font-size: 14px;
    min-height: 33px;
  }
  .check input {
    accent-color: var(--accent);
    width: 16px;
    height: 16px;
    margin: 0;
  }
`;
