/** The theme's colours, read where a chart is drawn, as charts need plain values to blend. */
export interface Ink {
  low: string;
  high: string;
  text: string;
  quiet: string;
  line: string;
  card: string;
  onHigh: string;
  /** For what is told apart: they differ in lightness too, and never stand for it alone. */
  series: readonly string[];
}

/**
 * To ask for colours has the page work out its styles in the middle of a drawing: those of a frame are kept so long, in
 * milliseconds.
 */
const kept = 1000;
const read = new WeakMap<Element, { readonly ink: Ink; readonly theme: string; readonly at: number }>();

/** The colours around an element: those of the frame it lies in. */
export function inkOf(element: Element): Ink {
  const frame = frameOf(element);
  const before = frame && read.get(frame);
  const now = performance.now();
  if (before && before.theme === frame.className && now - before.at < kept) return before.ink;
  const ink = inkIn(element);
  // The same colours are the same value, so that nothing is drawn again for them.
  const same = before && JSON.stringify(before.ink) === JSON.stringify(ink) ? before.ink : ink;
  if (frame) read.set(frame, { ink: same, theme: frame.className, at: now });
  return same;
}

/** What the themes are set on, around an element. */
export function frameOf(element: Element): Element | undefined {
  for (let at: Element | undefined = element; at; at = (at.getRootNode() as Partial<ShadowRoot>).host) {
    const frame = at.closest(".frame");
    if (frame) return frame;
  }
  return undefined;
}

function inkIn(element: Element): Ink {
  const style = getComputedStyle(element);
  const of = (name: string) => plain(element, style.getPropertyValue(name).trim());
  return {
    low: of("--plot-low"),
    high: of("--plot-high"),
    text: of("--ink"),
    quiet: of("--ink-quiet"),
    line: of("--line"),
    card: of("--card"),
    onHigh: of("--card"),
    series: [1, 2, 3, 4, 5, 6].map((place) => of(`--series-${place}`)),
  };
}

/** A colour that is mixed of another, as those of a page's own accent are, as its three parts. */
function plain(element: Element, colour: string): string {
  if (!colour.includes("(")) return colour;
  const probe = document.createElement("i");
  probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  (element.shadowRoot ?? element).append(probe);
  const parts = getComputedStyle(probe).color.match(/[\d.e-]+/g) ?? [];
  probe.remove();
  return `rgb(${parts
    .slice(0, 3)
    .map((part) => Math.round(255 * Number(part)))
    .join(", ")})`;
}

/** The colour of one of several things; after the sixth they begin again. */
export const seriesOf = ({ series }: Ink, place: number): string => series[place % series.length]!;

export const font = { fontFamily: "inherit", fontSize: "13px", background: "transparent", overflow: "visible" };
