// Which of very many rows of equal height are in sight of what scrolls them.

/** Browsers draw nothing taller; more rows than that share the way that can be scrolled. */
const tallest = 8_000_000;

/** Rows drawn beyond the edges, so that scrolling meets no gap. */
const spare = 4;

export interface Sight {
  /** The first row that is drawn, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Where the first stands, and how tall all of it is. */
  readonly top: number;
  readonly height: number;
}

const scale = (whole: number, shown: number): number =>
  whole > tallest ? Math.max(1, (whole - shown) / (tallest - shown)) : 1;

export function sight(scrolled: number, shown: number, rows: number, height: number): Sight {
  const whole = rows * height;
  const at = scrolled * scale(whole, shown);
  const first = Math.max(0, Math.floor(at / height) - spare);
  const end = Math.min(rows, Math.ceil((at + shown) / height) + spare);
  return { first, end, top: scrolled - (at - first * height), height: Math.min(whole, tallest) };
}

/** Where to scroll so that a row is in sight; where it is already, nowhere else. */
export function scrolledTo(row: number, scrolled: number, shown: number, rows: number, height: number): number {
  const factor = scale(rows * height, shown);
  const at = scrolled * factor;
  const [from, to] = [row * height, (row + 1) * height];
  if (from >= at && to <= at + shown) return scrolled;
  const wanted = from < at ? from : to - shown;
  // What comes into sight from afar stands in the middle.
  const far = Math.abs(wanted - at) > shown;
  return Math.max(0, (far ? from - shown / 2 : wanted) / factor);
}
