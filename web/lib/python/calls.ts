// What a call makes, of those that are known: constructors, make_..., ranges, and values that are a call in Python.
import { counted, nearest } from "../words.js";
import {
  type Arguments,
  isEstimator,
  isList,
  isMapping,
  isSpecial,
  kindOf,
  numberOf,
  type Py,
  Reference,
  Refusal,
} from "./values.js";
import {
  nearTo,
  classNames,
  entryOf,
  functions,
  kindOfDtype,
  paramsOf,
  positionalOf,
  splitterOf,
  technical,
} from "./words.js";

const list = (path: string, value: Py): readonly Py[] => {
  if (isList(value)) return value;
  throw new Refusal(`${path} takes a list. Got ${kindOf(value)}.`);
};

/** What a parameter takes, as recipes have it. `share`: 1.0 is not 1. */
function plain(value: Py, share: boolean, own = ""): unknown {
  if (value instanceof Reference) {
    if (functions.has(own.slice(own.lastIndexOf("__") + 1).replace(/^_+/, "")) && /^(numpy|sklearn)\./.test(value.path))
      return value.last;
    throw new Refusal(`'${value.last}' is no value that a parameter takes.`, "Write out the value.");
  }
  if (isEstimator(value)) return value.estimator;
  if (isSpecial(value)) return value.data;
  if (isList(value)) return value.map((item) => plain(item, share, own));
  if (isMapping(value)) {
    const entries = [...value].map(([key, item]) => [keyOf(key), plain(item, share)] as const);
    return Object.fromEntries(entries);
  }
  if (typeof value === "object" && value !== null)
    return share && Number.isInteger(value.$float) ? value : value.$float;
  return value;
}

function keyOf(key: Py): string {
  const amount = numberOf(key);
  if (typeof key === "string") return key;
  if (amount !== undefined) return String(amount);
  if (typeof key === "boolean") return key ? "True" : "False";
  throw new Refusal(`${kindOf(key)} cannot be the key of a dict here.`);
}

/** The names of steps that scikit-learn makes of their classes. */
function namedSteps(steps: readonly Py[]): (readonly [string, Py])[] {
  const bare = steps.map((step) => {
    if (isEstimator(step)) return step.estimator.class.toLowerCase();
    if (typeof step === "string") return step;
    throw new Refusal(`A step must be an estimator. Got ${kindOf(step)}.`);
  });
  const seen = new Map<string, number>();
  return steps.map((step, i) => {
    const name = bare[i]!;
    if (bare.indexOf(name) === bare.lastIndexOf(name)) return [name, step];
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return [`${name}-${seen.get(name)}`, step];
  });
}

const step = (value: Py): unknown => plain(value, false);

function columns(value: Py): unknown {
  if (typeof value === "string")
    throw new Refusal(
      `Columns are given as a list: ["${value}"].`,
      "In scikit-learn a name alone hands over one column without its second axis, which hardly any transformer takes.",
    );
  if (typeof value === "number") throw new Refusal(`Columns are given as a list: [${value}].`);
  if (isSpecial(value) || isList(value)) return plain(value, false);
  throw new Refusal(`Columns must be a list, a slice or make_column_selector(...). Got ${kindOf(value)}.`);
}

function grid(value: Py): unknown {
  if (isList(value)) return value.map(grid);
  if (!isMapping(value)) throw new Refusal(`What is searched must be a dict. Got ${kindOf(value)}.`);
  return Object.fromEntries(
    [...value].map(([path, values]) => {
      if (typeof path !== "string") throw new Refusal(`Paths of parameters must be text. Got ${kindOf(path)}.`);
      if (!isSpecial(values) && !isList(values))
        throw new Refusal(`${path} must be a list of values or a distribution. Got ${kindOf(values)}.`);
      return [path, plain(values, true, path)];
    }),
  );
}

/** A parameter as the recipe has it. */
function param(name: string, own: string, value: Py): unknown {
  if (own === "steps" || own === "transformer_list" || own === "estimators")
    return list(own, value).map((each) => {
      const [title, made] = list(`Each of ${own}`, each);
      if (title === undefined || made === undefined)
        throw new Refusal(`Each of ${own} is a pair of a name and an estimator.`);
      return [plain(title, false), step(made)];
    });
  if (own === "transformers")
    return list(own, value).map((each) => {
      const parts = list("Each of transformers", each);
      if (parts.length !== 3) throw new Refusal("Each of transformers has three parts: name, transformer, columns.");
      return [plain(parts[0]!, false), step(parts[1]!), columns(parts[2]!)];
    });
  if (own === "param_grid" || own === "param_distributions") return grid(value);
  if (value instanceof Reference && entryOf(value.last))
    throw new Refusal(`${own} of ${name} was given '${value.last}' itself.`, `Call it: ${value.last}().`);
  const whole = numberOf(value);
  if (whole !== undefined && typeof value !== "number" && entryOf(name)!.counts?.includes(own))
    throw new Refusal(
      `${own} of ${name} takes whole numbers, and a number with a point is none in Python.`,
      `Write ${Math.trunc(whole)}.`,
    );
  return plain(value, entryOf(name)!.shares?.includes(own) ?? false, own);
}

