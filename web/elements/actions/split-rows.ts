import type { Engine } from "../../lib/index.js";
import type { Training } from "../data/table.js";
import type { SplitChoice } from "../state/choices.js";

export async function splitRows(engine: Engine, data: Training, choice: SplitChoice) {
  return engine.trainTestSplit(data.rows, {
    test_size: choice.test_size,
    random_state: choice.random_state,
    ...(choice.stratify ? { stratify: data.y } : {}),
  });
}
