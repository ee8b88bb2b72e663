import type { Column, ColumnTable, Labels, LastStep } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count, listed, short } from "../shared/words.js";
import { truthOf } from "../state/ask.js";
import type { Fit } from "../state/results.js";
import type { Cell, Figure } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { drawTree, type Shape } from "./tree-drawing.js";
import { looked, mayHoldTrees, passThrough, treesOf, type Tree, type Trees } from "./trees.js";
import { originOf, type Origin } from "./traced.js";

export const tree: FitPlot = {
  name: "tree",
  wide: true,
  title: "Tree",
  suits: (_, { last }) => mayHoldTrees(last),
  async make(fit, ask, chosen) {
    const [learned, arriving, { description }] = await Promise.all([ask.learned(), ask.arriving(), ask.about()]);
    const trees = treesOf(learned);
    if (!trees) throw { message: `${learned.class} is not made of trees here, so there is none to draw.` };
    const place = Math.min(Number(chosen["tree"] ?? 1), trees.count) - 1;
    const shape = shapeOf(trees, place, fit, arriving, description.classes);
    const which = trees.count > 1 ? `Tree ${place + 1} of ${trees.count}` : "The tree";
    return {
      figure: treeFigure(shape, which, this.title),
      controls:
        trees.count > 1
          ? [
              {
                kind: "number",
                name: "tree",
                label: "Tree",
                min: 1,
                max: trees.count,
                step: 1,
                value: place + 1,
              },
            ]
          : [],
    };
  },
};

/** The rows fitted on, as they fall through a tree. */
export function shapeOf(trees: Trees, place: number, fit: Fit, arriving: LastStep, classes: Labels | undefined): Shape {
  const one = trees.at(place);
  const rows = fit.split.train;
  const truth = truthOf(fit, rows);
  const labels = classes && Array.from(classes as ArrayLike<string | number>);
  const wide = labels?.length ?? 1;
  const places = new Map(labels?.map((label, k) => [label, k]));
  const [counts, sums] = [new Float64Array(one.left.length), new Float64Array(one.left.length * wide)];
  passThrough(one, looked(trees, arriving.X!), rows.length, (node, row) => {
    counts[node]!++;
    const value = truth[row]!;
    if (labels) sums[node * wide + places.get(value)!]!++;
    else sums[node]! += Number(value);
  });
  const origins = originsOf(one, arriving, rowsOf(fit.training.X as ColumnTable, rows));
  const units = new Map(fit.table.columns.flatMap(({ name, unit }) => (unit ? [[name, unit] as const] : [])));
  const conditions = conditionsOf(trees, one, arriving, origins, units);
  return {
    unscaled: [...origins.values()].some((origin) => origin?.kind === "number" && origin.original(1) !== 1),
    left: one.left,
    right: one.right,
    depth: depthsOf(one),
    conditions,
    rows: counts,
    classes: labels?.map((label) => visible(String(label), 24)),
    sums,
    answers: Array.from(one.left, (_, node) => answerOf(one, node, labels, counts[node]!, sums)),
  };
}

function rowsOf(X: ColumnTable, rows: Int32Array): ColumnTable {
  const columns = new Map<string, Column>();
  for (const [name, values] of X.columns as ReadonlyMap<string, Column>)
    columns.set(
      name,
      values instanceof Float64Array
        ? Float64Array.from(rows, (row) => values[row]!)
        : "codes" in values
          ? { codes: Int32Array.from(rows, (row) => values.codes[row]!), categories: values.categories }
          : values,
    );
  return { columns };
}

function depthsOf({ left, right }: Tree): Int32Array {
  const depth = new Int32Array(left.length);
  for (let node = 0; node < left.length; node++)
    if (left[node]! >= 0) depth[left[node]!] = depth[right[node]!] = depth[node]! + 1;
  return depth;
}

type Origins = ReadonlyMap<number, Origin | undefined>;

/** Of the columns that a tree looks at: where they come from. */
const originsOf = ({ left, feature }: Tree, arriving: LastStep, X: ColumnTable): Origins =>
  new Map([...new Set(feature.filter((_, node) => left[node]! >= 0))].map((at) => [at, originOf(arriving.X!, at, X)]));

