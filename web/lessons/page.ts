// What runs in the page of a lesson: sections, checks, code, and the element beside them.
import { keepOffline } from "../elements/shared/offline.js";
import { buttons, questions, watch } from "./checks.js";
import { lessons } from "./index.js";
import type { Around, Happened, Lesson, Stage } from "./lesson.js";
import { isBegun, Progress } from "./progress.js";
import { Way } from "./way.js";
import { within } from "./within.js";

const name = document.documentElement.dataset["lesson"]!;
const listed = lessons.find((lesson) => lesson.name === name);
const modules = import.meta.glob<{ lesson: Lesson }>("./*/lesson.ts");
const pages = import.meta.glob<{ read(): void }>("./*/reading.ts");

const events = ["change", "fitted", "saved", "verified", "studied", "broken", "error"];

async function begin(): Promise<void> {
  const progress = new Progress(name);
  const stage = document.querySelector<Stage>("#stage")!;
  // Before the element is there: it begins with what is to be seen of it.
  const way = new Way(progress, (section) => {
    look(stage, section);
    void bring(section);
  });
  const [{ lesson }, { showPython }] = await Promise.all([
    modules[`./${name}/lesson.ts`]!(),
    import("./python.js"),
    import("../elements/keepfit-playground.js"),
  ]);
  const tell = watch(lesson, progress, () => way.mark());
  const happen = (happened: Happened) => {
    if (happened.name === "fitted") fitted = true;
    tell(happened);
    for (const place of document.querySelectorAll<HTMLElement>("[data-fill]"))
      lesson.fills![place.dataset["fill"]!]!(place, around, happened);
    if (happened.name === "change" && happened.at === stage.id) showPython(stage);
  };
  const around: Around = {
    stage,
    memory: progress.memory,
    happen: (what, detail = {}) => happen({ name: what, detail, at: "" }),
  };
  for (const event of events)
    document.addEventListener(`keepfit-${event}`, (sent) => {
      const { detail } = sent as CustomEvent<Happened["detail"]>;
      happen({ name: event, detail, at: (sent.target as HTMLElement).id });
    });
  buttons(lesson, around);
  questions(progress, around);
  for (const again of document.querySelectorAll("[data-over]"))
    again.addEventListener("click", () => {
      progress.reset();
      location.hash = "";
      location.reload();
    });
  await stage.ready;
  showPython(stage);
  around.happen("begun");
}

/** Whether there was a fit since the page was opened. */
let fitted = false;

/**
 * Of the element each section shows some steps (`data-show`), and where nothing is fitted yet those that it needs to be
 * (`data-needs`). A section that shows none has another element, which has done nothing so far.
 */
function look(stage: HTMLElement, { dataset }: HTMLElement): void {
  const shown = dataset["show"]?.split(" ");
  if (!fitted && dataset["needs"]) shown?.push(dataset["needs"]);
  stage.hidden = shown === undefined;
  if (shown) stage.setAttribute("show", shown.join(" "));
  const other = document.querySelector<HTMLTemplateElement>("template#other");
  document.querySelector(".other")?.replaceChildren(...(shown ? [] : [other!.content.cloneNode(true)]));
}

/** Where the element scrolls by itself, what a section is about (`data-to`) is brought to its top, once it is there. */
async function bring({ id, dataset }: HTMLElement): Promise<void> {
  const beside = document.querySelector(".stage")!;
  for (let tries = 0; tries < 40 && dataset["to"]; tries++) {
    const found = within(beside, dataset["to"]);
    if (found && getComputedStyle(beside).overflowY === "auto") found.scrollIntoView({ block: "start" });
    if (found || document.querySelector(`#${id}`)?.hasAttribute("hidden")) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** In the list, what was begun is said to be. */
function mark(): void {
  for (const item of document.querySelectorAll<HTMLElement>("[data-listed]"))
    if (isBegun(item.dataset["listed"]!)) item.querySelector(".state")!.textContent = " · begun";
}

// On a phone the bar is wider than the page: the lesson that is open stands in view.
const current = document.querySelector<HTMLElement>(".bar [aria-current]");
if (current) current.parentElement!.scrollLeft = current.offsetLeft - 32;

if (listed?.stage) void begin();
else if (listed) void pages[`./${name}/reading.ts`]?.().then(({ read }) => read());
else mark();
void keepOffline(new URL("../service-worker.js", location.href));
