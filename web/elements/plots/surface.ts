// What a model says over a plane, as colours: plain arrays in, pixels out, quickly enough to be drawn for every frame.
import type { Ink } from "./ink.js";

/** What is said at the points of a grid, `side` x `side`: row after row from the lowest y, each from the lowest x. */
export interface Field {
  readonly side: number;
  /** Of classes how many there are; 0 where numbers are said. */
  readonly classes: number;
  /** A number for each class, or the number said. */
  readonly values: Float64Array;
  /** Of numbers the ends of the shades. */
  readonly range: readonly [low: number, high: number];
}

/** One class for each point, where there are no probabilities. */
export function fieldOfLabels(codes: ArrayLike<number>, classes: number, side: number): Field {
  const values = new Float64Array(side * side * classes);
  for (let at = 0; at < side * side; at++) values[at * classes + codes[at]!] = 1;
  return { side, classes, values, range: [0, 1] };
}

type Color = readonly [red: number, green: number, blue: number];

/** `#rgb`, `#rrggbb` and `rgb(...)`, which is how themes write colours. */
export function colorOf(text: string): Color {
  const hex = /^#([\da-f]{3,6})$/i.exec(text.trim())?.[1];
  if (hex) {
    const step = hex.length === 3 ? 1 : 2;
    return [0, 1, 2].map((i) => parseInt(hex.slice(i * step, (i + 1) * step).repeat(3 - step), 16)) as unknown as Color;
  }
  return (text.match(/[\d.]+/g) ?? ["128", "128", "128"]).slice(0, 3).map(Number) as unknown as Color;
}

const shades = 64;

/** Colours from one to the other, as pixels. */
function ramp(from: Color, to: Color): Uint32Array {
  const little = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
  return Uint32Array.from({ length: shades }, (_, i) => {
    const [red, green, blue] = from.map((value, c) => Math.round(value + ((to[c]! - value) * i) / (shades - 1)));
    return (
      (little
        ? (255 << 24) | (blue! << 16) | (green! << 8) | red!
        : (red! << 24) | (green! << 16) | (blue! << 8) | 255) >>> 0
    );
  });
}

/** How strongly a class is shaded where it is certain: points of its colour must stand out from it. */
const strongest = 0.55;

function rampsOf({ classes }: Field, ink: Ink): Uint32Array[] {
  const card = colorOf(ink.card);
  if (classes === 0) return [ramp(colorOf(ink.low), colorOf(ink.high))];
  return Array.from({ length: classes }, (_, k) => {
    const full = colorOf(ink.series[k % ink.series.length]!);
    const mixed = (share: number) => card.map((value, c) => value + (full[c]! - value) * share) as unknown as Color;
    return ramp(mixed(0.06), mixed(strongest));
  });
}

/** A pixel for each point of the grid, the highest y first. */
export function pixelsOf(field: Field, ink: Ink): Uint32Array {
  const { side, classes, values, range } = field;
  const ramps = rampsOf(field, ink);
  const pixels = new Uint32Array(side * side);
  const scale = (shades - 1) / (range[1] - range[0] || 1);
  const least = 1 / Math.max(classes, 1);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = row * side + column;
      const pixel = (side - 1 - row) * side + column;
      if (classes === 0) {
        const shade = Math.round((values[at]! - range[0]) * scale);
        pixels[pixel] = ramps[0]![shade < 0 ? 0 : shade >= shades ? shades - 1 : shade]!;
        continue;
      }
      const from = at * classes;
      let best = 0;
      for (let k = 1; k < classes; k++) if (values[from + k]! > values[from + best]!) best = k;
      const sure = classes > 1 ? (values[from + best]! - least) / (1 - least) : 1;
      pixels[pixel] = ramps[best]![Math.max(0, Math.min(shades - 1, Math.round(sure * (shades - 1))))]!;
    }
  }
  return pixels;
}

