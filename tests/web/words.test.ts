// What is said of numbers and checks, in words for people.
import { describe, expect, test } from "vitest";
import { noticedInWords } from "../../web/elements/bytes/break.js";
import { distanceInWords } from "../../web/elements/shared/words.js";
import { tally } from "../../web/lessons/saving/lesson.js";

describe("how far two numbers are apart", () => {
  // From 1 to 2 there are 2 ** 52 doubles, so that one unit there is 2 ** -52.
  test.each([
    [1, 1, 1 + 2 ** -52, "1 unit in the last place apart"],
    [1000, 1, 1 + 1000 * 2 ** -52, "1,000 units in the last place apart"],
    [2 ** 32, 1, 1 + 2 ** -20, "the same in 6 digits, differs by 9.54e-7"],
    [2 ** 52, 0.5, 1, "not close: differs by 0.5"],
    [2 ** 60, "0.05", "1.0", "not close: differs by 0.95"],
  ])("%s units", (ulps, a, b, words) => {
    expect(distanceInWords(ulps, a, b)).toBe(words);
  });

  test("the farthest of many, whose values are not told", () => {
    expect(distanceInWords(2 ** 32)).toBe("the same in 6 digits");
    expect(distanceInWords(2 ** 52, "[1, 2]", "[3, 4]")).toBe("not close");
  });
});

test("a refusal is told by the check that made it, not by its code", () => {
  expect(["damaged", "malformed", "not_keepfit", "audit_shape", "audit_proof", "nothing"].map(noticedInWords)).toEqual([
    "the digest",
    "the format",
    "the format",
    "the audit",
    "the proof rows",
    "nothing behind the digest",
  ]);
});

test("of many broken copies the lesson tells each kind of check once, the most often first", () => {
  const caught = { audit_shape: 2, malformed: 30, not_keepfit: 1, audit_values: 4, nothing: 5, audit_proof: 158 };
  expect(tally({ copies: 200, caught })).toBe(
    "158 by the proof rows, 31 by the format, 6 by the audit, 5 by nothing behind the digest",
  );
  expect(tally({ copies: 1, caught })).toBe(false);
});
