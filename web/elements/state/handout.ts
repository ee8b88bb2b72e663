// A playground for a class, as a tag, a frame or a link: made of what is chosen, and of what a teacher leaves out.
import type { AnyRecipe } from "../../lib/index.js";
import { writeAddress } from "./address.js";
import { defaults, type Choices, type DataChoice } from "./choices.js";
import { toText } from "./json.js";

/** What a teacher says of it. */
export interface Lesson {
  /** Steps and controls that are left out. */
  readonly hidden: ReadonlySet<string>;
  /** "": as the page around is. */
  readonly theme: "" | "light" | "dark";
  /** null: in one view. */
  readonly live: boolean | null;
  readonly seed: number;
  /** Whether the data go with it, with their target and how they are read. */
  readonly data: boolean;
  /** Whether the pipeline does. */
  readonly recipe: boolean;
  /** A colour; "": the playground's own. */
  readonly accent: string;
  /** Where a file of one's own is found by those who open it. */
  readonly file: string;
}

export interface Handout {
  readonly tag: string;
  readonly frame: string;
  readonly link: string;
}

/** @param steps The steps of the page by name. @param page The address of the playground's own page. */
export function handout(
  choices: Choices,
  proposed: AnyRecipe | undefined,
  lesson: Lesson,
  steps: readonly string[],
  page: string,
): Handout {
  const own = chosenFor(choices, lesson);
  const link = linkOf(own, proposed, lesson, steps, page);
  return { tag: tagOf(own, proposed, lesson, steps, page), frame: frameOf(link), link };
}

/** What goes with it. Where it is told from there is no file, so one of one's own is named by its address. */
function chosenFor(choices: Choices, { data, recipe, seed, live, file }: Lesson): Choices {
  const { box, tab } = choices.view;
  return {
    ...choices,
    ...(data ? { data: found(choices.data, file) } : { data: defaults.data, target: null, task: null }),
    recipe: data && recipe ? choices.recipe : null,
    split: { ...choices.split, random_state: seed },
    // This is made in step 4: whoever opens it begins with the result.
    view: { ...choices.view, live, box: data && recipe ? box : defaults.view.box, tab: tab === "save" ? "fit" : tab },
  };
}

function found(data: DataChoice, file: string): DataChoice {
  if (data.from !== "file") return data;
  return { from: "url", name: file, said: [...(data.told ? [data.told] : []), ...data.said] };
}

/** What is left out, in as few words as it takes. */
function looks(hidden: ReadonlySet<string>, steps: readonly string[]): { show: string | null; hide: string | null } {
  const shown = steps.filter((step) => !hidden.has(step));
  const out = steps.filter((step) => hidden.has(step));
  const controls = [...hidden].filter((name) => !steps.includes(name));
  const few = shown.length > 0 && shown.length < out.length;
  return { show: few ? shown.join(" ") : null, hide: [...(few ? [] : out), ...controls].join(" ") || null };
}

const wordsOf = (choices: Choices, proposed: AnyRecipe | undefined, view: ReturnType<typeof looks>): URLSearchParams =>
  new URLSearchParams(writeAddress({ ...choices, view: { ...choices.view, ...view } }, proposed).slice(1));

function linkOf(
  choices: Choices,
  proposed: AnyRecipe | undefined,
  { hidden, theme, accent }: Lesson,
  steps: readonly string[],
  page: string,
): string {
  const asked = new URLSearchParams();
  if (theme) asked.set("theme", theme);
  if (accent) asked.set("accent", accent);
  if (!hidden.has("gallery")) asked.set("gallery", "");
  const words = wordsOf(choices, proposed, looks(hidden, steps));
  return `${page}${asked.size ? `?${asked}` : ""}${words.size ? `#${words}` : ""}`;
}

function tagOf(
  choices: Choices,
  proposed: AnyRecipe | undefined,
  { hidden, theme, accent }: Lesson,
  steps: readonly string[],
  page: string,
): string {
  // An element has the gallery only where it is asked for, and this for teachers nowhere.
  const own = new Set([...hidden].filter((name) => name !== "gallery" && name !== "teachers"));
  const shown = looks(
    own,
    steps.filter((step) => step !== "gallery" || !hidden.has("gallery")),
  );
  const words = wordsOf(choices, proposed, shown);
  const take = (name: string): string | undefined => {
    const text = words.get(name) ?? undefined;
    words.delete(name);
    return text;
  };
  const packed = take("recipe");
  const attributes: Readonly<Record<string, string | undefined>> = {
    dataset: take("dataset"),
    recipe: packed === undefined ? undefined : toText(choices.recipe),
    seed: take("seed"),
    show: take("show"),
    hide: take("hide"),
    live: take("live"),
    choices: words.size ? String(words) : undefined,
    theme: theme || undefined,
    style: accent ? `--keepfit-accent: ${accent}` : undefined,
  };
  const lines = Object.entries(attributes).flatMap(([name, value]) => (value ? [`  ${name}=${quoted(value)}`] : []));
  return [
    `<script type="module" src=${quoted(`${page}keepfit-playground.js`)}></script>`,
    "<keepfit-playground",
    ...lines,
    ...(hidden.has("gallery") ? [] : ["  gallery"]),
    "></keepfit-playground>",
  ].join("\n");
}

const frameOf = (link: string): string =>
  [
    "<iframe",
    `  src=${quoted(link)}`,
    '  title="A playground for pipelines"',
    '  width="100%"',
    '  height="900"',
    '  style="border: 0"',
    "></iframe>",
  ].join("\n");

/** A value of an attribute; a recipe is full of quotes, so it stands between the others. */
function quoted(value: string): string {
  const safe = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return safe.includes('"') ? `'${safe.replaceAll("'", "&#39;")}'` : `"${safe}"`;
}
