// From what the command was called with to what it ends with.
import { readFileSync } from "node:fs";
import { Misuse, parse, Told } from "./command.js";
import { tell, Trouble } from "./output.js";
import { KeepfitError, sentenceOf } from "./refusal.js";

const version = (): string =>
  (JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as { version: string }).version;

export async function run(given: readonly string[]): Promise<number> {
  try {
    const { command, args, options } = parse(given, version);
    // What answers questions about the command itself waits for no engine.
    const { perform } = await import("./commands.js");
    return await perform(command, args, options);
  } catch (error) {
    if (error instanceof Told) {
      process.stdout.write(`${error.message}\n`);
      return 0;
    }
    if (error instanceof Misuse || error instanceof Trouble) {
      tell(error.message);
      return 2;
    }
    if (!(error instanceof KeepfitError)) throw error;
    tell(`${error.code}: ${sentenceOf(error)}`);
    return 1;
  }
}
