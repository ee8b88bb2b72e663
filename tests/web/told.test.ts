// Text where numbers are needed is refused with the cell that is meant.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, KeepfitError, Pipeline, Ridge, StandardScaler } from "../../web/lib/index.js";
import { rejection } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.close());

const refused = async (work: Promise<unknown>): Promise<KeepfitError> => {
  const error = await rejection(work);
  expect(error).toBeInstanceOf(KeepfitError);
  return error as KeepfitError;
};

describe("text where numbers are needed names row and value", () => {
  const columns = { a: [1, 2, 3], b: [2, 3, 5] };

  test("in use", async () => {
    const recipe = Pipeline([
      ["s", StandardScaler()],
      ["m", Ridge()],
    ]);
    const model = await engine.fit(recipe, { columns }, [1, 2, 3]);
    const ask = (b: readonly string[]) => refused(model.predict({ columns: { a: [1, 2, 4], b: [...b] } }));
    const mixed = await ask(["1", "12,5", "3"]);
    expect(mixed).toMatchObject({ code: "text_input", column: "b", row: 1 });
    expect(mixed.message).toBe("StandardScaler needs numbers, but column 'b' holds text, such as '12,5' in row 2.");
    expect(mixed.hint).toBe("The fit had numbers there: give numbers, and null where a value is missing.");
    const written = await ask(["1", "2", "3"]);
    expect(written.message).toContain("such as '1' in row 1");
    expect(written.hint).toBe("These are numbers written as text: give them as numbers.");
    const held = await engine.hold({ columns: { a: [1, 2], b: ["7", "n/a"] } });
    expect((await refused(model.predict(held))).message).toContain("such as 'n/a' in row 2");
  });

  test("in a fit", async () => {
    const error = await refused(engine.fit(Ridge(), { columns: { ...columns, b: ["2", "x", "5"] } }, [1, 2, 3]));
    expect(error.message).toBe("Ridge needs numbers, but column 'b' holds text, such as 'x' in row 2.");
    expect(error.hint).toContain("OneHotEncoder");
  });
});
