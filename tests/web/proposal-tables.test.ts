// Every table of tests/tables opened as the page opens it, and fitted as the page proposes, with each of its first
// columns as the target: it fits, or is refused in a sentence before anything is fitted.
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fitPipeline } from "../../web/elements/actions/fit-pipeline.js";
import { openTableFile, setTarget } from "../../web/elements/actions/open-data.js";
import { fitKind } from "../../web/elements/state/results.js";
import { Store } from "../../web/elements/store/store.js";
import { createEngine, type Engine } from "../../web/lib/index.js";
import { root } from "./helpers.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
});
afterAll(() => engine.close());

const folder = `${root}tests/tables`;
const names = readdirSync(folder).flatMap((name) => (name.endsWith(".csv") ? [name] : []));
/** Columns that are tried as the target beside the one that is proposed. */
const tried = 5;

/** Tables from which nothing can be learned, and what is said of them before they are open. */
const unopened = [
  /^“[\w.]+” has a single column\.$/,
  /^“[\w.]+” has no rows below its header\.$/,
  /^“[\w.]+” is empty\.$/,
  /^“[\w.]+” is a binary file of a kind that is not known here, not a table\.$/,
  /^The file holds (no line with a cell|nothing but comments)\.$/,
];
/** Targets that no pipeline predicts, and what is said of them before the fit. */
const unfitted = [
  /^Column “.+” is empty\.$/,
  /^Column “.+” holds numbers whose squares are too large for a computer, so no error can be told from another\.$/,
  /^There is 1 row; a split into training and test rows needs at least 2\.$/,
  /^No column is left to predict from\.$/,
];
const oneOf = (sentences: readonly RegExp[]) => new RegExp(sentences.map(({ source }) => source).join("|"));

describe("what is proposed for a table fits", () => {
  test.each(names)("%s", async (name) => {
    const store = new Store();
    await store.services.start(Promise.resolve(engine));
    const fit = vi.spyOn(engine, "fit");
    await openTableFile(store, new File([readFileSync(`${folder}/${name}`)], name));
    const refused = store.jobs.troubles.data;
    if (refused) {
      expect(refused.message).toMatch(oneOf(unopened));
      expect(refused.hint).not.toBe("");
      return;
    }
    const { target, columns } = store.table!;
    const others = columns.map((column) => column.name).filter((column) => column !== target);
    for (const column of [target, ...others.slice(0, tried)]) {
      if (column !== target) await setTarget(store, column);
      expect(store.jobs.troubles, column).toEqual({});
      fit.mockClear();
      await fitPipeline(store);
      const trouble = store.jobs.troubles.fit;
      if (trouble) {
        expect(trouble.message, column).toMatch(oneOf(unfitted));
        expect(fit, column).not.toHaveBeenCalled();
        continue;
      }
      expect(store.jobs.troubles, column).toEqual({});
      const { evaluation, split } = store.results.get(fitKind)!;
      expect(evaluation.predicted, column).toHaveLength(split.test.length);
    }
  });
});