/** What leads to each node from the one above it. */
function conditionsOf(
  trees: Trees,
  one: Tree,
  arriving: LastStep,
  origins: Origins,
  units: ReadonlyMap<string, string>,
): string[] {
  const conditions = Array.from(one.left, () => "All rows fitted on");
  for (let node = 0; node < one.left.length; node++) {
    const at = one.feature[node]!;
    if (one.left[node]! < 0) continue;
    const [yes, no] = wordsOf(trees, one, node, arriving.names[at]!, origins.get(at), units);
    conditions[one.left[node]!] = yes;
    conditions[one.right[node]!] = no;
  }
  return conditions;
}

/** What leads from a node to its left child and to its right one. */
export function wordsOf(
  trees: Trees,
  one: Tree,
  node: number,
  name: string,
  origin: Origin | undefined,
  units: ReadonlyMap<string, string> = new Map(),
): [string, string] {
  const threshold = one.threshold[node]!;
  const set = one.categoriesOf(node);
  if (set) {
    const known = trees.categories.get(one.feature[node]!)!;
    const words = [...set].filter((place) => place < known.length).map((place) => visible(String(known[place]), 20));
    const some = words.length > 4 ? `${words.slice(0, 3).join(", ")} and ${words.length - 3} others` : listed(words);
    return [
      `${visible(name, 40)} is ${some.replace(/ and (?=[^,]*$)/, " or ")}`,
      `${visible(name, 40)} is anything else`,
    ];
  }
  if (origin?.kind === "category") {
    const words = `${visible(origin.column, 40)} is`;
    return [`${words} not ${visible(origin.category, 40)}`, `${words} ${visible(origin.category, 40)}`];
  }
  const column = visible(origin ? origin.column : name, 60);
  if (threshold === Infinity) return [`${column} is there`, `${column} is missing`];
  const unit = origin && units.get(origin.column);
  const limit = `${short(origin ? origin.original(threshold) : threshold)}${unit ? ` ${visible(unit, 12)}` : ""}`;
  return [`${column} ≤ ${limit}`, `${column} > ${limit}`];
}

/** What the tree itself answers in a leaf, in words; elsewhere nothing. */
function answerOf(
  one: Tree,
  node: number,
  labels: readonly (string | number)[] | undefined,
  rows: number,
  sums: Float64Array,
): string {
  const answer = one.answer(node);
  if (!answer) return labels || rows === 0 ? "" : `mean ${short(sums[node]! / rows)}`;
  if (!labels) return `answers ${short(answer[0]!)}`;
  if (answer.length !== labels.length) return `adds ${short(answer[0]!)}`;
  return visible(String(labels[answer.indexOf(Math.max(...answer))]), 24);
}

function treeFigure(shape: Shape, which: string, title: string): Figure {
  const { left, rows, classes, sums, conditions, answers, depth } = shape;
  const leaves = left.filter((child) => child < 0).length;
  const wide = classes?.length ?? 1;
  const parents = new Int32Array(left.length).fill(-1);
  left.forEach((child, node) => {
    if (child >= 0) parents[child] = parents[shape.right[node]!] = node;
  });
  const first = left[0]! < 0 ? "It is one leaf." : `It asks first whether ${conditions[left[0]!]}.`;
  return {
    title,
    words: `${which}: ${count(left.length, "node")}, ${count(leaves, "leaf", "leaves")}, ${count(Math.max(...depth), "level")} below the root. ${first}`,
    note: `${which}: ${count(leaves, "leaf", "leaves")}. Counted are the rows fitted on, each once, as they fall through it.${shape.unscaled ? " Limits are said in the units of the data, before they were scaled." : ""} Fold a node out or in by a click, Enter or the arrow keys.`,
    widest: 640,
    lively: true,
    draw: (width, ink) => drawTree(shape, width, ink),
    columns: ["node", "below", "leads here", "rows", ...(classes ?? ["mean"]), "answer of the tree"],
    rows: () =>
      Array.from(left, (_, node): Cell[] => [
        node,
        parents[node]! < 0 ? "" : parents[node]!,
        conditions[node]!,
        rows[node]!,
        ...(classes
          ? sums.subarray(node * wide, (node + 1) * wide)
          : [rows[node]! > 0 ? sums[node]! / rows[node]! : NaN]),
        answers[node]!,
      ]),
  };
}
