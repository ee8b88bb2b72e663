// What may be done to the shape of the pipeline: one entry of the history each. What would leave something where it
// cannot stand is refused, so that a pipeline that was built here can be fitted.
import type { AnyRecipe, ParamValue, Schema } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { arrivesAt, hasNames, type Failing } from "../state/arrives.js";
import * as changes from "../state/changes.js";
import { Refusal, type Choices } from "../state/choices.js";
import {
  around,
  boxAt,
  boxOf,
  kindOf,
  misplaced,
  moveOf,
  schemaOf,
  takesAt,
  type Box,
  type Way,
} from "../state/diagram.js";
import { fresh, others } from "../state/fresh.js";
import { remedies } from "../state/proposal.js";
import { placesOf } from "../state/part-columns.js";
import { isRecipe, parted, paths } from "../state/recipe.js";
import type { NewStep, Place } from "../state/surgery.js";
import type { Store } from "../store/store.js";
import { edit } from "./choose.js";

/** Something that a person asks the diagram for. */
export type Build =
  | { readonly act: "insert"; readonly path: string; readonly place: Place; readonly name: string }
  | { readonly act: "choose"; readonly path: string; readonly name: string }
  | { readonly act: "word"; readonly path: string; readonly word: string }
  | { readonly act: "remove" | "duplicate" | "unwrap"; readonly path: string }
  | { readonly act: "rename"; readonly path: string; readonly name: string }
  | { readonly act: "wrap"; readonly path: string; readonly name: string }
  | { readonly act: "move"; readonly path: string; readonly way: Way }
  | { readonly act: "drop"; readonly path: string; readonly to: string; readonly place: Place }
  | { readonly act: "columns"; readonly path: string; readonly columns: ParamValue }
  | { readonly act: "take"; readonly path: string; readonly column: string }
  | { readonly act: "remainder"; readonly path: string; readonly word: string }
  | { readonly act: "mend"; readonly path: string; readonly failing: Failing };

const called = (path: string): string => visible(path.split("__").at(-1) || "pipeline", 60);

/** What the pipeline must predict. */
export const takesOf = ({ table }: Store): readonly string[] =>
  table ? [table.task === "classification" ? "classifier" : "regressor"] : [];

type Change = (choices: Choices, proposed: AnyRecipe) => Choices;

export function build(store: Store, asked: Build): void {
  const { recipe } = store;
  const { schema } = store.services;
  if (!recipe || !schema) return;
  const root = boxOf(recipe, schema, takesOf(store));
  const box = boxAt(root, asked.path);
  if (!box) return;
  const [what, said, change] = planned(asked, { root, box, schema, store });
  const before = misplaced(root, schema).length;
  edit(
    store,
    what,
    said,
    (choices, proposed) => {
      const next = change(choices, proposed);
      const after = boxOf(changes.recipeOf(next, proposed), schema, takesOf(store));
      const wrong = misplaced(after, schema);
      if (fitsWhole(root, schema) && !fitsWhole(after, schema)) throw wrongEnd(after);
      if (wrong.length > before) throw wrongPlace(wrong[0]!, schema);
      return next;
    },
    { where: asked.path },
  );
}

interface Given {
  readonly root: Box;
  readonly box: Box;
  readonly schema: Schema;
  readonly store: Store;
}

