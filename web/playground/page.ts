// What the page has and an embedded playground has not: the gallery, looks that its address asks for, answers to the
// page around a frame, and that it works without a network later.
import "../elements/keepfit-playground.js";
import { answerMessages, originsIn } from "../elements/program/frame.js";
import { keepOffline } from "../elements/shared/offline.js";

const element = document.querySelector("keepfit-playground")!;
const asked = new URLSearchParams(location.search);
const alone = window.top === window;
element.toggleAttribute("gallery", alone || asked.has("gallery"));
if (!alone) answerMessages(element, originsIn(element.dataset["allow"], asked.get("allow")));
const { style } = document.documentElement;
const theme = asked.get("theme");
if (theme) style.colorScheme = element.theme = theme;
style.setProperty("--keepfit-accent", asked.get("accent"));
void keepOffline(new URL("./service-worker.js", location.href), { from: fitted(), newer: offer });

function fitted(): Promise<unknown> {
  return new Promise((done) => {
    addEventListener("keepfit-fitted", done, { once: true });
    addEventListener("load", () => setTimeout(done, 10_000));
  });
}

/** A newer version takes over when this page says so, or when all of them are closed. */
function offer(takeOver: () => void): void {
  const notice = document.querySelector<HTMLElement>("#newer")!;
  notice.hidden = false;
  notice.querySelector("button")!.onclick = takeOver;
}