function construct(name: string, { values, named }: Arguments): Py {
  const entry = entryOf(name)!;
  const known = paramsOf(name);
  const order = [...known.keys()];
  if (values.length > positionalOf(name))
    throw new Refusal(
      order.length === 0
        ? `${name} takes no parameters.`
        : `${name} takes ${positionalOf(name) === 0 ? "its parameters" : `what comes after ${counted(positionalOf(name), "parameter")}`} by name.`,
      `Write ${order[positionalOf(name)] ?? order[0] ?? ""}=...`,
    );
  const given = new Map<string, Py>(values.map((value, i) => [order[i]!, value]));
  for (const [own, value] of named) {
    if (given.has(own)) throw new Refusal(`${name} was given ${own} twice.`);
    given.set(own, value);
  }
  const params: [string, unknown][] = [];
  for (const [own, value] of given) {
    if (!known.has(own)) {
      if (technical.has(own)) continue;
      // What is switched off need not be here.
      if (entry.unsupported?.includes(own) && (value === null || value === false)) continue;
      if (entry.unsupported?.includes(own))
        throw new Refusal(`${own} of ${name} is not here.`, "Leave it out, or choose what comes without it.");
      const alike = nearest(own, order);
      throw new Refusal(
        `${name} has no parameter '${own}'.${alike ? ` Did you mean '${alike}'?` : ""}`,
        order.length > 0 ? `It has ${order.join(", ")}.` : "It has none.",
      );
    }
    params.push([own, param(name, own, value)]);
  }
  return { estimator: { class: name, params: Object.fromEntries(params) } };
}

const estimator = (name: string, params: object): Py => ({ estimator: { class: name, params } });

/** Keyword arguments of make_pipeline and the like. */
function rest(name: string, maker: string, named: ReadonlyMap<string, Py>): object {
  const made = construct(name, { values: [], named });
  if (!isEstimator(made)) throw new Refusal(`${maker} cannot be read.`);
  return made.estimator.params;
}

function selector({ values, named }: Arguments): Py {
  const words = ["pattern", "dtype_include", "dtype_exclude"];
  const kind = (value: Py): unknown => {
    if (isList(value)) return value.map(kind);
    const name = typeof value === "string" ? value : value instanceof Reference ? value.last : "";
    const found = kindOfDtype(name);
    if (!found) throw new Refusal(`Columns are chosen as numbers (np.number) or text (object). Got ${kindOf(value)}.`);
    return found;
  };
  const data: [string, unknown][] = [];
  const given = new Map([...values.map((value, i) => [words[i] ?? "", value] as const), ...named]);
  for (const [name, value] of given) {
    if (!words.includes(name)) throw new Refusal(`make_column_selector has no parameter '${name}'.`);
    if (value !== null) data.push([name, name === "pattern" ? plain(value, false) : kind(value)]);
  }
  return { special: "columns", data: { selector: Object.fromEntries(data) } };
}

function splitter(name: string, order: readonly string[], { values, named }: Arguments): Py {
  const params = new Map<string, unknown>(values.map((value, i) => [order[i] ?? "", plain(value, true)]));
  for (const [own, value] of named) params.set(own, plain(value, true));
  for (const own of params.keys())
    if (!order.includes(own)) throw new Refusal(`${name} has no parameter '${own}'.`, `It has ${order.join(", ")}.`);
  return { special: "splitter", data: { class: name, params: Object.fromEntries(params) } };
}

const distributions: ReadonlyMap<string, readonly string[]> = new Map([
  ["uniform", ["loc", "scale"]],
  ["norm", ["loc", "scale"]],
  ["loguniform", ["a", "b"]],
  ["randint", ["low", "high"]],
]);

const amounts = (name: string, values: readonly Py[]): number[] =>
  values.map((value) => {
    const amount = numberOf(value);
    if (amount === undefined) throw new Refusal(`${name} takes numbers. Got ${kindOf(value)}.`);
    return amount;
  });

const most = 10_000;

