import { css } from "lit";

/** Colours, sizes and fonts, declared on .frame; of the playground and of the pages beside it. */
export const tokens = css`
  .frame {
    --wa-color-brand-95: #e8f4f1;
    --wa-color-brand-90: #d2e9e4;
    --wa-color-brand-80: #a4d5cb;
    --wa-color-brand-70: #74c4b6;
    --wa-color-brand-60: #43a596;
    --wa-color-brand-50: #0c7c6f;
    --wa-color-brand-40: #0a685d;
    --wa-color-brand-30: #0a534b;
    --wa-color-brand-20: #0b3d37;
    --wa-color-brand-10: #0c2925;
    --wa-color-brand-05: #081b18;
    --wa-color-neutral-95: #f4f3ef;
    --wa-color-neutral-90: #e6e4dd;
    --wa-color-neutral-80: #d0cdc4;
    --wa-color-neutral-70: #b0aca2;
    --wa-color-neutral-60: #8b877d;
    --wa-color-neutral-50: #716d64;
    --wa-color-neutral-40: #5b5850;
    --wa-color-neutral-30: #45433d;
    --wa-color-neutral-20: #33312d;
    --wa-color-neutral-10: #22211e;
    --wa-color-neutral-05: #181715;

    /* Pixels, not rem: a host page that sets its own root font size must not resize the element. */
    --wa-font-size-3xs: 10px;
    --wa-font-size-2xs: 11px;
    --wa-font-size-xs: 12px;
    --wa-font-size-s: 14px;
    --wa-font-size-m: 15px;
    --wa-font-size-l: 18px;
    --wa-font-size-xl: 22px;
    --wa-font-size-2xl: 28px;
    --wa-space-3xs: 2px;
    --wa-space-2xs: 4px;
    --wa-space-xs: 8px;
    --wa-space-s: 12px;
    --wa-space-m: 16px;
    --wa-space-l: 24px;
    --wa-space-xl: 32px;
    --wa-border-width-s: 1px;
    --wa-border-width-m: 2px;
    --wa-border-radius-s: 4px;
    --wa-border-radius-m: 7px;
    --wa-border-radius-l: 12px;
    --wa-focus-ring-width: 3px;
    --wa-focus-ring-offset: 2px;
    --wa-font-family-body: var(
      --keepfit-font,
      "Inter",
      ui-sans-serif,
      system-ui,
      -apple-system,
      "Segoe UI",
      "Noto Sans",
      "Helvetica Neue",
      Arial,
      sans-serif
    );
    --wa-font-family-code: var(
      --keepfit-code-font,
      ui-monospace,
      "SF Mono",
      "Cascadia Mono",
      "JetBrains Mono",
      "Noto Sans Mono",
      "DejaVu Sans Mono",
      Menlo,
      monospace
    );
    --wa-form-control-border-color: var(--line-strong);
    --wa-form-control-background-color: var(--field);
  }

  .frame.wa-light {
    --paper: #faf9f6;
    --card: #ffffff;
    --field: #ffffff;
    --sunken: #f5f4f0;
    --line: #e6e4dd;
    --line-strong: #918d83;
    --ink: #22211e;
    --ink-quiet: #635f57;
    --accent: #0c7c6f;
    --accent-ink: #0a685d;
    --accent-wash: #eaf5f2;
    --accent-line: #b5dbd3;
    --warn-ink: #8a5300;
    --warn-wash: #fdf3e0;
    --warn-line: #efd7a7;
    --bad-ink: #a3271f;
    --bad-wash: #fdeeec;
    --bad-line: #f0c4bf;
    --plot-low: #f3f8f6;
    --plot-high: #0c7c6f;
    --series-1: #0c7c6f;
    --series-2: #ad4f07;
    --series-3: #6a4fb3;
    --series-4: #2467ad;
    --series-5: #ad336a;
    --series-6: #626f10;
    --lift: 0 1px 2px rgb(40 36 28 / 5%), 0 6px 20px -12px rgb(40 36 28 / 14%);
  }

  .frame.wa-dark {
    --paper: #151513;
    --card: #1d1d1a;
    --field: #23231f;
    --sunken: #191917;
    --line: #32312c;
    --line-strong: #6f6b62;
    --ink: #ecebe5;
    --ink-quiet: #a9a59b;
    --accent: #0f8577;
    --accent-ink: #74cfc0;
    --accent-wash: #14302b;
    --accent-line: #245c53;
    --warn-ink: #e9b765;
    --warn-wash: #302612;
    --warn-line: #5b4820;
    --bad-ink: #f29c92;
    --bad-wash: #361d1a;
    --bad-line: #6b322c;
    --plot-low: #20302c;
    --plot-high: #58c7b4;
    --series-1: #58c7b4;
    --series-2: #e9a15c;
    --series-3: #ad9aec;
    --series-4: #7db3ea;
    --series-5: #e58fb4;
    --series-6: #b9c85a;
    --lift: none;
    --wa-color-brand-on-quiet: #74cfc0;
    --wa-color-brand-on-normal: #8fdccf;
  }

  /* Where the page around gives the ground, what lies on it is lighter or darker by as much as on ours. */
  .frame.papered {
    --paper: var(--keepfit-paper);
  }
  .frame.papered.wa-light {
    --sunken: color-mix(in srgb, var(--paper) 97%, #000);
    --line: color-mix(in srgb, var(--paper) 91%, #000);
  }
  .frame.papered.wa-dark {
    --card: color-mix(in srgb, var(--paper) 96%, #fff);
    --field: color-mix(in srgb, var(--paper) 94%, #fff);
    --sunken: color-mix(in srgb, var(--paper) 98%, #fff);
    --line: color-mix(in srgb, var(--paper) 87%, #fff);
  }

  /* Where the page around has an accent of its own, all that is made of it. */
  .frame.accented {
    --accent: var(--keepfit-accent);
    --plot-high: var(--accent);
    --plot-low: var(--accent-wash);
    --series-1: var(--accent);
    --wa-color-brand-95: color-mix(in srgb, var(--accent) 10%, #fff);
    --wa-color-brand-90: color-mix(in srgb, var(--accent) 20%, #fff);
    --wa-color-brand-80: color-mix(in srgb, var(--accent) 37%, #fff);
    --wa-color-brand-70: color-mix(in srgb, var(--accent) 56%, #fff);
    --wa-color-brand-60: color-mix(in srgb, var(--accent) 78%, #fff);
    --wa-color-brand-50: var(--accent);
    --wa-color-brand-40: color-mix(in srgb, var(--accent) 84%, #000);
    --wa-color-brand-30: color-mix(in srgb, var(--accent) 67%, #000);
    --wa-color-brand-20: color-mix(in srgb, var(--accent) 49%, #000);
    --wa-color-brand-10: color-mix(in srgb, var(--accent) 33%, #000);
    --wa-color-brand-05: color-mix(in srgb, var(--accent) 22%, #000);
  }
  .frame.accented.wa-light {
    --accent-ink: color-mix(in srgb, var(--accent) 84%, #000);
    --accent-wash: color-mix(in srgb, var(--accent) 9%, #fff);
    --accent-line: color-mix(in srgb, var(--accent) 30%, #fff);
  }
  .frame.accented.wa-dark {
    --accent-ink: color-mix(in srgb, var(--accent) 55%, #fff);
    --accent-wash: color-mix(in srgb, var(--accent) 24%, #151513);
    --accent-line: color-mix(in srgb, var(--accent) 50%, #151513);
    --series-1: var(--accent-ink);
    --plot-high: var(--accent-ink);
    --wa-color-brand-on-quiet: var(--accent-ink);
    --wa-color-brand-on-normal: var(--accent-ink);
  }

  .frame {
    --wa-color-surface-default: var(--card);
    --wa-color-surface-raised: var(--card);
    --wa-color-surface-lowered: var(--sunken);
    --wa-color-surface-border: var(--line);
    --wa-color-text-normal: var(--ink);
    --wa-color-neutral-on-quiet: var(--ink);
    --wa-color-neutral-on-normal: var(--ink);
    --wa-color-text-quiet: var(--ink-quiet);
    --wa-color-text-link: var(--accent-ink);
  }

  /* Those of the controls; the playground's own are stilled in styles.ts. */
  @media (prefers-reduced-motion: reduce) {
    .frame {
      --wa-transition-slow: 0s;
      --wa-transition-normal: 0s;
      --wa-transition-fast: 0s;
    }
  }
`;
