// The way of a row through a tree.
import { originOf, type Origin } from "../plots/traced.js";
import { wordsOf } from "../plots/tree.js";
import { looked, passThrough, treesOf, type Tree, type Trees } from "../plots/trees.js";
import { visible } from "../shared/foreign.js";
import type { RowAsked } from "../state/row-asked.js";

/** A node that the row passes, and the way it goes on from there. */
export interface Question {
  readonly node: number;
  /** The column asked for, as its place among those that reach the tree. */
  readonly column: number;
  /** What holds for the row: `bill_length_mm ≤ 43.25`. */
  readonly holds: string;
  /** What the row has there, in the words of the data where they can be told. */
  readonly value: number | string | null;
  readonly lower: boolean;
  /** Rows of the fit in the node. */
  readonly rows: number | undefined;
}

export interface Leaf {
  readonly node: number;
  readonly rows: number | undefined;
  /** The shares of the classes in it, or what it answers. */
  readonly answer: Float64Array;
}

export interface DecisionPath {
  readonly kind: "path";
  readonly questions: readonly Question[];
  readonly leaf: Leaf;
  readonly classes: readonly string[] | undefined;
}

/** The nodes that the row passes, the leaf the last. */
export function nodesOf(tree: Tree, columns: readonly Float64Array[]): number[] {
  const nodes: number[] = [];
  passThrough(tree, columns, 1, (node) => nodes.push(node));
  return nodes;
}

export function pathOf(asked: RowAsked, trees = treesOf(asked.learned)!): DecisionPath {
  const tree = trees.at(0);
  const nodes = nodesOf(tree, looked(trees, asked.arriving));
  const leaf = nodes.at(-1)!;
  const { classes } = asked.description;
  return {
    kind: "path",
    questions: nodes.slice(0, -1).map((node, i) => questionAt(asked, trees, tree, node, nodes[i + 1]!)),
    leaf: { node: leaf, rows: tree.rows?.[leaf], answer: tree.answer(leaf)! },
    classes: classes && Array.from(classes as ArrayLike<string | number>, String),
  };
}

function questionAt(asked: RowAsked, trees: Trees, tree: Tree, node: number, next: number): Question {
  const column = tree.feature[node]!;
  const origin = originIn(asked, column);
  const lower = tree.left[node] === next;
  const name = asked.arriving.names[column]!;
  const holds = wordsOf(trees, tree, node, name, origin)[lower ? 0 : 1];
  const own = origin && asked.given.get(origin.column);
  const arrives = asked.arriving.columns[column]![1][0]!;
  return { node, column, holds, value: own ?? arrives, lower, rows: tree.rows?.[node] };
}

const origins = new WeakMap<object, Map<number, Origin | undefined>>();

/** Which column of the data a column that reaches the model is made of, where that can be told. */
export function originIn({ probes, given }: RowAsked, column: number): Origin | undefined {
  if (!probes) return undefined;
  let known = origins.get(probes);
  if (!known) origins.set(probes, (known = new Map()));
  if (!known.has(column)) known.set(column, originOf(probes.arriving, column, probes.given));
  const origin = known.get(column);
  // What was filled in stands in no column of the data.
  const own = origin && given.get(origin.column);
  return own === null || (typeof own === "number" && Number.isNaN(own)) ? undefined : origin;
}

/** A leaf in words: the class with most of it, or the number. */
export const leading = ({ answer }: Leaf, classes: readonly string[] | undefined): string | undefined =>
  classes && answer.length === classes.length ? visible(classes[answer.indexOf(Math.max(...answer))]!, 40) : undefined;
