// Undo and redo of a playground with its data: the table is always the one that the choices describe, whichever way led
// to them. The other way is a second playground that opens them at once.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../web/lib/index.js";
import { editParam, setSplit, swapEstimator } from "../../web/elements/actions/choose.js";
import { fitPipeline } from "../../web/elements/actions/fit-pipeline.js";
import {
  goBack,
  openChoices,
  openTableFile,
  readAgain,
  readAsFound,
  setKind,
  setTarget,
  setTask,
  undoReading,
} from "../../web/elements/actions/open-data.js";
import { features, type DataTable } from "../../web/elements/data/table.js";
import { choicesFromText, choicesToText } from "../../web/elements/state/choices.js";
import { find } from "../../web/elements/state/recipe.js";
import { fitKind } from "../../web/elements/state/results.js";
import { Store } from "../../web/elements/store/store.js";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ worker: false });
});
afterAll(() => engine.close());

const rows = (n: number, row: (i: number) => unknown[]): string =>
  Array.from({ length: n }, (_, i) => row(i).join(",")).join("\n");
const file = (text: string, name: string) => new File([text], name, { lastModified: 0 });
const first = file(`,p,q,y\n${rows(40, (i) => [i + 1, (i * 3) % 11, i % 3 ? i % 5 : "", "ab"[i % 2]])}`, "first.csv");
const second = file(
  `p,on,c,z\n${rows(40, (i) => [i % 7, `2024-01-${10 + (i % 9)}`, "rgb"[i % 3], i * 1.5])}`,
  "second.csv",
);

async function playground(): Promise<Store> {
  const store = new Store();
  await store.services.start(Promise.resolve(engine));
  store.services.keep(first);
  store.services.keep(second);
  return store;
}

/** What is seen of a table, and what follows from it. */
const seen = ({ table, proposed, recipe }: Store) => {
  const { columns, target, task, why, rows: count, title } = table as DataTable;
  return {
    columns: columns.map(({ name, kind, use }) => [name, kind, use]),
    features: features(table!).map(({ name }) => name),
    ...{ target, task, why, count, title, proposed, recipe },
  };
};

/** The same choices, opened at once. */
async function afresh(store: Store): Promise<Store> {
  const other = await playground();
  const choices = choicesFromText(choicesToText(store.choices));
  expect(await openChoices(other, choices, (each) => ({ ...each, recipe: choices.recipe }))).toBe(true);
  expect(other.jobs.troubles).toEqual({});
  expect(other.choices).toEqual(store.choices);
  return other;
}

const acts: Record<string, (store: Store, pick: <T>(from: readonly T[]) => T) => Promise<void> | void> = {
  first: (store) => openTableFile(store, first),
  second: (store) => openTableFile(store, second),
  kind: (store, pick) =>
    setKind(store, pick(store.table!.columns).name, pick(["text", "number", "ignore", "date"] as const)),
  target: (store, pick) => setTarget(store, pick(store.table!.columns).name),
  task: (store, pick) => setTask(store, pick(["classification", "regression"] as const)),
  note: (store, pick) => {
    const { options } = pick([...store.table!.open.notes, { options: undefined }]);
    return options && readAgain(store, options, "Read anew.");
  },
  unsay: undoReading,
  found: readAsFound,
  // Where no column of numbers is left there is none.
  param: (store, pick) =>
    void (
      find(store.recipe!, "prepare__num__impute") &&
      editParam(store, "prepare__num__impute", "strategy", pick(["median", "mean", undefined]))
    ),
  swap: (store, pick) => swapEstimator(store, "model", pick(["DummyClassifier", "Ridge"])),
  split: (store, pick) => setSplit(store, { test_size: pick([0.25, 0.5, 0.9]) }),
  undo: (store) => goBack(store, "undo"),
  redo: (store) => goBack(store, "redo"),
};

