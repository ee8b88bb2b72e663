// What `hide` names: the list of controls, the sources that have them, and the documentation say the same.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fitPlots } from "../../web/elements/plots/index.js";
import { controlNames } from "../../web/elements/shared/control-names.js";
import { steps } from "../../web/elements/steps/index.js";
import { root } from "./helpers.js";

const folder = `${root}web/elements/`;
const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => [name, readFileSync(folder + name, "utf8")] as const);
const known = controlNames.flatMap(({ controls }) => Object.keys(controls));
const places = ["title", ...steps.map(({ name }) => name)];

/** The names in all attributes of a kind; a picture has that of its plot. */
const named = (attribute: string): string[] =>
  sources.flatMap(([, text]) =>
    [...text.matchAll(new RegExp(`\\b${attribute}="([^"]+)"`, "g"))].flatMap(([, words = ""]) =>
      /\$\{/.test(words) ? [] : words.split(" "),
    ),
  );
/** Names that are handed to what draws a control. */
const handed = [
  /\bchoice\([^)]*, "([\w-]+)"\)/g,
  /\bcontrol = "([\w-]+)"/g,
  /\bcontrol: "([\w-]+)"/g,
  /\bsmall\("([\w-]+)", "/g,
];

describe("the names of controls", () => {
  test("are those of the sources, and no others", () => {
    const found = new Set([
      ...named("data-control"),
      ...sources.flatMap(([, text]) => handed.flatMap((way) => [...text.matchAll(way)].map(([, name = ""]) => name))),
      ...fitPlots.map(({ name }) => `picture-${name}`),
    ]);
    expect([...found].sort()).toEqual([...known].sort());
  });

  test("stand once each, and are none of steps", () => {
    expect(new Set(known).size).toBe(known.length);
    expect(known.filter((name) => places.includes(name))).toEqual([]);
    expect(controlNames.map(({ step }) => step)).toEqual(places);
    expect(controlNames.slice(1).map(({ title }) => title)).toEqual(steps.map(({ title }) => title));
  });

  test("are all that words and code ask for", () => {
    const asked = [
      ...named("data-with"),
      ...named("data-without"),
      ...sources.flatMap(([, text]) =>
        [...text.matchAll(/(?:\blacks|#isOut)\(([^()$]+)\)/g)].flatMap(([, all = ""]) =>
          [...all.matchAll(/"([\w-]+)"/g)].map(([, name = ""]) => name),
        ),
      ),
    ];
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => !known.includes(name) && !places.includes(name))).toEqual([]);
  });

  test("are the table of the documentation", () => {
    const rows = controlNames.flatMap(({ step, controls }) =>
      Object.entries(controls).map(([name, title]) => `| ${step} | \`${name}\` | ${title} |`),
    );
    const text = readFileSync(`${folder}README.md`, "utf8");
    const [, table = ""] = /\| step \| control \| \|\n\|[-|]+\n((?:\|.*\n)+)/.exec(text) ?? [];
    expect(table.trimEnd().split("\n")).toEqual(rows);
  });
});
