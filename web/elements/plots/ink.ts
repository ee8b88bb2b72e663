/** The theme's colours, read where a chart is drawn, as charts need plain values to blend. */
export interface Ink {
  low: string;
  high: string;
  text: string;
  quiet: string;
  line: string;
  onHigh: string;
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
    onHigh: of("--card"),
  };
}

export const font = { fontFamily: "inherit", fontSize: "13px", background: "transparent", overflow: "visible" };
