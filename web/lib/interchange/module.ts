/** The modules that read and write files of other programs; each is fetched when it is needed first. */
import { type Backend, chooseBackend } from "../backend.js";
import { KeepfitError } from "../errors.js";
import type { EngineOptions } from "../types.js";

/** A host whose engine is not cut into modules, as tests of the native one are, starts that instead. */
export interface OtherHost {
  readonly startModule?: () => Promise<Backend>;
}

/** What to do, by what was said when the module could not be had. */
const hints: readonly (readonly [reason: RegExp, hint: string])[] = [
  [
    /answered 4(04|10)|ENOENT/,
    "The file is not there: whoever put up the page or the library has to put it beside the engine's other files, all of one version.",
  ],
  [/answered 40[137]/, "The server wants to know who asks: sign in again, and try once more."],
  [/answered /, "Try again later; if it stays like this, tell whoever runs the server."],
  [
    /unsafe-eval|Content Security Policy|CSP/i,
    "The page's policy forbids it: script-src has to allow 'wasm-unsafe-eval', and connect-src the file's address.",
  ],
  [
    /magic|mime|expected|compile|CompileError|bytes/i,
    "What came is another file, such as a page that asks to sign in, or was cut short: load the page again, or put the file of this version there.",
  ],
];
const offline =
  "Nothing came back: check the connection and try again. A page's policy may forbid it, too; its connect-src has to allow the file's address.";

/** The engine runs, so it is this one file that is missing, and the rest of the page still works. */
function withoutModule(error: unknown): unknown {
  if (!(error instanceof KeepfitError) || error.code !== "engine_unavailable") return error;
  const begin = `The engine could not be read from ${error.where}: `;
  const reason = error.message.startsWith(begin) ? error.message.slice(begin.length) : error.message;
  const file = /[^/\\]+\.wasm(?=$|[?#])/.exec(error.where)?.[0] ?? "a file of the engine's";
  const message = `Files of other programs are read and written by ${file}, which could not be had from ${error.where}: ${reason}`;
  const hint = hints.find(([said]) => said.test(reason))?.[1] ?? offline;
  return new KeepfitError({ code: error.code, where: error.where, message, hint }, { cause: error });
}

export async function withModule<Answer>(
  engine: EngineOptions & OtherHost,
  wasm: NonNullable<EngineOptions["wasm"]>,
  ask: (module: Backend) => Promise<Answer>,
): Promise<Answer> {
  const started = engine.startModule
    ? engine.startModule()
    : chooseBackend({ ...engine, wasm }).then(({ first }) => first);
  const first = await started.catch((error: unknown) => {
    throw withoutModule(error);
  });
  try {
    return await ask(first);
  } finally {
    first.end();
  }
}
