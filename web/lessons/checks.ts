// The list of what is to be done, with a tick for what is.
import type { Around, Happened, Lesson } from "./lesson.js";
import type { Progress } from "./progress.js";

/** Lets the checks know what happened, and ticks those that are done by it. */
export function watch(lesson: Lesson, progress: Progress, onDone: () => void): (happened: Happened) => void {
  const items = [...document.querySelectorAll<HTMLElement>("[data-check]")];
  for (const item of items) {
    if (!Object.hasOwn(lesson.checks, item.dataset["check"]!))
      throw new Error(`Nothing waits for “${item.dataset["check"]}”.`);
    item.append(Object.assign(document.createElement("span"), { className: "note" }));
    tick(item, progress);
  }
  return (happened) => {
    lesson.remember?.(happened, progress.memory);
    for (const item of items) {
      const name = item.dataset["check"]!;
      if (progress.isDone(name)) continue;
      const done = lesson.checks[name]!(happened, progress.memory);
      if (done === false) continue;
      progress.finish(name, done === true ? "" : done);
      tick(item, progress);
      say(`Done: ${item.firstChild!.textContent!.trim()}`);
    }
    progress.write();
    onDone();
  };
}

function tick(item: HTMLElement, progress: Progress): void {
  const name = item.dataset["check"]!;
  const done = progress.isDone(name);
  item.classList.toggle("done", done);
  item.querySelector(".note")!.textContent = `${done ? progress.noteOf(name) : ""}`;
  let state = item.querySelector(".visually-hidden");
  if (!state) item.append((state = Object.assign(document.createElement("span"), { className: "visually-hidden" })));
  state.textContent = done ? " (done)" : " (to do)";
}

/** Says something to whoever does not see it. */
export function say(words: string): void {
  document.querySelector("#said")!.textContent = words;
}

/** Where it is said what came of something: the buttons of one line share it. */
function answerBelow(place: HTMLElement): HTMLElement {
  const next = place.nextElementSibling;
  if (next instanceof HTMLElement && next.className === "answer") return next;
  const answer = Object.assign(document.createElement("p"), { className: "answer" });
  answer.setAttribute("role", "status");
  place.after(answer);
  return answer;
}

/** The lesson's own buttons: each says beside it what came of it. */
export function buttons(lesson: Lesson, around: Around): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-act]")) {
    const act = lesson.acts?.[button.dataset["act"]!];
    if (!act) throw new Error(`There is nothing that “${button.dataset["act"]}” does.`);
    const answer = answerBelow(button.closest<HTMLElement>(".try") ?? button);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        answer.textContent = await act(around, button);
      } catch (error) {
        const { message, hint = "" } = error as { message: string; hint?: string };
        answer.textContent = `${message} ${hint}`.trim();
      } finally {
        button.disabled = false;
      }
    });
  }
}

/** Questions with one right answer: each choice has its own reply. */
export function questions(progress: Progress, around: Around): void {
  for (const question of document.querySelectorAll<HTMLElement>("fieldset[data-question]")) {
    const name = question.dataset["question"]!;
    const reply = document.createElement("p");
    reply.className = "answer";
    reply.setAttribute("role", "status");
    question.append(reply);
    const inputs = [...question.querySelectorAll("input")];
    const answer = (input: HTMLInputElement) => {
      const right = input.hasAttribute("data-right");
      reply.textContent = input.dataset["reply"] ?? "";
      question.classList.toggle("right", right);
      question.classList.toggle("wrong", !right);
      return right;
    };
    for (const input of inputs) {
      input.name = name;
      input.addEventListener("change", () => answer(input) && around.happen("answered", { question: name }));
    }
    const right = inputs.find((input) => input.hasAttribute("data-right"))!;
    if (progress.isDone(name)) answer(Object.assign(right, { checked: true }));
  }
}

/** The check of a question with that name. */
export const answered =
  (question: string) =>
  ({ name, detail }: Happened): boolean =>
    name === "answered" && detail["question"] === question;
