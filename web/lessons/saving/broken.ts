// Files made to mislead, the very ones that the tests are run with: which check catches each?
import { fetchHostile, hostile } from "../../elements/gallery/files.js";
import type { Around, Happened } from "../lesson.js";

export const command = "unknown_class";

export function bytesOf(name: string): Promise<Uint8Array> {
  return fetchHostile(hostile.find(({ file }) => file === `${name}.keepfit`)!);
}

const guesses = ["parsing", "the audit", "the proof"] as const;

interface Broken {
  readonly name: string;
  readonly story: string;
  readonly caughtBy: (typeof guesses)[number];
  readonly why: string;
}

export const broken: readonly Broken[] = [
  {
    name: "truncated",
    story: "A download broke off: the last bytes are missing.",
    caughtBy: "parsing",
    why: "The bytes end before the values that they announce do.",
  },
  {
    name: "negative_scale",
    story: "Someone set one scale of the scaler below zero, and made the digest good.",
    caughtBy: "the audit",
    why: "A standard deviation is not below zero, whoever says so.",
  },
  {
    name: "tampered_weights",
    story: "Someone changed a leaf of the tree by a little, and made the digest good.",
    caughtBy: "the proof",
    why: "Every value is a possible one. What it answers is not what it answered.",
  },
  {
    name: "newer_version",
    story: "A file of a format that is younger than this page.",
    caughtBy: "parsing",
    why: "An old reader that guesses at a new format is worse than one that says it cannot.",
  },
];

/** Caught, and by what was said. */
export const isCaught =
  (file: string) =>
  ({ name, detail }: Happened): boolean =>
    name === "guessed" && detail["file"] === file && detail["right"] === true;

/** The four, each with what may catch it and a reply. */
export function exercises(place: HTMLElement, around: Around): void {
  if (place.childElementCount) return;
  for (const one of broken) place.append(exercise(one, around));
}

function exercise({ name, story, caughtBy, why }: Broken, around: Around): HTMLElement {
  const made = document.createElement("div");
  made.className = "exercise";
  made.dataset["file"] = name;
  const told = Object.assign(document.createElement("p"), { textContent: story, id: `story-${name}` });
  const row = Object.assign(document.createElement("p"), { className: "try" });
  const answer = Object.assign(document.createElement("p"), { className: "answer" });
  answer.setAttribute("role", "status");
  const choices = guesses.map((guess) => {
    const button = Object.assign(document.createElement("button"), { textContent: guess });
    button.setAttribute("aria-describedby", told.id);
    button.addEventListener("click", async () => {
      for (const each of choices) each.disabled = true;
      try {
        const { refused } = await around.stage.open(await bytesOf(name), name);
        const right = guess === caughtBy;
        around.happen("guessed", { file: name, right });
        answer.textContent = `${right ? "Yes" : "No"}, ${caughtBy}. ${right ? why : ""} ${refused?.message ?? ""}`;
      } catch (error) {
        answer.textContent = (error as Error).message;
      } finally {
        for (const each of choices) each.disabled = false;
        button.focus();
      }
    });
    return button;
  });
  row.append(...choices);
  made.append(told, row, answer);
  return made;
}
