// Light or dark as the page around is, whatever the reader's system is set to.
import type { ReactiveController, ReactiveControllerHost } from "lit";

type Host = HTMLElement & ReactiveControllerHost;

/** Tells an element whether the page around it is dark, and has it drawn again when that changes. */
export class SiteTheme implements ReactiveController {
  dark = false;
  /** Whether the page has an accent or a ground of its own, as `--keepfit-accent` and `--keepfit-paper`. */
  own = "";
  readonly #system = matchMedia("(prefers-color-scheme: dark)");
  readonly #changes = new MutationObserver(() => this.#look());

  constructor(private readonly host: Host) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#system.addEventListener("change", this.#look);
    // A page that is switched says so by a class or an attribute at its top, and its colours may take a moment.
    for (const top of [document.documentElement, document.body]) this.#changes.observe(top, { attributes: true });
    document.addEventListener("transitionend", this.#faded);
    addEventListener("load", this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    this.#system.removeEventListener("change", this.#look);
    this.#changes.disconnect();
    document.removeEventListener("transitionend", this.#faded);
    removeEventListener("load", this.#look);
  }

  /** The classes of the frame that is drawn; `theme` is what the element was told, which goes before the page. */
  classes(theme: string | null): string {
    const dark = theme === "dark" || (theme !== "light" && this.dark);
    return `${dark ? "wa-dark" : "wa-light"} ${this.own}`;
  }

  #faded = ({ propertyName }: TransitionEvent) => {
    if (propertyName.startsWith("background")) this.#look();
  };

  #look = () => {
    const dark = isDarkAround(this.host, this.#system.matches);
    const style = getComputedStyle(this.host);
    const given = (name: string): boolean => style.getPropertyValue(`--keepfit-${name}`).trim() !== "";
    const own = `${given("accent") ? "accented" : ""} ${given("paper") ? "papered" : ""}`;
    if (dark === this.dark && own === this.own) return;
    this.dark = dark;
    this.own = own;
    this.host.requestUpdate();
  };
}

/** As the page says; where it says nothing, as what is seen behind the element is. */
function isDarkAround(element: Element, system: boolean): boolean {
  const said = [element, element.parentElement ?? element].map((each) => getComputedStyle(each).colorScheme);
  for (const scheme of said) {
    const [light, dark] = [/\blight\b/.test(scheme), /\bdark\b/.test(scheme)];
    if (light !== dark) return dark;
  }
  const behind = lightnessBehind(element);
  if (behind !== undefined) return behind < 0.5;
  const meta = document.querySelector<HTMLMetaElement>("meta[name=color-scheme]")?.content ?? "";
  return system && [...said, meta].some((scheme) => /\bdark\b/.test(scheme));
}

/** How light the nearest background is that is not seen through, from 0 to 1. */
function lightnessBehind(element: Element): number | undefined {
  for (let at = above(element); at; at = above(at)) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = getComputedStyle(at)
      .backgroundColor.match(/[\d.]+/g)!
      .map(Number);
    if (alpha >= 0.5) return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  }
  return undefined;
}

const above = (element: Element): Element | null =>
  element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null;
