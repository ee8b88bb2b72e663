import { writeFile } from "node:fs/promises";
import type { Complaints } from "./browsers.js";

/** The part of a page that Playwright and Puppeteer have in common. */
interface Page {
  evaluate<T, A>(work: string | ((argument: A) => T), argument?: A): Promise<Awaited<T>>;
  readonly mouse: { click(x: number, y: number): Promise<void> };
  readonly keyboard: { type(text: string): Promise<void>; press(key: never): Promise<void> };
  screenshot(options: never): Promise<Uint8Array>;
  reload(): Promise<unknown>;
  goto(address: string): Promise<unknown>;
  url(): string;
  frames(): { url(): string; evaluate: Page["evaluate"] }[];
}

interface Spot {
  x: number;
  y: number;
}

type Surface = Pick<Page, "evaluate">;

const patience = 30_000;
const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

// Runs in the page. Shadow roots hide their content from selectors; here “a b” is a b in an a, whatever lies between.
const helpers = `
  const above = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;
  const fitsOne = (element, selector) => {
    const parts = selector.trim().match(/(?:\\[[^\\]]*\\]|\\([^)]*\\)|[^\\s[(])+/g);
    if (!element.matches(parts.pop())) return false;
    for (let at = above(element); parts.length; at = above(at)) {
      if (!at) return false;
      if (at.matches(parts.at(-1))) parts.pop();
    }
    return true;
  };
  const fits = (element, selector) => selector.split(",").some((one) => fitsOne(element, one));
  const all = (selector, root = document) => {
    const found = [];
    const walk = (node) => {
      for (const element of node.querySelectorAll("*")) {
        if (fits(element, selector)) found.push(element);
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(root.shadowRoot ?? root);
    return found;
  };
  const words = (node) => {
    if (node.nodeType === 3) return node.nodeValue;
    if (node.nodeType !== 1 && node.nodeType !== 11) return "";
    if (node.nodeType === 1 && ["STYLE", "SCRIPT"].includes(node.tagName)) return "";
    const inside = node.shadowRoot ?? node;
    const kids = inside.tagName === "SLOT" && inside.assignedNodes().length ? inside.assignedNodes() : inside.childNodes;
    return Array.from(kids, words).join("");
  };
  const said = (node) => words(node).replace(/\\s+/g, " ").trim();
  const scope = (selector) => (selector ? all(selector)[0] : document);
`;

/** One playground in a tab: clicks with the mouse, types with the keyboard, reads what is shown. */
export class Tab {
  constructor(
    readonly page: unknown,
    readonly complaints: Complaints,
    /** The playground meant, where a page has several. */
    private readonly within = "",
    private readonly surface: Surface = page as Page,
    /** Where the frame of this playground is in its page, where there is one. */
    private readonly framed?: () => Promise<Spot>,
  ) {}

  private get real(): Page {
    return this.page as Page;
  }

  /** The same tab, looking at one of its elements. */
  inside(selector: string): Tab {
    return new Tab(this.page, this.complaints, selector);
  }

  /** The playground in a frame of the page. */
  async frame(selector: string, origin: string): Promise<Tab> {
    const frame = await this.until(`a frame of ${origin}`, async () =>
      this.real.frames().find((one) => one.url().startsWith(origin)),
    );
    const offset = () =>
      this.real.evaluate<Spot, never>(
        `(() => { const { x, y } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x, y }; })()`,
      );
    return new Tab(this.page, this.complaints, "", frame, offset);
  }

  run<T>(body: string): Promise<T> {
    return this.surface.evaluate<T, never>(
      `(() => { ${helpers} const here = scope(${JSON.stringify(this.within)}); ${body} })()`,
    ) as Promise<T>;
  }

  async until<T>(what: string, look: () => Promise<T | undefined | null | false>, limit = patience): Promise<T> {
    const end = Date.now() + limit;
    for (;;) {
      let failure: unknown;
      // An element may be there before what is in it is drawn: then the look fails, and is tried again.
      const found = await look().catch((error: unknown) => void (failure = error));
      if (found) {
        await this.drawn();
        return found;
      }
      if (Date.now() > end)
        throw new Error(`There is no ${what} after ${limit / 1000} s. ${await this.trouble()}`, { cause: failure });
      await sleep(40);
    }
  }

  /** What the page complains of, for messages of failed tests. */
  private async trouble(): Promise<string> {
    const alerts = await this.run<string[]>(`return all('[role="alert"]', here).map(said)`).catch(() => []);
    return [...alerts, ...this.complaints].join(" | ");
  }

  /** Text of the first element that fits, once it is there and the text fits. */
  text(selector: string, pattern = /./): Promise<string> {
    return this.until(`${selector} saying ${pattern}`, async () => {
      const found = await this.run<string[]>(`return all(${JSON.stringify(selector)}, here).map(said)`);
      return found.find((text) => pattern.test(text));
    });
  }

  /** What stands behind the # of the page's address, once it fits: of changes it tells when they pause. */
  address(pattern = /./): Promise<string> {
    return this.until(`address like ${pattern}`, async () => {
      const hash = await this.run<string>("return location.hash");
      return pattern.test(hash) && hash;
    });
  }

