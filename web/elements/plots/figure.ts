import type { Ink } from "./ink.js";

/** Observable Plot, which is fetched when the first figure is drawn. */
export type Plotting = typeof import("@observablehq/plot");

export type Cell = string | number;

/** A picture with what it shows: in words, as a table, and as files. */
export interface Figure {
  /** What it is called; its files too. */
  readonly title: string;
  /** What is seen in it, for those who do not see it. */
  readonly words: string;
  /** What one must know to read it; stands below it. */
  readonly note?: string;
  /** Which study goes on from it, and what it finds out. */
  readonly leads?: { readonly study: string; readonly words: string };
  /** Beyond this many pixels it does not grow. */
  readonly widest?: number;
  /** It can be worked with, and tells what it holds by itself; others are an image. */
  readonly lively?: boolean;
  /** An SVG, or an element that holds one, over canvases where a picture is made of pixels. */
  draw(width: number, ink: Ink, plot: Plotting): Element;
  /** What is drawn. The drawing of a figure before it that has drawn the same stays, with its pixels painted anew. */
  readonly drawn?: { readonly of: readonly unknown[]; repaint?(drawing: Element, ink: Ink): void };
  readonly columns: readonly string[];
  /** The numbers of the picture, as they are; texts of data as they came. */
  rows(): readonly (readonly Cell[])[];
}
