// What the pictures of studies share: scores in bands, axes of values, labels that do not lie upon each other.
import type { Tensor } from "../../../lib/index.js";
import { deviationOf, meanOf } from "../../shared/sums.js";
import { font, type Ink } from "../ink.js";

/** What a score can be at all; infinite where it has no end. */
export type Bounds = readonly [low: number, high: number];

export const styled = (ink: Ink) => ({ ...font, color: ink.quiet });

export const finite = (values: ArrayLike<number>): number[] =>
  Array.from(values).filter((value) => Number.isFinite(value));

/** A mean, and a standard deviation to each side as far as the score can go. */
export interface Band {
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

export function bandOf(scores: ArrayLike<number>, [lowest, highest]: Bounds): Band {
  const values = finite(scores);
  const [mean, deviation] = [meanOf(values), deviationOf(values)];
  return { mean, deviation, low: Math.max(lowest, mean - deviation), high: Math.min(highest, mean + deviation) };
}

/** The bands of the rows of a grid of scores. */
export const bandsOf = ({ data, shape: [rows = 0, folds = 0] }: Tensor, bounds: Bounds): Band[] =>
  Array.from({ length: rows }, (_, i) => bandOf(data.subarray(i * folds, (i + 1) * folds), bounds));

/** From the least to the greatest with some room, never beyond what a score can be. */
export function domainOf(values: readonly number[], [lowest, highest]: Bounds): [number, number] {
  const known = finite(values);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (known.length === 0) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  const [from, to] = [Math.max(lowest, low - room), Math.min(highest, high + room)];
  return from < to ? [from, to] : [Math.max(lowest, low - 0.05), Math.min(highest, high + 0.05)];
}

/** Places for labels that are `gap` apart at least, within the ends, each as near to its own as can be. */
export function apart(wanted: readonly number[], gap: number, [low, high]: Bounds): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const places = [...wanted];
  let next = low;
  for (const i of order) next = (places[i] = Math.max(places[i]!, next)) + gap;
  let last = high;
  for (const i of [...order].reverse()) last = (places[i] = Math.min(places[i]!, last)) - gap;
  return places;
}

/** Which of the places along an axis have room for their labels, the ends before those between. */
export function withRoom(places: readonly number[], widths: readonly number[], gap = 6): number[] {
  const kept: number[] = [];
  const fits = (i: number) =>
    kept.every((j) => Math.abs(places[i]! - places[j]!) >= (widths[i]! + widths[j]!) / 2 + gap);
  const last = places.length - 1;
  for (const i of [0, last, ...places.keys()]) if (i in places && !kept.includes(i) && fits(i)) kept.push(i);
  return kept.sort((a, b) => a - b);
}

/** About how wide a text is, in pixels. */
export const widthOf = (text: string): number => text.length * 7;

/** A text as far as it has room. */
export function cut(text: string, room: number): string {
  const most = Math.max(3, Math.floor(room / 7.4));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