  texts(selector: string): Promise<string[]> {
    return this.run(`return all(${JSON.stringify(selector)}, here).map(said)`);
  }

  count(selector: string): Promise<number> {
    return this.run(`return all(${JSON.stringify(selector)}, here).length`);
  }

  /** Clicks the element with the mouse; it must be visible and enabled. Without a text, the first that fits. */
  async click(selector: string, text = ""): Promise<void> {
    for (let tries = 0; tries < 4; tries++) if (await this.#clicked(selector, text)) return this.drawn();
    throw new Error(`${selector} called “${text}” moves away from every click.`);
  }

  /** Once what was done is drawn; what never comes to rest is not waited for. */
  async drawn(): Promise<void> {
    const at = (body: string) => this.surface.evaluate<boolean, never>(`(() => { ${helpers} ${body} })()`);
    for (const end = Date.now() + 3000; Date.now() < end; await sleep(20)) {
      // A page that another one takes the place of is not waited for either.
      if (!(await at("return all('*').some((one) => one.isUpdatePending)").catch(() => false))) return;
    }
  }

  /** Whether a click got where it was meant to: what comes in above may push that away at the last moment. */
  async #clicked(selector: string, text: string): Promise<boolean> {
    const all = `all(${JSON.stringify(selector)}, here).filter((one) => said(one).startsWith(${JSON.stringify(text)}))`;
    const mark = String(Math.random());
    let before = "";
    const spot = await this.until(`${selector} called “${text}” to click`, async () => {
      const inside = await this.run<Spot | null>(`
        const fitting = () => ${all};
        const element = fitting().find((one) => !one.disabled);
        element?.scrollIntoView({ block: "center", behavior: "instant" });
        window.aimedAt = "${mark}";
        // The element may have been drawn anew by then.
        const hits = (path) => path.includes(element) || fitting().some((one) => path.includes(one));
        window.addEventListener("click", (event) => hits(event.composedPath()) && (window.aimedAt = "hit"), { capture: true, once: true });
        const { x, y, width, height } = element?.getBoundingClientRect() ?? {};
        return width ? { x: x + width / 2, y: y + height / 2 } : null;
      `);
      if (!inside) return undefined;
      const frame = (await this.framed?.()) ?? { x: 0, y: 0 };
      const found = { x: frame.x + inside.x, y: frame.y + inside.y };
      // Once it stands still: what is above may still be growing, and a frame scrolls later than its page.
      const now = JSON.stringify(found);
      if (now === before) return found;
      before = now;
      await sleep(60);
      return undefined;
    });
    await this.real.mouse.click(spot.x, spot.y);
    // A page that another one has taken the place of knows of no aim.
    const missed = () => this.run<boolean>(`return window.aimedAt === "${mark}"`).catch(() => false);
    if (!(await missed())) return true;
    await sleep(100);
    return !(await missed());
  }

  /** Chooses in a <select>, as the keyboard would. */
  async choose(selector: string, value: string): Promise<void> {
    await this.until(`choice ${value} in ${selector}`, () =>
      this.run<boolean>(`
        const select = all(${JSON.stringify(selector)}, here)[0];
        if (!select || !Array.from(select.options).some(({ value }) => value === ${JSON.stringify(value)})) return false;
        select.value = ${JSON.stringify(value)};
        select.dispatchEvent(new Event("change", { bubbles: true }));
        return true;
      `),
    );
    await this.drawn();
  }

  /** Replaces what stands in a field by typing. */
  async type(selector: string, text: string): Promise<void> {
    await this.click(selector);
    await this.run(`
      const field = all(${JSON.stringify(selector)}, here)[0];
      const input = field.shadowRoot ? field.shadowRoot.querySelector("input") : field;
      input.focus();
      input.select();
    `);
    await this.real.keyboard.type(text);
    await this.real.keyboard.press("Tab" as never);
    await this.drawn();
  }

  /** Types into a field as it is; what moves on by itself, such as a date, is typed in one go. */
  async keys(selector: string, text: string): Promise<void> {
    await this.run(`all(${JSON.stringify(selector)}, here)[0].focus()`);
    await this.real.keyboard.type(text);
  }

  /** Drops a file on an element. */
  async drop(selector: string, name: string, bytes: Uint8Array | string): Promise<void> {
    const content = Buffer.from(bytes).toString("base64");
    await this.until(`place ${selector} to drop on`, () =>
      this.run<boolean>(`
        const place = all(${JSON.stringify(selector)}, here)[0];
        if (!place) return false;
        const bytes = Uint8Array.from(atob(${JSON.stringify(content)}), (letter) => letter.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], ${JSON.stringify(name)}));
        place.dispatchEvent(new DragEvent("drop", { bubbles: true, composed: true, cancelable: true, dataTransfer }));
        return true;
      `),
    );
  }

  async screenshot(file: string): Promise<void> {
    await writeFile(file, await this.real.screenshot({ fullPage: true } as never));
  }

  async go(address: string): Promise<void> {
    await this.real.goto(address);
  }

  async reload(): Promise<void> {
    await this.real.reload();
  }
}
