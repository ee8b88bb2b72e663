import type { About, Ask } from "../state/ask.js";
import type { Fit } from "../state/results.js";
import type { Figure } from "./figure.js";

/** What of a picture may be chosen. */
export type Control = {
  readonly name: string;
  readonly label: string;
  /** The control of the page that it is left out with. */
  readonly control?: string;
} & (
  | {
      readonly kind: "choice";
      readonly options: readonly { readonly value: string; readonly text: string }[];
      readonly value: string;
    }
  | { readonly kind: "column"; readonly names: readonly string[]; readonly value: string }
  | {
      readonly kind: "number";
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly value: number;
    }
);

/** By the names of controls; what is not in it was not chosen yet. */
export type Chosen = Readonly<Record<string, string>>;

/** A figure, and what may be chosen of it. */
export interface Shown {
  readonly figure: Figure;
  readonly controls?: readonly Control[];
}

/** A picture of a fit. */
export interface FitPlot {
  readonly name: string;
  readonly title: string;
  /** Whether it shows all of a fit to two columns: then it comes first. */
  readonly whole?: boolean;
  /** Whether its lines are long: then none stands beside it. */
  readonly wide?: boolean;
  suits(fit: Fit, about: About): boolean;
  make(fit: Fit, ask: Ask, chosen: Chosen): Shown | Promise<Shown>;
}
