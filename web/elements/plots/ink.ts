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

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
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

/** The colour of one of several things; after the sixth they begin again. */
export const seriesOf = ({ series }: Ink, place: number): string => series[place % series.length]!;

export const font = { fontFamily: "inherit", fontSize: "13px", background: "transparent", overflow: "visible" };
