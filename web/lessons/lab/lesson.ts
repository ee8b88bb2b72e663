// The lab: what its checks wait for, and what its buttons do.
import { createEngine, openStore, type AnyRecipe } from "../../lib/index.js";
import { answered } from "../checks.js";
import type { Around, Happened, Lesson, Memory } from "../lesson.js";
import { unfold } from "../within.js";
import { drawSearch, searchIn } from "./search.js";

interface Made {
  readonly class: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The last step of a pipeline. */
function modelOf(recipe: unknown): Made | undefined {
  const { steps } = ((recipe as AnyRecipe | undefined)?.params ?? {}) as { steps?: readonly [string, Made][] };
  return steps?.at(-1)?.[1];
}

const depthOf = (recipe: unknown): unknown => modelOf(recipe)?.params["max_depth"] ?? null;
const isTree = (recipe: unknown): boolean => modelOf(recipe)?.class === "DecisionTreeClassifier";

const accuracy = ({ detail }: Happened): string =>
  `accuracy ${(detail["metrics"] as Record<string, number>)["accuracy"]!.toFixed(4)}`;

interface Found {
  readonly mean?: { readonly accuracy: number };
  readonly best?: { readonly params: Readonly<Record<string, unknown>>; readonly accuracy: number };
}

const found = ({ detail }: Happened): Found => detail["found"] as Found;
const studied = ({ name, detail }: Happened, study: string): boolean => name === "studied" && detail["study"] === study;

function remember(happened: Happened, memory: Memory): void {
  if (studied(happened, "tune")) memory["best"] = found(happened).best?.params["model__max_depth"] ?? null;
  if (happened.name === "saved") memory["saved"] = happened.detail["name"];
}

/** Reads the table of the search from the file that was saved last; undefined where it holds none. */
async function savedSearch(memory: Memory) {
  const store = await openStore();
  const engine = await createEngine();
  try {
    return searchIn(await engine.companion(await store.get(String(memory["saved"]))));
  } finally {
    engine.close();
    store.close();
  }
}

const params =
  (changed: Readonly<Record<string, unknown>>, done: string) =>
  async ({ stage }: Around): Promise<string> => {
    await stage.choose({ params: changed });
    return done;
  };

export const lesson: Lesson = {
  remember,
  checks: {
    words: answered("words"),
    missing: answered("missing"),
    tree: ({ name, detail }) => (name === "change" || name === "fitted") && isTree(detail["recipe"]),
    validated: (happened) =>
      studied(happened, "cv") && `accuracy ${found(happened).mean!.accuracy.toFixed(4)} over the folds`,
    shallow: (happened) =>
      happened.name === "fitted" &&
      isTree(happened.detail["recipe"]) &&
      depthOf(happened.detail["recipe"]) === 1 &&
      accuracy(happened),
    searched: (happened) => {
      const { best } = studied(happened, "tune") ? found(happened) : {};
      return best ? `best ${Object.values(best.params).join(", ")} with ${best.accuracy.toFixed(4)}` : false;
    },
    best: (happened, memory) =>
      happened.name === "fitted" &&
      memory["best"] !== undefined &&
      depthOf(happened.detail["recipe"]) === memory["best"] &&
      accuracy(happened),
    saved: ({ name, detail }) => name === "kept" && `${Number(detail["candidates"])} candidates`,
    elsewhere: ({ name, detail, at }) =>
      name === "verified" && at === "second" && detail["identical"] === true && detail["against"] === "record"
        ? `${Number(detail["predictions"]).toLocaleString("en")} predictions`
        : false,
  },
  acts: {
    tree: params(
      { model: "DecisionTreeClassifier", model__random_state: 0 },
      "It is a tree now; its parameters are scikit-learn's.",
    ),
    shallow: params({ model__max_depth: 1 }, "max_depth is 1. Now fit."),
    grid: async ({ stage }) => {
      await stage.choose({ axes: [{ path: "model__max_depth", text: "1, 2, 3, 4, 6, 8" }] });
      await unfold(stage, "kf-tuning");
      return "Six depths, five folds: 30 fits. Press “Try all”.";
    },
  },
  fills: {
    table: (place, around, { name }) => {
      if (name !== "saved" && name !== "begun") return;
      if (around.memory["saved"] === undefined) return drawSearch(place, undefined);
      void savedSearch(around.memory)
        .then((search) => {
          drawSearch(place, search);
          if (search && name === "saved") around.happen("kept", { candidates: search.results.length });
        })
        .catch(() => drawSearch(place, undefined));
    },
  },
};
