// Why a row is answered as it is: what can be told of each sort of model, and of the others that it cannot.
import { mayHoldTrees, treesOf } from "../plots/trees.js";
import type { RowAsked } from "../state/row-asked.js";
import { contributionsOf, isLinear, type Contributions } from "./contributions.js";
import { pathOf, type DecisionPath } from "./decision-path.js";
import { manyTreesOf, type ManyTrees } from "./many-trees.js";
import { hasNeighbours, neighboursOf, type Neighbours } from "./neighbours.js";

export interface Untold {
  readonly kind: "untold";
  readonly reason: string;
}

export type Why = Contributions | DecisionPath | Neighbours | ManyTrees | Untold;

export function whyOf(asked: RowAsked): Why {
  if (isLinear(asked)) return contributionsOf(asked);
  if (hasNeighbours(asked)) return neighboursOf(asked);
  const { attributes } = asked.learned;
  const alone = mayHoldTrees(asked.learned) && !attributes.includes("final_estimator_");
  const trees = alone ? treesOf(asked.learned) : undefined;
  if (trees) return trees.count === 1 && !asked.learned.rounds ? pathOf(asked, trees) : manyTreesOf(asked, trees);
  return { kind: "untold", reason: reasonFor(asked.learned.class, attributes) };
}

function reasonFor(name: string, attributes: readonly string[]): string {
  if (name.startsWith("Dummy")) return `A ${name} answers without looking at the columns.`;
  if (attributes.includes("estimators_"))
    return `A ${name} answers by several models together; what each has said cannot be taken apart by columns here.`;
  if (name.endsWith("NB"))
    return `A ${name} multiplies how likely each value is in each class; that is not taken apart here.`;
  return `How a ${name} comes to its answer cannot be taken apart by columns here.`;
}
