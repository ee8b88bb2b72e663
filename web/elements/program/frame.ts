// The same for the page around a frame, by messages: { keepfit: 1, id, method, arguments } is answered by
// { keepfit: 1, id, result } or { keepfit: 1, id, error }; what happens is { keepfit: 1, event, detail }.
import { events } from "./events.js";

/** An element, as far as programs use it. */
export interface Programmable extends HTMLElement {
  readonly ready: Promise<void>;
  readonly choices: object;
  readonly recipe: object | undefined;
  choose(part: unknown): Promise<void>;
  fit(): Promise<object>;
  save(name?: string, how?: { replace?: boolean }): Promise<Uint8Array>;
  open(bytes: Uint8Array | ArrayBuffer, name?: string): Promise<object>;
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
}

const verbs = ["choose", "fit", "save", "open", "undo", "redo"] as const;
const values = ["ready", "choices", "recipe"] as const;

/**
 * Answers a page that embeds this one, and tells it what happens: the one that embeds it or, where origins are allowed
 * by name, those alone. @returns Ends it.
 */
export function answerMessages(element: Programmable, allowed: readonly string[] | undefined): () => void {
  const isAllowed = ({ source, origin }: MessageEvent): boolean =>
    allowed ? allowed.includes(origin) : source === parent;
  // A frame goes with the page around it: whoever is told as the parent is the page that embeds this one.
  const tell = (message: object) => {
    for (const origin of allowed ?? ["*"]) parent.postMessage({ keepfit: 1, ...message }, origin);
  };
  const hear = (message: MessageEvent) => {
    const { data, source, origin } = message;
    if (!isRequest(data) || !source || source === window || !isAllowed(message)) return;
    void answer(element, data).then((said) =>
      (source as Window).postMessage({ keepfit: 1, id: data.id, ...said }, origin === "null" ? "*" : origin),
    );
  };
  const sent = events.map((event): [string, (sent: Event) => void] => [
    `keepfit-${event}`,
    (sent) => tell({ event, detail: (sent as CustomEvent<object>).detail }),
  ]);
  const sizes = new ResizeObserver(() => tell({ event: "height", detail: { height: element.offsetHeight } }));
  addEventListener("message", hear);
  for (const [name, told] of sent) element.addEventListener(name, told);
  sizes.observe(element);
  element.ready.then(
    () => tell({ event: "ready", detail: {} }),
    () => {},
  );
  return () => {
    removeEventListener("message", hear);
    for (const [name, told] of sent) element.removeEventListener(name, told);
    sizes.disconnect();
  };
}

/**
 * Origins as they are written in attributes and addresses: with commas or blanks between them. undefined where nothing
 * is written; what is written and is no origin allows nobody, and the console tells it.
 */
export function originsIn(...texts: readonly (string | null | undefined)[]): string[] | undefined {
  const given = texts.filter((text) => typeof text === "string");
  if (!given.length) return undefined;
  return given
    .flatMap((text) => text.split(/[\s,]+/))
    .filter(Boolean)
    .flatMap((each) => {
      const origin = URL.canParse(each) ? new URL(each).origin : "null";
      if (origin !== "null") return [origin];
      console.warn(`Keepfit: "${each}" is no origin, such as https://a.example, and allows nobody.`);
      return [];
    });
}

interface Request {
  readonly keepfit: 1;
  readonly id?: unknown;
  readonly method: unknown;
  readonly arguments?: unknown;
}

function isRequest(data: unknown): data is Request {
  const request = data as Partial<Request> | null;
  if (typeof request !== "object" || request?.keepfit !== 1) return false;
  // Answers and news of a frame in this one are no questions.
  return !["result", "error", "event"].some((word) => word in request) && ("method" in request || "id" in request);
}

/** What a method gives, as plain data. */
async function answer(
  element: Programmable,
  { method, arguments: given = [] }: Request,
): Promise<{ result: unknown } | { error: object }> {
  if (!Array.isArray(given))
    return { error: { code: "bad_type", message: 'arguments must be a list, such as [{ data: "iris" }].' } };
  try {
    const verb = verbs.find((each) => each === method);
    if (verb) return { result: await (element[verb] as (...all: unknown[]) => Promise<unknown>)(...given) };
    const value = values.find((each) => each === method);
    if (value) return { result: await element[value] };
    const known = [...values, ...verbs].join(", ");
    return { error: { code: "unknown_method", message: `There is no method of this name; there are ${known}.` } };
  } catch (thrown) {
    const { code = "refused", message = String(thrown), where = "", hint = "" } = thrown as Record<string, string>;
    return { error: { code, message, where, hint } };
  }
}
