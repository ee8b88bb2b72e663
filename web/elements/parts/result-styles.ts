import { css } from "lit";

/** What came of a comparison with another program: `.result` is `.same`, `.differ` or neither. */
export const resultStyles = css`
  .result {
    display: grid;
    padding: 12px 14px;
    border: 1px solid var(--line);
    border-radius: var(--wa-border-radius-l);
  }
  .result.same {
    background: var(--accent-wash);
    border-color: var(--accent-line);
  }
  .result.differ {
    background: var(--bad-wash);
    border-color: var(--bad-line);
  }
  .word {
    display: flex;
    gap: 8px;
    align-items: center;
    font-weight: 600;
  }
  .result code {
    overflow-wrap: anywhere;
  }
`;
