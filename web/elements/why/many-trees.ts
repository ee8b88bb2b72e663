// What can be said of many trees together: what each answers, and what they ask for on the way.
import { looked, treesOf, type Trees } from "../plots/trees.js";
import type { RowAsked } from "../state/row-asked.js";
import { nodesOf } from "./decision-path.js";

export interface ManyTrees {
  readonly kind: "trees";
  readonly trees: number;
  /** Whether each was fitted on the errors of those before and adds to a sum; else each answers by itself. */
  readonly boosted: boolean;
  /** Whether their answers count for more or less. */
  readonly weighed: boolean;
  /** How many trees answer each class by themselves; of classifiers that are no sum. */
  readonly votes: readonly { readonly label: string; readonly count: number }[] | undefined;
  /** What each tree answers or adds; of those that answer numbers. */
  readonly answers: Float64Array | undefined;
  /** Columns that reach the model, by how many of the questions on the way of the row are about them. */
  readonly asked: readonly { readonly column: number; readonly name: string; readonly count: number }[];
  readonly questions: number;
}

export function manyTreesOf(asked: RowAsked, trees: Trees = treesOf(asked.learned)!): ManyTrees {
  const { learned, arriving, description } = asked;
  const columns = looked(trees, arriving);
  const classes = description.classes && Array.from(description.classes as ArrayLike<string | number>, String);
  const counts = new Int32Array(arriving.names.length);
  const leaves = Array.from({ length: trees.count }, (_, place) => {
    const tree = trees.at(place);
    const nodes = nodesOf(tree, columns);
    for (const node of nodes.slice(0, -1)) counts[tree.feature[node]!]!++;
    return tree.answer(nodes.at(-1)!)!;
  });
  const voting = classes !== undefined && leaves.every(({ length }) => length === classes.length);
  return {
    kind: "trees",
    trees: trees.count,
    boosted: learned.rounds > 0 && !learned.attributes.includes("estimator_weights_"),
    weighed: learned.attributes.includes("estimator_weights_"),
    votes: voting ? votesOf(leaves, classes) : undefined,
    answers: voting ? undefined : Float64Array.from(leaves, ([answer]) => answer!),
    asked: Array.from(counts, (count, column) => ({ column, name: arriving.names[column]!, count }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
    questions: counts.reduce((sum, count) => sum + count, 0),
  };
}

/** Of equal shares in a leaf the first class wins, as in the model. */
function votesOf(leaves: readonly Float64Array[], classes: readonly string[]): { label: string; count: number }[] {
  const counts = new Int32Array(classes.length);
  for (const leaf of leaves) counts[leaf.indexOf(Math.max(...leaf))]!++;
  return classes.map((label, k) => ({ label, count: counts[k]! })).sort((a, b) => b.count - a.count);
}