/** NumPy's and Python's ranges, by their own sums. */
function range(name: string, { values, named }: Arguments): Py {
  const order = name === "range" || name === "arange" ? ["start", "stop", "step"] : ["start", "stop", "num"];
  const given = [...values];
  for (const [own, value] of named) {
    const place = order.indexOf(own);
    if (place < 0) throw new Refusal(`${own} of ${name} is not read.`, "Write out the list.");
    given[place] = value;
  }
  const numbers = amounts(name, given);
  const whole = given.every((value) => typeof value === "number");
  const made = (items: number[]): Py => items.map((item) => (whole ? item : { $float: item }));
  if (name === "range" || name === "arange") {
    const [start, stop, by] = numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
    const count = Math.max(0, Math.ceil((stop - start) / by));
    if (!(count <= most)) throw new Refusal(`${name} makes too many values.`);
    // NumPy takes the second value's distance from the first.
    const distance = whole ? by : start + by - start;
    return made(Array.from({ length: count }, (_, i) => start + i * distance));
  }
  const [start, stop, count = 50] = numbers;
  if (start === undefined || stop === undefined || !Number.isInteger(count) || count < 0 || count > most)
    throw new Refusal(`${name} takes a start, a stop and how many values.`);
  const by = count > 1 ? (stop - start) / (count - 1) : 0;
  const points = Array.from({ length: count }, (_, i) => (i > 0 && i === count - 1 ? stop : i * by + start));
  const raised = (x: number): number => (Number.isInteger(x) ? Number(`1e${x}`) : 10 ** x);
  return points.map((x) => ({ $float: name === "logspace" ? raised(x) : x }));
}

function builtin(name: string, given: Arguments): Py {
  const [first] = given.values;
  switch (name) {
    case "slice": {
      const ends = given.values.length === 1 ? [null, first!] : given.values;
      return { special: "columns", data: { slice: ends.map((end) => plain(end, false)) } };
    }
    case "range":
      return range(name, given);
    case "list":
    case "tuple":
      return first === undefined ? [] : list(name, first);
    case "dict":
      return new Map<Py, Py>([...(first !== undefined && isMapping(first) ? first : []), ...given.named]);
    case "float": {
      const amount =
        first === undefined
          ? 0
          : typeof first === "string"
            ? Number(first.replace(/inf$/i, "Infinity"))
            : numberOf(first);
      if (amount !== undefined && (!Number.isNaN(amount) || /^nan$/i.test(String(first)))) return { $float: amount };
      break;
    }
    case "int":
    case "str":
    case "bool":
      break;
  }
  throw new Refusal(`${name}(...) is not worked out here.`, "Write out the value.");
}

/** @param path the full name of what is called */
export function callOf(path: string, given: Arguments): Py {
  const reference = new Reference(path);
  const name = reference.last;
  const top = reference.first;
  if (top === "builtins") return builtin(name, given);
  if (top === "sklearn") {
    const split = splitterOf(name);
    if (split) return splitter(name, split, given);
    if (name === "make_pipeline")
      return estimator("Pipeline", {
        steps: namedSteps(given.values).map(([title, made]) => [title, step(made)]),
        ...rest("Pipeline", name, given.named),
      });
    if (name === "make_union")
      return estimator("FeatureUnion", {
        transformer_list: namedSteps(given.values).map(([title, made]) => [title, step(made)]),
        ...rest("FeatureUnion", name, given.named),
      });
    if (name === "make_column_transformer") {
      const pairs = given.values.map((pair) => list("Each argument of make_column_transformer", pair));
      const titles = namedSteps(pairs.map(([made]) => made ?? null));
      return estimator("ColumnTransformer", {
        transformers: pairs.map(([made, chosen], i) => [titles[i]![0], step(made!), columns(chosen ?? null)]),
        ...rest("ColumnTransformer", name, given.named),
      });
    }
    if (name === "make_column_selector") return selector(given);
    if (entryOf(name)) {
      const { module } = entryOf(name)!;
      if (!path.startsWith(`sklearn.${module}`))
        throw new Refusal(`${name} is in sklearn.${module}, not in ${path.slice(0, -name.length - 1)}.`);
      return construct(name, given);
    }
    if (/^[A-Z]/.test(name)) {
      const alike = nearest(name, classNames);
      throw new Refusal(
        `${name} of scikit-learn is not here.${alike ? ` Did you mean ${alike}?` : ""}`,
        nearTo.has(name) ? `Nearest to it is ${nearTo.get(name)}.` : "The reference lists every estimator.",
      );
    }
    throw new Refusal(
      `${name}(...) is not read: it would have to be run.`,
      "Give only the lines that make the estimator.",
    );
  }
  if (top === "scipy") {
    const order = distributions.get(name);
    if (!order)
      throw new Refusal(`The distribution ${name} is not here.`, `There are ${[...distributions.keys()].join(", ")}.`);
    const params = new Map<string, unknown>(given.values.map((value, i) => [order[i] ?? "", plain(value, true)]));
    for (const [own, value] of given.named) params.set(own, plain(value, true));
    for (const own of params.keys())
      if (!order.includes(own)) throw new Refusal(`${name} has no parameter '${own}'.`, `It has ${order.join(", ")}.`);
    return { special: "distribution", data: { distribution: name, ...Object.fromEntries(params) } };
  }
  if (top === "numpy") {
    if (name === "array" || name === "asarray") return list(`np.${name}`, given.values[0] ?? null);
    if (name === "arange" || name === "linspace" || name === "logspace") return range(name, given);
    if (/^(float|int)\d*$/.test(name) && given.values.length === 1) return given.values[0]!;
  }
  throw new Refusal(`${name}(...) is not read: it would have to be run.`, "Write out what it makes.");
}