/** What is done, as undo and the page say it, and how. */
function planned(asked: Build, given: Given): [what: string, said: string, change: Change] {
  const { path } = asked;
  const name = called(path);
  const { root, box, schema, store } = given;
  switch (asked.act) {
    case "insert": {
      const added = newStep(asked.name, box, asked.place, given);
      const beside = asked.place === "inside" ? "in" : asked.place;
      return [
        `${asked.name} ${beside} ${name}`,
        `${asked.name} is ${beside} ${name}.`,
        (c, p) => insert(c, p, given, asked.place, added),
      ];
    }
    case "choose": {
      const made = fresh(asked.name, schema, box.slot.takes);
      const put: Change = (c, p) =>
        box.slot.at === undefined && path !== "" && !isRecipe(box.inner)
          ? changes.setHeld(c, p, path, made)
          : changes.swapEstimator(c, p, path, asked.name, made, store.start);
      return [`${asked.name} for ${name}`, `${name} is now ${asked.name}.`, put];
    }
    case "word": {
      const word = asked.word as "passthrough" | "drop";
      const put: Change = (c, p) =>
        box.slot.at === undefined
          ? changes.setHeld(c, p, path, asked.word === "None" ? null : word)
          : changes.setWord(c, p, path, word);
      return [`${asked.word} for ${name}`, `${name} is now ${asked.word}.`, put];
    }
    case "remove":
      return box.slot.at === undefined && isRecipe(box.inner) && !mustStand(root, box)
        ? [`removing ${name}`, `${name} is removed.`, (c, p) => changes.setHeld(c, p, path, null)]
        : [`removing ${name}`, `${name} is removed.`, (c, p) => changes.removeStep(c, p, path)];
    case "duplicate":
      return [`${name} once more`, `${name} is there twice.`, (c, p) => duplicate(c, p, given)];
    case "unwrap":
      return [
        `taking ${isRecipe(box.inner) ? box.inner.class : name} away`,
        `What was in ${name} stands in its place.`,
        (c, p) => changes.unwrapStep(c, p, path),
      ];
    case "rename": {
      const to = visible(asked.name, 60);
      return [
        `calling ${name} ${to}`,
        `${name} is called ${to}.`,
        (c, p) => changes.renameStep(c, p, path, asked.name),
      ];
    }
    case "wrap": {
      const own = schemaOf(schema, asked.name)!;
      const more = isRecipe(box.inner) ? others(own, box.inner, schema) : {};
      const columns = columnsFor(box, store);
      return [
        `${asked.name} around ${name}`,
        `${asked.name} is around ${name}.`,
        (c, p) => changes.wrapStep(c, p, path, own, columns, more),
      ];
    }
    case "move":
      return [`moving ${name}`, `${name} is moved.`, (c, p) => move(c, p, given, asked.way)];
    case "drop":
      return [`moving ${name}`, `${name} is moved.`, (c, p) => moveTo(c, p, given, asked.to, asked.place)];
    case "columns":
      return [
        `columns of ${name}`,
        `Columns of ${name} are changed.`,
        (c, p) => changes.setColumns(c, p, path, asked.columns),
      ];
    case "take":
      return [
        `${visible(asked.column, 60)} for ${name}`,
        `${name} is given ${visible(asked.column, 60)}, too.`,
        (c, p) => changes.setColumns(c, p, path, withColumn(box, asked.column, store)),
      ];
    case "remainder":
      return [
        `the other columns of ${name}`,
        `What happens to the other columns of ${name} is changed.`,
        (c, p) => changes.setParam(c, p, path, remainderOf(box), asked.word),
      ];
    case "mend": {
      const step = remedy(asked.failing);
      return [
        `${remedyName(asked.failing)} before ${name}`,
        `${remedyName(asked.failing)} is before ${name}.`,
        (c, p) => changes.insertStep(c, p, path, "before", { step, name: wordFor[asked.failing.trouble]! }),
      ];
    }
  }
}

const wordFor: Readonly<Record<Failing["trouble"], string | undefined>> = {
  missing: "impute",
  text: "encode",
  negative: "scale",
  infinite: undefined,
};

/** What would mend a step that fails. */
export function remedy({ trouble, columns, mixed }: Failing): AnyRecipe {
  if (trouble === "text") return remedies.text(mixed);
  if (trouble === "negative") return remedies.negative();
  return remedies.missing(columns.some(({ text }) => text));
}

/** The same by its name; undefined where nothing that is known would. */
export const remedyName = (failing: Failing): string | undefined =>
  wordFor[failing.trouble] && paths(remedy(failing)).at(-1)![1].class;

/** Whether a parameter that is one estimator cannot do without. */
function mustStand(root: Box, box: Box): boolean {
  const param = around(root, box)?.schema?.params.find(({ name }) => name === box.slot.param);
  return !param?.constraint.some(({ type }) => type === "none");
}

/** Columns that arrive at a box by name; every one where their names are not known. */
function columnsFor({ path }: Box, { table, recipe, services }: Store): ParamValue {
  const flow = table && recipe && arrivesAt(recipe, services.schema!, table).at.get(path);
  return flow && hasNames(flow) ? flow.columns.map(({ name }) => name) : { selector: {} };
}

