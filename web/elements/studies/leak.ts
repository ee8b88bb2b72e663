// Leakage: what a cross-validation says where the steps before the model have seen every row, the held-out ones too.
import type {
  AnyRecipe,
  CrossValidation,
  Engine,
  PoolOptions,
  TableLike,
  TargetLike,
  Warning,
} from "../../lib/index.js";
import type { DrawnParams } from "../data/drawn.js";
import { entriesOf, isRecipe, paramsOf } from "../state/recipe.js";

/** What stands before the model of a pipeline, and the model. */
export interface Parted {
  readonly before: AnyRecipe;
  readonly model: AnyRecipe;
  /** The classes of the steps before, as they are named. */
  readonly names: readonly string[];
}

/** undefined where no step before the model learns anything: nothing can leak. */
export function partedAtModel(recipe: AnyRecipe): Parted | undefined {
  if (recipe.class !== "Pipeline") return undefined;
  const steps = entriesOf("steps", paramsOf(recipe)["steps"]) ?? [];
  const model = steps.at(-1)?.[1];
  const before = steps.slice(0, -1);
  const names = before.flatMap(([name, inner]) => (isRecipe(inner) ? [name] : []));
  if (!isRecipe(model) || names.length === 0) return undefined;
  return { before: { class: "Pipeline", params: { steps: before } } as AnyRecipe, model, names };
}

export interface Leaked {
  /** The score of each fold, prepared inside it. */
  readonly inside: Float64Array;
  /** The same folds, with what the steps before the model made of all rows at once. */
  readonly before: Float64Array;
  readonly warnings: readonly Warning[];
}

/**
 * Scores the same folds in both ways. The second is wrong: what it prepares with has seen the rows it is measured on.
 */
export async function compareLeakage(
  engine: Engine,
  recipe: AnyRecipe,
  { before, model }: Parted,
  X: TableLike,
  y: TargetLike,
  { cv, scoring, onProgress, ...options }: PoolOptions & { cv: CrossValidation; scoring: string },
): Promise<Leaked> {
  const half = (from: number) => ({
    ...options,
    cv,
    scoring,
    ...(onProgress
      ? {
          onProgress: ({ done, total }: { done: number; total: number }) =>
            onProgress({ done: from * total + done, total: 2 * total }),
        }
      : {}),
  });
  const inside = await engine.crossValidate(recipe, X, y, half(0));
  const { signal } = options;
  const prepared = await engine.fit(before, X, y, signal ? { signal } : {});
  const made = await prepared.transform(X, signal ? { signal } : {});
  void prepared.release().catch(() => {});
  const outside = await engine.crossValidate(model, made, y, half(1));
  return {
    inside: inside.test_scores[scoring]!,
    before: outside.test_scores[scoring]!,
    warnings: [...inside.warnings, ...prepared.warnings, ...outside.warnings],
  };
}

/** Columns of noise and two classes by chance: nothing can be learned from them, and much seems to be. */
export const noise: { readonly name: "make_classification"; readonly params: DrawnParams; readonly recipe: AnyRecipe } =
  {
    name: "make_classification",
    params: {
      n_samples: 80,
      n_features: 800,
      n_informative: 2,
      n_redundant: 0,
      n_clusters_per_class: 1,
      flip_y: 1,
      class_sep: 1,
      random_state: 1,
    },
    recipe: {
      class: "Pipeline",
      params: {
        steps: [
          ["keep", { class: "SelectKBest", params: { k: 20 } }],
          ["model", { class: "LogisticRegression", params: {} }],
        ],
      },
    } as AnyRecipe,
  };
