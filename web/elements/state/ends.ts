// What a pipeline ends in: the page fits nothing that cannot predict.
import type { AnyRecipe, Schema } from "../../lib/index.js";
import type { DataTable } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { Refusal } from "./choices.js";
import { isRecipe, partsIn } from "./recipe.js";

/** Throws a sentence where a recipe ends in what predicts nothing, or nothing of the target of `table`. */
export function refuseEnd(recipe: AnyRecipe, schema: Schema, table?: DataTable): void {
  const kindOf = (name: string) => schema.estimators.find((each) => each.name === name)?.kind;
  let last: AnyRecipe | string | undefined = recipe;
  while (isRecipe(last) && kindOf(last.class) === "composite" && partsIn(last).length)
    last = partsIn(last).at(-1)!.inner;
  const name = isRecipe(last) ? last.class : last;
  const kind = isRecipe(last) ? kindOf(last.class) : "transformer";
  const target = table?.columns.find((column) => column.name === table.target);
  const isText = target?.kind === "text";
  const such = `such as ${isText || table?.task === "classification" ? "LogisticRegression" : "Ridge"}`;
  if (isText && table?.task === "regression")
    throw new Refusal(
      `“${visible(table.target, 60)}” holds text, which is told as a class and not as a number.`,
      "Take classification for the task, or choose another target.",
    );
  if (kind === "transformer")
    throw new Refusal(
      `${isRecipe(last) ? `${name} is a transformer` : `“${name}” changes nothing`}, and a pipeline that predicts must end in a classifier or a regressor.`,
      `Put one behind it, ${such}.`,
    );
  if (kind === "regressor" && isText)
    throw new Refusal(
      `${name} predicts numbers, and “${visible(table!.target, 60)}” holds text.`,
      `End in a classifier, ${such}, or choose another target.`,
    );
}