/** How much more a class is said than the most said of the others; it ends where this is 0. */
function leadOf({ side, classes, values }: Field, k: number): Float64Array {
  const lead = new Float64Array(side * side);
  for (let at = 0; at < lead.length; at++) {
    const from = at * classes;
    let other = -Infinity;
    for (let j = 0; j < classes; j++) if (j !== k && values[from + j]! > other) other = values[from + j]!;
    lead[at] = values[from + k]! - other;
  }
  return lead;
}

// The sides of a square that a border runs between, by which of its corners are above 0 (1 south-west, 2 south-east,
// 4 north-east, 8 north-west). Sides: 0 south, 1 east, 2 north, 3 west.
const ways: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 2, 1, 0],
  [0, 2],
  [3, 2],
  [3, 2],
  [0, 2],
  [3, 0, 1, 2],
  [1, 2],
  [3, 1],
  [0, 1],
  [3, 0],
  [],
];

/** Where a lead changes sign within the squares between points (marching squares): pieces x1, y1, x2, y2 in cells. */
export function borders(lead: Float64Array, side: number): number[] {
  const pieces: number[] = [];
  for (let y = 0; y + 1 < side; y++) {
    for (let x = 0; x + 1 < side; x++) {
      const at = y * side + x;
      const kind =
        (lead[at]! > 0 ? 1 : 0) |
        (lead[at + 1]! > 0 ? 2 : 0) |
        (lead[at + side + 1]! > 0 ? 4 : 0) |
        (lead[at + side]! > 0 ? 8 : 0);
      if (kind === 0 || kind === 15) continue;
      const [a, b, c, d] = [lead[at]!, lead[at + 1]!, lead[at + side + 1]!, lead[at + side]!];
      for (const way of ways[kind]!) {
        if (way === 0) pieces.push(x + a / (a - b), y);
        else if (way === 1) pieces.push(x + 1, y + b / (b - c));
        else if (way === 2) pieces.push(x + d / (d - c), y + 1);
        else pieces.push(x, y + a / (a - d));
      }
    }
  }
  return pieces;
}

const small = new WeakMap<HTMLCanvasElement, HTMLCanvasElement>();

/** Paints what is said over the whole canvas: shades, and a line where one class gives way to another. */
export function paintSurface(canvas: HTMLCanvasElement, field: Field, ink: Ink): void {
  const { side, classes } = field;
  let grid = small.get(canvas);
  if (!grid) small.set(canvas, (grid = document.createElement("canvas")));
  if (grid.width !== side) grid.width = grid.height = side;
  const pixels = pixelsOf(field, ink);
  grid
    .getContext("2d")!
    .putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer as ArrayBuffer), side, side), 0, 0);
  const pen = canvas.getContext("2d")!;
  const { width, height } = canvas;
  // Smoothed pixels may be short of opaque by a rounding: what was there before would shine through.
  pen.clearRect(0, 0, width, height);
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = "high";
  // The points of the grid lie in the middles of its pixels, the first and the last on the edges of the picture.
  const [left, top] = [width / (side - 1) / 2, height / (side - 1) / 2];
  pen.drawImage(grid, -left, -top, width + 2 * left, height + 2 * top);
  if (classes < 2) return;
  pen.strokeStyle = ink.text;
  pen.globalAlpha = 0.75;
  pen.lineWidth = Math.max(1, width / 300);
  pen.beginPath();
  const [across, up] = [width / (side - 1), height / (side - 1)];
  // Of two classes one line is both of their borders.
  for (let k = classes === 2 ? 1 : 0; k < classes; k++) {
    const pieces = borders(leadOf(field, k), side);
    for (let i = 0; i < pieces.length; i += 4) {
      pen.moveTo(pieces[i]! * across, height - pieces[i + 1]! * up);
      pen.lineTo(pieces[i + 2]! * across, height - pieces[i + 3]! * up);
    }
  }
  pen.stroke();
  pen.globalAlpha = 1;
}
