// Decision trees as models keep them: alone, packed one after another in forests and boosting, or as members.
import type { FittedTree, LastStep, Tensor, Transformed } from "../../lib/index.js";

/** A tree, one entry per node; node 0 is the root. */
export interface Tree {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** The column that a node looks at, as its place among those that arrive; below 0 in a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly missingLeft: Uint8Array;
  /** Of a node that parts categories: the places of those that go left. */
  categoriesOf(node: number): ReadonlySet<number> | undefined;
  /** What a leaf answers; undefined elsewhere. */
  answer(node: number): Float64Array | undefined;
  /** How many rows each node was fitted on, where that is kept. */
  readonly rows: Int32Array | undefined;
}

export interface Trees {
  readonly count: number;
  at(place: number): Tree;
  /** Columns are compared in single precision, as scikit-learn's trees do, or in double. */
  readonly single: boolean;
  /** Of columns that hold categories: them, in the order of their places. */
  readonly categories: ReadonlyMap<number, readonly (string | number)[]>;
}

interface Arrays {
  readonly children_left: Int32Array;
  readonly children_right: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly missing_go_to_left: Uint8Array;
  readonly value: Tensor;
  readonly n_node_samples?: Int32Array;
  readonly first_node?: Int32Array;
  readonly category_set?: Int32Array;
  readonly left_categories?: Int32Array;
}

const isArrays = (value: unknown): value is Arrays =>
  typeof value === "object" && value !== null && "children_left" in value && "threshold" in value;

const setWords = 8;

/** The trees in what a last step learned; undefined where there are none. */
export function treesOf(last: Pick<LastStep, "fitted">): Trees | undefined {
  const { fitted } = last.fitted!;
  const none = new Map<number, readonly (string | number)[]>();
  const alone = fitted["tree_"];
  if (isArrays(alone)) return { count: 1, at: () => single(alone), single: true, categories: none };
  const packed = fitted["estimators_"] ?? fitted["predictors_"];
  if (isArrays(packed)) {
    const double = "predictors_" in fitted;
    const count = packed.first_node!.length - 1;
    return {
      count,
      at: (place) => partOf(packed, place),
      single: !double,
      categories: double ? categoriesIn(fitted) : none,
    };
  }
  if (!Array.isArray(packed) || packed.length === 0) return undefined;
  const members = (packed as readonly FittedTree[]).map((member) => member?.fitted?.["tree_"]);
  if (!members.every(isArrays)) return undefined;
  // Those of all members, one after another.
  const seen = fitted["estimators_features_"] as Int32Array | undefined;
  const wide = seen ? seen.length / members.length : 0;
  return {
    count: members.length,
    at: (place) => single(members[place] as unknown as Arrays, seen?.subarray(place * wide, (place + 1) * wide)),
    single: true,
    categories: none,
  };
}

/** Whether a step may hold trees, before it is asked for all that it learned. */
export const mayHoldTrees = ({ attributes }: LastStep): boolean =>
  ["tree_", "estimators_", "predictors_"].some((name) => attributes.includes(name));

/** A tree that keeps the values of all nodes. `seen`: the columns that it was given of those that arrive. */
function single(arrays: Arrays, seen?: Int32Array): Tree {
  const { children_left: left, children_right: right, threshold, value } = arrays;
  const wide = value.data.length / left.length;
  return {
    left,
    right,
    threshold,
    feature: seen ? arrays.feature.map((at) => (at < 0 ? at : seen[at]!)) : arrays.feature,
    missingLeft: arrays.missing_go_to_left,
    categoriesOf: () => undefined,
    answer: (node) => (left[node]! < 0 ? value.data.subarray(node * wide, (node + 1) * wide) : undefined),
    rows: arrays.n_node_samples,
  };
}

/** One of a forest, which keeps the values of leaves alone. */
function partOf(arrays: Arrays, place: number): Tree {
  const first = arrays.first_node!;
  const [from, to] = [first[place]!, first[place + 1]!];
  const left = arrays.children_left.subarray(from, to);
  // Of a binary tree every second node is a leaf, and one more.
  let leaf = (from + place) / 2;
  const rows = Array.from(left, (child) => (child < 0 ? leaf++ : -1));
  const { data, shape } = arrays.value;
  const wide = shape.at(-1)!;
  const sets = arrays.category_set?.length ? arrays.category_set.subarray(from, to) : undefined;
  return {
    left,
    right: arrays.children_right.subarray(from, to),
    feature: arrays.feature.subarray(from, to),
    threshold: arrays.threshold.subarray(from, to),
    missingLeft: arrays.missing_go_to_left.subarray(from, to),
    categoriesOf(node) {
      const set = sets?.[node] ?? -1;
      return set < 0 ? undefined : bitsOf(arrays.left_categories!.subarray(set * setWords, (set + 1) * setWords));
    },
    answer: (node) => (rows[node]! < 0 ? undefined : data.subarray(rows[node]! * wide, (rows[node]! + 1) * wide)),
    rows: undefined,
  };
}

function bitsOf(words: Int32Array): ReadonlySet<number> {
  const bits = new Set<number>();
  for (let bit = 0; bit < 32 * setWords; bit++) if ((words[bit >> 5]! >>> (bit & 31)) & 1) bits.add(bit);
  return bits;
}

function categoriesIn(fitted: FittedTree["fitted"]): Map<number, readonly (string | number)[]> {
  const flags = fitted["is_categorical_"] as Uint8Array;
  const lists = fitted["categories_"] as readonly ArrayLike<string | number>[];
  const found = new Map<number, readonly (string | number)[]>();
  for (let column = 0, next = 0; column < flags.length; column++)
    if (flags[column]) found.set(column, Array.from(lists[next++]!));
  return found;
}

/** Columns as a tree looks at them: numbers, categories as their places. */
export function looked(trees: Trees, X: Transformed): Float64Array[] {
  return X.columns.map(([, column], at) => {
    const known = trees.categories.get(at);
    if (known) {
      const places = new Map(known.map((category, place) => [category, place]));
      return Float64Array.from(column as ArrayLike<unknown>, (value) => places.get(value as string | number) ?? NaN);
    }
    return trees.single ? Float64Array.from(column as Float64Array, Math.fround) : (column as Float64Array);
  });
}

/** Calls `visit` with every node that a row passes, for every row. */
export function passThrough(
  tree: Tree,
  columns: readonly Float64Array[],
  rows: number,
  visit: (node: number, row: number) => void,
): void {
  const sets = Array.from(tree.left, (_, node) => tree.categoriesOf(node));
  for (let row = 0; row < rows; row++) {
    let node = 0;
    for (;;) {
      visit(node, row);
      if (tree.left[node]! < 0) break;
      const value = columns[tree.feature[node]!]![row]!;
      const left = Number.isNaN(value)
        ? tree.missingLeft[node] === 1
        : (sets[node]?.has(value) ?? value <= tree.threshold[node]!);
      node = left ? tree.left[node]! : tree.right[node]!;
    }
  }
}
