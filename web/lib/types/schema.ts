// What the engine says of itself: enough for forms and a reference.
import type {
  DatasetName,
  Constraint,
  EstimatorKind,
  ExactnessClass,
  ScorerKind,
  SplitterNeed,
  TraitName,
} from "../generated/declared.js";
import type { ParamValue } from "./recipe.js";

export type { Constraint, DatasetName, ExactnessClass };

/** A hyperparameter: enough to draw a form from. */
export interface ParamSchema {
  readonly name: string;
  readonly default: ParamValue;
  readonly doc: string;
  readonly constraint: readonly Constraint[];
  /** The constraint in words: `"a float in [0, inf)"`. */
  readonly text: string;
  /** True where the default is a float that looks like a count: 1.0, which is all, not 1. */
  readonly share?: boolean;
  /** The engine version that brought it; absent where it was always there. */
  readonly since?: string;
}

export interface Exactness {
  readonly class: ExactnessClass;
  /** Why; may be empty. */
  readonly note: string;
  /**
   * Where it is less close: some outputs or fitted attributes (none named: all), when a parameter has one of some
   * values.
   */
  readonly except: readonly {
    readonly class: ExactnessClass;
    readonly outputs: readonly string[];
    readonly param: string | null;
    readonly values: readonly ParamValue[];
  }[];
  /** The class where scikit-learn holds the table column by column, as in a DataFrame. */
  readonly by_columns?: ExactnessClass;
}

/** What estimators can do or need. */
export interface TraitSchema {
  readonly name: TraitName;
  /** What most estimators have. */
  readonly usual: boolean;
  /** `doc` names something that is taken or given; else it is a sentence, true where the value is not the usual one. */
  readonly ability: boolean;
  readonly doc: string;
}

/** What goes with a parameter that is one of some values, such as the solver that a penalty needs. */
export interface ExampleSchema {
  readonly param: string;
  readonly values: readonly ParamValue[];
  readonly with: { readonly [param: string]: ParamValue };
  /** Nothing can be fitted without such a value. */
  readonly needed: boolean;
}

export interface EstimatorSchema {
  readonly name: string;
  /** scikit-learn's module, such as `"preprocessing"`. */
  readonly module: string;
  readonly doc: string;
  readonly kind: EstimatorKind | (string & {});
  readonly exactness: Exactness;
  readonly traits: { readonly [name in TraitName]: boolean };
  readonly params: readonly ParamSchema[];
  /** The parameters that people change first, in the order of a form; none where there are few. */
  readonly first: readonly string[];
  readonly fitted: readonly {
    readonly name: string;
    /**
     * How it is kept: `"float"`, `"int"`, `"bool"`, `"str"`; `"float64"`, `"int32"`, ... for arrays; `"labels"`,
     * `"record"`, `"estimator"`, lists of these; `"value"` where it is None or any of them.
     */
    readonly type: string;
    readonly shape: readonly string[];
    readonly doc: string;
    /** As of parameters. */
    readonly since?: string;
  }[];
  /** Parameters scikit-learn has and the engine refuses. */
  readonly unsupported: readonly string[];
  /** Methods scikit-learn's estimator has and this one has not, besides those that none here has. */
  readonly unsupported_methods: readonly string[];
  /** Traits that are others when a parameter is one of some options. */
  readonly traits_when: readonly {
    readonly trait: TraitName;
    readonly value: boolean;
    readonly param: string;
    readonly options: readonly string[];
  }[];
  readonly examples: readonly ExampleSchema[];
}

export interface ScorerSchema {
  readonly name: string;
  readonly kind: ScorerKind | (string & {});
  readonly needs_probabilities: boolean;
  /**
   * Only the order of rows matters: a decision function serves as well as probabilities and, where there is one, is
   * asked.
   */
  readonly ranks: boolean;
  /** False where the score is a loss, negated. */
  readonly greater_is_better: boolean;
  /** What the score can be at all; null where it has no end. */
  readonly low: number | null;
  readonly high: number | null;
  readonly doc: string;
}

export interface SplitterSchema {
  readonly name: string;
  readonly doc: string;
  readonly params: readonly {
    readonly name: string;
    readonly default: ParamValue;
    readonly doc: string;
    readonly text: string;
  }[];
  /** What must be given beside the number of rows. */
  readonly needs: readonly (SplitterNeed | (string & {}))[];
}

/** What draws data from a seed. */
export interface DatasetSchema {
  readonly name: DatasetName | (string & {});
  readonly doc: string;
  readonly kind: "classification" | "regression";
  readonly params: readonly ParamSchema[];
}

/** Everything the engine knows how to fit. */
export interface Schema {
  readonly engine: string;
  readonly format: number;
  readonly estimators: readonly EstimatorSchema[];
  /** Methods of scikit-learn's estimators that none here has. */
  readonly unsupported_methods: readonly string[];
  /** Names that `metric` takes, beside those of the scorers. */
  readonly metrics: readonly string[];
  /** scikit-learn's scorers: larger is always better, so that losses are negated. */
  readonly scorers: readonly ScorerSchema[];
  /** What `cv` may name. */
  readonly splitters: readonly SplitterSchema[];
  /** What `makeDataset` draws. */
  readonly datasets: readonly DatasetSchema[];
  readonly traits: readonly TraitSchema[];
  /** Every word that `type` of a constraint, `kind` of an estimator and `class` of its exactness may be. */
  readonly constraint_kinds: readonly Constraint["type"][];
  readonly estimator_kinds: readonly EstimatorKind[];
  readonly exactness_classes: readonly ExactnessClass[];
}
