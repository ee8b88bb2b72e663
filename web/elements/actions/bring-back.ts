// From a model's card back to the choices that it was made by.
import type { Card } from "../../lib/index.js";
import { drawnOf } from "../data/drawn.js";
import { findSample } from "../data/samples.js";
import { isOwn } from "../data/table.js";
import { visible } from "../shared/foreign.js";
import { withRecipe } from "../state/changes.js";
import { choicesFrom, defaults, Refusal, type Choices, type DataChoice } from "../state/choices.js";
import { proposalFor } from "../state/proposal.js";
import { withoutDefaults } from "../state/recipe.js";
import { openedKind } from "../state/results.js";
import type { Store } from "../store/store.js";
import { openChoices } from "./open-data.js";

/** Where it is said why it could not be done. */
export const bringing = "bring-back";

/** Data, target, split and recipe of the opened model become what is chosen: one change, which can be undone. */
export async function bringBack(store: Store): Promise<void> {
  const opened = store.results.get(openedKind);
  const { schema } = store.services;
  if (!opened || !schema) return;
  let wanted: Choices | undefined;
  await store.jobs.run(bringing, {}, async () => {
    const recipe = withoutDefaults(await opened.model.params(), schema);
    wanted = { ...choicesOf(opened.card, dataOf(store, opened.card)), recipe, view: store.choices.view };
    choicesFrom(wanted);
  });
  if (!wanted) return;
  const { recipe } = wanted;
  const settled: Parameters<typeof openChoices>[2] = (choices, table) =>
    withRecipe({ ...choices, recipe: null }, proposalFor(table, choices.split), recipe!);
  await openChoices(store, wanted, settled, { said: `how ${visible(opened.name, 60)} was made`, place: bringing });
}

/** The data that a card names, where the page has them or can draw them. */
function dataOf({ table, choices }: Store, { dataset, reading }: Card): DataChoice {
  const name = dataset?.name ?? "";
  const out = (reading?.columns ?? []).filter(({ use, kind }) => !use && kind !== "date");
  const said = out.length ? [{ columns: out.map((column) => ({ name: column.name, use: false })) }] : [];
  const drawn = drawnOf(dataset);
  if (drawn) return { from: "drawn", name: drawn.name, params: drawn.params, said };
  if (findSample(name)) return { from: "sample", name, said };
  if (table && isOwn(table) && table.name === name) return choices.data;
  throw new Refusal(
    name
      ? `It was made from “${visible(name, 80)}”, which is not open.`
      : "The file does not say from which data it was made.",
    name
      ? "Open that file in step 1, then bring it back."
      : "Open the data in step 1 and choose the pipeline in step 2.",
  );
}

function choicesOf({ target, split }: Card, data: DataChoice): Choices {
  const { name, task } = target ?? {};
  return {
    ...defaults,
    data,
    target: typeof name === "string" ? name : null,
    task: task === "classification" || task === "regression" ? task : null,
    split: { ...defaults.split, ...split } as Choices["split"],
  };
}
