// The room of pickles has a sentence for each hostile file, and scanners a verdict.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { tricks } from "../../web/elements/gallery/tricks.js";
import { root } from "./helpers.js";

const json = (name: string): unknown => JSON.parse(readFileSync(`${root}tests/golden/pickles/${name}`, "utf8"));
const expected = json("expected.json") as { [file: string]: { honest: boolean } };
const scanners = json("scanners.json") as { [name: string]: { verdicts?: { [file: string]: string } } };

test("every hostile file has a sentence, and every sentence a file", () => {
  const told = tricks.flatMap(({ files }) => Object.keys(files));
  const hostile = Object.keys(expected).filter((file) => !expected[file]!.honest);
  expect([...told].sort()).toEqual(hostile.sort());
  for (const { files } of tricks)
    for (const sentence of Object.values(files)) expect(sentence).toMatch(/^[A-Z][^]*\.$/);
});

test.each(Object.keys(scanners))("%s has a verdict of every file, or was left out", (name) => {
  const { verdicts } = scanners[name]!;
  if (verdicts) expect(Object.keys(verdicts).sort()).toEqual(Object.keys(expected).sort());
});
