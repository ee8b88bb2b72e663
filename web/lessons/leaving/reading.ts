import { list } from "../listing.js";

export function read(): void {
  for (const figure of document.querySelectorAll<HTMLElement>("[data-snippet]"))
    list(figure, `${figure.querySelector("code")!.textContent}\n`, figure.dataset["caption"]!);
}
