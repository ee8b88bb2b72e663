// One section at a time, each with an address of its own; what is done of each.
import type { Progress } from "./progress.js";

export class Way {
  readonly sections: readonly HTMLElement[];
  readonly #checks: readonly HTMLElement[];
  readonly #links: readonly HTMLAnchorElement[];
  readonly #back = document.querySelector<HTMLAnchorElement>("#back")!;
  readonly #next = document.querySelector<HTMLAnchorElement>("#next")!;
  #shown = -1;

  /** @param onShow Told of each section that comes into view. */
  constructor(
    private readonly progress: Progress,
    private readonly onShow: (section: HTMLElement) => void,
  ) {
    this.sections = [...document.querySelectorAll<HTMLElement>(".text > section")];
    const foot = document.querySelector(".checks")!;
    this.#checks = this.sections.map((section) => {
      const list = section.querySelector<HTMLElement>("ul.do") ?? document.createElement("ul");
      foot.append(list);
      return list;
    });
    this.#links = this.sections.map((section, at) => {
      const link = document.createElement("a");
      link.href = `#${section.id}`;
      link.textContent = String(at + 1);
      return link;
    });
    const way = document.querySelector<HTMLElement>(".way")!;
    way.append(...this.#links);
    way.dataset["count"] = String(this.sections.length);
    addEventListener("hashchange", () => this.#follow(true));
    this.#follow(false);
  }

  get #wanted(): number {
    const at = this.sections.findIndex(({ id }) => `#${id}` === location.hash);
    return Math.max(at, 0);
  }

  #follow(moved: boolean): void {
    const at = this.#wanted;
    if (at === this.#shown) return;
    this.#shown = at;
    this.sections.forEach((section, each) => (section.hidden = each !== at));
    this.#checks.forEach((list, each) => (list.hidden = each !== at || list.childElementCount === 0));
    const [before, after] = [this.sections[at - 1], this.sections[at + 1]];
    this.#lead(this.#back, before);
    this.#lead(this.#next, after);
    this.mark();
    document.querySelector(".stage")!.scrollTop = 0;
    this.onShow(this.sections[at]!);
    if (moved) this.#goTo(this.sections[at]!);
  }

  #lead(link: HTMLAnchorElement, to: HTMLElement | undefined): void {
    link.hidden = to === undefined;
    if (to) link.href = `#${to.id}`;
  }

  /** A new section begins at its top, for eyes and for a screen reader. */
  #goTo(section: HTMLElement): void {
    const title = section.querySelector("h2")!;
    title.tabIndex = -1;
    document.querySelector(".text")!.scrollTop = 0;
    scrollTo({ top: 0, behavior: "instant" });
    title.focus({ preventScroll: true });
  }

  /** Whether everything that is to be done in a section is done. */
  #isDone(at: number): boolean {
    const all = [...this.#checks[at]!.querySelectorAll<HTMLElement>("[data-check]")];
    return all.length > 0 && all.every(({ dataset }) => this.progress.isDone(dataset["check"]!));
  }

  /** Shows how far the reader has come. */
  mark(): void {
    this.#links.forEach((link, at) => {
      const done = this.#isDone(at);
      const title = this.sections[at]!.querySelector("h2")!.textContent;
      link.classList.toggle("done", done);
      link.title = title;
      link.setAttribute("aria-label", `${at + 1}. ${title}${done ? ", done" : ""}`);
      if (at === this.#shown) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    const at = this.#shown;
    this.#next.classList.toggle("ready", this.#isDone(at) || this.#checks[at]!.childElementCount === 0);
  }
}
