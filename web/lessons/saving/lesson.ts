// Saving and loading models: what its checks wait for, and what its buttons do.
import { createEngine, openStore, type Engine } from "../../lib/index.js";
import { noticedInWords } from "../../elements/bytes/break.js";
import { answered } from "../checks.js";
import type { Around, Happened, Lesson, Memory } from "../lesson.js";
import { drawCard } from "./card.js";
import { broken, bytesOf, command, exercises, isCaught } from "./broken.js";
import { asAnotherVersion } from "./version.js";

let engine: Promise<Engine> | undefined;
/** Looks into files; the element has one of its own. */
const looking = (): Promise<Engine> => (engine ??= createEngine());

/** The pickle that the text takes apart. */
const pickle = new TextEncoder().encode("cos\nsystem\n(Vrm -r ~/papers\ntR.");

/** How many fits there were since the page was opened: a check may ask for none. */
let fits = 0;

function remember({ name, detail }: Happened, memory: Memory): void {
  if (name === "begun" && memory["first"] !== undefined) memory["lost"] = true;
  if (name === "fitted") {
    fits += 1;
    memory["first"] ??= detail["fingerprint"];
  }
  if (name === "saved") {
    memory["saved"] = detail["name"];
    memory["savedAs"] ??= detail["fingerprint"];
  }
  if (name === "tried" && detail["what"] === "flipped" && detail["code"] !== "")
    memory["flips"] = Number(memory["flips"] ?? 0) + 1;
}

const short = (fingerprint: unknown): string => `fingerprint ${String(fingerprint).slice(0, 8)}`;

/** The bytes that were saved last. */
async function savedBytes({ memory }: Around): Promise<Uint8Array> {
  const store = await openStore();
  try {
    const names = (await store.list()).map(({ name }) => name);
    const name = [memory["saved"], ...names].find((each) => names.includes(each as string));
    if (name === undefined) throw new Error("Nothing is saved yet: go back to section 3, fit and save.");
    return await store.get(name as string);
  } finally {
    store.close();
  }
}

async function open(around: Around, what: string, bytes: Uint8Array): Promise<string> {
  const answer = await around.stage.open(bytes, what);
  around.happen("tried", { what, code: answer.refused?.code ?? "", identical: answer.identical });
  return answer.refused?.message ?? "It was opened.";
}

const tried =
  (what: string, code: string) =>
  ({ name, detail }: Happened): boolean =>
    name === "tried" && detail["what"] === what && detail["code"] === code;

async function flip(around: Around): Promise<string> {
  const bytes = (await savedBytes(around)).slice();
  const at = Math.floor(Math.random() * bytes.length);
  const bit = Math.floor(Math.random() * 8);
  bytes[at]! ^= 1 << bit;
  const said = await open(around, "flipped", bytes);
  return `Bit ${bit} of byte ${(at + 1).toLocaleString("en")} of ${bytes.length.toLocaleString("en")}. ${said}`;
}

export const lesson: Lesson = {
  remember,
  checks: {
    fitted: ({ name, detail }) => name === "fitted" && short(detail["fingerprint"]),
    lost: (_, memory) => memory["lost"] === true,
    again: ({ name, detail }, memory) =>
      name === "fitted" &&
      memory["lost"] === true &&
      detail["fingerprint"] === memory["first"] &&
      short(detail["fingerprint"]),
    saved: ({ name, detail }) => name === "saved" && `${Number(detail["size"]).toLocaleString("en")} bytes`,
    verified: (happened) => identical(happened, "model"),
    cold: (happened) => (fits === 0 ? identical(happened, "record") : false),
    rows: answered("rows"),
    learned: answered("learned"),
    pickled: tried("pickle", "harmful"),
    commanded: tried("command", "unknown_estimator"),
    flipped: (_, memory) => Number(memory["flips"] ?? 0) >= 3,
    many: ({ name, detail }) => name === "broken" && detail["mended"] === false && allRefused(detail),
    mended: ({ name, detail }) => name === "broken" && detail["mended"] === true && tally(detail),
    other: tried("other-version", "proof_failed"),
    second: ({ name, detail }, memory) =>
      name === "saved" && detail["fingerprint"] !== memory["savedAs"] && short(detail["fingerprint"]),
    ...Object.fromEntries(broken.map(({ name }) => [name, isCaught(name)])),
  },
  acts: {
    pickle: (around) => open(around, "pickle", pickle),
    command: async (around) => open(around, "command", await bytesOf(command)),
    flip,
    "other-version": async (around) => {
      const bytes = await asAnotherVersion(await looking(), await savedBytes(around));
      await open(around, "other-version", bytes);
      return "The digest is right, every part is sound, and the proof fails: see in the playground where first, and by how much.";
    },
  },
  fills: {
    card: (place, around, happened) => {
      if (happened.name === "begun" || happened.name === "saved")
        void savedBytes(around)
          .then(async (bytes) => (await looking()).companion(bytes))
          .then((companion) => drawCard(place, companion))
          .catch(() => drawCard(place, undefined));
    },
    exercises: (place, around) => exercises(place, around),
  },
};

/** What caught how many, the most often first; checks of one kind count as one. */
export function tally({ copies, caught }: Happened["detail"]): string | false {
  if (Number(copies) < 2) return false;
  const times = new Map<string, number>();
  for (const [code, found] of Object.entries(caught as Record<string, number>))
    times.set(noticedInWords(code), (times.get(noticedInWords(code)) ?? 0) + found);
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .map(([by, found]) => `${found} by ${by}`)
    .join(", ");
}

/** Of many copies, where the page opened none. */
function allRefused(detail: Happened["detail"]): string | false {
  const missed = ["fingerprint", "signature", "nothing"].some((by) => by in (detail["caught"] as object));
  return !missed && tally(detail);
}

function identical({ name, detail }: Happened, against: string): string | false {
  if (name !== "verified" || detail["identical"] !== true || detail["against"] !== against) return false;
  const [predictions, bytes] = [detail["predictions"], detail["bytes"]].map((each) =>
    Number(each).toLocaleString("en"),
  );
  return `${predictions} predictions, ${bytes} bytes`;
}
