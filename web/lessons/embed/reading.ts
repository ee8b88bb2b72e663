// Snippets to take away: they name the place from which this page came. Below them, what can be left out.
import { controlNames, type StepControls } from "../../elements/shared/control-names.js";
import { count } from "../../elements/shared/words.js";
import { whenNear } from "../../elements/site/near.js";
import { list } from "../listing.js";

const placeholder = "https://your.host/";

export function read(): void {
  const here = new URL("../", location.href).href;
  for (const figure of document.querySelectorAll<HTMLElement>("[data-snippet]")) {
    const code = figure.querySelector("code")!.textContent;
    list(figure, `${code.replaceAll(placeholder, here)}\n`, figure.dataset["caption"]!, "html");
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-live]")) whenNear(place, () => live(place));
  document.querySelector("#controls")!.append(...controlNames.map(controlsOf));
}

/** What a snippet makes: the tag that stands in it. */
function live(place: HTMLElement): void {
  const code = document.querySelector(`[data-snippet="${place.dataset["live"]}"] code`)!.textContent;
  const made = new DOMParser().parseFromString(code, "text/html").querySelector("keepfit-playground")!;
  place.append(document.adoptNode(made));
  import("../../elements/keepfit-playground.js").catch((error: Error) => {
    made.textContent = `The playground could not be fetched: ${error.message}`;
  });
}

/** Those of one step, folded: they are many. */
function controlsOf({ title, controls }: StepControls): HTMLDetailsElement {
  const fold = document.createElement("details");
  fold.append(document.createElement("summary"), document.createElement("table"));
  const [summary, table] = fold.children as unknown as [HTMLElement, HTMLTableElement];
  const names = Object.entries(controls);
  summary.textContent = `${title}: ${count(names.length, "control")}`;
  for (const [name, what] of names) {
    const row = table.insertRow();
    const head = Object.assign(document.createElement("th"), { scope: "row" });
    head.append(Object.assign(document.createElement("code"), { textContent: name }));
    row.append(head, Object.assign(document.createElement("td"), { textContent: what }));
  }
  return fold;
}
