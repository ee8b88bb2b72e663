import { isFloat } from "../float.js";
import type { AnyRecipe } from "../types.js";
import { type Doc, flat, prefixed, setOut } from "./layout.js";
import {
  besides,
  dtypes,
  entryOf,
  functions,
  isRecipe,
  leading,
  paramsOf,
  respelt,
  splitterOf,
  tuples,
} from "./words.js";

/** How a recipe is written as Python. */
export interface PythonOptions {
  /** What the variable is called. Default: `pipeline`, or `model` where the recipe is no Pipeline. */
  readonly name?: string;
  /** Whether it is fitted and saved, too. Default: true. */
  readonly fit?: boolean;
  /** The file that joblib writes. Default: `model.joblib`. */
  readonly file?: string;
  /**
   * What the target's labels are, for keys of `class_weight`. Default: `"number"` where all keys are numbers.
   */
  readonly labels?: "number" | "text";
}

const list = (items: readonly Doc[]): Doc => ({ open: "[", items, close: "]" });
const tuple = (items: readonly Doc[]): Doc => ({ open: "(", items, close: ")" });
const call = (name: string, items: readonly Doc[]): Doc => ({ open: `${name}(`, items, close: ")" });

/** Two values that Python would hold for equal, 1 and 1.0 apart. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)));
}

type Named = { readonly class: string; readonly params?: object };

class Printer {
  /** Names by the module that they are imported from. */
  readonly imports = new Map<string, Set<string>>();
  numpy = false;

  constructor(private readonly options: PythonOptions) {}

  #import(module: string, name: string): string {
    const names = this.imports.get(module) ?? new Set();
    this.imports.set(module, names.add(name));
    return name;
  }

  #np(name: string): string {
    this.numpy = true;
    return `np.${name}`;
  }

  #number(value: number): string {
    if (Number.isNaN(value)) return this.#np("nan");
    if (!Number.isFinite(value)) return value > 0 ? this.#np("inf") : `-${this.#np("inf")}`;
    return Object.is(value, -0) ? "-0.0" : String(value);
  }

  #value(value: unknown): Doc {
    if (value === null || value === undefined) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "number") return this.#number(value);
    if (typeof value === "string") return JSON.stringify(value);
    if (isFloat(value)) {
      const written = this.#number(value.$float);
      return /^-?\d+$/.test(written) ? `${written}.0` : written;
    }
    if (Array.isArray(value)) return list(value.map((item) => this.#value(item)));
    if (isRecipe(value)) return splitterOf(value.class) ? this.#splitter(value) : this.estimator(value);
    return this.#mapping(value, (key) => JSON.stringify(key));
  }

  #mapping(value: object, key: (name: string) => string): Doc {
    const items = Object.entries(value).map(([name, item]) => prefixed(`${key(name)}: `, this.#value(item)));
    return { open: "{", items, close: "}" };
  }

  #splitter({ class: name, params = {} }: Named): Doc {
    const given = Object.entries(params).map(([param, value]) => prefixed(`${param}=`, this.#value(value)));
    return call(this.#import("sklearn.model_selection", name), given);
  }

  /** Which columns a transformer sees. */
  #columns(chosen: unknown): Doc {
    if (typeof chosen !== "object" || chosen === null || Array.isArray(chosen)) return this.#value(chosen);
    if ("slice" in chosen)
      return call(
        "slice",
        (chosen.slice as unknown[]).map((end) => this.#value(end)),
      );
    const { selector } = chosen as { selector: { [name: string]: unknown } };
    const kind = (name: unknown): Doc => {
      const word = dtypes.get(name as string)!;
      return word.startsWith("np.") ? this.#np(word.slice(3)) : word;
    };
    const items = Object.entries(selector)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => {
        if (!name.startsWith("dtype_")) return prefixed(`${name}=`, this.#value(value));
        return prefixed(`${name}=`, Array.isArray(value) ? list(value.map(kind)) : kind(value));
      });
    return call(this.#import("sklearn.compose", "make_column_selector"), items);
  }

  /** Lists of values to try, and distributions to draw them from. */
  #grid(grid: unknown): Doc {
    if (Array.isArray(grid)) return list(grid.map((each) => this.#grid(each)));
    const items = Object.entries(grid as object).map(([path, values]: [string, unknown]) => {
      const drawn = typeof values === "object" && values !== null && "distribution" in values ? values : undefined;
      if (!drawn) return prefixed(`${JSON.stringify(path)}: `, this.#value(values));
      const { distribution, ...rest } = drawn as { distribution: string; [name: string]: unknown };
      const given = Object.entries(rest).map(([name, value]) => prefixed(`${name}=`, this.#value(value)));
      return prefixed(`${JSON.stringify(path)}: `, call(this.#import("scipy.stats", distribution), given));
    });
    return { open: "{", items, close: "}" };
  }

  #weights(name: string, weights: object): Doc {
    const asNumbers = name === "HistGradientBoostingClassifier" || (this.options.labels ?? "number") === "number";
    const numeric = asNumbers && Object.keys(weights).every((key) => key.trim() !== "" && Number.isFinite(Number(key)));
    return this.#mapping(weights, (key) => (numeric ? key : JSON.stringify(key)));
  }

  #param(name: string, param: string, value: unknown): Doc {
    const other = respelt.find(([of, its, here]) => of === name && its === param && here === value);
    if (other) return this.#value(other[3]);
    const module = functions.get(param);
    if (module && typeof value === "string") return module === "numpy" ? this.#np(value) : this.#import(module, value);
    if (tuples.has(param) && Array.isArray(value)) return tuple(value.map((item) => this.#value(item)));
    if (param === "steps" || param === "estimators" || param === "transformer_list")
      return list((value as unknown[][]).map((step) => tuple(step.map((item) => this.#value(item)))));
    if (param === "transformers")
      return list(
        (value as unknown[][]).map(([step, made, columns]) =>
          tuple([this.#value(step), this.#value(made), this.#columns(columns)]),
        ),
      );
    if (param === "param_grid" || param === "param_distributions") return this.#grid(value);
    if (param === "class_weight" && typeof value === "object" && value !== null && !Array.isArray(value))
      return this.#weights(name, value);
    return this.#value(value);
  }

  estimator({ class: name, params = {} }: Named): Doc {
    const entry = entryOf(name);
    if (!entry) throw new TypeError(`There is no estimator ${name}.`);
    this.#import(`sklearn.${entry.module}`, name);
    const given = new Map<string, unknown>(Object.entries(params).filter(([, value]) => value !== undefined));
    const items: Doc[] = [];
    for (const [param, fallback] of paramsOf(name)) {
      const value = given.get(param) ?? (given.has(param) ? null : fallback);
      given.delete(param);
      const told = besides.get(name)?.some(([own]) => own === param) ?? false;
      const other = respelt.some(([of, its, here]) => of === name && its === param && here === value);
      const first = leading.has(param) && !(param === "estimator" && value === null);
      if (!first && !told && !other && same(value, fallback)) continue;
      const made = this.#param(name, param, value);
      items.push(first && items.length < 2 ? made : prefixed(`${param}=`, made));
    }
    for (const [param, value] of besides.get(name) ?? [])
      if (!paramsOf(name).has(param)) items.push(`${param}=${flat(this.#value(value))}`);
    // What the engine does not know it refuses by name; here it stays to be seen.
    for (const [param, value] of given) items.push(prefixed(`${param}=`, this.#value(value)));
    return call(name, items);
  }
}

/**
 * The recipe as a Python script for scikit-learn: imports, constructors with what differs from their defaults, `fit`
 * and `joblib.dump`. `random_state=None` is written as it is; scikit-learn then draws anew on every fit, the engine
 * always alike.
 *
 * @throws TypeError where the recipe names an unknown class.
 */
export function recipeToPython(recipe: AnyRecipe, options: PythonOptions = {}): string {
  const printer = new Printer(options);
  const name = options.name ?? (recipe.class === "Pipeline" ? "pipeline" : "model");
  const made = setOut(prefixed(`${name} = `, printer.estimator(recipe)));
  const fit = options.fit ?? true;
  const modules = [...printer.imports].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    ...(fit ? ["import joblib"] : []),
    ...(printer.numpy ? ["import numpy as np"] : []),
    ...modules.map(([module, names]) => {
      const sorted = [...names].sort();
      const line = `from ${module} import ${sorted.join(", ")}`;
      if (line.length <= 88) return line;
      return `from ${module} import (\n${sorted.map((each) => `    ${each},\n`).join("")})`;
    }),
    "",
    made,
    ...(fit
      ? ["", `${name}.fit(X, y)`, `joblib.dump(${name}, ${JSON.stringify(options.file ?? "model.joblib")})`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}
