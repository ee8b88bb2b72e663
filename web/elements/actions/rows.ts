// The rows that a pipeline is fitted on and measured on: taken once for a table and a split, however often is fitted.
import { takeTarget } from "../../lib/index.js";
import type { ColumnTable, Engine, Evaluation, TargetLike } from "../../lib/index.js";
import { takeRows, trainingOf, type DataTable, type Training } from "../data/table.js";
import { breathe } from "../shared/breathe.js";
import type { SplitChoice } from "../state/choices.js";
import { same } from "../state/json.js";
import { baselineRecipe } from "../state/proposal.js";
import { splitFor } from "../state/split.js";
import { splitRows } from "./split-rows.js";

export interface Part {
  readonly X: ColumnTable;
  readonly y: TargetLike;
}

export interface Rows {
  readonly data: Training;
  readonly split: SplitChoice & { readonly train: Int32Array; readonly test: Int32Array };
  readonly train: Part;
  readonly test: Part;
  /** What looks at no column, measured on the same rows; made when it is first asked for. */
  baseline(): Promise<Evaluation>;
}

const known = new WeakMap<DataTable, { readonly choice: SplitChoice; readonly rows: Promise<Rows> }>();

/** The rows of a table as they are split. A split that fails is tried again when it is asked for again. */
export function rowsOf(engine: Engine, table: DataTable, split: SplitChoice): Promise<Rows> {
  // A split that was made has its rows beside it; what tells it from another is how it was asked for.
  const { test_size, random_state, stratify } = splitFor(table, split);
  const choice = { test_size, random_state, stratify };
  const before = known.get(table);
  if (before && same(before.choice, choice)) return before.rows;
  const rows = taken(engine, table, choice);
  known.set(table, { choice, rows });
  rows.catch(() => {
    if (known.get(table)?.rows === rows) known.delete(table);
  });
  return rows;
}

async function taken(engine: Engine, table: DataTable, choice: SplitChoice): Promise<Rows> {
  const data = await trainingOf(table);
  const split = { ...choice, ...(await splitRows(engine, data, choice)) };
  const part = async (which: Int32Array): Promise<Part> => {
    const X = await takeRows(data.X, which);
    await breathe();
    const y = takeTarget(data.y, which);
    await breathe();
    return { X, y };
  };
  const train = await part(split.train);
  const test = await part(split.test);
  let baseline: Promise<Evaluation> | undefined;
  return {
    data,
    split,
    train,
    test,
    baseline: () => {
      baseline ??= measured(engine, table.task, train, test);
      baseline.catch(() => (baseline = undefined));
      return baseline;
    },
  };
}

async function measured(engine: Engine, task: DataTable["task"], train: Part, test: Part): Promise<Evaluation> {
  const dummy = await engine.fit(baselineRecipe(task), train.X, train.y);
  const evaluation = await engine.evaluate(dummy, test.X, test.y);
  void dummy.release().catch(() => {});
  return evaluation;
}
