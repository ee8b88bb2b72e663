// A playground for a class: the tag, the frame and the link say what is chosen, and what is left out.
import { beforeAll, describe, expect, test } from "vitest";
import { readAddress } from "../../web/elements/state/address.js";
import { fetchPacking } from "../../web/elements/state/packed.js";
import { dataNamed, defaults, type Choices } from "../../web/elements/state/choices.js";
import { handout, type Lesson } from "../../web/elements/state/handout.js";

beforeAll(fetchPacking);

const places = ["title", "data", "pipeline", "fit", "save", "verify", "use", "compare", "gallery"];
const page = "https://your.host/play/";
const plain: Lesson = {
  hidden: new Set(["gallery", "teachers"]),
  theme: "",
  live: null,
  seed: 0,
  data: true,
  recipe: true,
  accent: "",
  file: "https://your.host/own.csv",
};
const tree = { class: "DecisionTreeClassifier", params: { max_depth: 3, class_weight: { "it's <a>": 2 } } };
const make = (choices: Partial<Choices>, lesson: Partial<Lesson> = {}) =>
  handout({ ...defaults, ...choices }, undefined, { ...plain, ...lesson }, places, page);

/** The attributes of a tag, as a browser reads them. */
function attributesOf(tag: string): Record<string, string> {
  const body = /<keepfit-playground([^]*)>\s*<\/keepfit-playground>/.exec(tag)![1]!;
  const plainly = (text: string) => text.replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  return Object.fromEntries(
    [...body.matchAll(/([\w-]+)=("([^"]*)"|'([^']*)')/g)].map(([, name = "", , a, b]) => [name, plainly(a ?? b ?? "")]),
  );
}
const choicesIn = (link: string): Choices => readAddress(new URL(link).hash).choices;

describe("what a teacher takes away", () => {
  test("says no more than what is chosen", () => {
    const { tag, link } = make({});
    expect(attributesOf(tag)).toEqual({ dataset: "penguins" });
    expect(tag).toContain('src="https://your.host/play/keepfit-playground.js"');
    expect(link).toBe(`${page}#dataset=penguins&hide=gallery+teachers`);
  });

  test("carries data, target, split and seed", () => {
    const chosen = {
      data: dataNamed("iris"),
      target: "petal_width",
      split: { test_size: 0.4, random_state: 3, stratify: true },
    };
    const { tag, link, frame } = make(chosen, { seed: 9 });
    const { choices, ...rest } = attributesOf(tag);
    expect(rest).toEqual({ dataset: "iris", seed: "9" });
    expect(readAddress(choices!).choices).toMatchObject({ target: "petal_width", split: { test_size: 0.4 } });
    expect(choicesIn(link)).toMatchObject({
      data: { name: "iris" },
      target: "petal_width",
      split: { test_size: 0.4, random_state: 9 },
    });
    expect(frame).toContain(`src="${link.replaceAll("&", "&amp;")}"`);
  });

  test("leaves them behind where that is said", () => {
    const { link, tag } = make({ data: dataNamed("iris"), target: "petal_width", recipe: tree }, { data: false });
    expect(choicesIn(link)).toMatchObject({ data: defaults.data, target: null });
    expect(attributesOf(tag)).toEqual({ dataset: "penguins" });
  });

  test("has what is left out in few words", () => {
    const hidden = new Set(["title", "code", ...places.slice(4), "why"]);
    expect(attributesOf(make({}, { hidden }).tag)).toEqual({
      dataset: "penguins",
      show: "data pipeline fit",
      hide: "code why",
    });
    expect(choicesIn(make({}, { hidden: new Set(["gallery", "code"]) }).link).view).toMatchObject({
      show: null,
      hide: "gallery code",
    });
    expect(make({}, { hidden: new Set() }).tag).toMatch(/\n {2}gallery\n/);
    expect(new URL(make({}, { hidden: new Set() }).link).search).toBe("?gallery=");
  });

  test("looks as it is said to, and begins with the result", () => {
    const look = { theme: "dark", live: true, accent: "#aa3300" } as const;
    const view = { ...defaults.view, tab: "save" };
    const { tag, link } = make({ view }, look);
    expect(attributesOf(tag)).toEqual({
      dataset: "penguins",
      live: "true",
      theme: "dark",
      style: "--keepfit-accent: #aa3300",
    });
    expect(Object.fromEntries(new URL(link).searchParams)).toEqual({ theme: "dark", accent: "#aa3300" });
    expect(choicesIn(link).view).toMatchObject({ live: true, tab: "fit" });
  });

  test("has a file of one's own by its address, with all that was said of it", () => {
    const data = {
      from: "file",
      name: "own.csv",
      key: "1",
      told: { delimiter: ";" },
      said: [{ decimal: "," as const }],
    };
    const { tag, link } = make({ data, target: "price" });
    const { dataset, choices } = attributesOf(tag);
    expect(dataset).toBe(plain.file);
    const wanted = {
      target: "price",
      data: { from: "url", name: plain.file, said: [{ delimiter: ";" }, { decimal: "," }] },
    };
    expect(choicesIn(link)).toMatchObject(wanted);
    expect(readAddress(`${choices!}&dataset=${encodeURIComponent(dataset!)}`).choices).toMatchObject(wanted);
  });
});

test("a recipe stands in the tag as it is, whatever is in it", () => {
  const proposed = { class: "LogisticRegression", params: {} };
  const recipe = { class: "Pipeline", params: { steps: [["model", tree]] } };
  const { tag, link } = handout({ ...defaults, recipe }, proposed, plain, places, page);
  expect(JSON.parse(attributesOf(tag)["recipe"]!)).toEqual(recipe);
  expect(tag).not.toMatch(/it's|<a>/);
  expect(choicesIn(link).recipe).toEqual(recipe);
});
