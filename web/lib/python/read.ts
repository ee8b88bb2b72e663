import { parser } from "@lezer/python";
import type { SyntaxNode } from "@lezer/common";
import { KeepfitError } from "../errors.js";
import type { AnyRecipe } from "../types.js";
import { nearest } from "../words.js";
import { callOf } from "./calls.js";
import { readNumber, readString } from "./literals.js";
import { type Arguments, isEstimator, isList, kindOf, numberOf, type Py, Reference, Refusal } from "./values.js";
import { boosters, entryOf, functionModules } from "./words.js";

/** Packages whose names may be imported; what is done with them is another question. */
const packages = /^(sklearn|numpy|scipy|pandas|joblib|pickle|skops|matplotlib|seaborn|math|warnings|__future__)$/;
const builtins = "None True False float int str object bool list tuple dict slice range print".split(" ");
/** Methods that a script ends with: what is read here is the estimator before it was fitted. */
const fits = /^(fit|set_output)$/;
const asks =
  /^(fit|fit_transform|fit_predict|predict|predict_proba|predict_log_proba|decision_function|transform|inverse_transform|score|set_output)$/;
const saves = /^(joblib\.dump|pickle\.dumps?|skops\.io\.dumps?)$/;
const tells = /^(print|display)$/;

const dataHint = "Give only the lines that make the estimator; data are chosen on the page or in the call.";

const constants = new Map([
  ["nan", NaN],
  ["NaN", NaN],
  ["inf", Infinity],
  ["pi", Math.PI],
  ["e", Math.E],
]);

/** Strings and comments, which stay as they are; numbers that end in their point, which the grammar does not have. */
const kept = [
  String.raw`"""[^]*?"""`,
  String.raw`'''[^]*?'''`,
  String.raw`"(?:\\[^]|[^"\\\n])*"`,
  String.raw`'(?:\\[^]|[^'\\\n])*'`,
  String.raw`#[^\n]*`,
].join("|");
const pointed = new RegExp(String.raw`(${kept})|(?<![\w.])(\d[\d_]*)\.(?=[eE][-+]?\d|(?![\w.]))`, "g");

/** Line by line as it was given: lines that begin with prompts are a session, whose answers are no Python. */
function prepared(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  const session = lines.some((line) => /^\s*>>> /.test(line));
  const own = lines.map((line) => (session ? (/^\s*(?:>>>|\.\.\.)(?: |$)(.*)$/.exec(line)?.[1] ?? "") : line));
  return own
    .join("\n")
    .replace(pointed, (whole, kept?: string, digits?: string) => (kept === undefined ? `${digits}.0` : whole));
}

class Reader {
  readonly #names = new Map<string, Py>();
  /** The estimator that was fitted or saved last, or shown. */
  #used: Py | undefined;
  #made: Py | undefined;

  constructor(private readonly text: string) {
    for (const name of builtins) this.#names.set(name, new Reference(`builtins.${name}`));
  }

  lineOf(position: number): number {
    return this.text.slice(0, position).split("\n").length;
  }

  run(): AnyRecipe {
    const command = /^[ \t]*[%!].*$/m.exec(this.text);
    if (command) {
      this.#at = { from: command.index };
      this.#refuse(new Refusal("A command of the notebook is no Python.", "Leave the line out."));
    }
    const tree = parser.parse(this.text);
    for (let node = tree.topNode.firstChild; node; node = node.nextSibling) this.#guarded(node);
    const result = this.#used ?? this.#made;
    if (result === undefined || !isEstimator(result))
      throw new KeepfitError({
        code: "bad_python",
        message: "There is no estimator in this Python.",
        hint: "Give lines such as: from sklearn.linear_model import Ridge, then model = Ridge(alpha=0.5).",
      });
    return result.estimator;
  }

