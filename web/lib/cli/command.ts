// What the command was called with, by what command.json beside Python's command says that it takes.
import { parseArgs } from "node:util";
import { command as described } from "../generated/command.js";

interface Option {
  readonly short?: string;
  /** What stands for its value in help; an option without takes none. */
  readonly takes?: string;
  readonly one_of?: readonly string[];
  readonly often?: boolean;
  readonly whole?: boolean;
}

interface Command {
  readonly arguments: readonly string[];
  readonly options: { readonly [name: string]: Option };
  readonly help: readonly string[];
}

/** Options that were given, by name. */
export interface Options {
  readonly json?: true;
  readonly lines?: number;
  readonly output?: string;
  readonly force?: true;
  readonly method?: readonly string[];
  readonly keep?: true;
  readonly delimiter?: string;
  readonly decimal?: "." | ",";
  readonly encoding?: string;
  readonly to?: "keepfit" | "onnx" | "pmml" | "skops";
  readonly name?: string;
  readonly part?: string;
}

/** The command was called wrongly; how. */
export class Misuse extends Error {
  constructor(command: string, sentence: string) {
    const of = `keepfit ${command}`.trimEnd();
    super(`${of}: ${sentence} See ${of} --help.`);
  }
}

/** Something about the command was asked, and this is what it says. */
export class Told extends Error {}

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

/**
 * @throws Misuse where it cannot be meant so.
 * @throws Told where help or the version was asked for.
 */
export function parse(
  given: readonly string[],
  version: () => string,
): { command: string; args: readonly string[]; options: Options } {
  const commands = new Map<string, Command>(Object.entries(described.commands));
  const [verb, ...rest] = given;
  if (verb === undefined) throw new Misuse("", `Say what to do: ${listed([...commands.keys()])}.`);
  if (verb === "--help" || verb === "-h") throw new Told(described.help.join("\n"));
  if (verb === "--version") throw new Told(`keepfit ${version()}`);
  const command = commands.get(verb);
  if (!command) {
    const what = verb.startsWith("-") ? "option" : "command";
    throw new Misuse("", `There is no ${what} ${verb}. Its commands are ${listed([...commands.keys()])}.`);
  }
  const known = new Map<string, Option>([...Object.entries(command.options), ["help", { short: "h" }]]);
  // Not strict: what is wrong is said in the words that Python's command has.
  const { tokens, positionals } = parseArgs({
    args: rest,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      [...known].map(([name, { short, takes }]) => [
        name,
        { type: takes ? ("string" as const) : ("boolean" as const), ...(short ? { short } : {}) },
      ]),
    ),
  });
  const found = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  if (found.some(({ name }) => name === "help")) throw new Told(command.help.join("\n"));
  const wrong = (sentence: string): never => {
    throw new Misuse(verb, sentence);
  };
  const values = new Map<string, unknown>();
  for (const { name, rawName: written, value } of found) {
    const option = known.get(name) ?? wrong(`There is no option ${written}.`);
    if (option.takes && value === undefined) wrong(`${written} needs a value: ${option.takes}.`);
    if (!option.takes && value !== undefined) wrong(`${written} takes no value.`);
    if (option.one_of && !option.one_of.includes(value!))
      wrong(`${written} is '${value}', but must be ${listed(option.one_of)}.`);
    if (option.whole) {
      if (!/^[0-9]{1,15}$/.test(value!)) wrong(`${written} is '${value}', but must be a whole number.`);
      values.set(name, Number(value));
    } else if (option.often) values.set(name, [...((values.get(name) as string[] | undefined) ?? []), value]);
    else values.set(name, value ?? true);
  }
  const wanted = command.arguments;
  if (positionals.length < wanted.length) wrong(`${wanted[positionals.length]!.replace(/ \.\.\.$/, "")} is missing.`);
  if (positionals.length > wanted.length && !wanted.at(-1)!.endsWith("..."))
    wrong(`'${positionals[wanted.length]}' is one argument too many.`);
  return { command: verb, args: positionals, options: Object.fromEntries(values) };
}