/** The columns of a part and one more, by name. */
function withColumn({ path, columns }: Box, column: string, { table, recipe, services }: Store): ParamValue {
  const flow = arrivesAt(recipe!, services.schema!, table!).at.get(parted(path)[0]);
  if (!flow || !hasNames(flow) || !flow.columns.some(({ name }) => name === column))
    throw new Refusal(
      `Column “${visible(column, 60)}” does not arrive there.`,
      "Drop it on a part that is given the columns of the table.",
    );
  const names = placesOf(columns, flow.columns).map((at) => flow.columns[at]!.name);
  return names.includes(column) ? names : [...names, column];
}

/** The parameter that says what happens to columns that no part takes. */
const remainderOf = (box: Box): string => box.groups.find(({ role, list }) => role === "beside" && !list)?.param ?? "";

const predicted = (kind: string | undefined): Pick<NewStep, "predicts"> =>
  kind === "classifier" || kind === "regressor" ? { predicts: kind } : {};

function newStep(name: string, box: Box, place: Place, { schema, store }: Given): NewStep {
  const takes = takesAt(box, place, schema) ?? [];
  const step = fresh(name, schema, takes);
  const list = place === "inside" ? box.groups.find((group) => group.list) : undefined;
  const columns = list?.boxes[0]?.slot.columns || list?.role === "beside" ? { columns: columnsFor(box, store) } : {};
  return { step, ...columns, ...predicted(kindOf(step, schema)) };
}

/** Into a list; in a flow before the step that predicts, as nothing may follow that. */
function insert(choices: Choices, proposed: AnyRecipe, { box, schema }: Given, place: Place, added: NewStep): Choices {
  const list = box.groups.find((group) => group.list);
  const last = list?.boxes.at(-1);
  if (place === "inside" && list?.role === "flow" && last && kindOf(last.inner, schema) !== "transformer")
    return changes.insertStep(choices, proposed, last.path, "before", added);
  return changes.insertStep(choices, proposed, box.path, place, added);
}

/** What predicts cannot follow itself: it votes with itself instead. */
function duplicate(choices: Choices, proposed: AnyRecipe, { box, schema }: Given): Choices {
  const kind = kindOf(box.inner, schema);
  if (box.slot.role === "flow" && kind !== "transformer" && isRecipe(box.inner))
    return changes.insertStep(choices, proposed, box.path, "beside", {
      step: box.inner,
      name: box.name,
      ...predicted(kind),
    });
  return changes.duplicateStep(choices, proposed, box.path);
}

function move(choices: Choices, proposed: AnyRecipe, given: Given, way: Way): Choices {
  const { root, box } = given;
  const to = moveOf(root, box, way);
  if (!to && box.slot.at === undefined)
    throw new Refusal(`${capital(called(box.path))} has its place from what is around it.`, "Move what is around it.");
  if (!to) throw new Refusal(`${capital(called(box.path))} cannot be moved any further that way.`, "Try another.");
  return "by" in to
    ? changes.shiftStep(choices, proposed, box.path, to.by)
    : moveTo(choices, proposed, given, to.to, to.place);
}

function moveTo(
  choices: Choices,
  proposed: AnyRecipe,
  { root, box, schema }: Given,
  to: string,
  place: Place,
): Choices {
  const target = boxAt(root, to);
  const last = target?.groups.find((group) => group.list && group.role === "flow")?.boxes.at(-1);
  if (place === "inside" && last && last.path !== box.path && kindOf(last.inner, schema) !== "transformer")
    return changes.moveStep(choices, proposed, box.path, last.path, "before");
  return changes.moveStep(choices, proposed, box.path, to, place);
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

function wrongPlace({ inner, slot, path }: Box, schema: Schema): Refusal {
  const wanted = slot.takes.map(article).join(" or ");
  const own = isRecipe(inner) ? inner.class : called(path);
  return new Refusal(
    `${capital(wanted)} must stand there, and ${own} is ${article(kindOf(inner, schema) ?? "estimator")}.`,
    slot.role === "flow" ? "What predicts stands at the end." : "Choose another place.",
  );
}

/** Whether the whole predicts what is asked for. */
const fitsWhole = (root: Box, schema: Schema): boolean => {
  const kind = kindOf(root.inner, schema);
  return root.slot.takes.length === 0 || kind === undefined || root.slot.takes.includes(kind);
};

const wrongEnd = ({ slot }: Box): Refusal =>
  new Refusal(`The pipeline must end in ${slot.takes.map(article).join(" or ")}.`, "Put another in its place instead.");