describe("undo and redo", () => {
  test("come back to what there was, data and all", async () => {
    const store = await playground();
    await openTableFile(store, first);
    expect(store.undoable).toBeUndefined();
    const states = [seen(store)];
    const steps: [() => Promise<void> | void, string][] = [
      [() => setKind(store, "q", "ignore"), "leaving out q"],
      [() => setKind(store, "q", "text"), "reading q as text"],
      [() => setTarget(store, "p"), "the target p"],
      [() => setTask(store, "classification"), "the task classification"],
      [() => editParam(store, "model", "C", 0.5), "C of model"],
      [() => openTableFile(store, second), "opening second.csv"],
      [() => swapEstimator(store, "model", "DummyRegressor"), "DummyRegressor for model"],
      [() => setSplit(store, { random_state: 4 }), "how the rows are split"],
    ];
    for (const [act, said] of steps) {
      await act();
      expect(store.jobs.troubles).toEqual({});
      expect(store.undoable).toBe(said);
      states.push(seen(store));
    }
    for (const state of states.slice(0, -1).reverse()) {
      await goBack(store, "undo");
      expect(seen(store)).toEqual(state);
    }
    expect(store.undoable).toBeUndefined();
    for (const [i, state] of states.slice(1).entries()) {
      expect(store.redoable).toBe(steps[i]![1]);
      await goBack(store, "redo");
      expect(seen(store)).toEqual(state);
    }
    expect(store.redoable).toBeUndefined();
  });

  test("leave a fit out of date exactly while its choices are others", async () => {
    const store = await playground();
    await openTableFile(store, first);
    await fitPipeline(store);
    const stale = () => store.results.isStale(fitKind);
    expect(stale()).toBe(false);
    editParam(store, "model", "C", 0.5);
    expect(stale()).toBe(true);
    await goBack(store, "undo");
    expect(stale()).toBe(false);
    await openTableFile(store, second);
    expect(stale()).toBe(true);
    await goBack(store, "undo");
    expect(stale()).toBe(false);
    store.look({ box: "prepare" });
    expect(stale()).toBe(false);
    expect(store.redoable).toBe("opening second.csv");
  });

  test("leave what the page around shows and hides as it is", async () => {
    const store = await playground();
    await openTableFile(store, first);
    editParam(store, "model", "C", 0.5);
    store.look({ show: "data fit", hide: "title" });
    await goBack(store, "undo");
    expect(store.choices.view).toMatchObject({ show: "data fit", hide: "title" });
  });

  test("a task that was chosen for numbers is not that of texts, and comes back with them", async () => {
    const store = await playground();
    await openTableFile(store, second);
    expect(store.table!.task).toBe("regression");
    await setTask(store, "classification");
    await setTarget(store, "p");
    await setTask(store, "regression");
    await setKind(store, "p", "text");
    expect(store.table).toMatchObject({ target: "p", task: "classification" });
    expect(store.choices.task).toBeNull();
    await goBack(store, "undo");
    expect(store.table).toMatchObject({ target: "p", task: "regression", why: "" });
  });

  test("cannot go back to a file that is not at hand, and say so", async () => {
    const store = await playground();
    await openTableFile(store, first);
    await openTableFile(store, second);
    const file = store.services.file.bind(store.services);
    store.services.file = (key) => (key === "1" ? undefined : file(key));
    const before = seen(store);
    await goBack(store, "undo");
    expect(store.jobs.troubles["data"]!.message).toBe("The file “first.csv” is not at hand here.");
    expect(seen(store)).toEqual(before);
    expect(store.undoable).toBe("opening second.csv");
  });

  test("whichever way was gone, the table is the one that the choices describe", async () => {
    const event = fc.record({
      act: fc.constantFrom(...Object.keys(acts), "undo", "undo", "redo"),
      picks: fc.array(fc.nat(100), { minLength: 3, maxLength: 3 }),
    });
    const walk = async (events: { act: string; picks: number[] }[]) => {
      const store = await playground();
      await openTableFile(store, first);
      for (const { act, picks } of events) {
        let next = 0;
        const pick = <T>(from: readonly T[]): T => from[picks[next++ % picks.length]! % from.length]!;
        await acts[act]!(store, pick);
        const { data = undefined, ...others } = store.jobs.troubles;
        expect(Object.keys(others)).toEqual([]);
        if (data) expect(data.message).toMatch(/.{10,}\.$/);
        expect(seen(await afresh(store))).toEqual(seen(store));
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 10 }), walk), { numRuns: 40 });
  }, 120_000);
});