  #guarded(node: SyntaxNode): void {
    try {
      this.#statement(node);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refuse(error);
    }
  }

  #refuse({ message, hint }: Refusal): never {
    const line = this.lineOf(this.#at.from);
    throw new KeepfitError({ code: "bad_python", where: `line ${line}`, message: `Line ${line}: ${message}`, hint });
  }

  /** What was looked at last, to say where. */
  #at: { readonly from: number } = { from: 0 };

  #textOf = (node: SyntaxNode): string => this.text.slice(node.from, node.to);

  #children(node: SyntaxNode): SyntaxNode[] {
    const found: SyntaxNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.type.isError) {
        this.#at = child;
        const near = this.text.slice(child.from).split("\n", 1)[0]!.trim().slice(0, 20);
        throw new Refusal(near ? `Python cannot be read from '${near}' on.` : "The line is not complete.", "Mend it.");
      }
      if (child.name !== "Comment") found.push(child);
    }
    return found;
  }

  #statement(node: SyntaxNode): void {
    this.#at = node;
    if (node.type.isError) throw new Refusal("This cannot be read as Python.", "Mend the line.");
    const children = this.#children(node);
    switch (node.name) {
      case "Comment":
      case "PassStatement":
        return;
      case "StatementGroup":
        for (const child of children) if (child.name !== ";") this.#statement(child);
        return;
      case "ImportStatement":
        return this.#import(children);
      case "AssignStatement":
        return this.#assign(children);
      case "ExpressionStatement":
        return this.#expression(children[0]!);
      default:
        throw new Refusal(
          "Only imports, assignments and calls of constructors are read; nothing is run.",
          "Write out what the line makes, without conditions, loops and functions.",
        );
    }
  }

  #import(children: readonly SyntaxNode[]): void {
    const words = children.map(this.#textOf).filter((word) => word !== "(" && word !== ")");
    const from = words[0] === "from";
    const split = from ? words.indexOf("import") : 0;
    const module = from ? words.slice(1, split).join("") : "";
    if (module.startsWith(".")) throw new Refusal("Files of one's own cannot be imported here.", dataHint);
    const entries: string[][] = [[]];
    for (const word of words.slice(split + 1)) {
      if (word === ",") entries.push([]);
      else entries.at(-1)!.push(word);
    }
    for (const entry of entries.filter(({ length }) => length > 0)) {
      const as = entry.indexOf("as");
      const own = (as < 0 ? entry : entry.slice(0, as)).join("");
      const path = from ? `${module}.${own}` : own;
      const top = path.split(".", 1)[0]!;
      if (!packages.test(top))
        throw new Refusal(
          `'${top}' is not read here.`,
          boosters.test(top)
            ? "Nearest to its estimators are HistGradientBoostingClassifier and HistGradientBoostingRegressor of sklearn.ensemble."
            : "Estimators come from sklearn, numbers and functions from numpy.",
        );
      if (own === "*") this.#stars.push(module);
      else if (as >= 0) this.#names.set(entry[as + 1]!, new Reference(path));
      else this.#names.set(from ? own : top, new Reference(from ? path : top));
    }
  }

  readonly #stars: string[] = [];

  #assign(children: readonly SyntaxNode[]): void {
    const parts: SyntaxNode[][] = [[]];
    for (const child of children) {
      if (child.name === "AssignOp") parts.push([]);
      else if (child.name !== "TypeDef") parts.at(-1)!.push(child);
    }
    const right = parts.pop()!;
    if (right.length !== 1 || parts.some((part) => part.length !== 1 || part[0]!.name !== "VariableName"))
      throw new Refusal("Only one name at a time is given a value here.", dataHint);
    const value = this.#value(right[0]!);
    for (const [target] of parts) this.#names.set(this.#textOf(target!), value);
    if (isEstimator(value)) this.#made = value;
  }

  /** A statement that is only a value: a call whose answer nobody keeps, or what a notebook would show. */
  #expression(node: SyntaxNode): void {
    if (node.name === "String" || node.name === "ContinuedString") return;
    const called = node.name === "CallExpression" ? node.firstChild! : undefined;
    if (called?.name === "MemberExpression") {
      const [object, , property] = this.#children(called);
      const method = property ? this.#textOf(property) : "";
      const path = this.#pathOf(called);
      if (path && saves.test(path)) {
        const [first] = this.#argumentsOf(node.lastChild!, true).values;
        if (first !== undefined && isEstimator(first)) this.#used = first;
        return;
      }
      const value = this.#pathOf(object!) === undefined ? this.#value(object!) : undefined;
      if (value !== undefined && isEstimator(value) && asks.test(method)) {
        this.#used = value;
        return;
      }
    }
    if (called?.name === "VariableName" && tells.test(this.#textOf(called))) return;
    const value = this.#value(node);
    if (isEstimator(value)) this.#used = value;
  }

  /** The full name of something imported, where a node is nothing but that. */
  #pathOf(node: SyntaxNode): string | undefined {
    if (node.name === "VariableName") {
      const name = this.#textOf(node);
      const value = this.#names.get(name) ?? this.#starred(name);
      return value instanceof Reference ? value.path : undefined;
    }
    if (node.name !== "MemberExpression") return undefined;
    const [object, dot, property] = this.#children(node);
    const path = dot?.name === "." ? this.#pathOf(object!) : undefined;
    return path === undefined ? undefined : `${path}.${this.#textOf(property!)}`;
  }

  /** What came with all the names of a module. */
  #starred(name: string): Reference | undefined {
    const path = `sklearn.${entryOf(name)?.module ?? functionModules.get(name)}`;
    return this.#stars.includes(path) ? new Reference(`${path}.${name}`) : undefined;
  }

  #named(node: SyntaxNode): Py {
    const name = this.#textOf(node);
    const value = this.#names.get(name) ?? this.#starred(name);
    if (value !== undefined) return value;
    const alike = nearest(name, [...this.#names.keys()]);
    throw new Refusal(
      `'${name}' has no value yet.${alike ? ` Did you mean '${alike}'?` : ""}`,
      "Import it, or give it a value in a line above.",
    );
  }

  #value(node: SyntaxNode): Py {
    this.#at = node;
    const text = this.#textOf(node);
    switch (node.name) {
      case "None":
        return null;
      case "Boolean":
        return text === "True";
      case "Number": {
        const value = readNumber(text);
        if (value === undefined)
          throw new Refusal(
            `${text} is no number that a parameter takes.`,
            "Write it without zeros in front and without j.",
          );
        return value;
      }
      case "String":
      case "ContinuedString": {
        const parts = node.name === "String" ? [node] : this.#children(node);
        const read = parts.map((part) => readString(this.#textOf(part)));
        if (read.includes(undefined))
          throw new Refusal("Only plain strings are read.", "Write out what the string says.");
        return read.join("");
      }
      case "VariableName":
        return this.#named(node);
      case "ParenthesizedExpression":
        return this.#value(this.#children(node)[1]!);
      case "ArrayExpression":
      case "TupleExpression":
        return this.#items(node);
      case "DictionaryExpression":
        return this.#mapping(node);
      case "UnaryExpression":
        return this.#unary(node);
      case "BinaryExpression":
        return this.#binary(node);
      case "MemberExpression":
        return this.#member(node);
      case "CallExpression":
        return this.#call(node);
      case "FormatString":
        throw new Refusal("Strings with fields are not filled in.", "Write out what the string says.");
      case "ArrayComprehensionExpression":
      case "ComprehensionExpression":
      case "DictionaryComprehensionExpression":
      case "SetComprehensionExpression":
        throw new Refusal("A comprehension would have to be run.", "Write out what it makes.");
      case "LambdaExpression":
        throw new Refusal(
          "A function of one's own is code, which no model file holds.",
          "Use one that has a name, such as np.log1p.",
        );
      default:
        throw new Refusal("This is not read: it would have to be run.", "Write out what it makes.");
    }
  }

  #items(node: SyntaxNode): Py {
    const items = this.#children(node).slice(1, -1);
    return items.filter(({ name }) => name !== ",").map((item) => this.#value(item));
  }

  #mapping(node: SyntaxNode): Py {
    const out = new Map<Py, Py>();
    const parts = this.#children(node)
      .slice(1, -1)
      .filter(({ name }) => name !== "," && name !== ":");
    for (const part of parts)
      if (part.name === "**") throw new Refusal("Only a dict that is written out is read.", "Write out its entries.");
    for (let i = 0; i + 1 < parts.length; i += 2) out.set(this.#value(parts[i]!), this.#value(parts[i + 1]!));
    return out;
  }

  #unary(node: SyntaxNode): Py {
    const [sign, operand] = this.#children(node);
    const word = this.#textOf(sign!);
    const value = this.#value(operand!);
    const amount = numberOf(value);
    if (amount === undefined || (word !== "-" && word !== "+"))
      throw new Refusal(`'${word}' is read before a number only.`, "Write out the value.");
    if (word === "+") return value;
    return typeof value === "number" && value !== 0 ? -value : typeof value === "number" ? 0 : { $float: -amount };
  }

  #binary(node: SyntaxNode): Py {
    const [left, sign, right] = this.#children(node);
    const word = this.#textOf(sign!);
    const [a, b] = [this.#value(left!), this.#value(right!)];
    this.#at = node;
    if (word === "+" && isList(a) && isList(b)) return [...a, ...b];
    if (word === "+" && typeof a === "string" && typeof b === "string") return a + b;
    const [x, y] = [numberOf(a), numberOf(b)];
    if (x !== undefined && y !== undefined) {
      const whole = typeof a === "number" && typeof b === "number" && word !== "/" && !(word === "**" && y < 0);
      const made = { "+": x + y, "-": x - y, "*": x * y, "/": y === 0 ? NaN : x / y, "**": power(x, y) }[word];
      if (made !== undefined && !Number.isNaN(made)) return whole ? made : { $float: made };
    }
    throw new Refusal(`This is not worked out here: ${kindOf(a)} ${word} ${kindOf(b)}.`, "Write out the value.");
  }

  #member(node: SyntaxNode): Py {
    const path = this.#pathOf(node);
    if (path === undefined)
      throw new Refusal("What a value has inside is not looked up.", "Write out what is meant, or give it a name.");
    const constant = /^(numpy|math)\./.test(path) ? constants.get(path.slice(path.indexOf(".") + 1)) : undefined;
    if (constant !== undefined) return { $float: constant };
    return new Reference(path);
  }

  #argumentsOf(node: SyntaxNode, lenient = false): Arguments {
    const parts: SyntaxNode[][] = [[]];
    for (const child of this.#children(node).slice(1, -1)) {
      if (child.name === ",") parts.push([]);
      else parts.at(-1)!.push(child);
    }
    const values: Py[] = [];
    const named = new Map<string, Py>();
    for (const part of parts.filter(({ length }) => length > 0)) {
      if (part.length === 3 && part[1]!.name === "AssignOp") {
        const own = this.#textOf(part[0]!);
        if (named.has(own)) throw new Refusal(`${own} is given twice.`, "Give it once.");
        named.set(own, this.#value(part[2]!));
      } else if (part.length === 1 && named.size > 0 && !lenient)
        throw new Refusal("A value without a name comes after one with a name.", "Give it its name, too.");
      else if (part.length === 1 && !(lenient && values.length > 0)) values.push(this.#value(part[0]!));
      else if (!lenient)
        throw new Refusal("Arguments must be written out, one by one.", "Write name=value instead of * and **.");
      if (lenient) break;
    }
    return { values, named };
  }

  #call(node: SyntaxNode): Py {
    const [called, list] = this.#children(node);
    const path = this.#pathOf(called!);
    if (path === undefined) {
      // model = Pipeline([...]).fit(X, y): the estimator is what matters.
      if (called!.name === "MemberExpression") {
        const [object, , property] = this.#children(called!);
        const method = this.#textOf(property!);
        const value = this.#value(object!);
        if (isEstimator(value) && fits.test(method)) return (this.#used = value);
        this.#at = node;
        if (isEstimator(value) && asks.test(method))
          throw new Refusal(`What .${method}(...) answers depends on data; it is not read.`, dataHint);
        throw new Refusal(`.${method}(...) is not read: it would have to be run.`, "Write out what it makes.");
      }
      this.#named(called!);
      throw new Refusal(`'${this.#textOf(called!)}' cannot be called here.`, "Call the constructor of an estimator.");
    }
    const given = this.#argumentsOf(list!);
    this.#at = node;
    return callOf(path, given);
  }
}

/** As Python has it, to the last bit for powers of ten. */
function power(base: number, exponent: number): number {
  return base === 10 && Number.isInteger(exponent) ? Number(`1e${exponent}`) : base ** exponent;
}

/**
 * The recipe of the estimator that some Python makes. The text is read as data and never run: imports, assignments and
 * calls of scikit-learn's constructors with values that are written out, `make_pipeline` and the like, NumPy's ranges
 * and functions by name. Of several estimators the one that is fitted, saved or shown last counts, else the last one
 * made. `n_jobs`, `verbose` and others that change nothing of the answer are left out.
 *
 * @throws KeepfitError `"bad_python"`: what is refused, with its line, counted from 1.
 */
export function recipeFromPython(text: string): AnyRecipe {
  return new Reader(prepared(text)).run();
}
